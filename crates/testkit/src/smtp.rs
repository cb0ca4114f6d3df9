//! A mail server on loopback that keeps what it is sent and behaves as it is told.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rcgen::generate_simple_self_signed;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// How the server takes mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    #[default]
    Accept,
    /// Answers every recipient with this code.
    Answer(u16),
    /// Hangs up when the mail is complete, without a word, and has not kept it.
    HangUp,
    /// Waits before each answer.
    Slow(Duration),
}

/// Whether and when a connection is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encryption {
    #[default]
    None,
    StartTls,
    Implicit,
}

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// The message with its headers, as it came.
    pub message: Vec<u8>,
}

#[derive(Debug, Default)]
struct State {
    manner: Manner,
    recipients: HashMap<String, u16>,
    received: Vec<Received>,
    connections: usize,
}

/// The server. It ends when this is dropped.
#[derive(Debug)]
pub struct SmtpServer {
    pub address: SocketAddr,
    /// The certificate to be trusted, as PEM.
    pub certificate: String,
    shared: Arc<Shared>,
    running: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    state: Mutex<State>,
    encryption: Encryption,
    /// User and password, where a sign-in is wanted.
    login: Option<(String, String)>,
    tls: TlsAcceptor,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("state", &self.state).finish_non_exhaustive()
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SmtpServer {
    /// Without encryption or sign-in.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(Encryption::None, None).await
    }

    pub async fn start_with(encryption: Encryption, login: Option<(&str, &str)>) -> anyhow::Result<Self> {
        let made = generate_simple_self_signed(vec!["localhost".to_owned()])?;
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).map_err(anyhow::Error::msg)?;
        let certificates = vec![CertificateDer::from(made.cert.der().to_vec())];
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(certificates, key)?;
        let shared = Shared {
            state: Mutex::default(),
            encryption,
            login: login.map(|(user, password)| (user.to_owned(), password.to_owned())),
            tls: TlsAcceptor::from(Arc::new(config)),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let server = Self {
            address: listener.local_addr()?,
            certificate: made.cert.pem(),
            shared: Arc::new(shared),
            running: Mutex::default(),
        };
        server.accept(listener);
        Ok(server)
    }

    fn accept(&self, listener: TcpListener) {
        let shared = Arc::clone(&self.shared);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    // A client that goes away ends its own conversation.
                    let _ = converse(stream, shared).await;
                });
            }
        });
        *self.running() = Some(accepting);
    }

    fn running(&self) -> MutexGuard<'_, Option<JoinHandle<()>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on connections are refused.
    pub async fn stop(&self) {
        let running = self.running().take();
        if let Some(running) = running {
            running.abort();
            let _ = running.await;
        }
    }

    /// Takes connections again, at the same address.
    pub async fn start_again(&self) -> anyhow::Result<()> {
        let listener = TcpListener::bind(self.address).await?;
        self.accept(listener);
        Ok(())
    }

    pub fn behave(&self, manner: Manner) {
        self.shared.state().manner = manner;
    }

    /// Answers one recipient with this code, whatever else it does.
    pub fn answer(&self, recipient: &str, code: u16) {
        self.shared.state().recipients.insert(recipient.to_owned(), code);
    }

    /// Treats a recipient like the others again.
    pub fn forgive(&self, recipient: &str) {
        self.shared.state().recipients.remove(recipient);
    }

    /// What was taken so far.
    pub fn received(&self) -> Vec<Received> {
        self.shared.state().received.clone()
    }

    /// What was taken since the last time.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.shared.state().received)
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        self.shared.state().connections
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        if let Some(running) = self.running().take() {
            running.abort();
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

async fn converse(stream: TcpStream, shared: Arc<Shared>) -> anyhow::Result<()> {
    shared.state().connections += 1;
    let mut stream: Box<dyn Stream> = match shared.encryption {
        Encryption::Implicit => Box::new(shared.tls.accept(stream).await?),
        _ => Box::new(stream),
    };
    let mut secure = shared.encryption == Encryption::Implicit;
    stream.write_all(b"220 localhost ready\r\n").await?;
    loop {
        match talk(&mut stream, &shared, secure).await? {
            End::Quit => return Ok(()),
            End::StartTls => {
                stream = Box::new(shared.tls.accept(stream).await?);
                secure = true;
            }
        }
    }
}

enum End {
    Quit,
    StartTls,
}

async fn talk(stream: &mut Box<dyn Stream>, shared: &Shared, secure: bool) -> anyhow::Result<End> {
    let mut stream = BufReader::new(stream);
    let (mut from, mut to) = (String::new(), Vec::new());
    let mut signed_in = shared.login.is_none();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(End::Quit);
        }
        let manner = shared.state().manner;
        if let Manner::Slow(pause) = manner {
            tokio::time::sleep(pause).await;
        }
        let line = line.trim_end();
        let upper = line.to_ascii_uppercase();
        let answer = if upper.starts_with("EHLO") {
            let mut answer = "250-localhost\r\n250-8BITMIME\r\n".to_owned();
            if shared.encryption == Encryption::StartTls && !secure {
                answer.push_str("250-STARTTLS\r\n");
            }
            if shared.login.is_some() {
                answer.push_str("250-AUTH PLAIN LOGIN\r\n");
            }
            answer + "250 SIZE 10000000"
        } else if upper == "STARTTLS" && shared.encryption == Encryption::StartTls {
            stream.write_all(b"220 go ahead\r\n").await?;
            return Ok(End::StartTls);
        } else if let Some(given) = upper.starts_with("AUTH PLAIN ").then(|| &line["AUTH PLAIN ".len()..]) {
            signed_in = shared.login.as_ref().is_some_and(|(user, password)| plain(user, password) == given);
            if signed_in { "235 welcome".to_owned() } else { "535 5.7.8 wrong password".to_owned() }
        } else if upper.starts_with("MAIL FROM:") {
            from = address(line);
            to.clear();
            if signed_in { "250 ok".to_owned() } else { "530 5.7.0 sign in first".to_owned() }
        } else if upper.starts_with("RCPT TO:") {
            let recipient = address(line);
            let own = shared.state().recipients.get(&recipient).copied();
            match (own, manner) {
                (Some(code), _) | (None, Manner::Answer(code)) => format!("{code} not now or never"),
                _ => {
                    to.push(recipient);
                    "250 ok".to_owned()
                }
            }
        } else if upper == "DATA" {
            stream.write_all(b"354 go on\r\n").await?;
            let message = message(&mut stream).await?;
            if manner == Manner::HangUp {
                return Ok(End::Quit);
            }
            let received = Received { from: std::mem::take(&mut from), to: std::mem::take(&mut to), message };
            shared.state().received.push(received);
            "250 taken".to_owned()
        } else if upper == "QUIT" {
            stream.write_all(b"221 bye\r\n").await?;
            return Ok(End::Quit);
        } else if upper == "NOOP" || upper == "RSET" {
            "250 ok".to_owned()
        } else {
            "502 not known".to_owned()
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        stream.flush().await?;
    }
}

/// Up to the lone dot, with the dots that were doubled single again.
async fn message<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> anyhow::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            anyhow::bail!("the client hung up");
        }
        if line == b".\r\n" {
            return Ok(message);
        }
        message.extend_from_slice(if line.starts_with(b"..") {
            line.get(1..).unwrap_or_default()
        } else {
            &line
        });
    }
}

/// What stands in the angle brackets.
fn address(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or_else(String::new, |(address, _)| address.to_owned())
}

/// RFC 4616, in base64.
fn plain(user: &str, password: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(format!("\0{user}\0{password}"))
}
