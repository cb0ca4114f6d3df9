//! A client for HTTP/1.1 that does as little as it can.
//!
//! A load generator must not be what is measured: requests are written as prepared bytes, and of an answer only
//! the status and the length are looked at. It reads answers that say their `Content-Length`, as ours do.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const HEAD_END: &[u8] = b"\r\n\r\n";

/// A kept-alive connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Where the head of the last answer ended.
    head: usize,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024), head: 0 })
    }

    /// Sends the bytes of one request, waits for the whole answer and returns its status.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut searched: usize = 0;
        let head = loop {
            self.more().await?;
            // The end may have come in two pieces.
            let from = searched.saturating_sub(HEAD_END.len());
            let rest = self.buffer.get(from..).unwrap_or_default();
            if let Some(at) = rest.windows(HEAD_END.len()).position(|window| window == HEAD_END) {
                break from + at + HEAD_END.len();
            }
            searched = self.buffer.len();
        };
        self.head = head;
        let (status, length) = read_head(self.head())?;
        while self.buffer.len() < head + length {
            self.more().await?;
        }
        Ok(status)
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }

    /// The status line and header lines of the last answer.
    pub fn head(&self) -> &[u8] {
        self.buffer.get(..self.head).unwrap_or_default()
    }

    /// The body of the last answer.
    pub fn body(&self) -> &[u8] {
        self.buffer.get(self.head..).unwrap_or_default()
    }
}

/// The status and the length of the body.
fn read_head(head: &[u8]) -> Result<(u16, usize)> {
    let head = std::str::from_utf8(head).context("the head of an answer is no text")?;
    let status =
        head.get(9..12).and_then(|status| status.parse().ok()).context("an answer without status")?;
    for (name, value) in headers(head) {
        if name.eq_ignore_ascii_case("content-length") {
            return Ok((status, value.parse().context("Content-Length")?));
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            bail!("an answer of unknown length");
        }
    }
    Ok((status, 0))
}

/// Names and values of header lines.
pub fn headers(head: &str) -> impl Iterator<Item = (&str, &str)> {
    head.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, value)| (name, value.trim()))
}

/// The bytes of a request.
pub fn request(method: &str, path: &str, token: Option<&str>, body: Option<(&str, &str)>) -> Vec<u8> {
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let (about_body, body) = match body {
        Some((media_type, body)) => {
            (format!("content-type: {media_type}\r\ncontent-length: {}\r\n", body.len()), body)
        }
        None => Default::default(),
    };
    format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{token}{about_body}\r\n{body}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_tell_status_and_length() {
        assert_eq!(read_head(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").unwrap(), (200, 5));
        assert_eq!(read_head(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap(), (204, 0));
        assert!(read_head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").is_err());
    }
}
