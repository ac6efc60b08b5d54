//! Which hosts a regular expression for URLs names (A50).

use super::{
    char_set::{CharSet, LINE_ENDS},
    parse::Node,
};

/// What a pattern says of hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Domains {
    /// Nothing that it matches begins like an http or https URL.
    NotForUrls,
    /// The ends of names that it spells out, in lower case; a pattern of more than a thousand ways to begin is no rule's.
    Named(Vec<String>),
}

impl Domains {
    pub(super) fn of(node: &Node) -> Option<Self> {
        let ways = ways(node)?;
        if !ways.iter().any(|way| begins_like_web_link(way)) {
            return Some(Self::NotForUrls);
        }
        let mut names: Vec<String> = ways.iter().flat_map(|way| names(way)).collect();
        names.sort();
        names.dedup();
        // A name below another one adds nothing to it.
        let is_below = |name: &String, other: &String| name.strip_suffix(other.as_str()).is_some_and(|front| front.ends_with('.'));
        let all = names.clone();
        names.retain(|name| !all.iter().any(|other| is_below(name, other)));
        Some(Self::Named(names))
    }
}

/// One way through a pattern, as far as hosts are concerned.
type Way = Vec<Piece>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Char(char),
    /// Something that ends a host: a slash, or a class of characters that hosts do not have.
    Slash,
    /// Anything else.
    Open,
}

const MAX_WAYS: usize = 1_000;

/// All ways, with optional parts and without; what is only looked at is no part of the text.
fn ways(node: &Node) -> Option<Vec<Way>> {
    let ways = match node {
        Node::Char('/') => vec![vec![Piece::Slash]],
        Node::Char(c) => vec![vec![Piece::Char(*c)]],
        Node::Set(set) => vec![vec![piece(set)]],
        Node::At(_) | Node::Look { .. } => vec![Way::new()],
        Node::Back { .. } => vec![vec![Piece::Open]],
        Node::Group(_, node) | Node::Atomic(node) => ways(node)?,
        Node::Alternatives(nodes) => nodes.iter().map(ways).collect::<Option<Vec<_>>>()?.concat(),
        Node::Sequence(nodes) => nodes.iter().try_fold(vec![Way::new()], |fronts, node| {
            let ends = ways(node)?;
            let all = fronts.len().checked_mul(ends.len()).filter(|count| *count <= MAX_WAYS)?;
            let mut joined = Vec::with_capacity(all);
            for front in &fronts {
                joined.extend(ends.iter().map(|end| [front.as_slice(), end].concat()));
            }
            Some(joined)
        })?,
        Node::Repeat { node, at_least: 0, at_most: Some(1), .. } => [vec![Way::new()], ways(node)?].concat(),
        Node::Repeat { node, at_least: 1, at_most: Some(1), .. } => ways(node)?,
        Node::Repeat { .. } => vec![vec![Piece::Open]],
    };
    Some(ways).filter(|ways| ways.len() <= MAX_WAYS)
}

/// A class of one letter in both cases is that letter, and a dot that nobody escaped was meant as one.
fn piece(set: &CharSet) -> Piece {
    if *set == CharSet::of(LINE_ENDS).negated() || *set == CharSet::default().negated() {
        return Piece::Char('.');
    }
    let letter = ('a'..='z').find(|c| CharSet::of(&[(*c, *c)]).ignoring_ascii_case() == *set || CharSet::of(&[(*c, *c)]) == *set);
    let hosts = CharSet::of(&[('a', 'z'), ('A', 'Z'), ('0', '9'), ('-', '.'), ('_', '_')]);
    match letter {
        Some(letter) => Piece::Char(letter),
        None if set.clone().intersection(hosts) == CharSet::default() => Piece::Slash,
        None => Piece::Open,
    }
}

fn begins_like_web_link(way: &[Piece]) -> bool {
    let begins = |c: char, piece: &Piece| matches!(piece, Piece::Char(it) if it.eq_ignore_ascii_case(&c));
    way.len() >= 4 && "http".chars().zip(way).all(|(c, piece)| begins(c, piece))
}

