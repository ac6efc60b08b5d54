//! Hosts that the rules name, and hosts that only look like them.

use super::{looks::Looks, skeleton::skeleton, windows::Windows};
use crate::codes::lookup::{Hosts, Key};

/// The longest name that DNS knows.
const MAX_HOST: usize = 253;

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
    pub(in super::super) fn are_imitated_by(&self, host: &str) -> bool {
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

fn is_within(host: &str, parent: &str) -> bool {
    let front = host.len().checked_sub(parent.len()).and_then(|at| host.split_at_checked(at));
    // With what is no port behind a colon it is nobody's host.
    let is_front = |front: &str| front.is_empty() || front.ends_with('.') && !front.contains(':');
    front.is_some_and(|(front, end)| end.eq_ignore_ascii_case(parent) && is_front(front))
}

/// Two labels or more, and not of the kind `co.jp`, under which anybody registers.
fn is_registered_name(name: &str) -> bool {
    match name.split_once('.') {
        None => false,
        Some((first, rest)) => rest.contains('.') || !(first.len() <= 3 && rest.len() == 2),
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
}
