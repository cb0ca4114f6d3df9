//! Selling together over HTTP: deal types, and who sees what (R101–R109, R303).

mod answers;
mod opening;

use ortak_app::port::{SolutionKind, SolutionRecord};
use ortak_domain::OrganizationId;
use serde_json::{Value, json};

use crate::harness::{BASE, CONTOSO, FABRIKAM, Installation, VENDOR, at, deal};
use crate::on_both;

/// An invitation into the engagement of `own`, to the organization or location that `to` names.
pub fn invitation(own: &Value, to: &str) -> Value {
    let mut body = deal("Warehouse, together");
    body["engagementId"] = own["engagementId"].clone();
    body["target"] = json!([{ "type": "BusinessProfileLocation", "id": to }]);
    body["inviteContext"] =
        json!({ "notes": "we need your architects", "assistanceRequestCode": "ProofOfConceptOrDemo" });
    body
}

pub fn id(referral: &Value) -> &str {
    referral["id"].as_str().unwrap()
}

/// The organization's own referral of the engagement.
pub async fn own(ortak: &Installation, caller: &str, of: &Value) -> Option<Value> {
    let filter = format!("engagementId eq {}", of["engagementId"].as_str().unwrap());
    let page = ortak.list(caller, &[("$filter", &filter)]).await.expect(200).json();
    let organization = ortak.callers_organization(caller);
    let rows = page["value"].as_array().unwrap().clone();
    rows.into_iter().rfind(|row| row["organizationId"] == organization)
}

/// What the caller sees of the other parties: `organization status/substatus`.
pub async fn others(ortak: &Installation, caller: &str, of: &Value) -> Vec<String> {
    let filter = format!("engagementId eq {}", of["engagementId"].as_str().unwrap());
    let options = [("$filter", filter.as_str()), ("$orderby", "createdDateTime")];
    let page = ortak.list(caller, &options).await.expect(200).json();
    let organization = ortak.callers_organization(caller);
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = page["value"].as_array().unwrap().iter().filter(|row| row["organizationId"] != organization);
    rows.map(|row| format!("{} {}", text(row, "organizationName"), text(row, "substatus"))).collect()
}

async fn deal_type(ortak: &Installation, caller: &str, referral: &Value) -> String {
    let path = format!("{}/engagement", at(id(referral)));
    ortak.get(caller, &path).await.expect(200).json()["dealType"].as_str().unwrap().to_owned()
}

async fn vendor_invited(ortak: &Installation) -> (Value, Value) {
    let own_deal = ortak.created("contoso", &deal("Warehouse")).await;
    let asked = ortak.created("contoso", &invitation(&own_deal, VENDOR)).await;
    (own_deal, asked)
}

async fn r101_a_private_deal_is_seen_by_nobody_else(ortak: Installation) {
    let private = ortak.created("contoso", &deal("Secret depot")).await;
    for caller in ["fabrikam", "vendor", "vendor-seller", "contoso-izmir"] {
        for path in [
            at(id(&private)),
            format!("{}/history", at(id(&private))),
            format!("{}/engagement", at(id(&private))),
        ] {
            ortak.get(caller, &path).await.expect(404);
        }
        let filter = format!("engagementId eq {}", private["engagementId"].as_str().unwrap());
        for options in [&[("$filter", filter.as_str())][..], &[("$search", "depot")], &[]] {
            assert_eq!(ortak.list(caller, options).await.json()["@odata.count"], 0, "{caller}");
        }
    }
    let shared = ortak.get("vendor-seller", "/ortak/v1/shared-deals").await.expect(200).json();
    assert_eq!(shared["value"], json!([]));
}

