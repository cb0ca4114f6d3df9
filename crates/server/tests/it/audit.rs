use ortak_store::conn::Statement;

use crate::support::Ortak;

#[tokio::test]
async fn tampering_is_found() {
    let ortak = Ortak::new();
    ortak.partner("d");
    ortak.referrals("d", 3);
    let good = ortak.run(&["audit", "verify", "--data", "d"]).good();
    assert_eq!(good.stdout, "3 referrals, 3 events, 1 account changes: the history is whole\n");

    let store = ortak.store("d").await;
    let tamper = |sql: &'static str| store.database().write(vec![Statement::new("tamper", sql, Vec::new())]);
    tamper("UPDATE referral SET document = replace(document, '12000', '99000') WHERE name = 'Deal number 0'")
        .await
        .unwrap();
    tamper(
        "UPDATE event SET at = at + 1 WHERE referral_id = (SELECT id FROM referral WHERE name = 'Deal number 1')",
    )
    .await
    .unwrap();
    tamper("UPDATE audit_event SET facts = '{}' WHERE kind = 'organization_created'").await.unwrap();
    store.close().await;

    let found = ortak.run(&["audit", "verify", "--data", "d"]);
    assert_eq!(found.code, 1, "{found:?}");
    assert!(found.stdout.contains("the referral was changed without an event"), "{found:?}");
    assert!(found.stdout.contains("accounts: account change 1 was changed after it was sealed"), "{found:?}");
    assert!(found.stdout.contains("event 1 was changed after it was sealed"), "{found:?}");
    assert!(found.stdout.ends_with("3 referrals, 3 events, 1 account changes: 3 findings\n"), "{found:?}");
    let found = ortak.run(&["audit", "verify", "--json", "--data", "d"]);
    assert_eq!((found.code, found.json()["findings"].as_array().unwrap().len()), (1, 3));
}
