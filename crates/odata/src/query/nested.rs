//! Options in parentheses behind an item of `$expand` or `$select`: cut apart at `;` before any is read.

use crate::error::Refusal;
use crate::query::cursor::Cursor;
use crate::query::options::{LevelOptions, SystemOption};

/// Reads `(name=value;…)` when it stands here. The values stay unread, so that `$compute` can be read before the
/// options that use it.
pub(crate) fn take_nested_options<'a>(cursor: &mut Cursor<'a>) -> Result<Option<LevelOptions<'a>>, Refusal> {
    if !cursor.take(b'(') {
        return Ok(None);
    }
    let mut options = LevelOptions::default();
    loop {
        let end = end_of_value(cursor)?;
        let part = cursor.part(cursor.offset, end);
        cursor.offset = end + 1;
        add_option(&mut options, part)?;
        if cursor.part(end, end + 1).peek() == Some(b')') {
            return Ok(Some(options));
        }
    }
}

fn add_option<'a>(options: &mut LevelOptions<'a>, mut part: Cursor<'a>) -> Result<(), Refusal> {
    part.skip_blanks();
    let start = part.offset;
    let Some(equals) = memchr::memchr(b'=', part.rest().as_bytes()) else {
        return Err(part.unexpected("an option and its value were expected"));
    };
    let name = part.rest()[..equals].trim_end();
    let Some(option) = SystemOption::find(name) else {
        return Err(part.bad(start, format!("The nested option '{name}' is not known.")));
    };
    part.offset += equals + 1;
    options.add(option, part)
}

/// Byte offset of the `;` or `)` that ends the value starting here; quotes and parentheses inside are stepped over.
fn end_of_value(cursor: &Cursor) -> Result<usize, Refusal> {
    let mut open = 0_usize;
    let mut quote = None;
    let mut before = b' ';
    for (index, byte) in cursor.rest().bytes().enumerate() {
        // Within a word of $search (O'Neil) or behind a type (duration'…') the mark opens nothing.
        let in_word = before.is_ascii_alphanumeric() || before == b'_' || !before.is_ascii();
        before = byte;
        match (quote, byte) {
            (Some(mark), _) if mark == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"') => quote = Some(byte),
            (None, b'\'') if !in_word => quote = Some(byte),
            (None, b'(') => open += 1,
            (None, b')' | b';') if open == 0 => return Ok(cursor.offset + index),
            (None, b')') => open -= 1,
            _ => {}
        }
    }
    let missing = if quote.is_some() { "a quote is not closed" } else { "a closing parenthesis is missing" };
    Err(cursor.bad(cursor.offset, format!("In the options that start here, {missing}.")))
}
