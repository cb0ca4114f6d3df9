//! What every page knows: who reads it, in which language, and what stands around its content.

use std::fmt::Display;
use std::sync::Arc;

use jiff::tz::TimeZone;
use ortak_app::account::session::Session;
use ortak_app::workspace::Columns;
use ortak_domain::policy::{Action, Decision, permits};
use ortak_domain::{Money, OrganizationKind, Time, Violation};
use ortak_i18n::{Arg, Language};
use rust_decimal::Decimal;

use crate::fields::Fields;

/// A part of the product, as the navigation shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Home,
    Deals,
    Shared,
    Programme,
    Settings,
    /// A page outside the navigation.
    Elsewhere,
}

/// A moment, by value or not: templates hold references.
pub trait At {
    fn at(&self) -> Time;
}

impl At for Time {
    fn at(&self) -> Time {
        *self
    }
}

impl<T: At> At for &T {
    fn at(&self) -> Time {
        (*self).at()
    }
}

/// An entry of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    pub href: &'static str,
    pub icon: &'static str,
    pub label: String,
    pub current: bool,
    pub count: Option<u64>,
    /// The name under which the count is kept up to date.
    pub live: &'static str,
}

/// A saved view in the navigation.
#[derive(Clone, Debug)]
pub struct SavedLink {
    pub name: String,
    pub href: String,
}

/// The reader and the frame of a page.
#[derive(Clone, Debug)]
pub struct View {
    pub language: Language,
    pub zone: TimeZone,
    pub now: Time,
    pub theme: &'static str,
    pub density: &'static str,
    pub shortcuts: bool,
    /// The navigation shows its icons only.
    pub narrow: bool,
    /// The columns of lists that the reader keeps; none: the usual ones.
    pub columns: Option<Columns>,
    pub session: Option<Arc<Session>>,
    pub organization_name: String,
    pub section: Section,
    /// Path and query of the page, for coming back to it.
    pub path: String,
    /// Path and query of the page of ours that led here, as far as browsers say.
    pub came_from: Option<String>,
    pub request_id: String,
    pub unread: u64,
    /// Referrals that wait for the reader's answer.
    pub waiting: u64,
    pub saved_views: Vec<SavedLink>,
    /// What the page before has done: the id of a message; behind a question mark what it tells.
    pub flash: Option<String>,
    /// What is in the search field.
    pub searched: String,
    /// A secret that forms carry, of who isn't signed in yet.
    pub guest_csrf: Option<String>,
    /// What the reader had sent to this page when their session had ended.
    pub kept: Option<Arc<Fields>>,
    /// Something that was sent waits for whoever signs in.
    pub keeps: bool,
}

impl View {
    #[must_use]
    pub fn at(mut self, section: Section) -> Self {
        self.section = section;
        self
    }

    /// What a form shows: what the reader had sent from it in vain, or else this.
    pub fn fields(&self, usual: Fields) -> Fields {
        self.kept.as_deref().cloned().unwrap_or(usual)
    }

    /// What a form of something that is stored shows, with what it was opened with (R315). Of what the reader had sent in
    /// vain, that is what they had changed.
    pub fn opened(&self, stored: Fields) -> Fields {
        let Some(mut kept) = self.kept.as_deref().cloned() else { return stored.opened() };
        kept.refresh(&stored);
        kept
    }

    /// A message of the pages.
    pub fn t(&self, id: &str) -> String {
        self.language.message(id).into_owned()
    }

