//! Parameters bound for a part of a statement that folding has since made unnecessary are taken out again, because
//! PostgreSQL refuses a number it never meets.

use crate::compiled::{Parameter, Statement};

/// The statement with the parameters its text names, renumbered without gaps.
pub(crate) fn without_unused(text: String, parameters: Vec<Parameter>) -> Statement {
    let mut is_used = vec![false; parameters.len()];
    for piece in pieces(&text) {
        if let Piece::Parameter(_, number) = piece
            && let Some(used) = is_used.get_mut(number.wrapping_sub(1))
        {
            *used = true;
        }
    }
    if is_used.iter().all(|used| *used) {
        return Statement { text, parameters };
    }
    let mut renumbered = String::with_capacity(text.len());
    for piece in pieces(&text) {
        match piece {
            Piece::Text(text) => renumbered.push_str(text),
            Piece::Parameter(mark, number) => {
                let before = is_used.iter().take(number).filter(|used| **used).count();
                renumbered.push_str(&format!("{mark}{before}"));
            }
        }
    }
    let mut is_used = is_used.into_iter();
    let parameters = parameters.into_iter().filter(|_| is_used.next().unwrap_or(false)).collect();
    Statement { text: renumbered, parameters }
}

enum Piece<'t> {
    Text(&'t str),
    /// `?n` or `$n`.
    Parameter(char, usize),
}

/// Cuts a statement at its parameters; quoted text is left alone.
fn pieces(mut text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    while !text.is_empty() {
        let mut quoted = false;
        let mark = text.char_indices().find(|(_, character)| {
            quoted ^= *character == '\'';
            !quoted && matches!(character, '?' | '$')
        });
        let Some((at, mark)) = mark else {
            pieces.push(Piece::Text(text));
            break;
        };
        let rest = &text[at + 1..];
        let digits = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        pieces.push(Piece::Text(&text[..at]));
        match rest[..digits].parse() {
            Ok(number) => pieces.push(Piece::Parameter(mark, number)),
            Err(_) => pieces.push(Piece::Text(&text[at..=at])),
        }
        text = &rest[digits..];
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::without_unused;
    use crate::compiled::Parameter::{Company, Now, ParentLinks};

    #[test]
    fn renumbers() {
        let cases = [
            ("a = ?1 AND b = ?3", "a = ?1 AND b = ?2", vec![Company, ParentLinks]),
            ("'?1''$2' = $2::uuid", "'?1''$2' = $1::uuid", vec![Now]),
            ("$1 $2 $3", "$1 $2 $3", vec![Company, Now, ParentLinks]),
            ("1", "1", vec![]),
        ];
        for (text, expected, parameters) in cases {
            let statement = without_unused(text.into(), vec![Company, Now, ParentLinks]);
            assert_eq!((statement.text.as_str(), statement.parameters), (expected, parameters));
        }
    }
}
