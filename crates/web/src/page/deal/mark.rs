//! What takes one click: opened, favourite, the sales stage, letting vendor sellers view.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use ortak_app::Ctx;
use ortak_app::error::AppError;
use ortak_app::etag::IfMatch;
use ortak_app::referral::change::{Change, change};
use ortak_domain::referral::{ReferralChange, SalesStage, Stage, Substatus, Waiting, Wanted};

use super::hindered::{self, Doing};
use super::{id, load};
use crate::deal::Deal;
use crate::error::Failure;
use crate::reader::{Posted, Reader, done};
use crate::view::View;
use crate::{Web, html};

/// R301: `Received` says that the recipient has opened it.
pub(super) async fn received(web: &Web, ctx: &Ctx, deal: &mut Deal) -> Result<(), Failure> {
    if deal.referral.stage != Stage::New(Waiting::Pending) {
        return Ok(());
    }
    let opened = Wanted { status: None, substatus: Some(Substatus::Received) };
    let wanted = Change {
        changes: vec![ReferralChange::Stage(opened)],
        if_match: Some(IfMatch::parse(&deal.etag)),
        ..Change::default()
    };
    match change(&web.http.app, ctx, deal.id, &wanted).await {
        // Whoever was faster has opened or answered it; the window may have passed.
        Ok(_) | Err(AppError::Stale | AppError::Conflict { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    *deal = Deal::load(&web.http.app, ctx, deal.id).await?;
    Ok(())
}

/// R316.
pub(super) async fn favourite(
    State(web): State<Web>,
    Path(text): Path<String>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, Failure> {
    let wanted = posted.fields.text("favourite") == "yes";
    let wish = Change { favorite: Some(wanted), ..Change::default() };
    let deal = id(&text)?;
    let changed = change(&web.http.app, &posted.reader.ctx, deal, &wish).await?;
    if headers.contains_key("hx-request") {
        let star =
            Star { view: &posted.reader.view, id: deal.to_string(), favourite: changed.served.favorite };
        return html(&star);
    }
    let back = posted.fields.text("back");
    let back = if back.starts_with("/deals") { back.to_owned() } else { format!("/deals/{deal}") };
    Ok(Redirect::to(&back).into_response())
}

#[derive(Template)]
#[template(path = "component/star.html")]
struct Star<'a> {
    view: &'a View,
    id: String,
    favourite: bool,
}

/// R302–R304: marks a stage.
pub(super) async fn stage(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let Some(stage) = SalesStage::parse(posted.fields.text("stage")) else { return Err(Failure::NoSuchPage) };
    let wish = Change {
        changes: vec![ReferralChange::SalesStage(Some(stage))],
        if_match: Some(IfMatch::parse(posted.fields.text("etag"))),
        ..Change::default()
    };
    let deal = id(&text)?;
    change(&web.http.app, &posted.reader.ctx, deal, &wish).await?;
    Ok(done(&web, &format!("/deals/{deal}#lifecycle"), "stage-marked"))
}

#[derive(Template)]
#[template(path = "page/deal/share.html")]
struct SharePage<'a> {
    view: &'a View,
    deal: &'a Deal,
}

pub(super) async fn share_form(
    State(web): State<Web>,
    reader: Reader,
    Path(text): Path<String>,
) -> Result<Response, Failure> {
    let (reader, deal) = load(&web, reader, &text).await?;
    if let Some(page) = hindered::page(&web, &reader, &deal, Doing::Share, None).await? {
        return Ok(page);
    }
    html(&SharePage { view: &reader.view, deal: &deal })
}

/// R107: private becomes partner-led; never undone.
pub(super) async fn share(
    State(web): State<Web>,
    Path(text): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let wish = Change {
        changes: vec![ReferralChange::VendorView(Some(true))],
        if_match: Some(IfMatch::parse(posted.fields.text("etag"))),
        ..Change::default()
    };
    let deal = id(&text)?;
    change(&web.http.app, &posted.reader.ctx, deal, &wish).await?;
    Ok(done(&web, &format!("/deals/{deal}"), "shared"))
}
