//! `$metadata` as XML (OData CSDL XML 4.01, PROTOCOL.md 1.1).

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use super::bindings::bindings;
use super::{CAPABILITIES, CORE, ContainerChild, ODATA_VERSIONS, TEMPORAL_PRECISION, container_children};
use crate::edm::{Capabilities, ComplexType, EdmType, EntityType, EnumType, Model, Navigation, Property};

/// The schema of a model as an XML document in UTF-8. The same model always gives the same bytes.
pub fn csdl_xml(model: &Model) -> Vec<u8> {
    let document = Element::new("edmx:Edmx")
        .attribute("Version", "4.0")
        .attribute("xmlns:edmx", "http://docs.oasis-open.org/odata/ns/edmx")
        .child(reference(CORE))
        .child(reference(CAPABILITIES))
        .child(Element::new("edmx:DataServices").child(schema(model)));
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = writer
        .write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))
        .and_then(|()| document.write(&mut writer));
    debug_assert!(written.is_ok(), "a byte buffer takes everything");
    writer.into_inner()
}

/// An element with everything inside it.
struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Element>,
}

impl Element {
    fn new(name: &'static str) -> Self {
        Element { name, attributes: Vec::new(), children: Vec::new() }
    }

    fn attribute(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    fn attribute_if(self, condition: bool, name: &'static str, value: impl Into<String>) -> Self {
        if condition { self.attribute(name, value) } else { self }
    }

    fn child(mut self, child: Element) -> Self {
        self.children.push(child);
        self
    }

    fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let attributes = self.attributes.iter().map(|(name, value)| (*name, value.as_str()));
        let start = BytesStart::new(self.name).with_attributes(attributes);
        if self.children.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        for child in &self.children {
            child.write(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

fn reference(vocabulary: &str) -> Element {
    let uri = format!("https://oasis-tcs.github.io/odata-vocabularies/vocabularies/{vocabulary}.xml");
    Element::new("edmx:Reference")
        .attribute("Uri", uri)
        .child(Element::new("edmx:Include").attribute("Namespace", vocabulary))
}

fn annotation(vocabulary: &str, term: &str) -> Element {
    Element::new("Annotation").attribute("Term", format!("{vocabulary}.{term}"))
}

fn schema(model: &Model) -> Element {
    let actions = model.entity_types.iter().flat_map(|entity| actions(model, entity));
    Element::new("Schema")
        .attribute("Namespace", &model.namespace)
        .attribute("xmlns", "http://docs.oasis-open.org/odata/ns/edm")
        .children(model.entity_types.iter().map(|entity| entity_type(model, entity)))
        .children(model.complex_types.iter().map(|complex| complex_type(model, complex)))
        .children(model.enum_types.iter().map(enum_type))
        .children(actions)
        .child(container(model))
        .child(annotation(CORE, "DefaultNamespace").attribute("Bool", "true"))
}

fn entity_type(model: &Model, entity: &EntityType) -> Element {
    let reference = |part: &Property| Element::new("PropertyRef").attribute("Name", &part.name);
    let key = (!entity.key.is_empty())
        .then(|| Element::new("Key").children(entity.key_properties().map(reference)));
    Element::new("EntityType")
        .attribute("Name", &entity.name)
        .children(key)
        .children(entity.properties.iter().map(|declared| property(model, declared)))
        .children(entity.navigations.iter().map(|declared| navigation(model, declared)))
}

fn complex_type(model: &Model, complex: &ComplexType) -> Element {
    Element::new("ComplexType")
        .attribute("Name", &complex.name)
        .children(complex.members.iter().map(|declared| property(model, declared)))
}

fn property(model: &Model, declared: &Property) -> Element {
    let computed = declared.read_only.then(|| annotation(CORE, "Computed").attribute("Bool", "true"));
    let immutable = declared.immutable.then(|| annotation(CORE, "Immutable").attribute("Bool", "true"));
    typed(model, "Property", declared).children(computed).children(immutable)
}

/// A property or a parameter with the facets of its type.
fn typed(model: &Model, element: &'static str, property: &Property) -> Element {
    let is_collection = matches!(property.edm_type, EdmType::ComplexCollection(_));
    let mut element = Element::new(element)
        .attribute("Name", &property.name)
        .attribute("Type", model.type_name(property.edm_type))
        .attribute_if(!property.nullable || is_collection, "Nullable", "false");
    if let Some(length) = property.max_length {
        element = element.attribute("MaxLength", length.to_string());
    }
    match property.edm_type {
        EdmType::Decimal => element.attribute("Scale", "variable"),
        EdmType::DateTimeOffset | EdmType::TimeOfDay | EdmType::Duration => {
            element.attribute("Precision", TEMPORAL_PRECISION.to_string())
        }
        _ => element,
    }
}

fn navigation(model: &Model, navigation: &Navigation) -> Element {
    let target = model.entity_type(navigation.target);
    let type_name = format!("{}.{}", model.namespace, target.name);
    let type_name = if navigation.collection { format!("Collection({type_name})") } else { type_name };
    let mut element =
        Element::new("NavigationProperty").attribute("Name", &navigation.name).attribute("Type", type_name);
    if let Some(partner) = &navigation.partner {
        element = element.attribute("Partner", partner);
    }
    element = element.attribute_if(navigation.contained, "ContainsTarget", "true");
    if let (Some(property), Some(key)) = (&navigation.referential, target.only_key()) {
        let constraint = Element::new("ReferentialConstraint")
            .attribute("Property", property)
            .attribute("ReferencedProperty", &target.property(key).name);
        element = element.child(constraint);
    }
    let capabilities = navigation.contained.then(|| restrictions(target.capabilities, navigation.collection));
    element.children(capabilities.into_iter().flatten())
}

fn enum_type(declared: &EnumType) -> Element {
    let members = declared.members.iter().map(|member| {
        Element::new("Member")
            .attribute("Name", &member.name)
            .attribute("Value", member.value.to_string())
            .child(annotation(CORE, "Description").attribute("String", &member.label))
    });
    Element::new("EnumType").attribute("Name", &declared.name).children(members)
}

fn actions<'a>(model: &'a Model, entity: &'a EntityType) -> impl Iterator<Item = Element> + 'a {
    entity.actions.iter().map(move |action| {
        let bound = Element::new("Parameter")
            .attribute("Name", "bindingParameter")
            .attribute("Type", format!("{}.{}", model.namespace, entity.name))
            .attribute("Nullable", "false");
        let result = action.result.map(|result| {
            Element::new("ReturnType")
                .attribute("Type", model.type_name(result))
                .attribute("Nullable", "false")
        });
        Element::new("Action")
            .attribute("Name", &action.name)
            .attribute("IsBound", "true")
            .child(bound)
            .children(action.parameters.iter().map(|declared| typed(model, "Parameter", declared)))
            .children(result)
    })
}

fn container(model: &Model) -> Element {
    let mut container = Element::new("EntityContainer")
        .attribute("Name", &model.container)
        .children(container_children(model).iter().map(|child| container_child(model, child)))
        .child(annotation(CORE, "ODataVersions").attribute("String", ODATA_VERSIONS));
    if model.rules.key_as_segment {
        let annotation = annotation(CAPABILITIES, "KeyAsSegmentSupported").attribute("Bool", "true");
        container = container.child(annotation);
    }
    container
}

fn container_child(model: &Model, child: &ContainerChild) -> Element {
    let entity = model.entity_type(child.entity_type);
    let type_name = format!("{}.{}", model.namespace, entity.name);
    let element = if child.singleton {
        Element::new("Singleton").attribute("Name", child.name).attribute("Type", type_name)
    } else {
        Element::new("EntitySet").attribute("Name", child.name).attribute("EntityType", type_name)
    };
    let bindings = bindings(model, child).into_iter().map(|(path, target)| {
        Element::new("NavigationPropertyBinding").attribute("Path", path).attribute("Target", target)
    });
    element.children(bindings).children(restrictions(entity.capabilities, !child.singleton))
}

/// What may not be done; what may be done is the default and needs no words.
fn restrictions(capabilities: Capabilities, collection: bool) -> Vec<Element> {
    let record = |term: &str, property: &str| {
        let value = Element::new("PropertyValue").attribute("Property", property).attribute("Bool", "false");
        annotation(CAPABILITIES, term).child(Element::new("Record").child(value))
    };
    let mut found = Vec::new();
    if !capabilities.insertable && collection {
        found.push(record("InsertRestrictions", "Insertable"));
    }
    if !capabilities.updatable {
        found.push(record("UpdateRestrictions", "Updatable"));
    }
    if !capabilities.deletable {
        found.push(record("DeleteRestrictions", "Deletable"));
    }
    found
}
