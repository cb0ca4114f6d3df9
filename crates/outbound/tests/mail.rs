//! R604 and R603 at the wire: what a mail server gets, and what its answers mean.

use std::time::Duration;

use mail_parser::{HeaderValue, MessageParser};
use ortak_app::port::{Mail, MailError, Mailer};
use ortak_domain::Time;
use ortak_outbound::SmtpMailer;
use ortak_outbound::mail::{MailSettings, TlsMode, check_mailbox};
use ortak_testkit::smtp::{Encryption, Manner, SmtpServer};
use uuid::Uuid;

fn settings(server: &SmtpServer, tls: TlsMode) -> MailSettings {
    MailSettings {
        host: "localhost".to_owned(),
        port: server.address.port(),
        tls,
        login: None,
        from: "Ortak <ortak@vendor.example>".to_owned(),
        reply_to: Some("help@vendor.example".to_owned()),
        certificates: Some(server.certificate.clone().into_bytes()),
        timeout: Some(Duration::from_secs(2)),
    }
}

fn mail() -> Mail {
    Mail {
        id: Uuid::from_u128(7),
        to_name: "Ayşe Yılmaz, \"Satış\"".to_owned(),
        to_address: "ayse@contoso.example".to_owned(),
        language: "tr".to_owned(),
        subject: "Contoso kabul etti: İstanbul’daki depo için çok uzun bir teklif adı, gerçekten".to_owned(),
        text: "Merhaba Ayşe,\n\n.tek nokta\n".to_owned(),
        html: "<p>Merhaba Ayşe,</p>".to_owned(),
        unsubscribe_url: Some("https://ortak.example/unsubscribe/abc".to_owned()),
        written_at: Time::from_unix_seconds(1_800_000_000),
    }
}

#[tokio::test]
async fn r603_a_mail_has_both_parts_and_the_headers_that_receivers_look_for() {
    let server = SmtpServer::start().await.unwrap();
    let mailer = SmtpMailer::new(&settings(&server, TlsMode::None)).unwrap();
    mailer.send(&mail()).await.unwrap();
    let received = server.take();
    assert_eq!(
        (received[0].from.as_str(), received[0].to.as_slice()),
        ("ortak@vendor.example", &["ayse@contoso.example".to_owned()][..])
    );
    let parsed = MessageParser::new().parse(&received[0].message).unwrap();
    assert_eq!(parsed.subject(), Some(mail().subject.as_str()));
    assert_eq!(parsed.from().unwrap().first().unwrap().name(), Some("Ortak"));
    assert_eq!(parsed.reply_to().unwrap().first().unwrap().address(), Some("help@vendor.example"));
    assert_eq!(parsed.to().unwrap().first().unwrap().name(), Some("Ayşe Yılmaz, \"Satış\""));
    assert_eq!(parsed.message_id(), Some("00000000-0000-0000-0000-000000000007@vendor.example"));
    assert_eq!(parsed.date().unwrap().to_timestamp(), 1_800_000_000);
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), mail().text.trim_end());
    assert!(parsed.body_html(0).unwrap().contains("<p>Merhaba Ayşe,</p>"));
    let raw = |name: &'static str| match parsed.header(name) {
        Some(HeaderValue::Text(text)) => text.to_string(),
        Some(HeaderValue::Address(address)) => address.first().unwrap().address().unwrap().to_owned(),
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(raw("Auto-Submitted"), "auto-generated");
    assert_eq!(raw("Content-Language"), "tr");
    let message = String::from_utf8(received[0].message.clone()).unwrap().replace("\r\n ", " ");
    assert!(message.contains("List-Unsubscribe: <https://ortak.example/unsubscribe/abc>\r\n"), "{message}");
    assert!(message.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{message}");
    assert!(message.is_ascii() && message.lines().all(|line| line.len() < 999));
}

#[tokio::test]
async fn line_breaks_of_hostile_names_make_no_headers() {
    let server = SmtpServer::start().await.unwrap();
    let mailer = SmtpMailer::new(&settings(&server, TlsMode::None)).unwrap();
    let mut hostile = mail();
    hostile.subject = "a\r\nBcc: everybody@contoso.example\r\n\r\nbody".to_owned();
    hostile.to_name = "x\r\nBcc: y@contoso.example".to_owned();
    mailer.send(&hostile).await.unwrap();
    let received = server.take();
    assert_eq!(received[0].to, ["ayse@contoso.example"]);
    let message = String::from_utf8(received[0].message.clone()).unwrap();
    assert!(!message.lines().any(|line| line.starts_with("Bcc:")), "{message}");
    assert!(MessageParser::new().parse(&received[0].message).unwrap().bcc().is_none());
}

