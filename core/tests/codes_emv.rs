//! The EMV report: well-formedness, CRC, fields, schemes, and every kind of finding at its place.

use cashier_core::codes::emv::{CrcState, EmvReport, FindingCode as F, LengthUnit, crc16};

/// A code without any finding.
const STRICT: &str = "00020101021226120008COM.GRAB52045812530370254049.505802SG5906TEAHUB6009SINGAPORE62140105A12340701T";

fn sealed(body: &str) -> String {
    let body = format!("{body}6304");
    format!("{body}{:04X}", crc16(body.as_bytes()))
}

fn findings(payload: &str) -> Vec<(F, String, usize)> {
    EmvReport::of(payload).findings.into_iter().map(|it| (it.code, it.path, it.offset)).collect()
}

#[test]
fn a_strict_code_has_no_finding() {
    let report = EmvReport::of(&sealed(STRICT));
    assert_eq!(report.findings, []);
    assert!(report.strict && report.well_formed);
    assert_eq!((report.crc, report.length_unit), (CrcState::Ok, Some(LengthUnit::Characters)));
    assert_eq!((report.country.as_deref(), report.currency.as_deref(), report.amount.as_deref()), (Some("SG"), Some("SGD"), Some("9.50")));
    assert_eq!(report.schemes, ["GrabPay"]);
    assert_eq!(report.fields.get("26.00").map(String::as_str), Some("COM.GRAB"));
    assert_eq!(report.fields.get("62.07").map(String::as_str), Some("T"));
}

#[test]
fn nested_templates_are_leaves_by_their_whole_path() {
    let report = EmvReport::of(&sealed("00020138540010A00000072701240006970499011000112233440208QRIBFTTA5802VN"));
    let paths: Vec<_> = report.fields.keys().map(String::as_str).collect();
    assert_eq!(paths, ["00", "38.00", "38.01.00", "38.01.01", "38.02", "58", "63"]);
    assert_eq!(report.schemes, ["VietQR"]);
}

#[test]
fn a_template_that_does_not_parse_is_a_leaf_and_a_finding() {
    let report = EmvReport::of(&sealed("0002012608ABCDEFGH8109000012345"));
    assert!(report.well_formed);
    assert_eq!(report.fields.get("26").map(String::as_str), Some("ABCDEFGH"));
    let found: Vec<_> = report.findings.iter().map(|it| (it.code, it.path.as_str(), it.offset)).collect();
    assert!(found.contains(&(F::BadTag, "26", 10)) && found.contains(&(F::ZeroLength, "81.00", 22)), "{found:?}");
}

#[test]
fn fields_before_the_first_fault_are_kept() {
    for (payload, code, path, offset) in [
        ("0002015802JP59", F::Truncated, "59", 12),
        ("0002015802JP5", F::Truncated, "", 12),
        ("0002015802JP5905ab", F::Overrun, "59", 12),
        ("0002015802JP5900", F::ZeroLength, "59", 12),
        ("0002015802JP59x1a", F::BadLength, "59", 12),
        ("0002015802JPxx01a", F::BadTag, "", 12),
    ] {
        let report = EmvReport::of(payload);
        assert_eq!((report.well_formed, report.length_unit, report.crc), (false, None, CrcState::Missing), "{payload}");
        assert_eq!(report.country.as_deref(), Some("JP"), "{payload}");
        assert_eq!(findings(payload), [(code, path.to_owned(), offset)], "{payload}: nothing is known behind the fault");
    }
    assert_eq!(findings(""), [(F::Empty, String::new(), 0)]);
}

#[test]
fn lengths_in_bytes_are_told_from_lengths_in_characters() {
    let characters = EmvReport::of(&sealed("0002015905PHỞ 86002HÀ"));
    assert_eq!((characters.well_formed, characters.length_unit), (true, Some(LengthUnit::Characters)));
    let bytes = EmvReport::of(&sealed("0002015907PHỞ 86003HÀ"));
    assert_eq!((bytes.well_formed, bytes.length_unit, bytes.crc), (true, Some(LengthUnit::Bytes), CrcState::Ok));
    assert_eq!(bytes.fields.get("60").map(String::as_str), Some("HÀ"));
    assert_eq!(bytes.findings.first().map(|it| it.code), Some(F::LengthInBytes));
    assert_eq!(EmvReport::of(&sealed("0002015903PHỞ6020x")).length_unit, None);
}

