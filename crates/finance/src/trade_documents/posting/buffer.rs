//! The posting buffer: lines that are booked alike become one (FINANCE.md 4.6, step 4).

use super::{
    Amount, DocumentExtras, GeneralPostingType, HashMap, JournalAccountType, JournalLine, LocalAmounts,
    PostFacts, PostingLine, RangeError, Rounding, RuleError, TradeDocument, TradeDocumentLine, VatAmounts,
    VatCalculationType, VatPostingSetup, common, posting_type, signed, tax_on, too_large,
};
use crate::dimensions::DimensionSet;

/// What makes two lines one: the account, the groups, the dimensions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    account: String,
    general_business: String,
    general_product: String,
    vat_business: String,
    vat_product: String,
    /// That of the line, which setup may have left behind since.
    vat_percent: Amount,
    tax_group: String,
    dimensions: DimensionSet,
}

#[derive(Debug)]
struct Entry {
    key: Key,
    setup: Option<VatPostingSetup>,
    amounts: LocalAmounts,
    quantity: Amount,
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
    ) -> Result<(), RangeError> {
        let key = Key {
            account,
            general_business: line.general_business_posting_group.clone(),
            general_product: line.general_product_posting_group.clone(),
            vat_business: line.vat_business_posting_group.clone(),
            vat_product: line.vat_product_posting_group.clone(),
            vat_percent: line.vat_percent,
            tax_group: line.tax_group_code.clone(),
            dimensions: line.dimensions.clone(),
        };
        match self.known.get(&key) {
            Some(at) => {
                let entry = &mut self.entries[*at];
                entry.amounts = entry.amounts.plus(amounts)?;
                entry.quantity = entry.quantity.checked_add(quantity)?;
            }
            None => {
                self.known.insert(key.clone(), self.entries.len());
                self.entries.push(Entry { key, setup: setup.cloned(), amounts, quantity });
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
        self.entries.into_iter().map(|entry| entry.into_line(document, facts).map_err(too_large)).collect()
    }
}

impl Entry {
    fn into_line(self, document: &TradeDocument, facts: &PostFacts<'_>) -> Result<PostingLine, RangeError> {
        let base = signed(document, self.amounts.net)?;
        let payable = signed(document, self.amounts.including)?;
        let vat = match &self.setup {
            None => None,
            Some(setup) => {
                let amount = match (setup.calculation_type, posting_type(document)) {
                    // The VAT is owed and deducted at once, beside what is paid (FINANCE.md 5.1).
                    (VatCalculationType::ReverseChargeVat, GeneralPostingType::Purchase) => {
                        let rounding = Rounding { precision: facts.setup.precision(), ..facts.rounding };
                        tax_on(base, setup.vat_percent, rounding)?
                    }
                    _ => signed(document, self.amounts.vat()?)?,
                };
                let percent = match setup.calculation_type {
                    VatCalculationType::NormalVat => self.key.vat_percent,
                    _ => setup.vat_percent,
                };
                Some(VatAmounts { base, amount, percent })
            }
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
            quantity: signed(document, self.quantity)?,
            vat_party_id: document.bill_to_id,
            ..DocumentExtras::default()
        };
        Ok(PostingLine { line, dimension_set_id: (facts.dimension_set_id)(&self.key.dimensions), extras })
    }
}
