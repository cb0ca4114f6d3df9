//! Second factors, passkeys and tokens that are good for one use.

use async_trait::async_trait;
use ortak_app::port::{Credentials, StoreError, TotpRecord};
use ortak_domain::{OrganizationId, PersonId};

use super::accounts::{maybe_time, parse, time};
use super::commit::text;
use crate::Store;
use crate::conn::{DbError, Row};

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

#[async_trait]
impl Credentials for Store {
    async fn totp(
        &self,
        organization: &OrganizationId,
        person: PersonId,
    ) -> Result<Option<TotpRecord>, StoreError> {
        let sql = "SELECT organization_id, person_id, sealed, last_step, created_at, confirmed_at FROM totp \
                   WHERE organization_id = $1 AND person_id = $2";
        let params = vec![text(organization.as_str()), text(&person.to_string())];
        let row = self.db.query_opt(sql, params).await?;
        Ok(row.map(|row| totp(&row)).transpose()?)
    }
}
