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
    ada.fill(&ada.get(&team).await, "team", "", &both).await.expect(303);
    assert!(ada.get(&deal).await.main().contains("Deniz Kaya"));

    // The first row is cleared, and what is wrong with the second is told of it.
    let form = ada.get(&team).await;
    let cleared = ["firstName", "lastName", "email", "phoneNumber"].map(|part| format!("team/0/{part}"));
    let mut wrong: Vec<(&str, &str)> = cleared.iter().map(|name| (name.as_str(), "")).collect();
    wrong.extend([("team/1/lastName", ""), ("team/1/phoneNumber", "")]);
    let page = ada.fill(&form, "team", "", &wrong).await.expect(422);
    assert_eq!(page.errors(), ["team/0/lastName", "team/0/phoneNumber"]);
    assert_eq!(page.attribute("[id='team/0/firstName']", "value"), ["Deniz"]);

    let right = [("team/0/lastName", "Kaya"), ("team/0/phoneNumber", "+90 212 555 00 03")];
    ada.fill(&page, "team", "", &right).await.expect(303);
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

const NONE: [(&str, &str); 0] = [];

async fn colleagues(ortak: &Installation) -> (Browser<'_>, Browser<'_>) {
    (
        ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await,
        ortak.person(CONTOSO, "Ece", Role::ReferralsAdmin).await,
    )
}

fn person<'a>(row: usize, name: &'a str, email: &'a str, phone: &'a str) -> Vec<(String, &'a str)> {
    let parts = [("firstName", name), ("lastName", "Kaya"), ("email", email), ("phoneNumber", phone)];
    parts.into_iter().map(|(part, value)| (format!("team/{row}/{part}"), value)).collect()
}

