//! The whole tree of a code, for reports: every leaf with its path, and every place where reading stopped. Nothing is allocated.

use core::fmt;

use super::{Element, Elements, Fault, LengthUnit, Tag};

/// Where an element is: up to three tags, shown as `38.01.00`. The path of the code itself is empty.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Path([Option<Tag>; Self::MAX_DEPTH]);

impl Path {
    const MAX_DEPTH: usize = 3;

    pub(super) fn child(mut self, tag: Tag) -> Self {
        if let Some(free) = self.0.iter_mut().find(|it| it.is_none()) {
            *free = Some(tag);
        }
        self
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
    Leaf { path: Path, value: &'a str },
    /// Reading the template or the code at `path` stopped here.
    Stopped { path: Path, fault: Fault },
}

/// The elements right below one path, with offsets from the start of the code.
#[derive(Clone)]
pub(super) struct Level<'a> {
    pub(super) path: Path,
    unit: LengthUnit,
    elements: Elements<'a>,
    offset: usize,
}

impl<'a> Level<'a> {
    /// The elements of the code itself.
    pub(super) fn root(text: &'a str, unit: LengthUnit) -> Self {
        Self { path: Path::default(), unit, elements: Elements::new(text, unit), offset: 0 }
    }

    /// The elements of the value of one of its elements.
    pub(super) fn below(&self, element: &Element<'a>) -> Self {
        let (path, offset) = (self.path.child(element.tag), element.value_offset());
        Self { path, unit: self.unit, elements: Elements::new(element.value, self.unit), offset }
    }

    /// The first place where it stops being a sequence of elements.
    pub(super) fn fault(&self) -> Option<Fault> {
        self.clone().find_map(Result::err)
    }

    /// Its elements up to the first fault.
    pub(super) fn elements(&self) -> impl Iterator<Item = Element<'a>> + Clone + use<'a> {
        self.clone().flatten()
    }

    /// The element of `tag`; of a repeated one the last one counts.
    pub(super) fn get(&self, tag: Tag) -> Option<Element<'a>> {
        self.elements().filter(|element| element.tag == tag).last()
    }
}

impl<'a> Iterator for Level<'a> {
    type Item = Result<Element<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.elements.next()?;
        Some(match next {
            Ok(element) => Ok(Element { offset: self.offset + element.offset, ..element }),
            Err(fault) => Err(Fault { offset: self.offset + fault.offset, ..fault }),
        })
    }
}

/// Walks all levels of a code.
pub(super) struct Nodes<'a> {
    /// The levels that are open, the root first.
    open: [Option<Level<'a>>; Path::MAX_DEPTH],
    /// Why the template that was given as a leaf is none.
    stopped: Option<Node<'a>>,
}

impl<'a> Nodes<'a> {
    pub(super) fn of(root: Level<'a>) -> Self {
        Self { open: [Some(root), None, None], stopped: None }
    }
}

impl<'a> Iterator for Nodes<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if let Some(stopped) = self.stopped.take() {
            return Some(stopped);
        }
        loop {
            let innermost = self.open.iter_mut().rev().find(|it| it.is_some())?;
            let level = innermost.as_mut()?;
            let element = match level.next() {
                None => {
                    *innermost = None;
                    continue;
                }
                Some(Err(fault)) => return Some(Node::Stopped { path: level.path, fault }),
                Some(Ok(element)) => element,
            };
            let below = level.below(&element);
            let path = below.path;
            match (nesting(path, element.value), below.fault()) {
                (Nesting::Template | Nesting::Possible, None) => {
                    let free = self.open.iter_mut().find(|it| it.is_none())?;
                    *free = Some(below);
                    continue;
                }
                (Nesting::Template, Some(fault)) => self.stopped = Some(Node::Stopped { path, fault }),
                // Whether such a value is a template is up to its scheme, so that one that does not parse is no fault.
                (Nesting::Possible, Some(_)) | (Nesting::None, _) => {}
            }
            return Some(Node::Leaf { path, value: element.value });
        }
    }
}

enum Nesting {
    None,
    Possible,
    Template,
}

/// EMVCo's templates of the root; below them, a scheme's own template begins with its tag 00, as VietQR's 38.01 does.
fn nesting(path: Path, value: &str) -> Nesting {
    match path.0 {
        [Some(tag), None, _] if tag.is_template() => Nesting::Template,
        [Some(tag), Some(sub), None] if value.starts_with("00") => match (tag, sub.number()) {
            (Tag::LANGUAGE, _) | (Tag::ADDITIONAL_DATA, 0..=49) | (_, 0) => Nesting::None,
            _ => Nesting::Possible,
        },
        _ => Nesting::None,
    }
}
