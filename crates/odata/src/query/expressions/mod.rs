//! The expression grammar (OData 4.01 URL Conventions 5.1.1): text to a checked expression in one pass.

mod calls;
mod combine;
mod functions;
mod operators;
mod paths;
mod strict;

use crate::Value;
use crate::edm::EdmType;
use crate::error::Refusal;
use crate::expression::{BinaryOperator, Expression, ExpressionKind};
use crate::query::coercion::{bring, cast_text, no_such_member};
use crate::query::context::{Context, Scope, limit_exceeded};
use crate::query::cursor::Cursor;
use crate::query::literals::{take_literal, take_quoted};
use crate::query::temporal::parse_duration_milliseconds;

pub(crate) use combine::checked_condition;
pub(crate) use functions::function_name;
pub(crate) use operators::word as operator_word;

/// An expression with where it started, for messages, and the height of its tree, for the limit.
#[derive(Debug)]
pub(crate) struct Typed {
    pub expression: Expression,
    pub at: usize,
    pub depth: usize,
}

/// Reads one expression after another from a cursor; the caller looks at what follows.
pub(crate) struct Parser<'c, 'a> {
    pub context: &'c Context<'a>,
    pub cursor: Cursor<'a>,
    pub scope: Scope<'a>,
    /// Rules that are open at present; bounds the recursion.
    open: usize,
}

impl<'c, 'a> Parser<'c, 'a> {
    pub fn new(context: &'c Context<'a>, cursor: Cursor<'a>, scope: Scope<'a>) -> Self {
        Parser { context, cursor, scope, open: 0 }
    }

    /// A whole expression, blanks around it included.
    pub fn expression(&mut self) -> Result<Typed, Refusal> {
        self.open += 1;
        self.check_depth(self.open)?;
        let result = self.operators(operators::LOWEST);
        self.open -= 1;
        self.cursor.skip_blanks();
        result
    }

    /// An expression with a value of its own to order or to show.
    pub fn value(&mut self) -> Result<Typed, Refusal> {
        let value = self.expression()?;
        self.check_value(&value)?;
        if value.expression.edm_type.is_none() {
            return Err(self.cursor.bad(value.at, "null has no type and cannot stand here."));
        }
        Ok(value)
    }

    /// Operands joined by operators that bind at least as tightly as `minimum` (5.1.1.16).
    fn operators(&mut self, minimum: u8) -> Result<Typed, Refusal> {
        let mut left = self.unary()?;
        while let Some((operator, rank, at)) = self.take_operator(minimum) {
            if matches!(operator, BinaryOperator::And | BinaryOperator::Or) {
                left = self.chain(operator, rank, left, at)?;
            } else {
                let right = self.operators(rank + 1)?;
                left = self.combine(operator, left, right, at)?;
            }
        }
        Ok(left)
    }

    /// `a or b or c`: all operands first, then one balanced tree, so that long chains stay low.
    fn chain(
        &mut self,
        operator: BinaryOperator,
        rank: u8,
        left: Typed,
        at: usize,
    ) -> Result<Typed, Refusal> {
        let mut operands = vec![left];
        loop {
            operands.push(self.operators(rank + 1)?);
            if self.take_operator(rank).is_none() {
                return self.combine_chain(operator, operands, at);
            }
        }
    }

    fn take_operator(&mut self, minimum: u8) -> Option<(BinaryOperator, u8, usize)> {
        let start = self.cursor.offset;
        self.cursor.skip_blanks();
        let at = self.cursor.offset;
        let word = self.cursor.peek_name();
        match operators::find(word) {
            Some((operator, rank)) if rank >= minimum => {
                self.cursor.offset += word.len();
                Some((operator, rank, at))
            }
            _ => {
                self.cursor.offset = start;
                None
            }
        }
    }

    /// `not x`, `-x`, or a primary with the `in` and `has` that follow it.
    fn unary(&mut self) -> Result<Typed, Refusal> {
        self.cursor.skip_blanks();
        let at = self.cursor.offset;
        let negated = self.cursor.peek_name().eq_ignore_ascii_case("not")
            && matches!(self.cursor.rest().as_bytes().get(3), Some(b' ' | b'\t' | b'('));
        let minus = self.cursor.peek() == Some(b'-')
            && !self.cursor.rest().as_bytes().get(1).is_some_and(u8::is_ascii_digit)
            && !self.cursor.rest().starts_with("-INF");
        if !negated && !minus {
            return self.postfix();
        }
        self.cursor.offset += if negated { 3 } else { 1 };
        self.open += 1;
        self.check_depth(self.open)?;
        let operand = self.unary();
        self.open -= 1;
        if negated { self.negate_condition(operand?, at) } else { self.negate_number(operand?, at) }
    }

    fn postfix(&mut self) -> Result<Typed, Refusal> {
        let mut left = self.primary()?;
        loop {
            let start = self.cursor.offset;
            self.cursor.skip_blanks();
            let at = self.cursor.offset;
            if self.cursor.take_word("in") {
                left = self.in_list(left, at)?;
            } else if self.cursor.take_word("has") {
                self.cursor.skip_blanks();
                let right = self.primary()?;
                left = self.combine(BinaryOperator::Has, left, right, at)?;
            } else {
                self.cursor.offset = start;
                return Ok(left);
            }
        }
    }

