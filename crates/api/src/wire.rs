//! The shapes of requests and answers for the OpenAPI document. Requests are bound by `bind`, which forgives
//! more than a schema can say; these types describe what to send.

use ortak_app::document::ReferralDocument;
use ortak_app::port::Cursor;
use ortak_domain::customer::{Address, Consent, ProfileId};
use ortak_domain::field::Scalar;
use ortak_domain::solution::{Requirements, Target};
use ortak_domain::{Member, ReferralId, Time};
use utoipa::{IntoParams, ToSchema};

use crate::error::ApiError;
use crate::odata::SkipTokens;

/// A referral as answered: the stored document with what depends on the reader.
#[derive(Debug, ToSchema)]
#[schema(as = Referral)]
#[expect(dead_code, reason = "describes an answer that is spliced, not serialized")]
pub struct ReferralBody {
    #[schema(inline)]
    #[serde(flatten)]
    document: ReferralDocument,
    #[serde(rename = "@odata.context")]
    odata_context: Option<String>,
    /// With its own quotes; send it back as `If-Match`.
    #[serde(rename = "eTag")]
    e_tag: String,
    /// The caller's own mark.
    favorite: bool,
    links: Links,
}

/// Where this referral and the other parties' are.
#[derive(Debug, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes an answer that is spliced, not serialized")]
pub struct Links {
    related_referrals: Link,
    #[serde(rename = "self")]
    itself: Link,
}

/// A link.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes an answer that is spliced, not serialized")]
pub struct Link {
    uri: String,
    method: String,
}

/// One page of a list.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes an answer that is spliced, not serialized")]
pub struct ReferralList {
    #[serde(rename = "@odata.context")]
    context: String,
    /// All matches, not only this page's.
    #[serde(rename = "@odata.count")]
    count: u64,
    /// Absolute and complete; absent on the last page.
    #[serde(rename = "@odata.nextLink")]
    next_link: Option<String>,
    /// Referrals, or with `$select` the chosen members of them.
    #[schema(value_type = Vec<Object>)]
    value: Vec<ReferralBody>,
}

/// A deal to open. Names are matched in any case; unknown members are ignored.
#[derive(Debug, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewReferral)]
#[expect(dead_code, reason = "describes a body that is bound by hand")]
pub struct NewReferralBody {
    /// `Shared` or `Independent`.
    #[serde(rename = "type")]
    #[schema(pattern = "^(Shared|Independent)$")]
    kind: String,
    customer_profile: NewCustomer,
    consent: Consent,
    details: NewDetails,
    #[schema(max_length = 255)]
    name: Option<String>,
    /// `None`, `Direct`, `MarketingQualified` or `SalesQualified` (the default).
    #[schema(pattern = "^(None|Direct|MarketingQualified|SalesQualified)$")]
    qualification: Option<String>,
    #[schema(max_length = 1000)]
    external_reference_id: Option<String>,
    #[schema(max_length = 1000)]
    campaign_id: Option<String>,
    #[schema(max_length = 1000)]
    referral_program: Option<String>,
    /// A sales stage's name or percentage.
    #[schema(pattern = "^(10|20|40|60|80|100)$")]
    sales_stage: Option<String>,
    /// The partner number of one of the organization's locations; the first one by default.
    #[schema(pattern = "^[0-9]{1,20}$")]
    mpn_id: Option<String>,
    #[schema(max_items = 50)]
    target: Option<Vec<Target>>,
    /// The owner's people; the calling user by default.
    #[schema(max_items = 50)]
    team: Option<Vec<Member>>,
    favorite: Option<bool>,
}

/// The customer, as chosen.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes a body that is bound by hand")]
pub struct NewCustomer {
    #[schema(min_length = 1, max_length = 1000)]
    name: String,
    address: Address,
    size: Option<String>,
    #[schema(max_items = 50)]
    team: Option<Vec<Member>>,
    ids: Option<Vec<ProfileId>>,
}

/// What the deal is about.
#[derive(Debug, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes a body that is bound by hand")]
pub struct NewDetails {
    /// At most four decimals; kept exactly.
    #[schema(minimum = 0, maximum = 999_999_999_999.999_9)]
    deal_value: f64,
    /// ISO 4217.
    #[schema(pattern = "^(USD|EUR|GBP|TRY|JPY)$|^[A-Z]{3}$")]
    currency: String,
    /// 90 days ahead by default.
    #[schema(format = DateTime)]
    closing_date_time: Option<String>,
    #[schema(max_length = 20000)]
    notes: Option<String>,
    requirements: Option<Requirements>,
}

/// What to change: any part of a referral. Read-only members are ignored.
#[derive(Debug, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ReferralChange)]
#[expect(dead_code, reason = "describes a body that is bound by hand")]
pub struct ReferralChangeBody {
    #[schema(max_length = 255)]
    name: Option<String>,
    external_reference_id: Option<String>,
    campaign_id: Option<String>,
    referral_program: Option<String>,
    /// `New`, `Active` or `Closed`; judged together with `substatus`.
    status: Option<String>,
    substatus: Option<String>,
    status_reason: Option<String>,
    sales_stage: Option<String>,
    favorite: Option<bool>,
    #[schema(max_items = 50)]
    team: Option<Vec<Member>>,
    #[schema(max_items = 50)]
    target: Option<Vec<Target>>,
    #[schema(value_type = Option<Object>)]
    details: Option<NewDetails>,
    consent: Option<Consent>,
}

