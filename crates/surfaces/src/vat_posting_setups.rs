//! VAT posting setup, how VAT is calculated and booked for each pair of groups: on our own face (FINANCE.md 5.1).

use finance::accounts::{Account, SetupUse};
use finance::companies::GeneralLedgerSetup;
use finance::errors::RuleError;
use finance::posting_setup::VatPostingSetup;
use finance::tax_areas::TaxArea;
use finance::tax_groups::TaxGroup;
use finance::vat_posting_setups::{
    VatPostingSetupFacts, VatPostingSetupProperties, change, check_delete, create,
};
use odata_sql::mapping::Storage;
use store::{Session, Work, record, usage};
use uuid::Uuid;

use crate::entity::Access::{Absent, Once};
use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, NONE, boolean, choice, decimal, text};
use crate::errors::ApiError;
use crate::vat_entries::CALCULATION_TYPE;
use crate::write::coded::general_ledger_setup;
use crate::write::setup::{self, Setup};
use crate::write::{Body, Write, related};

pub static ENTITY: Entity = Entity {
    name: "vatPostingSetup",
    set: "vatPostingSetups",
    methods: [NONE, NONE, NONE, GPMD],
    table: "vat_posting_setup",
    properties: &[
        ID,
        text("taxAreaCode", "vat_business_posting_group", 20).on(Absent, Absent, Once),
        text("taxGroupCode", "vat_product_posting_group", 20).on(Absent, Absent, Once),
        choice("calculationType", "calculation_type", &CALCULATION_TYPE),
        text("vatIdentifier", "vat_identifier", 20),
        decimal("taxPercent", "vat_percent"),
        text("salesVatAccountNumber", "sales_vat_account", 20),
        text("purchaseVatAccountNumber", "purchase_vat_account", 20),
        text("reverseChargeVatAccountNumber", "reverse_charge_vat_account", 20),
        boolean("adjustForPaymentDiscount", "adjust_for_payment_discount"),
        boolean("useTax", "use_tax"),
        boolean("blocked", "blocked"),
        LAST_MODIFIED,
    ],
    default_order: &[
        ("vat_business_posting_group", Storage::Text),
        ("vat_product_posting_group", Storage::Text),
    ],
    writer: Some(setup::writer::<VatPostingSetup>()),
    ..Entity::BLANK
};

impl Setup for VatPostingSetup {
    type Properties = VatPostingSetupProperties;
    type Known = Known;

    fn properties(body: &Body) -> Result<VatPostingSetupProperties, RuleError> {
        Ok(VatPostingSetupProperties {
            tax_area_code: body.text("taxAreaCode"),
            tax_group_code: body.text("taxGroupCode"),
            calculation_type: body.choice("calculationType")?,
            percent: body.amount("taxPercent")?,
            identifier: body.text("vatIdentifier"),
            sales_vat_account: body.text("salesVatAccountNumber"),
            purchase_vat_account: body.text("purchaseVatAccountNumber"),
            reverse_charge_vat_account: body.text("reverseChargeVatAccountNumber"),
            adjust_for_payment_discount: body.boolean("adjustForPaymentDiscount"),
            use_tax: body.boolean("useTax"),
            blocked: body.boolean("blocked"),
        })
    }

    fn load<'s>(
        session: &'s mut Session,
        write: &'s Write,
        given: &'s VatPostingSetupProperties,
        stored: Option<&'s Self>,
    ) -> Work<'s, Result<Known, ApiError>> {
        Box::pin(async move {
            let company = write.company;
            let accounts = related::accounts_for_setup(session, company, given.accounts()).await?;
            let (draft_lines, entries) = match stored {
                Some(stored) => (
                    usage::drafts_of_vat_posting_setup(session, company, stored).await?,
                    usage::of_vat_posting_setup(session, company, stored.id).await?,
                ),
                None => (0, 0),
            };
            Ok(Known {
                setup: general_ledger_setup(session, company).await?,
                cells: record::list(session, company, "", &[]).await?,
                areas: related::by_code(session, company, given.tax_area_code.as_deref()).await?,
                groups: related::by_code(session, company, given.tax_group_code.as_deref()).await?,
                accounts,
                draft_lines,
                entries,
            })
        })
    }

    fn create(id: Uuid, given: &VatPostingSetupProperties, known: &Known) -> Result<Self, RuleError> {
        create(id, given, &known.facts())
    }

    fn change(&self, given: &VatPostingSetupProperties, known: &Known) -> Result<Self, RuleError> {
        change(self, given, &known.facts())
    }

    fn delete<'s>(self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let entries = usage::of_vat_posting_setup(session, write.company, self.id).await?;
            check_delete(&self, entries)?;
            Ok(record::delete::<Self>(session, write.company, self.id).await?)
        })
    }
}

pub struct Known {
    setup: GeneralLedgerSetup,
    cells: Vec<VatPostingSetup>,
    areas: Vec<TaxArea>,
    groups: Vec<TaxGroup>,
    accounts: Vec<(Account, SetupUse)>,
    draft_lines: u64,
    entries: u64,
}

impl Known {
    fn facts(&self) -> VatPostingSetupFacts<'_> {
        VatPostingSetupFacts {
            setup: &self.setup,
            cells: &self.cells,
            areas: &self.areas,
            groups: &self.groups,
            accounts: &self.accounts,
            draft_lines: self.draft_lines,
            entries: self.entries,
        }
    }
}
