//! Organizations, people, API clients, keys and tokens.

use std::sync::Arc;

use async_trait::async_trait;
use ortak_app::port::{
    Accounts, ApiClientRecord, CompanyProfile, OrganizationRecord, OwnerFacts, PersonRecord, RefreshToken,
    SealedKey, SolutionKind, SolutionRecord, StoreError,
};
use ortak_domain::policy::PrincipalKind;
use ortak_domain::text::fold_email;
use ortak_domain::{
    ApiClient, ApiClientId, Location, Organization, OrganizationId, Person, PersonId, Programme, Role, Scope,
    StageName, Time,
};
use uuid::Uuid;

use super::commit::{opt_text, opt_time, text};
use super::sessions::end_tokens_of;
use crate::Store;
use crate::conn::{DbError, Row, Statement, Value};

const PERSON: &str = "organization_id, id, name, email, phone, role, locations, language, created_at, disabled_at, password_hash";
pub(super) const SOLUTION: &str = "organization_id, id, name, kind, published, co_sell_ready, tags";
const API_CLIENT: &str =
    "organization_id, id, name, role, locations, created_at, disabled_at, secret_hash, used_at";
const REFRESH_TOKEN: &str =
    "hash, family, organization_id, principal_kind, principal_id, client_id, expires_at, used_at";

pub(super) fn corrupt(what: &str) -> DbError {
    DbError::Corrupt(format!("{what} is not readable"))
}

pub(super) fn parse<T: std::str::FromStr>(what: &str, value: &str) -> Result<T, DbError> {
    value.parse().map_err(|_| corrupt(what))
}

pub(super) fn time(row: &Row, at: usize) -> Result<Time, DbError> {
    Ok(Time::from_ticks(row.int(at)?))
}

pub(super) fn maybe_time(row: &Row, at: usize) -> Result<Option<Time>, DbError> {
    Ok(row.opt_int(at)?.map(Time::from_ticks))
}

pub(super) fn scope(locations: &str) -> Scope {
    Scope::from_locations(locations.lines().map(str::to_owned).collect())
}

pub(super) fn locations(scope: &Scope) -> Value {
    Value::Text(scope.locations().join("\n"))
}

fn person(row: &Row) -> Result<PersonRecord, DbError> {
    let person = Person {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("person id", row.text(1)?)?,
        name: row.text(2)?.to_owned(),
        email: row.text(3)?.to_owned(),
        phone: row.opt_text(4)?.map(str::to_owned),
        role: Role::parse(row.text(5)?).ok_or_else(|| corrupt("role"))?,
        scope: scope(row.text(6)?),
        language: row.text(7)?.to_owned(),
        created_at: time(row, 8)?,
        disabled_at: maybe_time(row, 9)?,
    };
    Ok(PersonRecord { person, password_hash: row.opt_text(10)?.map(str::to_owned) })
}

fn api_client(row: &Row) -> Result<ApiClientRecord, DbError> {
    let client = ApiClient {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("client id", row.text(1)?)?,
        name: row.text(2)?.to_owned(),
        role: Role::parse(row.text(3)?).ok_or_else(|| corrupt("role"))?,
        scope: scope(row.text(4)?),
        created_at: time(row, 5)?,
        disabled_at: maybe_time(row, 6)?,
        used_at: maybe_time(row, 8)?,
    };
    Ok(ApiClientRecord { client, secret_hash: row.text(7)?.to_owned() })
}

pub(super) fn principal_kind(word: &str) -> Result<PrincipalKind, DbError> {
    [PrincipalKind::Person, PrincipalKind::ApiClient]
        .into_iter()
        .find(|kind| kind.as_str() == word)
        .ok_or_else(|| corrupt("principal kind"))
}

