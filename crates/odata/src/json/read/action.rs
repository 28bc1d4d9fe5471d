//! The body of an action: its parameters by name.

use super::ReadRules;
use super::members::{Members, text_of};
use super::scalar::ValueReader;
use crate::edm::{Action, Model};
use crate::{Refusal, RefusalKind, Value};

/// Reads the parameters of an action (OData JSON 16), each at its place in [`Action::parameters`]; `None` for those
/// not sent. A body that is empty or `{}` sends none (OData 4.01 Conformance 9.4). Names are matched exactly, then
/// without case.
///
/// # Errors
/// `BadRequest`: no JSON object, a parameter twice, or one the action does not have. Otherwise as
/// [`super::parse_entity`]. The target is the path to the parameter.
pub fn parse_parameters(
    model: &Model,
    action: &Action,
    body: &[u8],
    rules: &ReadRules,
) -> Result<Vec<Option<Value>>, Refusal> {
    let mut values = vec![None; action.parameters.len()];
    let text = text_of(body)?;
    if !text.trim_ascii().is_empty() {
        let reader = ValueReader { model, limits: &rules.limits };
        for (name, raw) in Members::parse(text, &rules.limits)?.iter() {
            if name.contains('@') {
                continue;
            }
            let Some(index) = position(action, name) else {
                let message = format!("The action '{}' has no parameter '{name}'.", action.name);
                return Err(Refusal::new(RefusalKind::BadRequest, message).at(name));
            };
            let parameter = &action.parameters[index];
            if values[index].is_some() {
                let message = format!("'{}' appears twice in the body.", parameter.name);
                return Err(Refusal::new(RefusalKind::BadRequest, message).at(name));
            }
            values[index] = Some(reader.value(parameter, raw, 2)?);
        }
    }
    Ok(values)
}

/// Checks that what must be sent was sent: apart from reading, because who may not know of the entity learns nothing of
/// what its actions need.
///
/// # Errors
/// `Required`: one is missing or null; the target is its name.
pub fn check_required(action: &Action, values: &[Option<Value>]) -> Result<(), Refusal> {
    for (parameter, value) in action.parameters.iter().zip(values) {
        if !parameter.nullable && matches!(value, None | Some(Value::Null)) {
            let message = format!("The action '{}' needs the parameter '{}'.", action.name, parameter.name);
            return Err(Refusal::new(RefusalKind::Required, message).at(&parameter.name));
        }
    }
    Ok(())
}

fn position(action: &Action, name: &str) -> Option<usize> {
    let names = || action.parameters.iter().map(|parameter| &parameter.name);
    names()
        .position(|known| known == name)
        .or_else(|| names().position(|known| known.eq_ignore_ascii_case(name)))
}

#[cfg(test)]
mod tests {
    use super::{check_required, parse_parameters};
    use crate::edm::{Action, ComplexTypeId, EdmType, Property};
    use crate::json::read::ReadRules;
    use crate::json::toy;
    use crate::json::write;

    fn parameter(name: &str, edm_type: EdmType, nullable: bool) -> Property {
        Property {
            name: name.into(),
            edm_type,
            nullable,
            max_length: None,
            read_only: false,
            immutable: false,
            filterable: false,
        }
    }

    fn apply() -> Action {
        Action {
            name: "apply".into(),
            parameters: vec![
                parameter("amount", EdmType::Decimal, false),
                parameter("date", EdmType::Date, true),
                parameter("places", EdmType::ComplexCollection(ComplexTypeId(0)), true),
            ],
            result: None,
        }
    }

    /// The parameters as JSON, or the kind of refusal and what it is about.
    fn read(action: &Action, body: &str) -> String {
        let model = toy::model();
        let values = parse_parameters(&model, action, body.as_bytes(), &ReadRules::default());
        match values.and_then(|values| check_required(action, &values).map(|()| values)) {
            Ok(values) => {
                let texts = values.iter().zip(&action.parameters).map(|(value, parameter)| {
                    let mut out = Vec::new();
                    match value {
                        Some(value) => write::value(&mut out, value, parameter.edm_type, &model, false),
                        None => out.push(b'-'),
                    }
                    String::from_utf8(out).unwrap()
                });
                texts.collect::<Vec<_>>().join(" ")
            }
            Err(refusal) => format!("{:?} {}", refusal.kind, refusal.target.unwrap_or_default()),
        }
    }

    #[test]
    fn parameters_are_read_by_name_and_type() {
        let without = Action { name: "post".into(), ..Action::default() };
        for (action, body, expected) in [
            (&without, "", ""),
            (&without, " \n", ""),
            (&without, "{}", ""),
            (&without, "{\"@odata.context\":\"x\"}", ""),
            (&without, "[]", "BadRequest "),
            (&without, "{\"amount\":1}", "BadRequest amount"),
            (&apply(), "{\"amount\":1.50}", "1.5 - -"),
            (&apply(), "{\"AMOUNT\":2,\"date\":null}", "2 null -"),
            (
                &apply(),
                "{\"places\":[{\"city\":\"Oslo\"},{}],\"date\":\"2026-01-31\",\"amount\":-3}",
                "-3 \"2026-01-31\" [{\"city\":\"Oslo\"},{}]",
            ),
            (&apply(), "", "Required amount"),
            (&apply(), "{\"amount\":null}", "Required amount"),
            (&apply(), "{\"amount\":1,\"Amount\":1}", "BadRequest Amount"),
            (&apply(), "{\"amount\":\"much\"}", "BadValue amount"),
            (&apply(), "{\"amount\":1,\"places\":{}}", "BadValue places"),
            (&apply(), "{\"amount\":1,\"places\":[{\"town\":\"Oslo\"}]}", "BadRequest places/town"),
            (&apply(), "{\"amount\":1", "BadRequest "),
        ] {
            assert_eq!(read(action, body), expected, "{body}");
        }
    }
}
