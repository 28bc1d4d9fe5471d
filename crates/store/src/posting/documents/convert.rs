//! Orders and invoices from quotes (FINANCE.md 4.5).

use finance::trade_documents::{TradeDocument, TradeDocumentType, converted, converted_line, factor_of};
use finance::{Category, RuleError};

use super::{DocumentRun, number_source, party_by_id};
use crate::posting::PostingError;
use crate::{number_series, record, trade_documents};
use uuid::Uuid;

impl DocumentRun<'_> {
    /// Makes an order or invoice from a quote, which is then gone. Errors: a blocked party, `Dialog`; no number series,
    /// `Field`; no exchange rate, `NotFound`.
    pub async fn make(
        &mut self,
        quote: Uuid,
        document_type: TradeDocumentType,
    ) -> Result<TradeDocument, PostingError> {
        let (quote, lines) = self.whole(quote).await?;
        for id in [quote.party_id, quote.bill_to_id] {
            let party = party_by_id(self.session, self.company, quote.side, id).await?;
            let refusal = party.as_ref().and_then(|party| Some((party, party.refusal(document_type)?)));
            if let Some((party, reason)) = refusal {
                let message = format!("The customer {} {reason}.", party.number);
                return Err(RuleError::of_record(Category::Dialog, message).into());
            }
        }
        let loaded = number_source(self.session, self.company, quote.side, document_type, false).await?;
        let mut taken = loaded.clone();
        let mut made = converted(&quote, self.ids.next_id(), document_type, taken.as_mut(), self.today)?;
        if let (Some(loaded), Some(taken)) = (&loaded, &taken) {
            number_series::keep_taken(self.session, self.company, loaded, taken, self.stamp).await?;
        }
        if !made.currency_code.is_empty() {
            let rates = record::list(self.session, self.company, "", &[]).await?;
            made.currency_factor = factor_of(&made, &rates)?;
        }
        let lines: Vec<_> =
            lines.iter().map(|line| converted_line(line, self.ids.next_id(), &made)).collect();
        trade_documents::delete(self.session, self.company, quote.id).await?;
        self.insert(&made, &lines).await?;
        Ok(made)
    }
}
