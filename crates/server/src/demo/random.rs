//! Numbers that look random and are the same on every machine and with every version of every library.

use anyhow::Context as _;
use uuid::Uuid;

/// `SplitMix64`: small, fast, and good enough for invented deals. Nothing that must stay secret comes from here.
#[derive(Clone, Debug)]
pub struct Random(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Numbers of their own for one thing, whatever was drawn here before.
    pub fn of(seed: u64, what: u64, which: u64) -> Self {
        let mut mixed = Self::new(seed ^ what.rotate_left(40) ^ which.wrapping_mul(STEP));
        Self::new(mixed.next())
    }

    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 up to `count`, without it; 0 when there is nothing to count.
    pub fn below(&mut self, count: u64) -> u64 {
        // The high half of the product: as even as needed, without division.
        u64::try_from((u128::from(self.next()) * u128::from(count)) >> 64).unwrap_or_default()
    }

    /// Both ends included; `from` when the range is empty.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to.saturating_sub(from)).unwrap_or_default();
        from.saturating_add(i64::try_from(self.below(width + 1)).unwrap_or_default())
    }

    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> anyhow::Result<&'a T> {
        let at = usize::try_from(self.below(from.len() as u64))?;
        from.get(at).context("nothing to pick from")
    }

    /// Different ones, at most as many as there are.
    pub fn some<'a, T>(&mut self, from: &'a [T], count: usize) -> Vec<&'a T> {
        let mut all: Vec<&T> = from.iter().collect();
        self.shuffle(&mut all);
        all.truncate(count);
        all
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).unwrap_or_default();
            items.swap(last, other);
        }
    }

    /// Replaces every `#` by a digit.
    pub fn digits(&mut self, pattern: &str) -> String {
        let digit = |random: &mut Self| char::from(b'0' + u8::try_from(random.below(10)).unwrap_or_default());
        pattern.chars().map(|c| if c == '#' { digit(self) } else { c }).collect()
    }

    pub fn uuid(&mut self) -> Uuid {
        let bytes = (u128::from(self.next()) << 64 | u128::from(self.next())).to_be_bytes();
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// An id that sorts by its number, so that inserts stay at the end of an index however many there are.
    pub fn ordered_uuid(&mut self, number: u64) -> Uuid {
        /// Some moment: the ids don't follow the clock, or they would differ from one run to the next.
        const EPOCH_MILLIS: u64 = 1_735_689_600_000;
        let bytes = u128::from(self.next()) << 64 | u128::from(self.next());
        let mut tail = [0; 10];
        tail.iter_mut().zip(bytes.to_be_bytes()).for_each(|(to, from)| *to = from);
        uuid::Builder::from_unix_timestamp_millis(EPOCH_MILLIS + number, &tail).into_uuid()
    }

    /// What looks like a client's secret: 43 characters that need no escaping.
    pub fn secret(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let letter = |random: &mut Self| random.pick(LETTERS).map_or('x', |letter| char::from(*letter));
        (0..43).map(|_| letter(self)).collect()
    }
}

/// Cards that are all drawn once before any is drawn again: random in order, exact in proportion.
#[derive(Clone, Debug)]
pub struct Deck<T> {
    cards: Vec<T>,
    left: usize,
    random: Random,
}

impl<T: Copy> Deck<T> {
    /// Each card as often as its number says.
    pub fn new(cards: &[(T, usize)], random: Random) -> Self {
        let cards = cards.iter().flat_map(|(card, count)| std::iter::repeat_n(*card, *count)).collect();
        Self { cards, left: 0, random }
    }

    pub fn draw(&mut self) -> anyhow::Result<T> {
        if self.left == 0 {
            self.random.shuffle(&mut self.cards);
            self.left = self.cards.len();
        }
        self.left = self.left.saturating_sub(1);
        self.cards.get(self.left).copied().context("an empty deck")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_in_their_range_and_repeat() {
        let mut random = Random::new(7);
        for _ in 0..10_000 {
            assert!((-3..=4).contains(&random.between(-3, 4)));
            assert!(random.below(5) < 5);
        }
        assert_eq!(random.between(9, 3), 9);
        assert_eq!(random.below(0), 0);
        let ids = |seed| Random::new(seed).uuid();
        assert_eq!(ids(3), ids(3));
        assert_ne!(ids(3), ids(4));
        assert!(Random::new(1).ordered_uuid(1) < Random::new(0).ordered_uuid(2));
        assert_eq!(Random::new(1).digits("+90 ###").len(), 7);
    }

    #[test]
    fn a_deck_is_exact() {
        let mut deck = Deck::new(&[('a', 3), ('b', 1)], Random::new(1));
        let drawn: Vec<char> = (0..40).map(|_| deck.draw().unwrap()).collect();
        assert_eq!(drawn.iter().filter(|card| **card == 'a').count(), 30);
        assert!(Deck::<char>::new(&[], Random::new(1)).draw().is_err());
    }
}
