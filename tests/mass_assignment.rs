//! What only the server writes stays as it is, whoever sends it, on every face and entity (RELIABILITY S3).

use acceptance::support::books::{Books, DatabaseKind, START};
use acceptance::support::outside;
use odata::edm::{EdmType, EntityType, Property};
use serde_json::{Value, json};
use surfaces::face::Face;
use surfaces::service::ServiceOptions;

/// Answer to one request: status and body.
type Reply = (u16, Value);

struct Sender<'a> {
    books: &'a Books,
    face: Face,
}

impl Sender<'_> {
    async fn send(&self, method: &str, url: &str, body: &str) -> Reply {
        let headers = [("If-Match".to_owned(), "*".to_owned())];
        let now = START.parse().unwrap();
        let answer = self.books.send(&outside::request(self.face, method, url, &headers, body, now)).await;
        (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
    }
}

/// A body that creates an entity of the type; `number` keeps codes apart.
fn valid_body(entity: &EntityType, number: usize) -> Value {
    match entity.name.as_str() {
        "customer" | "vendor" => json!({ "displayName": format!("Party {number}") }),
        "item" => json!({ "number": format!("S{number}") }),
        "itemVariant" => json!({ "itemNumber": "LAMP", "code": format!("S{number}") }),
        "customerPayment" => json!({ "customerNumber": "C-100", "amount": -1 }),
        "bankAccount" => json!({ "number": format!("S{number}") }),
        "vendorPayment" => json!({ "amount": 1 }),
        "journalLine" => json!({ "accountNumber": "6100", "amount": 1 }),
        "dimensionSetLine" | "dimensionLine" => json!({ "code": "DEPARTMENT", "valueCode": "SALES" }),
        "taxAreaLine" => json!({ "taxAreaCode": "HOME", "taxJurisdictionCode": "STATE" }),
        "taxDetail" => {
            json!({ "taxJurisdictionCode": "STATE", "effectiveDate": format!("2026-01-{:02}", number + 1) })
        }
        name if name.ends_with("Line") => json!({ "description": format!("Line {number}") }),
        name if name.starts_with("sales") => json!({ "customerNumber": "C-100" }),
        name if name.starts_with("purchase") => json!({ "vendorNumber": "V-10" }),
        _ => json!({ "code": format!("S{number}") }),
    }
}

/// The set of journals that the lines of the type stand in.
fn journals_of(entity: &EntityType) -> Option<&'static str> {
    match entity.name.as_str() {
        "customerPayment" => Some("customerPaymentJournals"),
        "vendorPayment" => Some("vendorPaymentJournals"),
        "journalLine" => Some("journals"),
        _ => None,
    }
}

/// The set of documents that the lines of the type stand in, and the body that makes one.
fn documents_of(entity: &EntityType) -> Option<(String, Value)> {
    let of_others = ["dimensionSetLine", "dimensionLine", "taxAreaLine"].contains(&entity.name.as_str());
    let has_no_document = journals_of(entity).is_some() || of_others;
    let document = entity.name.strip_suffix("Line").filter(|_| !has_no_document)?;
    let party = if document.starts_with("sales") {
        json!({ "customerNumber": "C-100" })
    } else {
        json!({ "vendorNumber": "V-10" })
    };
    Some((format!("{document}s"), party))
}

/// A key in parentheses: text in quotes.
fn key(id: &str) -> String {
    if uuid::Uuid::try_parse(id).is_ok() { id.to_owned() } else { format!("'{id}'") }
}

/// The key of a row in parentheses: its id, or the values of its parts.
fn key_of(entity: &EntityType, row: &Value) -> Option<String> {
    if entity.only_key().is_some() {
        return row["id"].as_str().map(key);
    }
    let parts: Option<Vec<&str>> = entity.key_properties().map(|part| row[&part.name].as_str()).collect();
    parts.map(|parts| parts.join(","))
}

