//! Reading a Java pattern: the characters, the escapes and the classes.

use super::{
    super::limits::MAX_PATTERN_DEPTH,
    char_set::{CharSet, DIGITS, HORIZONTAL, SPACE, VERTICAL, WORD, posix},
};

/// Why a pattern cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// A group, a class, a quantifier or an escape that is not closed.
    #[error("ends too early")]
    Unfinished,
    /// `)` without `(`.
    #[error("closes a group that is not open")]
    Unopened,
    /// `*`, `+`, `?` or `{` without anything before it.
    #[error("repeats nothing")]
    NothingToRepeat,
    /// Numbers that are in the wrong order or too large.
    #[error("has a wrong repetition")]
    Repetition,
    /// A range of a class that goes backwards, or has no single character at an end.
    #[error("has a wrong range")]
    Range,
    /// An escape that Java does not know.
    #[error("has an unknown escape")]
    Escape,
    /// Groups or classes within each other beyond the limit.
    #[error("nests too deep")]
    TooDeep,
    /// Java's syntax, but outside of what rules may use: Unicode properties, `\G`, flags other than `i`, `m`, `s`.
    #[error("uses a construct that is not supported")]
    Unsupported,
}

/// What an escape stands for, inside and outside of classes.
pub(super) enum Escaped {
    One(char),
    Set(CharSet),
    /// Something else, by the letter after the backslash.
    Other(char),
}

/// The characters of a pattern.
pub(super) struct Scanner<'p> {
    rest: core::str::Chars<'p>,
}

impl<'p> Scanner<'p> {
    pub(super) fn new(pattern: &'p str) -> Self {
        Self { rest: pattern.chars() }
    }