fn borrowed<'a>(fields: &'a [(String, &'a str)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (name.as_str(), *value)).collect()
}

#[tokio::test]
async fn r315_two_change_the_team_at_once_and_both_are_kept() {
    let ortak = Installation::new().await;
    let (ada, ece) = colleagues(&ortak).await;
    let deal = format!("/deals/{}", ortak.deal(CONTOSO, 1).await);
    let team = format!("{deal}/team");
    let phone = "+90 212 555 00 02";
    let people = [
        person(0, "Bora", "bora@contoso.example", phone),
        person(1, "Deniz", "deniz@contoso.example", phone),
    ];
    ada.fill(&ada.get(&team).await, "team", "", &borrowed(&people.concat())).await.expect(303);
    let (adas, eces) = (ada.get(&team).await, ece.get(&team).await);

    // Ece adds somebody and mends a phone number; Ada renames the same person, and takes the other off.
    let fuat = person(2, "Fuat", "fuat@contoso.example", phone);
    let mut fields = borrowed(&fuat);
    fields.push(("team/0/phoneNumber", "+90 212 555 77 77"));
    ece.fill(&eces, "team", "", &fields).await.expect(303);
    let gone = person(1, "", "", "");
    let mut fields: Vec<(&str, &str)> = gone.iter().map(|(name, _)| (name.as_str(), "")).collect();
    fields.push(("team/0/firstName", "Borahan"));
    ada.fill(&adas, "team", "", &fields).await.expect(303);
    let main = ada.get(&deal).await.main();
    for kept in ["Borahan Kaya", "+90 212 555 77 77", "Fuat Kaya"] {
        assert!(main.contains(kept), "{kept}: {main}");
    }
    assert!(!main.contains("Deniz Kaya"), "{main}");
}

#[tokio::test]
async fn r315_who_changed_the_same_of_a_person_is_asked_whose_version_holds() {
    let ortak = Installation::new().await;
    let (ada, ece) = colleagues(&ortak).await;
    let deal = format!("/deals/{}", ortak.deal(CONTOSO, 1).await);
    let team = format!("{deal}/team");
    let phone = "+90 212 555 00 02";
    let bora = person(0, "Bora", "bora@contoso.example", phone);
    ada.fill(&ada.get(&team).await, "team", "", &borrowed(&bora)).await.expect(303);
    for (theirs, phone) in [(true, "+90 212 555 88 88"), (false, "+90 212 555 99 99")] {
        let (adas, eces) = (ada.get(&team).await, ece.get(&team).await);
        let eces_phone = if theirs { "+90 212 555 88 88" } else { "+90 212 555 66 66" };
        ece.fill(&eces, "team", "", &[("team/0/phoneNumber", eces_phone)]).await.expect(303);
        // Ada changes the name too: it is nobody else's, so only the number is asked for.
        let name = if theirs { "Borahan" } else { "Bora" };
        let mine = [("team/0/phoneNumber", "+90 212 555 99 99"), ("team/0/firstName", name)];
        let page = ada.fill(&adas, "team", "", &mine).await.expect(422);
        let main = page.main();
        for told in
            ["Phone", "Before: +90 212 555", "+90 212 555 99 99", eces_phone, "Last saved by Ece Kaya, "]
        {
            assert!(main.contains(told), "{told}: {main}");
        }
        assert_eq!(page.all("main fieldset:has(input[type=radio])").len(), 1, "{main}");
        assert_eq!(page.attribute("main input[type=radio]", "value"), ["+90 212 555 99 99", eces_phone]);
        ada.fill(&page, "team", "", &[("team/0/phoneNumber", phone)]).await.expect(303);
        let main = ada.get(&deal).await.main();
        assert!(main.contains(phone) && main.contains(&format!("{name} Kaya")), "{main}");
    }

    // Who stands on it twice by mistake is lost in neither place.
    let (adas, eces) = (ada.get(&team).await, ece.get(&team).await);
    ece.fill(&eces, "team", "", &[("team/0/phoneNumber", "+90 212 555 11 11")]).await.expect(303);
    let twice = person(1, "Bo", "bora@contoso.example", "+90 212 555 33 33");
    let mut fields = borrowed(&twice);
    fields.push(("team/0/phoneNumber", "+90 212 555 22 22"));
    let main = ada.fill(&adas, "team", "", &fields).await.expect(422).main();
    assert!(main.contains("+90 212 555 22 22") && main.contains("+90 212 555 33 33"), "{main}");
    ece.fill(&ece.get(&team).await, "team", "", &[("team/0/phoneNumber", phone)]).await.expect(303);

    // Taken off by one, changed by the other: neither is lost silently.
    let (adas, eces) = (ada.get(&team).await, ece.get(&team).await);
    ece.fill(&eces, "team", "", &[("team/0/firstName", "Borahan")]).await.expect(303);
    let fuat = person(0, "Fuat", "fuat@contoso.example", phone);
    let page = ada.fill(&adas, "team", "", &borrowed(&fuat)).await.expect(422);
    assert!(page.main().contains("Not on the team") && page.main().contains("Borahan Kaya"));
    ada.fill(&page, "team", "", &[("choose:bora@contoso.example", "theirs")]).await.expect(303);
    let main = ada.get(&deal).await.main();
    assert!(main.contains("Borahan Kaya") && main.contains("Fuat Kaya"), "{main}");
}

#[tokio::test]
async fn r315_who_saves_solutions_is_told_what_others_put_on_and_took_off_meanwhile() {
    const ROBOTS: (&str, &str) = ("details/requirements/solutions[]", "own:contoso:SOL-1");
    let ortak = Installation::new().await;
    let (ada, ece) = colleagues(&ortak).await;
    let deal = format!("/deals/{}", ortak.deal(CONTOSO, 1).await);
    let solutions = format!("{deal}/solutions");
    ada.fill(&ada.get(&solutions).await, "solutions", "save", &[ROBOTS]).await.expect(303);
    let (adas, eces) = (ada.get(&solutions).await, ece.get(&solutions).await);
    assert!(adas.all(".notice:not([hidden])").is_empty(), "{:?}", adas.all(".notice:not([hidden])"));
    // Ece sells the cloud instead of the robots.
    let cloud = [("details/requirements/solutions", "vendor:msft:SOL-3")];
    ece.fill(&eces, "solutions", "save", &cloud).await.expect(303);
    // Ada adds cranes: she is told on the page where she looks for them, or on the one that comes when she saves.
    let told = "Ece Kaya added Cloud. Ece Kaya took off Warehouse robots.";
    let looking = ada.fill(&adas, "solutions", "find", &[("find", "cranes")]).await.expect(200);
    assert!(
        looking.all(".notice:not([hidden])").concat().contains(told),
        "{:?}",
        looking.all(".notice:not([hidden])")
    );
    let cranes = [("details/requirements/solutions[]", "third-party:fabrikam:SOL-2")];
    let page = ada.follow(ada.fill(&adas, "solutions", "save", &cranes).await).await;
    assert_eq!(
        page.all(".notice:not([hidden])"),
        [format!("Solutions saved, with what was changed meanwhile. {told}")],
        "{}",
        page.main()
    );
    let main = page.main();
    assert!(main.contains("Cloud") && main.contains("Cranes") && !main.contains("robots ·"), "{main}");
    // Nothing happened meanwhile: nothing is told of it.
    let again = ada.fill(&ada.get(&solutions).await, "solutions", "save", &NONE).await;
    assert_eq!(ada.follow(again).await.all(".notice:not([hidden])"), ["Solutions saved."]);
}

#[tokio::test]
async fn r315_the_merge_of_details_says_who_saved_and_when() {
    let ortak = Installation::new().await;
    let (ada, ece) = colleagues(&ortak).await;
    let deal = format!("/deals/{}", ortak.deal(CONTOSO, 1).await);
    let edit = format!("{deal}/edit");
    let day = ("details/closingDateTime", "2027-03-01");
    ada.fill(&ada.get(&edit).await, "edit", "", &[day]).await.expect(303);
    let (adas, eces) = (ada.get(&edit).await, ece.get(&edit).await);
    ece.fill(&eces, "edit", "", &[("name", "Eces"), ("campaignId", "spring")]).await.expect(303);
    let page =
        ada.fill(&adas, "edit", "", &[("name", "Adas"), ("externalReferenceId", "7")]).await.expect(422);
    let main = page.main();
    assert!(
        main.contains("Last saved by Ece Kaya, Nov 22, 2026") || main.contains("Last saved by Ece Kaya, 22"),
        "{main}"
    );
    assert_eq!(page.attribute("fieldset input[type=radio]", "value"), ["Adas", "Eces"]);
    ada.fill(&page, "edit", "", &NONE).await.expect(303);
    let main = ada.get(&deal).await.main();
    for kept in ["Adas", "spring", "7"] {
        assert!(main.contains(kept), "{kept}: {main}");
    }
}

#[tokio::test]
async fn r305_accepting_begins_without_notes_and_merges_what_others_wrote_meanwhile() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let ela = ortak.person(FABRIKAM, "Ela", Role::ReferralsAdmin).await;
    let (_, theirs) = invited(&ada, &can).await;
    let accept = format!("{theirs}/accept");
    let (cans, elas) = (can.get(&accept).await.expect(200), ela.get(&accept).await.expect(200));
    assert_eq!(cans.form("accept").1.iter().find(|(name, _)| name == "details/notes").unwrap().1, "");
    let wrong = ela.fill(&elas, "accept", "", &[("member/email", "ela")]).await.expect(422);
    assert_eq!(wrong.errors(), ["member/email"]);
    let elas_words =
        [("details/notes", "Ela knows them"), ("name", "Elas name"), ("externalReferenceId", "9")];
    ela.fill(&elas, "accept", "", &elas_words).await.expect(303);
    // Can was about to do the same: what he wrote is not thrown away, and not written over hers.
    let cans_words = [("details/notes", "Can called"), ("campaignId", "autumn")];
    let page = can.fill(&cans, "accept", "", &cans_words).await.expect(422);
    let main = page.main();
    assert!(main.contains("A colleague has just accepted this deal"), "{main}");
    assert!(main.contains("Ela knows them") && main.contains("Can called"), "{main}");
    // He is still asked for completely, and joins her on the team.
    let wrong = can.fill(&page, "edit", "", &[("member/phoneNumber", "")]).await.expect(422);
    assert_eq!(wrong.errors(), ["member/phoneNumber"]);
    let wrong = can.fill(&page, "edit", "", &[("member/email", "can")]).await.expect(422);
    assert_eq!(wrong.errors(), ["member/email"]);
    can.fill(&page, "edit", "", &NONE).await.expect(303);
    let main = can.get(&theirs).await.main();
    for kept in ["Can called", "autumn", "Elas name", "9", "Ela Kaya", "Can Kaya"] {
        assert!(main.contains(kept), "{kept}: {main}");
    }
    // Who edits later is not asked again.
    let (_, fields) = can.get(&format!("{theirs}/edit")).await.form("edit");
    assert!(fields.iter().all(|(name, _)| !name.starts_with("member/")), "{fields:?}");
}

