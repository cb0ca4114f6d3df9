//! Order and case of words.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_casemap::CaseMapper;
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};

use crate::Language;

static ENGLISH: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| collator(Language::En));
static TURKISH: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| collator(Language::Tr));

fn collator(language: Language) -> Option<CollatorBorrowed<'static>> {
    Collator::try_new((&language.locale()).into(), CollatorOptions::default()).ok()
}

impl Language {
    /// The order of two names in a list: in Turkish `ç` after `c`, `ı` before `i`.
    pub fn compare(self, a: &str, b: &str) -> Ordering {
        let collator = match self {
            Self::En => &*ENGLISH,
            Self::Tr => &*TURKISH,
        };
        collator.as_ref().map_or_else(|| a.cmp(b), |collator| collator.compare(a, b))
    }

    /// In capitals: in Turkish `i` becomes `İ`.
    pub fn uppercase(self, text: &str) -> String {
        CaseMapper::new().uppercase_to_string(text, &self.locale().id).into_owned()
    }

    /// In small letters: in Turkish `I` becomes `ı`.
    pub fn lowercase(self, text: &str) -> String {
        CaseMapper::new().lowercase_to_string(text, &self.locale().id).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: Language, mut words: Vec<&str>) -> Vec<&str> {
        words.sort_by(|a, b| language.compare(a, b));
        words
    }

    #[test]
    fn turkish_letters_have_their_own_places() {
        let words = vec![
            "zar", "İzmir", "şeker", "ısı", "çam", "cuma", "iz", "Irmak", "ülke", "uzun", "ğ", "gül", "su",
        ];
        assert_eq!(
            sorted(Language::Tr, words.clone()),
            ["cuma", "çam", "gül", "ğ", "Irmak", "ısı", "iz", "İzmir", "su", "şeker", "uzun", "ülke", "zar"]
        );
        // English sees the same letters with marks.
        assert_eq!(
            sorted(Language::En, words),
            ["çam", "cuma", "ğ", "gül", "Irmak", "iz", "İzmir", "ısı", "şeker", "su", "ülke", "uzun", "zar"]
        );
    }

    #[test]
    fn turkish_i_keeps_its_dot() {
        assert_eq!(Language::Tr.uppercase("istanbul ılık"), "İSTANBUL ILIK");
        assert_eq!(Language::Tr.lowercase("İSTANBUL ILIK"), "istanbul ılık");
        assert_eq!(Language::En.uppercase("istanbul"), "ISTANBUL");
        assert_eq!(Language::En.lowercase("ISTANBUL"), "istanbul");
    }
}
