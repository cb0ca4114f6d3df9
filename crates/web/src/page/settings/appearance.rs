//! Language, theme, density and the width of the navigation, from the frame of any page: `POST /settings/appearance`.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use ortak_app::account::profile::{self, ProfileInput};
use ortak_app::port::ProfileRecord;

use crate::Web;
use crate::error::Failure;
use crate::reader::{Posted, local, navigation_cookie};

/// A profile as a form would send it.
pub(in crate::page) fn input(profile: ProfileRecord) -> ProfileInput {
    let ProfileRecord { name, phone, language, presentation } = profile;
    ProfileInput {
        name,
        phone: phone.unwrap_or_default(),
        language,
        theme: presentation.theme.as_str().to_owned(),
        density: presentation.density.as_str().to_owned(),
        time_zone: presentation.time_zone,
        shortcuts: presentation.shortcuts,
        columns: presentation.columns,
    }
}

/// Changes what the pressed button names, and shows the same page again.
pub(super) async fn save(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let back = Redirect::to(local(fields.text("back")));
    if let Some(width) = fields.given("navigation").filter(|width| matches!(&**width, "narrow" | "wide")) {
        return Ok((CookieJar::new().add(navigation_cookie(&web, width)), back).into_response());
    }
    let app = &web.http.app;
    let was = input(profile::get(app, &reader.session).await?);
    let new = ProfileInput {
        language: fields.given("language").unwrap_or(was.language),
        theme: fields.given("theme").unwrap_or(was.theme),
        density: fields.given("density").unwrap_or(was.density),
        ..was
    };
    profile::save(app, &reader.session, new).await?;
    Ok(back.into_response())
}
