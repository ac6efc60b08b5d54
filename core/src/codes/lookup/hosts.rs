//! Which of many hosts a host is, or is below.

use super::{Beginnings, Key};

/// Values by host. Letters compare without case.
///
/// Read backwards, a host begins with the hosts above it; a dot at the end keeps `b.example` out of `ab.example`.
#[derive(Clone, Debug)]
pub(in super::super) struct Hosts<T>(Beginnings<T>);

impl<T: Copy> Hosts<T> {
    pub(in super::super) fn new<H: AsRef<str>>(hosts: impl IntoIterator<Item = (H, T)>) -> Self {
        Self(Beginnings::new(hosts.into_iter().map(|(host, value)| (Key::backwards(host.as_ref()), value))))
    }

    /// The values of the hosts that a host is, or is below; the longest first. `ending` is the host read backwards; names over 63
    /// bytes count if their last 63 do.
    pub(in super::super) fn of(&self, ending: &Key) -> impl Iterator<Item = T> {
        self.0.of(ending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_below_another_at_dots_only() {
        let hosts = Hosts::new([("b.example", 0), ("a.b.example", 1), ("EXAMPLE", 2), ("ab.example", 3)]);
        let of = |host: &str| hosts.of(&Key::backwards(host)).collect::<Vec<_>>();
        assert_eq!(of("x.A.b.example"), [1, 0, 2]);
        assert_eq!(of("ab.example"), [3, 2]);
        assert_eq!(of("cab.example"), [2]);
        assert_eq!(of("b.example."), [0; 0]);
        assert_eq!(of(""), [0; 0]);
    }
}
