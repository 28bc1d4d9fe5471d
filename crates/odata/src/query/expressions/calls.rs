//! Function calls, `case`, and the list after `in`.

use crate::Value;
use crate::edm::EdmType;
use crate::error::{Refusal, RefusalKind};
use crate::expression::{ExpressionKind, Function};
use crate::query::coercion::{bring, is_literal, is_numeric, wider};
use crate::query::context::limit_exceeded;
use crate::query::expressions::combine::fits_list;
use crate::query::expressions::functions::{Accepts, Signature, find_signature, is_known_elsewhere};
use crate::query::expressions::{Parser, Typed};
use crate::query::literals::take_literal;

impl<'a> Parser<'_, 'a> {
    /// `name(arguments)`; the cursor stands on the name.
    pub(super) fn call(&mut self, name: &'a str, at: usize) -> Result<Typed, Refusal> {
        self.cursor.offset += name.len() + 1;
        if name.eq_ignore_ascii_case("case") {
            return self.case(at);
        }
        if is_known_elsewhere(name) {
            return Err(self.cursor.not_implemented(at, &format!("The function '{name}'")));
        }
        let Some(signature) = find_signature(name) else {
            return Err(self.cursor.bad(at, format!("The function '{name}' is not known.")));
        };
        let mut arguments = self.arguments()?;
        self.check_arguments(signature, &mut arguments, at)?;
        let rounds = matches!(signature.function, Function::Round | Function::Floor | Function::Ceiling);
        if rounds && arguments.first().is_some_and(|only| only.expression.edm_type != Some(EdmType::Decimal))
        {
            // A whole number is its own rounding.
            return arguments.pop().ok_or_else(|| self.cursor.unexpected("an argument is missing"));
        }
        self.finish_call(signature.function, arguments, signature.result, at)
    }

    fn arguments(&mut self) -> Result<Vec<Typed>, Refusal> {
        let mut arguments = Vec::new();
        self.cursor.skip_blanks();
        if self.cursor.take(b')') {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression()?);
            if !self.cursor.take_between_blanks(b',') {
                self.cursor.expect(b')')?;
                return Ok(arguments);
            }
        }
    }

    fn check_arguments(
        &self,
        signature: &Signature,
        arguments: &mut [Typed],
        at: usize,
    ) -> Result<(), Refusal> {
        let (most, name) = (signature.parameters.len(), signature.name);
        if arguments.len() > most || arguments.len() + signature.optional < most {
            let message = format!("The function '{name}' does not take {} arguments.", arguments.len());
            return Err(self.cursor.bad(at, message));
        }
        for (accepts, argument) in signature.parameters.iter().zip(arguments) {
            self.check_argument(name, *accepts, argument)?;
        }
        Ok(())
    }

    fn check_argument(&self, name: &str, accepts: Accepts, argument: &mut Typed) -> Result<(), Refusal> {
        self.check_value(argument)?;
        let Some(found) = argument.expression.edm_type else { return Ok(()) };
        let types = accepts.types();
        let model = self.context.model;
        if types.contains(&found) || types.iter().any(|known| bring(model, &mut argument.expression, *known))
        {
            return Ok(());
        }
        let wanted: Vec<String> = types.iter().map(|known| model.type_name(*known)).collect();
        let message = format!(
            "An argument of the function '{name}' is of type {}, but must be of type {}.",
            model.type_name(found),
            wanted.join(" or ")
        );
        Err(self.cursor.bad(argument.at, message))
    }

    fn finish_call(
        &self,
        function: Function,
        arguments: Vec<Typed>,
        result: EdmType,
        at: usize,
    ) -> Result<Typed, Refusal> {
        let depth = arguments.iter().map(|argument| argument.depth).max().unwrap_or_default();
        let arguments = arguments.into_iter().map(|argument| argument.expression).collect();
        self.typed(ExpressionKind::Call { function, arguments }, Some(result), at, depth)
    }

    /// `case(condition:value,…)` (5.1.1.11.2): the first condition that holds gives the value, else it is null.
    fn case(&mut self, at: usize) -> Result<Typed, Refusal> {
        let mut arguments = Vec::new();
        loop {
            let condition = self.expression()?;
            self.check_condition(&condition, "case")?;
            self.cursor.expect(b':')?;
            let value = self.expression()?;
            self.check_value(&value)?;
            arguments.extend([condition, value]);
            if !self.cursor.take_between_blanks(b',') {
                break;
            }
        }
        self.cursor.expect(b')')?;
        match self.unify_case_values(&mut arguments)? {
            Some(result) => self.finish_call(Function::Case, arguments, result, at),
            None => self.typed(ExpressionKind::Literal(Value::Null), None, at, 0),
        }
    }

    /// Brings the values to one type and returns it; `None` when all of them are null.
    fn unify_case_values(&self, arguments: &mut [Typed]) -> Result<Option<EdmType>, Refusal> {
        let values = || (1..arguments.len()).step_by(2).map(|index| &arguments[index].expression);
        let typed = || values().filter(|value| value.edm_type.is_some());
        let reference = typed().find(|value| !is_literal(value)).or_else(|| typed().next());
        let Some(mut result) = reference.and_then(|value| value.edm_type) else { return Ok(None) };
        if is_numeric(result) {
            let numbers = typed().filter_map(|value| value.edm_type).filter(|found| is_numeric(*found));
            result = numbers.fold(result, wider);
        }
        for index in (1..arguments.len()).step_by(2) {
            let value = &mut arguments[index];
            if !value.expression.edm_type.is_some_and(|found| is_numeric(found) && is_numeric(result)) {
                self.bring_or_refuse(value, result, "A value of 'case'")?;
            } else {
                bring(self.context.model, &mut value.expression, result);
            }
        }
        Ok(Some(result))
    }

    /// `left in (…)`, `left in @alias`; the cursor stands after `in`.
    pub(super) fn in_list(&mut self, left: Typed, at: usize) -> Result<Typed, Refusal> {
        self.check_value(&left)?;
        self.cursor.skip_blanks();
        let items = match self.cursor.peek() {
            Some(b'@') => self.alias(self.cursor.offset, Parser::list)?,
            Some(b'(' | b'[') => self.list()?,
            _ => return Err(self.cursor.not_implemented(at, "The operator 'in' with anything but a list")),
        };
        let depth = items.iter().map(|item| item.depth).max().unwrap_or_default().max(left.depth);
        let mut list = Vec::with_capacity(items.len());
        for mut item in items {
            self.check_value(&item)?;
            if fits_list(self, &left, &mut item)? {
                list.push(item.expression);
            }
        }
        let start = left.at;
        let left = Box::new(left.expression);
        self.typed(ExpressionKind::In { left, list }, Some(EdmType::Boolean), start, depth)
    }

    /// `(a,b,…)`, or `["a","b",…]` as the value of an alias may be written; possibly empty.
    fn list(&mut self) -> Result<Vec<Typed>, Refusal> {
        let is_json = self.cursor.take(b'[');
        let close = if is_json { b']' } else { b')' };
        if !is_json {
            self.cursor.expect(b'(')?;
        }
        let mut items = Vec::new();
        self.cursor.skip_blanks();
        if self.cursor.take(close) {
            return Ok(items);
        }
        loop {
            if items.len() == self.context.limits.in_list_items_max {
                let max = self.context.limits.in_list_items_max;
                return Err(limit_exceeded(format!("A list after 'in' has more than {max} items.")));
            }
            items.push(if is_json { self.json_item()? } else { self.expression()? });
            if !self.cursor.take_between_blanks(b',') {
                self.cursor.expect(close)?;
                return Ok(items);
            }
        }
    }

    /// A text, number, Boolean or null of JSON.
    fn json_item(&mut self) -> Result<Typed, Refusal> {
        let at = self.cursor.offset;
        if self.cursor.peek() == Some(b'"') {
            let mut values = serde_json::Deserializer::from_str(self.cursor.rest()).into_iter::<String>();
            let text = match values.next() {
                Some(Ok(text)) => text,
                _ => return Err(self.cursor.bad(at, "The JSON text that starts here is malformed.")),
            };
            self.cursor.offset += values.byte_offset();
            return self.typed(ExpressionKind::Literal(Value::String(text)), Some(EdmType::String), at, 0);
        }
        match take_literal(&mut self.cursor)? {
            Some((value, edm_type)) => self.typed(ExpressionKind::Literal(value), edm_type, at, 0),
            None => Err(self.cursor.refuse(
                RefusalKind::NotImplemented,
                at,
                "A list of anything but simple values is not implemented.",
            )),
        }
    }
}
