//! List referrals: the caller's own, and in one engagement what the other parties show (03-api A4, A5).

use std::cmp::Ordering;

use ortak_domain::field::Scalar;
use ortak_domain::policy::{Action, Visibility};
use ortak_domain::predicate::OrderKey;
use ortak_domain::{EngagementId, Predicate, Referral, ReferralId};

use super::{Served, engagement};
use crate::document;
use crate::error::AppError;
use crate::port::{Cursor, ListPage, ListQuery, Viewer};
use crate::{App, Ctx};

/// One page for one reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub rows: Vec<Served>,
    pub next: Option<Cursor>,
    pub count: u64,
}

/// One page of the referrals within the caller's reach. When the filter names one engagement in which the
/// caller takes part, the other parties' limited views (R312) are among them.
pub async fn list(app: &App, ctx: &Ctx, query: &ListQuery) -> Result<Page, AppError> {
    ctx.permit(Action::Read)?;
    let viewer = ctx.viewer();
    if viewer.visibility == Visibility::Nothing {
        return Ok(Page { rows: Vec::new(), next: None, count: 0 });
    }
    // A free-text search looks into what the others don't show.
    if query.search.is_empty()
        && let Some(engagement) = query.predicate.engagement().and_then(|id| id.parse().ok())
    {
        let others = others(app, &viewer, engagement, &query.predicate).await?;
        if !others.is_empty() {
            return engagement_page(app, &viewer, query, others).await;
        }
    }
    let ListPage { rows, next, count } = app.referrals.list(&viewer, query).await?;
    Ok(Page { rows: rows.into_iter().map(Served::from).collect(), next, count })
}

/// A row with what it is ordered by.
type Ordered = (Vec<Scalar<'static>>, Served);

/// One engagement has few referrals, so they are ordered and cut to the page here, own and others' alike.
async fn engagement_page(
    app: &App,
    viewer: &Viewer,
    query: &ListQuery,
    others: Vec<(Referral, Served)>,
) -> Result<Page, AppError> {
    let all = ListQuery { limit: MAX_OWN, skip: 0, after: None, ..query.clone() };
    let own = app.referrals.list(viewer, &all).await?.rows;
    let mut rows: Vec<Ordered> = Vec::with_capacity(own.len() + others.len());
    for row in own {
        let referral = document::parse(&row.document, false)?;
        rows.push((keys(&referral, row.favorite, &query.order), row.into()));
    }
    for (referral, served) in others {
        rows.push((keys(&referral, false, &query.order), served));
    }
    rows.sort_by(|(a, one), (b, other)| compare(&query.order, a, one.id, b, other.id));
    let count = rows.len() as u64;
    if let Some(after) = &query.after {
        rows.retain(|(keys, row)| compare(&query.order, keys, row.id, &after.keys, after.id).is_gt());
    }
    let rest = rows.split_off(query.skip.min(rows.len()));
    let more = rest.len() > query.limit;
    let page: Vec<Ordered> = rest.into_iter().take(query.limit).collect();
    let next = page.last().filter(|_| more).map(|(keys, row)| Cursor { keys: keys.clone(), id: row.id });
    Ok(Page { rows: page.into_iter().map(|(_, row)| row).collect(), next, count })
}

/// Own referrals of one engagement that are looked at; there is one live one, and those declined before it.
const MAX_OWN: usize = 1_000;

fn keys(referral: &Referral, favorite: bool, order: &[OrderKey]) -> Vec<Scalar<'static>> {
    order.iter().map(|key| key.field.value(referral, favorite).into_owned()).collect()
}

/// The order of lists: by the keys, then by id in the direction of the last key.
fn compare(
    order: &[OrderKey],
    a: &[Scalar<'static>],
    one: ReferralId,
    b: &[Scalar<'static>],
    other: ReferralId,
) -> Ordering {
    let turned =
        |ordering: Ordering, descending: bool| if descending { ordering.reverse() } else { ordering };
    let by_key = order
        .iter()
        .zip(a.iter().zip(b))
        .map(|(key, (a, b))| turned(a.cmp(b), key.descending))
        .find(|ordering| ordering.is_ne());
    let last = order.last().is_some_and(|key| key.descending);
    by_key.unwrap_or_else(|| turned(one.cmp(&other), last))
}

/// What the other parties of the engagement show, if the caller takes part in it.
async fn others(
    app: &App,
    viewer: &Viewer,
    engagement: EngagementId,
    predicate: &Predicate,
) -> Result<Vec<(Referral, Served)>, AppError> {
    let mut found = Vec::new();
    for other in engagement::others(app, viewer, engagement).await? {
        let referral = other.referral();
        // The filter sees the limited view only, so it can't ask about anything hidden.
        if predicate.eval(&referral, false) {
            let served = Served::limited(&referral)?;
            found.push((referral, served));
        }
    }
    Ok(found)
}

impl Served {
    /// What another party shows, which has neither version nor mark.
    pub fn limited(referral: &Referral) -> Result<Self, AppError> {
        Ok(Self {
            id: referral.id,
            version: 0,
            updated_at: referral.updated_at,
            favorite: false,
            document: document::render(referral)?.into(),
        })
    }
}

impl From<crate::port::ListRow> for Served {
    fn from(row: crate::port::ListRow) -> Self {
        Self {
            id: row.id,
            version: row.version,
            updated_at: row.updated_at,
            favorite: row.favorite,
            document: row.document.into(),
        }
    }
}
