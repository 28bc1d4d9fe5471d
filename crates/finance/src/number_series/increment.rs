//! Counting in text: `A-09` becomes `A-10`.

use super::NumberSeriesLine;

/// A number split around its last group of digits: `INV-0042/A` is `INV-`, `0042`, `/A`.
struct Split<'a> {
    before: &'a str,
    digits: &'a str,
    after: &'a str,
}

fn split(number: &str) -> Option<Split<'_>> {
    let end = number.rfind(|letter: char| letter.is_ascii_digit())? + 1;
    let start = number[..end]
        .rfind(|letter: char| !letter.is_ascii_digit())
        .map_or(0, |index| index + number[index..].chars().next().map_or(1, char::len_utf8));
    Some(Split { before: &number[..start], digits: &number[start..end], after: &number[end..] })
}

/// Adds `by` to the last group of digits, keeping its width: `A-09` becomes `A-10`, `99` becomes `100`
/// (FINANCE.md 1.4). None when there are no digits, or more than can be counted.
pub fn increment(number: &str, by: u64) -> Option<String> {
    let Split { before, digits, after } = split(number)?;
    let value = digits.parse::<u128>().ok()?.checked_add(u128::from(by))?;
    Some(format!("{before}{value:0width$}{after}", width = digits.len()))
}

/// The simulated next number after `previous`; nothing is taken (FINANCE.md 1.4). Within the range and shape
/// of the series line the line's increment counts, otherwise one. Blank when there are no digits.
pub fn next_after(previous: &str, line: Option<&NumberSeriesLine>) -> String {
    let by = line.filter(|line| line.covers(previous)).map_or(1, NumberSeriesLine::step);
    increment(previous, by).unwrap_or_default()
}

impl NumberSeriesLine {
    /// The step from one number to the next, at least one.
    pub fn step(&self) -> u64 {
        u64::try_from(self.increment).unwrap_or(1).max(1)
    }

    /// True when the number has the shape of the line's numbers and lies in its range.
    pub fn covers(&self, number: &str) -> bool {
        let (Some(first), Some(this)) = (split(&self.starting_number), split(number)) else {
            return false;
        };
        let same_shape = first.before == this.before && first.after == this.after;
        same_shape && counts_at_least(this.digits, first.digits) && !self.is_past_end(number)
    }

    /// True when the number lies beyond the ending number.
    pub(super) fn is_past_end(&self, number: &str) -> bool {
        match (split(&self.ending_number), split(number)) {
            (Some(last), Some(this)) => !counts_at_least(last.digits, this.digits),
            _ => false,
        }
    }
}

/// Compares groups of digits as numbers, however long they are.
fn counts_at_least(left: &str, right: &str) -> bool {
    let (left, right) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    (left.len(), left) >= (right.len(), right)
}
