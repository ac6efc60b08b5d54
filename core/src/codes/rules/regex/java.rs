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

#[cfg(test)]
mod tests {
    use super::{super::*, SyntaxError as E};

    #[track_caller]
    fn check(pattern: &str, matching: &[&str], others: &[&str]) {
        let compiled = WholePattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        matching.iter().for_each(|text| assert!(compiled.matches(text), "{pattern} should match {text:?}"));
        others.iter().for_each(|text| assert!(!compiled.matches(text), "{pattern} should not match {text:?}"));
    }

    #[test]
    fn the_whole_text_must_match_in_its_own_case() {
        check("a|ab", &["a", "ab"], &["abc", "xa", "A", ""]);
        check("^a|b$", &["a", "b"], &["ab"]);
        check("(a|ab)(c|bcd)(d*)", &["abcd", "acd", "abbcdd"], &["abbd"]);
        check("", &[""], &["a"]);
        check("(?i)ab(?-i)C", &["abC", "ABC"], &["abc"]);
        check("(?i:[a-c]x)Y", &["BXY"], &["bxy"]);
        check("a(?i)b|c", &["aB", "C"], &["AB"]);
        check("(?i)\u{130}", &["\u{130}"], &["i"]);
    }

    #[test]
    fn a_dot_stops_at_every_line_end_of_java() {
        check("a.b", &["a b", "a\u{1F35C}b", "a\u{b}b"], &["a\nb", "a\rb", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "ab"]);
        check("(?s)a.b", &["a\nb", "a\u{2029}b"], &["ab"]);
        check(".*", &["", "x"], &["\n", "x\n"]);
    }

    #[test]
    fn anchors_know_line_ends() {
        check("a$\n?", &["a", "a\n"], &["a\r"]);
        check(r"a$\r\n", &["a\r\n"], &["a\n"]);
        check(r"a\r$\n", &[], &["a\r\n"]);
        check(r"a\Z\u0085", &["a\u{85}"], &[]);
        check(r"a\z\n?", &["a"], &["a\n"]);
        check(r"\Aa(?m)$\n^b", &["a\nb"], &["ab"]);
        check("(?m)a\r^\nb", &[], &["a\r\nb"]);
        check("(a$|b)c", &["bc"], &["ac"]);
        check("^^a$$", &["a"], &["a\n"]);
    }

    #[test]
    fn classes_are_ascii_and_nest() {
        check(r"\d+", &["09"], &["\u{663}"]);
        check(r"\w+", &["aZ_9"], &["é"]);
        check(r"\s+", &[" \t\n\u{b}\u{c}\r"], &["\u{a0}", "\u{85}"]);
        check(r"\S\D\W", &["é\u{663}é"], &[" a-", "a1-", "ab_"]);
        check(r"[\w&&[^\d_]]+", &["abZ"], &["a1", "_"]);
        check("[a-d[m-p]]+", &["adop"], &["e"]);
        check("[^a-d&&b-f]", &["a", "e", "z"], &["b", "d"]);
        check("[]a]+", &["]a"], &[""]);
        check("[a^-]+", &["a^-"], &["b"]);
        check(r"[\]\-\\.]+", &["]-\\."], &["a"]);
        check(r"[\Qa-c\E]+", &["a-c"], &["b"]);
        check(r"[^\n]", &["\r", "\u{1F35C}"], &["\n"]);
        check(r"\p{Alpha}\P{Upper}\p{Punct}", &["aa!"], &["aA!", "a1a"]);
        check(r"\h\v\R", &["\u{3000}\u{2028}\r\n", " \n\n"], &["a\n\n"]);
        check("[[:alpha:]]", &[":", "a", "h"], &["b"]);
    }

    #[test]
    fn escapes_stand_for_one_character() {
        check(r"https:\/\/a\.b\-c\#\ \%\@", &["https://a.b-c# %@"], &["https://axb-c# %@"]);
        check(r"\x41\u0042\x{1F35C}\uD83C\uDF5C\0101\t\e\cA", &["AB\u{1F35C}\u{1F35C}A\t\u{1b}\u{1}"], &[]);
        check(r"\Q.*\E.", &[".*x"], &["xx"]);
        check(r"\Qab\E+\Q[", &["abb["], &["abab["]);
        check(r"a\bb|a\b-\bb\B", &[], &["ab"]);
        check(r"a\b\-\Bx?\B", &["a-"], &["a-x"]);
    }

