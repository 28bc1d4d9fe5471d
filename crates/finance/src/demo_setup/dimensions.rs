//! Dimensions of the demo company, and default values on two customers.

use crate::{
    default_dimensions::{DefaultDimension, DimensionTable, ValuePosting},
    demo_setup::{DemoSetup, NewId},
    dimension_values::DimensionValue,
    dimensions::Dimension,
};

type Values = &'static [(&'static str, &'static str)];

const DIMENSIONS: &[(&str, &str, Values)] = &[
    ("DEPARTMENT", "Department", &[("ADMIN", "Administration"), ("SALES", "Sales"), ("STORE", "Warehouse")]),
    ("AREA", "Area", &[("NORTH", "North"), ("SOUTH", "South"), ("ABROAD", "Abroad")]),
];

const DEFAULTS: &[(&str, &str, &str)] =
    &[("C-100", "AREA", "NORTH"), ("C-100", "DEPARTMENT", "SALES"), ("C-101", "AREA", "SOUTH")];

pub(super) fn dimensions(new_id: NewId<'_>) -> (Vec<Dimension>, Vec<DimensionValue>) {
    let mut dimensions = Vec::new();
    let mut values = Vec::new();
    for (code, name, its_values) in DIMENSIONS {
        let id = new_id();
        dimensions.push(Dimension {
            id,
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            ..Dimension::default()
        });
        values.extend(its_values.iter().map(|(value_code, value_name)| DimensionValue {
            id: new_id(),
            dimension_code: (*code).to_owned(),
            dimension_id: id,
            code: (*value_code).to_owned(),
            name: (*value_name).to_owned(),
            ..DimensionValue::default()
        }));
    }
    (dimensions, values)
}

/// Default values of customers; to be called once the customers are there.
pub(super) fn add_defaults(setup: &mut DemoSetup, new_id: NewId<'_>) {
    for (number, dimension_code, value_code) in DEFAULTS {
        let customer = setup.customers.iter().find(|customer| customer.number == *number);
        let value = setup
            .dimension_values
            .iter()
            .find(|value| value.dimension_code == *dimension_code && value.code == *value_code);
        if let (Some(customer), Some(value)) = (customer, value) {
            setup.default_dimensions.push(DefaultDimension {
                id: new_id(),
                table: DimensionTable::Customer,
                number: customer.number.clone(),
                parent_id: customer.id,
                dimension_code: value.dimension_code.clone(),
                dimension_id: value.dimension_id,
                dimension_value_code: value.code.clone(),
                dimension_value_id: value.id,
                value_posting: ValuePosting::Blank,
            });
        }
    }
}
