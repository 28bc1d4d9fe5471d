//! Random well-typed expressions over customers, made from a list of choices so that failures shrink.

use odata::Value;
use odata::expression::{BinaryOperator as B, Expression, ExpressionKind as K, Function as F, VariableId};

use crate::plans::*;
use crate::toy::{CUSTOMER, INVOICE};

pub struct Choices<'c>(pub std::slice::Iter<'c, u8>);

const TEXTS: [&str; 12] =
    ["", "a", "ana", "B_", "%", "All", " ", "ß", "C0", "USD", "Title USD", "\u{10ffff}"];
const DECIMALS: [&str; 9] =
    ["0", "1", "1.5", "-1.5", "1.000001", "-0.999991", "1.00001", "99999999999999999", "-99999999999999999"];
const TEXT_PROPERTIES: [&str; 14] = [
    "number",
    "name",
    "street",
    "currencyCode",
    "rateName",
    "blocked",
    "taxId",
    "address.city",
    "kind",
    "currency/code",
    "manager/name",
    "manager/blocked",
    "manager/street",
    "manager/currencyCode",
];
const COMPARISONS: [B; 6] = [B::Equal, B::NotEqual, B::Less, B::LessOrEqual, B::Greater, B::GreaterOrEqual];

impl Choices<'_> {
    /// A number below `count`; 0 when the choices have run out, which always means the simplest.
    fn below(&mut self, count: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte) % count)
    }

    fn one<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    fn comparison(&mut self, left: Expression, right: Expression) -> Expression {
        let operator = self.one(&COMPARISONS);
        if self.below(4) == 1 { binary(operator, right, left) } else { binary(operator, left, right) }
    }

    pub fn boolean(&mut self, depth: usize) -> Expression {
        if depth == 0 {
            return self.simple_boolean();
        }
        match self.below(9) {
            1 => binary(B::And, self.boolean(depth - 1), self.boolean(depth - 1)),
            2 => binary(B::Or, self.boolean(depth - 1), self.boolean(depth - 1)),
            3 => not(self.boolean(depth - 1)),
            4 => {
                let (left, right) = (self.number(depth - 1), self.number(depth - 1));
                self.comparison(left, right)
            }
            5 => {
                let (left, right) = (self.text(depth - 1), self.text(depth - 1));
                self.comparison(left, right)
            }
            6 => {
                let function = self.one(&[F::Contains, F::StartsWith, F::EndsWith]);
                call(function, vec![self.text(depth - 1), self.text(depth - 1)])
            }
            7 => self.collection(depth - 1),
            8 => {
                let is_null = self.boolean(depth - 1);
                let operator = self.one(&[B::Equal, B::NotEqual]);
                binary(operator, is_null, literal(Value::Null))
            }
            _ => self.simple_boolean(),
        }
    }

    fn simple_boolean(&mut self) -> Expression {
        match self.below(10) {
            1 => {
                let name = self.one(&TEXT_PROPERTIES);
                let right = text(self.one(&TEXTS));
                self.comparison(property(name), right)
            }
            2 => {
                let right = decimal(self.one(&DECIMALS));
                let left = property(self.one(&["balance", "credit", "currency/rate"]));
                self.comparison(left, right)
            }
            3 => {
                let left = property(self.one(&["status", "manager/status"]));
                let right = literal(Value::Enum(self.below(3) as i64));
                self.comparison(left, right)
            }
            4 => {
                let day = [(2024, 2, 29), (1, 1, 1), (2023, 12, 31)][self.below(3)];
                let right = literal(Value::Date(jiff::civil::date(day.0, day.1, day.2)));
                let left = match self.below(3) {
                    1 => call(F::Date, vec![property("modified")]),
                    2 => property("manager/since"),
                    _ => property("since"),
                };
                self.comparison(left, right)
            }
            5 => {
                let nanoseconds = self.one(&[0, -1, 1_700_000_000_123_000_000, 1_700_000_000_122_999_999]);
                let instant = jiff::Timestamp::from_nanosecond(nanoseconds).unwrap();
                self.comparison(property("modified"), literal(Value::Instant(instant)))
            }
            6 => {
                let left = property(self.one(&["currencyId", "id", "currency/id"]));
                let kind = self.one(&[2, 3]);
                let right = literal(Value::Guid(id(kind, self.below(4))));
                self.comparison(left, right)
            }
            7 => {
                let navigation =
                    K::Navigation(navigation(self.one(&["currency", "manager", "manager/currency"])));
                let operator = self.one(&[B::Equal, B::NotEqual]);
                binary(operator, expression(navigation), literal(Value::Null))
            }
            8 => self.membership(),
            9 => {
                let path =
                    self.one(&["rateName", "currency/rate", "manager/active", "name", "manager/address"]);
                let operator = self.one(&COMPARISONS);
                binary(operator, property(path), literal(Value::Null))
            }
            _ => property(self.one(&["active", "manager/active"])),
        }
    }

    fn membership(&mut self) -> Expression {
        let null = literal(Value::Null);
        if self.below(2) == 0 {
            let left = self.one(&TEXT_PROPERTIES);
            let mut list: Vec<_> = (0..1 + self.below(3)).map(|_| text(self.one(&TEXTS))).collect();
            list.extend((self.below(3) == 1).then_some(null));
            is_in(property(left), list)
        } else {
            let left = self.one(&["balance", "credit", "currency/rate"]);
            let mut list: Vec<_> = (0..1 + self.below(3)).map(|_| decimal(self.one(&DECIMALS))).collect();
            list.extend((self.below(3) == 1).then_some(null));
            is_in(property(left), list)
        }
    }

    /// Conditions on invoices and reports, whose rows are variable 1.
    fn collection(&mut self, depth: usize) -> Expression {
        let of_invoice = |name| property_of(VariableId(1), INVOICE, name);
        let of_report = |name| property_of(VariableId(1), CUSTOMER, name);
        let (path, predicate) = match self.below(4) {
            1 => ("invoices", self.comparison(of_invoice("amount"), property("balance"))),
            2 => ("reports", self.comparison(of_report("currency/code"), property("currency/code"))),
            3 => ("manager/invoices", self.boolean(depth.saturating_sub(1))),
            _ => ("invoices", self.comparison(of_invoice("customer/balance"), decimal("1.5"))),
        };
        let predicate = (self.below(5) > 0).then_some(predicate);
        match self.below(3) {
            1 if predicate.is_some() => lambda(true, path, predicate),
            2 => {
                let right = integer(self.below(3) as i64);
                self.comparison(count_of(path, predicate), right)
            }
            _ => any(path, predicate),
        }
    }

    pub fn number(&mut self, depth: usize) -> Expression {
        if depth == 0 {
            return match self.below(6) {
                1 => property("credit"),
                2 => property("currency/rate"),
                3 => integer(self.below(4) as i64 - 1),
                4 => decimal(self.one(&["0", "1.5", "-0.00001", "3.33333"])),
                5 => property("manager/balance"),
                _ => property("balance"),
            };
        }
        match self.below(9) {
            1 | 2 => {
                let operator = self.one(&[B::Add, B::Subtract, B::Multiply]);
                binary(operator, self.number(depth - 1), self.number(0))
            }
            3 => {
                let divisor = if self.below(2) == 0 { decimal("-0.3") } else { integer(7) };
                let operator = self.one(&[B::Divide, B::DivideBy, B::Modulo]);
                binary(operator, self.number(depth - 1), divisor)
            }
            4 => call(self.one(&[F::Round, F::Floor, F::Ceiling]), vec![self.number(depth - 1)]),
            5 => call(F::Length, vec![self.text(depth - 1)]),
            6 => call(F::IndexOf, vec![self.text(depth - 1), text(self.one(&TEXTS))]),
            7 => {
                let part = [F::Year, F::Month, F::Day, F::Hour, F::Minute, F::Second, F::FractionalSeconds];
                call(self.one(&part), vec![property(self.one(&["modified", "manager/modified"]))])
            }
            8 => {
                let condition = self.boolean(depth - 1);
                let otherwise = literal(Value::Boolean(true));
                // Both branches are decimals, as a parser that knows the types would make them.
                let mut branch = |depth| binary(B::Add, self.number(depth), decimal("0"));
                call(F::Case, vec![condition, branch(depth - 1), otherwise, branch(0)])
            }
            _ => expression(K::Negate(self.number(depth - 1).into())),
        }
    }

    pub fn text(&mut self, depth: usize) -> Expression {
        if depth == 0 {
            return match self.below(3) {
                1 => text(self.one(&TEXTS)),
                _ => property(self.one(&TEXT_PROPERTIES)),
            };
        }
        match self.below(5) {
            1 => call(self.one(&[F::ToLower, F::ToUpper, F::Trim]), vec![self.text(depth - 1)]),
            2 => call(F::Concat, vec![self.text(depth - 1), self.text(0)]),
            3 => {
                let start = integer(self.below(7) as i64 - 3);
                call(F::Substring, vec![self.text(depth - 1), start])
            }
            4 => {
                let (start, length) = (self.below(7) as i64 - 3, self.below(4) as i64 - 1);
                call(F::Substring, vec![self.text(depth - 1), integer(start), integer(length)])
            }
            _ => self.text(0),
        }
    }
}
