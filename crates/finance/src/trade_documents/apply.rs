//! The properties of a header, applied one after another in the order of the page (FINANCE.md 4.3).

use uuid::Uuid;

use super::{
    AddressProperties, DocumentProperties, HeaderFacts, Names, TradeDocument, TradeDocumentType, TradeParty,
    TradeSide, dates, names, parties::dimension_table, posting::of_another_party,
};
use crate::{
    companies::GeneralLedgerSetup,
    currencies::named_currency,
    dimension_values::DimensionValue,
    dimensions::{DimensionSet, default_set},
    errors::{Category, RuleError},
    fields::{self, code, normalize_code, present_id, text},
};

/// Every property but dates, discount and status.
pub(super) fn header(
    document: &mut TradeDocument,
    given: &DocumentProperties,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    let names = names(document.side, document.document_type);
    if let Some(number) = &given.external_document_number {
        document.external_document_number = text(names.external_number, number, 35)?;
    }
    if let Some(reference) = &given.your_reference {
        document.your_reference = text("customerPurchaseOrderReference", reference, 35)?;
    }
    party(document, given, names, facts)?;
    bill_to(document, given, names, facts)?;
    addresses(document, given, facts)?;
    currency(document, given, facts)?;
    shortcut_dimensions(document, given, facts)?;
    terms(document, given, facts)?;
    if let Some(salesperson) = &given.salesperson_code {
        document.salesperson_code = code(names.salesperson, salesperson, 20)?;
    }
    if let Some(partial) = given.partial_shipping {
        document.partial_shipping = partial;
    }
    if let Some(including) = given.prices_including_vat {
        document.prices_including_vat = including;
    }
    applies_to(document, given, facts)?;
    if let Some(id) = given.return_reason_id {
        if !id.is_nil() && !facts.return_reasons.contains(&id) {
            return Err(unknown("customerReturnReasonId", "return reason", id));
        }
        document.return_reason_id = id;
    }
    contact(document, given)
}

fn unknown(property: &'static str, noun: &str, value: impl std::fmt::Display) -> RuleError {
    RuleError::dialog(property, format!("{property}: there is no {noun} \"{value}\"."))
}

/// The party by id and number, which must agree. Another party than before brings all that follows from it.
fn party(
    document: &mut TradeDocument,
    given: &DocumentProperties,
    names: &'static Names,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    let by = (names.party_id, names.party_number);
    let found = resolve(given.party_id, given.party_number.as_deref(), by, names.party, facts)?;
    let Some(party) = found else {
        let blanked = given.party_id.is_some() || given.party_number.is_some();
        if blanked && !document.party_id.is_nil() {
            let message =
                format!("{}: the {} of a document cannot be taken away.", names.party_id, names.party);
            return Err(RuleError::dialog(names.party_id, message));
        }
        return Ok(());
    };
    if party.id == document.party_id {
        return Ok(());
    }
    check_blocked(party, document.document_type, names.party_number, names)?;
    take_party(document, party, facts.company);
    let pays = match party.pays_number.as_str() {
        "" => party,
        number => facts
            .parties
            .iter()
            .find(|known| known.number == number)
            .ok_or_else(|| unknown(names.bill_to_number, names.party, number))?,
    };
    take_bill_to(document, pays, names, facts)
}

fn bill_to(
    document: &mut TradeDocument,
    given: &DocumentProperties,
    names: &'static Names,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    let by = (names.bill_to_id, names.bill_to_number);
    let found = resolve(given.bill_to_id, given.bill_to_number.as_deref(), by, names.party, facts)?;
    match found {
        Some(pays) if pays.id != document.bill_to_id => take_bill_to(document, pays, names, facts),
        Some(_) => Ok(()),
        None => check_not_taken_away(given, names),
    }
}

/// Somebody always pays or is paid: a blank id or number names nobody; `Dialog`.
fn check_not_taken_away(given: &DocumentProperties, names: &'static Names) -> Result<(), RuleError> {
    let property = match (given.bill_to_id, &given.bill_to_number) {
        (None, None) => return Ok(()),
        (Some(_), _) => names.bill_to_id,
        (None, Some(_)) => names.bill_to_number,
    };
    let message =
        format!("{property}: it must name a {}; leave it out to keep the one there is.", names.party);
    Err(RuleError::dialog(property, message))
}

