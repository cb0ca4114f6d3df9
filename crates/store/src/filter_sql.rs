//! Compiles the typed predicate, order and cursor of a list to SQL (`Predicate::eval` is the meaning).
//!
//! One text serves both databases but for the few expressions in `Sql`. Where SQL's third truth value could
//! differ from the predicate's two, below `not` and `all`, it is folded to false; elsewhere "unknown" and
//! false have the same effect, and the plain comparison can use an index.

mod selection;

use ortak_domain::field::Scalar;
use ortak_domain::policy::Visibility;
use ortak_domain::predicate::{Comparison, Fold, ItemPredicate, OrderKey, Predicate, Test};
use ortak_domain::text::fold_email;
use ortak_domain::{Collection, Field, FieldKind, ItemField};

use ortak_app::port::{Cursor, Viewer};

use crate::conn::{Dialect, Value};

pub use selection::key_count;

/// A piece of SQL under construction, with its parameters.
#[derive(Debug)]
pub struct Sql {
    dialect: Dialect,
    pub params: Vec<Value>,
    /// `$n` of the viewer's organization and id.
    organization: String,
    principal: String,
    /// Whether rows are read in another order, and their values looked at on the way.
    value_on_the_way: bool,
    /// `$n` of the keys of places, where they are needed.
    places: Option<String>,
}

/// How a property is reached.
enum Source {
    Column { name: &'static str, nullable: bool },
    Json,
    Favorite,
}

fn source(field: Field) -> Source {
    let (name, nullable) = match field {
        Field::Id => ("r.id", false),
        Field::EngagementId => ("r.engagement_id", false),
        Field::OrganizationId => ("r.organization_id", false),
        Field::CreatedAt => ("r.created_at", false),
        Field::UpdatedAt => ("r.updated_at", false),
        Field::ExpiresAt => ("r.expires_at", true),
        Field::AcceptedAt => ("r.accepted_at", true),
        Field::ClosedAt => ("r.closed_at", true),
        Field::ClosingAt => ("r.closing_at", true),
        Field::Status => ("r.status", false),
        Field::Substatus => ("r.substatus", false),
        Field::Kind => ("r.kind", false),
        Field::Qualification => ("r.qualification", false),
        Field::Direction => ("r.direction", false),
        Field::SalesStage => ("r.sales_stage", true),
        Field::MpnId => ("r.mpn_id", true),
        Field::Country => ("r.country", true),
        Field::DealValue => ("r.deal_value", true),
        Field::Currency => ("r.currency", true),
        Field::Name => ("r.name", true),
        Field::CustomerName => ("r.customer_name", false),
        Field::ExternalReferenceId => ("r.external_reference_id", true),
        Field::CampaignId => ("r.campaign_id", true),
        Field::Favorite => return Source::Favorite,
        _ => return Source::Json,
    };
    Source::Column { name, nullable }
}

impl Sql {
    /// Begins with the viewer's organization and id as `$1` and `$2`; every statement must use `$1`.
    pub fn new(dialect: Dialect, viewer: &Viewer) -> Self {
        let params = vec![
            Value::Text(viewer.organization_id.as_str().to_owned()),
            Value::Text(viewer.principal_id.to_string()),
        ];
        let (organization, principal) = ("$1".to_owned(), "$2".to_owned());
        Self { dialect, params, organization, principal, value_on_the_way: false, places: None }
    }

    /// For statements whose index holds the value beside what they are ordered or counted by. Left to itself SQLite
    /// takes the index of values, reads every row that it names, and sorts them.
    #[must_use]
    pub fn with_value_on_the_way(self, yes: bool) -> Self {
        Self { value_on_the_way: yes && self.dialect == Dialect::Sqlite, ..self }
    }

    /// The keys by which places sort, as a JSON object by their numbers.
    pub fn with_places(&mut self, keys: String) {
        self.places = Some(self.param(Value::Text(keys)));
    }

    pub fn param(&mut self, value: Value) -> String {
        self.params.push(value);
        format!("${}", self.params.len())
    }

    fn text(&mut self, text: &str) -> String {
        self.param(Value::Text(before_nul(text).to_owned()))
    }

