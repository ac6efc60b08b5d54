//! Names under which nobody can be reached, and names under which everybody can.

use core::cmp::Ordering;
use std::sync::LazyLock;

static LOCAL_USE: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("../../data/redirect/local-use.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// A line is a parent and its labels. Searched as it stands: only a list of hosts is held against it, and no URL ever.
const PUBLIC: &str = include_str!("../../data/redirect/public-suffixes.txt");

/// Whether `host`, in lower case, ends in a suffix for use inside a house, a company or a machine, or in one that never resolves.
pub(super) fn is_local_use(host: &str) -> bool {
    LOCAL_USE.iter().any(|suffix| host.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Whether `host`, in lower-case A-labels, is a public suffix: a list of hosts that names one would allow everybody.
///
/// So would one that names the parent of nothing but public suffixes, such as `ck`.
pub(super) fn is_public_suffix(host: &str) -> bool {
    let Some((label, parent)) = host.split_once('.') else {
        return true;
    };
    let siblings = labels_below(parent);
    let is_listed = |wanted: &str| siblings.split(' ').any(|label| label == wanted);
    is_listed(label) || is_listed("*") && !is_listed(&format!("!{label}")) || labels_below(host).split(' ').any(|label| label == "*")
}

/// Separated by spaces; nothing if the list does not know the parent. The lines are sorted: each step halves what is left of them.
fn labels_below(parent: &str) -> &'static str {
    let mut rest = PUBLIC;
    while !rest.is_empty() {
        let half = rest.get(..rest.len() / 2).unwrap_or_default();
        let (before, from) = rest.split_at_checked(half.rfind('\n').map_or(0, |end| end.saturating_add(1))).unwrap_or_default();
        let (line, after) = from.split_once('\n').unwrap_or((from, ""));
        let (name, labels) = line.split_once(' ').unwrap_or((line, ""));
        match parent.cmp(name) {
            Ordering::Less => rest = before,
            Ordering::Greater => rest = after,
            Ordering::Equal => return labels,
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_ends_at_a_dot() {
        assert!(is_local_use("a.local") && is_local_use("local") && is_local_use("x.home.arpa"));
        assert!(
            !is_local_use("notlocal") && !is_local_use("local.example") && !is_local_use("home.arpa.example") && !is_local_use("a.arpa")
        );
    }

    #[test]
    fn names_of_tests_are_public() {
        assert!(!is_local_use("shop.example") && !is_local_use("shop.test"));
        assert!(!is_public_suffix("shop.example") && !is_public_suffix("shop.test"));
    }

    #[test]
    fn registries_and_hosting_companies_sell_to_everybody() {
        for suffix in ["com", "example", "co.uk", "com.kh", "github.io", "xn--55qx5d.cn", "any.ck", "any.kawasaki.jp", "kawasaki.jp"] {
            assert!(is_public_suffix(suffix), "{suffix}");
        }
        for name in ["shop.com", "a.co.uk", "shop.github.io", "city.kawasaki.jp", "www.ck", "a.any.ck", "o.uk", "co.uk.example", "a.*"] {
            assert!(!is_public_suffix(name), "{name}");
        }
    }

    /// What the crate `psl` says, which takes U-labels.
    fn is_suffix_elsewhere(host: &str) -> bool {
        let (unicode, _) = idna::domain_to_unicode(host);
        psl::suffix_str(&unicode) == Some(&*unicode)
    }

    #[test]
    fn every_line_says_what_the_public_suffix_list_says() {
        let lines = PUBLIC.lines().filter(|line| !line.starts_with('#'));
        for (parent, labels) in lines.map(|line| line.split_once(' ').unwrap()) {
            for label in labels.split(' ') {
                let name = format!("{}.{parent}", label.trim_start_matches('!').replace('*', "any"));
                assert_eq!(is_public_suffix(&name), !label.starts_with('!'), "{name}");
                for name in [name.clone(), format!("x{name}")] {
                    // The parent of nothing but suffixes counts here too.
                    let is_suffix = is_suffix_elsewhere(&name) || is_suffix_elsewhere(&format!("any.{name}"));
                    assert_eq!(is_public_suffix(&name), is_suffix, "{name}");
                }
            }
        }
    }
}
