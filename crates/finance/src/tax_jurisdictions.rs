//! Tax jurisdictions: who levies sales tax, and the accounts it is posted to (FINANCE.md 5.4).

use uuid::Uuid;

use crate::{
    accounts::{Account, SetupUse, take_vat_accounts},
    errors::{Category, RuleError},
    fields::{code, normalize_code, renamed_code, text},
};

/// A state, county or city that levies sales tax.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxJurisdiction {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    /// Where tax on sales is owed.
    pub sales_tax_account: String,
    /// Where tax on purchases goes.
    pub purchase_tax_account: String,
    /// Where use tax on purchases is owed, beside the account of purchases.
    pub reverse_charge_account: String,
    /// The jurisdiction that it reports to; blank for none.
    pub report_to_jurisdiction: String,
    /// Its tax is taken of the taxes calculated before it too.
    pub calculate_tax_on_tax: bool,
}

/// Longest code of a jurisdiction, in characters.
pub(crate) const CODE_LENGTH_MAX: usize = 10;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxJurisdictionProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
    pub sales_tax_account: Option<String>,
    pub purchase_tax_account: Option<String>,
    pub reverse_charge_account: Option<String>,
    pub report_to_jurisdiction: Option<String>,
    pub calculate_tax_on_tax: Option<bool>,
}

impl TaxJurisdictionProperties {
    /// The numbers of the accounts it names.
    pub fn accounts(&self) -> Vec<String> {
        let named = [&self.sales_tax_account, &self.purchase_tax_account, &self.reverse_charge_account];
        named.into_iter().flatten().map(|number| normalize_code(number)).collect()
    }
}

/// What is known when a jurisdiction is written.
#[derive(Debug, Clone, Copy)]
pub struct TaxJurisdictionFacts<'a> {
    /// All jurisdictions of the company.
    pub jurisdictions: &'a [TaxJurisdiction],
    /// At least the accounts that the request names, as far as they exist; with what else stands on each.
    pub accounts: &'a [(Account, SetupUse)],
}

/// A new jurisdiction. Code blank: `Field`, taken: `Duplicate`; a text too long: `Length`; an unknown account or
/// jurisdiction: `Relation`; an account that cannot be used, or a jurisdiction that reports to itself: `Field`.
pub fn create(
    id: Uuid,
    given: &TaxJurisdictionProperties,
    facts: &TaxJurisdictionFacts<'_>,
) -> Result<TaxJurisdiction, RuleError> {
    let blank = TaxJurisdiction { id, ..TaxJurisdiction::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &TaxJurisdictionProperties { code, ..given.clone() }, facts)
}

/// A changed jurisdiction; a new code renames it and everything that names it. What was posted, and lines of drafts,
/// stay as they are: they know it by id. Errors as for [`create`].
pub fn change(
    stored: &TaxJurisdiction,
    given: &TaxJurisdictionProperties,
    facts: &TaxJurisdictionFacts<'_>,
) -> Result<TaxJurisdiction, RuleError> {
    let mut jurisdiction = stored.clone();
    if let Some(given) = &given.code {
        let wanted = normalize_code(given);
        let taken = facts.jurisdictions.iter().any(|known| known.id != stored.id && known.code == wanted);
        jurisdiction.code = renamed_code("tax jurisdiction", given, CODE_LENGTH_MAX, &stored.code, taken)?;
    }
    if let Some(name) = &given.display_name {
        jurisdiction.description = text("displayName", name, 100)?;
    }
    take_accounts(&mut jurisdiction, given, facts)?;
    if let Some(report_to) = &given.report_to_jurisdiction {
        let property = "reportToJurisdictionCode";
        let report_to = code(property, report_to, CODE_LENGTH_MAX)?;
        if report_to == jurisdiction.code && !report_to.is_empty() {
            let message = format!("{property}: {report_to} cannot report to itself.");
            return Err(RuleError::field(property, message));
        }
        if !report_to.is_empty() && !facts.jurisdictions.iter().any(|known| known.code == report_to) {
            return Err(RuleError::relation(property, "tax jurisdiction", report_to));
        }
        jurisdiction.report_to_jurisdiction = report_to;
    }
    if let Some(on_tax) = given.calculate_tax_on_tax {
        jurisdiction.calculate_tax_on_tax = on_tax;
    }
    Ok(jurisdiction)
}

