//! Varied, valid referrals: the same seed makes the same ones.

use ortak_domain::referral::{
    Details, Direction, InviteContext, Origin, Qualification, Reason, ReferralKind, SalesStage, Stage,
    Substatus, TrackingInfo,
};
use ortak_domain::solution::{
    AdditionalRequirements, Attribute, CatalogueId, Iot, Requirements, Solution, Target,
};
use ortak_domain::{
    Address, Amount, Consent, ContactPreference, CustomerProfile, EngagementId, Member, OrganizationId,
    ProfileId, Referral, ReferralId, Time, Violations,
};
use serde_json::Value;
use uuid::Uuid;

use crate::harness::organization;

/// Texts that differ in what databases like to get wrong: case, accents, the Turkish i, quotes, wildcards, code
/// points beyond 16 bits, composed and decomposed letters, blanks. Greek final sigma is not among them: its
/// lower case depends on its neighbours, and libraries differ.
pub const TEXTS: [&str; 32] = [
    "Contoso",
    "contoso",
    "CONTOSO Ltd.",
    "İstanbul",
    "istanbul",
    "ISTANBUL",
    "ıstanbul",
    "i̇stanbul",
    "Straße",
    "STRASSE",
    "ẞ",
    "ß",
    "🦀 deal",
    "🅰bc Ⓐlpha",
    "ſoft ǅ",
    "a'b\"c\\d",
    "100%_x*",
    "$1 {a,b} '$.a'",
    "東京タワー",
    "दिल्ली",
    "two\nlines\tand tab",
    "é",
    "e\u{301}",
    "\u{ffff}",
    "\u{10000}",
    "a",
    "A",
    "aa",
    "ab",
    " blank at both ends ",
    "",
    "null",
];

pub const EMAILS: [&str; 6] = [
    "ada@contoso.example",
    "Ada@Contoso.example",
    " bora@contoso.example ",
    "AYŞE.İnce@örnek.example",
    "deniz@fabrikam.example",
    "e@x.example",
];

pub const LOCATIONS: [&str; 3] = ["6110000", "6190000", "7"];

const STATUS_REASONS: [&str; 6] = [
    "not_a_customer",
    "No seller manages this customer directly",
    "Others",
    "they bought a 🚤",
    "  ",
    "budget not adequate",
];

/// Registrations are carried as received, so nothing may be expected of them.
const REGISTRATIONS: [&str; 12] = [
    r#"{"id":"r1","type":"IP co-sell","status":"Approved","statusReason":null}"#,
    r#"{"id":"r2","type":"IP co-sell","status":"Rejected","statusReason":"İade"}"#,
    r#"{"id":7,"type":["IP co-sell"],"status":{"id":"x"},"statusReason":true}"#,
    r#"{"ID":"r1","status":""}"#,
    "{}",
    r#""{\"id\":\"r1\",\"status\":\"Approved\"}""#,
    r#""not JSON inside""#,
    "null",
    "true",
    "123456789012345678901234567890.125",
    r#"[{"id":"r1"},"r1"]"#,
    r#"{"id":"r1","deep":[[[{"n":1e300}]]],"status":"Approved"}"#,
];

