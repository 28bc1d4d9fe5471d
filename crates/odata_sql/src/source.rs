//! The SQL behind a property: its stored value for selecting, its typed value for expressions.

use odata::edm::{EdmType, PropertyId};
use odata::expression::PropertyPath;
use odata::{Refusal, RefusalKind};

use crate::fragment::{Binding, Fragment, Kind};
use crate::mapping::{Fallback, Source, Storage};
use crate::writer::{Row, Writer, postgres_type};

/// A value as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub text: String,
    pub storage: Storage,
    pub nullable: bool,
    pub is_column: bool,
}

impl<'a> Writer<'a> {
    /// Source and type of a property or of a member of a complex one; `None` for a whole complex value.
    pub fn source_of(
        &self,
        row: &Row,
        property: PropertyId,
        member: Option<usize>,
    ) -> Option<(&'a Source, EdmType)> {
        let edm_type = self.context.model.entity_type(row.entity).property(property).edm_type;
        let source = &self.context.entity(row.entity).sources[property.0];
        match (source, edm_type, member) {
            (Source::Complex(members), EdmType::Complex(id), Some(member)) => {
                let member_type = self.context.model.complex_type(id).members.get(member)?.edm_type;
                Some((members.get(member)?, member_type))
            }
            (Source::Complex(_), ..) | (_, _, Some(_)) => None,
            _ => Some((source, edm_type)),
        }
    }

    /// The stored value behind a source: what a SELECT reads. `None` where nothing is stored.
    pub fn stored(&mut self, row: &Row, source: &Source) -> Option<Stored> {
        let alias = row.alias.clone();
        let stored =
            |text: String, storage, nullable, is_column| Some(Stored { text, storage, nullable, is_column });
        match source {
            Source::Column { column, storage } => {
                stored(format!("{alias}.{column}"), *storage, row.nullable, true)
            }
            Source::Label { column, .. } => {
                stored(format!("{alias}.{column}"), Storage::Enum, row.nullable, true)
            }
            Source::Joined { join, column, storage, or } => {
                Some(self.stored_joined(row, *join, column, *storage, or))
            }
            Source::Computed { sql, storage, nullable } => {
                let text = format!("({})", self.computed(row, sql));
                let text = self.unless_missing(row, text);
                stored(text, *storage, row.nullable || *nullable, false)
            }
            Source::ComputedLabel { sql, .. } => {
                let text = format!("({})", self.computed(row, sql));
                stored(self.unless_missing(row, text), Storage::Enum, row.nullable, false)
            }
            Source::LineKey { document, line_number } => {
                let text = self.line_key(&alias, document, line_number);
                stored(text, Storage::Text, row.nullable, false)
            }
            Source::Constant(text) => {
                let text = self.quoted(text);
                stored(self.unless_missing(row, text), Storage::Text, row.nullable, false)
            }
            Source::Lines { first, second } => {
                let line_end = if self.context.is_postgres() { "chr(13) || chr(10)" } else { "char(13, 10)" };
                let text = format!(
                    "CASE WHEN {alias}.{second} = '' THEN {alias}.{first} \
                     ELSE {alias}.{first} || {line_end} || {alias}.{second} END"
                );
                stored(text, Storage::Text, row.nullable, false)
            }
            Source::Null => stored(self.typed_null(Kind::Text), Storage::Text, true, false),
            Source::Complex(_) | Source::External | Source::Stream => None,
        }
    }

    fn stored_joined(
        &mut self,
        row: &Row,
        join: usize,
        column: &str,
        storage: Storage,
        or: &Fallback,
    ) -> Stored {
        let own = format!("{}.{column}", self.source_join(row, join));
        let (text, fallback_nullable) = match or {
            Fallback::Null => return Stored { text: own, storage, nullable: true, is_column: true },
            Fallback::Empty => (format!("coalesce({own}, {})", self.empty(storage)), false),
            Fallback::Joined { join: other, column } => {
                let is_company = self.context.entity(row.entity).joins[*other].on.is_empty();
                let other = self.source_join(row, *other);
                (format!("coalesce({own}, {other}.{column})"), !is_company)
            }
        };
        // Behind a navigation that leads nowhere there is no value at all, not an empty one.
        let text = self.unless_missing(row, text);
        Stored { text, storage, nullable: row.nullable || fallback_nullable, is_column: false }
    }

    fn line_key(&self, alias: &str, document: &str, line_number: &str) -> String {
        let (uuid, integer) = if self.context.is_postgres() {
            (format!("{alias}.{document}::text"), format!("{alias}.{line_number}::text"))
        } else {
            (format!("funchal_uuid_text({alias}.{document})"), format!("CAST({alias}.{line_number} AS TEXT)"))
        };
        format!("({uuid} || '-' || {integer})")
    }

