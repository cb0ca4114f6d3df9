//! Any JSON as a patch of a referral is applied or refused without a panic; what was applied keeps the rules and
//! can be stored and read back.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use ortak_api::bind::{self, Mode, Object};
use ortak_app::document;
use ortak_app::port::OrganizationRecord;
use ortak_domain::{
    Currency, Member, Organization, OrganizationId, OrganizationKind, Programme, Referral, Time, Violations,
};
use serde_json::{Value, json};

static REFERRAL: LazyLock<Referral> = LazyLock::new(|| {
    let organization = Organization {
        id: OrganizationId::new("contoso").expect("an id"),
        name: "Contoso".to_owned(),
        kind: OrganizationKind::Partner,
        mpn_id: None,
        country: "TR".to_owned(),
        currency: Currency::USD,
        assessments_approved: false,
        sandbox: None,
        created_at: Time::from_ticks(0),
        disabled_at: None,
    };
    let owner = OrganizationRecord { organization, locations: Vec::new() };
    let body = json!({
        "id": "5dd4dc44-2c1a-4e16-8478-f783ebe815de",
        "engagementId": "65921e35-4f28-472f-9ae4-58ddd6ae6270",
        "createdDateTime": "2026-03-07T05:08:23.810144Z",
        "status": "Active", "substatus": "Accepted", "name": "deal",
        "customerProfile": { "name": "Adatum", "address": { "country": "DE" } },
        "details": { "dealValue": 1.5, "currency": "EUR" },
        "team": [{ "email": "ada@contoso.example" }],
    });
    ortak_api::import::parse(&body, &owner).expect("a row").remove(0).expect("a referral")
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return };
    let (mut changes, mut problems) = (Vec::new(), Violations::new());
    match &body {
        Value::Array(operations) => {
            bind::patch(operations, &mut changes, &mut problems);
        }
        Value::Object(members) => {
            bind::changes(&Object::new(members, ""), Mode::Patch, &mut changes, &mut problems);
        }
        _ => return,
    }
    let now = Time::from_unix_seconds(1_800_000_000);
    let Ok(applied) = REFERRAL.apply(&changes, &Member::default(), now, &Programme::default()) else { return };
    let mut violations = Violations::new();
    applied.referral.check(&mut violations);
    assert!(violations.is_empty(), "{violations:?}");
    let stored = document::render(&applied.referral).expect("a document");
    assert_eq!(document::parse(&stored, false).expect("a referral"), applied.referral);
});
