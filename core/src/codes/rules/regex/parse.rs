//! From the text of a Java pattern to what it means. Flags, escapes and classes are resolved here: nothing behind it knows them.

use super::{
    super::limits::{MAX_PATTERN_DEPTH, MAX_REPEAT},
    char_set::{CharSet, LINE_ENDS, VERTICAL},
    syntax::{Escaped, Scanner, SyntaxError},
};

/// A pattern, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Char(char),
    Set(CharSet),
    At(Anchor),
    Sequence(Vec<Self>),
    Alternatives(Vec<Self>),
    /// A capture group, by its number.
    Group(u32, Box<Self>),
    Repeat {
        node: Box<Self>,
        at_least: u32,
        at_most: Option<u32>,
        greed: Greed,
    },
    Look {
        node: Box<Self>,
        behind: bool,
        negative: bool,
    },
    /// What it matched first stays.
    Atomic(Box<Self>),
    /// What the group of this number captured.
    Back {
        group: u32,
        ignore_case: bool,
    },
}

/// A place that takes no characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    End,
    /// The end, or before the line end there.
    LastLineEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}

/// What a repetition tries first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Greed {
    Most,
    Fewest,
    /// As many as possible, and never fewer.
    All,
}

/// Reads a whole pattern.
pub(super) fn parse(pattern: &str) -> Result<Node, SyntaxError> {
    let mut parser = Parser { scanner: Scanner::new(pattern), flags: Flags::default(), depth: 0, names: Vec::new() };
    let node = parser.alternatives()?;
    // Only a bracket ends it early.
    if parser.scanner.next().is_some() { Err(SyntaxError::Unopened) } else { Ok(node) }
}

#[derive(Clone, Copy, Default)]
struct Flags {
    ignore_case: bool,
    multi_line: bool,
    dot_all: bool,
}

struct Parser<'p> {
    scanner: Scanner<'p>,
    flags: Flags,
    /// Open groups.
    depth: usize,
    /// The capture groups so far, and their names.
    names: Vec<Option<&'p str>>,
}

impl<'p> Parser<'p> {
    /// Up to a closing bracket or the end.
    fn alternatives(&mut self) -> Result<Node, SyntaxError> {
        let mut all = vec![self.sequence()?];
        while self.scanner.eat("|") {
            all.push(self.sequence()?);
        }
        Ok(if all.len() == 1 { all.swap_remove(0) } else { Node::Alternatives(all) })
    }

    fn sequence(&mut self) -> Result<Node, SyntaxError> {
        let mut nodes = Vec::new();
        while !matches!(self.scanner.peek(), None | Some('|' | ')')) {
            let before = nodes.len();
            self.element(&mut nodes)?;
            // Flags are no element, and a quoted text is as many as it has characters.
            match nodes.len() > before {
                true => self.repeated(&mut nodes)?,
                false if self.is_quantifier() => return Err(SyntaxError::NothingToRepeat),
                false => {}
            }
        }
        Ok(Node::Sequence(nodes))
    }

    fn is_quantifier(&self) -> bool {
        matches!(self.scanner.peek(), Some('*' | '+' | '?' | '{'))
    }

    fn element(&mut self, nodes: &mut Vec<Node>) -> Result<(), SyntaxError> {
        if self.is_quantifier() {
            return Err(SyntaxError::NothingToRepeat);
        }
        let node = match self.scanner.next().ok_or(SyntaxError::Unfinished)? {
            '(' => {
                nodes.extend(self.group()?);
                return Ok(());
            }
            '[' => Node::Set(self.scanner.class(self.flags.ignore_case, self.depth)?),
            '.' if self.flags.dot_all => Node::Set(CharSet::default().negated()),
            '.' => Node::Set(CharSet::of(LINE_ENDS).negated()),
            '^' if self.flags.multi_line => Node::At(Anchor::LineStart),
            '^' => Node::At(Anchor::Start),
            '$' if self.flags.multi_line => Node::At(Anchor::LineEnd),
            '$' => Node::At(Anchor::LastLineEnd),
            '\\' if self.scanner.eat("Q") => {
                let quoted = self.scanner.quoted();
                nodes.extend(quoted.chars().map(|c| self.literal(c)));
                return Ok(());
            }
            '\\' => self.escape()?,
            c => self.literal(c),
        };
        nodes.push(node);
        Ok(())
    }

    fn literal(&self, c: char) -> Node {
        if self.flags.ignore_case && c.is_ascii_alphabetic() {
            Node::Set(CharSet::of(&[(c, c)]).ignoring_ascii_case())
        } else {
            Node::Char(c)
        }
    }

