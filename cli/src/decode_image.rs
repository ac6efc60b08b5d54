//! `cashier decode-image`: the texts of the QR codes in pictures.

use std::{io::Write, path::PathBuf, process::ExitCode};

use cashier_picture::{FoundCode, PictureError, PictureReader};
use clap::Args;
use serde_json::{Value, json};

use crate::Failure;

/// Reads the QR codes in pictures.
#[derive(Args)]
pub struct Arguments {
    /// PNG, JPEG or WebP
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Arguments {
    /// One line a file. A picture that cannot be decoded is a line like the others; a file that cannot be opened makes the exit code 2
    /// besides.
    pub fn run(self, mut output: impl Write) -> Result<ExitCode, Failure> {
        let reader = PictureReader::default();
        let mut unreadable = Vec::new();
        for file in &self.files {
            let name = file.display().to_string();
            let result = reader.codes_in_file(file);
            writeln!(output, "{}", line(&name, &result)).and_then(|()| output.flush()).map_err(Failure::new)?;
            if result == Err(PictureError::Unreadable) {
                unreadable.push(name);
            }
        }
        if unreadable.is_empty() {
            return Ok(ExitCode::SUCCESS);
        }
        Err(Failure { line: format!("cannot be read: {}", unreadable.join(", ")), code: 2 })
    }
}

fn line(file: &str, result: &Result<Vec<FoundCode>, PictureError>) -> Value {
    let codes = result.as_deref().unwrap_or_default();
    let codes: Vec<Value> = codes.iter().map(|code| json!({ "text": code.text.expose(), "format": code.format })).collect();
    let error = result.as_ref().err().map(|error| json!({ "code": error.code().to_ascii_uppercase(), "detail": error.to_string() }));
    json!({ "file": file, "codes": codes, "error": error })
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use qrcode::{Color, QrCode};

    use super::*;

    /// Draws codes side by side into a PNG.
    fn picture(path: &Path, texts: &[&str]) {
        let codes: Vec<QrCode> = texts.iter().map(|text| QrCode::new(text).unwrap()).collect();
        let side = codes.iter().map(|code| code.width()).max().unwrap_or(21) as u32 + 8;
        image::GrayImage::from_fn(4 * side * texts.len().max(1) as u32, 4 * side, |x, y| {
            let code = codes.get((x / 4 / side) as usize);
            let (x, y) = ((x / 4 % side) as usize, (y / 4) as usize);
            let dark = code.is_some_and(|code| {
                let inside = |at: usize| at.checked_sub(4).filter(|at| *at < code.width());
                inside(x).zip(inside(y)).is_some_and(|at| code[at] == Color::Dark)
            });
            image::Luma([if dark { 0 } else { 255 }])
        })
        .save(path)
        .unwrap();
    }

    #[test]
    fn every_file_is_a_line_and_only_one_that_cannot_be_opened_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        picture(&file("two.png"), &["left", "right"]);
        picture(&file("none.png"), &[]);
        fs::write(file("broken.png"), b"\x89PNG\r\n\x1a\nbroken").unwrap();
        fs::write(file("text.txt"), "no picture").unwrap();
        let names = ["two.png", "none.png", "broken.png", "text.txt"];
        let files: Vec<PathBuf> = names.iter().map(|name| file(name)).collect();

        let mut output = Vec::new();
        assert!(Arguments { files: files.clone() }.run(&mut output).is_ok());
        let lines: Vec<Value> =
            output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(|line| serde_json::from_slice(line).unwrap()).collect();
        let code = |text| json!({ "text": text, "format": "QR_CODE" });
        assert_eq!(
            lines.iter().map(|line| &line["codes"]).collect::<Vec<_>>(),
            [&json!([code("left"), code("right")]), &json!([]), &json!([]), &json!([])]
        );
        assert_eq!(
            lines.iter().map(|line| line["error"]["code"].clone()).collect::<Vec<_>>(),
            [Value::Null, "NO_CODE".into(), "NOT_A_PICTURE".into(), "NOT_A_PICTURE".into()]
        );
        assert_eq!(lines[0], json!({ "file": files[0], "codes": lines[0]["codes"], "error": null }));

        let mut output = Vec::new();
        let failure = Arguments { files: vec![file("missing.png"), file("two.png")] }.run(&mut output).err().unwrap();
        assert!(failure.code == 2 && failure.line.ends_with("missing.png"), "{}", failure.line);
        let output = String::from_utf8(output).unwrap();
        assert_eq!(output.lines().count(), 2);
        assert!(output.contains("\"UNREADABLE\"") && output.contains("\"left\""), "{output}");
    }
}
