//! From Java's regular expressions to those of `fancy-regex`.
//!
//! Everything whose meaning differs is written out: classes as ranges, line ends of `.`, `^` and `$`, word boundaries in ASCII.
//! What is left has the same meaning in both, and needs no Unicode tables.

use core::fmt::Write as _;

use super::{
    super::limits::{MAX_PATTERN_DEPTH, MAX_REPEAT},
    char_set::{CharSet, LINE_ENDS, VERTICAL, WORD},
    syntax::{Escaped, Scanner, SyntaxError},
};

/// How the pattern will be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The match must reach to the end of the text.
    Whole,
    /// Any place in the text.
    Search,
}

/// Translates `pattern`.
pub(super) fn translate(pattern: &str, mode: Mode) -> Result<String, SyntaxError> {
    let mut translator = Translator {
        scanner: Scanner::new(pattern),
        mode,
        out: String::new(),
        open: Vec::new(),
        flags: Flags::default(),
        groups: 0,
        atom: None,
    };
    while let Some(c) = translator.scanner.next() {
        translator.element(c)?;
    }
    if translator.open.is_empty() { Ok(translator.out) } else { Err(SyntaxError::Unfinished) }
}

#[derive(Clone, Copy, Default)]
struct Flags {
    ignore_case: bool,
    multi_line: bool,
    dot_all: bool,
}

struct Translator<'p> {
    scanner: Scanner<'p>,
    mode: Mode,
    out: String,
    /// Open groups: where each begins in `out`, and the flags outside of it.
    open: Vec<(usize, Flags)>,
    flags: Flags,
    /// Capture groups so far.
    groups: u32,
    /// Where the element that a quantifier would repeat begins in `out`.
    atom: Option<usize>,
}

