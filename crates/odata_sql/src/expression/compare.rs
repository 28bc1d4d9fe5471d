//! `eq ne lt le gt ge has in`, with the nulls of OData (URL Conventions 5.1.1.1) and plain operators where an index
//! could be used.

use odata::expression::{BinaryOperator, Expression, ExpressionKind, NavigationPath};
use odata::{Refusal, Value};
use uuid::Uuid;

use super::literal::{Position, as_number, position_among};
use super::{Nulls, as_literal, as_property, is_null, not_offered};
use crate::compiled::SqlValue;
use crate::fragment::{Fragment, Kind};
use crate::mapping::{Source, Storage};
use crate::writer::Writer;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Relation {
    fn of(operator: BinaryOperator) -> Option<Relation> {
        Some(match operator {
            // No enumeration of the faces is made of flags: to have a member is to be it.
            BinaryOperator::Equal | BinaryOperator::Has => Relation::Equal,
            BinaryOperator::NotEqual => Relation::NotEqual,
            BinaryOperator::Less => Relation::Less,
            BinaryOperator::LessOrEqual => Relation::LessOrEqual,
            BinaryOperator::Greater => Relation::Greater,
            BinaryOperator::GreaterOrEqual => Relation::GreaterOrEqual,
            _ => return None,
        })
    }

    fn mirrored(self) -> Relation {
        match self {
            Relation::Less => Relation::Greater,
            Relation::LessOrEqual => Relation::GreaterOrEqual,
            Relation::Greater => Relation::Less,
            Relation::GreaterOrEqual => Relation::LessOrEqual,
            same => same,
        }
    }

    fn symbol(self) -> &'static str {
        match self {
            Relation::Equal => "=",
            Relation::NotEqual => "<>",
            Relation::Less => "<",
            Relation::LessOrEqual => "<=",
            Relation::Greater => ">",
            Relation::GreaterOrEqual => ">=",
        }
    }

    fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Relation::Equal => order.is_eq(),
            Relation::NotEqual => order.is_ne(),
            Relation::Less => order.is_lt(),
            Relation::LessOrEqual => order.is_le(),
            Relation::Greater => order.is_gt(),
            Relation::GreaterOrEqual => order.is_ge(),
        }
    }

    fn is_order(self) -> bool {
        !matches!(self, Relation::Equal | Relation::NotEqual)
    }
}

