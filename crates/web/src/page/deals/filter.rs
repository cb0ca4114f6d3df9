//! The filter chips of a list: each a small form that keeps all the others.

use ortak_app::port::Tab;
use ortak_app::workspace::{ListFilter, ListView};
use ortak_domain::referral::{DealType, SalesStage};
use ortak_domain::{Amount, Currency, Location, Money};

use crate::amount;
use crate::page::home::href;
use crate::view::View;

/// A value to be ticked.
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub checked: bool,
}

/// What a chip asks for.
pub(crate) enum Input {
    Choices(Vec<Choice>),
    /// From and to, of a kind of input field.
    Range {
        kind: &'static str,
        from: String,
        to: String,
    },
    /// Amounts of one currency: those of different ones are not compared (R802).
    Money {
        currencies: Vec<(String, String)>,
        chosen: String,
        from: String,
        to: String,
    },
    Text(String),
}

/// A filter of the list.
pub(crate) struct Chip {
    pub name: &'static str,
    pub label: String,
    /// What is filtered by now; none: nothing.
    pub summary: Option<String>,
    pub input: Input,
    /// The other parameters of the view.
    pub kept: Vec<(&'static str, String)>,
    pub action: String,
    /// The list without this filter.
    pub without: String,
}

/// All filters of a list: the usual ones and those in use stand in the bar, the rest behind one more button.
pub(crate) struct Filters {
    pub shown: Vec<Chip>,
    pub more: Vec<Chip>,
    /// What the form of the rest keeps: everything that isn't in it.
    pub kept: Vec<(&'static str, String)>,
    pub action: String,
}

/// Filters that stand in the bar also when they filter nothing.
const USUAL: [&str; 5] = ["status", "type", "country", "value", "close"];

/// `usual`: the currency that is offered first.
pub(crate) fn filters(view: &View, wanted: &ListView, locations: &[Location], usual: Currency) -> Filters {
    let all = chips(view, wanted, locations, usual);
    let action = all.first().map(|chip| chip.action.clone()).unwrap_or_default();
    let (shown, more): (Vec<Chip>, Vec<Chip>) =
        all.into_iter().partition(|chip| chip.summary.is_some() || USUAL.contains(&chip.name));
    // Those behind the button filter nothing, so all that is in use stays.
    let tab = if view.path.starts_with("/deals/board") { wanted.tab } else { Tab::default() };
    let kept = ListView { tab, ..wanted.from_start() }.to_pairs();
    Filters { shown, more, kept, action }
}

fn chips(view: &View, wanted: &ListView, locations: &[Location], usual: Currency) -> Vec<Chip> {
    let filter = &wanted.filter;
    let pairs = filter.to_pairs();
    let values = |name: &str| -> Vec<String> {
        pairs.iter().filter(|(of, _)| *of == name).map(|(_, value)| value.clone()).collect()
    };
    let choices = |name: &str, all: Vec<(String, String)>| {
        let chosen = values(name);
        let choice = |(value, label): (String, String)| {
            let checked = chosen.iter().any(|one| one.eq_ignore_ascii_case(&value));
            Choice { value, label, checked }
        };
        all.into_iter().map(choice).collect::<Vec<_>>()
    };
    let make = |name: &'static str, label: &str, input: Input, own: &[&str]| {
        let left: Vec<(&'static str, String)> =
            pairs.iter().filter(|(of, _)| !own.contains(of)).cloned().collect();
        let (without, _) = ListView::from_pairs(left.iter().map(|(name, value)| (*name, value.as_str())));
        let columns = wanted.columns.clone();
        let without = ListView { tab: wanted.tab, sort: wanted.sort, columns, ..without };
        let board = view.path.starts_with("/deals/board");
        let to = |list: &ListView| {
            if board { format!("/deals/board?{}", list.to_query()) } else { href(list) }
        };
        let mut kept =
            ListView { tab: if board { wanted.tab } else { Tab::default() }, ..without.clone() }.to_pairs();
        kept.retain(|(of, _)| !own.contains(of));
        Chip {
            name,
            label: view.t(label),
            summary: summary(view, filter, &input),
            input,
            kept,
            action: if board {
                "/deals/board".to_owned()
            } else {
                href(&ListView { tab: wanted.tab, ..ListView::default() })
            },
            without: to(&without),
        }
    };
    let named = |prefix: &str, words: &[&str]| {
        words.iter().map(|word| ((*word).to_owned(), view.name_of(prefix, word))).collect::<Vec<_>>()
    };
    let statuses = named("status", &["New", "Active", "Won", "Lost", "Declined", "Expired"]);
    let waiting = vec![("others".to_owned(), view.t("filter-unanswered"))];
    let types = DealType::ALL
        .iter()
        .map(|kind| {
            (
                ortak_app::workspace::filter::type_word(*kind).to_owned(),
                view.name_of("deal-type", kind.as_str()),
            )
        })
        .collect();
    let stages = SalesStage::ALL
        .iter()
        .map(|stage| {
            let name = view.t(&format!("sales-stage-{}", stage.as_str()));
            (stage.as_str().to_owned(), format!("{name} {}", view.percent(stage.percent())))
        })
        .collect();
    let places =
        locations.iter().map(|location| (location.mpn_id.clone(), location.name.clone())).collect::<Vec<_>>();
    let mut chips = vec![
        make("status", "filter-status", Input::Choices(choices("status", statuses)), &["status"]),
        make("type", "filter-type", Input::Choices(choices("type", types)), &["type"]),
        make("stage", "filter-stage", Input::Choices(choices("stage", stages)), &["stage"]),
        make("country", "filter-country", Input::Choices(choices("country", view.countries())), &["country"]),
        make("value", "filter-value", money(filter, usual), &["currency", "value_from", "value_to"]),
        make(
            "close",
            "filter-closes",
            Input::Range { kind: "date", from: text(filter.closing.from), to: text(filter.closing.to) },
            &["close_from", "close_to"],
        ),
        make(
            "created",
            "filter-created",
            Input::Range { kind: "date", from: text(filter.created.from), to: text(filter.created.to) },
            &["created_from", "created_to"],
        ),
        // The first page leads to lists that are narrowed by these.
        make(
            "updated",
            "column-updated",
            Input::Range { kind: "date", from: text(filter.updated.from), to: text(filter.updated.to) },
            &["updated_from", "updated_to"],
        ),
        make("waiting", "home-unanswered", Input::Choices(choices("waiting", waiting)), &["waiting"]),
        make("team", "filter-team", Input::Text(filter.team.join(" ")), &["team"]),
        make("campaign", "filter-campaign", Input::Text(filter.campaign.join(" ")), &["campaign"]),
        make("solution", "filter-solution", Input::Text(filter.solution.join(" ")), &["solution"]),
    ];
    if locations.len() > 1 {
        chips.push(make(
            "location",
            "filter-location",
            Input::Choices(choices("location", places)),
            &["location"],
        ));
    }
    chips
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn money(filter: &ListFilter, usual: Currency) -> Input {
    let chosen = filter.currency.unwrap_or(usual);
    Input::Money {
        currencies: amount::currencies(Some(usual)),
        chosen: chosen.code().to_owned(),
        from: text(filter.value_from),
        to: text(filter.value_to),
    }
}

fn between(from: &str, to: &str) -> Option<String> {
    match (from, to) {
        ("", "") => None,
        (from, "") => Some(format!("≥ {from}")),
        ("", to) => Some(format!("≤ {to}")),
        (from, to) => Some(format!("{from} – {to}")),
    }
}

/// What is chosen, in a few words.
fn summary(view: &View, filter: &ListFilter, input: &Input) -> Option<String> {
    match input {
        Input::Choices(choices) => {
            let chosen: Vec<&str> =
                choices.iter().filter(|choice| choice.checked).map(|choice| choice.label.as_str()).collect();
            match chosen.as_slice() {
                [] => None,
                [one] => Some((*one).to_owned()),
                [first, rest @ ..] => Some(format!("{first} +{}", rest.len())),
            }
        }
        Input::Range { from, to, .. } => between(from, to),
        Input::Money { .. } => filter.currency.map(|currency| {
            let typed = |amount: Option<Amount>| {
                amount.map(|amount| view.money(&Money { amount, currency })).unwrap_or_default()
            };
            between(&typed(filter.value_from), &typed(filter.value_to))
                .unwrap_or_else(|| currency.code().to_owned())
        }),
        Input::Text(text) => Some(text.clone()).filter(|text| !text.is_empty()),
    }
    .map(|text| view.t1("filter-is", "value", text))
}
