//! Compiles the set of deals of a list for people (`Selection::holds` is the meaning), its order and its pages.

use ortak_app::port::{Place, Position, Selection, Sort, SortBy, SortKey, Tab, Viewer};
use ortak_domain::referral::DealType;

use super::{Sql, balanced};
use crate::conn::{Dialect, Value};

/// After and before every moment that can be written.
const NEVER: &str = "9000000000000000000";

/// The vendor holds a referral in the engagement, and the owner sees it. Who vendors are is asked once, so that each
/// deal costs one look by key into the parties.
const VENDOR_TAKES_PART: &str = "(r.substatus NOT IN ('Declined', 'Expired') AND EXISTS (SELECT 1 FROM party v \
     WHERE v.engagement_id = r.engagement_id AND v.organization_id <> r.organization_id \
     AND v.organization_id IN (SELECT w.organization_id FROM organization w WHERE w.kind = 'vendor')))";

/// The partners beside the owner, as far as it sees them.
const OTHER_PARTNERS: &str = "(CASE WHEN r.substatus NOT IN ('Declined', 'Expired') THEN \
     (SELECT count(DISTINCT v.organization_id) FROM party v \
     JOIN organization w ON w.organization_id = v.organization_id WHERE v.engagement_id = r.engagement_id \
     AND v.organization_id <> r.organization_id AND w.kind = 'partner') ELSE 0 END)";

/// Somebody else in the engagement of an owner's own deal hasn't answered. Few engagements wait at a time, so they
/// are where the search begins.
const UNANSWERED: &str = "(r.direction = 'Outgoing' AND r.substatus NOT IN ('Declined', 'Expired') \
     AND r.engagement_id IN (SELECT v.engagement_id FROM party v \
     WHERE v.substatus IN ('Pending', 'Received') AND v.organization_id <> $1))";

/// One key of an order.
struct Key {
    sql: String,
    nullable: bool,
}

impl Key {
    fn new(sql: &str) -> Self {
        Self { sql: sql.to_owned(), nullable: false }
    }

    fn nullable(sql: &str) -> Self {
        Self { sql: sql.to_owned(), nullable: true }
    }
}

/// What a deal is (R106), as its place among `DealType::ALL`.
fn type_key(selection: &Selection) -> String {
    let vendor = if selection.vendor && selection.tab != Tab::Shared { "1 = 1" } else { VENDOR_TAKES_PART };
    format!(
        "CAST(CASE WHEN r.assessment THEN 3 WHEN {vendor} THEN 2 WHEN r.vendor_view THEN 1 ELSE 0 END AS BIGINT)"
    )
}

/// How the place of a deal sorts, by its name as other texts; a place without a name by its number. SQLite knows our keys
/// of texts; for PostgreSQL `places` holds those of the reader's places, of which there are few.
fn place_key(dialect: Dialect, places: Option<&str>) -> String {
    match (dialect, places) {
        (Dialect::Sqlite, _) => "coalesce((SELECT ortak_sort_key(l.name) FROM location l \
             WHERE l.organization_id = r.organization_id AND l.mpn_id = r.mpn_id), r.mpn_id, '')"
            .to_owned(),
        (Dialect::Postgres, None) => "coalesce(r.mpn_id, '')".to_owned(),
        (Dialect::Postgres, Some(places)) => {
            format!("coalesce(CAST({places} AS jsonb) ->> r.mpn_id, r.mpn_id, '') COLLATE \"C\"")
        }
    }
}

