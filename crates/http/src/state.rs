//! What a handler needs.

use std::sync::Arc;

use ortak_app::App;
use ortak_app::account::clients::{self, Uses};
use ortak_domain::{ApiClientId, Principal, PrincipalKind};

use crate::limits::Limits;
use crate::oidc::login::Logins;
use crate::tokens::Tokens;

/// The state of both faces' routers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Http {
    pub app: App,
    pub tokens: Arc<Tokens>,
    pub limits: Arc<Limits>,
    /// The public URL without a trailing slash; links, `Location` and the issuer of tokens begin with it.
    pub base_url: Arc<str>,
    /// Where people may sign in with an account that they have already.
    pub logins: Arc<Logins>,
    /// When API clients were seen.
    pub uses: Arc<Uses>,
}

impl Http {
    /// The base URL is the one that the tokens are issued under.
    pub fn new(app: App, tokens: Tokens, limits: Limits) -> Self {
        let base_url = tokens.issuer().clone();
        let logins = Arc::new(Logins::none(&base_url, app.clock.clone()));
        Self {
            app,
            tokens: Arc::new(tokens),
            limits: Arc::new(limits),
            base_url,
            logins,
            uses: Arc::default(),
        }
    }

    /// Notes that an API client is seen now, if that is what the principal is. Nobody waits for it, and nothing fails
    /// when it can't be noted.
    pub fn seen(&self, principal: &Principal) {
        let (client, at) = (ApiClientId(principal.id), self.app.clock.now());
        if principal.kind != PrincipalKind::ApiClient || !self.uses.is_news(client, at) {
            return;
        }
        let app = self.app.clone();
        tokio::spawn(async move {
            if let Err(error) = clients::note_use(&app, client, at).await {
                tracing::warn!(%error, %client, "the use of an API client was not noted");
            }
        });
    }

    #[must_use]
    pub fn with_logins(self, logins: Logins) -> Self {
        Self { logins: Arc::new(logins), ..self }
    }
}
