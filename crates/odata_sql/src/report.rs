//! Entities whose rows are calculated: a SELECT with parameters that a request gives through `$filter`.
//!
//! Some properties of such a type are no more than names for the parameters (`agedAsOfDate`, `dateFilter`). A condition
//! on one of them that stands alone or is joined to others by `and` is taken out of the filter and becomes a value of
//! the SELECT; in any other place it is refused, because no row could answer it.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use odata::edm::EntityType;
use odata::expression::{BinaryOperator, Expression, ExpressionKind, PropertyPath};
use odata::plan::IT;
use odata::{Refusal, RefusalKind, Value};

use crate::compiled::SqlValue;
use crate::mapping::Storage;

/// A calculated table.
///
/// The texts are written with placeholders: `{company}`, `{today}`, `{name}` for each of `values`, and in `narrowed`
/// also `{only COLUMN}`, the condition that `COLUMN` has one of the wanted values of `narrowed.0`, and `{wants nil}`,
/// whether the wanted value is the empty one, which is `{nil}`. They must give the columns `company_id` and `id`
/// (a uuid, unique within the
/// company) beside those the properties name.
pub struct Report {
    /// For messages and comparison; unique among the reports.
    pub name: &'static str,
    pub rows: &'static str,
    /// A column, and a text for the rows with wanted values of that column, which must be among its rows but need not
    /// be all of them: what a read by key or through a navigation runs instead of `rows`.
    pub narrowed: Option<(&'static str, &'static str)>,
    pub parameters: &'static [ReportParameter],
    /// What the texts take: names and storage, in the order in which `calculate` gives them.
    pub values: &'static [(&'static str, Storage)],
    /// From what a request gives, and the work date, to the values. Errors: one sentence about what cannot be.
    pub calculate: fn(&Given, Date) -> Result<Vec<SqlValue>, String>,
}

/// A property that stands for a parameter.
#[derive(Clone, Copy, Debug)]
pub struct ReportParameter {
    pub property: &'static str,
    pub kind: ParameterKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// One date, given by `eq`.
    Date,
    /// Dates from and to, given by `eq`, `ge`, `gt`, `le` and `lt`.
    Dates,
    /// A text, given by `eq`.
    Text,
}

/// What a request gives for the parameters, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given(Vec<GivenParameter>);

#[derive(Clone, Debug, Default, PartialEq)]
struct GivenParameter {
    from: Option<Date>,
    to: Option<Date>,
    text: Option<String>,
}

impl Given {
    /// The first and the last day given for a parameter; a day given by `eq` is both.
    pub fn dates(&self, parameter: usize) -> (Option<Date>, Option<Date>) {
        self.0.get(parameter).map_or((None, None), |given| (given.from, given.to))
    }

    pub fn text(&self, parameter: usize) -> Option<&str> {
        self.0.get(parameter).and_then(|given| given.text.as_deref())
    }
}

/// A report with what one request gives for it.
#[derive(Clone)]
pub struct ReportCall {
    report: &'static Report,
    given: Given,
}

impl ReportCall {
    /// A value of the SELECT on a work date.
    pub fn value(&self, index: usize, today: Date) -> SqlValue {
        // What could be wrong with the parameters was found when the filter was read.
        let values = (self.report.calculate)(&self.given, today).unwrap_or_default();
        values.into_iter().nth(index).unwrap_or(SqlValue::Null)
    }
}

impl fmt::Debug for ReportCall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {:?}", self.report.name, self.given)
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

impl PartialEq for ReportCall {
    fn eq(&self, other: &Self) -> bool {
        self.report.name == other.report.name && self.given == other.given
    }
}

/// A filter without the conditions that are parameters of a report, and the report called with them.
pub(crate) struct Parted {
    pub filter: Option<Expression>,
    pub call: Option<Arc<ReportCall>>,
}

impl Report {
    /// The report without parameters of a request.
    pub(crate) fn call(&'static self) -> Arc<ReportCall> {
        Arc::new(ReportCall { report: self, given: Given::default() })
    }
}

/// Takes the parameters out of a filter.
///
/// # Errors
/// `NotImplemented` for a parameter in any place where it is no parameter; `BadRequest` for values it cannot have.
pub(crate) fn part(
    report: Option<&'static Report>,
    entity: &EntityType,
    filter: Option<&Expression>,
) -> Result<Parted, Refusal> {
    let Some(report) = report else { return Ok(Parted { filter: filter.cloned(), call: None }) };
    let mut parting =
        Parting { report, entity, given: Given(vec![GivenParameter::default(); report.parameters.len()]) };
    let filter = match filter {
        Some(filter) => parting.rest(filter)?,
        None => None,
    };
    // A date of our own stands for the day of the request, which is not known yet.
    if let Err(message) = (report.calculate)(&parting.given, jiff::civil::date(2000, 1, 1)) {
        return Err(Refusal::new(RefusalKind::BadRequest, message).at("$filter"));
    }
    Ok(Parted { filter, call: Some(Arc::new(ReportCall { report, given: parting.given })) })
}

struct Parting<'m> {
    report: &'static Report,
    entity: &'m EntityType,
    given: Given,
}

