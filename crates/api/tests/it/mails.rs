//! Mails over a real connection: who gets which, in which language, once, and how they are stopped (R601–R604).

use mail_parser::MessageParser;
use ortak_app::account::admin;
use ortak_app::port::{MailState, StoredMail};
use ortak_domain::{OrganizationId, PersonId, Role, Scope};
use ortak_jobs::Worker;
use ortak_testkit::smtp::Manner;
use serde_json::{Value, json};

use crate::harness::{BASE, CONTOSO, FABRIKAM, Installation, SANDBOX, VENDOR, at, deal};
use crate::on_both;
use crate::receiver::{Manner as Receiving, Receiver};
use crate::together::{id, invitation};
use crate::webhooks::subscribe;

/// What arrived of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    pub to: String,
    pub id: String,
    pub subject: String,
    pub language: String,
    pub text: String,
    pub html: String,
    /// The path of the link that stops it.
    pub unsubscribe: String,
}

/// What arrived since the last time, sorted by reader.
pub fn taken(ortak: &Installation) -> Vec<Arrived> {
    let mut arrived: Vec<Arrived> = ortak
        .post_office
        .take()
        .iter()
        .map(|received| {
            let parsed = MessageParser::new().parse(&received.message).unwrap();
            let raw = String::from_utf8(received.message.clone()).unwrap().replace("\r\n ", " ");
            let header = |name: &str| {
                let line = raw.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{raw}"));
                line.split_once(": ").unwrap().1.trim().to_owned()
            };
            assert_eq!(received.to.len(), 1);
            assert_eq!(header("Auto-Submitted"), "auto-generated");
            assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
            let stop = header("List-Unsubscribe:");
            let stop = stop.trim_matches(['<', '>']).strip_prefix(BASE).unwrap();
            Arrived {
                to: received.to[0].clone(),
                id: parsed.message_id().unwrap().to_owned(),
                subject: parsed.subject().unwrap().to_owned(),
                language: header("Content-Language"),
                text: parsed.body_text(0).unwrap().into_owned(),
                html: parsed.body_html(0).unwrap().into_owned(),
                unsubscribe: stop.to_owned(),
            }
        })
        .collect();
    arrived.sort_by(|a, b| (&a.to, &a.subject).cmp(&(&b.to, &b.subject)));
    arrived
}

/// `reader: subject` of what arrived.
fn lines(ortak: &Installation) -> Vec<String> {
    taken(ortak).into_iter().map(|mail| format!("{}: {}", mail.to, mail.subject)).collect()
}

async fn work(ortak: &Installation) {
    ortak.worker.run_once().await.unwrap();
}

async fn stuck(ortak: &Installation) -> Vec<StoredMail> {
    ortak.app.notifications.stuck_mails(10).await.unwrap()
}

async fn wish(ortak: &Installation, person: &str, wanted: &Value) {
    let path = "/ortak/v1/notification-preferences";
    ortak.call(person, "PUT", path, &[], wanted.to_string()).await.expect(200);
}

const AYSE: &str = "ayse@contoso.example";
const FILIZ: &str = "filiz@fabrikam.example";

/// Contoso and Fabrikam, with one person each.
async fn two(ortak: &mut Installation) {
    ortak.join("ayse", CONTOSO, Role::ReferralsAdmin, AYSE).await;
    ortak.join("filiz", FABRIKAM, Role::ReferralsAdmin, FILIZ).await;
}

/// Ayşe invites Filiz; both deals.
async fn invited(ortak: &Installation) -> (Value, Value) {
    let own = ortak.created("ayse", &deal("Depot")).await;
    let theirs = ortak.created("ayse", &invitation(&own, FABRIKAM)).await;
    (own, theirs)
}

const INVITED: &str = "filiz@fabrikam.example: Yeni fırsat (Contoso Company): Warehouse, together";

