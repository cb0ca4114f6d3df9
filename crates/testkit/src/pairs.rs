//! What one organization sees of another's referral and may do with it: the table that the API's tests prove on both
//! databases and that `docs/policy-matrix.md` shows.
//!
//! A cell is `nothing` where the answer holds nothing of the referral, `limited` for the view of R312, `shared` for that
//! of R102, `told` where news of it arrives, or the status with which the request is refused.

/// How the reader's organization stands to the referral of another. The reader runs its organization's deals: a Referrals
/// admin of a partner, a seller of the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    pub name: &'static str,
    pub is_vendor: bool,
    /// What has happened, in the words of the tests.
    pub stand: Stand,
}

/// What has happened between the owner and the reader's organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It was not asked, and the deal is private.
    Outside,
    /// The owner lets the vendor's sellers view the deal (R102).
    Shown,
    /// It was asked and has not answered.
    Asked,
    Accepted,
    Declined,
    /// It let the window pass.
    Expired,
}

const fn relation(name: &'static str, is_vendor: bool, stand: Stand) -> Relation {
    Relation { name, is_vendor, stand }
}

pub const RELATIONS: [Relation; 9] = [
    relation("partner, not asked", false, Stand::Outside),
    relation("partner, asked", false, Stand::Asked),
    relation("partner, accepted", false, Stand::Accepted),
    relation("partner, declined", false, Stand::Declined),
    relation("vendor, private deal", true, Stand::Outside),
    relation("vendor, partner-led deal", true, Stand::Shown),
    relation("vendor, asked", true, Stand::Asked),
    relation("vendor, accepted", true, Stand::Accepted),
    relation("partner, expired", false, Stand::Expired),
];

/// An operation or a question, and its answer for each of [`RELATIONS`].
pub type Row = (&'static str, [&'static str; 9]);

const NO: &str = "nothing";
const LIM: &str = "limited";
const TOLD: &str = "told";

/// The referral in what is asked of many.
pub const QUESTIONS: [Row; 12] = [
    ("the list", [NO; 9]),
    ("the count of the list", [NO; 9]),
    ("`$search` for its words", [NO; 9]),
    ("`$filter` by its id", [NO; 9]),
    ("`$filter` by its engagement", [NO, LIM, LIM, NO, NO, NO, LIM, LIM, NO]),
    ("the count of that", [NO, LIM, LIM, NO, NO, NO, LIM, LIM, NO]),
    ("that, and by what the limited view hides", [NO; 9]),
    ("the engagement of the reader's own referral", [NO, LIM, LIM, NO, NO, NO, LIM, LIM, NO]),
    ("the history of the reader's own referral", [NO; 9]),
    ("a notification when its stage changes", [NO, TOLD, TOLD, NO, NO, NO, TOLD, TOLD, NO]),
    ("a webhook when its stage changes", [NO, TOLD, TOLD, NO, NO, NO, TOLD, TOLD, NO]),
    ("a retry under the owner's idempotency key", [NO; 9]),
];

/// Every operation of the OpenAPI document, done with the id of the referral, of its engagement, or of what its owner
/// has of it.
pub const OPERATIONS: [Row; 31] = [
    ("GET /v1.0/engagements/referrals", [NO; 9]),
    ("GET /v1.0/engagements/referrals/{id}", ["404", LIM, LIM, "404", "404", "shared", LIM, LIM, "404"]),
    ("GET /v1.0/engagements/referrals/{id}/engagement", ["404"; 9]),
    ("GET /v1.0/engagements/referrals/{id}/history", ["404"; 9]),
    (
        "PATCH /v1.0/engagements/referrals/{id}",
        ["404", "403", "403", "404", "404", "403", "403", "403", "404"],
    ),
    ("PUT /v1.0/engagements/referrals/{id}", ["404", "403", "403", "404", "404", "403", "403", "403", "404"]),
    ("GET /ortak/v1/shared-deals", ["403", "403", "403", "403", NO, "shared", NO, NO, "403"]),
    ("GET /ortak/v1/notifications", [NO; 9]),
    ("POST /ortak/v1/notifications/{id}/read", ["404"; 9]),
    ("POST /ortak/v1/notifications/{id}/unread", ["404"; 9]),
    ("POST /ortak/v1/notifications/read-all", [NO; 9]),
    ("GET /ortak/v1/notification-preferences", [NO; 9]),
    ("PUT /ortak/v1/notification-preferences", [NO; 9]),
    ("GET /ortak/v1/organization/stages", [NO; 9]),
    ("PUT /ortak/v1/organization/stages", ["403"; 9]),
    ("GET /ortak/v1/programme", ["403", "403", "403", "403", NO, NO, NO, NO, "403"]),
    ("PUT /ortak/v1/programme", ["403"; 9]),
    ("GET /webhooks/v1/registration/events", [NO; 9]),
    ("GET /webhooks/v1/registration", [NO; 9]),
    ("POST /webhooks/v1/registration", ["409"; 9]),
    ("PUT /webhooks/v1/registration", [NO; 9]),
    ("GET /ortak/v1/webhook/secret", [NO; 9]),
    ("POST /ortak/v1/webhook/secret", [NO; 9]),
    ("GET /ortak/v1/webhook/deliveries", [NO, LIM, LIM, NO, NO, NO, LIM, LIM, NO]),
    ("GET /ortak/v1/webhook/deliveries/{id}", ["404"; 9]),
    ("POST /ortak/v1/webhook/deliveries/{id}/replay", ["404"; 9]),
    ("POST /ortak/v1/webhook/replay", [NO; 9]),
    ("POST /webhooks/v1/registration/validationEvents", [NO; 9]),
    ("GET /webhooks/v1/registration/validationEvents/{correlationId}", ["404"; 9]),
    ("POST /ortak/v1/sandbox/clock", ["403"; 9]),
    ("POST /v1.0/engagements/referrals", ["400", "409", "409", "409", "400", "400", "409", "409", "409"]),
];
