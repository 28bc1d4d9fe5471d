//! Foreign currencies.

use money::{Amount, Precision};
use uuid::Uuid;

use crate::{
    choices::choices,
    companies::GeneralLedgerSetup,
    errors::{Category, RuleError},
    fields::{code as normalized, normalize_code, percentage, renamed_code, text},
};

choices! {
    /// Which way VAT amounts are rounded (FINANCE.md 5.2).
    VatRounding {
        #[default]
        Nearest = 0, "Nearest";
        Up = 1, "Up";
        Down = 2, "Down";
    }
}

/// A foreign currency and its accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub symbol: String,
    /// Least and most digits shown, such as `2:2`.
    pub amount_decimal_places: String,
    pub unit_amount_decimal_places: String,
    pub amount_rounding_precision: Amount,
    pub unit_amount_rounding_precision: Amount,
    pub invoice_rounding_precision: Amount,
    /// How far two entries of different currencies may miss each other and still match (FINANCE.md 3.2, step 4).
    pub application_rounding_precision: Amount,
    pub vat_rounding: VatRounding,
    pub payment_tolerance_percent: Amount,
    pub max_payment_tolerance_amount: Amount,
    pub emu_currency: bool,
    pub realized_gains_account: String,
    pub realized_losses_account: String,
    pub unrealized_gains_account: String,
    pub unrealized_losses_account: String,
}

impl Default for Currency {
    /// The initial values (FINANCE.md 7.3).
    fn default() -> Self {
        Currency {
            id: Uuid::nil(),
            code: String::new(),
            description: String::new(),
            symbol: String::new(),
            amount_decimal_places: "2:2".to_owned(),
            unit_amount_decimal_places: "2:5".to_owned(),
            amount_rounding_precision: Amount::from_hundredths(1),
            unit_amount_rounding_precision: Amount::from_scaled(1),
            invoice_rounding_precision: Amount::from_hundredths(1),
            application_rounding_precision: Amount::ZERO,
            vat_rounding: VatRounding::Nearest,
            payment_tolerance_percent: Amount::ZERO,
            max_payment_tolerance_amount: Amount::ZERO,
            emu_currency: false,
            realized_gains_account: String::new(),
            realized_losses_account: String::new(),
            unrealized_gains_account: String::new(),
            unrealized_losses_account: String::new(),
        }
    }
}

impl Currency {
    /// The rounding step of amounts; a cent when the record holds no usable step.
    pub fn precision(&self) -> Precision {
        Precision::new(self.amount_rounding_precision).unwrap_or(Precision::CENT)
    }
}

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 10;
/// Most digits a currency may show; as many as are stored.
const DECIMALS_MAX: u8 = 5;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CurrencyProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
    pub symbol: Option<String>,
    pub amount_decimal_places: Option<String>,
    pub amount_rounding_precision: Option<Amount>,
    pub payment_tolerance_percent: Option<Amount>,
    pub max_payment_tolerance_amount: Option<Amount>,
    pub realized_gains_account: Option<String>,
    pub realized_losses_account: Option<String>,
    pub unrealized_gains_account: Option<String>,
    pub unrealized_losses_account: Option<String>,
}

/// A new currency with the initial values of FINANCE.md 7.3. Code blank: `Field`, taken: `Duplicate`; a text
/// too long: `Length`; decimal places, precision or tolerance that make no sense: `Field`. Whether accounts can be used
/// is said by [`crate::accounts::check_difference_account`]. A code without a symbol brings the usual one along.
pub fn create(id: Uuid, given: &CurrencyProperties, code_taken: bool) -> Result<Currency, RuleError> {
    let blank = Currency { id, ..Currency::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &CurrencyProperties { code, ..given.clone() }, code_taken)
}

/// A changed currency; a new code renames it and everything that names it. Errors as for [`create`].
pub fn change(
    stored: &Currency,
    given: &CurrencyProperties,
    code_taken: bool,
) -> Result<Currency, RuleError> {
    let mut currency = stored.clone();
    if let Some(code) = &given.code {
        currency.code = renamed_code("currency", code, CODE_LENGTH_MAX, &stored.code, code_taken)?;
        if currency.symbol.is_empty() {
            usual_symbol(&currency.code).clone_into(&mut currency.symbol);
        }
    }
    if let Some(name) = &given.display_name {
        currency.description = text("displayName", name, 30)?;
    }
    if let Some(symbol) = &given.symbol {
        currency.symbol = text("symbol", symbol, 10)?;
    }
    if let Some(places) = &given.amount_decimal_places {
        currency.amount_decimal_places = decimal_places("amountDecimalPlaces", places)?;
    }
    if let Some(precision) = given.amount_rounding_precision {
        if !precision.is_positive() {
            let property = "amountRoundingPrecision";
            let message = format!("{property}: {precision} is not a precision; it must be greater than 0.");
            return Err(RuleError::field(property, message));
        }
        currency.amount_rounding_precision = precision;
    }
    take_tolerance(&mut currency, given)?;
    let accounts = [
        ("realizedGainsAccountNumber", &given.realized_gains_account, &mut currency.realized_gains_account),
        (
            "realizedLossesAccountNumber",
            &given.realized_losses_account,
            &mut currency.realized_losses_account,
        ),
        (
            "unrealizedGainsAccountNumber",
            &given.unrealized_gains_account,
            &mut currency.unrealized_gains_account,
        ),
        (
            "unrealizedLossesAccountNumber",
            &given.unrealized_losses_account,
            &mut currency.unrealized_losses_account,
        ),
    ];
    for (property, given, account) in accounts {
        if let Some(number) = given {
            *account = normalized(property, number, 20)?;
        }
    }
    Ok(currency)
}

