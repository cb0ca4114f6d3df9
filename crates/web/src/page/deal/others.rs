//! What others put on a deal's solutions and took off them since a form was opened (R315): it holds, and the reader is told.

use ortak_app::port::HistoryEvent;
use ortak_app::referral::history::history;
use serde_json::Value;

use crate::Web;
use crate::actors::Actors;
use crate::deal::Deal;
use crate::deal::history::{changes, named};
use crate::error::Failure;
use crate::reader::Reader;

/// The member of the document.
const PATH: &str = "details/requirements/solutions";

/// By their ids.
#[derive(Default)]
pub(super) struct Others {
    pub added: Vec<String>,
    pub gone: Vec<String>,
}

/// One change of the solutions.
struct Step {
    event: HistoryEvent,
    before: Vec<Value>,
    after: Vec<Value>,
}

impl Step {
    fn of(event: HistoryEvent) -> Option<Self> {
        let items = |value: Value| if let Value::Array(items) = value { items } else { Vec::new() };
        let change = changes(&event).into_iter().find(|change| change.path == PATH)?;
        Some(Self { before: items(change.before), after: items(change.after), event })
    }

    /// What the solution is called that it added, or took off.
    fn named(&self, id: &str, added: bool) -> Option<String> {
        let (with, without) = if added { (&self.after, &self.before) } else { (&self.before, &self.after) };
        let is = |item: &&Value| item.get("id").and_then(Value::as_str).map(str::trim) == Some(id);
        let found = with.iter().find(is)?;
        without.iter().find(is).is_none().then(|| named(found))
    }
}

impl Others {
    pub fn and(&mut self, more: Self) {
        self.added.extend(more.added);
        self.gone.extend(more.gone);
    }

    /// The same in words, each with who did it; none when nobody did anything.
    pub async fn told(&self, web: &Web, reader: &Reader, deal: &Deal) -> Result<Option<String>, Failure> {
        if self.added.is_empty() && self.gone.is_empty() {
            return Ok(None);
        }
        let (app, ctx, view) = (&web.http.app, &reader.ctx, &reader.view);
        let (events, actors) = (history(app, ctx, deal.id).await?, Actors::of(app, ctx).await?);
        let steps: Vec<Step> = events.into_iter().rev().filter_map(Step::of).collect();
        let own = ctx.principal.id.to_string();
        // What one person did is one sentence.
        let mut told: Vec<(&str, String, Vec<String>)> = Vec::new();
        for (message, ids, added) in
            [("meanwhile-added", &self.added, true), ("meanwhile-removed", &self.gone, false)]
        {
            for id in ids {
                let Some((event, name)) =
                    steps.iter().find_map(|step| Some((&step.event, step.named(id, added)?)))
                else {
                    continue;
                };
                let who = if event.actor_id == own {
                    view.t("meanwhile-yourself")
                } else {
                    actors.name_or(view, event, deal.sender())
                };
                match told.iter_mut().find(|(of, by, _)| *of == message && *by == who) {
                    Some((_, _, names)) => names.push(name),
                    None => told.push((message, who, vec![name])),
                }
            }
        }
        let sentence =
            |(id, who, names): (&str, String, Vec<String>)| view.t2(id, "who", who, "what", names.join(", "));
        let words = told.into_iter().map(sentence).collect::<Vec<_>>().join(" ");
        Ok(Some(words).filter(|words| !words.is_empty()))
    }
}
