//! Deals opened together with their invitations (R208), on a real store.

use ortak_app::error::AppError;
use ortak_app::port::{Accounts as _, Referrals as _, SolutionKind, SolutionRecord};
use ortak_app::referral::create::{Idempotency, NewReferral};
use ortak_app::referral::engagement;
use ortak_app::referral::open::{self, Hindrance, NewDeal, NewInvitation};
use ortak_app::{App, Ctx};
use ortak_domain::referral::{DealType, Details, Direction, ReferralKind, Stage, Waiting};
use ortak_domain::solution::Solution;
use ortak_domain::{
    Address, Consent, CustomerProfile, Member, OrganizationKind, Principal, PrincipalKind, Role, Scope,
    Violations,
};
use ortak_store::Store;
use std::sync::Arc;
use uuid::Uuid;

use crate::accounts::{company, partner, with_locations};
use crate::harness::{app, at, number, on_both, organization, parsed, stored};

on_both! {
    r208_a_deal_and_its_invitations_are_opened_in_one_transaction,
    r208_what_is_wrong_anywhere_leaves_nothing,
    r209_one_key_opens_one_deal_also_at_once,
    r201_without_a_co_sell_ready_solution_no_deal_is_opened,
    r106_a_preview_says_what_it_will_be_and_writes_nothing,
    r107_a_deal_is_widened_with_the_vendor_and_a_partner,
}

async fn platform(store: &Store) -> (App, Ctx) {
    let records = [
        company("vendor", OrganizationKind::Vendor, None),
        with_locations(partner("contoso"), &["6110000"]),
        partner("fabrikam"),
        partner("tailspin"),
    ];
    for record in records {
        store.create_organization(record).await.unwrap();
    }
    store.save_solution(solution_record("contoso", "SOL-1", true)).await.unwrap();
    (app(store), seller("contoso"))
}

fn solution_record(owner: &str, id: &str, co_sell_ready: bool) -> SolutionRecord {
    SolutionRecord {
        organization_id: organization(owner),
        id: id.to_owned(),
        name: "Robots".to_owned(),
        kind: SolutionKind::Solution,
        published: true,
        co_sell_ready,
        tags: Vec::new(),
    }
}

fn seller(owner: &str) -> Ctx {
    let principal = Principal {
        kind: PrincipalKind::Person,
        id: Uuid::from_u128(7),
        organization_id: organization(owner),
        organization_kind: OrganizationKind::Partner,
        name: "Ada Kaya".to_owned(),
        email: "ada@contoso.example".to_owned(),
        phone: None,
        role: Role::ReferralsAdmin,
        scope: Scope::Global,
        realm: None,
    };
    Ctx {
        principal: Arc::new(principal),
        request_id: "request-1".to_owned(),
        now: at(0),
        source: ortak_app::Source::default(),
    }
}

fn member(email: &str) -> Member {
    Member {
        first_name: Some("Ada".to_owned()),
        last_name: Some("Kaya".to_owned()),
        email: Some(email.to_owned()),
        phone_number: Some("+90 212 555 00 01".to_owned()),
        ..Member::default()
    }
}

fn robots() -> Solution {
    let name = Some("Robots".to_owned());
    Solution { id: "SOL-1".to_owned(), name, kind: Some("Name".to_owned()), ..Solution::default() }
}

fn deal() -> NewReferral {
    let mut details = Details {
        notes: Some("ours alone".to_owned()),
        value: Some("184000".parse().unwrap()),
        currency: Some("EUR".parse().unwrap()),
        closes_at: Some(at(86_400)),
        ..Details::default()
    };
    details.requirements.solutions = vec![robots()];
    NewReferral {
        kind: ReferralKind::Independent,
        qualification: None,
        name: Some("Warehouse robots".to_owned()),
        external_reference_id: Some("CRM-1".to_owned()),
        campaign_id: None,
        referral_program: None,
        status_reason: None,
        sales_stage: None,
        mpn_id: Some("6110000".to_owned()),
        targets: Vec::new(),
        customer: CustomerProfile {
            name: "Adatum Chemie SE".to_owned(),
            address: Address { country: Some("DE".to_owned()), ..Address::default() },
            team: vec![member("ingrid@adatum.example")],
            ..CustomerProfile::default()
        },
        consent: Consent { share_with_others: Some(true), ..Consent::default() },
        details,
        team: vec![member("ada@contoso.example")],
        invite_notes: None,
        assistance_request_code: None,
        favorite: false,
        engagement_id: None,
        organization: None,
        assume_currency: false,
        created_via: None,
        problems: Violations::new(),
    }
}

