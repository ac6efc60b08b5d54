//! Holds a text against a pattern: backtracking in the order of Java, with a limit of steps.

use core::cell::Cell;

use smallvec::SmallVec;

use super::{
    parse::Greed,
    program::{Behind, Follow, GROUP_1, Instruction, Place, Program, Slot},
    text::{is_at, previous_char, taken},
};
use crate::codes::rules::limits::MAX_STEPS_OF_A_MATCH;

/// Over the limit of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct OverLimit;

/// What matching may cost: steps that are left for all patterns that look at one code.
#[derive(Debug)]
pub(in super::super) struct Steps(Cell<u32>);

impl Steps {
    pub(in super::super) const fn new(steps: u32) -> Self {
        Self(Cell::new(steps))
    }

    pub(in super::super) fn are_left(&self) -> bool {
        self.0.get() > 0
    }

    #[cfg(test)]
    pub(super) fn left(&self) -> u32 {
        self.0.get()
    }
}

/// Whether the program matches from the start of the text.
pub(super) fn matches(program: &Program, text: &str, steps: &Steps) -> Result<bool, OverLimit> {
    Matcher::spending(steps, program, text, |matcher| Ok(matcher.match_from(0, 0)?.is_some()))
}

/// Group 1 of the first place where the program matches.
pub(super) fn first_group<'t>(program: &Program, text: &'t str, steps: &Steps) -> Result<Option<&'t str>, OverLimit> {
    Matcher::spending(steps, program, text, |matcher| {
        for start in text.char_indices().map(|(at, _)| at).chain([text.len()]) {
            if matcher.match_from(0, start)?.is_some() {
                let (from, to) = GROUP_1;
                return Ok(matcher.slot(from).zip(matcher.slot(to)).and_then(|(from, to)| text.get(from..to)));
            }
        }
        Ok(None)
    })
}

/// Most patterns leave fewer ways open.
const USUAL_DEPTH: usize = 8;

struct Matcher<'a> {
    program: &'a Program,
    text: &'a str,
    slots: Vec<Option<usize>>,
    /// Where to go on when the present way fails, and what to undo on the way there.
    stack: SmallVec<[Frame; USUAL_DEPTH]>,
    /// What is left.
    steps: u32,
}

enum Frame {
    Branch {
        place: Place,
        at: usize,
    },
    /// A span that may give characters back, down to `least`.
    Shrink {
        place: Place,
        least: usize,
        at: usize,
        followed_by: Follow,
    },
    /// A span that may take up to `more` characters.
    Grow {
        place: Place,
        class: u16,
        at: usize,
        more: u32,
        followed_by: Follow,
    },
    Restore {
        slot: Slot,
        was: Option<usize>,
    },
}

impl<'a> Matcher<'a> {
    fn spending<T>(
        steps: &Steps,
        program: &'a Program,
        text: &'a str,
        work: impl FnOnce(&mut Self) -> Result<T, OverLimit>,
    ) -> Result<T, OverLimit> {
        let given = steps.0.get().min(MAX_STEPS_OF_A_MATCH);
        let mut matcher = Self { program, text, slots: vec![None; program.slots], stack: SmallVec::new(), steps: given };
        let done = work(&mut matcher);
        steps.0.set(steps.0.get().saturating_sub(given.saturating_sub(matcher.steps)));
        done
    }

    fn slot(&self, slot: Slot) -> Option<usize> {
        self.slots.get(usize::from(slot)).copied().flatten()
    }

