//! Second factors, passkeys, tokens that are good for one use, and who may sign in.

use std::fmt::Write as _;

use async_trait::async_trait;
use ortak_app::port::{
    AccountMailRecord, Credentials, MailAbout, Membership, MembershipChange, OneTimeToken, PasskeyRecord,
    Purpose, Redirection, Standing, StoreError, TotpRecord,
};
use ortak_domain::{ApiClientId, OrganizationId, PersonId, Time};
use uuid::Uuid;

use super::accounts::{corrupt, locations, maybe_time, parse, time};
use super::commit::{opt_time, text};
use super::organizations::turn;
use super::sessions::{end_all, end_tokens_of};
use crate::Store;
use crate::conn::{DbError, Row, Statement, Value};

const ONE_TIME: &str = "hash, purpose, organization_id, person_id, facts, created_at, expires_at, used_at";
const MAIL: &str = "organization_id, id, person_id, purpose, sealed, created_at, expires_at, attempts";
const PASSKEY: &str =
    "organization_id, id, person_id, credential_id, name, public_key, counter, created_at, used_at";

fn ticks(at: Time) -> Value {
    Value::Int(at.ticks())
}

fn holder(organization: &OrganizationId, person: PersonId) -> Vec<Value> {
    vec![text(organization.as_str()), text(&person.to_string())]
}

fn totp(row: &Row) -> Result<TotpRecord, DbError> {
    Ok(TotpRecord {
        organization_id: parse("organization id", row.text(0)?)?,
        person_id: parse("person id", row.text(1)?)?,
        sealed: row.bytes(2)?.to_vec(),
        last_step: row.int(3)?,
        created_at: time(row, 4)?,
        confirmed_at: maybe_time(row, 5)?,
    })
}

fn purpose(word: &str) -> Result<Purpose, DbError> {
    Purpose::parse(word).ok_or_else(|| corrupt("purpose"))
}

fn one_time(row: &Row) -> Result<OneTimeToken, DbError> {
    let holder = match (row.opt_text(2)?, row.opt_text(3)?) {
        (Some(organization), Some(person)) => {
            Some((parse("organization id", organization)?, parse("person id", person)?))
        }
        (None, None) => None,
        _ => return Err(corrupt("holder of a token")),
    };
    Ok(OneTimeToken {
        hash: row.text(0)?.to_owned(),
        purpose: purpose(row.text(1)?)?,
        holder,
        facts: row.text(4)?.to_owned(),
        created_at: time(row, 5)?,
        expires_at: time(row, 6)?,
        used_at: maybe_time(row, 7)?,
    })
}

fn mail(row: &Row) -> Result<AccountMailRecord, DbError> {
    Ok(AccountMailRecord {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("mail id", row.text(1)?)?,
        person_id: parse("person id", row.text(2)?)?,
        about: MailAbout::parse(row.text(3)?).ok_or_else(|| corrupt("kind of a mail"))?,
        sealed: row.bytes(4)?.to_vec(),
        created_at: time(row, 5)?,
        expires_at: time(row, 6)?,
        attempts: u32::try_from(row.int(7)?).map_err(|_| corrupt("count of attempts"))?,
    })
}

/// A mail that is due at once.
pub(super) fn queue_mail(mail: AccountMailRecord) -> Statement {
    let params = vec![
        text(mail.organization_id.as_str()),
        text(&mail.id.to_string()),
        text(&mail.person_id.to_string()),
        text(mail.about.as_str()),
        Value::Bytes(mail.sealed),
        ticks(mail.created_at),
        ticks(mail.expires_at),
        Value::Int(mail.attempts.into()),
    ];
    let sql = "INSERT INTO account_mail (organization_id, id, person_id, purpose, sealed, created_at, \
               expires_at, attempts, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $6)";
    Statement::new("account mail", sql, params)
}

fn passkey(row: &Row) -> Result<PasskeyRecord, DbError> {
    Ok(PasskeyRecord {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("passkey id", row.text(1)?)?,
        person_id: parse("person id", row.text(2)?)?,
        credential_id: row.text(3)?.to_owned(),
        name: row.text(4)?.to_owned(),
        public_key: row.bytes(5)?.to_vec(),
        counter: row.int(6)?,
        created_at: time(row, 7)?,
        used_at: maybe_time(row, 8)?,
    })
}

