//! List referrals: the caller's own, and in one engagement what the other parties show (03-api A4, A5).

use ortak_domain::policy::{Action, Visibility};
use ortak_domain::referral::PartyView;
use ortak_domain::{EngagementId, Predicate};

use super::Served;
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
/// caller takes part, the other parties' limited views (R312) follow the caller's own on the last page.
pub async fn list(app: &App, ctx: &Ctx, query: &ListQuery) -> Result<Page, AppError> {
    ctx.permit(Action::Read)?;
    let viewer = ctx.viewer();
    if viewer.visibility == Visibility::Nothing {
        return Ok(Page { rows: Vec::new(), next: None, count: 0 });
    }
    let ListPage { rows, next, count } = app.referrals.list(&viewer, query).await?;
    let mut page = Page { rows: rows.into_iter().map(Served::from).collect(), next, count };
    if let Some(engagement) = query.predicate.engagement().and_then(|id| id.parse().ok()) {
        let others = others(app, &viewer, engagement, &query.predicate, &query.search).await?;
        page.count += others.len() as u64;
        if page.next.is_none() && query.after.is_none() && query.skip == 0 {
            let room = query.limit.saturating_sub(page.rows.len());
            page.rows.extend(others.into_iter().take(room));
        }
    }
    Ok(page)
}

/// What the other parties of the engagement show, if the caller takes part in it.
async fn others(
    app: &App,
    viewer: &Viewer,
    engagement: EngagementId,
    predicate: &Predicate,
    search: &[String],
) -> Result<Vec<Served>, AppError> {
    let parties = app.referrals.parties(engagement).await?;
    let is_own = |party: &&PartyView| party.organization_id == viewer.organization_id;
    let mut takes_part = false;
    for own in parties.iter().filter(is_own) {
        takes_part |= app.referrals.get(viewer, own.referral_id).await?.is_some();
    }
    // A free-text search looks into what the others don't show.
    if !takes_part || !search.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for party in parties.iter().filter(|party| !is_own(party)) {
        let referral = document::limited(party);
        // The filter sees the limited view only, so it can't ask about anything hidden.
        if predicate.eval(&referral, false) {
            found.push(Served {
                id: referral.id,
                version: 0,
                updated_at: referral.updated_at,
                favorite: false,
                document: document::render(&referral)?.into(),
            });
        }
    }
    Ok(found)
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