impl Translator<'_> {
    fn element(&mut self, c: char) -> Result<(), SyntaxError> {
        let start = self.out.len();
        match c {
            '*' => return self.repeat("*"),
            '+' => return self.repeat("+"),
            '?' => return self.repeat("?"),
            '{' => return self.counted(),
            '|' => {
                self.out.push('|');
                self.atom = None;
                return Ok(());
            }
            '(' => return self.group(),
            ')' => {
                let (start, flags) = self.open.pop().ok_or(SyntaxError::Unopened)?;
                self.out.push(')');
                self.flags = flags;
                self.atom = Some(start);
                return Ok(());
            }
            '[' => {
                let set = self.scanner.class(self.flags.ignore_case, self.open.len())?;
                self.set(&set);
            }
            '.' if self.flags.dot_all => self.out.push_str("(?s:.)"),
            '.' => self.set(&CharSet::of(LINE_ENDS).negated()),
            '^' if self.flags.multi_line => self.out.push_str(r"(?:\A|(?<=[\n\x{85}\x{2028}\x{2029}])|(?<=\r)(?!\n))(?!\z)"),
            '^' => self.out.push_str(r"\A"),
            '$' if self.flags.multi_line => self.out.push_str(r"(?:\z|(?=[\r\x{85}\x{2028}\x{2029}])|(?<!\r)(?=\n))"),
            '$' => self.end(),
            '\\' => return self.escape(start),
            _ => self.literal(c),
        }
        self.atom = Some(start);
        Ok(())
    }

    fn escape(&mut self, start: usize) -> Result<(), SyntaxError> {
        match self.scanner.escape()? {
            Escaped::One(c) => self.literal(c),
            Escaped::Set(set) => self.set(&set),
            Escaped::Other(letter) => match letter {
                'A' => self.out.push_str(r"\A"),
                'z' => self.out.push_str(r"\z"),
                'Z' => self.end(),
                'b' | 'B' => self.word_boundary(letter == 'B'),
                'R' => {
                    let line_end = CharSet::of(VERTICAL);
                    self.write(format_args!(r"(?:\r\n|{line_end})"));
                }
                'k' => {
                    let name = if self.scanner.eat("<") { self.scanner.until(">")? } else { return Err(SyntaxError::Escape) };
                    self.back_reference(name)?;
                }
                '1'..='9' => {
                    let number = self.group_number(letter)?;
                    self.back_reference(&number.to_string())?;
                }
                'Q' => {
                    // A quantifier behind it repeats the last character.
                    let quoted = self.scanner.quoted();
                    for c in quoted.chars() {
                        self.atom = Some(self.out.len());
                        self.literal(c);
                    }
                    return Ok(());
                }
                'E' => return Err(SyntaxError::Escape),
                'G' | 'X' | 'N' => return Err(SyntaxError::Unsupported),
                _ => return Err(SyntaxError::Escape),
            },
        }
        self.atom = Some(start);
        Ok(())
    }

    /// As many digits as there are groups for.
    fn group_number(&mut self, first: char) -> Result<u32, SyntaxError> {
        let mut number = first.to_digit(10).filter(|number| *number <= self.groups).ok_or(SyntaxError::Escape)?;
        while let Some(digit) = self.scanner.peek().and_then(|c| c.to_digit(10)) {
            let longer = number.saturating_mul(10).saturating_add(digit);
            if longer > self.groups {
                break;
            }
            number = longer;
            self.scanner.next();
        }
        Ok(number)
    }

    fn back_reference(&mut self, group: &str) -> Result<(), SyntaxError> {
        if self.flags.ignore_case || !group.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(SyntaxError::Unsupported);
        }
        self.write(format_args!(r"\k<{group}>"));
        Ok(())
    }

    fn group(&mut self) -> Result<(), SyntaxError> {
        if self.open.len() >= MAX_PATTERN_DEPTH {
            return Err(SyntaxError::TooDeep);
        }
        let (start, outside) = (self.out.len(), self.flags);
        const SAME: [&str; 6] = ["?:", "?=", "?!", "?<=", "?<!", "?>"];
        if let Some(kind) = SAME.into_iter().find(|kind| self.scanner.eat(kind)) {
            self.write(format_args!("({kind}"));
        } else if self.scanner.eat("?<") {
            let name = self.scanner.until(">")?;
            let valid = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
            if !valid {
                return Err(SyntaxError::Escape);
            }
            self.groups = self.groups.saturating_add(1);
            self.write(format_args!("(?<{name}>"));
        } else if self.scanner.eat("?") {
            if self.flags()? == ')' {
                // The new flags hold to the end of the group around them.
                self.atom = None;
                return Ok(());
            }
            self.out.push_str("(?:");
        } else {
            self.groups = self.groups.saturating_add(1);
            self.out.push('(');
        }
        self.open.push((start, outside));
        self.atom = None;
        Ok(())
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

    fn counted(&mut self) -> Result<(), SyntaxError> {
        let from = self.scanner.number().ok_or(SyntaxError::Repetition)??;
        let (open_end, to) = if self.scanner.eat(",") {
            let to = self.scanner.number().transpose()?;
            (to.is_none(), to.unwrap_or(from))
        } else {
            (false, from)
        };
        if !self.scanner.eat("}") {
            return Err(SyntaxError::Repetition);
        }
        if to < from || to > MAX_REPEAT {
            return Err(SyntaxError::Repetition);
        }
        let counts = if open_end { format!("{{{from},}}") } else { format!("{{{from},{to}}}") };
        self.repeat(&counts)
    }

    fn repeat(&mut self, quantifier: &str) -> Result<(), SyntaxError> {
        let start = self.atom.take().ok_or(SyntaxError::NothingToRepeat)?;
        // The element may be several in translation: an end of line, for one.
        self.out.insert_str(start, "(?:");
        self.write(format_args!("){quantifier}"));
        if self.scanner.eat("?") {
            self.out.push('?');
        } else if self.scanner.eat("+") {
            self.out.insert_str(start, "(?>");
            self.out.push(')');
        }
        Ok(())
    }

    /// The end of the text, or before the line end there. Where nothing can follow in a match of the whole text, only the end is left.
    fn end(&mut self) {
        let is_last = self.open.is_empty() && matches!(self.scanner.peek(), None | Some('|'));
        self.out.push_str(if is_last && self.mode == Mode::Whole {
            r"\z"
        } else {
            r"(?:\z|(?=[\r\x{85}\x{2028}\x{2029}]\z)|(?=\r\n\z)|(?<!\r)(?=\n\z))"
        });
    }

    fn word_boundary(&mut self, negated: bool) {
        let word = CharSet::of(WORD);
        let (same, other) = if negated { ("=", "!") } else { ("!", "=") };
        self.write(format_args!("(?:(?<={word})(?{same}{word})|(?<!{word})(?{other}{word}))"));
    }

    fn literal(&mut self, c: char) {
        if self.flags.ignore_case && c.is_ascii_alphabetic() {
            self.set(&CharSet::of(&[(c, c)]).ignoring_ascii_case());
        } else if c.is_ascii_alphanumeric() {
            self.out.push(c);
        } else {
            self.write(format_args!(r"\x{{{:X}}}", u32::from(c)));
        }
    }

    fn set(&mut self, set: &CharSet) {
        self.write(format_args!("{set}"));
    }

    fn write(&mut self, text: core::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
    }
}