impl Parting<'_> {
    fn rest(&mut self, expression: &Expression) -> Result<Option<Expression>, Refusal> {
        if let ExpressionKind::Binary { operator: BinaryOperator::And, left, right } = &expression.kind {
            let (left, right) = (self.rest(left)?, self.rest(right)?);
            return Ok(match (left, right) {
                (Some(left), Some(right)) => Some(Expression {
                    edm_type: expression.edm_type,
                    kind: ExpressionKind::Binary {
                        operator: BinaryOperator::And,
                        left: Box::new(left),
                        right: Box::new(right),
                    },
                }),
                (left, right) => left.or(right),
            });
        }
        if let ExpressionKind::Binary { operator, left, right } = &expression.kind {
            let found = match (self.parameter(left), literal(right), self.parameter(right), literal(left)) {
                (Some(index), Some(value), ..) => Some((index, *operator, value)),
                (_, _, Some(index), Some(value)) => Some((index, mirrored(*operator), value)),
                _ => None,
            };
            if let Some((index, operator, value)) = found {
                self.take(index, operator, value)?;
                return Ok(None);
            }
        }
        match self.mentioned(expression) {
            None => Ok(Some(expression.clone())),
            Some(index) => Err(self.misplaced(index)),
        }
    }

    fn parameter(&self, expression: &Expression) -> Option<usize> {
        match &expression.kind {
            ExpressionKind::Property(path) => self.parameter_at(path),
            _ => None,
        }
    }

    fn parameter_at(&self, path: &PropertyPath) -> Option<usize> {
        if path.base != IT || !path.navigations.is_empty() {
            return None;
        }
        let name = &self.entity.property(path.property).name;
        self.report.parameters.iter().position(|parameter| parameter.property == name)
    }

    fn take(&mut self, index: usize, operator: BinaryOperator, value: &Value) -> Result<(), Refusal> {
        let (given, kind) = (&mut self.given.0[index], self.report.parameters[index].kind);
        match (kind, operator, value) {
            (ParameterKind::Text, BinaryOperator::Equal, Value::String(text)) => {
                given.text = Some(text.clone())
            }
            (ParameterKind::Date | ParameterKind::Dates, BinaryOperator::Equal, Value::Date(date)) => {
                given.not_before(*date);
                given.not_after(*date);
            }
            (ParameterKind::Dates, BinaryOperator::GreaterOrEqual, Value::Date(date)) => {
                given.not_before(*date)
            }
            (ParameterKind::Dates, BinaryOperator::LessOrEqual, Value::Date(date)) => given.not_after(*date),
            (ParameterKind::Dates, BinaryOperator::Greater, Value::Date(date)) => {
                given.not_before(date.tomorrow().unwrap_or(Date::MAX));
            }
            (ParameterKind::Dates, BinaryOperator::Less, Value::Date(date)) => {
                given.not_after(date.yesterday().unwrap_or(Date::MIN));
            }
            _ => return Err(self.misplaced(index)),
        }
        Ok(())
    }

    fn misplaced(&self, index: usize) -> Refusal {
        let ReportParameter { property, kind } = self.report.parameters[index];
        let way = match kind {
            ParameterKind::Date => "compare it by 'eq' with a date",
            ParameterKind::Dates => "compare it by 'eq', 'ge', 'gt', 'le' or 'lt' with a date",
            ParameterKind::Text => "compare it by 'eq' with a text",
        };
        let message = format!(
            "'{property}' is a parameter of the report: {way}, joined to other conditions by 'and' only."
        );
        Refusal::new(RefusalKind::NotImplemented, message).at(property)
    }

    /// A parameter that stands somewhere inside an expression.
    fn mentioned(&self, expression: &Expression) -> Option<usize> {
        let any = |expressions: &[&Expression]| expressions.iter().find_map(|inner| self.mentioned(inner));
        match &expression.kind {
            ExpressionKind::Property(path) => self.parameter_at(path),
            ExpressionKind::Literal(_) | ExpressionKind::Navigation(_) => None,
            ExpressionKind::Negate(inner) | ExpressionKind::Not(inner) => any(&[inner]),
            ExpressionKind::Binary { left, right, .. } => any(&[left, right]),
            ExpressionKind::In { left, list } => {
                any(&[left]).or_else(|| list.iter().find_map(|inner| self.mentioned(inner)))
            }
            ExpressionKind::Call { arguments, .. } => {
                arguments.iter().find_map(|inner| self.mentioned(inner))
            }
            ExpressionKind::Count { filter, .. } => filter.as_deref().and_then(|inner| self.mentioned(inner)),
            ExpressionKind::Lambda { predicate, .. } => {
                predicate.as_deref().and_then(|inner| self.mentioned(inner))
            }
        }
    }
}

impl GivenParameter {
    fn not_before(&mut self, date: Date) {
        self.from = Some(self.from.map_or(date, |known| known.max(date)));
    }

    fn not_after(&mut self, date: Date) {
        self.to = Some(self.to.map_or(date, |known| known.min(date)));
    }
}

fn literal(expression: &Expression) -> Option<&Value> {
    match &expression.kind {
        ExpressionKind::Literal(value) => Some(value),
        _ => None,
    }
}

fn mirrored(operator: BinaryOperator) -> BinaryOperator {
    match operator {
        BinaryOperator::Less => BinaryOperator::Greater,
        BinaryOperator::LessOrEqual => BinaryOperator::GreaterOrEqual,
        BinaryOperator::Greater => BinaryOperator::Less,
        BinaryOperator::GreaterOrEqual => BinaryOperator::LessOrEqual,
        same => same,
    }
}
