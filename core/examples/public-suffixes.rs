//! Makes `core/data/redirect/public-suffixes.txt` of the Public Suffix List, which comes in on standard input.
//!
//! `cargo run -p cashier-core --example public-suffixes -- 'SOURCE, DATE' <public_suffix_list.dat >core/data/redirect/public-suffixes.txt`

use std::{
    collections::{BTreeMap, BTreeSet},
    env, io,
};

const HEADER: &str = "\
# Names under which registries and hosting companies give names to everybody. A line is a parent and its labels, so that `uk co org`
# stands for co.uk and org.uk; `*` is every label, `!` an exception to it. International labels are A-labels. Single labels are left
# out: each of them is a public suffix. Made by core/examples/public-suffixes.rs; this file stays under its licence, the MPL 2.0.
";

fn main() -> io::Result<()> {
    let source = env::args().nth(1).ok_or_else(|| io::Error::other("the source and its date are missing"))?;
    let mut parents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in io::read_to_string(io::stdin())?.lines() {
        let rule = line.split_whitespace().next().unwrap_or_default();
        if rule.starts_with("//") {
            continue;
        }
        let ascii = |text: &str| idna::domain_to_ascii(text).map_err(|_| io::Error::other(format!("no domain name: {rule}")));
        if let Some((label, parent)) = rule.split_once('.') {
            let label = match label.strip_prefix('!') {
                Some(label) => format!("!{}", ascii(label)?),
                None if label == "*" => label.to_owned(),
                None => ascii(label)?,
            };
            parents.entry(ascii(parent)?).or_default().insert(label);
        }
    }
    print!("# The Public Suffix List (https://publicsuffix.org), {source}.\n{HEADER}");
    for (parent, labels) in parents {
        println!("{parent} {}", Vec::from_iter(labels).join(" "));
    }
    Ok(())
}
