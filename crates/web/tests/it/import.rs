//! Deals from a CSV file, without scripts.

use std::fmt::Write as _;

use ortak_app::workspace::intake::{MAX_BYTES, work};
use ortak_domain::Role;

use crate::harness::{Browser, CONTOSO, FABRIKAM, Installation, Page};

const FILE: &str = "Deal name;Account;Estimated value;Currency;Close date;Colour\n\
    Ovens for Mainz;Adatum;25000.50;EUR;2026-12-31;red\n\
    Tiles;;1,5;EURO;soon;\n\
    Cranes;Litware;100;USD;2026-11-30;blue\n";

async fn uploaded(browser: &Browser<'_>, content: &[u8]) -> Page {
    let answer = browser.upload("/deals/import", "deals.csv", content, None).await.expect(303);
    assert!(answer.location.ends_with("/columns"), "{}", answer.location);
    browser.follow(answer).await.expect(200)
}

/// From the meanings of the columns to the rows tried.
async fn checked(browser: &Browser<'_>, content: &[u8]) -> (String, Page) {
    let columns = uploaded(browser, content).await;
    let answer = browser.fill(&columns, "columns", "", &[]).await.expect(303);
    let path = answer.location.clone();
    (path, browser.follow(answer).await.expect(200))
}

#[tokio::test]
async fn a_file_is_mapped_tried_brought_in_and_taken_back() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let list = ada.get("/deals/outbound").await.expect(200);
    assert!(list.attribute(".empty a", "href").contains(&"/deals/import".to_owned()));
    let start = ada.get("/deals/import").await.expect(200);
    assert!(start.main().contains("Nobody in your company has imported deals yet."));
    assert!(
        ada.get("/deals/import/template.csv").await.expect(200).text.contains("Deal name,Customer name,")
    );

    let columns = uploaded(&ada, FILE.as_bytes()).await;
    let chosen = columns.attribute("option[selected]", "value");
    let guessed = ["Deal name", "Customer name", "Estimated value", "Currency", "Estimated close date"];
    assert_eq!(chosen, guessed);
    assert!(columns.main().contains("Ovens for Mainz") && columns.main().contains("25000.50"));
    // One meaning twice, another not at all.
    let wrong = [("column/1", "Deal name"), ("column/5", "Notes")];
    let refused = ada.fill(&columns, "columns", "", &wrong).await.expect(422);
    assert_eq!(refused.errors(), ["column/0", "column/0", "column/1"]);
    assert!(refused.main().contains("Choose the column that is “Customer name”"), "{}", refused.main());
    assert!(refused.attribute("option[selected]", "value").contains(&"Notes".to_owned()), "kept");

    let answer = ada.fill(&refused, "columns", "", &[("column/1", "Customer name")]).await.expect(303);
    let path = answer.location.clone();
    let check = ada.follow(answer).await.expect(200);
    assert_eq!(check.all("#tally .badge"), ["2 rows are ready", "1 row can’t be imported"]);
    assert_eq!(check.all("tbody tr").len(), 3);
    let bad = ada.get(&format!("{path}?only=refused")).await.expect(200);
    assert_eq!(bad.all("tbody td:first-child"), ["3"]);
    let reasons = bad.all("tbody li").join("\n");
    for reason in ["Account: This is needed.", "Currency: ", "Close date: ", "Estimated value: "] {
        assert!(reasons.contains(reason), "{reason} in {reasons}");
    }
    assert!(ada.get("/deals/all").await.expect(200).all("tbody tr").is_empty(), "nothing is written yet");
    let csv = ada.get(&path.replace("/check", "/refused.csv")).await.expect(200).text;
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 2);
    assert!(
        rows[0].ends_with(",Colour,Reason") && rows[1].starts_with("Tiles,,\"1,5\",EURO,soon,,"),
        "{csv}"
    );

    let answer = ada.fill(&check, "start", "", &[]).await.expect(303);
    let again = ada.fill(&check, "start", "", &[]).await.expect(303);
    assert_eq!(again.location, answer.location, "pressed twice, it is one import");
    let import = answer.location.clone();
    let result = ada.follow(answer).await.expect(200);
    assert!(result.main().contains("2 deals imported"), "{}", result.main());
    assert!(result.main().contains("1 row was not imported."));
    assert_eq!(result.all("tbody td:first-child"), ["2", "4"]);
    let deals = result.attribute("tbody .deal-cell a", "href");
    assert!(ada.get(&deals[0]).await.expect(200).main().contains("Private"));
    assert_eq!(ada.get("/deals/outbound").await.expect(200).all("tbody tr").len(), 2);
    // The same file again, by whoever: nothing happens twice.
    let (_, same) = checked(&ada, FILE.as_bytes()).await;
    assert!(same.main().contains("2 rows were imported before") && !same.text.contains("Import the"));

    // A colleague sees what was imported, not the file.
    let cem = ortak.person(CONTOSO, "Cem", Role::PartnerAdmin).await;
    let seen = cem.get(&import).await.expect(200);
    assert!(seen.main().contains("Ovens for Mainz") && seen.main().contains("Ada Kaya"));
    assert!(!seen.text.contains("refused.csv"));
    assert!(cem.get("/deals/import").await.expect(200).main().contains("deals.csv"));

    let ask = cem.get(&format!("{import}/undo")).await.expect(200);
    assert!(ask.main().contains("closed as lost") && ask.main().contains("Nothing is deleted"));
    assert_eq!(cem.get("/deals/outbound").await.expect(200).all("tbody tr").len(), 2, "asking does nothing");
    let undone = cem.post(&format!("{import}/undo"), &[]).await.expect(303);
    cem.post(&format!("{import}/undo"), &[]).await.expect(303);
    let undone = cem.follow(undone).await.expect(200);
    assert!(undone.main().contains("Undone on"), "{}", undone.main());
    let states = undone.all("tbody .badge");
    assert_eq!(states, ["Closed by the undo", "Closed by the undo"]);
    assert!(ada.get("/deals/import").await.expect(200).main().contains("Undone"));
}