    /// Runs up to the next `Accept`. What it leaves on the stack are ways to go on inside of it, and what it remembered.
    fn match_from(&mut self, mut place: Place, mut at: usize) -> Result<Option<usize>, OverLimit> {
        let floor = self.stack.len();
        let program = self.program;
        loop {
            self.spend(1)?;
            let next = place.saturating_add(1);
            let Some(instruction) = program.instructions.get(usize::from(place)) else { return Ok(None) };
            // Where the match goes on with the next instruction; nothing if it fails here.
            let end = match instruction {
                Instruction::Literal(literal) => {
                    let end = at.saturating_add(literal.len());
                    if self.text.as_bytes().get(at..end) == Some(literal.as_bytes()) { Some(end) } else { None }
                }
                Instruction::Class(class) => self.taken(*class, at),
                Instruction::Span { class, at_least, at_most, greed, followed_by } => {
                    self.span(next, *class, at, (*at_least, *at_most), *greed, *followed_by)?
                }
                Instruction::At(anchor) => is_at(*anchor, self.text, at).then_some(at),
                Instruction::AtMark(slot) => Some(at).filter(|_| self.slot(*slot) == Some(at)),
                Instruction::Back { start, end, ignore_case } => self.repeated(*start, *end, *ignore_case, at)?,
                Instruction::Mark(slot) => {
                    self.mark(*slot, at);
                    Some(at)
                }
                Instruction::Split { first, second } => {
                    self.stack.push(Frame::Branch { place: *second, at });
                    place = *first;
                    continue;
                }
                Instruction::Jump(to) => {
                    place = *to;
                    continue;
                }
                Instruction::JumpIfEmpty { since, to } => {
                    place = if self.slot(*since) == Some(at) { *to } else { next };
                    continue;
                }
                Instruction::Look { behind, negative, next: after } => {
                    let inner = self.stack.len();
                    let found = match behind {
                        None => self.match_from(next, at)?.is_some(),
                        Some(behind) => self.ends_at(next, at, *behind)?,
                    };
                    // What a look-around captured stays, unless it must not match.
                    self.settle(inner, !negative);
                    if found == *negative {
                        None
                    } else {
                        place = *after;
                        continue;
                    }
                }
                Instruction::Atomic { next: after } => {
                    let inner = self.stack.len();
                    let end = self.match_from(next, at)?;
                    self.settle(inner, true);
                    match end {
                        None => None,
                        Some(end) => {
                            (place, at) = (*after, end);
                            continue;
                        }
                    }
                }
                Instruction::Accept => return Ok(Some(at)),
            };
            match end {
                Some(end) => (place, at) = (next, end),
                None => match self.back(floor)? {
                    Some(way) => (place, at) = way,
                    None => return Ok(None),
                },
            }
        }
    }

