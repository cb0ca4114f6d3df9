//! The filter of a list for people, and the whole view as it stands in the URL.
//!
//! Query parameters: `tab`, `q`, `status` (a status or a substatus), `stage`, `type`, `p2p` (`yes`, `no`),
//! `country`, `currency`, `value_from` and `value_to` (both only beside a currency), `close_from`, `close_to`, `solution`, `location`, `team`,
//! `campaign`, `created_from`, `created_to`, `updated_from`, `updated_to`, `waiting` (`others`), `sort` (a column,
//! with `-` in front for descending), `columns` (those beside the deal; `deal`: none), `after`, `before`. Those that may be given several times mean any of the
//! values. Dates are days in the reader's time zone (closing dates: the same
//! for all), both ends included.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use ortak_domain::field::Scalar;
use ortak_domain::predicate::{Comparison, Fold, ItemPredicate, Predicate, Test};
use ortak_domain::referral::{DealType, SalesStage, Status, Substatus};
use ortak_domain::text::{self, MAX_ITEMS, MAX_TEXT, fold_email};
use ortak_domain::{
    Amount, Collection, Currency, Field, ItemField, OrganizationKind, Time, Violation, Violations,
};
use url::form_urlencoded;

use super::columns::Columns;
use super::place;
use crate::Ctx;
use crate::port::{Position, Selection, Sort, SortBy, Tab};
use crate::search;

/// Days, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Days {
    pub const fn is_empty(self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

/// A status as people choose it: the whole status or one way in which it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusChoice {
    Status(Status),
    Substatus(Substatus),
}

impl StatusChoice {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status(status) => status.as_str(),
            Self::Substatus(substatus) => substatus.as_str(),
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Status::parse(text).map(Self::Status).or_else(|| Substatus::parse(text).map(Self::Substatus))
    }
}

/// What a list is narrowed to. Each condition that is set must hold; of several values of one condition any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListFilter {
    /// Words of a full-text search.
    pub text: String,
    pub status: Vec<StatusChoice>,
    pub stage: Vec<SalesStage>,
    pub deal_type: Vec<DealType>,
    pub partner_to_partner: Option<bool>,
    /// ISO 3166-1 alpha-2.
    pub country: Vec<String>,
    pub currency: Option<Currency>,
    pub value_from: Option<Amount>,
    pub value_to: Option<Amount>,
    pub closing: Days,
    /// Ids of solutions.
    pub solution: Vec<String>,
    /// Partner numbers of locations.
    pub location: Vec<String>,
    /// E-mail addresses, folded.
    pub team: Vec<String>,
    pub campaign: Vec<String>,
    pub created: Days,
    pub updated: Days,
    /// Somebody whom the organization asked hasn't answered yet.
    pub unanswered: bool,
}

/// Everything that the URL of a list says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListView {
    pub tab: Tab,
    pub filter: ListFilter,
    pub sort: Sort,
    /// None: whatever its reader prefers. Narrows nothing, so counts, sums and exports don't ask for it.
    pub columns: Option<Columns>,
    pub position: Option<Position>,
}

/// The word of a deal type in URLs.
pub const fn type_word(deal_type: DealType) -> &'static str {
    match deal_type {
        DealType::SolutionAssessment => "assessment",
        other => other.as_str(),
    }
}

fn parse_type(text: &str) -> Option<DealType> {
    DealType::ALL.into_iter().find(|deal_type| type_word(*deal_type) == text)
}

fn parse_sort(text: &str) -> Option<Sort> {
    let (descending, word) = text.strip_prefix('-').map_or((false, text), |word| (true, word));
    SortBy::parse(word).map(|by| Sort { by, descending })
}

/// Takes a value into a list once; too many are reported.
fn add<T: PartialEq>(list: &mut Vec<T>, value: T, field: &str, problems: &mut Violations) {
    if list.contains(&value) {
        return;
    }
    if list.len() >= MAX_ITEMS {
        problems.push(Violation::too_many(field, MAX_ITEMS, MAX_ITEMS + 1));
    } else {
        list.push(value);
    }
}

fn unknown_value(field: &str, problems: &mut Violations) {
    problems.add(field, "unknown_filter_value", "is none of the known values");
}