async fn r601_the_rest_of_the_events_reach_their_readers(mut ortak: Installation) {
    two(&mut ortak).await;
    let (a, b) = invited(&ortak).await;
    work(&ortak).await;
    assert_eq!(lines(&ortak), [INVITED]);
    // Three days before the end, and after it.
    ortak.clock.advance_seconds(11 * 86_400 + 60);
    work(&ortak).await;
    let soon = "filiz@fabrikam.example: Yanıt için 3 gün kaldı: Warehouse, together";
    let late = "filiz@fabrikam.example: Yanıt için 7 gün kaldı: Warehouse, together";
    assert_eq!(lines(&ortak), [soon, late]);
    ortak.clock.advance_seconds(3 * 86_400);
    work(&ortak).await;
    assert_eq!(lines(&ortak), ["ayse@contoso.example: Fabrikam yanıt vermedi: Depot"]);
    assert_eq!(ortak.get("filiz", &at(id(&b))).await.json()["status"], "Closed");
    // Asked again, accepted, lost.
    let c = ortak.created("ayse", &invitation(&a, FABRIKAM)).await;
    ortak.clock.advance_seconds(1);
    ortak.patch("filiz", id(&c), &json!({ "substatus": "Accepted" })).await.expect(200);
    ortak.clock.advance_seconds(1);
    let lost = json!({ "status": "Closed", "substatus": "Lost", "statusReason": "not a customer" });
    ortak.patch("filiz", id(&c), &lost).await.expect(200);
    work(&ortak).await;
    assert_eq!(
        lines(&ortak),
        [
            "ayse@contoso.example: Fabrikam kabul etti: Depot",
            "ayse@contoso.example: Fabrikam kaybetti: Depot",
            INVITED
        ]
    );
    // Put on a team by somebody else.
    let member = json!([{ "firstName": "Ayşe", "lastName": "Kaya", "email": AYSE, "phoneNumber": "+90 1" }]);
    ortak.patch("contoso", id(&a), &json!({ "team": member })).await.expect(200);
    work(&ortak).await;
    assert_eq!(lines(&ortak), ["ayse@contoso.example: Ekibe eklendiniz: Depot"]);
    // A receiver that wants no more webhooks.
    ortak.join("pelin", CONTOSO, Role::PartnerAdmin, "pelin@contoso.example").await;
    let receiver = Receiver::start().await;
    receiver.behave(&[Receiving::Answer(410)]);
    subscribe(&ortak, "contoso", &receiver).await;
    ortak.clock.advance_seconds(1);
    ortak.patch("contoso", id(&a), &json!({ "name": "Depot two" })).await.expect(200);
    work(&ortak).await;
    let off = lines(&ortak);
    assert!(off.contains(&"pelin@contoso.example: Web kancası kapatıldı".to_owned()), "{off:?}");
    assert!(off.iter().all(|line| line.ends_with("Web kancası kapatıldı")), "{off:?}");
}

async fn r603_a_link_stops_the_mails_of_one_event(mut ortak: Installation) {
    two(&mut ortak).await;
    invited(&ortak).await;
    work(&ortak).await;
    let mail = taken(&ortak).remove(0);
    assert_eq!((mail.to.as_str(), mail.language.as_str()), (FILIZ, "tr"));
    assert!(mail.html.contains(&mail.unsubscribe) && mail.text.contains(&mail.unsubscribe));
    assert!(mail.text.contains(&format!("{BASE}/deals/")));
    // Scanners follow links: looking stops nothing.
    for method in ["GET", "HEAD"] {
        ortak.call("", method, &mail.unsubscribe, &[], "").await.expect(200);
    }
    let page = ortak.get("", &mail.unsubscribe).await;
    assert!(
        page.text.contains("<html lang=\"tr\">") && page.text.contains("method=\"post\""),
        "{}",
        page.text
    );
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    ortak.clock.advance_seconds(1);
    invited(&ortak).await;
    work(&ortak).await;
    assert_eq!(lines(&ortak), [INVITED], "still told");
    // One click of a mail program, twice.
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for _ in 0..2 {
        let done = ortak.call("", "POST", &mail.unsubscribe, &form, "List-Unsubscribe=One-Click").await;
        assert!(done.expect(200).text.contains("artık e-posta almayacaksınız"));
    }
    let wanted = ortak.get("filiz", "/ortak/v1/notification-preferences").await.json();
    assert_eq!(wanted["events"]["incoming_referral"], json!({ "inApp": true, "mail": false }));
    assert_eq!(wanted["events"]["party_won"], json!({ "inApp": true, "mail": true }));
    let before = ortak.get("filiz", "/ortak/v1/notifications").await.json()["unread"].clone();
    ortak.clock.advance_seconds(1);
    invited(&ortak).await;
    work(&ortak).await;
    assert_eq!(lines(&ortak), [""; 0]);
    let after = ortak.get("filiz", "/ortak/v1/notifications").await.json()["unread"].clone();
    assert_eq!((before, after), (json!(2), json!(3)), "in the product nothing changes");
    // Somebody else's or a made-up link does nothing, and says so in the language of the browser.
    let cut = &mail.unsubscribe[..mail.unsubscribe.len() - 1];
    for (method, path) in [("GET", cut), ("POST", cut), ("POST", "/unsubscribe/x")] {
        let turkish = ortak.call("", method, path, &[("accept-language", "tr-TR")], "").await.expect(404);
        assert!(turkish.text.contains("Bu bağlantı geçerli değil"), "{}", turkish.text);
    }
    assert_eq!(ortak.call("", "DELETE", &mail.unsubscribe, &[], "").await.status, 405);
}

