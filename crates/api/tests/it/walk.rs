//! Random sequences of actions by random actors never break an invariant: what is closed stays as it is, nobody
//! sees what they take no part in, an organization has one live referral in an engagement, nobody changes another's,
//! and the history replays to the state.

use std::collections::{BTreeMap, BTreeSet};

use ortak_app::port::StoredReferral;
use ortak_app::referral::expire::expire_due;
use ortak_app::{audit, document};
use ortak_domain::invitation::is_live;
use ortak_domain::referral::Direction;
use ortak_domain::referral::event::sha256_hex;
use ortak_domain::{OrganizationId, ReferralId};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::{CONTOSO, FABRIKAM, Installation, VENDOR, at, deal};
use crate::together::invitation;

const ACTORS: [(&str, &str); 3] = [("contoso", CONTOSO), ("fabrikam", FABRIKAM), ("vendor-seller", VENDOR)];
/// Is never invited, and must never see anything.
const OUTSIDER: &str = "sandbox";

#[derive(Clone, Copy, Debug)]
enum Act {
    Create { shared: bool },
    Invite { whom: usize },
    Answer { accept: bool },
    Close { won: bool },
    Receive,
    Stage(u8),
    Edit(u16),
    Share { yes: bool },
    Favourite(bool),
    Wait { days: i64 },
}

/// Who does what to which of the referrals there are (by a number taken modulo their count), own or not.
#[derive(Clone, Copy, Debug)]
struct Step {
    actor: usize,
    target: usize,
    act: Act,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let act = prop_oneof![
        2 => any::<bool>().prop_map(|shared| Act::Create { shared }),
        5 => (0..ACTORS.len()).prop_map(|whom| Act::Invite { whom }),
        4 => any::<bool>().prop_map(|accept| Act::Answer { accept }),
        2 => any::<bool>().prop_map(|won| Act::Close { won }),
        1 => Just(Act::Receive),
        2 => prop::sample::select(vec![10, 20, 40, 60, 80, 100]).prop_map(Act::Stage),
        2 => any::<u16>().prop_map(Act::Edit),
        2 => any::<bool>().prop_map(|yes| Act::Share { yes }),
        1 => any::<bool>().prop_map(Act::Favourite),
        2 => (1_i64..10).prop_map(|days| Act::Wait { days }),
    ];
    let step =
        (0..ACTORS.len(), any::<usize>(), act).prop_map(|(actor, target, act)| Step { actor, target, act });
    prop::collection::vec(step, 10..50)
}

type Heads = BTreeMap<ReferralId, (OrganizationId, StoredReferral)>;

async fn heads(ortak: &Installation) -> Heads {
    let all = ortak.app.referrals.heads(None, 10_000).await.unwrap();
    all.into_iter().map(|(organization, head)| (head.id, (organization, head))).collect()
}

/// Does one step; the organization that may have changed something of its own.
async fn act(ortak: &Installation, step: Step, heads: &Heads) {
    let (caller, _) = ACTORS[step.actor];
    let ids: Vec<&ReferralId> = heads.keys().collect();
    let target = (!ids.is_empty()).then(|| ids[step.target % ids.len()].to_string());
    let answer = match (step.act, target) {
        (Act::Create { shared }, _) => {
            let mut body = deal("walk");
            body["consent"]["consentToShareReferralWithMicrosoftSellers"] = json!(shared);
            ortak.create(caller, &body).await
        }
        (Act::Wait { days }, _) => {
            ortak.clock.advance_seconds(days * 86_400);
            expire_due(&ortak.app, 100).await.unwrap();
            return;
        }
        (_, None) => return,
        (Act::Invite { whom }, Some(id)) => {
            let head = &heads[&id.parse().unwrap()].1;
            let engagement = document::parse(&head.document, head.assessment).unwrap().engagement_id;
            let own = json!({ "engagementId": engagement.to_string() });
            ortak.create(caller, &invitation(&own, ACTORS[whom].1)).await
        }
        (Act::Answer { accept }, Some(id)) => {
            let substatus = if accept { "Accepted" } else { "Declined" };
            ortak.patch(caller, &id, &json!({ "substatus": substatus })).await
        }
        (Act::Close { won }, Some(id)) => {
            ortak.patch(caller, &id, &json!({ "substatus": if won { "Won" } else { "Lost" } })).await
        }
        (Act::Receive, Some(id)) => ortak.patch(caller, &id, &json!({ "substatus": "Received" })).await,
        (Act::Stage(percent), Some(id)) => {
            ortak.patch(caller, &id, &json!({ "salesStage": percent.to_string() })).await
        }
        (Act::Edit(value), Some(id)) => {
            let body = json!({ "name": format!("walk {value}"), "details": { "dealValue": value } });
            ortak.patch(caller, &id, &body).await
        }
        (Act::Share { yes }, Some(id)) => {
            let body = json!({ "consent": { "consentToShareReferralWithMicrosoftSellers": yes } });
            ortak.patch(caller, &id, &body).await
        }
        (Act::Favourite(yes), Some(id)) => ortak.patch(caller, &id, &json!({ "favorite": yes })).await,
    };
    assert!(answer.status.as_u16() < 500, "{step:?}: {}", answer.text);
    ortak.clock.advance_seconds(1);
}

