//! A client for HTTP/1.1 that does as little as it can.
//!
//! A load generator must not be what is measured: requests are written as prepared bytes, and of an answer only
//! the status and the length are looked at. It reads answers that say their `Content-Length`, and chunked ones.

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
        match read_head(self.head())? {
            (status, Length::Known(length)) => {
                while self.buffer.len() < head + length {
                    self.more().await?;
                }
                Ok(status)
            }
            (status, Length::Chunked) => {
                let mut read = head;
                loop {
                    match next_chunk(self.buffer.get(read..).unwrap_or_default())? {
                        Chunk::Last => return Ok(status),
                        Chunk::Whole(length) => read += length,
                        Chunk::Unfinished => self.more().await?,
                    }
                }
            }
        }
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

    /// The body of the last answer; of a chunked one with the lines between its chunks.
    pub fn body(&self) -> &[u8] {
        self.buffer.get(self.head..).unwrap_or_default()
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Length {
    Known(usize),
    Chunked,
}

#[derive(Debug, PartialEq, Eq)]
enum Chunk {
    /// The chunk is here, with the lines around it so long.
    Whole(usize),
    Last,
    Unfinished,
}

/// What a chunked body begins with (RFC 9112, 7.1). Ours have no trailers.
fn next_chunk(body: &[u8]) -> Result<Chunk> {
    let Some(line) = body.windows(2).position(|end| end == b"\r\n") else { return Ok(Chunk::Unfinished) };
    let size = std::str::from_utf8(body.get(..line).unwrap_or_default())?;
    let size = usize::from_str_radix(size, 16).context("the size of a chunk")?;
    let whole = line + 2 + size + 2;
    Ok(match (body.len() < whole, size) {
        (true, _) => Chunk::Unfinished,
        (false, 0) => Chunk::Last,
        (false, _) => Chunk::Whole(whole),
    })
}

/// The status and the length of the body.
fn read_head(head: &[u8]) -> Result<(u16, Length)> {
    let head = std::str::from_utf8(head).context("the head of an answer is no text")?;
    let status =
        head.get(9..12).and_then(|status| status.parse().ok()).context("an answer without status")?;
    for (name, value) in headers(head) {
        if name.eq_ignore_ascii_case("content-length") {
            return Ok((status, Length::Known(value.parse().context("Content-Length")?)));
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            return Ok((status, Length::Chunked));
        }
    }
    Ok((status, Length::Known(0)))
}

/// Names and values of header lines.
pub fn headers(head: &str) -> impl Iterator<Item = (&str, &str)> {
    head.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, value)| (name, value.trim()))
}

/// The bytes of a request of a program.
pub fn request(method: &str, path: &str, token: Option<&str>, body: Option<(&str, &str)>) -> Vec<u8> {
    let token = token.map(|token| format!("Bearer {token}"));
    let headers: Vec<_> = token.iter().map(|token| ("authorization", token.as_str())).collect();
    request_with(method, path, &headers, body)
}

/// The bytes of a request with these headers.
pub fn request_with(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<(&str, &str)>,
) -> Vec<u8> {
    let mut lines = vec![format!("{method} {path} HTTP/1.1"), "host: localhost".to_owned()];
    lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
    if let Some((media_type, body)) = body {
        lines.push(format!("content-type: {media_type}"));
        lines.push(format!("content-length: {}", body.len()));
    }
    let body = body.map(|(_, body)| body).unwrap_or_default();
    format!("{}\r\n\r\n{body}", lines.join("\r\n")).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_tell_status_and_length() {
        let five = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        assert_eq!(read_head(five).unwrap(), (200, Length::Known(5)));
        assert_eq!(read_head(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap(), (204, Length::Known(0)));
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        assert_eq!(read_head(chunked).unwrap(), (200, Length::Chunked));
    }

    #[test]
    fn chunks_end_where_they_say() {
        let body = b"a\r\n\r\n0\r\n\r\n678\r\n0\r\n\r\n";
        assert_eq!(next_chunk(body).unwrap(), Chunk::Whole(15));
        assert_eq!(next_chunk(&body[..12]).unwrap(), Chunk::Unfinished);
        assert_eq!(next_chunk(&body[15..]).unwrap(), Chunk::Last);
        assert_eq!(next_chunk(&body[15..18]).unwrap(), Chunk::Unfinished);
    }

    #[test]
    fn requests_carry_their_headers_and_body() {
        let sent = request("POST", "/a", Some("t"), Some(("text/plain", "hi")));
        let text = String::from_utf8(sent).unwrap();
        assert!(text.starts_with("POST /a HTTP/1.1\r\n"));
        assert!(text.contains("\r\nauthorization: Bearer t\r\n"));
        assert!(text.ends_with("\r\ncontent-length: 2\r\n\r\nhi"));
    }
}
