//! The canonical functions of OData (URL Conventions 5.1.1.5 ff.).

use odata::expression::{Expression, Function};
use odata::{Refusal, RefusalKind, Value};

use super::literal::storable;
use super::{as_literal, not_offered};
use crate::compiled::{Parameter, SqlValue};
use crate::fragment::{Fragment, Kind};
use crate::mapping::Storage;
use crate::writer::Writer;

/// What `trim` takes away: the characters with the Unicode property White_Space.
const WHITE_SPACE: [u32; 25] = [
    0x9, 0xa, 0xb, 0xc, 0xd, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
    0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
];
const MILLISECONDS_PER_DAY: i64 = 86_400_000;
/// 0001-01-01T00:00:00Z.
const INSTANT_MIN: i64 = -62_135_596_800_000;
/// 9999-12-31T23:59:59.999Z.
const INSTANT_MAX: i64 = 253_402_300_799_999;

impl Writer<'_> {
    pub(super) fn call(&mut self, function: Function, arguments: &[Expression]) -> Result<Fragment, Refusal> {
        use Function as F;
        match function {
            F::StartsWith => self.starts_with(arguments),
            F::Case => self.case(arguments),
            F::MatchesPattern => Err(not_offered("'matchesPattern'")),
            F::Now => {
                let text = self.bind(Parameter::Now, Storage::Instant);
                Ok(Fragment::atom(text, Kind::Instant, false))
            }
            F::MinDateTime => Ok(self.instant(INSTANT_MIN)),
            F::MaxDateTime => Ok(self.instant(INSTANT_MAX)),
            _ => {
                let arguments: Result<Vec<_>, _> = arguments.iter().map(|one| self.value(one)).collect();
                self.call_of_values(function, arguments?)
            }
        }
    }

    fn instant(&self, milliseconds: i64) -> Fragment {
        let cast = if self.context.is_postgres() { "::bigint" } else { "" };
        Fragment::atom(format!("({milliseconds}){cast}"), Kind::Instant, false)
    }

    fn call_of_values(&mut self, function: Function, arguments: Vec<Fragment>) -> Result<Fragment, Refusal> {
        use Function as F;
        let Some(first) = arguments.first().cloned() else {
            return Err(Refusal::new(RefusalKind::BadRequest, "A function lacks its argument."));
        };
        if arguments.iter().any(|argument| argument.kind == Kind::Null) {
            return Ok(Fragment::null());
        }
        let nullable = arguments.iter().any(|argument| argument.nullable);
        match function {
            F::Contains | F::EndsWith | F::IndexOf | F::Concat => {
                let second = arguments.get(1).ok_or_else(|| not_offered("This form of the function"))?;
                Ok(self.of_two_texts(function, &first, second, nullable))
            }
            F::Length | F::ToLower | F::ToUpper | F::Trim => Ok(self.of_text(function, &first)),
            F::Substring => Ok(self.substring(&arguments, nullable)),
            F::Round | F::Floor | F::Ceiling => self.rounded(function, first),
            _ => self.of_time(function, first),
        }
    }

    fn of_two_texts(
        &self,
        function: Function,
        first: &Fragment,
        second: &Fragment,
        nullable: bool,
    ) -> Fragment {
        let is_postgres = self.context.is_postgres();
        let position = if is_postgres { "strpos" } else { "instr" };
        let (a, b) = (&first.text, &second.text);
        match function {
            Function::Contains => {
                Fragment::operator(format!("{position}({a}, {b}) > 0"), Kind::Boolean, nullable)
            }
            Function::EndsWith if is_postgres => {
                let text = format!("right({a}, length({b})) = {}", second.operand());
                Fragment::operator(text, Kind::Boolean, nullable)
            }
            Function::EndsWith => {
                let text = format!("substr({a}, length({a}) - length({b}) + 1) = {}", second.operand());
                Fragment::operator(text, Kind::Boolean, nullable)
            }
            Function::Concat => {
                let text = format!("{} || {}", first.operand(), second.operand());
                let mut fragment = Fragment::operator(text, Kind::Text, nullable);
                fragment.collated = first.collated || second.collated;
                fragment
            }
            _ => {
                let text = format!("{position}({a}, {b}) - 1");
                let text = if is_postgres { format!("({text})::bigint") } else { format!("({text})") };
                Fragment::atom(text, Kind::Integer, nullable)
            }
        }
    }

    fn of_text(&self, function: Function, argument: &Fragment) -> Fragment {
        let text = match function {
            Function::ToLower => return self.lower(argument),
            Function::Length if self.context.is_postgres() => format!("length({})::bigint", argument.text),
            Function::Length => format!("length({})", argument.text),
            Function::ToUpper if self.context.is_postgres() => {
                let text = format!("(upper({} COLLATE \"und-x-icu\") COLLATE \"C\")", argument.operand());
                return Fragment::atom(text, Kind::Text, argument.nullable).with_collation();
            }
            Function::ToUpper => format!("funchal_upper({})", argument.text),
            _ => format!("{}({}, {})", self.trim_name(), argument.text, self.white_space()),
        };
        let kind = if function == Function::Length { Kind::Integer } else { Kind::Text };
        Fragment { collated: argument.collated, ..Fragment::atom(text, kind, argument.nullable) }
    }

    fn trim_name(&self) -> &'static str {
        if self.context.is_postgres() { "btrim" } else { "trim" }
    }

    fn white_space(&self) -> String {
        if self.context.is_postgres() {
            let codes: String = WHITE_SPACE.iter().map(|code| format!("\\u{code:04x}")).collect();
            format!("E'{codes}'")
        } else {
            let codes: Vec<String> = WHITE_SPACE.iter().map(u32::to_string).collect();
            format!("char({})", codes.join(", "))
        }
    }

    /// Lower case by the rules of Unicode.
    pub(crate) fn lower(&self, argument: &Fragment) -> Fragment {
        let text = if self.context.is_postgres() {
            format!("(lower({} COLLATE \"und-x-icu\") COLLATE \"C\")", argument.operand())
        } else {
            format!("funchal_lower({})", argument.text)
        };
        Fragment::atom(text, Kind::Text, argument.nullable).with_collation()
    }

    fn substring(&self, arguments: &[Fragment], nullable: bool) -> Fragment {
        let texts: Vec<&str> = arguments.iter().map(|argument| argument.text.as_str()).collect();
        let mut fragment =
            Fragment::atom(format!("funchal_substring({})", texts.join(", ")), Kind::Text, nullable);
        fragment.collated = arguments[0].collated;
        fragment
    }

    fn rounded(&mut self, function: Function, argument: Fragment) -> Result<Fragment, Refusal> {
        self.can_fail = true;
        let name = match (function, argument.kind) {
            // A whole number is promoted to the type of the result.
            (_, Kind::Integer) => return Ok(self.scaled(argument)),
            (Function::Round, Kind::Decimal) => "round",
            (Function::Floor, Kind::Decimal) => "floor",
            (_, Kind::Decimal) => "ceiling",
            _ => return Err(Refusal::new(RefusalKind::BadRequest, "Only a number can be rounded.")),
        };
        let text = format!("funchal_decimal_{name}({})", argument.text);
        Ok(Fragment::atom(text, Kind::Decimal, argument.nullable))
    }

    /// Parts of dates, instants, times and durations.
    fn of_time(&self, function: Function, argument: Fragment) -> Result<Fragment, Refusal> {
        use Function as F;
        let nullable = argument.nullable;
        let text = argument.operand();
        let integer = |text: String| Ok(Fragment::atom(text, Kind::Integer, nullable));
        let date = match argument.kind {
            Kind::Instant => format!("funchal_instant_date({})", argument.text),
            _ => argument.text.clone(),
        };
        let time = match argument.kind {
            Kind::Instant => {
                format!(
                    "(({text} % {MILLISECONDS_PER_DAY} + {MILLISECONDS_PER_DAY}) % {MILLISECONDS_PER_DAY})"
                )
            }
            _ => text.clone(),
        };
        match (function, argument.kind) {
            (F::Year, Kind::Instant | Kind::Date) => integer(self.digits(&date, 1, 4)),
            (F::Month, Kind::Instant | Kind::Date) => integer(self.digits(&date, 6, 2)),
            (F::Day, Kind::Instant | Kind::Date) => integer(self.digits(&date, 9, 2)),
            (F::Hour, Kind::Instant | Kind::Time) => integer(format!("({time} / 3600000)")),
            (F::Minute, Kind::Instant | Kind::Time) => integer(format!("({time} / 60000 % 60)")),
            (F::Second, Kind::Instant | Kind::Time) => integer(format!("({time} / 1000 % 60)")),
            (F::FractionalSeconds, Kind::Instant | Kind::Time) => {
                Ok(Fragment::atom(format!("({time} % 1000 * 100)"), Kind::Decimal, nullable))
            }
            (F::TotalSeconds, Kind::Duration) if self.context.is_postgres() => {
                Ok(Fragment::operator(format!("{text} * 100"), Kind::Decimal, nullable))
            }
            (F::TotalSeconds, Kind::Duration) => {
                let text = format!("funchal_integer_multiply({text}, 100)");
                Ok(Fragment::atom(text, Kind::Decimal, nullable))
            }
            // Instants are kept in UTC.
            (F::TotalOffsetMinutes, Kind::Instant) => integer(format!("({text} * 0)")),
            (F::Date, Kind::Instant) => Ok(Fragment::atom(date, Kind::Date, nullable)),
            (F::Date, Kind::Date) | (F::Time, Kind::Time) => Ok(argument),
            (F::Time, Kind::Instant) => Ok(Fragment::atom(time, Kind::Time, nullable)),
            _ => {
                let message = "A date or time function stands on a value of another type.";
                Err(Refusal::new(RefusalKind::BadRequest, message))
            }
        }
    }

    fn digits(&self, date: &str, start: u8, length: u8) -> String {
        if self.context.is_postgres() {
            format!("substr({date}, {start}, {length})::bigint")
        } else {
            format!("CAST(substr({date}, {start}, {length}) AS INTEGER)")
        }
    }

    fn starts_with(&mut self, arguments: &[Expression]) -> Result<Fragment, Refusal> {
        let [text, prefix] = arguments else { return Err(not_offered("This form of 'startswith'")) };
        let text = self.value(text)?;
        if let (Some(Value::String(prefix)), true) = (as_literal(prefix), text.is_column) {
            return self.has_prefix(text, &storable(prefix)?);
        }
        let prefix = self.value(prefix)?;
        if text.kind == Kind::Null || prefix.kind == Kind::Null {
            return Ok(Fragment::null());
        }
        let nullable = text.nullable || prefix.nullable;
        let (a, b) = (&text.text, &prefix.text);
        let text = if self.context.is_postgres() {
            return Ok(Fragment::atom(format!("starts_with({a}, {b})"), Kind::Boolean, nullable));
        } else {
            format!("substr({a}, 1, length({b})) = {}", prefix.operand())
        };
        Ok(Fragment::operator(text, Kind::Boolean, nullable))
    }

    /// In bytewise order the texts with a prefix are exactly a range, which an index can answer.
    fn has_prefix(&mut self, column: Fragment, prefix: &str) -> Result<Fragment, Refusal> {
        let nullable = column.nullable;
        let low = self.bind_value(SqlValue::Text(prefix.to_owned()), Kind::Text);
        let text = format!("{} >= {}", column.text, low.text);
        let from = Fragment::operator(text, Kind::Boolean, nullable);
        let Some(end) = first_after_prefix(prefix) else { return Ok(from) };
        let high = self.bind_value(SqlValue::Text(end), Kind::Text);
        let text = format!("{} < {}", column.text, high.text);
        Ok(from.and(Fragment::operator(text, Kind::Boolean, nullable)))
    }

    fn case(&mut self, arguments: &[Expression]) -> Result<Fragment, Refusal> {
        let mut branches = Vec::new();
        for pair in arguments.chunks_exact(2) {
            let condition = self.condition(&pair[0])?;
            let value = self.value(&pair[1])?;
            branches.push((condition, value));
        }
        let values = branches.iter().map(|(_, value)| value.kind).filter(|kind| *kind != Kind::Null);
        let kind = values.reduce(|one, other| if other == Kind::Decimal { other } else { one });
        let Some(kind) = kind else { return Ok(Fragment::null()) };
        let mut text = "CASE".to_owned();
        for (condition, value) in branches {
            let like = Fragment::atom("0", kind, false);
            let (value, _) = self.of_one_kind(value, like)?;
            text.push_str(&format!(" WHEN {} THEN {}", condition.text, value.text));
        }
        text.push_str(" END");
        Ok(Fragment::operator(text, kind, true))
    }
}

/// The first text in bytewise order behind all those that begin with `prefix`; `None` when there is none.
fn first_after_prefix(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        let next = if last == '\u{d7ff}' { Some('\u{e000}') } else { char::from_u32(last as u32 + 1) };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}
