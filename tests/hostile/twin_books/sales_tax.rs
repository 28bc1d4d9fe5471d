//! Sales tax while books are kept: three jurisdictions in the areas of the demo company, rates that change, liable
//! parties, use tax.

use serde_json::json;
use surfaces::face::Face;

use super::TwinBooks;

/// The tax group whose lines have sales tax.
pub(super) const TAXED: &str = "TAXED";
const JURISDICTIONS: [&str; 3] = ["STATE", "COUNTY", "CITY"];
const AREAS: [&str; 2] = ["HOME", "EU"];

impl TwinBooks {
    pub(super) fn make_sales_tax(&mut self) {
        self.write("POST", Face::V2, "taxGroups", Some(&json!({ "code": TAXED })));
        for (code, on_tax) in JURISDICTIONS.into_iter().zip([false, false, true]) {
            let body = json!({
                "code": code, "salesTaxAccountNumber": "2200", "purchaseTaxAccountNumber": "1210",
                "reverseChargeAccountNumber": "2210", "calculateTaxOnTax": on_tax,
            });
            self.write("POST", Face::Own, "taxJurisdictions", Some(&body));
        }
        let details = [
            json!({ "taxJurisdictionCode": "STATE", "taxBelowMaximum": 6.25 }),
            json!({ "taxJurisdictionCode": "COUNTY", "taxBelowMaximum": 1.5, "taxAboveMaximum": 0.75,
                    "maximumAmountOrQuantity": 500 }),
            json!({ "taxJurisdictionCode": "CITY", "taxGroupCode": TAXED, "taxBelowMaximum": 2 }),
            json!({ "taxJurisdictionCode": "CITY", "taxType": "Excise_x0020_Tax", "taxBelowMaximum": 0.05,
                    "effectiveDate": "2026-03-10" }),
        ];
        for body in details {
            self.write("POST", Face::Own, "taxDetails", Some(&body));
        }
        for area in AREAS {
            for (jurisdiction, order) in JURISDICTIONS.into_iter().zip([3, 2, 1]) {
                let body = json!({
                    "taxAreaCode": area, "taxJurisdictionCode": jurisdiction, "calculationOrder": order,
                });
                self.write("POST", Face::Own, "taxAreaLines", Some(&body));
            }
            let body = json!({
                "taxAreaCode": area, "taxGroupCode": TAXED, "calculationType": "Sales_x0020_Tax",
            });
            self.write("POST", Face::Own, "vatPostingSetups", Some(&body));
        }
        for set in ["customers", "vendors"] {
            let found = self.read(Face::V2, &format!("{set}?$select=id,number"));
            let ids: Vec<String> =
                found.rows().iter().filter_map(|row| row["id"].as_str().map(Into::into)).collect();
            for id in ids.iter().step_by(2) {
                let body = json!({ "taxLiable": true });
                self.write("PATCH", Face::V2, &format!("{set}({id})"), Some(&body));
            }
        }
    }

    pub(super) fn change_sales_tax(&mut self) {
        let (set, body) = match self.random.below(5) {
            0 => ("taxDetails", json!({ "taxBelowMaximum": self.random.below(12) })),
            1 => ("taxDetails", json!({ "maximumAmountOrQuantity": self.random.below(300) })),
            2 => ("taxAreaLines", json!({ "calculationOrder": self.random.below(4) })),
            3 => ("taxJurisdictions", json!({ "calculateTaxOnTax": self.random.chance(50) })),
            _ => ("vatPostingSetups", json!({ "useTax": self.random.chance(50) })),
        };
        let only = if set == "vatPostingSetups" { "&$filter=taxGroupCode eq 'TAXED'" } else { "" };
        let found = self.read(Face::Own, &format!("{set}?$select=id{only}"));
        let Some(id) = self.random.choose(found.rows()).and_then(|row| row["id"].as_str()) else { return };
        self.write("PATCH", Face::Own, &format!("{set}({id})"), Some(&body));
    }
}