async fn r102_vendor_sellers_view_a_partner_led_deal_and_change_nothing(ortak: Installation) {
    let mut body = deal("Depot");
    body["externalReferenceId"] = json!("CRM-77");
    body["campaignId"] = json!("CAMPAIGN-77");
    body["consent"] = json!({ "consentToShareReferralWithMicrosoftSellers": true });
    let led = ortak.created("contoso", &body).await;
    assert_eq!(deal_type(&ortak, "contoso", &led).await, "partner-led");
    let page = ortak.get("vendor-seller", "/ortak/v1/shared-deals").await.expect(200);
    let row = page.json()["value"][0].clone();
    assert_eq!((&row["id"], &row["name"]), (&led["id"], &json!("Depot")));
    assert_eq!(row["details"]["dealValue"].to_string(), "50000.25");
    for hidden in ["CRM-77", "CAMPAIGN-77", "İstanbul'daki", "sabine.schreiber"] {
        assert!(!page.text.contains(hidden), "{hidden}");
    }
    ortak.get("vendor-seller", &at(id(&led))).await.expect(200);
    let refused = ortak.patch("vendor-seller", id(&led), &json!({ "name": "mine" })).await.expect(403);
    assert_eq!(refused.code(), "not_your_referral");
    assert_eq!(
        ortak.list("vendor-seller", &[]).await.json()["@odata.count"],
        0,
        "no referral of the vendor's"
    );
    for caller in ["fabrikam", "vendor-reviewer", "vendor-programme"] {
        ortak.get(caller, "/ortak/v1/shared-deals").await.expect(403);
    }
    ortak.get("fabrikam", &at(id(&led))).await.expect(404);
    // Once the vendor is asked it has a record of its own, and sees the partner's as any party does.
    ortak.created("contoso", &invitation(&led, VENDOR)).await;
    assert_eq!(ortak.get("vendor-seller", "/ortak/v1/shared-deals").await.json()["value"], json!([]));
    let seen = ortak.get("vendor-seller", &at(id(&led))).await.expect(200).json();
    assert_eq!((&seen["name"], &seen["details"]["dealValue"]), (&Value::Null, &Value::Null));
}

async fn r102_shared_deals_are_paged(ortak: Installation) {
    let mut body = deal("a");
    body["consent"]["consentToShareReferralWithMicrosoftSellers"] = json!(true);
    for name in ["a", "b", "c"] {
        body["name"] = json!(name);
        ortak.created("contoso", &body).await;
        ortak.clock.advance_seconds(1);
    }
    let mut path = "/ortak/v1/shared-deals?limit=2".to_owned();
    let mut names = Vec::new();
    loop {
        let page = ortak.get("vendor-seller", &path).await.expect(200).json();
        names.extend(
            page["value"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()),
        );
        match page["@odata.nextLink"].as_str() {
            Some(link) => link.strip_prefix(BASE).unwrap().clone_into(&mut path),
            None => break,
        }
    }
    assert_eq!(names, ["c", "b", "a"]);
    for bad in ["limit=0", "limit=x", "limit=201", "after=nonsense"] {
        ortak.get("vendor-seller", &format!("/ortak/v1/shared-deals?{bad}")).await.expect(400);
    }
}

async fn r103_asking_the_vendor_gives_it_a_referral_of_its_own(ortak: Installation) {
    let (own_deal, asked) = vendor_invited(&ortak).await;
    assert_eq!(
        (&asked["organizationId"], &asked["engagementId"]),
        (&json!(VENDOR), &own_deal["engagementId"])
    );
    assert_eq!(asked["inviteContext"]["assistanceRequestCode"], "ProofOfConceptOrDemo");
    let theirs = own(&ortak, "vendor-seller", &own_deal).await.unwrap();
    assert_eq!(theirs["inviteContext"]["notes"], "we need your architects");
    assert_eq!(theirs["inviteContext"]["invitedBy"]["organizationId"], CONTOSO);
    assert_eq!(deal_type(&ortak, "contoso", &own_deal).await, "co-sell");
    let now = ortak.get("contoso", &at(id(&own_deal))).await.json();
    assert_eq!(now["consent"]["consentToShareReferralWithMicrosoftSellers"], true, "R106: forced by asking");
    let history = ortak.get("contoso", &format!("{}/history", at(id(&own_deal)))).await.json();
    let last = history["value"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["kind"], &last["changes"][0]["after"]["organizationId"]),
        (&json!("invited"), &json!(VENDOR))
    );
    let accepted = json!({ "status": "Active", "substatus": "Accepted", "team": [{
        "firstName": "Vera", "lastName": "Satıcı", "phoneNumber": "+1 425 000", "email": "vera@vendor.example" }] });
    ortak.patch("vendor-seller", id(&theirs), &accepted).await.expect(200);
    assert_eq!(others(&ortak, "contoso", &own_deal).await, ["Microsoft Accepted"]);
    let seen = ortak.get("contoso", &at(id(&theirs))).await.expect(200).json();
    assert_eq!(seen["team"][0]["email"], "vera@vendor.example", "the seller's contact");
}

