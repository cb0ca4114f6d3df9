//! Places in lists that are ordered by time, as addresses name them.

use ortak_domain::Time;
use uuid::Uuid;

/// Names the place behind an entry.
pub(crate) fn write(at: Time, id: Uuid) -> String {
    format!("{}_{id}", at.ticks())
}

/// Reads it again; what is none is the beginning.
pub(crate) fn parse(text: &str) -> Option<(Time, Uuid)> {
    let (ticks, id) = text.split_once('_')?;
    Some((Time::from_ticks(ticks.parse().ok()?), id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_anything_else_is_the_beginning() {
        let place = (Time::from_unix_seconds(1_000), Uuid::from_u128(7));
        assert_eq!(parse(&write(place.0, place.1)), Some(place));
        for other in ["", "_", "1_", "x_00000000-0000-0000-0000-000000000007", "1"] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
