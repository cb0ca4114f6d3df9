//! Who does something to an account, as the log of account changes tells it.

use ortak_domain::{AuditActor, AuditEntry, AuditKind, OrganizationId, PrincipalKind};
use serde_json::Value;

use super::session::Session;
use crate::{App, Ctx, Origin};

/// Who does it.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// Whoever runs the server, at its command line.
    Operator,
    Caller(&'a Ctx),
    Session(&'a Session),
    /// The person whom it is about, by a link that they were sent.
    Holder(&'a Origin),
}

impl By<'_> {
    /// `app` with stores whose next write brings an entry of the log with it: for one write. `subject` is what
    /// [`AuditKind::subject`] says.
    pub(crate) fn noting(
        self,
        app: &App,
        organization: &OrganizationId,
        kind: AuditKind,
        subject: &str,
        facts: &Value,
    ) -> App {
        let of = |kind: PrincipalKind| match kind {
            PrincipalKind::Person => AuditActor::Person,
            PrincipalKind::ApiClient => AuditActor::ApiClient,
            PrincipalKind::System => AuditActor::Operator,
        };
        let (actor, actor_id) = match self {
            Self::Operator => (AuditActor::Operator, String::new()),
            Self::Caller(ctx) => {
                let (kind, id) = ctx.source.on_behalf.unwrap_or((ctx.principal.kind, ctx.principal.id));
                (of(kind), id.to_string())
            }
            Self::Session(session) => (AuditActor::Person, session.person_id.to_string()),
            Self::Holder(_) => (AuditActor::Person, subject.to_owned()),
        };
        let (request_id, address) = match self {
            Self::Operator => ("", ""),
            // From where somebody else's people work is no matter of the organization.
            Self::Caller(ctx) if ctx.principal.organization_id != *organization => ("", ""),
            Self::Caller(ctx) => (ctx.request_id.as_str(), ctx.source.address.as_str()),
            Self::Session(session) => (session.origin.request_id.as_str(), session.origin.address.as_str()),
            Self::Holder(origin) => (origin.request_id.as_str(), origin.address.as_str()),
        };
        app.noting(AuditEntry {
            organization_id: organization.clone(),
            at: app.clock.now(),
            kind,
            actor,
            actor_id,
            subject: subject.to_owned(),
            facts: facts.to_string(),
            request_id: request_id.to_owned(),
            address: super::session::cut(address, 64),
        })
    }
}