async fn r104_each_invited_partner_works_on_its_own_referral(ortak: Installation) {
    let own_deal = ortak.created("contoso", &deal("Warehouse")).await;
    let mut body = invitation(&own_deal, "1200000");
    body["details"]["dealValue"] = json!(7000);
    ortak.created("contoso", &body).await;
    let theirs = own(&ortak, "fabrikam", &own_deal).await.unwrap();
    assert_eq!(theirs["details"]["dealValue"].to_string(), "7000");
    let engagement = ortak.get("contoso", &format!("{}/engagement", at(id(&own_deal)))).await.json();
    assert_eq!((&engagement["dealType"], &engagement["partnerToPartner"]), (&json!("private"), &json!(true)));
    ortak.patch("fabrikam", id(&theirs), &json!({ "status": "Active" })).await.expect(200);
    ortak.patch("fabrikam", id(&theirs), &json!({ "salesStage": "60" })).await.expect(200);
    let mine = ortak.get("contoso", &at(id(&own_deal))).await.json();
    assert_eq!(mine["salesStage"], "10", "each moves by itself");
    let seen = ortak.get("contoso", &at(id(&theirs))).await.json();
    assert_eq!(seen["salesStage"], "60");
}

async fn approve(ortak: &Installation) {
    let record = |organization: &str, id: &str, kind| SolutionRecord {
        organization_id: OrganizationId::new(organization).unwrap(),
        id: id.to_owned(),
        name: id.to_owned(),
        kind,
        published: true,
        co_sell_ready: true,
        tags: Vec::new(),
    };
    ortak.app.accounts.save_solution(record(VENDOR, "SA-CLOUD", SolutionKind::Assessment)).await.unwrap();
}

fn assessment() -> Value {
    let mut body = deal("Cloud readiness");
    body["details"]["requirements"]["solutions"] =
        json!([{ "id": "SA-CLOUD", "name": "Cloud", "type": "Name" }]);
    body
}

async fn r105_an_assessment_takes_an_approved_partner_and_exactly_one_type(ortak: Installation) {
    approve(&ortak).await;
    let contoso = OrganizationId::new(CONTOSO).unwrap();
    let refused = ortak.create("contoso", &assessment()).await.expect(400);
    assert_eq!(refused.fields(), ["details/requirements/solutions: assessment_not_approved"]);
    ortak.app.accounts.approve_assessments(&contoso, true).await.unwrap();
    ortak.clock.advance_seconds(2);
    let mut two = assessment();
    two["details"]["requirements"]["solutions"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "id": "SOL-1", "type": "Name" }));
    two["customerProfile"]["team"] = json!([]);
    assert_eq!(
        ortak.create("contoso", &two).await.expect(400).fields(),
        ["details/requirements/solutions: assessment_is_the_only_solution", "customerProfile/team: required"]
    );
    let stored = ortak.created("contoso", &assessment()).await;
    assert_eq!(stored["mpnId"], "6110000");
    assert_eq!(deal_type(&ortak, "contoso", &stored).await, "solution assessment");
    let other =
        json!({ "details": { "requirements": { "solutions": [{ "id": "SOL-1", "type": "Name" }] } } });
    let refused = ortak.patch("contoso", id(&stored), &other).await.expect(400);
    assert_eq!(refused.fields(), ["details/requirements/solutions: immutable"]);
    for to in [VENDOR, FABRIKAM] {
        let refused = ortak.create("contoso", &invitation(&stored, to)).await.expect(409);
        assert_eq!(refused.code(), "assessment_not_shared");
    }
}

async fn r303_an_assessments_stages_come_in_order_before_won(ortak: Installation) {
    approve(&ortak).await;
    ortak.app.accounts.approve_assessments(&OrganizationId::new(CONTOSO).unwrap(), true).await.unwrap();
    let stored = ortak.created("contoso", &assessment()).await;
    let stage =
        async |stage: &str| ortak.patch("contoso", id(&stored), &json!({ "salesStage": stage })).await;
    let won = json!({ "status": "Closed", "substatus": "Won" });
    assert_eq!(stage("40").await.expect(400).fields(), ["salesStage: sales_stage_out_of_order"]);
    for step in ["Secure customer level of effort", "Collect data", "Prepare assessment report"] {
        stage(step).await.expect(200);
        let refused = ortak.patch("contoso", id(&stored), &won).await.expect(400);
        assert_eq!(refused.fields(), ["substatus: assessment_stages_open"]);
    }
    stage("Present to customer").await.expect(200);
    let closed = ortak.patch("contoso", id(&stored), &won).await.expect(200).json();
    assert_eq!((&closed["substatus"], &closed["salesStage"]), (&json!("Won"), &json!("100")));
}

