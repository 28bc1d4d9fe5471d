//! The model of each face against the published APIs: names, types, lengths, read-only flags, enumerations, methods.

use acceptance::support::reference::{Reference, ReferenceEntity, ReferenceProperty};
use odata::edm::{EdmType, EntityType, Model, Property};
use surfaces::face::Face;
use surfaces::model::FaceModel;

/// The picture of a company: no API writes one. Nothing else of an offered entity may be missing.
pub const NOT_OFFERED: &[(&str, &str)] = &[("companyInformation", "picture")];

/// Published as writable, but fixed once the entity is made: a change is refused (FINANCE.md 1.8).
const WRITTEN_ONCE: &[(&str, &str)] =
    &[("customerPayment", "journalId"), ("journalLine", "journalId"), ("vendorPayment", "journalId")];

/// Published as writable, but calculated: what a caller sends is refused.
const CALCULATED: &[(&str, &str)] = &[
    ("salesOrder", "fullyShipped"),
    ("salesQuoteLine", "netAmount"),
    ("purchaseOrder", "fullyReceived"),
    ("purchaseInvoice", "discountAppliedBeforeTax"),
    ("purchaseInvoice", "totalAmountIncludingTax"),
    ("purchaseInvoiceLine", "discountAppliedBeforeTax"),
    ("purchaseInvoiceLine", "amountExcludingTax"),
    ("purchaseInvoiceLine", "taxPercent"),
    ("purchaseInvoiceLine", "totalTaxAmount"),
    ("purchaseInvoiceLine", "amountIncludingTax"),
    ("purchaseInvoiceLine", "invoiceDiscountAllocation"),
    ("purchaseInvoiceLine", "netAmount"),
    ("purchaseInvoiceLine", "netTaxAmount"),
    ("purchaseInvoiceLine", "netAmountIncludingTax"),
];

/// Methods of the SDK of Graph that its service refuses: every record has its one picture already.
const NOT_MADE: &[(&str, char)] = &[("picture", 'P')];

/// Published as text, offered as the GUID it is on the other faces; the same characters on the wire.
const GUIDS_FOR_TEXT: &[(&str, &str)] = &[("taxGroup", "id")];

fn models() -> Vec<(FaceModel, Reference)> {
    Face::PUBLISHED.map(|face| (FaceModel::new(face, false), Reference::of(face))).into()
}

