//! Three organizations on one engagement, over HTTP alone: at every step each side's list, what it sees of the
//! others, its history, what its people are told and what its webhook gets.

use ortak_domain::Role;
use serde_json::{Value, json};

use crate::harness::{CONTOSO, FABRIKAM, Installation, VENDOR, at, deal};
use crate::on_both;
use crate::receiver::Receiver;
use crate::together::{id, invitation, others, own};
use crate::webhooks::subscribe;

/// The people of the scenario, as callers: each runs the deals of their organization.
const PEOPLE: [(&str, &str, Role, &str); 3] = [
    ("ayse", CONTOSO, Role::ReferralsAdmin, "ayse@contoso.example"),
    ("filiz", FABRIKAM, Role::ReferralsAdmin, "filiz@fabrikam.example"),
    ("vera", VENDOR, Role::VendorSeller, "vera@vendor.example"),
];

/// What a person has been told and has not read, oldest first: `event organization`. Marks it as read.
async fn told(ortak: &Installation, person: &str) -> Vec<String> {
    let list = ortak.get(person, "/ortak/v1/notifications?unread=true").await.expect(200).json();
    ortak.call(person, "POST", "/ortak/v1/notifications/read-all", &[], "").await.expect(200);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut told: Vec<String> = list["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!("{} {}", text(&one["event"]), text(&one["facts"]["organization"])).trim().to_owned()
        })
        .collect();
    told.reverse();
    told
}

/// The subject of the mail that says the same.
fn subject(line: &str, language: &str, deal: &str) -> String {
    let (event, organization) = line.split_once(' ').unwrap();
    match (event, language) {
        ("incoming_referral", "en") => format!("New opportunity from {organization}: {deal}"),
        ("incoming_referral", _) => format!("Yeni fırsat ({organization}): {deal}"),
        ("invitation_accepted", _) => format!("{organization} kabul etti: {deal}"),
        ("invitation_declined", _) => format!("{organization} reddetti: {deal}"),
        ("party_stage_changed", "en") => format!("{organization} moved on: {deal}"),
        ("party_stage_changed", _) => format!("{organization} ilerledi: {deal}"),
        ("party_won", "en") => format!("{organization} has won: {deal}"),
        ("party_won", _) => format!("{organization} kazandı: {deal}"),
        other => panic!("{other:?}"),
    }
}

