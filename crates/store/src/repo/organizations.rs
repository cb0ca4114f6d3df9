//! Organizations, their locations and stage names, and the programme.

use std::sync::Arc;
use std::time::Instant;

use ortak_app::port::{OrganizationRecord, OwnerFacts, StoreError};
use ortak_domain::referral::SalesStage;
use ortak_domain::{
    Location, Organization, OrganizationId, OrganizationKind, Programme, Sandbox, StageName, Time,
};

use super::accounts::{corrupt, maybe_time, names_nothing, parse, time};
use super::commit::{opt_text, opt_time, text};
use crate::Store;
use crate::conn::{DbError, Row, Statement, Value};

/// The setting that holds the programme's, as JSON.
const PROGRAMME: &str = "programme";

const NEW_NUMBERS: &str = "organization or location with one of these partner numbers";
/// At whose row those take turns who add numbers. Before there is a vendor nobody waits on PostgreSQL.
const NUMBERS: &str = "kind = 'vendor' AND sandbox_home IS NULL";
const OLD_STAGE_NAMES: &str = "stage names as they were";
const NEW_LOCATION: &str = "location with this partner number";

const ORGANIZATION: &str = "organization_id, name, kind, mpn_id, country, currency, created_at, disabled_at, \
     assessments_approved, sandbox_home, stands_for, clock_ahead";

fn organization(row: &Row) -> Result<Organization, DbError> {
    let id = |at| -> Result<Option<OrganizationId>, DbError> {
        row.opt_text(at)?.map(|id| parse("organization id", id)).transpose()
    };
    let (home, stands_for, clock_ahead) = (id(9)?, id(10)?, row.int(11)?);
    Ok(Organization {
        id: parse("organization id", row.text(0)?)?,
        name: row.text(1)?.to_owned(),
        kind: OrganizationKind::parse(row.text(2)?).ok_or_else(|| corrupt("organization kind"))?,
        mpn_id: row.opt_text(3)?.map(str::to_owned),
        country: row.text(4)?.to_owned(),
        currency: parse("currency", row.text(5)?)?,
        assessments_approved: row.bool(8)?,
        sandbox: home.map(|home| Sandbox { home, stands_for, clock_ahead }),
        created_at: time(row, 6)?,
        disabled_at: maybe_time(row, 7)?,
    })
}

fn location_values(owner: &OrganizationId, location: &Location) -> Vec<Value> {
    vec![
        text(owner.as_str()),
        text(&location.mpn_id),
        text(&location.name),
        text(&location.country),
        opt_text(location.city.as_deref()),
        Value::Text(location.contacts.join("\n")),
        opt_time(location.retired_at),
    ]
}

/// A turn at the row of an organization: whoever else takes it waits until this transaction is over.
pub(super) fn turn(condition: &'static str, params: Vec<Value>) -> Statement {
    let sql = format!("UPDATE organization SET name = name WHERE {condition}");
    Statement::new("organization", sql, params)
}

/// A number that somebody else has is no chance of another try.
fn unless_taken(written: Result<Vec<u64>, DbError>) -> Result<(), DbError> {
    match written {
        Err(DbError::Expectation { label: label @ (NEW_LOCATION | NEW_NUMBERS), .. }) => {
            Err(DbError::Unique { label, constraint: "partner number".to_owned() })
        }
        written => written.map(drop),
    }
}

impl Store {
    pub(super) async fn organization_record(
        &self,
        id: &OrganizationId,
    ) -> Result<Option<OrganizationRecord>, DbError> {
        let sql = format!("SELECT {ORGANIZATION} FROM organization WHERE organization_id = $1");
        let Some(row) = self.one(sql, text(id.as_str())).await? else { return Ok(None) };
        let rows = self
            .db
            .query(
                "SELECT mpn_id, name, country, city, contacts, retired_at FROM location WHERE organization_id = $1 \
                 ORDER BY mpn_id",
                vec![text(id.as_str())],
            )
            .await?;
        let location = |row: &Row| -> Result<Location, DbError> {
            Ok(Location {
                organization_id: id.clone(),
                mpn_id: row.text(0)?.to_owned(),
                name: row.text(1)?.to_owned(),
                country: row.text(2)?.to_owned(),
                city: row.opt_text(3)?.map(str::to_owned),
                contacts: row.text(4)?.lines().map(str::to_owned).collect(),
                retired_at: maybe_time(row, 5)?,
            })
        };
        let locations = rows.iter().map(location).collect::<Result<_, _>>()?;
        Ok(Some(OrganizationRecord { organization: organization(&row)?, locations }))
    }

