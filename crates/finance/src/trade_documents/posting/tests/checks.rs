//! What must hold before a document is posted, check by check.

use money::Amount;
use uuid::Uuid;

use super::{
    amount,
    records::{SIDES, full},
};
use crate::{
    BLANK_DATE,
    trade_document_lines::{TradeDocumentLine, TradeItem, TradeLineType},
    trade_documents::{
        PartyBlocked, PostChecks, TradeDocument, TradeDocumentType, TradeParty, TradeSetup, check_handover,
        check_post,
    },
};

#[test]
fn what_must_hold_before() {
    let mut text = String::new();
    let party = |blocked| TradeParty { number: "C-99".into(), blocked, ..TradeParty::default() };
    let (good, bad) = (party(PartyBlocked::No), party(PartyBlocked::All));
    let item = TradeItem {
        id: Uuid::from_u128(4),
        number: "LAMP".into(),
        general_product_posting_group: "GOODS".into(),
        blocked: true,
        ..TradeItem::default()
    };
    let items = [TradeItem { id: Uuid::from_u128(5), blocked: false, ..item.clone() }, item];
    let kinds = [TradeDocumentType::Order, TradeDocumentType::Invoice, TradeDocumentType::CreditMemo];
    for (side, kind) in SIDES.into_iter().flat_map(|side| kinds.map(|kind| (side, kind))) {
        let document = full(side, kind);
        let goods = TradeDocumentLine {
            line_type: TradeLineType::Item,
            quantity: Amount::ONE,
            ..TradeDocumentLine::blank(&document)
        };
        let comment = TradeDocumentLine { line_type: TradeLineType::Comment, ..goods.clone() };
        let empty = TradeDocumentLine { quantity: Amount::ZERO, ..goods.clone() };
        let of_item = TradeDocumentLine { item_id: Uuid::from_u128(4), ..goods.clone() };
        let trade = TradeSetup::new(side);
        let strict = TradeSetup { external_number_mandatory: true, ..trade.clone() };
        let lax = TradeSetup { external_number_mandatory: false, ..trade.clone() };
        let other = TradeDocument { bill_to_id: Uuid::from_u128(0xFFFF), ..document.clone() };
        let base = PostChecks {
            trade: &trade,
            party: Some(&good),
            bill_to: Some(&good),
            external_number_used: false,
            items: &items,
            applied: Some((&document, true)),
        };
        let applied = |applied| PostChecks { applied, ..base };
        let used = PostChecks { external_number_used: true, ..base };
        let with = |change: fn(&mut TradeDocument)| {
            let mut document = document.clone();
            change(&mut document);
            document
        };
        let unnamed = with(|document| document.external_document_number.clear());
        let naming = with(|document| {
            document.applies_to_number = "102999".into();
            document.total_including_tax = Amount::ONE;
        });
        let negative = TradeDocument { total_including_tax: amount("-0.01"), ..document.clone() };
        for (title, document, lines, facts) in [
            ("all is well", document.clone(), vec![&goods], base),
            ("posted", with(|document| document.posted = true), vec![&goods], base),
            ("posting date", with(|document| document.posting_date = BLANK_DATE), vec![&goods], base),
            ("document date", with(|document| document.document_date = BLANK_DATE), vec![&goods], base),
            ("due date", with(|document| document.due_date = BLANK_DATE), vec![&goods], base),
            ("no lines", document.clone(), vec![], base),
            ("comments", document.clone(), vec![&comment], base),
            ("no quantity", document.clone(), vec![&empty], base),
            ("one of them", document.clone(), vec![&empty, &comment, &goods], base),
            ("negative", negative, vec![&goods], base),
            ("no party", document.clone(), vec![&goods], PostChecks { party: None, ..base }),
            ("no payer", document.clone(), vec![&goods], PostChecks { bill_to: None, ..base }),
            ("blocked", document.clone(), vec![&goods], PostChecks { party: Some(&bad), ..base }),
            ("payer blocked", document.clone(), vec![&goods], PostChecks { bill_to: Some(&bad), ..base }),
            ("number used", document.clone(), vec![&goods], used),
            ("number missing", unnamed.clone(), vec![&goods], PostChecks { trade: &strict, ..base }),
            ("number not needed", unnamed.clone(), vec![&goods], PostChecks { trade: &lax, ..used }),
            ("number of the side", unnamed, vec![&goods], base),
            ("applied to another's", naming.clone(), vec![&goods], applied(Some((&other, true)))),
            ("applied to closed", naming.clone(), vec![&goods], applied(Some((&document, false)))),
            ("applied to nothing", naming.clone(), vec![&goods], applied(None)),
            ("item blocked", document.clone(), vec![&goods, &of_item], base),
        ] {
            let lines: Vec<TradeDocumentLine> = lines.into_iter().cloned().collect();
            let told = match check_post(&document, &lines, &facts) {
                Ok(()) => "allowed".to_owned(),
                Err(error) => {
                    format!("{:?} {} | {}", error.category, error.property.unwrap_or("-"), error.message)
                }
            };
            text += &format!("{side:?} {kind:?}, {title}: {told}\n");
        }
    }
    insta::assert_snapshot!("checked", text);
}

/// Shipping alone asks for no lines, no total and no number of the vendor.
#[test]
fn what_must_hold_before_goods_leave() {
    for side in SIDES {
        let order = full(side, TradeDocumentType::Order);
        let trade = TradeSetup::new(side);
        let party = |blocked| TradeParty { number: "C-99".into(), blocked, ..TradeParty::default() };
        let (good, bad) = (party(PartyBlocked::No), party(PartyBlocked::All));
        let item = TradeItem { id: Uuid::from_u128(4), blocked: true, ..TradeItem::default() };
        let of_item = TradeDocumentLine {
            line_type: TradeLineType::Item,
            quantity: Amount::ONE,
            item_id: item.id,
            ..TradeDocumentLine::blank(&order)
        };
        let base = PostChecks {
            trade: &trade,
            party: Some(&good),
            bill_to: Some(&good),
            external_number_used: true,
            items: &[item],
            applied: None,
        };
        let posted = TradeDocument { posted: true, ..order.clone() };
        assert_eq!(check_handover(&order, &[], &base), Ok(()));
        assert!(check_handover(&posted, &[], &base).is_err());
        assert!(check_handover(&order, &[], &PostChecks { party: Some(&bad), ..base }).is_err());
        assert!(check_handover(&order, &[], &PostChecks { bill_to: None, ..base }).is_err());
        assert!(check_handover(&order, &[of_item], &base).is_err());
    }
}
