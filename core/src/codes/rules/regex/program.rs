//! A pattern as instructions for the matcher.

use core::cell::Cell;

use super::{
    super::limits::{MAX_PATTERN_INSTRUCTIONS, MAX_PATTERN_VISITS},
    char_set::{CharSet, Class},
    parse::{Anchor, Greed, Node},
};

/// The place of an instruction.
pub(super) type Place = u16;

/// The place of a position that is remembered while matching.
pub(super) type Slot = u16;

#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) instructions: Box<[Instruction]>,
    pub(super) classes: Box<[Class]>,
    pub(super) slots: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Instruction {
    Literal(Box<str>),
    Class(u16),
    /// As many characters of a class as possible, or as few.
    Span {
        class: u16,
        at_least: u32,
        at_most: u32,
        greed: Greed,
        /// What must follow, to skip places where it does not.
        followed_by: Follow,
    },
    At(Anchor),
    /// Goes on at `first`, and if that fails at `second`.
    Split {
        first: Place,
        second: Place,
    },
    Jump(Place),
    /// Remembers the position.
    Mark(Slot),
    /// Jumps if nothing was taken since the mark: an empty turn is the last one of a loop.
    JumpIfEmpty {
        since: Slot,
        to: Place,
    },
    /// The text between two marks, once more.
    Back {
        start: Slot,
        end: Slot,
        ignore_case: bool,
    },
    /// Matches what follows up to its `Accept` apart, and goes on at `next` from where it was.
    Look {
        behind: Option<Behind>,
        negative: bool,
        next: Place,
    },
    /// Only where the mark is.
    AtMark(Slot),
    /// Matches what follows up to its `Accept` apart, and goes on at `next` from where that ended.
    Atomic {
        next: Place,
    },
    Accept,
}

/// How a look-behind looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Behind {
    /// Characters that it takes.
    pub(super) at_least: usize,
    pub(super) at_most: usize,
    /// Remembers where it must end.
    pub(super) end: Slot,
}

/// What stands behind a span in every match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follow {
    Anything,
    /// This byte, the first one of a text.
    Byte(u8),
    /// Nothing.
    End,
}

/// Over the limit of size, or a look-behind without a largest width.
pub(super) struct CannotCompile;

/// Instructions that the regular expressions of one file may still have.
#[derive(Debug)]
pub(in super::super) struct Room(Cell<usize>);

impl Room {
    pub(in super::super) fn new(instructions: usize) -> Self {
        Self(Cell::new(instructions))
    }

    fn take(&self, instructions: usize) -> Result<(), CannotCompile> {
        self.0.set(self.0.get().checked_sub(instructions).ok_or(CannotCompile)?);
        Ok(())
    }
}

/// Slots of group 1 in a program whose captures are asked for.
pub(super) const GROUP_1: (Slot, Slot) = (0, 1);

impl Program {
    /// `whole`: the match must reach to the end of the text; else group 1 is captured.
    pub(super) fn compile(node: &Node, whole: bool, room: &Room) -> Result<Self, CannotCompile> {
        let mut compiler = Compiler { instructions: Vec::new(), classes: Vec::new(), captured: Vec::new(), slots: 0, visits: 0 };
        if !whole {
            compiler.captured.push(1);
        }
        compiler.note_references(node);
        compiler.slots = u16::try_from(compiler.captured.len()).map_err(|_| CannotCompile)?.saturating_mul(2);
        if whole {
            compiler.node(&without_outer_anchors(node))?;
            compiler.add(Instruction::At(Anchor::End))?;
        } else {
            compiler.node(node)?;
        }
        compiler.add(Instruction::Accept)?;
        room.take(compiler.instructions.len())?;
        compiler.look_behind_spans();
        Ok(Self {
            instructions: compiler.instructions.into_boxed_slice(),
            classes: compiler.classes.into_iter().map(|set| Class::new(&set)).collect(),
            slots: usize::from(compiler.slots),
        })
    }
}

/// A match of the whole text begins at the start and ends at the end anyway.
fn without_outer_anchors(node: &Node) -> Node {
    match node {
        Node::Sequence(nodes) => {
            let nodes = nodes.strip_prefix(&[Node::At(Anchor::Start)]).unwrap_or(nodes);
            let ends = |anchor| nodes.strip_suffix(&[Node::At(anchor)]);
            Node::Sequence(ends(Anchor::LastLineEnd).or_else(|| ends(Anchor::End)).unwrap_or(nodes).to_vec())
        }
        other => other.clone(),
    }
}