fn keys(sql: &Sql, selection: &Selection, sort: Sort) -> Vec<Key> {
    match sort.by {
        SortBy::Waiting => vec![Key::new("r.waiting_order")],
        SortBy::Name => vec![Key::new("r.name_key")],
        SortBy::Customer => vec![Key::new("r.customer_key")],
        SortBy::Type => vec![Key::new(&type_key(selection))],
        SortBy::Stage => vec![Key::new("r.lane"), Key::new("r.waiting_order")],
        // Only amounts of one currency are more or less than each other (R802).
        SortBy::Value => vec![Key::new("coalesce(r.currency, '')"), Key::new("coalesce(r.deal_value, -1)")],
        SortBy::Closing => vec![Key::nullable("r.closing_at")],
        // Others' places stand together, by their numbers: their names aren't at hand here.
        SortBy::Location if selection.tab == Tab::Shared => vec![Key::new("coalesce(r.mpn_id, '')")],
        SortBy::Location => vec![Key::new(&place_key(sql.dialect, sql.places.as_deref()))],
        SortBy::Created => vec![Key::new("r.created_at")],
        SortBy::Updated => vec![Key::new("r.updated_at")],
        SortBy::Expires => {
            let sign = if sort.descending { "-" } else { "" };
            vec![Key::new(&format!("coalesce(r.expires_at, {sign}{NEVER})"))]
        }
    }
}

/// How many keys the order has.
pub fn key_count(sort: Sort) -> usize {
    if matches!(sort.by, SortBy::Stage | SortBy::Value) { 2 } else { 1 }
}