fn day(text: &str, field: &str, problems: &mut Violations) -> Option<Date> {
    // Four digits for the year, as date fields of forms send it; the library reads more.
    let day = (text.len() == 10).then(|| text.parse::<Date>().ok()).flatten();
    if day.is_none() {
        problems.add(field, "invalid_date", "must be a date, like 2026-11-30");
    }
    day
}

fn amount(text: &str, field: &str, problems: &mut Violations) -> Option<Amount> {
    text.parse()
        .map_err(|error: ortak_domain::money::InvalidAmount| {
            problems.add(field, error.code(), error.to_string());
        })
        .ok()
}

fn checked(value: &str, field: &str, problems: &mut Violations) -> Option<String> {
    let before = problems.as_slice().len();
    text::check(value, field, MAX_TEXT, problems);
    (problems.as_slice().len() == before).then(|| value.to_owned())
}

impl ListView {
    /// Reads the parameters. Unknown ones and empty values say nothing; bad ones are reported and left out.
    pub fn from_pairs<K: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> (Self, Violations) {
        let mut view = Self::default();
        let mut problems = Violations::new();
        let (mut after, mut before) = (None, None);
        for (name, value) in pairs {
            let (name, value) = (name.as_ref(), value.as_ref().trim());
            if value.is_empty() {
                continue;
            }
            match name {
                "tab" => match Tab::parse(value) {
                    Some(tab) => view.tab = tab,
                    None => unknown_value(name, &mut problems),
                },
                "sort" => match parse_sort(value) {
                    Some(sort) => view.sort = sort,
                    None => unknown_value(name, &mut problems),
                },
                "columns" => {
                    if !Columns::take(&mut view.columns, value) {
                        unknown_value(name, &mut problems);
                    }
                }
                "after" => after = Some(value.to_owned()),
                "before" => before = Some(value.to_owned()),
                _ => view.filter.take(name, value, &mut problems),
            }
        }
        view.filter.take_no_bare_amounts(&mut problems);
        view.position = match (after, before) {
            (Some(after), _) => place::decode(view.sort, &after).map(Position::After).or_else(|| {
                problems.add("after", "invalid_cursor", "is no place in this list");
                None
            }),
            (None, Some(before)) => place::decode(view.sort, &before).map(Position::Before).or_else(|| {
                problems.add("before", "invalid_cursor", "is no place in this list");
                None
            }),
            (None, None) => None,
        };
        (view, problems)
    }

    /// Reads a URL's query.
    pub fn from_query(query: &str) -> (Self, Violations) {
        Self::from_pairs(form_urlencoded::parse(query.trim_start_matches('?').as_bytes()))
    }

    /// The parameters, always in the same order; what says nothing is left out.
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if self.tab != Tab::default() {
            pairs.push(("tab", self.tab.as_str().to_owned()));
        }
        pairs.extend(self.filter.to_pairs());
        if self.sort != Sort::default() {
            let minus = if self.sort.descending { "-" } else { "" };
            pairs.push(("sort", format!("{minus}{}", self.sort.by.as_str())));
        }
        let columns = self.columns.iter().flat_map(Columns::words);
        pairs.extend(columns.map(|word| ("columns", word.to_owned())));
        match &self.position {
            Some(Position::After(at)) => pairs.push(("after", place::encode(self.sort, at))),
            Some(Position::Before(at)) => pairs.push(("before", place::encode(self.sort, at))),
            None => {}
        }
        pairs
    }

    /// A URL's query, without a question mark.
    pub fn to_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.to_pairs()).finish()
    }

    /// The same list from its beginning.
    #[must_use]
    pub fn from_start(&self) -> Self {
        Self { position: None, ..self.clone() }
    }

    pub fn selection(&self, ctx: &Ctx, zone: &TimeZone) -> Selection {
        self.filter.selection(ctx, self.tab, zone)
    }
}

impl ListFilter {
    /// Whether nothing is narrowed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Amounts are more or less only within a currency (R802).
    fn take_no_bare_amounts(&mut self, problems: &mut Violations) {
        if self.currency.is_some() {
            return;
        }
        for (name, amount) in [("value_from", &mut self.value_from), ("value_to", &mut self.value_to)] {
            if amount.take().is_some() {
                problems.add(
                    name,
                    "currency_required",
                    "needs a currency: amounts of different ones are not compared",
                );
            }
        }
    }