/// Runs of host characters with at least two labels, in front of the path.
fn names(way: &[Piece]) -> Vec<String> {
    let mut names = Vec::new();
    let mut slashes = 0;
    for run in way.split_inclusive(|piece| !matches!(piece, Piece::Char(c) if c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))) {
        let text: String =
            run.iter().filter_map(|piece| if let Piece::Char(c) = piece { Some(c.to_ascii_lowercase()) } else { None }).collect();
        let text = text.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-');
        // A run that ends with a dot is the front of a name, not its end.
        let labels = text.trim_start_matches('.').split('.');
        if labels.clone().count() >= 2 && labels.clone().all(|label| !label.is_empty()) {
            names.push(labels.collect::<Vec<_>>().join("."));
        }
        slashes += usize::from(run.last() == Some(&Piece::Slash));
        if slashes == 3 {
            break;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{super::parse, *};

    fn domains(pattern: &str) -> Domains {
        Domains::of(&parse(pattern).unwrap()).unwrap()
    }

    #[test]
    fn patterns_for_urls_are_known_behind_anchors_groups_and_flags() {
        for yes in [
            "https://x",
            "^https?:",
            r"\Ahttp",
            "(?i)https",
            "(?s)https",
            "(https|http)://",
            "^(?:(?i:HTTP))",
            "[hH]ttps",
            "(?=h)http",
            "x|https://",
        ] {
            assert_ne!(domains(yes), Domains::NotForUrls, "{yes}");
        }
        for no in ["", "ACQ-[0-9]{4}", "(lottery|coupon)://.*", ".*https://x", "htt"] {
            assert_eq!(domains(no), Domains::NotForUrls, "{no}");
        }
    }

    #[test]
    fn names_are_whole_ends_in_front_of_the_path_of_every_way() {
        for (pattern, names) in [
            (r"https:\/\/\S+\.entry\.acquirer\.example\/\S*", vec!["entry.acquirer.example"]),
            (r"https://shop.acquirer.example/.*", vec!["shop.acquirer.example"]),
            (r"https://(A\.acq\.example|b-1\.acq\.example)(/.*)?", vec!["a.acq.example", "b-1.acq.example"]),
            (r"https?://(www\.)?acq\.example.*", vec!["acq.example"]),
            (r"https://[^/]+/page\.html\.txt", vec![]),
            (r"https://(?!evil\.(x)\.example)\w+\.acq\.example(?:/|$)", vec!["acq.example"]),
            (r"https://shops?\.acq\.example/x", vec!["shop.acq.example", "shops.acq.example"]),
            (r"https://pay\.acq\.com(\.cn)?/.*", vec!["pay.acq.com", "pay.acq.com.cn"]),
            (r"https://acq\.(com|net)/x", vec!["acq.com", "acq.net"]),
            (r"https://[a-z.]+\.acq\.example", vec!["acq.example"]),
            (r"https://a\.b\.example/.*|https://c\.d\.example/.*", vec!["a.b.example", "c.d.example"]),
            (r"https://(?:e\.f\.example/m|g\.h\.example/n)/.*", vec!["e.f.example", "g.h.example"]),
            (r"https://(?=[^/]+/pay)\S+\.acq\.example/\S*", vec!["acq.example"]),
            (r"(?s)https://\S+\.acq\.example/.*", vec!["acq.example"]),
            (r"https?.*\.entry\.acq\.example/.*", vec!["entry.acq.example"]),
        ] {
            assert_eq!(domains(pattern), Domains::Named(names.into_iter().map(str::to_owned).collect()), "{pattern}");
        }
    }

    #[test]
    fn ways_are_bounded() {
        assert_eq!(Domains::of(&parse(&format!("https://{}", "(a|b)".repeat(20))).unwrap()), None);
    }
}
