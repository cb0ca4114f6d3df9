//! Who asks, when, and under which request id: passed to every use case.

use std::sync::Arc;

use ortak_domain::policy::{self, Action, Decision, Visibility};
use ortak_domain::{Principal, Time};

use crate::error::AppError;
use crate::port::Viewer;

/// One request.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub principal: Arc<Principal>,
    /// Shown in the response, the log and the history.
    pub request_id: String,
    pub now: Time,
}

impl Ctx {
    /// Refuses what the principal's role doesn't give (R402).
    pub fn permit(&self, action: Action) -> Result<(), AppError> {
        match policy::permits(&self.principal, action) {
            Decision::Allow => Ok(()),
            Decision::Deny => Err(AppError::Forbidden {
                code: "role_required",
                message: format!("the role {} does not allow this", self.principal.role),
            }),
        }
    }

    pub fn visibility(&self) -> Visibility {
        policy::visibility(&self.principal)
    }

    /// What the store needs to know of the caller: it stands in every query.
    pub fn viewer(&self) -> Viewer {
        Viewer {
            organization_id: self.principal.organization_id.clone(),
            principal_id: self.principal.id,
            visibility: self.visibility(),
        }
    }
}