async fn kinds(ortak: &Installation, caller: &str, of: &Value) -> Vec<String> {
    let history = ortak.get(caller, &format!("{}/history", at(id(of)))).await.expect(200).json();
    history["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap().to_owned())
        .collect()
}

struct Sides {
    contoso: Receiver,
    fabrikam: Receiver,
    vendor: Receiver,
}

impl Sides {
    /// Lets the worker work, and compares what each side's webhook has got and its people were told.
    async fn expect(
        &self,
        ortak: &Installation,
        hooks: [&[&str]; 3],
        people: [&[&str]; 3],
        names: &[(&str, &str)],
    ) {
        ortak.worker.run_once().await.unwrap();
        for (receiver, (caller, wanted)) in [&self.contoso, &self.fabrikam, &self.vendor]
            .into_iter()
            .zip(["contoso", "fabrikam", "vendor"].iter().zip(hooks))
        {
            let mut got = receiver.take();
            for (name, id) in names {
                got = got.into_iter().map(|line| line.replace(id, name)).collect();
            }
            got.sort();
            assert_eq!(got, wanted, "the webhook of {caller}");
        }
        let mut mails = crate::mails::taken(ortak);
        for ((person, _, role, email), wanted) in PEOPLE.iter().zip(people) {
            assert_eq!(told(ortak, person).await, wanted, "what {person} was told");
            // By mail the same, each by itself, in the person's language.
            let language = if *role == Role::VendorSeller { "en" } else { "tr" };
            let (own, rest): (Vec<_>, Vec<_>) = mails.into_iter().partition(|mail| mail.to == *email);
            let mut subjects: Vec<String> = own.iter().map(|mail| mail.subject.clone()).collect();
            // Of the reader's own deal: what Ayşe calls it, and what she calls it to the others.
            let deal = if *person == "ayse" { "Depot" } else { "Warehouse, together" };
            let mut expected: Vec<String> = wanted.iter().map(|line| subject(line, language, deal)).collect();
            subjects.sort();
            expected.sort();
            assert_eq!(subjects, expected, "what {person} was mailed");
            for mail in own {
                assert_eq!(mail.language, language);
                for secret in ["ours", "İstanbul'daki", "50000", "Schreiber"] {
                    assert!(!mail.text.contains(secret) && !mail.html.contains(secret), "{}", mail.text);
                }
            }
            mails = rest;
        }
        assert_eq!(mails, [], "nobody else is mailed");
        ortak.clock.advance_seconds(60);
    }
}

async fn r601_three_organizations_sell_together(mut ortak: Installation) {
    for (name, organization, role, email) in PEOPLE {
        ortak.join(name, organization, role, email).await;
    }
    let sides = Sides {
        contoso: Receiver::start().await,
        fabrikam: Receiver::start().await,
        vendor: Receiver::start().await,
    };
    for (caller, receiver) in
        [("contoso", &sides.contoso), ("fabrikam", &sides.fabrikam), ("vendor", &sides.vendor)]
    {
        subscribe(&ortak, caller, receiver).await;
    }
    // Ayşe opens a private deal.
    let a = ortak.created("ayse", &deal("Depot")).await;
    let mut names = vec![("A", id(&a))];
    sides.expect(&ortak, [&["referral-created A"], &[], &[]], [&[], &[], &[]], &names).await;
    assert!(own(&ortak, "fabrikam", &a).await.is_none() && own(&ortak, "vendor", &a).await.is_none());

    // She lets the vendor's sellers view it.
    let share = json!({ "consent": { "consentToShareReferralWithMicrosoftSellers": true } });
    ortak.patch("ayse", id(&a), &share).await.expect(200);
    sides.expect(&ortak, [&["referral-updated A"], &[], &[]], [&[], &[], &[]], &names).await;
    let shared = ortak.get("vera", "/ortak/v1/shared-deals").await.json();
    assert_eq!(shared["value"][0]["id"], a["id"]);

    // She asks the vendor for help, and Fabrikam.
    let v = ortak.created("ayse", &invitation(&a, VENDOR)).await;
    ortak.clock.advance_seconds(1);
    let b = ortak.created("ayse", &invitation(&a, FABRIKAM)).await;
    names.extend([("V", id(&v)), ("B", id(&b))]);
    sides
        .expect(
            &ortak,
            [
                &[
                    "referral-updated A",
                    "referral-updated A",
                    "related-referral-created B",
                    "related-referral-created V",
                ],
                &["referral-created B"],
                &["referral-created V", "related-referral-created B"],
            ],
            [&[], &["incoming_referral Contoso Company"], &["incoming_referral Contoso Company"]],
            &names,
        )
        .await;
    assert_eq!(others(&ortak, "ayse", &a).await, ["Microsoft Pending", "Fabrikam Pending"]);
    assert_eq!(others(&ortak, "filiz", &a).await, ["Contoso Company Accepted", "Microsoft Pending"]);
    assert_eq!(kinds(&ortak, "ayse", &a).await, ["created", "changed", "invited", "invited"]);

    // The vendor accepts, Fabrikam declines.
    ortak.patch("vera", id(&v), &json!({ "substatus": "Accepted" })).await.expect(200);
    ortak.clock.advance_seconds(1);
    ortak
        .patch("filiz", id(&b), &json!({ "substatus": "Declined", "statusReason": "not a customer" }))
        .await
        .expect(200);
    sides
        .expect(
            &ortak,
            [
                &["related-referral-updated B", "related-referral-updated V"],
                &["referral-updated B"],
                &["referral-updated V", "related-referral-updated B"],
            ],
            [&["invitation_accepted Microsoft", "invitation_declined Fabrikam"], &[], &[]],
            &names,
        )
        .await;
    assert_eq!(others(&ortak, "filiz", &a).await, [""; 0], "who has declined sees no more");
    assert_eq!(others(&ortak, "vera", &a).await, ["Contoso Company Accepted", "Fabrikam Declined"]);
    assert_eq!(kinds(&ortak, "vera", &v).await, ["created", "accepted"]);

    // Fabrikam is asked again, and accepts.
    let c = ortak.created("ayse", &invitation(&a, FABRIKAM)).await;
    names.push(("C", id(&c)));
    ortak.clock.advance_seconds(1);
    ortak.patch("filiz", id(&c), &json!({ "substatus": "Accepted" })).await.expect(200);
    sides
        .expect(
            &ortak,
            [
                &["referral-updated A", "related-referral-created C", "related-referral-updated C"],
                &["referral-created C", "referral-updated C"],
                &["related-referral-created C", "related-referral-updated C"],
            ],
            [&["invitation_accepted Fabrikam"], &["incoming_referral Contoso Company"], &[]],
            &names,
        )
        .await;

    // Stages move, each by itself.
    ortak.patch("filiz", id(&c), &json!({ "salesStage": "40" })).await.expect(200);
    sides
        .expect(
            &ortak,
            [&["related-referral-updated C"], &["referral-updated C"], &["related-referral-updated C"]],
            [&["party_stage_changed Fabrikam"], &[], &["party_stage_changed Fabrikam"]],
            &names,
        )
        .await;
    assert_eq!(ortak.get("ayse", &at(id(&a))).await.json()["salesStage"], "10");

    // What is one's own is told to nobody.
    ortak
        .patch("filiz", id(&c), &json!({ "details": { "notes": "ours", "dealValue": 5 } }))
        .await
        .expect(200);
    sides.expect(&ortak, [&[], &["referral-updated C"], &[]], [&[], &[], &[]], &names).await;

    // Contoso wins; the others go on.
    let won = json!({ "status": "Closed", "substatus": "Won" });
    ortak.patch("ayse", id(&a), &won).await.expect(200);
    sides
        .expect(
            &ortak,
            [&["referral-updated A"], &["related-referral-updated A"], &["related-referral-updated A"]],
            [&[], &["party_won Contoso Company"], &["party_won Contoso Company"]],
            &names,
        )
        .await;
    assert_eq!(
        kinds(&ortak, "ayse", &a).await,
        ["created", "changed", "invited", "invited", "invited", "won"]
    );
    assert_eq!(others(&ortak, "filiz", &a).await, ["Contoso Company Won", "Microsoft Accepted"]);
    for (caller, count) in [("contoso", 1), ("fabrikam", 2), ("vendor", 1)] {
        assert_eq!(ortak.list(caller, &[]).await.json()["@odata.count"], count, "{caller}");
    }
    assert_eq!(ortak_app::audit::verify(&ortak.app).await.unwrap().findings, []);
}

async fn r602_an_incoming_referral_finds_its_reader(mut ortak: Installation) {
    // One at the location, one for all, one user on the team.
    ortak.join_at("izmir", CONTOSO, Role::ReferralsAdmin, "izmir@contoso.example", &["6190000"]).await;
    ortak.join("all", CONTOSO, Role::ReferralsAdmin, "all@contoso.example").await;
    ortak.join_at("contact", CONTOSO, Role::ReferralsAdmin, "contact@contoso.example", &["6110000"]).await;
    let readers = ["all", "izmir", "contact", "contoso-user"];
    let started = ortak.created("vendor", &deal("From us")).await;
    let to = async |location: &str, email: &str, expected: &[&str]| {
        let started = ortak.created("vendor", &deal("From us")).await;
        let mut body = invitation(&started, location);
        body["team"][0]["email"] = json!(email);
        ortak.created("vendor", &body).await;
        ortak.worker.run_once().await.unwrap();
        let mut found = Vec::new();
        for reader in readers {
            if !told(&ortak, reader).await.is_empty() {
                found.push(reader);
            }
        }
        assert_eq!(found, expected, "{location} {email}");
    };
    let nobody = "vera@vendor.example";
    to("6110000", crate::harness::USER_EMAIL, &["contoso-user"]).await;
    to("6190000", nobody, &["izmir"]).await;
    let contoso = ortak_domain::OrganizationId::new(CONTOSO).unwrap();
    let contacts = ["all@contoso.example".to_owned()];
    ortak_app::account::admin::set_contacts(&ortak.app, &contoso, "6190000", &contacts).await.unwrap();
    to("6190000", nobody, &["all"]).await;
    // Who is on the team but doesn't reach the location is not told.
    to("6190000", crate::harness::USER_EMAIL, &["all"]).await;
    assert!(own(&ortak, "contoso", &started).await.is_none());
}

async fn r603_everybody_decides_what_they_are_told(mut ortak: Installation) {
    for (name, organization, role, email) in PEOPLE {
        ortak.join(name, organization, role, email).await;
    }
    let path = "/ortak/v1/notification-preferences";
    let all = ortak.get("filiz", path).await.expect(200).json();
    assert_eq!(
        (&all["digest"], &all["events"]["incoming_referral"]),
        (&json!(false), &json!({ "inApp": true, "mail": true }))
    );
    let off = json!({ "events": { "incoming_referral": { "inApp": "false" } } });
    let saved = ortak.call("filiz", "PUT", path, &[], off.to_string()).await.expect(200).json();
    assert_eq!(saved["events"]["incoming_referral"], json!({ "inApp": false, "mail": true }));
    assert_eq!(saved, ortak.get("filiz", path).await.json());
    let wrong = json!({ "digest": "x", "events": { "nonsense": {}, "party_won": 7 } });
    let refused = ortak.call("filiz", "PUT", path, &[], wrong.to_string()).await.expect(400);
    assert_eq!(
        refused.fields(),
        ["digest: wrong_type", "events/nonsense: unknown_value", "events/party_won: wrong_type"]
    );
    let a = ortak.created("ayse", &deal("Depot")).await;
    let b = ortak.created("ayse", &invitation(&a, FABRIKAM)).await;
    ortak.worker.run_once().await.unwrap();
    assert_eq!(told(&ortak, "filiz").await, [""; 0], "switched off");
    ortak.clock.advance_seconds(1);
    ortak.patch("filiz", id(&b), &json!({ "substatus": "Accepted" })).await.expect(200);
    ortak.worker.run_once().await.unwrap();
    let list = ortak.get("ayse", "/ortak/v1/notifications").await.json();
    assert_eq!(
        (&list["unread"], &list["value"][0]["referralId"]),
        (&json!(1), &a["id"]),
        "about the reader's own deal"
    );
    let one = list["value"][0]["id"].as_str().unwrap();
    // It is nobody else's to read or to mark.
    ortak.call("filiz", "POST", &format!("/ortak/v1/notifications/{one}/read"), &[], "").await.expect(404);
    for (mark, unread) in [("read", 0), ("unread", 1), ("read", 0)] {
        ortak
            .call("ayse", "POST", &format!("/ortak/v1/notifications/{one}/{mark}"), &[], "")
            .await
            .expect(200);
        assert_eq!(ortak.get("ayse", "/ortak/v1/notifications").await.json()["unread"], unread);
    }
    assert_eq!(ortak.get("contoso", "/ortak/v1/notifications").await.expect(403).code(), "person_required");
}

async fn r601_the_recipient_is_reminded_at_seven_three_and_one_days(mut ortak: Installation) {
    for (name, organization, role, email) in PEOPLE {
        ortak.join(name, organization, role, email).await;
    }
    ortak.worker.run_once().await.unwrap();
    let a = ortak.created("ayse", &deal("Depot")).await;
    ortak.created("ayse", &invitation(&a, FABRIKAM)).await;
    let mut reminded = Vec::new();
    for hour in 0..15 * 24 {
        ortak.worker.run_once().await.unwrap();
        for line in told(&ortak, "filiz").await.iter().filter(|line| line.starts_with("referral_expiring")) {
            reminded.push((hour / 24, line.clone()));
        }
        assert_eq!(told(&ortak, "vera").await, [""; 0]);
        ortak.clock.advance_seconds(3_600);
    }
    let line = || "referral_expiring Contoso Company".to_owned();
    assert_eq!(
        reminded,
        [(7, line()), (11, line()), (13, line())],
        "7, 3 and 1 days before the end, once each"
    );
    assert_eq!(told(&ortak, "ayse").await, ["invitation_expired Fabrikam"]);
}

async fn r601_a_short_window_is_no_reminder_when_it_begins(mut ortak: Installation) {
    for (name, organization, role, email) in PEOPLE {
        ortak.join(name, organization, role, email).await;
    }
    let week = ortak_domain::Programme { partner_answer_days: 7, ..ortak_domain::Programme::default() };
    assert!(ortak.app.accounts.save_programme(&ortak_domain::Programme::default(), &week).await.unwrap());
    ortak.worker.run_once().await.unwrap();
    ortak.clock.advance_seconds(60);
    let a = ortak.created("ayse", &deal("Depot")).await;
    ortak.created("ayse", &invitation(&a, FABRIKAM)).await;
    ortak.worker.run_once().await.unwrap();
    assert_eq!(told(&ortak, "filiz").await, ["incoming_referral Contoso Company"]);
    ortak.clock.advance_seconds(4 * 86_400);
    ortak.worker.run_once().await.unwrap();
    assert_eq!(told(&ortak, "filiz").await, ["referral_expiring Contoso Company"]);
}

async fn r313_what_is_declined_at_once_waits_for_nobody(mut ortak: Installation) {
    for (name, organization, role, email) in PEOPLE {
        ortak.join(name, organization, role, email).await;
    }
    let programme =
        ortak_domain::Programme { auto_decline_below_minimum: true, ..ortak_domain::Programme::default() };
    assert!(
        ortak.app.accounts.save_programme(&ortak_domain::Programme::default(), &programme).await.unwrap()
    );
    let a = ortak.created("ayse", &deal("Depot")).await;
    let mut small = invitation(&a, VENDOR);
    small["details"]["dealValue"] = json!(1);
    small["details"]["currency"] = json!("USD");
    ortak.created("ayse", &small).await;
    ortak.worker.run_once().await.unwrap();
    assert_eq!(told(&ortak, "vera").await, [""; 0]);
    assert_eq!(told(&ortak, "ayse").await, ["invitation_declined Microsoft"]);
}

async fn r601_who_plays_the_other_side_of_a_sandbox_is_told_what_comes_of_it(mut ortak: Installation) {
    ortak.join("selim", crate::harness::SANDBOX, Role::ReferralsAdmin, "selim@contoso.example").await;
    let a = ortak.created("selim", &deal("Try it")).await;
    let v = ortak.created("selim", &invitation(&a, VENDOR)).await;
    ortak.clock.advance_seconds(1);
    let accept = json!({ "substatus": "Accepted" }).to_string();
    let merge = [("ortak-act-for", VENDOR), ("content-type", "application/merge-patch+json")];
    ortak.call("selim", "PATCH", &at(id(&v)), &merge, accept).await.expect(200);
    ortak.worker.run_once().await.unwrap();
    assert_eq!(told(&ortak, "selim").await, ["invitation_accepted Microsoft"]);
}

on_both!(
    r313_what_is_declined_at_once_waits_for_nobody,
    r601_a_short_window_is_no_reminder_when_it_begins,
    r601_who_plays_the_other_side_of_a_sandbox_is_told_what_comes_of_it,
    r601_the_recipient_is_reminded_at_seven_three_and_one_days,
    r601_three_organizations_sell_together,
    r602_an_incoming_referral_finds_its_reader,
    r603_everybody_decides_what_they_are_told,
);
