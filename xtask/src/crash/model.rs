//! What the clients were promised, and whether the server kept it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The sets the load writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Customer,
    Journal,
    Payment,
    Invoice,
    /// What a posted payment leaves in the ledger of customers, under its document number.
    Entry,
}

/// One entity with the properties somebody set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub kind: Kind,
    /// Of a payment: the journal it stands in.
    pub journal: Option<String>,
    pub values: Map<String, Value>,
}

/// Records by id.
pub type Records = BTreeMap<String, Record>;

/// What one request is to do, all of it or nothing.
#[derive(Clone, Debug)]
pub enum Intent {
    /// One entity, or a journal with its lines.
    Create(Vec<(String, Record)>),
    Change(String, Map<String, Value>),
    /// One entity, or a journal with its lines.
    Remove(Vec<String>),
    /// Several at once: what posting does.
    All(Vec<Intent>),
}

/// The memory of one client: what was acknowledged, and the one request whose end is not known.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    pub records: Records,
    pub in_doubt: Option<Intent>,
    pub acknowledged_count: u64,
    /// Those of them that posted something
    pub posted_count: u64,
}

impl Intent {
    /// Puts the intended state into place.
    pub fn apply(&self, records: &mut Records) {
        match self {
            Self::Create(new) => records.extend(new.iter().cloned()),
            Self::Change(id, values) => {
                if let Some(record) = records.get_mut(id) {
                    record.values.extend(values.clone());
                }
            }
            Self::Remove(ids) => records.retain(|id, _| !ids.contains(id)),
            Self::All(parts) => parts.iter().for_each(|part| part.apply(records)),
        }
    }

    /// Whether it posts a journal or an invoice.
    fn posts(&self) -> bool {
        match self {
            Self::All(_) => true,
            Self::Change(_, values) => values.contains_key("status"),
            Self::Create(_) | Self::Remove(_) => false,
        }
    }

    fn ids(&self) -> BTreeSet<&str> {
        match self {
            Self::Create(new) => new.iter().map(|(id, _)| id.as_str()).collect(),
            Self::Change(id, _) => BTreeSet::from([id.as_str()]),
            Self::Remove(ids) => ids.iter().map(String::as_str).collect(),
            Self::All(parts) => parts.iter().flat_map(Self::ids).collect(),
        }
    }
}

impl Memory {
    /// The request was acknowledged: its effect is promised.
    pub fn acknowledge(&mut self, intent: &Intent) {
        intent.apply(&mut self.records);
        self.acknowledged_count += 1;
        self.posted_count += u64::from(intent.posts());
    }

    /// Compares with what the server has now, decides what became of the request in doubt, and says what is wrong.
    pub fn reconcile(&mut self, actual: &Records) -> Vec<String> {
        let mut findings = Vec::new();
        if let Some(intent) = self.in_doubt.take() {
            let mut after = self.records.clone();
            intent.apply(&mut after);
            let differs = |promised: &Records| {
                let wrong = |id: &&str| difference(id, promised.get(*id), actual.get(*id)).is_some();
                intent.ids().iter().any(wrong)
            };
            if !differs(&after) {
                self.records = after;
            } else if differs(&self.records) {
                findings.push(format!("a request without an answer was done by half: {intent:?}"));
            }
        }
        let promised = self.records.iter();
        findings.extend(promised.filter_map(|(id, record)| difference(id, Some(record), actual.get(id))));
        findings
    }
}

/// Entities that nobody may have made: not among the `known` ones and of no client.
pub fn strangers(memories: &[Memory], known: &Records, actual: &Records) -> Vec<String> {
    let expected =
        |id: &String| known.contains_key(id) || memories.iter().any(|memory| memory.records.contains_key(id));
    let strange = actual.iter().filter(|(id, _)| !expected(id));
    strange.map(|(id, record)| format!("{id} should not exist: {record:?}")).collect()
}

/// Line numbers that two payments of one journal share.
pub fn shared_line_numbers(actual: &Records) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let lines = actual.iter().filter(|(_, record)| record.kind == Kind::Payment);
    lines
        .filter(|(_, line)| !seen.insert((line.journal.clone(), line.values["lineNumber"].to_string())))
        .map(|(id, line)| format!("{id} shares its line number with another payment: {line:?}"))
        .collect()
}

