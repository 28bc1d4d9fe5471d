//! Invoices and credit memos of both sides, and the records they name.

use serde_json::{Value, json};
use surfaces::face::Face;

use super::TwinBooks;
use super::sales_tax::TAXED;

/// A set of documents, its set of lines, and how both name things.
struct Kind {
    set: &'static str,
    lines: &'static str,
    party: &'static str,
    price: &'static str,
    external: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind {
        set: "salesInvoices",
        lines: "salesInvoiceLines",
        party: "customerNumber",
        price: "unitPrice",
        external: "externalDocumentNumber",
    },
    Kind {
        set: "salesCreditMemos",
        lines: "salesCreditMemoLines",
        party: "customerNumber",
        price: "unitPrice",
        external: "externalDocumentNumber",
    },
    Kind {
        set: "purchaseInvoices",
        lines: "purchaseInvoiceLines",
        party: "vendorNumber",
        price: "unitCost",
        external: "vendorInvoiceNumber",
    },
    Kind {
        set: "purchaseCreditMemos",
        lines: "purchaseCreditMemoLines",
        party: "vendorNumber",
        price: "unitCost",
        external: "vendorCreditMemoNumber",
    },
];

impl TwinBooks {
    pub(super) fn document_operation(&mut self) {
        match self.random.below(20) {
            0..7 => self.make_document(),
            7..10 => self.change_document(),
            10 => self.delete_document(),
            11 => self.correct_document(),
            12 => self.cancel_document(),
            _ => self.post_document(),
        }
    }

    fn make_document(&mut self) {
        let index = *self.random.pick(&[0, 0, 0, 0, 1, 2, 2, 3]);
        let kind = &KINDS[index];
        let parties = if index < 2 { &self.customers } else { &self.vendors };
        let party = self.random.pick(parties).clone();
        let lines: Vec<Value> = (0..1 + self.random.below(3)).map(|_| self.document_line(index)).collect();
        let mut body = json!({ kind.party: party, kind.lines: lines });
        if index > 1 {
            body[kind.external] = json!(self.number("X"));
        }
        if self.random.chance(40) {
            body["postingDate"] = json!(self.date());
        }
        let face = if index == 3 { Face::V2 } else { self.business_central() };
        let made = self.write("POST", face, kind.set, Some(&body));
        if made.is_good() {
            self.drafts.push((kind.set, made.id()));
        }
    }

    fn document_line(&mut self, index: usize) -> Value {
        let quantity = 1.0 + self.random.below(9) as f64 + if self.random.chance(20) { 0.125 } else { 0.0 };
        let mut line = match self.random.chance(50) {
            true => {
                let item = self.random.pick(&self.items).clone();
                json!({ "lineType": "Item", "lineObjectNumber": item, "quantity": quantity })
            }
            false => {
                let account = if index < 2 { ["4100", "4110"] } else { ["6100", "6200"] };
                let account = *self.random.pick(&account);
                json!({
                    "lineType": "Account", "lineObjectNumber": account, "quantity": quantity,
                    KINDS[index].price: self.amount(),
                })
            }
        };
        if self.random.chance(30) {
            line["discountPercent"] = json!(self.random.below(40) as f64 / 2.0);
        }
        if self.random.chance(10) {
            line["taxCode"] = json!(*self.random.pick(&["STD", "RED", "ZERO"]));
        } else if self.random.chance(30) {
            line["taxCode"] = json!(TAXED);
        }
        line
    }

    fn kind_of(set: &str) -> usize {
        KINDS.iter().position(|kind| kind.set == set).unwrap_or_default()
    }

    fn change_document(&mut self) {
        let Some((set, id)) = self.random.choose(&self.drafts).cloned() else { return };
        let index = TwinBooks::kind_of(set);
        let kind = &KINDS[index];
        let path = format!("{set}({id})");
        match self.random.below(4) {
            0 => {
                let body = json!({ "discountAmount": self.random.below(50) });
                self.write("PATCH", Face::V2, &path, Some(&body));
            }
            1 => {
                let line = self.document_line(index);
                self.write("POST", Face::V2, &format!("{path}/{}", kind.lines), Some(&line));
            }
            2 => {
                let body = json!({ "dueDate": self.date() });
                self.write("PATCH", Face::V2, &path, Some(&body));
            }
            _ => self.change_document_line(&path, kind.lines),
        }
    }