/// Posts an invoice and applies a payment to it; the set of the payment's applications.
async fn make_application(sender: &Sender<'_>) -> String {
    let company = sender.books.company;
    let v2 = Sender { books: sender.books, face: Face::V2 };
    let id = |answer: Value| answer["id"].as_str().unwrap().to_owned();
    let line = json!({ "lineType": "Account", "lineObjectNumber": "4100", "quantity": 1, "unitPrice": 10 });
    let invoice = json!({ "customerNumber": "C-100", "salesInvoiceLines": [line] });
    let invoices = format!("/companies({company})/salesInvoices");
    let invoice = id(v2.send("POST", &invoices, &invoice.to_string()).await.1);
    v2.send("POST", &format!("{invoices}({invoice})/Microsoft.NAV.post"), "").await;
    let journals = format!("/companies({company})/customerPaymentJournals");
    let journal = v2.send("GET", &journals, "").await.1["value"][0].clone();
    let payments = format!("{journals}({})/customerPayments", id(journal));
    let payment = json!({ "customerNumber": "C-100", "amount": -10 }).to_string();
    let payment = id(v2.send("POST", &payments, &payment).await.1);
    let set = format!("/companies({company})/customerPayments({payment})/applications");
    sender.send("POST", &set, &json!({ "invoiceId": invoice }).to_string()).await;
    set
}

/// A value of the type that no record has.
fn forged(property: &Property) -> Value {
    match property.edm_type {
        EdmType::Guid => json!("deadbeef-0000-4000-8000-000000000001"),
        EdmType::Int32 | EdmType::Int64 | EdmType::Decimal => json!(424_242),
        EdmType::Boolean => json!(true),
        EdmType::Date => json!("1999-12-31"),
        EdmType::DateTimeOffset => json!("1999-12-31T00:00:00Z"),
        _ => json!("FORGED"),
    }
}

async fn check_entity(sender: &Sender<'_>, entity: &EntityType, wrong: &mut Vec<String>) {
    let company = sender.books.company;
    let mut set = format!("/companies({company})/{}", entity.set_name);
    if let Some(journals) = journals_of(entity) {
        let journals = format!("/companies({company})/{journals}");
        let (_, found) = sender.send("GET", &journals, "").await;
        let journal = found["value"][0]["id"].as_str().unwrap().to_owned();
        set = format!("{journals}({journal})/{}", entity.set_name);
        sender.send("POST", &set, &valid_body(entity, 0).to_string()).await;
    } else if let Some((documents, party)) = documents_of(entity) {
        let documents = format!("/companies({company})/{documents}");
        let (_, made) = sender.send("POST", &documents, &party.to_string()).await;
        set = format!("{documents}({})/{}", made["id"].as_str().unwrap(), entity.set_name);
        sender.send("POST", &set, &valid_body(entity, 0).to_string()).await;
    } else if ["taxAreaLine", "taxDetail", "taxJurisdiction"].contains(&entity.name.as_str()) {
        // The demo company keeps VAT alone.
        let jurisdictions = format!("/companies({company})/taxJurisdictions");
        sender.send("POST", &jurisdictions, &json!({ "code": "STATE" }).to_string()).await;
        sender.send("POST", &set, &valid_body(entity, 30).to_string()).await;
    } else if entity.name.starts_with("sales") || entity.name.starts_with("purchase") {
        sender.send("POST", &set, &valid_body(entity, 0).to_string()).await;
    }
    if entity.set_name == "defaultDimensions" {
        // Its set needs a parent; the first customer of the demo company has some.
        let customers = format!("/companies({company})/customers");
        let (_, found) = sender.send("GET", &customers, "").await;
        set = format!("{customers}({})/defaultDimensions", found["value"][0]["id"].as_str().unwrap());
    }
    let mut listed = None;
    let mut parent = None;
    if ["dimensionSetLine", "dimensionLine"].contains(&entity.name.as_str()) {
        // A payment of a customer with one dimension by default.
        let journals = format!("/companies({company})/customerPaymentJournals");
        let (_, found) = sender.send("GET", &journals, "").await;
        let payments = format!("{journals}({})/customerPayments", found["value"][0]["id"].as_str().unwrap());
        let payment = json!({ "customerNumber": "C-101", "amount": -1 }).to_string();
        let (_, made) = sender.send("POST", &payments, &payment).await;
        let made = made["id"].as_str().unwrap();
        if entity.name == "dimensionLine" {
            listed = Some(format!("{set}?$filter=parentId%20eq%20{made}"));
            parent = Some(made.to_owned());
        } else {
            set = format!("/companies({company})/customerPayments({made})/dimensionSetLines");
        }
    }
    if entity.name == "paymentApplication" {
        set = make_application(sender).await;
    }
    let listed = listed.unwrap_or_else(|| set.clone());
    let (_, rows) = sender.send("GET", &listed, "").await;
    let first = rows["value"][0].clone();
    let key = key_of(entity, &first).unwrap_or_else(|| panic!("{listed} is empty"));
    let url = format!("{set}({key})");
    for (number, property) in entity.properties.iter().enumerate() {
        if !property.read_only && !property.immutable {
            continue;
        }
        let what = format!("{:?} {}.{}", sender.face, entity.name, property.name);
        let (_, before) = sender.send("GET", &listed, "").await;
        let mut body = valid_body(entity, number);
        if let Some(parent) = &parent {
            body["parentId"] = json!(parent);
        }
        body[&property.name] = forged(property);
        // v2.0 takes an id of the caller's choice, and the journal of a payment is written once.
        let may_create = sender.face.follows_v2() && property.name == "id" || property.immutable;
        let (status, answer) = sender.send("POST", &set, &body.to_string()).await;
        if !may_create && status != 400 && answer[&property.name] == body[&property.name] {
            wrong.push(format!("{what}: POST stored it ({status})"));
        }
        if status == 400 {
            let (_, after) = sender.send("GET", &listed, "").await;
            if before != after {
                wrong.push(format!("{what}: a refused POST left something behind"));
            }
        }
        let change = json!({ &property.name: forged(property) });
        let (status, answer) = sender.send("PATCH", &url, &change.to_string()).await;
        let (_, now) = sender.send("GET", &url, "").await;
        if status < 400 && answer[&property.name] == change[&property.name]
            || now[&property.name] != first[&property.name]
        {
            wrong.push(format!("{what}: PATCH stored it ({status})"));
        }
        let (status, _) = sender
            .send(
                "PUT",
                &format!("{url}/{}", property.name),
                &json!({ "value": forged(property) }).to_string(),
            )
            .await;
        let (_, now) = sender.send("GET", &url, "").await;
        if status < 400 || now[&property.name] != first[&property.name] {
            wrong.push(format!("{what}: PUT of the property stored it ({status})"));
        }
    }
}