    pub(super) async fn facts_of_owner(
        &self,
        id: &OrganizationId,
    ) -> Result<Option<Arc<OwnerFacts>>, StoreError> {
        if let Some(facts) = self.owners.get(id) {
            return Ok(Some(facts));
        }
        let began = Instant::now();
        let Some(owner) = self.organization_record(id).await? else { return Ok(None) };
        let facts = Arc::new(OwnerFacts {
            owner,
            assessment_ids: ortak_app::Accounts::assessment_ids(self).await?,
            programme: self.programme_settings().await?,
            stage_names: self.own_stage_names(id).await?,
        });
        self.owners.put(id.clone(), began, Arc::clone(&facts));
        Ok(Some(facts))
    }

    pub(super) async fn real_vendor(&self) -> Result<Option<Organization>, DbError> {
        // There is at most one: a unique index keeps it so.
        let sql =
            format!("SELECT {ORGANIZATION} FROM organization WHERE kind = 'vendor' AND sandbox_home IS NULL");
        self.db.query_opt(sql, Vec::new()).await?.as_ref().map(organization).transpose()
    }

    pub(super) async fn organization_named(&self, name: &str) -> Result<Option<Organization>, DbError> {
        let name = Value::Text(name.trim().to_lowercase());
        if names_nothing(&name) {
            return Ok(None);
        }
        // Its own number comes before one of its places, and the real world before sandboxes.
        let sql = format!(
            "SELECT {ORGANIZATION}, (organization_id = $1 OR coalesce(mpn_id, '') = $1) FROM organization \
             WHERE (organization_id = $1 OR mpn_id = $1 \
             OR organization_id IN (SELECT organization_id FROM location WHERE mpn_id = $1)) \
             AND stands_for IS NULL ORDER BY 13 DESC, sandbox_home IS NULL DESC, organization_id LIMIT 2"
        );
        let rows = self.db.query(sql, vec![name]).await?;
        let found = rows.iter().map(organization).collect::<Result<Vec<_>, _>>()?;
        let by_itself = rows.first().is_some_and(|row| row.bool(12).unwrap_or_default());
        let mut found = found.into_iter();
        let (first, second) = (found.next(), found.next());
        // A number that two have at their places names neither.
        let several = second.is_some_and(|second| {
            first.as_ref().is_some_and(|first| first.sandbox.is_some() == second.sandbox.is_some())
        });
        Ok(first.filter(|_| by_itself || !several))
    }

    pub(super) async fn holder_of_number(
        &self,
        realm: Option<&OrganizationId>,
        number: &str,
    ) -> Result<Option<Organization>, DbError> {
        let number = text(number);
        if names_nothing(&number) {
            return Ok(None);
        }
        let sql = format!(
            "SELECT {ORGANIZATION} FROM organization WHERE (organization_id = $1 OR mpn_id = $1 \
             OR organization_id IN (SELECT organization_id FROM location WHERE mpn_id = $1)) \
             AND coalesce(sandbox_home, '') = $2 ORDER BY organization_id LIMIT 1"
        );
        let realm = text(realm.map_or("", OrganizationId::as_str));
        self.db.query_opt(sql, vec![number, realm]).await?.as_ref().map(organization).transpose()
    }

    pub(super) async fn all_organizations(&self) -> Result<Vec<Organization>, DbError> {
        let sql =
            format!("SELECT {ORGANIZATION} FROM organization ORDER BY kind DESC, name, organization_id");
        self.db.query(sql, Vec::new()).await?.iter().map(organization).collect()
    }

