//! Actions on entities made for these tests alone: parameters, answers, rollback, faces, what follows the commit.

use finance::errors::{Category, RuleError};
use finance::payment_methods::PaymentMethod;
use odata::Value as ODataValue;
use store::{Session, Work, record};
use uuid::Uuid;

use super::{Books, check};
use crate::actions::{Parameter, Shape, action};
use crate::entity::{Entity, G, GM, GPMD, ID, NONE, text};
use crate::errors::ApiError;
use crate::face::Face;
use crate::write::coded::{self, stored};
use crate::write::{Action, Done, Write};

static PLACE: Shape = Shape {
    name: "toyPlace",
    members: &[Parameter::text("name", 5), Parameter::decimal("amount").required()],
};

/// A payment method in disguise.
pub static TOY: Entity = Entity {
    name: "toy",
    set: "toys",
    other_sets: &[(Face::GraphBeta, "toyBox")],
    methods: [GM, G, GPMD, NONE],
    table: "payment_methods",
    properties: &[ID, text("code", "code", 10), text("displayName", "description", 100)],
    writer: Some(coded::writer::<PaymentMethod>()),
    actions: &[
        action("rename", &Rename).taking(&[Parameter::text("to", 10).required()]),
        action("copy", &Copy),
        action("places", &Places).taking(&[Parameter::many("places", &PLACE)]).returning_many(&PLACE),
        action("fail", &Fail),
        action("send", &Send).taking(&[Parameter::boolean("well")]).on(false, true, true, false),
    ],
    ..Entity::BLANK
};

/// Journals of the template type Purchases, of which the demo company has none.
pub static TOY_JOURNAL: Entity = Entity {
    name: "toyJournal",
    set: "toyJournals",
    table: "journals",
    conditions: &[("template_type", 2)],
    properties: &[ID, text("code", "code", 10)],
    actions: &[action("touch", &Touch).of_any_row(), action("look", &Touch)],
    ..Entity::BLANK
};

async fn describe(session: &mut Session, write: &Write, description: &str) -> Result<(), ApiError> {
    let mut method: PaymentMethod = stored(session, write).await?;
    method.description = description.to_owned();
    Ok(record::update(session, write.company, &method, write.stamp).await?)
}

struct Rename;

impl Action for Rename {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            describe(session, write, &write.body.text("to").unwrap_or_default()).await?;
            Ok(Done::nothing())
        })
    }
}

struct Copy;

impl Action for Copy {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let mut method: PaymentMethod = stored(session, write).await?;
            (method.id, method.code) = (Uuid::from_u128(7), "COPY".into());
            record::insert(session, write.company, &method, write.stamp).await?;
            Ok(Done::made("toy", method.id))
        })
    }
}

struct Places;

impl Action for Places {
    fn run<'s>(&'s self, _: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let mut values = Vec::new();
            for place in write.body.items("places", &PLACE).unwrap_or_default() {
                let amount = place.amount("amount")?.unwrap_or(money::Amount::ZERO);
                let name = place.text("name").map(ODataValue::String);
                values.push(ODataValue::Complex(vec![name, Some(ODataValue::Decimal(amount.to_decimal()))]));
            }
            Ok(Done::value(ODataValue::Collection(values)))
        })
    }
}

struct Fail;

impl Action for Fail {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            describe(session, write, "half done").await?;
            Err(RuleError::new(Category::Field, "code", "This never works.").into())
        })
    }
}

struct Send;

impl Action for Send {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            describe(session, write, "posted").await?;
            let (well, write) = (write.body.boolean("well") == Some(true), write.clone());
            Ok(Done::nothing().then(move |service| {
                Box::pin(async move {
                    if !well {
                        return Err(ApiError::new(502, "Application_DialogException", "Nobody took it."));
                    }
                    let sent = service.store().write::<(), ApiError, _>(move |session| {
                        let mut write = write.clone();
                        Box::pin(async move {
                            let now = write.stamp.now_milliseconds;
                            write.stamp = record::next_stamp(session, write.company, now).await?;
                            describe(session, &write, "sent").await
                        })
                    });
                    sent.await
                })
            }))
        })
    }
}

struct Touch;

impl Action for Touch {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let journal =
                record::by_id::<finance::journals::Journal>(session, write.company, write.id).await?;
            let journal = journal.ok_or_else(|| ApiError::not_found("journal", write.id))?;
            Ok(record::update(session, write.company, &journal.record, write.stamp)
                .await
                .map(|()| Done::nothing())?)
        })
    }
}

