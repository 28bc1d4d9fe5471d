//! Items as whole records: what a request says, what templates and groups bring along, units, costing.

use money::Amount;
use uuid::Uuid;

use super::{
    FREE, GOODS, HOUR, LAMPS, PIECE, REDUCED_RATE, STANDARD_RATE, changed, lamp, lasting, made, numbered,
    with_facts,
};
use crate::{
    BLANK_DATE, Category,
    companies::GeneralLedgerSetup,
    inventory_setup::{CostingMethod, InventorySetup},
    item_templates::ItemTemplate,
    items::{Item, ItemFacts, ItemProperties, ItemType, ItemUse, UnitForm, change, create},
    number_series::{NumberSeries, NumberSeriesLine, NumberSource},
    units_of_measure::UnitOfMeasure,
};

#[test]
fn an_item_is_stored_as_sent() {
    assert_eq!(made(&numbered()), Ok(lamp()));
    let given = ItemProperties {
        display_name: Some("Lamp".into()),
        display_name_2: Some("for desks".into()),
        item_type: Some(ItemType::Inventory),
        item_category_id: Some(LAMPS),
        blocked: Some(true),
        gtin: Some("4006381333931 ".into()),
        unit_price: Some(Amount::from_integer(125)),
        price_includes_tax: Some(true),
        unit_cost: Some(Amount::from_integer(80)),
        tax_group_code: Some("red".into()),
        base_unit_of_measure_id: Some(HOUR),
        general_product_posting_group_id: Some(FREE),
        inventory_posting_group_code: Some("stock".into()),
        ..numbered()
    };
    let expected = Item {
        id: HOUR,
        description: "Lamp".into(),
        description_2: "for desks".into(),
        item_category_code: "LAMPS".into(),
        item_category_id: LAMPS,
        blocked: true,
        gtin: "4006381333931".into(),
        unit_price: Amount::from_integer(125),
        price_includes_vat: true,
        unit_cost: Amount::from_integer(80),
        base_unit_of_measure: "HOUR".into(),
        base_unit_of_measure_id: HOUR,
        sales_unit_of_measure: "HOUR".into(),
        purchase_unit_of_measure: "HOUR".into(),
        general_product_posting_group: "FREE".into(),
        general_product_posting_group_id: FREE,
        vat_product_posting_group: "RED".into(),
        tax_group_id: REDUCED_RATE,
        ..lamp()
    };
    let created = with_facts(|_| {}, |facts| create(HOUR, &given, None, &|_| false, facts));
    assert_eq!(created, Ok(expected.clone()));
    let unused = ItemUse::default();
    assert_eq!(changed(&Item { id: HOUR, ..lamp() }, &given, unused), Ok(expected.clone()));
    assert_eq!(changed(&expected, &ItemProperties::default(), unused), Ok(expected));
}

#[test]
fn what_is_sent_as_none_stays_none() {
    let given = ItemProperties {
        base_unit_of_measure_code: Some(String::new()),
        general_product_posting_group_code: Some(String::new()),
        tax_group_code: Some(String::new()),
        inventory_posting_group_code: Some(String::new()),
        ..numbered()
    };
    let blank = Item {
        number: "LAMP".into(),
        allow_invoice_discount: true,
        cost_is_adjusted: true,
        ..Item::default()
    };
    assert_eq!(made(&given), Ok(blank.clone()));
    let nil = Some(Uuid::nil());
    let by_id = ItemProperties {
        base_unit_of_measure_id: nil,
        general_product_posting_group_id: nil,
        tax_group_id: nil,
        inventory_posting_group_id: nil,
        ..numbered()
    };
    assert_eq!(made(&by_id), Ok(blank));
}

#[test]
fn a_product_group_brings_its_vat_group_when_it_says_so() {
    let group = |code: &str| ItemProperties {
        general_product_posting_group_code: Some(code.into()),
        ..ItemProperties::default()
    };
    let reduced = Item {
        vat_product_posting_group: "RED".into(),
        tax_group_id: REDUCED_RATE,
        general_product_posting_group: "FREE".into(),
        general_product_posting_group_id: FREE,
        ..lamp()
    };
    let unused = ItemUse::default();
    assert_eq!(changed(&reduced, &group("GOODS"), unused), Ok(lamp()));
    // Its own group named again changes nothing.
    let goods = Item {
        general_product_posting_group: "GOODS".into(),
        general_product_posting_group_id: GOODS,
        ..reduced.clone()
    };
    assert_eq!(changed(&goods, &group("GOODS"), unused), Ok(goods.clone()));
    // FREE does not bring its default along.
    let free = changed(&lamp(), &group("FREE"), unused).unwrap();
    assert_eq!((free.vat_product_posting_group.as_str(), free.tax_group_id), ("STD", STANDARD_RATE));
    // What the request says of the tax group wins, by id or by code.
    let by_id = ItemProperties { tax_group_id: Some(REDUCED_RATE), ..group("GOODS") };
    let by_code = ItemProperties { tax_group_code: Some("RED".into()), ..group("GOODS") };
    for given in [by_id, by_code] {
        assert_eq!(changed(&reduced, &given, unused), Ok(goods.clone()));
    }
}

#[test]
fn a_sales_tax_company_keeps_tax_groups() {
    let setup = GeneralLedgerSetup { is_vat_company: false, ..GeneralLedgerSetup::default() };
    let given = ItemProperties { tax_group_code: Some("RED".into()), ..ItemProperties::default() };
    let item =
        with_facts(|facts| facts.setup = lasting(setup), |facts| change(&lamp(), &given, facts)).unwrap();
    assert_eq!(item, Item { tax_group_code: "RED".into(), tax_group_id: REDUCED_RATE, ..lamp() });
}