    /// The reader's own mark; `$2` stands in it so that every statement uses both parameters.
    pub fn favorite(&self) -> String {
        format!(
            "EXISTS (SELECT 1 FROM favorite f WHERE f.organization_id = r.organization_id \
             AND f.principal_id = {} AND f.referral_id = r.id)",
            self.principal
        )
    }

    /// The reach of the viewer (R401), always with the organization.
    pub fn reach(&mut self, visibility: &Visibility) -> String {
        let own = format!("r.organization_id = {}", self.organization);
        match visibility {
            // `own` stands in every one of them: PostgreSQL wants to know the type of each parameter.
            Visibility::Nothing => format!("{own} AND 1 = 0"),
            Visibility::Locations { locations, .. } if locations.is_empty() => format!("{own} AND 1 = 0"),
            Visibility::Organization => own,
            Visibility::Locations { locations, team_email } => {
                let places: Vec<String> = locations.iter().map(|l| self.text(l)).collect();
                let here = format!("{own} AND r.mpn_id IN ({})", places.join(", "));
                match team_email {
                    Some(email) => format!("{here} AND {}", self.on_team(email)),
                    None => here,
                }
            }
            Visibility::Team { team_email } => format!("{own} AND {}", self.on_team(team_email)),
        }
    }

    fn on_team(&mut self, folded_email: &str) -> String {
        let email = self.text(folded_email);
        format!(
            "EXISTS (SELECT 1 FROM referral_team t WHERE t.organization_id = r.organization_id \
             AND t.email = {email} AND t.referral_id = r.id)"
        )
    }

    /// Every word begins a word of the deal.
    pub fn search(&mut self, words: &[String]) -> String {
        // Words are letters and digits only (`search::words`), so quoting them is safe.
        match self.dialect {
            Dialect::Sqlite => {
                let query: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
                let query = self.param(Value::Text(query.join(" AND ")));
                format!("r.rowid IN (SELECT rowid FROM referral_search WHERE referral_search MATCH {query})")
            }
            Dialect::Postgres => {
                let query: Vec<String> = words.iter().map(|word| format!("'{word}':*")).collect();
                let query = self.param(Value::Text(query.join(" & ")));
                format!("r.search @@ {query}::text::tsquery")
            }
        }
    }

    pub fn predicate(&mut self, predicate: &Predicate) -> String {
        match predicate {
            Predicate::And(parts) => {
                let parts = parts.iter().map(|part| self.predicate(part)).collect();
                balanced(parts, "AND", "1 = 1")
            }
            Predicate::Or(parts) => {
                let parts = parts.iter().map(|part| self.predicate(part)).collect();
                balanced(parts, "OR", "1 = 0")
            }
            Predicate::Not(part) => format!("NOT coalesce({}, 1 = 0)", self.predicate(part)),
            Predicate::Is(is) => {
                let value = match is.field {
                    // The sign keeps SQLite from seeking by it.
                    Field::DealValue | Field::Currency if self.value_on_the_way => {
                        format!("+{}", self.field(is.field))
                    }
                    field => self.field(field),
                };
                let is_text =
                    matches!(is.field.kind(), FieldKind::Text | FieldKind::Guid | FieldKind::Word(_));
                self.comparison(&value, is_text, is)
            }
            Predicate::Any(collection, inner) => self.any(*collection, inner.as_deref()),
            Predicate::All(collection, inner) => {
                let items = self.items(*collection);
                let inner = self.item_predicate(inner);
                format!("NOT EXISTS (SELECT 1 FROM {items} WHERE NOT coalesce({inner}, 1 = 0))")
            }
        }
    }

    fn any(&mut self, collection: Collection, inner: Option<&ItemPredicate>) -> String {
        if let (Collection::Solutions, Some(inner)) = (collection, inner)
            && let Some(ids) = solution_ids(inner)
        {
            return self.has_solution(&ids);
        }
        let items = self.items(collection);
        let Some(inner) = inner else { return format!("EXISTS (SELECT 1 FROM {items})") };
        let condition = self.item_predicate(inner);
        let any = format!("EXISTS (SELECT 1 FROM {items} WHERE {condition})");
        // Who is on the team is indexed, folded; that condition follows from the exact one.
        match inner {
            ItemPredicate::Is(Comparison {
                field: ItemField::Email,
                test: Test::Eq(Scalar::Text(email)),
                ..
            }) if collection == Collection::Team && !email.trim().is_empty() && !email.contains('\0') => {
                format!("({} AND {any})", self.on_team(&fold_email(email)))
            }
            _ => any,
        }
    }

