//! What an organization and the programme decide themselves: own stage names (R304), windows and thresholds.

use serde_json::{Value, json};

use crate::harness::{Answer, FABRIKAM, Installation, at, deal};
use crate::on_both;
use crate::together::{id, invitation};

const STAGES: &str = "/ortak/v1/organization/stages";
const PROGRAMME: &str = "/ortak/v1/programme";

async fn put(ortak: &Installation, caller: &str, path: &str, body: Value) -> Answer {
    ortak.call(caller, "PUT", path, &[], body.to_string()).await
}

async fn r304_an_organizations_own_stage_names_are_understood(ortak: Installation) {
    let own = json!({ "stages": [
        { "name": "Keşif", "stage": "Qualified" }, { "name": "Teklif", "stage": "60" }, { "name": "Sözleşme", "stage": "80 %" },
    ] });
    let saved = put(&ortak, "contoso-partner-admin", STAGES, own).await.expect(200).json();
    assert_eq!(saved["stages"][0], json!({ "name": "Keşif", "stage": "20" }));
    let mut body = deal("Depot");
    body["salesStage"] = json!("Kesif ve ötesi");
    assert_eq!(
        ortak.create("contoso", &body).await.expect(400).fields(),
        ["salesStage: unknown_sales_stage"]
    );
    body["salesStage"] = json!("KEŞİF");
    let referral = ortak.created("contoso", &body).await;
    assert_eq!(referral["salesStage"], "20", "answered as the standard percentage");
    let stage = async |body: Value| {
        ortak
            .call(
                "contoso",
                "PATCH",
                &at(id(&referral)),
                &[("prefer", "return=representation")],
                body.to_string(),
            )
            .await
    };
    let patch = json!([{ "op": "replace", "path": "/salesStage", "value": "TEKLIF" }]);
    assert_eq!(stage(patch.clone()).await.expect(200).json()["salesStage"], "60");
    assert_eq!(stage(json!({ "salesStage": "Sözleşme" })).await.expect(200).json()["salesStage"], "80");
    assert_eq!(stage(json!({ "salesStage": "Developed" })).await.expect(200).json()["salesStage"], "40");
    // They are the organization's alone.
    let other = ortak.created("fabrikam", &deal("Other")).await;
    ortak.patch("fabrikam", id(&other), &json!({ "salesStage": "Teklif" })).await.expect(400);
}

async fn r304_bad_stage_names_are_refused(ortak: Installation) {
    let bad = json!({ "stages": [
        { "name": "Won", "stage": "20" }, { "name": "a", "stage": "20" }, { "name": "A", "stage": "40" },
        { "name": " ", "stage": "20" }, { "name": "b", "stage": "warm" }, { "name": "c" }, 7,
    ] });
    let refused = put(&ortak, "contoso-partner-admin", STAGES, bad).await.expect(400);
    assert_eq!(
        refused.fields(),
        [
            "stages/4/stage: unknown_value",
            "stages/5/stage: required",
            "stages/6: wrong_type",
            "stages/0/name: standard_stage_name",
            "stages/2/name: duplicate_name",
            "stages/3/name: required",
        ]
    );
    assert_eq!(ortak.get("contoso", STAGES).await.expect(200).json(), json!({ "stages": [] }));
    put(&ortak, "contoso", STAGES, json!({ "stages": [] })).await.expect(403);
}

async fn r307_the_programme_decides_the_windows(ortak: Installation) {
    let all = ortak.get("vendor-seller", PROGRAMME).await.expect(200).json();
    assert_eq!((&all["partnerAnswerDays"], &all["vendorMinimumValueUsd"]), (&json!(14), &json!(25_000)));
    ortak.get("contoso", PROGRAMME).await.expect(403);
    put(&ortak, "vendor-seller", PROGRAMME, json!({ "partnerAnswerDays": 3 })).await.expect(403);
    let wrong = json!({ "partnerAnswerDays": 0, "vendorAnswerDays": 366, "earlyWinHours": "x" });
    assert_eq!(
        put(&ortak, "vendor-programme", PROGRAMME, wrong).await.expect(400).fields(),
        ["earlyWinHours: wrong_type", "partnerAnswerDays: out_of_range", "vendorAnswerDays: out_of_range"]
    );
    let saved = put(&ortak, "vendor-programme", PROGRAMME, json!({ "partnerAnswerDays": "3" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&saved["partnerAnswerDays"], &saved["vendorAnswerDays"]),
        (&json!(3), &json!(14)),
        "absent keeps"
    );
    let own = ortak.created("contoso", &deal("Depot")).await;
    let sent = ortak.created("contoso", &invitation(&own, FABRIKAM)).await;
    assert_eq!(sent["expirationDateTime"], "2026-11-25T10:00:00Z");
}

on_both!(
    r304_an_organizations_own_stage_names_are_understood,
    r304_bad_stage_names_are_refused,
    r307_the_programme_decides_the_windows,
);
