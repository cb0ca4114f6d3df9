//! Entity tags in the shape that clients know (03-api A7, B 5.9): opaque, with their own quotes.

use ortak_domain::Time;

/// The tag of a representation: version, the reader's mark, and the second of the last write.
///
/// The mark is in it because it is in the body: a cached copy must not outlive a toggled favourite. A
/// precondition compares only version and second, so that marking a deal doesn't make an edit stale (R316).
pub fn etag(version: i64, updated_at: Time, favorite: bool) -> String {
    format!("\"{version:08x}-0000-{:02x}00-0000-{:08x}0000\"", u8::from(favorite), updated_at.unix_seconds())
}

/// What a writer says it saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// `*`: any version, as long as it exists.
    Any,
    /// One of these, as sent.
    Tags(Vec<String>),
}

impl IfMatch {
    /// Reads `If-Match` and `If-None-Match`: a list of tags, weak or strong, quoted or not.
    pub fn parse(header: &str) -> Self {
        let header = header.trim();
        if header == "*" {
            return Self::Any;
        }
        Self::Tags(header.split(',').map(|tag| bare(tag).to_owned()).collect())
    }

    /// Whether the current version is one of those seen.
    pub fn matches_version(&self, version: i64, updated_at: Time) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => [false, true].into_iter().any(|favorite| {
                let current = etag(version, updated_at, favorite);
                tags.iter().any(|tag| tag == bare(&current))
            }),
        }
    }

    /// Whether exactly this representation is named.
    pub fn matches_tag(&self, current: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.iter().any(|tag| tag == bare(current)),
        }
    }
}

fn bare(tag: &str) -> &str {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").or_else(|| tag.strip_prefix("w/")).unwrap_or(tag);
    // Clients that take the JSON value for the bare tag send it with escaped quotes.
    tag.trim_matches(|c| c == '"' || c == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_the_documented_shape_and_changes_with_version_and_mark() {
        let at: Time = "2022-03-07T06:29:18Z".parse().unwrap();
        let tag = etag(3, at, false);
        assert_eq!(tag, "\"00000003-0000-0000-0000-6225a63e0000\"");
        assert_ne!(tag, etag(4, at, false));
        assert_ne!(tag, etag(3, at, true));
    }

    #[test]
    fn preconditions_ignore_the_mark_and_the_quoting() {
        let at = Time::from_unix_seconds(1_646_634_558);
        let marked = etag(3, at, true);
        for header in [
            marked.clone(),
            format!("W/{marked}"),
            marked.replace('"', ""),
            format!("\"x\", {marked}"),
            "*".into(),
        ] {
            assert!(IfMatch::parse(&header).matches_version(3, at), "{header}");
        }
        assert!(!IfMatch::parse(&marked).matches_version(4, at));
        assert!(!IfMatch::parse("").matches_version(3, at));
        assert!(!IfMatch::parse(&marked).matches_tag(&etag(3, at, false)));
    }
}
