//! Two-step sign-in by the codes of an authenticator application: `/settings/security/two-step`.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use ortak_app::account::totp::{self, Enrolment, State as Totp};
use ortak_app::error::AppError;
use qrcode::{Color, EcLevel, QrCode};

use super::{confirm as proof, refusal, security};
use crate::error::Failure;
use crate::fields::{Fields, Form};
use crate::reader::{Posted, Reader, done};
use crate::view::{Section, View};
use crate::{Web, html, refused};

const PATH: &str = "/settings/security/two-step";

pub(super) fn router() -> Router<Web> {
    Router::new()
        .route(PATH, get(page).post(change))
        .route("/settings/security/two-step/remove", get(ask_remove))
        .route("/settings/security/two-step/set-up", post(set_up))
        .route("/settings/security/two-step/confirm", post(confirm))
}

#[derive(Template)]
#[template(path = "page/settings/two_step.html")]
struct TwoStepPage<'a> {
    view: &'a View,
    state: Totp,
    form: &'a Form,
    /// It is asked whether to turn it off.
    removes: bool,
}

#[derive(Template)]
#[template(path = "page/settings/two_step_enrol.html")]
struct EnrolPage<'a> {
    view: &'a View,
    secret: &'a str,
    url: &'a str,
    code: Square,
    form: &'a Form,
}

#[derive(Template)]
#[template(path = "page/settings/recovery_codes.html")]
struct CodesPage<'a> {
    view: &'a View,
    codes: &'a [String],
}

/// A QR code as a path of squares of one unit each.
struct Square {
    path: String,
    /// Its side, the quiet zone included.
    side: usize,
}

/// Units around the code that must stay empty (ISO/IEC 18004).
const QUIET: usize = 4;

fn square(url: &str) -> Result<Square, AppError> {
    let code = QrCode::with_error_correction_level(url, EcLevel::M)
        .map_err(|error| AppError::Internal(format!("no QR code: {error}")))?;
    let width = code.width();
    let mut path = String::new();
    for (i, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            path.extend([
                "M",
                &(i % width + QUIET).to_string(),
                " ",
                &(i / width + QUIET).to_string(),
                "h1v1h-1z",
            ]);
        }
    }
    Ok(Square { path, side: width + 2 * QUIET })
}

async fn page(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    show(&web, reader, false).await
}

async fn ask_remove(State(web): State<Web>, reader: Reader) -> Result<Response, Failure> {
    show(&web, reader, true).await
}

async fn show(web: &Web, reader: Reader, removes: bool) -> Result<Response, Failure> {
    let state = totp::state(&web.http.app, &reader.session).await?;
    let view = reader.view.at(Section::Settings);
    html(&TwoStepPage { view: &view, state, form: &Form::default(), removes })
}

fn enrol_page(view: &View, enrolment: &Enrolment, form: &Form) -> Result<Response, Failure> {
    let Enrolment { secret, url } = enrolment;
    let page = EnrolPage { view, secret, url, code: square(url)?, form };
    if form.errors().is_empty() { html(&page) } else { refused(&page) }
}

async fn set_up(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let reader = posted.reader;
    let enrolment = totp::begin(&web.http.app, &reader.session, &issuer(&web)).await;
    let enrolment = proof::or_first(enrolment, PATH)?;
    enrol_page(&reader.view.at(Section::Settings), &enrolment, &Form::default())
}

/// What applications call this server: with its host, as somebody may have an account on more than one.
fn issuer(web: &Web) -> String {
    let host = web.http.base_url.split("://").nth(1).unwrap_or_default();
    format!("Ortak {}", host.split([':', '/']).next().unwrap_or_default())
}

async fn confirm(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, fields } = posted;
    let view = reader.view.at(Section::Settings);
    match totp::confirm(&web.http.app, &reader.session, fields.text("code")).await {
        Ok(codes) => html(&CodesPage { view: &view, codes: &codes }),
        Err(error) => {
            // Only shown again: what is compared with lies in the store.
            let [secret, url] = ["secret", "url"].map(|name| fields.text(name).to_owned());
            let form = refusal(&view, fields, error)?;
            enrol_page(&view, &Enrolment { secret, url }, &form)
        }
    }
}

/// Removes the second factor, or makes new recovery codes, whichever button was pressed.
async fn change(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let Posted { reader, mut fields } = posted;
    let (app, session) = (&web.http.app, &reader.session);
    let view = reader.view.clone().at(Section::Settings);
    let proof = fields.raw("code").to_owned();
    let _turn = web.password_turn().await?;
    let refusal_of = |fields: Fields, error| refusal(&view, fields, error);
    let removes = fields.text("do") == "remove";
    let error = if removes {
        match totp::disable(app, session, &proof).await {
            Ok(()) => return Ok(done(&web, security::PATH, "two-step-removed")),
            Err(error) => error,
        }
    } else {
        match totp::renew_recovery_codes(app, session, &proof).await {
            Ok(codes) => return html(&CodesPage { view: &view, codes: &codes }),
            Err(error) => error,
        }
    };
    fields.remove("code");
    let form = refusal_of(fields, error)?;
    let state = totp::state(app, session).await?;
    refused(&TwoStepPage { view: &view, state, form: &form, removes })
}

#[cfg(test)]
mod tests {
    use super::square;

    #[test]
    fn a_code_has_its_quiet_zone_and_its_corners() {
        let code = square("otpauth://totp/Ortak:ada@contoso.example?secret=AAAA&issuer=Ortak").unwrap();
        assert!(code.path.starts_with("M4 4h1v1h-1zM5 4h1v1h-1z"), "the finder pattern is in the corner");
        assert!(!code.path.contains("M3 "), "nothing in the quiet zone");
        assert_eq!((code.side - 8 - 17) % 4, 0, "a side of a QR code");
    }
}
