//! A place in the decoded text of a query option, and the small steps every grammar here takes from it.

use crate::error::{Refusal, RefusalKind};

/// Reads `text[offset..end]`; positions in messages count characters from the start of the whole text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    /// The option that messages name, such as `$filter`.
    pub option: &'a str,
    text: &'a str,
    pub offset: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(option: &'a str, text: &'a str) -> Self {
        Cursor { option, text, offset: 0, end: text.len() }
    }

    /// The same text from `start` up to `end`, both byte offsets on character boundaries.
    pub fn part(&self, start: usize, end: usize) -> Self {
        Cursor { offset: start, end, ..*self }
    }

    pub fn rest(&self) -> &'a str {
        &self.text[self.offset..self.end]
    }

    pub fn peek(&self) -> Option<u8> {
        self.text.as_bytes()[..self.end].get(self.offset).copied()
    }

    pub fn at_end(&self) -> bool {
        self.offset >= self.end
    }

    pub fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.offset += 1;
        }
    }

    /// Steps over `byte` (ASCII) when it is next.
    pub fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.offset += usize::from(found);
        found
    }

    /// Steps over blanks, then `byte`, then blanks; stays when `byte` is not there.
    pub fn take_between_blanks(&mut self, byte: u8) -> bool {
        let start = self.offset;
        self.skip_blanks();
        if self.take(byte) {
            self.skip_blanks();
            return true;
        }
        self.offset = start;
        false
    }

    pub fn expect(&mut self, byte: u8) -> Result<(), Refusal> {
        self.skip_blanks();
        if self.take(byte) {
            return Ok(());
        }
        Err(self.unexpected(&format!("'{}' is missing", byte as char)))
    }

    /// The OData identifier that starts here, or an empty text.
    pub fn peek_name(&self) -> &'a str {
        let rest = self.rest();
        let mut length = 0;
        for (index, character) in rest.char_indices() {
            let fits = character.is_alphabetic() || character == '_' || (index > 0 && character.is_numeric());
            if !fits {
                break;
            }
            length = index + character.len_utf8();
        }
        &rest[..length]
    }

    /// The identifier, possibly dotted (`Microsoft.NAV.post`), that starts here, or an empty text.
    pub fn peek_qualified_name(&self) -> &'a str {
        let mut ahead = *self;
        loop {
            let name = ahead.peek_name();
            ahead.offset += name.len();
            if name.is_empty() || ahead.peek() != Some(b'.') {
                break;
            }
            ahead.offset += 1;
        }
        let taken = &self.text[self.offset..ahead.offset];
        taken.strip_suffix('.').unwrap_or(taken)
    }

    /// Steps over `word`, in any case, when it stands here as a whole identifier.
    pub fn take_word(&mut self, word: &str) -> bool {
        let found = self.peek_name().eq_ignore_ascii_case(word);
        self.offset += if found { word.len() } else { 0 };
        found
    }

    /// Refuses what remains, blanks aside.
    pub fn expect_end(&mut self) -> Result<(), Refusal> {
        self.skip_blanks();
        if self.at_end() { Ok(()) } else { Err(self.unexpected("the end of the value was expected")) }
    }

    /// A refusal at the present place that shows what stands there.
    pub fn unexpected(&self, reason: &str) -> Refusal {
        let found = match self.rest().chars().next() {
            Some(character) => format!("Unexpected '{character}'"),
            None => "The value ends too early".to_owned(),
        };
        self.bad(self.offset, format!("{found}: {reason}."))
    }

    pub fn bad(&self, offset: usize, message: impl Into<String>) -> Refusal {
        self.refuse(RefusalKind::BadRequest, offset, message)
    }

    pub fn not_implemented(&self, offset: usize, what: &str) -> Refusal {
        self.refuse(RefusalKind::NotImplemented, offset, format!("{what} is not implemented."))
    }

    /// A refusal whose sentence ends with option and character position, counted from 1.
    pub fn refuse(&self, kind: RefusalKind, offset: usize, message: impl Into<String>) -> Refusal {
        let position = self.text[..offset.min(self.end)].chars().count() + 1;
        let message = format!("{} (at position {position} in {})", message.into(), self.option);
        Refusal::new(kind, message).at(self.option)
    }
}