async fn r106_r107_the_type_is_derived_and_only_goes_up(ortak: Installation) {
    let stored = ortak.created("contoso", &deal("Depot")).await;
    assert_eq!(deal_type(&ortak, "contoso", &stored).await, "private");
    let share = |yes: bool| json!({ "consent": { "consentToShareReferralWithMicrosoftSellers": yes } });
    ortak.patch("contoso", id(&stored), &share(true)).await.expect(200);
    assert_eq!(deal_type(&ortak, "contoso", &stored).await, "partner-led");
    let refused = ortak.patch("contoso", id(&stored), &share(false)).await.expect(400);
    assert_eq!(refused.fields(), ["consent/consentToShareReferralWithMicrosoftSellers: not_reversible"]);
    ortak.created("contoso", &invitation(&stored, VENDOR)).await;
    assert_eq!(deal_type(&ortak, "contoso", &stored).await, "co-sell");
    // Also when the vendor has declined: there is no way back.
    let theirs = own(&ortak, "vendor-seller", &stored).await.unwrap();
    ortak.patch("vendor-seller", id(&theirs), &json!({ "substatus": "Declined" })).await.expect(200);
    assert_eq!(deal_type(&ortak, "contoso", &stored).await, "co-sell");
    // P2P without the vendor becomes co-sell too, and a private deal does at once.
    let partners = ortak.created("contoso", &deal("Together")).await;
    ortak.created("contoso", &invitation(&partners, FABRIKAM)).await;
    ortak.created("contoso", &invitation(&partners, VENDOR)).await;
    assert_eq!(deal_type(&ortak, "contoso", &partners).await, "co-sell");
}

async fn r108_who_may_be_invited_when(ortak: Installation) {
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let invite = async |caller: &str, to: &str| ortak.create(caller, &invitation(&own_deal, to)).await;
    invite("contoso", FABRIKAM).await.expect(201);
    assert_eq!(invite("contoso", FABRIKAM).await.expect(409).code(), "already_invited");
    assert_eq!(invite("contoso", "1200000").await.expect(409).code(), "already_invited", "by its location");
    assert_eq!(invite("contoso", CONTOSO).await.expect(409).code(), "already_in_engagement");
    let unknown = invite("contoso", "00000000-0000-4000-8000-00000000beef").await.expect(400);
    assert_eq!(unknown.fields(), ["target/0/id: unknown_organization"]);
    // Nobody invites from an incoming deal, neither before nor after accepting it.
    let theirs = own(&ortak, "fabrikam", &own_deal).await.unwrap();
    assert_eq!(invite("fabrikam", VENDOR).await.expect(409).code(), "incoming_deal");
    ortak.patch("fabrikam", id(&theirs), &json!({ "status": "Active" })).await.expect(200);
    assert_eq!(invite("fabrikam", VENDOR).await.expect(409).code(), "incoming_deal");
    // Who is not in the engagement can't tell whether there is one.
    assert_eq!(invite("vendor", FABRIKAM).await.expect(400).fields(), ["engagementId: unknown_engagement"]);
    invite("contoso-user", VENDOR).await.expect(403);
    assert_eq!(
        invite("contoso-izmir", VENDOR).await.expect(400).fields(),
        ["engagementId: unknown_engagement"]
    );
    // After a decline it may be asked again; the vendor too, beside the partners.
    invite("contoso", VENDOR).await.expect(201);
    let request = own(&ortak, "vendor", &own_deal).await.unwrap();
    ortak.patch("vendor", id(&request), &json!({ "substatus": "Declined" })).await.expect(200);
    invite("contoso", VENDOR).await.expect(201);
    assert_eq!(
        others(&ortak, "contoso", &own_deal).await,
        ["Fabrikam Accepted", "Microsoft Declined", "Microsoft Pending"]
    );
    // Nothing after the inviter's deal is closed.
    ortak.patch("contoso", id(&own_deal), &json!({ "substatus": "Lost" })).await.expect(200);
    let request = own(&ortak, "vendor", &own_deal).await.unwrap();
    ortak.patch("vendor", id(&request), &json!({ "substatus": "Declined" })).await.expect(200);
    assert_eq!(invite("contoso", VENDOR).await.expect(409).code(), "terminal_state");
}