async fn r603_what_is_queued_is_not_sent_to_who_wants_it_no_more(mut ortak: Installation) {
    two(&mut ortak).await;
    ortak.post_office.stop().await;
    invited(&ortak).await;
    work(&ortak).await;
    wish(&ortak, "filiz", &json!({ "events": { "incoming_referral": { "mail": false } } })).await;
    ortak.post_office.start_again().await.unwrap();
    ortak.clock.advance_seconds(3_600);
    work(&ortak).await;
    assert_eq!(lines(&ortak), [""; 0]);
    assert_eq!(stuck(&ortak).await, [], "and nobody has to look after it");
    let backlog = ortak.app.outbox.backlog().await.unwrap();
    assert_eq!((backlog.mails, backlog.failed_mails), (0, 0));
}

async fn r603_the_digest_comes_once_a_day(mut ortak: Installation) {
    two(&mut ortak).await;
    wish(&ortak, "ayse", &json!({ "digest": true, "events": { "invitation_accepted": { "inApp": false } } }))
        .await;
    let other = Worker { app: ortak.app.clone(), ..ortak.worker.clone() };
    work(&ortak).await;
    for name in ["Accepted", "Declined"] {
        let (_, theirs) = invited(&ortak).await;
        work(&ortak).await;
        ortak.clock.advance_seconds(1);
        ortak.patch("filiz", id(&theirs), &json!({ "substatus": name })).await.expect(200);
        ortak.clock.advance_seconds(1);
        work(&ortak).await;
    }
    assert_eq!(lines(&ortak), [INVITED, INVITED], "Ayşe waits for the morning");
    let told = ortak.get("ayse", "/ortak/v1/notifications").await.json();
    assert_eq!(told["unread"], 1, "the other one she wants by mail alone");
    // From ten in the morning to one minute before seven.
    ortak.clock.advance_seconds(21 * 3_600 - 60);
    work(&ortak).await;
    assert_eq!(lines(&ortak), [""; 0]);
    ortak.clock.advance_seconds(120);
    let (one, two) = tokio::join!(ortak.worker.run_once(), other.run_once());
    one.unwrap();
    two.unwrap();
    let mails = taken(&ortak);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!((mails[0].to.as_str(), mails[0].subject.as_str()), (AYSE, "Gününüz: 2 haber"));
    assert!(mails[0].text.contains("davetinizi kabul etti") && mails[0].text.contains("davetinizi reddetti"));
    for _ in 0..25 {
        ortak.clock.advance_seconds(3_600);
        work(&ortak).await;
    }
    assert_eq!(lines(&ortak), [""; 0], "no news, no digest");
    // Who wants none of it stops all mails, for the digest alone would bring one for each event.
    ortak.call("", "POST", &mails[0].unsubscribe, &[], "").await.expect(200);
    let wanted = ortak.get("ayse", "/ortak/v1/notification-preferences").await.json();
    let events = wanted["events"].as_object().unwrap();
    assert!(events.values().all(|channels| channels["mail"] == false), "{events:?}");
    assert_eq!(wanted["events"]["invitation_accepted"]["inApp"], false, "and nothing else");
}

