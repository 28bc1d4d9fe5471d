//! Payments, journal lines, posting, and what can be done to posted entries.

use serde_json::{Value, json};
use surfaces::face::Face;

use super::TwinBooks;

const RECEIPTS: &str = "customerPaymentJournals";
const PAYMENTS: &str = "vendorPaymentJournals";
const GENERAL: &str = "journals";
const ACCOUNTS: [&str; 7] = ["1110", "1400", "2300", "4110", "6100", "6200", "1200"];

impl TwinBooks {
    pub(super) fn journal_operation(&mut self) {
        match self.random.below(20) {
            0..2 => self.make_journal(),
            2..9 => self.make_payment(),
            9..11 => self.make_lines(),
            11..13 => self.change_line(),
            13 => self.delete_line(),
            14 => self.preview_journal(),
            15 => self.apply_to_several(),
            16 => self.delete_journal(),
            _ => self.post_journal(),
        }
    }

    fn make_journal(&mut self) {
        let set = *self.random.pick(&[RECEIPTS, RECEIPTS, PAYMENTS, GENERAL]);
        let face = if set == PAYMENTS { Face::V2 } else { self.any_face() };
        let body = json!({ "code": self.number("J"), "displayName": "Made at random" });
        let made = self.write("POST", face, set, Some(&body));
        if made.is_good() {
            self.journals.push((set, made.id()));
        }
    }

    /// A journal of the kind; makes journals until there is one.
    fn journal_of(&mut self, set: &str) -> String {
        loop {
            let known: Vec<String> =
                self.journals.iter().filter(|(kind, _)| *kind == set).map(|(_, id)| id.clone()).collect();
            if let Some(id) = self.random.choose(&known) {
                return id.clone();
            }
            self.make_journal();
        }
    }

    fn make_payment(&mut self) {
        let of_vendor = self.random.chance(25);
        let (journals, lines, party, set) = match of_vendor {
            true => (PAYMENTS, "vendorPayments", "vendorNumber", "purchaseInvoices"),
            false => (RECEIPTS, "customerPayments", "customerNumber", "salesInvoices"),
        };
        let journal = self.journal_of(journals);
        let face = if of_vendor { *self.random.pick(&[Face::V2, Face::Own]) } else { self.any_face() };
        let parties = if of_vendor { &self.vendors } else { &self.customers };
        let number = self.random.pick(parties).clone();
        let amount = if of_vendor { self.amount() } else { -self.amount() };
        let amount = if self.random.chance(4) { -amount } else { amount };
        let mut body = json!({ "amount": amount });
        let invoices: Vec<String> =
            self.posted.iter().filter(|(kind, _)| *kind == set).map(|(_, id)| id.clone()).collect();
        match self.random.choose(&invoices).cloned().filter(|_| self.random.chance(70)) {
            Some(invoice) => body["appliesToInvoiceId"] = json!(invoice),
            None => body[party] = json!(number),
        }
        if self.random.chance(60) {
            body["postingDate"] = json!(self.date());
        }
        if of_vendor {
            body["externalDocumentNumber"] = json!(self.number("E"));
        }
        let made = self.write("POST", face, &format!("{journals}({journal})/{lines}"), Some(&body));
        if made.is_good() {
            self.lines.push((lines, made.id()));
        }
    }

