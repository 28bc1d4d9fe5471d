//! A plan on one line: path, then every option that is set.

use odata::display::DisplayExpression;
use odata::edm::{EdmType, EntityTypeId, Model};
use odata::expression::Expression;
use odata::plan::{Expand, HopKey, Plan, Query, Search, Selected, Step, Tail};
use odata::{Key, Value};

pub fn compact(model: &Model, plan: &Plan) -> String {
    let mut parts = vec![path(model, plan)];
    let entity_type = plan.hops.last().map_or(EntityTypeId(0), |hop| hop.entity_type);
    parts.extend(query(model, entity_type, &plan.query));
    if let Some(format) = plan.format {
        let ieee754 = if format.ieee754_compatible { " ieee754" } else { "" };
        parts.push(format!("format={:?} {:?}{ieee754}", format.media, format.metadata));
    }
    parts.extend(plan.custom_options.iter().map(|(name, value)| format!("custom {name}={value}")));
    parts.join(" | ")
}

/// The parts of a key; of a GUID the first field.
fn key_text(key: &Key) -> String {
    let parts = key.parts().iter().map(|part| match part {
        Value::Guid(guid) => guid.as_fields().0.to_string(),
        other => format!("{other:?}"),
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn path(model: &Model, plan: &Plan) -> String {
    let mut text = String::new();
    let mut before = EntityTypeId(0);
    for hop in &plan.hops {
        let name = match hop.step {
            Step::Root(index) => &model.roots[index].name,
            Step::Navigation(id) => &model.entity_type(before).navigation(id).name,
        };
        let key = match &hop.key {
            None if hop.collection => "[]".to_owned(),
            None => String::new(),
            Some(HopKey::Implied) => "(implied)".to_owned(),
            Some(HopKey::Given(key)) => format!("({})", key_text(key)),
        };
        text.push_str(&format!("/{name}{key}"));
        before = hop.entity_type;
    }
    let entity = model.entity_type(before);
    match &plan.tail {
        Tail::Resource => text,
        Tail::Action(action) => format!("{text} action {}", entity.actions[action.0].name),
        Tail::Property { property, member, raw } => {
            let declared = entity.property(*property);
            let member = member.map(|index| format!("/{}", member_name(model, declared.edm_type, index)));
            format!(
                "{text} property {}{}{}",
                declared.name,
                member.unwrap_or_default(),
                if *raw { " raw" } else { "" }
            )
        }
        other => format!("{text} {other:?}"),
    }
}

fn query(model: &Model, entity_type: EntityTypeId, query: &Query) -> Vec<String> {
    let mut parts = Vec::new();
    let show = |expression: &Expression| DisplayExpression { model, entity_type, expression }.to_string();
    if let Some(select) = &query.select {
        let items: Vec<String> =
            select.iter().map(|item| selected(model, entity_type, query, item)).collect();
        parts.push(format!("select {}", items.join(",")));
    }
    parts.extend(query.expand.iter().map(|item| expand(model, entity_type, item)));
    parts.extend(query.filter.iter().map(|filter| format!("filter {}", show(filter))));
    for item in &query.order_by {
        parts.push(format!("order {}{}", show(&item.expression), if item.descending { " desc" } else { "" }));
    }
    parts.extend(query.top.map(|rows| format!("top {rows}")));
    parts.extend(query.skip.map(|rows| format!("skip {rows}")));
    parts.extend(query.count.then(|| "count".to_owned()));
    parts.extend(query.search.iter().map(|search| format!("search {}", self::search(search))));
    parts
        .extend(query.compute.iter().map(|item| format!("compute {}={}", item.name, show(&item.expression))));
    parts.extend(query.skip_token.iter().map(|token| format!("token {token}")));
    parts
}

fn selected(model: &Model, entity_type: EntityTypeId, query: &Query, item: &Selected) -> String {
    let entity = model.entity_type(entity_type);
    match item {
        Selected::Property(id) => entity.property(*id).name.clone(),
        Selected::Members(id, members) => {
            let property = entity.property(*id);
            let names: Vec<&str> =
                members.iter().map(|index| member_name(model, property.edm_type, *index)).collect();
            format!("{}({})", property.name, names.join(","))
        }
        Selected::Computed(index) => query.compute[*index].name.clone(),
        Selected::Navigation(id) => format!("->{}", entity.navigation(*id).name),
    }
}

fn expand(model: &Model, entity_type: EntityTypeId, item: &Expand) -> String {
    let mut text = format!("expand {}", model.entity_type(entity_type).navigation(item.navigation).name);
    for (set, mark) in [(item.reference, "/$ref"), (item.count_only, "/$count")] {
        text.push_str(if set { mark } else { "" });
    }
    if item.further_levels > 0 {
        text.push_str(&format!("+{}", item.further_levels));
    }
    let inner = query(model, item.entity_type, &item.query);
    if inner.is_empty() { text } else { format!("{text}({})", inner.join("; ")) }
}

fn search(search: &Search) -> String {
    match search {
        Search::Term(term) => format!("'{term}'"),
        Search::Not(inner) => format!("!{}", self::search(inner)),
        Search::And(left, right) => format!("({} & {})", self::search(left), self::search(right)),
        Search::Or(left, right) => format!("({} | {})", self::search(left), self::search(right)),
    }
}

fn member_name(model: &Model, edm_type: EdmType, index: usize) -> &str {
    match edm_type {
        EdmType::Complex(id) => &model.complex_type(id).members[index].name,
        _ => "?",
    }
}