fn help() -> NewInvitation {
    NewInvitation { help: Some("ProofOfConceptOrDemo".to_owned()), ..NewInvitation::default() }
}

fn to(partner: &str) -> NewInvitation {
    NewInvitation {
        to: Some(partner.to_owned()),
        value: Some("30000".parse().unwrap()),
        currency: Some("USD".parse().unwrap()),
        notes: Some("bring the cranes".to_owned()),
        solutions: vec![robots()],
        help: Some("GeneralOrOther".to_owned()),
        ..NewInvitation::default()
    }
}

fn whole() -> NewDeal {
    NewDeal { deal: deal(), vendor: Some(help()), partners: vec![to("fabrikam"), to("tailspin")] }
}

async fn written(store: &Store) -> [i64; 3] {
    [
        number(store, "SELECT COUNT(*) FROM referral").await,
        number(store, "SELECT COUNT(*) FROM event").await,
        number(store, "SELECT COUNT(*) FROM idempotency").await,
    ]
}

async fn r208_a_deal_and_its_invitations_are_opened_in_one_transaction(store: Store) {
    let (app, ctx) = platform(&store).await;
    let created = open::open(&app, &ctx, &whole(), None).await.unwrap();
    let found = stored(&store, &organization("contoso"), created.served.id).await;
    let own = parsed(&found);
    assert_eq!((own.stage, own.direction), (Stage::Active, Direction::Outgoing));
    // R106: help forces visibility.
    assert_eq!(own.consent.vendor_view, Some(true));
    let found = engagement::engagement(&app, &ctx, created.served.id).await.unwrap();
    assert_eq!((found.deal_type, found.partner_to_partner), (DealType::CoSell, true));
    let waiting: Vec<&str> = found.others.iter().map(|other| other.view.organization_id.as_str()).collect();
    assert_eq!(waiting, ["vendor", "fabrikam", "tailspin"]);
    for other in &found.others {
        assert_eq!(other.view.stage, Stage::New(Waiting::Pending));
        assert_eq!(other.view.expires_at, Some(at(14 * 86_400)));
        let found = stored(&store, &other.view.organization_id, other.view.referral_id).await;
        let theirs = parsed(&found);
        assert_eq!((theirs.direction, theirs.external_reference_id), (Direction::Incoming, None));
        assert_ne!(theirs.details.notes.as_deref(), Some("ours alone"));
        let wanted = if other.view.organization_id.as_str() == "vendor" { "184000" } else { "30000" };
        assert_eq!(theirs.details.value, Some(wanted.parse().unwrap()));
    }
    // Created, and three times invited: one chain.
    let history = store.history(&organization("contoso"), created.served.id).await.unwrap();
    let kinds: Vec<&str> = history.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["created", "invited", "invited", "invited"]);
    assert_eq!(created.served.version, 4);
}

async fn r208_what_is_wrong_anywhere_leaves_nothing(store: Store) {
    let (app, ctx) = platform(&store).await;
    let mut new = whole();
    new.deal.name = None;
    new.deal.consent.share_with_others = None;
    new.deal.team = vec![Member { phone_number: None, ..member("ada@contoso.example") }];
    new.partners = vec![
        NewInvitation { value: None, solutions: Vec::new(), ..to("fabrikam") },
        to("nobody"),
        to("contoso"),
        to("vendor"),
        to("fabrikam"),
    ];
    let Err(AppError::Invalid(problems)) = open::open(&app, &ctx, &new, None).await else { panic!() };
    let mut told: Vec<(&str, &str)> = problems.iter().map(|p| (p.field.as_str(), p.code)).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("consent/consentToToShareInfoWithOthers", "consent_required"),
            ("name", "required"),
            ("partners/0/details/dealValue", "required"),
            ("partners/0/details/requirements/solutions", "required"),
            ("partners/1/organizationId", "unknown_organization"),
            ("partners/2/organizationId", "unknown_organization"),
            ("partners/3/organizationId", "unknown_organization"),
            ("partners/4/organizationId", "already_invited"),
            ("team/0/phoneNumber", "required"),
        ]
    );
    assert_eq!(written(&store).await, [0, 0, 0]);
}