    /// Which solutions are on a deal is indexed, by exact id.
    fn has_solution(&mut self, ids: &[&str]) -> String {
        let ids: Vec<String> = ids.iter().map(|id| self.text(id)).collect();
        format!(
            "EXISTS (SELECT 1 FROM referral_solution s WHERE s.organization_id = r.organization_id \
             AND s.solution_id IN ({}) AND s.referral_id = r.id)",
            ids.join(", ")
        )
    }

    fn items(&self, collection: Collection) -> String {
        match self.dialect {
            Dialect::Sqlite => {
                format!("json_each(r.document, '$.{}') AS e", collection.path().replace('/', "."))
            }
            Dialect::Postgres => format!(
                "jsonb_array_elements(r.document::jsonb #> '{{{}}}') AS e(value)",
                collection.path().replace('/', ",")
            ),
        }
    }

    fn item_predicate(&mut self, predicate: &ItemPredicate) -> String {
        match predicate {
            ItemPredicate::And(parts) => {
                let parts = parts.iter().map(|part| self.item_predicate(part)).collect();
                balanced(parts, "AND", "1 = 1")
            }
            ItemPredicate::Or(parts) => {
                let parts = parts.iter().map(|part| self.item_predicate(part)).collect();
                balanced(parts, "OR", "1 = 0")
            }
            ItemPredicate::Not(part) => {
                format!("NOT coalesce({}, 1 = 0)", self.item_predicate(part))
            }
            ItemPredicate::Constant(value) => if *value { "1 = 1" } else { "1 = 0" }.to_owned(),
            ItemPredicate::Is(is) => {
                let name = is.field.path();
                let value = match self.dialect {
                    // The items of most lists are objects; registrations are whatever was received, and a text
                    // among them is no JSON to look into.
                    Dialect::Sqlite => format!(
                        "(CASE e.type WHEN 'object' THEN CASE json_type(e.value, '$.{name}') WHEN 'text' \
                         THEN e.value ->> '$.{name}' END END)"
                    ),
                    Dialect::Postgres => format!(
                        "(CASE jsonb_typeof(e.value -> '{name}') WHEN 'string' THEN e.value ->> '{name}' END) \
                         COLLATE \"C\""
                    ),
                };
                self.comparison(&value, true, is)
            }
        }
    }

    /// The property as an expression.
    pub fn field(&self, field: Field) -> String {
        match source(field) {
            Source::Column { name, .. } => name.to_owned(),
            Source::Favorite => self.favorite(),
            Source::Json => self.json(field),
        }
    }

    fn json(&self, field: Field) -> String {
        let path = field.path();
        match (self.dialect, field.kind()) {
            (Dialect::Sqlite, _) => format!("json_extract(r.document, '$.{}')", path.replace('/', ".")),
            (Dialect::Postgres, FieldKind::Bool) => {
                format!("(r.document::jsonb #>> '{{{}}}')::boolean", path.replace('/', ","))
            }
            (Dialect::Postgres, _) => {
                format!("(r.document::jsonb #>> '{{{}}}') COLLATE \"C\"", path.replace('/', ","))
            }
        }
    }

    fn lower(&self, value: &str) -> String {
        match self.dialect {
            Dialect::Sqlite => format!("ortak_lower({value})"),
            // The database's own lower() knows ASCII only under the "C" collation of our columns.
            Dialect::Postgres => {
                let bare = value.trim_end_matches(" COLLATE \"C\"");
                format!("lower(({bare}) COLLATE \"und-x-icu\") COLLATE \"C\"")
            }
        }
    }

