//! Hosts that the rules name, and hosts that only look like them.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::codes::lookup::{Hosts, Key};

/// The longest name that DNS knows.
const MAX_HOST: usize = 253;

/// Shorter names differ from each other by one letter without any intent.
const MIN_MISSPELT: usize = 12;

/// The hosts of a rule file.
#[derive(Clone, Debug)]
pub struct ListedHosts {
    hosts: Vec<Listed>,
    /// Places in `hosts`.
    index: Hosts<u16>,
    /// What the hosts and their owners look like.
    looks: Looks,
    /// The hosts' skeletons.
    windows: Windows,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    /// In lower case.
    host: Box<str>,
    skeleton: Box<str>,
    /// The name that its owner registered, as far as the host tells: without the first label.
    owner: Option<Box<str>>,
}

impl Default for ListedHosts {
    fn default() -> Self {
        Self::new([])
    }
}

impl ListedHosts {
    /// The list of these hosts, at most 65,535.
    pub fn new(hosts: impl IntoIterator<Item = String>) -> Self {
        let listed = |host: String| {
            let host = host.to_ascii_lowercase();
            let owner = host.split_once('.').map(|(_, owner)| owner).filter(|owner| is_registered_name(owner)).map(Box::from);
            Listed { skeleton: skeleton(&host).into(), owner, host: host.into() }
        };
        let mut hosts: Vec<Listed> = hosts.into_iter().map(listed).collect();
        hosts.sort();
        hosts.dedup();
        hosts.truncate(usize::from(u16::MAX));
        let index = Hosts::new(hosts.iter().map(|listed| &listed.host).zip(0..));
        let windows = Windows::new(hosts.iter().map(|listed| &*listed.skeleton).zip(0..));
        let names = hosts.iter().zip(0..).flat_map(|(listed, place)| {
            let owner = listed.owner.as_deref().map(|owner| (owner, skeleton(owner), place));
            [Some((&*listed.host, listed.skeleton.to_string(), place)), owner].into_iter().flatten()
        });
        let looks = Looks::new(names);
        Self { index, looks, windows, hosts }
    }

    /// Whether `host` is listed or below a listed one; `ending` is the same host read backwards.
    pub(super) fn contain(&self, host: &str, ending: &Key) -> bool {
        self.index.of(ending).any(|place| self.hosts.get(usize::from(place)).is_some_and(|listed| is_within(host, &listed.host)))
    }

    /// Whether `host`, which is not listed, is made to be taken for a listed one.
    pub(super) fn are_imitated_by(&self, host: &str) -> bool {
        if host.len() > MAX_HOST {
            return false;
        }
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let shown = skeleton(&host);
        let of_another_owner = |listed: &Listed| !listed.owner.as_deref().is_some_and(|owner| is_within(&host, owner));
        let listed = |place| self.hosts.get(usize::from(place));
        self.looks.imitated_by(&host, &shown).filter_map(listed).any(of_another_owner)
            || self.windows.within(&shown).filter_map(listed).any(|it| shown.contains(&*it.skeleton) && of_another_owner(it))
    }
}

/// Names by what they look like, those with as many labels together.
#[derive(Clone, Debug)]
struct Looks(Vec<(usize, Vec<Look>)>);

/// In the order of their lengths.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    /// In characters.
    length: usize,
    /// One bit for each character that occurs: names that are one edit apart differ in two bits at most.
    letters: u64,
    skeleton: Box<str>,
    name: Box<str>,
    /// The listed host to which the name belongs.
    place: u16,
}