#[tokio::test]
async fn connections_are_encrypted_as_configured_and_signed_in() {
    for (encryption, tls) in
        [(Encryption::StartTls, TlsMode::StartTls), (Encryption::Implicit, TlsMode::Implicit)]
    {
        let server = SmtpServer::start_with(encryption, Some(("ortak", "hunter2"))).await.unwrap();
        let with = |password: &str| MailSettings {
            login: Some(("ortak".to_owned(), password.into())),
            ..settings(&server, tls)
        };
        let mailer = SmtpMailer::new(&with("hunter2")).unwrap();
        mailer.check().await.unwrap();
        mailer.send(&mail()).await.unwrap();
        assert_eq!(server.take().len(), 1, "{tls:?}");
        // A wrong password is mended, and no mail is lost until then.
        let wrong = SmtpMailer::new(&with("wrong")).unwrap();
        let error = wrong.send(&mail()).await.unwrap_err();
        assert!(
            matches!(&error, MailError::Temporary(_)) && !error.to_string().contains("wrong\""),
            "{error}"
        );
        assert!(wrong.check().await.is_err());
        assert!(!format!("{:?} {wrong:?}", with("hunter2")).contains("hunter2"));
        // A certificate that nobody vouches for.
        let stranger = MailSettings { certificates: None, ..with("hunter2") };
        let error = SmtpMailer::new(&stranger).unwrap().send(&mail()).await.unwrap_err();
        assert!(matches!(error, MailError::Temporary(_)), "{error}");
        assert!(server.take().is_empty());
    }
    // A server without encryption gets nothing where it was asked for.
    let server = SmtpServer::start().await.unwrap();
    let error =
        SmtpMailer::new(&settings(&server, TlsMode::StartTls)).unwrap().send(&mail()).await.unwrap_err();
    assert!(matches!(error, MailError::Temporary(_)), "{error}");
    assert!(server.take().is_empty());
}

#[tokio::test]
async fn r604_only_a_permanent_answer_is_a_refusal() {
    let server = SmtpServer::start().await.unwrap();
    let mailer = SmtpMailer::new(&settings(&server, TlsMode::None)).unwrap();
    for (manner, refused) in [
        (Manner::Answer(450), false),
        (Manner::Answer(421), false),
        (Manner::Answer(550), true),
        (Manner::Answer(552), true),
        (Manner::Answer(530), false),
        (Manner::HangUp, false),
        (Manner::Slow(Duration::from_secs(5)), false),
    ] {
        server.behave(manner);
        let error = mailer.send(&mail()).await.unwrap_err();
        assert_eq!(matches!(error, MailError::Refused(_)), refused, "{manner:?}: {error}");
    }
    server.behave(Manner::Accept);
    mailer.send(&mail()).await.unwrap();
    let abroad = Mail { to_address: "müşteri@örnek.example".to_owned(), ..mail() };
    assert!(matches!(mailer.send(&abroad).await, Err(MailError::Refused(_))), "the server has no SMTPUTF8");
    let nonsense = Mail { to_address: "nobody".to_owned(), ..mail() };
    assert!(matches!(mailer.send(&nonsense).await, Err(MailError::Refused(_))));
    server.stop().await;
    assert!(matches!(mailer.send(&mail()).await, Err(MailError::Temporary(_))), "nobody is there");
    server.start_again().await.unwrap();
    mailer.send(&mail()).await.unwrap();
}

#[test]
fn addresses_of_the_sender_are_checked() {
    for good in ["ortak@vendor.example", "Ortak <ortak@vendor.example>", "\"Ortak, Inc\" <o@v.example>"] {
        assert!(check_mailbox(good).is_ok(), "{good}");
    }
    for bad in ["", "ortak", "Ortak <>", "a@b.example, c@d.example"] {
        assert!(check_mailbox(bad).is_err(), "{bad}");
    }
}
