//! Binary operators by word, with how tightly they bind (OData 4.01 URL Conventions 5.1.1.16).

use crate::expression::BinaryOperator;

/// The rank of `or`.
pub(crate) const LOWEST: u8 = 1;

/// Word, operator, rank. `has` and `in` bind like a path and are read with the primary.
const OPERATORS: [(&str, BinaryOperator, u8); 13] = [
    ("or", BinaryOperator::Or, LOWEST),
    ("and", BinaryOperator::And, 2),
    ("eq", BinaryOperator::Equal, 3),
    ("ne", BinaryOperator::NotEqual, 3),
    ("lt", BinaryOperator::Less, 4),
    ("le", BinaryOperator::LessOrEqual, 4),
    ("gt", BinaryOperator::Greater, 4),
    ("ge", BinaryOperator::GreaterOrEqual, 4),
    ("add", BinaryOperator::Add, 5),
    ("sub", BinaryOperator::Subtract, 5),
    ("mul", BinaryOperator::Multiply, 6),
    ("div", BinaryOperator::Divide, 6),
    ("mod", BinaryOperator::Modulo, 6),
];

/// By word, in any case.
pub(crate) fn find(word: &str) -> Option<(BinaryOperator, u8)> {
    if word.eq_ignore_ascii_case("divby") {
        return Some((BinaryOperator::DivideBy, 6));
    }
    OPERATORS
        .iter()
        .find(|(known, ..)| known.eq_ignore_ascii_case(word))
        .map(|(_, operator, rank)| (*operator, *rank))
}

/// The word of an operator and its rank; `has` binds tighter than all others.
pub(crate) fn word(operator: BinaryOperator) -> (&'static str, u8) {
    match operator {
        BinaryOperator::Has => ("has", 8),
        BinaryOperator::DivideBy => ("divby", 6),
        _ => OPERATORS
            .iter()
            .find(|(_, known, _)| *known == operator)
            .map_or(("", LOWEST), |(word, _, rank)| (word, *rank)),
    }
}
