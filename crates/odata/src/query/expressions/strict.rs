//! What the originals refuse and OData allows (PROTOCOL.md 2.3); asked for with `Rules::strict`.

use crate::error::{Refusal, RefusalKind};
use crate::expression::{Expression, ExpressionKind, PropertyPath};

/// Refuses an `or` chain that looks at more than one property, in the original's words.
pub(super) fn check_one_property(option: &str, operands: &[Expression]) -> Result<(), Refusal> {
    let mut first = None;
    if operands.iter().all(|operand| uses_only(operand, &mut first)) {
        return Ok(());
    }
    let message = "The 'OR' operator is not supported on distinct fields on an OData filter.";
    Err(Refusal::new(RefusalKind::NotImplemented, message).at(option))
}

/// `true` while every property in the expression equals the first one met.
fn uses_only<'e>(expression: &'e Expression, first: &mut Option<&'e PropertyPath>) -> bool {
    match &expression.kind {
        ExpressionKind::Property(path) => *first.get_or_insert(path) == path,
        ExpressionKind::Not(inner) | ExpressionKind::Negate(inner) => uses_only(inner, first),
        ExpressionKind::Binary { left, right, .. } => uses_only(left, first) && uses_only(right, first),
        ExpressionKind::In { left, list } => {
            uses_only(left, first) && list.iter().all(|item| uses_only(item, first))
        }
        ExpressionKind::Call { arguments, .. } => arguments.iter().all(|argument| uses_only(argument, first)),
        ExpressionKind::Literal(_) => true,
        ExpressionKind::Navigation(_) | ExpressionKind::Lambda { .. } | ExpressionKind::Count { .. } => false,
    }
}
