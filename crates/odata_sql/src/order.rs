//! The order of the rows and the condition that continues it behind a given row (keyset paging).

use odata::Refusal;
use odata::plan::OrderBy;

use crate::compiled::{Parameter, SqlValue};
use crate::fragment::Kind;
use crate::mapping::Storage;
use crate::writer::Writer;

/// One value the rows are ordered by.
#[derive(Clone, Debug)]
pub(crate) struct OrderKey {
    pub text: String,
    pub storage: Storage,
    pub nullable: bool,
    pub descending: bool,
}

impl Writer<'_> {
    /// The keys of the level's order: those asked for and, to make it total, the tie break of the mapping in the
    /// direction of the last; without any, the default order of the mapping.
    pub fn order_keys(&mut self, order_by: &[OrderBy]) -> Result<Vec<OrderKey>, Refusal> {
        let row = self.it();
        let entity = self.context.entity(row.entity);
        let id = format!("{}.id", row.alias);
        let mut keys: Vec<OrderKey> = Vec::new();
        for order in order_by {
            let key = self.order_key(order)?;
            // A constant orders nothing, and PostgreSQL refuses it.
            if !matches!(key.text.as_str(), "TRUE" | "FALSE" | "NULL") {
                keys.push(key);
            }
        }
        if order_by.is_empty() {
            for (column, storage) in &entity.default_order {
                let text = format!("{}.{column}", row.alias);
                keys.push(OrderKey { text, storage: *storage, nullable: false, descending: false });
            }
            if !keys.is_empty() && !entity.is_company {
                return Ok(keys);
            }
        }
        let descending = order_by.last().is_some_and(|key| key.descending);
        if !entity.tie_break.is_empty() {
            for (column, storage) in &entity.tie_break {
                let text = format!("{}.{column}", row.alias);
                if keys.iter().all(|key| key.text != text) {
                    keys.push(OrderKey { text, storage: *storage, nullable: false, descending });
                }
            }
            return Ok(keys);
        }
        // Nothing behind a unique key can matter.
        if let Some(unique) = keys.iter().position(|key| key.text == id) {
            keys.truncate(unique + 1);
        } else {
            keys.push(OrderKey { text: id, storage: Storage::Uuid, nullable: false, descending });
        }
        Ok(keys)
    }

    fn order_key(&mut self, order: &OrderBy) -> Result<OrderKey, Refusal> {
        let value = match self.recall(&order.expression) {
            Some(value) => value,
            None => self.value(&order.expression)?,
        };
        let is_text = matches!(value.kind, Kind::Text | Kind::Date);
        let mut text = value.text.clone();
        if self.context.is_postgres() && is_text && !value.collated {
            text = format!("{} COLLATE \"C\"", value.operand());
        }
        let descending = order.descending;
        Ok(OrderKey { text, storage: value.kind.storage(), nullable: value.nullable, descending })
    }

    /// The text behind ORDER BY. OData counts null as the lowest value, as SQLite does by itself.
    pub fn order_by(&self, keys: &[OrderKey]) -> String {
        let words = keys.iter().map(|key| {
            let direction = if key.descending { " DESC" } else { "" };
            let nulls = match (key.nullable && self.context.is_postgres(), key.descending) {
                (false, _) => "",
                (true, false) => " NULLS FIRST",
                (true, true) => " NULLS LAST",
            };
            format!("{}{direction}{nulls}", key.text)
        });
        words.collect::<Vec<_>>().join(", ")
    }

    /// The rows behind the one with these values in the order of the keys; as many values as keys.
    pub fn behind(&mut self, keys: &[OrderKey], values: &[SqlValue]) -> String {
        let is_uniform = keys.iter().all(|key| !key.nullable && key.descending == keys[0].descending);
        if is_uniform {
            let symbol = if keys[0].descending { "<" } else { ">" };
            let mut bound = Vec::new();
            for (key, value) in keys.iter().zip(values) {
                bound.push(self.bind(Parameter::Value(value.clone()), key.storage));
            }
            if let ([key], [value]) = (keys, bound.as_slice()) {
                return format!("{} {symbol} {value}", operand(key));
            }
            let texts: Vec<&str> = keys.iter().map(|key| key.text.as_str()).collect();
            return format!("({}) {symbol} ({})", texts.join(", "), bound.join(", "));
        }
        self.behind_mixed(keys, values)
    }

    fn behind_mixed(&mut self, keys: &[OrderKey], values: &[SqlValue]) -> String {
        let ([key, keys @ ..], [value, values @ ..]) = (keys, values) else {
            return "FALSE".to_owned();
        };
        let text = operand(key);
        let is_null = *value == SqlValue::Null;
        let bound =
            if is_null { String::new() } else { self.bind(Parameter::Value(value.clone()), key.storage) };
        let symbol = if key.descending { "<" } else { ">" };
        let behind = match (is_null, key.descending, key.nullable) {
            (true, true, _) => None,
            (true, false, _) => Some(format!("{text} IS NOT NULL")),
            (false, true, true) => Some(format!("{text} < {bound} OR {text} IS NULL")),
            (false, ..) => Some(format!("{text} {symbol} {bound}")),
        };
        let same = if is_null { format!("{text} IS NULL") } else { format!("{text} = {bound}") };
        if keys.is_empty() {
            return format!("({})", behind.as_deref().unwrap_or("FALSE"));
        }
        let further = self.behind_mixed(keys, values);
        let tie = format!("{same} AND {further}");
        match behind {
            // The plain bound lets an index find the place.
            Some(behind) if !key.nullable => {
                format!("({text} {symbol}= {bound} AND ({behind} OR {tie}))")
            }
            Some(behind) => format!("({behind} OR {tie})"),
            None => format!("({tie})"),
        }
    }
}

/// The key's text fit to stand beside an operator.
fn operand(key: &OrderKey) -> String {
    let is_plain = key.text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_');
    if is_plain { key.text.clone() } else { format!("({})", key.text) }
}
