//! Typing of operators: which operands go together, and what comes out.

use crate::Value;
use crate::edm::EdmType;
use crate::error::Refusal;
use crate::expression::{BinaryOperator, Expression, ExpressionKind};
use crate::query::coercion::{bring, cast_text, is_literal, is_numeric, no_such_member, unify, wider};
use crate::query::context::limit_exceeded;
use crate::query::expressions::{Parser, Typed, operators, strict};

impl Parser<'_, '_> {
    /// Checks and joins two operands; `at` is the place of the operator.
    pub(super) fn combine(
        &self,
        operator: BinaryOperator,
        mut left: Typed,
        mut right: Typed,
        at: usize,
    ) -> Result<Typed, Refusal> {
        let edm_type = match operator {
            BinaryOperator::Equal | BinaryOperator::NotEqual if has_navigation(&left, &right) => {
                self.check_navigation_beside_null(&mut left, &mut right)?;
                Some(EdmType::Boolean)
            }
            BinaryOperator::Has => self.check_has(&left, &mut right, at).map(Some)?,
            BinaryOperator::Add
            | BinaryOperator::Subtract
            | BinaryOperator::Multiply
            | BinaryOperator::Divide
            | BinaryOperator::DivideBy
            | BinaryOperator::Modulo => self.arithmetic(operator, &mut left, &mut right, at)?,
            _ => self.check_comparison(operator, &mut left, &mut right, at).map(Some)?,
        };
        let (start, depth) = (left.at, left.depth.max(right.depth));
        let Some(edm_type) = edm_type else {
            return self.typed(ExpressionKind::Literal(Value::Null), None, start, 0);
        };
        let (left, right) = (Box::new(left.expression), Box::new(right.expression));
        self.typed(ExpressionKind::Binary { operator, left, right }, Some(edm_type), start, depth)
    }

    /// Joins the operands of one `and` or `or` chain to a tree of least height.
    pub(super) fn combine_chain(
        &self,
        operator: BinaryOperator,
        operands: Vec<Typed>,
        at: usize,
    ) -> Result<Typed, Refusal> {
        let start = operands.first().map_or(at, |first| first.at);
        let height = operands.iter().map(|operand| operand.depth).max().unwrap_or_default();
        let mut leaves = Vec::with_capacity(operands.len());
        for operand in operands {
            self.check_condition(&operand, operators::word(operator).0)?;
            flatten(operator, operand.expression, &mut leaves);
        }
        if operator == BinaryOperator::Or && self.context.model.rules.strict {
            strict::check_one_property(self.cursor.option, &leaves)?;
        }
        self.context.spend_nodes(leaves.len())?;
        let depth = height + leaves.len().next_power_of_two().ilog2() as usize;
        if depth > self.context.limits.expression_depth_max {
            return Err(limit_exceeded(format!(
                "The expression in {} is nested too deeply.",
                self.cursor.option
            )));
        }
        let expression = balanced(operator, &mut leaves.into_iter().map(Some).collect::<Vec<_>>());
        Ok(Typed { expression, at: start, depth })
    }

    fn check_comparison(
        &self,
        operator: BinaryOperator,
        left: &mut Typed,
        right: &mut Typed,
        at: usize,
    ) -> Result<EdmType, Refusal> {
        for side in [&*left, &*right] {
            self.check_value(side)?;
        }
        if unify(self.context.model, &mut left.expression, &mut right.expression) {
            return Ok(EdmType::Boolean);
        }
        for (one, other) in [(&*left, &*right), (&*right, &*left)] {
            if let Some(refusal) = self.unknown_member(&one.expression, other.expression.edm_type, one.at) {
                return Err(refusal);
            }
        }
        Err(self.mismatch(operator, left, right, at))
    }

