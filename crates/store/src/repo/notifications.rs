//! Notifications, preferences, and the mails that carry them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use async_trait::async_trait;
use ortak_app::port::{
    Channels, DueMail, MailState, MailVerdict, MailWish, NewNotification, Notification, NotificationQuery,
    Notifications, Preferences, StoreError, StoredMail,
};
use ortak_domain::notification::NotificationEvent;
use ortak_domain::{OrganizationId, PersonId, ReferralId, Time};
use uuid::Uuid;

use super::accounts::{corrupt, maybe_time, parse, time};
use super::commit::{opt_text, text};
use crate::Store;
use crate::conn::{DbError, Dialect, Row, Statement, Value};

const NOTIFICATION: &str = "n.organization_id, n.id, n.person_id, n.event, n.referral_id, n.engagement_id, \
     n.facts, n.created_at, n.read_at";
const MAIL: &str = "organization_id, id, person_id, digest, state, attempts, next_at, last_error, created_at, \
     done_at";

fn event(word: &str) -> Result<NotificationEvent, DbError> {
    NotificationEvent::parse(word).ok_or_else(|| corrupt("notification event"))
}

fn notification(row: &Row) -> Result<Notification, DbError> {
    Ok(Notification {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("notification id", row.text(1)?)?,
        person_id: parse("person id", row.text(2)?)?,
        event: event(row.text(3)?)?,
        referral_id: row.opt_text(4)?.map(|id| parse("referral id", id)).transpose()?,
        engagement_id: row.opt_text(5)?.map(|id| parse("engagement id", id)).transpose()?,
        facts: row.text(6)?.to_owned(),
        created_at: time(row, 7)?,
        read_at: maybe_time(row, 8)?,
    })
}

fn mail(row: &Row) -> Result<StoredMail, DbError> {
    Ok(StoredMail {
        organization_id: parse("organization id", row.text(0)?)?,
        id: parse("mail id", row.text(1)?)?,
        person_id: parse("person id", row.text(2)?)?,
        digest: row.bool(3)?,
        state: MailState::parse(row.text(4)?).ok_or_else(|| corrupt("mail state"))?,
        attempts: row.int(5)?,
        next_at: maybe_time(row, 6)?,
        last_error: row.opt_text(7)?.map(str::to_owned),
        created_at: time(row, 8)?,
        done_at: maybe_time(row, 9)?,
    })
}

fn id(value: Uuid) -> Value {
    Value::Text(value.to_string())
}

fn ticks(at: Time) -> Value {
    Value::Int(at.ticks())
}

fn limit(rows: usize) -> Value {
    Value::Int(i64::try_from(rows).unwrap_or(i64::MAX))
}

fn whose(organization: &OrganizationId, person: PersonId) -> Vec<Value> {
    vec![text(organization.as_str()), id(person.0)]
}

/// A notification, and its mail when one is wanted at once. One that is there already stays as it is, and so does
/// its mail.
pub(super) fn insert(n: &NewNotification, statements: &mut Vec<Statement>) {
    let (owner, notification_id, person) = (text(n.organization_id.as_str()), id(n.id), id(n.person_id.0));
    if n.mail == MailWish::Now {
        statements.push(Statement::new(
            "mail",
            "INSERT INTO mail (organization_id, id, person_id, digest, state, attempts, next_at, created_at) \
             VALUES ($1, $2, $3, $4, 'pending', 0, $5, $5) ON CONFLICT DO NOTHING",
            vec![
                owner.clone(),
                notification_id.clone(),
                person.clone(),
                Value::Bool(false),
                ticks(n.created_at),
            ],
        ));
    }
    let mail_id = if n.mail == MailWish::Now { notification_id.clone() } else { Value::Null };
    statements.push(Statement::new(
        "notification",
        "INSERT INTO notification (organization_id, id, person_id, event, referral_id, engagement_id, facts, \
         created_at, in_app, mail_wish, mail_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT DO NOTHING",
        vec![
            owner,
            notification_id,
            person,
            text(n.event.as_str()),
            opt_text(n.referral_id.map(|id| id.to_string()).as_deref()),
            opt_text(n.engagement_id.map(|id| id.to_string()).as_deref()),
            text(&n.facts),
            ticks(n.created_at),
            Value::Bool(n.in_app),
            text(n.mail.as_str()),
            mail_id,
        ],
    ));
}