#[tokio::test]
async fn r305_who_answers_just_after_a_colleague_may_stay_off_the_team() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let ela = ortak.person(FABRIKAM, "Ela", Role::ReferralsAdmin).await;
    let (_, theirs) = invited(&ada, &can).await;
    let accept = format!("{theirs}/accept");
    let (cans, elas) = (can.get(&accept).await.expect(200), ela.get(&accept).await.expect(200));
    ela.fill(&elas, "accept", "", &NONE).await.expect(303);
    let page = can.fill(&cans, "accept", "", &[("campaignId", "autumn")]).await.expect(422);
    let (action, mut fields) = page.form("edit");
    assert!(fields.iter().any(|(name, value)| name == "join" && value == "yes"), "{fields:?}");
    fields.retain(|(name, _)| name != "join" && name != "csrf");
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    can.post(&action, &fields).await.expect(303);
    let team = can.get(&format!("{theirs}/team")).await;
    assert_eq!(team.attribute("[id$='/firstName']", "value"), ["Ada", "Ela", ""]);
    assert!(can.get(&theirs).await.main().contains("autumn"));
}

#[tokio::test]
async fn r305_a_request_that_is_accepted_twice_shows_the_deal() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let (_, theirs) = invited(&ada, &can).await;
    let form = can.get(&format!("{theirs}/accept")).await.expect(200);
    let words = [("details/notes", "Can called"), ("externalReferenceId", "9")];
    for _ in 0..2 {
        let page = can.fill(&form, "accept", "", &words).await.expect(303);
        assert_eq!(page.location, theirs);
        let notices = can.follow(page).await.all(".notice.ok");
        assert_eq!(notices, ["Accepted. The deal is yours to work on."]);
    }
    // Another form of his own has more to say.
    let page = can.fill(&form, "accept", "", &[("campaignId", "autumn")]).await.expect(422);
    assert!(page.main().contains("You have accepted this deal already"), "{}", page.main());
    assert!(page.attribute("[id='member/email']", "value").is_empty(), "he is on the team");
    can.fill(&page, "edit", "", &NONE).await.expect(303);
    let main = can.get(&theirs).await.main();
    assert!(main.contains("autumn") && main.contains("Can called"), "{main}");
}

