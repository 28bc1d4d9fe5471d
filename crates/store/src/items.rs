//! Rows of items and of the units they are counted in.

use finance::default_dimensions::DimensionTable;
use finance::items::{Item, ItemUnitOfMeasure};
use uuid::Uuid;

use crate::record::{self, record};
use crate::row::RowExtension;
use crate::{Session, SqlValue, StoreError, default_dimensions, pictures};

record! {
    Item in "items" {
        id: value = "id",
        number: value = "number",
        description: value = "description",
        description_2: value = "description_2",
        item_type: choice = "item_type",
        item_category_code: value = "item_category_code",
        item_category_id: value = "item_category_id",
        blocked: value = "blocked",
        sales_blocked: value = "sales_blocked",
        purchasing_blocked: value = "purchasing_blocked",
        gtin: value = "gtin",
        unit_price: value = "unit_price",
        price_includes_vat: value = "price_includes_vat",
        allow_invoice_discount: value = "allow_invoice_discount",
        unit_cost: value = "unit_cost",
        standard_cost: value = "standard_cost",
        last_direct_cost: value = "last_direct_cost",
        costing_method: choice = "costing_method",
        cost_is_adjusted: value = "cost_is_adjusted",
        prevent_negative_inventory: choice = "prevent_negative_inventory",
        base_unit_of_measure: value = "base_unit_of_measure",
        base_unit_of_measure_id: value = "base_unit_of_measure_id",
        sales_unit_of_measure: value = "sales_unit_of_measure",
        purchase_unit_of_measure: value = "purchase_unit_of_measure",
        general_product_posting_group: value = "general_product_posting_group",
        general_product_posting_group_id: value = "general_product_posting_group_id",
        vat_product_posting_group: value = "vat_product_posting_group",
        tax_group_code: value = "tax_group_code",
        tax_group_id: value = "tax_group_id",
        inventory_posting_group: value = "inventory_posting_group",
        inventory_posting_group_id: value = "inventory_posting_group_id",
        global_dimension_1_code: value = "global_dimension_1_code",
        global_dimension_2_code: value = "global_dimension_2_code",
    }
}

record! {
    ItemUnitOfMeasure in "item_units_of_measure" {
        id: value = "id",
        item_id: value = "item_id",
        code: value = "code",
        quantity_per_unit: value = "quantity_per_unit",
    }
}

/// The units of one item, the base unit first.
pub async fn units(
    session: &mut Session,
    company: Uuid,
    item: &Item,
) -> Result<Vec<ItemUnitOfMeasure>, StoreError> {
    let condition = "AND item_id = ?2 ORDER BY CASE WHEN code = ?3 THEN 0 ELSE 1 END, code";
    let parameters = [SqlValue::Uuid(item.id), SqlValue::Text(item.base_unit_of_measure.clone())];
    record::list(session, company, condition, &parameters).await
}

/// How many items have this base unit of measure.
pub async fn count_of_base_unit(session: &mut Session, company: Uuid, unit: Uuid) -> Result<u64, StoreError> {
    let text = "SELECT count(*) FROM items WHERE company_id = ?1 AND base_unit_of_measure_id = ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Uuid(unit)];
    let count = session.query_one(text, &parameters, |row| row.required_integer(0)).await?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}

/// Deletes an item together with its variants, its units, its default dimensions and all pictures.
pub async fn delete(session: &mut Session, company: Uuid, item: &Item) -> Result<(), StoreError> {
    default_dimensions::delete_of(session, company, DimensionTable::Item, &item.number).await?;
    pictures::delete_of(session, company, item.id).await?;
    let text = "DELETE FROM picture_contents WHERE company_id = ?1 AND id IN \
                (SELECT v.id FROM item_variants v WHERE v.company_id = ?1 AND v.item_id = ?2)";
    session.execute(text, &[SqlValue::Uuid(company), SqlValue::Uuid(item.id)]).await?;
    for table in ["item_variants", "item_units_of_measure"] {
        let text = format!("DELETE FROM {table} WHERE company_id = ?1 AND item_id = ?2");
        session.execute(&text, &[SqlValue::Uuid(company), SqlValue::Uuid(item.id)]).await?;
    }
    record::delete::<Item>(session, company, item.id).await
}
