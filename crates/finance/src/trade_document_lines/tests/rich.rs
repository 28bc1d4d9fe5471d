//! Items, accounts and setup in which no field of what lines take over is blank.

use jiff::civil::date;
use money::{Amount, Precision};
use uuid::Uuid;

use crate::{
    RuleError,
    accounts::Account,
    companies::GeneralLedgerSetup,
    currencies::VatRounding,
    default_dimensions::{DefaultDimension, DimensionTable, ValuePosting},
    posting_setup::{VatCalculationType, VatPostingSetup},
    sales_tax::SalesTaxFacts,
    trade_document_lines::{
        LineFacts, LineProperties, TradeDocumentLine, TradeItem, TradeUnit, change, create,
    },
    trade_documents::{Rounding, TradeDocument, TradeDocumentType, TradeSetup, TradeSide},
};

pub const LAMP: Uuid = Uuid::from_u128(0x0001_0001);
pub const ADVICE: Uuid = Uuid::from_u128(0x0001_0002);
pub const CLOCK: Uuid = Uuid::from_u128(0x0001_0003);
pub const PIECE: Uuid = Uuid::from_u128(0x2_01);
pub const BOX: Uuid = Uuid::from_u128(0x2_02);
pub const PALLET: Uuid = Uuid::from_u128(0x2_03);
pub const RED: Uuid = Uuid::from_u128(0x3_01);
pub const EAST: Uuid = Uuid::from_u128(0x4_01);
pub const SERVICES: Uuid = Uuid::from_u128(0x5_01);
pub const DUTY: Uuid = Uuid::from_u128(0x5_02);
pub const UNKNOWN: Uuid = Uuid::from_u128(0xffff);
pub const LINE: Uuid = Uuid::from_u128(9);
pub const DOCUMENT: Uuid = Uuid::from_u128(1);

pub fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

pub struct Books {
    pub setup: GeneralLedgerSetup,
    pub trade: TradeSetup,
    pub items: Vec<TradeItem>,
    pub units: Vec<TradeUnit>,
    pub accounts: Vec<Account>,
    pub vat: Vec<VatPostingSetup>,
    pub tax_groups: Vec<String>,
    pub locations: Vec<(Uuid, String)>,
    pub default_dimensions: Vec<DefaultDimension>,
}

fn unit(id: Uuid, code: &str, quantity: i32) -> TradeUnit {
    TradeUnit { id, code: code.into(), quantity_per_unit: Amount::from_integer(quantity) }
}

pub fn lamp() -> TradeItem {
    TradeItem {
        id: LAMP,
        number: "LAMP".into(),
        description: "Desk lamp".into(),
        description_2: "with a switch".into(),
        is_inventory: true,
        general_product_posting_group: "GOODS".into(),
        inventory_posting_group: "STOCK".into(),
        vat_product_posting_group: "STD".into(),
        tax_group_code: "TAXED".into(),
        unit_price: amount("12.34567"),
        last_direct_cost: amount("8.76543"),
        allow_invoice_discount: true,
        sales_unit: "BOX".into(),
        purchase_unit: "PALLET".into(),
        units: vec![unit(PIECE, "PCS", 1), unit(BOX, "BOX", 12), unit(PALLET, "PALLET", 144)],
        variants: vec![(RED, "Red lamp".into())],
        ..TradeItem::default()
    }
}

fn speaks(table: DimensionTable, number: &str, value: &str) -> DefaultDimension {
    DefaultDimension {
        id: Uuid::nil(),
        table,
        number: number.into(),
        parent_id: Uuid::nil(),
        dimension_code: "DEPT".into(),
        dimension_id: Uuid::nil(),
        dimension_value_code: value.into(),
        dimension_value_id: Uuid::nil(),
        value_posting: ValuePosting::Blank,
    }
}