#[tokio::test]
async fn actions_take_parameters_and_answer() {
    let required = "400 BadRequest_RequiredParamNotProvided";
    check(&[
        (r#"POST v2 toys(<toys:CASH>)/rename {"to":"one"}"#, "204"),
        ("GET v1 toys(<toys:CASH>)", "200 | displayName=one"),
        (r#"POST v1 toys(<toys:CASH>)/Microsoft.NAV.rename {"TO":"two"}"#, "204"),
        (r#"POST graph toyBox/<toys:CASH>/microsoft.graph.rename {"to":"three"}"#, "204"),
        ("GET graph toyBox/<toys:CASH>", "200 | displayName=three"),
        ("POST v2 toys(<toys:CASH>)/rename", &format!("{required} to")),
        (r#"POST v2 toys(<toys:CASH>)/rename {"to":null}"#, &format!("{required} to")),
        (r#"POST v2 toys(<toys:CASH>)/rename {"to":1}"#, "400 BadRequest to"),
        (
            r#"POST v2 toys(<toys:CASH>)/rename {"to":"12345678901"}"#,
            "400 Application_StringExceededLength to",
        ),
        (r#"POST v2 toys(<toys:CASH>)/rename {"to":"x","from":"y"}"#, "400 BadRequest from"),
        (r#"POST v2 toys(<toys:CASH>)/copy {"to":"x"}"#, "400 BadRequest to"),
        ("POST v2 toys(<toys:CASH>)/copy", "204"),
        ("GET v2 toys(00000000-0000-0000-0000-000000000007)", "200 | code=COPY | displayName=three"),
        (
            r#"POST v2 toys(<toys:CASH>)/places {"places":[{"name":"a","amount":1.50},{"amount":2}]}"#,
            "200 | value#=2 | value/0/name=a | value/0/amount=1.5 | value/1/amount=2",
        ),
        ("POST v2 toys(<toys:CASH>)/places", "200 | value#=0"),
        (
            r#"POST v2 toys(<toys:CASH>)/places {"places":[{"name":"Berlin","amount":1}]}"#,
            "400 Application_StringExceededLength name",
        ),
        ("POST v2 toys(<toys:CASH>)/fail", "400 Application_FieldValidationException code"),
        ("GET v2 toys(<toys:CASH>)", "200 | displayName=three"),
        ("POST v2 toys(00000000-0000-0000-0000-000000000009)/copy", "404 Internal_RecordNotFound"),
    ])
    .await;
}

#[tokio::test]
async fn a_face_has_its_own_names_methods_and_actions() {
    check(&[
        ("GET v2 toyBox", "404 BadRequest_ResourceNotFound toyBox"),
        ("GET graph toys", "404 BadRequest_ResourceNotFound toys"),
        (r#"POST graph toyBox {"code":"NEW"}"#, "405 BadRequest_MethodNotAllowed"),
        (r#"PATCH graph toyBox/<toys:CASH> {"displayName":"a"}"#, "200 | displayName=a"),
        ("DELETE graph toyBox/<toys:CASH>", "405 BadRequest_MethodNotAllowed"),
        (r#"PATCH v1 toys(<toys:CASH>) {"displayName":"b"}"#, "405 BadRequest_MethodNotAllowed"),
        (r#"PUT v1 toys(<toys:CASH>)/displayName {"value":"b"}"#, "405 BadRequest_MethodNotAllowed"),
        (r#"POST v2 toys {"code":"NEW"}"#, "201 | code=NEW"),
        ("POST graph toyBox/<toys:CASH>/send", "404 BadRequest_ResourceNotFound send"),
        ("GET v2 toys(<toys:CASH>)/copy", "405 BadRequest_MethodNotAllowed"),
        ("PATCH v2 toys(<toys:CASH>)/copy {}", "405 BadRequest_MethodNotAllowed"),
        ("DELETE v2 toys(<toys:CASH>)/copy", "405 BadRequest_MethodNotAllowed"),
    ])
    .await;
}

#[tokio::test]
async fn what_follows_the_commit_cannot_undo_it() {
    check(&[
        ("POST v2 toys(<toys:CASH>)/send", "502 Application_DialogException"),
        ("GET v2 toys(<toys:CASH>)", "200 | displayName=posted"),
        (r#"POST v2 toys(<toys:CASH>)/send {"well":true}"#, "204"),
        ("GET v2 toys(<toys:CASH>)", "200 | displayName=sent"),
    ])
    .await;
}

#[tokio::test]
async fn an_action_may_take_any_row_of_its_table() {
    let books = Books::open(None).await;
    let (_, found) = books.ask("GET v2 customerPaymentJournals").await;
    let id = found["value"][0]["id"].as_str().unwrap().to_owned();
    books.check(&format!("GET v1 toyJournals({id})"), "404 Internal_RecordNotFound").await;
    books.check(&format!("POST v1 toyJournals({id})/touch"), "204").await;
    books.check(&format!("POST v1 toyJournals({id})/look"), "404 Internal_RecordNotFound").await;
    let nobody = Uuid::from_u128(9);
    books.check(&format!("POST v1 toyJournals({nobody})/touch"), "404 Internal_RecordNotFound").await;
}

#[tokio::test]
async fn actions_stand_in_batches_and_groups() {
    let request = |id: &str, action: &str, body: &str, extra: &str| {
        let url = format!("companies(<company>)/toys(<toys:CASH>)/Microsoft.NAV.{action}");
        let headers = r#"{"Content-Type":"application/json"}"#;
        format!(r#"{{"id":"{id}","method":"POST","url":"{url}","headers":{headers},"body":{body}{extra}}}"#)
    };
    let group = r#","atomicityGroup":"g""#;
    check(&[
        (
            &format!(
                r#"POST v2 $batch {{"requests":[{},{}]}}"#,
                request("1", "rename", r#"{"to":"one"}"#, ""),
                request("2", "places", r#"{"places":[{"amount":1}]}"#, "")
            ),
            "200 | responses/0/status=204 | responses/1/status=200 | responses/1/body/value/0/amount=1",
        ),
        ("GET v2 toys(<toys:CASH>)", "200 | displayName=one"),
        (
            &format!(
                r#"POST v2 $batch {{"requests":[{},{}]}}"#,
                request("1", "rename", r#"{"to":"two"}"#, group),
                request("2", "fail", r#"{}"#, group)
            ),
            "200 | responses/0/status=424 | responses/1/status=400",
        ),
        ("GET v2 toys(<toys:CASH>)", "200 | displayName=one"),
        (
            &format!(
                r#"POST v2 $batch {{"requests":[{},{}]}}"#,
                request("1", "send", r#"{"well":true}"#, group),
                request("2", "copy", r#"{}"#, group)
            ),
            "200 | responses/0/status=204 | responses/1/status=204",
        ),
        ("GET v2 toys(<toys:CASH>)", "200 | displayName=sent"),
    ])
    .await;
}
