//! The settings of the partner programme: the vendor's people read them, its programme admins change them.

use ortak_domain::policy::Action;
use ortak_domain::{Programme, Violations};

use crate::error::AppError;
use crate::{App, Ctx};

pub async fn get(app: &App, ctx: &Ctx) -> Result<Programme, AppError> {
    ctx.permit(Action::ReadProgramme)?;
    Ok(app.accounts.programme().await?)
}

/// Replaces them. `problems` is what was wrong with the input already.
pub async fn save(
    app: &App,
    ctx: &Ctx,
    programme: Programme,
    mut problems: Violations,
) -> Result<Programme, AppError> {
    ctx.permit(Action::SetProgramme)?;
    programme.check(&mut problems);
    problems.or(())?;
    app.accounts.save_programme(&programme).await?;
    Ok(programme)
}
