//! A second, slow reading of OData's expressions, straight over the rows in memory.

use odata::Value;
use odata::edm::{EntityTypeId, Model, NavigationId};
use odata::expression::{
    BinaryOperator as B, Expression, ExpressionKind as K, Function as F, NavigationPath, PropertyPath,
    VariableId,
};
use odata_sql::compiled::SqlValue;
use rust_decimal::{Decimal, RoundingStrategy};
use std::cmp::Ordering;

use crate::rows::{Table, tables};
use crate::toy::{CURRENCY, CUSTOMER, INVOICE, model};

/// An entity type and the index of a row in its table.
pub type Row = (EntityTypeId, usize);

pub struct World {
    model: Model,
    tables: Vec<Table>,
}

impl World {
    pub fn new() -> World {
        World { model: model(), tables: tables() }
    }

    fn cell(&self, (entity, row): Row, column: &str) -> SqlValue {
        let table = &self.tables[entity.0 - 1];
        let at = table.columns.iter().position(|(name, _)| *name == column).unwrap();
        table.rows[row][at].clone()
    }

    fn text(&self, row: Row, column: &str) -> String {
        let SqlValue::Text(text) = self.cell(row, column) else { panic!("{column} is no text") };
        text
    }

    pub fn integer(&self, row: Row, column: &str) -> i64 {
        let SqlValue::Integer(value) = self.cell(row, column) else { panic!("{column} is no integer") };
        value
    }

    /// Rows of `entity` whose `foreign` equals `row.local`, in the same company.
    fn linked(&self, row: Row, local: &str, entity: EntityTypeId, foreign: &str) -> Vec<Row> {
        let table = &self.tables[entity.0 - 1];
        let rows = (0..table.rows.len()).map(|index| (entity, index));
        let of_type = rows.filter(|other| entity != INVOICE || self.integer(*other, "document_type") == 2);
        of_type
            .filter(|other| self.cell(*other, foreign) == self.cell(row, local))
            .filter(|other| self.cell(*other, "company_id") == self.cell(row, "company_id"))
            .collect()
    }

    fn follow(&self, row: Row, navigation: NavigationId) -> Vec<Row> {
        match self.model.entity_type(row.0).navigation(navigation).name.as_str() {
            "currency" => self.linked(row, "currency_id", CURRENCY, "id"),
            "invoices" => self.linked(row, "id", INVOICE, "customer_id"),
            "manager" => self.linked(row, "manager_id", CUSTOMER, "id"),
            "reports" => self.linked(row, "id", CUSTOMER, "manager_id"),
            "customers" => self.linked(row, "id", CUSTOMER, "currency_id"),
            _ => self.linked(row, "customer_id", CUSTOMER, "id"),
        }
    }

    fn property(&self, row: Row, path: &PropertyPath) -> Value {
        let name = self.model.entity_type(row.0).property(path.property).name.as_str();
        let text = |column: &str| Value::String(self.text(row, column));
        let currency = || self.linked(row, "currency_id", CURRENCY, "id").first().copied();
        let decimal = |column: &str| Value::Decimal(Decimal::new(self.integer(row, column), 5));
        let guid = |column: &str| match self.cell(row, column) {
            SqlValue::Uuid(id) => id,
            other => panic!("{other:?}"),
        };
        match name {
            "id" => Value::Guid(guid("id")),
            "currencyId" => Value::Guid(guid("currency_id")),
            "taxId" => Value::String(guid("tax_id").to_string()),
            "street" if self.text(row, "street2").is_empty() => text("street"),
            "street" => {
                Value::String(format!("{}\r\n{}", self.text(row, "street"), self.text(row, "street2")))
            }
            "address" => text(if path.member == Some(0) { "street" } else { "city" }),
            "currencyCode" => Value::String(currency().map_or_else(
                || if guid("company_id").as_u128() as u8 == 1 { "PTE".into() } else { "GBP".into() },
                |currency| self.text(currency, "code"),
            )),
            "rateName" => currency().map_or(Value::Null, |row| Value::String(self.text(row, "title"))),
            "blocked" => {
                let labels = [" ", "Ship", "All", "All"];
                Value::String(labels[self.integer(row, "blocked") as usize].into())
            }
            "kind" => Value::String("it's".into()),
            "balance" | "rate" | "amount" => decimal(name),
            "status" => Value::Enum(self.integer(row, name)),
            "active" => Value::Boolean(self.cell(row, name) == SqlValue::Boolean(true)),
            "since" => Value::Date(self.text(row, name).parse().unwrap()),
            "modified" => Value::Instant(jiff::Timestamp::from_millisecond(self.integer(row, name)).unwrap()),
            "credit" => Value::Integer(self.integer(row, name)),
            _ => text(name),
        }
    }