fn standing(row: &Row) -> Result<Standing, DbError> {
    Ok(Standing {
        person_id: parse("person id", row.text(0)?)?,
        has_password: row.bool(1)?,
        has_totp: row.bool(2)?,
        passkeys: u64::try_from(row.int(3)?).map_err(|_| corrupt("count of passkeys"))?,
        last_seen_at: maybe_time(row, 4)?,
    })
}

#[async_trait]
impl Credentials for Store {
    async fn anybody(&self) -> Result<bool, StoreError> {
        Ok(self.db.query_opt("SELECT 1 FROM person LIMIT 1", Vec::new()).await?.is_some())
    }

    async fn standings(&self, organization: &OrganizationId) -> Result<Vec<Standing>, StoreError> {
        let sql = "SELECT p.id, p.password_hash IS NOT NULL, \
             EXISTS (SELECT 1 FROM totp t WHERE t.organization_id = p.organization_id AND t.person_id = p.id \
             AND t.confirmed_at IS NOT NULL), \
             (SELECT count(*) FROM passkey k WHERE k.organization_id = p.organization_id AND k.person_id = p.id), \
             (SELECT max(s.seen_at) FROM session s WHERE s.organization_id = p.organization_id \
             AND s.person_id = p.id) FROM person p WHERE p.organization_id = $1 ORDER BY p.id";
        let rows = self.db.query(sql, vec![text(organization.as_str())]).await?;
        Ok(rows.iter().map(standing).collect::<Result<_, _>>()?)
    }

    async fn change_membership(&self, change: &MembershipChange) -> Result<(), StoreError> {
        let mut params = holder(&change.organization_id, change.person_id);
        let set = match &change.to {
            Membership::Access { role, scope } => {
                params.extend([text(role.as_str()), locations(scope)]);
                "role = $3, locations = $4"
            }
            Membership::DisabledSince(at) => {
                params.push(ticks(*at));
                "disabled_at = $3"
            }
            Membership::Enabled => "disabled_at = NULL",
        };
        let mut sql = format!("UPDATE person SET {set} WHERE organization_id = $1 AND id = $2");
        if let Some((role, scope)) = &change.seen {
            params.extend([text(role.as_str()), locations(scope)]);
            let _ = write!(sql, " AND role = ${} AND locations = ${}", params.len() - 1, params.len());
        }
        if let Some(role) = change.leaves {
            params.push(text(role.as_str()));
            let role = format!("${}", params.len());
            // Somebody who was invited and has not come can't manage anything; who comes by another issuer has nothing
            // but a session.
            let somebody_else = format!(
                " AND (role <> {role} OR disabled_at IS NOT NULL OR EXISTS (SELECT 1 FROM person o \
                 WHERE o.organization_id = $1 AND o.id <> $2 AND o.role = {role} AND o.disabled_at IS NULL \
                 AND (o.password_hash IS NOT NULL OR EXISTS (SELECT 1 FROM passkey k \
                 WHERE k.organization_id = o.organization_id AND k.person_id = o.id) \
                 OR EXISTS (SELECT 1 FROM session s WHERE s.organization_id = o.organization_id \
                 AND s.person_id = o.id AND s.second_factor <> 'pending'))))"
            );
            sql.push_str(&somebody_else);
        }
        // Two who demote each other at once take turns at the organization's row, so that one of them stays.
        let mut statements = vec![
            turn("organization_id = $1", vec![text(change.organization_id.as_str())]),
            Statement::new("membership", sql, params).expect_rows(1),
        ];
        statements.extend(end_all(&change.organization_id, change.person_id, None));
        if matches!(change.to, Membership::DisabledSince(_)) {
            let sql = "DELETE FROM one_time_token WHERE person_id = $1";
            let person = text(&change.person_id.to_string());
            statements.push(Statement::new("one-time token", sql, vec![person]));
        }
        self.write(statements).await?;
        Ok(())
    }

