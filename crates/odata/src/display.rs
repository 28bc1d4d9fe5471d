//! A checked expression written back as OData text, for logs, explanations and tests.

use std::fmt::{Display, Formatter, Result, Write};

use crate::Value;
use crate::edm::{EdmType, EntityTypeId, Model};
use crate::expression::{
    BinaryOperator, Expression, ExpressionKind, Function, NavigationPath, PropertyPath, VariableId,
};
use crate::plan::IT;
use crate::query::expressions::{function_name, operator_word};

/// An expression about rows of `entity_type`. Its text parses to the same expression again, outside of `$expand`.
pub struct DisplayExpression<'a> {
    pub model: &'a Model,
    pub entity_type: EntityTypeId,
    pub expression: &'a Expression,
}

impl Display for DisplayExpression<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let mut printer =
            Printer { model: self.model, out: formatter, types: vec![self.entity_type], row: IT };
        printer.expression(self.expression, 0)
    }
}

struct Printer<'p, 'f> {
    model: &'p Model,
    out: &'p mut Formatter<'f>,
    /// Type of each variable's rows; position = variable.
    types: Vec<EntityTypeId>,
    /// The row that bare names belong to.
    row: VariableId,
}

/// Rank of a call, a path or a literal, above every operator.
const TIGHTEST: u8 = 9;
const RANK_POSTFIX: u8 = 8;
const RANK_UNARY: u8 = 7;

impl Printer<'_, '_> {
    /// Writes with parentheses when what stands around binds tighter than `minimum`.
    fn expression(&mut self, expression: &Expression, minimum: u8) -> Result {
        let rank = rank(expression);
        if rank < minimum {
            self.out.write_char('(')?;
            self.bare(expression)?;
            return self.out.write_char(')');
        }
        self.bare(expression)
    }

    fn bare(&mut self, expression: &Expression) -> Result {
        match &expression.kind {
            ExpressionKind::Literal(value) => self.literal(value, expression.edm_type),
            ExpressionKind::Property(path) => self.property(path),
            ExpressionKind::Navigation(path) => self.navigation(path).map(drop),
            ExpressionKind::Not(operand) => {
                self.out.write_str("not ")?;
                self.expression(operand, RANK_UNARY)
            }
            ExpressionKind::Negate(operand) => {
                self.out.write_char('-')?;
                let is_literal = matches!(operand.kind, ExpressionKind::Literal(_));
                self.expression(operand, if is_literal { TIGHTEST + 1 } else { RANK_UNARY })
            }
            ExpressionKind::Binary { operator, left, right } => self.binary(*operator, left, right),
            ExpressionKind::In { left, list } => {
                self.expression(left, RANK_POSTFIX)?;
                self.out.write_str(" in ")?;
                self.list(list)
            }
            ExpressionKind::Call { function, arguments } => {
                self.out.write_str(function_name(*function))?;
                if *function == Function::Case { self.case(arguments) } else { self.list(arguments) }
            }
            ExpressionKind::Lambda { all, collection, variable, predicate } => {
                let entity_type = self.navigation(collection)?;
                self.out.write_str(if *all { "/all(" } else { "/any(" })?;
                if let Some(predicate) = predicate {
                    write!(self.out, "v{}:", variable.0)?;
                    self.below(entity_type, self.row, predicate)?;
                }
                self.out.write_char(')')
            }
            ExpressionKind::Count { collection, variable, filter } => {
                let entity_type = self.navigation(collection)?;
                self.out.write_str("/$count")?;
                let Some(filter) = filter else { return Ok(()) };
                self.out.write_str("($filter=")?;
                self.below(entity_type, *variable, filter)?;
                self.out.write_char(')')
            }
        }
    }

    fn below(&mut self, entity_type: EntityTypeId, row: VariableId, inner: &Expression) -> Result {
        self.types.push(entity_type);
        let outer = std::mem::replace(&mut self.row, row);
        self.expression(inner, 0)?;
        self.row = outer;
        self.types.pop();
        Ok(())
    }

    fn binary(&mut self, operator: BinaryOperator, left: &Expression, right: &Expression) -> Result {
        let (word, rank) = operator_word(operator);
        let associative = matches!(operator, BinaryOperator::And | BinaryOperator::Or);
        self.expression(left, rank)?;
        write!(self.out, " {word} ")?;
        self.expression(right, if associative { rank } else { rank + 1 })
    }