/// A small generator of numbers (`SplitMix64`), so that samples need no shrinking and no state.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d).wrapping_add(1))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    pub fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    pub fn uuid(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.next(), self.next())
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.one_in(4) { None } else { Some(make(self)) }
    }

    fn some<T>(&mut self, up_to: usize, make: impl Fn(&mut Self) -> T) -> Vec<T> {
        (0..self.below(up_to + 1)).map(|_| make(self)).collect()
    }

    pub fn text(&mut self) -> String {
        self.pick(&TEXTS).to_owned()
    }

    fn filled(&mut self) -> String {
        let text = self.text();
        if text.trim().is_empty() { "Fabrikam".to_owned() } else { text }
    }

    fn maybe_text(&mut self) -> Option<String> {
        self.maybe(Self::text)
    }

    fn maybe_bool(&mut self) -> Option<bool> {
        self.pick(&[None, Some(false), Some(true)])
    }

    /// Few different ones, so that orders have ties; with all seven digits, and the first and last possible.
    pub fn time(&mut self) -> Time {
        let start: Time = self
            .pick(&["2024-02-29T23:59:59.9999999Z", "2026-01-01T00:00:00Z", "2026-03-07T05:08:23.8101441Z"])
            .parse()
            .unwrap();
        match self.below(20) {
            0 => "0001-01-01T00:00:00Z".parse().unwrap(),
            1 => "9999-12-30T22:00:00.9999999Z".parse().unwrap(),
            _ => Time::from_ticks(start.ticks() + i64::try_from(self.below(3)).unwrap()),
        }
    }

    fn maybe_time(&mut self) -> Option<Time> {
        self.maybe(Self::time)
    }

    pub fn amount(&mut self) -> Amount {
        let units = self.pick(&[0, 1, 250_000_000, 250_000_001, 1_234_567_890_123, Amount::MAX.units()]);
        Amount::from_units(units).unwrap()
    }

    fn maybe_amount(&mut self) -> Option<Amount> {
        self.maybe(Self::amount)
    }

    fn member(&mut self) -> Member {
        Member {
            first_name: self.maybe_text(),
            last_name: self.maybe_text(),
            phone_number: self.maybe(|dice| dice.pick(&["+90 212 555 01 01", "425-555-0100"]).to_owned()),
            email: Some(self.pick(&EMAILS).to_owned()),
            title: self.maybe_text(),
            contact_preference: ContactPreference {
                locale: self.maybe(|dice| dice.pick(&["tr-TR", "en-us"]).to_owned()),
                disable_notifications: self.maybe_bool(),
            },
            email_validation_status: self.maybe_text(),
            phone_validation_status: self.maybe_text(),
        }
    }

    fn solution(&mut self) -> Solution {
        Solution {
            id: self.filled(),
            name: self.maybe_text(),
            kind: self.maybe(|dice| dice.pick(&["Name", "Category", "None"]).to_owned()),
            price: self.maybe_amount(),
            quantity: self.maybe_amount(),
            currency: self.maybe(|dice| dice.pick(&["USD", "TRY"]).parse().unwrap()),
            publisher_name: self.maybe_text(),
            solution_type: self.maybe_text(),
            closing_date_time: self.maybe_time(),
        }
    }

    fn catalogue_id(&mut self) -> CatalogueId {
        CatalogueId { id: self.filled() }
    }

    fn target(&mut self) -> Target {
        Target { kind: self.pick(&["SolutionProfile", "None"]).to_owned(), id: self.text() }
    }

    fn odd(&mut self) -> Value {
        serde_json::from_str(self.pick(&REGISTRATIONS)).unwrap()
    }

    fn customer(&mut self) -> CustomerProfile {
        CustomerProfile {
            name: self.filled(),
            size: self.maybe_text(),
            is_matching_complete: self.one_in(2),
            address: Address {
                address_line1: self.maybe_text(),
                address_line2: self.maybe_text(),
                city: self.maybe_text(),
                state: self.maybe_text(),
                postal_code: self.maybe_text(),
                country: self.maybe(|dice| dice.pick(&["TR", "US", "DE"]).to_owned()),
                region: self.maybe_text(),
            },
            team: self.some(2, Self::member),
            ids: self.some(2, |dice| ProfileId {
                profile_type: dice.pick(&["Duns", "External"]).to_owned(),
                id: "150483782".to_owned(),
            }),
        }
    }

    fn requirements(&mut self) -> Requirements {
        Requirements {
            industries: self.some(2, Self::catalogue_id),
            products: self.some(2, Self::catalogue_id),
            services: self.some(2, Self::catalogue_id),
            solutions: self.some(3, Self::solution),
            offers: self.some(2, Self::odd),
            sales_plays: self.some(2, Self::odd),
            additional_requirements: AdditionalRequirements {
                iot: Iot { device_category: self.maybe_text(), ..Iot::default() },
                attributes: self.some(2, |dice| Attribute { kind: dice.text(), id: dice.text() }),
            },
        }
    }

    fn details(&mut self) -> Details {
        Details {
            notes: self.maybe_text(),
            value: self.maybe_amount(),
            currency: self.maybe(|dice| dice.pick(&["USD", "TRY", "EUR"]).parse().unwrap()),
            closes_at: self.maybe_time(),
            customer_requested_contact: self.maybe_bool(),
            customer_action: self.maybe_text(),
            incentive_level: self.maybe_text(),
            requirements: self.requirements(),
        }
    }

    fn origin(&mut self) -> Origin {
        Origin {
            referral_source: self.maybe_text(),
            call_to_action: self.maybe_text(),
            created_via: self.maybe_text(),
            last_modified_via: self.maybe_text(),
            last_run_id: self.maybe_text(),
            quality: self.text(),
            is_spam: self.one_in(2),
            deal_sensitivity: self.text(),
            tags: self.some(3, Self::text),
            registration_status: self.text(),
            tracking: TrackingInfo { vendor_deal_id: self.maybe_text(), ..TrackingInfo::default() },
        }
    }
}

