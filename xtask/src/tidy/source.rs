//! A light reader of Rust source: tells code from comments, strings and test modules, without a parser.

use std::ops::Range;

/// A source file taken apart. Positions are bytes; `code` and `strings_removed` keep the lines of the text.
pub struct Source {
    /// The text with comments and the contents of strings and characters blanked out
    pub code: String,
    /// The text of each line without the contents of strings: comments stay
    pub strings_removed: String,
    /// Each string literal: its position and its content as written
    pub strings: Vec<(usize, String)>,
}

impl Source {
    /// Takes a text apart. Never fails: what is not Rust gives a harmless result.
    pub fn new(text: &str) -> Self {
        let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, pieces: Vec::new() };
        while reader.at < reader.bytes.len() {
            reader.piece();
        }
        let strings = |kind: &(Kind, Range<usize>)| kind.0 == Kind::String;
        Self {
            code: blank(text, &reader.pieces),
            strings_removed: remove(text, reader.pieces.iter().filter(|piece| strings(piece))),
            strings: reader
                .pieces
                .iter()
                .filter(|piece| strings(piece))
                .map(|(_, range)| (range.start, text[range.clone()].to_owned()))
                .collect(),
        }
    }

    /// The line of a position, counted from 1.
    pub fn line(&self, position: usize) -> usize {
        1 + self.code.as_bytes()[..position].iter().filter(|byte| **byte == b'\n').count()
    }

    /// The words of the code (names and numbers) with their positions.
    pub fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let mut at = 0;
        self.code.split(move |character| !is_word(character)).filter_map(move |word| {
            let start = at;
            // A separator is one character, maybe of several bytes; blanked text has single bytes only.
            at += word.len() + self.code[at + word.len()..].chars().next().map_or(0, char::len_utf8);
            (!word.is_empty()).then_some((start, word))
        })
    }

    /// The modules under `#[cfg(test)]`.
    pub fn test_modules(&self) -> Vec<Range<usize>> {
        let found = self.code.match_indices("#[cfg(test)]");
        let ranges = found.filter_map(|(start, attribute)| {
            let end = self.item_end(start + attribute.len())?;
            let item = &self.code[start + attribute.len()..end];
            item.split_whitespace().any(|word| word == "mod").then_some(start..end)
        });
        ranges.collect()
    }

    /// Where the item ends that starts at a position: after its `}` or `;` outside all brackets.
    pub fn item_end(&self, start: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (offset, byte) in self.code.as_bytes()[start..].iter().enumerate() {
            match byte {
                b'{' | b'(' | b'[' => depth += 1,
                b'}' | b')' | b']' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 && *byte == b'}' {
                        return Some(start + offset + 1);
                    }
                }
                b';' if depth == 0 => return Some(start + offset + 1),
                _ => {}
            }
        }
        None
    }

    /// Each function with a body: its name and the range from `fn` to the closing brace.
    pub fn functions(&self) -> Vec<(String, Range<usize>)> {
        let mut words = self.words().peekable();
        let mut functions = Vec::new();
        while let Some((start, word)) = words.next() {
            let Some((name_start, name)) = words.peek().filter(|_| word == "fn") else { continue };
            // `fn(u32) -> u32` is a type, `fn $name` a template.
            if !self.code[start + "fn".len()..*name_start].trim().is_empty() {
                continue;
            }
            if let Some(end) = self.item_end(start).filter(|end| self.code[..*end].ends_with('}')) {
                functions.push(((*name).to_owned(), start..end));
            }
        }
        functions
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Comment,
    /// Content without quotes
    String,
    Character,
}

struct Reader<'text> {
    text: &'text str,
    bytes: &'text [u8],
    at: usize,
    pieces: Vec<(Kind, Range<usize>)>,
}

