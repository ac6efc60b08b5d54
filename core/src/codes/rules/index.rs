//! Finds the rules that may match a code, so that most rules are never looked at.

use super::{
    conditions::{Anchor, Mark},
    regex::Class,
    rule::Rule,
};
use crate::codes::{
    emv::Tag,
    link::WebLink,
    lookup::{Beginnings, Hosts, Key},
    scanned::Scanned,
};

/// The place of a rule in its set.
pub(super) type Place = u16;

/// By what a rule is found.
pub(super) enum Entry<'a> {
    /// The code begins with this.
    Beginning(&'a str),
    /// The code begins with one of these.
    First(&'a Class),
    /// A URL whose host is one of these or below; what is no URL begins with `beginning`.
    Hosts { hosts: &'a [String], beginning: &'a str },
    /// The code is one of EMVCo.
    Emv(Anchor<'a>),
}

/// For which codes a beginning counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    All,
    /// A URL is found by its host instead.
    OtherThanUrls,
}

#[derive(Clone, Debug)]
pub(super) struct Index {
    beginnings: Beginnings<(Place, For)>,
    firsts: Vec<(Class, Place)>,
    hosts: Hosts<Place>,
    identifiers: Sorted,
    /// Where else the rules of an identifier look, by its fingerprint, and their rules by both texts.
    marks: Vec<(u64, Mark)>,
    marked: Sorted,
    countries: Sorted,
    primitives: Vec<(Tag, Place)>,
    /// Rules for any EMVCo code.
    any_emv: Vec<Place>,
}

impl Index {
    /// The index of at most 65,535 rules.
    pub(super) fn new(rules: &[Rule]) -> Self {
        let (mut beginnings, mut firsts, mut by_host) = (Vec::new(), Vec::new(), Vec::new());
        let (mut marks, mut marked) = (Vec::new(), Vec::new());
        let (mut identifiers, mut countries, mut primitives, mut any_emv) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (place, rule) in (0..).zip(rules) {
            match rule.entry() {
                Entry::Beginning(text) => beginnings.push((Key::of(text), (place, For::All))),
                Entry::First(class) => firsts.push((class.clone(), place)),
                Entry::Hosts { hosts, beginning } => {
                    by_host.extend(hosts.iter().map(|host| (host, place)));
                    // Most patterns take nothing but URLs.
                    if WebLink::parse(beginning).is_none() {
                        beginnings.push((Key::of(beginning), (place, For::OtherThanUrls)));
                    }
                }
                Entry::Emv(Anchor::Identifier(identifier, None)) => identifiers.push((fingerprint(identifier), place)),
                Entry::Emv(Anchor::Identifier(identifier, Some((mark, text)))) => {
                    marks.push((fingerprint(identifier), mark));
                    marked.push((fingerprint_of_both(identifier, text), place));
                }
                Entry::Emv(Anchor::Country(country)) => countries.push((fingerprint(country), place)),
                Entry::Emv(Anchor::Primitive(tag)) => primitives.push((tag, place)),
                Entry::Emv(Anchor::None) => any_emv.push(place),
            }
        }
        marks.sort_unstable();
        marks.dedup();
        Self {
            marks,
            marked: Sorted::new(marked),
            beginnings: Beginnings::new(beginnings),
            firsts,
            hosts: Hosts::new(by_host),
            identifiers: Sorted::new(identifiers),
            countries: Sorted::new(countries),
            primitives,
            any_emv,
        }
    }

    /// Calls `visit` with every rule that may match, some of them more than once, in no order.
    pub(super) fn candidates(&self, code: &Scanned<'_>, mut visit: impl FnMut(Place)) {
        for (place, codes) in self.beginnings.of(&code.beginning) {
            if codes == For::All || code.link.is_none() {
                visit(place);
            }
        }
        self.firsts.iter().filter(|(class, _)| class.begins(code.text)).for_each(|(_, place)| visit(*place));
        if let Some(link) = &code.link {
            self.hosts.of(&link.ending).for_each(&mut visit);
        }
        let Some(emv) = &code.emv else { return };
        for (_, account) in emv.accounts() {
            let Some(identifier) = account.get(Tag::FORMAT_INDICATOR) else { continue };
            let fingerprint = fingerprint(identifier);
            self.identifiers.of(fingerprint).for_each(&mut visit);
            let from = self.marks.partition_point(|(entry, _)| *entry < fingerprint);
            for (_, mark) in self.marks.iter().skip(from).take_while(|(entry, _)| *entry == fingerprint) {
                if let Some(text) = mark.value(emv, account) {
                    self.marked.of(fingerprint_of_both(identifier, text)).for_each(&mut visit);
                }
            }
        }
        if let Some(country) = emv.get(Tag::COUNTRY) {
            self.countries.of(fingerprint(country)).for_each(&mut visit);
        }
        self.primitives.iter().filter(|(tag, _)| emv.get(*tag).is_some()).for_each(|(_, place)| visit(*place));
        self.any_emv.iter().for_each(|place| visit(*place));
    }
}

/// Rules by texts that must be equal.
#[derive(Clone, Debug)]
struct Sorted(Vec<(u64, Place)>);

impl Sorted {
    fn new(mut entries: Vec<(u64, Place)>) -> Self {
        entries.sort_unstable();
        Self(entries)
    }

    fn of(&self, fingerprint: u64) -> impl Iterator<Item = Place> {
        let from = self.0.partition_point(|(entry, _)| *entry < fingerprint);
        self.0.iter().skip(from).take_while(move |(entry, _)| *entry == fingerprint).map(|(_, place)| *place)
    }
}

/// The same for equal texts, and hardly ever for others. Where it is, a rule is looked at that does not match.
fn fingerprint(text: &str) -> u64 {
    mixed(0, text)
}

/// Of two texts.
fn fingerprint_of_both(text: &str, other: &str) -> u64 {
    mixed(fingerprint(text), other)
}

/// Multiplies eight bytes at a time: identifiers are short, and byte by byte would take longer than what is saved.
fn mixed(seed: u64, text: &str) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = text.as_bytes().as_chunks();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    // No text has the byte that tells where the last word ends.
    if let Some(place) = last.get_mut(rest.len()) {
        *place = 0xFF;
    }
    words.iter().chain([&last]).fold(seed, |hash, word| (hash.rotate_left(26) ^ u64::from_le_bytes(*word)).wrapping_mul(ODD))
}
