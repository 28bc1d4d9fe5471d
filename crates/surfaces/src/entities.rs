//! The index of entities: one line each.

use crate::entity::Entity;

/// Every entity, in the order of metadata.
pub static ENTITIES: &[&Entity] = &[
    &crate::companies::ENTITY,
    &crate::accounts::ENTITY,
    &crate::countries_regions::ENTITY,
    &crate::currencies::ENTITY,
    &crate::customer_payment_journals::ENTITY,
    &crate::customer_payments::ENTITY,
    &crate::customers::ENTITY,
    &crate::dimensions::ENTITY,
    &crate::dimension_values::ENTITY,
    &crate::general_product_posting_groups::ENTITY,
    &crate::inventory_posting_groups::ENTITY,
    &crate::item_categories::ENTITY,
    &crate::item_variants::ENTITY,
    &crate::items::ENTITY,
    &crate::locations::ENTITY,
    &crate::payment_methods::ENTITY,
    &crate::payment_terms::ENTITY,
    &crate::shipment_methods::ENTITY,
    &crate::tax_areas::ENTITY,
    &crate::tax_groups::ENTITY,
    &crate::units_of_measure::ENTITY,
    &crate::vendors::ENTITY,
    #[cfg(test)]
    &crate::write::tests::actions::TOY,
    #[cfg(test)]
    &crate::write::tests::actions::TOY_JOURNAL,
];

/// The company, which all other entities belong to.
pub const COMPANY: &str = "company";

/// Finds an entity by the name of its type.
pub fn by_name(name: &str) -> Option<&'static Entity> {
    ENTITIES.iter().copied().find(|entity| entity.name == name)
}
