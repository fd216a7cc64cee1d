//! Chance that is the same at every run: the demo's past is drawn by it.

/// Dice (SplitMix64); the same seed gives the same throws, whatever version of a library is installed.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most - least).unwrap_or(0) + 1;
        least + i64::try_from(self.next() % span).unwrap_or(0)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: i64) -> bool {
        self.between(1, 100) <= chance
    }

    /// A place in a list of so many.
    pub fn place(&mut self, count: usize) -> usize {
        usize::try_from(self.between(0, i64::try_from(count).unwrap_or(1).max(1) - 1)).unwrap_or(0)
    }

    /// One of these words.
    pub fn word(&mut self, words: &[&'static str]) -> &'static str {
        let at = self.place(words.len());
        words.get(at).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_and_reaches_both_ends() {
        let throws = |seed| {
            let mut dice = Dice::new(seed);
            (0..1_000).map(|_| dice.between(1, 6)).collect::<Vec<_>>()
        };
        assert_eq!(throws(7), throws(7));
        assert_ne!(throws(7), throws(8));
        for wanted in 1..=6 {
            assert!(throws(7).contains(&wanted));
        }
        assert!(throws(7).iter().all(|throw| (1..=6).contains(throw)));
    }
}