    /// Two lines that balance, mostly, or one of any kind of account with a balancing account.
    fn make_lines(&mut self) {
        let journal = self.journal_of(GENERAL);
        let path = format!("{GENERAL}({journal})/journalLines");
        let amount = self.amount();
        let pick = |books: &mut TwinBooks| *books.random.pick(&ACCOUNTS);
        if self.random.chance(60) {
            let mut body = json!({
                "accountNumber": pick(self), "amount": amount, "postingDate": self.date(),
                "balancingAccountNumber": "1110",
            });
            let other = match self.random.below(8) {
                0 => Some(("Bank_x0020_Account", "MAIN".to_owned())),
                1 => Some(("Bank_x0020_Account", "EURO".to_owned())),
                2 => Some(("Customer", self.random.pick(&self.customers).clone())),
                3 => Some(("Vendor", self.random.pick(&self.vendors).clone())),
                _ => None,
            };
            if let Some((kind, number)) = other {
                (body["accountType"], body["accountNumber"]) = (json!(kind), json!(number));
            }
            let made = self.write("POST", Face::V2, &path, Some(&body));
            if made.is_good() {
                self.lines.push(("journalLines", made.id()));
            }
            return;
        }
        let date = self.date();
        let (face, other) = (self.any_face(), self.any_face());
        let rest = if self.random.chance(90) { -amount } else { 1.0 - amount };
        for (face, amount) in [(face, amount), (other, rest)] {
            let body = json!({ "accountNumber": pick(self), "amount": amount, "postingDate": date });
            let made = self.write("POST", face, &path, Some(&body));
            if made.is_good() {
                self.lines.push(("journalLines", made.id()));
            }
        }
    }

    fn change_line(&mut self) {
        let Some((set, id)) = self.random.choose(&self.lines).cloned() else { return };
        let face = if set == "customerPayments" { self.business_central() } else { Face::V2 };
        let sign = if set == "customerPayments" { -1.0 } else { 1.0 };
        let body = match self.random.below(4) {
            0 => json!({ "postingDate": self.date() }),
            1 => json!({ "description": self.number("Changed ") }),
            _ => json!({ "amount": sign * self.amount() }),
        };
        self.write("PATCH", face, &format!("{set}({id})"), Some(&body));
    }

    fn delete_line(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        let index = self.random.below(self.lines.len());
        let (set, id) = self.lines.swap_remove(index);
        self.write("DELETE", Face::V2, &format!("{set}({id})"), None);
    }

    fn preview_journal(&mut self) {
        let Some((set, id)) = self.random.choose(&self.journals).cloned() else { return };
        self.act(Face::Own, &format!("{set}({id})"), "preview", None);
    }

    /// A payment of several invoices of one customer.
    fn apply_to_several(&mut self) {
        let open = self.open_entries("customerLedgerEntries", "customerNumber");
        let Some(first) = self.random.choose(&open).cloned() else { return };
        let customer = &first["customerNumber"];
        let invoices: Vec<Value> = open
            .iter()
            .filter(|entry| entry["documentType"] == "Invoice" && entry["customerNumber"] == *customer)
            .map(|entry| entry["documentId"].clone())
            .take(3)
            .collect();
        let journal = self.journal_of(RECEIPTS);
        let body = json!({ "customerNumber": customer, "amount": -self.amount() });
        let path = format!("{RECEIPTS}({journal})/customerPayments");
        let payment = self.write("POST", Face::Own, &path, Some(&body));
        if !payment.is_good() {
            return;
        }
        self.lines.push(("customerPayments", payment.id()));
        for invoice in invoices {
            let mut body = json!({ "invoiceId": invoice });
            if self.random.chance(30) {
                body["amount"] = json!(self.random.below(300));
            }
            let path = format!("customerPayments({})/applications", payment.id());
            self.write("POST", Face::Own, &path, Some(&body));
        }
    }

    fn delete_journal(&mut self) {
        if self.journals.is_empty() || self.random.chance(70) {
            return;
        }
        let index = self.random.below(self.journals.len());
        let (set, id) = self.journals.swap_remove(index);
        self.write("DELETE", Face::V2, &format!("{set}({id})"), None);
    }