struct Compiler {
    instructions: Vec<Instruction>,
    classes: Vec<CharSet>,
    /// The groups whose text is needed.
    captured: Vec<u32>,
    slots: u16,
    /// Parts that were compiled, again and again for repetitions: some of them need no instruction.
    visits: usize,
}

impl Compiler {
    fn note_references(&mut self, node: &Node) {
        match node {
            Node::Back { group, .. } if !self.captured.contains(group) => self.captured.push(*group),
            Node::Sequence(nodes) | Node::Alternatives(nodes) => nodes.iter().for_each(|node| self.note_references(node)),
            Node::Group(_, node) | Node::Repeat { node, .. } | Node::Look { node, .. } | Node::Atomic(node) => self.note_references(node),
            Node::Back { .. } | Node::Char(_) | Node::Set(_) | Node::At(_) => {}
        }
    }

    /// Slots for the start and the end of a group, if anybody asks for them.
    fn slots_of(&self, group: u32) -> Option<(Slot, Slot)> {
        let place = self.captured.iter().position(|it| *it == group)?;
        let start = Slot::try_from(place).ok()?.saturating_mul(2);
        Some((start, start.saturating_add(1)))
    }

    fn new_slot(&mut self) -> Result<Slot, CannotCompile> {
        let slot = self.slots;
        self.slots = self.slots.checked_add(1).ok_or(CannotCompile)?;
        Ok(slot)
    }

    fn here(&self) -> Result<Place, CannotCompile> {
        if self.instructions.len() > MAX_PATTERN_INSTRUCTIONS {
            return Err(CannotCompile);
        }
        Place::try_from(self.instructions.len()).map_err(|_| CannotCompile)
    }

    fn add(&mut self, instruction: Instruction) -> Result<Place, CannotCompile> {
        let here = self.here()?;
        self.instructions.push(instruction);
        Ok(here)
    }

    /// Puts the instruction for which room was made.
    fn put(&mut self, place: Place, instruction: Instruction) {
        if let Some(room) = self.instructions.get_mut(usize::from(place)) {
            *room = instruction;
        }
    }

    fn class(&mut self, set: &CharSet) -> Result<u16, CannotCompile> {
        let known = self.classes.iter().position(|it| it == set);
        let place = known.unwrap_or(self.classes.len());
        if known.is_none() {
            self.classes.push(set.clone());
        }
        u16::try_from(place).map_err(|_| CannotCompile)
    }

    fn node(&mut self, node: &Node) -> Result<(), CannotCompile> {
        self.visits = self.visits.saturating_add(1);
        if self.visits > MAX_PATTERN_VISITS {
            return Err(CannotCompile);
        }
        match node {
            Node::Char(c) => self.add(Instruction::Literal(c.to_string().into())).map(drop),
            Node::Set(set) => {
                let class = self.class(set)?;
                self.add(Instruction::Class(class)).map(drop)
            }
            Node::At(anchor) => self.add(Instruction::At(*anchor)).map(drop),
            Node::Sequence(nodes) => self.sequence(nodes),
            Node::Alternatives(nodes) => self.alternatives(nodes),
            Node::Group(group, node) => match self.slots_of(*group) {
                None => self.node(node),
                Some((start, end)) => {
                    self.add(Instruction::Mark(start))?;
                    self.node(node)?;
                    self.add(Instruction::Mark(end)).map(drop)
                }
            },
            Node::Repeat { node, at_least, at_most, greed } => self.repeat(node, *at_least, *at_most, *greed),
            Node::Look { node, behind: false, negative } => {
                self.apart(node, None, |next| Instruction::Look { behind: None, negative: *negative, next })
            }
            Node::Look { node, behind: true, negative } => {
                let (at_least, at_most) = node.width();
                let behind = Behind { at_least, at_most: at_most.ok_or(CannotCompile)?, end: self.new_slot()? };
                self.apart(node, Some(behind.end), |next| Instruction::Look { behind: Some(behind), negative: *negative, next })
            }
            Node::Atomic(node) => self.apart(node, None, |next| Instruction::Atomic { next }),
            Node::Back { group, ignore_case } => {
                let (start, end) = self.slots_of(*group).ok_or(CannotCompile)?;
                self.add(Instruction::Back { start, end, ignore_case: *ignore_case }).map(drop)
            }
        }
    }

    fn sequence(&mut self, nodes: &[Node]) -> Result<(), CannotCompile> {
        for part in nodes.chunk_by(|one, next| matches!((one, next), (Node::Char(_), Node::Char(_)))) {
            let text: String = part.iter().filter_map(|node| if let Node::Char(c) = node { Some(*c) } else { None }).collect();
            match part {
                [node] => self.node(node)?,
                _ => drop(self.add(Instruction::Literal(text.into()))?),
            }
        }
        Ok(())
    }

