//! Tables, as aligned text or as Markdown.

use crate::bars::Bar;
use crate::cell::Cell;
use crate::run::Found;
use crate::setting::Setting;

/// Everything a run found.
pub fn whole(found: &Found, bars: &[Bar], setting: &Setting) -> String {
    let header = ["request", "connections", "server", "requests/s", "p50 ms", "p99 ms", "CPU us/request"];
    let rows: Vec<Vec<String>> = found.cells.iter().map(|cell| columns(cell).to_vec()).collect();
    let bar_header = ["figure", "measured", "bar", "verdict"];
    let bar_rows: Vec<Vec<String>> = bars
        .iter()
        .map(|bar| {
            vec![bar.title.clone(), bar.measured.clone(), bar.wanted.clone(), bar.verdict().to_owned()]
        })
        .collect();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{} customers, {} journals, {} payments; {} s for each cell in {} rounds; {processors} processors, which \
         servers and load generator share.\n\n{}\nRatios are at {} connections.\n\n{}",
        grouped(setting.customers as f64),
        grouped(setting.journals as f64),
        grouped(setting.payments as f64),
        setting.seconds,
        setting.rounds,
        table(&header, &rows, setting.markdown),
        setting.ratio_connections(),
        table(&bar_header, &bar_rows, setting.markdown),
    )
}

/// A cell in one line, for those who wait.
pub fn line(cell: &Cell) -> String {
    let [request, connections, server, rate, p50, p99, cpu] = columns(cell);
    format!(
        "{request:40} {connections:>4}  {server:22} {rate:>9}/s  p50 {p50:>8}  p99 {p99:>8}  CPU {cpu:>6} us"
    )
}

fn columns(cell: &Cell) -> [String; 7] {
    let figures = &cell.figures;
    [
        cell.kind.title().to_owned(),
        cell.connections.to_string(),
        cell.subject.to_string(),
        grouped(figures.requests_per_second),
        format!("{:.3}", figures.p50_milliseconds),
        format!("{:.3}", figures.p99_milliseconds),
        format!("{:.1}", figures.cpu_microseconds_per_request),
    ]
}

/// A whole number with its thousands apart.
pub fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A table; columns whose first value begins with a digit are aligned to the right.
pub fn table(header: &[&str], rows: &[Vec<String>], markdown: bool) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([header[column].len(), 3]).max().unwrap_or(0)
    };
    let is_number = |column: usize| {
        rows.first().is_some_and(|row| row[column].starts_with(|first: char| first.is_ascii_digit()))
    };
    let layout: Vec<(usize, bool)> =
        (0..header.len()).map(|column| (width(column), is_number(column))).collect();
    let write = |cells: &[String]| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&layout)
            .map(|(cell, (width, right))| match right {
                true => format!("{cell:>width$}"),
                false => format!("{cell:width$}"),
            })
            .collect();
        match markdown {
            true => format!("| {} |\n", padded.join(" | ")),
            false => format!("{}\n", padded.join("  ").trim_end()),
        }
    };
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let rule: Vec<String> = layout
        .iter()
        .map(|(width, right)| match (markdown, right) {
            (true, true) => format!("{}:", "-".repeat(width - 1)),
            _ => "-".repeat(*width),
        })
        .collect();
    let rows: String = rows.iter().map(|row| write(row)).collect();
    format!("{}{}{rows}", write(&header), write(&rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables() {
        let rows = [vec!["a".to_owned(), "1,000".to_owned()], vec!["longer".to_owned(), "2".to_owned()]];
        assert_eq!(
            table(&["name", "n"], &rows, true),
            "| name   |     n |\n| ------ | ----: |\n| a      | 1,000 |\n| longer |     2 |\n"
        );
        assert_eq!(
            table(&["name", "n"], &rows, false),
            "name        n\n------  -----\na       1,000\nlonger      2\n"
        );
    }

    #[test]
    fn thousands() {
        for (number, text) in [(0.0, "0"), (999.6, "1,000"), (123_456.0, "123,456"), (12.0, "12")] {
            assert_eq!(grouped(number), text);
        }
    }
}
