//! The worker: what happens without anybody asking. Each job looks for work, does it in bounded batches, and may run
//! in any number of processes at once: what is done twice is done once.

mod clockwork;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ortak_app::notification::Post;
use ortak_app::port::WebhookSender;
use ortak_app::workspace::{drafts, intake};
use ortak_app::{App, AppError, account, dispatch, notification, referral, webhook};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use clockwork::Clockwork;

/// Rows of a batch.
const BATCH: usize = 200;
/// Links to be mailed in one go: few, so that all are sent well within their lease.
const LINKS: usize = 2;
/// Pause of jobs that others wait for, when there is nothing to do.
const SOON: Duration = Duration::from_secs(1);
/// R307: within 60 s of being due.
const EXPIRY: Duration = Duration::from_secs(15);
/// How often it is looked for what to remind of, and whether the hour of the digest has come.
const REMINDERS: Duration = Duration::from_mins(1);
/// How often what is no longer needed is removed.
const HOUSEKEEPING: Duration = Duration::from_hours(1);
/// The longest pause after a failure.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Retries of a create are recognized for this long (R209).
const IDEMPOTENCY_DAYS: i64 = 2;
/// Dispatched entries and finished deliveries are kept for the log (03-api B 11).
const LOG_DAYS: i64 = 7;
/// Notifications that were read are kept for half a year.
const NOTIFICATION_DAYS: i64 = 180;
/// How long notifications are kept that nobody reads.
const UNREAD_DAYS: i64 = 730;

/// Does all jobs of an installation.
#[derive(Clone, Debug)]
pub struct Worker {
    pub app: App,
    pub sender: Arc<dyn WebhookSender>,
    /// Where clients find this installation; webhook events name it.
    pub base_url: String,
    /// What mails need; none are sent where the app has no mailer.
    pub post: Post,
}

/// What a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    Dispatch,
    Deliver,
    Expire,
    Remind,
    Digest,
    Mail,
    Import,
    Housekeeping,
}

impl Job {
    const ALL: [Self; 8] = [
        Self::Dispatch,
        Self::Deliver,
        Self::Expire,
        Self::Remind,
        Self::Digest,
        Self::Mail,
        Self::Import,
        Self::Housekeeping,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Dispatch => "dispatch",
            Self::Deliver => "deliver",
            Self::Expire => "expire",
            Self::Remind => "remind",
            Self::Digest => "digest",
            Self::Mail => "mail",
            Self::Import => "import",
            Self::Housekeeping => "housekeeping",
        }
    }

    /// How long to wait when there was nothing to do.
    const fn pause(self) -> Duration {
        match self {
            Self::Dispatch | Self::Deliver | Self::Mail | Self::Import => SOON,
            Self::Expire => EXPIRY,
            Self::Remind | Self::Digest => REMINDERS,
            Self::Housekeeping => HOUSEKEEPING,
        }
    }
}

