//! What an organization sees of another's referral and may do with it, by how the two stand to each other: the table of
//! `ortak_testkit::pairs`, for every operation of the OpenAPI document.

use ortak_app::referral::expire::expire_due;
use ortak_domain::Role;
use ortak_testkit::pairs::{OPERATIONS, QUESTIONS, RELATIONS, Relation, Stand};
use serde_json::{Value, json};

use crate::harness::{Answer, CONTOSO, FABRIKAM, Installation, REFERRALS, VENDOR, at, deal};
use crate::on_both;
use crate::receiver::Receiver;
use crate::together::{id, invitation, own};
use crate::webhooks::{ALL, subscribe};

/// The owner's referral, and who reads.
struct Scene {
    reader: &'static str,
    body: Value,
    key: String,
    referral: Value,
    /// The reader's own referral in the engagement.
    theirs: Option<Value>,
    /// Texts of the owner's alone.
    secrets: [String; 3],
    name: String,
}

impl Scene {
    async fn set(ortak: &Installation, number: usize, relation: Relation) -> Self {
        let secret = |what: &str| format!("{what}-of-{number}-secret");
        let secrets = [secret("crm"), secret("campaign"), secret("notes")];
        let name = format!("Nameof{number}");
        let mut body = deal(&name);
        body["externalReferenceId"] = json!(secrets[0]);
        body["campaignId"] = json!(secrets[1]);
        body["details"]["notes"] = json!(secrets[2]);
        if relation.stand == Stand::Shown {
            body["consent"]["consentToShareReferralWithMicrosoftSellers"] = json!(true);
        }
        let key = format!("pair-{number}");
        let headers = [("idempotency-key", key.as_str())];
        let made = ortak.call("contoso", "POST", REFERRALS, &headers, body.to_string()).await;
        let referral = made.expect(201).json();
        ortak.clock.advance_seconds(61);
        let (reader, organization) = if relation.is_vendor { ("vera", VENDOR) } else { ("filiz", FABRIKAM) };
        let asked = !matches!(relation.stand, Stand::Outside | Stand::Shown);
        let mut theirs = None;
        if asked {
            ortak.created("contoso", &invitation(&referral, organization)).await;
            theirs = own(ortak, reader, &referral).await;
        }
        let answer = async |substatus: &str| {
            let body = json!({ "substatus": substatus });
            ortak.patch(reader, id(theirs.as_ref().unwrap()), &body).await.expect(200);
        };
        match relation.stand {
            Stand::Outside | Stand::Shown | Stand::Asked => {}
            Stand::Accepted => answer("Accepted").await,
            Stand::Declined => answer("Declined").await,
            Stand::Expired => {
                ortak.clock.advance_seconds(14 * 86_400);
                expire_due(&ortak.app, 100).await.unwrap();
            }
        }
        ortak.clock.advance_seconds(1);
        ortak.worker.run_once().await.unwrap();
        // Events of inviting and answering are news as well; what counts is what comes from here on.
        ortak.call(reader, "POST", "/ortak/v1/notifications/read-all", &[], "").await.expect(200);
        Self { reader, body, key, referral, theirs, secrets, name }
    }

    fn id(&self) -> &str {
        id(&self.referral)
    }

    fn engagement(&self) -> &str {
        self.referral["engagementId"].as_str().unwrap()
    }

