//! Why a bearer token was not accepted.

use http::{HeaderValue, StatusCode};

/// Why a caller is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    #[error("an access token is needed")]
    Missing,
    #[error("the authorization is not a bearer token")]
    Malformed,
    #[error("the access token has expired")]
    Expired,
    /// Not signed by us or by a trusted issuer, or made for something else.
    #[error("the access token is not valid here")]
    Invalid,
    /// The token is good, its holder may no longer sign in, or is not known here.
    #[error("the account is unknown or disabled")]
    Disabled,
    /// Nobody can say now; the same token may be accepted later. The text is for the log.
    #[error("identity can't be checked at the moment")]
    Unavailable(String),
}

impl AuthError {
    /// The stable code shown to callers.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing_token",
            Self::Malformed => "malformed_token",
            Self::Expired => "token_expired",
            Self::Invalid => "invalid_token",
            Self::Disabled => "account_disabled",
            Self::Unavailable(_) => "identity_unavailable",
        }
    }

    /// 401, or 503 when it isn't the caller's fault.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNAUTHORIZED,
        }
    }

    /// The value of `WWW-Authenticate` (RFC 6750, 3); none with a 503. A caller that sent nothing is told only
    /// the scheme.
    pub fn www_authenticate(&self) -> Option<HeaderValue> {
        let value = match self {
            Self::Missing => "Bearer",
            Self::Malformed => {
                r#"Bearer error="invalid_token", error_description="the authorization is not a bearer token""#
            }
            Self::Expired => {
                r#"Bearer error="invalid_token", error_description="the access token has expired""#
            }
            Self::Invalid => {
                r#"Bearer error="invalid_token", error_description="the access token is not valid here""#
            }
            Self::Disabled => {
                r#"Bearer error="invalid_token", error_description="the account is unknown or disabled""#
            }
            Self::Unavailable(_) => return None,
        };
        Some(HeaderValue::from_static(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenges_say_what_the_error_says() {
        for error in [AuthError::Malformed, AuthError::Expired, AuthError::Invalid, AuthError::Disabled] {
            let challenge = error.www_authenticate().unwrap();
            assert!(challenge.to_str().unwrap().contains(&error.to_string()), "{error:?}");
            assert_eq!(error.status(), StatusCode::UNAUTHORIZED);
        }
        assert_eq!(AuthError::Missing.www_authenticate().unwrap(), "Bearer");
        assert_eq!(AuthError::Unavailable(String::new()).www_authenticate(), None);
        assert_eq!(AuthError::Unavailable(String::new()).status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
