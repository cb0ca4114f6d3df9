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