impl Sql {
    /// What the set is read from: `r`, and for shared deals their owners `o`.
    pub fn deals_from(selection: &Selection) -> &'static str {
        if selection.tab == Tab::Shared {
            "referral r JOIN organization o ON o.organization_id = r.organization_id"
        } else {
            "referral r"
        }
    }

    /// The condition that a deal is in the set and within the viewer's reach.
    pub fn deals(&mut self, viewer: &Viewer, selection: &Selection) -> String {
        // PostgreSQL wants a type for both of the viewer's parameters, whether or not they matter.
        let mut conditions = vec!["CAST($1 AS TEXT) IS NOT NULL AND CAST($2 AS TEXT) IS NOT NULL".to_owned()];
        if selection.tab == Tab::Shared {
            conditions.push(self.shared(selection));
        } else {
            conditions.push(self.reach(&viewer.visibility));
            conditions.extend(self.own(selection));
        }
        conditions.push(self.predicate(&selection.predicate));
        conditions.join(" AND ")
    }

    fn own(&mut self, selection: &Selection) -> Vec<String> {
        let mut conditions = Vec::new();
        match selection.tab {
            Tab::Inbound => conditions.push("r.direction = 'Incoming'".to_owned()),
            Tab::Outbound => conditions.push("r.direction = 'Outgoing'".to_owned()),
            Tab::Favourites => conditions.push(
                "r.id IN (SELECT f.referral_id FROM favorite f WHERE f.organization_id = $1 \
                 AND f.principal_id = $2)"
                    .to_owned(),
            ),
            Tab::All | Tab::Shared => {}
        }
        if !selection.words.is_empty() {
            conditions.push(self.search(&selection.words));
        }
        if !selection.types.is_empty() {
            let vendor = if selection.vendor { "1 = 1" } else { VENDOR_TAKES_PART };
            let of = |deal_type: &DealType| match deal_type {
                DealType::SolutionAssessment => "r.assessment".to_owned(),
                DealType::CoSell => format!("(NOT r.assessment AND {vendor})"),
                DealType::PartnerLed => format!("(NOT r.assessment AND r.vendor_view AND NOT {vendor})"),
                DealType::Private => format!("(NOT r.assessment AND NOT r.vendor_view AND NOT {vendor})"),
            };
            conditions.push(balanced(selection.types.iter().map(of).collect(), "OR", "1 = 0"));
        }
        if let Some(wanted) = selection.partner_to_partner {
            // Between the vendor and one partner there are no two partners.
            let least = i32::from(selection.vendor);
            let operator = if wanted { ">" } else { "<=" };
            conditions.push(format!("{OTHER_PARTNERS} {operator} {least}"));
        }
        if selection.unanswered {
            conditions.push(UNANSWERED.to_owned());
        }
        conditions
    }

    /// What partners share with the vendor `$1`, all of which are partner-led (R102).
    fn shared(&mut self, selection: &Selection) -> String {
        let mut conditions = vec![crate::repo::IS_SHARED.to_owned()];
        conditions.push(match &selection.realm {
            None => "o.sandbox_home IS NULL".to_owned(),
            Some(home) => format!("o.sandbox_home = {}", self.text(home.as_str())),
        });
        let other_type = !selection.types.is_empty() && !selection.types.contains(&DealType::PartnerLed);
        if other_type || selection.partner_to_partner == Some(true) || selection.unanswered {
            conditions.push("1 = 0".to_owned());
        }
        if !selection.words.is_empty() {
            // The mark behind some letters (`text::sort_key`) is in no word.
            let mark = self.text("\u{7f}");
            for word in &selection.words {
                let word = self.text(word);
                let text = format!("replace(r.name_key || ' ' || r.customer_key, {mark}, '')");
                conditions.push(match self.dialect {
                    Dialect::Sqlite => format!("instr({text}, {word}) > 0"),
                    Dialect::Postgres => format!("strpos({text}, {word}::text) > 0"),
                });
            }
        }
        conditions.join(" AND ")
    }

    /// The keys of the order, to be columns `k0`, `k1`.
    pub fn deal_keys(&self, selection: &Selection, sort: Sort) -> Vec<String> {
        keys(self, selection, sort).into_iter().map(|key| key.sql).collect()
    }

    /// `ORDER BY` of a page that is read forwards, or backwards. Keys stand in it by the names of their columns: written
    /// out, what is looked up for them would be looked up twice.
    pub fn deal_order(&self, selection: &Selection, sort: Sort, backwards: bool) -> String {
        let descending = sort.descending != backwards;
        let way = super::direction(descending);
        let mut order: Vec<String> = keys(self, selection, sort)
            .into_iter()
            .zip(0..)
            .map(|(key, at)| match (self.dialect, key.nullable, descending) {
                (Dialect::Sqlite, _, _) | (_, false, _) => format!("k{at} {way}"),
                (Dialect::Postgres, true, false) => format!("k{at} {way} NULLS FIRST"),
                (Dialect::Postgres, true, true) => format!("k{at} {way} NULLS LAST"),
            })
            .collect();
        order.push(format!("r.id {way}"));
        order.join(", ")
    }

    /// Whatever lies beyond the position, in the direction in which is read.
    pub fn beyond_position(&mut self, selection: &Selection, sort: Sort, position: &Position) -> String {
        let (place, backwards) = match position {
            Position::After(place) => (place, false),
            Position::Before(place) => (place, true),
        };
        let descending = sort.descending != backwards;
        let keys = keys(self, selection, sort);
        let id = self.text(&place.id.to_string());
        let than = if descending { "<" } else { ">" };
        if let ([key], Place { keys: values, .. }) = (keys.as_slice(), place)
            && key.nullable
        {
            let x = &key.sql;
            return match (values.first(), descending) {
                (Some(SortKey::Int(value)), false) => {
                    format!("({x}, r.id) > ({}, {id})", self.param(Value::Int(*value)))
                }
                (Some(SortKey::Int(value)), true) => {
                    let value = self.param(Value::Int(*value));
                    format!("(({x}, r.id) < ({value}, {id}) OR {x} IS NULL)")
                }
                // A null comes first, ascending.
                (_, false) => format!("({x} IS NOT NULL OR r.id > {id})"),
                (_, true) => format!("({x} IS NULL AND r.id < {id})"),
            };
        }
        let values: Vec<String> = place
            .keys
            .iter()
            .map(|value| match value {
                SortKey::Null => "NULL".to_owned(),
                SortKey::Int(value) => self.param(Value::Int(*value)),
                SortKey::Text(text) => self.text(text),
            })
            .collect();
        let names: Vec<String> = keys.into_iter().map(|key| key.sql).collect();
        format!("({}, r.id) {than} ({}, {id})", names.join(", "), values.join(", "))
    }
}