    fn alternatives(&mut self, nodes: &[Node]) -> Result<(), CannotCompile> {
        let Some((last, others)) = nodes.split_last() else { return Ok(()) };
        let mut ends = Vec::with_capacity(others.len());
        for node in others {
            let split = self.add(Instruction::Accept)?;
            self.node(node)?;
            ends.push(self.add(Instruction::Accept)?);
            let (first, second) = (split.saturating_add(1), self.here()?);
            self.put(split, Instruction::Split { first, second });
        }
        self.node(last)?;
        let next = self.here()?;
        ends.into_iter().for_each(|end| self.put(end, Instruction::Jump(next)));
        Ok(())
    }

    /// `node` on its own, ending at `mark` if one is given.
    fn apart(&mut self, node: &Node, mark: Option<Slot>, instruction: impl FnOnce(Place) -> Instruction) -> Result<(), CannotCompile> {
        let place = self.add(Instruction::Accept)?;
        self.node(node)?;
        if let Some(mark) = mark {
            self.add(Instruction::AtMark(mark))?;
        }
        self.add(Instruction::Accept)?;
        let next = self.here()?;
        self.put(place, instruction(next));
        Ok(())
    }

    fn repeat(&mut self, node: &Node, at_least: u32, at_most: Option<u32>, greed: Greed) -> Result<(), CannotCompile> {
        let single = match node {
            Node::Char(c) => Some(CharSet::of(&[(*c, *c)])),
            Node::Set(set) => Some(set.clone()),
            _ => None,
        };
        if let Some(set) = single {
            let class = self.class(&set)?;
            let at_most = at_most.unwrap_or(u32::MAX);
            return self.add(Instruction::Span { class, at_least, at_most, greed, followed_by: Follow::Anything }).map(drop);
        }
        if greed == Greed::All {
            // Neither a turn nor their number is taken back.
            let turn = Box::new(Node::Atomic(Box::new(node.clone())));
            let most = Node::Repeat { node: turn, at_least, at_most, greed: Greed::Most };
            return self.apart(&most, None, |next| Instruction::Atomic { next });
        }
        match at_most {
            None => {
                // The last one that must be there is the first turn of the loop.
                (1..at_least).try_for_each(|_| self.node(node))?;
                self.forever(node, at_least == 0, greed)
            }
            Some(at_most) => {
                (0..at_least).try_for_each(|_| self.node(node))?;
                let mut splits = Vec::new();
                for _ in at_least..at_most {
                    splits.push(self.add(Instruction::Accept)?);
                    self.node(node)?;
                }
                let end = self.here()?;
                splits.into_iter().for_each(|split| self.put(split, either(greed, split.saturating_add(1), end)));
                Ok(())
            }
        }
    }

    fn forever(&mut self, node: &Node, may_skip: bool, greed: Greed) -> Result<(), CannotCompile> {
        let skip = if may_skip { Some(self.add(Instruction::Accept)?) } else { None };
        let turn = self.here()?;
        let since = if node.width().0 == 0 {
            let slot = self.new_slot()?;
            self.add(Instruction::Mark(slot))?;
            Some(slot)
        } else {
            None
        };
        self.node(node)?;
        let check = if since.is_some() { Some(self.add(Instruction::Accept)?) } else { None };
        let again = self.add(Instruction::Accept)?;
        let end = self.here()?;
        self.put(again, either(greed, turn, end));
        if let Some((since, check)) = since.zip(check) {
            self.put(check, Instruction::JumpIfEmpty { since, to: end });
        }
        if let Some(skip) = skip {
            self.put(skip, either(greed, turn, end));
        }
        Ok(())
    }

    /// Tells every span what must follow it.
    fn look_behind_spans(&mut self) {
        let mut next = Follow::Anything;
        for instruction in self.instructions.iter_mut().rev() {
            if let Instruction::Span { followed_by, .. } = instruction {
                *followed_by = next;
            }
            next = match instruction {
                Instruction::Literal(text) => text.bytes().next().map_or(Follow::Anything, Follow::Byte),
                Instruction::At(Anchor::End) => Follow::End,
                // These take no characters, and always go on.
                Instruction::Mark(_) => next,
                _ => Follow::Anything,
            };
        }
    }
}

fn either(greed: Greed, turn: Place, end: Place) -> Instruction {
    match greed {
        Greed::Fewest => Instruction::Split { first: end, second: turn },
        Greed::Most | Greed::All => Instruction::Split { first: turn, second: end },
    }
}
