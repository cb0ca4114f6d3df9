//! What the worker does to imports: brings rows in and takes them back, while nobody need look on. Who stops in the
//! middle is followed by another, who finds what is done already.

use std::sync::Arc;
use std::time::Duration;

use ortak_domain::PersonId;
use ortak_domain::policy::PrincipalKind;
use tokio::time::Instant;

use super::{Mapping, bring_in, sheet, undo};
use crate::account::sign_in;
use crate::error::AppError;
use crate::port::{DealImport, ImportWork};
use crate::{App, Ctx, Source, sandbox};

/// After so long without a word of how far it has come, another worker goes on.
pub(super) const LEASE_SECONDS: i64 = 60;
/// How often it is said how far it has come.
const WORD: Duration = Duration::from_secs(1);

/// Somebody has an import in hand.
pub(super) struct Hold<'a> {
    app: &'a App,
    leased: bool,
    /// Whether there is time left for the next row.
    pub go_on: &'a (dyn Fn() -> bool + Sync),
    said: Instant,
}

impl<'a> Hold<'a> {
    /// Nobody else goes on when it breaks off.
    pub fn loose(app: &'a App) -> Self {
        Self { app, leased: false, go_on: &|| true, said: Instant::now() }
    }

    fn leased(app: &'a App, go_on: &'a (dyn Fn() -> bool + Sync)) -> Self {
        Self { app, leased: true, go_on, said: Instant::now() }
    }

    /// Says every so often how far it has come.
    pub async fn keep(&mut self, import: &DealImport) -> Result<(), AppError> {
        if self.said.elapsed() < WORD {
            return Ok(());
        }
        self.save(import).await
    }

    pub async fn save(&mut self, import: &DealImport) -> Result<(), AppError> {
        self.said = Instant::now();
        let until = self.leased.then(|| self.app.clock.now().plus_seconds(LEASE_SECONDS));
        Ok(self.app.workspace.save_import_progress(import, until).await?)
    }
}

/// Does what is to be done to one import that nobody has in hand; whether there was one. When `go_on` says no it stops
/// between two rows, for another worker to go on.
pub async fn work_due(app: &App, go_on: &(dyn Fn() -> bool + Sync)) -> Result<bool, AppError> {
    let now = app.clock.now();
    match app.workspace.claim_import(now, now.plus_seconds(LEASE_SECONDS)).await? {
        Some(import) => work(app, import, go_on).await.map(|()| true),
        None => Ok(false),
    }
}

/// Does what is to be done to an import that the caller has in hand.
pub(super) async fn work(
    app: &App,
    mut import: DealImport,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Result<(), AppError> {
    let Some((kind, whom)) = import.work else { return Ok(()) };
    let result = match kind {
        ImportWork::Import => import_rows(app, &mut import, whom, go_on).await,
        ImportWork::Undo => undo_rows(app, &mut import, whom, go_on).await,
    };
    let undone_at = match result {
        Ok(Some(ctx)) => (kind == ImportWork::Undo).then_some(ctx.now),
        // Stopped in the middle: the next one may go on at once.
        Ok(None) => {
            return Ok(app.workspace.save_import_progress(&import, Some(app.clock.now())).await?);
        }
        // Goes on when the lease has run out.
        Err(error @ AppError::Unavailable(_)) => return Err(error),
        Err(error) => {
            app.workspace.end_import_work(&import.organization_id, import.id, None).await?;
            return Err(error);
        }
    };
    Ok(app.workspace.end_import_work(&import.organization_id, import.id, undone_at).await?)
}

async fn context(app: &App, person: PersonId) -> Result<Ctx, AppError> {
    let principal = sign_in::principal(app, PrincipalKind::Person, person.0).await?;
    let principal = principal.ok_or_else(|| AppError::Forbidden {
        code: "account_disabled",
        message: "the person whose import it is can't sign in any more".to_owned(),
    })?;
    let now = sandbox::now(app, &principal).await?;
    Ok(Ctx {
        principal: Arc::new(principal),
        request_id: app.ids.random().to_string(),
        now,
        source: Source::default(),
    })
}

/// None: it was stopped before the end.
async fn import_rows(
    app: &App,
    import: &mut DealImport,
    whom: PersonId,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Ctx>, AppError> {
    let ctx = context(app, whom).await?;
    let files = app.workspace.import_files(&import.organization_id, whom).await?;
    let Some(file) = files.into_iter().find(|file| file.import_id == Some(import.id)) else {
        // It was kept for a day, and is gone: what is brought in is all.
        return Ok(Some(ctx));
    };
    let content = app.workspace.import_content(&import.organization_id, whom, file.id).await?;
    let Some(content) = content else { return Ok(Some(ctx)) };
    let sheet = super::files::blocking(move || sheet::read(content)).await?;
    let mapping = Mapping::from_text(&file.mapping);
    let mut hold = Hold::leased(app, go_on);
    bring_in(app, &ctx, &sheet, &mapping, import, &mut hold, &mut |_| ()).await?;
    Ok((import.done_rows >= sheet.count as u64).then_some(ctx))
}

/// None: it was stopped before the end.
async fn undo_rows(
    app: &App,
    import: &mut DealImport,
    whom: PersonId,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Ctx>, AppError> {
    let ctx = context(app, whom).await?;
    let mut hold = Hold::leased(app, go_on);
    let ended = undo::take_back(app, &ctx, import, &mut hold, &mut |_| ()).await?;
    Ok(ended.then_some(ctx))
}
