//! The properties of a body, by name and type, as the entity files ask for them.

use finance::choices::Choice;
use finance::errors::{Category, RuleError};
use finance::fields::BLANK_DATE;
use jiff::civil::Date;
use money::Amount;
use odata::Value;
use uuid::Uuid;

use crate::actions::Shape;

/// What a request gives for the properties of one entity: typed, in property order. An explicit null counts as the
/// empty value of the type.
#[derive(Clone, Debug, Default)]
pub struct Body {
    assignments: Vec<(&'static str, Value)>,
}

impl Body {
    pub fn new(assignments: Vec<(&'static str, Value)>) -> Body {
        Body { assignments }
    }

    pub fn is_empty(&self) -> bool {
        self.assignments.is_empty()
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.assignments.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    pub fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(|value| match value {
            Value::String(text) => text.clone(),
            _ => String::new(),
        })
    }

    pub fn guid(&self, name: &str) -> Option<Uuid> {
        self.value(name).map(|value| match value {
            Value::Guid(id) => *id,
            _ => Uuid::nil(),
        })
    }

    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.value(name).map(|value| matches!(value, Value::Boolean(true)))
    }

    pub fn date(&self, name: &str) -> Option<Date> {
        self.value(name).map(|value| match value {
            Value::Date(date) => *date,
            _ => BLANK_DATE,
        })
    }

    /// Errors: the number does not fit 32 bits (the reader of the body sees to that already).
    pub fn int32(&self, name: &'static str) -> Result<Option<i32>, RuleError> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let number = match value {
            Value::Integer(number) => *number,
            _ => 0,
        };
        i32::try_from(number)
            .map(Some)
            .map_err(|_| RuleError::new(Category::Field, name, format!("{name}: {number} is out of range.")))
    }

    /// Errors: more decimals or digits than an amount holds.
    pub fn amount(&self, name: &'static str) -> Result<Option<Amount>, RuleError> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let amount = match value {
            Value::Decimal(number) => Amount::from_decimal(*number),
            Value::Integer(number) => Amount::from_decimal((*number).into()),
            _ => Ok(Amount::ZERO),
        };
        amount.map(Some).map_err(|error| RuleError::new(Category::Field, name, format!("{name}: {error}.")))
    }

    /// A choice sent as an enumeration (v2.0) or as text (Graph, v1.0). Errors: text that is no member.
    pub fn choice<C: Choice>(&self, name: &'static str) -> Result<Option<C>, RuleError> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let found = match value {
            Value::Enum(number) | Value::Integer(number) => C::from_value(*number),
            Value::String(text) => C::from_name(text),
            _ => C::from_label(" ").or(C::ALL.first().copied()),
        };
        let unknown = || {
            let options: Vec<&str> = C::ALL.iter().map(|choice| choice.label()).collect();
            let message = format!("{name}: the value is none of the options: {}.", options.join(", "));
            RuleError::new(Category::Field, name, message)
        };
        found.map(Some).ok_or_else(unknown)
    }

    /// The members of a complex value as texts, by position; `None` for those not sent.
    pub fn complex_texts(&self, name: &str) -> Option<Vec<Option<String>>> {
        self.value(name).map(|value| match value {
            Value::Complex(members) => members
                .iter()
                .map(|member| match member {
                    Some(Value::String(text)) => Some(text.clone()),
                    Some(_) => Some(String::new()),
                    None => None,
                })
                .collect(),
            _ => Vec::new(),
        })
    }

    /// The members of a complex parameter, by name.
    pub fn complex(&self, name: &str, shape: &Shape) -> Option<Body> {
        self.value(name).map(|value| members(value, shape))
    }

    /// The complex values of a collection parameter, each with its members by name.
    pub fn items(&self, name: &str, shape: &Shape) -> Option<Vec<Body>> {
        let Value::Collection(items) = self.value(name)? else { return Some(Vec::new()) };
        Some(items.iter().map(|item| members(item, shape)).collect())
    }

    /// A collection of complex values, each as its texts.
    pub fn collection_texts(&self, name: &str) -> Option<Vec<Vec<Option<String>>>> {
        let Value::Collection(items) = self.value(name)? else { return Some(Vec::new()) };
        let texts = |item: &Value| match item {
            Value::Complex(members) => members
                .iter()
                .map(|member| match member {
                    Some(Value::String(text)) => Some(text.clone()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        Some(items.iter().map(texts).collect())
    }
}

fn members(value: &Value, shape: &Shape) -> Body {
    let Value::Complex(members) = value else { return Body::default() };
    let named = shape.members.iter().zip(members);
    Body::new(named.filter_map(|(member, value)| Some((member.name, value.clone()?))).collect())
}
