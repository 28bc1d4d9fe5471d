//! `$metadata` as JSON (OData CSDL JSON 4.01).

use super::bindings::bindings;
use super::{CAPABILITIES, CORE, ContainerChild, ODATA_VERSIONS, TEMPORAL_PRECISION, container_children};
use crate::edm::{Action, Capabilities, EdmType, EntityType, EnumType, Model, Navigation, Property};
use crate::json::tree::Json;

/// The schema of a model as a JSON document. The same model always gives the same bytes.
pub fn csdl_json(model: &Model) -> Vec<u8> {
    let references = [CORE, CAPABILITIES].map(|vocabulary| {
        let uri = format!("https://oasis-tcs.github.io/odata-vocabularies/vocabularies/{vocabulary}.json");
        let include = Json::object([("$Namespace", vocabulary.into())]);
        (uri, Json::object([("$Include", Json::array([include]))]))
    });
    Json::object([
        ("$Version", "4.01".into()),
        ("$EntityContainer", format!("{}.{}", model.namespace, model.container).into()),
        ("$Reference", Json::Object(references.into())),
    ])
    .with(&model.namespace, schema(model))
    .to_bytes()
}

fn schema(model: &Model) -> Json {
    let mut schema = Json::object([]).with(format!("@{CORE}.DefaultNamespace"), true);
    for entity in &model.entity_types {
        schema.push(&entity.name, entity_type(model, entity));
    }
    for complex in &model.complex_types {
        let mut declared = Json::object([("$Kind", "ComplexType".into())]);
        add_properties(model, &mut declared, &complex.members);
        schema.push(&complex.name, declared);
    }
    for declared in &model.enum_types {
        schema.push(&declared.name, enum_type(declared));
    }
    for (name, overloads) in actions(model) {
        schema.push(name, Json::Array(overloads));
    }
    schema.push(&model.container, container(model));
    schema
}

fn entity_type(model: &Model, entity: &EntityType) -> Json {
    let mut declared = Json::object([("$Kind", "EntityType".into())]);
    if !entity.key.is_empty() {
        let names = entity.key_properties().map(|part| part.name.as_str());
        declared.push("$Key", Json::array(names));
    }
    add_properties(model, &mut declared, &entity.properties);
    for navigation in &entity.navigations {
        declared.push(&navigation.name, navigation_property(model, navigation));
    }
    declared
}

fn add_properties(model: &Model, to: &mut Json, properties: &[Property]) {
    for property in properties {
        to.push(&property.name, structural_property(model, property));
    }
}

fn structural_property(model: &Model, property: &Property) -> Json {
    let mut declared = Json::object([]);
    add_type(model, &mut declared, property);
    if property.read_only {
        declared.push(format!("@{CORE}.Computed"), true);
    }
    if property.immutable {
        declared.push(format!("@{CORE}.Immutable"), true);
    }
    declared
}

/// The type of a property or a parameter, with its facets.
fn add_type(model: &Model, declared: &mut Json, property: &Property) {
    push_type(model, declared, property.edm_type);
    if property.nullable && !matches!(property.edm_type, EdmType::ComplexCollection(_)) {
        declared.push("$Nullable", true);
    }
    if let Some(length) = property.max_length {
        declared.push("$MaxLength", length);
    }
    match property.edm_type {
        EdmType::Decimal => declared.push("$Scale", "variable"),
        EdmType::DateTimeOffset | EdmType::TimeOfDay | EdmType::Duration => {
            declared.push("$Precision", TEMPORAL_PRECISION);
        }
        _ => {}
    }
}

fn push_type(model: &Model, declared: &mut Json, edm_type: EdmType) {
    match edm_type {
        // The default.
        EdmType::String => {}
        EdmType::ComplexCollection(id) => {
            declared.push("$Collection", true);
            declared.push("$Type", model.type_name(EdmType::Complex(id)));
        }
        edm_type => declared.push("$Type", model.type_name(edm_type)),
    }
}