/// The sign that amounts of a well-known currency bear; blank for others.
fn usual_symbol(code: &str) -> &'static str {
    match code {
        "AUD" | "BND" | "CAD" | "FJD" | "HKD" | "MXN" | "NZD" | "SBD" | "SGD" | "USD" => "$",
        "GBP" => "£",
        "DKK" | "ISK" | "NOK" | "SEK" => "kr",
        "EUR" => "€",
        "CNY" | "JPY" => "¥",
        _ => "",
    }
}

/// How far payments in the currency may miss what is due (FINANCE.md 3.6).
fn take_tolerance(currency: &mut Currency, given: &CurrencyProperties) -> Result<(), RuleError> {
    if let Some(percent) = given.payment_tolerance_percent {
        currency.payment_tolerance_percent = percentage("paymentTolerancePercent", percent)?;
    }
    if let Some(most) = given.max_payment_tolerance_amount {
        let property = "maxPaymentToleranceAmount";
        if most.is_negative() || !most.is_rounded(currency.precision()) {
            let step = currency.precision().amount();
            let message = format!("{property}: {most} must not be negative, and a multiple of {step}.");
            return Err(RuleError::field(property, message));
        }
        currency.max_payment_tolerance_amount = most;
    }
    Ok(())
}

/// Decimal places in stored form, least and most: `2:2`. A single number `2` means both.
fn decimal_places(property: &'static str, value: &str) -> Result<String, RuleError> {
    let value = text(property, value, 5)?;
    let number = |digits: &str| digits.trim().parse::<u8>().ok().filter(|places| *places <= DECIMALS_MAX);
    let bounds = match value.split_once(':') {
        Some((least, most)) => number(least).zip(number(most)),
        None => number(&value).map(|both| (both, both)),
    };
    match bounds.filter(|(least, most)| least <= most) {
        Some((least, most)) => Ok(format!("{least}:{most}")),
        None => {
            let message =
                format!("{property}: \"{value}\" are not decimal places; write least and most, such as 2:2.");
            Err(RuleError::field(property, message))
        }
    }
}

/// Refuses the code of the local currency (`Field`), which has no record: what names that code is in local currency.
pub fn check_code(currency: &Currency, setup: &GeneralLedgerSetup) -> Result<(), RuleError> {
    if !setup.is_local_currency(&currency.code) {
        return Ok(());
    }
    let message = format!("code: {} is the local currency; choose another code.", currency.code);
    Err(RuleError::field("code", message))
}

/// Refuses to take another rounding precision while lines of documents or journals not posted yet are in the currency
/// (`Dialog`): their amounts were rounded to the present one.
pub fn check_new_precision(stored: &Currency, unposted_lines: u64) -> Result<(), RuleError> {
    if unposted_lines == 0 {
        return Ok(());
    }
    let property = "amountRoundingPrecision";
    let message = format!(
        "{property}: documents and journals in {} that are not posted yet have amounts rounded to {}. Post or delete \
         them first.",
        stored.code, stored.amount_rounding_precision
    );
    Err(RuleError::dialog(property, message))
}

/// Refuses to delete a currency in which customer, vendor or employee entries are open (`Dialog`, FINANCE.md
/// 7.3). Its exchange rates go with it.
pub fn check_delete(currency: &Currency, open_entries: u64) -> Result<(), RuleError> {
    if open_entries == 0 {
        return Ok(());
    }
    let message = format!(
        "The currency {} cannot be deleted: {open_entries} ledger entries in it are still open.",
        currency.code
    );
    Err(RuleError::of_record(Category::Dialog, message))
}

/// The currency that a request names by id and code, which must agree (`Dialog`): blank id, blank code and the code of
/// the local currency all mean none, an id or code of no currency is `Dialog`. Nothing when the request names none.
pub fn named_currency(
    id: Option<Uuid>,
    code: Option<&str>,
    local_code: &str,
    currencies: &[Currency],
) -> Result<Option<(Uuid, String)>, RuleError> {
    let unknown = |property: &'static str, value: &dyn std::fmt::Display| {
        RuleError::dialog(property, format!("{property}: there is no currency \"{value}\"."))
    };
    let by_id = match id {
        None => None,
        Some(id) if id.is_nil() => Some(String::new()),
        Some(id) => {
            let found = currencies.iter().find(|currency| currency.id == id);
            Some(found.ok_or_else(|| unknown("currencyId", &id))?.code.clone())
        }
    };
    let by_code = code.map(normalize_code).map(|code| if code == local_code { String::new() } else { code });
    if let (Some(by_id), Some(by_code)) = (&by_id, &by_code)
        && by_id != by_code
        && id.is_some_and(|id| !id.is_nil())
    {
        let message =
            format!("currencyCode: \"{by_code}\" was given, but currencyId names the currency \"{by_id}\".");
        return Err(RuleError::dialog("currencyCode", message));
    }
    let Some(wanted) = by_code.or(by_id) else { return Ok(None) };
    if wanted.is_empty() {
        return Ok(Some((Uuid::nil(), wanted)));
    }
    let found = currencies.iter().find(|currency| currency.code == wanted);
    let found = found.ok_or_else(|| unknown("currencyCode", &wanted))?;
    Ok(Some((found.id, wanted)))
}

#[cfg(test)]
mod tests;
