//! Builders for plans and expressions, by hand.

use odata::Value;
use odata::edm::{EdmType, EntityTypeId, Model, NavigationId};
use odata::expression::{
    BinaryOperator, Expression, ExpressionKind, Function, NavigationPath, PropertyPath, VariableId,
};
use odata::plan::{Expand, Hop, HopKey, IT, OrderBy, Plan, Query, Step};
use uuid::Uuid;

use crate::toy::{COMPANY, CUSTOMER};

pub fn expression(kind: ExpressionKind) -> Expression {
    Expression { edm_type: None, kind }
}

pub fn literal(value: Value) -> Expression {
    expression(ExpressionKind::Literal(value))
}

pub fn text(text: &str) -> Expression {
    literal(Value::String(text.into()))
}

pub fn decimal(text: &str) -> Expression {
    literal(Value::Decimal(text.parse().unwrap()))
}

pub fn integer(number: i64) -> Expression {
    literal(Value::Integer(number))
}

/// `a/b/property`, `a/b` being single-valued navigations; a member follows as `address.city`.
pub fn path_from(
    model: &Model,
    base: VariableId,
    entity: EntityTypeId,
    path: &str,
) -> (PropertyPath, EdmType) {
    let mut segments: Vec<&str> = path.split('/').collect();
    let last = segments.pop().unwrap();
    let (name, member) = last.split_once('.').map_or((last, None), |(name, member)| (name, Some(member)));
    let (navigations, entity) = navigations(model, entity, &segments);
    let property = model.entity_type(entity).find_property(name).unwrap();
    let mut edm_type = model.entity_type(entity).property(property).edm_type;
    let member = member.map(|member| {
        let EdmType::Complex(id) = edm_type else { panic!("{name} is not complex") };
        let members = &model.complex_type(id).members;
        let index = members.iter().position(|other| other.name == member).unwrap();
        edm_type = members[index].edm_type;
        index
    });
    (PropertyPath { base, navigations, property, member }, edm_type)
}

fn navigations(model: &Model, mut entity: EntityTypeId, names: &[&str]) -> (Vec<NavigationId>, EntityTypeId) {
    let mut navigations = Vec::new();
    for name in names {
        let id = model.entity_type(entity).find_navigation(name).unwrap();
        entity = model.entity_type(entity).navigation(id).target;
        navigations.push(id);
    }
    (navigations, entity)
}

/// A property of a customer.
pub fn property(path: &str) -> Expression {
    property_of(IT, CUSTOMER, path)
}

pub fn property_of(base: VariableId, entity: EntityTypeId, path: &str) -> Expression {
    let (path, edm_type) = path_from(&crate::toy::model(), base, entity, path);
    Expression { edm_type: Some(edm_type), kind: ExpressionKind::Property(path) }
}

/// A navigation of a customer.
pub fn navigation(path: &str) -> NavigationPath {
    let names: Vec<&str> = path.split('/').collect();
    let (navigations, _) = navigations(&crate::toy::model(), CUSTOMER, &names);
    NavigationPath { base: IT, navigations }
}

pub fn binary(operator: BinaryOperator, left: Expression, right: Expression) -> Expression {
    expression(ExpressionKind::Binary { operator, left: left.into(), right: right.into() })
}

pub fn equal(left: Expression, right: Expression) -> Expression {
    binary(BinaryOperator::Equal, left, right)
}

pub fn not(operand: Expression) -> Expression {
    expression(ExpressionKind::Not(operand.into()))
}

pub fn call(function: Function, arguments: Vec<Expression>) -> Expression {
    expression(ExpressionKind::Call { function, arguments })
}

pub fn is_in(left: Expression, list: Vec<Expression>) -> Expression {
    expression(ExpressionKind::In { left: left.into(), list })
}

pub fn any(collection: &str, predicate: Option<Expression>) -> Expression {
    lambda(false, collection, predicate)
}

pub fn lambda(all: bool, collection: &str, predicate: Option<Expression>) -> Expression {
    let predicate = predicate.map(Box::new);
    let collection = navigation(collection);
    expression(ExpressionKind::Lambda { all, collection, variable: VariableId(1), predicate })
}

pub fn count_of(collection: &str, filter: Option<Expression>) -> Expression {
    let filter = filter.map(Box::new);
    let collection = navigation(collection);
    expression(ExpressionKind::Count { collection, variable: VariableId(1), filter })
}

pub fn order(expression: Expression, descending: bool) -> OrderBy {
    OrderBy { expression, descending }
}

/// Number `n` of a kind of row as an id.
pub fn id(kind: u8, n: usize) -> Uuid {
    Uuid::from_u128((u128::from(kind) << 120) | n as u128)
}

/// `companies(1)` and one hop for each navigation, with a key or without.
pub fn path(steps: &[(&str, Option<Uuid>)]) -> Vec<Hop> {
    let model = crate::toy::model();
    let company = HopKey::Given(Value::Guid(id(1, 1)).into());
    let mut hops =
        vec![Hop { step: Step::Root(0), entity_type: COMPANY, collection: false, key: Some(company) }];
    for (name, key) in steps {
        let (navigations, entity_type) = navigations(&model, hops.last().unwrap().entity_type, &[name]);
        let before = model.entity_type(hops.last().unwrap().entity_type);
        let collection = before.navigation(navigations[0]).collection && key.is_none();
        let key = key.map(|key| HopKey::Given(Value::Guid(key).into()));
        hops.push(Hop { step: Step::Navigation(navigations[0]), entity_type, collection, key });
    }
    hops
}

/// `companies(1)/customers` with these options.
pub fn customers(query: Query) -> Plan {
    Plan::of_resource(path(&[("customers", None)]), query)
}

pub fn filtered(filter: Expression) -> Plan {
    customers(Query { filter: Some(filter), ..Query::default() })
}

/// An item of `$expand` at an entity.
pub fn expand(entity: EntityTypeId, name: &str, query: Query) -> Expand {
    let (navigations, entity_type) = navigations(&crate::toy::model(), entity, &[name]);
    Expand {
        navigation: navigations[0],
        entity_type,
        reference: false,
        count_only: false,
        further_levels: 0,
        query,
    }
}