/// The party that id and number name together. Unknown or at odds: `Dialog`; neither: none.
fn resolve<'a>(
    id: Option<Uuid>,
    number: Option<&str>,
    properties: (&'static str, &'static str),
    noun: &str,
    facts: &HeaderFacts<'a>,
) -> Result<Option<&'a TradeParty>, RuleError> {
    let by_id = match id.and_then(present_id) {
        Some(id) => {
            let found = facts.parties.iter().find(|party| party.id == id);
            Some(found.ok_or_else(|| unknown(properties.0, noun, id))?)
        }
        None => None,
    };
    let number = number.map(normalize_code).filter(|number| !number.is_empty());
    let Some(number) = number else { return Ok(by_id) };
    let by_number = facts.parties.iter().find(|party| party.number == number);
    let by_number = by_number.ok_or_else(|| unknown(properties.1, noun, &number))?;
    if by_id.is_some_and(|party| party.id != by_number.id) {
        let message = format!(
            "{}: \"{number}\" was given, but {} names another {noun}. Give one of them, or two that agree.",
            properties.1, properties.0
        );
        return Err(RuleError::dialog(properties.1, message));
    }
    Ok(Some(by_number))
}

fn check_blocked(
    party: &TradeParty,
    document_type: TradeDocumentType,
    property: &'static str,
    names: &Names,
) -> Result<(), RuleError> {
    match party.refusal(document_type) {
        None => Ok(()),
        Some(reason) => {
            let message = format!("{property}: the {} {} {reason}.", names.party, party.number);
            Err(RuleError::dialog(property, message))
        }
    }
}

/// What comes from the sell-to customer or buy-from vendor.
fn take_party(document: &mut TradeDocument, party: &TradeParty, company: &crate::companies::Company) {
    document.party_id = party.id;
    document.party_number.clone_from(&party.number);
    document.party_name.clone_from(&party.name);
    document.party_address.clone_from(&party.address);
    document.party_address_2.clone_from(&party.address_2);
    document.party_city.clone_from(&party.city);
    document.party_county.clone_from(&party.county);
    document.party_country_region_code.clone_from(&party.country_region_code);
    document.party_post_code.clone_from(&party.post_code);
    document.phone_number.clone_from(&party.phone_number);
    document.email.clone_from(&party.email);
    document.general_business_posting_group.clone_from(&party.general_business_posting_group);
    document.vat_business_posting_group.clone_from(&party.vat_business_posting_group);
    document.tax_area_code.clone_from(&party.tax_area_code);
    document.tax_liable = party.tax_liable;
    document.vat_registration_number.clone_from(&party.vat_registration_number);
    document.salesperson_code.clone_from(&party.salesperson_code);
    document.shipment_method_id = party.shipment_method_id;
    document.shipment_method_code.clone_from(&party.shipment_method_code);
    // Sales are shipped to the customer, purchases to the company itself.
    match document.side {
        TradeSide::Sales => {
            // The shipping advice of a customer begins as partial.
            document.partial_shipping = true;
            document.ship_to_name.clone_from(&party.name);
            document.ship_to_address.clone_from(&party.address);
            document.ship_to_address_2.clone_from(&party.address_2);
            document.ship_to_city.clone_from(&party.city);
            document.ship_to_county.clone_from(&party.county);
            document.ship_to_country_region_code.clone_from(&party.country_region_code);
            document.ship_to_post_code.clone_from(&party.post_code);
        }
        TradeSide::Purchases => {
            document.ship_to_name.clone_from(&company.display_name);
            document.ship_to_address.clone_from(&company.address);
            document.ship_to_address_2.clone_from(&company.address_2);
            document.ship_to_city.clone_from(&company.city);
            document.ship_to_county.clone_from(&company.county);
            document.ship_to_country_region_code.clone_from(&company.country_region_code);
            document.ship_to_post_code.clone_from(&company.post_code);
        }
    }
}

