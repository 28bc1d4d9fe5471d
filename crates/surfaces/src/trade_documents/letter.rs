//! The letter that brings a document to a customer.

use finance::choices::Choice;
use finance::companies::{Company, GeneralLedgerSetup};
use finance::trade_document_lines::TradeDocumentLine;
use finance::trade_documents::TradeDocument;

use crate::mail::Letter;

/// Writes the document as a letter.
pub(super) fn letter(
    to: &str,
    company: &Company,
    setup: &GeneralLedgerSetup,
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
) -> Letter {
    let kind = document.document_type.label();
    let subject = format!("{kind} {} from {}", document.number, company.display_name);
    let currency = match document.currency_code.as_str() {
        "" => &setup.local_currency_code,
        code => code,
    };
    let facts = [
        ("Number", document.number.clone()),
        ("Date", document.document_date.to_string()),
        ("Due", document.due_date.to_string()),
        ("Your number", document.external_document_number.clone()),
    ];
    let sums = [
        ("Without tax", document.total_excluding_tax.to_string()),
        ("Tax", document.total_tax.to_string()),
        ("Total", document.total_including_tax.to_string()),
    ];
    Letter {
        to: to.to_owned(),
        reply_to: company.email.clone(),
        sender_name: company.display_name.clone(),
        text: text(&subject, &facts, lines, &sums, currency),
        html: html(&subject, &facts, lines, &sums, currency),
        subject,
    }
}

fn text(
    subject: &str,
    facts: &[(&str, String)],
    lines: &[TradeDocumentLine],
    sums: &[(&str, String)],
    currency: &str,
) -> String {
    let mut text = format!("{subject}\n\n");
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    for line in lines {
        match line.has_amounts() {
            true => text.push_str(&format!(
                "{} {}  {} x {}  {}\n",
                line.number, line.description, line.quantity, line.unit_price, line.line_amount
            )),
            false => text.push_str(&format!("{}\n", line.description)),
        }
    }
    text.push('\n');
    for (name, value) in sums {
        text.push_str(&format!("{name}: {value} {currency}\n"));
    }
    text
}

fn html(
    subject: &str,
    facts: &[(&str, String)],
    lines: &[TradeDocumentLine],
    sums: &[(&str, String)],
    currency: &str,
) -> String {
    let mut html = format!("<!DOCTYPE html><html><body><h1>{}</h1><p>", escaped(subject));
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        html.push_str(&format!("{name}: {}<br>", escaped(value)));
    }
    html.push_str(
        "</p><table><tr><th>No.</th><th>Description</th><th>Quantity</th><th>Price</th><th>Amount</th></tr>",
    );
    for line in lines {
        let cells = match line.has_amounts() {
            true => [
                line.number.clone(),
                line.description.clone(),
                line.quantity.to_string(),
                line.unit_price.to_string(),
                line.line_amount.to_string(),
            ],
            false => [String::new(), line.description.clone(), String::new(), String::new(), String::new()],
        };
        html.push_str("<tr>");
        for cell in cells {
            html.push_str(&format!("<td>{}</td>", escaped(&cell)));
        }
        html.push_str("</tr>");
    }
    html.push_str("</table><p>");
    for (name, value) in sums {
        html.push_str(&format!("{name}: {} {}<br>", escaped(value), escaped(currency)));
    }
    html.push_str("</p></body></html>");
    html
}

/// Text as it may stand in HTML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}
