//! Selling together over HTTP: deal types, invitations, answers, windows, and what each side sees (R101–R109,
//! R201–R208, R303, R305–R313).

use http::StatusCode;
use ortak_app::port::{SolutionKind, SolutionRecord};
use ortak_app::referral::expire::expire_due;
use ortak_domain::{OrganizationId, Programme, Role};
use serde_json::{Value, json};

use crate::harness::{Answer, BASE, CONTOSO, FABRIKAM, Installation, REFERRALS, VENDOR, at, deal};
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

async fn r201_referrals_admins_and_partner_admins_open_deals(ortak: Installation) {
    for (caller, status) in
        [("contoso", 201), ("contoso-partner-admin", 201), ("contoso-izmir", 201), ("contoso-user", 403)]
    {
        let answer = ortak.create(caller, &deal("Depot")).await.expect(status);
        assert!(status == 201 || answer.code() == "role_required", "{caller}");
    }
}

async fn r202_each_deal_keeps_the_customer_as_it_was_chosen(ortak: Installation) {
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let mut body = invitation(&own_deal, FABRIKAM);
    body["customerProfile"]["address"]["city"] = json!("Mannheim");
    let sent = ortak.created("contoso", &body).await;
    let city = async |caller: &str, of: &Value| {
        ortak.get(caller, &at(id(of))).await.json()["customerProfile"]["address"]["city"].clone()
    };
    assert_eq!(own_deal["customerProfile"]["ids"], json!([{ "profileType": "Duns", "id": "310000000" }]));
    assert_eq!(city("contoso", &own_deal).await, "Ludwigshafen", "a copy each");
    assert_eq!(city("fabrikam", &sent).await, "Mannheim");
    let other = json!({ "customerProfile": { "name": "Another" } });
    let refused = ortak.patch("contoso", id(&own_deal), &other).await.expect(400);
    assert_eq!(refused.fields(), ["customerProfile/name: immutable"]);
}

async fn r205_a_team_keeps_somebody_and_is_editable(mut ortak: Installation) {
    ortak.join("ekip", CONTOSO, Role::ReferralsAdmin, "ekip@contoso.example").await;
    let mut nobody = deal("Depot");
    nobody.as_object_mut().unwrap().remove("team");
    let stored = ortak.created("ekip", &nobody).await;
    assert_eq!(stored["team"][0]["email"], "ekip@contoso.example", "whoever opens it");
    let two = json!({ "team": [{ "email": "a@contoso.example" }, { "email": "b@contoso.example" }] });
    let changed = ortak.patch("contoso", id(&stored), &two).await.expect(200);
    assert_eq!(changed.header("ortak-warning"), "incomplete_deal", "no phone, no name");
    let refused = ortak.patch("contoso", id(&stored), &json!({ "team": [] })).await.expect(400);
    assert_eq!(refused.fields(), ["team: team_required"]);
}

async fn r206_solutions_are_editable_and_missing_ones_are_told_of(ortak: Installation) {
    let mut body = deal("Depot");
    body["details"]["requirements"] = json!({});
    let answer = ortak.create("contoso", &body).await.expect(201);
    assert_eq!(answer.header("ortak-warning"), "incomplete_deal");
    let two = json!([{ "id": "SOL-1", "type": "Name" }, { "id": "MachineLearning", "type": "Category" }]);
    let solutions = json!({ "details": { "requirements": { "solutions": two } } });
    let answer = ortak.patch("contoso", id(&answer.json()), &solutions).await.expect(200);
    assert!(answer.headers.get("ortak-warning").is_none());
    assert_eq!(answer.json()["details"]["requirements"]["solutions"].as_array().unwrap().len(), 2);
}

