//! Setup that changes while books are kept: exchange rates, revaluation, tolerances, VAT.

use serde_json::json;
use surfaces::face::Face;

use super::TwinBooks;

const CURRENCIES: [&str; 3] = ["EUR", "USD", "JPY"];

impl TwinBooks {
    /// Customers who are invoiced in a currency.
    pub(super) fn make_customers_abroad(&mut self) {
        for currency in ["EUR", "EUR", "JPY"] {
            let number = self.number("ABROAD-");
            let body = json!({ "number": number, "displayName": number, "currencyCode": currency });
            self.write("POST", Face::V2, "customers", Some(&body));
        }
    }

    pub(super) fn setup_operation(&mut self) {
        match self.random.below(12) {
            0..3 => self.enter_rate(),
            3 => self.change_rate(),
            4..7 => self.revalue(),
            7 => self.change_general_ledger_setup(),
            8..10 => self.change_sales_tax(),
            _ => self.change_vat_setup(),
        }
    }

    fn enter_rate(&mut self) {
        let body = json!({
            "currencyCode": *self.random.pick(&CURRENCIES),
            "startingDate": self.date(),
            "exchangeRateAmount": *self.random.pick(&[1, 100]),
            "relationalExchangeRateAmount": 60 + self.random.below(80),
            "relationalCurrencyCode": if self.random.chance(5) { "EUR" } else { "" },
        });
        self.write("POST", Face::Own, "currencyExchangeRates", Some(&body));
    }

    /// Another amount for a rate that is there, or no rate any more.
    fn change_rate(&mut self) {
        let path = "currencyExchangeRates?$filter=startingDate gt 2026-01-01&$select=id";
        let found = self.read(Face::Own, path);
        let Some(id) = self.random.choose(found.rows()).and_then(|row| row["id"].as_str()) else { return };
        let path = format!("currencyExchangeRates({id})");
        let body = json!({ "relationalExchangeRateAmount": 60 + self.random.below(80) });
        match self.random.chance(70) {
            true => self.write("PATCH", Face::Own, &path, Some(&body)),
            false => self.write("DELETE", Face::Own, &path, None),
        };
    }

    /// Revalues a currency, mostly the one that is used most.
    fn revalue(&mut self) {
        let currency = if self.random.chance(80) { "EUR" } else { "JPY" };
        let found = self.read(Face::Own, &format!("currencies?$filter=code eq '{currency}'&$select=id"));
        let Some(id) = found.rows().first().and_then(|row| row["id"].as_str()) else { return };
        let body = json!({ "postingDate": self.date(), "documentNumber": self.number("REVALUED-") });
        self.act(Face::Own, &format!("currencies({id})"), "adjustExchangeRates", Some(&body));
    }

    fn change_general_ledger_setup(&mut self) {
        let found = self.read(Face::Own, "generalLedgerSetup?$select=id");
        let Some(id) = found.rows().first().and_then(|row| row["id"].as_str()) else { return };
        let body = match self.random.below(3) {
            0 => json!({ "adjustForPaymentDiscount": self.random.chance(80) }),
            1 => json!({ "maxPaymentToleranceAmount": self.random.below(20) }),
            _ => json!({ "paymentDiscountGracePeriod": format!("{}D", self.random.below(10)) }),
        };
        self.write("PATCH", Face::Own, &format!("generalLedgerSetup({id})"), Some(&body));
    }

    fn change_vat_setup(&mut self) {
        let path = "vatPostingSetups?$select=id,taxGroupCode&$filter=taxAreaCode ne ''";
        let found = self.read(Face::Own, path);
        let Some(row) = self.random.choose(found.rows()) else { return };
        let body = match self.random.below(6) {
            0 => json!({ "taxPercent": self.random.below(30), "vatIdentifier": row["taxGroupCode"] }),
            1 => json!({ "salesVatAccountNumber": *self.random.pick(&["2200", "2210", "1200", "4100"]) }),
            _ => json!({ "adjustForPaymentDiscount": self.random.chance(85) }),
        };
        let path = format!("vatPostingSetups({})", row["id"].as_str().unwrap_or_default());
        self.write("PATCH", Face::Own, &path, Some(&body));
    }
}