    fn list(&mut self, items: &[Expression]) -> Result {
        self.out.write_char('(')?;
        for (index, item) in items.iter().enumerate() {
            self.out.write_str(if index > 0 { "," } else { "" })?;
            self.expression(item, 0)?;
        }
        self.out.write_char(')')
    }

    fn case(&mut self, arguments: &[Expression]) -> Result {
        self.out.write_char('(')?;
        for (index, argument) in arguments.iter().enumerate() {
            self.out.write_str(if index == 0 { "" } else { [",", " : "][index % 2] })?;
            self.expression(argument, 0)?;
        }
        self.out.write_char(')')
    }

    /// The variable a path starts from, with its slash; nothing for the row itself.
    fn base(&mut self, base: VariableId) -> Result {
        match base {
            _ if base == self.row => Ok(()),
            IT => self.out.write_str("$it/"),
            VariableId(number) => write!(self.out, "v{number}/"),
        }
    }

    fn property(&mut self, path: &PropertyPath) -> Result {
        self.base(path.base)?;
        let mut entity_type = self.types[path.base.0];
        for id in &path.navigations {
            let navigation = self.model.entity_type(entity_type).navigation(*id);
            write!(self.out, "{}/", navigation.name)?;
            entity_type = navigation.target;
        }
        let property = self.model.entity_type(entity_type).property(path.property);
        self.out.write_str(&property.name)?;
        match (path.member, property.edm_type) {
            (Some(member), EdmType::Complex(id)) => {
                write!(self.out, "/{}", self.model.complex_type(id).members[member].name)
            }
            _ => Ok(()),
        }
    }

    /// Writes the path and returns the type it leads to.
    fn navigation(&mut self, path: &NavigationPath) -> std::result::Result<EntityTypeId, std::fmt::Error> {
        self.base(path.base)?;
        let mut entity_type = self.types[path.base.0];
        for (index, id) in path.navigations.iter().enumerate() {
            let navigation = self.model.entity_type(entity_type).navigation(*id);
            self.out.write_str(if index > 0 { "/" } else { "" })?;
            self.out.write_str(&navigation.name)?;
            entity_type = navigation.target;
        }
        Ok(entity_type)
    }

    fn literal(&mut self, value: &Value, edm_type: Option<EdmType>) -> Result {
        match value {
            Value::Null => self.out.write_str("null"),
            Value::Boolean(value) => write!(self.out, "{value}"),
            Value::Integer(value) => write!(self.out, "{value}"),
            Value::Decimal(value) if value.scale() == 0 => write!(self.out, "{value}.0"),
            Value::Decimal(value) => write!(self.out, "{value}"),
            Value::String(text) => write!(self.out, "'{}'", text.replace('\'', "''")),
            Value::Guid(value) => write!(self.out, "{}", value.hyphenated()),
            Value::Date(value) => write!(self.out, "{value}"),
            Value::Instant(value) => write!(self.out, "{value}"),
            Value::TimeOfDay(value) => write!(self.out, "{value}"),
            Value::DurationMilliseconds(value) => {
                let (sign, size) = (if *value < 0 { "-" } else { "" }, value.unsigned_abs());
                write!(self.out, "duration'{sign}PT{}.{:03}S'", size / 1_000, size % 1_000)
            }
            Value::Enum(number) => self.member(*number, edm_type),
            // No literal of an expression is structured.
            Value::Complex(_) | Value::Collection(_) => self.out.write_str("null"),
        }
    }

    fn member(&mut self, number: i64, edm_type: Option<EdmType>) -> Result {
        let Some(EdmType::Enum(id)) = edm_type else { return write!(self.out, "{number}") };
        let enumeration = self.model.enum_type(id);
        let member = enumeration.members.iter().find(|member| member.value == number);
        let name = member.map_or_else(|| number.to_string(), |member| member.name.replace('\'', "''"));
        write!(self.out, "{}.{}'{name}'", self.model.namespace, enumeration.name)
    }
}

fn rank(expression: &Expression) -> u8 {
    match &expression.kind {
        ExpressionKind::Binary { operator, .. } => operator_word(*operator).1,
        ExpressionKind::In { .. } => RANK_POSTFIX,
        ExpressionKind::Not(_) | ExpressionKind::Negate(_) => RANK_UNARY,
        _ => TIGHTEST,
    }
}
