//! Finds the rules that may match a code, so that most rules are never looked at.

use super::{conditions::Anchor, rule::Rule};
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
    countries: Sorted,
    primitives: Vec<(Tag, Place)>,
    /// Rules for any EMVCo code.
    any_emv: Vec<Place>,
}

impl Index {
    /// The index of at most 65,535 rules.
    pub(super) fn new(rules: &[Rule]) -> Self {
        let (mut beginnings, mut hosts_entries, mut other_than_urls) = (Vec::new(), Vec::new(), Vec::new());
        let (mut identifiers, mut countries, mut primitives, mut any_emv) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (place, rule) in (0..).zip(rules) {
            match rule.entry() {
                Entry::Beginning(text) => beginnings.push((Key::of(text), place)),
                Entry::Hosts { hosts, beginning } => {
                    hosts_entries.extend(hosts.iter().map(|host| (host, place)));
                    other_than_urls.push((Key::of(beginning), place));
                }
                Entry::Emv(Anchor::Identifier(identifier)) => identifiers.push((Key::of(identifier), place)),
                Entry::Emv(Anchor::Country(country)) => countries.push((Key::of(country), place)),
                Entry::Emv(Anchor::Primitive(tag)) => primitives.push((tag, place)),
                Entry::Emv(Anchor::None) => any_emv.push(place),
            }
        }
        Self {
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
        if !self.identifiers.is_empty() {
            let identifiers = emv.accounts().filter_map(|(_, values)| values.get(Tag::FORMAT_INDICATOR));
            identifiers.for_each(|identifier| self.identifiers.of(identifier).for_each(&mut visit));
        }
        if let Some(country) = emv.get(Tag::COUNTRY) {
            self.countries.of(country).for_each(&mut visit);
        }
        self.primitives.iter().filter(|(tag, _)| emv.get(*tag).is_some()).for_each(|(_, place)| visit(*place));
        self.any_emv.iter().for_each(|place| visit(*place));
    }
}

/// Rules by a text that must be equal, or equal as far as a key tells.
#[derive(Clone, Debug)]
struct Sorted(Vec<(Key, Place)>);

impl Sorted {
    fn new(mut entries: Vec<(Key, Place)>) -> Self {
        entries.sort();
        Self(entries)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn of(&self, text: &str) -> impl Iterator<Item = Place> {
        let key = Key::of(text);
        let from = self.0.partition_point(|(entry, _)| *entry < key);
        self.0.iter().skip(from).take_while(move |(entry, _)| *entry == key).map(|(_, place)| *place)
    }
}
