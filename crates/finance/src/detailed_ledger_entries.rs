//! Detailed ledger entries: every change of what a customer or vendor ledger entry is worth.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use crate::{
    choices::choices, fields::BLANK_DATE, journal_lines::JournalDocumentType, party_ledger_entries::PartyType,
};

choices! {
    /// Why the amount of a ledger entry changes (FINANCE.md 2.3).
    DetailedEntryType {
        #[default]
        InitialEntry = 1, "Initial Entry";
        Application = 2, "Application";
        UnrealizedLoss = 3, "Unrealized Loss";
        UnrealizedGain = 4, "Unrealized Gain";
        RealizedLoss = 5, "Realized Loss";
        RealizedGain = 6, "Realized Gain";
        PaymentDiscount = 7, "Payment Discount";
        PaymentDiscountVatExcluded = 8, "Payment Discount (VAT Excl.)";
        PaymentDiscountVatAdjustment = 9, "Payment Discount (VAT Adjustment)";
        ApplicationRounding = 10, "Appln. Rounding";
        CorrectionOfRemainingAmount = 11, "Correction of Remaining Amount";
        PaymentTolerance = 12, "Payment Tolerance";
        PaymentDiscountTolerance = 13, "Payment Discount Tolerance";
        PaymentToleranceVatExcluded = 14, "Payment Tolerance (VAT Excl.)";
        PaymentToleranceVatAdjustment = 15, "Payment Tolerance (VAT Adjustment)";
        PaymentDiscountToleranceVatExcluded = 16, "Payment Discount Tolerance (VAT Excl.)";
        PaymentDiscountToleranceVatAdjustment = 17, "Payment Discount Tolerance (VAT Adjustment)";
    }
}

impl DetailedEntryType {
    /// The types that an adjustment is split into when VAT is taken out of it: without VAT, and its VAT (FINANCE.md
    /// 3.5). `None` for what is no discount or tolerance.
    pub const fn without_vat_and_vat(self) -> Option<(Self, Self)> {
        match self {
            Self::PaymentDiscount => {
                Some((Self::PaymentDiscountVatExcluded, Self::PaymentDiscountVatAdjustment))
            }
            Self::PaymentTolerance => {
                Some((Self::PaymentToleranceVatExcluded, Self::PaymentToleranceVatAdjustment))
            }
            Self::PaymentDiscountTolerance => {
                Some((Self::PaymentDiscountToleranceVatExcluded, Self::PaymentDiscountToleranceVatAdjustment))
            }
            _ => None,
        }
    }

    /// Booked by revaluation, or taken back of it by an application (FINANCE.md 3.2 step 6, 3.7).
    pub const fn is_unrealized(self) -> bool {
        matches!(self, Self::UnrealizedLoss | Self::UnrealizedGain)
    }

    /// Part of a discount or tolerance that VAT was taken out of: its general ledger entries come with its VAT entry.
    pub const fn is_split_by_vat(self) -> bool {
        matches!(
            self,
            Self::PaymentDiscountVatExcluded
                | Self::PaymentDiscountVatAdjustment
                | Self::PaymentToleranceVatExcluded
                | Self::PaymentToleranceVatAdjustment
                | Self::PaymentDiscountToleranceVatExcluded
                | Self::PaymentDiscountToleranceVatAdjustment
        )
    }
}

/// One detailed entry (FINANCE.md 2.3). Never changed; unapplying adds an opposite one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailedLedgerEntry {
    pub id: Uuid,
    pub party_type: PartyType,
    /// One sequence per company over customers and vendors, from 1.
    pub entry_number: i64,
    /// The ledger entry it belongs to.
    pub ledger_entry_number: i64,
    pub entry_type: DetailedEntryType,
    pub transaction_number: i64,
    pub register_number: i64,
    pub party_id: Uuid,
    pub posting_date: Date,
    pub document_type: JournalDocumentType,
    pub document_number: String,
    /// In the currency of the ledger entry, debit positive.
    pub amount: Amount,
    pub amount_local: Amount,
    /// Nil for local currency.
    pub currency_id: Uuid,
    /// Due date of the ledger entry; what ageing sorts by (FINANCE.md 8.1).
    pub initial_entry_due_date: Date,
    pub initial_document_type: JournalDocumentType,
    /// On an application: the entry on the other side; 0 otherwise.
    pub applied_ledger_entry_number: i64,
    /// On an application: what was possible before it, restored by unapplying.
    pub previous_payment_discount_possible: Amount,
    pub previous_max_payment_tolerance: Amount,
    /// The detailed entry that this one takes back; 0 for none.
    pub unapplied_entry_number: i64,
    pub source_code: String,
}

impl Default for DetailedLedgerEntry {
    fn default() -> Self {
        DetailedLedgerEntry {
            id: Uuid::nil(),
            party_type: PartyType::Customer,
            entry_number: 0,
            ledger_entry_number: 0,
            entry_type: DetailedEntryType::InitialEntry,
            transaction_number: 0,
            register_number: 0,
            party_id: Uuid::nil(),
            posting_date: BLANK_DATE,
            document_type: JournalDocumentType::Blank,
            document_number: String::new(),
            amount: Amount::ZERO,
            amount_local: Amount::ZERO,
            currency_id: Uuid::nil(),
            initial_entry_due_date: BLANK_DATE,
            initial_document_type: JournalDocumentType::Blank,
            applied_ledger_entry_number: 0,
            previous_payment_discount_possible: Amount::ZERO,
            previous_max_payment_tolerance: Amount::ZERO,
            unapplied_entry_number: 0,
            source_code: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DetailedEntryType::{self, *};
    use crate::Choice;

    #[test]
    fn discounts_and_tolerances_have_parts_without_vat_and_of_vat() {
        let split = [
            (PaymentDiscount, (PaymentDiscountVatExcluded, PaymentDiscountVatAdjustment)),
            (PaymentTolerance, (PaymentToleranceVatExcluded, PaymentToleranceVatAdjustment)),
            (
                PaymentDiscountTolerance,
                (PaymentDiscountToleranceVatExcluded, PaymentDiscountToleranceVatAdjustment),
            ),
        ];
        let parts: Vec<DetailedEntryType> = split.iter().flat_map(|(_, (net, vat))| [*net, *vat]).collect();
        for entry_type in DetailedEntryType::ALL {
            let known = split.iter().find(|(whole, _)| whole == entry_type).map(|(_, parts)| *parts);
            assert_eq!(entry_type.without_vat_and_vat(), known, "{entry_type:?}");
            assert_eq!(entry_type.is_split_by_vat(), parts.contains(entry_type), "{entry_type:?}");
            let unrealized = [UnrealizedLoss, UnrealizedGain].contains(entry_type);
            assert_eq!(entry_type.is_unrealized(), unrealized, "{entry_type:?}");
        }
    }
}
