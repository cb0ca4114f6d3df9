use serde_json::json;

use crate::support::{Ortak, referral};

#[test]
fn imports_what_is_good_and_says_what_is_not() {
    let ortak = Ortak::new();
    ortak.partner("d");
    let mut bad = referral("bad");
    bad["details"]["currency"] = json!("XXQ");
    bad["status"] = json!("Lost in space");
    let rows = json!({ "value": [referral("one"), bad, { "id": "x" }, referral("two")] });
    ortak.write("rows.json", &rows.to_string());
    let args = ["import", "referrals", "rows.json", "--organization", "1234567", "--data", "d"];

    let ran = ortak.run(&[&args[..], &["--json"]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    let report = ran.json();
    assert_eq!((&report["created"], &report["failed"]), (&json!(2), &json!(2)), "{report}");
    assert_eq!(report["rows"][0]["id"], rows["value"][0]["id"]);
    assert_eq!(report["rows"][1]["result"], "failed");
    assert_eq!(report["rows"][1]["index"], 1);
    let reasons = report["rows"][1]["reasons"].to_string();
    assert!(reasons.contains("currency") && reasons.contains("status "), "{reasons}");

    let again = ortak.run(&args);
    assert!(again.stdout.ends_with("0 created, 0 updated, 2 unchanged, 2 failed\n"), "{again:?}");

    let mut changed = rows["value"][0].clone();
    changed["name"] = json!("changed");
    changed["updatedDateTime"] = json!("2026-05-03T10:00:00Z");
    ortak.write("rows.json", &changed.to_string());
    let again = ortak.run(&args).good();
    assert!(again.stdout.ends_with("0 created, 1 updated, 0 unchanged, 0 failed\n"), "{again:?}");
    ortak.run(&["audit", "verify", "--data", "d"]).good();
}

#[test]
fn what_can_not_be_read_at_all_is_an_error() {
    let ortak = Ortak::new();
    ortak.partner("d");
    let import = |organization: &str| {
        ortak.run(&["import", "referrals", "rows.json", "--data", "d", "--organization", organization])
    };
    import("1234567").fails_with(1, &["rows.json can't be read"]);
    ortak.write("rows.json", "[");
    import("1234567").fails_with(1, &["rows.json is not JSON"]);
    ortak.write("rows.json", "7");
    import("1234567").fails_with(1, &["expected a list"]);
    ortak.write("rows.json", "[]");
    import("7").fails_with(1, &["--organization 7 is no organization here"]);
    assert!(import("1234567").good().stdout.starts_with("0 created"));
}

#[test]
fn a_byte_order_mark_is_no_obstacle() {
    let ortak = Ortak::new();
    ortak.partner("d");
    ortak.write("rows.json", &format!("\u{feff}{}", json!([referral("one")])));
    let args = ["import", "referrals", "rows.json", "--organization", "1234567", "--data", "d"];
    assert!(ortak.run(&args).good().stdout.contains("1 created"));
}

#[test]
fn deals_come_in_from_a_file_once_and_are_taken_back() {
    let ortak = Ortak::new();
    ortak.partner("d");
    let person =
        ["admin", "person", "create", "--organization", "1234567", "--role", "partner_admin", "--data", "d"];
    ortak.run(&[&person[..], &["--name", "Ada Kaya", "--email", "ada@contoso.example"]].concat()).good();
    ortak.write(
        "deals.csv",
        "Deal name,Customer name,Estimated value,Currency,Close date\nPlant,Litware,25000,USD,2030-12-31\n\
         Office,Litware,100,XXQ,2030-11-30\n",
    );
    let who = ["--organization", "1234567", "--as", "ada@contoso.example", "--data", "d"];
    let deals = |more: &[&str]| ortak.run(&[&["import", "deals", "deals.csv"], more, &who[..]].concat());

    let tried = deals(&["--dry-run"]);
    assert_eq!(tried.code, 1, "{tried:?}");
    assert!(tried.stdout.ends_with("1 ready, 0 created, 0 unchanged, 1 refused\n"), "{tried:?}");
    assert!(tried.stdout.contains("Currency must be an ISO 4217"), "{tried:?}");
    let whole = deals(&[]);
    assert!(whole.stdout.ends_with("1 ready, 0 created, 0 unchanged, 1 refused\n"), "{whole:?}");
    let partly = deals(&["--partly", "--json"]).json();
    assert_eq!((&partly["created"], &partly["refused"]), (&json!(1), &json!(1)), "{partly}");
    let rows: Vec<_> =
        partly["rows"].as_array().unwrap().iter().map(|row| (&row["line"], &row["result"])).collect();
    assert_eq!(rows, [(&json!(2), &json!("created")), (&json!(3), &json!("refused"))], "{partly}");
    ortak.write("none.csv", "Deal name,Customer name,Estimated value,Currency,Close date\n");
    let none = ortak.run(&[&["import", "deals", "none.csv", "--json"], &who[..]].concat()).json();
    assert_eq!((&none["rows"], &none["created"]), (&json!([]), &json!(0)), "{none}");
    assert!(deals(&["--partly"]).stdout.contains("1 unchanged"));

    let import = partly["import"].as_str().unwrap();
    let undo = |import: &str| ortak.run(&[&["import", "undo", import], &who[..]].concat());
    assert!(undo(import).good().stdout.ends_with("1 closed, 0 kept\n"));
    undo(import).fails_with(1, &["undone already"]);
    ortak.run(&["audit", "verify", "--data", "d"]).good();
    let stranger =
        ["import", "undo", import, "--organization", "1234567", "--as", "bob@x.example", "--data", "d"];
    ortak.run(&stranger).fails_with(1, &["--as bob@x.example is nobody of that organization"]);
}

#[test]
fn r202_companies_come_into_the_directory_beside_a_running_server() {
    let ortak = Ortak::new();
    ortak.partner("d");
    let _server = ortak.serve(&["--data", "d"]);
    let mut csv = "\u{feff}D-U-N-S Number;Legal name;COUNTRY;Address;City;Postal code\n".to_owned();
    let row = |number: u32| format!("{number:09};\"Şirket; {number}\";tr;Çınar Sokak 4;İstanbul;34000\n");
    csv.extend((0..1_200).map(row));
    csv += "12-345;;Türkiye;;;\n\n999999999;No country;;;;\n";
    ortak.write("c.csv", &csv);
    let args = ["import", "customers", "c.csv", "--data", "d"];
    let ran = ortak.run(&[&args[..], &["--json"]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    let report = ran.json();
    assert_eq!((&report["created"], &report["refused"]), (&json!(1_200), &json!(2)), "{report}");
    assert_eq!(report["firstRefused"][0]["line"], 1_202);
    let reasons = report["firstRefused"][0]["reasons"].to_string();
    assert!(["name ", "duns ", "country "].iter().all(|field| reasons.contains(field)), "{reasons}");

    let again = ortak.run(&args);
    assert!(
        again.stdout.ends_with("0 created, 0 updated, 1200 unchanged, 0 removed, 2 refused\n"),
        "{again:?}"
    );
    // A row that is not good is no reason to remove its company.
    ortak.write("c.csv", "duns,name,country\n000000007,Yedi,TR\n000000008,,TR\n000000009,\"Şirket; 9\",TR\n");
    let replaced = ortak.run(&[&args[..], &["--replace"]].concat());
    assert!(
        replaced.stdout.ends_with("0 created, 2 updated, 0 unchanged, 1197 removed, 1 refused\n"),
        "{replaced:?}"
    );
}

#[test]
fn a_file_of_companies_that_says_nothing_changes_nothing() {
    let ortak = Ortak::new();
    ortak.partner("d");
    let import = || ortak.run(&["import", "customers", "c.csv", "--replace", "--data", "d"]);
    import().fails_with(1, &["c.csv can't be read"]);
    ortak.write("c.csv", "name,city\nBir,Bursa\n");
    import().fails_with(1, &["column duns", "column country"]);
    ortak.write("c.csv", "duns,name,country\n000000007,Yedi,TR\n");
    assert!(import().good().stdout.starts_with("1 created"));
    ortak.write("c.csv", "duns,name,country\nx,y,z\n");
    import().fails_with(1, &["no company, so none is removed"]);
    ortak.write("c.csv", &format!("duns,name,country\n000000007,\"{}", "x\n".repeat(1 << 20)));
    import().fails_with(1, &["quotation mark"]);
    ortak.write("c.csv", "duns,name,country\n000000007,Yedi,TR\n");
    assert!(import().good().stdout.starts_with("0 created, 0 updated, 1 unchanged"));
}