#[tokio::test]
async fn r306_the_note_beside_a_listed_reason_is_kept() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let (own, theirs) = invited(&ada, &can).await;
    let decline = format!("{theirs}/decline");
    let form = can.get(&decline).await.expect(200);
    // A reason of the vendor's is none of a partner's.
    let wrong = [("reason[]", "no_seller"), ("note", "They buy elsewhere")];
    let page = can.fill(&form, "decline", "", &wrong).await.expect(422);
    assert_eq!(page.errors(), ["reason"]);
    assert!(page.main().contains("Choose one of the reasons shown."));
    let right = [("reason[]", "not_a_customer"), ("note", "They buy elsewhere")];
    can.fill(&form, "decline", "", &right).await.expect(303);
    let main = can.get(&theirs).await.main();
    assert!(main.contains("They buy elsewhere") && main.contains("Not a customer"), "{main}");
    // R312: the note is nobody else's.
    for page in ["", "/activity"] {
        assert!(!ada.get(&format!("{own}{page}")).await.main().contains("They buy elsewhere"));
    }
}

#[tokio::test]
async fn r301_forms_that_would_fail_say_so_first() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let (own, theirs) = invited(&ada, &can).await;
    let told = async |browser: &Browser<'_>, path: String, status: u16, why: &str| {
        let page = browser.get(&path).await.expect(status);
        assert!(page.main().contains(why), "{path}: {}", page.main());
        assert!(page.all("main form").is_empty(), "{path} shows no form");
    };
    for form in ["accept", "decline"] {
        told(&ada, format!("{own}/{form}"), 200, "nothing to answer").await;
    }
    for form in ["edit", "team", "solutions", "won", "lost"] {
        told(&can, format!("{theirs}/{form}"), 200, "Accept it first").await;
    }
    told(&can, format!("{theirs}/invite/partner"), 200, "Only the company that started").await;
    told(&can, format!("{theirs}/invite/vendor"), 200, "Only the company that started").await;
    // A form that was open while somebody else closed the deal: what was typed is shown, nothing of it is written.
    let open = ada.get(&format!("{own}/edit")).await;
    let team = ada.get(&format!("{own}/team")).await;
    send(&ada, &format!("{own}/lost"), &[("reason", "budget_not_adequate")]).await.expect(303);
    let late = ada.fill(&open, "edit", "", &[("details/notes", "a long story")]).await.expect(409);
    assert!(late.main().contains("a long story") && late.main().contains("Lost on "), "{}", late.main());
    let more = person(9, "Late", "late@contoso.example", "+90 212 555 00 09");
    let late = ada.fill(&team, "team", "", &borrowed(&more)).await.expect(409);
    assert!(late.main().contains("late@contoso.example"), "{}", late.main());
    for form in ["edit", "team", "solutions", "won", "lost", "accept", "decline"] {
        told(&ada, format!("{own}/{form}"), 200, "Nothing of it can be changed any more").await;
        assert!(
            ada.get(&own).await.attribute("main a", "href").iter().all(|to| !to.ends_with(form)),
            "{form}"
        );
    }
    // R107: who may change the deal, and not open one, learns who can invite.
    let deal = format!("/deals/{}", ortak.deal(CONTOSO, 1).await);
    let phone = "+90 212 555 00 02";
    let ufuk = person(0, "Ufuk", "ufuk@contoso.example", phone);
    ada.fill(&ada.get(&format!("{deal}/team")).await, "team", "", &borrowed(&ufuk)).await.expect(303);
    let user = ortak.person(CONTOSO, "Ufuk", Role::ReferralsUser).await;
    ortak.person(CONTOSO, "Pelin", Role::PartnerAdmin).await;
    told(&user, format!("{deal}/invite/vendor"), 403, "with the role Referrals admin or Partner admin").await;
    assert!(user.get(&format!("{deal}/invite/partner")).await.main().contains("Pelin Kaya"));
    let page = user.get(&deal).await.expect(200);
    assert!(page.main().contains("with the role Referrals admin or Partner admin"));
    assert!(page.attribute("main a", "href").iter().all(|to| !to.contains("/invite/")));
}