impl Looks {
    fn new<'a>(names: impl Iterator<Item = (&'a str, String, u16)>) -> Self {
        let mut by_labels: BTreeMap<usize, Vec<Look>> = BTreeMap::new();
        for (name, skeleton, place) in names {
            let (length, letters) = (skeleton.chars().count(), skeleton.chars().fold(0, |letters, c| letters | letter(c)));
            let look = Look { length, letters, skeleton: skeleton.into(), name: name.into(), place };
            by_labels.entry(name.split('.').count()).or_default().push(look);
        }
        by_labels.values_mut().for_each(|looks| looks.sort());
        Self(by_labels.into_iter().collect())
    }

    /// The listed hosts that the last labels of `host` read like, without being them; `shown` is what the host looks like.
    fn imitated_by<'a>(&'a self, host: &'a str, shown: &'a str) -> impl Iterator<Item = u16> + 'a {
        let (ends, shown_ends) = (endings(host), endings(shown));
        self.0.iter().flat_map(move |(labels, looks)| {
            // A host of fewer labels is held against the name as it is.
            let ending = |ends: &SmallVec<[Ending; 8]>| ends.get(labels.saturating_sub(1)).or(ends.last()).copied().unwrap_or_default();
            let Ending { start, length, letters } = ending(&shown_ends);
            let (end, shown) = (host.get(ending(&ends).start..).unwrap_or_default(), shown.get(start..).unwrap_or_default());
            let from = looks.partition_point(|look| look.length.saturating_add(1) < length);
            let near = looks.get(from..).unwrap_or_default().iter().take_while(move |look| look.length <= length.saturating_add(1));
            let similar = near.filter(move |look| (look.letters ^ letters).count_ones() <= 2);
            let imitated = similar.filter(move |look| {
                let misspelt = || look.name.len() >= MIN_MISSPELT && is_one_edit_apart(shown, &look.skeleton);
                end != &*look.name && (shown == &*look.skeleton || misspelt())
            });
            imitated.map(|look| look.place)
        })
    }
}

/// The last labels of a name: one, two, and so on up to all.
fn endings(name: &str) -> SmallVec<[Ending; 8]> {
    let mut endings = SmallVec::new();
    let (mut length, mut letters) = (0, 0);
    for (at, c) in name.char_indices().rev() {
        if c == '.' {
            endings.push(Ending { start: at.saturating_add(1), length, letters });
        }
        length = length.saturating_add(1);
        letters |= letter(c);
    }
    endings.push(Ending { start: 0, length, letters });
    endings
}

#[derive(Clone, Copy, Default)]
struct Ending {
    /// In bytes.
    start: usize,
    /// As those of [`Look`].
    length: usize,
    letters: u64,
}

fn letter(c: char) -> u64 {
    1 << (u32::from(c) & 63)
}

/// Where in a name one of many texts may begin, without looking for each of them.
#[derive(Clone, Debug)]
struct Windows {
    /// The texts by their first eight bytes.
    texts: Vec<(u64, u16)>,
    /// Which first eight bytes there are: for most places of a name, a look at one bit is enough.
    bits: Box<[u64; 64]>,
}

impl Windows {
    /// Of these texts, by their places; shorter ones than eight bytes are left out.
    fn new<'a>(texts: impl Iterator<Item = (&'a str, u16)>) -> Self {
        let mut texts: Vec<_> =
            texts.filter_map(|(text, place)| Some((u64::from_le_bytes(*text.as_bytes().first_chunk()?), place))).collect();
        texts.sort_unstable();
        let mut bits = Box::new([0; 64]);
        for (window, _) in &texts {
            let (word, bit) = bit(*window);
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        Self { texts, bits }
    }

    /// Places of texts whose first eight bytes are somewhere in `name`.
    fn within<'a>(&'a self, name: &'a str) -> impl Iterator<Item = u16> + 'a {
        let windows = name.as_bytes().windows(8).filter_map(|window| window.first_chunk().copied().map(u64::from_le_bytes));
        let marked = windows.filter(|window| {
            let (word, bit) = bit(*window);
            self.bits.get(word).is_some_and(|word| word & bit != 0)
        });
        marked.flat_map(|window| {
            let from = self.texts.partition_point(|(text, _)| *text < window);
            self.texts.iter().skip(from).take_while(move |(text, _)| *text == window).map(|(_, place)| *place)
        })
    }
}

/// One of 4,096 bits, by Fibonacci hashing.
fn bit(window: u64) -> (usize, u64) {
    let hash = window.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52;
    (usize::try_from(hash >> 6).unwrap_or_default(), 1 << (hash & 63))
}

fn is_within(host: &str, parent: &str) -> bool {
    let front = host.len().checked_sub(parent.len()).and_then(|at| host.split_at_checked(at));
    front.is_some_and(|(front, end)| end.eq_ignore_ascii_case(parent) && (front.is_empty() || front.ends_with('.')))
}

/// Two labels or more, and not of the kind `co.jp`, under which anybody registers.
fn is_registered_name(name: &str) -> bool {
    match name.split_once('.') {
        None => false,
        Some((first, rest)) => rest.contains('.') || !(first.len() <= 3 && rest.len() == 2),
    }
}