    pub(super) async fn insert_organization(&self, record: OrganizationRecord) -> Result<(), DbError> {
        let o = record.organization;
        let sandbox = o.sandbox.as_ref();
        // Whoever else adds numbers waits, see `insert_location`.
        let mut statements = vec![turn(NUMBERS, Vec::new())];
        statements.push(Statement::new(
            "organization",
            "INSERT INTO organization (organization_id, name, kind, mpn_id, country, currency, created_at, \
             disabled_at, assessments_approved, sandbox_home, stands_for, clock_ahead) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            vec![
                text(o.id.as_str()),
                text(&o.name),
                text(o.kind.as_str()),
                opt_text(o.mpn_id.as_deref()),
                text(&o.country),
                text(o.currency.code()),
                Value::Int(o.created_at.ticks()),
                opt_time(o.disabled_at),
                Value::Bool(o.assessments_approved),
                opt_text(sandbox.map(|sandbox| sandbox.home.as_str())),
                opt_text(sandbox.and_then(|sandbox| sandbox.stands_for.as_ref()).map(OrganizationId::as_str)),
                Value::Int(sandbox.map_or(0, |sandbox| sandbox.clock_ahead)),
            ],
        ));
        statements.extend(record.locations.iter().map(|location| {
            Statement::new(
                "location",
                "INSERT INTO location (organization_id, mpn_id, name, country, city, contacts, retired_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                location_values(&o.id, location),
            )
        }));
        // What it is called by names nobody else in the real world, or in the same sandbox.
        let sql = "UPDATE organization SET name = name WHERE organization_id = $1 AND NOT EXISTS (\
             SELECT 1 FROM (SELECT organization_id AS number FROM organization WHERE organization_id = $1 \
             UNION ALL SELECT mpn_id FROM organization WHERE organization_id = $1 AND mpn_id IS NOT NULL \
             UNION ALL SELECT mpn_id FROM location WHERE organization_id = $1) own \
             WHERE EXISTS (SELECT 1 FROM organization o WHERE (o.mpn_id = own.number \
             OR o.organization_id = own.number) AND o.organization_id <> $1 AND coalesce(o.sandbox_home, '') = $2) \
             OR EXISTS (SELECT 1 FROM location l JOIN organization o ON o.organization_id = l.organization_id \
             WHERE l.mpn_id = own.number AND o.organization_id <> $1 AND coalesce(o.sandbox_home, '') = $2))";
        let realm = text(sandbox.map_or("", |sandbox| sandbox.home.as_str()));
        let alone = Statement::new(NEW_NUMBERS, sql, vec![text(o.id.as_str()), realm]);
        statements.push(alone.expect_rows(1));
        let written = self.write(statements).await;
        self.owners.clear();
        unless_taken(written)
    }

    /// Runs an update of one organization or location; whether there was one.
    pub(super) async fn change_organization(
        &self,
        sql: &'static str,
        params: Vec<Value>,
    ) -> Result<bool, DbError> {
        let changed = self.affected("organization", sql, params).await? > 0;
        self.owners.clear();
        Ok(changed)
    }

    pub(super) async fn insert_location(&self, location: &Location) -> Result<(), DbError> {
        // Numbers are unique in the real world and in each sandbox, which no key can hold that begins with the owner: who adds one waits for
        // whoever else does.
        let turn = turn(NUMBERS, Vec::new());
        let sql = "INSERT INTO location (organization_id, mpn_id, name, country, city, contacts, retired_at) \
             SELECT $1, $2, $3, $4, $5, $6, CAST($7 AS BIGINT) \
             WHERE NOT EXISTS (SELECT 1 FROM location l JOIN organization o \
             ON o.organization_id = l.organization_id JOIN organization own ON own.organization_id = $1 \
             WHERE l.mpn_id = $2 AND coalesce(o.sandbox_home, '') = coalesce(own.sandbox_home, '')) \
             AND NOT EXISTS (SELECT 1 FROM organization o JOIN organization own ON own.organization_id = $1 \
             WHERE (o.mpn_id = $2 OR o.organization_id = $2) AND o.organization_id <> $1 \
             AND coalesce(o.sandbox_home, '') = coalesce(own.sandbox_home, ''))";
        let values = location_values(&location.organization_id, location);
        let written = self.write(vec![turn, Statement::new(NEW_LOCATION, sql, values).expect_rows(1)]).await;
        self.owners.clear();
        unless_taken(written)
    }

    pub(super) async fn set_location_retired(
        &self,
        owner: &OrganizationId,
        mpn_id: &str,
        at: Option<Time>,
    ) -> Result<(), DbError> {
        let sql = if at.is_some() {
            "UPDATE location SET retired_at = $3 WHERE organization_id = $1 AND mpn_id = $2 \
             AND retired_at IS NULL AND EXISTS (SELECT 1 FROM location o WHERE o.organization_id = $1 \
             AND o.mpn_id <> $2 AND o.retired_at IS NULL)"
        } else {
            "UPDATE location SET retired_at = $3 WHERE organization_id = $1 AND mpn_id = $2 \
             AND retired_at IS NOT NULL"
        };
        let params = vec![text(owner.as_str()), text(mpn_id), opt_time(at)];
        // Two who retire the last two at once take turns, so that one stays open.
        let turn = turn("organization_id = $1", vec![text(owner.as_str())]);
        self.write(vec![turn, Statement::new("location", sql, params).expect_rows(1)]).await?;
        self.owners.clear();
        Ok(())
    }

    pub(super) async fn sandbox_clocks(&self) -> Result<Vec<(OrganizationId, i64)>, DbError> {
        let sql = "SELECT organization_id, clock_ahead FROM organization \
                   WHERE sandbox_home = organization_id ORDER BY organization_id";
        let rows = self.db.query(sql, Vec::new()).await?;
        rows.iter().map(|row| Ok((parse("organization id", row.text(0)?)?, row.int(1)?))).collect()
    }

    pub(super) async fn own_stage_names(
        &self,
        organization: &OrganizationId,
    ) -> Result<Vec<StageName>, DbError> {
        let sql = "SELECT name, sales_stage FROM stage_name WHERE organization_id = $1 ORDER BY name_key";
        let rows = self.db.query(sql, vec![text(organization.as_str())]).await?;
        let name = |row: &Row| -> Result<StageName, DbError> {
            let stage = SalesStage::parse(row.text(1)?).ok_or_else(|| corrupt("sales stage"))?;
            Ok(StageName { name: row.text(0)?.to_owned(), stage })
        };
        let mut names: Vec<StageName> = rows.iter().map(name).collect::<Result<_, _>>()?;
        names.sort_by_key(|name| name.stage.percent());
        Ok(names)
    }

    pub(super) async fn replace_stage_names(
        &self,
        organization: &OrganizationId,
        before: &[StageName],
        after: &[StageName],
    ) -> Result<bool, DbError> {
        let owner = text(organization.as_str());
        // Who replaces them waits for whoever else does; then all of `before` is there, and nothing else.
        let mut statements = vec![turn("organization_id = $1", vec![owner.clone()])];
        statements.extend(before.iter().map(|name| {
            let sql = "DELETE FROM stage_name WHERE organization_id = $1 AND name = $2 AND sales_stage = $3";
            let params = vec![owner.clone(), text(&name.name), text(name.stage.as_str())];
            Statement::new(OLD_STAGE_NAMES, sql, params).expect_rows(1)
        }));
        let sql = "UPDATE organization SET name = name WHERE organization_id = $1 \
                   AND NOT EXISTS (SELECT 1 FROM stage_name n WHERE n.organization_id = $1)";
        statements.push(Statement::new(OLD_STAGE_NAMES, sql, vec![owner.clone()]).expect_rows(1));
        statements.extend(after.iter().map(|name| {
            Statement::new(
                "stage name",
                "INSERT INTO stage_name (organization_id, name_key, name, sales_stage) VALUES ($1, $2, $3, $4)",
                vec![
                    owner.clone(),
                    Value::Text(name.name.to_lowercase()),
                    text(&name.name),
                    text(name.stage.as_str()),
                ],
            )
        }));
        let written = self.write(statements).await;
        self.owners.clear();
        match written {
            Err(DbError::Expectation { label: OLD_STAGE_NAMES, .. }) => Ok(false),
            written => written.map(|_| true),
        }
    }

    pub(super) async fn programme_settings(&self) -> Result<Programme, DbError> {
        self.stored_programme().await?.map_or_else(|| Ok(Programme::default()), |text| programme(&text))
    }

    async fn stored_programme(&self) -> Result<Option<String>, DbError> {
        let row = self.one("SELECT value FROM setting WHERE name = $1".to_owned(), text(PROGRAMME)).await?;
        row.map(|row| row.text(0).map(str::to_owned)).transpose()
    }

    /// Puts these in the place of `before`, unless they are others meanwhile.
    pub(super) async fn replace_programme(&self, before: &Programme, after: &str) -> Result<bool, DbError> {
        // What an older program saved is compared as it is stored: it may lack newer settings.
        let stored = self.stored_programme().await?;
        let (found, sql) = match &stored {
            None => (
                Programme::default(),
                "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            ),
            Some(text) => (programme(text)?, "UPDATE setting SET value = $2 WHERE name = $1 AND value = $3"),
        };
        if found != *before {
            return Ok(false);
        }
        let params = [Some(PROGRAMME), Some(after), stored.as_deref()].into_iter().flatten().map(text);
        let changed = self.affected("programme", sql, params.collect()).await? > 0;
        self.owners.clear();
        Ok(changed)
    }
}

fn programme(stored: &str) -> Result<Programme, DbError> {
    serde_json::from_str(stored).map_err(|_| corrupt("programme"))
}