async fn r108_the_vendor_invites_partners_into_what_it_started(ortak: Installation) {
    let started = ortak.created("vendor-seller", &deal("From us")).await;
    ortak.created("vendor-seller", &invitation(&started, "6190000")).await;
    let theirs = own(&ortak, "contoso", &started).await.unwrap();
    assert_eq!((&theirs["mpnId"], &theirs["direction"]), (&json!("6190000"), &json!("Incoming")));
    assert_eq!(deal_type(&ortak, "contoso", &theirs).await, "co-sell");
    assert!(own(&ortak, "contoso-izmir", &started).await.is_some(), "its location");
    assert!(own(&ortak, "fabrikam", &started).await.is_none());
}

async fn r108_inactive_and_second_organizations_and_missing_engagements_are_refused(ortak: Installation) {
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let mut both = invitation(&own_deal, VENDOR);
    both["target"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "type": "BusinessProfileLocation", "id": "1200000" }));
    assert_eq!(
        ortak.create("contoso", &both).await.expect(400).fields(),
        ["target/1/id: several_organizations"]
    );
    let mut alone = invitation(&own_deal, VENDOR);
    alone.as_object_mut().unwrap().remove("engagementId");
    assert_eq!(ortak.create("contoso", &alone).await.expect(400).fields(), ["engagementId: required"]);
    let mut by_name = invitation(&own_deal, VENDOR);
    by_name.as_object_mut().unwrap().remove("target");
    by_name["organizationId"] = json!("MSFT");
    let fabrikam = OrganizationId::new(FABRIKAM).unwrap();
    ortak.app.accounts.disable_organization(&fabrikam, Some(ortak.app.clock.now())).await.unwrap();
    let inactive = ortak.create("contoso", &invitation(&own_deal, FABRIKAM)).await.expect(400);
    assert_eq!(inactive.fields(), ["target/0/id: inactive_organization"]);
    assert_eq!(others(&ortak, "contoso", &own_deal).await, [""; 0], "nothing half done");
    let before = ortak.get("contoso", &at(id(&own_deal))).await.json();
    assert_eq!(before, own_deal);
    ortak.create("contoso", &by_name).await.expect(201);
}

async fn r109_private_deals_are_listed_with_co_sell_opportunities(ortak: Installation) {
    let private = ortak.created("contoso", &deal("private")).await;
    let (co_sell, _) = vendor_invited(&ortak).await;
    let page = ortak.list("contoso", &[("$filter", "direction eq 'Outgoing'")]).await.json();
    let ids: Vec<&str> = page["value"].as_array().unwrap().iter().map(id).collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&id(&private)) && ids.contains(&id(&co_sell)));
    let engagement =
        async |of: &Value| ortak.get("contoso", &format!("{}/engagement", at(id(of)))).await.json();
    let may = |share: Value, vendor: Value, partners: Value| json!({ "shareWithVendor": share, "inviteVendor": vendor, "invitePartners": partners });
    assert_eq!(engagement(&private).await["may"], may(Value::Null, Value::Null, Value::Null));
    let taken = json!("already_invited");
    assert_eq!(engagement(&co_sell).await["may"], may(taken.clone(), taken, Value::Null));
}

on_both!(
    r101_a_private_deal_is_seen_by_nobody_else,
    r102_vendor_sellers_view_a_partner_led_deal_and_change_nothing,
    r102_shared_deals_are_paged,
    r103_asking_the_vendor_gives_it_a_referral_of_its_own,
    r104_each_invited_partner_works_on_its_own_referral,
    r105_an_assessment_takes_an_approved_partner_and_exactly_one_type,
    r303_an_assessments_stages_come_in_order_before_won,
    r106_r107_the_type_is_derived_and_only_goes_up,
    r108_who_may_be_invited_when,
    r108_the_vendor_invites_partners_into_what_it_started,
    r108_inactive_and_second_organizations_and_missing_engagements_are_refused,
    r109_private_deals_are_listed_with_co_sell_opportunities,
);
