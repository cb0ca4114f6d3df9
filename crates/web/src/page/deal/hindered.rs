//! What can't be done with a deal as it stands, or by its reader, is said before anybody fills in a form: why not, and who
//! can or what can be done instead.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use ortak_app::referral::open;
use ortak_domain::invitation::Obstacle;
use ortak_domain::policy::Action;
use ortak_domain::referral::{Act, Hindrance};

use super::edit::FIELDS;
use super::people::{self, TEAM};
use crate::Web;
use crate::deal::Deal;
use crate::error::Failure;
use crate::fields::{Fields, WAS, label};
use crate::reader::Reader;
use crate::view::View;

/// What a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    Act(Act),
    Share,
    AskVendor,
    InvitePartner,
}

impl Doing {
    /// The message that says what it is.
    const fn title(self) -> &'static str {
        match self {
            Self::Act(Act::Accept) => "accept-title",
            Self::Act(Act::Decline) => "decline-title",
            Self::Act(Act::Edit) => "edit-title",
            Self::Act(Act::ChangeSolutions) => "change-solutions",
            Self::Act(Act::Win) => "won-title",
            Self::Act(Act::Lose) => "lost-title",
            Self::Share => "share-title",
            Self::AskVendor => "ask-vendor",
            Self::InvitePartner => "invite-partner",
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::Act(_) | Self::Share => Action::Change,
            Self::AskVendor | Self::InvitePartner => Action::Create,
        }
    }
}

#[derive(Template)]
#[template(path = "page/deal/hindered.html")]
struct HinderedPage<'a> {
    view: &'a View,
    deal: &'a Deal,
    title: String,
    why: String,
    /// Who can give the role that does it, by name and e-mail address.
    helpers: Vec<(String, String)>,
    /// What comes first: a path, and what it is called.
    first: Option<(String, String)>,
    /// What the reader had written, so that it isn't lost.
    written: Vec<(String, String)>,
}

/// Instead of a form's page; none when the form may be filled in. `fields` are what was sent too late.
pub(super) async fn page(
    web: &Web,
    reader: &Reader,
    deal: &Deal,
    doing: Doing,
    fields: Option<&Fields>,
) -> Result<Option<Response>, Failure> {
    let view = &reader.view;
    let denied = !view.may(doing.action());
    let Some(why) = why(view, deal, doing, denied) else { return Ok(None) };
    let helpers =
        if deal.own && denied { open::helpers(&web.http.app, &reader.ctx).await? } else { Vec::new() };
    let page = HinderedPage {
        view,
        deal,
        title: view.t(doing.title()),
        why,
        helpers,
        first: first(view, deal, doing),
        written: fields.map(|fields| written(view, fields)).unwrap_or_default(),
    };
    let status = match fields {
        _ if denied || !deal.own => StatusCode::FORBIDDEN,
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    Ok(Some((status, Html(page.render()?)).into_response()))
}

/// The reason in words. The deal's own state comes before the reader's role: nobody could do it then.
fn why(view: &View, deal: &Deal, doing: Doing, denied: bool) -> Option<String> {
    if !deal.own {
        return Some(view.t1("hindered-theirs", "name", deal.referral.organization_name.as_str()));
    }
    let engagement = deal.engagement.as_ref();
    let obstacle = match doing {
        Doing::Act(act) => {
            let hindrance = deal.hindrance(view, act);
            if let Some(hindrance) = hindrance {
                return Some(deal.hindered(view, hindrance));
            }
            None
        }
        Doing::Share => engagement.and_then(|engagement| engagement.share),
        Doing::AskVendor => engagement.and_then(|engagement| engagement.invite_vendor),
        Doing::InvitePartner => engagement.and_then(|engagement| engagement.invite_partners),
    };
    match obstacle {
        Some(Obstacle::AlreadyInvited) if doing == Doing::Share => Some(view.t("hindered-shared")),
        Some(obstacle) => Some(view.name_of("obstacle", obstacle.code())),
        None => denied.then(|| view.by_side("hindered-role")),
    }
}

fn first(view: &View, deal: &Deal, doing: Doing) -> Option<(String, String)> {
    let Doing::Act(act) = doing else { return None };
    match deal.hindrance(view, act)? {
        Hindrance::NotAccepted if deal.may_change => {
            Some((format!("{}/accept", deal.path()), view.t("accept-action")))
        }
        Hindrance::Answered if deal.may_change => {
            Some((format!("{}/edit", deal.path()), view.t("edit-deal")))
        }
        _ => None,
    }
}

/// What the reader wrote: what their form left as it was aside.
fn written(view: &View, fields: &Fields) -> Vec<(String, String)> {
    let own = |name: &str| {
        let text = fields.text(name);
        let left = fields.has(&format!("{WAS}{name}")) && fields.text(&format!("{WAS}{name}")) == text;
        (!text.is_empty() && !left).then(|| text.to_owned())
    };
    let named = FIELDS.iter().filter_map(|name| Some((label(view, name)?, own(name)?)));
    let note = own("note").map(|note| (view.t("reason-note"), note));
    let member = Some(people::person(fields, "member").join(" ")).filter(|member| !member.trim().is_empty());
    let was = people::take(fields, &format!("{WAS}{TEAM}"));
    let team = people::take(fields, TEAM).into_iter().filter(|person| !was.contains(person));
    let people = member.into_iter().chain(team.map(|person| person.join(" ")));
    named.chain(note).chain(people.map(|person| (view.t("team"), person))).collect()
}

#[cfg(test)]
mod tests {
    use ortak_domain::Role;
    use ortak_domain::policy::{Decision, decide};
    use ortak_i18n::Language;

    use super::*;

    #[test]
    fn r402_who_may_invite_is_said_of_each_side_as_the_policy_has_it() {
        for language in Language::ALL {
            for (message, vendor) in [("hindered-role", false), ("hindered-role-vendor", true)] {
                let told = language.message(message);
                for role in Role::ALL {
                    let may = role.fits(vendor) && decide(role, Action::Create) == Decision::Allow;
                    let name = language.message(&format!("role-{}", role.as_str()));
                    assert_eq!(told.contains(&*name), may, "{role:?}: {told}");
                }
            }
        }
    }
}
