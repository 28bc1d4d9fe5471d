//! Single pairs of a dimension set, added, changed and removed.

use uuid::Uuid;

use super::{DimensionSetLineProperties, add, change, dimension_id, remove};
use crate::{
    Category,
    dimension_values::DimensionValue,
    dimensions::{Dimension, DimensionFacts, DimensionSet},
};

fn given(id: u128, code: &str, value_id: u128, value_code: &str) -> DimensionSetLineProperties {
    DimensionSetLineProperties {
        id: Some(Uuid::from_u128(id)),
        code: Some(code.into()),
        value_id: Some(Uuid::from_u128(value_id)),
        value_code: Some(value_code.into()),
    }
}

#[test]
fn pairs_are_named_by_id_or_code_and_must_agree() {
    let dimensions = [(1, "AREA"), (2, "DEPT")].map(|(id, code)| Dimension {
        id: Uuid::from_u128(id),
        code: code.into(),
        ..Dimension::default()
    });
    let values =
        [(11, "AREA", "NORTH"), (12, "AREA", "WEST"), (21, "DEPT", "SALES")].map(|(id, of, code)| {
            DimensionValue {
                id: Uuid::from_u128(id),
                dimension_code: of.into(),
                code: code.into(),
                ..DimensionValue::default()
            }
        });
    let facts = DimensionFacts { dimensions: &dimensions, values: &values };
    let empty = DimensionSet::default();
    let north = add(&empty, &given(0, "area", 0, "north"), facts).unwrap();
    assert_eq!(north.value_of("AREA"), "NORTH");
    assert_eq!(add(&empty, &given(1, "", 11, ""), facts), Ok(north.clone()));
    assert_eq!(add(&empty, &given(1, "AREA", 11, "NORTH"), facts), Ok(north.clone()));
    let refused = [
        given(0, "", 11, "NORTH"),
        given(1, "", 0, ""),
        given(1, "DEPT", 11, ""),
        given(1, "", 11, "WEST"),
        given(1, "", 21, ""),
        given(9, "", 11, ""),
    ];
    for properties in refused {
        let error = add(&empty, &properties, facts).unwrap_err();
        assert_eq!(error.category, Category::Dialog, "{properties:?}");
    }
    assert_eq!(add(&north, &given(1, "", 12, ""), facts).unwrap_err().category, Category::Dialog);
    assert_eq!(dimension_id(&given(0, "dept", 0, ""), facts), Ok(Uuid::from_u128(2)));
    assert_eq!(dimension_id(&given(9, "", 0, ""), facts).unwrap_err().category, Category::Dialog);
    // A change may name the dimension that the pair has, by id, by code or by both.
    for (id, code) in [(1, ""), (0, "area"), (1, "AREA")] {
        let changed = change(&north, "AREA", &given(id, code, 12, ""), facts).unwrap();
        assert_eq!(changed.iter().collect::<Vec<_>>(), [("AREA", "WEST")], "{id} {code}");
    }
    let two = add(&north, &given(2, "", 21, ""), facts).unwrap();
    assert_eq!(two.iter().collect::<Vec<_>>(), [("AREA", "NORTH"), ("DEPT", "SALES")]);
    assert_eq!(remove(&two, "AREA").iter().collect::<Vec<_>>(), [("DEPT", "SALES")]);
    // Another dimension named by one of them is refused, although the value fits the pair.
    for other in [
        DimensionSetLineProperties { code: None, ..given(2, "", 12, "") },
        DimensionSetLineProperties { id: None, ..given(0, "DEPT", 12, "") },
    ] {
        let refused = change(&north, "AREA", &other, facts).unwrap_err();
        assert_eq!(refused.property, Some("code"), "{other:?}");
    }
    let value_only = DimensionSetLineProperties { value_code: Some("west".into()), ..Default::default() };
    assert_eq!(change(&north, "AREA", &value_only, facts).unwrap().value_of("AREA"), "WEST");
    let other = change(&north, "AREA", &given(2, "", 21, ""), facts);
    assert_eq!(other.unwrap_err().category, Category::Dialog);
    assert!(remove(&north, "AREA").is_empty());
}