#[tokio::test]
async fn r314_the_activity_is_narrowed_by_kind_and_person_and_names_the_sender() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let can = ortak.person(FABRIKAM, "Can", Role::ReferralsAdmin).await;
    let (_, theirs) = invited(&ada, &can).await;
    can.get(&theirs).await.expect(200);
    let activity = format!("{theirs}/activity");
    let all = can.get(&activity).await.expect(200);
    assert_eq!(all.all(".timeline > li").len(), 2, "{}", all.main());
    assert!(all.main().contains("Contoso") && !all.main().contains("Another party"), "{}", all.main());
    let opened = can.get(&format!("{activity}?kind=received")).await.expect(200);
    assert_eq!(opened.all(".timeline > li").len(), 1);
    let by = can.get(&format!("{activity}?who=Contoso")).await.expect(200);
    assert!(by.all(".timeline > li").concat().contains("Created"));
    let none = can.get(&format!("{activity}?who=Contoso&kind=received")).await.expect(200);
    assert!(none.main().contains("Nothing in the activity fits."));
}

#[tokio::test]
async fn r401_other_deals_with_the_customer_are_ones_own_within_reach() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let (one, two) = (ortak.deal(CONTOSO, 1).await, ortak.deal(CONTOSO, 2).await);
    ortak.deal(FABRIKAM, 3).await;
    send(&ada, &format!("/deals/{two}/lost"), &[("reason", "budget_not_adequate")]).await.expect(303);
    let main = ada.get(&format!("/deals/{one}")).await.main();
    assert!(main.contains("Other deals with this customer") && main.contains("Deal 2"), "{main}");
    assert!(!main.contains("Deal 3"), "{main}");
    // Who is on the team of one sees nothing of the other.
    let phone = "+90 212 555 00 02";
    let ufuk = person(0, "Ufuk", "ufuk@contoso.example", phone);
    ada.fill(&ada.get(&format!("/deals/{one}/team")).await, "team", "", &borrowed(&ufuk)).await.expect(303);
    let user = ortak.person(CONTOSO, "Ufuk", Role::ReferralsUser).await;
    let page = user.get(&format!("/deals/{one}")).await.expect(200);
    assert!(!page.main().contains("Deal 2"), "{}", page.main());
    user.get(&format!("/deals/{two}/export.csv")).await.expect(404);
    let file = user.get(&format!("/deals/{one}/export.csv")).await.expect(200).text;
    assert!(file.contains(&one.to_string()) && file.lines().count() == 2, "{file}");
    assert!(user.get(&format!("/deals/{one}/export.xlsx")).await.expect(200).text.starts_with("PK"));
}
