use ortak_domain::person::{Role, Scope};
use ortak_domain::{OrganizationId, PersonId, ReferralId};
use uuid::Uuid;

use super::*;
use crate::port::MailState;

const DEAL: &str = "5dd4dc44-2c1a-4e16-8478-f783ebe815de";

fn post() -> Post {
    Post {
        base_url: "https://ortak.example".to_owned(),
        links: UnsubscribeLinks::new(&[7; 32]),
        zone: TimeZone::get("Europe/Istanbul").unwrap(),
        digest_hour: 7,
    }
}

fn person(language: &str) -> Person {
    Person {
        id: PersonId(Uuid::from_u128(1)),
        organization_id: OrganizationId::new("contoso").unwrap(),
        name: "Ayşe Kaya".to_owned(),
        email: " ayse@contoso.example".to_owned(),
        phone: None,
        role: Role::ReferralsAdmin,
        scope: Scope::Global,
        language: language.to_owned(),
        created_at: Time::from_unix_seconds(0),
        disabled_at: None,
    }
}

fn facts(event: NotificationEvent) -> Facts {
    let facts = Facts {
        deal: Some("Depot".to_owned()),
        customer: Some("Adatum Chemie SE".to_owned()),
        organization: Some("Fabrikam".to_owned()),
        ..Facts::default()
    };
    match event {
        NotificationEvent::IncomingReferral | NotificationEvent::ReferralExpiring => {
            Facts { answer_by: Some("2026-12-06T10:00:00Z".parse().unwrap()), days_left: Some(1), ..facts }
        }
        NotificationEvent::InvitationDeclined => Facts { reason: Some("no_seller".to_owned()), ..facts },
        NotificationEvent::PartyStageChanged => Facts { stage_percent: Some(40), ..facts },
        NotificationEvent::WebhookFailing => Facts {
            webhook: Some("https://crm.contoso.example/hook".to_owned()),
            webhook_error: Some("the receiver answered 500".to_owned()),
            webhook_off: true,
            ..Facts::default()
        },
        _ => facts,
    }
}

fn told(event: NotificationEvent, facts: &Facts) -> Notification {
    Notification {
        organization_id: OrganizationId::new("contoso").unwrap(),
        id: Uuid::from_u128(2),
        person_id: PersonId(Uuid::from_u128(1)),
        event,
        referral_id: (event != NotificationEvent::WebhookFailing)
            .then(|| DEAL.parse::<Uuid>().map(ReferralId).unwrap()),
        engagement_id: None,
        facts: serde_json::to_string(facts).unwrap(),
        created_at: Time::from_unix_seconds(1_800_000_000),
        read_at: None,
    }
}

fn letter(language: &str, digest: bool, notifications: &[Notification]) -> Mail {
    let mail = StoredMail {
        organization_id: OrganizationId::new("contoso").unwrap(),
        id: Uuid::from_u128(3),
        person_id: PersonId(Uuid::from_u128(1)),
        digest,
        state: MailState::Pending,
        attempts: 0,
        next_at: None,
        last_error: None,
        created_at: Time::from_unix_seconds(1_800_000_000),
        done_at: None,
    };
    write(&post(), &mail, &person(language), notifications).unwrap()
}

#[test]
fn r603_every_event_is_written_in_both_languages_without_a_gap() {
    for language in ["en", "tr"] {
        for event in NotificationEvent::ALL {
            for facts in [facts(event), Facts { lead: true, ..Facts::default() }] {
                let mail = letter(language, false, &[told(event, &facts)]);
                for text in [&mail.subject, &mail.text, &mail.html] {
                    assert!(
                        !text.contains(['[', ']', '{', '}']) && !text.contains('\u{2068}'),
                        "{event:?} {text}"
                    );
                }
                assert_eq!(
                    (mail.language.as_str(), mail.to_address.as_str()),
                    (language, "ayse@contoso.example")
                );
                let link = match event {
                    NotificationEvent::WebhookFailing => "https://ortak.example/settings/webhooks".to_owned(),
                    _ => format!("https://ortak.example/deals/{DEAL}"),
                };
                let stop = mail.unsubscribe_url.clone().unwrap();
                for part in [&mail.text, &mail.html] {
                    assert!(part.contains(&link) && part.contains(&stop), "{event:?} {part}");
                }
                let (person, mails) = post().links.open(stop.rsplit('/').next().unwrap()).unwrap();
                assert_eq!((person, mails), (PersonId(Uuid::from_u128(1)), Mails::Of(event)));
            }
        }
    }
}

