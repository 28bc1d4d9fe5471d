//! `Accept`, `Prefer`, `OData-Version` and `OData-MaxVersion`.

use odata::accept::{DEFAULT_FORMAT, negotiate};
use odata::plan::{Format, Media, MetadataLevel};
use odata::prefer::{self, Preferences, PreferredAnswer};
use odata::version::{self, ProtocolVersion};

fn accepted(header: Option<&str>) -> String {
    match negotiate(header, None) {
        Ok(format) => {
            let ieee754 = if format.ieee754_compatible { " ieee754" } else { "" };
            format!("{:?} {:?}{ieee754}", format.media, format.metadata)
        }
        Err(refusal) => format!("{:?}: {}", refusal.kind, refusal.message),
    }
}

#[test]
fn accept() {
    let rows = [
        ("", "Json Minimal"),
        ("*/*", "Json Minimal"),
        ("application/json", "Json Minimal"),
        ("application/*;q=0.5", "Json Minimal"),
        ("APPLICATION/JSON; Charset=UTF-8", "Json Minimal"),
        (
            "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false",
            "Json Minimal",
        ),
        ("application/json;metadata=full;IEEE754Compatible=true", "Json Full ieee754"),
        ("application/json;odata.metadata=\"none\"", "Json None"),
        ("text/plain;q=0.9", "Text Minimal"),
        ("application/xml, application/json;q=0.9", "Xml Minimal"),
        ("application/xml;q=0.1, application/json;q=0.123", "Json Minimal"),
        ("text/html, application/json;odata.metadata=some, */*;q=0.1", "Json Minimal"),
        ("application/json;q=0, text/plain", "Text Minimal"),
        (
            "application/atom+xml",
            "NotAcceptable: None of the media types 'application/atom+xml' can be answered.",
        ),
        (
            "application/json;q=0",
            "NotAcceptable: None of the media types 'application/json;q=0' can be answered.",
        ),
        (
            "application/json;charset=latin1",
            "NotAcceptable: None of the media types 'application/json;charset=latin1' can be answered.",
        ),
        (
            "application/json;unknown=1",
            "NotAcceptable: None of the media types 'application/json;unknown=1' can be answered.",
        ),
        (
            "application/json;q=2",
            "NotAcceptable: None of the media types 'application/json;q=2' can be answered.",
        ),
    ];
    for (header, expected) in rows {
        assert_eq!(accepted(Some(header)), expected, "{header}");
    }
    assert_eq!(accepted(None), "Json Minimal");
}

#[test]
fn format_wins_over_accept() {
    let format = Format { media: Media::Json, metadata: MetadataLevel::Full, ieee754_compatible: false };
    assert_eq!(negotiate(Some("text/html"), Some(format)), Ok(format));
    assert_eq!(negotiate(None, None), Ok(DEFAULT_FORMAT));
}

#[test]
fn preferences() {
    let answer = |answer| Preferences { answer: Some(answer), ..Preferences::default() };
    let rows = |rows| Preferences { page_rows_max: Some(rows), ..Preferences::default() };
    let go_on = |go_on| Preferences { continue_on_error: Some(go_on), ..Preferences::default() };
    let table = [
        ("", Preferences::default()),
        ("return=minimal", answer(PreferredAnswer::Minimal)),
        ("Return = Representation", answer(PreferredAnswer::Representation)),
        ("return-no-content", answer(PreferredAnswer::NoContent)),
        ("return=minimal, return=representation", answer(PreferredAnswer::Minimal)),
        ("return=other", Preferences::default()),
        ("odata.maxpagesize=5", rows(5)),
        ("maxpagesize=\"5\"", rows(5)),
        ("maxpagesize=0", Preferences::default()),
        ("maxpagesize=x,maxpagesize=7", rows(7)),
        ("odata.continue-on-error", go_on(true)),
        ("continue-on-error=false", go_on(false)),
        ("odata.continue-on-error=true; x=1", go_on(true)),
        ("respond-async, wait=10, omit-values=nulls, odata.track-changes", Preferences::default()),
    ];
    for (header, expected) in table {
        assert_eq!(prefer::parse([header]), expected, "{header}");
    }
    let several = prefer::parse(["return=minimal", "odata.maxpagesize=3"]);
    assert_eq!(
        (several.answer.map(PreferredAnswer::name), several.page_rows_max),
        (Some("return=minimal"), Some(3))
    );
}

#[test]
fn versions() {
    let rows = [
        (None, None, "4.01"),
        (None, Some("4.0"), "4.0"),
        (None, Some("4.01"), "4.01"),
        (None, Some("4.0;NetFx"), "4.0"),
        (None, Some("5.0"), "4.01"),
        (Some("4.0"), Some("4.0"), "4.0"),
        (Some("4.01"), None, "4.01"),
        (
            None,
            Some("3.0"),
            "NotAcceptable: OData-MaxVersion '3.0' is below 4.0, the lowest version offered.",
        ),
        (None, Some("x"), "BadRequest: OData-MaxVersion 'x' is not a version."),
        (Some("3.0"), None, "BadRequest: OData-Version '3.0' is not 4.0 or 4.01."),
    ];
    for (version, max_version, expected) in rows {
        let found = match version::check(version, max_version) {
            Ok(version) => version.name().to_owned(),
            Err(refusal) => format!("{:?}: {}", refusal.kind, refusal.message),
        };
        assert_eq!(found, expected, "{version:?} {max_version:?}");
    }
    assert!(ProtocolVersion::V4_0 < ProtocolVersion::V4_01);
}
