//! Ids as numbers in the order in which a server first showed them, so that two servers can be asked and compared
//! alike.

use std::collections::HashMap;

use uuid::Uuid;

const LENGTH: usize = 36;

/// The ids of one server.
#[derive(Debug, Default)]
pub struct Names {
    numbers: HashMap<Uuid, usize>,
    ids: Vec<Uuid>,
}

impl Names {
    /// Every id as `~7~`; the blank one stays.
    pub fn masked(&mut self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let id = rest.get(..LENGTH).and_then(|part| Uuid::try_parse(part).ok());
            match id.filter(|id| !id.is_nil()) {
                Some(id) => {
                    masked.push_str(&format!("~{}~", self.number(id)));
                    rest = &rest[LENGTH..];
                }
                None => {
                    masked.push(character);
                    rest = &rest[character.len_utf8()..];
                }
            }
        }
        masked
    }

    fn number(&mut self, id: Uuid) -> usize {
        let Names { numbers, ids } = self;
        *numbers.entry(id).or_insert_with(|| {
            ids.push(id);
            ids.len() - 1
        })
    }

    /// The text with the ids of this server in place of their numbers.
    pub fn filled(&self, text: &str) -> String {
        let parts: Vec<&str> = text.split('~').collect();
        let mut filled = String::with_capacity(text.len());
        for (index, part) in parts.iter().enumerate() {
            match part.parse::<usize>().ok().and_then(|number| self.ids.get(number)) {
                Some(id) if index % 2 == 1 => filled.push_str(&id.to_string()),
                _ => filled.push_str(part),
            }
        }
        filled
    }
}

#[test]
fn ids_get_numbers_and_come_back() {
    let mut names = Names::default();
    let id = "0190aaaa-0000-7000-8000-000000000007";
    let text = format!("a({id}) b{id}-10000 {}", Uuid::nil());
    let masked = names.masked(&text);
    assert_eq!(masked, format!("a(~0~) b~0~-10000 {}", Uuid::nil()));
    assert_eq!(names.filled(&masked), text);
}