    fn comparison<F>(&mut self, value: &str, is_text: bool, is: &Comparison<F>) -> String {
        let x = match is.fold {
            Fold::Lower if is_text => self.lower(value),
            Fold::AsIs | Fold::Lower => value.to_owned(),
        };
        match &is.test {
            // What isn't a text has no parts.
            Test::Contains(_) | Test::StartsWith(_) | Test::EndsWith(_) if !is_text => "1 = 0".to_owned(),
            // No stored text holds a NUL, and PostgreSQL takes none.
            Test::Eq(literal) if has_nul(literal) => "1 = 0".to_owned(),
            Test::Ne(literal) if has_nul(literal) => "1 = 1".to_owned(),
            Test::Gt(literal) | Test::Ge(literal) if has_nul(literal) => self.ordered(&x, ">", literal),
            Test::Lt(literal) | Test::Le(literal) if has_nul(literal) => self.ordered(&x, "<=", literal),
            Test::Contains(part) | Test::StartsWith(part) | Test::EndsWith(part) if part.contains('\0') => {
                "1 = 0".to_owned()
            }
            Test::Eq(Scalar::Null) => format!("{x} IS NULL"),
            Test::Ne(Scalar::Null) => format!("{x} IS NOT NULL"),
            Test::Eq(literal) => format!("{x} = {}", self.literal(literal)),
            Test::Ne(literal) => format!("{x} IS DISTINCT FROM {}", self.literal(literal)),
            Test::Gt(literal) => self.ordered(&x, ">", literal),
            Test::Ge(literal) => self.ordered(&x, ">=", literal),
            Test::Lt(literal) => self.ordered(&x, "<", literal),
            Test::Le(literal) => self.ordered(&x, "<=", literal),
            Test::In(literals) => self.contained(&x, literals),
            Test::Contains(part) | Test::StartsWith(part) | Test::EndsWith(part) if part.is_empty() => {
                format!("{x} IS NOT NULL")
            }
            Test::Contains(part) => {
                let part = self.text(part);
                match self.dialect {
                    Dialect::Sqlite => format!("instr({x}, {part}) > 0"),
                    Dialect::Postgres => format!("strpos({x}, {part}::text) > 0"),
                }
            }
            Test::StartsWith(part) => {
                let part = self.text(part);
                match self.dialect {
                    Dialect::Sqlite => format!("substr({x}, 1, length({part})) = {part}"),
                    Dialect::Postgres => format!("starts_with({x}, {part}::text)"),
                }
            }
            Test::EndsWith(part) => {
                let part = self.text(part);
                match self.dialect {
                    Dialect::Sqlite => format!("substr({x}, -length({part})) = {part}"),
                    Dialect::Postgres => format!("right({x}, length({part}::text)) = {part}"),
                }
            }
        }
    }

    fn ordered(&mut self, x: &str, operator: &str, literal: &Scalar<'static>) -> String {
        match literal {
            Scalar::Null => "1 = 0".to_owned(),
            literal => format!("{x} {operator} {}", self.literal(literal)),
        }
    }

