//! Hosts that the rules name, and hosts that only look like them.

/// The longest name that DNS knows.
const MAX_HOST: usize = 253;

/// Shorter names differ from each other by one letter without any intent.
const MIN_MISSPELT: usize = 12;

/// The hosts of a rule file, in lower case, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedHosts(Vec<Listed>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    host: Name,
    /// The name that its owner registered, as far as the host tells: without the first label.
    owner: Option<Name>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    text: String,
    /// What it looks like.
    skeleton: String,
}

impl ListedHosts {
    /// The list of these hosts.
    pub fn new(hosts: impl IntoIterator<Item = String>) -> Self {
        let listed = |host: String| {
            let host = Name::new(&host.to_ascii_lowercase());
            let owner = host.text.split_once('.').map(|(_, owner)| owner).filter(|owner| is_registered_name(owner)).map(Name::new);
            Listed { host, owner }
        };
        let mut all: Vec<Listed> = hosts.into_iter().map(listed).collect();
        all.sort();
        all.dedup();
        Self(all)
    }

    /// Whether `host` is listed or below a listed one.
    pub(super) fn contain(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.0.iter().any(|listed| is_within(&host, &listed.host.text))
    }

    /// Whether `host` is not listed, but made to be taken for a listed one.
    pub(super) fn are_imitated_by(&self, host: &str) -> bool {
        if host.len() > MAX_HOST || self.contain(host) {
            return false;
        }
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let shown = Name::new(&host);
        self.0.iter().any(|Listed { host: listed, owner }| {
            let same_owner = owner.as_ref().is_some_and(|owner| is_within(&shown.text, &owner.text));
            let names = core::iter::once(listed).chain(owner);
            !same_owner && (shown.skeleton.contains(&listed.skeleton) || names.into_iter().any(|name| shown.imitates(name)))
        })
    }
}

impl Name {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), skeleton: skeleton(text) }
    }

    /// Whether its last labels, as many as `name` has, read like `name` but are not.
    fn imitates(&self, name: &Self) -> bool {
        let labels = name.text.split('.').count();
        let (end, shown) = (last_labels(&self.text, labels), last_labels(&self.skeleton, labels));
        let misspelt = || name.text.len() >= MIN_MISSPELT && is_one_edit_apart(shown, &name.skeleton);
        end != name.text && (shown == name.skeleton || misspelt())
    }
}

fn last_labels(host: &str, count: usize) -> &str {
    let dot = host.rmatch_indices('.').nth(count.saturating_sub(1));
    dot.and_then(|(at, _)| host.get(at.saturating_add(1)..)).unwrap_or(host)
}

fn is_within(host: &str, parent: &str) -> bool {
    host.strip_suffix(parent).is_some_and(|front| front.is_empty() || front.ends_with('.'))
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
    let (unicode, _) = idna::domain_to_unicode(host);
    let single: String = unicode.chars().map(mistaken_for).collect();
    single.replace("rn", "m").replace("vv", "w")
}

fn mistaken_for(c: char) -> char {
    match c {
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
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let same_front = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let (left, right) = (left.get(same_front..).unwrap_or_default(), right.get(same_front..).unwrap_or_default());
    let same_end = left.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let rest = |text: &[char]| text.len().saturating_sub(same_end);
    match (left.get(..rest(left)), right.get(..rest(right))) {
        (Some([a, b]), Some([c, d])) => a == d && b == c,
        (Some(left), Some(right)) => left.len().max(right.len()) == 1,
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
            assert!(hosts().are_imitated_by(imitation), "{imitation}");
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
            assert!(!hosts().are_imitated_by(other), "{other}");
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