impl Reader<'_> {
    /// Reads one piece: a comment, a literal, a word, or one byte of anything else.
    fn piece(&mut self) {
        let rest = &self.bytes[self.at..];
        match rest {
            [b'/', b'/', ..] => {
                let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                self.take(Kind::Comment, self.at..self.at + length, 0);
            }
            [b'/', b'*', ..] => {
                let length = block_comment_length(rest);
                self.take(Kind::Comment, self.at..self.at + length, 0);
            }
            [b'"', ..] => self.quoted(self.at),
            [b'\'', ..] => self.quote_or_lifetime(),
            [byte, ..] if byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii() => self.word(),
            _ => self.at += 1,
        }
    }

    fn take(&mut self, kind: Kind, range: Range<usize>, closing: usize) {
        self.at = (range.end + closing).min(self.bytes.len());
        self.pieces.push((kind, range));
    }

    /// A string with escapes, its opening quote at `start`.
    fn quoted(&mut self, start: usize) {
        let content = start + 1;
        let mut end = content;
        while end < self.bytes.len() && self.bytes[end] != b'"' {
            end += if self.bytes[end] == b'\\' { 2 } else { 1 };
        }
        self.take(Kind::String, content..end.min(self.bytes.len()), 1);
    }

    /// `'x'`, `'\n'` or the lifetime `'x`.
    fn quote_or_lifetime(&mut self) {
        let rest = &self.text[self.at + 1..];
        let mut characters = rest.char_indices();
        let length = match characters.next() {
            // The character after the backslash may be a quote itself.
            Some((_, '\\')) => rest.get(2..).and_then(|tail| tail.find('\'')).map(|found| found + 2),
            Some(_) => characters.next().filter(|(_, next)| *next == '\'').map(|(length, _)| length),
            None => None,
        };
        match length {
            Some(length) => self.take(Kind::Character, self.at + 1..self.at + 1 + length, 1),
            None => self.at += 1,
        }
    }

    /// A name or number; or the prefix of a literal, which then is read whole.
    fn word(&mut self) {
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let rest = &self.text[self.at..];
        let length = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(length);
        let start = self.at + length;
        match (word, after.as_bytes().first()) {
            ("b" | "c", Some(b'"')) => self.quoted(start),
            ("b", Some(b'\'')) => {
                self.at = start;
                self.quote_or_lifetime();
            }
            ("r" | "br" | "cr", Some(b'"' | b'#')) => self.raw(start),
            // Not a word of ours (a letter-like symbol): step over the whole character.
            ("", _) => self.at += rest.chars().next().map_or(1, char::len_utf8),
            _ => self.at = start,
        }
    }

    /// `"..."` or `#"..."#` after an `r`; `r#name` is only a name.
    fn raw(&mut self, start: usize) {
        let hashes = self.bytes[start..].iter().take_while(|byte| **byte == b'#').count();
        if self.bytes.get(start + hashes) != Some(&b'"') {
            self.at = start + hashes;
            return;
        }
        let content = start + hashes + 1;
        let closing = format!("\"{}", "#".repeat(hashes));
        let length = self.text[content..].find(&closing).unwrap_or(self.text.len() - content);
        self.take(Kind::String, content..content + length, closing.len());
    }
}

/// Block comments nest.
fn block_comment_length(bytes: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The text with the pieces turned into blanks byte by byte; line ends stay.
fn blank(text: &str, pieces: &[(Kind, Range<usize>)]) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut at = 0;
    for (_, range) in pieces {
        blanked.push_str(&text[at..range.start]);
        let bytes = text.as_bytes()[range.clone()].iter();
        blanked.extend(bytes.map(|byte| if *byte == b'\n' { '\n' } else { ' ' }));
        at = range.end;
    }
    blanked.push_str(&text[at..]);
    blanked
}

/// The text without the pieces, but with their line ends.
fn remove<'piece>(text: &str, pieces: impl Iterator<Item = &'piece (Kind, Range<usize>)>) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for (_, range) in pieces {
        kept.push_str(&text[at..range.start]);
        kept.extend(text[range.clone()].chars().filter(|character| *character == '\n'));
        at = range.end;
    }
    kept.push_str(&text[at..]);
    kept
}