    async fn reset_second_factor(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<(), StoreError> {
        let whose = holder(organization, person);
        let mut statements: Vec<Statement> = [
            ("authenticator", "DELETE FROM totp WHERE organization_id = $1 AND person_id = $2"),
            ("recovery codes", "DELETE FROM recovery_code WHERE organization_id = $1 AND person_id = $2"),
            ("passkeys", "DELETE FROM passkey WHERE organization_id = $1 AND person_id = $2"),
        ]
        .map(|(label, sql)| Statement::new(label, sql, whose.clone()))
        .into();
        statements.extend(end_all(organization, person, None));
        self.write(statements).await?;
        Ok(())
    }

    async fn replace_password(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        hash: &str,
        except: Option<Uuid>,
    ) -> Result<(), StoreError> {
        let mut params = holder(organization, person);
        params.push(text(hash));
        let sql = "UPDATE person SET password_hash = $3 WHERE organization_id = $1 AND id = $2";
        let mut statements = vec![Statement::new("password", sql, params).expect_rows(1)];
        statements.extend(end_all(organization, person, except));
        self.write(statements).await?;
        Ok(())
    }

    async fn save_one_time(&self, token: OneTimeToken) -> Result<(), StoreError> {
        let (organization, person) = match &token.holder {
            Some((organization, person)) => (text(organization.as_str()), text(&person.to_string())),
            None => (Value::Null, Value::Null),
        };
        let params = vec![
            text(&token.hash),
            text(token.purpose.as_str()),
            organization,
            person,
            text(&token.facts),
            ticks(token.created_at),
            ticks(token.expires_at),
            opt_time(token.used_at),
        ];
        let sql = "INSERT INTO one_time_token (hash, purpose, organization_id, person_id, facts, created_at, \
                   expires_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.affected("one-time token", sql, params).await?;
        Ok(())
    }

    async fn revoke_one_time(&self, purpose: Purpose, person: Option<PersonId>) -> Result<(), StoreError> {
        let (sql, person) = match person {
            Some(person) => {
                ("DELETE FROM one_time_token WHERE purpose = $1 AND person_id = $2", Some(person.to_string()))
            }
            None => ("DELETE FROM one_time_token WHERE purpose = $1 AND person_id IS NULL", None),
        };
        let params = [Some(text(purpose.as_str())), person.map(Value::Text)].into_iter().flatten().collect();
        self.affected("one-time token", sql, params).await?;
        Ok(())
    }

    async fn one_time(&self, hash: &str) -> Result<Option<OneTimeToken>, StoreError> {
        let sql = format!("SELECT {ONE_TIME} FROM one_time_token WHERE hash = $1");
        let row = self.one(sql, text(hash)).await?;
        Ok(row.map(|row| one_time(&row)).transpose()?)
    }

    async fn use_one_time(&self, hash: &str, now: Time) -> Result<Option<OneTimeToken>, StoreError> {
        let sql = format!(
            "UPDATE one_time_token SET used_at = $2 WHERE hash = $1 AND used_at IS NULL RETURNING {ONE_TIME}"
        );
        let use_it = Statement::new("one-time token", sql, vec![text(hash), ticks(now)]);
        let used = self.db.write_returning(vec![use_it]).await?;
        if let Some(row) = used.into_iter().flatten().next() {
            // As it was before: only this call may use it.
            return Ok(Some(OneTimeToken { used_at: None, ..one_time(&row)? }));
        }
        self.one_time(hash).await
    }

    async fn forget_one_time(&self, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM one_time_token WHERE expires_at < $1";
        Ok(self.affected("one-time token", sql, vec![ticks(before)]).await?)
    }

    async fn drop_one_time(&self, hash: &str) -> Result<(), StoreError> {
        self.affected("one-time token", "DELETE FROM one_time_token WHERE hash = $1", vec![text(hash)])
            .await?;
        Ok(())
    }

    async fn redirection(&self, client: ApiClientId) -> Result<Option<Redirection>, StoreError> {
        let sql = "SELECT redirect_uris, is_public FROM api_client WHERE id = $1".to_owned();
        let Some(row) = self.one(sql, text(&client.to_string())).await? else { return Ok(None) };
        let uris = row.text(0)?.lines().map(str::to_owned).collect();
        Ok(Some(Redirection { uris, is_public: row.bool(1)? }))
    }

    async fn save_redirection(
        &self,
        client: ApiClientId,
        seen: &Redirection,
        known: &Redirection,
    ) -> Result<bool, StoreError> {
        let mut params = vec![text(&client.to_string())];
        for of in [known, seen] {
            params.extend([Value::Text(of.uris.join("\n")), Value::Bool(of.is_public)]);
        }
        let sql = "UPDATE api_client SET redirect_uris = $2, is_public = $3 WHERE id = $1 \
                   AND redirect_uris = $4 AND is_public = $5";
        let mut statements = vec![Statement::new("api client", sql, params).expect_rows(1)];
        if known.uris.is_empty() {
            statements.push(end_tokens_of(client));
        }
        match self.write(statements).await {
            Ok(_) => Ok(true),
            Err(error) => match StoreError::from(error) {
                StoreError::Stale => Ok(false),
                error => Err(error),
            },
        }
    }

    async fn queue_account_mail(&self, mail: AccountMailRecord) -> Result<(), StoreError> {
        self.write(vec![queue_mail(mail)]).await?;
        Ok(())
    }

    async fn claim_account_mail(
        &self,
        now: Time,
        until: Time,
        limit: usize,
    ) -> Result<Vec<AccountMailRecord>, StoreError> {
        // Looked at twice: on PostgreSQL a second worker waits for the first one's rows, and finds them taken.
        let sql = format!(
            "UPDATE account_mail SET next_at = $2, attempts = attempts + 1 WHERE next_at <= $1 \
             AND (organization_id, id) IN (SELECT organization_id, id FROM account_mail WHERE next_at <= $1 \
             ORDER BY next_at, id LIMIT $3) RETURNING {MAIL}"
        );
        let limit = Value::Int(i64::try_from(limit).unwrap_or(i64::MAX));
        let claim = Statement::new("account mail", sql, vec![ticks(now), ticks(until), limit]);
        let rows = self.db.write_returning(vec![claim]).await?;
        Ok(rows.iter().flatten().map(mail).collect::<Result<_, _>>()?)
    }

    async fn drop_account_mail(&self, organization: &OrganizationId, id: Uuid) -> Result<(), StoreError> {
        let sql = "DELETE FROM account_mail WHERE organization_id = $1 AND id = $2";
        self.affected("account mail", sql, vec![text(organization.as_str()), text(&id.to_string())]).await?;
        Ok(())
    }

    async fn forget_account_mail(&self, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM account_mail WHERE expires_at < $1";
        Ok(self.affected("account mail", sql, vec![ticks(before)]).await?)
    }

    async fn totp(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Option<TotpRecord>, StoreError> {
        let sql = "SELECT organization_id, person_id, sealed, last_step, created_at, confirmed_at FROM totp \
                   WHERE organization_id = $1 AND person_id = $2";
        let row = self.db.query_opt(sql, holder(organization, person)).await?;
        Ok(row.map(|row| totp(&row)).transpose()?)
    }

    async fn begin_totp(&self, record: TotpRecord) -> Result<(), StoreError> {
        let mut params = holder(&record.organization_id, record.person_id);
        let clear = "DELETE FROM totp WHERE organization_id = $1 AND person_id = $2 AND confirmed_at IS NULL";
        let clear = Statement::new("authenticator", clear, params.clone());
        params.extend([
            Value::Bytes(record.sealed),
            Value::Int(record.last_step),
            ticks(record.created_at),
            opt_time(record.confirmed_at),
        ]);
        let insert = "INSERT INTO totp (organization_id, person_id, sealed, last_step, created_at, confirmed_at) \
                      VALUES ($1, $2, $3, $4, $5, $6)";
        self.write(vec![clear, Statement::new("authenticator", insert, params)]).await?;
        Ok(())
    }

    async fn accept_step(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        step: i64,
    ) -> Result<bool, StoreError> {
        let mut params = holder(organization, person);
        params.push(Value::Int(step));
        let sql =
            "UPDATE totp SET last_step = $3 WHERE organization_id = $1 AND person_id = $2 AND last_step < $3";
        Ok(self.affected("authenticator", sql, params).await? > 0)
    }

    async fn confirm_totp(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        now: Time,
        codes: &[String],
    ) -> Result<(), StoreError> {
        let whose = holder(organization, person);
        let with = |value: Value| [whose.as_slice(), &[value]].concat();
        let confirm = "UPDATE totp SET confirmed_at = coalesce(confirmed_at, $3) \
                       WHERE organization_id = $1 AND person_id = $2";
        let clear = "DELETE FROM recovery_code WHERE organization_id = $1 AND person_id = $2";
        let mut statements = vec![
            Statement::new("authenticator", confirm, with(ticks(now))).expect_rows(1),
            Statement::new("recovery codes", clear, whose.clone()),
        ];
        statements.extend(codes.iter().map(|code| {
            let sql = "INSERT INTO recovery_code (organization_id, person_id, hash) VALUES ($1, $2, $3)";
            Statement::new("recovery code", sql, with(text(code)))
        }));
        self.write(statements).await?;
        Ok(())
    }

    async fn remove_totp(&self, organization: &OrganizationId, person: PersonId) -> Result<(), StoreError> {
        let whose = holder(organization, person);
        let totp = "DELETE FROM totp WHERE organization_id = $1 AND person_id = $2";
        let codes = "DELETE FROM recovery_code WHERE organization_id = $1 AND person_id = $2";
        let statements = vec![
            Statement::new("authenticator", totp, whose.clone()),
            Statement::new("recovery codes", codes, whose),
        ];
        self.write(statements).await?;
        Ok(())
    }

    async fn use_recovery_code(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        hash: &str,
    ) -> Result<bool, StoreError> {
        let mut params = holder(organization, person);
        params.push(text(hash));
        let sql = "DELETE FROM recovery_code WHERE organization_id = $1 AND person_id = $2 AND hash = $3";
        Ok(self.affected("recovery code", sql, params).await? > 0)
    }

    async fn recovery_codes_left(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM recovery_code WHERE organization_id = $1 AND person_id = $2";
        let row = self.db.query_opt(sql, holder(organization, person)).await?;
        let count = row.map_or(Ok(0), |row| row.int(0))?;
        Ok(u64::try_from(count).map_err(|_| corrupt("count of codes"))?)
    }

    async fn add_passkey(&self, passkey: PasskeyRecord) -> Result<(), StoreError> {
        let params = vec![
            text(passkey.organization_id.as_str()),
            text(&passkey.id.to_string()),
            text(&passkey.person_id.to_string()),
            text(&passkey.credential_id),
            text(&passkey.name),
            Value::Bytes(passkey.public_key),
            Value::Int(passkey.counter),
            ticks(passkey.created_at),
            opt_time(passkey.used_at),
        ];
        let sql = "INSERT INTO passkey (organization_id, id, person_id, credential_id, name, public_key, counter, \
                   created_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.affected("passkey", sql, params).await?;
        Ok(())
    }

    async fn passkeys(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Vec<PasskeyRecord>, StoreError> {
        let sql = format!(
            "SELECT {PASSKEY} FROM passkey WHERE organization_id = $1 AND person_id = $2 \
             ORDER BY created_at, id"
        );
        let rows = self.db.query(sql, holder(organization, person)).await?;
        Ok(rows.iter().map(passkey).collect::<Result<_, _>>()?)
    }

    async fn passkeys_by_credential(&self, credential_id: &str) -> Result<Vec<PasskeyRecord>, StoreError> {
        let sql = format!("SELECT {PASSKEY} FROM passkey WHERE credential_id = $1 ORDER BY id");
        let rows = self.db.query(sql, vec![text(credential_id)]).await?;
        Ok(rows.iter().map(passkey).collect::<Result<_, _>>()?)
    }

    async fn use_passkey(
        &self,
        passkey: &PasskeyRecord,
        counter: i64,
        now: Time,
    ) -> Result<bool, StoreError> {
        let params = vec![
            text(passkey.organization_id.as_str()),
            text(&passkey.id.to_string()),
            Value::Int(counter),
            ticks(now),
            Value::Int(passkey.counter),
        ];
        let sql = "UPDATE passkey SET counter = $3, used_at = $4 \
                   WHERE organization_id = $1 AND id = $2 AND counter = $5";
        Ok(self.affected("passkey", sql, params).await? > 0)
    }

    async fn rename_passkey(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
        name: &str,
    ) -> Result<bool, StoreError> {
        let mut params = holder(organization, person);
        params.extend([text(&id.to_string()), text(name)]);
        let sql = "UPDATE passkey SET name = $4 WHERE organization_id = $1 AND person_id = $2 AND id = $3";
        Ok(self.affected("passkey", sql, params).await? > 0)
    }

    async fn remove_passkey(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let mut params = holder(organization, person);
        params.push(text(&id.to_string()));
        let sql = "DELETE FROM passkey WHERE organization_id = $1 AND person_id = $2 AND id = $3";
        Ok(self.affected("passkey", sql, params).await? > 0)
    }
}
