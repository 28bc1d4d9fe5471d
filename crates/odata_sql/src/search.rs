//! `$search`: a term matches a row when any of its text properties contains it, whatever the case.

use odata::Refusal;
use odata::edm::{EdmType, PropertyId};
use odata::expression::PropertyPath;
use odata::plan::{IT, Search};

use crate::compiled::SqlValue;
use crate::expression::storable;
use crate::fragment::{Fragment, Kind};
use crate::mapping::{Source, Storage};
use crate::writer::Writer;

impl Writer<'_> {
    /// The condition of a `$search` on the level's own row; never null.
    pub fn search(&mut self, search: &Search) -> Result<Fragment, Refusal> {
        match search {
            Search::Term(term) => self.search_term(&storable(term)?.to_lowercase()),
            Search::Not(inner) => {
                let inner = self.search(inner)?;
                Ok(Fragment::operator(format!("NOT ({})", inner.text), Kind::Boolean, false))
            }
            Search::And(left, right) => Ok(self.search(left)?.and(self.search(right)?)),
            Search::Or(left, right) => Ok(self.search(left)?.or(self.search(right)?)),
        }
    }

    fn search_term(&mut self, term: &str) -> Result<Fragment, Refusal> {
        let mut term_text: Option<String> = None;
        let mut found: Option<Fragment> = None;
        for path in self.searched_paths() {
            let text = self.property(&path)?;
            let nullable = text.nullable;
            let lower = self.lower(&text);
            let term = match &term_text {
                Some(term) => term.clone(),
                None => {
                    let bound = self.bind_value(SqlValue::Text(term.to_owned()), Kind::Text);
                    term_text.insert(bound.text).clone()
                }
            };
            let position = if self.context.is_postgres() { "strpos" } else { "instr" };
            let contains = format!("{position}({}, {term}) > 0", lower.text);
            let contains = Fragment::operator(contains, Kind::Boolean, nullable).or_false();
            found = Some(match found {
                Some(before) => before.or(contains),
                None => contains,
            });
        }
        Ok(found.unwrap_or_else(|| Fragment::boolean(false)))
    }

    /// The text properties of the level's type, members of complex ones included.
    fn searched_paths(&self) -> Vec<PropertyPath> {
        let row = self.it();
        let entity = self.context.model.entity_type(row.entity);
        let mut paths = Vec::new();
        for (index, property) in entity.properties.iter().enumerate() {
            let members = match property.edm_type {
                EdmType::Complex(id) => {
                    (0..self.context.model.complex_type(id).members.len()).map(Some).collect()
                }
                _ => vec![None],
            };
            for member in members {
                let source = self.source_of(&row, PropertyId(index), member);
                if source.is_some_and(|(source, edm_type)| edm_type == EdmType::String && is_text(source)) {
                    let property = PropertyId(index);
                    paths.push(PropertyPath { base: IT, navigations: Vec::new(), property, member });
                }
            }
        }
        paths
    }
}

fn is_text(source: &Source) -> bool {
    match source {
        Source::Column { storage, .. } | Source::Joined { storage, .. } => *storage == Storage::Text,
        Source::Label { .. } | Source::Lines { .. } => true,
        // What is computed is not searched: a search would compute it for every row.
        Source::Computed { .. } | Source::ComputedLabel { .. } | Source::LineKey { .. } => false,
        Source::Constant(_) | Source::Null | Source::Complex(_) | Source::External | Source::Stream => false,
    }
}
