//! What can be seen of every match without matching: a look at a few bytes rules most texts out.

use super::{
    char_set::Class,
    parse::{Anchor, Node},
    program::{Instruction, Program},
    text::taken,
};

#[derive(Clone, Debug)]
pub(super) struct Outline {
    /// The text with which every match begins.
    pub(super) beginning: Box<str>,
    /// The characters with which every match begins, if it is not always the same one.
    pub(super) first: Option<Class>,
    /// The longest text that stands at the same place in every match, and how many bytes before it.
    landmark: (usize, Box<str>),
    /// The text with which every match ends.
    ending: Box<str>,
}

impl Outline {
    /// The outline of a pattern for whole texts.
    pub(super) fn new(node: &Node, program: &Program) -> Self {
        let beginning = node.beginning();
        let first = if beginning.is_empty() { node.first().map(|set| Class::new(&set)) } else { None };
        Self { beginning: beginning.into(), first, landmark: landmark(program), ending: ending(node).into() }
    }

    /// Whether `text` may match.
    pub(super) fn fits(&self, text: &str) -> bool {
        let (before, landmark) = &self.landmark;
        let at_landmark = text.as_bytes().get(*before..).unwrap_or_default();
        // Most texts differ in one byte, and comparing that needs no call.
        let begins = landmark.is_empty() || at_landmark.first() == landmark.as_bytes().first();
        let ends = self.ending.is_empty() || text.as_bytes().last() == self.ending.as_bytes().last();
        begins
            && ends
            && at_landmark.starts_with(landmark.as_bytes())
            && text.ends_with(&*self.ending)
            && self.first.as_ref().is_none_or(|first| taken(first, text, 0).is_some())
    }
}

/// Of the instructions that every match runs through, each with a fixed number of bytes.
fn landmark(program: &Program) -> (usize, Box<str>) {
    let is_ascii = |class: &u16| program.classes.get(usize::from(*class)).is_some_and(Class::is_ascii);
    let (mut place, mut bytes, mut longest) = (0, 0_usize, (0, ""));
    while let Some(instruction) = program.instructions.get(place) {
        place = place.saturating_add(1);
        match instruction {
            Instruction::Literal(text) => {
                if text.len() > longest.1.len() {
                    longest = (bytes, text);
                }
                bytes = bytes.saturating_add(text.len());
            }
            Instruction::Class(class) if is_ascii(class) => bytes = bytes.saturating_add(1),
            Instruction::Span { class, at_least, at_most, .. } if at_least == at_most && is_ascii(class) => {
                bytes = bytes.saturating_add(usize::try_from(*at_most).unwrap_or(usize::MAX));
            }
            Instruction::At(_) | Instruction::Mark(_) => {}
            Instruction::Look { next, .. } => place = usize::from(*next),
            _ => break,
        }
    }
    (longest.0, longest.1.into())
}

fn ending(node: &Node) -> String {
    let Node::Sequence(nodes) = node else { return String::new() };
    let nodes = nodes.strip_suffix(&[Node::At(Anchor::LastLineEnd)]).unwrap_or(nodes);
    let literal = |node: &Node| if let Node::Char(c) = node { Some(*c) } else { None };
    let backwards: Vec<char> = nodes.iter().rev().map_while(literal).collect();
    backwards.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Room, parse},
        *,
    };

    fn outline(pattern: &str) -> Outline {
        let node = parse(pattern).unwrap();
        let program = Program::compile(&node, true, &Room::new(1_000)).map_err(|_| "too large").unwrap();
        Outline::new(&node, &program)
    }

    #[test]
    fn landmarks_stand_behind_a_fixed_number_of_bytes() {
        for (pattern, before, landmark) in [
            ("^(?!0000)[0-9]{4}LANTERN.*", 4, "LANTERN"),
            ("PX[0-9]DELTA[a-z]+", 3, "DELTA"),
            ("ab[^x]cdef", 0, "ab"),
            ("(ab)cdef", 2, "cdef"),
            ("ab*cdef", 0, "a"),
            ("(a|b)cdef", 0, ""),
            ("a|bcdef", 0, ""),
            (r"\d{2,3}cdef", 0, ""),
            ("(?=ab)cd", 0, "cd"),
        ] {
            assert_eq!(outline(pattern).landmark, (before, landmark.into()), "{pattern}");
        }
    }

    #[test]
    fn endings_are_what_every_match_ends_with() {
        for (pattern, ending) in
            [("[a-z]+@bank", "@bank"), ("x.y$", "y"), ("a|bc", ""), ("ab?", ""), ("a(bc)", ""), ("abc", "abc"), ("", "")]
        {
            assert_eq!(&*outline(pattern).ending, ending, "{pattern}");
        }
    }

    #[test]
    fn texts_that_do_not_fit_are_ruled_out() {
        for (pattern, fitting, other) in [
            ("[0-9]{4}-.*", "0002-x", "0002x"),
            ("[0-9]{4}-.*", "1xxx-", "12"),
            ("[a-z]+@bank", "a@bank", "a@bankx"),
            ("[0-9]+", "1x", "x1"),
            ("(?i)(?:n|(o))p", "OP", "p"),
            ("é.é", "éé", "ée"),
        ] {
            assert_eq!((outline(pattern).fits(fitting), outline(pattern).fits(other)), (true, false), "{pattern}");
        }
    }
}