#[tokio::test]
async fn many_rows_come_in_while_nobody_looks() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let mut file = "Deal name,Customer name,Value,Currency,Close date\n".to_owned();
    for row in 0..250 {
        writeln!(file, "Deal {row},Litware,{row},USD,2030-12-31").unwrap();
    }
    let (_, check) = checked(&ada, file.as_bytes()).await;
    assert_eq!(check.all("tbody tr").len(), 100);
    let third = ada.get(&check.attribute("a[rel=next]", "href").concat()).await.expect(200);
    let third = ada.get(&third.attribute("a[rel=next]", "href").concat()).await.expect(200);
    assert_eq!(third.all("tbody tr").len(), 50);
    assert!(third.attribute("a[rel=next]", "href").is_empty());
    let answer = ada.fill(&check, "start", "", &[]).await.expect(303);
    let path = answer.location.clone();
    let going = ada.follow(answer).await.expect(200);
    assert_eq!(going.attribute("progress", "max"), ["250"]);
    assert_eq!(going.attribute("#import", "hx-get"), [path.as_str()]);
    assert!(
        going.text.contains("<noscript><meta http-equiv=\"refresh\""),
        "without scripts it is looked again"
    );
    assert!(ada.get("/deals/import").await.expect(200).main().contains("Under way"));
    assert!(work::work_due(&ortak.app, &|| true).await.unwrap());
    let done = ada.get(&path).await.expect(200);
    assert!(done.main().contains("250 deals imported") && done.attribute("progress", "max").is_empty());
    assert_eq!(done.all("tbody tr").len(), 100);
    let next = ada.get(&done.attribute("a[rel=next]", "href").concat()).await.expect(200);
    assert_eq!(next.all("tbody td:first-child")[0], "102");
}

