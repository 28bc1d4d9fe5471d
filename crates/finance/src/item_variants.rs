//! Variants of items: the same item in another colour or size.

use uuid::Uuid;

use crate::{
    errors::RuleError,
    fields::{renamed_code, text},
    id_pairs::IdPair,
    items::Item,
};

/// A variant of an item.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemVariant {
    pub id: Uuid,
    pub item_id: Uuid,
    /// Unique among the variants of the item.
    pub code: String,
    pub description: String,
}

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 10;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemVariantProperties {
    pub item_id: Option<Uuid>,
    pub item_number: Option<String>,
    pub code: Option<String>,
    pub description: Option<String>,
}

/// A new variant. `items` holds at least those the request names; no item: `Field`; unknown, or id and number of
/// different items: `Dialog`. Code blank: `Field`; taken among the variants of the item: `Duplicate`.
pub fn create(
    id: Uuid,
    given: &ItemVariantProperties,
    items: &[Item],
    code_taken: bool,
) -> Result<ItemVariant, RuleError> {
    let blank = ItemVariant { id, ..ItemVariant::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &ItemVariantProperties { code, ..given.clone() }, items, code_taken)
}

/// A changed variant. Errors as for [`create`].
pub fn change(
    stored: &ItemVariant,
    given: &ItemVariantProperties,
    items: &[Item],
    code_taken: bool,
) -> Result<ItemVariant, RuleError> {
    let mut variant = stored.clone();
    let item = IdPair {
        noun: "item",
        id_property: "itemId",
        code_property: "itemNumber",
        id: given.item_id,
        code: given.item_number.as_deref(),
        code_length_max: 20,
    };
    if let Some((id, _)) = item.resolve(items.iter().map(|item| (item.id, item.number.as_str())))? {
        variant.item_id = id;
    }
    if variant.item_id.is_nil() {
        return Err(RuleError::field(
            "itemId",
            "itemId or itemNumber must have a value: a variant belongs to an item.",
        ));
    }
    if let Some(code) = &given.code {
        // Another item's variants may have the code, so it counts as new when the item is.
        let before = if variant.item_id == stored.item_id { stored.code.as_str() } else { "" };
        variant.code = renamed_code("variant of the item", code, CODE_LENGTH_MAX, before, code_taken)?;
    } else if variant.item_id != stored.item_id && code_taken {
        return Err(RuleError::duplicate("code", "variant of the item", &variant.code));
    }
    if let Some(description) = &given.description {
        variant.description = text("description", description, 100)?;
    }
    Ok(variant)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{ItemVariantProperties, change, create};
    use crate::{Category, items::Item};

    #[test]
    fn a_variant_belongs_to_an_item_that_exists() {
        let items = [(1, "LAMP"), (2, "CHAIR")].map(|(id, number)| Item {
            id: Uuid::from_u128(id),
            number: number.to_owned(),
            ..Item::default()
        });
        let given = ItemVariantProperties {
            item_number: Some("lamp".into()),
            code: Some("red".into()),
            description: Some("Red".into()),
            ..ItemVariantProperties::default()
        };
        let variant = create(Uuid::nil(), &given, &items, false).unwrap();
        assert_eq!((variant.item_id, variant.code.as_str()), (items[0].id, "RED"));
        let category = |given: &ItemVariantProperties, taken| {
            create(Uuid::nil(), given, &items, taken).unwrap_err().category
        };
        let no_item = ItemVariantProperties { item_number: None, ..given.clone() };
        assert_eq!(category(&no_item, false), Category::Field);
        let unknown = ItemVariantProperties { item_number: Some("TABLE".into()), ..given.clone() };
        assert_eq!(category(&unknown, false), Category::Dialog);
        let both = ItemVariantProperties { item_id: Some(items[1].id), ..given.clone() };
        assert_eq!(category(&both, false), Category::Dialog);
        assert_eq!(category(&given, true), Category::Duplicate);
        let no_code = ItemVariantProperties { code: None, ..given.clone() };
        assert_eq!(category(&no_code, false), Category::Field);
        // The code of the variant itself is no obstacle, that of a variant of the other item is.
        assert_eq!(change(&variant, &given, &items, true), Ok(variant.clone()));
        let moved = ItemVariantProperties { item_id: Some(items[1].id), ..ItemVariantProperties::default() };
        assert_eq!(change(&variant, &moved, &items, true).unwrap_err().category, Category::Duplicate);
        assert_eq!(change(&variant, &moved, &items, false).unwrap().item_id, items[1].id);
    }
}
