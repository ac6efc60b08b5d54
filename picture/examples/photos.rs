//! How many photographs of a set are read, and how fast: one line a folder, beside one plain pass of rxing in the same run.
//!
//! `cargo run --release -p cashier-picture --example photos -- [--list] FOLDER...`
//!
//! Every picture below a folder counts that has its text beside it: `NAME.txt` or `NAME.bin` beside `NAME.png`, or jsQR's `output.json`.
//! `right`: its text is among those found; `wrong`: it is not, but others are; `none`: nothing was found. `--list` names the pictures
//! that were not right. docs/decisions tells where to get the sets.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use cashier_picture::{Decoder, Luma, RxingDecoder};
use rxing::{BarcodeFormat, helpers::detect_in_luma_slice};

/// Each picture is read this often, and the fastest counts: other work on the machine only ever slows down.
const REPEATS: usize = 3;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let list = arguments.iter().any(|argument| argument == "--list");
    arguments.retain(|argument| argument != "--list");
    println!(
        "{:30} {:>8} {:>7} {:>7} {:>7} {:>8} {:>12} {:>8} {:>6}",
        "", "pictures", "right", "wrong", "none", "ms", "plain right", "plain ms", "ratio"
    );
    let mut total = Row::default();
    for folder in &arguments {
        let mut row = Row::default();
        for (path, truth) in pictures(Path::new(folder)) {
            row.measure(&path, &truth, list);
        }
        row.print(folder);
        total.add(&row);
    }
    total.print("all");
}

/// Pictures below a folder, with their texts.
fn pictures(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(pictures(&path));
        } else if path.extension().is_some_and(|extension| ["png", "jpg", "jpeg", "webp"].iter().any(|known| extension == *known)) {
            found.extend(truth(&path).map(|truth| (path, truth)));
        }
    }
    found
}

fn truth(picture: &Path) -> Option<String> {
    let text = fs::read(picture.with_extension("txt")).or_else(|_| fs::read(picture.with_extension("bin")));
    if let Ok(bytes) = text {
        return Some(String::from_utf8(bytes).unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect()));
    }
    let output: serde_json::Value = serde_json::from_slice(&fs::read(picture.with_file_name("output.json")).ok()?).ok()?;
    output["data"].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Texts of truth files end in line ends that the codes do not have, and those of some were written on Windows.
fn same(text: &str, truth: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    plain(text) == plain(truth)
}

#[derive(Default)]
struct Row {
    pictures: u32,
    right: u32,
    wrong: u32,
    time: Duration,
    plain_right: u32,
    plain_time: Duration,
}

impl Row {
    fn measure(&mut self, path: &Path, truth: &str, list: bool) {
        let Ok(picture) = image::open(path).map(|picture| picture.into_luma8()) else { return };
        let (width, height) = picture.dimensions();
        let Some(luma) = Luma::new(width as usize, height as usize, picture.into_raw()) else { return };
        let (texts, time) = timed(|| {
            let found = RxingDecoder.codes(&luma, Instant::now() + Duration::from_secs(10)).unwrap_or_default();
            found.into_iter().map(|code| code.text.expose().to_owned()).collect::<Vec<_>>()
        });
        let (plain, plain_time) = timed(|| detect_in_luma_slice(luma.pixels(), width, height, Some(BarcodeFormat::QR_CODE)).ok());
        self.pictures += 1;
        self.time += time;
        self.plain_time += plain_time;
        self.plain_right += u32::from(plain.is_some_and(|found| same(found.getText(), truth)));
        let right = texts.iter().any(|text| same(text, truth));
        self.right += u32::from(right);
        self.wrong += u32::from(!right && !texts.is_empty());
        if list && !right {
            println!("{}: {width}x{height}, {truth:?}, found {texts:?}", path.display());
        }
    }

    fn add(&mut self, other: &Self) {
        self.pictures += other.pictures;
        self.right += other.right;
        self.wrong += other.wrong;
        self.time += other.time;
        self.plain_right += other.plain_right;
        self.plain_time += other.plain_time;
    }

    fn print(&self, name: &str) {
        let each = |time: Duration| time.as_secs_f64() * 1000.0 / f64::from(self.pictures.max(1));
        let name: String = name.chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
        println!(
            "{name:30} {:8} {:7} {:7} {:7} {:8.2} {:12} {:8.2} {:6.2}",
            self.pictures,
            self.right,
            self.wrong,
            self.pictures - self.right - self.wrong,
            each(self.time),
            self.plain_right,
            each(self.plain_time),
            each(self.time) / each(self.plain_time),
        );
    }
}

fn timed<T>(mut work: impl FnMut() -> T) -> (T, Duration) {
    let mut once = || {
        let start = Instant::now();
        (work(), start.elapsed())
    };
    let mut best = once();
    for _ in 1..REPEATS {
        let next = once();
        if next.1 < best.1 {
            best = next;
        }
    }
    best
}