fn take_accounts(
    jurisdiction: &mut TaxJurisdiction,
    given: &TaxJurisdictionProperties,
    facts: &TaxJurisdictionFacts<'_>,
) -> Result<(), RuleError> {
    let accounts = [
        ("salesTaxAccountNumber", &given.sales_tax_account, &mut jurisdiction.sales_tax_account),
        ("purchaseTaxAccountNumber", &given.purchase_tax_account, &mut jurisdiction.purchase_tax_account),
        (
            "reverseChargeAccountNumber",
            &given.reverse_charge_account,
            &mut jurisdiction.reverse_charge_account,
        ),
    ];
    take_vat_accounts(accounts, facts.accounts)
}

/// Who names a jurisdiction that is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeleteFacts {
    /// VAT entries of its tax.
    pub entries: u64,
    /// Lines of documents not posted yet with its tax.
    pub draft_lines: u64,
    /// Jurisdictions that report to it.
    pub reporting: u64,
}

/// Refuses (`Dialog`) to delete a jurisdiction that entries, drafts or other jurisdictions name. Its lines in tax areas
/// and its tax details go with it.
pub fn check_delete(jurisdiction: &TaxJurisdiction, facts: &DeleteFacts) -> Result<(), RuleError> {
    let reason = if facts.entries > 0 {
        format!("{} VAT entries name it", facts.entries)
    } else if facts.draft_lines > 0 {
        format!("{} lines of documents that are not posted have its tax", facts.draft_lines)
    } else if facts.reporting > 0 {
        format!("{} other jurisdictions report to it", facts.reporting)
    } else {
        return Ok(());
    };
    let message = format!("The tax jurisdiction {} cannot be deleted: {reason}.", jurisdiction.code);
    Err(RuleError::of_record(Category::Dialog, message))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{
        DeleteFacts, TaxJurisdiction, TaxJurisdictionFacts, TaxJurisdictionProperties as Properties, change,
        check_delete, create,
    };
    use crate::{
        Category,
        accounts::{Account, SetupUse},
    };

    fn with_facts<T>(run: impl FnOnce(&TaxJurisdictionFacts<'_>) -> T) -> T {
        let state =
            TaxJurisdiction { id: Uuid::from_u128(1), code: "WA".into(), ..TaxJurisdiction::default() };
        let account = |number: &str| Account { number: number.into(), ..Account::default() };
        let accounts = [
            (account("2250"), SetupUse::default()),
            (account("1200"), SetupUse { subledger: true, ..SetupUse::default() }),
        ];
        run(&TaxJurisdictionFacts { jurisdictions: &[state], accounts: &accounts })
    }

    #[test]
    fn codes_are_normalized_and_relations_checked() {
        let given = Properties {
            code: Some(" seattle ".into()),
            display_name: Some("Seattle".into()),
            sales_tax_account: Some("2250".into()),
            report_to_jurisdiction: Some("wa".into()),
            ..Properties::default()
        };
        let made = with_facts(|facts| create(Uuid::from_u128(2), &given, facts)).unwrap();
        assert_eq!((made.code.as_str(), made.report_to_jurisdiction.as_str()), ("SEATTLE", "WA"));
        assert_eq!(made.sales_tax_account, "2250");
        let refusals = [
            (Properties { code: None, ..given.clone() }, Category::Field, "code"),
            (Properties { code: Some("wa".into()), ..given.clone() }, Category::Duplicate, "code"),
            (Properties { code: Some("X".repeat(11)), ..given.clone() }, Category::Length, "code"),
            (
                Properties { purchase_tax_account: Some("9999".into()), ..given.clone() },
                Category::Relation,
                "purchaseTaxAccountNumber",
            ),
            (
                Properties { reverse_charge_account: Some("1200".into()), ..given.clone() },
                Category::Field,
                "reverseChargeAccountNumber",
            ),
            (
                Properties { report_to_jurisdiction: Some("OR".into()), ..given.clone() },
                Category::Relation,
                "reportToJurisdictionCode",
            ),
            (
                Properties { report_to_jurisdiction: Some("seattle".into()), ..given.clone() },
                Category::Field,
                "reportToJurisdictionCode",
            ),
        ];
        for (given, category, property) in refusals {
            let refused = with_facts(|facts| create(Uuid::from_u128(2), &given, facts)).unwrap_err();
            assert_eq!((refused.category, refused.property), (category, Some(property)), "{given:?}");
        }
        let same = Properties { code: Some("Seattle".into()), ..Properties::default() };
        assert_eq!(with_facts(|facts| change(&made, &same, facts)).unwrap(), made);
    }

    #[test]
    fn a_jurisdiction_is_stored_as_sent() {
        let given = Properties {
            code: Some(" king ".into()),
            display_name: Some("King County".into()),
            sales_tax_account: Some("2250".into()),
            purchase_tax_account: Some(" 2250 ".into()),
            reverse_charge_account: Some("2250".into()),
            report_to_jurisdiction: Some("wa".into()),
            calculate_tax_on_tax: Some(true),
        };
        let expected = TaxJurisdiction {
            id: Uuid::from_u128(2),
            code: "KING".into(),
            description: "King County".into(),
            sales_tax_account: "2250".into(),
            purchase_tax_account: "2250".into(),
            reverse_charge_account: "2250".into(),
            report_to_jurisdiction: "WA".into(),
            calculate_tax_on_tax: true,
        };
        let made = with_facts(|facts| create(Uuid::from_u128(2), &given, facts));
        assert_eq!(made, Ok(expected.clone()));
        let stored = with_facts(|facts| change(&expected, &Properties::default(), facts));
        assert_eq!(stored, Ok(expected.clone()));
        let blank = Properties {
            display_name: Some(String::new()),
            sales_tax_account: Some(String::new()),
            purchase_tax_account: Some(String::new()),
            reverse_charge_account: Some(String::new()),
            report_to_jurisdiction: Some(" ".into()),
            calculate_tax_on_tax: Some(false),
            ..Properties::default()
        };
        let blanked =
            TaxJurisdiction { id: Uuid::from_u128(2), code: "KING".into(), ..TaxJurisdiction::default() };
        assert_eq!(with_facts(|facts| change(&expected, &blank, facts)), Ok(blanked));
        assert_eq!(given.accounts(), ["2250", "2250", "2250"]);
        let one = Properties { purchase_tax_account: Some(" a1 ".into()), ..Properties::default() };
        assert_eq!(one.accounts(), ["A1"]);
        assert_eq!(Properties::default().accounts(), [""; 0]);
    }

    #[test]
    fn a_jurisdiction_may_keep_its_code_but_not_take_another_s() {
        let state =
            TaxJurisdiction { id: Uuid::from_u128(1), code: "WA".into(), ..TaxJurisdiction::default() };
        let coded = |code: &str| Properties { code: Some(code.into()), ..Properties::default() };
        with_facts(|facts| {
            assert_eq!(change(&state, &coded("wa"), facts), Ok(state.clone()));
            let renamed = change(&state, &coded(&"x".repeat(10)), facts).unwrap();
            assert_eq!(renamed.code, "X".repeat(10));
            let other = TaxJurisdiction { id: Uuid::from_u128(2), code: "OR".into(), ..state.clone() };
            assert_eq!(change(&other, &coded("wa"), facts).unwrap_err().category, Category::Duplicate);
            let long = Properties { display_name: Some("x".repeat(101)), ..Properties::default() };
            assert_eq!(change(&other, &long, facts).unwrap_err().property, Some("displayName"));
            let long = Properties { report_to_jurisdiction: Some("x".repeat(11)), ..Properties::default() };
            assert_eq!(change(&other, &long, facts).unwrap_err().category, Category::Length);
            let blank = TaxJurisdiction::default();
            let none = Properties { report_to_jurisdiction: Some(String::new()), ..Properties::default() };
            assert_eq!(change(&blank, &none, facts), Ok(blank.clone()));
        });
    }

    #[test]
    fn what_is_named_stays() {
        let jurisdiction = TaxJurisdiction { code: "WA".into(), ..TaxJurisdiction::default() };
        assert!(check_delete(&jurisdiction, &DeleteFacts::default()).is_ok());
        for facts in [
            DeleteFacts { entries: 1, ..DeleteFacts::default() },
            DeleteFacts { draft_lines: 1, ..DeleteFacts::default() },
            DeleteFacts { reporting: 1, ..DeleteFacts::default() },
        ] {
            let refused = check_delete(&jurisdiction, &facts).unwrap_err();
            assert_eq!(refused.category, Category::Dialog);
            assert!(refused.message.contains(if facts.entries > 0 {
                "1 VAT entries name it"
            } else if facts.draft_lines > 0 {
                "1 lines of documents"
            } else {
                "1 other jurisdictions report"
            }));
        }
    }
}