async fn r203_contact_consent_help_and_solution_are_needed_to_invite(ortak: Installation) {
    let mut bare = deal("bare");
    bare["customerProfile"]["team"] = json!([]);
    bare["consent"] = json!({ "consentToContact": true });
    bare["details"]["requirements"] = json!({ "solutions": [] });
    let own_deal = ortak.created("contoso", &bare).await;
    let mut body = bare.clone();
    body["engagementId"] = own_deal["engagementId"].clone();
    body["target"] = json!([{ "type": "BusinessProfileLocation", "id": VENDOR }]);
    body["inviteContext"] = json!({ "assistanceRequestCode": "Unknown" });
    let refused = ortak.create("contoso", &body).await.expect(400);
    assert_eq!(
        refused.fields(),
        [
            "consent/consentToToShareInfoWithOthers: consent_required",
            "details/requirements/solutions: required",
            "customerProfile/team: required",
            "inviteContext/assistanceRequestCode: help_required",
        ]
    );
    body["target"][0]["id"] = json!(FABRIKAM);
    let refused = ortak.create("contoso", &body).await.expect(400);
    assert_eq!(
        refused.fields(),
        [
            "consent/consentToToShareInfoWithOthers: consent_required",
            "details/requirements/solutions: required",
        ],
        "a partner needs neither the customer's contact nor a kind of help"
    );
    assert_eq!(others(&ortak, "contoso", &own_deal).await, [""; 0]);
    // The consent is kept with who gave it, and when.
    let mut given = invitation(&own_deal, FABRIKAM);
    given["consent"] = json!({ "consentToToShareInfoWithOthers": true });
    ortak.created("contoso", &given).await;
    let history = ortak.get("contoso", &format!("{}/history", at(id(&own_deal)))).await.json();
    let last = history["value"].as_array().unwrap().last().unwrap().clone();
    let consent = json!({
        "path": "consent/consentToToShareInfoWithOthers", "before": null, "after": true,
    });
    assert!(last["changes"].as_array().unwrap().contains(&consent), "{last}");
    assert_eq!(last["actorKind"], "api_client");
}