impl Worker {
    /// Works until `stop` says true; what is in hand then is finished.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        // Dropping the set ends the jobs, so that cutting the worker off cuts them off.
        let (mut jobs, mut names) = (JoinSet::new(), HashMap::new());
        for job in Job::ALL {
            names.insert(jobs.spawn(self.clone().repeat(job, stop.clone(), Duration::ZERO)).id(), job);
        }
        while let Some(ended) = jobs.join_next_with_id().await {
            let Err(error) = ended else { continue };
            let Some(job) = names.remove(&error.id()).filter(|_| error.is_panic()) else { continue };
            tracing::error!(job = job.name(), %error, "broke off, and is started again");
            names.insert(jobs.spawn(self.clone().repeat(job, stop.clone(), LONGEST_PAUSE)).id(), job);
        }
    }

    /// Does everything that is due now, until nothing is left; for tests and tools.
    pub async fn run_once(&self) -> Result<(), AppError> {
        let mut clockwork = Clockwork::new(self.app.clock.now());
        for job in
            [Job::Expire, Job::Remind, Job::Import, Job::Dispatch, Job::Deliver, Job::Digest, Job::Mail]
        {
            while self.once(job, &mut clockwork, &|| true).await? {}
        }
        Ok(())
    }

    async fn repeat(self, job: Job, mut stop: watch::Receiver<bool>, first: Duration) {
        if rest(first, &mut stop).await {
            return;
        }
        let mut clockwork = Clockwork::new(self.app.clock.now());
        let mut failures = 0_u32;
        loop {
            let go_on = || !*stop.borrow();
            let pause = match self.once(job, &mut clockwork, &go_on).await {
                Ok(more) => {
                    if failures > 0 {
                        tracing::info!(job = job.name(), "works again");
                    }
                    failures = 0;
                    if more { Duration::ZERO } else { self.pause(job).await }
                }
                Err(error) => {
                    // Once for each time that it stops working, not once a second.
                    if failures == 0 {
                        tracing::warn!(job = job.name(), %error, "failed, and is tried again");
                    }
                    failures = failures.saturating_add(1);
                    SOON.saturating_mul(2_u32.saturating_pow(failures.min(5))).min(LONGEST_PAUSE)
                }
            };
            if rest(pause, &mut stop).await {
                return;
            }
        }
    }

    /// Expiry is looked for every so often, and at the very moment when the next is due.
    async fn pause(&self, job: Job) -> Duration {
        let usual = job.pause();
        if job != Job::Expire {
            return usual;
        }
        let Ok(Some(next)) = self.app.referrals.next_expiry().await else { return usual };
        // Whole seconds, and one more for the part that they leave out.
        let left = next.since(self.app.clock.now()).as_secs().saturating_add(1);
        usual.min(Duration::from_secs(u64::try_from(left).unwrap_or(1).max(1)))
    }

    /// One batch; whether there may be more to do at once.
    async fn once(
        &self,
        job: Job,
        clockwork: &mut Clockwork,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<bool, AppError> {
        match job {
            Job::Dispatch => {
                let round = dispatch::dispatch(&self.app, &self.base_url, BATCH).await?;
                if let Some(fault) = &round.fault
                    && clockwork.complains(self.app.clock.now())
                {
                    tracing::error!(%fault, "a change can't be told of; the others are");
                }
                Ok(round.done > 0)
            }
            Job::Deliver => Ok(webhook::deliver::deliver_due(&self.app, &*self.sender, go_on).await? > 0),
            Job::Expire => {
                if clockwork.has_leapt(self.app.clock.now()) {
                    tracing::warn!(
                        "the clock has leapt forward: nothing expires until it has been looked at again"
                    );
                    return Ok(false);
                }
                Ok(referral::expire::expire_due(&self.app, BATCH).await?.more)
            }
            Job::Remind => {
                // How far it has come would be kept with the wrong time.
                if clockwork.has_leapt(self.app.clock.now()) {
                    return Ok(false);
                }
                notification::remind::remind_due(&self.app).await.map(|_| false)
            }
            Job::Digest => {
                if clockwork.has_leapt(self.app.clock.now()) {
                    return Ok(false);
                }
                notification::digest::gather_due(&self.app, &self.post).await.map(|_| false)
            }
            Job::Mail => {
                let links = account::mail::send_due(&self.app, &self.post, LINKS).await?;
                for (mail, error) in &links.problems {
                    tracing::warn!(%mail, %error, "a link was not mailed");
                }
                let news = notification::send::send_due(&self.app, &self.post, BATCH).await?;
                Ok(links.due + news > 0)
            }
            Job::Import => intake::work::work_due(&self.app, go_on).await,
            Job::Housekeeping => self.tidy().await.map(|()| false),
        }
    }

    /// Removes what has run out.
    async fn tidy(&self) -> Result<(), AppError> {
        let (app, now) = (&self.app, self.app.clock.now());
        let log = now.plus_days(-LOG_DAYS);
        let removed = [
            app.referrals.forget_idempotency(now.plus_days(-IDEMPOTENCY_DAYS)).await?,
            app.accounts.forget_refresh_tokens(now).await?,
            app.sessions.forget_sessions(now).await?,
            app.sessions.forget_failures(now).await?,
            // A second use of a code is recognized for a day.
            app.credentials.forget_one_time(now.plus_days(-1)).await?,
            app.credentials.forget_account_mail(now).await?,
            app.outbox.forget_dispatched(log).await?,
            app.webhooks.forget_deliveries(log).await?,
            app.notifications
                .forget_notifications(now.plus_days(-NOTIFICATION_DAYS), now.plus_days(-UNREAD_DAYS))
                .await?,
            app.workspace.forget_drafts(now.plus_days(-drafts::KEPT_DAYS)).await?,
            app.workspace.forget_import_files(intake::files::forgotten_before(now)).await?,
        ];
        tracing::debug!(rows = removed.iter().sum::<u64>(), "removed what has run out");
        Ok(())
    }
}