/// What comes from the party that pays or is paid.
fn take_bill_to(
    document: &mut TradeDocument,
    pays: &TradeParty,
    names: &'static Names,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    check_blocked(pays, document.document_type, names.bill_to_number, names)?;
    document.bill_to_id = pays.id;
    document.bill_to_number.clone_from(&pays.number);
    document.bill_to_name.clone_from(&pays.name);
    document.bill_to_address.clone_from(&pays.address);
    document.bill_to_address_2.clone_from(&pays.address_2);
    document.bill_to_city.clone_from(&pays.city);
    document.bill_to_county.clone_from(&pays.county);
    document.bill_to_country_region_code.clone_from(&pays.country_region_code);
    document.bill_to_post_code.clone_from(&pays.post_code);
    document.payment_terms_id = pays.payment_terms_id;
    document.payment_terms_code.clone_from(&pays.payment_terms_code);
    document.payment_method_id = pays.payment_method_id;
    document.payment_method_code.clone_from(&pays.payment_method_code);
    document.party_posting_group.clone_from(&pays.posting_group);
    let local = facts.setup.is_local_currency(&pays.currency_code);
    document.currency_id = if local { Uuid::nil() } else { pays.currency_id };
    document.currency_code = if local { String::new() } else { pays.currency_code.clone() };
    let sources = [(dimension_table(document.side), pays.number.as_str())];
    let source_code = "";
    document.dimensions =
        default_set(&sources, facts.default_dimensions, facts.dimension_priorities, source_code);
    show_shortcut_dimensions(document, facts);
    dates::renew_factor(document, facts)?;
    dates::renew_due_date(document, facts)
}

/// Addresses as sent. The bill-to address follows that of the party while both are one (FINANCE.md 4.3, step d), and
/// so does the address that sales are shipped to, while it is that of the customer.
fn addresses(
    document: &mut TradeDocument,
    given: &DocumentProperties,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(name) = &given.ship_to_name {
        document.ship_to_name = text("shipToName", name, 100)?;
    }
    if let Some(contact) = &given.ship_to_contact {
        document.ship_to_contact = text("shipToContact", contact, 100)?;
    }
    let sales = document.side == TradeSide::Sales;
    let follows = document.bill_to_id == document.party_id;
    let ships_to_party = sales && is_shipped_to_party(document);
    let (own, pays) =
        if sales { ("sellToCountry", "billToCountry") } else { ("buyFromCountry", "payToCountry") };
    let own_fields = AddressFields {
        address: &mut document.party_address,
        address_2: &mut document.party_address_2,
        city: &mut document.party_city,
        county: &mut document.party_county,
        country_region_code: &mut document.party_country_region_code,
        post_code: &mut document.party_post_code,
    };
    own_fields.take(&given.party_address, own, facts)?;
    let mut bill_to = AddressFields {
        address: &mut document.bill_to_address,
        address_2: &mut document.bill_to_address_2,
        city: &mut document.bill_to_city,
        county: &mut document.bill_to_county,
        country_region_code: &mut document.bill_to_country_region_code,
        post_code: &mut document.bill_to_post_code,
    };
    if follows {
        bill_to = bill_to.take(&given.party_address, own, facts)?;
    }
    bill_to.take(&given.bill_to_address, pays, facts)?;
    let mut ship_to = AddressFields {
        address: &mut document.ship_to_address,
        address_2: &mut document.ship_to_address_2,
        city: &mut document.ship_to_city,
        county: &mut document.ship_to_county,
        country_region_code: &mut document.ship_to_country_region_code,
        post_code: &mut document.ship_to_post_code,
    };
    if ships_to_party {
        ship_to = ship_to.take(&given.party_address, own, facts)?;
    }
    ship_to.take(&given.ship_to_address, "shipToCountry", facts)?;
    Ok(())
}

fn is_shipped_to_party(document: &TradeDocument) -> bool {
    let pairs = [
        (&document.ship_to_address, &document.party_address),
        (&document.ship_to_address_2, &document.party_address_2),
        (&document.ship_to_city, &document.party_city),
        (&document.ship_to_county, &document.party_county),
        (&document.ship_to_country_region_code, &document.party_country_region_code),
        (&document.ship_to_post_code, &document.party_post_code),
        (&document.ship_to_contact, &document.party_contact),
    ];
    pairs.into_iter().all(|(ship_to, party)| ship_to == party)
}