/// What a step may have changed, and what must hold after it.
async fn check(ortak: &Installation, step: Step, before: &Heads, after: &Heads) {
    let actor = ACTORS[step.actor].1;
    let mut live = BTreeSet::new();
    for (id, (owner, head)) in after {
        let now = document::parse(&head.document, head.assessment).unwrap();
        if is_live(now.stage) {
            assert!(live.insert((owner.clone(), now.engagement_id)), "two live referrals after {step:?}");
        }
        let Some((_, was)) = before.get(id) else {
            let invited = matches!(step.act, Act::Invite { .. });
            assert!(invited || owner.as_str() == actor, "{step:?} made another's referral");
            assert_eq!(invited, now.direction == Direction::Incoming, "{step:?}");
            continue;
        };
        if was.document == head.document {
            continue;
        }
        let then = document::parse(&was.document, was.assessment).unwrap();
        assert!(!then.stage.is_terminal(), "{step:?} changed what was closed: {}", head.document);
        let expired = matches!(step.act, Act::Wait { .. });
        assert!(expired || owner.as_str() == actor, "{step:?} changed another's referral");
        if then.consent.vendor_view == Some(true) {
            assert_eq!(now.consent.vendor_view, Some(true), "{step:?} took sharing back");
        }
    }
    assert!(before.keys().all(|id| after.contains_key(id)), "{step:?} removed something");
    privacy(ortak, after).await;
}

async fn privacy(ortak: &Installation, heads: &Heads) {
    let all = ortak.list(OUTSIDER, &[]).await.expect(200).json();
    assert_eq!(all["@odata.count"], 0);
    let mut parties: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut vendor_may_view = BTreeSet::new();
    for (owner, head) in heads.values() {
        let referral = document::parse(&head.document, head.assessment).unwrap();
        let seeing = parties.entry(referral.engagement_id.to_string()).or_default();
        if is_live(referral.stage) {
            seeing.insert(owner.as_str());
        }
    }
    for (owner, head) in heads.values() {
        let referral = document::parse(&head.document, head.assessment).unwrap();
        let engagement = referral.engagement_id.to_string();
        let shared = referral.consent.vendor_view == Some(true) && referral.direction == Direction::Outgoing;
        let vendors = heads.values().any(|(organization, head)| {
            organization.as_str() == VENDOR && head.document.contains(&engagement)
        });
        if shared && !vendors && owner.as_str() != VENDOR {
            vendor_may_view.insert(head.id.to_string());
        }
        for (caller, organization) in ACTORS {
            let sees = owner.as_str() == organization
                || parties[&engagement].contains(organization)
                || organization == VENDOR && vendor_may_view.contains(&head.id.to_string());
            let answer = ortak.get(caller, &at(&head.id.to_string())).await;
            assert_eq!(answer.status == 200, sees, "{caller} of {organization}: {}", head.document);
            if sees && owner.as_str() != organization {
                assert!(!answer.text.contains("İstanbul'daki"), "notes of another: {}", answer.text);
            }
        }
        ortak.get(OUTSIDER, &at(&head.id.to_string())).await.expect(404);
    }
    for (caller, organization) in ACTORS {
        let own = heads.values().filter(|(owner, _)| owner.as_str() == organization).count();
        let page = ortak.list(caller, &[("$top", "0")]).await.json();
        assert_eq!(page["@odata.count"], own, "{caller}");
    }
    let shared = ortak.get("vendor-seller", "/ortak/v1/shared-deals?limit=200").await.expect(200).json();
    let shared: BTreeSet<String> = shared["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(shared, vendor_may_view);
}

/// Takes every change back, from the state to the beginning, and compares each document with what the history
/// says of it.
async fn replay(ortak: &Installation, heads: &Heads) {
    for (owner, head) in heads.values() {
        let history = ortak.app.referrals.history(owner, head.id).await.unwrap();
        let mut document: Value = serde_json::from_str(&head.document).unwrap();
        for (i, event) in history.iter().enumerate().rev() {
            assert_eq!(
                sha256_hex(document.to_string().as_bytes()),
                event.document_hash,
                "version {}",
                event.version
            );
            let Some(previous) = i.checked_sub(1).map(|i| &history[i]) else { break };
            let changes: Value = serde_json::from_str(&event.changes).unwrap();
            for change in changes.as_array().unwrap() {
                let path = change["path"].as_str().unwrap();
                if path != "invitations" {
                    *document.pointer_mut(&format!("/{path}")).unwrap() = change["before"].clone();
                }
            }
            document["updatedDateTime"] = json!(previous.at.to_string());
        }
    }
}

fn cases() -> u32 {
    if cfg!(debug_assertions) { 12 } else { 64 }
}

#[test]
fn r101_r108_r311_r314_random_walks_keep_every_invariant() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let config = ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() };
    let walk = |steps: Vec<Step>| {
        runtime.block_on(async {
            let ortak = Installation::on_sqlite().await;
            let mut before = Heads::new();
            for step in steps {
                act(&ortak, step, &before).await;
                let after = heads(&ortak).await;
                check(&ortak, step, &before, &after).await;
                before = after;
            }
            replay(&ortak, &before).await;
            assert_eq!(audit::verify(&ortak.app).await.unwrap().findings, []);
        });
    };
    proptest!(config, |(steps in steps())| walk(steps));
}
