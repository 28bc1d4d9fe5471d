//! Creating and changing a default dimension of a record (FINANCE.md 7.5).

use uuid::Uuid;

use super::{DefaultDimension, DefaultDimensionParentType, DimensionTable, ValuePosting};
use crate::{dimension_values::DimensionValue, dimensions::Dimension, errors::RuleError, fields::present_id};

/// The record that has, or gets, the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DimensionParent {
    pub table: DimensionTable,
    pub id: Uuid,
    pub number: String,
}

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DefaultDimensionProperties {
    pub parent_type: Option<DefaultDimensionParentType>,
    pub parent_id: Option<Uuid>,
    pub dimension_id: Option<Uuid>,
    pub dimension_value_id: Option<Uuid>,
    pub posting_validation: Option<ValuePosting>,
}

/// What the rules look up: the records the request and the stored default name, as far as they exist.
#[derive(Debug, Clone, Copy)]
pub struct DefaultDimensionFacts<'a> {
    pub parent: Option<&'a DimensionParent>,
    pub dimensions: &'a [Dimension],
    pub values: &'a [DimensionValue],
    /// Other defaults of the parent.
    pub others: &'a [DefaultDimension],
}

/// A new default dimension. No parent, or one that does not exist or is of another type than the request says; no
/// dimension, or an unknown one; a value that is not one of the dimension: `Dialog`. A second default for one
/// dimension: `Duplicate`. A value where the rule forbids one: `Field`.
pub fn create(
    id: Uuid,
    given: &DefaultDimensionProperties,
    facts: &DefaultDimensionFacts<'_>,
) -> Result<DefaultDimension, RuleError> {
    let parent = facts.parent.ok_or_else(|| {
        let message = "parentId: name the customer, vendor or item that the dimension is for.";
        RuleError::dialog("parentId", message)
    })?;
    let record = DefaultDimension {
        id,
        table: parent.table,
        number: parent.number.clone(),
        parent_id: parent.id,
        dimension_code: String::new(),
        dimension_id: Uuid::nil(),
        dimension_value_code: String::new(),
        dimension_value_id: Uuid::nil(),
        value_posting: ValuePosting::Blank,
    };
    let record = apply(record, given, facts)?;
    if record.dimension_id.is_nil() {
        return Err(RuleError::dialog("dimensionId", "dimensionId must have a value."));
    }
    Ok(record)
}

/// A changed default dimension. Errors as for [`create`]; another parent: `Dialog`.
pub fn change(
    stored: &DefaultDimension,
    given: &DefaultDimensionProperties,
    facts: &DefaultDimensionFacts<'_>,
) -> Result<DefaultDimension, RuleError> {
    if given.parent_id.is_some_and(|id| id != stored.parent_id) {
        return Err(RuleError::dialog("parentId", "parentId: a default dimension stays with its record."));
    }
    apply(stored.clone(), given, facts)
}

fn apply(
    mut record: DefaultDimension,
    given: &DefaultDimensionProperties,
    facts: &DefaultDimensionFacts<'_>,
) -> Result<DefaultDimension, RuleError> {
    if given.parent_type.is_some_and(|wanted| wanted != record.table.parent_type()) {
        let message = "parentType: the record that parentId names is of another type.";
        return Err(RuleError::dialog("parentType", message));
    }
    if let Some(id) = given.dimension_id {
        let dimension = facts.dimensions.iter().find(|dimension| dimension.id == id).ok_or_else(|| {
            RuleError::dialog("dimensionId", format!("dimensionId: there is no dimension with the id {id}."))
        })?;
        if dimension.id != record.dimension_id {
            (record.dimension_value_id, record.dimension_value_code) = (Uuid::nil(), String::new());
        }
        (record.dimension_id, record.dimension_code) = (dimension.id, dimension.code.clone());
    }
    if let Some(id) = given.dimension_value_id {
        (record.dimension_value_id, record.dimension_value_code) = value(&record, id, facts)?;
    }
    if let Some(posting) = given.posting_validation {
        record.value_posting = posting;
    }
    if record.value_posting == ValuePosting::NoCode && !record.dimension_value_id.is_nil() {
        let message = "postingValidation: No Code does not go with a value.";
        return Err(RuleError::field("postingValidation", message));
    }
    let twice =
        |other: &&DefaultDimension| other.id != record.id && other.dimension_id == record.dimension_id;
    if facts.others.iter().any(|other| twice(&other)) {
        return Err(RuleError::duplicate("dimensionId", "default of the dimension", &record.dimension_code));
    }
    Ok(record)
}