/// The six fields of one of a document's addresses.
struct AddressFields<'a> {
    address: &'a mut String,
    address_2: &'a mut String,
    city: &'a mut String,
    county: &'a mut String,
    country_region_code: &'a mut String,
    post_code: &'a mut String,
}

impl AddressFields<'_> {
    /// Puts what was sent into the fields. An unknown country: `Relation`.
    fn take(
        self,
        given: &AddressProperties,
        country_property: &'static str,
        facts: &HeaderFacts<'_>,
    ) -> Result<Self, RuleError> {
        let texts = [
            (&given.address, &mut *self.address, "address line 1", 100),
            (&given.address_2, &mut *self.address_2, "address line 2", 50),
            (&given.city, &mut *self.city, "city", 30),
            (&given.county, &mut *self.county, "state", 30),
            (&given.post_code, &mut *self.post_code, "post code", 20),
        ];
        for (value, field, noun, length_max) in texts {
            if let Some(value) = value {
                *field = text(noun, value, length_max)?;
            }
        }
        if let Some(country) = &given.country_region_code {
            let country = code(country_property, country, 10)?;
            if !country.is_empty() && !facts.countries.iter().any(|known| known.code == country) {
                return Err(RuleError::relation(country_property, "country or region", country));
            }
            *self.country_region_code = country;
        }
        Ok(self)
    }
}

/// The currency by id and code, which must agree; the code of the local currency equals blank (FINANCE.md 4.3).
fn currency(
    document: &mut TradeDocument,
    given: &DocumentProperties,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    let named = named_currency(
        given.currency_id,
        given.currency_code.as_deref(),
        &facts.setup.local_currency_code,
        facts.currencies,
    )?;
    let Some((id, code)) = named.filter(|(_, code)| *code != document.currency_code) else {
        return Ok(());
    };
    document.currency_id = id;
    document.currency_code = code;
    dates::renew_factor(document, facts)
}

/// The values of the two global dimensions. An unknown value: `Relation`.
fn shortcut_dimensions(
    document: &mut TradeDocument,
    given: &DocumentProperties,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    let pairs = [
        ("shortcutDimension1Code", &given.shortcut_dimension_1_code, &facts.setup.global_dimension_1_code),
        ("shortcutDimension2Code", &given.shortcut_dimension_2_code, &facts.setup.global_dimension_2_code),
    ];
    for (property, value, dimension) in pairs {
        let Some(value) = value else { continue };
        let value = code(property, value, 20)?;
        if value.is_empty() {
            document.dimensions.0.remove(dimension);
        } else {
            if facts.dimensions.check_pair(property, dimension, &value).is_err() {
                return Err(RuleError::relation(property, "dimension value", value));
            }
            document.dimensions.0.insert(dimension.clone(), value);
        }
    }
    show_shortcut_dimensions(document, facts);
    Ok(())
}

fn show_shortcut_dimensions(document: &mut TradeDocument, facts: &HeaderFacts<'_>) {
    let set = document.dimensions.clone();
    set_dimensions(document, set, facts.setup, facts.dimensions.values);
}

/// Puts a set of dimensions on a document, and shows the values of the two global ones.
pub fn set_dimensions(
    document: &mut TradeDocument,
    set: DimensionSet,
    setup: &GeneralLedgerSetup,
    values: &[DimensionValue],
) {
    let shown = |code: &str| set.value_of(code).to_owned();
    let first = shown(&setup.global_dimension_1_code);
    let second = shown(&setup.global_dimension_2_code);
    let value = values
        .iter()
        .find(|value| value.code == first && value.dimension_code == setup.global_dimension_1_code);
    document.shortcut_dimension_1_id = value.map_or(Uuid::nil(), |value| value.id);
    document.shortcut_dimension_1_code = first;
    document.shortcut_dimension_2_code = second;
    document.dimensions = set;
}

fn terms(
    document: &mut TradeDocument,
    given: &DocumentProperties,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(id) = given.payment_terms_id.filter(|id| *id != document.payment_terms_id) {
        document.payment_terms_code = match present_id(id) {
            None => String::new(),
            Some(id) => {
                let found = facts.payment_terms.iter().find(|terms| terms.id == id);
                found.ok_or_else(|| unknown("paymentTermsId", "record of payment terms", id))?.code.clone()
            }
        };
        document.payment_terms_id = id;
        dates::renew_due_date(document, facts)?;
    }
    if let Some(id) = given.shipment_method_id {
        document.shipment_method_code = match present_id(id) {
            None => String::new(),
            Some(id) => {
                let found = facts.shipment_methods.iter().find(|method| method.id == id);
                found.ok_or_else(|| unknown("shipmentMethodId", "shipment method", id))?.code.clone()
            }
        };
        document.shipment_method_id = id;
    }
    Ok(())
}