    fn rows_at(&self, path: &NavigationPath, scope: &[(VariableId, Row)]) -> Vec<Row> {
        let base = scope.iter().rev().find(|(variable, _)| *variable == path.base).unwrap().1;
        let mut rows = vec![base];
        for navigation in &path.navigations {
            rows = rows.iter().flat_map(|row| self.follow(*row, *navigation)).collect();
        }
        rows
    }

    fn matching(
        &self,
        path: &NavigationPath,
        variable: VariableId,
        filter: Option<&Expression>,
        scope: &[(VariableId, Row)],
    ) -> (usize, usize) {
        let rows = self.rows_at(path, scope);
        let matching = rows.iter().filter(|row| {
            let inner = [scope, &[(variable, **row)]].concat();
            filter.is_none_or(|filter| self.value(filter, &inner) == Value::Boolean(true))
        });
        (matching.count(), rows.len())
    }

    pub fn value(&self, expression: &Expression, scope: &[(VariableId, Row)]) -> Value {
        match &expression.kind {
            K::Literal(value) => value.clone(),
            K::Property(path) => {
                let navigation = NavigationPath { base: path.base, navigations: path.navigations.clone() };
                self.rows_at(&navigation, scope).first().map_or(Value::Null, |row| self.property(*row, path))
            }
            // Only its presence matters.
            K::Navigation(path) => {
                if self.rows_at(path, scope).is_empty() {
                    Value::Null
                } else {
                    Value::Boolean(true)
                }
            }
            K::Not(operand) => match self.value(operand, scope) {
                Value::Boolean(value) => Value::Boolean(!value),
                other => other,
            },
            K::Negate(operand) => arithmetic(B::Subtract, &Value::Integer(0), &self.value(operand, scope)),
            K::Binary { operator, left, right } => {
                operate(*operator, &self.value(left, scope), &self.value(right, scope))
            }
            K::In { left, list } => {
                let left = self.value(left, scope);
                let is_equal =
                    |item| operate(B::Equal, &left, &self.value(item, scope)) == Value::Boolean(true);
                Value::Boolean(list.iter().any(is_equal))
            }
            K::Call { function: F::Case, arguments } => {
                let mut pairs = arguments.chunks(2);
                let pair = pairs.find(|pair| self.value(&pair[0], scope) == Value::Boolean(true));
                pair.map_or(Value::Null, |pair| self.value(&pair[1], scope))
            }
            K::Call { function, arguments } => {
                let arguments: Vec<_> = arguments.iter().map(|one| self.value(one, scope)).collect();
                if arguments.contains(&Value::Null) { Value::Null } else { call(*function, &arguments) }
            }
            K::Lambda { all, collection, variable, predicate } => {
                let (matching, count) = self.matching(collection, *variable, predicate.as_deref(), scope);
                Value::Boolean(if *all { matching == count } else { matching > 0 })
            }
            K::Count { collection, variable, filter } => {
                let (matching, _) = self.matching(collection, *variable, filter.as_deref(), scope);
                Value::Integer(matching as i64)
            }
        }
    }
}

fn operate(operator: B, left: &Value, right: &Value) -> Value {
    let truth = |value: &Value| if let Value::Boolean(value) = value { Some(*value) } else { None };
    match operator {
        B::And | B::Or => {
            let decisive = operator == B::Or;
            match (truth(left), truth(right)) {
                (Some(value), _) | (_, Some(value)) if value == decisive => Value::Boolean(decisive),
                (Some(_), Some(_)) => Value::Boolean(!decisive),
                _ => Value::Null,
            }
        }
        B::Equal | B::Has | B::NotEqual => {
            let is_equal = match (left, right) {
                (Value::Null, Value::Null) => true,
                (Value::Null, _) | (_, Value::Null) => false,
                _ => compare(left, right).is_eq(),
            };
            Value::Boolean(is_equal == (operator != B::NotEqual))
        }
        B::Less | B::LessOrEqual | B::Greater | B::GreaterOrEqual => {
            if *left == Value::Null || *right == Value::Null {
                return Value::Boolean(false);
            }
            let order = compare(left, right);
            Value::Boolean(match operator {
                B::Less => order.is_lt(),
                B::LessOrEqual => order.is_le(),
                B::Greater => order.is_gt(),
                _ => order.is_ge(),
            })
        }
        _ => arithmetic(operator, left, right),
    }
}

