//! Reports, ledgers and balances, read between the writes.

use surfaces::face::Face;

use super::TwinBooks;

/// Face and path of each report.
const REPORTS: [(Face, &str); 18] = [
    (Face::GraphBeta, "agedAccountsReceivable"),
    (Face::V1, "agedAccountsPayable"),
    (Face::V2, "agedAccountsReceivables?$filter=agedAsOfDate eq 2026-03-31 and periodLengthFilter eq '1M'"),
    (Face::V2, "agedAccountsPayables"),
    (Face::V2, "trialBalances?$filter=dateFilter ge 2026-01-01 and dateFilter le 2026-12-31"),
    (Face::V1, "trialBalance"),
    (Face::V2, "balanceSheets"),
    (Face::V2, "incomeStatements"),
    (Face::V2, "cashFlowStatements"),
    (Face::V2, "retainedEarningsStatements"),
    (Face::V2, "customerSales"),
    (Face::V2, "vendorPurchases"),
    (Face::V2, "customerFinancialDetails"),
    (Face::V2, "customers?$select=number,balanceDue,blocked&$orderby=balanceDue desc,number"),
    (Face::V1, "customers?$select=number&$expand=customerFinancialDetails"),
    (Face::V2, "vendors?$select=number,balance"),
    (Face::V2, "accounts?$select=number,netChange"),
    (Face::V2, "items?$select=number,inventory,unitCost"),
];

/// Lists whose place is chosen at random.
const LISTS: [(Face, &str); 10] = [
    (Face::Own, "generalLedgerEntries?$orderby=entryNumber desc"),
    (Face::V1, "generalLedgerEntries?$filter=debitAmount gt 100"),
    (Face::Own, "customerLedgerEntries?$expand=detailedCustomerLedgerEntries,generalLedgerEntries"),
    (Face::Own, "vendorLedgerEntries?$filter=open&$expand=vendor"),
    (Face::Own, "detailedCustomerLedgerEntries?$filter=entryType ne 'Application'&$expand=appliedEntry"),
    (Face::Own, "vatEntries?$orderby=amount,entryNumber&$expand=generalLedgerEntry"),
    (Face::V2, "salesInvoices?$orderby=status,number&$expand=salesInvoiceLines,customer"),
    (Face::V2, "purchaseInvoices?$orderby=totalAmountIncludingTax desc,number"),
    (Face::V2, "itemLedgerEntries?$orderby=entryNumber desc"),
    (Face::GraphBeta, "salesInvoices?$expand=salesInvoiceLines"),
];

impl TwinBooks {
    pub(super) fn any_read(&mut self) {
        if self.random.chance(40) {
            let (face, path) = *self.random.pick(&REPORTS);
            self.must_read(face, path);
        } else if self.random.chance(60) {
            let (face, path) = *self.random.pick(&LISTS);
            let sign = if path.contains('?') { '&' } else { '?' };
            let (skip, top) = (self.random.below(60), 1 + self.random.below(20));
            self.must_read(face, &format!("{path}{sign}$skip={skip}&$top={top}"));
        } else {
            let known: Vec<_> = self.drafts.iter().chain(&self.posted).chain(&self.lines).cloned().collect();
            let Some((set, id)) = self.random.choose(&known).cloned() else { return };
            // A line that was posted meanwhile is gone.
            self.read(Face::V2, &format!("{set}({id})"));
        }
    }

    pub(super) fn all_reports(&mut self) {
        for (face, path) in REPORTS {
            self.must_read(face, path);
        }
    }

    fn must_read(&mut self, face: Face, path: &str) {
        let found = self.read(face, path);
        assert_eq!(found.status, 200, "{path}: {}", found.body);
    }
}