fn refresh_token(row: &Row) -> Result<RefreshToken, DbError> {
    Ok(RefreshToken {
        hash: row.text(0)?.to_owned(),
        family: parse("token family", row.text(1)?)?,
        organization_id: parse("organization id", row.text(2)?)?,
        principal_kind: principal_kind(row.text(3)?)?,
        principal_id: parse("principal id", row.text(4)?)?,
        client_id: row.text(5)?.to_owned(),
        expires_at: time(row, 6)?,
        used_at: maybe_time(row, 7)?,
    })
}

pub(super) fn solution(row: &Row) -> Result<SolutionRecord, DbError> {
    let kind = match row.text(3)? {
        "solution" => SolutionKind::Solution,
        "assessment" => SolutionKind::Assessment,
        _ => return Err(corrupt("solution kind")),
    };
    Ok(SolutionRecord {
        organization_id: parse("organization id", row.text(0)?)?,
        id: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
        kind,
        published: row.bool(4)?,
        co_sell_ready: row.bool(5)?,
        tags: row.text(6)?.lines().map(str::to_owned).collect(),
    })
}

/// Nothing has a NUL in its name, and PostgreSQL refuses to look.
pub(super) fn names_nothing(key: &Value) -> bool {
    matches!(key, Value::Text(text) if text.contains('\0'))
}

impl Store {
    pub(super) async fn one(&self, sql: String, key: Value) -> Result<Option<Row>, DbError> {
        if names_nothing(&key) {
            return Ok(None);
        }
        self.db.query_opt(sql, vec![key]).await
    }

    /// All rows of a table, or those of one organization.
    async fn of_organization(
        &self,
        columns: &str,
        table: &str,
        organization: Option<&OrganizationId>,
    ) -> Result<Vec<Row>, DbError> {
        match organization {
            None => {
                let sql = format!("SELECT {columns} FROM {table} ORDER BY organization_id, created_at, id");
                self.db.query(sql, Vec::new()).await
            }
            Some(id) => {
                let sql = format!(
                    "SELECT {columns} FROM {table} WHERE organization_id = $1 ORDER BY created_at, id"
                );
                self.db.query(sql, vec![text(id.as_str())]).await
            }
        }
    }

    /// The keys of one purpose, newest first.
    async fn keys(&self, purpose: &'static str) -> Result<Vec<SealedKey>, DbError> {
        let sql = "SELECT id, sealed, created_at FROM signing_key WHERE purpose = $1 \
                   ORDER BY created_at DESC, id";
        let rows = self.db.query(sql, vec![text(purpose)]).await?;
        let key = |row: &Row| -> Result<SealedKey, DbError> {
            Ok(SealedKey {
                id: row.text(0)?.to_owned(),
                sealed: row.bytes(1)?.to_vec(),
                created_at: time(row, 2)?,
            })
        };
        rows.iter().map(key).collect()
    }

    async fn add_key(&self, purpose: &'static str, key: SealedKey) -> Result<(), DbError> {
        let sql = "INSERT INTO signing_key (id, sealed, created_at, purpose) VALUES ($1, $2, $3, $4)";
        let created_at = Value::Int(key.created_at.ticks());
        let params = vec![text(&key.id), Value::Bytes(key.sealed), created_at, text(purpose)];
        self.affected("signing key", sql, params).await.map(drop)
    }

    /// Repeats a statement that removes at most 1,000 rows until there is nothing left, so that no transaction holds
    /// up the others for long.
    pub(super) async fn in_batches(
        &self,
        label: &'static str,
        sql: &'static str,
        params: Vec<Value>,
    ) -> Result<u64, DbError> {
        let mut removed = 0;
        loop {
            let count = self.affected(label, sql, params.clone()).await?;
            removed += count;
            if count < 1_000 {
                return Ok(removed);
            }
        }
    }