async fn r604_a_server_that_was_away_gets_everything_once(mut ortak: Installation) {
    two(&mut ortak).await;
    ortak.post_office.stop().await;
    for _ in 0..3 {
        invited(&ortak).await;
        ortak.clock.advance_seconds(1);
    }
    // Two days without it.
    for _ in 0..48 {
        work(&ortak).await;
        ortak.clock.advance_seconds(3_600);
    }
    let waiting = stuck(&ortak).await;
    assert_eq!(waiting.len(), 3);
    for mail in &waiting {
        assert_eq!(mail.state, MailState::Pending);
        assert!(mail.last_error.is_some() && (5..=9).contains(&mail.attempts), "{mail:?}");
    }
    ortak.post_office.start_again().await.unwrap();
    ortak.clock.advance_seconds(86_400);
    for _ in 0..3 {
        work(&ortak).await;
    }
    assert_eq!(lines(&ortak), [INVITED; 3], "nothing lost, nothing twice");
    assert_eq!(stuck(&ortak).await, []);
    ortak.clock.advance_seconds(86_400);
    work(&ortak).await;
    assert_eq!(lines(&ortak), [""; 0]);
}

async fn r604_a_mail_that_may_have_arrived_is_the_same_when_it_comes_again(mut ortak: Installation) {
    two(&mut ortak).await;
    invited(&ortak).await;
    ortak.post_office.behave(Manner::HangUp);
    work(&ortak).await;
    let waiting = stuck(&ortak).await;
    assert_eq!((waiting.len(), waiting[0].attempts), (1, 1));
    assert_eq!(lines(&ortak), [""; 0]);
    ortak.post_office.behave(Manner::Accept);
    work(&ortak).await;
    assert_eq!(lines(&ortak), [""; 0], "not before its time");
    ortak.clock.advance_seconds(61);
    work(&ortak).await;
    let mails = taken(&ortak);
    assert_eq!(mails.len(), 1);
    // The id follows from the mail, not from the attempt.
    assert_eq!(mails[0].id, format!("{}@vendor.example", waiting[0].id));
}

async fn r604_one_refused_reader_holds_up_nobody(mut ortak: Installation) {
    two(&mut ortak).await;
    ortak.join("fatma", FABRIKAM, Role::ReferralsAdmin, "fatma@fabrikam.example").await;
    ortak.post_office.answer(FILIZ, 550);
    invited(&ortak).await;
    work(&ortak).await;
    let line = "fatma@fabrikam.example: Yeni fırsat (Contoso Company): Warehouse, together";
    assert_eq!(lines(&ortak), [line]);
    let failed = stuck(&ortak).await;
    assert_eq!((failed.len(), failed[0].state, failed[0].attempts), (1, MailState::Failed, 1));
    assert!(failed[0].last_error.as_deref().unwrap().contains("550"), "{failed:?}");
    assert_eq!(ortak.app.outbox.backlog().await.unwrap().failed_mails, 1);
    ortak.clock.advance_seconds(7 * 86_400);
    work(&ortak).await;
    assert!(lines(&ortak).iter().all(|line| !line.starts_with("filiz")), "refused for good");
    // When the operator has mended what was wrong, it is sent after all.
    ortak.post_office.forgive(FILIZ);
    let retried = ortak.app.notifications.retry_failed_mails(ortak.app.clock.now()).await.unwrap();
    work(&ortak).await;
    assert!(retried >= 1 && lines(&ortak).contains(&INVITED.to_owned()));
}

async fn r604_a_mail_is_given_up_in_the_end(mut ortak: Installation) {
    two(&mut ortak).await;
    invited(&ortak).await;
    ortak.post_office.answer(FILIZ, 451);
    for _ in 0..10 {
        work(&ortak).await;
        ortak.clock.advance_seconds(86_401);
    }
    let state = |mails: &[StoredMail]| mails.last().map(|mail| (mail.state, mail.attempts));
    assert_eq!(state(&stuck(&ortak).await), Some((MailState::Pending, 10)));
    work(&ortak).await;
    assert_eq!(state(&stuck(&ortak).await), Some((MailState::Failed, 11)));
}

