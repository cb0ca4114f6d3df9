//! What may be done with the deal now, and why not (R301, R305, R308, R309).

use ortak_domain::referral::{Act, Hindrance};

use super::Deal;
use crate::view::View;

impl Deal {
    /// What stands against it, whoever reads.
    pub fn hindrance(&self, view: &View, act: Act) -> Option<Hindrance> {
        self.referral.hindrance(act, view.now)
    }

    /// The same in words.
    pub fn hindered(&self, view: &View, hindrance: Hindrance) -> String {
        let ended = if hindrance == Hindrance::Closed { self.ending(view) } else { None };
        let at = self.referral.accepted_at.filter(|_| hindrance == Hindrance::Answered);
        let text = match at {
            Some(at) => view.t1("hindered-answered-on", "date", view.date_time(at)),
            None => view.name_of("hindered", hindrance.as_str()),
        };
        ended.map_or_else(|| text.clone(), |ended| format!("{ended} {text}"))
    }

    fn offers(&self, view: &View, act: Act) -> bool {
        self.may_change && self.hindrance(view, act).is_none()
    }

    /// Whether the reader is asked for an answer.
    pub fn answerable(&self, view: &View) -> bool {
        self.offers(view, Act::Accept)
    }

    pub fn editable(&self, view: &View) -> bool {
        self.offers(view, Act::Edit)
    }

    pub fn sells_otherwise(&self, view: &View) -> bool {
        self.offers(view, Act::ChangeSolutions)
    }

    /// Why the reader, who would have to answer, no longer can.
    pub fn unanswerable(&self, view: &View) -> Option<String> {
        let over = self.may_change && self.waits() && self.incoming();
        let hindrance = self.hindrance(view, Act::Accept).filter(|_| over)?;
        Some(self.hindered(view, hindrance))
    }

    /// Why *Won* waits, of a deal that goes on.
    pub fn won_waits(&self, view: &View) -> Option<String> {
        let hindrance = self.hindrance(view, Act::Win).filter(|_| self.active())?;
        Some(self.hindered(view, hindrance))
    }
}
