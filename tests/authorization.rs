//! Every operation of every entity on every face, asked by those who may not (RELIABILITY S2). Over HTTP.
//!
//! The list of operations is made from the model, so a new entity is in it by itself; `authorization/refusals.list`
//! keeps the list with the answers.

use std::fmt::Write;

use acceptance::support::{is_update_wanted, tests_folder};
use odata::edm::{EdmType, EntityType, Property};
use reqwest::Method;
use server::{Permission, TokenOrder};
use surfaces::face::Face;
use surfaces::model::FaceModel;
use testkit::{FULL_ACCESS, TestServer};
use uuid::Uuid;

/// A GUID that names no company and no tenant here.
const STRANGER: Uuid = Uuid::from_u128(0x5742_0000_0000_4000_8000_0000_0000_0001);

struct Callers {
    /// A role that this server does not know.
    wrong_role: String,
    /// The application permission of Business Central.
    api: String,
    /// May see another company alone.
    other_company: String,
    /// Made by our own keys for a tenant that is not served here.
    other_tenant: String,
}

impl Callers {
    fn of(server: &TestServer) -> Callers {
        let token = |tenant_id, companies| {
            let permission = Permission::Role(FULL_ACCESS.to_owned());
            server.token_with(&TokenOrder { permission, tenant_id, expires_in_seconds: 3600, companies })
        };
        Callers {
            wrong_role: server.token("Mail.ReadWrite"),
            api: server.token("API.ReadWrite.All"),
            other_company: token(None, vec![STRANGER]),
            other_tenant: token(Some(STRANGER), Vec::new()),
        }
    }
}

/// Method and URL of everything that can be asked of an entity.
fn operations(face: Face, entity: &EntityType, company: Uuid) -> Vec<(Method, String)> {
    let set = match (face, entity.name.as_str()) {
        (Face::GraphBeta, "company") => "/beta/financials/companies".to_owned(),
        (Face::GraphBeta, _) => format!("/beta/financials/companies({company})/{}", entity.set_name),
        (_, "company") => format!("{}/companies", root(face)),
        _ => format!("{}/companies({company})/{}", root(face), entity.set_name),
    };
    let value = |property: &Property| match property.edm_type {
        EdmType::Int32 | EdmType::Int64 => "0".to_owned(),
        EdmType::String => "'0'".to_owned(),
        _ => Uuid::nil().to_string(),
    };
    let key = match entity.only_key() {
        _ if entity.name == "company" => company.to_string(),
        Some(key) => value(entity.property(key)),
        None => {
            let parts = entity.key_properties().map(|part| format!("{}={}", part.name, value(part)));
            parts.collect::<Vec<_>>().join(",")
        }
    };
    let one = format!("{set}({key})");
    let has = |name: &str| entity.properties.iter().any(|property| property.name == name);
    // A text that can be written, so that nothing but the caller is in the way.
    let is_text = |property: &&Property| {
        property.edm_type == EdmType::String && !property.read_only && !property.immutable
    };
    let first = entity.properties.iter().find(|property| is_text(property) && property.name != "id");
    let writable = match first {
        _ if has("comment") => "comment",
        Some(first) if entity.capabilities.updatable => &first.name,
        _ => "displayName",
    };
    let property = format!("{one}/{writable}");
    // Payments are not read below the company without a filter.
    let needs_filter = !entity.needs_filter_on.is_empty();
    let needed = entity.needs_filter_on.first().map(|property| &entity.properties[property.0]);
    let filter = match needed.filter(|_| needs_filter) {
        Some(property) if property.edm_type == EdmType::Guid => {
            format!("?$filter={}%20eq%20{}", property.name, Uuid::nil())
        }
        Some(property) => format!("?$filter={}%20eq%20''", property.name),
        None => String::new(),
    };
    let mut operations = vec![
        (Method::GET, format!("{set}{filter}")),
        (Method::GET, format!("{set}/$count{filter}")),
        (Method::GET, one.clone()),
        (Method::POST, set),
        (Method::PATCH, one.clone()),
        (Method::PUT, property),
        (Method::DELETE, one.clone()),
    ];
    let actions = entity.actions.iter().map(|action| (Method::POST, format!("{one}/{}", action.name)));
    operations.extend(actions);
    operations
}

fn root(face: Face) -> &'static str {
    match face {
        Face::GraphBeta => "/beta",
        Face::V1 => "/api/v1.0",
        Face::V2 => "/api/v2.0",
        Face::Own => "/api/funchal/finance/v1.0",
    }
}