async fn check_unwritable(sender: &Sender<'_>, entity: &EntityType, wrong: &mut Vec<String>) {
    let company = sender.books.company;
    let set = match entity.name.as_str() {
        "company" => "/companies".to_owned(),
        _ => format!("/companies({company})/{}", entity.set_name),
    };
    let (_, before) = sender.send("GET", &set, "").await;
    let nobody = match entity.only_key().map(|id| entity.property(id).edm_type) {
        Some(EdmType::String) => "'00000000-0000-0000-0000-000000000000-10000'",
        Some(EdmType::Int32 | EdmType::Int64) => "1",
        _ => "00000000-0000-0000-0000-000000000000",
    };
    let url = format!("{set}({})", before["value"][0]["id"].as_str().map_or(nobody.to_owned(), key));
    let mut methods = vec![("POST", &set)];
    if !entity.capabilities.deletable {
        methods.push(("DELETE", &url));
    }
    if !entity.capabilities.updatable {
        methods.extend([("PATCH", &url), ("PUT", &url)]);
    }
    for (method, url) in methods {
        let (status, _) = sender.send(method, url, "{\"displayName\":\"FORGED\"}").await;
        if status != 405 {
            wrong.push(format!("{:?} {method} {}: {status}", sender.face, entity.set_name));
        }
    }
    let (_, after) = sender.send("GET", &set, "").await;
    if before != after {
        wrong.push(format!("{:?} {}: something was written", sender.face, entity.set_name));
    }
}

#[test]
fn read_only_properties_are_never_stored() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut wrong = Vec::new();
    for kind in DatabaseKind::BOTH {
        runtime.block_on(async {
            let books = Books::open(kind, ServiceOptions::default()).await;
            for face in Face::ALL {
                let sender = Sender { books: &books, face };
                for entity in &books.service.face(face).model.entity_types {
                    match entity.capabilities.insertable {
                        true => check_entity(&sender, entity, &mut wrong).await,
                        false if entity.name == "financials" => {}
                        false => check_unwritable(&sender, entity, &mut wrong).await,
                    }
                }
            }
        });
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