/// Runs a check on every offered entity of every face and reports all that is wrong at once.
fn check_entities(check: impl Fn(&Model, &EntityType, &Reference, &ReferenceEntity, &mut Vec<String>)) {
    let mut wrong = Vec::new();
    for (face, reference) in models() {
        for entity in face.model.entity_types.iter().filter(|entity| entity.name != "financials") {
            let Some(published) = reference.entity(&entity.name) else {
                wrong.push(format!("{:?} {} is not in the reference", reference.face, entity.name));
                continue;
            };
            let mut found = Vec::new();
            check(&face.model, entity, &reference, published, &mut found);
            wrong.extend(found.iter().map(|text| format!("{:?} {}: {text}", reference.face, entity.name)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_published_property_is_offered_with_its_type() {
    check_entities(|model, entity, _, published, wrong| {
        for property in published.properties.iter().flatten() {
            if NOT_OFFERED.contains(&(&entity.name, &property.name)) {
                continue;
            }
            match entity.properties.iter().find(|known| known.name == property.name) {
                Some(known) => check_property(model, entity, known, property, wrong),
                None => wrong.push(format!("{} is missing", property.name)),
            }
        }
        for known in &entity.properties {
            let is_published =
                published.properties.iter().flatten().any(|property| property.name == known.name);
            if !is_published {
                wrong.push(format!("{} is not in the reference", known.name));
            }
        }
    });
}

fn check_property(
    model: &Model,
    entity: &EntityType,
    known: &Property,
    published: &ReferenceProperty,
    wrong: &mut Vec<String>,
) {
    let name = &known.name;
    let found = type_name(model, known.edm_type);
    let wanted = match (published.edm_type.as_str(), &published.enumeration) {
        ("enum", Some(enumeration)) if model.namespace == "Microsoft.NAV" && found != "Edm.String" => {
            enumeration.clone()
        }
        ("enum", _) => "Edm.String".into(),
        ("complex", _) if name == "dimensions" => "dimensionType[]".into(),
        ("complex", _) if name == "lineDetails" => "documentLineObjectDetailsType".into(),
        ("complex", _) if name == "baseUnitOfMeasure" || name == "unitOfMeasure" => {
            "unitOfMeasureType".into()
        }
        ("complex", _) => "postalAddressType".into(),
        (other, _) => other.to_owned(),
    };
    let is_guid_for_text = GUIDS_FOR_TEXT.contains(&(&entity.name, name)) && found == "Edm.Guid";
    if found != wanted && !(is_guid_for_text && wanted == "Edm.String") {
        wrong.push(format!("{name} is {found}, not {wanted}"));
    }
    if published.length_max.is_some() && known.max_length != published.length_max {
        wrong.push(format!("{name} holds {:?} characters, not {:?}", known.max_length, published.length_max));
    }
    // Two pages of v1.0 let the time of the last change be written; here no page does.
    let is_key = name == "id" || name == "lastModifiedDateTime" && known.read_only;
    let once = WRITTEN_ONCE.contains(&(entity.name.as_str(), name.as_str()));
    let calculated = CALCULATED.contains(&(entity.name.as_str(), name.as_str()));
    if known.read_only != (published.read_only || calculated) && !is_key || known.immutable != once {
        wrong.push(format!("{name} read-only: {}, published {}", known.read_only, published.read_only));
    }
}

fn type_name(model: &Model, edm_type: EdmType) -> String {
    match edm_type {
        EdmType::Enum(id) => model.enum_type(id).name.clone(),
        EdmType::Complex(id) => model.complex_type(id).name.clone(),
        EdmType::ComplexCollection(id) => format!("{}[]", model.complex_type(id).name),
        other => model.type_name(other),
    }
}

#[test]
fn properties_stand_in_the_published_order() {
    check_entities(|_, entity, reference, published, wrong| {
        // Graph's facts come from its SDK, which sorts.
        if reference.face == Face::GraphBeta {
            return;
        }
        let order = |name: &str| published.properties.iter().flatten().position(|known| known.name == name);
        let places: Vec<Option<usize>> = entity.properties.iter().map(|known| order(&known.name)).collect();
        if !places.is_sorted() {
            let names: Vec<&str> = entity.properties.iter().map(|known| known.name.as_str()).collect();
            wrong.push(format!("the order is {}", names.join(", ")));
        }
    });
}

#[test]
fn sets_and_methods_are_the_published_ones() {
    check_entities(|_, entity, _, published, wrong| {
        if entity.set_name != published.set {
            wrong.push(format!("the set is {}, not {}", entity.set_name, published.set));
        }
        let may = entity.capabilities;
        let letters = [(true, 'G'), (may.insertable, 'P'), (may.updatable, 'M'), (may.deletable, 'D')];
        let found: String = letters.iter().filter(|(can, _)| *can).map(|(_, letter)| *letter).collect();
        let is_refused = |letter: char| NOT_MADE.contains(&(&entity.name, letter));
        let wanted: String = published.methods.chars().filter(|letter| !is_refused(*letter)).collect();
        if found != wanted {
            wrong.push(format!("methods {found}, published {}", published.methods));
        }
    });
}

#[test]
fn actions_are_published_ones() {
    check_entities(|_, entity, _, published, wrong| {
        for action in &entity.actions {
            if !published.actions.contains(&action.name) {
                wrong.push(format!("the action {} is not in the reference", action.name));
            }
            // No published action takes or returns anything (PROTOCOL.md 4.6).
            if !action.parameters.is_empty() || action.result.is_some() {
                wrong.push(format!("the action {} is published without parameters and result", action.name));
            }
        }
    });
}

#[test]
fn navigation_between_offered_entities_is_offered() {
    check_entities(|model, entity, reference, published, wrong| {
        if entity.name == "company" {
            return;
        }
        for navigation in &entity.navigations {
            let target = &model.entity_type(navigation.target).name;
            match published.navigations.iter().find(|known| known.name == navigation.name) {
                Some(known) if known.collection == navigation.collection => {}
                Some(_) => wrong.push(format!("{} leads to {target} in another number", navigation.name)),
                None => wrong.push(format!("{} is not in the reference", navigation.name)),
            }
        }
        for known in &published.navigations {
            let offered = entity.navigations.iter().any(|navigation| navigation.name == known.name);
            let target_offered = model.entity_types.iter().any(|other| {
                other.name == known.name
                    || other.set_name == known.name
                    || (known.name == "account" && other.name == "account")
            });
            if !offered && target_offered {
                wrong.push(format!("{} is missing in {:?}", known.name, reference.face));
            }
        }
    });
}

#[test]
fn enumerations_have_the_published_members() {
    let face = FaceModel::new(Face::V2, false);
    let reference = Reference::of(Face::V2);
    assert!(!face.model.enum_types.is_empty());
    for known in &face.model.enum_types {
        let published = reference.enumeration(&known.name);
        let published = published.unwrap_or_else(|| panic!("{} is not in the reference", known.name));
        let found: Vec<(i64, String, String)> = known
            .members
            .iter()
            .map(|member| (member.value, member.name.clone(), member.label.clone()))
            .collect();
        assert_eq!(found, published, "{}", known.name);
    }
}

#[test]
fn complex_types_have_the_published_members() {
    for face in [Face::GraphBeta, Face::V1] {
        let (model, reference) = (FaceModel::new(face, false).model, Reference::of(Face::V1));
        assert!(!model.complex_types.is_empty());
        for known in &model.complex_types {
            let published = reference.complex_type(&known.name).unwrap();
            let names = |all: &[(String, Option<u32>)]| -> Vec<String> {
                all.iter().map(|(name, _)| name.clone()).collect()
            };
            let found: Vec<(String, Option<u32>)> =
                known.members.iter().map(|member| (member.name.clone(), member.max_length)).collect();
            assert_eq!(names(&found), names(&published), "{}", known.name);
            for ((name, length), (_, wanted)) in found.iter().zip(&published) {
                assert!(wanted.is_none() || length == wanted, "{}/{name}", known.name);
            }
        }
    }
}
