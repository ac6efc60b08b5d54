//! Which of several codes that may be paid is meant: the person at the terminal says.

use std::io::{self, IsTerminal};

use cashier_core::{
    codes::{Choice, ListedHosts, classify},
    secret::CodeValue,
};

use super::{ask, name};
use crate::{Failure, terminal};

/// Lists the codes by label and kind, and asks. A script is not asked: it has to name the code.
pub async fn choose(choices: Vec<Choice>) -> Result<CodeValue, Failure> {
    let (count, listed) = (choices.len(), choices.iter().map(described));
    if !io::stdin().is_terminal() {
        let listed = listed.collect::<Vec<_>>().join("; ");
        let line = format!("{count} codes in the picture may be paid ({listed}): cut out the one to be paid, or give its text");
        return Err(Failure { line, code: 2 });
    }
    crate::terminal::say!("{count} codes in the picture may be paid:");
    listed.zip(1..).for_each(|(choice, number)| crate::terminal::say!("{number:>3}  {choice}"));
    loop {
        let answer = ask(&format!("Which one? [1-{count}] ")).await.ok_or_else(|| Failure::new("no code was chosen"))?;
        if let Some(choice) = numbered(&choices, &answer) {
            return Ok(choice.code.clone());
        }
    }
}

/// The label, which may be anybody's text, and the kind; never the code.
fn described(choice: &Choice) -> String {
    let kind = name(classify(choice.code.expose(), &ListedHosts::default()));
    let label = choice.label.as_deref().map(terminal::printable);
    label.map_or_else(|| kind.clone(), |label| format!("{label}, {kind}"))
}

fn numbered<'a>(choices: &'a [Choice], answer: &str) -> Option<&'a Choice> {
    answer.trim().parse::<usize>().ok()?.checked_sub(1).and_then(|at| choices.get(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(code: &str, label: Option<&str>) -> Choice {
        Choice { code: CodeValue::new(code), label: label.map(str::to_owned) }
    }

    #[test]
    fn a_code_is_described_by_label_and_kind_and_cannot_write_to_the_terminal() {
        assert_eq!(described(&choice("https://a.example/1", Some("a.example"))), "a.example, web_link");
        assert_eq!(described(&choice("MYPAY:secret", None)), "text");
        assert_eq!(described(&choice("MYPAY:secret", Some("A\u{1b}[2J\n"))), "A\u{fffd}[2J\u{fffd}, text");
    }

    #[test]
    fn only_a_number_of_the_list_is_an_answer() {
        let choices = [choice("a", None), choice("b", None)];
        assert_eq!(numbered(&choices, " 2\r\n"), Some(&choices[1]));
        for wrong in ["", "0", "3", "-1", "b", "99999999999999999999"] {
            assert_eq!(numbered(&choices, wrong), None, "{wrong}");
        }
    }
}