#[test]
fn r603_a_mail_reads_like_this() {
    let event = NotificationEvent::ReferralExpiring;
    let mail = letter("tr", false, &[told(event, &facts(event))]);
    assert_eq!(mail.subject, "Yanıt için 1 gün kaldı: Depot");
    let (body, _) = mail.text.split_once("\n-- \n").unwrap();
    assert_eq!(
        body,
        format!(
            "Merhaba Ayşe Kaya,\n\nFabrikam yanıtınızı bekliyor. Süre 1 gün sonra doluyor.\nFırsat: Depot\n\
             Müşteri: Adatum Chemie SE\nSon yanıt zamanı: 6 Ara 2026 13:00 +03\n\
             Aç ve yanıtla: https://ortak.example/deals/{DEAL}\n"
        )
    );
    let event = NotificationEvent::PartyStageChanged;
    let mail = letter("en-GB", false, &[told(event, &facts(event))]);
    assert_eq!(mail.subject, "Fabrikam moved on: Depot");
    assert!(mail.text.contains("\nSales stage: Developed (40%)\n"), "{}", mail.text);
    let event = NotificationEvent::InvitationDeclined;
    let mail = letter("de", false, &[told(event, &facts(event))]);
    assert!(mail.text.contains("\nReason: No seller manages this customer directly\n"), "{}", mail.text);
}

#[test]
fn r603_a_digest_holds_all_and_stops_all() {
    let all: Vec<_> = NotificationEvent::ALL.into_iter().map(|event| told(event, &facts(event))).collect();
    for (language, subject) in [("en", "Your day: 10 pieces of news"), ("tr", "Gününüz: 10 haber")] {
        let mail = letter(language, true, &all);
        assert_eq!(mail.subject, subject);
        assert_eq!(mail.html.matches("<h1").count(), 10);
        let stop = mail.unsubscribe_url.unwrap();
        assert_eq!(post().links.open(stop.rsplit('/').next().unwrap()).unwrap().1, Mails::All);
    }
    // A digest of one is headed by it.
    assert_eq!(letter("en", true, &all[..1]).subject, "New opportunity from Fabrikam: Depot");
}

#[test]
fn names_of_others_can_do_no_harm() {
    let long = "x".repeat(20_000);
    for hostile in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "a\r\nBcc: everybody@contoso.example\r\n\r\nbody",
        "\u{202e}gpj.exe\u{2066}",
        "{ $deal } { mail-why }",
        "\u{0}\u{7}\u{1b}[31m",
        " \n\t ",
        &long,
        &"\u{202e}".repeat(20_000),
        &"🙂".repeat(20_000),
    ] {
        for language in ["en", "tr"] {
            let facts = Facts {
                deal: Some(hostile.to_owned()),
                customer: Some(hostile.to_owned()),
                organization: Some(hostile.to_owned()),
                webhook: Some(hostile.to_owned()),
                webhook_error: Some(hostile.to_owned()),
                reason: Some("other".to_owned()),
                ..Facts::default()
            };
            for event in NotificationEvent::ALL {
                let mail = letter(language, false, &[told(event, &facts)]);
                assert!(!mail.html.contains("<script") && !mail.html.contains("<img"), "{}", mail.html);
                assert!(
                    !mail.subject.contains(char::is_control) && mail.subject.chars().count() <= SUBJECT + 1
                );
                assert!(mail.text.len() < 5_000 && mail.html.len() < 10_000);
                for part in [&mail.subject, &mail.text, &mail.html] {
                    assert!(!part.contains(['\u{202e}', '\u{2066}', '\u{1b}', '\0', '\r']), "{part:?}");
                }
                assert!(!mail.text.lines().any(|line| line.starts_with("Bcc:")));
            }
        }
    }
}
