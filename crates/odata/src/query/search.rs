//! `$search` (OData 4.01 URL Conventions 5.1.8): words, phrases, `AND`, `OR`, `NOT`, parentheses.

use crate::error::Refusal;
use crate::plan::Search;
use crate::query::context::{Context, limit_exceeded};
use crate::query::cursor::Cursor;

/// Reads the whole of `cursor`.
pub(crate) fn parse_search(context: &Context, cursor: Cursor) -> Result<Search, Refusal> {
    let mut parser = SearchParser { context, cursor, open: 0 };
    let search = parser.any_of()?;
    parser.cursor.expect_end()?;
    Ok(search)
}

struct SearchParser<'c, 'a> {
    context: &'c Context<'a>,
    cursor: Cursor<'a>,
    open: usize,
}

impl<'a> SearchParser<'_, 'a> {
    fn any_of(&mut self) -> Result<Search, Refusal> {
        self.open += 1;
        if self.open > self.context.limits.expression_depth_max {
            return Err(limit_exceeded("$search is nested too deeply.".to_owned()).at("$search"));
        }
        let mut left = self.all_of()?;
        while self.take_operator("OR") {
            left = Search::Or(Box::new(left), Box::new(self.all_of()?));
        }
        self.open -= 1;
        Ok(left)
    }

    /// Terms side by side belong together as if `AND` stood between them.
    fn all_of(&mut self) -> Result<Search, Refusal> {
        let mut left = self.term()?;
        loop {
            self.cursor.skip_blanks();
            let ended = self.cursor.at_end() || self.cursor.peek() == Some(b')') || self.peek_word() == "OR";
            if ended {
                return Ok(left);
            }
            self.take_operator("AND");
            left = Search::And(Box::new(left), Box::new(self.term()?));
        }
    }

    fn term(&mut self) -> Result<Search, Refusal> {
        let mut negated = false;
        while self.take_operator("NOT") {
            negated = !negated;
        }
        self.cursor.skip_blanks();
        let inner = match self.cursor.peek() {
            Some(b'(') => {
                self.cursor.take(b'(');
                let inner = self.any_of()?;
                self.cursor.expect(b')')?;
                inner
            }
            Some(b'"') => Search::Term(self.phrase()?),
            _ => Search::Term(self.word()?),
        };
        Ok(if negated { Search::Not(Box::new(inner)) } else { inner })
    }

    fn word(&mut self) -> Result<String, Refusal> {
        let word = self.peek_word();
        if word.is_empty() || matches!(word, "AND" | "OR" | "NOT") {
            return Err(self.cursor.unexpected("a word or phrase to search for was expected"));
        }
        self.context.spend_search_term()?;
        self.cursor.offset += word.len();
        Ok(word.to_owned())
    }

    /// `"…"`, where a backslash stands before a quote or a backslash that belongs to the phrase.
    fn phrase(&mut self) -> Result<String, Refusal> {
        self.context.spend_search_term()?;
        let start = self.cursor.offset;
        let mut phrase = String::new();
        let mut characters = self.cursor.rest().char_indices().skip(1);
        while let Some((index, character)) = characters.next() {
            match character {
                '"' if phrase.trim().is_empty() => {
                    return Err(self.cursor.bad(start, "A phrase must not be empty."));
                }
                '"' => {
                    self.cursor.offset += index + 1;
                    return Ok(phrase);
                }
                '\\' => phrase.extend(characters.next().map(|(_, escaped)| escaped)),
                _ => phrase.push(character),
            }
        }
        Err(self.cursor.bad(start, "The phrase that starts here has no closing quote."))
    }

    fn peek_word(&self) -> &'a str {
        let rest = self.cursor.rest();
        let length = rest.find([' ', '\t', '(', ')', '"', ';']).unwrap_or(rest.len());
        &rest[..length]
    }

    /// Steps over one of the upper-case operator words.
    fn take_operator(&mut self, operator: &str) -> bool {
        self.cursor.skip_blanks();
        let found = self.peek_word() == operator;
        self.cursor.offset += if found { operator.len() } else { 0 };
        found
    }
}
