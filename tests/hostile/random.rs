//! Random numbers that follow from a seed, so that a failing test can be repeated.

use seeds::Seeds;
use uuid::Uuid;

/// The seed of a run nobody chose a seed for is printed; this variable repeats it.
const SEED_VARIABLE: &str = "FUNCHAL_HOSTILE_SEED";

/// SplitMix64: small, and good enough to choose what to send next.
#[derive(Clone, Debug)]
pub struct Random(u64);

/// Runs a test with the seed of this run, printed so that a failure can be repeated; before it with those it failed
/// with in the past, which `tests/seeds/` keeps, unless the variable names one.
pub fn with_seeds(test: &str, run: impl Fn(u64)) {
    let announced = |seed: u64| {
        eprintln!("{SEED_VARIABLE}={seed}");
        run(seed);
    };
    match std::env::var(SEED_VARIABLE).ok().and_then(|text| text.parse().ok()) {
        Some(chosen) => Seeds::of(test).run_one(chosen, announced),
        None => Seeds::of(test).run([Uuid::new_v4().as_u64_pair().0], announced),
    }
}

impl Random {
    /// The same seed gives the same numbers.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not zero.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    /// True in this many of a hundred cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several; there must be one.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of several, if there is any.
    pub fn choose<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() { None } else { Some(self.pick(items)) }
    }

    pub fn guid(&mut self) -> Uuid {
        let bytes = (u128::from(self.next()) << 64 | u128::from(self.next())).to_be_bytes();
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}

/// A count from the environment, for longer runs than the usual one.
pub fn count(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}