#[tokio::test]
async fn files_that_can_not_be_are_refused_with_the_reason() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let wide = (0..300).map(|i| i.to_string()).collect::<Vec<_>>().join(",");
    for (content, status, why) in [
        (&b""[..], 422, "The first line must name the columns."),
        (b"Deal name,Value\n", 422, "There are no rows below the header."),
        (b"\xff\xfea\x00", 422, "This is not text in UTF-8."),
        (wide.as_bytes(), 422, "A file may have at most 200 columns."),
        (&vec![b'x'; MAX_BYTES + 1][..], 413, "This file is too large."),
    ] {
        let refused = ada.upload("/deals/import", "deals.csv", content, None).await.expect(status);
        assert_eq!(refused.errors(), ["file"]);
        assert!(refused.main().contains(why), "{why}: {}", refused.main());
    }
    let nothing = ada.upload("/deals/import", "", b"", None).await.expect(422);
    assert!(nothing.main().contains("Choose a file."));
    ada.upload("/deals/import", "deals.csv", FILE.as_bytes(), Some("wrong")).await.expect(403);
    ada.post("/deals/import", &[]).await.expect(403);
}

#[tokio::test]
async fn hostile_texts_stay_texts() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let long = "x".repeat(20_000);
    let file = format!(
        "Deal name,Customer name,Value,Currency,Close date,<b>Notes</b>\n\
         =cmd()|'/c calc'!A0,Adatum,1,EUR,2030-12-31,a\n\
         <script>alert(1)</script>,Adatum,x,EUR,2030-12-31,b\n\
         \u{202e}txet,Adatum,1,EUR,2030-12-31,c\n\
         {long},Adatum,1,EUR,2030-12-31,d\n\
         Nul\0,Adatum,1,EUR,2030-12-31,e\n"
    );
    let (path, check) = checked(&ada, file.as_bytes()).await;
    assert!(
        check.attribute("main script, main b", "class").is_empty() && !check.text.contains("<script>alert")
    );
    assert!(check.main().contains("<script>alert(1)</script>"), "it is shown as what it is");
    assert!(check.text.len() < 100_000, "long texts are cut");
    assert!(check.text.contains("<bdi>\u{202e}txet</bdi>"), "it turns nothing around it");
    let csv = ada.get(&path.replace("/check", "/refused.csv")).await.expect(200).text;
    assert!(!csv.contains("\n=cmd"), "{csv}");
    assert!(csv.contains(&long), "what is given back is whole");
    let answer = ada.fill(&check, "start", "", &[]).await.expect(303);
    let result = ada.follow(answer).await.expect(200);
    assert!(result.main().contains("=cmd()|'/c calc'!A0"), "{}", result.main());
    let exported = ada.get("/deals/export.csv").await.expect(200).text;
    assert!(!exported.contains(",=cmd") && !exported.contains("\n=cmd"));
}

#[tokio::test]
async fn a_file_is_seen_by_nobody_else_and_imports_by_who_may_create() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let (path, check) = checked(&ada, FILE.as_bytes()).await;
    let start = path.replace("/check", "/start");
    let cem = ortak.person(CONTOSO, "Cem", Role::PartnerAdmin).await;
    for at in ["/check", "/columns", "/refused.csv"] {
        cem.get(&path.replace("/check", at)).await.expect(404);
    }
    cem.post(&start, &[("partly", "yes")]).await.expect(404);
    cem.post(&path.replace("/check", "/forget"), &[]).await.expect(404);
    // All or nothing, unless a part is wanted.
    let kept_out = ada.post(&start, &[]).await.expect(303);
    assert_eq!(kept_out.location, path);
    let import = ada.fill(&check, "start", "", &[]).await.expect(303).location;
    let eve = ortak.person(FABRIKAM, "Eve", Role::PartnerAdmin).await;
    eve.get(&import).await.expect(404);
    eve.post(&format!("{import}/undo"), &[]).await.expect(404);
    let user = ortak.person(CONTOSO, "Umut", Role::ReferralsUser).await;
    for at in ["/deals/import", "/deals/import/template.csv", &import, &path] {
        user.get(at).await.expect(403);
    }
    user.upload("/deals/import", "deals.csv", FILE.as_bytes(), None).await.expect(403);
    assert!(!user.get("/deals/all").await.expect(200).text.contains("/deals/import"));
    // A file is forgotten when its person says so.
    let (path, _) =
        checked(&ada, b"Deal name,Customer,Value,Currency,Close date\nA,B,1,EUR,2030-12-31\n").await;
    assert!(ada.get("/deals/import").await.expect(200).main().contains("Your files not imported yet"));
    ada.post(&path.replace("/check", "/forget"), &[]).await.expect(303);
    ada.get(&path).await.expect(404);
}