pub fn books(side: TradeSide) -> Books {
    use VatCalculationType::{FullVat, NormalVat, ReverseChargeVat};
    let cell = |business: &str, product: &str, calculation_type, percent: &str| VatPostingSetup {
        vat_business_posting_group: business.into(),
        vat_product_posting_group: product.into(),
        calculation_type,
        vat_identifier: format!("{business}-{product}"),
        vat_percent: amount(percent),
        ..VatPostingSetup::default()
    };
    let account = |id, number: &str, group: &str| Account {
        id,
        number: number.into(),
        name: format!("Account {number}"),
        direct_posting: true,
        general_product_posting_group: "SERVICES".into(),
        vat_product_posting_group: group.into(),
        tax_group_code: "FREE".into(),
        ..Account::default()
    };
    let item =
        |number: &str, id: u128| TradeItem { id: Uuid::from_u128(id), number: number.into(), ..lamp() };
    Books {
        setup: GeneralLedgerSetup::default(),
        trade: TradeSetup::new(side),
        items: vec![
            lamp(),
            TradeItem {
                id: ADVICE,
                number: "ADVICE".into(),
                description: "Advice".into(),
                description_2: String::new(),
                is_inventory: false,
                inventory_posting_group: String::new(),
                vat_product_posting_group: "RED".into(),
                price_includes_vat: true,
                unit_price: amount("105"),
                last_direct_cost: amount("60"),
                allow_invoice_discount: false,
                sales_unit: "NONE".into(),
                purchase_unit: String::new(),
                variants: Vec::new(),
                ..lamp()
            },
            TradeItem { id: CLOCK, number: "CLOCK".into(), units: Vec::new(), ..lamp() },
            TradeItem { blocked: true, ..item("BLOCKED", 0x0001_0010) },
            TradeItem { sales_blocked: true, ..item("UNSOLD", 0x0001_0011) },
            TradeItem { purchasing_blocked: true, ..item("UNBOUGHT", 0x0001_0012) },
            TradeItem { general_product_posting_group: String::new(), ..item("NO-GROUP", 0x0001_0013) },
            TradeItem { inventory_posting_group: String::new(), ..item("NO-STOCK", 0x0001_0014) },
            TradeItem { vat_product_posting_group: "NONE".into(), ..item("NO-VAT", 0x0001_0015) },
            TradeItem { vat_product_posting_group: "BLOCKED".into(), ..item("NO-CELL", 0x0001_0016) },
        ],
        units: vec![unit(PIECE, "PCS", 1), unit(BOX, "BOX", 1)],
        accounts: vec![
            account(SERVICES, "4110", "STD"),
            account(DUTY, "1210", "DUTY"),
            Account { direct_posting: false, ..account(Uuid::from_u128(0x5_03), "1100", "STD") },
            Account { blocked: true, ..account(Uuid::from_u128(0x5_04), "1101", "STD") },
        ],
        vat: vec![
            cell("HOME", "STD", NormalVat, "20"),
            cell("HOME", "RED", NormalVat, "5"),
            cell("HOME", "DUTY", FullVat, "20"),
            cell("EU", "STD", ReverseChargeVat, "20"),
            cell("EU", "RED", NormalVat, "7"),
            VatPostingSetup { blocked: true, ..cell("HOME", "BLOCKED", NormalVat, "20") },
        ],
        tax_groups: ["STD", "RED", "FREE"].map(Into::into).to_vec(),
        locations: vec![(UNKNOWN, "WEST".into()), (EAST, "EAST".into())],
        default_dimensions: vec![
            speaks(DimensionTable::Item, "LAMP", "LIGHT"),
            speaks(DimensionTable::Account, "4110", "OFFICE"),
        ],
    }
}

impl Books {
    pub fn facts(&self) -> LineFacts<'_> {
        LineFacts {
            setup: &self.setup,
            trade: &self.trade,
            rounding: Rounding { precision: Precision::CENT, vat: VatRounding::Nearest },
            unit_precision: Precision::new(amount("0.0001")).unwrap(),
            accounts: &self.accounts,
            units: &self.units,
            items: &self.items,
            vat_posting_setup: &self.vat,
            tax_groups: &self.tax_groups,
            sales_tax: SalesTaxFacts { area_lines: &[], jurisdictions: &[], details: &[] },
            locations: &self.locations,
            default_dimensions: &self.default_dimensions,
            dimension_priorities: &[],
        }
    }

    pub fn create(
        &self,
        document: &TradeDocument,
        given: &LineProperties,
    ) -> Result<TradeDocumentLine, RuleError> {
        create(LINE, document, &[], given, &self.facts())
    }

    pub fn change(
        &self,
        stored: &TradeDocumentLine,
        document: &TradeDocument,
        given: &LineProperties,
    ) -> Result<TradeDocumentLine, RuleError> {
        change(stored, document, given, &self.facts())
    }
}

pub fn document(side: TradeSide, document_type: TradeDocumentType) -> TradeDocument {
    let dimensions = [("AREA".to_owned(), "NORTH".to_owned()), ("DEPT".to_owned(), "SALES".to_owned())];
    TradeDocument {
        id: DOCUMENT,
        number: "1001".into(),
        general_business_posting_group: "HOME".into(),
        vat_business_posting_group: "HOME".into(),
        posting_date: date(2026, 3, 10),
        document_date: date(2026, 3, 10),
        shipment_date: date(2026, 3, 12),
        dimensions: dimensions.into_iter().collect(),
        ..TradeDocument::blank(side, document_type)
    }
}