#[test]
fn each_deviation_has_its_finding_at_its_offset() {
    for (change, with, expected) in [
        ("000201", "000202", (F::BadValue, "00", 0)),
        ("010212", "010213", (F::BadValue, "01", 6)),
        ("010212", "01011", (F::WrongLength, "01", 6)),
        ("010212", "0102AB", (F::BadFormat, "01", 6)),
        ("26120008COM.GRAB", "", (F::Missing, "02-51", 90)),
        ("0008COM.GRAB", "0108COM.GRAB", (F::Missing, "26.00", 28)),
        ("52045812", "", (F::Missing, "52", 98)),
        ("52045812", "520358A", (F::WrongLength, "52", 28)),
        ("52045812", "5204581A", (F::BadFormat, "52", 28)),
        ("5303702", "", (F::Missing, "53", 99)),
        ("5303702", "5303999", (F::BadValue, "53", 36)),
        ("5303702", "5303SGD", (F::BadFormat, "53", 36)),
        ("54049.50", "54040.00", (F::BadValue, "54", 43)),
        ("54049.50", "54059.505", (F::BadValue, "54", 43)),
        ("54049.50", "54049,50", (F::BadFormat, "54", 43)),
        ("54049.50", "54041.1.", (F::BadFormat, "54", 43)),
        ("54049.50", "540300.", (F::BadValue, "54", 43)),
        ("54049.50", "541412345678901.50", (F::WrongLength, "54", 43)),
        ("54049.50", "5403.50", (F::BadFormat, "54", 43)),
        ("5802SG", "", (F::Missing, "58", 100)),
        ("5802SG", "5802sg", (F::BadFormat, "58", 51)),
        ("5802SG", "5803SGP", (F::WrongLength, "58", 51)),
        ("5906TEAHUB", "", (F::Missing, "59", 96)),
        ("5906TEAHUB", "5906TÉAHUB", (F::BadFormat, "59", 57)),
        ("5906TEAHUB", "5926ABCDEFGHIJKLMNOPQRSTUVWXYZ", (F::WrongLength, "59", 57)),
        ("6009SINGAPORE", "6016SINGAPORE CENTRAL", (F::WrongLength, "60", 67)),
        ("6009SINGAPORE", "", (F::Missing, "60", 93)),
        ("5802SG", "5802SG5802SG", (F::Duplicate, "58", 57)),
        ("5802SG", "5802SG6501x", (F::Reserved, "65", 57)),
        ("5802SG", "5802SG5502045802SG", (F::BadValue, "55", 57)),
        ("5802SG", "5802SG550202", (F::Missing, "56", 112)),
        ("5802SG", "5802SG550203", (F::Missing, "57", 112)),
        ("5802SG", "5802SG56011", (F::Unexpected, "56", 57)),
        ("5802SG", "5802SG5502015705100.0", (F::Unexpected, "57", 63)),
        ("5802SG", "5802SG5502035705100.0", (F::BadValue, "57", 63)),
        ("0701T", "0001T", (F::Reserved, "62.00", 93)),
        ("0701T", "1201T", (F::Reserved, "62.12", 93)),
        ("0701T", "0901X", (F::BadFormat, "62.09", 93)),
        ("0701T", "1101T", (F::WrongLength, "62.11", 93)),
        ("0701T", "0105A", (F::Overrun, "62.01", 93)),
        ("62140105A12340701T", "64060002ZH", (F::Missing, "64.01", 90)),
        ("62140105A12340701T", "64120003ZHO0101x", (F::WrongLength, "64.00", 84)),
        ("62140105A12340701T", "64160002ZH0101x0301x", (F::Reserved, "64.03", 95)),
        ("62140105A12340701T", "80050101x", (F::Missing, "80.00", 89)),
    ] {
        let payload = sealed(&STRICT.replacen(change, with, 1));
        assert_ne!(payload, sealed(STRICT), "{change}");
        let (code, path, offset) = expected;
        assert!(findings(&payload).contains(&(code, path.to_owned(), offset)), "{with}: {expected:?} is not in {:?}", findings(&payload));
    }
}

#[test]
fn the_crc_has_its_own_findings() {
    let good = sealed(STRICT);
    let end = STRICT.len();
    assert_eq!(findings(STRICT), [(F::Missing, "63".to_owned(), end)]);
    assert_eq!(EmvReport::of(STRICT).crc, CrcState::Missing);
    let wrong = format!("{}0000", &good[..end + 4]);
    assert_eq!(findings(&wrong), [(F::CrcWrong, "63".to_owned(), end)]);
    let body =
        (0..).map(|n| format!("{STRICT}6101{n}")).find(|it| sealed(it)[it.len() + 4..].contains(|c: char| c.is_alphabetic())).unwrap();
    let lower = format!("{body}6304{}", sealed(&body)[body.len() + 4..].to_lowercase());
    assert_eq!((EmvReport::of(&lower).crc, findings(&lower)), (CrcState::Ok, vec![(F::BadFormat, "63".to_owned(), body.len())]));
    let early = format!("{good}6101x");
    assert_eq!(EmvReport::of(&early).crc, CrcState::Wrong);
    assert_eq!(findings(&early), [(F::Misplaced, "63".to_owned(), end)]);
    let late_start = sealed(&format!("5802SG{}", &STRICT.replacen("5802SG", "", 1)));
    assert_eq!(findings(&late_start), [(F::Misplaced, "00".to_owned(), 6)]);
}