    fn take(&mut self, name: &str, value: &str, problems: &mut Violations) {
        match name {
            "q" => self.text = checked(value, name, problems).unwrap_or_default(),
            "status" => match StatusChoice::parse(value) {
                Some(status) => add(&mut self.status, status, name, problems),
                None => unknown_value(name, problems),
            },
            "stage" => match SalesStage::ALL.into_iter().find(|stage| stage.as_str() == value) {
                Some(stage) => add(&mut self.stage, stage, name, problems),
                None => unknown_value(name, problems),
            },
            "type" => match parse_type(value) {
                Some(deal_type) => add(&mut self.deal_type, deal_type, name, problems),
                None => unknown_value(name, problems),
            },
            "p2p" => match value {
                "yes" => self.partner_to_partner = Some(true),
                "no" => self.partner_to_partner = Some(false),
                _ => unknown_value(name, problems),
            },
            "waiting" if value == "others" => self.unanswered = true,
            "waiting" => unknown_value(name, problems),
            "country" => match text::country(value) {
                Some(country) => add(&mut self.country, country, name, problems),
                None => problems.add(name, "invalid_country", "must be an ISO 3166-1 alpha-2 country code"),
            },
            "currency" => match value.parse() {
                Ok(currency) => self.currency = Some(currency),
                Err(error) => {
                    let error: ortak_domain::money::InvalidCurrency = error;
                    problems.add(name, "invalid_currency", error.to_string());
                }
            },
            "value_from" => self.value_from = amount(value, name, problems),
            "value_to" => self.value_to = amount(value, name, problems),
            "close_from" => self.closing.from = day(value, name, problems),
            "close_to" => self.closing.to = day(value, name, problems),
            "created_from" => self.created.from = day(value, name, problems),
            "created_to" => self.created.to = day(value, name, problems),
            "updated_from" => self.updated.from = day(value, name, problems),
            "updated_to" => self.updated.to = day(value, name, problems),
            "solution" | "location" | "campaign" | "team" => {
                let Some(value) = checked(value, name, problems) else { return };
                match name {
                    "solution" => add(&mut self.solution, value, name, problems),
                    "location" => add(&mut self.location, value, name, problems),
                    "campaign" => add(&mut self.campaign, value, name, problems),
                    _ => add(&mut self.team, fold_email(&value), name, problems),
                }
            }
            _ => {}
        }
    }

    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut put = |name: &'static str, value: String| pairs.push((name, value));
        if !self.text.is_empty() {
            put("q", self.text.clone());
        }
        self.status.iter().for_each(|status| put("status", status.as_str().to_owned()));
        self.stage.iter().for_each(|stage| put("stage", stage.as_str().to_owned()));
        self.deal_type.iter().for_each(|deal_type| put("type", type_word(*deal_type).to_owned()));
        if let Some(wanted) = self.partner_to_partner {
            put("p2p", if wanted { "yes" } else { "no" }.to_owned());
        }
        self.country.iter().for_each(|country| put("country", country.clone()));
        if let Some(currency) = self.currency {
            put("currency", currency.code().to_owned());
        }
        for (name, value) in [("value_from", self.value_from), ("value_to", self.value_to)] {
            if let Some(value) = value {
                put(name, value.to_string());
            }
        }
        for (name, value) in [
            ("close_from", self.closing.from),
            ("close_to", self.closing.to),
            ("created_from", self.created.from),
            ("created_to", self.created.to),
            ("updated_from", self.updated.from),
            ("updated_to", self.updated.to),
        ] {
            if let Some(value) = value {
                put(name, value.to_string());
            }
        }
        self.solution.iter().for_each(|id| put("solution", id.clone()));
        self.location.iter().for_each(|location| put("location", location.clone()));
        self.team.iter().for_each(|email| put("team", email.clone()));
        self.campaign.iter().for_each(|campaign| put("campaign", campaign.clone()));
        if self.unanswered {
            put("waiting", "others".to_owned());
        }
        pairs
    }

    /// The set of deals for one reader. Campaigns of others are not shown, so nobody can ask for them.
    pub fn selection(&self, ctx: &Ctx, tab: Tab, zone: &TimeZone) -> Selection {
        let mut predicate = self.predicate(zone);
        if tab == Tab::Shared && !self.campaign.is_empty() {
            predicate = Predicate::Or(Vec::new());
        }
        Selection {
            tab,
            vendor: ctx.principal.organization_kind == OrganizationKind::Vendor,
            realm: ctx.principal.realm.clone(),
            predicate,
            words: search::sought(&self.text),
            types: self.deal_type.clone(),
            partner_to_partner: self.partner_to_partner,
            unanswered: self.unanswered,
        }
    }

    /// What of the filter a referral alone can answer.
    pub fn predicate(&self, zone: &TimeZone) -> Predicate {
        let mut parts = Vec::new();
        if !self.status.is_empty() {
            parts.push(self.status_predicate());
        }
        let stages: Vec<&str> = self.stage.iter().map(|stage| stage.as_str()).collect();
        parts.extend(any_of(Field::SalesStage, &stages));
        parts.extend(any_of(Field::Country, &self.country));
        parts.extend(self.currency.and_then(|currency| any_of(Field::Currency, &[currency.code()])));
        let value = |value: Amount| Scalar::Amount(value);
        parts.extend(self.value_from.map(|from| is(Field::DealValue, Test::Ge(value(from)))));
        parts.extend(self.value_to.map(|to| is(Field::DealValue, Test::Le(value(to)))));
        for (field, days, zone) in [
            // A closing date is a day, the same in every zone.
            (Field::ClosingAt, self.closing, &TimeZone::UTC),
            (Field::CreatedAt, self.created, zone),
            (Field::UpdatedAt, self.updated, zone),
        ] {
            let from = days.from.map(|day| start_of(day, zone));
            let until = days
                .to
                .map(|day| day.tomorrow().map_or(Time::from_ticks(i64::MAX), |day| start_of(day, zone)));
            parts.extend(from.map(|from| is(field, Test::Ge(Scalar::Time(from)))));
            parts.extend(until.map(|until| is(field, Test::Lt(Scalar::Time(until)))));
        }
        if !self.solution.is_empty() {
            let test = Test::In(self.solution.iter().map(|id| literal(id)).collect());
            let is = ItemPredicate::Is(Comparison { field: ItemField::Id, fold: Fold::AsIs, test });
            parts.push(Predicate::Any(Collection::Solutions, Some(Box::new(is))));
        }
        parts.extend(any_of(Field::MpnId, &self.location));
        if !self.team.is_empty() {
            parts.push(Predicate::Or(self.team.iter().map(|email| on_team(email)).collect()));
        }
        parts.extend(any_of(Field::CampaignId, &self.campaign));
        Predicate::And(parts)
    }

    fn status_predicate(&self) -> Predicate {
        let (mut statuses, mut substatuses) = (Vec::new(), Vec::new());
        for choice in &self.status {
            match choice {
                StatusChoice::Status(status) => statuses.push(status.as_str()),
                StatusChoice::Substatus(substatus) => substatuses.push(substatus.as_str()),
            }
        }
        let parts = [any_of(Field::Status, &statuses), any_of(Field::Substatus, &substatuses)];
        let mut parts: Vec<Predicate> = parts.into_iter().flatten().collect();
        match parts.len() {
            1 => parts.remove(0),
            _ => Predicate::Or(parts),
        }
    }
}

