//! What registering a deal will need, line by line (R501).

use ortak_app::error::AppError;
use ortak_app::workspace::solutions;
use ortak_app::{App, Ctx};
use ortak_domain::registration::{MINIMUM_VALUE_USD, Met, Outlook};
use ortak_domain::{Currency, OrganizationKind, Programme};
use ortak_i18n::Arg;
use rust_decimal::Decimal;

use super::Deal;
use crate::view::View;

/// A condition, and how it stands.
#[derive(Debug)]
pub struct ConditionLine {
    pub colour: &'static str,
    pub icon: &'static str,
    pub text: String,
    /// How it stands, in a word.
    pub state: String,
}

/// The conditions of the outlook in words, with the thresholds that hold.
pub fn lines(view: &View, outlook: &Outlook, programme: &Programme) -> Vec<ConditionLine> {
    let least = view.language.in_currency(Decimal::from(MINIMUM_VALUE_USD), Currency::USD);
    outlook
        .conditions()
        .into_iter()
        .map(|(condition, met)| {
            let (colour, icon) = match met {
                Met::Yes => ("ok", "check"),
                Met::No => ("warn", "x"),
                Met::Later => ("warn", "hourglass"),
            };
            let id = format!("readiness-{}-{}", condition.as_str(), met.as_str());
            let known: [(&str, Arg<'_>); 2] =
                [("least", least.as_str().into()), ("hours", programme.early_win_hours.into())];
            let text = view.language.message_with(&id, &known);
            ConditionLine { colour, icon, text, state: view.name_of("readiness", met.as_str()) }
        })
        .collect()
}

impl Deal {
    /// What is known of registering it; none for whom registering is no matter: the vendor, and deals that ended
    /// otherwise than won.
    pub async fn outlook(&self, app: &App, ctx: &Ctx) -> Result<Option<Outlook>, AppError> {
        let ended = self.closed() && self.referral.stage != WON;
        let vendors = ctx.principal.organization_kind == OrganizationKind::Vendor;
        if !self.own || vendors || ended || self.waits() || self.is_lead() {
            return Ok(None);
        }
        let vendor = self.engagement.iter().flat_map(|engagement| &engagement.others);
        let mut vendor = vendor.filter(|other| other.kind == OrganizationKind::Vendor);
        Ok(Some(Outlook {
            deal_type: self.deal_type(),
            value: self.referral.details.value,
            currency: self.referral.details.currency,
            incentive_solution: solutions::incentive_eligible(app, ctx, self.solutions()).await?,
            // Asked again after a refusal, the latest answer counts.
            vendor: vendor.next_back().map(|other| other.view.stage),
        }))
    }
}

const WON: ortak_domain::referral::Stage =
    ortak_domain::referral::Stage::Closed(ortak_domain::referral::Outcome::Won);