    fn change_document_line(&mut self, document: &str, lines: &str) {
        let found = self.read(Face::V2, &format!("{document}/{lines}?$select=id,sequence"));
        let Some(line) = self.random.choose(found.rows()) else { return };
        let path = format!("{lines}({})", line["id"].as_str().unwrap_or_default());
        if self.random.chance(30) && found.rows().len() > 1 {
            self.write("DELETE", Face::V2, &path, None);
            return;
        }
        let body = match self.random.chance(50) {
            true => json!({ "quantity": 1 + self.random.below(5) }),
            false => json!({ "discountAmount": self.random.below(20) }),
        };
        self.write("PATCH", Face::V2, &path, Some(&body));
    }

    fn delete_document(&mut self) {
        if self.drafts.is_empty() {
            return;
        }
        let index = self.random.below(self.drafts.len());
        let (set, id) = self.drafts.swap_remove(index);
        self.write("DELETE", Face::V2, &format!("{set}({id})"), None);
    }

    fn post_document(&mut self) {
        if self.drafts.is_empty() {
            return self.make_document();
        }
        let index = self.random.below(self.drafts.len());
        let (set, id) = self.drafts.swap_remove(index);
        let of_graph = matches!(set, "salesInvoices" | "purchaseInvoices");
        let face = match self.random.below(3) {
            0 if of_graph => Face::GraphBeta,
            1 if set != "purchaseCreditMemos" => Face::V1,
            _ => Face::V2,
        };
        let posted = self.act(face, &format!("{set}({id})"), "post", None);
        if posted.is_good() {
            self.posted.push((set, id));
        }
    }

    fn correct_document(&mut self) {
        let Some((set, id)) = self.random.choose(&self.posted).cloned() else { return };
        if set != "salesInvoices" {
            return;
        }
        let made = self.act(Face::V2, &format!("{set}({id})"), "makeCorrectiveCreditMemo", None);
        if made.is_good() {
            let drafts =
                self.read(Face::V2, "salesCreditMemos?$filter=status eq 'Draft'&$orderby=number desc&$top=1");
            let id = drafts.rows().first().and_then(|row| row["id"].as_str()).unwrap_or_default().to_owned();
            if !self.drafts.iter().any(|(_, known)| *known == id) {
                self.drafts.push(("salesCreditMemos", id));
            }
        }
    }

    fn cancel_document(&mut self) {
        let Some((set, id)) = self.random.choose(&self.posted).cloned() else { return };
        let face = if set == "purchaseCreditMemos" { Face::V2 } else { self.business_central() };
        if set != "purchaseInvoices" {
            self.act(face, &format!("{set}({id})"), "cancel", None);
        }
    }

    /// Closes a year and carries its result over, as far as that can be done.
    fn close_year(&mut self) {
        let found = self.read(Face::Own, "accountingPeriods?$filter=newFiscalYear&$select=id");
        let Some(period) = self.random.choose(found.rows()) else { return };
        let path = format!("accountingPeriods({})", period["id"].as_str().unwrap_or_default());
        self.act(Face::Own, &path, "closeFiscalYear", None);
        let body = json!({ "accountNumber": "3200", "documentNumber": self.number("CLOSE") });
        self.act(Face::Own, &path, "closeIncomeStatement", Some(&body));
    }

    /// A new customer, a changed name or number, someone blocked or let go, a year closed.
    pub(super) fn master_data_operation(&mut self) {
        if self.random.chance(12) {
            return self.close_year();
        }
        let index = self.random.below(self.customers.len());
        let customer = self.customers[index].clone();
        let found = self.read(Face::V2, &format!("customers?$filter=number eq '{customer}'&$select=id"));
        let id = found.rows().first().and_then(|row| row["id"].as_str()).unwrap_or_default().to_owned();
        let body = match self.random.below(4) {
            0 => {
                let number = self.number("N-");
                let currency = *self.random.pick(&["", "", "EUR", "USD", "JPY"]);
                let body = json!({ "number": number, "displayName": number, "currencyCode": currency });
                let face = self.any_face();
                if self.write("POST", face, "customers", Some(&body)).is_good() {
                    self.customers.push(number);
                }
                return;
            }
            1 => {
                let number = self.number("R-");
                let body = json!({ "number": number });
                if self.write("PATCH", Face::V2, &format!("customers({id})"), Some(&body)).is_good() {
                    self.customers[index] = number;
                }
                return;
            }
            2 => json!({ "blocked": *self.random.pick(&["_x0020_", "_x0020_", "Invoice", "All"]) }),
            _ => json!({ "displayName": self.number("Called ") }),
        };
        self.write("PATCH", Face::V2, &format!("customers({id})"), Some(&body));
    }
}
