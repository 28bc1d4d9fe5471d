//! The reports against a naive computation over the entries they are made of: random invoices, posted through the API,
//! and random parameters (FINANCE.md 8, 10 numbers 26 and 27).

use std::collections::BTreeMap;

use acceptance::support::books::{Books, DatabaseKind, START};
use acceptance::support::outside;
use finance::date_formulas::DateFormula;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use surfaces::face::Face;
use surfaces::service::ServiceOptions;

/// Documents posted on each database.
const DOCUMENTS: u64 = 14;
/// Reports read of each kind.
const REPORTS: u64 = 8;

/// A small generator: the same seed posts the same documents.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// A day of the first half of 2026.
    fn day(&mut self) -> Date {
        let days = i64::try_from(self.below(180)).unwrap();
        date(2026, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap()
    }
}

struct Caller<'a>(&'a Books);

impl Caller<'_> {
    async fn send(&self, face: Face, method: &str, path: &str, body: &str) -> Value {
        let url = format!("/companies({}){path}", self.0.company);
        let headers = [("If-Match".to_owned(), "*".to_owned())];
        let now = START.parse().unwrap();
        let answer = self.0.send(&outside::request(face, method, &url, &headers, body, now)).await;
        assert!(answer.status < 300, "{method} {url}: {}", String::from_utf8_lossy(&answer.body));
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    async fn rows(&self, face: Face, path: &str) -> Vec<Value> {
        let answer = self.send(face, "GET", path, "").await;
        assert!(answer["@odata.nextLink"].is_null());
        answer["value"].as_array().unwrap().clone()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// An amount in cents, from a JSON number or from the text of a trial balance.
fn cents(value: &Value) -> i64 {
    let text = value.as_str().map_or_else(|| value.to_string(), |text| text.replace(',', ""));
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part: i64 = format!("{part:0<2}").parse().unwrap();
    let size = whole.trim_start_matches('-').parse::<i64>().unwrap() * 100 + part;
    if whole.starts_with('-') { -size } else { size }
}

async fn post_documents(caller: &Caller<'_>, chance: &mut Chance) {
    let account = caller.rows(Face::V2, "/accounts?$filter=number eq '4110'&$select=id").await;
    let cost = caller.rows(Face::V2, "/accounts?$filter=number eq '6100'&$select=id").await;
    for number in 0..DOCUMENTS {
        let amount = i64::try_from(chance.below(90_000) + 1).unwrap();
        let price: Value = serde_json::from_str(&format!("{}.{:02}", amount / 100, amount % 100)).unwrap();
        let (day, due) = (chance.day().to_string(), chance.day().to_string());
        let (set, lines, mut body) = match chance.below(4) {
            0 => {
                let body = json!({ "vendorNumber": format!("V-{}", 10 + chance.below(3)),
                    "vendorInvoiceNumber": format!("R{number}"), "invoiceDate": day });
                ("purchaseInvoices", "purchaseInvoiceLines", body)
            }
            1 => {
                let customer = format!("C-{}", 100 + chance.below(4));
                (
                    "salesCreditMemos",
                    "salesCreditMemoLines",
                    json!({ "customerNumber": customer, "creditMemoDate": day }),
                )
            }
            _ => {
                let customer = format!("C-{}", 100 + chance.below(4));
                (
                    "salesInvoices",
                    "salesInvoiceLines",
                    json!({ "customerNumber": customer, "invoiceDate": day }),
                )
            }
        };
        let account = if set == "purchaseInvoices" { &cost } else { &account };
        body["postingDate"] = json!(day);
        body["dueDate"] = json!(due);
        let price_name = if set == "purchaseInvoices" { "unitCost" } else { "unitPrice" };
        body[lines] = json!([{ "accountId": account[0]["id"], "quantity": 1, price_name: price }]);
        let made = caller.send(Face::V2, "POST", &format!("/{set}"), &body.to_string()).await;
        let post = format!("/{set}({})/Microsoft.NAV.post", text(&made["id"]));
        caller.send(Face::V2, "POST", &post, "").await;
    }
}

/// Current amount and the three periods, by party.
type Aged = BTreeMap<String, [i64; 4]>;

fn age(entries: &[Value], number: &str, sign: i64, as_of: Date, length: &str) -> Aged {
    let back = DateFormula::read(&format!("-{length}")).unwrap();
    let first = back.apply(as_of).unwrap();
    let second = back.apply(first).unwrap();
    let mut aged = Aged::new();
    for entry in entries {
        let due: Date = text(&entry["initialEntryDueDate"]).parse().unwrap();
        let bucket = [as_of, first, second].iter().position(|bound| due >= *bound).unwrap_or(3);
        aged.entry(text(&entry[number])).or_default()[bucket] += sign * cents(&entry["amountLocal"]);
    }
    aged
}

async fn check_ageing(caller: &Caller<'_>, chance: &mut Chance) {
    let sides = [
        ("detailedCustomerLedgerEntries", "agedAccountsReceivables", "customerNumber", 1),
        ("detailedVendorLedgerEntries", "agedAccountsPayables", "vendorNumber", -1),
    ];
    for (set, report, number, sign) in sides {
        let entries = caller.rows(Face::Own, &format!("/{set}")).await;
        for _ in 0..REPORTS {
            let (as_of, length) = (chance.day(), ["30D", "1M", "2W", "1D"][chance.below(4) as usize]);
            let path =
                format!("/{report}?$filter=agedAsOfDate eq {as_of} and periodLengthFilter eq '{length}'");
            let mut rows = caller.rows(Face::V2, &path).await;
            let expected = age(&entries, number, sign, as_of, length);
            let found = |row: &Value| -> [i64; 4] {
                ["currentAmount", "period1Amount", "period2Amount", "period3Amount"]
                    .map(|name| cents(&row[name]))
            };
            let total = rows.pop().unwrap();
            assert_eq!(text(&total["name"]), "Total");
            let mut sums = [0; 5];
            for row in &rows {
                let buckets = expected.get(&text(&row[number])).copied().unwrap_or_default();
                assert_eq!(found(row), buckets, "{path}: {row}");
                assert_eq!(cents(&row["balanceDue"]), buckets.iter().sum::<i64>(), "{path}: {row}");
                for (sum, amount) in sums.iter_mut().zip(buckets.iter().chain([&buckets.iter().sum()])) {
                    *sum += amount;
                }
            }
            assert_eq!(
                (found(&total), cents(&total["balanceDue"])),
                (sums[..4].try_into().unwrap(), sums[4])
            );
        }
        assert!(!entries.is_empty(), "nothing was posted to {set}");
    }
}

async fn check_trial_balance(caller: &Caller<'_>, chance: &mut Chance) {
    let entries = caller.rows(Face::V2, "/generalLedgerEntries").await;
    for _ in 0..REPORTS {
        let (one, other) = (chance.day(), chance.day());
        let (from, to) = (one.min(other), one.max(other));
        let path = format!("/trialBalances?$filter=dateFilter ge {from} and dateFilter le {to}");
        let rows = caller.rows(Face::V2, &path).await;
        let mut sides = [0; 4];
        for row in rows.iter().filter(|row| row["accountType"] == "Posting") {
            let (mut debit, mut credit, mut balance) = (0, 0, 0);
            for entry in entries.iter().filter(|entry| entry["accountNumber"] == row["number"]) {
                let day: Date = text(&entry["postingDate"]).parse().unwrap();
                let amounts = [&entry["debitAmount"], &entry["creditAmount"]].map(cents);
                if day <= to {
                    balance += amounts[0] - amounts[1];
                }
                if (from..=to).contains(&day) {
                    debit += amounts[0];
                    credit += amounts[1];
                }
            }
            let found = ["totalDebit", "totalCredit", "balanceAtDateDebit", "balanceAtDateCredit"];
            let found = found.map(|name| cents(&row[name]));
            assert_eq!(found, [debit, credit, balance.max(0), (-balance).max(0)], "{path}: {row}");
            for (side, amount) in sides.iter_mut().zip(found) {
                *side += amount;
            }
        }
        assert_eq!((sides[0], sides[2]), (sides[1], sides[3]), "{path}");
        let assets = rows.iter().find(|row| row["number"] == "1999").unwrap();
        let within = |row: &&Value| row["accountType"] == "Posting" && text(&row["number"]).as_str() < "2000";
        let debit: i64 = rows.iter().filter(within).map(|row| cents(&row["totalDebit"])).sum();
        assert_eq!(cents(&assets["totalDebit"]), debit);
        check_balance_sheet(caller, to).await;
    }
}

/// What is owned equals what is owed.
async fn check_balance_sheet(caller: &Caller<'_>, day: Date) {
    let path = format!("/balanceSheets?$filter=dateFilter eq {day} and lineType eq 'total'&$select=balance");
    let totals = caller.rows(Face::V2, &path).await;
    assert_eq!(totals.len(), 2);
    assert_eq!(totals[0]["balance"], totals[1]["balance"], "{path}");
}

#[test]
fn equal_a_naive_computation_over_the_entries() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for kind in DatabaseKind::BOTH {
        runtime.block_on(async {
            let books = Books::open(kind, ServiceOptions::default()).await;
            let (caller, mut chance) = (Caller(&books), Chance(26));
            post_documents(&caller, &mut chance).await;
            check_ageing(&caller, &mut chance).await;
            check_trial_balance(&caller, &mut chance).await;
        });
    }
}
