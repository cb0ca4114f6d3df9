//! The settings of the partner programme: the vendor's people read them, its programme admins change them.

use ortak_domain::organization::OrganizationKind;
use ortak_domain::policy::Action;
use ortak_domain::registration::INCENTIVE_TAGS;
use ortak_domain::text::sort_key;
use ortak_domain::{AuditKind, Organization, OrganizationId, Programme, Violations, merge};
use serde_json::json;

use crate::account::company::changes;
use crate::account::revise::{Setting, revise};
use crate::account::{By, admin};
use crate::error::AppError;
use crate::port::SolutionRecord;
use crate::{App, Ctx};

pub async fn get(app: &App, ctx: &Ctx) -> Result<Programme, AppError> {
    ctx.permit(Action::ReadProgramme)?;
    Ok(app.accounts.programme().await?)
}

/// Replaces them. `was` is what their writer saw (R315); `problems` is what was wrong with the input already.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    was: Option<&Programme>,
    wanted: &Programme,
    problems: Violations,
) -> Result<Programme, AppError> {
    ctx.permit(Action::SetProgramme)?;
    let own = &ctx.principal.organization_id;
    let setting = Setting { organization: own, kind: AuditKind::ProgrammeChanged, subject: "" };
    revise(app, setting, || async {
        let before = app.accounts.programme().await?;
        let mut problems = problems.clone();
        let after = merged(was.unwrap_or(&before), &before, wanted, &mut problems);
        after.check(&mut problems);
        problems.or(())?;
        if after == before {
            return Ok(true);
        }
        let facts = changes("", &json!(before), &json!(after));
        let noting = setting.noting(app, By::Caller(ctx), &facts);
        Ok(noting.accounts.save_programme(&before, &after).await?)
    })
    .await?;
    Ok(app.accounts.programme().await?)
}

fn merged(was: &Programme, stored: &Programme, wanted: &Programme, clashes: &mut Violations) -> Programme {
    let mut number =
        |name, of: fn(&Programme) -> i64| merge::field(name, of(was), of(stored), of(wanted), clashes);
    let declines = |of: &Programme| of.auto_decline_below_minimum;
    Programme {
        partner_answer_days: number("partnerAnswerDays", |of| of.partner_answer_days),
        vendor_answer_days: number("vendorAnswerDays", |of| of.vendor_answer_days),
        early_win_hours: number("earlyWinHours", |of| of.early_win_hours),
        vendor_minimum_value_usd: number("vendorMinimumValueUsd", |of| of.vendor_minimum_value_usd),
        auto_decline_below_minimum: merge::flag(declines(was), declines(stored), declines(wanted)),
    }
}

/// The partners of the programme, by name; those of sandboxes are none.
pub async fn partners(app: &App, ctx: &Ctx) -> Result<Vec<Organization>, AppError> {
    ctx.permit(Action::ReadProgramme)?;
    let mut partners = app.accounts.organizations().await?;
    partners.retain(|one| one.kind == OrganizationKind::Partner && one.sandbox.is_none());
    partners.sort_by_cached_key(|one| sort_key(&one.name));
    Ok(partners)
}

/// A partner of the programme with what it sells, by name; or the vendor itself.
pub async fn partner(
    app: &App,
    ctx: &Ctx,
    id: &OrganizationId,
) -> Result<(Organization, Vec<SolutionRecord>), AppError> {
    ctx.permit(Action::ReadProgramme)?;
    let record = app.accounts.organization(id).await?;
    let real = record.map(|record| record.organization).filter(|one| one.sandbox.is_none());
    let organization = real.ok_or(AppError::NotFound)?;
    let mut solutions = app.accounts.solutions(id).await?;
    solutions.sort_by_cached_key(|one| sort_key(&one.name));
    Ok((organization, solutions))
}

/// What the programme decides on a solution: whether it is ready for co-sell (R201), and its incentive tags (R501).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    pub co_sell_ready: bool,
    /// In the order of [`INCENTIVE_TAGS`].
    pub tags: Vec<String>,
}

impl Judgement {
    /// What is decided already.
    pub fn of(solution: &SolutionRecord) -> Self {
        let holds = |known: &str| solution.tags.iter().any(|tag| tag.trim().eq_ignore_ascii_case(known));
        Self { co_sell_ready: solution.co_sell_ready, tags: incentives(holds) }
    }

    /// What comes of it with what is stored: tags are given and taken one by one.
    fn merged(&self, was: &Self, stored: &Self) -> Self {
        let has = |of: &Self, known: &str| of.tags.iter().any(|tag| tag == known);
        Self {
            co_sell_ready: merge::flag(was.co_sell_ready, stored.co_sell_ready, self.co_sell_ready),
            tags: incentives(|known| merge::flag(has(was, known), has(stored, known), has(self, known))),
        }
    }
}

fn incentives(holds: impl Fn(&str) -> bool) -> Vec<String> {
    INCENTIVE_TAGS.iter().filter(|known| holds(known)).map(|known| (*known).to_owned()).collect()
}

/// Decides what a solution counts for. `was` is what its writer saw (R315). Tags that are no incentive's stay.
pub async fn judge_solution(
    app: &App,
    ctx: &Ctx,
    (owner, id): (&OrganizationId, &str),
    was: Option<&Judgement>,
    wanted: &Judgement,
) -> Result<(), AppError> {
    ctx.permit(Action::SetProgramme)?;
    let mut problems = Violations::new();
    for (at, tag) in wanted.tags.iter().enumerate() {
        if !INCENTIVE_TAGS.contains(&tag.as_str()) {
            let message = format!("must be one of {}", INCENTIVE_TAGS.join(", "));
            problems.add(format!("tags/{at}"), "unknown_tag", message);
        }
    }
    let is_incentive = |tag: &str| INCENTIVE_TAGS.iter().any(|known| known.eq_ignore_ascii_case(tag.trim()));
    let told = |ready: bool, tags: &[String]| json!({ "coSellReady": ready, "tags": tags });
    let setting = Setting { organization: owner, kind: AuditKind::SolutionJudged, subject: id };
    revise(app, setting, || async {
        let (_, solutions) = partner(app, ctx, owner).await?;
        let before = solutions.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
        problems.clone().or(())?;
        let stored = Judgement::of(&before);
        let after = wanted.merged(was.unwrap_or(&stored), &stored);
        if after == stored {
            return Ok(true);
        }
        let others = before.tags.iter().filter(|tag| !is_incentive(tag)).cloned();
        let tags: Vec<String> = after.tags.into_iter().chain(others).collect();
        let was = told(before.co_sell_ready, &before.tags);
        let facts = changes(&before.name, &was, &told(after.co_sell_ready, &tags));
        let noting = setting.noting(app, By::Caller(ctx), &facts);
        Ok(noting.accounts.judge_solution(&before, after.co_sell_ready, &tags).await?)
    })
    .await
}

/// Sets whether the solution assessments of a partner are approved (R105).
pub async fn approve_assessments(
    app: &App,
    ctx: &Ctx,
    partner: &OrganizationId,
    approved: bool,
) -> Result<(), AppError> {
    ctx.permit(Action::SetProgramme)?;
    let found = partners(app, ctx).await?.into_iter().any(|one| one.id == *partner);
    if !found {
        return Err(AppError::NotFound);
    }
    admin::approve_assessments_by(app, By::Caller(ctx), partner, approved).await
}
