//! Stores that have nothing and take nothing.

use async_trait::async_trait;
use ortak_domain::notification::NotificationEvent;
use ortak_domain::webhook::WebhookEvent;
use ortak_domain::{ApiClientId, Duns, EngagementId, Lane, OrganizationId, PersonId, ReferralId, Time};
use uuid::Uuid;

use super::nothing_here;
use crate::customer::Company;
use crate::port::{
    AccountMailRecord, Attempt, Backlog, CompanyChange, Credentials, CustomerQuery, Customers, DealDraft,
    DealImport, DealQuery, DealRecord, DealRecords, Delivery, DeliveryQuery, DueDelivery, DueMail,
    DuplicateQuery, ImportFile, ImportWork, LaneTotal, LocationName, MailVerdict, MembershipChange,
    NewDelivery, NewNotification, Notification, NotificationQuery, Notifications, OneTimeToken, OtherParty,
    Outbox, OutboxEntry, PartnerEntry, PasskeyRecord, Preferences, Pulse, Purpose, Redirection, SavedView,
    Selection, Share, SolutionEntry, SolutionShelf, SolutionsMeant, Standing, StoreError, StoredMail,
    TotpRecord, Verdict, Viewer, Webhook, Webhooks, Workspace,
};

/// Has no outbox, no webhooks, no notifications, no credentials and no workspace.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

#[async_trait]
impl Outbox for Nothing {
    async fn waiting(&self, _: usize) -> Result<Vec<OutboxEntry>, StoreError> {
        Err(nothing_here())
    }

