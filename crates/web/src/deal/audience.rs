//! Who sees what of a deal (R101, R102, R312), in words: what the views of `app` give, and nothing else.

use ortak_domain::referral::{Outcome, Stage};

use super::{Badge, Deal};
use crate::view::View;

/// One side of the deal.
#[derive(Clone, Debug)]
pub struct Side {
    pub name: String,
    pub badge: Option<Badge>,
    pub sees: Vec<String>,
}

impl Deal {
    /// What the vendor's sellers view of a partner-led deal (R102).
    pub fn shown_to_sellers(&self, view: &View) -> Vec<String> {
        let mut lines = vec![view.t("audience-deal"), view.t("audience-customer")];
        let contacts = self.customer_contacts();
        if !contacts.is_empty() {
            let agreed = self.referral.consent.share_with_others == Some(true);
            let names: Vec<String> = contacts.into_iter().map(|contact| contact.name).collect();
            let id = if agreed { "audience-contacts" } else { "audience-no-contacts" };
            lines.push(view.t1(id, "names", names.join(", ")));
        }
        lines.extend([
            view.t("audience-solutions-team"),
            view.t("audience-only-view"),
            view.t("sees-not-private"),
        ]);
        lines
    }

    /// Everybody who sees anything of it, the reader's organization first.
    pub fn audience(&self, view: &View) -> Vec<Side> {
        let own =
            Side { name: view.organization_name.clone(), badge: None, sees: vec![view.t("sees-everything")] };
        let mut sides = vec![own];
        let parties = self.engagement.iter().flat_map(|engagement| &engagement.others);
        let inviter = self.referral.invite.invited_by_name.as_deref().filter(|_| self.incoming());
        let cards = self.parties(view);
        if let Some(sender) = inviter.filter(|sender| !cards.iter().any(|card| card.name == *sender)) {
            let sees = vec![view.t("audience-sender-knows"), view.t("audience-sender-sees-nothing")];
            sides.push(Side { name: sender.to_owned(), badge: None, sees });
        }
        let vendor_views = self.referral.consent.vendor_view == Some(true) && !self.referral.assessment;
        if let Some(vendor) = self.vendor.as_ref().filter(|_| vendor_views && !self.incoming())
            && !cards.iter().any(|card| card.vendor)
        {
            let name = view.t1("audience-sellers-of", "vendor", vendor.as_str());
            sides.push(Side { name, badge: None, sees: self.shown_to_sellers(view) });
        }
        for card in cards {
            let stage = parties.clone().find(|other| other.view.organization_name == card.name);
            let gone = stage.is_some_and(|other| {
                matches!(other.view.stage, Stage::Closed(Outcome::Declined(_) | Outcome::Expired))
            });
            let sees = self.seen_by(view, inviter == Some(card.name.as_str()), gone);
            sides.push(Side { name: card.name, badge: Some(card.status), sees });
        }
        sides
    }

    /// What another party sees of the reader's deal, by who sent what to whom.
    fn seen_by(&self, view: &View, sender: bool, gone: bool) -> Vec<String> {
        let mut ids = Vec::new();
        if sender {
            ids.push("audience-sender-knows");
        } else if !self.incoming() {
            ids.push("audience-copy");
        }
        if gone {
            ids.push("audience-gone");
        } else if self.incoming() {
            ids.push("audience-party-incoming");
            if view.is_vendor() {
                ids.push("audience-vendor-reason");
            }
        } else {
            ids.push("audience-party");
        }
        ids.push(if self.incoming() { "audience-never-value" } else { "sees-not-private" });
        ids.into_iter().map(|id| view.t(id)).collect()
    }
}