/// When a day begins in a time zone.
fn start_of(day: Date, zone: &TimeZone) -> Time {
    zone.to_timestamp(day.at(0, 0, 0, 0)).map_or_else(
        // Beyond what the library's timestamps reach: the day in UTC.
        |_| day.to_string().parse().unwrap_or(Time::from_ticks(i64::MAX)),
        Time::from_timestamp,
    )
}

fn literal(text: &str) -> Scalar<'static> {
    Scalar::Text(text.to_owned().into())
}

fn is(field: Field, test: Test) -> Predicate {
    Predicate::Is(Comparison { field, fold: Fold::AsIs, test })
}

fn any_of(field: Field, values: &[impl AsRef<str>]) -> Option<Predicate> {
    match values {
        [] => None,
        [one] => Some(is(field, Test::Eq(literal(one.as_ref())))),
        several => Some(is(field, Test::In(several.iter().map(|v| literal(v.as_ref())).collect()))),
    }
}

fn on_team(email: &str) -> Predicate {
    let is = ItemPredicate::Is(Comparison {
        field: ItemField::Email,
        fold: Fold::Lower,
        test: Test::Eq(literal(email)),
    });
    Predicate::Any(Collection::Team, Some(Box::new(is)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::{Place, SortKey};

    const QUERY: &str = "tab=outbound&q=%C4%B0stanbul&status=Active&status=Lost&stage=20&stage=40&type=co-sell\
        &type=assessment&p2p=no&country=TR&currency=EUR&value_from=10.5&value_to=20&close_from=2026-11-01\
        &close_to=2026-11-30&created_from=2026-01-01&updated_to=2026-10-01&solution=a%2Cb&location=6110000\
        &team=ada%40contoso.example&campaign=Spring&waiting=others&sort=-value";

    #[test]
    fn a_view_survives_its_url() {
        let (view, problems) = ListView::from_query(QUERY);
        assert_eq!(problems.as_slice(), &[]);
        assert_eq!(view.to_query(), QUERY);
        for by in SortBy::ALL {
            let keys = match by {
                SortBy::Name | SortBy::Customer | SortBy::Location => {
                    vec![SortKey::Text("ç\u{7f}".to_owned())]
                }
                SortBy::Stage => vec![SortKey::Int(20), SortKey::Int(-7)],
                SortBy::Value => vec![SortKey::Text("EUR".to_owned()), SortKey::Int(-1)],
                SortBy::Closing => vec![SortKey::Null],
                _ => vec![SortKey::Int(-3_000_000_000_000_000_000)],
            };
            let place = Place { keys, id: ortak_domain::ReferralId(uuid::Uuid::from_u128(7)) };
            let sort = Sort { by, descending: true };
            for position in [Position::After(place.clone()), Position::Before(place.clone())] {
                let view = ListView { sort, position: Some(position), ..view.clone() };
                assert_eq!(ListView::from_query(&view.to_query()), (view, Violations::new()));
            }
        }
        assert_eq!(ListView::default().to_query(), "");
    }

    #[test]
    fn unknown_parameters_say_nothing_and_bad_values_are_told_one_by_one() {
        let query = "utm_source=x&density=compact&status=Open&stage=30&country=XX&currency=XYZ&value_from=-1\
            &close_from=2026-13-01&created_to=yesterday&type=free&p2p=maybe&sort=colour&tab=mine&after=zzz\
            &status=New&q=%00&waiting=me";
        let (view, problems) = ListView::from_query(query);
        let fields: Vec<&str> = problems.as_slice().iter().map(|problem| problem.field.as_str()).collect();
        let expected = [
            "status",
            "stage",
            "country",
            "currency",
            "value_from",
            "close_from",
            "created_to",
            "type",
            "p2p",
            "sort",
            "tab",
            "q",
            "waiting",
            "after",
        ];
        assert_eq!(fields, expected);
        assert_eq!(view.to_query(), "status=New");
    }

    #[test]
    fn a_place_is_worthless_under_another_order() {
        let place = Place { keys: vec![SortKey::Int(1)], id: ortak_domain::ReferralId(uuid::Uuid::nil()) };
        let sort = Sort { by: SortBy::Created, descending: false };
        let text = place::encode(sort, &place);
        assert_eq!(place::decode(sort, &text), Some(place));
        assert_eq!(place::decode(Sort { descending: true, ..sort }, &text), None);
        assert_eq!(place::decode(Sort { by: SortBy::Name, ..sort }, &text), None);
    }

    #[test]
    fn days_are_those_of_the_readers_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        let (view, _) =
            ListView::from_query("close_from=2026-11-01&created_from=2026-11-01&created_to=2026-11-30");
        let time = |text: &str| Scalar::Time(text.parse().unwrap());
        let expected = Predicate::And(vec![
            is(Field::ClosingAt, Test::Ge(time("2026-11-01T00:00:00Z"))),
            is(Field::CreatedAt, Test::Ge(time("2026-10-31T21:00:00Z"))),
            is(Field::CreatedAt, Test::Lt(time("2026-11-30T21:00:00Z"))),
        ]);
        assert_eq!(view.filter.predicate(&zone), expected);
    }
}