async fn r209_one_key_opens_one_deal_also_at_once(store: Store) {
    let (app, ctx) = platform(&store).await;
    let key = Idempotency { key: "draft 1".to_owned(), fingerprint: "a".to_owned() };
    let new = whole();
    let (first, second) =
        tokio::join!(open::open(&app, &ctx, &new, Some(&key)), open::open(&app, &ctx, &new, Some(&key)));
    let third = open::open(&app, &ctx, &new, Some(&key)).await.unwrap();
    assert_eq!((first.unwrap(), second.unwrap()), (third.clone(), third.clone()));
    assert_eq!(open::opened(&app, &ctx, "draft 1").await.unwrap(), Some(third.served.id));
    assert_eq!(open::opened(&app, &ctx, "draft 2").await.unwrap(), None);
    // The deal, three invitations; four events of the deal and one of each invitation.
    assert_eq!(written(&store).await, [4, 7, 1]);
    let other = Idempotency { fingerprint: "b".to_owned(), ..key };
    let refused = open::open(&app, &ctx, &new, Some(&other)).await;
    assert!(matches!(refused, Err(AppError::Conflict { code: "idempotency_key_reused", .. })));
}

async fn r201_without_a_co_sell_ready_solution_no_deal_is_opened(store: Store) {
    let (app, ctx) = platform(&store).await;
    assert_eq!(open::hindrance(&app, &ctx).await.unwrap(), None);
    let poor = seller("fabrikam");
    assert_eq!(open::hindrance(&app, &poor).await.unwrap(), Some(Hindrance::Solution));
    store.save_solution(solution_record("fabrikam", "SOL-2", false)).await.unwrap();
    let new = NewDeal { deal: NewReferral { mpn_id: None, ..deal() }, vendor: None, partners: Vec::new() };
    let refused = open::open(&app, &poor, &new, None).await;
    assert!(matches!(refused, Err(AppError::Conflict { code: "solution_required", .. })));
    assert_eq!(written(&store).await, [0, 0, 0]);
}

async fn r106_a_preview_says_what_it_will_be_and_writes_nothing(store: Store) {
    let (app, ctx) = platform(&store).await;
    let mut new = NewDeal { deal: deal(), vendor: None, partners: Vec::new() };
    let alone = open::preview(&app, &ctx, &new).await.unwrap();
    assert_eq!((alone.deal_type, alone.sides.len(), alone.problems.len()), (DealType::Private, 0, 0));
    new.deal.consent.vendor_view = Some(true);
    let viewed = open::preview(&app, &ctx, &new).await.unwrap();
    assert_eq!((viewed.deal_type, viewed.sides.len()), (DealType::PartnerLed, 1));
    assert!(viewed.sides[0].views_only && !viewed.sides[0].document.contains("ours alone"));
    new.deal.consent.vendor_view = None;
    new.vendor = Some(help());
    new.partners = vec![to("fabrikam")];
    let shared = open::preview(&app, &ctx, &new).await.unwrap();
    assert_eq!((shared.deal_type, shared.partner_to_partner), (DealType::CoSell, true));
    let names: Vec<&str> = shared.sides.iter().map(|side| side.organization.id.as_str()).collect();
    assert_eq!(names, ["vendor", "fabrikam"]);
    for side in &shared.sides {
        assert!(!side.document.contains("CRM-1") && !side.document.contains("ours alone"));
        assert!(side.document.contains("ingrid@adatum.example"));
    }
    assert_eq!(written(&store).await, [0, 0, 0]);
}

async fn r107_a_deal_is_widened_with_the_vendor_and_a_partner(store: Store) {
    let (app, ctx) = platform(&store).await;
    let mut new = NewDeal { deal: deal(), vendor: None, partners: Vec::new() };
    new.deal.customer.team.clear();
    new.deal.consent = Consent::default();
    let id = open::open(&app, &ctx, &new, None).await.unwrap().served.id;
    let refused = open::invite(&app, &ctx, id, &help(), None).await;
    let Err(AppError::Invalid(problems)) = refused else { panic!() };
    let told: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(told, ["consent/consentToToShareInfoWithOthers", "customerProfile/team"]);
    let contact = Some(member("ingrid@adatum.example"));
    let asked = NewInvitation { contact, consent: true, ..help() };
    let side = open::preview_invitation(&app, &ctx, id, &asked).await.unwrap().unwrap();
    assert_eq!(side.organization.id, organization("vendor"));
    let key = Idempotency { key: "invite 1".to_owned(), fingerprint: "a".to_owned() };
    let first = open::invite(&app, &ctx, id, &asked, Some(key.clone())).await.unwrap();
    assert_eq!(open::invite(&app, &ctx, id, &asked, Some(key)).await.unwrap(), first);
    open::invite(&app, &ctx, id, &to("fabrikam"), None).await.unwrap();
    let found = engagement::engagement(&app, &ctx, id).await.unwrap();
    assert_eq!((found.deal_type, found.others.len()), (DealType::CoSell, 2));
    let again = open::invite(&app, &ctx, id, &to("fabrikam"), None).await;
    assert!(matches!(again, Err(AppError::Conflict { code: "already_invited", .. })));
}
