//! Makes static tables of the files in `texts`, and stops if one of them is not a whole language.

use std::{env, error::Error, fmt, fs, path::Path, process};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

#[allow(dead_code)]
#[path = "src/texts/check.rs"]
mod check;
#[path = "src/invisible/direction.rs"]
mod direction;
#[allow(dead_code, unexpected_cfgs)]
#[path = "src/texts/key.rs"]
mod key;
#[allow(dead_code)]
#[path = "src/texts/plural/mod.rs"]
mod plural;

use check::{TextFault, check};
use key::TextKey;
use plural::{Category, Rules};

/// A file of texts, flat: a plural text is one entry per form, `key.one`, `key.other` ...
struct File {
    tag: String,
    entries: Vec<(String, String)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("texts");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for file in fs::read_dir(&folder)? {
        let path = file?.path();
        let tag = path.file_stem().and_then(|name| name.to_str()).ok_or("core/texts: a file without a name")?.to_owned();
        let entries = entries(&fs::read_to_string(&path)?).map_err(|error| format!("core/texts/{tag}.json: {error}"))?;
        files.push(File { tag, entries });
    }
    files.sort_by(|a, b| a.tag.cmp(&b.tag));
    let english = &files.iter().find(|file| file.tag == "en").ok_or("core/texts/en.json is missing")?.entries;
    let reference = |key: TextKey| {
        let of = |name: &str| english.iter().find(|entry| entry.0 == name).map(|entry| entry.1.as_str());
        of(key.as_str()).or_else(|| of(&format!("{}.other", key.as_str())))
    };
    let mut faults = Vec::new();
    let mut code = String::new();
    for file in &files {
        let mut parts = file.tag.split('-');
        let rules = Rules::of(parts.next().unwrap_or_default(), None);
        let mut seen = std::collections::BTreeSet::new();
        faults.extend(
            file.entries
                .iter()
                .filter(|entry| !seen.insert(&entry.0))
                .map(|entry| format!("{}: {}: stands there twice", file.tag, entry.0)),
        );
        let given = file.entries.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let checked = check(given, rules.categories, reference, true);
        faults.extend(checked.faults.iter().map(|(name, fault): &(String, TextFault)| format!("{}: {name}: {fault}", file.tag)));
        code.push_str(&table(&file.tag, &checked));
    }
    if !faults.is_empty() {
        for fault in faults {
            let (tag, rest) = fault.split_once(':').unwrap_or_default();
            eprintln!("core/texts/{tag}.json:{rest}");
        }
        process::exit(1);
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("shipped.rs"), code)?;
    Ok(())
}

/// One language: all texts in one, where each ends, and the plural forms besides.
fn table(tag: &str, checked: &check::Checked<'_>) -> String {
    let (mut all, mut ends) = (String::new(), Vec::new());
    for key in TextKey::ALL {
        all.push_str(checked.texts.get(&(*key, Category::Other)).copied().unwrap_or_default());
        ends.push(all.len());
    }
    let forms = checked.texts.iter().filter(|((_, form), _)| *form != Category::Other);
    let forms: Vec<_> = forms.map(|((key, form), text)| format!("(TextKey::{key:?}, Category::{form:?}, {text:?})")).collect();
    format!(
        "pub(super) static {}: Shipped = Shipped {{ texts: {all:?}, ends: &{ends:?}, forms: &[{}] }};\n",
        tag.to_uppercase().replace('-', "_"),
        forms.join(", ")
    )
}

fn entries(json: &str) -> serde_json::Result<Vec<(String, String)>> {
    let Object(texts) = serde_json::from_str::<Object<Text>>(json)?;
    let flat = texts.into_iter().flat_map(|(key, text)| match text {
        Text::One(text) => vec![(key, text)],
        Text::Forms(Object(forms)) => forms.into_iter().map(|(form, text)| (format!("{key}.{form}"), text)).collect(),
    });
    Ok(flat.collect())
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Text {
    One(String),
    Forms(Object<String>),
}

/// A JSON object with everything that stands in it, also what stands there twice.
struct Object<V>(Vec<(String, V)>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Object<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<V>(std::marker::PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = Object<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<V>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }

        deserializer.deserialize_map(Entries(std::marker::PhantomData))
    }
}