    /// How much of the referral a text gives away.
    fn shown(&self, text: &str) -> &'static str {
        if self.secrets.iter().any(|secret| text.contains(secret)) {
            return "everything";
        }
        match (text.contains(&self.name), text.contains(self.id())) {
            (true, _) => "shared",
            (false, true) => "limited",
            (false, false) => "nothing",
        }
    }

    /// A cell of the table.
    fn cell(&self, answer: &Answer) -> String {
        if answer.status.as_u16() >= 400 {
            let names = |secret: &String| answer.text.contains(secret.as_str());
            assert!(!self.secrets.iter().any(names) && !names(&self.name), "{}", answer.text);
            return answer.status.as_u16().to_string();
        }
        self.shown(&answer.text).to_owned()
    }

    async fn list(&self, ortak: &Installation, options: &[(&str, &str)]) -> Value {
        ortak.list(self.reader, options).await.expect(200).json()
    }

    /// Whether a count has the referral in it, beside those of the reader's own that `own` says.
    fn counted(page: &Value, own: usize) -> &'static str {
        match page["@odata.count"].as_u64().unwrap() - own as u64 {
            0 => "nothing",
            1 => "limited",
            _ => "more than it",
        }
    }

    async fn question(&self, ortak: &Installation, question: &str) -> String {
        let organization = ortak.callers_organization(self.reader);
        let by_engagement = format!("engagementId eq {}", self.engagement());
        let mine = usize::from(self.theirs.is_some());
        let told = |found: bool| if found { "told" } else { "nothing" };
        match question {
            "the list" => self.shown(&self.list(ortak, &[("$top", "1000")]).await.to_string()),
            "the count of the list" => {
                let heads = ortak.app.referrals.heads(None, 10_000).await.unwrap();
                let own = heads.iter().filter(|(owner, _)| owner.as_str() == organization).count();
                Self::counted(&self.list(ortak, &[("$top", "0")]).await, own)
            }
            "`$search` for its words" => {
                let page = self.list(ortak, &[("$search", self.name.as_str())]).await;
                assert_eq!(page["@odata.count"], page["value"].as_array().unwrap().len());
                self.shown(&page["value"].to_string())
            }
            "`$filter` by its id" => {
                let filter = format!("id eq {}", self.id());
                self.shown(&self.list(ortak, &[("$filter", &filter)]).await["value"].to_string())
            }
            "`$filter` by its engagement" => {
                self.shown(&self.list(ortak, &[("$filter", &by_engagement)]).await["value"].to_string())
            }
            "the count of that" => {
                Self::counted(&self.list(ortak, &[("$filter", &by_engagement), ("$top", "0")]).await, mine)
            }
            "that, and by what the limited view hides" => {
                let hidden = format!("{by_engagement} and name eq '{}'", self.name);
                Self::counted(&self.list(ortak, &[("$filter", &hidden)]).await, 0)
            }
            "the engagement of the reader's own referral" => match &self.theirs {
                Some(theirs) => {
                    let path = format!("{}/engagement", at(id(theirs)));
                    self.shown(&ortak.get(self.reader, &path).await.expect(200).text)
                }
                None => "nothing",
            },
            "the history of the reader's own referral" => match &self.theirs {
                Some(theirs) => {
                    let path = format!("{}/history", at(id(theirs)));
                    self.shown(&ortak.get(self.reader, &path).await.expect(200).text)
                }
                None => "nothing",
            },
            "a notification when its stage changes" => {
                let list = ortak.get(self.reader, "/ortak/v1/notifications?unread=true").await.expect(200);
                assert_eq!(self.shown(&list.text), "nothing", "not even its id");
                let list = list.json();
                let mut of = list["value"].as_array().unwrap().iter();
                told(of.any(|one| one["event"] == "party_stage_changed"))
            }
            "a webhook when its stage changes" => {
                let log = ortak.get(self.reader, "/ortak/v1/webhook/deliveries").await.expect(200).json();
                let mut of = log["value"].as_array().unwrap().iter();
                told(
                    of.any(|one| {
                        one["resourceId"] == self.id() && one["event"] == "related-referral-updated"
                    }),
                )
            }
            "a retry under the owner's idempotency key" => {
                let headers = [("idempotency-key", self.key.as_str())];
                let made = ortak.call(self.reader, "POST", REFERRALS, &headers, self.body.to_string()).await;
                let made = made.expect(201).json();
                assert_eq!(made["organizationId"], organization, "one of the reader's own");
                if made["id"] == self.id() { "everything" } else { "nothing" }
            }
            other => panic!("nobody knows how to ask for {other}"),
        }
        .to_owned()
    }

    async fn operation(&self, ortak: &Installation, operation: &str) -> Answer {
        let (method, template) = operation.split_once(' ').unwrap();
        // What the owner has of it: a delivery, a notification.
        let first = async |caller: &str, path: &str| {
            let list = ortak.get(caller, path).await.expect(200).json();
            list["value"][0]["id"].as_str().unwrap_or(self.id()).to_owned()
        };
        let name = if template.contains("/deliveries/") {
            first("contoso", "/ortak/v1/webhook/deliveries").await
        } else if template.contains("/notifications/") {
            first("ayse", "/ortak/v1/notifications").await
        } else {
            self.id().to_owned()
        };
        let path = template.replace("{id}", &name).replace("{correlationId}", &name);
        let registration = json!({ "WebhookUrl": "https://crm.example.com/hook", "WebhookEvents": ALL });
        let body = match (method, template) {
            ("POST", REFERRALS) => {
                let mut body = deal("joining");
                body["engagementId"] = json!(self.engagement());
                body
            }
            ("PATCH" | "PUT", path) if path.starts_with(REFERRALS) => json!({ "name": "mine" }),
            ("PUT", path) if path.ends_with("/stages") => json!({ "stages": [] }),
            ("POST" | "PUT", path) if path.ends_with("/registration") => registration,
            ("POST", path) if path.ends_with("/webhook/replay") => json!({ "since": "2026-01-01" }),
            ("POST", path) if path.ends_with("/clock") => json!({ "seconds": 1 }),
            ("PUT", _) => json!({}),
            _ => Value::Null,
        };
        let tag = self.referral["eTag"].as_str().unwrap();
        let headers: &[(&str, &str)] =
            if method == "PUT" && template.starts_with(REFERRALS) { &[("if-match", tag)] } else { &[] };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        ortak.call(self.reader, method, &path, headers, body).await
    }
}