/// How what is there differs from what was promised, in a sentence; extra properties do not count.
fn difference(id: &str, promised: Option<&Record>, actual: Option<&Record>) -> Option<String> {
    match (promised, actual) {
        (None, None) => None,
        (Some(promised), None) => Some(format!("{id} is lost: {promised:?}")),
        (None, Some(actual)) => Some(format!("{id} is there again: {actual:?}")),
        (Some(promised), Some(actual)) => {
            let moved = promised.kind != actual.kind || promised.journal != actual.journal;
            let wrong = promised.values.iter().find(|(name, value)| actual.values.get(*name) != Some(value));
            match wrong {
                _ if moved => Some(format!("{id} is not where it was: {actual:?}")),
                Some((name, value)) => {
                    Some(format!("{id}: {name} should be {value} but is {:?}", actual.values.get(name)))
                }
                None => None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn payment(amount: i64) -> Record {
        let values = json!({ "amount": amount, "lineNumber": amount });
        let values = values.as_object().cloned().unwrap_or_default();
        Record { kind: Kind::Payment, journal: Some("j".into()), values }
    }

    fn records(list: &[(&str, i64)]) -> Records {
        list.iter().map(|(id, amount)| ((*id).to_owned(), payment(*amount))).collect()
    }

    fn findings(promised: &[(&str, i64)], in_doubt: Option<Intent>, actual: &[(&str, i64)]) -> usize {
        let mut memory = Memory { records: records(promised), in_doubt, ..Memory::default() };
        memory.reconcile(&records(actual)).len()
    }

    #[test]
    fn what_was_acknowledged_must_be_there() {
        assert_eq!(findings(&[("a", 1)], None, &[("a", 1)]), 0);
        assert_eq!(findings(&[("a", 1)], None, &[("a", 2)]), 1);
        assert_eq!(findings(&[("a", 1), ("b", 1)], None, &[]), 2);
        assert_eq!(strangers(&[], &records(&[("a", 1)]), &records(&[("a", 1), ("b", 2)])).len(), 1);
        assert_eq!(shared_line_numbers(&records(&[("a", 1), ("b", 1), ("c", 2)])).len(), 1);
    }

    #[test]
    fn what_was_not_answered_is_whole_or_absent() {
        let two = || Some(Intent::Create(vec![("a".into(), payment(1)), ("b".into(), payment(2))]));
        assert_eq!(findings(&[], two(), &[]), 0);
        assert_eq!(findings(&[], two(), &[("a", 1), ("b", 2)]), 0);
        assert_eq!(findings(&[], two(), &[("a", 1)]), 1);
        let remove = || Some(Intent::Remove(vec!["a".into(), "b".into()]));
        assert_eq!(findings(&[("a", 1), ("b", 2)], remove(), &[]), 0);
        assert_eq!(findings(&[("a", 1), ("b", 2)], remove(), &[("a", 1), ("b", 2)]), 0);
        assert!(findings(&[("a", 1), ("b", 2)], remove(), &[("b", 2)]) > 0);
        let change = || Some(Intent::Change("a".into(), payment(9).values));
        assert_eq!(findings(&[("a", 1)], change(), &[("a", 9)]), 0);
        assert_eq!(findings(&[("a", 1)], change(), &[("a", 1)]), 0);
        assert!(findings(&[("a", 1)], change(), &[("a", 5)]) > 0);
        // Two lines become entries, and nothing in between.
        let lines = [("a", 1), ("b", 2)];
        let post = || {
            let entries = vec![("A".into(), payment(1)), ("B".into(), payment(2))];
            let parts = [Intent::Remove(vec!["a".into(), "b".into()]), Intent::Create(entries)];
            Some(Intent::All(parts.to_vec()))
        };
        assert_eq!(findings(&lines, post(), &lines), 0);
        assert_eq!(findings(&lines, post(), &[("A", 1), ("B", 2)]), 0);
        assert!(findings(&lines, post(), &[("A", 1), ("b", 2)]) > 0);
        assert!(findings(&lines, post(), &[("A", 1)]) > 0);
        assert!(findings(&lines, post(), &[("a", 1), ("b", 2), ("A", 1), ("B", 2)]) > 0);
    }
}
