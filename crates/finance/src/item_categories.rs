//! Item categories.

use uuid::Uuid;

use crate::{
    errors::{Category, RuleError},
    fields::{renamed_code, text},
};

/// A category of items; categories form a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemCategory {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    /// Blank at the top of the tree.
    pub parent_category_code: String,
}

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 20;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemCategoryProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
}

/// A new item category. Code blank: `Field`, taken: `Duplicate`; a text too long: `Length`.
pub fn create(id: Uuid, given: &ItemCategoryProperties, code_taken: bool) -> Result<ItemCategory, RuleError> {
    let blank = ItemCategory { id, ..ItemCategory::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &ItemCategoryProperties { code, ..given.clone() }, code_taken)
}

/// A changed item category; a new code renames it and everything that names it (FINANCE.md 7.1, [`crate::relations`]).
/// Errors as for [`create`].
pub fn change(
    stored: &ItemCategory,
    given: &ItemCategoryProperties,
    code_taken: bool,
) -> Result<ItemCategory, RuleError> {
    let mut record = stored.clone();
    if let Some(code) = &given.code {
        record.code = renamed_code("item category", code, CODE_LENGTH_MAX, &stored.code, code_taken)?;
    }
    if let Some(value) = &given.display_name {
        record.description = text("displayName", value, 100)?;
    }
    Ok(record)
}

/// Refuses (`Dialog`) to delete a category that has others below it (FINANCE.md 7.3).
pub fn check_delete(category: &ItemCategory, children: u64) -> Result<(), RuleError> {
    if children > 0 {
        let message = format!(
            "The item category {} cannot be deleted: {children} categories stand below it.",
            category.code
        );
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{ItemCategory, ItemCategoryProperties, change, check_delete, create};
    use crate::Category;

    #[test]
    fn categories_are_made_renamed_and_kept_while_others_stand_below() {
        let given = ItemCategoryProperties { code: Some("lamps".into()), display_name: Some("Lamps".into()) };
        let category = create(Uuid::nil(), &given, false).unwrap();
        assert_eq!((category.code.as_str(), category.description.as_str()), ("LAMPS", "Lamps"));
        let stored = ItemCategory { parent_category_code: "LIGHT".into(), ..category };
        let renamed = ItemCategoryProperties { code: Some("lights".into()), display_name: None };
        let changed = change(&stored, &renamed, false).unwrap();
        assert_eq!((changed.code.as_str(), changed.parent_category_code.as_str()), ("LIGHTS", "LIGHT"));
        let long = ItemCategoryProperties { code: Some("x".repeat(21)), display_name: None };
        assert_eq!(change(&stored, &long, false).unwrap_err().category, Category::Length);
        assert_eq!(check_delete(&stored, 0), Ok(()));
        assert_eq!(check_delete(&stored, 2).unwrap_err().category, Category::Dialog);
    }
}
