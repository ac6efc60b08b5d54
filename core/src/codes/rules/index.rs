//! Finds the rules that may match a code, so that most rules are never looked at.

use super::{
    conditions::{Anchor, Mark},
    rule::Rule,
};
use crate::codes::{
    emv::Tag,
    lookup::{Beginnings, Hosts, Key},
    scanned::Scanned,
};

/// The place of a rule in its set.
pub(super) type Place = u16;

/// By what a rule is found.
pub(super) enum Entry<'a> {
    /// The code begins with this.
    Beginning(&'a str),
    /// A URL whose host is one of these or below; what is no URL begins with `beginning`.
    Hosts { hosts: &'a [String], beginning: &'a str },
    /// The code is one of EMVCo.
    Emv(Anchor<'a>),
}

#[derive(Clone, Debug)]
pub(super) struct Index {
    beginnings: Beginnings<Place>,
    hosts: Hosts<Place>,
    /// Rules for hosts, for what is no URL.
    other_than_urls: Beginnings<Place>,
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
        let (mut beginnings, mut hosts_entries, mut other_than_urls) = (Vec::new(), Vec::new(), Vec::new());
        let (mut marks, mut marked) = (Vec::new(), Vec::new());
        let (mut identifiers, mut countries, mut primitives, mut any_emv) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (place, rule) in (0..).zip(rules) {
            match rule.entry() {
                Entry::Beginning(text) => beginnings.push((Key::of(text), place)),
                Entry::Hosts { hosts, beginning } => {
                    hosts_entries.extend(hosts.iter().map(|host| (host, place)));
                    other_than_urls.push((Key::of(beginning), place));
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
            hosts: Hosts::new(hosts_entries),
            other_than_urls: Beginnings::new(other_than_urls),
            identifiers: Sorted::new(identifiers),
            countries: Sorted::new(countries),
            primitives,
            any_emv,
        }
    }

    /// Calls `visit` with every rule that may match, some of them more than once, in no order.
    pub(super) fn candidates(&self, code: &Scanned<'_>, mut visit: impl FnMut(Place)) {
        self.beginnings.of(code.beginning).for_each(&mut visit);
        match &code.link {
            Some(link) => self.hosts.of(link.ending).for_each(&mut visit),
            None => self.other_than_urls.of(code.beginning).for_each(&mut visit),
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

/// FNV-1a: the same for equal texts, and hardly ever for others. Where it is, a rule is looked at that does not match.
fn fingerprint(text: &str) -> u64 {
    continued(0xCBF2_9CE4_8422_2325, text)
}

/// Of two texts.
fn fingerprint_of_both(text: &str, other: &str) -> u64 {
    // No text has this byte.
    continued((fingerprint(text) ^ 0xFF).wrapping_mul(FNV_PRIME), other)
}

const FNV_PRIME: u64 = 0x0100_0000_01B3;

fn continued(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME))
}
