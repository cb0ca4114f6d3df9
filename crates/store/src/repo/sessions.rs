//! Sessions in the browser, failed attempts to sign in, and what people choose for themselves.

use async_trait::async_trait;
use ortak_app::port::{
    Failures, FoundSession, ProfileRecord, Purpose, SecondFactor, SessionRecord, Sessions, StoreError,
};
use ortak_domain::{
    ApiClientId, Density, OrganizationId, OrganizationKind, Person, PersonId, Presentation, Role, Theme, Time,
};
use uuid::Uuid;

use super::accounts::{corrupt, maybe_time, parse, scope, time};
use super::commit::{opt_text, text};
use crate::Store;
use crate::conn::{DbError, Row, Statement, Value};

const SESSION: &str = "s.hash, s.id, s.organization_id, s.person_id, s.second_factor, s.created_at, s.seen_at, \
     s.idle_ends_at, s.ends_at, s.user_agent, s.address, s.proved_at";
/// Follows `SESSION`.
const HOLDER: &str = "p.name, p.email, p.phone, p.role, p.locations, p.language, p.created_at, p.disabled_at, \
     p.theme, p.density, p.time_zone, p.shortcuts, p.list_columns, o.kind, o.name, o.sandbox_home";

fn session(row: &Row) -> Result<SessionRecord, DbError> {
    Ok(SessionRecord {
        hash: row.text(0)?.to_owned(),
        id: parse("session id", row.text(1)?)?,
        organization_id: parse("organization id", row.text(2)?)?,
        person_id: parse("person id", row.text(3)?)?,
        second_factor: SecondFactor::parse(row.text(4)?).ok_or_else(|| corrupt("second factor"))?,
        created_at: time(row, 5)?,
        seen_at: time(row, 6)?,
        idle_ends_at: time(row, 7)?,
        ends_at: time(row, 8)?,
        user_agent: row.text(9)?.to_owned(),
        address: row.text(10)?.to_owned(),
        proved_at: time(row, 11)?,
    })
}

/// Reads five columns from `at` on.
fn presentation(row: &Row, at: usize) -> Result<Presentation, DbError> {
    Ok(Presentation {
        theme: Theme::parse(row.text(at)?).ok_or_else(|| corrupt("theme"))?,
        density: Density::parse(row.text(at + 1)?).ok_or_else(|| corrupt("density"))?,
        time_zone: row.text(at + 2)?.to_owned(),
        shortcuts: row.bool(at + 3)?,
        columns: row.text(at + 4)?.to_owned(),
    })
}

fn found(row: &Row) -> Result<FoundSession, DbError> {
    let record = session(row)?;
    let person = Person {
        id: record.person_id,
        organization_id: record.organization_id.clone(),
        name: row.text(12)?.to_owned(),
        email: row.text(13)?.to_owned(),
        phone: row.opt_text(14)?.map(str::to_owned),
        role: Role::parse(row.text(15)?).ok_or_else(|| corrupt("role"))?,
        scope: scope(row.text(16)?),
        language: row.text(17)?.to_owned(),
        created_at: time(row, 18)?,
        disabled_at: maybe_time(row, 19)?,
    };
    Ok(FoundSession {
        record,
        person,
        presentation: presentation(row, 20)?,
        organization_kind: OrganizationKind::parse(row.text(25)?)
            .ok_or_else(|| corrupt("organization kind"))?,
        organization_name: row.text(26)?.to_owned(),
        realm: row.opt_text(27)?.map(|id| parse("organization id", id)).transpose()?,
    })
}

fn failures(row: &Row) -> Result<Failures, DbError> {
    Ok(Failures {
        key: row.text(0)?.to_owned(),
        count: u32::try_from(row.int(1)?).map_err(|_| corrupt("count of failures"))?,
        waits_until: time(row, 2)?,
        forgotten_at: time(row, 3)?,
    })
}

fn ticks(at: Time) -> Value {
    Value::Int(at.ticks())
}

fn end(hash: &str) -> Statement {
    Statement::new("session", "DELETE FROM session WHERE hash = $1", vec![text(hash)])
}

