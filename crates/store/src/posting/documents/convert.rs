//! Orders and invoices from quotes (FINANCE.md 4.5).

use finance::companies::GeneralLedgerSetup;
use finance::payment_terms::PaymentTerms;
use finance::posting_setup::{VatCalculationType, VatPostingSetup};
use finance::trade_document_lines::{TradeDocumentLine, renew_sales_tax};
use finance::trade_documents::{
    TradeDocument, TradeDocumentType, TradeParty, check_convertible, converted, converted_line,
    date_like_posting, distribute, factor_of, rounding,
};
use finance::{Category, RuleError};

use super::{DocumentRun, number_source, party_by_id, trade_items, trade_setup};
use crate::posting::PostingError;
use crate::sales_tax::SalesTaxSetup;
use crate::{number_series, record, trade_documents};
use uuid::Uuid;

impl DocumentRun<'_> {
    /// Makes an order or invoice from a quote, which is then gone. Errors: a blocked party, `Dialog`; a blocked item or
    /// no number series, `Field`; no exchange rate, `NotFound`.
    pub async fn make(
        &mut self,
        quote: Uuid,
        document_type: TradeDocumentType,
    ) -> Result<TradeDocument, PostingError> {
        let (quote, lines) = self.whole(quote).await?;
        for id in [quote.party_id, quote.bill_to_id] {
            let party = party_by_id(self.session, self.company, quote.side, id).await?;
            // Who may not be shipped to gets neither quotes nor what they become.
            let refused = |party| TradeParty::refusal(party, TradeDocumentType::Quote);
            let refusal = party.as_ref().and_then(|party| Some((party, refused(party)?)));
            if let Some((party, reason)) = refusal {
                let message = format!("The customer {} {reason}.", party.number);
                return Err(RuleError::of_record(Category::Dialog, message).into());
            }
        }
        let items = lines.iter().map(|line| line.item_id);
        check_convertible(&trade_items(self.session, self.company, items, &[]).await?)?;
        let loaded = number_source(self.session, self.company, quote.side, document_type, false).await?;
        let mut taken = loaded.clone();
        let mut made = converted(&quote, self.ids.next_id(), document_type, taken.as_mut(), self.today)?;
        if let (Some(loaded), Some(taken)) = (&loaded, &taken) {
            number_series::keep_taken(self.session, self.company, loaded, taken, self.stamp).await?;
        }
        let trade = trade_setup(self.session, self.company, quote.side).await?;
        let code = &made.payment_terms_code;
        let terms: Option<PaymentTerms> = record::by_text(self.session, self.company, "code", code).await?;
        date_like_posting(&mut made, &trade, terms.as_slice())?;
        if !made.currency_code.is_empty() {
            let rates = record::list(self.session, self.company, "", &[]).await?;
            made.currency_factor = factor_of(&made, &rates)?;
        }
        let mut lines: Vec<_> =
            lines.iter().map(|line| converted_line(line, self.ids.next_id(), &made)).collect();
        self.renew_sales_tax(&mut made, &mut lines).await?;
        trade_documents::delete(self.session, self.company, quote.id).await?;
        self.insert(&made, &lines).await?;
        Ok(made)
    }

    /// Sales tax goes by the posting date, which a quote did not have.
    async fn renew_sales_tax(
        &mut self,
        made: &mut TradeDocument,
        lines: &mut [TradeDocumentLine],
    ) -> Result<(), PostingError> {
        if lines.iter().all(|line| line.vat_calculation_type != VatCalculationType::SalesTax) {
            return Ok(());
        }
        let cells: Vec<VatPostingSetup> = record::list(self.session, self.company, "", &[]).await?;
        let setup = SalesTaxSetup::load(self.session, self.company, &cells).await?;
        for line in lines.iter_mut() {
            *line = renew_sales_tax(line, made, setup.facts())?;
        }
        let setups: Vec<GeneralLedgerSetup> = record::list(self.session, self.company, "", &[]).await?;
        let setup = setups.into_iter().next().unwrap_or_default();
        let currencies = record::list(self.session, self.company, "", &[]).await?;
        let rounding = rounding(made, &setup, &currencies)?;
        Ok(distribute(made, lines, rounding)?)
    }
}
