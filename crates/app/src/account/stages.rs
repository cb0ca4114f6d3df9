//! An organization's own names of sales stages (R304).

use ortak_domain::merge::{self, Holds, holds};
use ortak_domain::policy::Action;
use ortak_domain::referral::SalesStage;
use ortak_domain::text::{self, MAX_ITEMS, MAX_NAME};
use ortak_domain::{AuditKind, StageName, Violation, Violations};
use serde_json::json;

use super::By;
use super::revise::{Setting, only, revise};
use crate::error::AppError;
use crate::{App, Ctx};

/// By which names are compared: without regard to case, dotted and dotless capital I included.
fn key(name: &str) -> String {
    name.trim().to_lowercase().replace('\u{307}', "")
}

/// The names of the caller's organization.
pub async fn get(app: &App, ctx: &Ctx) -> Result<Vec<StageName>, AppError> {
    Ok(app.accounts.stage_names(&ctx.principal.organization_id).await?)
}

/// Names after two people: what one of them changed, and what is wrong where both did (R315).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// In the writer's order, then what others added, then what the writer has taken off and others have changed.
    pub names: Vec<StageName>,
    /// At places of `names`.
    pub clashes: Violations,
}

/// What comes of names that replace those that their writer saw, with what is stored. A name is the same while it is
/// written the same, whatever its case.
pub fn merged(was: &[StageName], stored: &[StageName], names: &[StageName]) -> Merged {
    if names == was {
        return Merged { names: stored.to_vec(), clashes: Violations::new() };
    }
    let known = |name: &StageName| Some(key(&name.name)).filter(|key| !key.is_empty());
    let whole = |was: &StageName, theirs: &StageName, mine: &StageName| {
        let mut clashes = Violations::new();
        let joined = joined("", Some(was), theirs, mine, &mut clashes);
        clashes.is_empty().then_some(joined)
    };
    let mut after = merge::lists(was, stored, names, known, whole);
    let mut clashes = Violations::new();
    for clash in after.clashes {
        let place = clash.mine.as_ref().and_then(|mine| after.items.iter().position(|name| name == mine));
        let at = place.unwrap_or(after.items.len());
        match (clash.mine, clash.theirs) {
            (Some(mine), Some(theirs)) => {
                let row = format!("stages/{at}");
                let joined = joined(&row, clash.before.as_ref(), &theirs, &mine, &mut clashes);
                after.items.splice(at..=at, [joined]);
            }
            (Some(_), None) => {
                let message = "was removed meanwhile, and comes anew if it is sent again";
                clashes.add(format!("stages/{at}/name"), "removed_meanwhile", message);
            }
            (None, theirs) => {
                let message = "was changed meanwhile, and is removed if it is left out again";
                clashes.add(format!("stages/{at}/name"), "needed_meanwhile", message);
                after.items.extend(theirs);
            }
        }
    }
    Merged { names: after.items, clashes }
}

/// One name by its parts: of what both changed it holds mine, and `clashes` tells what is stored.
fn joined(
    row: &str,
    was: Option<&StageName>,
    theirs: &StageName,
    mine: &StageName,
    clashes: &mut Violations,
) -> StageName {
    let mut clash = |part: &str, now: &str| {
        clashes.push(Violation::changed_meanwhile(format!("{row}/{part}"), now.to_owned()));
    };
    let name = match holds(&was.map(|was| &was.name), &Some(&theirs.name), &Some(&mine.name)) {
        Holds::Theirs => &theirs.name,
        Holds::Mine => &mine.name,
        Holds::Neither => {
            clash("name", &theirs.name);
            &mine.name
        }
    };
    let stage = match holds(&was.map(|was| was.stage), &Some(theirs.stage), &Some(mine.stage)) {
        Holds::Theirs => theirs.stage,
        Holds::Mine => mine.stage,
        Holds::Neither => {
            clash("stage", theirs.stage.as_str());
            mine.stage
        }
    };
    StageName { name: name.clone(), stage }
}

/// Replaces them. `was` is what their writer saw (R315); `problems` is what was wrong with the input already.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    was: Option<&[StageName]>,
    names: &[StageName],
    problems: Violations,
) -> Result<Vec<StageName>, AppError> {
    ctx.permit(Action::NameStages)?;
    let organization = &ctx.principal.organization_id;
    let setting = Setting { organization, kind: AuditKind::StageNamesChanged, subject: "" };
    revise(app, setting, || async {
        let before = get(app, ctx).await?;
        let merged = merged(was.unwrap_or(&before), &before, names);
        let mut problems = problems.clone();
        problems.extend(merged.clashes.into_vec());
        let after = merged.names;
        check(&after, &mut problems);
        problems.or(())?;
        let (gone, new) = (only(&before, &after), only(&after, &before));
        if gone.is_empty() && new.is_empty() {
            return Ok(true);
        }
        let told = |names: &[&StageName]| {
            let names = names.iter().map(|own| format!("{} ({} %)", own.name, own.stage.as_str()));
            json!({ "stages": names.collect::<Vec<_>>() })
        };
        let facts = json!({ "before": told(&gone), "after": told(&new) });
        let noting = setting.noting(app, By::Caller(ctx), &facts);
        Ok(noting.accounts.save_stage_names(organization, &before, &after).await?)
    })
    .await?;
    get(app, ctx).await
}

fn check(names: &[StageName], problems: &mut Violations) {
    if names.len() > MAX_ITEMS {
        problems.push(Violation::too_many("stages", MAX_ITEMS, names.len()));
    }
    let mut seen = Vec::new();
    for (i, name) in names.iter().enumerate().take(MAX_ITEMS) {
        let at = format!("stages/{i}/name");
        text::check(&name.name, &at, MAX_NAME, problems);
        let key = key(&name.name);
        if key.is_empty() {
            problems.add(at, "required", "is required");
        } else if SalesStage::parse(&key).is_some_and(|standard| standard != name.stage) {
            problems.add(at, "standard_stage_name", "is the standard name of another stage");
        } else if seen.contains(&key) {
            problems.add(at, "duplicate_name", "stands for a stage already");
        }
        seen.push(key);
    }
}

/// What a text that is no standard stage means to the caller's organization.
pub async fn own_stage(app: &App, ctx: &Ctx, text: &str) -> Result<Option<SalesStage>, AppError> {
    let facts = app.accounts.owner_facts(&ctx.principal.organization_id).await?;
    Ok(facts.and_then(|facts| stage_among(&facts.stage_names, text)))
}

/// What a text means to an organization with these names.
pub fn stage_among(names: &[StageName], text: &str) -> Option<SalesStage> {
    let wanted = key(text);
    names.iter().find(|own| key(&own.name) == wanted).map(|own| own.stage)
}
