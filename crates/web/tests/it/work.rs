//! Working on a deal: its team, its stages, its end.

use ortak_domain::Role;

use crate::deals::invited;
use crate::harness::{Browser, CONTOSO, FABRIKAM, Installation, Page};

async fn etag(browser: &Browser<'_>, path: &str) -> String {
    browser.get(path).await.attribute("main input[name=etag]", "value").concat()
}

/// Posts a form of the deal as its page has it.
async fn send(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Page {
    let etag = etag(browser, path).await;
    browser.post(path, &[fields, &[("etag", etag.as_str())]].concat()).await
}

#[tokio::test]
async fn people_are_put_on_a_team_and_taken_off_by_clearing_their_row() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let deal = format!("/deals/{}", ortak.deal(CONTOSO, 1).await);
    let team = format!("{deal}/team");
    let [bora, deniz] = ["bora", "deniz"].map(|name| format!("{name}@contoso.example"));
    let person = |row: usize, name: &str, email: &str| {
        ["firstName", "lastName", "email", "phoneNumber"]
            .into_iter()
            .zip([name, "Kaya", email, "+90 212 555 00 02"])
            .map(|(part, value)| (format!("team/{row}/{part}"), value.to_owned()))
            .collect::<Vec<_>>()
    };
    let both = [person(0, "Bora", &bora), person(1, "Deniz", &deniz)].concat();
    let both: Vec<(&str, &str)> = both.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    send(&ada, &team, &both).await.expect(303);
    assert!(ada.get(&deal).await.main().contains("Deniz Kaya"));

    // The first row is cleared, and what is wrong with the second is told of it.
    let wrong =
        [("team/0/email", ""), ("team/1/firstName", "Deniz"), ("team/1/email", "deniz@contoso.example")];
    let page = send(&ada, &team, &wrong).await.expect(422);
    assert_eq!(page.errors(), ["team/0/lastName", "team/0/phoneNumber"]);
    assert_eq!(page.attribute("[id='team/0/firstName']", "value"), ["Deniz"]);

    let left: Vec<(&str, &str)> =
        both.iter().filter(|(name, _)| name.starts_with("team/1/")).copied().collect();
    send(&ada, &team, &left).await.expect(303);
    let main = ada.get(&deal).await.main();
    assert!(main.contains("Deniz Kaya") && !main.contains("Bora Kaya"), "{main}");
}

#[tokio::test]
async fn r302_a_stage_that_was_left_again_shows_no_date() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let deal = format!("/deals/{}", ortak.deal(CONTOSO, 1).await);
    for stage in ["60", "20"] {
        let etag = ada.get(&deal).await.attribute(".lifecycle input[name=etag]", "value").remove(0);
        ada.post(&format!("{deal}/stage"), &[("stage", stage), ("etag", &etag)]).await.expect(303);
    }
    let page = ada.get(&deal).await;
    let steps = page.all(".lifecycle .step");
    assert!(page.all(".step.now").concat().contains("20%"), "{steps:?}");
    // Created, and qualified; nothing that comes after.
    assert_eq!(page.all(".lifecycle .step-date time").len(), 2, "{steps:?}");
    assert!(page.all(".step.now .step-date time").len() == 1, "{steps:?}");
}

#[tokio::test]
async fn r309_a_lost_deal_says_when_and_why_and_keeps_the_note() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let deal = format!("/deals/{}", ortak.deal(CONTOSO, 1).await);
    let lost = [("reason", "budget_not_adequate"), ("note", "Perhaps again in spring")];
    send(&ada, &format!("{deal}/lost"), &lost).await.expect(303);
    let page = ada.get(&deal).await;
    let main = page.main();
    assert!(main.contains("Lost on ") && main.contains("Budget not adequate"), "{main}");
    assert!(main.contains("Perhaps again in spring"), "{main}");
    let activity = ada.get(&format!("{deal}/activity")).await.main();
    assert!(!activity.contains("budget_not_adequate"), "{activity}");
}

#[tokio::test]
async fn r307_what_nobody_answered_was_never_accepted_and_says_so() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let (own, theirs) = invited(&ada, &can).await;
    send(&can, &format!("{theirs}/decline"), &[("reason", "not_a_customer")]).await.expect(303);
    let page = can.get(&theirs).await;
    assert!(page.all(".step.done, .step.now, .step.lost").is_empty(), "{:?}", page.all(".step"));
    assert_eq!(page.all(".step.ended").len(), 1);
    assert!(page.main().contains("Declined on "));
    // Who asked is told what they see of it.
    let sharing = ada.get(&format!("{own}/sharing")).await.main();
    assert!(
        sharing.contains("It has not accepted: it sees nothing that is written here afterwards."),
        "{sharing}"
    );
}
