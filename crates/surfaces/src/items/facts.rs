//! What the rules of items look up, loaded.

use finance::companies::GeneralLedgerSetup;
use finance::fields::normalize_code;
use finance::inventory_setup::InventorySetup;
use finance::item_categories::ItemCategory;
use finance::item_templates::ItemTemplate;
use finance::items::{Item, ItemFacts, ItemProperties, ItemUse};
use finance::posting_groups::{GeneralProductPostingGroup, InventoryPostingGroup};
use finance::tax_areas::TaxType;
use finance::tax_groups::TaxGroup;
use finance::units_of_measure::UnitOfMeasure;
use money::Amount;
use store::{Session, record};

use crate::errors::ApiError;
use crate::write::Write;
use crate::write::coded::{general_ledger_setup, is_taken};
use crate::write::related;

/// The records a body names; short lists are loaded whole.
pub(super) struct Known {
    setup: GeneralLedgerSetup,
    inventory_setup: InventorySetup,
    categories: Vec<ItemCategory>,
    units: Vec<UnitOfMeasure>,
    tax_groups: Vec<TaxGroup>,
    general_product_groups: Vec<GeneralProductPostingGroup>,
    inventory_groups: Vec<InventoryPostingGroup>,
    templates: Vec<ItemTemplate>,
    number_taken: bool,
    unit_of_other_size: bool,
    in_use: ItemUse,
}

impl Known {
    pub async fn load(
        session: &mut Session,
        write: &Write,
        given: &ItemProperties,
        stored: Option<&Item>,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        let setup = general_ledger_setup(session, company).await?;
        let mut categories: Vec<ItemCategory> =
            related::by_id(session, company, given.item_category_id).await?;
        categories.extend(related::by_code(session, company, given.item_category_code.as_deref()).await?);
        let mut tax_groups: Vec<TaxGroup> = record::list(session, company, "", &[]).await?;
        tax_groups.retain(|group| group.tax_type == TaxType::of_company(&setup));
        let units: Vec<UnitOfMeasure> = record::list(session, company, "ORDER BY code", &[]).await?;
        let number = given.number_to_look_up()?;
        let mut unit_of_other_size = false;
        let mut in_use = ItemUse::default();
        if let Some(stored) = stored {
            let wanted = wanted_unit(given, &units);
            let own = store::items::units(session, company, stored).await?;
            unit_of_other_size = own
                .iter()
                .any(|unit| Some(&unit.code) == wanted.as_ref() && unit.quantity_per_unit != Amount::ONE);
            in_use = store::usage::of_item(session, company, stored.id).await?.0;
        }
        let inventory_setups: Vec<InventorySetup> = record::list(session, company, "", &[]).await?;
        Ok(Known {
            inventory_setup: inventory_setups.into_iter().next().unwrap_or_default(),
            categories,
            units,
            tax_groups,
            general_product_groups: record::list(session, company, "", &[]).await?,
            inventory_groups: record::list(session, company, "", &[]).await?,
            templates: match stored {
                Some(_) => Vec::new(),
                None => record::list(session, company, "ORDER BY code", &[]).await?,
            },
            number_taken: match number {
                Some(number) => is_taken::<Item>(session, write, "number", &number).await?,
                None => false,
            },
            unit_of_other_size,
            in_use,
            setup,
        })
    }

    pub fn facts(&self, write: &Write) -> ItemFacts<'_> {
        ItemFacts {
            setup: &self.setup,
            inventory_setup: &self.inventory_setup,
            categories: &self.categories,
            units: &self.units,
            tax_groups: &self.tax_groups,
            general_product_groups: &self.general_product_groups,
            inventory_groups: &self.inventory_groups,
            templates: &self.templates,
            number_taken: self.number_taken,
            unit_of_other_size: self.unit_of_other_size,
            in_use: self.in_use,
            today: write.today(),
        }
    }
}

/// The code of the base unit the request asks for.
fn wanted_unit(given: &ItemProperties, units: &[UnitOfMeasure]) -> Option<String> {
    let by_id = |id| units.iter().find(|unit| unit.id == id).map(|unit| unit.code.clone());
    let by_code = given.base_unit_of_measure_code.as_deref().map(normalize_code);
    given.base_unit_of_measure_id.and_then(by_id).or(by_code)
}