async fn r604_two_workers_send_each_mail_once(mut ortak: Installation) {
    two(&mut ortak).await;
    for _ in 0..12 {
        invited(&ortak).await;
        ortak.clock.advance_seconds(1);
    }
    let other = ortak.worker.clone();
    let (one, two) = tokio::join!(ortak.worker.run_once(), other.run_once());
    one.unwrap();
    two.unwrap();
    let mails = taken(&ortak);
    let mut ids: Vec<_> = mails.iter().map(|mail| mail.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((mails.len(), ids.len()), (12, 12));
}

async fn r604_nobody_is_mailed_who_must_not_be(mut ortak: Installation) {
    two(&mut ortak).await;
    // Not from a sandbox.
    ortak.join("selim", SANDBOX, Role::ReferralsAdmin, "selim@contoso.example").await;
    let a = ortak.created("selim", &deal("Try it")).await;
    let v = ortak.created("selim", &invitation(&a, VENDOR)).await;
    ortak.clock.advance_seconds(1);
    let accept = json!({ "substatus": "Accepted" }).to_string();
    let merge = [("ortak-act-for", VENDOR), ("content-type", "application/merge-patch+json")];
    ortak.call("selim", "PATCH", &at(id(&v)), &merge, accept).await.expect(200);
    work(&ortak).await;
    assert_eq!(ortak.get("selim", "/ortak/v1/notifications").await.json()["unread"], 1);
    assert_eq!(lines(&ortak), [""; 0]);
    // Not to people who have left, or whose organization has, while the mail was on its way.
    let filiz = ortak.app.accounts.person_by_email(FILIZ).await.unwrap().unwrap().person;
    let fabrikam = OrganizationId::new(FABRIKAM).unwrap();
    let now = ortak.app.clock.now();
    for case in ["person", "organization", "reach"] {
        ortak.post_office.behave(Manner::Answer(451));
        invited(&ortak).await;
        work(&ortak).await;
        assert_eq!(stuck(&ortak).await.len(), 1, "{case}");
        match case {
            "person" => drop(admin::set_person_enabled(&ortak.app, filiz.id, false).await.unwrap()),
            "organization" => {
                assert!(ortak.app.accounts.disable_organization(&fabrikam, Some(now)).await.unwrap());
            }
            _ => narrow(&ortak, filiz.id).await,
        }
        ortak.post_office.behave(Manner::Accept);
        ortak.clock.advance_seconds(61);
        work(&ortak).await;
        assert_eq!(lines(&ortak), [""; 0], "{case}");
        assert_eq!(stuck(&ortak).await, [], "{case}");
        admin::set_person_enabled(&ortak.app, filiz.id, true).await.unwrap();
        ortak.app.accounts.disable_organization(&fabrikam, None).await.unwrap();
    }
}

/// Limits a person to a location where there is nothing.
async fn narrow(ortak: &Installation, person: PersonId) {
    let sql = "UPDATE person SET locations = '9999999' WHERE id = $1";
    let params = vec![ortak_store::conn::Value::Text(person.to_string())];
    let statement = ortak_store::conn::Statement::new("person", sql, params);
    assert_eq!(ortak.store.database().write(vec![statement]).await.unwrap(), [1]);
    let record = ortak.app.accounts.person(person).await.unwrap().unwrap();
    assert!(matches!(record.person.scope, Scope::Locations(_)));
}

async fn r604_without_a_mail_server_no_mail_waits(mut ortak: Installation) {
    two(&mut ortak).await;
    let with = ortak.worker.app.mailer.take();
    invited(&ortak).await;
    work(&ortak).await;
    let backlog = ortak.app.outbox.backlog().await.unwrap();
    assert_eq!((backlog.mails, backlog.failed_mails), (0, 0));
    assert_eq!(ortak.get("filiz", "/ortak/v1/notifications").await.json()["unread"], 1);
    // What was queued while there was one stays until there is one again.
    ortak.worker.app.mailer.clone_from(&with);
    ortak.post_office.stop().await;
    ortak.clock.advance_seconds(1);
    invited(&ortak).await;
    work(&ortak).await;
    ortak.worker.app.mailer = None;
    ortak.clock.advance_seconds(86_400);
    work(&ortak).await;
    ortak.worker.app.mailer = with;
    ortak.post_office.start_again().await.unwrap();
    work(&ortak).await;
    assert_eq!(lines(&ortak), [INVITED], "and the earlier one is no news any more");
}

on_both!(
    r601_the_rest_of_the_events_reach_their_readers,
    r603_a_link_stops_the_mails_of_one_event,
    r603_the_digest_comes_once_a_day,
    r603_what_is_queued_is_not_sent_to_who_wants_it_no_more,
    r604_a_mail_is_given_up_in_the_end,
    r604_a_mail_that_may_have_arrived_is_the_same_when_it_comes_again,
    r604_a_server_that_was_away_gets_everything_once,
    r604_nobody_is_mailed_who_must_not_be,
    r604_one_refused_reader_holds_up_nobody,
    r604_two_workers_send_each_mail_once,
    r604_without_a_mail_server_no_mail_waits,
);
