//! Choices: enumerations with a stored value, a label and a member name for the wire.

/// A closed list of values. The label is what a person reads and what JSON carries as text; a blank choice
/// has the label `" "`. The member name is the label encoded as an XML name.
pub trait Choice: Copy + Eq + 'static {
    /// Every choice in order of value.
    const ALL: &'static [Self];

    /// The number kept in storage.
    fn value(self) -> i64;

    fn label(self) -> &'static str;

    fn from_value(value: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.value() == value)
    }

    /// Finds a choice by its label, ignoring ASCII case; an empty text is the blank choice.
    fn from_label(label: &str) -> Option<Self> {
        let wanted = if label.is_empty() { " " } else { label };
        Self::ALL.iter().copied().find(|choice| choice.label().eq_ignore_ascii_case(wanted))
    }

    /// The label as a member name, such as `_x0020_` or `City_x002B_Post_x0020_Code`.
    fn member_name(self) -> String {
        encode_name(self.label())
    }

    /// Finds a choice by its member name or by its label.
    fn from_name(name: &str) -> Option<Self> {
        Self::from_label(&decode_name(name)).or_else(|| Self::from_label(name))
    }
}

/// Encodes a label as an XML name: letters, digits and underscores stay, every other UTF-16 unit becomes
/// `_xHHHH_`. A digit in front, and an underscore that would read as an escape, are encoded too.
pub fn encode_name(label: &str) -> String {
    let mut name = String::with_capacity(label.len() + 8);
    for (index, character) in label.char_indices() {
        let rest = &label[index..];
        let plain = match character {
            '_' => !(rest.starts_with("_x") || rest.starts_with("_X")),
            '0'..='9' => index > 0,
            other => other.is_alphanumeric(),
        };
        if plain {
            name.push(character);
        } else {
            let mut units = [0_u16; 2];
            for unit in character.encode_utf16(&mut units) {
                name.push_str(&format!("_x{unit:04X}_"));
            }
        }
    }
    name
}

/// The label of a member name; what is not a well-formed escape stays as it stands.
pub fn decode_name(name: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some(character) = rest.chars().next() {
        if let Some(unit) = escaped_unit(rest) {
            units.push(unit);
            rest = &rest["_xHHHH_".len()..];
        } else {
            units.extend_from_slice(character.encode_utf16(&mut [0; 2]));
            rest = &rest[character.len_utf8()..];
        }
    }
    String::from_utf16_lossy(&units)
}

/// The UTF-16 unit of an escape `_xHHHH_` at the start of the text.
fn escaped_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("_x").or_else(|| text.strip_prefix("_X"))?.get(..4)?;
    let closed = text.as_bytes().get(6) == Some(&b'_');
    let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    if closed && hexadecimal { u16::from_str_radix(digits, 16).ok() } else { None }
}

/// Declares an enumeration and its [`Choice`] in one place: `Name = value, "label"`.
macro_rules! choices {
    ($(#[$meta:meta])* $name:ident { $($(#[$member_meta:meta])* $member:ident = $value:literal, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub enum $name { $($(#[$member_meta])* $member = $value,)+ }

        impl $crate::choices::Choice for $name {
            const ALL: &'static [Self] = &[$($name::$member,)+];

            fn value(self) -> i64 {
                self as i64
            }

            fn label(self) -> &'static str {
                match self { $($name::$member => $label,)+ }
            }
        }
    };
}
pub(crate) use choices;

#[cfg(test)]
mod tests;
