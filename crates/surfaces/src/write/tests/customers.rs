//! Customers: numbers, addresses of each face, lookups, renames, deletes.

use super::check;

#[tokio::test]
async fn numbers_come_from_the_series_and_pass_over_those_in_use() {
    check(&[
        (r#"POST v2 customers {"displayName":"A","number":"c-120"}"#, "201 | number=C-120"),
        (r#"POST v2 customers {"displayName":"B","number":"C-121"}"#, "201 | number=C-121"),
        (r#"POST v2 customers {"displayName":"C"}"#, "201 | number=C-122"),
        (r#"POST graph customers {"displayName":"D","number":""}"#, "201 | number=C-123"),
        (
            r#"POST v1 customers {"displayName":"E","number":"C-100"}"#,
            "409 Internal_EntityWithSameKeyExists number",
        ),
        (r#"POST v2 customers {"number":"C-900"}"#, "400 Application_DialogException displayName"),
        // What was refused took no number.
        (r#"POST v2 customers {"displayName":"F"}"#, "201 | number=C-124"),
    ])
    .await;
}

#[tokio::test]
async fn a_new_customer_is_filled_from_its_template() {
    check(&[
        (
            r#"POST v2 customers {"displayName":"A","country":"de","currencyCode":"eur","type":"Person"}"#,
            "201 | country=DE | currencyCode=EUR | type=Person | blocked=_x0020_ | taxAreaDisplayName=European Union",
        ),
        (
            r#"POST v2 customers {"displayName":"B","creditLimit":1500.5,"taxRegistrationNumber":"CHE-1"}"#,
            "201 | currencyCode=CHF | creditLimit=1500.5 | taxRegistrationNumber=CHE-1",
        ),
        (
            r#"POST v2 customers {"displayName":"C","taxAreaId":"<taxAreas:HOME>","paymentTermsId":null}"#,
            "201 | paymentTermsId=00000000-0000-0000-0000-000000000000 | taxAreaDisplayName=At home",
        ),
    ])
    .await;
}

#[tokio::test]
async fn the_address_is_one_value_or_six() {
    check(&[
        (
            r#"POST graph customers {"displayName":"A","number":"A","address":{"street":"Quay 1\nShed 2","city":"Ulm","countryLetterCode":"de"}}"#,
            "201 | address/street=Quay 1\r\nShed 2 | address/city=Ulm | address/countryLetterCode=DE",
        ),
        (
            "GET v2 customers(<customers:A>)",
            "200 | addressLine1=Quay 1 | addressLine2=Shed 2 | city=Ulm | country=DE",
        ),
        (
            r#"PATCH v1 customers(<customers:A>) {"address":{"postalCode":"89073","state":"BW"}}"#,
            "200 | address/street=Quay 1\r\nShed 2 | address/state=BW | address/postalCode=89073",
        ),
        (
            r#"PATCH v1 customers(<customers:A>) {"address":{"street":"Pier 9"}}"#,
            "200 | address/street=Pier 9 | address/city=Ulm",
        ),
        (
            r#"PATCH v1 customers(<customers:A>) {"address":{"countryLetterCode":"XX"}}"#,
            "400 Internal_InvalidTableRelation address/countryLetterCode",
        ),
        (r#"PATCH v2 customers(<customers:A>) {"country":"XX"}"#, "400 Internal_InvalidTableRelation country"),
        (
            r#"PATCH v2 customers(<customers:A>) {"addressLine2":"Door 3","city":null}"#,
            "200 | addressLine1=Pier 9 | addressLine2=Door 3 | city=",
        ),
        (r#"PATCH v1 customers(<customers:A>) {"address":null}"#, "200 | address/street= | address/postalCode="),
    ])
    .await;
}

#[tokio::test]
async fn ids_and_codes_must_agree_and_exist() {
    let unknown = "11111111-1111-1111-1111-111111111111";
    let refused = |property: &str| {
        let line = format!(r#"PATCH v2 customers(<customers:C-100>) {{"{property}":"{unknown}"}}"#);
        (line, format!("400 Application_DialogException {property}"))
    };
    let owned =
        ["currencyId", "paymentTermsId", "shipmentMethodId", "paymentMethodId", "taxAreaId"].map(refused);
    let mut steps: Vec<(&str, &str)> =
        owned.iter().map(|(line, expected)| (line.as_str(), expected.as_str())).collect();
    steps.extend([
        (
            r#"PATCH v2 customers(<customers:C-100>) {"currencyId":"<currencies:EUR>","currencyCode":"USD"}"#,
            "400 Application_DialogException currencyCode",
        ),
        (r#"PATCH v2 customers(<customers:C-100>) {"currencyCode":"usd"}"#, "200 | currencyCode=USD"),
        (
            r#"PATCH v2 customers(<customers:C-100>) {"currencyId":"<currencies:EUR>"}"#,
            "200 | currencyCode=EUR",
        ),
        (
            r#"PATCH v2 customers(<customers:C-100>) {"currencyCode":"CHF"}"#,
            "200 | currencyCode=CHF | currencyId=00000000-0000-0000-0000-000000000000",
        ),
        (r#"PATCH v1 customers(<customers:C-100>) {"blocked":"all"}"#, "200 | blocked=All"),
        (r#"PATCH v1 customers(<customers:C-100>) {"blocked":" "}"#, "200 | blocked= "),
        (
            r#"PATCH v2 customers(<customers:C-100>) {"displayName":""}"#,
            "400 Application_DialogException displayName",
        ),
    ]);
    check(&steps).await;
}

#[tokio::test]
async fn a_new_number_reaches_the_lines_that_wait() {
    check(&[
        ("GET v2 customerPayments?$filter=customerNumber eq 'C-100'", "200 | value#=1"),
        (
            r#"PATCH v2 customers(<customers:C-100>) {"number":"C-101"}"#,
            "409 Internal_EntityWithSameKeyExists number",
        ),
        (
            r#"PATCH v2 customers(<customers:C-100>) {"number":""}"#,
            "400 Application_FieldValidationException number",
        ),
        (r#"PATCH v2 customers(<customers:C-100>) {"number":"x-1"}"#, "200 | number=X-1"),
        ("GET v2 customerPayments?$filter=customerNumber eq 'C-100'", "200 | value#=0"),
        ("GET v2 customerPayments?$filter=customerNumber eq 'X-1'", "200 | value#=1"),
        ("DELETE v2 customers(<customers:X-1>)", "204"),
        ("GET v2 customers?$filter=number eq 'X-1'", "200 | value#=0"),
    ])
    .await;
}