/// The dispute of an invoice by id and code, which must agree; `Dialog`.
pub(super) fn dispute(
    document: &mut TradeDocument,
    given: &DocumentProperties,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    let statuses = facts.dispute_statuses;
    let by_id = match given.dispute_status_id {
        None => None,
        Some(id) if id.is_nil() => Some((id, String::new())),
        Some(id) => {
            let found = statuses.iter().find(|(known, _)| *known == id).cloned();
            Some(found.ok_or_else(|| unknown("disputeStatusId", "dispute status", id))?)
        }
    };
    let by_code = match given.dispute_status_code.as_deref().map(normalize_code) {
        None => None,
        Some(code) if code.is_empty() => Some((Uuid::nil(), code)),
        Some(code) => {
            let found = statuses.iter().find(|(_, known)| *known == code).cloned();
            Some(found.ok_or_else(|| unknown("disputeStatus", "dispute status", code))?)
        }
    };
    if let (Some(one), Some(other)) = (&by_id, &by_code)
        && one != other
    {
        let message = "disputeStatus: disputeStatusId names another dispute status.";
        return Err(RuleError::dialog("disputeStatus", message));
    }
    if let Some((id, code)) = by_code.or(by_id) {
        document.dispute_status_id = id;
        document.dispute_status_code = code;
    }
    Ok(())
}

/// The posted invoice a credit memo applies to, by id and number, which must agree (FINANCE.md 4.8), and of the party
/// that is credited; `Dialog`.
fn applies_to(
    document: &mut TradeDocument,
    given: &DocumentProperties,
    facts: &HeaderFacts<'_>,
) -> Result<(), RuleError> {
    let by_id = match given.applies_to_id {
        None => None,
        Some(id) if id.is_nil() => Some((id, String::new())),
        Some(id) => {
            let found = facts.invoices.iter().find(|invoice| invoice.id == id);
            let found = found.ok_or_else(|| unknown("invoiceId", "posted invoice", id))?;
            Some((id, found.number.clone()))
        }
    };
    let by_number = match given.applies_to_number.as_deref().map(normalize_code) {
        None => None,
        Some(number) if number.is_empty() => Some((Uuid::nil(), number)),
        Some(number) => {
            let found = facts.invoices.iter().find(|invoice| invoice.number == number);
            let found = found.ok_or_else(|| unknown("invoiceNumber", "posted invoice", &number))?;
            Some((found.id, number))
        }
    };
    if let (Some((id, of_id)), Some((_, number))) = (&by_id, &by_number)
        && !id.is_nil()
        && of_id != number
    {
        let message =
            format!("invoiceNumber: \"{number}\" was given, but invoiceId names the invoice \"{of_id}\".");
        return Err(RuleError::dialog("invoiceNumber", message));
    }
    if let Some((id, number)) = by_number.or(by_id) {
        let found = facts.invoices.iter().find(|invoice| invoice.id == id);
        if found.is_some_and(|invoice| invoice.party_number != document.bill_to_number) {
            return Err(RuleError::dialog("invoiceNumber", of_another_party(&number, document)));
        }
        document.applies_to_id = id;
        document.applies_to_number = number;
    }
    Ok(())
}

fn contact(document: &mut TradeDocument, given: &DocumentProperties) -> Result<(), RuleError> {
    if let Some(phone_number) = &given.phone_number {
        let letters = |error: RuleError| match error.category {
            Category::Field => RuleError { category: Category::Dialog, ..error },
            _ => error,
        };
        document.phone_number = fields::phone_number("phoneNumber", phone_number, 30).map_err(letters)?;
    }
    if let Some(email) = &given.email {
        document.email = fields::email("email", email, 80)?;
    }
    if let Some(contact) = &given.contact_id {
        document.contact_id = text("contactId", contact, 250)?;
    }
    Ok(())
}