    fn unless_missing(&self, row: &Row, text: String) -> String {
        if row.nullable { format!("CASE WHEN {}.id IS NOT NULL THEN {text} END", row.alias) } else { text }
    }

    /// A text of the mapping (never of the request) as a literal.
    fn quoted(&self, text: &str) -> String {
        let quoted = format!("'{}'", text.replace('\'', "''"));
        if self.context.is_postgres() { format!("{quoted}::text") } else { quoted }
    }

    pub fn empty(&self, storage: Storage) -> &'static str {
        match storage {
            Storage::Uuid if self.context.is_postgres() => "'00000000-0000-0000-0000-000000000000'::uuid",
            Storage::Uuid => "x'00000000000000000000000000000000'",
            Storage::Text => "''",
            Storage::Date => "'0001-01-01'",
            Storage::Boolean => "FALSE",
            Storage::Integer | Storage::Decimal | Storage::Instant | Storage::Enum => "0",
        }
    }

    /// A property in an expression, in the type the model gives it.
    pub fn property(&mut self, path: &PropertyPath) -> Result<Fragment, Refusal> {
        let row = self.row_at(path.base, &path.navigations)?;
        let name = &self.context.model.entity_type(row.entity).property(path.property).name;
        let refusal = || {
            let message = format!("The property '{name}' cannot be used in an expression.");
            Refusal::new(RefusalKind::NotImplemented, message).at(name.clone())
        };
        let (source, edm_type) = self.source_of(&row, path.property, path.member).ok_or_else(refusal)?;
        if let Source::Label { column, labels } = source {
            let column = format!("{}.{column}", row.alias);
            return Ok(self.label(&row, &column, labels));
        }
        if let Source::ComputedLabel { sql, labels } = source {
            let value = format!("({})", self.computed(&row, sql));
            return Ok(self.label(&row, &value, labels));
        }
        let stored = self.stored(&row, source).ok_or_else(refusal)?;
        self.typed(stored, edm_type).ok_or_else(refusal)
    }

    fn label(&self, row: &Row, value: &str, labels: &[(i64, &str)]) -> Fragment {
        let mut text = format!("CASE {value}");
        for (value, label) in labels {
            text.push_str(&format!(" WHEN {value} THEN {}", self.quoted(label)));
        }
        text.push_str(" ELSE '' END");
        Fragment::operator(self.unless_missing(row, text), Kind::Text, row.nullable)
    }

    /// A stored value in the type the model gives it, where the two differ (a number stored whole and shown as a
    /// decimal, a key shown as a string).
    fn typed(&mut self, stored: Stored, edm_type: EdmType) -> Option<Fragment> {
        let kind = Kind::of(edm_type)?;
        let binding = if stored.is_column || stored.text.starts_with("coalesce(") {
            Binding::Atom
        } else {
            Binding::Operator
        };
        let mut fragment = Fragment::new(stored.text, kind, stored.nullable, binding);
        fragment.is_column = stored.is_column;
        fragment.collated = stored.is_column;
        let is_postgres = self.context.is_postgres();
        let text = fragment.operand();
        let converted = |text: String| Some(Fragment::atom(text, kind, stored.nullable));
        match (stored.storage, kind) {
            _ if kind.storage() == stored.storage => Some(fragment),
            (Storage::Integer, Kind::Enum) | (Storage::Enum, Kind::Integer) => Some(fragment),
            (Storage::Date, Kind::Text) | (Storage::Text, Kind::Date) => Some(fragment),
            (Storage::Uuid, Kind::Text) if !is_postgres => converted(format!("funchal_uuid_text({text})")),
            (Storage::Uuid | Storage::Integer | Storage::Enum, Kind::Text) if is_postgres => {
                converted(format!("{text}::text"))
            }
            (Storage::Integer | Storage::Enum, Kind::Text) => converted(format!("CAST({text} AS TEXT)")),
            (Storage::Integer, Kind::Decimal) => Some(self.scaled(fragment.with_kind(Kind::Integer))),
            (Storage::Instant, Kind::Date) => converted(format!("funchal_instant_date({text})")),
            _ => None,
        }
    }

    /// `NULL` of a type, where a bare one would leave PostgreSQL guessing.
    pub fn typed_null(&self, kind: Kind) -> String {
        if self.context.is_postgres() {
            format!("NULL::{}", postgres_type(kind.storage()))
        } else {
            "NULL".to_owned()
        }
    }
}
