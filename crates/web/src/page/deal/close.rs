//! Won and Lost (R309, R310): both say first what is frozen.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use ortak_app::error::AppError;
use ortak_domain::Violations;
use ortak_domain::referral::{Act, Reason, ReferralChange, Substatus, Wanted};

use super::hindered::{self, Doing};
use super::{Tried, answer, load, try_change};
use crate::deal::Deal;
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::View;
use crate::{Web, html, refused};

#[derive(Template)]
#[template(path = "page/deal/won.html")]
struct WonPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    /// Within how many hours of its creation a registration may be rejected (R310).
    early: Option<i64>,
    stale: bool,
}

async fn early(web: &Web, reader: &Reader, deal: &Deal) -> Result<Option<i64>, Failure> {
    let programme = web.http.app.accounts.programme().await.map_err(AppError::from)?;
    Ok(deal.referral.wins_early(reader.ctx.now, &programme).then_some(programme.early_win_hours))
}

pub(super) async fn won_form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    if let Some(page) = hindered::page(&web, &reader, &deal, Doing::Act(Act::Win), None).await? {
        return Ok(page);
    }
    let early = early(&web, &reader, &deal).await?;
    html(&WonPage { view: &reader.view, early, form: &Form::default(), stale: false, deal: &deal })
}

pub(super) async fn won(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (reader, deal) = load(&web, reader, &text).await?;
    let doing = Doing::Act(Act::Win);
    if let Some(page) = hindered::page(&web, &reader, &deal, doing, Some(&fields)).await? {
        return Ok(page);
    }
    let view = &reader.view;
    let changes = vec![ReferralChange::Stage(Wanted { status: None, substatus: Some(Substatus::Won) })];
    let (form, stale) = match try_change(&web, &reader, &deal, fields, changes, Violations::new()).await? {
        Tried::Done => return Ok(done(&web, &deal.path(), "won")),
        Tried::Again { form, stale } => (form, stale),
    };
    let early = early(&web, &reader, &deal).await?;
    refused(&WonPage { view, early, form: &form, stale, deal: &deal })
}

#[derive(Template)]
#[template(path = "page/deal/lost.html")]
struct LostPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    form: &'a Form,
    reasons: Vec<(String, String)>,
    stale: bool,
}

pub(super) async fn lost_form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    if let Some(page) = hindered::page(&web, &reader, &deal, Doing::Act(Act::Lose), None).await? {
        return Ok(page);
    }
    let view = &reader.view;
    let reasons = answer::lost_reasons(view);
    let form = Form::new(view.fields(Fields::default()));
    html(&LostPage { view, reasons, form: &form, stale: false, deal: &deal })
}

pub(super) async fn lost(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let (reader, deal) = load(&web, reader, &text).await?;
    let doing = Doing::Act(Act::Lose);
    if let Some(page) = hindered::page(&web, &reader, &deal, doing, Some(&fields)).await? {
        return Ok(page);
    }
    let view = &reader.view;
    let mut problems = Violations::new();
    let reason = answer::status_reason(&fields, Reason::for_losing(), &mut problems);
    let mut changes = vec![
        ReferralChange::StatusReason(reason),
        ReferralChange::Stage(Wanted { status: None, substatus: Some(Substatus::Lost) }),
    ];
    changes.extend(answer::noted(&fields, deal.own_notes()));
    let (form, stale) = match try_change(&web, &reader, &deal, fields, changes, problems).await? {
        Tried::Done => return Ok(done(&web, &deal.path(), "lost")),
        Tried::Again { form, stale } => (form, stale),
    };
    let reasons = answer::lost_reasons(view);
    refused(&LostPage { view, reasons, form: &form, stale, deal: &deal })
}