fn value(
    record: &DefaultDimension,
    id: Uuid,
    facts: &DefaultDimensionFacts<'_>,
) -> Result<(Uuid, String), RuleError> {
    if present_id(id).is_none() {
        return Ok((Uuid::nil(), String::new()));
    }
    let found = facts.values.iter().find(|value| value.id == id && value.dimension_id == record.dimension_id);
    match found {
        Some(value) => Ok((value.id, value.code.clone())),
        None => {
            let message = format!(
                "dimensionValueId: the dimension \"{}\" has no value with the id {id}.",
                record.dimension_code
            );
            Err(RuleError::dialog("dimensionValueId", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{
        DefaultDimensionFacts, DefaultDimensionProperties, DimensionParent, DimensionTable, ValuePosting,
        change, create,
    };
    use crate::{
        Category,
        default_dimensions::{DefaultDimension, DefaultDimensionParentType},
        dimension_values::DimensionValue,
        dimensions::Dimension,
    };

    const AREA: Uuid = Uuid::from_u128(1);
    const NORTH: Uuid = Uuid::from_u128(2);
    const OTHER: Uuid = Uuid::from_u128(3);

    #[test]
    fn a_default_belongs_to_a_record_and_names_a_value_of_its_dimension() {
        let parent =
            DimensionParent { table: DimensionTable::Vendor, id: Uuid::from_u128(9), number: "V-10".into() };
        let dimensions = [Dimension { id: AREA, code: "AREA".into(), ..Dimension::default() }];
        let values = [(NORTH, AREA), (OTHER, Uuid::from_u128(8))].map(|(id, dimension_id)| DimensionValue {
            id,
            dimension_id,
            code: "NORTH".into(),
            ..DimensionValue::default()
        });
        let facts = DefaultDimensionFacts {
            parent: Some(&parent),
            dimensions: &dimensions,
            values: &values,
            others: &[],
        };
        let given = DefaultDimensionProperties {
            dimension_id: Some(AREA),
            dimension_value_id: Some(NORTH),
            ..DefaultDimensionProperties::default()
        };
        let made = create(Uuid::from_u128(5), &given, &facts).unwrap();
        assert_eq!((made.number.as_str(), made.dimension_value_code.as_str()), ("V-10", "NORTH"));
        let refused = |given: &DefaultDimensionProperties, facts: &DefaultDimensionFacts<'_>| {
            create(Uuid::nil(), given, facts).unwrap_err().category
        };
        let none = DefaultDimensionProperties::default();
        assert_eq!(refused(&given, &DefaultDimensionFacts { parent: None, ..facts }), Category::Dialog);
        assert_eq!(refused(&none, &facts), Category::Dialog);
        let foreign = DefaultDimensionProperties { dimension_value_id: Some(OTHER), ..given.clone() };
        assert_eq!(refused(&foreign, &facts), Category::Dialog);
        let customer = DefaultDimensionParentType::Customer;
        let wrong_type = DefaultDimensionProperties { parent_type: Some(customer), ..given.clone() };
        assert_eq!(refused(&wrong_type, &facts), Category::Dialog);
        let others = [made.clone()];
        assert_eq!(refused(&given, &DefaultDimensionFacts { others: &others, ..facts }), Category::Duplicate);
        let no_code =
            DefaultDimensionProperties { posting_validation: Some(ValuePosting::NoCode), ..none.clone() };
        assert_eq!(change(&made, &no_code, &facts).unwrap_err().category, Category::Field);
        let moved = DefaultDimensionProperties { parent_id: Some(OTHER), ..none };
        assert_eq!(change(&made, &moved, &facts).unwrap_err().category, Category::Dialog);
    }

    fn dimension(id: Uuid, code: &str) -> Dimension {
        Dimension { id, code: code.into(), ..Dimension::default() }
    }

    fn value(id: Uuid, dimension_id: Uuid, code: &str) -> DimensionValue {
        DimensionValue { id, dimension_id, code: code.into(), ..DimensionValue::default() }
    }

    #[test]
    fn a_default_takes_codes_and_ids_and_another_dimension_clears_the_value() {
        const LINE: Uuid = Uuid::from_u128(4);
        let parent =
            DimensionParent { table: DimensionTable::Customer, id: Uuid::from_u128(9), number: "C-1".into() };
        let dimensions = [dimension(AREA, "AREA"), dimension(LINE, "LINE")];
        let values = [value(NORTH, AREA, "NORTH"), value(OTHER, LINE, "TOYS")];
        let facts = DefaultDimensionFacts {
            parent: Some(&parent),
            dimensions: &dimensions,
            values: &values,
            others: &[],
        };
        let given = DefaultDimensionProperties {
            parent_type: Some(DefaultDimensionParentType::Customer),
            parent_id: Some(parent.id),
            dimension_id: Some(AREA),
            dimension_value_id: Some(NORTH),
            posting_validation: Some(ValuePosting::SameCode),
        };
        let made = DefaultDimension {
            id: Uuid::from_u128(5),
            table: DimensionTable::Customer,
            number: "C-1".into(),
            parent_id: parent.id,
            dimension_code: "AREA".into(),
            dimension_id: AREA,
            dimension_value_code: "NORTH".into(),
            dimension_value_id: NORTH,
            value_posting: ValuePosting::SameCode,
        };
        assert_eq!(create(made.id, &given, &facts), Ok(made.clone()));
        // Its own record among the others is no second default, nor is one of another dimension.
        let of_line = DefaultDimension { id: OTHER, dimension_id: LINE, ..made.clone() };
        let others = [made.clone(), of_line];
        let known = DefaultDimensionFacts { others: &others, ..facts };
        assert_eq!(change(&made, &given, &known), Ok(made.clone()));

        let none = DefaultDimensionProperties::default();
        assert_eq!(change(&made, &none, &facts), Ok(made.clone()));
        let moved = DefaultDimensionProperties { dimension_id: Some(LINE), ..none.clone() };
        let without_value = DefaultDimension {
            dimension_code: "LINE".into(),
            dimension_id: LINE,
            dimension_value_code: String::new(),
            dimension_value_id: Uuid::nil(),
            ..made.clone()
        };
        assert_eq!(change(&made, &moved, &facts), Ok(without_value.clone()));
        assert_eq!(change(&made, &moved, &known).unwrap_err().category, Category::Duplicate);
        let valued = DefaultDimensionProperties { dimension_value_id: Some(OTHER), ..moved };
        let toys = DefaultDimension {
            dimension_value_code: "TOYS".into(),
            dimension_value_id: OTHER,
            ..without_value.clone()
        };
        assert_eq!(change(&made, &valued, &facts), Ok(toys));
        // No Code goes with no value, also when the same request takes it away.
        let no_code = DefaultDimensionProperties {
            dimension_value_id: Some(Uuid::nil()),
            posting_validation: Some(ValuePosting::NoCode),
            ..none
        };
        let cleared = DefaultDimension {
            dimension_value_code: String::new(),
            dimension_value_id: Uuid::nil(),
            value_posting: ValuePosting::NoCode,
            ..made.clone()
        };
        assert_eq!(change(&made, &no_code, &facts), Ok(cleared));
        let no_value = DefaultDimensionProperties { dimension_value_id: None, ..no_code };
        assert_eq!(change(&made, &no_value, &facts).unwrap_err().category, Category::Field);
    }
}