#[async_trait]
impl Sessions for Store {
    async fn open_session(&self, r: SessionRecord, replaces: Option<&str>) -> Result<(), StoreError> {
        let mut statements: Vec<Statement> = replaces.map(end).into_iter().collect();
        statements.push(Statement::new(
            "session",
            "INSERT INTO session (hash, id, organization_id, person_id, second_factor, created_at, seen_at, \
             idle_ends_at, ends_at, user_agent, address, proved_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            vec![
                text(&r.hash),
                text(&r.id.to_string()),
                text(r.organization_id.as_str()),
                text(&r.person_id.to_string()),
                text(r.second_factor.as_str()),
                ticks(r.created_at),
                ticks(r.seen_at),
                ticks(r.idle_ends_at),
                ticks(r.ends_at),
                text(&r.user_agent),
                text(&r.address),
                ticks(r.proved_at),
            ],
        ));
        self.write(statements).await?;
        Ok(())
    }

    async fn session(&self, hash: &str) -> Result<Option<FoundSession>, StoreError> {
        let sql = format!(
            "SELECT {SESSION}, {HOLDER} FROM session s \
             JOIN person p ON p.organization_id = s.organization_id AND p.id = s.person_id \
             JOIN organization o ON o.organization_id = s.organization_id \
             WHERE s.hash = $1 AND p.disabled_at IS NULL AND o.disabled_at IS NULL"
        );
        let row = self.one(sql, text(hash)).await?;
        Ok(row.map(|row| found(&row)).transpose()?)
    }

    async fn touch_session(&self, hash: &str, seen_at: Time, idle_ends_at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE session SET seen_at = $2, idle_ends_at = $3 WHERE hash = $1 AND seen_at < $2";
        self.affected("session", sql, vec![text(hash), ticks(seen_at), ticks(idle_ends_at)]).await?;
        Ok(())
    }

    async fn prove_session(
        &self,
        organization: &OrganizationId,
        id: Uuid,
        at: Time,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE session SET proved_at = $3 \
                   WHERE organization_id = $1 AND id = $2 AND proved_at < $3";
        let params = vec![text(organization.as_str()), text(&id.to_string()), ticks(at)];
        self.affected("session", sql, params).await?;
        Ok(())
    }

    async fn end_session(&self, hash: &str) -> Result<bool, StoreError> {
        let counts = self.write(vec![end(hash)]).await?;
        Ok(counts.iter().sum::<u64>() > 0)
    }

    async fn sessions_of(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let sql = format!(
            "SELECT {SESSION} FROM session s WHERE s.organization_id = $1 AND s.person_id = $2 \
             ORDER BY s.seen_at DESC, s.id"
        );
        let params = vec![text(organization.as_str()), text(&person.to_string())];
        let rows = self.db.query(sql, params).await?;
        Ok(rows.iter().map(session).collect::<Result<_, _>>()?)
    }

    async fn end_session_of(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let sql = "DELETE FROM session WHERE organization_id = $1 AND person_id = $2 AND id = $3";
        let params = vec![text(organization.as_str()), text(&person.to_string()), text(&id.to_string())];
        Ok(self.affected("session", sql, params).await? > 0)
    }

    async fn end_sessions_of(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        except: Option<Uuid>,
    ) -> Result<u64, StoreError> {
        let counts = self.write(end_all(organization, person, except)).await?;
        Ok(counts.first().copied().unwrap_or_default())
    }

    async fn forget_sessions(&self, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE ends_at < $1 OR idle_ends_at < $1";
        Ok(self.affected("session", sql, vec![ticks(before)]).await?)
    }

    async fn failures(&self, keys: &[String]) -> Result<Vec<Failures>, StoreError> {
        let places: Vec<String> = (1..=keys.len()).map(|number| format!("${number}")).collect();
        if places.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT key, failures, waits_until, forgotten_at FROM attempt WHERE key IN ({})",
            places.join(", ")
        );
        let rows = self.db.query(sql, keys.iter().map(|key| text(key)).collect()).await?;
        Ok(rows.iter().map(failures).collect::<Result<_, _>>()?)
    }

    async fn count_failure(&self, seen: Option<&Failures>, next: &Failures) -> Result<(), StoreError> {
        let mut params = vec![
            text(&next.key),
            Value::Int(next.count.into()),
            ticks(next.waits_until),
            ticks(next.forgotten_at),
        ];
        let statement = match seen {
            None => Statement::new(
                "failures",
                "INSERT INTO attempt (key, failures, waits_until, forgotten_at) VALUES ($1, $2, $3, $4)",
                params,
            ),
            Some(seen) => {
                params.extend([Value::Int(seen.count.into()), ticks(seen.waits_until)]);
                let sql = "UPDATE attempt SET failures = $2, waits_until = $3, forgotten_at = $4 \
                           WHERE key = $1 AND failures = $5 AND waits_until = $6";
                Statement::new("failures", sql, params).expect_rows(1)
            }
        };
        self.write(vec![statement]).await?;
        Ok(())
    }

    async fn forgive_failures(&self, keys: &[String]) -> Result<(), StoreError> {
        let sql = "DELETE FROM attempt WHERE key = $1";
        let forgive = keys.iter().map(|key| Statement::new("failures", sql, vec![text(key)]));
        self.write(forgive.collect()).await?;
        Ok(())
    }

    async fn forget_failures(&self, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM attempt WHERE forgotten_at < $1";
        Ok(self.affected("failures", sql, vec![ticks(before)]).await?)
    }

    async fn profile(&self, person: PersonId) -> Result<Option<ProfileRecord>, StoreError> {
        let sql = "SELECT name, phone, language, theme, density, time_zone, shortcuts, list_columns FROM person \
             WHERE id = $1";
        let row = self.one(sql.to_owned(), text(&person.to_string())).await?;
        let profile = |row: Row| -> Result<ProfileRecord, DbError> {
            Ok(ProfileRecord {
                name: row.text(0)?.to_owned(),
                phone: row.opt_text(1)?.map(str::to_owned),
                language: row.text(2)?.to_owned(),
                presentation: presentation(&row, 3)?,
            })
        };
        Ok(row.map(profile).transpose()?)
    }

    async fn save_profile(&self, person: PersonId, profile: &ProfileRecord) -> Result<bool, StoreError> {
        let look = &profile.presentation;
        let params = vec![
            text(&person.to_string()),
            text(&profile.name),
            opt_text(profile.phone.as_deref()),
            text(&profile.language),
            text(look.theme.as_str()),
            text(look.density.as_str()),
            text(&look.time_zone),
            Value::Bool(look.shortcuts),
            text(&look.columns),
        ];
        let sql = "UPDATE person SET name = $2, phone = $3, language = $4, theme = $5, density = $6, \
                   time_zone = $7, shortcuts = $8, list_columns = $9 WHERE id = $1";
        Ok(self.affected("person", sql, params).await? > 0)
    }
}

/// Ends all sessions of a person but one, and what applications hold to act for them.
pub(super) fn end_all(
    organization: &OrganizationId,
    person: PersonId,
    except: Option<Uuid>,
) -> Vec<Statement> {
    let person = text(&person.to_string());
    let except = except.map_or_else(String::new, |id| id.to_string());
    vec![
        Statement::new(
            "session",
            "DELETE FROM session WHERE organization_id = $1 AND person_id = $2 AND id <> $3",
            vec![text(organization.as_str()), person.clone(), Value::Text(except)],
        ),
        Statement::new(
            "refresh token",
            "DELETE FROM refresh_token WHERE principal_id = $1 AND principal_kind = 'person'",
            vec![person.clone()],
        ),
        Statement::new(
            "authorization code",
            "DELETE FROM one_time_token WHERE purpose = $2 AND person_id = $1",
            vec![person, text(Purpose::AuthorizationCode.as_str())],
        ),
    ]
}

/// Ends what an application holds to act for people.
pub(super) fn end_tokens_of(client: ApiClientId) -> Statement {
    let sql = "DELETE FROM refresh_token WHERE client_id = $1";
    Statement::new("refresh token", sql, vec![text(&client.to_string())])
}