async fn r312_r403_what_an_organization_sees_of_anothers_referral(mut ortak: Installation) {
    let document = ortak.get("", "/openapi.json").await.expect(200).json();
    let mut operations: Vec<String> = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        operations.extend(
            methods.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())),
        );
    }
    operations.sort();
    let mut decided: Vec<&str> = OPERATIONS.iter().map(|(operation, _)| *operation).collect();
    decided.sort_unstable();
    assert_eq!(operations, decided, "every operation needs its row");

    ortak.join("ayse", CONTOSO, Role::ReferralsAdmin, "ayse@contoso.example").await;
    ortak.join("filiz", FABRIKAM, Role::ReferralsAdmin, "filiz@fabrikam.example").await;
    ortak.join("vera", VENDOR, Role::VendorSeller, "vera@vendor.example").await;
    let receiver = Receiver::start().await;
    for caller in ["contoso", "filiz", "vera"] {
        subscribe(&ortak, caller, &receiver).await;
    }
    let mut wrong = Vec::new();
    for (number, relation) in RELATIONS.into_iter().enumerate() {
        // What the scene before has left of the reader's registration.
        let body = json!({ "WebhookUrl": receiver.url(), "WebhookEvents": ALL }).to_string();
        for caller in ["filiz", "vera"] {
            ortak.call(caller, "PUT", "/webhooks/v1/registration", &[], body.clone()).await.expect(200);
        }
        let scene = Scene::set(&ortak, number, relation).await;
        let changed = json!({ "salesStage": "40" });
        let mut scene = Scene {
            referral: ortak.patch("contoso", scene.id(), &changed).await.expect(200).json(),
            ..scene
        };
        ortak.clock.advance_seconds(1);
        ortak.worker.run_once().await.unwrap();
        // The retry makes a deal of the reader's own that is like the owner's: last.
        let (retry, others) = QUESTIONS.split_last().unwrap();
        for (question, cells) in others {
            let found = scene.question(&ortak, question).await;
            if found != cells[number] {
                wrong.push(format!("{question}, {}: {found}", relation.name));
            }
        }
        scene.referral = ortak.get("contoso", &at(scene.id())).await.expect(200).json();
        for (operation, cells) in OPERATIONS {
            let answer = scene.operation(&ortak, operation).await;
            let found = scene.cell(&answer);
            if found != cells[number] {
                wrong.push(format!("{operation}, {}: {found}: {}", relation.name, answer.text));
            }
            let now = ortak.get("contoso", &at(scene.id())).await.expect(200).json();
            assert_eq!(now, scene.referral, "{operation} as {} changed it", relation.name);
        }
        assert_eq!(scene.question(&ortak, retry.0).await, retry.1[number], "{}", relation.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

on_both!(r312_r403_what_an_organization_sees_of_anothers_referral);