async fn r207_the_invited_partner_owns_what_it_was_sent(ortak: Installation) {
    let mut own_body = deal("Depot");
    own_body["externalReferenceId"] = json!("CRM-77");
    own_body["campaignId"] = json!("CAMPAIGN-77");
    own_body["details"]["notes"] = json!("our margin is 40 %");
    let own_deal = ortak.created("contoso", &own_body).await;
    let mut body = invitation(&own_deal, FABRIKAM);
    for (name, value) in [("externalReferenceId", "CRM-77"), ("campaignId", "CAMPAIGN-77")] {
        body[name] = json!(value);
    }
    body["details"].as_object_mut().unwrap().remove("notes");
    body["details"].as_object_mut().unwrap().remove("closingDateTime");
    body.as_object_mut().unwrap().remove("team");
    let sent = ortak.created("contoso", &body).await;
    let theirs = ortak.get("fabrikam", &at(id(&sent))).await.expect(200);
    for hidden in ["CRM-77", "CAMPAIGN-77", "margin"] {
        assert!(!theirs.text.contains(hidden), "{hidden}");
    }
    let theirs = theirs.json();
    assert_eq!(theirs["details"]["closingDateTime"], own_deal["details"]["closingDateTime"], "pre-filled");
    assert_eq!(theirs["team"][0]["email"], "ada.yilmaz@contoso.example", "pre-filled: the inviter's people");
    // The inviter can't change it any more, nor can the invited before accepting.
    for value in
        [json!({ "details": { "dealValue": 1 } }), json!({ "team": [] }), json!({ "substatus": "Accepted" })]
    {
        let refused = ortak.patch("contoso", id(&sent), &value).await.expect(403);
        assert_eq!(refused.code(), "not_your_referral");
    }
    let more = json!({ "details": { "dealValue": 9000 } });
    assert_eq!(ortak.patch("fabrikam", id(&sent), &more).await.expect(409).code(), "not_accepted");
    ortak
        .patch("fabrikam", id(&sent), &json!({ "status": "Active", "details": { "dealValue": 9000 } }))
        .await
        .expect(200);
    let team = json!({ "op": "add", "path": "/team/-", "value": {
        "firstName": "Filiz", "lastName": "Ak", "phoneNumber": "+90 1", "email": "filiz@fabrikam.example" } });
    ortak.patch("fabrikam", id(&sent), &json!([team])).await.expect(204);
    // R205: the invited see both companies' people; the others only those of the invited.
    let theirs = ortak.get("fabrikam", &at(id(&sent))).await.json();
    let emails = |referral: &Value| -> Vec<String> {
        let team = referral["team"].as_array().unwrap().iter();
        team.map(|member| member["email"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert!(emails(&theirs).contains(&"ada.yilmaz@contoso.example".to_owned()));
    assert!(emails(&theirs).contains(&"filiz@fabrikam.example".to_owned()));
    let seen = ortak.get("contoso", &at(id(&sent))).await.json();
    assert!(!emails(&seen).contains(&"ada.yilmaz@contoso.example".to_owned()));
    assert!(emails(&seen).contains(&"filiz@fabrikam.example".to_owned()));
    for hidden in ["9000", "Adatum"] {
        assert!(!seen.to_string().contains(hidden), "{hidden}");
    }
}

async fn r208_an_invitation_waits_with_an_end_and_is_created_once(ortak: Installation) {
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let body = invitation(&own_deal, FABRIKAM).to_string();
    let key = [("idempotency-key", "invite-1")];
    let send = async || ortak.call("contoso", "POST", REFERRALS, &key, body.clone()).await;
    let first = send().await.expect(201);
    assert_eq!(first.header("location"), format!("{BASE}{}", at(id(&first.json()))));
    let again = send().await.expect(201);
    assert_eq!(again.json()["id"], first.json()["id"], "a retry answers the first");
    let theirs = own(&ortak, "fabrikam", &own_deal).await.unwrap();
    assert_eq!((&theirs["status"], &theirs["substatus"]), (&json!("New"), &json!("Pending")));
    assert_eq!((&theirs["direction"], &theirs["salesStage"]), (&json!("Incoming"), &Value::Null));
    assert_eq!(theirs["expirationDateTime"], "2026-12-06T10:00:00Z", "14 days");
    let page =
        ortak.list("fabrikam", &[("$filter", "direction eq 'Incoming' and substatus eq 'Pending'")]).await;
    assert_eq!(page.json()["@odata.count"], 1);
    // A window of the programme's own.
    let programme = Programme { partner_answer_days: 5, ..Programme::default() };
    ortak.app.accounts.save_programme(&programme).await.unwrap();
    ortak.clock.advance_seconds(2);
    let other = ortak.created("contoso", &deal("Other")).await;
    let sent = ortak.created("contoso", &invitation(&other, FABRIKAM)).await;
    assert_eq!(sent["expirationDateTime"], "2026-11-27T10:00:02Z");
}

async fn r305_accepting_may_edit_and_adds_the_accepter(ortak: Installation) {
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let sent = ortak.created("contoso", &invitation(&own_deal, "1200000")).await;
    let accept = json!({ "substatus": "Accepted", "name": "Our part", "externalReferenceId": "F-1",
        "details": { "dealValue": "8000", "notes": "we take the integration" } });
    let accepted = ortak.patch("fabrikam", id(&sent), &accept).await.expect(200).json();
    assert_eq!((&accepted["status"], &accepted["salesStage"]), (&json!("Active"), &json!("10")));
    assert_eq!((&accepted["name"], &accepted["expirationDateTime"]), (&json!("Our part"), &Value::Null));
    assert_eq!(accepted["team"].as_array().unwrap().len(), 2, "the inviter's and one's own");
    let late = ortak.patch("fabrikam", id(&sent), &json!({ "substatus": "Declined" })).await.expect(409);
    assert_eq!(late.code(), "invalid_transition", "answered once");
}

async fn r306_declining_tells_the_sender_and_only_the_vendors_reason(ortak: Installation) {
    let (own_deal, _) = vendor_invited(&ortak).await;
    ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    let request = own(&ortak, "vendor-seller", &own_deal).await.unwrap();
    let reason = "No seller manages this customer directly";
    let decline = json!({ "status": "Closed", "substatus": "Declined", "statusReason": reason });
    ortak.patch("vendor-seller", id(&request), &decline).await.expect(200);
    let theirs = own(&ortak, "fabrikam", &own_deal).await.unwrap();
    let decline = json!({ "substatus": "Declined", "statusReason": "budget not adequate" });
    ortak.patch("fabrikam", id(&theirs), &decline).await.expect(200);
    let seen = |of: &Value| {
        let path = at(id(of));
        let ortak = &ortak;
        async move { ortak.get("contoso", &path).await.expect(200).json() }
    };
    assert_eq!(seen(&request).await["statusReason"], "no seller");
    assert_eq!(
        (&seen(&theirs).await["statusReason"], &seen(&theirs).await["substatus"]),
        (&Value::Null, &json!("Declined"))
    );
    // Who has declined sees no more of the others.
    assert_eq!(others(&ortak, "fabrikam", &own_deal).await, [""; 0]);
    ortak.get("fabrikam", &at(id(&own_deal))).await.expect(404);
    ortak.get("fabrikam", &at(id(&theirs))).await.expect(200);
}

async fn r307_what_nobody_answers_expires_at_its_time_and_not_before(ortak: Installation) {
    let (own_deal, _) = vendor_invited(&ortak).await;
    ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    let theirs = own(&ortak, "fabrikam", &own_deal).await.unwrap();
    ortak.clock.advance_seconds(14 * 86_400);
    ortak.clock.advance_millis(-1);
    assert_eq!(expire_due(&ortak.app, 10).await.unwrap().expired, 0, "a millisecond early");
    ortak.clock.advance_millis(1);
    // Too late, although nobody has closed it yet.
    let late = ortak.patch("fabrikam", id(&theirs), &json!({ "substatus": "Accepted" })).await.expect(409);
    assert_eq!(late.code(), "answer_window_over");
    let (one, other) = tokio::join!(expire_due(&ortak.app, 10), expire_due(&ortak.app, 10));
    assert_eq!(one.unwrap().expired + other.unwrap().expired, 2, "each once, whoever is first");
    assert_eq!(expire_due(&ortak.app, 10).await.unwrap().expired, 0);
    assert_eq!(others(&ortak, "contoso", &own_deal).await, ["Microsoft Expired", "Fabrikam Expired"]);
    let history = ortak.get("fabrikam", &format!("{}/history", at(id(&theirs)))).await.json();
    let kinds: Vec<&str> =
        history["value"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["created", "expired"]);
    let frozen = ortak.patch("fabrikam", id(&theirs), &json!({ "substatus": "Accepted" })).await.expect(409);
    assert_eq!(frozen.code(), "terminal_state");
    ortak.create("contoso", &invitation(&own_deal, FABRIKAM)).await.expect(201);
}

async fn r309_won_and_lost_while_active(ortak: Installation) {
    let stored = ortak.created("contoso", &deal("Depot")).await;
    let lost =
        json!({ "status": "Closed", "substatus": "Lost", "statusReason": "customer chose another vendor" });
    let lost = ortak.patch("contoso", id(&stored), &lost).await.expect(200).json();
    assert_eq!(
        (&lost["statusReason"], &lost["salesStage"]),
        (&json!("customer chose another vendor"), &json!("10"))
    );
    let own_deal = ortak.created("contoso", &deal("Depot")).await;
    let sent = ortak.created("contoso", &invitation(&own_deal, FABRIKAM)).await;
    let won = json!({ "status": "Closed", "substatus": "Won" });
    assert_eq!(ortak.patch("fabrikam", id(&sent), &won).await.expect(409).code(), "invalid_transition");
}

async fn r310_only_what_could_be_registered_warns_within_72_hours(ortak: Installation) {
    let won = json!({ "status": "Closed", "substatus": "Won" });
    let win = async |body: &Value, after: i64| {
        let stored = ortak.created("contoso", body).await;
        ortak.clock.advance_seconds(after);
        let answer: Answer = ortak.patch("contoso", id(&stored), &won).await.expect(200);
        answer.headers.get_all("ortak-warning").iter().any(|warning| warning == "won_within_72_hours")
    };
    let mut shared = deal("shared");
    shared["consent"]["consentToShareReferralWithMicrosoftSellers"] = json!(true);
    assert!(win(&shared, 72 * 3_600 - 1).await);
    assert!(!win(&shared, 72 * 3_600).await);
    assert!(!win(&deal("private"), 0).await, "a private deal is never registered");
    let programme = Programme { early_win_hours: 1, ..Programme::default() };
    ortak.app.accounts.save_programme(&programme).await.unwrap();
    ortak.clock.advance_seconds(2);
    assert!(!win(&shared, 3_600).await, "the programme decides the hours");
}

async fn r313_small_requests_are_declined_at_once_when_the_programme_says_so(ortak: Installation) {
    let request = async |value: i64, currency: &str| {
        let own_deal = ortak.created("contoso", &deal("Depot")).await;
        let mut body = invitation(&own_deal, VENDOR);
        body["details"]["dealValue"] = json!(value);
        body["details"]["currency"] = json!(currency);
        ortak.created("contoso", &body).await;
        others(&ortak, "contoso", &own_deal).await
    };
    assert_eq!(request(24_999, "USD").await, ["Microsoft Pending"], "off by default");
    let programme = Programme { auto_decline_below_minimum: true, ..Programme::default() };
    ortak.app.accounts.save_programme(&programme).await.unwrap();
    ortak.clock.advance_seconds(2);
    assert_eq!(request(24_999, "USD").await, ["Microsoft Declined"]);
    assert_eq!(request(25_000, "USD").await, ["Microsoft Pending"]);
    assert_eq!(request(1, "EUR").await, ["Microsoft Pending"], "no rate, no guess");
}

async fn a_sandbox_plays_both_sides_and_nothing_leaves_it(ortak: Installation) {
    let play = async |method: &str, path: &str, side: &str, body: Value| {
        let headers: &[(&str, &str)] = if side.is_empty() { &[] } else { &[("ortak-act-for", side)] };
        ortak.call("sandbox", method, path, headers, body.to_string()).await
    };
    let own_deal = ortak.created("sandbox", &deal("Try it")).await;
    for to in [VENDOR, FABRIKAM] {
        ortak.created("sandbox", &invitation(&own_deal, to)).await;
    }
    assert_eq!(others(&ortak, "sandbox", &own_deal).await, ["Microsoft Pending", "Fabrikam Pending"]);
    let filter = format!("engagementId eq {}", own_deal["engagementId"].as_str().unwrap());
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("$filter", &filter).finish();
    let page = ortak.get("sandbox", &format!("{REFERRALS}?{query}")).await.json();
    let shown: Vec<&str> =
        page["value"].as_array().unwrap().iter().map(|row| row["organizationId"].as_str().unwrap()).collect();
    assert!(shown.contains(&VENDOR) && shown.contains(&FABRIKAM), "stand-ins show whom they play: {shown:?}");
    // Outside nobody sees anything of it, and it can't be named.
    for caller in ["vendor", "vendor-seller", "fabrikam", "contoso"] {
        assert_eq!(ortak.list(caller, &[]).await.json()["@odata.count"], 0, "{caller}");
    }
    assert_eq!(ortak.get("vendor-seller", "/ortak/v1/shared-deals").await.json()["value"], json!([]));
    let real = ortak.created("contoso", &deal("Real")).await;
    let refused = ortak.create("contoso", &invitation(&real, crate::harness::SANDBOX)).await.expect(400);
    assert_eq!(refused.fields(), ["target/0/id: unknown_organization"]);
    // Its admin accepts as the vendor and wins as the partner.
    let answer = async |side: &str, body: Value| {
        let list = play("GET", &format!("{REFERRALS}?{query}"), side, Value::Null).await.expect(200).json();
        let rows = list["value"].as_array().unwrap().clone();
        let own = rows.iter().find(|row| row["inviteContext"]["notes"] != Value::Null).unwrap();
        play("PATCH", &at(id(own)), side, body).await.expect(200);
    };
    answer(VENDOR, json!({ "substatus": "Accepted" })).await;
    assert_eq!(others(&ortak, "sandbox", &own_deal).await, ["Microsoft Accepted", "Fabrikam Pending"]);
    // Its clock moves forward, and only its own.
    let moved =
        play("POST", "/ortak/v1/sandbox/clock", "", json!({ "seconds": 14 * 86_400 })).await.expect(200);
    assert_eq!(moved.json()["dateTime"], "2026-12-06T10:00:00Z");
    assert_eq!(others(&ortak, "sandbox", &own_deal).await, ["Microsoft Accepted", "Fabrikam Expired"]);
    for bad in [json!({}), json!({ "seconds": 0 }), json!({ "seconds": -5 }), json!({ "seconds": "x" })] {
        play("POST", "/ortak/v1/sandbox/clock", "", bad).await.expect(400);
    }
    // Who is in no sandbox plays nobody.
    let headers = [("ortak-act-for", VENDOR)];
    for (caller, code) in [("contoso", "not_a_sandbox"), ("vendor", "not_a_sandbox")] {
        let refused = ortak.call(caller, "GET", REFERRALS, &headers, "").await.expect(403);
        assert_eq!(refused.code(), code);
        let clock = ortak
            .call(caller, "POST", "/ortak/v1/sandbox/clock", &[], json!({ "seconds": 1 }).to_string())
            .await;
        assert_eq!(clock.status, StatusCode::FORBIDDEN);
    }
    // The vendor's stand-in starts one and invites the home.
    let theirs = play("POST", REFERRALS, VENDOR, deal("From the vendor")).await.expect(201).json();
    play("POST", REFERRALS, VENDOR, invitation(&theirs, crate::harness::SANDBOX)).await.expect(201);
    let incoming = ortak.list("sandbox", &[("$filter", "direction eq 'Incoming'")]).await.json();
    assert_eq!(incoming["value"][0]["inviteContext"]["invitedBy"]["organizationId"], VENDOR);
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
    r201_referrals_admins_and_partner_admins_open_deals,
    r202_each_deal_keeps_the_customer_as_it_was_chosen,
    r205_a_team_keeps_somebody_and_is_editable,
    r206_solutions_are_editable_and_missing_ones_are_told_of,
    r203_contact_consent_help_and_solution_are_needed_to_invite,
    r207_the_invited_partner_owns_what_it_was_sent,
    r208_an_invitation_waits_with_an_end_and_is_created_once,
    r305_accepting_may_edit_and_adds_the_accepter,
    r306_declining_tells_the_sender_and_only_the_vendors_reason,
    r307_what_nobody_answers_expires_at_its_time_and_not_before,
    r309_won_and_lost_while_active,
    r310_only_what_could_be_registered_warns_within_72_hours,
    r313_small_requests_are_declined_at_once_when_the_programme_says_so,
    a_sandbox_plays_both_sides_and_nothing_leaves_it,
);