/// A JSON Patch or a merge patch.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "describes a body that is bound by hand")]
pub enum PatchBody {
    JsonPatch(Vec<PatchOperation>),
    MergePatch(Box<ReferralChangeBody>),
}

/// One operation of a JSON Patch.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes a body that is bound by hand")]
pub struct PatchOperation {
    /// `add` or `replace`.
    op: String,
    /// `/details/dealValue`, `/team/-`, …
    path: String,
    #[schema(value_type = Object)]
    value: serde_json::Value,
}

/// The query options of a list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes options that are read by hand")]
pub struct ListParams {
    /// A condition, like `status eq 'Active' and details/dealValue gt 1000`.
    #[param(rename = "$filter", max_length = 8000)]
    filter: Option<String>,
    /// Properties with `asc` or `desc`; `createdDateTime desc` by default.
    #[param(rename = "$orderby")]
    orderby: Option<String>,
    /// Members to answer, nested ones with `/`.
    #[param(rename = "$select")]
    select: Option<String>,
    /// Rows of a page, 100 by default.
    #[param(rename = "$top", minimum = 0, maximum = 1000)]
    top: Option<u32>,
    /// Rows to pass over.
    #[param(rename = "$skip", minimum = 0)]
    skip: Option<u32>,
    /// Accepted; the count is always sent.
    #[param(rename = "$count")]
    count: Option<bool>,
    /// Words that must all begin a word of the deal.
    #[param(rename = "$search", max_length = 1000)]
    search: Option<String>,
    /// Accepted and ignored.
    #[param(rename = "$expand")]
    expand: Option<String>,
    /// The position of a page, as in `@odata.nextLink`.
    #[param(rename = "$skiptoken")]
    skiptoken: Option<String>,
}

/// The page wanted of Ortak's own lists.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Rows of a page, 50 by default.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<usize>,
    /// The position of a page, as in `@odata.nextLink`.
    pub after: Option<String>,
}

impl Paging {
    const MOST: usize = 200;
    const DEFAULT: usize = 50;

    /// Rows of the page.
    pub fn rows(&self) -> Result<usize, ApiError> {
        let rows = self.limit.unwrap_or(Self::DEFAULT);
        if (1..=Self::MOST).contains(&rows) {
            return Ok(rows);
        }
        Err(ApiError::bad_request("out_of_range", format!("limit must be from 1 to {}", Self::MOST)))
    }

    /// The position behind the last of `rows`, when there are more than fit into the page; cuts what doesn't.
    pub fn cut<T>(
        rows: &mut Vec<T>,
        fit: usize,
        tokens: &SkipTokens,
        list: &str,
        place: impl Fn(&T) -> (Time, uuid::Uuid),
    ) -> Option<String> {
        let more = rows.len() > fit;
        rows.truncate(fit);
        let (time, id) = rows.last().filter(|_| more).map(place)?;
        Some(tokens.seal(&Cursor { keys: vec![Scalar::Time(time)], id: ReferralId(id) }, list))
    }

    /// The row after which the page begins: its time and id. `list` is what the position must belong to.
    pub fn position(&self, tokens: &SkipTokens, list: &str) -> Result<Option<(Time, ReferralId)>, ApiError> {
        let Some(token) = &self.after else { return Ok(None) };
        match tokens.open(token, list).as_ref().map(|cursor| (cursor.keys.first(), cursor.id)) {
            Some((Some(Scalar::Time(time)), id)) => Ok(Some((*time, id))),
            _ => Err(ApiError::bad_request("invalid_skiptoken", "after is no position of this list")),
        }
    }
}

/// Which notifications are wanted.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnreadParam {
    /// Only unread ones.
    pub unread: Option<bool>,
}

/// Which deliveries are wanted.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryParams {
    /// `pending`, `delivered`, `failed` or `cancelled`.
    pub state: Option<String>,
}

/// How a create can be repeated safely.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes headers that are read by hand")]
pub struct IdempotencyHeaders {
    /// The same key and body return the first result.
    #[param(rename = "Idempotency-Key", max_length = 255)]
    idempotency_key: Option<String>,
    /// Echoed; repeated with the same body it makes a retry safe, too.
    #[param(rename = "client-request-id")]
    client_request_id: Option<String>,
}

/// The version that the writer saw, and what it wants back.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes headers that are read by hand")]
pub struct ChangeHeaders {
    /// The `eTag` that was read.
    #[param(rename = "If-Match")]
    if_match: Option<String>,
    /// `return=representation` or `return=minimal`.
    #[param(rename = "Prefer")]
    prefer: Option<String>,
}

/// The representation that the reader has.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes headers that are read by hand")]
pub struct IfNoneMatchHeader {
    #[param(rename = "If-None-Match")]
    if_none_match: Option<String>,
}
