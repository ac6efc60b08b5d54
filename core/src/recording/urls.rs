//! Stand-ins of URLs: scheme and host stay, and what makes the policies decide as they did.
//!
//! Paths, queries, fragments, user names and
//! the insides of apps' links may hold tokens, and go.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    codes::{BlockReason, CHECKOUT_PARAMETER, CHECKOUT_PATH, Navigation, NavigationPolicy},
    redirect::{Decision, Host, MAX_URL_BYTES, RedirectPolicy, RejectCode, TargetKind, is_scheme, web_host},
};

/// From here on the length of a URL may decide, and stays what it was.
const LONG: usize = MAX_URL_BYTES / 2;

/// The policies of the payment: a stand-in must mean the same to them.
pub(super) struct Urls {
    redirect: RedirectPolicy,
    navigation: NavigationPolicy,
    order_prefixes: Vec<String>,
    oauth_prefixes: Vec<String>,
}

/// What a redirect means to machine and pages, if there is one.
#[derive(PartialEq, Eq)]
struct Target {
    host: Result<Host, RejectCode>,
    decision: Result<TargetKind, RejectCode>,
}

/// What a navigation means to the machine, codes and addresses aside.
#[derive(PartialEq, Eq)]
enum Seen {
    Load,
    Decode,
    /// With client and scopes, which the backend is asked with.
    AuthCode(Option<(String, Vec<String>)>),
    External,
    Block(BlockReason),
}

impl Urls {
    pub(super) fn new(redirect: RedirectPolicy, navigation: NavigationPolicy) -> Self {
        let config = navigation.config();
        Self { redirect, navigation, order_prefixes: config.order_prefixes, oauth_prefixes: config.oauth_prefixes }
    }

    /// Of what `paymentRedirectUrl` holds.
    pub(super) fn of_redirect(&self, url: &str, name: &str) -> String {
        if url.trim().is_empty() {
            return String::new();
        }
        let means = |url: &str| self.target(url);
        first_alike(url, plain(url, name), means)
    }

    /// Of what the merchant page's container is to load; `number` gives the name of a code or of another page.
    pub(super) fn of_page(&self, url: &str, number: &mut impl FnMut(&'static str, &str) -> String) -> String {
        let name = number("page", url);
        let special = match self.navigation.decide(url, true) {
            Navigation::Decode(code) => {
                let code = number("code", code.expose());
                let checkout = checkout(url, &code);
                checkout.into_iter().chain(behind(&self.order_prefixes, &code)).chain(plain(url, &code)).collect()
            }
            Navigation::Block(BlockReason::CodeValue) => checkout(url, "").into_iter().collect(),
            Navigation::AuthCode(Some(page)) => {
                let escape = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
                let goes_on = self.of_page(page.redirect_url(), number);
                let (client, scopes) = (escape(&page.auth_client_id), escape(&page.scopes.join(",")));
                let query = format!("authClientId={client}&scopes={scopes}&redirectUrl={}", escape(&goes_on));
                let queries = [format!("?{query}"), format!("&{query}"), query];
                queries.iter().flat_map(|query| behind(&self.oauth_prefixes, query)).collect()
            }
            Navigation::AuthCode(None) => self.oauth_prefixes.iter().cloned().chain(behind(&self.oauth_prefixes, &name)).collect(),
            Navigation::Load | Navigation::External | Navigation::Block(_) => Vec::new(),
        };
        let means = |url: &str| (self.target(url), self.seen(url));
        first_alike(url, special.into_iter().chain(plain(url, &name)), means)
    }

    fn target(&self, url: &str) -> Option<Target> {
        let decision = match self.redirect.judge(Some(url)) {
            Decision::Open(target) => Ok(target.kind()),
            Decision::Reject(code) => Err(code),
            Decision::Absent => return None,
        };
        Some(Target { host: web_host(url), decision })
    }

    fn seen(&self, url: &str) -> Seen {
        match self.navigation.decide(url, true) {
            Navigation::Load => Seen::Load,
            Navigation::Decode(_) => Seen::Decode,
            Navigation::AuthCode(page) => Seen::AuthCode(page.map(|page| (page.auth_client_id, page.scopes))),
            Navigation::External => Seen::External,
            Navigation::Block(reason) => Seen::Block(reason),
        }
    }
}

/// The first candidate that means what `url` means, if need be with something behind it that the policies refuse. If there is none, a
/// secret is worth more than a decision, and the first candidate stands.
fn first_alike<M: PartialEq>(url: &str, candidates: impl IntoIterator<Item = String>, means: impl Fn(&str) -> M) -> String {
    let candidates: Vec<_> = candidates.into_iter().collect();
    let meant = means(url);
    // Too long as it is, and as it would be opened.
    let (long, escaped) = ("x".repeat(MAX_URL_BYTES), "é".repeat(MAX_URL_BYTES / 3));
    let refused = ["", "#intent;", "#1#2", "%", "<", &long, &escaped];
    let ends = refused.iter().flat_map(|end| candidates.iter().map(move |candidate| format!("{candidate}{end}")));
    ends.into_iter().find(|candidate| means(candidate) == meant).or_else(|| candidates.first().cloned()).unwrap_or_default()
}

/// Scheme and host of `url` with `name` in place of the rest; of an app's link only the scheme.
fn plain(url: &str, name: &str) -> Vec<String> {
    let Some((scheme, _)) = url.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
        return vec![name.to_owned()];
    };
    let Some((origin, is_whole)) = web_origin(url) else {
        return vec![format!("{scheme}://{name}"), format!("{scheme}:{name}")];
    };
    let padding = url.len().min(MAX_URL_BYTES).saturating_sub(origin.len().saturating_add(name.len()).saturating_add(2));
    let padded = (url.len() > LONG).then(|| format!("{origin}/{name}-{}", "x".repeat(padding)));
    // What is cut short was refused for what it had there.
    let ends: &[&str] = if is_whole { &["/", "?", "#"] } else { &["_/", "\u{2260}/", "%/", "../", ":x/"] };
    padded.into_iter().chain(ends.iter().map(|end| format!("{origin}{end}{name}"))).collect()
}

