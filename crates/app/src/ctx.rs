//! Who asks, when, and under which request id: passed to every use case.

use std::sync::Arc;

use ortak_domain::policy::{self, Action, Decision, Visibility};
use ortak_domain::{Principal, PrincipalKind, Time};
use uuid::Uuid;

use crate::error::AppError;
use crate::port::Viewer;

/// One request.
#[derive(Clone, Debug)]
pub struct Ctx {
    pub principal: Arc<Principal>,
    /// Shown in the response, the log and the history.
    pub request_id: String,
    pub now: Time,
    pub source: Source,
}

/// Where a request came from, as far as its principal does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Network address, as the server sees it; empty where it is not known.
    pub address: String,
    /// Who really asks, where they act for somebody else.
    pub on_behalf: Option<(PrincipalKind, Uuid)>,
}

/// A request, by its id, and where it came from: what the log of account changes keeps of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    pub request_id: String,
    /// Network address, as the server sees it; empty where it is not known.
    pub address: String,
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
