//! Which languages there are, and which one somebody reads.

use std::fmt;

/// A language of the product. Another one is a folder of messages, a variant here, and its locales.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    #[default]
    En,
    Tr,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::En, Self::Tr];

    /// The BCP 47 tag, as stored and as in the `lang` attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Tr => "tr",
        }
    }

    /// Its name in itself, for a choice of languages.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Tr => "Türkçe",
        }
    }

    /// Reads a BCP 47 tag by its language alone: `tr`, `tr-TR`, `en_GB`. Nothing for languages that aren't there.
    pub fn parse(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(language))
    }

    /// The best of an `Accept-Language` header (RFC 9110); English when it names none of ours.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for choice in header.split(',').take(50) {
            let (tag, parameters) = choice.split_once(';').unwrap_or((choice, ""));
            let quality = match parameters.trim().strip_prefix("q=") {
                Some(quality) => quality.trim().parse().unwrap_or(0.0),
                None => 1.0,
            };
            // The first of equals wins, and zero is a refusal.
            if let Some(language) = Self::parse(tag)
                && quality > best.map_or(0.0, |(best, _)| best)
            {
                best = Some((quality, language));
            }
        }
        best.map_or_else(Self::default, |(_, language)| language)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r603_tags_are_read_by_their_language() {
        for (tag, language) in [
            ("tr", Some(Language::Tr)),
            ("tr-TR", Some(Language::Tr)),
            ("TR_tr", Some(Language::Tr)),
            (" en-US ", Some(Language::En)),
            ("de", None),
            ("try", None),
            ("", None),
        ] {
            assert_eq!(Language::parse(tag), language, "{tag}");
        }
    }

    #[test]
    fn r603_the_best_accepted_language_wins() {
        for (header, language) in [
            ("tr-TR,tr;q=0.9,en-US;q=0.8", Language::Tr),
            ("en;q=0.5, tr;q=0.7", Language::Tr),
            ("de-DE, tr;q=0.1", Language::Tr),
            ("tr;q=0, en;q=0.1", Language::En),
            ("en,tr", Language::En),
            ("de", Language::En),
            ("", Language::En),
            ("tr;q=none", Language::En),
            (";;;,,,=", Language::En),
        ] {
            assert_eq!(Language::from_accept_language(header), language, "{header}");
        }
    }
}
