//! What both faces share: identity, limits and headers.

mod error;
mod hash;
pub mod keys;
pub mod limits;
pub mod oidc;
mod proxies;
pub mod request;
mod state;
pub mod tokens;

pub use error::AuthError;
pub use keys::MasterKey;
pub use limits::{LimitSettings, Limits, RequestLimit, RetryAfter};
pub use oidc::TrustedIssuer;
pub use oidc::login::{LoginProvider, Logins};
pub use proxies::TrustedProxies;
pub use request::{ClientAddress, MAX_BODY, RequestId, RequestLayer};
pub use state::Http;
pub use tokens::{TokenSettings, Tokens, bearer};
