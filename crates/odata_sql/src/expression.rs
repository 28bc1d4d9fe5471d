//! From checked expressions to SQL that gives the same answer in both dialects.

mod arithmetic;
mod collection;
mod compare;
mod function;
mod literal;

use odata::expression::{BinaryOperator, Expression, ExpressionKind, PropertyPath};
use odata::{Refusal, RefusalKind, Value};

pub(crate) use literal::storable;

use crate::fragment::{Fragment, Kind};
use crate::writer::Writer;

/// What becomes of a condition that is null: kept as null, or as good as false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nulls {
    Keep,
    /// The condition only decides whether a row is taken, so null and false are the same and the plain, indexable
    /// operators may be used.
    AsFalse,
}

impl Writer<'_> {
    /// A condition of a WHERE clause.
    pub fn condition(&mut self, expression: &Expression) -> Result<Fragment, Refusal> {
        self.boolean(expression, Nulls::AsFalse)
    }

    /// The value of an expression, null where OData says null.
    pub fn value(&mut self, expression: &Expression) -> Result<Fragment, Refusal> {
        match &expression.kind {
            ExpressionKind::Literal(value) => self.literal(value),
            ExpressionKind::Property(path) => self.property(path),
            ExpressionKind::Negate(operand) => self.negate(operand),
            ExpressionKind::Call { function, arguments } => self.call(*function, arguments),
            ExpressionKind::Count { collection, variable, filter } => {
                self.count(collection, *variable, filter.as_deref())
            }
            ExpressionKind::Binary { operator, left, right } if is_arithmetic(*operator) => {
                self.arithmetic(*operator, left, right)
            }
            _ => self.boolean(expression, Nulls::Keep),
        }
    }

    fn boolean(&mut self, expression: &Expression, nulls: Nulls) -> Result<Fragment, Refusal> {
        match &expression.kind {
            ExpressionKind::Not(operand) => {
                let operand = self.boolean(operand, Nulls::Keep)?;
                let nullable = operand.nullable;
                Ok(Fragment::operator(format!("NOT ({})", operand.text), Kind::Boolean, nullable))
            }
            ExpressionKind::Binary { operator: BinaryOperator::And, left, right } => {
                Ok(self.boolean(left, nulls)?.and(self.boolean(right, nulls)?))
            }
            ExpressionKind::Binary { operator: BinaryOperator::Or, left, right } => {
                Ok(self.boolean(left, nulls)?.or(self.boolean(right, nulls)?))
            }
            ExpressionKind::Binary { operator, left, right } if !is_arithmetic(*operator) => {
                self.comparison(*operator, left, right, nulls)
            }
            ExpressionKind::In { left, list } => self.is_in(left, list, nulls),
            ExpressionKind::Lambda { all, collection, variable, predicate } => {
                self.lambda(*all, collection, *variable, predicate.as_deref())
            }
            ExpressionKind::Navigation(_) => Err(Refusal::new(
                RefusalKind::BadRequest,
                "A navigation property can only be compared with null.",
            )),
            _ => self.value(expression),
        }
    }
}

fn is_arithmetic(operator: BinaryOperator) -> bool {
    use BinaryOperator::{Add, Divide, DivideBy, Modulo, Multiply, Subtract};
    matches!(operator, Add | Subtract | Multiply | Divide | DivideBy | Modulo)
}

fn as_literal(expression: &Expression) -> Option<&Value> {
    match &expression.kind {
        ExpressionKind::Literal(value) => Some(value),
        _ => None,
    }
}

fn as_property(expression: &Expression) -> Option<&PropertyPath> {
    match &expression.kind {
        ExpressionKind::Property(path) => Some(path),
        _ => None,
    }
}

fn is_null(expression: &Expression) -> bool {
    matches!(as_literal(expression), Some(Value::Null))
}

/// A refusal for what OData defines and no SQL stands behind here.
fn not_offered(what: &str) -> Refusal {
    Refusal::new(RefusalKind::NotImplemented, format!("{what} is not offered."))
}
