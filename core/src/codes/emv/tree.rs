//! The whole tree of a code, for reports: every leaf with its path, and every place where reading stopped.

use core::fmt;

use super::{Element, Elements, Fault, LengthUnit, Tag, Values};

/// Where an element is: up to three tags, shown as `38.01.00`. The path of the code itself is empty.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Path([Option<Tag>; 3]);

impl Path {
    pub(super) fn root(tag: Tag) -> Self {
        Self::default().child(tag)
    }

    pub(super) fn child(mut self, tag: Tag) -> Self {
        if let Some(free) = self.0.iter_mut().find(|it| it.is_none()) {
            *free = Some(tag);
        }
        self
    }

    /// Its first tag, and whatever follows.
    pub(super) fn split(self) -> Option<(Tag, Option<Tag>)> {
        let [first, second, _] = self.0;
        first.map(|first| (first, second))
    }

    /// Its last tag.
    pub(super) fn last(self) -> Option<Tag> {
        self.0.into_iter().flatten().last()
    }

    /// How many tags it has.
    pub(super) fn depth(self) -> usize {
        self.0.into_iter().flatten().count()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, tag) in self.0.iter().flatten().enumerate() {
            write!(f, "{}{tag}", if depth == 0 { "" } else { "." })?;
        }
        Ok(())
    }
}

/// What the tree holds, in the order of the text. Offsets are bytes from the start of the code.
pub(super) enum Node<'a> {
    /// A value without elements of its own, or a template that does not parse.
    Leaf { path: Path, value: &'a str, offset: usize },
    /// A template that parses; its elements follow.
    Template { path: Path, value: &'a str, offset: usize },
    /// Reading the template or the code at `path` stopped here.
    Stopped { path: Path, fault: Fault },
}

/// Reads all levels of `text`.
pub(super) fn nodes(text: &str, unit: LengthUnit) -> Vec<Node<'_>> {
    let mut nodes = Vec::new();
    for element in Elements::new(text, unit) {
        match element {
            Ok(element) => add(Path::root(element.tag), element.value, element.offset, unit, &mut nodes),
            Err(fault) => nodes.push(Node::Stopped { path: Path::default(), fault }),
        }
    }
    nodes
}

fn add<'a>(path: Path, value: &'a str, offset: usize, unit: LengthUnit, nodes: &mut Vec<Node<'a>>) {
    let stopped = match nesting(path, value) {
        Nesting::None => return nodes.push(Node::Leaf { path, value, offset }),
        Nesting::Template => Values::read(value, unit).err(),
        // Whether such a value is a template is up to its scheme, so that one that does not parse is no fault.
        Nesting::Possible if Values::read(value, unit).is_err() => return nodes.push(Node::Leaf { path, value, offset }),
        Nesting::Possible => None,
    };
    if let Some(fault) = stopped {
        nodes.push(Node::Leaf { path, value, offset });
        let fault = Fault { offset: below(offset, fault.offset), ..fault };
        return nodes.push(Node::Stopped { path, fault });
    }
    nodes.push(Node::Template { path, value, offset });
    for element in Elements::new(value, unit).flatten() {
        add(path.child(element.tag), element.value, below(offset, element.offset), unit, nodes);
    }
}

fn below(parent: usize, offset: usize) -> usize {
    parent.saturating_add(Element::HEAD).saturating_add(offset)
}

enum Nesting {
    None,
    Possible,
    Template,
}

/// EMVCo's templates of the root; below them, a scheme's own template begins with its tag 00, as VietQR's 38.01 does.
fn nesting(path: Path, value: &str) -> Nesting {
    let is_template = |tag: Tag| tag.is_account_template() || tag == Tag::ADDITIONAL_DATA || tag == Tag::LANGUAGE;
    match path.0 {
        [Some(tag), None, _] if is_template(tag) => Nesting::Template,
        [Some(tag), Some(sub), None] if value.starts_with("00") => match (tag, sub.number()) {
            (Tag::LANGUAGE, _) | (Tag::ADDITIONAL_DATA, 0..=49) | (_, 0) => Nesting::None,
            _ => Nesting::Possible,
        },
        _ => Nesting::None,
    }
}