    pub(super) async fn affected(
        &self,
        label: &'static str,
        sql: &'static str,
        params: Vec<Value>,
    ) -> Result<u64, DbError> {
        let statement = Statement::new(label, sql, params);
        if self.noted.is_none() {
            let counts = self.write(vec![statement]).await?;
            return Ok(counts.first().copied().unwrap_or_default());
        }
        // What changes nothing is not noted.
        match self.write(vec![statement.expect_rows(1)]).await {
            Ok(_) => Ok(1),
            Err(DbError::Expectation { label: of, .. }) if of == label => Ok(0),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl Accounts for Store {
    async fn organization(&self, id: &OrganizationId) -> Result<Option<OrganizationRecord>, StoreError> {
        Ok(self.organization_record(id).await?)
    }

    async fn owner_facts(&self, id: &OrganizationId) -> Result<Option<Arc<OwnerFacts>>, StoreError> {
        Ok(self.facts_of_owner(id).await?)
    }

    async fn find_organization(&self, name: &str) -> Result<Option<Organization>, StoreError> {
        Ok(self.organization_named(name).await?)
    }

    async fn number_holder(
        &self,
        realm: Option<&OrganizationId>,
        number: &str,
    ) -> Result<Option<Organization>, StoreError> {
        Ok(self.holder_of_number(realm, number).await?)
    }

    async fn organizations(&self) -> Result<Vec<Organization>, StoreError> {
        Ok(self.all_organizations().await?)
    }

    async fn vendor(&self) -> Result<Option<Organization>, StoreError> {
        Ok(self.real_vendor().await?)
    }

    async fn create_organization(&self, record: OrganizationRecord) -> Result<(), StoreError> {
        Ok(self.insert_organization(record).await?)
    }

    async fn disable_organization(&self, id: &OrganizationId, at: Option<Time>) -> Result<bool, StoreError> {
        let sql = "UPDATE organization SET disabled_at = $2 WHERE organization_id = $1";
        Ok(self.change_organization(sql, vec![text(id.as_str()), opt_time(at)]).await?)
    }

    async fn approve_assessments(&self, id: &OrganizationId, approved: bool) -> Result<bool, StoreError> {
        let sql = "UPDATE organization SET assessments_approved = $2 \
                   WHERE organization_id = $1 AND assessments_approved <> $2";
        Ok(self.change_organization(sql, vec![text(id.as_str()), Value::Bool(approved)]).await?)
    }

    async fn set_clock_ahead(&self, home: &OrganizationId, seconds: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE organization SET clock_ahead = $2 \
                   WHERE organization_id = $1 AND sandbox_home = organization_id AND clock_ahead < $2";
        Ok(self.change_organization(sql, vec![text(home.as_str()), Value::Int(seconds)]).await?)
    }

    async fn sandboxes(&self) -> Result<Vec<(OrganizationId, i64)>, StoreError> {
        Ok(self.sandbox_clocks().await?)
    }

    async fn save_company(
        &self,
        id: &OrganizationId,
        before: &CompanyProfile,
        after: &CompanyProfile,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE organization SET name = $2, country = $3, currency = $4 WHERE organization_id = $1 \
                   AND name = $5 AND country = $6 AND currency = $7";
        let values = |of: &CompanyProfile| [text(&of.name), text(&of.country), text(of.currency.code())];
        let params = [text(id.as_str())].into_iter().chain(values(after)).chain(values(before));
        Ok(self.change_organization(sql, params.collect()).await?)
    }

    async fn add_location(&self, location: Location) -> Result<(), StoreError> {
        Ok(self.insert_location(&location).await?)
    }

    async fn save_location(&self, before: &Location, after: &Location) -> Result<bool, StoreError> {
        let sql = "UPDATE location SET name = $3, country = $4, city = $5, contacts = $6 \
                   WHERE organization_id = $1 AND mpn_id = $2 AND name = $7 AND country = $8 \
                   AND coalesce(city, '') = $9 AND contacts = $10";
        let params = vec![
            text(after.organization_id.as_str()),
            text(&after.mpn_id),
            text(&after.name),
            text(&after.country),
            opt_text(after.city.as_deref()),
            Value::Text(after.contacts.join("\n")),
            text(&before.name),
            text(&before.country),
            text(before.city.as_deref().unwrap_or_default()),
            Value::Text(before.contacts.join("\n")),
        ];
        Ok(self.change_organization(sql, params).await?)
    }

    async fn retire_location(
        &self,
        organization: &OrganizationId,
        mpn_id: &str,
        at: Option<Time>,
    ) -> Result<(), StoreError> {
        Ok(self.set_location_retired(organization, mpn_id, at).await?)
    }

    async fn stage_names(&self, organization: &OrganizationId) -> Result<Vec<StageName>, StoreError> {
        Ok(self.own_stage_names(organization).await?)
    }

    async fn save_stage_names(
        &self,
        organization: &OrganizationId,
        before: &[StageName],
        after: &[StageName],
    ) -> Result<bool, StoreError> {
        Ok(self.replace_stage_names(organization, before, after).await?)
    }

    async fn programme(&self) -> Result<Programme, StoreError> {
        Ok(self.programme_settings().await?)
    }

    async fn save_programme(&self, before: &Programme, after: &Programme) -> Result<bool, StoreError> {
        let value = serde_json::to_string(after).map_err(|error| StoreError::Internal(error.to_string()))?;
        Ok(self.replace_programme(before, &value).await?)
    }

    async fn person(&self, id: PersonId) -> Result<Option<PersonRecord>, StoreError> {
        let row =
            self.one(format!("SELECT {PERSON} FROM person WHERE id = $1"), text(&id.to_string())).await?;
        Ok(row.map(|row| person(&row)).transpose()?)
    }

    async fn person_by_email(&self, email: &str) -> Result<Option<PersonRecord>, StoreError> {
        let sql = format!(
            "SELECT {PERSON} FROM person WHERE (organization_id, id) = \
             (SELECT organization_id, person_id FROM sign_in_name WHERE email = $1)",
        );
        let row = self.one(sql, text(email)).await?;
        Ok(row.map(|row| person(&row)).transpose()?)
    }

    async fn people(&self, organization: Option<&OrganizationId>) -> Result<Vec<Person>, StoreError> {
        let rows = self.of_organization(PERSON, "person", organization).await?;
        Ok(rows.iter().map(|row| person(row).map(|record| record.person)).collect::<Result<_, _>>()?)
    }

    async fn create_person(&self, record: PersonRecord) -> Result<(), StoreError> {
        let p = record.person;
        let organization = text(p.organization_id.as_str());
        let id = text(&p.id.to_string());
        self.write(vec![
            Statement::new(
                "person with this e-mail",
                "INSERT INTO sign_in_name (email, organization_id, person_id) VALUES ($1, $2, $3)",
                vec![text(&fold_email(&p.email)), organization.clone(), id.clone()],
            ),
            Statement::new(
                "person",
                "INSERT INTO person (organization_id, id, name, email, phone, role, locations, language, \
                     created_at, disabled_at, password_hash, time_zone) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '')",
                vec![
                    organization,
                    id,
                    text(&p.name),
                    text(&p.email),
                    opt_text(p.phone.as_deref()),
                    text(p.role.as_str()),
                    locations(&p.scope),
                    text(&p.language),
                    Value::Int(p.created_at.ticks()),
                    opt_time(p.disabled_at),
                    opt_text(record.password_hash.as_deref()),
                ],
            ),
        ])
        .await?;
        Ok(())
    }

    async fn api_client(&self, id: ApiClientId) -> Result<Option<ApiClientRecord>, StoreError> {
        let sql = format!("SELECT {API_CLIENT} FROM api_client WHERE id = $1");
        let row = self.one(sql, text(&id.to_string())).await?;
        Ok(row.map(|row| api_client(&row)).transpose()?)
    }

    async fn api_clients(&self, organization: Option<&OrganizationId>) -> Result<Vec<ApiClient>, StoreError> {
        let rows = self.of_organization(API_CLIENT, "api_client", organization).await?;
        Ok(rows.iter().map(|row| api_client(row).map(|record| record.client)).collect::<Result<_, _>>()?)
    }

    async fn create_api_client(&self, record: ApiClientRecord) -> Result<(), StoreError> {
        let c = record.client;
        let params = vec![
            text(c.organization_id.as_str()),
            text(&c.id.to_string()),
            text(&c.name),
            text(c.role.as_str()),
            locations(&c.scope),
            Value::Int(c.created_at.ticks()),
            opt_time(c.disabled_at),
            text(&record.secret_hash),
        ];
        let sql = "INSERT INTO api_client (organization_id, id, name, role, locations, created_at, disabled_at, \
                   secret_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.affected("api client", sql, params).await?;
        Ok(())
    }

    async fn set_api_client_secret(&self, id: ApiClientId, hash: &str) -> Result<bool, StoreError> {
        let sql = "UPDATE api_client SET secret_hash = $2 WHERE id = $1";
        Ok(self.affected("api client", sql, vec![text(&id.to_string()), text(hash)]).await? > 0)
    }

    async fn disable_api_client(&self, id: ApiClientId, at: Option<Time>) -> Result<bool, StoreError> {
        let sql = "UPDATE api_client SET disabled_at = $2 WHERE id = $1";
        let mut statements =
            vec![Statement::new("api client", sql, vec![text(&id.to_string()), opt_time(at)])];
        if at.is_some() {
            statements.push(end_tokens_of(id));
        }
        let counts = self.write(statements).await?;
        Ok(counts.first().is_some_and(|count| *count > 0))
    }

    async fn note_api_client(&self, id: ApiClientId, at: Time, unless_since: Time) -> Result<(), StoreError> {
        let sql = "UPDATE api_client SET used_at = $2 WHERE id = $1 AND (used_at IS NULL OR used_at < $3)";
        let params = vec![text(&id.to_string()), Value::Int(at.ticks()), Value::Int(unless_since.ticks())];
        self.affected("api client", sql, params).await?;
        Ok(())
    }

    async fn save_refresh_token(&self, token: RefreshToken) -> Result<(), StoreError> {
        let params = vec![
            text(&token.hash),
            text(&token.family.to_string()),
            text(token.organization_id.as_str()),
            text(token.principal_kind.as_str()),
            text(&token.principal_id.to_string()),
            text(&token.client_id),
            Value::Int(token.expires_at.ticks()),
            opt_time(token.used_at),
        ];
        let sql = "INSERT INTO refresh_token (hash, family, organization_id, principal_kind, principal_id, \
                   client_id, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.affected("refresh token", sql, params).await?;
        Ok(())
    }

    async fn use_refresh_token(&self, hash: &str, now: Time) -> Result<Option<RefreshToken>, StoreError> {
        let sql = format!(
            "UPDATE refresh_token SET used_at = $2 WHERE hash = $1 AND used_at IS NULL RETURNING {REFRESH_TOKEN}"
        );
        let use_it = Statement::new("refresh token", sql, vec![text(hash), Value::Int(now.ticks())]);
        let used = self.db.write_returning(vec![use_it]).await?;
        if let Some(row) = used.into_iter().flatten().next() {
            // As it was before: only this call may use it.
            return Ok(Some(RefreshToken { used_at: None, ..refresh_token(&row)? }));
        }
        let sql = format!("SELECT {REFRESH_TOKEN} FROM refresh_token WHERE hash = $1");
        let row = self.one(sql, text(hash)).await?;
        Ok(row.map(|row| refresh_token(&row)).transpose()?)
    }

    async fn revoke_family(&self, family: Uuid) -> Result<(), StoreError> {
        let sql = "DELETE FROM refresh_token WHERE family = $1";
        self.affected("refresh token", sql, vec![text(&family.to_string())]).await?;
        Ok(())
    }

    async fn forget_refresh_tokens(&self, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM refresh_token WHERE expires_at < $1";
        Ok(self.affected("refresh token", sql, vec![Value::Int(before.ticks())]).await?)
    }

    async fn signing_keys(&self) -> Result<Vec<SealedKey>, StoreError> {
        Ok(self.keys("token").await?)
    }

    async fn add_signing_key(&self, key: SealedKey) -> Result<(), StoreError> {
        Ok(self.add_key("token", key).await?)
    }

    async fn webhook_key(&self) -> Result<Option<SealedKey>, StoreError> {
        Ok(self.keys("webhook").await?.into_iter().next())
    }

    async fn add_webhook_key(&self, key: SealedKey) -> Result<(), StoreError> {
        Ok(self.add_key("webhook", key).await?)
    }

    async fn solutions(&self, organization: &OrganizationId) -> Result<Vec<SolutionRecord>, StoreError> {
        let rows = self
            .db
            .query(
                format!("SELECT {SOLUTION} FROM solution WHERE organization_id = $1 ORDER BY name, id"),
                vec![text(organization.as_str())],
            )
            .await?;
        Ok(rows.iter().map(solution).collect::<Result<_, _>>()?)
    }

    async fn assessment_ids(&self) -> Result<Vec<String>, StoreError> {
        let rows = self
            .db
            .query("SELECT id FROM solution WHERE kind = 'assessment' ORDER BY id", Vec::new())
            .await?;
        Ok(rows.iter().map(|row| row.text(0).map(str::to_owned)).collect::<Result<_, _>>()?)
    }

    async fn save_solution(&self, solution: SolutionRecord) -> Result<(), StoreError> {
        let kind = match solution.kind {
            SolutionKind::Solution => "solution",
            SolutionKind::Assessment => "assessment",
        };
        let params = vec![
            text(solution.organization_id.as_str()),
            text(&solution.id),
            text(&solution.name),
            text(kind),
            Value::Bool(solution.published),
            Value::Bool(solution.co_sell_ready),
            Value::Text(solution.tags.join("\n")),
        ];
        let sql = "INSERT INTO solution (organization_id, id, name, kind, published, co_sell_ready, tags) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organization_id, id) DO UPDATE SET \
                   name = excluded.name, kind = excluded.kind, published = excluded.published, \
                   co_sell_ready = excluded.co_sell_ready, tags = excluded.tags";
        self.affected("solution", sql, params).await?;
        self.owners.clear();
        Ok(())
    }

    async fn describe_solution(
        &self,
        before: &SolutionRecord,
        name: &str,
        published: bool,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE solution SET name = $3, published = $4 WHERE organization_id = $1 AND id = $2 \
                   AND name = $5 AND published = $6";
        let params = vec![
            text(before.organization_id.as_str()),
            text(&before.id),
            text(name),
            Value::Bool(published),
            text(&before.name),
            Value::Bool(before.published),
        ];
        Ok(self.affected("solution", sql, params).await? > 0)
    }

    async fn judge_solution(
        &self,
        before: &SolutionRecord,
        co_sell_ready: bool,
        tags: &[String],
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE solution SET co_sell_ready = $3, tags = $4 WHERE organization_id = $1 AND id = $2 \
                   AND co_sell_ready = $5 AND tags = $6";
        let params = vec![
            text(before.organization_id.as_str()),
            text(&before.id),
            Value::Bool(co_sell_ready),
            Value::Text(tags.join("\n")),
            Value::Bool(before.co_sell_ready),
            Value::Text(before.tags.join("\n")),
        ];
        Ok(self.affected("solution", sql, params).await? > 0)
    }

    async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row = self.one("SELECT value FROM setting WHERE name = $1".to_owned(), text(name)).await?;
        Ok(row.map(|row| row.text(0).map(str::to_owned)).transpose()?)
    }

    async fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO setting (name, value) VALUES ($1, $2) \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.affected("setting", sql, vec![text(name), text(value)]).await?;
        Ok(())
    }
}
