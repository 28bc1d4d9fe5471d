//! JSON broken into lines for reading, its tokens and their order untouched.

/// Members of the outermost object on lines of their own; so are the elements of a `value` or `responses` array.
pub fn json_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 256);
    let mut scanner = Scanner::default();
    for (index, character) in text.char_indices() {
        let was_text = scanner.in_text;
        scanner.step(character);
        if was_text || scanner.in_text {
            out.push(character);
            continue;
        }
        let depth = scanner.depth;
        match character {
            '{' if depth == 1 => out.push_str("{\n  "),
            '}' if depth == 0 => out.push_str("\n}"),
            '[' if depth == 2 && is_list(&text[..index]) && !text[index + 1..].starts_with(']') => {
                scanner.list = true;
                out.push_str("[\n    ");
            }
            ']' if depth == 1 && scanner.list => {
                scanner.list = false;
                out.push_str("\n  ]");
            }
            ',' if depth == 1 => out.push_str(",\n  "),
            ',' if depth == 2 && scanner.list => out.push_str(",\n    "),
            _ => out.push(character),
        }
    }
    out
}

fn is_list(before: &str) -> bool {
    ["\"value\":", "\"responses\":"].iter().any(|name| before.trim_end().ends_with(name))
}

#[derive(Default)]
struct Scanner {
    depth: usize,
    in_text: bool,
    escaped: bool,
    list: bool,
}

impl Scanner {
    /// Takes a character; depth is that behind it.
    fn step(&mut self, character: char) {
        if self.in_text {
            match character {
                _ if self.escaped => self.escaped = false,
                '\\' => self.escaped = true,
                '"' => self.in_text = false,
                _ => {}
            }
            return;
        }
        match character {
            '"' => self.in_text = true,
            '{' | '[' => self.depth += 1,
            '}' | ']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::json_lines;

    #[test]
    fn lines() {
        let text = r#"{"a":"x,{","value":[{"b":[1,2]},{"c":{}}],"d":[]}"#;
        let lines =
            "{\n  \"a\":\"x,{\",\n  \"value\":[\n    {\"b\":[1,2]},\n    {\"c\":{}}\n  ],\n  \"d\":[]\n}";
        assert_eq!(json_lines(text), lines);
        assert_eq!(json_lines("20"), "20");
    }
}