    #[test]
    fn quantifiers_are_greedy_lazy_or_possessive() {
        check("a{2}b{1,}c{0,1}", &["aab", "aabbc"], &["ab", "aabcc"]);
        check("a*?b+?c??", &["b", "aabbc"], &["a"]);
        check("a*+a", &[], &["aa"]);
        check("(?>a|ab)c", &["ac"], &["abc"]);
        check("(ab)?+c", &["abc", "c"], &["ab"]);
        check("a{1,3}+b", &["aaab"], &["aaaab"]);
        check("$*a", &["a"], &[]);
    }

    #[test]
    fn look_around_and_back_references_work() {
        check("(?!0000)[0-9]{4}", &["5814"], &["0000"]);
        check("^(?!0000$).*$", &["0001", "00000", ""], &["0000"]);
        check("NCHL(?!00000000).{8}.*", &["NCHL12345678"], &["NCHL00000000"]);
        check("(?=.*b)a.*", &["acb"], &["acc"]);
        check("a(?<=a)b(?<!a)c", &["abc"], &[]);
        check(r"(a|b)\1", &["aa", "bb"], &["ab"]);
        check(r"(a)(b)\2\11", &["abba1"], &["abba"]);
        check(r"(?<one>a|b)\k<one>", &["aa"], &["ab"]);
    }

    #[test]
    fn what_java_refuses_or_rules_may_not_use_is_refused() {
        for (pattern, error) in [
            ("(a", E::Unfinished),
            ("a)", E::Unopened),
            ("[a", E::Unfinished),
            ("a\\", E::Unfinished),
            ("*a", E::NothingToRepeat),
            ("a**", E::NothingToRepeat),
            ("a{2}{3}", E::NothingToRepeat),
            ("|+", E::NothingToRepeat),
            ("a{3,2}", E::Repetition),
            ("a{1001}", E::Repetition),
            ("a{99999999999}", E::Repetition),
            ("a{,3}", E::Repetition),
            ("a{x}", E::Repetition),
            ("[b-a]", E::Range),
            (r"[a-\d]", E::Range),
            (r"\y", E::Escape),
            (r"\1(a)", E::Escape),
            (r"\uD83C", E::Escape),
            (r"\xZZ", E::Escape),
            (r"\08", E::Escape),
            (r"(?<1>a)", E::Escape),
            (r"\p{L}", E::Unsupported),
            (r"\G", E::Unsupported),
            ("(?u)a", E::Unsupported),
            ("(?x) a", E::Unsupported),
            (r"(?i)(a)\1", E::Unsupported),
        ] {
            assert_eq!(WholePattern::new(pattern).unwrap_err(), PatternError::Syntax(error), "{pattern}");
        }
        assert_eq!(WholePattern::new(&"(".repeat(17)).unwrap_err(), PatternError::Syntax(E::TooDeep));
        assert_eq!(WholePattern::new(&"[".repeat(900)).unwrap_err(), PatternError::Syntax(E::TooDeep));
        assert_eq!(WholePattern::new(&"a".repeat(1_001)).unwrap_err(), PatternError::TooLong);
        assert_eq!(WholePattern::new("((a{1000}){1000}){1000}").unwrap_err(), PatternError::Compile);
    }

    #[test]
    fn over_the_limit_of_steps_nothing_matches() {
        let text = "a".repeat(8_000);
        for pattern in [r"(a*)*b(?!c)", r"(?:(?=a)a|a)*c", r"(a|a(?=a))+\1b", r"(.*)(.*)(.*)\3x", r"(?:.*a){9}(?<=b)"] {
            check(pattern, &[], &[&text]);
        }
    }

    #[test]
    fn a_search_gives_the_first_group_of_the_first_place() {
        let group = |pattern: &str, text: &'static str| SearchPattern::new(pattern).unwrap().first_group(text);
        assert_eq!(group("^ACQ-([0-9]{4})-.*$", "ACQ-0042-KIOSK 7"), Some("0042"));
        assert_eq!(group("b(.)", "abcabd"), Some("c"));
        assert_eq!(group("b(.)$", "abcabd\n"), Some("d"));
        assert_eq!(group("b.", "abc"), None);
        assert_eq!(group("(x)?b", "ab"), None);
        assert_eq!(group("^b", "ab"), None);
    }
}
