//! Vendors: what differs from customers; the rules they share are tested there.

use jiff::civil::date;
use uuid::Uuid;

use super::{Vendor, VendorBlocked, VendorFacts, VendorProperties, change, create};
use crate::{
    Category, RuleError,
    companies::GeneralLedgerSetup,
    countries_regions::CountryRegion,
    currencies::Currency,
    party_cards::{ApplicationMethod, PartyDeleteFacts, PartyFacts, PartyProperties, check_delete},
    payment_methods::PaymentMethod,
    payment_terms::PaymentTerms,
    tax_areas::TaxArea,
    vendor_templates::VendorTemplate,
};

const EURO: Uuid = Uuid::from_u128(1);
const TERMS: Uuid = Uuid::from_u128(2);
const METHOD: Uuid = Uuid::from_u128(3);
const AREA: Uuid = Uuid::from_u128(4);

fn with_facts<T>(number_taken: bool, run: impl FnOnce(&VendorFacts<'_>) -> T) -> T {
    run(&VendorFacts {
        party: PartyFacts {
            setup: &GeneralLedgerSetup::default(),
            countries: &[CountryRegion { code: "DE".into(), ..CountryRegion::default() }],
            currencies: &[Currency { id: EURO, code: "EUR".into(), ..Currency::default() }],
            payment_terms: &[PaymentTerms { id: TERMS, code: "14D".into(), ..PaymentTerms::default() }],
            payment_methods: &[PaymentMethod { id: METHOD, code: "CARD".into(), ..PaymentMethod::default() }],
            home_country: "CH",
            number_taken,
            today: date(2026, 3, 10),
        },
        templates: &[VendorTemplate {
            general_business_posting_group: "ABROAD".into(),
            vat_business_posting_group: "EU".into(),
            vat_business_posting_group_id: AREA,
            vendor_posting_group: "FOREIGN".into(),
            payment_terms_code: "30D".into(),
            ..VendorTemplate::default()
        }],
        tax_areas: &[TaxArea { code: "SEATTLE".into(), ..TaxArea::default() }],
    })
}

#[test]
fn a_vendor_may_stand_in_another_tax_area() {
    let area =
        |code: &str| VendorProperties { tax_area_code: Some(code.into()), ..VendorProperties::default() };
    let stored = made(&named("V-1")).unwrap();
    let changed = with_facts(false, |facts| change(&stored, &area(" seattle"), facts)).unwrap();
    assert_eq!(changed.vat_business_posting_group, "SEATTLE");
    let refused = with_facts(false, |facts| change(&stored, &area("TACOMA"), facts)).unwrap_err();
    assert_eq!((refused.category, refused.property), (Category::Relation, Some("taxAreaCode")));
}

fn named(number: &str) -> VendorProperties {
    let party = PartyProperties {
        number: Some(number.into()),
        display_name: Some("Lumen".into()),
        ..PartyProperties::default()
    };
    VendorProperties { party, ..VendorProperties::default() }
}

fn made(given: &VendorProperties) -> Result<Vendor, RuleError> {
    with_facts(false, |facts| create(Uuid::nil(), given, None, &|_| false, facts))
}

#[test]
fn groups_and_terms_come_from_the_template() {
    let given = VendorProperties {
        irs_1099_code: Some("misc-01".into()),
        blocked: Some(VendorBlocked::Payment),
        ..named("v-1")
    };
    let vendor = made(&given).unwrap();
    let found = [
        &vendor.number,
        &vendor.irs_1099_code,
        &vendor.general_business_posting_group,
        &vendor.vat_business_posting_group,
        &vendor.vendor_posting_group,
        &vendor.payment_terms_code,
    ];
    assert_eq!(found.map(String::as_str), ["V-1", "MISC-01", "ABROAD", "EU", "FOREIGN", "30D"]);
    assert_eq!(
        (vendor.blocked, vendor.application_method),
        (VendorBlocked::Payment, ApplicationMethod::Manual)
    );
}

#[test]
fn a_vendor_is_stored_as_sent() {
    let party = PartyProperties {
        number: Some("v-7".into()),
        display_name: Some("Lumen".into()),
        address_line_1: Some("Quay 1".into()),
        address_line_2: Some("Shed 2".into()),
        city: Some("Jena".into()),
        state: Some("TH".into()),
        country: Some("de".into()),
        postal_code: Some("d-07743".into()),
        phone_number: Some("0361".into()),
        email: Some("lumen@example.com".into()),
        website: Some("example.com".into()),
        tax_liable: Some(true),
        tax_registration_number: Some("DE1".into()),
        currency_id: Some(EURO),
        payment_terms_id: Some(TERMS),
        payment_method_id: Some(METHOD),
        ..PartyProperties::default()
    };
    let given = VendorProperties {
        party,
        irs_1099_code: Some("misc-01".into()),
        blocked: Some(VendorBlocked::All),
        ..VendorProperties::default()
    };
    let expected = Vendor {
        id: AREA,
        number: "V-7".into(),
        name: "Lumen".into(),
        address: "Quay 1".into(),
        address_2: "Shed 2".into(),
        city: "Jena".into(),
        county: "TH".into(),
        country_region_code: "DE".into(),
        post_code: "D-07743".into(),
        phone_number: "0361".into(),
        email: "lumen@example.com".into(),
        home_page: "example.com".into(),
        tax_liable: true,
        vat_registration_number: "DE1".into(),
        currency_code: "EUR".into(),
        currency_id: EURO,
        irs_1099_code: "MISC-01".into(),
        payment_terms_code: "14D".into(),
        payment_terms_id: TERMS,
        payment_method_code: "CARD".into(),
        payment_method_id: METHOD,
        blocked: VendorBlocked::All,
        ..Vendor::default()
    };
    let stored = Vendor { id: AREA, number: "V-1".into(), ..Vendor::default() };
    let changed = with_facts(false, |facts| change(&stored, &given, facts));
    assert_eq!(changed, Ok(expected.clone()));
    // A new one has besides what its template gives.
    let expected = Vendor {
        general_business_posting_group: "ABROAD".into(),
        vat_business_posting_group: "EU".into(),
        tax_area_id: AREA,
        vendor_posting_group: "FOREIGN".into(),
        ..expected
    };
    let created = with_facts(false, |facts| create(AREA, &given, None, &|_| false, facts));
    assert_eq!(created, Ok(expected));
}

#[test]
fn refusals_speak_of_vendors() {
    let error = made(&VendorProperties::default()).unwrap_err();
    assert_eq!((error.category, error.property), (Category::Dialog, Some("displayName")));
    assert!(error.message.contains("a vendor needs a name"), "{error}");
    let error = made(&named("")).unwrap_err();
    assert_eq!(error.category, Category::Field);
    assert!(error.message.contains("vendors"), "{error}");
    let too_long = VendorProperties { irs_1099_code: Some("x".repeat(11)), ..named("V-1") };
    assert_eq!(made(&too_long).unwrap_err().property, Some("irs1099Code"));
    let taken = with_facts(true, |facts| create(Uuid::nil(), &named("V-1"), None, &|_| false, facts));
    assert_eq!(taken.unwrap_err().category, Category::Duplicate);
    let facts = PartyDeleteFacts { open_entries: 2, ..PartyDeleteFacts::default() };
    let message = check_delete::<Vendor>("V-1", &facts).unwrap_err().message;
    assert_eq!(message, "The vendor V-1 cannot be deleted: 2 ledger entries are still open.");
}

#[test]
fn a_change_renames_and_keeps_what_was_not_sent() {
    let stored = made(&named("V-1")).unwrap();
    let renamed = named("v-7");
    let changed = with_facts(false, |facts| change(&stored, &renamed, facts)).unwrap();
    assert_eq!(
        (changed.number.as_str(), &changed.vendor_posting_group),
        ("V-7", &stored.vendor_posting_group)
    );
    let taken = with_facts(true, |facts| change(&stored, &renamed, facts));
    assert_eq!(taken.unwrap_err().category, Category::Duplicate);
    let same = with_facts(true, |facts| change(&stored, &VendorProperties::default(), facts));
    assert_eq!(same, Ok(stored));
}