    /// The refusal for a text literal that names no member of the enumeration it meets.
    pub(super) fn unknown_member(
        &self,
        expression: &Expression,
        target: Option<EdmType>,
        at: usize,
    ) -> Option<Refusal> {
        let (ExpressionKind::Literal(value), Some(EdmType::Enum(id))) = (&expression.kind, target) else {
            return None;
        };
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            _ => return None,
        };
        let model = self.context.model;
        cast_text(model, &text, EdmType::Enum(id))
            .is_none()
            .then(|| self.cursor.bad(at, no_such_member(model, id, &text)))
    }

    fn check_has(&self, left: &Typed, right: &mut Typed, at: usize) -> Result<EdmType, Refusal> {
        let Some(target @ EdmType::Enum(_)) = left.expression.edm_type else {
            return Err(self.mismatch(BinaryOperator::Has, left, right, at));
        };
        self.bring_or_refuse(right, target, "The right side of 'has'")?;
        Ok(EdmType::Boolean)
    }

    /// `None` when both sides are null, and so is the result.
    fn arithmetic(
        &self,
        operator: BinaryOperator,
        left: &mut Typed,
        right: &mut Typed,
        at: usize,
    ) -> Result<Option<EdmType>, Refusal> {
        self.check_value(left)?;
        self.check_value(right)?;
        let model = self.context.model;
        if matches!(left.expression.edm_type, Some(EdmType::Date | EdmType::DateTimeOffset)) {
            bring(model, &mut right.expression, EdmType::Duration);
        }
        let (Some(before_left), Some(before_right)) = (left.expression.edm_type, right.expression.edm_type)
        else {
            let known = left.expression.edm_type.or(right.expression.edm_type);
            return match known {
                Some(edm_type) if !is_numeric(edm_type) && !is_temporal(edm_type) => {
                    Err(self.mismatch(operator, left, right, at))
                }
                _ => Ok(known),
            };
        };
        if let Some(result) = temporal_result(operator, before_left, before_right) {
            return Ok(Some(result));
        }
        let unified = unify(model, &mut left.expression, &mut right.expression);
        let (Some(left_type), Some(right_type)) = (left.expression.edm_type, right.expression.edm_type)
        else {
            return Ok(None);
        };
        if unified && is_numeric(left_type) && is_numeric(right_type) {
            if operator != BinaryOperator::DivideBy {
                return Ok(Some(wider(left_type, right_type)));
            }
            for side in [left, right] {
                bring(model, &mut side.expression, EdmType::Decimal);
            }
            return Ok(Some(EdmType::Decimal));
        }
        let result = temporal_result(operator, left_type, right_type).filter(|_| unified);
        result.map(Some).ok_or_else(|| self.mismatch(operator, left, right, at))
    }

    pub(super) fn negate_condition(&self, operand: Typed, at: usize) -> Result<Typed, Refusal> {
        self.check_condition(&operand, "not")?;
        if operand.expression.edm_type.is_none() {
            return Ok(Typed { at, ..operand });
        }
        let kind = ExpressionKind::Not(Box::new(operand.expression));
        self.typed(kind, Some(EdmType::Boolean), at, operand.depth)
    }

    pub(super) fn negate_number(&self, operand: Typed, at: usize) -> Result<Typed, Refusal> {
        self.check_value(&operand)?;
        let edm_type = match operand.expression.edm_type {
            None => return Ok(Typed { at, ..operand }),
            Some(edm_type) if is_numeric(edm_type) || edm_type == EdmType::Duration => edm_type,
            Some(_) => {
                let found = self.type_name(&operand.expression);
                return Err(self.cursor.bad(at, format!("The operator '-' cannot be used on {found}.")));
            }
        };
        self.typed(ExpressionKind::Negate(Box::new(operand.expression)), Some(edm_type), at, operand.depth)
    }

    /// Refuses what is not a condition; null counts as one.
    pub(super) fn check_condition(&self, operand: &Typed, word: &str) -> Result<(), Refusal> {
        let is_navigation = matches!(operand.expression.kind, ExpressionKind::Navigation(_));
        if !is_navigation && matches!(operand.expression.edm_type, None | Some(EdmType::Boolean)) {
            return Ok(());
        }
        let found = self.type_name(&operand.expression);
        let message = format!("The operator '{word}' needs Edm.Boolean, but its operand is of type {found}.");
        Err(self.cursor.bad(operand.at, message))
    }

    /// Refuses what has no value to compare or to calculate with.
    pub(super) fn check_value(&self, operand: &Typed) -> Result<(), Refusal> {
        match operand.expression.edm_type {
            _ if matches!(operand.expression.kind, ExpressionKind::Navigation(_)) => {
                let message = "A navigation property can only be compared with null.";
                Err(self.cursor.bad(operand.at, message))
            }
            Some(EdmType::Complex(_) | EdmType::ComplexCollection(_)) => {
                Err(self.cursor.not_implemented(operand.at, "Comparing complex values"))
            }
            Some(EdmType::Stream) => Err(self.cursor.bad(operand.at, "A stream has no value to compare.")),
            _ => Ok(()),
        }
    }

    fn check_navigation_beside_null(&self, left: &mut Typed, right: &mut Typed) -> Result<(), Refusal> {
        let is_null = |side: &Typed| side.expression.kind == ExpressionKind::Literal(Value::Null);
        if is_null(left) {
            std::mem::swap(&mut left.expression, &mut right.expression);
        }
        if is_null(right) { Ok(()) } else { self.check_value(left).and_then(|()| self.check_value(right)) }
    }

    fn mismatch(&self, operator: BinaryOperator, left: &Typed, right: &Typed, at: usize) -> Refusal {
        let (left, right) = (self.type_name(&left.expression), self.type_name(&right.expression));
        let word = operators::word(operator).0;
        self.cursor.bad(at, format!("The operator '{word}' cannot be used between {left} and {right}."))
    }

    /// Name of an expression's type for messages.
    pub(super) fn type_name(&self, expression: &Expression) -> String {
        match (expression.edm_type, &expression.kind) {
            (Some(edm_type), _) => self.context.model.type_name(edm_type),
            (None, ExpressionKind::Navigation(_)) => "an entity".to_owned(),
            (None, _) => "null".to_owned(),
        }
    }
}