    fn contained(&mut self, x: &str, literals: &[Scalar<'static>]) -> String {
        let with_null = literals.contains(&Scalar::Null);
        let values: Vec<String> =
            literals.iter().filter(|l| **l != Scalar::Null && !has_nul(l)).map(|l| self.literal(l)).collect();
        match (values.is_empty(), with_null) {
            (true, true) => format!("{x} IS NULL"),
            (true, false) => "1 = 0".to_owned(),
            (false, true) => format!("({x} IN ({}) OR {x} IS NULL)", values.join(", ")),
            (false, false) => format!("{x} IN ({})", values.join(", ")),
        }
    }

    fn literal(&mut self, literal: &Scalar<'_>) -> String {
        self.param(value(literal))
    }

    /// `ORDER BY` with the id as the last key. A null comes first in ascending order (OData 4.01, 11.2.6.2),
    /// which SQLite does by itself.
    pub fn order_by(&self, order: &[OrderKey]) -> String {
        let mut keys: Vec<String> = order.iter().map(|key| self.order_key(*key)).collect();
        keys.push(format!("r.id {}", direction(last_descends(order))));
        keys.join(", ")
    }

    fn order_key(&self, key: OrderKey) -> String {
        let nulls = match (self.dialect, nullable(key.field), key.descending) {
            (Dialect::Sqlite, _, _) | (_, false, _) => "",
            (Dialect::Postgres, true, false) => " NULLS FIRST",
            (Dialect::Postgres, true, true) => " NULLS LAST",
        };
        format!("{} {}{nulls}", self.field(key.field), direction(key.descending))
    }

    /// Whatever comes after the cursor in the order.
    pub fn after(&mut self, order: &[OrderKey], cursor: &Cursor) -> String {
        let one_way = order.iter().all(|key| key.descending == last_descends(order) && !nullable(key.field));
        if one_way {
            let names: Vec<String> = order.iter().map(|key| self.field(key.field)).collect();
            let values: Vec<String> = cursor.keys.iter().map(|key| self.literal(key)).collect();
            let operator = if last_descends(order) { "<" } else { ">" };
            let id = self.text(&cursor.id.to_string());
            let (names, values) = ([names, vec!["r.id".to_owned()]].concat(), [values, vec![id]].concat());
            return format!("({}) {operator} ({})", names.join(", "), values.join(", "));
        }
        let mut alternatives = Vec::new();
        let mut same = Vec::new();
        for (key, at) in order.iter().zip(&cursor.keys) {
            let x = self.field(key.field);
            let beyond = self.beyond(&x, *key, at);
            alternatives.push(balanced([same.clone(), vec![beyond]].concat(), "AND", "1 = 1"));
            same.push(match at {
                Scalar::Null => format!("{x} IS NULL"),
                at => format!("{x} = {}", self.literal(at)),
            });
        }
        let operator = if last_descends(order) { "<" } else { ">" };
        same.push(format!("r.id {operator} {}", self.text(&cursor.id.to_string())));
        alternatives.push(balanced(same, "AND", "1 = 1"));
        balanced(alternatives, "OR", "1 = 0")
    }

    fn beyond(&mut self, x: &str, key: OrderKey, at: &Scalar<'static>) -> String {
        match (key.descending, at) {
            (false, Scalar::Null) => format!("{x} IS NOT NULL"),
            (true, Scalar::Null) => "1 = 0".to_owned(),
            (false, at) => format!("{x} > {}", self.literal(at)),
            (true, at) => format!("({x} < {} OR {x} IS NULL)", self.literal(at)),
        }
    }
}

pub fn nullable(field: Field) -> bool {
    match source(field) {
        Source::Column { nullable, .. } => nullable,
        Source::Json => true,
        Source::Favorite => false,
    }
}

fn last_descends(order: &[OrderKey]) -> bool {
    order.last().is_some_and(|key| key.descending)
}

const fn direction(descending: bool) -> &'static str {
    if descending { "DESC" } else { "ASC" }
}

fn has_nul(literal: &Scalar<'_>) -> bool {
    matches!(literal, Scalar::Text(text) if text.contains('\0'))
}

/// The part of a text that PostgreSQL takes. Any text without a NUL comes after the whole exactly when it comes
/// after this part.
fn before_nul(text: &str) -> &str {
    text.split('\0').next().unwrap_or_default()
}

fn value(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(*value),
        Scalar::Text(text) => Value::Text(before_nul(text).to_owned()),
        Scalar::Time(time) => Value::Int(time.ticks()),
        Scalar::Amount(amount) => Value::Int(amount.units()),
    }
}

/// The ids that are asked for, when nothing else is. An id is never null and holds no NUL.
fn solution_ids(inner: &ItemPredicate) -> Option<Vec<&str>> {
    let ItemPredicate::Is(Comparison { field: ItemField::Id, fold: Fold::AsIs, test }) = inner else {
        return None;
    };
    let wanted = match test {
        Test::Eq(literal) => std::slice::from_ref(literal),
        Test::In(literals) => literals.as_slice(),
        _ => return None,
    };
    let ids = wanted.iter().map(|literal| match literal {
        Scalar::Text(id) if !id.contains('\0') => Some(id.as_ref()),
        _ => None,
    });
    ids.collect::<Option<Vec<_>>>().filter(|ids| !ids.is_empty())
}

/// Joins conditions as a balanced tree: SQLite refuses expressions deeper than 1,000, and 8,000 characters of
/// `$filter` can hold more links than that.
fn balanced(mut parts: Vec<String>, operator: &str, none: &str) -> String {
    while parts.len() > 1 {
        let mut pairs = Vec::with_capacity(parts.len().div_ceil(2));
        let mut rest = parts.into_iter();
        while let Some(one) = rest.next() {
            pairs.push(match rest.next() {
                Some(other) => format!("({one} {operator} {other})"),
                None => one,
            });
        }
        parts = pairs;
    }
    parts.pop().unwrap_or_else(|| none.to_owned())
}
