//! Which passwords are accepted: long, and hard to guess also for somebody who knows the person.

use ortak_domain::Violation;
use zxcvbn::{Score, zxcvbn};

use super::secret;
use crate::error::AppError;

/// Characters.
pub const MIN_PASSWORD: usize = 10;
/// Characters. Longer ones are nobody's, and take time.
pub const MAX_PASSWORD: usize = 1_000;

/// What is wrong with a password that somebody wants to set. `context` is what is known of them: name, e-mail,
/// company.
pub async fn weakness(
    field: &'static str,
    password: &str,
    context: Vec<String>,
) -> Result<Option<Violation>, AppError> {
    let password = password.to_owned();
    // Guessing takes up to a few milliseconds.
    tokio::task::spawn_blocking(move || judge(field, &password, &context))
        .await
        .map_err(|error| AppError::Internal(error.to_string()))
}

fn judge(field: &'static str, password: &str, context: &[String]) -> Option<Violation> {
    let length = password.chars().count();
    if length < MIN_PASSWORD {
        let message = format!("must have at least {MIN_PASSWORD} characters");
        return Some(Violation::new(field, "password_too_short", message));
    }
    if length > MAX_PASSWORD {
        return Some(Violation::too_long(field, MAX_PASSWORD, length));
    }
    let words: Vec<&str> = context
        .iter()
        .flat_map(|text| std::iter::once(text.as_str()).chain(text.split(|c: char| !c.is_alphanumeric())))
        .filter(|word| word.chars().count() > 2)
        .chain(["ortak"])
        .collect();
    (zxcvbn(password, &words).score() < Score::Three).then(|| {
        let message = "is too easy to guess: use several words that don't belong together, and no names";
        Violation::new(field, "password_too_weak", message)
    })
}

/// The hash to store.
pub(super) async fn hash(password: &str) -> Result<String, AppError> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || secret::hash_password(&password))
        .await
        .map_err(|error| AppError::Internal(error.to_string()))?
}

/// Whether it is the password of this hash.
pub(super) async fn matches(password: &str, hash: String) -> Result<bool, AppError> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || secret::password_matches(&password, &hash))
        .await
        .map_err(|error| AppError::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_guessed_is_refused() {
        let context =
            ["Ada Yıldız".to_owned(), "ada.kaya@contoso.example".to_owned(), "Contoso Ltd".to_owned()];
        let code = |password: &str| judge("password", password, &context).map(|problem| problem.code);
        assert_eq!(code(""), Some("password_too_short"));
        assert_eq!(code("x7$Kq!9z_"), Some("password_too_short"));
        for weak in [
            "aaaaaaaaaaaa",
            "password123",
            "1234567890",
            "contosokaya",
            "ada.kaya@contoso.example",
            "Yıldız2026",
        ] {
            assert_eq!(code(weak), Some("password_too_weak"), "{weak}");
        }
        assert_eq!(code(&"ab".repeat(501)), Some("too_long"));
        for good in ["correct horse battery staple", "mavi tren dağda uyudu", "x7$Kq!9z_Wp2"] {
            assert_eq!(code(good), None, "{good}");
        }
    }
}