#[test]
fn units_are_named_by_either_code() {
    let sized = |code: &str| ItemProperties {
        base_unit_of_measure_code: Some(code.into()),
        ..ItemProperties::default()
    };
    let by_hour = Item {
        base_unit_of_measure: "HOUR".into(),
        base_unit_of_measure_id: HOUR,
        sales_unit_of_measure: "HOUR".into(),
        purchase_unit_of_measure: "HOUR".into(),
        ..lamp()
    };
    let boxed = Item { sales_unit_of_measure: "BOX".into(), ..lamp() };
    let unused = ItemUse::default();
    for (stored, code, expected) in [
        (lamp(), " hour", by_hour.clone()),
        (lamp(), "hur", by_hour),
        // The unit it has already leaves the others as they are.
        (boxed.clone(), "ea", boxed),
    ] {
        assert_eq!(changed(&stored, &sized(code), unused), Ok(expected), "{code}");
    }
    let none = changed(&lamp(), &sized(""), unused).unwrap();
    assert_eq!((none.base_unit_of_measure.as_str(), none.base_unit_of_measure_id), ("", Uuid::nil()));
    // A unit known with another size than one cannot be the base; the base itself and none can.
    let other_size = |code: &str, unit_form| {
        let given = ItemProperties { unit_form, ..sized(code) };
        with_facts(|facts| facts.unit_of_other_size = true, |facts| change(&lamp(), &given, facts))
    };
    assert!(other_size("PCS", UnitForm::Code).is_ok());
    assert!(other_size("", UnitForm::Code).is_ok());
    for (form, property) in
        [(UnitForm::Code, "baseUnitOfMeasureCode"), (UnitForm::Complex, "baseUnitOfMeasure/code")]
    {
        let error = other_size("HOUR", form).unwrap_err();
        assert_eq!((error.category, error.property), (Category::Dialog, Some(property)));
    }
    // An own code comes before the international code of another unit.
    let units = [("X", "PCS"), ("PCS", "EA")].map(|(code, international)| UnitOfMeasure {
        id: if code == "X" { HOUR } else { PIECE },
        code: code.into(),
        international_standard_code: international.into(),
        ..UnitOfMeasure::default()
    });
    let known = with_facts(
        |facts| facts.units = lasting(units),
        |facts| change(&Item { number: "LAMP".into(), ..Item::default() }, &sized("PCS"), facts),
    );
    assert_eq!(known.unwrap().base_unit_of_measure_id, PIECE);
}

#[test]
fn the_costing_method_is_that_of_setup_for_numbers_of_the_series() {
    use CostingMethod::{Average, Fifo, Lifo, Standard};
    let series = NumberSeries { default_numbers: true, manual_numbers: true, ..NumberSeries::default() };
    let line = NumberSeriesLine {
        id: Uuid::nil(),
        series_code: String::new(),
        line_number: 10_000,
        starting_date: BLANK_DATE,
        starting_number: "1000".into(),
        ending_number: String::new(),
        warning_number: String::new(),
        last_number_used: String::new(),
        last_date_used: BLANK_DATE,
        increment: 1,
        open: true,
    };
    let made = |number: &str, setup_method, template_method| {
        let mut numbers = NumberSource { series: series.clone(), lines: vec![line.clone()] };
        let given = ItemProperties {
            number: Some(number.into()),
            unit_cost: Some(Amount::from_integer(80)),
            ..ItemProperties::default()
        };
        let setup = InventorySetup { default_costing_method: setup_method, ..InventorySetup::default() };
        let template = ItemTemplate { costing_method: template_method, ..ItemTemplate::default() };
        let facts_of = |facts: &mut ItemFacts<'_>| {
            facts.inventory_setup = lasting(setup);
            facts.templates = lasting([template]);
        };
        with_facts(facts_of, |facts| create(Uuid::nil(), &given, Some(&mut numbers), &|_| false, facts))
            .map(|item| (item.number, item.costing_method, item.standard_cost))
            .unwrap()
    };
    let (none, cost) = (Amount::ZERO, Amount::from_integer(80));
    let cases = [
        ("", Average, Lifo, "1000", Average, none),
        ("", Fifo, Lifo, "1000", Lifo, none),
        ("x", Average, Lifo, "X", Lifo, none),
        ("x", Average, Fifo, "X", Fifo, none),
        // With standard cost the cost given is the standard.
        ("x", Average, Standard, "X", Standard, cost),
        ("", Standard, Lifo, "1000", Standard, cost),
    ];
    for (given, of_setup, of_template, number, method, standard_cost) in cases {
        let expected = (number.to_owned(), method, standard_cost);
        assert_eq!(made(given, of_setup, of_template), expected, "{given:?} {of_setup:?} {of_template:?}");
    }
}

#[test]
fn a_number_is_looked_up_in_its_stored_form() {
    let number = |text: &str| ItemProperties { number: Some(text.into()), ..ItemProperties::default() };
    assert_eq!(number(" lamp ").number_to_look_up(), Ok(Some("LAMP".into())));
    assert_eq!(number(" ").number_to_look_up(), Ok(None));
    assert_eq!(ItemProperties::default().number_to_look_up(), Ok(None));
    assert_eq!(number(&"x".repeat(21)).number_to_look_up().unwrap_err().category, Category::Length);
}
