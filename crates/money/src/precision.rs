//! `Precision`: the smallest step of a currency, such as 0.01, 0.05 or 1.

use crate::Amount;

/// A rounding step, always greater than zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Precision(Amount);

impl Precision {
    /// One cent: the initial amount rounding precision of a currency (FINANCE.md 7.3).
    pub const CENT: Precision = Precision(Amount::from_hundredths(1));
    /// The initial unit-amount rounding precision (FINANCE.md 7.3), also the finest that can be stored.
    pub const FINEST: Precision = Precision(Amount::from_scaled(1));

    /// A step of this size; none unless it is greater than zero.
    pub const fn new(step: Amount) -> Option<Self> {
        if step.is_positive() { Some(Precision(step)) } else { None }
    }

    pub const fn amount(self) -> Amount {
        self.0
    }

    pub(crate) const fn scaled(self) -> i64 {
        self.0.scaled()
    }
}
