//! The way of a deal from its opening to its end, as the bar above its page shows it.

use ortak_app::port::HistoryEvent;
use ortak_domain::Time;
use ortak_domain::referral::{Outcome, SalesStage, Stage};

use super::Deal;
use super::history::changes;
use crate::view::View;

/// A point of the lifecycle bar.
#[derive(Clone, Debug)]
pub struct Step {
    pub name: String,
    /// Empty where it is no sales stage.
    pub percent: String,
    pub date: Option<Time>,
    /// `done`, `now`, `lost`, `ended`, or nothing.
    pub state: &'static str,
    pub icon: Option<&'static str>,
    /// The stage that a click marks, where that is allowed.
    pub mark: Option<&'static str>,
    /// Leads to the page that asks for what winning needs.
    pub win: bool,
}

/// When each stage was reached last.
pub fn stage_dates(events: &[HistoryEvent], incoming: bool) -> Vec<(SalesStage, Time)> {
    let mut dates: Vec<(SalesStage, Time)> = Vec::new();
    let mut reach = |stage, at| {
        dates.retain(|(of, _)| *of != stage);
        dates.push((stage, at));
    };
    for event in events {
        if event.kind == if incoming { "accepted" } else { "created" } {
            reach(SalesStage::Opened, event.at);
        }
        for change in changes(event) {
            if change.path == "salesStage"
                && let Some(stage) = change.after.as_str().and_then(SalesStage::parse)
            {
                reach(stage, event.at);
            }
        }
    }
    dates
}

impl Deal {
    /// The lifecycle bar. `dates` say when a stage was reached last; `registrable` whether the deal may be registered
    /// once it is won (R502).
    pub fn steps(&self, view: &View, dates: &[(SalesStage, Time)], registrable: bool) -> Vec<Step> {
        let stages = SalesStage::ALL.into_iter().map(|stage| self.step(view, stage, dates));
        let registration = registrable.then(|| Step {
            name: view.t("milestone-registration"),
            percent: String::new(),
            date: None,
            state: "",
            icon: Some("file-text"),
            mark: None,
            win: false,
        });
        stages.chain(registration).chain(self.end(view)).collect()
    }

    fn step(&self, view: &View, stage: SalesStage, dates: &[(SalesStage, Time)]) -> Step {
        let now = self.referral.sales_stage.unwrap_or(SalesStage::Opened);
        let state = match self.referral.stage {
            Stage::New(_) | Stage::Closed(Outcome::Declined(_) | Outcome::Expired) => "",
            Stage::Closed(Outcome::Won) => "done",
            Stage::Active if stage == now => "now",
            Stage::Active | Stage::Closed(Outcome::Lost(_)) if stage <= now => "done",
            Stage::Active | Stage::Closed(Outcome::Lost(_)) => "",
        };
        let date = dates.iter().find(|(of, _)| *of == stage).map(|(_, at)| *at);
        let open = self.may_change && self.active() && stage != now;
        // R303: an assessment's stages come one after the other.
        let open = open && (!self.referral.assessment || stage.follows(now));
        Step {
            name: self.stage_name(view, stage),
            percent: view.percent(stage.percent()),
            date: date.filter(|_| !state.is_empty()),
            state,
            icon: None,
            mark: (open && stage != SalesStage::Won).then(|| stage.as_str()),
            win: open && stage == SalesStage::Won,
        }
    }

    /// The last point of a deal that was not won.
    fn end(&self, view: &View) -> Option<Step> {
        let Stage::Closed(outcome) = self.referral.stage else { return None };
        let (state, icon, id) = match outcome {
            Outcome::Won => return None,
            Outcome::Lost(_) => ("lost", "circle-x", "status-lost"),
            Outcome::Declined(_) => ("ended", "ban", "status-declined"),
            Outcome::Expired => ("ended", "timer-off", "status-expired"),
        };
        Some(Step {
            name: view.t(id),
            percent: String::new(),
            date: self.referral.closed_at,
            state,
            icon: Some(icon),
            mark: None,
            win: false,
        })
    }

    /// The stage that comes next, where only that one may (R303).
    pub fn next_stage(&self, view: &View) -> Option<(&'static str, String)> {
        let now = self.referral.sales_stage.unwrap_or(SalesStage::Opened);
        let next = SalesStage::ALL.into_iter().find(|stage| stage.follows(now))?;
        let waits = self.active() && !self.referral.stages_are_complete();
        waits.then(|| (next.as_str(), self.stage_name(view, next)))
    }
}