    async fn dispatch(
        &self,
        _: &[(OrganizationId, Uuid)],
        _: Vec<NewDelivery>,
        _: Vec<NewNotification>,
        _: Time,
    ) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn withhold(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn forget_dispatched(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn backlog(&self) -> Result<Backlog, StoreError> {
        Err(nothing_here())
    }
}

#[async_trait]
impl Webhooks for Nothing {
    async fn webhook_of(&self, _: &OrganizationId, _: Uuid) -> Result<Option<Webhook>, StoreError> {
        Err(nothing_here())
    }

    async fn webhook(&self, _: &OrganizationId, _: Uuid) -> Result<Option<Webhook>, StoreError> {
        Err(nothing_here())
    }

    async fn webhooks(&self, _: Option<&OrganizationId>) -> Result<Vec<Webhook>, StoreError> {
        Err(nothing_here())
    }

    async fn active_webhooks(&self, _: &OrganizationId) -> Result<Vec<Webhook>, StoreError> {
        Err(nothing_here())
    }

    async fn create_webhook(&self, _: Webhook) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn save_webhook(&self, _: &Webhook, _: Webhook) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn disable_webhook(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: &str,
        _: Time,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn add_deliveries(&self, _: Vec<NewDelivery>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn claim_deliveries(
        &self,
        _: Time,
        _: Time,
        _: &Share<'_>,
    ) -> Result<Vec<DueDelivery>, StoreError> {
        Err(nothing_here())
    }

    async fn finish_delivery(
        &self,
        _: &Delivery,
        _: Attempt,
        _: Verdict,
        _: Time,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn delivery(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: Uuid,
    ) -> Result<Option<(Delivery, Vec<Attempt>)>, StoreError> {
        Err(nothing_here())
    }

    async fn deliveries(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: &DeliveryQuery,
    ) -> Result<Vec<Delivery>, StoreError> {
        Err(nothing_here())
    }

    async fn replay_delivery(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: Uuid,
        _: Time,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn replay_failed(&self, _: &OrganizationId, _: Uuid, _: Time, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn count_deliveries(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: WebhookEvent,
        _: Time,
    ) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn failures_in_a_row(&self, _: &OrganizationId, _: Uuid) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn forget_deliveries(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }
}

#[async_trait]
impl Notifications for Nothing {
    async fn add_notifications(&self, _: Vec<NewNotification>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn notifications(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: &NotificationQuery,
    ) -> Result<Vec<Notification>, StoreError> {
        Err(nothing_here())
    }

    async fn unread(&self, _: &OrganizationId, _: PersonId) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn mark_read(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: Uuid,
        _: Option<Time>,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn mark_read_about(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: ReferralId,
        _: Time,
    ) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn mark_all_read(&self, _: &OrganizationId, _: PersonId, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn preferences(&self, _: &OrganizationId, _: PersonId) -> Result<Preferences, StoreError> {
        Err(nothing_here())
    }

    async fn all_preferences(
        &self,
        _: &[OrganizationId],
    ) -> Result<Vec<(PersonId, Preferences)>, StoreError> {
        Err(nothing_here())
    }

    async fn stop_mails(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: &[NotificationEvent],
    ) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn save_preferences(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: Preferences,
    ) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn digest_zones(&self) -> Result<Vec<String>, StoreError> {
        Err(nothing_here())
    }

    async fn build_digests(&self, _: &str, _: Time, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn claim_mails(&self, _: Time, _: Time, _: usize) -> Result<Vec<DueMail>, StoreError> {
        Err(nothing_here())
    }

    async fn finish_mail(&self, _: &StoredMail, _: MailVerdict, _: Time) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn stuck_mails(&self, _: usize) -> Result<Vec<StoredMail>, StoreError> {
        Err(nothing_here())
    }

    async fn retry_failed_mails(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn forget_notifications(&self, _: Time, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }
}

#[async_trait]
impl Credentials for Nothing {
    async fn anybody(&self) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn standings(&self, _: &OrganizationId) -> Result<Vec<Standing>, StoreError> {
        Err(nothing_here())
    }

    async fn change_membership(&self, _: &MembershipChange) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn reset_second_factor(&self, _: &OrganizationId, _: PersonId) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn replace_password(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: &str,
        _: Option<Uuid>,
    ) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn save_one_time(&self, _: OneTimeToken) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn revoke_one_time(&self, _: Purpose, _: Option<PersonId>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn one_time(&self, _: &str) -> Result<Option<OneTimeToken>, StoreError> {
        Err(nothing_here())
    }

    async fn use_one_time(&self, _: &str, _: Time) -> Result<Option<OneTimeToken>, StoreError> {
        Err(nothing_here())
    }

    async fn forget_one_time(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn drop_one_time(&self, _: &str) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn redirection(&self, _: ApiClientId) -> Result<Option<Redirection>, StoreError> {
        Ok(None)
    }

    async fn save_redirection(
        &self,
        _: ApiClientId,
        _: &Redirection,
        _: &Redirection,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn queue_account_mail(&self, _: AccountMailRecord) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn claim_account_mail(
        &self,
        _: Time,
        _: Time,
        _: usize,
    ) -> Result<Vec<AccountMailRecord>, StoreError> {
        Err(nothing_here())
    }

    async fn drop_account_mail(&self, _: &OrganizationId, _: Uuid) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn forget_account_mail(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn totp(&self, _: &OrganizationId, _: PersonId) -> Result<Option<TotpRecord>, StoreError> {
        Ok(None)
    }

    async fn begin_totp(&self, _: TotpRecord) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn accept_step(&self, _: &OrganizationId, _: PersonId, _: i64) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn confirm_totp(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: Time,
        _: &[String],
    ) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn remove_totp(&self, _: &OrganizationId, _: PersonId) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn use_recovery_code(&self, _: &OrganizationId, _: PersonId, _: &str) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn recovery_codes_left(&self, _: &OrganizationId, _: PersonId) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn add_passkey(&self, _: PasskeyRecord) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn passkeys(&self, _: &OrganizationId, _: PersonId) -> Result<Vec<PasskeyRecord>, StoreError> {
        Err(nothing_here())
    }

    async fn passkeys_by_credential(&self, _: &str) -> Result<Vec<PasskeyRecord>, StoreError> {
        Err(nothing_here())
    }

    async fn use_passkey(&self, _: &PasskeyRecord, _: i64, _: Time) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn rename_passkey(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: Uuid,
        _: &str,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn remove_passkey(&self, _: &OrganizationId, _: PersonId, _: Uuid) -> Result<bool, StoreError> {
        Err(nothing_here())
    }
}

#[async_trait]
impl Workspace for Nothing {
    async fn pulse(&self, _: &OrganizationId, _: PersonId) -> Result<Pulse, StoreError> {
        Err(nothing_here())
    }

    async fn deals(&self, _: &Viewer, _: &DealQuery) -> Result<DealRecords, StoreError> {
        Err(nothing_here())
    }

    async fn count_deals(&self, _: &Viewer, _: &Selection) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn nearest_deadline(&self, _: &Viewer, _: &Selection) -> Result<Option<Time>, StoreError> {
        Err(nothing_here())
    }

    async fn lane_totals(&self, _: &Viewer, _: &Selection) -> Result<Vec<LaneTotal>, StoreError> {
        Err(nothing_here())
    }

    async fn lane_deals(
        &self,
        _: &Viewer,
        _: &Selection,
        _: &[Lane],
        _: usize,
    ) -> Result<Vec<DealRecord>, StoreError> {
        Err(nothing_here())
    }

    async fn other_parties(
        &self,
        _: &OrganizationId,
        _: &[EngagementId],
    ) -> Result<Vec<OtherParty>, StoreError> {
        Err(nothing_here())
    }

    async fn location_names(&self, _: &[String]) -> Result<Vec<LocationName>, StoreError> {
        Err(nothing_here())
    }

    async fn saved_views(&self, _: &OrganizationId, _: PersonId) -> Result<Vec<SavedView>, StoreError> {
        Err(nothing_here())
    }

    async fn create_view(&self, _: SavedView) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn save_view(&self, _: SavedView) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn delete_view(&self, _: &OrganizationId, _: PersonId, _: Uuid) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn drafts(&self, _: &OrganizationId, _: PersonId) -> Result<Vec<DealDraft>, StoreError> {
        Err(nothing_here())
    }

    async fn draft(&self, _: &OrganizationId, _: PersonId, _: Uuid) -> Result<Option<DealDraft>, StoreError> {
        Err(nothing_here())
    }

    async fn create_draft(&self, _: DealDraft) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn save_draft(&self, _: DealDraft) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn delete_draft(&self, _: &OrganizationId, _: PersonId, _: Uuid) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn forget_drafts(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn active_partners(
        &self,
        _: Option<&OrganizationId>,
        _: &OrganizationId,
    ) -> Result<Vec<PartnerEntry>, StoreError> {
        Err(nothing_here())
    }

    async fn shelf(
        &self,
        _: SolutionShelf,
        _: Option<&OrganizationId>,
        _: &OrganizationId,
    ) -> Result<Vec<SolutionEntry>, StoreError> {
        Err(nothing_here())
    }

    async fn sells(&self, _: &OrganizationId) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn on_shelves(
        &self,
        _: &SolutionsMeant,
        _: Option<&OrganizationId>,
        _: &OrganizationId,
    ) -> Result<Vec<(SolutionShelf, SolutionEntry)>, StoreError> {
        Err(nothing_here())
    }

    async fn possible_duplicates(
        &self,
        _: &Viewer,
        _: &DuplicateQuery,
    ) -> Result<Vec<DealRecord>, StoreError> {
        Err(nothing_here())
    }

    async fn imports(&self, _: &OrganizationId) -> Result<Vec<DealImport>, StoreError> {
        Err(nothing_here())
    }

    async fn create_import(&self, _: DealImport) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn import(&self, _: &OrganizationId, _: Uuid) -> Result<Option<DealImport>, StoreError> {
        Err(nothing_here())
    }

    async fn imported_rows(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: u64,
        _: usize,
    ) -> Result<Vec<(u64, ReferralId)>, StoreError> {
        Err(nothing_here())
    }

    async fn count_imported(&self, _: &OrganizationId, _: Uuid) -> Result<u64, StoreError> {
        Err(nothing_here())
    }

    async fn begin_import_work(
        &self,
        _: &OrganizationId,
        _: Uuid,
        _: (ImportWork, PersonId),
        _: Time,
    ) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn claim_import(&self, _: Time, _: Time) -> Result<Option<DealImport>, StoreError> {
        Ok(None)
    }

    async fn save_import_progress(&self, _: &DealImport, _: Option<Time>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn end_import_work(&self, _: &OrganizationId, _: Uuid, _: Option<Time>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn create_import_file(&self, _: ImportFile, _: Vec<u8>) -> Result<(), StoreError> {
        Err(nothing_here())
    }

    async fn import_files(&self, _: &OrganizationId, _: PersonId) -> Result<Vec<ImportFile>, StoreError> {
        Err(nothing_here())
    }

    async fn import_content(
        &self,
        _: &OrganizationId,
        _: PersonId,
        _: Uuid,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        Err(nothing_here())
    }

    async fn save_import_file(&self, _: &ImportFile) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn delete_import_file(&self, _: &OrganizationId, _: PersonId, _: Uuid) -> Result<bool, StoreError> {
        Err(nothing_here())
    }

    async fn forget_import_files(&self, _: Time) -> Result<u64, StoreError> {
        Err(nothing_here())
    }
}

#[async_trait]
impl Customers for Nothing {
    async fn suggested(&self, _: &CustomerQuery) -> Result<Vec<Company>, StoreError> {
        Err(nothing_here())
    }

    async fn companies(&self, _: &[Duns]) -> Result<Vec<Company>, StoreError> {
        Err(nothing_here())
    }

    async fn companies_after(&self, _: Option<Duns>, _: usize) -> Result<Vec<Company>, StoreError> {
        Err(nothing_here())
    }

    async fn change_companies(&self, _: Vec<CompanyChange>, _: Time) -> Result<(), StoreError> {
        Err(nothing_here())
    }
}