    /// A message with one variable.
    pub fn t1<'a>(&self, id: &str, name: &'a str, value: impl Into<Arg<'a>>) -> String {
        self.language.message_with(id, &[(name, value.into())])
    }

    /// A message with two variables.
    pub fn t2<'a>(
        &self,
        id: &str,
        name: &'a str,
        value: impl Into<Arg<'a>>,
        name2: &'a str,
        value2: impl Into<Arg<'a>>,
    ) -> String {
        self.language.message_with(id, &[(name, value.into()), (name2, value2.into())])
    }

    /// The name of an enumeration's value: the message `prefix-value`.
    pub fn name_of(&self, prefix: &str, value: &str) -> String {
        self.t(&format!("{prefix}-{}", value.replace(' ', "-").to_lowercase()))
    }

    /// Any whole number, by value or not, as templates hold them.
    pub fn number(&self, number: impl Display) -> String {
        let text = number.to_string();
        Decimal::from_str_exact(&text).map_or(text, |number| self.language.number(number))
    }

    pub fn money(&self, money: &Money) -> String {
        self.language.money(money)
    }

    pub fn date(&self, at: impl At) -> String {
        self.language.date(at.at(), &self.zone)
    }

    /// A day that is the same for all readers, like a closing date.
    pub fn day(&self, at: impl At) -> String {
        self.language.date(at.at(), &TimeZone::UTC)
    }

    pub fn date_time(&self, at: impl At) -> String {
        self.language.date_time(at.at(), &self.zone)
    }

    pub fn time_left(&self, end: impl At) -> String {
        self.language.time_left(self.now, end.at())
    }

    pub fn percent(&self, percent: u8) -> String {
        self.language.percent(percent)
    }

    pub fn country(&self, code: &str) -> String {
        self.language.country(code)
    }

    /// Whole days until a moment, negative when it is over.
    pub fn days_until(&self, at: Time) -> i64 {
        at.since(self.now).as_hours() / 24
    }

    /// Days of the calendar from the reader's today to the date that [`Self::day`] shows.
    pub fn days_to(&self, at: Time) -> i64 {
        let today = self.now.timestamp().to_zoned(self.zone.clone()).date();
        let day = at.timestamp().to_zoned(TimeZone::UTC).date();
        today.duration_until(day).as_hours() / 24
    }

    /// What is wrong with a field, in the reader's language where it is known there.
    pub fn violation(&self, violation: &Violation) -> String {
        let of_code = format!("error-{}", violation.code.replace('_', "-"));
        let of_field = format!("{of_code}-{}", violation.field.replace('/', "-").to_lowercase());
        let Some(id) = [of_field, of_code].into_iter().find(|id| self.language.has(id)) else {
            return violation.message.clone();
        };
        let numbers = violation.numbers.iter().map(|(name, number)| (*name, (*number).into()));
        let texts = violation.texts.iter().map(|(name, text)| (*name, text.as_str().into()));
        self.language.message_with(&id, &numbers.chain(texts).collect::<Vec<_>>())
    }

    /// Why something is refused as things stand, in the reader's language, where the code is known there.
    pub fn refusal(&self, code: &str) -> Option<String> {
        let id = format!("conflict-{}", code.replace('_', "-"));
        self.language.has(&id).then(|| self.t(&id))
    }

    /// The same, or that something has changed meanwhile.
    pub fn conflict(&self, code: &str) -> String {
        self.refusal(code).unwrap_or_else(|| self.t("error-page-conflict-title"))
    }

    /// This page in another language, with the rest of its address as it is.
    pub fn in_language(&self, language: Language) -> String {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "lang");
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .append_pair("lang", language.as_str())
            .finish();
        format!("{path}?{query}")
    }

    pub fn csrf(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.csrf.as_str()).or(self.guest_csrf.as_deref())
    }

    /// All countries by their names, in the reader's order: code and name.
    pub fn countries(&self) -> Vec<(String, String)> {
        let mut countries: Vec<(String, String)> =
            ortak_domain::text::countries().map(|code| (code.to_owned(), self.country(code))).collect();
        countries.sort_by(|(_, a), (_, b)| self.language.compare(a, b));
        countries
    }

    pub fn name(&self) -> &str {
        self.session.as_ref().map_or("", |session| &session.principal.name)
    }

    pub fn initials(&self) -> String {
        initials(self.name())
    }

    pub fn is_vendor(&self) -> bool {
        self.session
            .as_ref()
            .is_some_and(|session| session.principal.organization_kind == OrganizationKind::Vendor)
    }

    /// A message that has other words for the vendor's own people: theirs is `id-vendor`.
    pub fn by_side(&self, id: &str) -> String {
        if self.is_vendor() { self.t(&format!("{id}-vendor")) } else { self.t(id) }
    }

    pub fn may(&self, action: Action) -> bool {
        self.session.as_ref().is_some_and(|session| permits(&session.principal, action) == Decision::Allow)
    }

    pub fn works_on_deals(&self) -> bool {
        self.may(Action::Read)
    }

    pub fn creates_deals(&self) -> bool {
        self.may(Action::Create)
    }

    /// The vendor's people begin with a partner in mind.
    pub fn new_deal_label(&self) -> String {
        self.t(if self.is_vendor() { "invite-partner" } else { "new-deal" })
    }

    pub fn unread_label(&self) -> String {
        self.t1("alerts-count", "count", i64::try_from(self.unread).unwrap_or(i64::MAX))
    }

    pub fn other_languages(&self) -> impl Iterator<Item = Language> + use<> {
        let own = self.language;
        Language::ALL.into_iter().filter(move |language| *language != own)
    }

    pub fn other_theme(&self) -> &'static str {
        if self.theme == "dark" { "light" } else { "dark" }
    }

    pub fn other_theme_label(&self) -> String {
        self.name_of("theme-switch", self.other_theme())
    }

    pub fn other_density(&self) -> &'static str {
        if self.density == "compact" { "comfortable" } else { "compact" }
    }

    pub fn other_density_label(&self) -> String {
        self.name_of("density-switch", self.other_density())
    }

    /// What the page before has done, in words; an id that isn't one says nothing.
    pub fn flash_message(&self) -> Option<String> {
        let flash = self.flash.as_deref()?;
        let (what, told) = flash.split_once('?').unwrap_or((flash, ""));
        let id = format!("done-{what}");
        self.language.has(&id).then(|| self.t1(&id, "told", told))
    }

    /// The entries that the reader may open (R402): what isn't theirs isn't there.
    pub fn navigation(&self) -> Vec<NavItem> {
        let mut items = Vec::new();
        let mut add = |section, href, icon, id: &str, count, live| {
            let current = self.section == section;
            items.push(NavItem { href, icon, label: self.t(id), current, count, live });
        };
        add(Section::Home, "/", "house", "nav-home", None, "");
        if self.works_on_deals() {
            // Also when it is zero: it is there to be counted up while the page is open.
            let waiting = Some(self.waiting);
            let id = if self.is_vendor() { "nav-requests" } else { "nav-deals" };
            add(Section::Deals, "/deals", "handshake", id, waiting, "waiting");
        }
        if self.may(Action::ReadShared) {
            add(Section::Shared, "/pipeline", "eye", "nav-pipeline", None, "");
        }
        if self.may(Action::ReadProgramme) {
            add(Section::Programme, "/programme", "target", "nav-programme", None, "");
        }
        items
    }
}

/// Up to two letters for a person's picture.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}