/// The page that hands over `code`.
fn checkout(url: &str, code: &str) -> Option<String> {
    web_origin(url).map(|(origin, _)| format!("{origin}{CHECKOUT_PATH}?{CHECKOUT_PARAMETER}={code}"))
}

/// What stands before the path of a web address, without anybody's name, and whether that is all of it: what is behind the end of a host
/// may be a path for some parser, and goes.
fn web_origin(url: &str) -> Option<(String, bool)> {
    let (scheme, rest) = url.split_once("://")?;
    ["http", "https"].iter().find(|web| scheme.eq_ignore_ascii_case(web))?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A name before the host is refused, whatever it is.
    let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(_, host)| ("user@", host));
    let is_of_no_host = |it: char| it.is_ascii() && !it.is_ascii_alphanumeric() && !".-:[]_".contains(it);
    let kept = host.split(is_of_no_host).next().unwrap_or_default();
    Some((format!("{scheme}://{user}{kept}"), kept == host))
}

/// `name` behind every prefix.
fn behind(prefixes: &[String], name: &str) -> Vec<String> {
    let between = ["", "/", "?"];
    prefixes.iter().flat_map(|prefix| between.iter().map(move |between| format!("{prefix}{between}{name}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{codes::NavigationConfig, redirect::PolicyConfig};

    const SECRET: &str = "s3cr3tT0ken";

    fn list(entries: &[&str]) -> Vec<String> {
        entries.iter().map(ToString::to_string).collect()
    }

    fn urls(allow_hosts: Option<Vec<String>>) -> Urls {
        let (own_schemes, own_hosts) = (list(&["wallet"]), list(&["wallet.example", "bücher.example"]));
        let app_schemes = list(&["merchantapp", "boostapp", "com.merchant.app"]);
        let redirect = PolicyConfig { own_schemes, own_hosts, app_schemes, allow_hosts };
        let navigation = NavigationConfig {
            order_prefixes: list(&["https://qr.acquirer.example", "https://pay.example/o/", "https://pay.example/q?c="]),
            checkout_hosts: list(&["m.alipayplus.example"]),
            oauth_prefixes: list(&["https://auth.example/oauth", "https://auth.example/login?v=1"]),
            app_schemes: redirect.app_schemes.clone(),
            own_schemes: redirect.own_schemes.clone(),
            own_hosts: redirect.own_hosts.clone(),
        };
        Urls::new(RedirectPolicy::new(redirect).unwrap(), NavigationPolicy::new(navigation).unwrap())
    }

    fn of_page(urls: &Urls, url: &str) -> String {
        let mut known: Vec<String> = Vec::new();
        urls.of_page(url, &mut |kind, value| {
            let at = known.iter().position(|it| it == value).unwrap_or_else(|| {
                known.push(value.to_owned());
                known.len() - 1
            });
            format!("{kind}-{at}")
        })
    }

    /// The set of hostile redirects, each with its list of hosts.
    fn hostile() -> Vec<(String, Option<Vec<String>>)> {
        let lines = include_str!("../../testdata/redirect/hostile.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let columns = lines.map(|line| line.split('\t').collect::<Vec<_>>()).filter(|columns| columns[2] != "error");
        let url = |text: &str| serde_json::from_str::<String>(&format!("\"{text}\"")).unwrap();
        columns.map(|columns| (url(columns[0]), serde_json::from_str(columns[1]).ok())).collect()
    }

    #[test]
    fn the_stand_in_of_a_redirect_is_judged_as_the_redirect_was() {
        let all = hostile();
        assert!(all.len() > 500);
        for (url, allow_hosts) in all {
            let urls = urls(allow_hosts);
            let stand_in = urls.of_redirect(&url, "page-1");
            assert!(urls.target(&stand_in) == urls.target(&url), "{url:?} became {stand_in:?}");
        }
    }

    #[test]
    fn the_stand_in_of_a_page_leads_where_the_page_led() {
        let pages = [
            format!("https://QR.acquirer.example/{SECRET}"),
            format!("https://qr.acquirer.example:8443?{SECRET}"),
            format!("https://pay.example/O/{SECRET}"),
            format!("https://pay.example/q?c={SECRET}"),
            format!("https://pay.example/{SECRET}"),
            format!("https://m.alipayplus.example/{SECRET}/cashier/self/codevalue/checkout.htm?codeValue={SECRET}"),
            format!("https://m.alipayplus.example/{SECRET}/cashier/self/codevalue/checkout.htm?codeValue="),
            format!("https://auth.example/oauth/{SECRET}?authClientId=A%2F1&scopes=a,b&redirectUrl=https%3A%2F%2Fm.example%2F{SECRET}"),
            format!("https://auth.example/login?v=1&authClientId=A&redirectUrl=https%3A%2F%2Fm.example%2F{SECRET}"),
            format!("https://auth.example/oauth?{SECRET}"),
            format!("merchantapp://{SECRET}/x"),
            format!("https://user:{SECRET}@shop.example/"),
            format!("https://shop.example/{}", SECRET.repeat(100)),
        ];
        let urls = urls(None);
        for url in pages.into_iter().chain(hostile().into_iter().map(|(url, _)| url).filter(|url| !url.trim().is_empty())) {
            let stand_in = of_page(&urls, &url);
            assert!(urls.seen(&stand_in) == urls.seen(&url) && urls.target(&stand_in) == urls.target(&url), "{url:?} became {stand_in:?}");
            assert!(!stand_in.contains(SECRET), "{stand_in}");
            // What a stranger's URL ends with may be a secret as well.
            let stand_in = of_page(&urls, &format!("{url}/{SECRET}"));
            assert!(!stand_in.contains(SECRET), "{url:?} became {stand_in}");
        }
    }

    #[test]
    fn a_path_a_query_a_fragment_and_the_inside_of_an_apps_link_are_gone() {
        let urls = urls(None);
        let as_web =
            ["/#?#", "\\done\\#", "%2f#", ";session=#", "&#", ",#", "<#", " #", "\t#", "'#", "*#", "!#", "$#", "(#", "=#", "~#", "+#"];
        let as_web = as_web.map(|end| format!("https://shop.example{end}"));
        let others = ["https://#@shop.example:1/#", "merchantapp://#/#", "wallet:#", "#", "http:#", "a b:#"].map(str::to_owned);
        for url in as_web.into_iter().chain(others) {
            let url = url.replace('#', SECRET);
            let stand_in = urls.of_redirect(&url, "page-1");
            assert!(!stand_in.contains(SECRET) && stand_in.contains("page-1"), "{url} became {stand_in}");
        }
        let bare = urls.of_redirect("https://shop.example:8443/done/s3cr3t?session=1#top", "page-7");
        assert_eq!(bare, "https://shop.example:8443/page-7");
    }

    #[test]
    fn pages_that_ask_for_auth_codes_stay_apart() {
        let urls = urls(None);
        let mut known: Vec<String> = Vec::new();
        let mut number = |kind: &'static str, value: &str| {
            if !known.iter().any(|it| it == value) {
                known.push(value.to_owned());
            }
            format!("{kind}-{}", known.iter().position(|it| it == value).unwrap())
        };
        let pages = [
            "A&redirectUrl=https%3A%2F%2Fm.example%2F1",
            "A&redirectUrl=https%3A%2F%2Fm.example%2F2",
            "B&redirectUrl=https%3A%2F%2Fm.example%2F1",
        ];
        let stand_ins: Vec<_> =
            pages.iter().map(|rest| urls.of_page(&format!("https://auth.example/oauth?authClientId={rest}"), &mut number)).collect();
        let asked = |url: &String| match urls.navigation.decide(url, true) {
            Navigation::AuthCode(Some(page)) => page,
            other => panic!("{other:?}"),
        };
        let asked: Vec<_> = stand_ins.iter().map(asked).collect();
        assert!(asked[0] != asked[1] && asked[0] != asked[2] && asked[1] != asked[2]);
        let again = urls.of_page(&format!("https://auth.example/oauth?authClientId={}", pages[0]), &mut number);
        assert_eq!(again, stand_ins[0]);
    }
}
