//! A piece of SQL with what must be known to combine it rightly: type, nullability, collation, binding strength.

use odata::edm::EdmType;

use crate::mapping::Storage;

/// Type of a fragment's value; one per way of storing and calculating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The literal `null`, which has no type of its own.
    Null,
    Uuid,
    Text,
    Integer,
    /// Integer times 10^5.
    Decimal,
    Boolean,
    /// `YYYY-MM-DD`.
    Date,
    /// Milliseconds since 1970.
    Instant,
    /// Milliseconds since midnight.
    Time,
    /// Milliseconds.
    Duration,
    Enum,
}

impl Kind {
    /// How a property of this type is calculated with; `None` for types no expression can use.
    pub fn of(edm_type: EdmType) -> Option<Kind> {
        Some(match edm_type {
            EdmType::Guid => Kind::Uuid,
            EdmType::String => Kind::Text,
            EdmType::Int32 | EdmType::Int64 => Kind::Integer,
            EdmType::Decimal => Kind::Decimal,
            EdmType::Boolean => Kind::Boolean,
            EdmType::Date => Kind::Date,
            EdmType::DateTimeOffset => Kind::Instant,
            EdmType::TimeOfDay => Kind::Time,
            EdmType::Duration => Kind::Duration,
            EdmType::Enum(_) => Kind::Enum,
            EdmType::Stream | EdmType::Complex(_) | EdmType::ComplexCollection(_) => return None,
        })
    }

    pub fn storage(self) -> Storage {
        match self {
            Kind::Uuid => Storage::Uuid,
            Kind::Text | Kind::Null => Storage::Text,
            Kind::Integer | Kind::Time | Kind::Duration => Storage::Integer,
            Kind::Decimal => Storage::Decimal,
            Kind::Boolean => Storage::Boolean,
            Kind::Date => Storage::Date,
            Kind::Instant => Storage::Instant,
            Kind::Enum => Storage::Enum,
        }
    }
}

/// How strongly the outermost operator of a fragment binds, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Binding {
    Or,
    And,
    /// Anything that needs parentheses beside an operator.
    Operator,
    /// A column, a parameter, a call, or something in parentheses.
    Atom,
}

#[derive(Clone, Debug)]
pub(crate) struct Fragment {
    pub text: String,
    pub kind: Kind,
    pub nullable: bool,
    pub binding: Binding,
    /// PostgreSQL compares it bytewise (a column is, a parameter alone is not).
    pub collated: bool,
    /// A column as it is: may be written twice and may use an index.
    pub is_column: bool,
}

impl Fragment {
    pub fn new(text: impl Into<String>, kind: Kind, nullable: bool, binding: Binding) -> Fragment {
        Fragment { text: text.into(), kind, nullable, binding, collated: false, is_column: false }
    }

    pub fn atom(text: impl Into<String>, kind: Kind, nullable: bool) -> Fragment {
        Fragment::new(text, kind, nullable, Binding::Atom)
    }

    pub fn operator(text: impl Into<String>, kind: Kind, nullable: bool) -> Fragment {
        Fragment::new(text, kind, nullable, Binding::Operator)
    }

    pub fn null() -> Fragment {
        Fragment::atom("NULL", Kind::Null, true)
    }

    pub fn boolean(value: bool) -> Fragment {
        Fragment::atom(if value { "TRUE" } else { "FALSE" }, Kind::Boolean, false)
    }

    pub fn with_kind(mut self, kind: Kind) -> Fragment {
        self.kind = kind;
        self
    }

    pub fn with_collation(mut self) -> Fragment {
        self.collated = true;
        self
    }

    /// The text, in parentheses unless it can stand beside any operator.
    pub fn operand(&self) -> String {
        self.at_least(Binding::Atom)
    }

    fn at_least(&self, binding: Binding) -> String {
        if self.binding >= binding { self.text.clone() } else { format!("({})", self.text) }
    }

    pub fn and(self, other: Fragment) -> Fragment {
        match (self.text.as_str(), other.text.as_str()) {
            ("FALSE", _) | (_, "TRUE") => return self,
            (_, "FALSE") | ("TRUE", _) => return other,
            _ => {}
        }
        let text = format!("{} AND {}", self.at_least(Binding::And), other.at_least(Binding::And));
        Fragment::new(text, Kind::Boolean, self.nullable || other.nullable, Binding::And)
    }

    pub fn or(self, other: Fragment) -> Fragment {
        match (self.text.as_str(), other.text.as_str()) {
            ("TRUE", _) | (_, "FALSE") => return self,
            (_, "TRUE") | ("FALSE", _) => return other,
            _ => {}
        }
        let text = format!("{} OR {}", self.text, other.text);
        Fragment::new(text, Kind::Boolean, self.nullable || other.nullable, Binding::Or)
    }

    /// Ready to stand in a list of conditions joined by AND.
    pub fn condition(&self) -> String {
        self.at_least(Binding::And)
    }

    /// A condition that is `false` where this one is null.
    pub fn or_false(self) -> Fragment {
        if !self.nullable {
            return self;
        }
        Fragment::atom(format!("coalesce({}, FALSE)", self.text), Kind::Boolean, false)
    }
}
