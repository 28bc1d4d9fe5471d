//! The company itself, its currencies, terms, methods and countries.

use jiff::civil::{Date, date};
use money::{Amount, Rate};

use crate::{
    companies::{Company, GeneralLedgerSetup},
    countries_regions::{AddressFormat, CountryRegion},
    currencies::Currency,
    currency_exchange_rates::CurrencyExchangeRate,
    date_formulas::DateFormula,
    demo_setup::NewId,
    payment_methods::PaymentMethod,
    payment_terms::PaymentTerms,
    shipment_methods::ShipmentMethod,
};

pub(super) fn company(new_id: NewId<'_>) -> Company {
    Company {
        id: new_id(),
        name: "Levada Trading".to_owned(),
        display_name: "Levada Trading Ltd.".to_owned(),
        address: "12 Harbour Steps".to_owned(),
        city: "Basel".to_owned(),
        post_code: "4051".to_owned(),
        country_region_code: "CH".to_owned(),
        email: "office@levada.example".to_owned(),
        ..Company::default()
    }
}

pub(super) fn general_ledger_setup(new_id: NewId<'_>) -> GeneralLedgerSetup {
    GeneralLedgerSetup {
        id: new_id(),
        local_currency_code: "CHF".to_owned(),
        local_currency_symbol: "CHF".to_owned(),
        application_rounding_precision: Amount::from_hundredths(1),
        global_dimension_1_code: "DEPARTMENT".to_owned(),
        global_dimension_2_code: "AREA".to_owned(),
        ..GeneralLedgerSetup::default()
    }
}

/// Code, description, symbol, decimal places, precision in hundredths.
const CURRENCIES: &[(&str, &str, &str, &str, i32)] = &[
    ("EUR", "Euro", "€", "2:2", 1),
    ("USD", "US dollar", "$", "2:2", 1),
    ("JPY", "Japanese yen", "¥", "0:0", 100),
];

/// Code, first day, and how many hundredths of local currency 100 units are worth.
const RATES: &[(&str, Date, i64)] = &[
    ("EUR", date(2020, 1, 1), 11_000),
    ("EUR", date(2026, 4, 1), 11_500),
    ("USD", date(2020, 1, 1), 9500),
    ("JPY", date(2020, 1, 1), 64),
];

pub(super) fn currencies(new_id: NewId<'_>) -> Vec<Currency> {
    CURRENCIES
        .iter()
        .map(|&(code, description, symbol, places, precision_hundredths)| Currency {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
            symbol: symbol.to_owned(),
            amount_decimal_places: places.to_owned(),
            amount_rounding_precision: Amount::from_hundredths(precision_hundredths),
            invoice_rounding_precision: Amount::from_hundredths(precision_hundredths),
            application_rounding_precision: Amount::from_hundredths(precision_hundredths),
            realized_gains_account: "4300".to_owned(),
            realized_losses_account: "6500".to_owned(),
            unrealized_gains_account: "4300".to_owned(),
            unrealized_losses_account: "6500".to_owned(),
            ..Currency::default()
        })
        .collect()
}

pub(super) fn exchange_rates(new_id: NewId<'_>) -> Vec<CurrencyExchangeRate> {
    let hundred = Rate::from_scaled(100 * Rate::ONE.scaled());
    RATES
        .iter()
        .map(|&(code, starting_date, hundredths)| {
            let relational = Rate::from_scaled(hundredths * (Rate::ONE.scaled() / 100));
            CurrencyExchangeRate {
                id: new_id(),
                currency_code: code.to_owned(),
                starting_date,
                exchange_rate_amount: hundred,
                relational_currency_code: String::new(),
                relational_exchange_rate_amount: relational,
                adjustment_exchange_rate_amount: hundred,
                relational_adjustment_exchange_rate_amount: relational,
            }
        })
        .collect()
}

/// Code, description, due date, discount date, discount percent.
const PAYMENT_TERMS: &[(&str, &str, &str, &str, i32)] = &[
    ("NOW", "At once", "0D", "", 0),
    ("7D", "Net 7 days", "7D", "", 0),
    ("14D", "Net 14 days", "14D", "", 0),
    ("30D", "Net 30 days", "30D", "", 0),
    ("30D2", "Net 30 days, 2 % within 8 days", "30D", "8D", 2),
    ("CM", "End of the month", "CM", "", 0),
    ("CM+8D", "Eighth of the next month", "CM+8D", "", 0),
];

pub(super) fn payment_terms(new_id: NewId<'_>) -> Vec<PaymentTerms> {
    PAYMENT_TERMS
        .iter()
        .map(|&(code, description, due, discount, percent)| PaymentTerms {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
            due_date_calculation: DateFormula::read(due).unwrap_or_default(),
            discount_date_calculation: DateFormula::read(discount).unwrap_or_default(),
            discount_percent: Amount::from_integer(percent),
            calculate_discount_on_credit_memos: false,
        })
        .collect()
}

pub(super) fn payment_methods(new_id: NewId<'_>) -> Vec<PaymentMethod> {
    [("BANK", "Bank transfer", ""), ("CARD", "Card", ""), ("CASH", "Cash on the spot", "1110")]
        .map(|(code, description, balancing)| PaymentMethod {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
            balancing_account_number: balancing.to_owned(),
            ..PaymentMethod::default()
        })
        .to_vec()
}

pub(super) fn shipment_methods(new_id: NewId<'_>) -> Vec<ShipmentMethod> {
    [("PICKUP", "Collected by the customer"), ("COURIER", "By courier"), ("DAP", "Delivered at place")]
        .map(|(code, description)| ShipmentMethod {
            id: new_id(),
            code: code.to_owned(),
            description: description.to_owned(),
        })
        .to_vec()
}

/// Code, name, EU code, address format.
const COUNTRIES: &[(&str, &str, &str, AddressFormat)] = &[
    ("AT", "Austria", "AT", AddressFormat::PostCodeCity),
    ("CH", "Switzerland", "", AddressFormat::PostCodeCity),
    ("DE", "Germany", "DE", AddressFormat::PostCodeCity),
    ("FR", "France", "FR", AddressFormat::PostCodeCity),
    ("GB", "United Kingdom", "", AddressFormat::CityPostCode),
    ("JP", "Japan", "", AddressFormat::CityPostCode),
    ("PT", "Portugal", "PT", AddressFormat::PostCodeCity),
    ("US", "United States", "", AddressFormat::CityCountyPostCode),
];

pub(super) fn countries(new_id: NewId<'_>) -> Vec<CountryRegion> {
    COUNTRIES
        .iter()
        .map(|&(code, name, eu_code, address_format)| CountryRegion {
            id: new_id(),
            code: code.to_owned(),
            name: name.to_owned(),
            iso_code: code.to_owned(),
            eu_country_region_code: eu_code.to_owned(),
            intrastat_code: eu_code.to_owned(),
            address_format,
        })
        .collect()
}
