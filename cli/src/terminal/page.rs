//! A page as a box of text. It decides nothing: everything in it comes from the view model.

use std::fmt::Write as _;

use cashier_core::pages::{Availability, Button, CashierPage, Notice, Page, ResultPage, Row, ScannerPage, StepUpPage};
use unicode_width::UnicodeWidthStr;

use super::printable;

const WIDTH: usize = 64;
/// Between a label and its value, at least.
const GAP: usize = 2;

/// The page as text; empty for one that shows nothing.
pub fn draw(page: &Page) -> String {
    match page {
        Page::Scanner(ScannerPage { title, notice: Some(notice), choices, retry, support, .. }) => {
            let choices = choices.iter().map(|row| format!("{}  {}", row.index + 1, printable(&row.label)));
            let retry = retry.as_ref().map(|retry| buttons([retry])).unwrap_or_default();
            boxed(title, [vec![notice_line(notice)], choices.collect(), retry, rows(support)])
        }
        Page::Scanner(ScannerPage { notice: None, .. }) | Page::Closed => String::new(),
        Page::Loading(page) => {
            let lines = page.progress.iter().cloned().chain(page.notice.iter().map(notice_line)).collect();
            boxed(&page.title, [lines, buttons(page.retry.iter().chain([&page.back])), rows(&page.support)])
        }
        Page::MerchantPage(page) => {
            let news = page.progress.iter().cloned().chain(page.notice.iter().map(notice_line)).collect();
            boxed("", [vec![page.url.expose().to_owned()], news, buttons(page.retry.iter().chain([&page.back])), rows(&page.support)])
        }
        Page::Cashier(page) => cashier(page),
        Page::StepUp(page) => step_up(page),
        Page::Result(page) => result(page),
        Page::Leaving { target, result: page } => format!("{}→ {}\n", result(page), target.opens()),
        Page::HandOver { target: Some(target), .. } => boxed("Alipay+", [vec![format!("→ {}", target.opens())]]),
        Page::HandOver { target: None, .. } => boxed("", [vec!["Alipay+".to_owned()]]),
    }
}

fn cashier(page: &CashierPage) -> String {
    let methods = page.methods.iter().map(|method| {
        let mark = if method.selected { "(•)" } else { "( )" };
        match &method.availability {
            Availability::Enabled => format!("{mark} {}", method.label),
            Availability::Disabled { reason } => format!("{mark} {} – {reason}", method.label),
        }
    });
    let news = page.notice.iter().map(notice_line).chain(page.countdown.iter().map(|left| left.text.clone()));
    let news = news.chain(page.progress.clone()).collect();
    boxed(&page.title, [rows(&page.rows), methods.collect(), news, buttons([&page.pay, &page.back]), rows(&page.support)])
}

fn step_up(page: &StepUpPage) -> String {
    let lines = vec![pair(&page.merchant.value, &page.amount.value, 0)];
    boxed(&page.title, [lines, page.notice.iter().map(notice_line).collect(), buttons([&page.cancel]), rows(&page.support)])
}

fn result(page: &ResultPage) -> String {
    let primary = page.countdown.as_ref().map_or(&page.primary.label, |countdown| &countdown.label);
    let labels = [primary].into_iter().chain(page.secondary.as_ref().map(|button| &button.label));
    let buttons = labels.map(|label| format!("[ {label} ]")).collect::<Vec<_>>().join("  ");
    let said = [&page.reason, &page.next_step, &page.progress].into_iter().flatten().cloned().collect();
    let end = page.brand.iter().map(|brand| brand.text.clone()).chain(rows(&page.support)).collect();
    boxed(&page.title, [said, rows(&page.rows), vec![buttons], end])
}

/// Values under each other, right of the widest label; a label that takes half of the box has its value right behind it.
fn rows(rows: &[Row]) -> Vec<String> {
    let widths = rows.iter().map(|row| row.label.width()).filter(|width| *width <= WIDTH / 2);
    let column = widths.max().unwrap_or_default() + GAP;
    rows.iter().map(|row| pair(&row.label, &row.value, column)).collect()
}

fn pair(label: &str, value: &str, column: usize) -> String {
    format!("{label}{}{value}", " ".repeat(column.saturating_sub(label.width()).max(GAP)))
}

fn notice_line(notice: &Notice) -> String {
    format!("! {}", notice.text)
}

fn buttons<'a>(buttons: impl IntoIterator<Item = &'a Button>) -> Vec<String> {
    let shown = buttons
        .into_iter()
        .map(|button| if button.is_enabled() { format!("[ {} ]", button.label) } else { format!("[-{}-]", button.label) });
    vec![shown.collect::<Vec<_>>().join("  ")]
}

/// Groups of lines under a title, with a blank line between groups.
fn boxed<const N: usize>(title: &str, groups: [Vec<String>; N]) -> String {
    let mut out = String::new();
    let title = if title.is_empty() { String::new() } else { format!(" {title} ") };
    let _ = writeln!(out, "╭─{title}{}╮", "─".repeat((WIDTH + 1).saturating_sub(title.width())));
    for (at, group) in groups.iter().filter(|group| !group.is_empty()).enumerate() {
        if at > 0 {
            let _ = writeln!(out, "│{}│", " ".repeat(WIDTH + 2));
        }
        for line in group.iter().flat_map(|line| wrapped(line)) {
            let _ = writeln!(out, "│ {line}{} │", " ".repeat(WIDTH.saturating_sub(line.width())));
        }
    }
    let _ = writeln!(out, "╰{}╯", "─".repeat(WIDTH + 2));
    out
}

/// Broken between words.
fn wrapped(line: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in printable(line).split_inclusive(' ') {
        let last = lines.last_mut().expect("there is always a line");
        if !last.is_empty() && last.width() + word.trim_end().width() > WIDTH {
            lines.push(word.to_owned());
        } else {
            last.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use cashier_core::pages::RowKind;

    use super::*;

    #[test]
    fn a_box_is_straight_whatever_is_in_it() {
        let drawn = boxed("確認", [vec!["a\u{1b}[31m 日本 word ".repeat(9)], vec![pair("Label", "値", 9)]]);
        let widths: std::collections::HashSet<_> = drawn.lines().map(UnicodeWidthStr::width).collect();
        assert_eq!(widths.len(), 1, "{drawn}");
        assert!(!drawn.contains('\u{1b}'));
    }

    #[test]
    fn values_stand_under_each_other_also_beside_long_labels() {
        let row = |label: &str| Row { kind: RowKind::Reference, label: label.into(), value: "=".into(), spoken: String::new() };
        let drawn = rows(&["Betrag", "Bestellnummer des Händlers", "注文番号"].map(row));
        let columns: Vec<_> = drawn.iter().map(|line| line.split('=').next().unwrap_or_default().width()).collect();
        assert_eq!(columns, [28, 28, 28], "{drawn:?}");
        let wide = "x".repeat(WIDTH / 2 + 1);
        assert_eq!(rows(&["Betrag", &wide].map(row)), ["Betrag  =".to_owned(), format!("{wide}  =")]);
    }
}