    fn escape(&mut self) -> Result<Node, SyntaxError> {
        Ok(match self.scanner.escape()? {
            Escaped::One(c) => self.literal(c),
            Escaped::Set(set) => Node::Set(set),
            Escaped::Other('A') => Node::At(Anchor::Start),
            Escaped::Other('z') => Node::At(Anchor::End),
            Escaped::Other('Z') => Node::At(Anchor::LastLineEnd),
            Escaped::Other('b') => Node::At(Anchor::WordBoundary),
            Escaped::Other('B') => Node::At(Anchor::NoWordBoundary),
            Escaped::Other('R') => {
                let windows = Node::Sequence(vec![Node::Char('\r'), Node::Char('\n')]);
                Node::Alternatives(vec![windows, Node::Set(CharSet::of(VERTICAL))])
            }
            Escaped::Other('k') if self.scanner.eat("<") => {
                let name = self.scanner.until(">")?;
                let place = self.names.iter().position(|it| *it == Some(name)).ok_or(SyntaxError::Escape)?;
                self.back(number_of(place))
            }
            Escaped::Other(first @ '1'..='9') => {
                let group = self.group_number(first)?;
                self.back(group)
            }
            Escaped::Other('G' | 'X' | 'N') => return Err(SyntaxError::Unsupported),
            Escaped::Other(_) => return Err(SyntaxError::Escape),
        })
    }

    fn back(&self, group: u32) -> Node {
        Node::Back { group, ignore_case: self.flags.ignore_case }
    }

    /// As many digits as there are groups for; with one digit, the group may come later, or never.
    fn group_number(&mut self, first: char) -> Result<u32, SyntaxError> {
        let groups = number_of(self.names.len()).saturating_sub(1);
        let mut number = first.to_digit(10).ok_or(SyntaxError::Escape)?;
        while let Some(digit) = self.scanner.peek().and_then(|c| c.to_digit(10)) {
            let longer = number.saturating_mul(10).saturating_add(digit);
            if longer > groups {
                break;
            }
            number = longer;
            self.scanner.next();
        }
        Ok(number)
    }

    /// What follows `(`; nothing for flags that hold from here on.
    fn group(&mut self) -> Result<Option<Node>, SyntaxError> {
        let outside = self.flags;
        let look = |behind, negative| move |node| Node::Look { node, behind, negative };
        let wrap: Box<dyn FnOnce(Box<Node>) -> Node> = if self.scanner.eat("?:") {
            Box::new(|node| *node)
        } else if self.scanner.eat("?=") {
            Box::new(look(false, false))
        } else if self.scanner.eat("?!") {
            Box::new(look(false, true))
        } else if self.scanner.eat("?<=") {
            Box::new(look(true, false))
        } else if self.scanner.eat("?<!") {
            Box::new(look(true, true))
        } else if self.scanner.eat("?>") {
            Box::new(Node::Atomic)
        } else if self.scanner.eat("?<") {
            let name = self.group_name()?;
            self.capture(Some(name))
        } else if self.scanner.eat("?") {
            if self.flags()? == ')' {
                return Ok(None);
            }
            Box::new(|node| *node)
        } else {
            self.capture(None)
        };
        if self.depth >= MAX_PATTERN_DEPTH {
            return Err(SyntaxError::TooDeep);
        }
        self.depth = self.depth.saturating_add(1);
        let node = self.alternatives()?;
        if !self.scanner.eat(")") {
            return Err(SyntaxError::Unfinished);
        }
        self.depth = self.depth.saturating_sub(1);
        self.flags = outside;
        Ok(Some(wrap(Box::new(node))))
    }

