//! Writes the demo into an empty database: people first, then deals in batches.

use std::io::Write as _;
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::Context as _;
use futures_util::StreamExt as _;
use futures_util::future::try_join_all;
use futures_util::stream;
use ortak_app::App;
use ortak_app::account::secret;
use ortak_app::port::{Commit, PersonRecord, Viewer};
use ortak_domain::{OrganizationId, Principal, PrincipalKind, ReferralId, policy};
use tokio::sync::mpsc;

use super::calendar::{Calendar, OLDEST};
use super::credentials::OrganizationAccess;
use super::customers;
use super::history::{self, Detail};
use super::programme::{Colleague, Company, PASSWORD, Programme};
use super::random::Random;
use super::stories::Storyteller;

const WRITING: u64 = 30;
/// Units of work of one transaction, about.
const BATCH: usize = 500;
/// Batches that may be ready while one is being written; more would only take memory.
const AHEAD: usize = 4;
/// With more deals than this only the outcome of each is kept.
const FULL_HISTORY_UP_TO: u64 = 20_000;
/// With more deals than this it is said how far it has come.
const TELL_ABOVE: u64 = 10_000;
/// Deals that people marked as favourites, about.
const FAVORITES: u64 = 150;

/// Some deals with their history, to be written at once.
#[derive(Debug, Default)]
struct Batch {
    commits: Vec<Commit>,
    /// Whose favourite is which (R316).
    favorites: Vec<(Viewer, ReferralId)>,
    /// Main records up to here.
    told: u64,
}

/// Writes everything, and returns who can sign in.
pub async fn fill(
    app: &App,
    vendor: &OrganizationId,
    seed: u64,
    deals: u64,
) -> anyhow::Result<Vec<OrganizationAccess>> {
    let now = app.clock.now();
    let programme = Arc::new(Programme::new(seed, vendor, now.plus_days(-OLDEST - 60))?);
    let (batches, mut ready) = mpsc::channel(AHEAD);
    let teller = {
        let programme = Arc::clone(&programme);
        tokio::task::spawn_blocking(move || tell(&programme, Calendar::new(now), seed, deals, &batches))
    };
    // While the first deals are being made up.
    for company in programme.companies() {
        accounts(app, company).await?;
    }
    let mut favorites = Vec::new();
    let mut progress = Progress { total: deals, shown: 0 };
    while let Some(batch) = ready.recv().await {
        app.referrals.commit_all(batch.commits).await?;
        favorites.extend(batch.favorites);
        progress.show(batch.told);
    }
    teller.await.context("the deals could not be made up")??;
    customers::list(app, seed, deals).await?;
    try_join_all(favorites.iter().map(|(viewer, id)| app.referrals.set_favorite(viewer, *id, true))).await?;
    Ok(programme.companies().map(OrganizationAccess::of).collect())
}

async fn accounts(app: &App, company: &Company) -> anyhow::Result<()> {
    let accounts = &app.accounts;
    accounts.create_organization(company.record.clone()).await?;
    // Hashing takes 19 MiB each, so no more at once than there are processors to do it.
    let at_once = available_parallelism().map_or(1, usize::from);
    let hash = || tokio::task::spawn_blocking(|| secret::hash_password(PASSWORD));
    let hashes: Vec<_> =
        stream::iter(&company.people).map(|_| hash()).buffer_unordered(at_once).collect().await;
    let mut people = Vec::with_capacity(company.people.len());
    for (colleague, hash) in company.people.iter().zip(hashes) {
        people.push(PersonRecord { person: colleague.person.clone(), password_hash: Some(hash??) });
    }
    try_join_all(people.into_iter().map(|person| accounts.create_person(person))).await?;
    let clients = company.clients.iter().map(|client| client.record.clone());
    try_join_all(clients.map(|client| accounts.create_api_client(client))).await?;
    try_join_all(company.solutions.iter().map(|solution| accounts.save_solution(solution.clone()))).await?;
    Ok(())
}

/// Makes up all deals, a batch at a time; waits while enough are ready, and ends when nobody takes them.
fn tell(
    programme: &Programme,
    calendar: Calendar,
    seed: u64,
    deals: u64,
    batches: &mpsc::Sender<Batch>,
) -> anyhow::Result<()> {
    let detail = if deals > FULL_HISTORY_UP_TO { Detail::Outcome } else { Detail::Full };
    let mut stories = Storyteller::new(programme, calendar, seed, deals);
    let mut written = 0;
    let mut batch = Batch::default();
    for number in 0..deals {
        let mut random = Random::of(seed, WRITING, number);
        let liked = number.is_multiple_of((deals / FAVORITES).max(1));
        for record in stories.tell(number)? {
            let commits = history::commits(record, detail, &mut written, &mut random)?;
            if liked && let Some(last) = commits.last() {
                batch.favorites.extend(favorite(programme, last, &mut random));
            }
            batch.commits.extend(commits);
        }
        batch.told = number + 1;
        if batch.commits.len() >= BATCH && batches.blocking_send(std::mem::take(&mut batch)).is_err() {
            return Ok(());
        }
    }
    if !batch.commits.is_empty() {
        // The writer has failed when nobody takes it, and says why.
        let _ = batches.blocking_send(batch);
    }
    Ok(())
}

/// Somebody of the organization who sees the referral.
fn favorite(programme: &Programme, commit: &Commit, random: &mut Random) -> Option<(Viewer, ReferralId)> {
    let referral = &commit.referral;
    let company = programme.companies().find(|company| *company.id() == referral.organization_id)?;
    let sees = |colleague: &Colleague| {
        let principal = principal(company, colleague);
        let visibility = policy::visibility(&principal);
        visibility.covers_referral(referral).then(|| Viewer {
            organization_id: company.id().clone(),
            principal_id: principal.id,
            visibility,
        })
    };
    let viewers: Vec<Viewer> = company.people.iter().filter_map(sees).collect();
    Some((random.pick(&viewers).ok()?.clone(), referral.id))
}

fn principal(company: &Company, colleague: &Colleague) -> Principal {
    let person = &colleague.person;
    Principal {
        kind: PrincipalKind::Person,
        id: person.id.0,
        organization_id: company.id().clone(),
        organization_kind: company.record.organization.kind,
        name: person.name.clone(),
        email: person.email.clone(),
        phone: person.phone.clone(),
        role: person.role,
        scope: person.scope.clone(),
        realm: company.record.organization.realm().cloned(),
    }
}

/// Says on standard error how far it has come, each twentieth.
#[derive(Debug)]
struct Progress {
    total: u64,
    shown: u64,
}

impl Progress {
    fn show(&mut self, told: u64) {
        let part = told * 20 / self.total.max(1);
        if self.total > TELL_ABOVE && part > self.shown {
            self.shown = part;
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(std::io::stderr(), "{told} of {} deals", self.total);
        }
    }
}
