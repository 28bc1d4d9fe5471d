//! The canonical functions with their parameter and result types (OData 4.01 URL Conventions 5.1.1.5 to 5.1.1.12).

use crate::edm::EdmType;
use crate::expression::Function;

/// What a parameter accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Accepts {
    Text,
    Integer,
    Number,
    DateOrInstant,
    InstantOrTime,
    Instant,
    Duration,
}

impl Accepts {
    pub fn types(self) -> &'static [EdmType] {
        match self {
            Accepts::Text => &[EdmType::String],
            Accepts::Integer => &[EdmType::Int32, EdmType::Int64],
            Accepts::Number => &[EdmType::Decimal, EdmType::Int32, EdmType::Int64],
            Accepts::DateOrInstant => &[EdmType::Date, EdmType::DateTimeOffset],
            Accepts::InstantOrTime => &[EdmType::DateTimeOffset, EdmType::TimeOfDay],
            Accepts::Instant => &[EdmType::DateTimeOffset],
            Accepts::Duration => &[EdmType::Duration],
        }
    }
}

pub(crate) struct Signature {
    pub name: &'static str,
    pub function: Function,
    pub parameters: &'static [Accepts],
    /// How many of the parameters may be left out at the end.
    pub optional: usize,
    pub result: EdmType,
}

const fn row(
    name: &'static str,
    function: Function,
    parameters: &'static [Accepts],
    result: EdmType,
) -> Signature {
    Signature { name, function, parameters, optional: 0, result }
}

const TEXT: &[Accepts] = &[Accepts::Text];
const TWO_TEXTS: &[Accepts] = &[Accepts::Text, Accepts::Text];
const DATE: &[Accepts] = &[Accepts::DateOrInstant];
const TIME: &[Accepts] = &[Accepts::InstantOrTime];
const INSTANT: &[Accepts] = &[Accepts::Instant];
const NUMBER: &[Accepts] = &[Accepts::Number];

/// Every function but `case`, whose arguments have a form of their own.
pub(crate) const SIGNATURES: [Signature; 28] = [
    row("contains", Function::Contains, TWO_TEXTS, EdmType::Boolean),
    row("startswith", Function::StartsWith, TWO_TEXTS, EdmType::Boolean),
    row("endswith", Function::EndsWith, TWO_TEXTS, EdmType::Boolean),
    row("length", Function::Length, TEXT, EdmType::Int32),
    row("indexof", Function::IndexOf, TWO_TEXTS, EdmType::Int32),
    Signature {
        optional: 1,
        ..row(
            "substring",
            Function::Substring,
            &[Accepts::Text, Accepts::Integer, Accepts::Integer],
            EdmType::String,
        )
    },
    row("tolower", Function::ToLower, TEXT, EdmType::String),
    row("toupper", Function::ToUpper, TEXT, EdmType::String),
    row("trim", Function::Trim, TEXT, EdmType::String),
    row("concat", Function::Concat, TWO_TEXTS, EdmType::String),
    row("matchespattern", Function::MatchesPattern, TWO_TEXTS, EdmType::Boolean),
    row("year", Function::Year, DATE, EdmType::Int32),
    row("month", Function::Month, DATE, EdmType::Int32),
    row("day", Function::Day, DATE, EdmType::Int32),
    row("hour", Function::Hour, TIME, EdmType::Int32),
    row("minute", Function::Minute, TIME, EdmType::Int32),
    row("second", Function::Second, TIME, EdmType::Int32),
    row("fractionalseconds", Function::FractionalSeconds, TIME, EdmType::Decimal),
    row("totalseconds", Function::TotalSeconds, &[Accepts::Duration], EdmType::Decimal),
    row("totaloffsetminutes", Function::TotalOffsetMinutes, INSTANT, EdmType::Int32),
    row("date", Function::Date, INSTANT, EdmType::Date),
    row("time", Function::Time, INSTANT, EdmType::TimeOfDay),
    row("now", Function::Now, &[], EdmType::DateTimeOffset),
    row("mindatetime", Function::MinDateTime, &[], EdmType::DateTimeOffset),
    row("maxdatetime", Function::MaxDateTime, &[], EdmType::DateTimeOffset),
    row("round", Function::Round, NUMBER, EdmType::Decimal),
    row("floor", Function::Floor, NUMBER, EdmType::Decimal),
    row("ceiling", Function::Ceiling, NUMBER, EdmType::Decimal),
];

/// By name, in any case.
pub(crate) fn find_signature(name: &str) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|signature| signature.name.eq_ignore_ascii_case(name))
}

/// Functions OData knows and this service does not offer.
pub(crate) fn is_known_elsewhere(name: &str) -> bool {
    let names =
        ["cast", "isof", "hassubset", "hassubsequence", "geo.distance", "geo.intersects", "geo.length"];
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The name of a function as a URL writes it.
pub(crate) fn function_name(function: Function) -> &'static str {
    SIGNATURES
        .iter()
        .find(|signature| signature.function == function)
        .map_or("case", |signature| signature.name)
}
