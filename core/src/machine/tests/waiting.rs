//! What a screen reader hears: every change once (cashier machine, section 6).

use super::*;
use crate::texts::TextKey;

/// What is announced while the machine's own timer runs for `time`.
fn announced(play: &mut Play, time: Duration) -> Vec<(u64, TextKey)> {
    let (began, mut heard) = (play.now, vec![]);
    play.take_effects();
    for _ in 0..time.as_millis() / 100 {
        play.later(Duration::from_millis(100));
        let at = u64::try_from(play.now.since(began).as_millis()).unwrap();
        heard.extend(play.take_effects().into_iter().filter_map(|effect| match effect {
            Effect::Announce(text) => Some((at, text)),
            _ => None,
        }));
    }
    heard
}

#[test]
fn a_wait_is_announced_after_300_ms_5_s_and_15_s() {
    let steps = |first| vec![(300, first), (5_000, TextKey::WaitingStill), (15_000, TextKey::WaitingLong)];
    let mut play = Play::begin();
    play.scanned();
    assert_eq!(announced(&mut play, Duration::from_secs(30)), steps(TextKey::WaitingLookup));
    let mut play = Play::begin();
    play.confirming();
    assert_eq!(announced(&mut play, Duration::from_secs(30)), steps(TextKey::WaitingPaying));
}

#[test]
fn the_timer_comes_for_every_change() {
    let mut play = Play::begin();
    play.confirming();
    let began = play.now;
    let mut changes = vec![];
    while let Some(Effect::StartTimer(at)) = play.take_effects().into_iter().rfind(|effect| matches!(effect, Effect::StartTimer(_))) {
        changes.push(u64::try_from(at.since(began).as_millis()).unwrap());
        play.now = at;
        play.on(Event::Tick(at));
    }
    assert_eq!(changes, [300, 5_000, 15_000]);
}

#[test]
fn storing_and_confirming_are_one_wait() {
    let mut play = Play::begin();
    play.storing().later(Duration::from_millis(400));
    assert!(play.take_effects().contains(&Effect::Announce(TextKey::WaitingPaying)));
    play.on(Event::Stored(attempt_id())).later(Duration::from_millis(400));
    assert!(!play.take_effects().contains(&Effect::Announce(TextKey::WaitingPaying)), "said once");
    play.later(Duration::from_millis(4_200));
    assert!(play.take_effects().contains(&Effect::Announce(TextKey::WaitingStill)));
}

#[test]
fn results_are_announced_when_they_come() {
    for (state, title) in [(AttemptState::Succeeded, TextKey::ResultSucceededTitle), (AttemptState::Failed, TextKey::ResultFailedTitle)] {
        let mut play = Play::begin();
        play.settled(state);
        assert_eq!(play.take_effects().iter().filter(|effect| **effect == Effect::Announce(title)).count(), 1);
        play.seconds(1);
        assert!(!play.take_effects().iter().any(|effect| matches!(effect, Effect::Announce(_))));
    }
    let mut play = Play::begin();
    play.checking();
    assert!(play.take_effects().contains(&Effect::Announce(TextKey::ResultCheckingTitle)));
    play.on(Event::Close);
    assert!(play.take_effects().contains(&Effect::Announce(TextKey::ResultPendingTitle)));
}