    pub(super) fn rest(&self) -> &'p str {
        self.rest.as_str()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        self.rest.next()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let after = self.rest().strip_prefix(text);
        if let Some(after) = after {
            self.rest = after.chars();
        }
        after.is_some()
    }

    /// What is before `end`, which is skipped.
    pub(super) fn until(&mut self, end: &str) -> Result<&'p str, SyntaxError> {
        let (before, after) = self.rest().split_once(end).ok_or(SyntaxError::Unfinished)?;
        self.rest = after.chars();
        Ok(before)
    }

    /// The text behind `\Q`, which needs no `\E` at the end of the pattern.
    pub(super) fn quoted(&mut self) -> &'p str {
        self.until(r"\E").unwrap_or_else(|_| {
            let all = self.rest();
            self.rest = "".chars();
            all
        })
    }

    pub(super) fn number(&mut self) -> Option<Result<u32, SyntaxError>> {
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = self.rest().split_at_checked(digits).filter(|(number, _)| !number.is_empty())?;
        self.rest = after.chars();
        Some(number.parse().map_err(|_| SyntaxError::Repetition))
    }

    /// Reads what follows a backslash.
    pub(super) fn escape(&mut self) -> Result<Escaped, SyntaxError> {
        let c = self.next().ok_or(SyntaxError::Unfinished)?;
        let set = |ranges| Ok(Escaped::Set(CharSet::of(ranges)));
        let not = |ranges| Ok(Escaped::Set(CharSet::of(ranges).negated()));
        match c {
            'd' => set(DIGITS),
            'D' => not(DIGITS),
            'w' => set(WORD),
            'W' => not(WORD),
            's' => set(SPACE),
            'S' => not(SPACE),
            'h' => set(HORIZONTAL),
            'H' => not(HORIZONTAL),
            'v' => set(VERTICAL),
            'V' => not(VERTICAL),
            'p' => self.property().map(Escaped::Set),
            'P' => self.property().map(CharSet::negated).map(Escaped::Set),
            't' => Ok(Escaped::One('\t')),
            'n' => Ok(Escaped::One('\n')),
            'r' => Ok(Escaped::One('\r')),
            'f' => Ok(Escaped::One('\x0C')),
            'a' => Ok(Escaped::One('\x07')),
            'e' => Ok(Escaped::One('\x1B')),
            '0' => self.octal().map(Escaped::One),
            'x' => self.hex().map(Escaped::One),
            'u' => self.utf16().map(Escaped::One),
            'c' => {
                let key = self.next().filter(char::is_ascii).ok_or(SyntaxError::Escape)?;
                char::from_u32(u32::from(key) ^ 0x40).map(Escaped::One).ok_or(SyntaxError::Escape)
            }
            _ if c.is_ascii_alphanumeric() => Ok(Escaped::Other(c)),
            _ => Ok(Escaped::One(c)),
        }
    }

    fn property(&mut self) -> Result<CharSet, SyntaxError> {
        let name = if self.eat("{") { self.until("}")? } else { return Err(SyntaxError::Unsupported) };
        posix(name).map(CharSet::of).ok_or(SyntaxError::Unsupported)
    }

    /// Up to three octal digits, at most 377.
    fn octal(&mut self) -> Result<char, SyntaxError> {
        let mut value = self.next().and_then(|c| c.to_digit(8)).ok_or(SyntaxError::Escape)?;
        for _ in 0..2 {
            match self.peek().and_then(|c| c.to_digit(8)) {
                Some(digit) if value.saturating_mul(8).saturating_add(digit) <= 0o377 => {
                    value = value.saturating_mul(8).saturating_add(digit);
                    self.next();
                }
                _ => break,
            }
        }
        char::from_u32(value).ok_or(SyntaxError::Escape)
    }

    fn hex(&mut self) -> Result<char, SyntaxError> {
        let value = if self.eat("{") {
            let digits = self.until("}")?;
            let hex = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
            if hex { u32::from_str_radix(digits, 16).map_err(|_| SyntaxError::Escape)? } else { return Err(SyntaxError::Escape) }
        } else {
            self.hex_digits(2)?
        };
        char::from_u32(value).ok_or(SyntaxError::Escape)
    }

    fn hex_digits(&mut self, count: u32) -> Result<u32, SyntaxError> {
        (0..count).try_fold(0_u32, |value, _| {
            let digit = self.next().and_then(|c| c.to_digit(16)).ok_or(SyntaxError::Escape)?;
            Ok(value.saturating_mul(16).saturating_add(digit))
        })
    }

    /// Four digits, and as many again behind the first half of a surrogate pair.
    fn utf16(&mut self) -> Result<char, SyntaxError> {
        let first = self.hex_digits(4)?;
        if let Some(c) = char::from_u32(first) {
            return Ok(c);
        }
        let second = if self.eat(r"\u") { self.hex_digits(4)? } else { return Err(SyntaxError::Escape) };
        let units = [u16::try_from(first).unwrap_or_default(), u16::try_from(second).unwrap_or_default()];
        match char::decode_utf16(units).collect::<Result<Vec<_>, _>>().as_deref() {
            Ok([c]) => Ok(*c),
            _ => Err(SyntaxError::Escape),
        }
    }

    /// Reads what follows `[`: Java's classes nest, intersect with `&&`, and are negated as a whole.
    pub(super) fn class(&mut self, ignore_case: bool, depth: usize) -> Result<CharSet, SyntaxError> {
        if depth > MAX_PATTERN_DEPTH {
            return Err(SyntaxError::TooDeep);
        }
        let negated = self.eat("^");
        let mut operands = Vec::new();
        let mut operand = Vec::new();
        let mut first = true;
        loop {
            if self.eat("&&") {
                operands.push(CharSet::from_ranges(core::mem::take(&mut operand)));
                continue;
            }
            match self.next().ok_or(SyntaxError::Unfinished)? {
                ']' if !first => break,
                '[' => operand.extend(self.class(ignore_case, depth.saturating_add(1))?.into_ranges()),
                '\\' if self.eat("Q") => operand.extend(self.quoted().chars().map(|c| (u32::from(c), u32::from(c)))),
                '\\' => match self.escape()? {
                    Escaped::One(c) => self.range(c, &mut operand)?,
                    Escaped::Set(set) => operand.extend(set.into_ranges()),
                    Escaped::Other(_) => return Err(SyntaxError::Escape),
                },
                c => self.range(c, &mut operand)?,
            }
            first = false;
        }
        operands.push(CharSet::from_ranges(operand));
        let all = operands.into_iter().reduce(CharSet::intersection).unwrap_or_default();
        let all = if ignore_case { all.ignoring_ascii_case() } else { all };
        Ok(if negated { all.negated() } else { all })
    }

    /// Adds `from`, or the range that begins with it.
    fn range(&mut self, from: char, ranges: &mut Vec<(u32, u32)>) -> Result<(), SyntaxError> {
        let mut ahead = Self::new(self.rest());
        let is_range = ahead.eat("-") && !matches!(ahead.peek(), Some(']' | '[') | None);
        let to = if is_range {
            self.next();
            match self.next() {
                Some('\\') => match self.escape()? {
                    Escaped::One(c) => c,
                    _ => return Err(SyntaxError::Range),
                },
                Some(c) => c,
                None => return Err(SyntaxError::Unfinished),
            }
        } else {
            from
        };
        if to < from {
            return Err(SyntaxError::Range);
        }
        ranges.push((from.into(), to.into()));
        Ok(())
    }
}