impl Writer<'_> {
    pub(super) fn comparison(
        &mut self,
        operator: BinaryOperator,
        left: &Expression,
        right: &Expression,
        nulls: Nulls,
    ) -> Result<Fragment, Refusal> {
        let relation = Relation::of(operator).ok_or_else(|| not_offered("This operator"))?;
        // The literal, if any, stands on the right.
        let (left, right, relation) = if as_literal(left).is_some() && as_literal(right).is_none() {
            (right, left, relation.mirrored())
        } else {
            (left, right, relation)
        };
        if is_null(right) {
            return self.comparison_with_null(left, relation);
        }
        if let (Some(one), Some(other)) = (number(left), number(right)) {
            return Ok(Fragment::boolean(relation.holds(one.cmp(&other))));
        }
        if let Some(value) = as_literal(right) {
            if let Some(fragment) = self.comparison_with_text(left, relation, value, nulls)? {
                return Ok(fragment);
            }
            let left = self.value(left)?;
            if let Some(position) = position_among(value, left.kind) {
                return Ok(self.comparison_at(left, relation, position, nulls));
            }
            let right = self.literal(value)?;
            return self.related(left, relation, right, nulls);
        }
        let (left, right) = (self.value(left)?, self.value(right)?);
        self.related(left, relation, right, nulls)
    }

    fn comparison_with_null(&mut self, left: &Expression, relation: Relation) -> Result<Fragment, Refusal> {
        if relation.is_order() {
            return Ok(Fragment::boolean(false));
        }
        let is_equal = relation == Relation::Equal;
        match &left.kind {
            ExpressionKind::Navigation(path) => self.navigation_is_null(path, is_equal),
            ExpressionKind::Literal(value) => Ok(Fragment::boolean(matches!(value, Value::Null) == is_equal)),
            ExpressionKind::Property(path) if path.member.is_none() => {
                let row = self.row_at(path.base, &path.navigations)?;
                match self.source_of(&row, path.property, None) {
                    // A complex value is there whenever its row is.
                    None if row.nullable => {
                        let word = if is_equal { "IS NULL" } else { "IS NOT NULL" };
                        Ok(Fragment::operator(format!("{}.id {word}", row.alias), Kind::Boolean, false))
                    }
                    None => Ok(Fragment::boolean(!is_equal)),
                    Some(_) => self.value(left).map(|left| null_test(left, is_equal)),
                }
            }
            _ => self.value(left).map(|left| null_test(left, is_equal)),
        }
    }

    /// Comparison of a property with a text where the property is stored as something else: as a number with labels,
    /// or as a uuid. `None` where no such case applies.
    fn comparison_with_text(
        &mut self,
        left: &Expression,
        relation: Relation,
        value: &Value,
        nulls: Nulls,
    ) -> Result<Option<Fragment>, Refusal> {
        let (Some(path), Value::String(text), false) = (as_property(left), value, relation.is_order()) else {
            return Ok(None);
        };
        let row = self.row_at(path.base, &path.navigations)?;
        let never = Fragment::boolean(relation == Relation::NotEqual);
        let (column, values, kind): (_, Vec<SqlValue>, _) =
            match self.source_of(&row, path.property, path.member) {
                Some((Source::Label { column, labels }, _)) => {
                    let values = labels.iter().filter(|(_, label)| label == text);
                    (column, values.map(|(value, _)| SqlValue::Integer(*value)).collect(), Kind::Enum)
                }
                Some((Source::Column { column, storage: Storage::Uuid }, odata::edm::EdmType::String)) => {
                    let id = Uuid::parse_str(text).ok();
                    (column, id.map(SqlValue::Uuid).into_iter().collect(), Kind::Uuid)
                }
                _ => return Ok(None),
            };
        let mut column = Fragment::atom(format!("{}.{column}", row.alias), kind, row.nullable);
        column.is_column = true;
        let mut result: Option<Fragment> = None;
        for value in values {
            let value = self.bind_value(value, kind);
            let next = self.related(column.clone(), relation, value, nulls)?;
            result = Some(match result {
                None => next,
                Some(before) if relation == Relation::Equal => before.or(next),
                Some(before) => before.and(next),
            });
        }
        Ok(Some(result.unwrap_or(never)))
    }

    /// Comparison with a number that the column may not be able to hold.
    fn comparison_at(
        &mut self,
        left: Fragment,
        relation: Relation,
        position: Position,
        nulls: Nulls,
    ) -> Fragment {
        let (relation, value) = match (position, relation) {
            (Position::Exactly(value), relation) => (relation, value),
            (_, Relation::Equal) => return Fragment::boolean(false),
            (_, Relation::NotEqual) => return Fragment::boolean(true),
            (Position::JustAbove(value), Relation::Less | Relation::LessOrEqual) => {
                (Relation::LessOrEqual, value)
            }
            (Position::JustAbove(value), _) => (Relation::Greater, value),
            (Position::AboveAll, Relation::Less | Relation::LessOrEqual)
            | (Position::BelowAll, Relation::Greater | Relation::GreaterOrEqual) => {
                return null_test(left, false);
            }
            _ => return Fragment::boolean(false),
        };
        let right = match relation {
            Relation::Equal => self.bind_equal(&left, value),
            _ => self.bind_value(SqlValue::Integer(value), left.kind),
        };
        self.operator(left, relation, right, nulls)
    }

    /// Comparison of two values after bringing numbers to one scale.
    pub(super) fn related(
        &mut self,
        left: Fragment,
        relation: Relation,
        right: Fragment,
        nulls: Nulls,
    ) -> Result<Fragment, Refusal> {
        let (left, right) = self.of_one_kind(left, right)?;
        Ok(self.operator(left, relation, right, nulls))
    }

    fn operator(&self, left: Fragment, relation: Relation, right: Fragment, nulls: Nulls) -> Fragment {
        let is_postgres = self.context.is_postgres();
        let both_nullable = left.nullable && right.nullable;
        let nullable = left.nullable || right.nullable;
        let mut right_text = right.operand();
        let is_text = matches!(left.kind, Kind::Text | Kind::Date);
        if is_postgres && relation.is_order() && is_text && !left.collated && !right.collated {
            right_text.push_str(" COLLATE \"C\"");
        }
        let plain = |symbol: &str| {
            Fragment::operator(format!("{} {symbol} {right_text}", left.operand()), Kind::Boolean, false)
        };
        if !nullable {
            return plain(relation.symbol());
        }
        match relation {
            Relation::Equal if nulls == Nulls::AsFalse && !both_nullable => plain("="),
            Relation::Equal if is_postgres => plain("IS NOT DISTINCT FROM"),
            Relation::Equal => plain("IS"),
            Relation::NotEqual if is_postgres => plain("IS DISTINCT FROM"),
            Relation::NotEqual => plain("IS NOT"),
            _ if nulls == Nulls::AsFalse => plain(relation.symbol()),
            _ => Fragment { nullable: true, ..plain(relation.symbol()) }.or_false(),
        }
    }

    pub(super) fn is_in(
        &mut self,
        left: &Expression,
        list: &[Expression],
        nulls: Nulls,
    ) -> Result<Fragment, Refusal> {
        let is_plain = as_literal(left).is_none() && !self.is_stored_otherwise(left)?;
        let mut parts: Vec<Fragment> = Vec::new();
        if is_plain {
            let left_value = self.value(left)?;
            let mut members = Vec::new();
            for value in list.iter().filter_map(as_literal).filter(|value| **value != Value::Null) {
                match position_among(value, left_value.kind) {
                    Some(Position::Exactly(exact)) => {
                        members.push(self.bind_equal(&left_value, exact).text);
                    }
                    Some(_) => {}
                    None => {
                        let literal = self.literal(value)?;
                        let (_, literal) = self.of_one_kind(left_value.clone(), literal)?;
                        members.push(literal.text);
                    }
                }
            }
            if !members.is_empty() {
                // A list of one as an equation, for `bind_equal`: SQLite makes one of it without the affinity.
                let text = match &members[..] {
                    [member] => format!("{} = {member}", left_value.operand()),
                    _ => format!("{} IN ({})", left_value.operand(), members.join(", ")),
                };
                let part = Fragment::operator(text, Kind::Boolean, left_value.nullable);
                parts.push(if nulls == Nulls::Keep { part.or_false() } else { part });
            }
        }
        for item in list {
            if !is_plain || as_literal(item).is_none() || is_null(item) {
                parts.push(self.comparison(BinaryOperator::Equal, left, item, nulls)?);
            }
        }
        Ok(parts.into_iter().reduce(Fragment::or).unwrap_or_else(|| Fragment::boolean(false)))
    }

    /// A property whose texts are stored as numbers or uuids.
    fn is_stored_otherwise(&mut self, expression: &Expression) -> Result<bool, Refusal> {
        let Some(path) = as_property(expression) else { return Ok(false) };
        let row = self.row_at(path.base, &path.navigations)?;
        Ok(match self.source_of(&row, path.property, path.member) {
            Some((Source::Label { .. }, _)) => true,
            Some((Source::Column { storage: Storage::Uuid, .. }, edm_type)) => {
                edm_type == odata::edm::EdmType::String
            }
            _ => false,
        })
    }

    fn navigation_is_null(&mut self, path: &NavigationPath, is_null: bool) -> Result<Fragment, Refusal> {
        let exists = self.exists(path, odata::expression::VariableId(usize::MAX), None)?;
        let text = if is_null { format!("NOT {exists}") } else { exists };
        Ok(Fragment::operator(text, Kind::Boolean, false))
    }
}

fn number(expression: &Expression) -> Option<rust_decimal::Decimal> {
    as_literal(expression).and_then(as_number)
}

fn null_test(fragment: Fragment, is_null: bool) -> Fragment {
    if !fragment.nullable {
        return Fragment::boolean(!is_null);
    }
    let word = if is_null { "IS NULL" } else { "IS NOT NULL" };
    Fragment::operator(format!("{} {word}", fragment.operand()), Kind::Boolean, false)
}