    fn group_name(&mut self) -> Result<&'p str, SyntaxError> {
        let name = self.scanner.until(">")?;
        let valid = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
        if valid && !self.names.contains(&Some(name)) { Ok(name) } else { Err(SyntaxError::Escape) }
    }

    fn capture(&mut self, name: Option<&'p str>) -> Box<dyn FnOnce(Box<Node>) -> Node> {
        let number = number_of(self.names.len());
        self.names.push(name);
        Box::new(move |node| Node::Group(number, node))
    }

    /// `ims-ims` up to `)` or `:`, which is returned.
    fn flags(&mut self) -> Result<char, SyntaxError> {
        let mut on = true;
        loop {
            match self.scanner.next().ok_or(SyntaxError::Unfinished)? {
                'i' => self.flags.ignore_case = on,
                'm' => self.flags.multi_line = on,
                's' => self.flags.dot_all = on,
                '-' => on = false,
                end @ (')' | ':') => return Ok(end),
                _ => return Err(SyntaxError::Unsupported),
            }
        }
    }

    /// The quantifier behind the last element, if there is one.
    fn repeated(&mut self, nodes: &mut Vec<Node>) -> Result<(), SyntaxError> {
        let (at_least, at_most) = match self.scanner.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.scanner.next();
                let counts = self.counts()?;
                return self.repeat(nodes, counts);
            }
            _ => return Ok(()),
        };
        self.scanner.next();
        self.repeat(nodes, (at_least, at_most))
    }

    /// `n}`, `n,}` or `n,m}`.
    fn counts(&mut self) -> Result<(u32, Option<u32>), SyntaxError> {
        let at_least = self.scanner.number().ok_or(SyntaxError::Repetition)??;
        let at_most = if self.scanner.eat(",") { self.scanner.number().transpose()? } else { Some(at_least) };
        let in_order = at_most.is_none_or(|at_most| at_least <= at_most);
        let small = at_most.unwrap_or(at_least) <= MAX_REPEAT;
        if self.scanner.eat("}") && in_order && small { Ok((at_least, at_most)) } else { Err(SyntaxError::Repetition) }
    }

    fn repeat(&mut self, nodes: &mut Vec<Node>, (at_least, at_most): (u32, Option<u32>)) -> Result<(), SyntaxError> {
        let node = Box::new(nodes.pop().ok_or(SyntaxError::NothingToRepeat)?);
        let greed = if self.scanner.eat("?") {
            Greed::Fewest
        } else if self.scanner.eat("+") {
            Greed::All
        } else {
            Greed::Most
        };
        nodes.push(Node::Repeat { node, at_least, at_most, greed });
        Ok(())
    }
}

/// Groups are counted from 1; a pattern has fewer than it has characters.
fn number_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1)
}

impl Node {
    /// How many characters it takes: at least, and at most if there is a bound.
    pub(super) fn width(&self) -> (usize, Option<usize>) {
        match self {
            Self::Char(_) | Self::Set(_) => (1, Some(1)),
            Self::At(_) | Self::Look { .. } => (0, Some(0)),
            Self::Back { .. } => (0, None),
            Self::Group(_, node) | Self::Atomic(node) => node.width(),
            Self::Sequence(nodes) => nodes.iter().map(Self::width).fold((0, Some(0)), |(least, most), (more_least, more_most)| {
                (least.saturating_add(more_least), most.zip(more_most).map(|(most, more)| most.saturating_add(more)))
            }),
            Self::Alternatives(nodes) => {
                let least = nodes.iter().map(|node| node.width().0).min().unwrap_or_default();
                (least, nodes.iter().map(|node| node.width().1).try_fold(0, |most, one| Some(most.max(one?))))
            }
            Self::Repeat { node, at_least, at_most, .. } => {
                let times = |width: usize, times: u32| width.saturating_mul(usize::try_from(times).unwrap_or(usize::MAX));
                let (least, most) = node.width();
                let most = if most == Some(0) { most } else { most.zip(*at_most).map(|(most, at_most)| times(most, at_most)) };
                (times(least, *at_least), most)
            }
        }
    }

    /// The characters with which what it matches begins; nothing if it may match the empty text, or if that is not known.
    pub(super) fn first(&self) -> Option<CharSet> {
        match self {
            Self::Char(c) => Some(CharSet::of(&[(*c, *c)])),
            Self::Set(set) => Some(set.clone()),
            Self::Group(_, node) | Self::Atomic(node) | Self::Repeat { node, at_least: 1.., .. } => node.first(),
            Self::Sequence(nodes) => {
                // What takes no characters only narrows the others.
                nodes.iter().find(|node| !matches!(node, Self::At(_) | Self::Look { .. }))?.first()
            }
            Self::Alternatives(nodes) => nodes.iter().try_fold(CharSet::default(), |all, node| Some(all.union(node.first()?))),
            Self::At(_) | Self::Look { .. } | Self::Repeat { .. } | Self::Back { .. } => None,
        }
    }

    /// The text with which everything that it matches begins.
    pub(super) fn beginning(&self) -> String {
        let mut text = String::new();
        self.add_beginning(&mut text);
        text
    }

    /// Whether all of it is in `text` now, so that what follows may be added.
    fn add_beginning(&self, text: &mut String) -> bool {
        match self {
            Self::Char(c) => {
                text.push(*c);
                true
            }
            Self::Sequence(nodes) => nodes.iter().all(|node| node.add_beginning(text)),
            Self::Group(_, node) | Self::Atomic(node) => node.add_beginning(text),
            // These take no characters.
            Self::At(_) | Self::Look { .. } => true,
            Self::Repeat { node, at_least: 1.., .. } => {
                node.add_beginning(text);
                false
            }
            Self::Set(_) | Self::Alternatives(_) | Self::Repeat { .. } | Self::Back { .. } => false,
        }
    }
}