/// Claims what is due at `$1` until `$2`, at most `$3`, and returns the mails.
pub(super) fn claim(dialect: Dialect) -> String {
    // Two workers never wait for each other, nor get the same.
    let skip = match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    // Chosen once and locked, as deliveries are.
    format!(
        "WITH due AS MATERIALIZED (\
         SELECT m.organization_id, m.id FROM mail m WHERE m.state = 'pending' AND m.next_at <= $1 \
         AND (m.lease_until IS NULL OR m.lease_until <= $1) ORDER BY m.next_at, m.id LIMIT $3 {skip}) \
         UPDATE mail SET lease_until = $2 \
         WHERE (organization_id, id) IN (SELECT organization_id, id FROM due) RETURNING {MAIL}"
    )
}

impl Store {
    async fn carried(&self, mail: &StoredMail) -> Result<Vec<Notification>, DbError> {
        let sql = format!(
            "SELECT {NOTIFICATION} FROM notification n WHERE n.organization_id = $1 AND n.mail_id = $2 \
             ORDER BY n.created_at, n.id"
        );
        let params = vec![text(mail.organization_id.as_str()), id(mail.id)];
        self.db.query(sql, params).await?.iter().map(notification).collect()
    }
}

#[async_trait]
impl Notifications for Store {
    async fn add_notifications(&self, notifications: Vec<NewNotification>) -> Result<(), StoreError> {
        let mut statements = Vec::with_capacity(notifications.len() * 2);
        for notification in &notifications {
            insert(notification, &mut statements);
        }
        self.db.write(statements).await?;
        Ok(())
    }

    async fn notifications(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        query: &NotificationQuery,
    ) -> Result<Vec<Notification>, StoreError> {
        let mut params = whose(organization, person);
        let mut sql = format!(
            "SELECT {NOTIFICATION} FROM notification n \
             WHERE n.organization_id = $1 AND n.person_id = $2 AND n.in_app"
        );
        if query.unread_only {
            sql.push_str(" AND n.read_at IS NULL");
        }
        if let Some((at, after)) = query.after {
            params.extend([ticks(at), id(after)]);
            sql.push_str(" AND (n.created_at, n.id) < ($3, $4)");
        }
        params.push(limit(query.limit));
        let _ = write!(sql, " ORDER BY n.created_at DESC, n.id DESC LIMIT ${}", params.len());
        let rows = self.db.query(sql, params).await?;
        Ok(rows.iter().map(notification).collect::<Result<_, _>>()?)
    }

