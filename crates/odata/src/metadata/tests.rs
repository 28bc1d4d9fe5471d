//! Snapshots of the documents of the toy model.

use std::collections::HashSet;

use super::*;
use crate::json::toy;
use crate::plan::MetadataLevel;

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// One line per member below a path of the document.
fn part(document: &[u8], pointer: &str) -> String {
    let document: serde_json::Value = serde_json::from_slice(document).unwrap();
    match document.pointer(pointer).unwrap() {
        serde_json::Value::Object(members) => {
            members.iter().map(|(name, value)| format!("{name}: {value}\n")).collect()
        }
        value => value.to_string(),
    }
}

#[test]
fn service_documents() {
    let document = |level| text(service_document(&toy::model(), "http://h/api/v2.0", level));
    insta::assert_snapshot!(document(MetadataLevel::Minimal), @r##"{"@odata.context":"http://h/api/v2.0/$metadata","value":[{"name":"companies","kind":"EntitySet","url":"companies"},{"name":"customers","kind":"EntitySet","url":"customers"},{"name":"salesInvoices","kind":"EntitySet","url":"salesInvoices"},{"name":"salesInvoiceLines","kind":"EntitySet","url":"salesInvoiceLines"}]}"##);
    insta::assert_snapshot!(document(MetadataLevel::None), @r##"{"value":[{"name":"companies","kind":"EntitySet","url":"companies"},{"name":"customers","kind":"EntitySet","url":"customers"},{"name":"salesInvoices","kind":"EntitySet","url":"salesInvoices"},{"name":"salesInvoiceLines","kind":"EntitySet","url":"salesInvoiceLines"}]}"##);
    let graph = service_document(&toy::graph_model(), "http://h/beta", MetadataLevel::Minimal);
    insta::assert_snapshot!(text(graph), @r##"{"@odata.context":"http://h/beta/$metadata","value":[{"name":"financials","kind":"Singleton","url":"financials"}]}"##);
}

#[test]
fn xml_schema() {
    insta::assert_snapshot!(text(csdl_xml(&toy::model())), @r##"
    <?xml version="1.0" encoding="utf-8"?>
    <edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
      <edmx:Reference Uri="https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.xml">
        <edmx:Include Namespace="Org.OData.Core.V1"/>
      </edmx:Reference>
      <edmx:Reference Uri="https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Capabilities.V1.xml">
        <edmx:Include Namespace="Org.OData.Capabilities.V1"/>
      </edmx:Reference>
      <edmx:DataServices>
        <Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">
          <EntityType Name="company">
            <Key>
              <PropertyRef Name="id"/>
            </Key>
            <Property Name="id" Type="Edm.Guid" Nullable="false">
              <Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/>
            </Property>
            <Property Name="name" Type="Edm.String" MaxLength="30">
              <Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/>
            </Property>
            <NavigationProperty Name="customers" Type="Collection(Microsoft.NAV.customer)" ContainsTarget="true"/>
            <NavigationProperty Name="salesInvoices" Type="Collection(Microsoft.NAV.salesInvoice)" ContainsTarget="true"/>
            <NavigationProperty Name="salesInvoiceLines" Type="Collection(Microsoft.NAV.salesInvoiceLine)" ContainsTarget="true"/>
          </EntityType>
          <EntityType Name="customer">
            <Key>
              <PropertyRef Name="id"/>
            </Key>
            <Property Name="id" Type="Edm.Guid" Nullable="false">
              <Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/>
            </Property>
            <Property Name="displayName" Type="Edm.String" MaxLength="10"/>
            <Property Name="type" Type="Microsoft.NAV.contactType"/>
            <Property Name="address" Type="Microsoft.NAV.address"/>
            <Property Name="blocked" Type="Edm.Boolean"/>
            <Property Name="modifiedAt" Type="Edm.DateTimeOffset" Precision="3"/>
            <Property Name="tags" Type="Collection(Microsoft.NAV.address)" Nullable="false"/>
            <NavigationProperty Name="salesInvoices" Type="Collection(Microsoft.NAV.salesInvoice)"/>
          </EntityType>
          <EntityType Name="salesInvoice">
            <Key>
              <PropertyRef Name="id"/>
            </Key>
            <Property Name="id" Type="Edm.Guid" Nullable="false">
              <Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/>
            </Property>
            <Property Name="number" Type="Edm.String" MaxLength="20">
              <Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/>
            </Property>
            <Property Name="customerId" Type="Edm.Guid"/>
            <Property Name="invoiceDate" Type="Edm.Date"/>
            <Property Name="totalAmount" Type="Edm.Decimal" Scale="variable"/>
            <Property Name="pdf" Type="Edm.Stream"/>
            <NavigationProperty Name="customer" Type="Microsoft.NAV.customer">
              <ReferentialConstraint Property="customerId" ReferencedProperty="id"/>
            </NavigationProperty>
            <NavigationProperty Name="salesInvoiceLines" Type="Collection(Microsoft.NAV.salesInvoiceLine)" Partner="salesInvoice" ContainsTarget="true"/>
          </EntityType>
          <EntityType Name="salesInvoiceLine">
            <Key>
              <PropertyRef Name="id"/>
            </Key>
            <Property Name="id" Type="Edm.Guid" Nullable="false">
              <Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/>
            </Property>
            <Property Name="documentId" Type="Edm.Guid">
              <Annotation Term="Org.OData.Core.V1.Immutable" Bool="true"/>
            </Property>
            <Property Name="sequence" Type="Edm.Int32"/>
            <Property Name="entryNumber" Type="Edm.Int64"/>
            <Property Name="quantity" Type="Edm.Decimal" Scale="variable"/>
            <NavigationProperty Name="salesInvoice" Type="Microsoft.NAV.salesInvoice" Partner="salesInvoiceLines"/>
          </EntityType>
          <ComplexType Name="address">
            <Property Name="street" Type="Edm.String" MaxLength="100"/>
            <Property Name="city" Type="Edm.String" MaxLength="30"/>
          </ComplexType>
          <EnumType Name="contactType">
            <Member Name="_x0020_" Value="0">
              <Annotation Term="Org.OData.Core.V1.Description" String=" "/>
            </Member>
            <Member Name="Company" Value="1">
              <Annotation Term="Org.OData.Core.V1.Description" String="Company"/>
            </Member>
            <Member Name="In_x0020_Progress" Value="2">
              <Annotation Term="Org.OData.Core.V1.Description" String="In Progress"/>
            </Member>
          </EnumType>
          <Action Name="post" IsBound="true">
            <Parameter Name="bindingParameter" Type="Microsoft.NAV.salesInvoice" Nullable="false"/>
          </Action>
          <EntityContainer Name="NAV">
            <EntitySet Name="companies" EntityType="Microsoft.NAV.company">
              <Annotation Term="Org.OData.Capabilities.V1.InsertRestrictions">
                <Record>
                  <PropertyValue Property="Insertable" Bool="false"/>
                </Record>
              </Annotation>
              <Annotation Term="Org.OData.Capabilities.V1.UpdateRestrictions">
                <Record>
                  <PropertyValue Property="Updatable" Bool="false"/>
                </Record>
              </Annotation>
              <Annotation Term="Org.OData.Capabilities.V1.DeleteRestrictions">
                <Record>
                  <PropertyValue Property="Deletable" Bool="false"/>
                </Record>
              </Annotation>
            </EntitySet>
            <EntitySet Name="customers" EntityType="Microsoft.NAV.customer">
              <NavigationPropertyBinding Path="salesInvoices" Target="salesInvoices"/>
            </EntitySet>
            <EntitySet Name="salesInvoices" EntityType="Microsoft.NAV.salesInvoice">
              <NavigationPropertyBinding Path="customer" Target="customers"/>
              <NavigationPropertyBinding Path="salesInvoiceLines/salesInvoice" Target="salesInvoices"/>
            </EntitySet>
            <EntitySet Name="salesInvoiceLines" EntityType="Microsoft.NAV.salesInvoiceLine">
              <NavigationPropertyBinding Path="salesInvoice" Target="salesInvoices"/>
            </EntitySet>
            <Annotation Term="Org.OData.Core.V1.ODataVersions" String="4.0 4.01"/>
          </EntityContainer>
          <Annotation Term="Org.OData.Core.V1.DefaultNamespace" Bool="true"/>
        </Schema>
      </edmx:DataServices>
    </edmx:Edmx>
    "##);
}

#[test]
fn xml_container_below_a_singleton() {
    let document = text(csdl_xml(&toy::graph_model()));
    let container = document.find("<EntityContainer").unwrap()..document.find("</EntityContainer>").unwrap();
    insta::assert_snapshot!(&document[container], @r##"
    <EntityContainer Name="NAV">
            <Singleton Name="financials" Type="microsoft.graph.financials">
              <NavigationPropertyBinding Path="companies/customers/salesInvoices" Target="financials/companies/salesInvoices"/>
              <NavigationPropertyBinding Path="companies/salesInvoices/customer" Target="financials/companies/customers"/>
              <NavigationPropertyBinding Path="companies/salesInvoiceLines/salesInvoice" Target="financials/companies/salesInvoices"/>
              <Annotation Term="Org.OData.Capabilities.V1.UpdateRestrictions">
                <Record>
                  <PropertyValue Property="Updatable" Bool="false"/>
                </Record>
              </Annotation>
              <Annotation Term="Org.OData.Capabilities.V1.DeleteRestrictions">
                <Record>
                  <PropertyValue Property="Deletable" Bool="false"/>
                </Record>
              </Annotation>
            </Singleton>
            <Annotation Term="Org.OData.Core.V1.ODataVersions" String="4.0 4.01"/>
    "##);
}

#[test]
fn json_schema() {
    let document = csdl_json(&toy::model());
    insta::assert_snapshot!(part(&document, "/$EntityContainer"), @r##""Microsoft.NAV.NAV""##);
    insta::assert_snapshot!(part(&document, "/Microsoft.NAV/salesInvoice"), @r##"
    $Key: ["id"]
    $Kind: "EntityType"
    customer: {"$Kind":"NavigationProperty","$Nullable":true,"$ReferentialConstraint":{"customerId":"id"},"$Type":"Microsoft.NAV.customer"}
    customerId: {"$Nullable":true,"$Type":"Edm.Guid"}
    id: {"$Type":"Edm.Guid","@Org.OData.Core.V1.Computed":true}
    invoiceDate: {"$Nullable":true,"$Type":"Edm.Date"}
    number: {"$MaxLength":20,"$Nullable":true,"@Org.OData.Core.V1.Computed":true}
    pdf: {"$Nullable":true,"$Type":"Edm.Stream"}
    salesInvoiceLines: {"$Collection":true,"$ContainsTarget":true,"$Kind":"NavigationProperty","$Partner":"salesInvoice","$Type":"Microsoft.NAV.salesInvoiceLine"}
    totalAmount: {"$Nullable":true,"$Scale":"variable","$Type":"Edm.Decimal"}
    "##);
    insta::assert_snapshot!(part(&document, "/Microsoft.NAV/customer"), @r##"
    $Key: ["id"]
    $Kind: "EntityType"
    address: {"$Nullable":true,"$Type":"Microsoft.NAV.address"}
    blocked: {"$Nullable":true,"$Type":"Edm.Boolean"}
    displayName: {"$MaxLength":10,"$Nullable":true}
    id: {"$Type":"Edm.Guid","@Org.OData.Core.V1.Computed":true}
    modifiedAt: {"$Nullable":true,"$Precision":3,"$Type":"Edm.DateTimeOffset"}
    salesInvoices: {"$Collection":true,"$Kind":"NavigationProperty","$Type":"Microsoft.NAV.salesInvoice"}
    tags: {"$Collection":true,"$Type":"Microsoft.NAV.address"}
    type: {"$Nullable":true,"$Type":"Microsoft.NAV.contactType"}
    "##);
    insta::assert_snapshot!(part(&document, "/Microsoft.NAV/contactType"), @r##"
    $Kind: "EnumType"
    Company: 1
    Company@Org.OData.Core.V1.Description: "Company"
    In_x0020_Progress: 2
    In_x0020_Progress@Org.OData.Core.V1.Description: "In Progress"
    _x0020_: 0
    _x0020_@Org.OData.Core.V1.Description: " "
    "##);
    insta::assert_snapshot!(part(&document, "/Microsoft.NAV/post"), @r##"[{"$IsBound":true,"$Kind":"Action","$Parameter":[{"$Name":"bindingParameter","$Type":"Microsoft.NAV.salesInvoice"}]}]"##);
    insta::assert_snapshot!(part(&document, "/Microsoft.NAV/NAV"), @r##"
    $Kind: "EntityContainer"
    @Org.OData.Core.V1.ODataVersions: "4.0 4.01"
    companies: {"$Collection":true,"$Type":"Microsoft.NAV.company","@Org.OData.Capabilities.V1.DeleteRestrictions":{"Deletable":false},"@Org.OData.Capabilities.V1.InsertRestrictions":{"Insertable":false},"@Org.OData.Capabilities.V1.UpdateRestrictions":{"Updatable":false}}
    customers: {"$Collection":true,"$NavigationPropertyBinding":{"salesInvoices":"salesInvoices"},"$Type":"Microsoft.NAV.customer"}
    salesInvoiceLines: {"$Collection":true,"$NavigationPropertyBinding":{"salesInvoice":"salesInvoices"},"$Type":"Microsoft.NAV.salesInvoiceLine"}
    salesInvoices: {"$Collection":true,"$NavigationPropertyBinding":{"customer":"customers","salesInvoiceLines/salesInvoice":"salesInvoices"},"$Type":"Microsoft.NAV.salesInvoice"}
    "##);
}

#[test]
fn xml_and_json_name_the_same_things() {
    let xml = text(csdl_xml(&toy::model()));
    let json = text(csdl_json(&toy::model()));
    for entity in &toy::model().entity_types {
        for name in entity.properties.iter().map(|property| &property.name) {
            assert!(
                xml.contains(&format!("Name=\"{name}\"")) && json.contains(&format!("\"{name}\":")),
                "{name}"
            );
        }
    }
}

#[test]
fn openapi_paths_and_schemas() {
    let document = openapi(&toy::model(), "Toy", "http://h/api/v2.0");
    let parsed: serde_json::Value = serde_json::from_slice(&document).unwrap();
    let methods = |item: &serde_json::Value| {
        let names = item.as_object().unwrap().keys().filter(|name| *name != "parameters");
        names.cloned().collect::<Vec<_>>().join(" ")
    };
    let paths: String = parsed["paths"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(path, item)| format!("{path}: {}\n", methods(item)))
        .collect();
    insta::assert_snapshot!(paths, @r##"
    /companies: get
    /companies({companyId}): get
    /companies({companyId})/customers: get post
    /companies({companyId})/customers({customerId}): delete get patch
    /companies({companyId})/customers({customerId})/salesInvoices: get
    /companies({companyId})/customers/$count: get
    /companies({companyId})/salesInvoiceLines: get post
    /companies({companyId})/salesInvoiceLines({salesInvoiceLineId}): delete get patch
    /companies({companyId})/salesInvoiceLines({salesInvoiceLineId})/salesInvoice: get
    /companies({companyId})/salesInvoiceLines/$count: get
    /companies({companyId})/salesInvoices: get post
    /companies({companyId})/salesInvoices({salesInvoiceId}): delete get patch
    /companies({companyId})/salesInvoices({salesInvoiceId})/Microsoft.NAV.post: post
    /companies({companyId})/salesInvoices({salesInvoiceId})/customer: get
    /companies({companyId})/salesInvoices({salesInvoiceId})/pdf: get patch put
    /companies({companyId})/salesInvoices({salesInvoiceId})/salesInvoiceLines: get post
    /companies({companyId})/salesInvoices({salesInvoiceId})/salesInvoiceLines({salesInvoiceLineId}): delete get patch
    /companies({companyId})/salesInvoices({salesInvoiceId})/salesInvoiceLines({salesInvoiceLineId})/salesInvoice: get
    /companies({companyId})/salesInvoices({salesInvoiceId})/salesInvoiceLines/$count: get
    /companies({companyId})/salesInvoices/$count: get
    /companies/$count: get
    "##);
    insta::assert_snapshot!(part(&document, "/components/schemas/salesInvoice.create"), @r##"
    additionalProperties: false
    properties: {"customerId":{"format":"uuid","nullable":true,"type":"string"},"invoiceDate":{"format":"date","nullable":true,"type":"string"},"salesInvoiceLines":{"items":{"$ref":"#/components/schemas/salesInvoiceLine.create"},"type":"array"},"totalAmount":{"format":"decimal","nullable":true,"type":"number"}}
    type: "object"
    "##);
    insta::assert_snapshot!(part(&document, "/components/schemas/salesInvoiceLine.update"), @r##"
    additionalProperties: false
    properties: {"entryNumber":{"format":"int64","nullable":true,"type":"integer"},"quantity":{"format":"decimal","nullable":true,"type":"number"},"sequence":{"format":"int32","nullable":true,"type":"integer"}}
    type: "object"
    "##);
    insta::assert_snapshot!(part(&document, "/components/schemas/customer/properties"), @r##"
    @odata.etag: {"type":"string"}
    address: {"allOf":[{"$ref":"#/components/schemas/address"}],"nullable":true}
    blocked: {"nullable":true,"type":"boolean"}
    displayName: {"maxLength":10,"nullable":true,"type":"string"}
    id: {"format":"uuid","readOnly":true,"type":"string"}
    modifiedAt: {"format":"date-time","nullable":true,"type":"string"}
    salesInvoices: {"items":{"$ref":"#/components/schemas/salesInvoice"},"type":"array"}
    tags: {"items":{"$ref":"#/components/schemas/address"},"type":"array"}
    type: {"allOf":[{"$ref":"#/components/schemas/contactType"}],"nullable":true}
    "##);
    insta::assert_snapshot!(part(&document, "/paths/~1companies({companyId})~1customers({customerId})/patch"), @r##"
    operationId: "companies.customers.one.update"
    parameters: [{"$ref":"#/components/parameters/ifMatch"},{"$ref":"#/components/parameters/idempotencyKey"}]
    requestBody: {"content":{"application/json":{"schema":{"$ref":"#/components/schemas/customer.update"}}},"required":true}
    responses: {"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/customer"}}},"description":"Changed."},"204":{"description":"Changed; the caller wanted no content."},"default":{"$ref":"#/components/responses/error"}}
    tags: ["customer"]
    "##);
}

#[test]
fn openapi_references_resolve_and_operations_are_unique() {
    for model in [toy::model(), toy::graph_model()] {
        let document = openapi(&model, "Toy", "http://h");
        let parsed: serde_json::Value = serde_json::from_slice(&document).unwrap();
        let written = text(document);
        for reference in written.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(parsed.pointer(pointer).is_some(), "{pointer}");
        }
        let mut ids = HashSet::new();
        for id in written.split("\"operationId\":\"").skip(1) {
            assert!(ids.insert(id.split('"').next().unwrap()), "{id}");
        }
        let members: usize = parsed["paths"].as_object().unwrap().len();
        assert_eq!(written.matches("\"tags\":[").count(), ids.len());
        assert!(members > 10);
    }
}

#[test]
fn every_write_can_have_an_idempotency_key() {
    let document = openapi(&toy::model(), "Toy", "http://h");
    let parsed: serde_json::Value = serde_json::from_slice(&document).unwrap();
    let mut writes = 0;
    for (path, operations) in parsed["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let is_write = ["post", "patch", "put", "delete"].contains(&method.as_str());
            let has_key = operation["parameters"].to_string().contains("idempotencyKey");
            assert!(!is_write || has_key, "{method} {path}");
            writes += usize::from(is_write);
        }
    }
    assert!(writes > 5);
}

#[test]
fn documents_are_deterministic() {
    assert_eq!(csdl_xml(&toy::model()), csdl_xml(&toy::model()));
    assert_eq!(openapi(&toy::model(), "T", "u"), openapi(&toy::model(), "T", "u"));
}

#[test]
fn keys_of_several_parts() {
    let model = toy::model_with_two_part_key();
    let xml = text(csdl_xml(&model));
    let line = xml.split_once("<EntityType Name=\"salesInvoiceLine\">").unwrap().1;
    let key: Vec<&str> = line.split_once("</Key>").unwrap().0.split_whitespace().collect();
    assert_eq!(key.join(" "), "<Key> <PropertyRef Name=\"documentId\"/> <PropertyRef Name=\"sequence\"/>");
    assert_eq!(
        part(&csdl_json(&model), "/Microsoft.NAV/salesInvoiceLine/$Key"),
        "[\"documentId\",\"sequence\"]"
    );
    let document = openapi(&model, "Toy", "http://h/api/v2.0");
    let document: serde_json::Value = serde_json::from_slice(&document).unwrap();
    let path = "/companies({companyId})/salesInvoiceLines(documentId={salesInvoiceLineId_documentId},\
                sequence={salesInvoiceLineId_sequence})";
    let parameters = document["paths"][path]["parameters"].as_array().unwrap().iter();
    let shown: Vec<String> = parameters.map(|one| format!("{}: {}", one["name"], one["schema"])).collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    "companyId": {"format":"uuid","type":"string"}
    "salesInvoiceLineId_documentId": {"format":"uuid","type":"string"}
    "salesInvoiceLineId_sequence": {"type":"integer"}
    "#);
}
