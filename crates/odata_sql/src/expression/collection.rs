//! Conditions on the rows behind a collection navigation: `any`, `all`, `$count`, and whether a row is there at all.

use odata::Refusal;
use odata::RefusalKind;
use odata::expression::{Expression, NavigationPath, VariableId};

use crate::fragment::{Fragment, Kind};
use crate::writer::Writer;

/// What is asked of each row.
#[derive(Clone, Copy)]
pub(super) struct Predicate<'e> {
    expression: &'e Expression,
    /// Rows for which it does not hold.
    negated: bool,
}

impl Writer<'_> {
    pub(super) fn lambda(
        &mut self,
        all: bool,
        collection: &NavigationPath,
        variable: VariableId,
        predicate: Option<&Expression>,
    ) -> Result<Fragment, Refusal> {
        let predicate = predicate.map(|expression| Predicate { expression, negated: all });
        let exists = self.exists(collection, variable, predicate)?;
        let text = if all { format!("NOT {exists}") } else { exists };
        Ok(Fragment::operator(text, Kind::Boolean, false))
    }

    pub(super) fn count(
        &mut self,
        collection: &NavigationPath,
        variable: VariableId,
        filter: Option<&Expression>,
    ) -> Result<Fragment, Refusal> {
        let predicate = filter.map(|expression| Predicate { expression, negated: false });
        let rows = self.rows_behind(collection, variable, predicate)?;
        Ok(Fragment::atom(format!("(SELECT count(*) {rows})"), Kind::Integer, false))
    }

    pub(super) fn exists(
        &mut self,
        path: &NavigationPath,
        variable: VariableId,
        predicate: Option<Predicate<'_>>,
    ) -> Result<String, Refusal> {
        Ok(format!("EXISTS (SELECT 1 {})", self.rows_behind(path, variable, predicate)?))
    }

    /// `FROM … WHERE …` of the rows behind a path.
    fn rows_behind(
        &mut self,
        path: &NavigationPath,
        variable: VariableId,
        predicate: Option<Predicate<'_>>,
    ) -> Result<String, Refusal> {
        let Some((last, before)) = path.navigations.split_last() else {
            return Err(Refusal::new(RefusalKind::BadRequest, "A navigation property is missing."));
        };
        let base = self.row_at(path.base, before)?;
        let target = self.context.model.entity_type(base.entity).navigation(*last).target;
        let link = &self.context.entity(base.entity).links[last.0];
        let row = self.open(variable, target);
        let mut conditions = self.link_conditions(&base, link, &row);
        if let Some(Predicate { expression, negated }) = predicate {
            conditions.push(if negated {
                format!("({}) IS NOT TRUE", self.value(expression)?.text)
            } else {
                self.condition(expression)?.condition()
            });
        }
        let from = self.close();
        let filter = if conditions.is_empty() {
            String::new()
        } else {
            format!(" WHERE {}", conditions.join(" AND "))
        };
        Ok(format!("FROM {from}{filter}"))
    }
}
