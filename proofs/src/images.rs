//! At which moments the power is cut, and what is left then.

use crate::disk::Kept;
use crate::random::Random;
use crate::strace::Event;

/// A power cut after so many events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    pub after: usize,
    pub kept: Kept,
}

/// `count` cuts in the order of time. Half of them come right after an answer, when nothing but what was flushed may be
/// relied on; the others anywhere.
pub fn choose(events: &[Event], count: usize, random: &mut Random) -> Vec<Cut> {
    let is_answer = |(_, event): &(usize, &Event)| matches!(event, Event::Answer { .. });
    let answers: Vec<usize> =
        events.iter().enumerate().filter(is_answer).map(|(number, _)| number + 1).collect();
    let mut cuts = Vec::with_capacity(count);
    for number in 0..count {
        let anywhere = 1 + random.below(events.len() as u64) as usize;
        let (after, kept) = match number % 4 {
            0 if !answers.is_empty() => (answers[(number / 4) % answers.len()], Kept::Nothing),
            1 if !answers.is_empty() => {
                (answers[random.below(answers.len() as u64) as usize], Kept::RandomHalf)
            }
            2 => (anywhere, Kept::Everything),
            3 if random.one_in(3) => (anywhere, Kept::Nothing),
            _ => (anywhere, Kept::RandomHalf),
        };
        cuts.push(Cut { after, kept });
    }
    cuts.sort();
    cuts
}

#[cfg(test)]
mod tests {
    use super::choose;
    use crate::disk::Kept;
    use crate::random::Random;
    use crate::strace::Event;

    #[test]
    fn every_answer_is_followed_by_a_cut_that_keeps_nothing_unflushed() {
        let mut events = vec![Event::FlushFolder { until: 0 }; 100];
        for number in [10, 40, 99] {
            events[number] = Event::Answer { request: String::new() };
        }
        let cuts = choose(&events, 40, &mut Random::new(3));
        assert_eq!(cuts.len(), 40);
        assert!(cuts.is_sorted() && cuts.iter().all(|cut| (1..=100).contains(&cut.after)));
        for after in [11, 41, 100] {
            assert!(cuts.iter().any(|cut| cut.after == after && cut.kept == Kept::Nothing), "{after}");
        }
        assert!(!choose(&events[..5], 8, &mut Random::new(3)).is_empty());
    }
}