/// Waits, but not when it is time to stop: then it says true. Nobody left who could say so means the same.
async fn rest(pause: Duration, stop: &mut watch::Receiver<bool>) -> bool {
    if *stop.borrow() {
        return true;
    }
    timeout(pause, stop.wait_for(|stop| *stop)).await.is_ok()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use ortak_app::Outbox;
    use ortak_app::port::{
        Backlog, NewDelivery, NewNotification, OutboxEntry, StoreError, WebhookAnswer, WebhookError,
        WebhookRequest,
    };
    use ortak_app::testing::TestApp;
    use ortak_domain::{OrganizationId, Time};
    use uuid::Uuid;

    use super::*;

    #[derive(Debug)]
    struct NoSender;

    #[async_trait]
    impl WebhookSender for NoSender {
        async fn send(&self, _: &WebhookRequest) -> Result<WebhookAnswer, WebhookError> {
            Ok(WebhookAnswer { status: 200, retry_after: None })
        }

        fn check_url(&self, _: &str) -> Result<(), String> {
            Ok(())
        }
    }

    /// Breaks at the first question, fails at the second, and has nothing from then on.
    #[derive(Debug, Default)]
    struct Brittle(AtomicUsize);

    #[async_trait]
    impl Outbox for Brittle {
        async fn waiting(&self, _: usize) -> Result<Vec<OutboxEntry>, StoreError> {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => panic!("a fault"),
                1 => Err(StoreError::Unavailable("away".to_owned())),
                _ => Ok(Vec::new()),
            }
        }

        async fn dispatch(
            &self,
            _: &[(OrganizationId, Uuid)],
            _: Vec<NewDelivery>,
            _: Vec<NewNotification>,
            _: Time,
        ) -> Result<(), StoreError> {
            Ok(())
        }

        async fn withhold(&self, _: Time) -> Result<u64, StoreError> {
            Ok(0)
        }

        async fn forget_dispatched(&self, _: Time) -> Result<u64, StoreError> {
            Ok(0)
        }

        async fn backlog(&self) -> Result<Backlog, StoreError> {
            Ok(Backlog::default())
        }
    }

    fn worker(outbox: Arc<Brittle>) -> Worker {
        let app = App { outbox, ..TestApp::new().app };
        let base_url = "https://ortak.example".to_owned();
        Worker { app, sender: Arc::new(NoSender), post: Post::at(&base_url, &[7; 32]), base_url }
    }

    #[tokio::test(start_paused = true)]
    async fn neither_a_fault_nor_a_failure_ends_a_job() {
        let outbox = Arc::new(Brittle::default());
        let (stop, stopped) = watch::channel(false);
        let working = tokio::spawn(worker(outbox.clone()).run(stopped));
        tokio::time::sleep(LONGEST_PAUSE * 3).await;
        assert!(outbox.0.load(Ordering::SeqCst) > 10, "it looks every second again");
        stop.send(true).unwrap();
        timeout(Duration::from_secs(1), working).await.unwrap().unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn it_ends_when_nobody_is_left_to_stop_it() {
        let (stop, stopped) = watch::channel(false);
        let working = tokio::spawn(worker(Arc::default()).run(stopped));
        drop(stop);
        timeout(Duration::from_mins(1), working).await.unwrap().unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn cutting_it_off_cuts_off_its_jobs() {
        let outbox = Arc::new(Brittle::default());
        let (_stop, stopped) = watch::channel(false);
        let working = tokio::spawn(worker(outbox.clone()).run(stopped));
        tokio::time::sleep(LONGEST_PAUSE * 3).await;
        working.abort();
        let _ = working.await;
        let asked = outbox.0.load(Ordering::SeqCst);
        tokio::time::sleep(LONGEST_PAUSE).await;
        assert_eq!(outbox.0.load(Ordering::SeqCst), asked);
    }
}
