//! Time and places in, questions and notices out.

use super::*;
use crate::{
    machine::UnixMillis,
    wallet_api::{AvailabilityAnswer, Logo, PaymentScenario, RegionMarks},
};

/// 2026-01-05, nine in the morning in Seoul, midnight in UTC.
const MORNING: i64 = 1_767_571_200_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn at(offset: i64) -> UnixMillis {
    UnixMillis(MORNING + offset)
}

fn data() -> AvailabilityAnswer {
    let logo = Logo { logo_name: "Scan".into(), logo_url: "https://marks.example/scan.png".into() };
    AvailabilityAnswer {
        psp_regions: vec!["KR".into()],
        available_regions: vec!["JP".into(), "KR".into()],
        region_acceptance_marks: vec![RegionMarks { region: "JP".into(), mpm_logos: vec![logo], upm_logos: vec![] }],
    }
}

fn moved(region: Option<&str>) -> Event {
    Event::Moved(Place { region: region.map(str::to_owned), utc_offset_minutes: 9 * 60 })
}

fn notify() -> Effect {
    Effect::Notify("JP".to_owned())
}

/// In Japan, with fresh data, told once.
fn in_japan() -> Availability {
    let mut it = Availability::default();
    assert_eq!(it.update(moved(Some("JP")), at(0)), [Effect::Fetch]);
    assert_eq!(it.update(Event::Fetched(data()), at(0)), [Effect::Save, notify()]);
    it
}

/// One run of the periodic task at `offset`.
fn run(it: &mut Availability, offset: i64) -> bool {
    assert_eq!(it.update(Event::Tick, at(offset)), [Effect::Fetch], "{offset}");
    it.update(Event::Fetched(data()), at(offset)).contains(&notify())
}

#[test]
fn the_backend_is_asked_every_two_hours_and_sooner_after_a_failure() {
    let mut it = in_japan();
    assert_eq!(it.next_tick(), Some(at(2 * HOUR)));
    assert_eq!(it.update(Event::Tick, at(2 * HOUR - 1)), []);
    assert_eq!(it.update(Event::Tick, at(2 * HOUR)), [Effect::Fetch]);
    assert_eq!(it.update(Event::Tick, at(2 * HOUR)), [], "one question at a time");
    assert_eq!(it.next_tick(), None);
    it.update(Event::FetchFailed, at(2 * HOUR));
    assert_eq!(it.next_tick(), Some(at(2 * HOUR + 10 * MINUTE)));
}

#[test]
fn the_user_is_told_three_times_on_one_day_of_their_own() {
    let mut it = in_japan();
    let told: Vec<_> = (1..=12).map(|run_no| run(&mut it, run_no * 2 * HOUR)).collect();
    // The third notice is at one in the afternoon; in Seoul the next day begins fifteen hours after the start.
    let expected = [true, true, false, false, false, false, false, true, true, true, false, false];
    assert_eq!(told, expected);
}

#[test]
fn only_somebody_abroad_where_alipay_plus_is_taken_is_told() {
    for (region, told) in [(Some("JP"), true), (Some("KR"), false), (Some("FR"), false), (None, false)] {
        let mut it = Availability::default();
        it.update(moved(region), at(0));
        assert_eq!(it.update(Event::Fetched(data()), at(0)).len() == 2, told, "{region:?}");
        assert_eq!(it.is_supported(region, at(0)), told, "{region:?}");
    }
    let mut nowhere = Availability::default();
    nowhere.update(Event::Tick, at(0));
    assert_eq!(nowhere.update(Event::Fetched(data()), at(0)), [Effect::Save], "the host has named no place");
}

#[test]
fn who_arrives_is_told_at_once_and_who_stays_is_not_told_again() {
    let mut it = Availability::default();
    it.update(moved(Some("KR")), at(0));
    assert_eq!(it.update(Event::Fetched(data()), at(0)), [Effect::Save]);
    assert_eq!(it.update(moved(Some("JP")), at(HOUR)), [Effect::Save, notify()]);
    assert_eq!(it.update(moved(Some("JP")), at(HOUR + 1)), []);
}

#[test]
fn without_a_network_the_data_is_good_for_a_week() {
    let mut it = in_japan();
    let now = at(7 * DAY);
    assert!(it.is_supported(Some("jp"), now));
    assert_eq!(it.marks(PaymentScenario::Mpm, Some("JP"), now).len(), 1);
    it.update(Event::Tick, now);
    assert!(it.update(Event::FetchFailed, now).contains(&notify()), "from the data at hand");
    let later = at(7 * DAY + 1);
    assert!(!it.is_supported(Some("JP"), later));
    assert_eq!(it.marks(PaymentScenario::Mpm, None, later), []);
}

#[test]
fn at_first_there_are_no_marks_and_nothing_is_supported() {
    let it = Availability::default();
    assert_eq!(it.marks(PaymentScenario::Mpm, None, at(0)), []);
    assert!(!it.is_supported(Some("JP"), at(0)));
}

#[test]
fn what_was_known_and_said_survives_the_end_of_the_process() {
    let mut it = in_japan();
    run(&mut it, 2 * HOUR);
    let mut again: Availability = serde_json::from_slice(&serde_json::to_vec(&it).unwrap()).unwrap();
    assert!(again.is_supported(Some("JP"), at(3 * HOUR)));
    assert_eq!(again.update(moved(Some("JP")), at(3 * HOUR)), [], "the data is fresh");
    assert_eq!(again.next_tick(), Some(at(4 * HOUR)));
    assert!(run(&mut again, 4 * HOUR), "the third notice of the day");
    assert!(!run(&mut again, 6 * HOUR));
}

#[test]
fn a_wall_clock_that_is_put_back_stops_nothing() {
    let mut it = in_japan();
    assert_eq!(it.update(Event::Tick, at(-DAY)), [Effect::Fetch]);
    it.update(Event::Fetched(data()), at(-DAY));
    assert_eq!(it.next_tick(), Some(at(-DAY + 2 * HOUR)));
    assert!(it.is_supported(Some("JP"), at(-DAY)));
    let mut moved_far = Availability::default();
    for time in [i64::MIN, i64::MAX] {
        moved_far.update(moved(Some("JP")), UnixMillis(time));
        moved_far.update(Event::Fetched(data()), UnixMillis(time));
    }
}
