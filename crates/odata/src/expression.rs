//! A checked expression of `$filter`, `$orderby`, `$compute` or a lambda: names and types are resolved.

use crate::Value;
use crate::edm::{EdmType, NavigationId, PropertyId};

/// Nesting depth of lambda variables; 0 is `$it`, the row itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VariableId(pub usize);

/// A checked expression with its type. `edm_type` is `None` for the literal `null` and for a navigation only.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    pub edm_type: Option<EdmType>,
    pub kind: ExpressionKind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionKind {
    Literal(Value),
    Property(PropertyPath),
    /// A single-valued navigation itself; stands only beside `eq null` / `ne null` (OData 4.01 Minimal 9.8).
    Navigation(NavigationPath),
    Not(Box<Expression>),
    Negate(Box<Expression>),
    /// Both operands have been brought to one type (numbers: Decimal if either is), `null` aside. A number that is not
    /// a literal keeps its own type, so that an integer column may stand beside a Decimal.
    Binary {
        operator: BinaryOperator,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    /// `left in (…)`; the list holds expressions of the type of `left` or `null`.
    In {
        left: Box<Expression>,
        list: Vec<Expression>,
    },
    Call {
        function: Function,
        arguments: Vec<Expression>,
    },
    /// `path/any(x:predicate)`, `path/all(x:predicate)`; `predicate` is `None` for `any()`.
    Lambda {
        all: bool,
        collection: NavigationPath,
        variable: VariableId,
        predicate: Option<Box<Expression>>,
    },
    /// `path/$count`, with an optional `$filter` of its own, whose row is `variable`.
    Count {
        collection: NavigationPath,
        variable: VariableId,
        filter: Option<Box<Expression>>,
    },
}

/// `base/nav/…/property[/member]`; all navigation before the property is single-valued.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyPath {
    pub base: VariableId,
    pub navigations: Vec<NavigationId>,
    pub property: PropertyId,
    /// Index of the member when the property is complex.
    pub member: Option<usize>,
}

/// `base/nav/…/nav`; at least one navigation; only the last may be a collection.
#[derive(Clone, Debug, PartialEq)]
pub struct NavigationPath {
    pub base: VariableId,
    pub navigations: Vec<NavigationId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOperator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Has,
    Add,
    Subtract,
    Multiply,
    /// `div`: for two integers the quotient is cut towards zero.
    Divide,
    /// `divby`: always a Decimal.
    DivideBy,
    Modulo,
}

/// Canonical functions (OData 4.01 URL Conventions 5.1.1.5 ff.). `cast` and `isof` are refused with 501 while parsing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Contains,
    StartsWith,
    EndsWith,
    Length,
    IndexOf,
    Substring,
    ToLower,
    ToUpper,
    Trim,
    Concat,
    MatchesPattern,
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    FractionalSeconds,
    TotalSeconds,
    TotalOffsetMinutes,
    Date,
    Time,
    Now,
    MinDateTime,
    MaxDateTime,
    Round,
    Floor,
    Ceiling,
    /// `case(condition:value,…)`: arguments alternate condition, value.
    Case,
}
