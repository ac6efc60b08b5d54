//! Which of many hosts a host is, or is below.

use super::Beginnings;

/// Values by host. Letters compare without case.
#[derive(Clone, Debug)]
pub(in super::super) struct Hosts<T>(Beginnings<T>);

impl<T: Copy> Hosts<T> {
    pub(in super::super) fn new<H: AsRef<str>>(hosts: impl IntoIterator<Item = (H, T)>) -> Self {
        Self(Beginnings::new(hosts.into_iter().map(|(host, value)| (backwards(host.as_ref()).collect::<Vec<u8>>(), value))))
    }

    /// The values of the hosts that `host` is, or is below; the longest first. Names over 64 bytes count if their last 63 do.
    pub(in super::super) fn of(&self, host: &str) -> impl Iterator<Item = T> {
        self.0.of(backwards(host))
    }
}

/// Read backwards, a host begins with the hosts above it. The dot at the end keeps `b.example` out of `ab.example`.
fn backwards(host: &str) -> impl Iterator<Item = u8> {
    host.bytes().rev().chain([b'.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_below_another_at_dots_only() {
        let hosts = Hosts::new([("b.example", 0), ("a.b.example", 1), ("EXAMPLE", 2), ("ab.example", 3)]);
        let of = |host: &str| hosts.of(host).collect::<Vec<_>>();
        assert_eq!(of("x.A.b.example"), [1, 0, 2]);
        assert_eq!(of("ab.example"), [3, 2]);
        assert_eq!(of("cab.example"), [2]);
        assert_eq!(of("b.example."), [0; 0]);
        assert_eq!(of(""), [0; 0]);
    }
}