    async fn unread(&self, organization: &OrganizationId, person: PersonId) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM notification \
                   WHERE organization_id = $1 AND person_id = $2 AND in_app AND read_at IS NULL";
        let row = self.db.query_opt(sql, whose(organization, person)).await?;
        let count = row.map_or(Ok(0), |row| row.int(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    async fn mark_read(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        notification: Uuid,
        read_at: Option<Time>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE notification SET read_at = $4 \
                   WHERE organization_id = $1 AND person_id = $2 AND id = $3 AND in_app";
        let mut params = whose(organization, person);
        params.extend([id(notification), read_at.map_or(Value::Null, ticks)]);
        Ok(self.affected("notification", sql, params).await? > 0)
    }

    async fn mark_read_about(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        referral: ReferralId,
        at: Time,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE notification SET read_at = $4 WHERE organization_id = $1 AND person_id = $2 \
                   AND referral_id = $3 AND in_app AND read_at IS NULL";
        let mut params = whose(organization, person);
        params.extend([text(&referral.to_string()), ticks(at)]);
        Ok(self.affected("notification", sql, params).await?)
    }

    async fn mark_all_read(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        at: Time,
    ) -> Result<u64, StoreError> {
        let sql = "UPDATE notification SET read_at = $3 WHERE organization_id = $1 AND person_id = $2 \
                   AND in_app AND read_at IS NULL AND created_at <= $3";
        let mut params = whose(organization, person);
        params.push(ticks(at));
        Ok(self.affected("notification", sql, params).await?)
    }

    async fn preferences(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Preferences, StoreError> {
        let mut found = Preferences::default();
        let sql = "SELECT event, in_app, mail FROM notification_preference \
                   WHERE organization_id = $1 AND person_id = $2";
        for row in self.db.query(sql, whose(organization, person)).await? {
            let channels = Channels { in_app: row.bool(1)?, mail: row.bool(2)? };
            found.channels.push((event(row.text(0)?)?, channels));
        }
        let sql = "SELECT digest FROM notification_setting WHERE organization_id = $1 AND person_id = $2";
        if let Some(row) = self.db.query_opt(sql, whose(organization, person)).await? {
            found.digest = row.bool(0)?;
        }
        Ok(found)
    }

    async fn all_preferences(
        &self,
        organizations: &[OrganizationId],
    ) -> Result<Vec<(PersonId, Preferences)>, StoreError> {
        let mut found: BTreeMap<PersonId, Preferences> = BTreeMap::new();
        for organization in organizations {
            let owner = || vec![text(organization.as_str())];
            let sql = "SELECT person_id, event, in_app, mail FROM notification_preference \
                       WHERE organization_id = $1";
            for row in self.db.query(sql, owner()).await? {
                let channels = Channels { in_app: row.bool(2)?, mail: row.bool(3)? };
                let person = parse("person id", row.text(0)?)?;
                found.entry(person).or_default().channels.push((event(row.text(1)?)?, channels));
            }
            let sql = "SELECT person_id, digest FROM notification_setting WHERE organization_id = $1";
            for row in self.db.query(sql, owner()).await? {
                found.entry(parse("person id", row.text(0)?)?).or_default().digest = row.bool(1)?;
            }
        }
        Ok(found.into_iter().collect())
    }

    async fn save_preferences(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        preferences: Preferences,
    ) -> Result<(), StoreError> {
        let mut statements = vec![
            // Its row first: of two who save at once the later waits here, and then replaces what the other wrote.
            Statement::new(
                "preference",
                "INSERT INTO notification_setting (organization_id, person_id, digest) VALUES ($1, $2, $3) \
                 ON CONFLICT (organization_id, person_id) DO UPDATE SET digest = excluded.digest",
                [whose(organization, person), vec![Value::Bool(preferences.digest)]].concat(),
            ),
            Statement::new(
                "preference",
                "DELETE FROM notification_preference WHERE organization_id = $1 AND person_id = $2",
                whose(organization, person),
            ),
        ];
        statements.extend(preferences.channels.iter().map(|(event, channels)| {
            let more = vec![text(event.as_str()), Value::Bool(channels.in_app), Value::Bool(channels.mail)];
            Statement::new(
                "preference",
                "INSERT INTO notification_preference (organization_id, person_id, event, in_app, mail) \
                 VALUES ($1, $2, $3, $4, $5)",
                [whose(organization, person), more].concat(),
            )
        }));
        self.db.write(statements).await?;
        Ok(())
    }

    async fn digest_zones(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT coalesce(p.time_zone, '') FROM notification n \
                   LEFT JOIN person p ON p.organization_id = n.organization_id AND p.id = n.person_id \
                   WHERE n.mail_wish = 'digest' AND n.mail_id IS NULL";
        let rows = self.db.query(sql, Vec::new()).await?;
        Ok(rows.iter().map(|row| row.text(0).map(str::to_owned)).collect::<Result<_, _>>()?)
    }

    async fn build_digests(&self, zone: &str, before: Time, at: Time) -> Result<u64, StoreError> {
        // The first notification lends the mail its id, so that two workers make the same mail.
        // Nobody gets a second one after the same hour.
        let sql = "SELECT n.organization_id, n.person_id, min(n.id) FROM notification n \
                   LEFT JOIN person p ON p.organization_id = n.organization_id AND p.id = n.person_id \
                   WHERE n.mail_wish = 'digest' AND n.mail_id IS NULL AND n.created_at < $1 \
                   AND coalesce(p.time_zone, '') = $2 AND NOT EXISTS (SELECT 1 FROM mail m \
                   WHERE m.organization_id = n.organization_id AND m.person_id = n.person_id AND m.digest = $3 \
                   AND m.created_at >= $1) GROUP BY n.organization_id, n.person_id";
        let readers = self.db.query(sql, vec![ticks(before), text(zone), Value::Bool(true)]).await?;
        let mut made = 0;
        for row in &readers {
            let (owner, person, first) = (text(row.text(0)?), text(row.text(1)?), text(row.text(2)?));
            let counts = self
                .db
                .write(vec![
                    Statement::new(
                        "mail",
                        "INSERT INTO mail (organization_id, id, person_id, digest, state, attempts, next_at, \
                         created_at) VALUES ($1, $2, $3, $4, 'pending', 0, $5, $5) ON CONFLICT DO NOTHING",
                        vec![owner.clone(), first.clone(), person.clone(), Value::Bool(true), ticks(at)],
                    ),
                    // Nothing is added to a mail that another worker has made: it may be on its way.
                    Statement::new(
                        "notification",
                        "UPDATE notification SET mail_id = $3 WHERE organization_id = $1 AND person_id = $2 \
                         AND mail_wish = 'digest' AND mail_id IS NULL AND created_at < $4 \
                         AND EXISTS (SELECT 1 FROM notification n WHERE n.organization_id = $1 \
                         AND n.id = $3 AND n.mail_id IS NULL)",
                        vec![owner, person, first, ticks(before)],
                    ),
                ])
                .await?;
            made += counts.first().copied().unwrap_or_default();
        }
        Ok(made)
    }

    async fn claim_mails(
        &self,
        now: Time,
        lease_until: Time,
        limit_to: usize,
    ) -> Result<Vec<DueMail>, StoreError> {
        let sql = claim(self.db.dialect());
        let params = vec![ticks(now), ticks(lease_until), limit(limit_to)];
        let claimed = self.db.write_returning(vec![Statement::new("mail", sql, params)]).await?;
        let mut due = Vec::new();
        for row in claimed.iter().flatten() {
            let mail = mail(row)?;
            let notifications = self.carried(&mail).await?;
            due.push(DueMail { mail, notifications });
        }
        due.sort_by_key(|due| (due.mail.created_at, due.mail.id));
        Ok(due)
    }

    async fn finish_mail(&self, mail: &StoredMail, verdict: MailVerdict, at: Time) -> Result<(), StoreError> {
        let (state, next, error, done) = match verdict {
            MailVerdict::Sent => (MailState::Sent, Value::Null, Value::Null, ticks(at)),
            MailVerdict::Again { at, error } => {
                (MailState::Pending, ticks(at), Value::Text(error), Value::Null)
            }
            MailVerdict::Failed { error } => (MailState::Failed, Value::Null, Value::Text(error), ticks(at)),
            MailVerdict::Cancelled => (MailState::Cancelled, Value::Null, Value::Null, ticks(at)),
        };
        let sql = "UPDATE mail SET state = $3, attempts = attempts + 1, next_at = $4, last_error = $5, \
                   done_at = $6, lease_until = NULL \
                   WHERE organization_id = $1 AND id = $2 AND state = 'pending'";
        let params =
            vec![text(mail.organization_id.as_str()), id(mail.id), text(state.as_str()), next, error, done];
        self.affected("mail", sql, params).await?;
        Ok(())
    }

    async fn stuck_mails(&self, limit_to: usize) -> Result<Vec<StoredMail>, StoreError> {
        let sql = format!(
            "SELECT {MAIL} FROM mail WHERE last_error IS NOT NULL AND state <> 'sent' \
             ORDER BY created_at DESC, id LIMIT $1"
        );
        let rows = self.db.query(sql, vec![limit(limit_to)]).await?;
        Ok(rows.iter().map(mail).collect::<Result<_, _>>()?)
    }

    async fn retry_failed_mails(&self, at: Time) -> Result<u64, StoreError> {
        let sql = "UPDATE mail SET state = 'pending', attempts = 0, next_at = $1, done_at = NULL, \
                   lease_until = NULL WHERE state = 'failed'";
        Ok(self.affected("mail", sql, vec![ticks(at)]).await?)
    }

    async fn stop_mails(
        &self,
        organization: &OrganizationId,
        person: PersonId,
        events: &[NotificationEvent],
    ) -> Result<(), StoreError> {
        let usual = Preferences::default();
        let stop = events.iter().map(|event| {
            let more = vec![text(event.as_str()), Value::Bool(usual.of(*event).in_app), Value::Bool(false)];
            Statement::new(
                "preference",
                "INSERT INTO notification_preference (organization_id, person_id, event, in_app, mail) \
                 VALUES ($1, $2, $3, $4, $5) \
                 ON CONFLICT (organization_id, person_id, event) DO UPDATE SET mail = excluded.mail",
                [whose(organization, person), more].concat(),
            )
        });
        self.db.write(stop.collect()).await?;
        Ok(())
    }

    async fn forget_notifications(&self, before: Time, unread_before: Time) -> Result<u64, StoreError> {
        // What still waits for its mail stays.
        let sql = "DELETE FROM notification WHERE (organization_id, id) IN (\
                   SELECT n.organization_id, n.id FROM notification n WHERE n.created_at < $1 \
                   AND (n.created_at < $2 OR n.read_at IS NOT NULL OR NOT n.in_app) \
                   AND NOT (n.mail_wish = 'digest' AND n.mail_id IS NULL) \
                   AND NOT EXISTS (SELECT 1 FROM mail m WHERE m.organization_id = n.organization_id \
                   AND m.id = n.mail_id AND m.state = 'pending') ORDER BY n.created_at LIMIT 1000)";
        let removed = self.in_batches("notification", sql, vec![ticks(before), ticks(unread_before)]).await?;
        let sql = "DELETE FROM mail WHERE (organization_id, id) IN (\
                   SELECT organization_id, id FROM mail WHERE done_at < $1 LIMIT 1000)";
        self.in_batches("mail", sql, vec![ticks(before)]).await?;
        Ok(removed)
    }
}