/// Order of two values of one type, null the lowest.
pub fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        (Value::String(a), Value::String(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Guid(a), Value::Guid(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Instant(a), Value::Instant(b)) => a.cmp(b),
        (Value::Enum(a), Value::Enum(b)) => a.cmp(b),
        _ => decimal(left).cmp(&decimal(right)),
    }
}

fn decimal(value: &Value) -> Decimal {
    match value {
        Value::Integer(value) => Decimal::from(*value),
        Value::Decimal(value) => *value,
        other => panic!("{other:?} is no number"),
    }
}

fn rounded(value: Decimal) -> Value {
    Value::Decimal(value.round_dp_with_strategy(5, RoundingStrategy::MidpointAwayFromZero))
}

fn arithmetic(operator: B, left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Value::Null,
        (Value::Integer(a), Value::Integer(b)) if operator != B::DivideBy => Value::Integer(match operator {
            B::Add => a + b,
            B::Subtract => a - b,
            B::Multiply => a * b,
            B::Divide => a / b,
            _ => a % b,
        }),
        _ => {
            let (a, b) = (decimal(left), decimal(right));
            rounded(match operator {
                B::Add => a + b,
                B::Subtract => a - b,
                B::Multiply => a * b,
                B::Divide | B::DivideBy => a / b,
                _ => a % b,
            })
        }
    }
}

fn call(function: F, arguments: &[Value]) -> Value {
    let text = |at: usize| match &arguments[at] {
        Value::String(text) => text.as_str(),
        other => panic!("{other:?} is no text"),
    };
    let string = Value::String;
    match function {
        F::Contains => Value::Boolean(text(0).contains(text(1))),
        F::StartsWith => Value::Boolean(text(0).starts_with(text(1))),
        F::EndsWith => Value::Boolean(text(0).ends_with(text(1))),
        F::Length => Value::Integer(text(0).chars().count() as i64),
        F::IndexOf => {
            Value::Integer(text(0).find(text(1)).map_or(-1, |at| text(0)[..at].chars().count() as i64))
        }
        F::ToLower => string(text(0).to_lowercase()),
        F::ToUpper => string(text(0).to_uppercase()),
        F::Trim => string(text(0).trim().into()),
        F::Concat => string(format!("{}{}", text(0), text(1))),
        F::Substring => {
            let characters: Vec<char> = text(0).chars().collect();
            let whole = |at: usize| i64::try_from(decimal(&arguments[at])).unwrap();
            let count = characters.len() as i64;
            let start = if whole(1) < 0 { (count + whole(1)).max(0) } else { whole(1).min(count) };
            let length = if arguments.len() > 2 { whole(2).max(0) } else { count };
            let end = (start + length).min(count);
            string(characters[start as usize..end as usize].iter().collect())
        }
        F::Round => {
            let strategy = RoundingStrategy::MidpointAwayFromZero;
            Value::Decimal(decimal(&arguments[0]).round_dp_with_strategy(0, strategy))
        }
        F::Floor => Value::Decimal(decimal(&arguments[0]).floor()),
        F::Ceiling => Value::Decimal(decimal(&arguments[0]).ceil()),
        _ => time_part(function, &arguments[0]),
    }
}

fn time_part(function: F, value: &Value) -> Value {
    let date_time = match value {
        Value::Instant(instant) => instant.to_zoned(jiff::tz::TimeZone::UTC).datetime(),
        Value::Date(date) => date.at(0, 0, 0, 0),
        other => panic!("{other:?} is no time"),
    };
    Value::Integer(match function {
        F::Year => date_time.year().into(),
        F::Month => date_time.month().into(),
        F::Day => date_time.day().into(),
        F::Hour => date_time.hour().into(),
        F::Minute => date_time.minute().into(),
        F::Second => date_time.second().into(),
        F::FractionalSeconds => {
            return Value::Decimal(Decimal::new(date_time.millisecond().into(), 3));
        }
        F::Date => return Value::Date(date_time.date()),
        other => panic!("{other:?}"),
    })
}