fn navigation_property(model: &Model, navigation: &Navigation) -> Json {
    let target = model.entity_type(navigation.target);
    let mut declared = Json::object([("$Kind", "NavigationProperty".into())]);
    if navigation.collection {
        declared.push("$Collection", true);
    }
    declared.push("$Type", format!("{}.{}", model.namespace, target.name));
    if !navigation.collection {
        declared.push("$Nullable", true);
    }
    if let Some(partner) = &navigation.partner {
        declared.push("$Partner", partner.as_str());
    }
    if navigation.contained {
        declared.push("$ContainsTarget", true);
    }
    if let (Some(property), Some(key)) = (&navigation.referential, target.only_key()) {
        let constraint = Json::object([(property, target.property(key).name.as_str().into())]);
        declared.push("$ReferentialConstraint", constraint);
    }
    if navigation.contained {
        add_restrictions(&mut declared, target.capabilities, navigation.collection);
    }
    declared
}

fn enum_type(declared: &EnumType) -> Json {
    let mut document = Json::object([("$Kind", "EnumType".into())]);
    for member in &declared.members {
        document.push(&member.name, member.value);
        document.push(format!("{}@{CORE}.Description", member.name), member.label.as_str());
    }
    document
}

/// Overloads by name, in the order in which the names first appear.
fn actions(model: &Model) -> Vec<(&str, Vec<Json>)> {
    let mut found: Vec<(&str, Vec<Json>)> = Vec::new();
    for entity in &model.entity_types {
        for action in &entity.actions {
            let overload = action_overload(model, entity, action);
            match found.iter_mut().find(|(name, _)| *name == action.name) {
                Some((_, overloads)) => overloads.push(overload),
                None => found.push((&action.name, vec![overload])),
            }
        }
    }
    found
}

fn action_overload(model: &Model, entity: &EntityType, action: &Action) -> Json {
    let bound = Json::object([
        ("$Name", "bindingParameter".into()),
        ("$Type", format!("{}.{}", model.namespace, entity.name).into()),
    ]);
    let mut parameters = vec![bound];
    for parameter in &action.parameters {
        let mut declared = Json::object([("$Name", parameter.name.as_str().into())]);
        add_type(model, &mut declared, parameter);
        parameters.push(declared);
    }
    let mut overload = Json::object([
        ("$Kind", "Action".into()),
        ("$IsBound", true.into()),
        ("$Parameter", Json::Array(parameters)),
    ]);
    if let Some(result) = action.result {
        let mut declared = Json::object([]);
        push_type(model, &mut declared, result);
        overload.push("$ReturnType", declared);
    }
    overload
}

fn container(model: &Model) -> Json {
    let mut container = Json::object([("$Kind", "EntityContainer".into())]);
    for child in container_children(model) {
        container.push(child.name, container_child(model, &child));
    }
    container.push(format!("@{CORE}.ODataVersions"), ODATA_VERSIONS);
    if model.rules.key_as_segment {
        container.push(format!("@{CAPABILITIES}.KeyAsSegmentSupported"), true);
    }
    container
}

fn container_child(model: &Model, child: &ContainerChild) -> Json {
    let entity = model.entity_type(child.entity_type);
    let mut declared = Json::object([]);
    if !child.singleton {
        declared.push("$Collection", true);
    }
    declared.push("$Type", format!("{}.{}", model.namespace, entity.name));
    let bindings = bindings(model, child);
    if !bindings.is_empty() {
        let members = bindings.into_iter().map(|(path, target)| (path, target.into()));
        declared.push("$NavigationPropertyBinding", Json::Object(members.collect()));
    }
    add_restrictions(&mut declared, entity.capabilities, !child.singleton);
    declared
}

fn add_restrictions(to: &mut Json, capabilities: Capabilities, collection: bool) {
    let mut restrict = |term: &str, property: &str| {
        to.push(format!("@{CAPABILITIES}.{term}"), Json::object([(property, false.into())]));
    };
    if !capabilities.insertable && collection {
        restrict("InsertRestrictions", "Insertable");
    }
    if !capabilities.updatable {
        restrict("UpdateRestrictions", "Updatable");
    }
    if !capabilities.deletable {
        restrict("DeleteRestrictions", "Deletable");
    }
}
