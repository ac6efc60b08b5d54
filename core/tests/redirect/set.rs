//! The set of hostile redirects.

/// One line of the set.
pub struct Line {
    /// As received.
    pub url: String,
    /// The list of hosts, if there is one.
    pub allow_hosts: Option<Vec<String>>,
    /// `allow`, `allow_app`, `reject`, `none`, or `error` for a list that cannot be configured.
    pub verdict: String,
    /// Why.
    pub code: String,
    /// What is opened.
    pub opens: Option<String>,
}

/// Every line of `core/testdata/redirect/hostile.tsv`.
pub fn hostile() -> Vec<Line> {
    let text = include_str!("../../testdata/redirect/hostile.tsv");
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(line).collect()
}

fn line(text: &str) -> Line {
    let columns: Vec<&str> = text.split('\t').collect();
    let [url, hosts, verdict, code, opens] = columns[..] else { panic!("not five columns: {text}") };
    let unescaped = |text: &str| serde_json::from_str::<String>(&format!("\"{text}\"")).unwrap();
    let url = unescaped(url);
    let opens = match opens {
        "-" => None,
        "=" => Some(url.clone()),
        other => Some(unescaped(other)),
    };
    let allow_hosts = (hosts != "-").then(|| serde_json::from_str(hosts).unwrap());
    Line { url, allow_hosts, verdict: verdict.into(), code: code.into(), opens }
}
