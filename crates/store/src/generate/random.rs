//! Numbers that look random and follow from a seed: SplitMix64 (Steele, Lea and Flood, 2014).

use uuid::{Builder, Uuid};

/// 2025-01-01T00:00:00Z: ids must ascend, so that rows made one after another stand together, but not tell the time.
const FIRST_ID_MILLISECONDS: u64 = 1_735_689_600_000;

pub(super) struct Random {
    state: u64,
    ids_made: u64,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Random { state: seed, ids_made: 0 }
    }

    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below `end`; 0 when `end` is 0. So small against 2^64 that no value is noticeably favoured.
    pub fn below(&mut self, end: u64) -> u64 {
        let scaled = (u128::from(self.next()) * u128::from(end)) >> 64;
        scaled as u64
    }

    /// One of the items; `None` when there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(usize::try_from(self.below(items.len() as u64)).unwrap_or(0))
    }

    /// A UUID of version 7, greater than all made before.
    pub fn id(&mut self) -> Uuid {
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.next().to_be_bytes());
        bytes[8..].copy_from_slice(&self.next().to_be_bytes()[..2]);
        self.ids_made += 1;
        Builder::from_unix_timestamp_millis(FIRST_ID_MILLISECONDS + self.ids_made, &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn the_sequence_is_that_of_the_paper() {
        let mut random = Random::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn ids_ascend_and_picks_stay_inside() {
        let mut random = Random::new(7);
        let ids: Vec<_> = (0..100).map(|_| random.id()).collect();
        assert!(ids.is_sorted());
        assert_eq!(ids[0].get_version_num(), 7);
        assert!((0..1000).all(|_| random.below(10) < 10));
        assert_eq!((random.below(0), random.pick::<u8>(&[])), (0, None));
    }
}
