//! Records known by a code: defaults, duplicates, renames, deletes.

use super::check;

#[tokio::test]
async fn each_noun_is_created_renamed_and_deleted() {
    for (set, sent, shown) in [
        (
            "currencies",
            r#""symbol":"kr""#,
            "amountDecimalPlaces=2:2 | symbol=kr | amountRoundingPrecision=0.01",
        ),
        ("paymentTerms", r#""dueDateCalculation":"1m""#, "dueDateCalculation=1M | discountPercent=0"),
        ("paymentMethods", r#""displayName":null"#, "displayName="),
        ("shipmentMethods", r#""displayName":"By sea""#, "displayName=By sea"),
        ("countriesRegions", r#""addressFormat":"Custom""#, "addressFormat=Custom"),
        ("taxAreas", r#""displayName":"Islands""#, "taxType=VAT | displayName=Islands"),
        ("taxGroups", r#""displayName":"Books""#, "taxType=VAT | displayName=Books"),
    ] {
        check(&[
            (&format!(r#"POST v2 {set} {{"code":" n1 ",{sent}}}"#), &format!("201 | code=N1 | {shown}")),
            (&format!(r#"POST v1 {set} {{"code":"n1"}}"#), "409 Internal_EntityWithSameKeyExists code"),
            (
                &format!(r#"POST graph {set} {{"displayName":"x"}}"#),
                "400 Application_FieldValidationException code",
            ),
            (&format!(r#"POST v2 {set} {{"code":"N2"}}"#), "201 | code=N2"),
            (
                &format!(r#"PATCH v2 {set}(<{set}:N1>) {{"code":"N2"}}"#),
                "409 Internal_EntityWithSameKeyExists code",
            ),
            (
                &format!(r#"PATCH v2 {set}(<{set}:N1>) {{"code":""}}"#),
                "400 Application_FieldValidationException code",
            ),
            (&format!(r#"PATCH v2 {set}(<{set}:N1>) {{"code":"n1"}}"#), &format!("200 | code=N1 | {shown}")),
            (&format!(r#"PATCH v1 {set}(<{set}:N1>) {{"code":"n3"}}"#), "200 | code=N3"),
            (&format!("DELETE v2 {set}(<{set}:N3>)"), "204"),
            (&format!("GET v2 {set}?$filter=code eq 'N3' or code eq 'N1'"), "200 | value#=0"),
        ])
        .await;
    }
}

#[tokio::test]
async fn values_that_make_no_sense_are_refused() {
    let field = "400 Application_FieldValidationException";
    check(&[
        (
            r#"POST v2 paymentTerms {"code":"X","dueDateCalculation":"soon"}"#,
            &format!("{field} dueDateCalculation"),
        ),
        (r#"POST v2 paymentTerms {"code":"X","discountPercent":101}"#, &format!("{field} discountPercent")),
        (
            r#"POST v2 currencies {"code":"X","amountRoundingPrecision":0}"#,
            &format!("{field} amountRoundingPrecision"),
        ),
        (
            r#"POST v2 currencies {"code":"X","amountDecimalPlaces":"9"}"#,
            &format!("{field} amountDecimalPlaces"),
        ),
        ("GET v2 currencies?$filter=code eq 'X'", "200 | value#=0"),
    ])
    .await;
}

#[tokio::test]
async fn a_new_code_reaches_everything_that_names_it() {
    check(&[
        (r#"PATCH v2 currencies(<currencies:EUR>) {"code":"EU2"}"#, "200 | code=EU2"),
        ("GET v2 customers?$filter=currencyCode eq 'EU2'", "200 | value#=6"),
        ("GET v2 customers?$filter=currencyCode eq 'EUR'", "200 | value#=0"),
        // A code that no customer names any more can be used again, and means nothing to them.
        (r#"POST v2 currencies {"code":"EUR"}"#, "201 | code=EUR"),
        (r#"POST v2 customers {"displayName":"A","currencyCode":"EU2"}"#, "201 | currencyCode=EU2"),
        (r#"PATCH v2 countriesRegions(<countriesRegions:DE>) {"code":"GER"}"#, "200 | code=GER"),
        ("GET v2 customers?$filter=country eq 'GER'", "200 | value#=2"),
        // The template of the country has followed.
        (
            r#"POST v2 customers {"displayName":"B","country":"GER"}"#,
            "201 | taxAreaDisplayName=European Union",
        ),
        (r#"PATCH v2 paymentTerms(<paymentTerms:30D>) {"code":"30"}"#, "200 | code=30"),
        (r#"PATCH v2 taxAreas(<taxAreas:HOME>) {"code":"LOCAL"}"#, "200 | code=LOCAL"),
        (r#"PATCH v2 taxGroups(<taxGroups:STD>) {"code":"WHOLE"}"#, "200 | code=WHOLE"),
        (r#"PATCH v2 paymentMethods(<paymentMethods:BANK>) {"code":"WIRE"}"#, "200 | code=WIRE"),
        (r#"PATCH v2 shipmentMethods(<shipmentMethods:DAP>) {"code":"DDP"}"#, "200 | code=DDP"),
    ])
    .await;
}

#[tokio::test]
async fn records_in_use_go_and_leave_their_codes_behind() {
    check(&[
        ("DELETE v2 paymentTerms(<paymentTerms:30D>)", "204"),
        ("DELETE v2 taxAreas(<taxAreas:HOME>)", "204"),
        ("DELETE v2 countriesRegions(<countriesRegions:CH>)", "204"),
        ("DELETE v2 currencies(<currencies:USD>)", "204"),
        ("GET v2 customers?$filter=country eq 'CH'", "200 | value#=10"),
    ])
    .await;
}
