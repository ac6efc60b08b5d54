//! Records of unfinished attempts: whatever is found on disk, the attempt is asked about and never sent again.

use cashier_core::{
    codes::NavigationPolicy,
    machine::{Effect, Event, MAX_SNAPSHOT_BYTES, Phase, Request, SnapshotRecord, State, update},
    redirect::RedirectPolicy,
    wallet_api::{AttemptId, OrderId},
};
use proptest::prelude::*;

/// A record as version 1 wrote it. It stays as it is, for good.
const V1: &[u8] = include_bytes!("../testdata/snapshots/v1.json");

fn read(bytes: &[u8]) -> SnapshotRecord {
    SnapshotRecord::from_bytes("user-1".into(), AttemptId::from_random(7), OrderId("order-1".into()), bytes)
}

/// Restores what these bytes give, and asserts that the attempt is asked about, once, and nothing else is sent.
fn assert_only_asked(bytes: &[u8]) {
    let (state, effects) =
        update(State::new("user-1".into(), RedirectPolicy::default(), NavigationPolicy::default()), Event::Restore(read(bytes)));
    assert!(matches!(state.phase(), Phase::Checking(_)));
    let sent: Vec<_> = effects.iter().filter(|effect| matches!(effect, Effect::Send { .. } | Effect::Store(_))).collect();
    let asked =
        |effect: &Effect| matches!(effect, Effect::Send { request: Request::QueryAttempt(id), .. } if *id == AttemptId::from_random(7));
    assert!(sent.len() == 1 && sent.iter().all(|effect| asked(effect)), "{sent:?}");
}

fn v1() -> String {
    String::from_utf8(V1.to_vec()).unwrap()
}

#[test]
fn a_record_of_version_1_is_readable() {
    let record = read(V1);
    let details = record.details.as_ref().unwrap();
    assert_eq!(details.order.merchant.name, "Noodle Bar Osaka");
    assert_eq!(details.content.method_id, "balance");
    assert_only_asked(V1);
}

#[test]
fn this_version_writes_what_it_reads() {
    let record = read(V1);
    assert_eq!(String::from_utf8(record.to_bytes()).unwrap(), v1());
    assert_eq!(read(&record.to_bytes()), record);
}

#[test]
fn a_version_that_nobody_knows_is_reduced_to_the_question() {
    for version in ["0", "2", "4294967295", "4294967296", "-1", "null", "\"1\"", "1.5"] {
        let bytes = v1().replacen("\"version\":1", &format!("\"version\":{version}"), 1);
        assert_eq!(read(bytes.as_bytes()).details, None, "{version}");
        assert_only_asked(bytes.as_bytes());
    }
}

#[test]
fn another_attempt_or_order_than_the_name_says_is_reduced_to_the_question() {
    for (this, that) in [("\"00000000000000000000000000000007\"", "\"00000000000000000000000000000008\""), ("\"order-1\"", "\"order-2\"")] {
        let bytes = v1().replace(this, that);
        assert_eq!(read(bytes.as_bytes()).details, None);
        assert_only_asked(bytes.as_bytes());
    }
}

#[test]
fn a_huge_or_deep_record_is_reduced_to_the_question() {
    let huge = v1().replacen("Noodles", &"n".repeat(MAX_SNAPSHOT_BYTES), 1);
    let padded = format!("{}{}", v1(), " ".repeat(MAX_SNAPSHOT_BYTES));
    let deep = v1().replacen("\"Noodles\"", &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), 1);
    for bytes in [huge, padded, deep] {
        assert_eq!(read(bytes.as_bytes()).details, None);
        assert_only_asked(bytes.as_bytes());
    }
}

#[test]
fn a_record_too_large_to_write_is_written_as_its_name_alone() {
    let mut record = read(V1);
    record.details.as_mut().unwrap().order.description = "n".repeat(MAX_SNAPSHOT_BYTES);
    assert!(record.to_bytes().is_empty());
}

proptest! {
    /// Cut off anywhere, it is no record.
    #[test]
    fn a_truncated_record_is_reduced_to_the_question(length in 0..V1.len()) {
        prop_assert_eq!(read(&V1[..length]).details, None);
        assert_only_asked(&V1[..length]);
    }

    /// A flipped bit may leave a text that reads as one, with another letter in a name: the attempt and the order are what they were.
    #[test]
    fn a_flipped_bit_never_sends_anything(at in 0..V1.len(), bit in 0..8_u32) {
        let mut bytes = V1.to_vec();
        bytes[at] ^= 1 << bit;
        assert_only_asked(&bytes);
    }

    #[test]
    fn any_bytes_are_reduced_to_the_question(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(read(&bytes).details, None);
        assert_only_asked(&bytes);
    }

    #[test]
    fn a_record_is_read_back_as_it_was_written(
        description in "\\PC{0,200}", name in ".{0,40}", method in "[a-z]{0,12}", bits in any::<u128>(),
    ) {
        let mut details = read(V1).details.unwrap();
        (details.order.description, details.order.merchant.name) = (description, name);
        (details.content.method_id, details.content.attempt) = (method, AttemptId::from_random(bits));
        let record = SnapshotRecord::new("user-1".into(), details.order, details.content);
        let back = SnapshotRecord::from_bytes("user-1".into(), AttemptId::from_random(bits), OrderId("order-1".into()), &record.to_bytes());
        prop_assert_eq!(back, record);
    }
}