/// What a name looks like: international labels decoded, characters replaced by the ones they are mistaken for.
fn skeleton(host: &str) -> String {
    let mut skeleton = String::with_capacity(host.len());
    let mut add = |c: char| {
        let c = mistaken_for(c);
        // Two letters that read like one.
        let single = match c {
            'n' if skeleton.ends_with('r') => 'm',
            'v' if skeleton.ends_with('v') => 'w',
            _ => return skeleton.push(c),
        };
        skeleton.pop();
        skeleton.push(single);
    };
    if host.is_ascii() && !host.as_bytes().windows(4).any(|four| four == b"xn--") {
        host.chars().for_each(&mut add);
    } else {
        idna::domain_to_unicode(host).0.chars().for_each(&mut add);
    }
    skeleton
}

fn mistaken_for(c: char) -> char {
    match c {
        // Nearly all of them.
        'a'..='h' | 'j'..='z' | '.' | '-' => c,
        '0' | 'о' | 'ο' | 'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' => 'o',
        '1' | 'i' | 'і' | 'ι' | 'í' | 'ì' | 'î' | 'ï' | 'ı' | 'ł' => 'l',
        'а' | 'α' | 'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ą' => 'a',
        'с' | 'ç' | 'ć' | 'č' => 'c',
        'е' | 'ε' | 'é' | 'è' | 'ê' | 'ë' | 'ę' => 'e',
        'р' | 'ρ' => 'p',
        'у' | 'υ' | 'ý' | 'ÿ' => 'y',
        'х' | 'χ' => 'x',
        'к' | 'κ' => 'k',
        'ѕ' | 'ş' | 'š' | '5' => 's',
        'ԛ' => 'q',
        'ո' | 'ñ' | 'ń' => 'n',
        'ü' | 'ú' | 'ù' | 'û' => 'u',
        'ԁ' => 'd',
        'һ' => 'h',
        'ј' => 'j',
        'м' => 'm',
        'т' | 'τ' => 't',
        'в' => 'b',
        'ѵ' | 'ν' => 'v',
        'ԝ' | 'ω' => 'w',
        'ɡ' => 'g',
        _ => c,
    }
}

/// One character added, dropped, replaced, or two neighbours exchanged.
fn is_one_edit_apart(left: &str, right: &str) -> bool {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let front = left.chars().zip(right.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum::<usize>();
    let (left, right) = (left.get(front..).unwrap_or_default(), right.get(front..).unwrap_or_default());
    let end = left.chars().rev().zip(right.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum::<usize>();
    let differing = |text: &'_ str| {
        let mut chars = text.get(..text.len().saturating_sub(end)).unwrap_or_default().chars();
        [chars.next(), chars.next(), chars.next()]
    };
    match (differing(left), differing(right)) {
        ([Some(a), Some(b), None], [Some(c), Some(d), None]) => a == d && b == c,
        ([one, None, None], [other, None, None]) => one.or(other).is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> ListedHosts {
        ListedHosts::new(["qr.acquirer.example", "qr.alipayplus.com", "pay.shop.co.jp"].map(str::to_owned))
    }

    #[test]
    fn imitations_are_told_from_neighbours() {
        let imitated = |host: &str| !hosts().contain(host, &Key::backwards(host)) && hosts().are_imitated_by(host);
        for imitation in [
            "qr.acquirer.example.evil.test",
            "qr.acquirer.example-pay.test",
            "qr.acqu1rer.example",
            "www.acquirrer.example",
            "qr.acquier.example",
            "qr.acuqirer.example",
            "qr.alipayp1us.com",
            "qr.alipayplus.co",
            "аlipayplus.com",
            "xn--lipayplus-zyh.com",
            "pay.sh0p.co.jp",
            "evil-qr.alipayplus.com.test",
        ] {
            assert!(imitated(imitation), "{imitation}");
        }
        for other in [
            "qr.acquirer.example",
            "QR.ACQUIRER.EXAMPLE",
            "a.qr.acquirer.example",
            "help.acquirer.example",
            "acquirer.example",
            "alipayplus.com",
            "shop.example",
            "other.co.jp",
            "pay.other.co.jp",
            "wallet.test",
            "",
            "com",
        ] {
            assert!(!imitated(other), "{other}");
        }
    }

    #[test]
    fn one_edit_is_one() {
        for (left, right, near) in [
            ("abc", "abd", true),
            ("abc", "ab", true),
            ("ab", "abc", true),
            ("abc", "acb", true),
            ("abc", "abc", false),
            ("abc", "cba", false),
            ("abcd", "ab", false),
            ("", "a", true),
        ] {
            assert_eq!(is_one_edit_apart(left, right), near, "{left} {right}");
        }
    }
}
