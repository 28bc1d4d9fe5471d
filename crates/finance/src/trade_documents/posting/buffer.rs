//! The posting buffer: lines that are booked alike become one (FINANCE.md 4.6, step 4).

use super::{
    Amount, DocumentExtras, GeneralPostingType, HashMap, JournalAccountType, JournalLine, LocalAmounts,
    PostFacts, PostingLine, RangeError, Rounding, RuleError, SalesTax, TaxShares, TradeDocument,
    TradeDocumentLine, TradeLineType, VatAmounts, VatCalculationType, VatPostingSetup, common, posting_type,
    signed, tax_on, tax_parts, too_large,
};
use crate::dimensions::DimensionSet;

/// What makes two lines one: what they are about, the account, the groups, the dimensions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    line_type: TradeLineType,
    account: String,
    general_business: String,
    general_product: String,
    vat_business: String,
    vat_product: String,
    /// That of the line, which setup may have left behind since.
    vat_percent: Amount,
    tax_group: String,
    sales_tax: SalesTax,
    /// Taxes of both signs are not mixed, so that a tax is spread over its rates without changing signs.
    is_negative: bool,
    dimensions: DimensionSet,
}

#[derive(Debug)]
struct Entry {
    key: Key,
    setup: Option<VatPostingSetup>,
    amounts: LocalAmounts,
    quantity: Amount,
    taxes: TaxShares,
}

#[derive(Debug, Default)]
pub(super) struct Buffer {
    /// In the order of the first line of each.
    entries: Vec<Entry>,
    known: HashMap<Key, usize>,
}

impl Buffer {
    pub fn add(
        &mut self,
        account: String,
        line: &TradeDocumentLine,
        setup: Option<&VatPostingSetup>,
        amounts: LocalAmounts,
        quantity: Amount,
        taxes: &TaxShares,
    ) -> Result<(), RangeError> {
        let is_sales_tax = line.vat_calculation_type == VatCalculationType::SalesTax;
        let key = Key {
            line_type: line.line_type,
            account,
            general_business: line.general_business_posting_group.clone(),
            general_product: line.general_product_posting_group.clone(),
            vat_business: line.vat_business_posting_group.clone(),
            vat_product: line.vat_product_posting_group.clone(),
            // The percentage of sales tax follows from the amounts.
            vat_percent: if is_sales_tax { Amount::ZERO } else { line.vat_percent },
            tax_group: line.tax_group_code.clone(),
            sales_tax: line.sales_tax.clone(),
            is_negative: is_sales_tax && amounts.net.is_negative(),
            dimensions: line.dimensions.clone(),
        };
        match self.known.get(&key) {
            Some(at) => {
                let entry = &mut self.entries[*at];
                entry.amounts = entry.amounts.plus(amounts)?;
                entry.quantity = entry.quantity.checked_add(quantity)?;
                entry.taxes.add(taxes)?;
            }
            None => {
                self.known.insert(key.clone(), self.entries.len());
                self.entries.push(Entry {
                    key,
                    setup: setup.cloned(),
                    amounts,
                    quantity,
                    taxes: taxes.clone(),
                });
            }
        }
        Ok(())
    }

    /// One posting line for each entry.
    pub fn into_lines(
        self,
        document: &TradeDocument,
        facts: &PostFacts<'_>,
    ) -> Result<Vec<PostingLine>, RuleError> {
        self.entries.into_iter().map(|entry| entry.into_line(document, facts)).collect()
    }
}

impl Entry {
    fn into_line(self, document: &TradeDocument, facts: &PostFacts<'_>) -> Result<PostingLine, RuleError> {
        let payable = signed(document, self.amounts.including).map_err(too_large)?;
        let quantity = signed(document, self.quantity).map_err(too_large)?;
        let vat = self.vat(document, facts).map_err(too_large)?;
        let taxes = match vat {
            Some(vat) => tax_parts(document, &self.key.sales_tax, &self.taxes.weights, vat, facts)?,
            None => Vec::new(),
        };
        let line = JournalLine {
            account_type: JournalAccountType::Account,
            account_number: self.key.account,
            amount: payable,
            amount_local: payable,
            general_posting_type: match vat {
                Some(_) => posting_type(document),
                None => GeneralPostingType::Blank,
            },
            general_business_posting_group: self.key.general_business,
            general_product_posting_group: self.key.general_product,
            vat_business_posting_group: self.key.vat_business,
            vat_product_posting_group: self.key.vat_product,
            tax_group_code: self.key.tax_group,
            dimensions: self.key.dimensions.clone(),
            ..common(document, facts)
        };
        let extras = DocumentExtras {
            document_id: document.id,
            vat,
            system_line: true,
            quantity,
            taxes,
            vat_party_id: document.bill_to_id,
            ..DocumentExtras::default()
        };
        Ok(PostingLine { line, dimension_set_id: (facts.dimension_set_id)(&self.key.dimensions), extras })
    }

    /// Base and VAT with the signs of the ledger; none in a company that keeps no VAT.
    fn vat(&self, document: &TradeDocument, facts: &PostFacts<'_>) -> Result<Option<VatAmounts>, RangeError> {
        let Some(setup) = &self.setup else { return Ok(None) };
        let base = signed(document, self.amounts.net)?;
        let amount = match (setup.calculation_type, posting_type(document)) {
            // The VAT is owed and deducted at once, beside what is paid (FINANCE.md 5.1).
            (VatCalculationType::ReverseChargeVat, GeneralPostingType::Purchase) => {
                let rounding = Rounding { precision: facts.setup.precision(), ..facts.rounding };
                tax_on(base, setup.vat_percent, rounding)?
            }
            _ if self.key.sales_tax.use_tax => signed(document, self.taxes.use_tax)?,
            _ => signed(document, self.amounts.vat()?)?,
        };
        let percent = match setup.calculation_type {
            VatCalculationType::NormalVat => self.key.vat_percent,
            _ => setup.vat_percent,
        };
        Ok(Some(VatAmounts { base, amount, percent }))
    }
}