    fn spend(&mut self, steps: usize) -> Result<(), OverLimit> {
        match u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps)) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => {
                self.steps = 0;
                Err(OverLimit)
            }
        }
    }

    /// The text between two marks, at `at` once more.
    fn repeated(&mut self, start: Slot, end: Slot, ignore_case: bool, at: usize) -> Result<Option<usize>, OverLimit> {
        let group = self.slot(start).zip(self.slot(end)).and_then(|(start, end)| self.text.get(start..end));
        let Some(group) = group else { return Ok(None) };
        self.spend_scanning(group.len())?;
        let end = at.saturating_add(group.len());
        let again = self.text.get(at..end);
        let same = again.is_some_and(|again| if ignore_case { again.eq_ignore_ascii_case(group) } else { again == group });
        Ok(same.then_some(end))
    }

    /// Whether a match ends at `end`.
    fn ends_at(&mut self, place: Place, end: usize, behind: Behind) -> Result<bool, OverLimit> {
        self.mark(behind.end, end);
        let text: &'a str = self.text;
        let starts = text.get(..end).unwrap_or_default().char_indices().rev().map(|(at, _)| at);
        let count = behind.at_most.saturating_sub(behind.at_least).saturating_add(1);
        for start in core::iter::once(end).chain(starts).skip(behind.at_least).take(count) {
            self.spend(1)?;
            if self.match_from(place, start)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The latest way that was left, no deeper than `floor`.
    fn back(&mut self, floor: usize) -> Result<Option<(Place, usize)>, OverLimit> {
        while self.stack.len() > floor {
            match self.stack.pop() {
                None => break,
                Some(Frame::Restore { slot, was }) => self.set(slot, was),
                Some(Frame::Branch { place, at }) => return Ok(Some((place, at))),
                Some(Frame::Shrink { place, least, at, followed_by }) => {
                    if let Some(found) = self.shrink(place, least, at, followed_by)? {
                        return Ok(Some((place, found)));
                    }
                }
                Some(Frame::Grow { place, class, at, more, followed_by }) => {
                    let Some((found, more)) = self.next_place(class, at, more, followed_by)? else { continue };
                    if let (Some(longer), Some(more)) = (self.taken(class, found), more.checked_sub(1)) {
                        self.stack.push(Frame::Grow { place, class, at: longer, more, followed_by });
                    }
                    return Ok(Some((place, found)));
                }
            }
        }
        Ok(None)
    }

    /// Drops the ways that were left since `floor`; what was remembered since then is kept, or forgotten.
    fn settle(&mut self, floor: usize, keep: bool) {
        if keep {
            let mut kept = floor;
            for place in floor..self.stack.len() {
                if matches!(self.stack.get(place), Some(Frame::Restore { .. })) {
                    self.stack.swap(kept, place);
                    kept = kept.saturating_add(1);
                }
            }
            self.stack.truncate(kept);
        } else {
            while self.stack.len() > floor {
                if let Some(Frame::Restore { slot, was }) = self.stack.pop() {
                    self.set(slot, was);
                }
            }
        }
    }

    fn mark(&mut self, slot: Slot, at: usize) {
        self.stack.push(Frame::Restore { slot, was: self.slot(slot) });
        self.set(slot, Some(at));
    }

    fn set(&mut self, slot: Slot, value: Option<usize>) {
        if let Some(place) = self.slots.get_mut(usize::from(slot)) {
            *place = value;
        }
    }

    fn span(
        &mut self,
        next: Place,
        class: u16,
        at: usize,
        (at_least, at_most): (u32, u32),
        greed: Greed,
        followed_by: Follow,
    ) -> Result<Option<usize>, OverLimit> {
        let (least, count) = self.take(class, at, at_least)?;
        if count < at_least {
            return Ok(None);
        }
        let more = at_most.saturating_sub(at_least);
        match greed {
            Greed::Fewest => self.stack.push(Frame::Grow { place: next, class, at: least, more, followed_by }),
            Greed::Most | Greed::All => {
                let (most, _) = self.take(class, least, more)?;
                if greed == Greed::All || most == least {
                    return Ok(Some(most));
                }
                return self.shrink(next, least, most, followed_by);
            }
        }
        // The way just left is the first one to go.
        Ok(None)
    }

    /// Where the character at `at` ends, if the class has it.
    fn taken(&self, class: u16, at: usize) -> Option<usize> {
        taken(self.program.classes.get(usize::from(class))?, self.text, at)
    }

    /// Up to `at_most` characters of a class: where they end, and how many they are.
    fn take(&mut self, class: u16, at: usize, at_most: u32) -> Result<(usize, u32), OverLimit> {
        let (mut end, mut count) = (at, 0_u32);
        if let Some(class) = self.program.classes.get(usize::from(class)) {
            loop {
                let room = usize::try_from(at_most.saturating_sub(count)).unwrap_or(usize::MAX);
                let rest = self.text.as_bytes().get(end..).unwrap_or_default();
                let ascii = rest.iter().take(room).take_while(|byte| class.contains_byte(**byte)).count();
                end = end.saturating_add(ascii);
                count = count.saturating_add(u32::try_from(ascii).unwrap_or(u32::MAX));
                match taken(class, self.text, end).filter(|_| count < at_most) {
                    Some(next) => (end, count) = (next, count.saturating_add(1)),
                    None => break,
                }
            }
        }
        self.spend_scanning(end.saturating_sub(at))?;
        Ok((end, count))
    }

    /// The next place at which a span may end that goes down from `at`; what is below it is left for later.
    fn shrink(&mut self, place: Place, least: usize, at: usize, followed_by: Follow) -> Result<Option<usize>, OverLimit> {
        let Some(found) = self.last_place(least, at, followed_by)? else { return Ok(None) };
        // Nothing follows: there is no other end than this one.
        let shorter = if followed_by == Follow::End { None } else { previous_char(self.text, found) };
        if let Some(shorter) = shorter.map(|c| found.saturating_sub(c.len_utf8())).filter(|shorter| *shorter >= least) {
            self.stack.push(Frame::Shrink { place, least, at: shorter, followed_by });
        }
        Ok(Some(found))
    }

    /// The last place from `at` down to `least` where a span may end.
    fn last_place(&mut self, least: usize, at: usize, followed_by: Follow) -> Result<Option<usize>, OverLimit> {
        match followed_by {
            Follow::Anything => Ok(Some(at)),
            Follow::End => Ok(Some(at).filter(|at| *at == self.text.len())),
            Follow::Byte(byte) => {
                let places = self.text.as_bytes().get(least..=at.min(self.text.len().saturating_sub(1)));
                let found = places.and_then(|places| places.iter().rposition(|it| *it == byte));
                let found = found.map(|place| least.saturating_add(place));
                self.spend_scanning(at.saturating_sub(found.unwrap_or(least)))?;
                Ok(found)
            }
        }
    }

    /// The next place from `at` on where a span may end, and how many more characters it may take from there.
    fn next_place(&mut self, class: u16, at: usize, more: u32, followed_by: Follow) -> Result<Option<(usize, u32)>, OverLimit> {
        let (mut place, mut left) = (at, more);
        let fits = |text: &str, place: usize| match followed_by {
            Follow::Anything => true,
            Follow::End => place == text.len(),
            Follow::Byte(byte) => text.as_bytes().get(place) == Some(&byte),
        };
        while !fits(self.text, place) {
            let further = self.taken(class, place).zip(left.checked_sub(1));
            let Some(further) = further else {
                self.spend_scanning(place.saturating_sub(at))?;
                return Ok(None);
            };
            (place, left) = further;
        }
        self.spend_scanning(place.saturating_sub(at))?;
        Ok(Some((place, left)))
    }

    /// Looking at characters in a row costs less than deciding.
    fn spend_scanning(&mut self, bytes: usize) -> Result<(), OverLimit> {
        self.spend(bytes / 4)
    }
}