/// A referral of an organization; the same seed makes the same one.
pub fn referral(organization_id: &OrganizationId, seed: u64) -> Referral {
    let dice = &mut Dice::new(seed);
    let status_reason = dice.maybe(|dice| dice.pick(&STATUS_REASONS).to_owned());
    let reason = Reason::from_status_reason(status_reason.as_deref());
    Referral {
        id: ReferralId(dice.uuid()),
        engagement_id: EngagementId(dice.uuid()),
        organization_id: organization_id.clone(),
        organization_name: dice.text(),
        name: dice.maybe_text(),
        external_reference_id: dice.maybe_text(),
        campaign_id: dice.maybe_text(),
        referral_program: dice.maybe_text(),
        created_at: dice.time(),
        updated_at: dice.time(),
        expires_at: dice.maybe_time(),
        accepted_at: dice.maybe_time(),
        closed_at: dice.maybe_time(),
        stage: Stage::from_substatus(dice.pick(&Substatus::ALL), reason),
        status_reason,
        sales_stage: dice.maybe(|dice| dice.pick(&SalesStage::ALL)),
        qualification: dice.pick(Qualification::ALL),
        kind: dice.pick(ReferralKind::ALL),
        direction: dice.pick(Direction::ALL),
        mpn_id: dice.maybe(|dice| dice.pick(&LOCATIONS).to_owned()),
        assessment: false,
        targets: dice.some(2, Dice::target),
        customer: dice.customer(),
        consent: Consent {
            share_with_others: dice.maybe_bool(),
            contact: dice.maybe_bool(),
            vendor_view: dice.maybe_bool(),
            vendor_contacts_partners: dice.maybe_bool(),
        },
        details: dice.details(),
        team: dice.some(3, Dice::member),
        invite: InviteContext {
            notes: dice.maybe_text(),
            assistance_request_code: dice.text(),
            invited_mpn_id: dice.maybe_text(),
            invited_by: dice.maybe(|dice| organization(dice.pick(&["contoso", "fabrikam"]))),
            invited_by_name: dice.maybe_text(),
            inviter_team: Vec::new(),
        },
        origin: dice.origin(),
        registrations: dice.some(3, Dice::odd),
    }
}

/// An open deal with a team of one, at the first location.
pub fn deal(organization_id: &OrganizationId, seed: u64) -> Referral {
    let mut referral = referral(organization_id, seed);
    referral.stage = Stage::Active;
    referral.mpn_id = Some(LOCATIONS[0].to_owned());
    referral.team = vec![Member { email: Some(EMAILS[0].to_owned()), ..Member::default() }];
    referral
}

pub fn referrals(organization_id: &OrganizationId, seed: u64, count: u64) -> Vec<Referral> {
    (0..count).map(|i| referral(organization_id, seed * 1_000_000 + i)).collect()
}

#[test]
fn samples_follow_the_rules_and_differ() {
    let owner = organization("contoso");
    let all = referrals(&owner, 1, 300);
    for referral in &all {
        let mut violations = Violations::new();
        referral.check(&mut violations);
        assert!(violations.is_empty(), "{violations:?} in {referral:?}");
    }
    for substatus in Substatus::ALL {
        assert!(all.iter().any(|referral| referral.stage.substatus() == substatus), "{substatus:?}");
    }
    assert!(all.iter().any(|referral| referral.details.value == Some(Amount::MAX)));
    assert!(all.iter().any(|referral| referral.name.is_none()));
    assert_eq!(referral(&owner, 7), referral(&owner, 7));
}
