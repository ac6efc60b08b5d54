//! Names under which nobody can be reached, and names under which everybody can.

/// Suffixes for use inside a house, a company or a machine, and those that never resolve.
const LOCAL_USE: &[&str] =
    &["corp", "home", "home.arpa", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost", "onion", "private"];

/// Second-level names under which registries of the wallets' markets sell names (Public Suffix List, 2026-01): a list of hosts
/// that names one of them would allow everybody.
const REGISTRY: &[&str] = &[
    "ac.id", "ac.jp", "ac.kr", "ac.th", "ac.uk", "co.id", "co.in", "co.it", "co.jp", "co.kr", "co.th", "co.uk", "co.za", "com.au",
    "com.bd", "com.br", "com.cn", "com.hk", "com.kh", "com.mo", "com.my", "com.np", "com.ph", "com.pk", "com.sg", "com.tr", "com.tw",
    "com.vn", "edu.cn", "edu.hk", "edu.my", "edu.sg", "edu.vn", "go.id", "go.jp", "go.kr", "go.th", "gov.cn", "gov.hk", "gov.my", "gov.ph",
    "gov.sg", "gov.uk", "gov.vn", "in.th", "ne.jp", "ne.kr", "net.cn", "net.hk", "net.my", "net.ph", "net.vn", "or.id", "or.jp", "or.kr",
    "or.th", "org.cn", "org.hk", "org.my", "org.ph", "org.sg", "org.uk", "org.vn", "web.id",
];

/// Whether `host`, in lower case, ends in a local-use suffix.
pub(super) fn is_local_use(host: &str) -> bool {
    LOCAL_USE.iter().any(|suffix| host.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Whether `host`, in lower case, is a public suffix as far as this list knows.
pub(super) fn is_public_suffix(host: &str) -> bool {
    !host.contains('.') || REGISTRY.binary_search(&host).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_list_is_sorted() {
        assert!(REGISTRY.is_sorted());
    }

    #[test]
    fn a_suffix_ends_at_a_dot() {
        assert!(is_local_use("a.local") && is_local_use("local") && is_local_use("x.home.arpa"));
        assert!(!is_local_use("notlocal") && !is_local_use("local.example"));
    }
}
