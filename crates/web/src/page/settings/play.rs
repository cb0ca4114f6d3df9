//! Playing a side of the reader's sandbox: `/settings/sandbox/{side}/{deal}`.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_app::error::AppError;
use ortak_app::etag::IfMatch;
use ortak_app::port::{Sort, Tab};
use ortak_app::referral::change::{Change, change};
use ortak_app::sandbox;
use ortak_app::workspace::ListView;
use ortak_app::workspace::list::list;
use ortak_domain::policy::Visibility;
use ortak_domain::referral::{Reason, ReferralChange, SalesStage, Substatus, Wanted};
use ortak_domain::{Organization, OrganizationKind, ReferralId, Violations};

use super::refusal;
use crate::deal::{Badge, Deal};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::page::deal::{decline_reasons_of, lost_reasons, status_reason};
use crate::page::deals::{Row, movable_stages};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

/// Deals shown of each side.
const ROWS: usize = 50;

/// A side to play, with what was sent to it.
pub(super) struct Side {
    /// By which it is named.
    pub id: String,
    pub name: String,
    pub deals: Vec<Row>,
}

/// All sides that take part in something in the reader's sandbox.
pub(super) async fn sides(web: &Web, reader: &Reader) -> Result<Vec<Side>, Failure> {
    let app = &web.http.app;
    let mut sides = Vec::new();
    for side in sandbox::sides(app, &reader.ctx).await? {
        let ctx = sandbox::act_for(app, reader.ctx.clone(), side.shown_id().as_str()).await?;
        if ctx.visibility() == Visibility::Nothing {
            continue;
        }
        let wanted = ListView { tab: Tab::All, sort: Sort::default(), ..ListView::default() };
        let page = list(app, &ctx, &wanted, &reader.view.zone, ROWS).await?;
        let deals = page.rows.into_iter().map(|row| Row::of(&reader.view, row)).collect();
        sides.push(Side { id: side.shown_id().to_string(), name: side.name, deals });
    }
    Ok(sides)
}

#[derive(Template)]
#[template(path = "page/settings/play.html")]
struct PlayPage<'a> {
    view: &'a View,
    form: &'a Form,
    side: &'a Organization,
    deal: &'a Deal,
    status: Badge,
    stages: Vec<(&'static str, String)>,
    reasons: Vec<(String, String)>,
    stale: bool,
}

impl PlayPage<'_> {
    fn path(&self) -> String {
        path(self.side, self.deal.id)
    }
}

fn path(side: &Organization, deal: ReferralId) -> String {
    format!("/settings/sandbox/{}/{deal}", side.shown_id())
}

/// The reader as the side that they play, and its deal.
async fn load(
    web: &Web,
    reader: &Reader,
    (side, deal): (String, String),
) -> Result<(Reader, Organization, Deal), Failure> {
    let app = &web.http.app;
    let deal: ReferralId = deal.parse().map_err(|_| Failure::NoSuchPage)?;
    let sides = sandbox::sides(app, &reader.ctx).await?;
    let side = sides.into_iter().find(|one| one.shown_id().as_str() == side).ok_or(Failure::NoSuchPage)?;
    let ctx = sandbox::act_for(app, reader.ctx.clone(), side.shown_id().as_str()).await?;
    let deal = Deal::load(app, &ctx, deal).await?;
    let view = reader.view.clone().at(Section::Settings);
    Ok((Reader { ctx, session: reader.session.clone(), view }, side, deal))
}

fn render(
    played: &Reader,
    side: &Organization,
    deal: &Deal,
    form: &Form,
    stale: bool,
) -> Result<Response, Failure> {
    let view = &played.view;
    let reasons = if deal.active() {
        lost_reasons(view)
    } else {
        decline_reasons_of(view, side.kind == OrganizationKind::Vendor)
    };
    let page = PlayPage {
        view,
        form,
        side,
        status: deal.status_badge(view),
        stages: movable_stages(view),
        reasons,
        stale,
        deal,
    };
    if stale || !form.errors().is_empty() { refused(&page) } else { html(&page) }
}

pub(super) async fn page(
    State(web): State<Web>,
    reader: Reader,
    Path(path): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (played, side, deal) = load(&web, &reader, path).await?;
    render(&played, &side, &deal, &Form::new(beginning(&deal)), false)
}

fn beginning(deal: &Deal) -> Fields {
    let stage = deal.referral.sales_stage.map(|stage| ("stage", stage.as_str()));
    stage.into_iter().collect()
}

/// What the pressed button means.
fn changes(fields: &Fields, kind: OrganizationKind, problems: &mut Violations) -> Vec<ReferralChange> {
    let to = |substatus| ReferralChange::Stage(Wanted { status: None, substatus: Some(substatus) });
    match fields.text("do") {
        "accept" => vec![to(Substatus::Accepted)],
        "decline" => {
            let reason = status_reason(fields, Reason::for_declining(kind), problems);
            vec![ReferralChange::StatusReason(reason), to(Substatus::Declined)]
        }
        "won" => vec![to(Substatus::Won)],
        "lost" => {
            let reason = status_reason(fields, Reason::for_losing(), problems);
            vec![ReferralChange::StatusReason(reason), to(Substatus::Lost)]
        }
        _ => match SalesStage::parse(fields.text("stage")) {
            Some(stage) => vec![ReferralChange::SalesStage(Some(stage))],
            None => {
                problems.add("stage", "unknown_stage", "is no sales stage");
                Vec::new()
            }
        },
    }
}

pub(super) async fn play(
    State(web): State<Web>,
    Path(at): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (played, side, deal) = load(&web, &reader, at).await?;
    let mut problems = Violations::new();
    let changes = changes(&fields, side.kind, &mut problems);
    let if_match = Some(IfMatch::parse(fields.text("etag")));
    let wish = Change { changes, problems, if_match, ..Change::default() };
    match change(&web.http.app, &played.ctx, deal.id, &wish).await {
        Ok(_) => Ok(done(&web, &path(&side, deal.id), "played")),
        Err(AppError::Stale) => render(&played, &side, &deal, &Form::new(fields), true),
        Err(error) => {
            let form = refusal(&played.view, fields, error)?;
            render(&played, &side, &deal, &form, false)
        }
    }
}