    fn primary(&mut self) -> Result<Typed, Refusal> {
        let at = self.cursor.offset;
        match self.cursor.peek() {
            Some(b'(') => {
                self.cursor.take(b'(');
                let mut inner = self.expression()?;
                self.cursor.expect(b')')?;
                inner.at = at;
                return Ok(inner);
            }
            Some(b'@') => return self.alias(at, Parser::expression),
            Some(b'[' | b'{') => {
                return Err(self.cursor.not_implemented(at, "A literal collection or object"));
            }
            Some(b'$') => return self.path(at),
            _ => {}
        }
        if let Some((value, edm_type)) = take_literal(&mut self.cursor)? {
            return self.typed(ExpressionKind::Literal(value), edm_type, at, 0);
        }
        let name = self.cursor.peek_qualified_name();
        if name.is_empty() {
            return Err(self.cursor.unexpected("a value, a property or a function was expected"));
        }
        match self.cursor.rest().as_bytes().get(name.len()) {
            Some(b'\'') => self.prefixed_literal(name, at),
            Some(b'(') => self.call(name, at),
            _ => match self.bare_duration(name) {
                Some(milliseconds) => {
                    self.cursor.offset += name.len();
                    let kind = ExpressionKind::Literal(Value::DurationMilliseconds(milliseconds));
                    self.typed(kind, Some(EdmType::Duration), at, 0)
                }
                None => self.path(at),
            },
        }
    }

    /// `P1DT2H` without prefix and quotes, unless a property is called so.
    fn bare_duration(&self, name: &str) -> Option<i64> {
        if !name.starts_with('P') || self.names_something(name) {
            return None;
        }
        parse_duration_milliseconds(name)
    }

    /// `Namespace.type'Member'`.
    fn prefixed_literal(&mut self, name: &'a str, at: usize) -> Result<Typed, Refusal> {
        let model = self.context.model;
        let (prefix, short) = name.rsplit_once('.').unwrap_or(("", name));
        let found =
            model.enum_types.iter().position(|enumeration| enumeration.name.eq_ignore_ascii_case(short));
        let Some(index) = found.filter(|_| self.context.is_namespace(prefix)) else {
            return Err(self.cursor.bad(at, format!("'{name}' is not a type with literals of this form.")));
        };
        self.cursor.offset += name.len();
        let text = take_quoted(&mut self.cursor)?;
        let id = crate::edm::EnumTypeId(index);
        let value = cast_text(model, &text, EdmType::Enum(id))
            .ok_or_else(|| self.cursor.bad(at, no_such_member(model, id, &text)))?;
        self.typed(ExpressionKind::Literal(value), Some(EdmType::Enum(id)), at, 0)
    }

    /// `@name`: reads the alias's text where it stands. An alias without a value is null (OData 4.01 Protocol
    /// 11.2.6.1.3).
    fn alias<T: AliasResult>(
        &mut self,
        at: usize,
        read: impl FnOnce(&mut Self) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.cursor.take(b'@');
        let name = self.cursor.peek_name();
        self.cursor.offset += name.len();
        let Some((option, text)) = self.context.alias_named(name) else {
            return self.typed(ExpressionKind::Literal(Value::Null), None, at, 0).map(T::from_null);
        };
        self.open += 1;
        self.check_depth(self.open)?;
        let outer = std::mem::replace(&mut self.cursor, Cursor::new(option, text));
        self.cursor.skip_blanks();
        let result = read(self)?;
        self.cursor.expect_end()?;
        self.cursor = outer;
        self.open -= 1;
        Ok(result.placed_at(at))
    }

    /// Puts an expression together, counting it.
    fn typed(
        &self,
        kind: ExpressionKind,
        edm_type: Option<EdmType>,
        at: usize,
        depth_below: usize,
    ) -> Result<Typed, Refusal> {
        self.context.spend_nodes(1)?;
        self.check_depth(depth_below + 1)?;
        Ok(Typed { expression: Expression { edm_type, kind }, at, depth: depth_below + 1 })
    }

    fn check_depth(&self, depth: usize) -> Result<(), Refusal> {
        let max = self.context.limits.expression_depth_max;
        if depth <= max {
            return Ok(());
        }
        let message = format!("The expression in {} is nested deeper than {max}.", self.cursor.option);
        Err(limit_exceeded(message).at(self.cursor.option))
    }

    /// Makes a literal one of type `target`, or says what it is instead.
    fn bring_or_refuse(&self, typed: &mut Typed, target: EdmType, what: &str) -> Result<(), Refusal> {
        if bring(self.context.model, &mut typed.expression, target) {
            return Ok(());
        }
        if let Some(refusal) = self.unknown_member(&typed.expression, Some(target), typed.at) {
            return Err(refusal);
        }
        let found = self.type_name(&typed.expression);
        let wanted = self.context.model.type_name(target);
        Err(self.cursor.bad(typed.at, format!("{what} must be of type {wanted}, but is of type {found}.")))
    }
}

/// What an alias can stand for: one expression, or a list after `in`.
trait AliasResult {
    fn from_null(null: Typed) -> Self;
    fn placed_at(self, at: usize) -> Self;
}

impl AliasResult for Typed {
    fn from_null(null: Typed) -> Self {
        null
    }

    fn placed_at(self, at: usize) -> Self {
        Typed { at, ..self }
    }
}

impl AliasResult for Vec<Typed> {
    fn from_null(_: Typed) -> Self {
        Vec::new()
    }

    fn placed_at(mut self, at: usize) -> Self {
        self.iter_mut().for_each(|item| item.at = at);
        self
    }
}
