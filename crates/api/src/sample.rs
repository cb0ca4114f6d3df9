//! One referral with every member filled, to know the names and types of members by.

use ortak_app::document::ReferralDocument;
use ortak_domain::contact::ContactPreference;
use ortak_domain::customer::ProfileId;
use ortak_domain::referral::{Direction, PartyView, Stage};
use ortak_domain::solution::{Attribute, CatalogueId, Solution, Target};
use ortak_domain::{Amount, Currency, Member, Referral, Time};
use serde_json::{Value, json};

/// A referral that fills every list with one item.
fn referral() -> Option<Referral> {
    let at = Time::from_unix_seconds(1_793_318_400);
    let text = |text: &str| Some(text.to_owned());
    let member = Member {
        first_name: text("Sue"),
        last_name: text("Smith"),
        phone_number: text("+1 425 555 0100"),
        email: text("sue.smith@contoso.example"),
        title: text("Buyer"),
        contact_preference: ContactPreference { locale: text("en-us"), disable_notifications: Some(false) },
        email_validation_status: text("Valid"),
        phone_validation_status: text("Valid"),
    };
    let mut referral = ortak_app::document::limited(&PartyView {
        engagement_id: "37ef26aa-1d15-4533-9f93-a69bd33ab1e5".parse().ok()?,
        referral_id: "4111fffc-f9ee-4d53-bba6-569135228642".parse().ok()?,
        organization_id: "7d23e5ca-19dc-4eaa-aac8-5e6b559f0d1d".parse().ok()?,
        organization_name: "Contoso".to_owned(),
        direction: Direction::Outgoing,
        stage: Stage::Active,
        sales_stage: None,
        created_at: at,
        updated_at: at,
        expires_at: None,
        accepted_at: Some(at),
        closed_at: None,
        team: vec![member.clone()],
    });
    referral.customer.team = vec![member];
    referral.customer.ids = vec![ProfileId { profile_type: "Duns".to_owned(), id: "123456789".to_owned() }];
    referral.consent.vendor_contacts_partners = Some(false);
    referral.targets = vec![Target { kind: "SolutionProfile".to_owned(), id: "SOL-1".to_owned() }];
    referral.details.value = Some(Amount::from_units(500_000_000).ok()?);
    referral.details.currency = Some(Currency::USD);
    let requirements = &mut referral.details.requirements;
    requirements.industries = vec![CatalogueId { id: "Education".to_owned() }];
    requirements.products = vec![CatalogueId { id: "Azure".to_owned() }];
    requirements.services = vec![CatalogueId { id: "Licensing".to_owned() }];
    requirements.solutions = vec![Solution { id: "SOL-1".to_owned(), ..Solution::default() }];
    requirements.offers = vec![json!({})];
    requirements.sales_plays = vec![json!({})];
    requirements.additional_requirements.attributes = vec![Attribute::default()];
    referral.registrations = vec![json!({})];
    Some(referral)
}

/// Every member that an answer may have.
pub fn full() -> Value {
    let document =
        referral().and_then(|referral| serde_json::to_value(ReferralDocument::from(&referral)).ok());
    let mut document = document.unwrap_or_else(|| json!({}));
    let link = json!({ "uri": "", "method": "GET" });
    if let Some(members) = document.as_object_mut() {
        members.insert("eTag".to_owned(), json!(""));
        members.insert("favorite".to_owned(), json!(false));
        members.insert("links".to_owned(), json!({ "relatedReferrals": link, "self": link }));
    }
    document
}
