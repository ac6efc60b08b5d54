//! Which hosts a regular expression for URLs names (A50).

/// Whether a pattern is for `http` or `https` URLs: begins so behind anchors, groups and flags.
pub(in super::super) fn begins_like_web_link(pattern: &str) -> bool {
    let mut rest = pattern;
    loop {
        let next = ["^", r"\A", "(?i)", "(?:", "(?i:", "("].iter().find_map(|opening| rest.strip_prefix(opening));
        match next {
            Some(after) => rest = after,
            None => return rest.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("http")),
        }
    }
}

/// The domain literals of a pattern for URLs, in lower case: runs of host characters with at least two labels, dots escaped or not,
/// in front of the first slash behind `://`.
pub(in super::super) fn domain_literals(pattern: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut run = String::new();
    let mut slashes = 0;
    for token in (Tokens { rest: pattern }) {
        match token {
            Token::Host(c) => run.push(c),
            Token::Slash => {
                end_run(&mut run, &mut found);
                slashes += 1;
                if slashes == 3 {
                    break;
                }
            }
            Token::Other => end_run(&mut run, &mut found),
        }
    }
    end_run(&mut run, &mut found);
    found
}

fn end_run(run: &mut String, found: &mut Vec<String>) {
    let literal = core::mem::take(run).to_ascii_lowercase();
    // A run that ends with a dot is the front of a name, not its end.
    let labels = literal.trim_start_matches('.').split('.');
    if labels.clone().count() >= 2 && labels.clone().all(|label| !label.is_empty()) {
        found.push(labels.collect::<Vec<_>>().join("."));
    }
}

enum Token {
    /// A letter, digit, hyphen or dot that stands for itself, once.
    Host(char),
    Slash,
    Other,
}

struct Tokens<'p> {
    rest: &'p str,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        // What must not be there names no host.
        if self.rest.starts_with("(?!") || self.rest.starts_with("(?<!") {
            self.skip_group();
            return Some(Token::Other);
        }
        if self.rest.starts_with('[') {
            self.skip_class();
            return Some(Token::Other);
        }
        let mut chars = self.rest.chars();
        let (c, escaped) = match chars.next()? {
            '\\' => (chars.next()?, true),
            c => (c, false),
        };
        self.rest = chars.as_str();
        let repeated = self.rest.starts_with(['*', '+', '?', '{']);
        Some(match c {
            '/' => Token::Slash,
            '.' | '-' if !repeated => Token::Host(c),
            _ if c.is_ascii_alphanumeric() && !escaped && !repeated => Token::Host(c),
            _ => Token::Other,
        })
    }
}

impl Tokens<'_> {
    fn skip_group(&mut self) {
        let mut depth = 0_usize;
        let mut escaped = false;
        let end = self.rest.char_indices().find(|(_, c)| {
            match c {
                _ if escaped => {}
                '(' => depth = depth.saturating_add(1),
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            escaped = *c == '\\' && !escaped;
            depth == 0
        });
        self.rest = end.and_then(|(at, _)| self.rest.get(at.saturating_add(1)..)).unwrap_or_default();
    }

    fn skip_class(&mut self) {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(at, c)| {
            // Right behind the bracket, the closing one stands for itself.
            let closes = *c == ']' && !escaped && *at > 1;
            escaped = *c == '\\' && !escaped;
            closes
        });
        self.rest = end.and_then(|(at, _)| self.rest.get(at.saturating_add(1)..)).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_for_urls_are_known_behind_anchors_groups_and_flags() {
        for yes in ["https://x", "^https?:", r"\Ahttp", "(?i)https", "(https|http)://", "^(?:(?i:HTTP"] {
            assert!(begins_like_web_link(yes), "{yes}");
        }
        for no in ["", "ACQ-[0-9]{4}", "(lottery|coupon)://.*", ".*https://x", "htt"] {
            assert!(!begins_like_web_link(no), "{no}");
        }
    }

    #[test]
    fn domain_literals_are_whole_ends_of_names_in_front_of_the_path() {
        for (pattern, literals) in [
            (r"https:\/\/\S+\.entry\.acquirer\.example\/\S*", vec!["entry.acquirer.example"]),
            ("https://shop.acquirer.example/.*", vec!["shop.acquirer.example"]),
            (r"https://(A\.acq\.example|b-1\.acq\.example)(/.*)?", vec!["a.acq.example", "b-1.acq.example"]),
            (r"https?://(www\.)?acq\.example.*", vec!["acq.example"]),
            (r"https://[^/]+/page\.html\.txt", vec![]),
            (r"https://(?!evil\.(x)\.example)\w+\.acq\.example(?:/|$)", vec!["acq.example"]),
            (r"https://shops?\.acq\.example/x", vec!["acq.example"]),
            (r"https://acq\.(com|net)/x", vec![]),
            (r"https://[a-z.]+\.acq\.example", vec!["acq.example"]),
            (r"https://[\]a]x\.acq\.example", vec!["x.acq.example"]),
            ("https://(?!", vec![]),
            ("https://[a", vec![]),
        ] {
            assert_eq!(domain_literals(pattern), literals, "{pattern}");
        }
    }
}
