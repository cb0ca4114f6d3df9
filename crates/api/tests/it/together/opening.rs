//! Opening deals and asking others into them: what that takes, and what becomes of it (R201–R208).

use ortak_domain::{Programme, Role};
use serde_json::{Value, json};

use super::{id, invitation, others, own};
use crate::harness::{BASE, CONTOSO, FABRIKAM, Installation, REFERRALS, VENDOR, at, deal};
use crate::on_both;

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
    assert!(ortak.app.accounts.save_programme(&Programme::default(), &programme).await.unwrap());
    ortak.clock.advance_seconds(2);
    let other = ortak.created("contoso", &deal("Other")).await;
    let sent = ortak.created("contoso", &invitation(&other, FABRIKAM)).await;
    assert_eq!(sent["expirationDateTime"], "2026-11-27T10:00:02Z");
}

on_both!(
    r201_referrals_admins_and_partner_admins_open_deals,
    r202_each_deal_keeps_the_customer_as_it_was_chosen,
    r205_a_team_keeps_somebody_and_is_editable,
    r206_solutions_are_editable_and_missing_ones_are_told_of,
    r203_contact_consent_help_and_solution_are_needed_to_invite,
    r207_the_invited_partner_owns_what_it_was_sent,
    r208_an_invitation_waits_with_an_end_and_is_created_once,
);
