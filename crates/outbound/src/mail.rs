//! Mail over SMTP: one connection for each, so that one that hangs or breaks takes no other with it.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use async_trait::async_trait;
use lettre::address::AddressError;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::response::{Category, Code, Detail, Severity};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use ortak_app::port::{Mail, MailError, Mailer};
use secrecy::{ExposeSecret as _, SecretString};

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(20);
/// How long one mail may take in all; a worker's lease counts on it. The library has no limit of its own once it is
/// connected.
const WHOLE: Duration = Duration::from_mins(1);

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TlsMode {
    /// The connection begins plain, and nothing is sent before it is encrypted.
    #[default]
    StartTls,
    /// Encrypted from the first byte (RFC 8314).
    Implicit,
    /// Not at all: for a server on the same machine or in a network of one's own.
    None,
}

impl TlsMode {
    pub const ALL: [Self; 3] = [Self::StartTls, Self::Implicit, Self::None];

    /// The word of the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StartTls => "starttls",
            Self::Implicit => "implicit",
            Self::None => "none",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }

    /// The port that servers use for it.
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Implicit => 465,
            Self::None => 25,
        }
    }
}

/// Where mail is sent to, and in whose name.
#[derive(Clone, Debug)]
pub struct MailSettings {
    pub host: String,
    pub port: u16,
    pub tls: TlsMode,
    /// User and password, where the server wants them.
    pub login: Option<(String, SecretString)>,
    /// `address` or `Name <address>`.
    pub from: String,
    pub reply_to: Option<String>,
    /// Certificates (PEM) that are trusted beside those of the system.
    pub certificates: Option<Vec<u8>>,
    /// How long one mail may take in all; none: 60 seconds.
    pub timeout: Option<Duration>,
}

/// The settings can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidSettings(String);

/// Reads `address` or `Name <address>`.
pub fn check_mailbox(text: &str) -> Result<(), InvalidSettings> {
    mailbox(text).map(drop)
}

fn mailbox(text: &str) -> Result<Mailbox, InvalidSettings> {
    text.parse().map_err(|error: AddressError| InvalidSettings(format!("no mail address: {error}")))
}

/// Sends mail to one server.
#[derive(Clone)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    timeout: Duration,
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpMailer").field("from", &self.from).finish_non_exhaustive()
    }
}

impl SmtpMailer {
    /// Connects to nothing yet. Reads the certificates of the system, which takes a moment.
    pub fn new(settings: &MailSettings) -> Result<Self, InvalidSettings> {
        let failed = |error: lettre::transport::smtp::Error| InvalidSettings(error.to_string());
        let tls = || -> Result<TlsParameters, InvalidSettings> {
            let mut parameters = TlsParameters::builder(settings.host.clone());
            if let Some(pem) = &settings.certificates {
                parameters = parameters.add_root_certificate(Certificate::from_pem(pem).map_err(failed)?);
            }
            parameters.build_rustls().map_err(failed)
        };
        let tls = match settings.tls {
            TlsMode::StartTls => Tls::Required(tls()?),
            TlsMode::Implicit => Tls::Wrapper(tls()?),
            TlsMode::None => Tls::None,
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(CONNECT));
        if let Some((user, password)) = &settings.login {
            let password = password.expose_secret().to_owned();
            transport = transport.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self {
            transport: transport.build(),
            from: mailbox(&settings.from)?,
            timeout: settings.timeout.unwrap_or(WHOLE),
            reply_to: settings.reply_to.as_deref().map(mailbox).transpose()?,
        })
    }

    /// Connects, signs in and hangs up; the reason when that is not possible.
    pub async fn check(&self) -> Result<(), String> {
        match tokio::time::timeout(CONNECT, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err("the server hung up".to_owned()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("no answer in time".to_owned()),
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let refused =
            |error: &dyn fmt::Display| MailError::Refused(format!("the mail can't be built: {error}"));
        let address: Address = mail.to_address.parse().map_err(|error| refused(&error))?;
        let seconds = u64::try_from(mail.written_at.unix_seconds()).unwrap_or_default();
        let mut builder = Message::builder()
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .date(UNIX_EPOCH + Duration::from_secs(seconds))
            .from(self.from.clone())
            .to(Mailbox::new(Some(one_line(&mail.to_name)).filter(|name| !name.is_empty()), address))
            .subject(one_line(&mail.subject));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        let header = |name: &'static str, value: &str| {
            HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
        };
        // RFC 3834: nobody's absence is to be answered to us.
        builder = builder
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", &mail.language));
        if let Some(url) = &mail.unsubscribe_url {
            builder = builder.raw_header(header("List-Unsubscribe", &format!("<{url}>")));
            // RFC 8058 has it that one click is by HTTPS.
            if url.starts_with("https://") {
                builder = builder.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
            }
        }
        let bodies = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
        builder.multipart(bodies).map_err(|error| refused(&error))
    }
}

/// Without what would end a header; the library breaks off over it.
fn one_line(text: &str) -> String {
    text.split(char::is_control).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = self.message(mail)?;
        match tokio::time::timeout(self.timeout, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(judged(&error)),
            Err(_) => Err(MailError::Temporary("the mail server took too long".to_owned())),
        }
    }
}

/// Whether the same mail may be accepted later.
fn judged(error: &lettre::transport::smtp::Error) -> MailError {
    let text = error.to_string();
    match error.status() {
        Some(code) if is_of_ours(code) => MailError::Temporary(text),
        Some(code) if code.severity == Severity::PermanentNegativeCompletion => MailError::Refused(text),
        // An address that this server can't take, as opposed to one that it was not asked about.
        None if error.is_client() && text.contains("SMTPUTF8") => MailError::Refused(text),
        _ => MailError::Temporary(text),
    }
}

/// Refusals of the sender instead of the mail: sign-in (530, 534, 535, 538), no service here (521). They end when
/// somebody mends the settings, and no mail is to be lost until then.
fn is_of_ours(code: Code) -> bool {
    let permanent = code.severity == Severity::PermanentNegativeCompletion;
    let sign_in = code.category == Category::Unspecified3
        && matches!(code.detail, Detail::Zero | Detail::Four | Detail::Five | Detail::Eight);
    let no_service = code.category == Category::Connections && code.detail == Detail::One;
    permanent && (sign_in || no_service)
}

#[cfg(test)]
mod tests {
    use ortak_domain::Time;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    proptest! {
        #[test]
        fn any_text_makes_a_mail(name in any::<String>(), subject in any::<String>(), body in any::<String>()) {
            let mailer = SmtpMailer::new(&MailSettings {
                host: "localhost".to_owned(),
                port: 25,
                tls: TlsMode::None,
                login: None,
                from: "ortak@vendor.example".to_owned(),
                reply_to: None,
                certificates: None,
                timeout: None,
            });
            let mail = Mail {
                id: Uuid::nil(),
                to_name: name,
                to_address: "ayse@contoso.example".to_owned(),
                language: "tr".to_owned(),
                subject,
                text: body.clone(),
                html: body,
                unsubscribe_url: None,
                written_at: Time::from_unix_seconds(-1),
            };
            let message = mailer.unwrap().message(&mail).unwrap().formatted();
            let head = message.split(|byte| *byte == b'\n').take_while(|line| line != b"\r");
            let names = head.filter(|line| !line.starts_with(b" ")).count();
            prop_assert_eq!(names, 9, "no header more than ours: {}", String::from_utf8_lossy(&message));
        }
    }
}