async fn status(server: &TestServer, method: &Method, url: &str, token: Option<&str>) -> u16 {
    let request = server.request_without_token(method.clone(), url).header("If-Match", "*");
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let body = if *method == Method::PUT { "{\"value\":\"x\"}" } else { "{}" };
    server.send(request.header("Content-Type", "application/json").body(body)).await.status
}

async fn line(server: &TestServer, callers: &Callers, method: &Method, url: &str) -> [u16; 5] {
    let tokens = [
        None,
        Some(&callers.wrong_role),
        Some(&callers.api),
        Some(&callers.other_company),
        Some(&callers.other_tenant),
    ];
    let mut found = [0; 5];
    for (place, token) in found.iter_mut().zip(tokens) {
        *place = status(server, method, url, token.map(String::as_str)).await;
    }
    found
}

async fn list(server: &TestServer) -> String {
    let callers = Callers::of(server);
    let mut text =
        String::from("operation: no token, wrong role, API.ReadWrite.All, other company, other tenant\n");
    for face in Face::ALL {
        let model = FaceModel::new(face, false).model;
        for entity in model.entity_types.iter().filter(|entity| entity.name != "financials") {
            for (method, url) in operations(face, entity, server.company) {
                let [none, role, api, company, tenant] = line(server, &callers, &method, &url).await;
                let shown = url.replace(&server.company.to_string(), "{company}");
                writeln!(text, "{method} {shown}: {none} {role} {api} {company} {tenant}").unwrap();
            }
        }
        for (method, url) in
            [(Method::GET, root(face).to_owned()), (Method::POST, format!("{}/$batch", root(face)))]
        {
            let [none, role, api, _, tenant] = line(server, &callers, &method, &url).await;
            writeln!(text, "{method} {url}: {none} {role} {api} - {tenant}").unwrap();
        }
    }
    text
}

/// What is wrong with a line, whatever the list says.
fn faults_of(line: &str) -> Vec<String> {
    let (operation, statuses) = line.rsplit_once(": ").unwrap();
    let [none, role, api, company, tenant] = statuses.split(' ').collect::<Vec<_>>()[..] else {
        return vec![format!("not five statuses: {line}")];
    };
    let api_is_right = match operation.contains(" /beta") {
        true => api == "403",
        false => !["401", "403"].contains(&api),
    };
    // The set of companies may be asked for; it shows those the caller may see, which are none.
    let is_open = operation.ends_with("/companies") || operation.ends_with("/companies/$count");
    let checks = [
        (none == "401", "no token"),
        (role == "403", "wrong role"),
        (api_is_right, "API.ReadWrite.All"),
        (is_open || ["404", "405", "-"].contains(&company), "other company"),
        (tenant == "401", "other tenant"),
    ];
    checks.iter().filter(|(right, _)| !right).map(|(_, what)| format!("{what}: {line}")).collect()
}

#[test]
fn nobody_gets_what_is_not_theirs() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(testkit::for_both_databases(async |server: TestServer| {
        let found = list(&server).await;
        let faults: Vec<String> = found.lines().skip(1).flat_map(faults_of).collect();
        let path = tests_folder().join("authorization/refusals.list");
        if is_update_wanted() {
            std::fs::write(&path, &found).unwrap();
        }
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(faults.is_empty(), "\n{}", faults.join("\n"));
        assert!(stored == found, "{} is stale, rewrite it with UPDATE_EXPECTED=1", path.display());
    }));
}

#[test]
fn the_addresses_of_the_roots_have_no_case_on_graph() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(testkit::for_both_databases(async |server: TestServer| {
        let first = server.get("/beta/financials/companies").await;
        for url in ["/beta/financials/companies/", "/BETA/Financials/Companies"] {
            let reply = server.get(url).await;
            assert_eq!((reply.status, reply.text()), (200, first.text()), "{url}");
        }
        let reply = server.get("/beta/financials/companies(x)").await;
        let inner = &reply.json()["error"]["innerError"];
        assert_eq!(inner["request-id"].as_str(), reply.headers["request-id"].to_str().ok());
        let asked = server.request(Method::GET, "/api/v2.0/companies").header("client-request-id", "mine");
        assert_eq!(server.send(asked).await.headers["client-request-id"], "mine");
    }));
}