    /// Posts a journal by the way of some face; what is refused is mended by deleting a line of it.
    fn post_journal(&mut self) {
        let Some((set, id)) = self.random.choose(&self.journals).cloned() else { return };
        let face = self.any_face();
        let named = if face == Face::Own { set } else { GENERAL };
        let posted = self.act(face, &format!("{named}({id})"), "post", None);
        if posted.is_good() {
            return;
        }
        let lines = match set {
            RECEIPTS => "customerPayments",
            PAYMENTS => "vendorPayments",
            _ => "journalLines",
        };
        let message = posted.body["error"]["message"].as_str().unwrap_or_default().to_owned();
        let left = self.read(Face::V2, &format!("{set}({id})/{lines}?$select=id,lineNumber"));
        for line in left.rows() {
            let is_named = message.contains(&format!("Line {}:", line["lineNumber"]));
            if is_named || message.contains("out of balance") {
                let line = line["id"].as_str().unwrap_or_default();
                self.write("DELETE", Face::V2, &format!("{lines}({line})"), None);
            }
        }
    }

    fn open_entries(&mut self, set: &str, party: &str) -> Vec<Value> {
        let skip = self.random.below(40);
        let select = format!("id,entryNumber,{party},documentType,documentId,remainingAmount,currencyCode");
        let path = format!(
            "{set}?$filter=open&$orderby={party},entryNumber desc&$skip={skip}&$top=40&$select={select}"
        );
        self.read(Face::Own, &path).rows().to_vec()
    }

    pub(super) fn entry_operation(&mut self) {
        match self.random.below(10) {
            0..4 => self.apply_posted(),
            4..7 => self.undo("unapply"),
            _ => self.undo("reverse"),
        }
    }

    /// Applies open entries of one customer or vendor, with opposite signs where there are any.
    fn apply_posted(&mut self) {
        let (set, party, action) = *self.random.pick(&[
            ("customerLedgerEntries", "customerNumber", "applyCustomerEntries"),
            ("vendorLedgerEntries", "vendorNumber", "applyVendorEntries"),
        ]);
        let open = self.open_entries(set, party);
        let sign = |entry: &Value| entry["remainingAmount"].as_f64().unwrap_or_default() > 0.0;
        let pairs: Vec<(&Value, &Value)> = open
            .iter()
            .flat_map(|one| open.iter().map(move |other| (one, other)))
            .filter(|(one, other)| one[party] == other[party] && sign(one) != sign(other))
            .collect();
        let chosen = match self.random.choose(&pairs) {
            Some((one, other)) if self.random.chance(90) => Some(((*one).clone(), (*other).clone())),
            _ => self.random.choose(&open).cloned().zip(self.random.choose(&open).cloned()),
        };
        let Some((one, other)) = chosen else { return };
        let mut entry = json!({ "entryNumber": other["entryNumber"] });
        if self.random.chance(40) {
            entry["amount"] = json!(1 + self.random.below(500));
        }
        let id = one["id"].as_str().unwrap_or_default();
        self.act(Face::Own, &format!("{set}({id})"), action, Some(&json!({ "entries": [entry] })));
    }

    /// Takes back an application, or reverses a transaction.
    fn undo(&mut self, action: &str) {
        let set =
            *self.random.pick(&["customerLedgerEntries", "vendorLedgerEntries", "generalLedgerEntries"]);
        let set =
            if action == "unapply" && set == "generalLedgerEntries" { "customerLedgerEntries" } else { set };
        let only = match (action, set) {
            ("unapply", _) => "$filter=closedByEntryNumber ne 0&",
            (_, "generalLedgerEntries") => "$filter=documentType ne 'Invoice'&",
            _ => "$filter=documentType eq 'Payment'&",
        };
        let skip = self.random.below(30);
        let path = format!("{set}?{only}$orderby=entryNumber desc&$skip={skip}&$top=1&$select=id");
        let found = self.read(Face::Own, &path);
        let Some(id) = found.rows().first().and_then(|row| row["id"].as_str()) else { return };
        let body = match action {
            "unapply" if self.random.chance(20) => Some(json!({ "postingDate": self.date() })),
            "unapply" => Some(json!({})),
            _ => None,
        };
        let path = format!("{set}({id})");
        self.act(Face::Own, &path, action, body.as_ref());
    }
}
