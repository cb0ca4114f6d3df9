//! What a handler needs.

use std::sync::Arc;

use ortak_app::App;

use crate::limits::Limits;
use crate::tokens::Tokens;

/// The state of both faces' routers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Http {
    pub app: App,
    pub tokens: Arc<Tokens>,
    pub limits: Arc<Limits>,
    /// The public URL without a trailing slash; links, `Location` and the issuer of tokens begin with it.
    pub base_url: Arc<str>,
}

impl Http {
    /// The base URL is the one that the tokens are issued under.
    pub fn new(app: App, tokens: Tokens, limits: Limits) -> Self {
        let base_url = tokens.issuer().clone();
        Self { app, tokens: Arc::new(tokens), limits: Arc::new(limits), base_url }
    }
}
