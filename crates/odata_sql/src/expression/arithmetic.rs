//! `add sub mul div divby mod` and negation: exact, and an error instead of a wrong number.

use odata::expression::{BinaryOperator, Expression};
use odata::{Refusal, RefusalKind};

use super::literal::as_number;
use super::{as_literal, not_offered};
use crate::fragment::{Fragment, Kind};
use crate::writer::Writer;

impl Writer<'_> {
    pub(super) fn arithmetic(
        &mut self,
        operator: BinaryOperator,
        left: &Expression,
        right: &Expression,
    ) -> Result<Fragment, Refusal> {
        self.can_fail = true;
        let right_side = right;
        let (left, right) = (self.value(left)?, self.value(right)?);
        if left.kind == Kind::Null || right.kind == Kind::Null {
            return Ok(Fragment::null());
        }
        let divides =
            matches!(operator, BinaryOperator::Divide | BinaryOperator::DivideBy | BinaryOperator::Modulo);
        if divides && as_literal(right_side).and_then(as_number).is_some_and(|number| number.is_zero()) {
            // Not left to the databases, which look at rows in different orders and may not come to one.
            let message = "An expression of the request divides by zero or leaves the range of its type.";
            return Err(Refusal::new(RefusalKind::BadRequest, message));
        }
        let is_number = |kind| matches!(kind, Kind::Integer | Kind::Decimal);
        if is_number(left.kind) && is_number(right.kind) {
            let (left, right) = self.of_one_kind(left, right)?;
            return Ok(self.number_arithmetic(operator, left, right));
        }
        let kind = match (operator, left.kind, right.kind) {
            (BinaryOperator::Add | BinaryOperator::Subtract, Kind::Instant, Kind::Duration) => Kind::Instant,
            (BinaryOperator::Add, Kind::Duration, Kind::Instant) => Kind::Instant,
            (BinaryOperator::Subtract, Kind::Instant, Kind::Instant) => Kind::Duration,
            (BinaryOperator::Add | BinaryOperator::Subtract, Kind::Duration, Kind::Duration) => {
                Kind::Duration
            }
            (BinaryOperator::Multiply, Kind::Duration, Kind::Integer) => Kind::Duration,
            _ => return Err(not_offered("This arithmetic with dates, times or durations")),
        };
        Ok(self.integer_arithmetic(operator, &left, &right).with_kind(kind))
    }

    fn number_arithmetic(&self, operator: BinaryOperator, left: Fragment, right: Fragment) -> Fragment {
        let nullable = left.nullable || right.nullable;
        let by_function = |name: &str| {
            Fragment::atom(format!("{name}({}, {})", left.text, right.text), Kind::Decimal, nullable)
        };
        match (operator, left.kind) {
            (BinaryOperator::Multiply, Kind::Decimal) => by_function("funchal_decimal_multiply"),
            // The quotient of two numbers does not depend on their common scale.
            (BinaryOperator::Divide, Kind::Decimal) | (BinaryOperator::DivideBy, _) => {
                by_function("funchal_decimal_divide")
            }
            _ => self.integer_arithmetic(operator, &left, &right),
        }
    }

    fn integer_arithmetic(&self, operator: BinaryOperator, left: &Fragment, right: &Fragment) -> Fragment {
        let (name, symbol) = match operator {
            BinaryOperator::Add => ("add", "+"),
            BinaryOperator::Subtract => ("subtract", "-"),
            BinaryOperator::Multiply => ("multiply", "*"),
            BinaryOperator::Modulo => ("modulo", "%"),
            _ => ("divide", "/"),
        };
        let nullable = left.nullable || right.nullable;
        if self.context.is_postgres() {
            let text = format!("{} {symbol} {}", left.operand(), right.operand());
            Fragment::operator(text, left.kind, nullable)
        } else {
            let text = format!("funchal_integer_{name}({}, {})", left.text, right.text);
            Fragment::atom(text, left.kind, nullable)
        }
    }

    pub(super) fn negate(&mut self, operand: &Expression) -> Result<Fragment, Refusal> {
        self.can_fail = true;
        let operand = self.value(operand)?;
        match operand.kind {
            Kind::Null => Ok(operand),
            Kind::Integer | Kind::Decimal | Kind::Duration => {
                let zero = Fragment::atom("0", operand.kind, false);
                Ok(self.integer_arithmetic(BinaryOperator::Subtract, &zero, &operand))
            }
            _ => Err(Refusal::new(RefusalKind::BadRequest, "Only a number or a duration can be negated.")),
        }
    }

    /// Brings two values to one kind: an integer beside a decimal is scaled, a null takes the other's kind.
    pub(super) fn of_one_kind(
        &mut self,
        left: Fragment,
        right: Fragment,
    ) -> Result<(Fragment, Fragment), Refusal> {
        Ok(match (left.kind, right.kind) {
            (one, other) if one == other => (left, right),
            (Kind::Null, kind) => (Fragment { text: self.typed_null(kind), ..left.with_kind(kind) }, right),
            (kind, Kind::Null) => {
                let text = self.typed_null(kind);
                (left, Fragment { text, ..right.with_kind(kind) })
            }
            (Kind::Integer, Kind::Decimal) => {
                self.can_fail = true;
                (self.scaled(left), right)
            }
            (Kind::Decimal, Kind::Integer) => {
                self.can_fail = true;
                let right = self.scaled(right);
                (left, right)
            }
            (Kind::Integer, Kind::Enum) | (Kind::Enum, Kind::Integer) => (left, right),
            _ => {
                let message = "Two values of different types stand beside one operator.";
                return Err(Refusal::new(RefusalKind::BadRequest, message));
            }
        })
    }
}