/// The expression as a condition: what `$filter` keeps a row for. A null condition keeps none.
pub(crate) fn checked_condition(parser: &Parser, typed: Typed) -> Result<Expression, Refusal> {
    parser.check_condition(&typed, parser.cursor.option)?;
    if typed.expression.edm_type.is_some() {
        return Ok(typed.expression);
    }
    Ok(Expression { edm_type: Some(EdmType::Boolean), kind: ExpressionKind::Literal(Value::Boolean(false)) })
}

fn has_navigation(left: &Typed, right: &Typed) -> bool {
    [left, right].iter().any(|side| matches!(side.expression.kind, ExpressionKind::Navigation(_)))
}

fn is_temporal(edm_type: EdmType) -> bool {
    matches!(edm_type, EdmType::Date | EdmType::DateTimeOffset | EdmType::Duration)
}

/// Dates, instants and durations in arithmetic (5.1.1.2; multiplication since 4.01).
fn temporal_result(operator: BinaryOperator, left: EdmType, right: EdmType) -> Option<EdmType> {
    use BinaryOperator::{Add, Divide, DivideBy, Multiply, Subtract};
    use EdmType::{Date, DateTimeOffset, Duration};
    match (operator, left, right) {
        (Add | Subtract, DateTimeOffset | Date | Duration, Duration) => Some(left),
        (Subtract, DateTimeOffset, DateTimeOffset) | (Subtract, Date, Date) => Some(Duration),
        (Multiply | Divide | DivideBy, Duration, number) if is_numeric(number) => Some(Duration),
        (Multiply, number, Duration) if is_numeric(number) => Some(Duration),
        _ => None,
    }
}

/// Takes a chain apart into the operands that are not themselves the same operator.
fn flatten(operator: BinaryOperator, expression: Expression, leaves: &mut Vec<Expression>) {
    match expression.kind {
        ExpressionKind::Binary { operator: inner, left, right } if inner == operator => {
            flatten(operator, *left, leaves);
            flatten(operator, *right, leaves);
        }
        _ => leaves.push(expression),
    }
}

fn balanced(operator: BinaryOperator, leaves: &mut [Option<Expression>]) -> Expression {
    if let [leaf] = leaves {
        let nothing = || Expression { edm_type: None, kind: ExpressionKind::Literal(Value::Null) };
        return leaf.take().unwrap_or_else(nothing);
    }
    let (left, right) = leaves.split_at_mut(leaves.len() / 2);
    let (left, right) = (Box::new(balanced(operator, left)), Box::new(balanced(operator, right)));
    Expression { edm_type: Some(EdmType::Boolean), kind: ExpressionKind::Binary { operator, left, right } }
}

/// Numbers and texts that stand in an `in` list beside `left`: brought to its type, or left out when no value of that
/// type can equal them.
pub(super) fn fits_list(parser: &Parser, left: &Typed, item: &mut Typed) -> Result<bool, Refusal> {
    let Some(target) = left.expression.edm_type else { return Ok(true) };
    let Some(found) = item.expression.edm_type else { return Ok(true) };
    if is_numeric(target) && is_numeric(found) {
        return Ok(bring(parser.context.model, &mut item.expression, target) || !is_literal(&item.expression));
    }
    parser.bring_or_refuse(item, target, "An item of the list after 'in'")?;
    Ok(true)
}