#[test]
fn the_verdict_on_form_has_every_fault_and_nothing_else() {
    let form = |payload: &str| EmvReport::of(payload).form.into_iter().map(|it| (it.code, it.path, it.offset)).collect::<Vec<_>>();
    let good = sealed(STRICT);
    let end = STRICT.len();
    assert_eq!(form(&good), []);
    // No country, a bad amount, a reserved tag: deviations, but none of form.
    let deviating = sealed(&STRICT.replacen("5802SG", "6501x", 1).replacen("9.50", "9,50", 1));
    assert_eq!(form(&deviating), []);
    assert_eq!(findings(&deviating).len(), 3);
    let inside = sealed("0002012604ABCD81040000") + "9905x";
    assert_eq!(
        form(&inside),
        [(F::BadTag, "26".to_owned(), 10), (F::ZeroLength, "81.00".to_owned(), 18), (F::Overrun, "99".to_owned(), 30),]
    );
    assert_eq!(form(STRICT), [(F::Missing, "63".to_owned(), end)]);
    assert_eq!(form(&format!("{}0000", &good[..end + 4])), [(F::CrcWrong, "63".to_owned(), end)]);
    assert_eq!(form(&format!("{good}6101x")), [(F::Misplaced, "63".to_owned(), end)]);
    let no_digits = format!("{}+0A1", &good[..end + 4]);
    assert_eq!(form(&no_digits), [(F::CrcWrong, "63".to_owned(), end), (F::BadFormat, "63".to_owned(), end)]);
    assert_eq!(form(&sealed("0002015907PHỞ 8")), [(F::LengthInBytes, String::new(), 0)]);
}

#[test]
fn a_crc_in_lower_case_is_right_and_told() {
    let body = (0..).map(|n| format!("{STRICT}6101{n}")).find(|it| sealed(it)[it.len() + 4..].contains(char::is_alphabetic)).unwrap();
    let report = EmvReport::of(&format!("{body}6304{}", sealed(&body)[body.len() + 4..].to_lowercase()));
    assert_eq!((report.crc, report.form.len(), report.form[0].code), (CrcState::Ok, 1, F::BadFormat));
}

#[test]
fn offsets_count_characters() {
    let payload =
        sealed(&STRICT.replacen("TEAHUB", "TÉÄHÜB", 1).replacen("62140105A1234", "62140105A123\u{1F35C}", 1).replacen("0701T", "1201T", 1));
    assert!(findings(&payload).contains(&(F::Reserved, "62.12".to_owned(), 93)), "{:?}", findings(&payload));
}

#[test]
fn a_repeated_template_is_one_finding_and_not_many() {
    let payload = sealed(&STRICT.replacen("26120008COM.GRAB", "26120008COM.GRAB26120008COM.GRAB", 1));
    assert_eq!(findings(&payload), [(F::Duplicate, "26".to_owned(), 28)]);
}

#[test]
fn a_code_over_512_characters_is_too_long() {
    let long =
        sealed(&format!("{STRICT}{}", (27..32).map(|tag| format!("{tag}990014com.alipayplus0177{}", "x".repeat(77))).collect::<String>()));
    assert_eq!(findings(&long), [(F::TooLong, String::new(), 0)]);
}

#[test]
fn the_report_has_exactly_the_names_of_the_contract() {
    let shown = serde_json::to_value(EmvReport::of("0002015802JP")).unwrap();
    assert_eq!((&shown["length_unit"], &shown["crc"]), (&"characters".into(), &"missing".into()));
    let finding = &shown["findings"][0];
    assert_eq!((&finding["code"], finding["detail"].is_string()), (&"missing".into(), true));
    assert_eq!(serde_json::to_value(LengthUnit::Bytes).unwrap(), "bytes");
    let profile = &serde_json::to_value(EmvReport::of("26130009SG.PAYNOW")).unwrap()["profiles"][0];
    assert_eq!((&profile["scheme"], &profile["fits"]), (&"PayNow".into(), &false.into()));
    assert_eq!(profile["findings"][0]["code"], "missing");
}
