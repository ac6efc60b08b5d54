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
    /// The ends of names that it spells out, in lower case.
    Named(Vec<String>),
}

impl Domains {
    /// Nothing for a pattern for URLs that has too many ways to be looked at.
    pub(super) fn of(node: &Node) -> Option<Self> {
        let mut room = MAX_PIECES;
        let Some(ways) = ways(node, &mut room) else {
            let letter = CharSet::of(&[('h', 'h')]).ignoring_ascii_case();
            let is_for_urls = node.first().is_some_and(|first| first.clone().intersection(letter) == first);
            return if is_for_urls { None } else { Some(Self::NotForUrls) };
        };
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

/// Of all ways of a pattern together; most have one, of a hundred.
const MAX_PIECES: usize = 200_000;

/// All ways, with optional parts and without; what is only looked at is no part of the text. Nothing if there is no room for them.
fn ways(node: &Node, room: &mut usize) -> Option<Vec<Way>> {
    *room = room.checked_sub(1)?;
    Some(match node {
        Node::Char('/') => vec![vec![Piece::Slash]],
        Node::Char(c) => vec![vec![Piece::Char(*c)]],
        Node::Set(set) => vec![vec![piece(set)]],
        Node::At(_) | Node::Look { .. } => vec![Way::new()],
        Node::Back { .. } => vec![vec![Piece::Open]],
        Node::Group(_, node) | Node::Atomic(node) => ways(node, room)?,
        Node::Alternatives(nodes) => nodes.iter().map(|node| ways(node, room)).collect::<Option<Vec<_>>>()?.concat(),
        Node::Sequence(nodes) => {
            let mut fronts = vec![Way::new()];
            for node in nodes {
                fronts = followed_by(fronts, &ways(node, room)?, room)?;
            }
            fronts
        }
        Node::Repeat { node, at_least: 0, at_most: Some(1), .. } => [vec![Way::new()], ways(node, room)?].concat(),
        Node::Repeat { node, at_least: 1, at_most: Some(1), .. } => ways(node, room)?,
        Node::Repeat { .. } => vec![vec![Piece::Open]],
    })
}

/// Every way with every end behind it.
fn followed_by(mut fronts: Vec<Way>, ends: &[Way], room: &mut usize) -> Option<Vec<Way>> {
    if let [end] = ends {
        *room = room.checked_sub(fronts.len().checked_mul(end.len())?)?;
        fronts.iter_mut().for_each(|front| front.extend(end));
        return Some(fronts);
    }
    let pieces = |ways: &[Way]| ways.iter().map(|way| way.len().saturating_add(1)).sum::<usize>();
    let front_pieces = pieces(&fronts).checked_mul(ends.len())?;
    *room = room.checked_sub(front_pieces.checked_add(pieces(ends).checked_mul(fronts.len())?)?)?;
    Some(fronts.iter().flat_map(|front| ends.iter().map(|end| [front.as_slice(), end].concat())).collect())
}

/// A class of one letter in both cases is that letter, and a dot that nobody escaped was meant as one.
fn piece(set: &CharSet) -> Piece {
    if *set == CharSet::of(LINE_ENDS).negated() || *set == CharSet::default().negated() {
        return Piece::Char('.');
    }
    let hosts = CharSet::of(&[('a', 'z'), ('A', 'Z'), ('0', '9'), ('-', '.'), ('_', '_')]);
    match set.letter() {
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
        let of = |pattern: String| Domains::of(&parse(&pattern).unwrap());
        assert_eq!(of(format!("https://{}", "(a|b)".repeat(20))), None);
        assert_eq!(of(format!("https://{}{}", "(a|b)".repeat(9), "x".repeat(3_900))), None);
        // What is for no URL has as many ways as it likes.
        assert_eq!(of("[0-9]?".repeat(20)), Some(Domains::NotForUrls));
        assert_eq!(of(format!("[a-z]{}", "(a|b)".repeat(20))), Some(Domains::NotForUrls));
        assert_eq!(of(format!("https://a.example/{}", "x".repeat(3_900))), Some(Domains::Named(vec!["a.example".to_owned()])));
    }
}
