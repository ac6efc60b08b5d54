//! Whatever happens on a result page, the redirect opens at most once, and only as the user wants it (redirect policy, rule 11).

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

/// What was seen from outside, and what may be opened because of it.
struct Watch {
    foreground: bool,
    /// Since when the page has been visible with nothing that stops the countdown.
    running_since: Option<Monotonic>,
    stopped: bool,
    opened: bool,
}

impl Watch {
    /// A result that comes in the foreground or behind, with or without a screen reader.
    fn begin(play: &Play) -> Self {
        let context = play.state().context();
        let foreground = context.foreground();
        Self { foreground, running_since: foreground.then_some(play.now), stopped: context.screen_reader(), opened: false }
    }

    /// Whether `event` may open the redirect now.
    fn allows(&mut self, event: &Event, now: Monotonic) -> bool {
        match event {
            Event::Foreground => self.foreground = true,
            Event::Background => {
                self.foreground = false;
                // One that has not begun goes on waiting.
                self.stopped |= self.running_since.is_some();
            }
            Event::CountdownStop | Event::ScreenReader(true) => self.stopped = true,
            _ => {}
        }
        if self.foreground {
            self.running_since.get_or_insert(now);
        }
        let is_over = self.running_since.is_some_and(|since| now.since(since) >= Duration::from_secs(6));
        let wanted = match event {
            Event::RedirectTap => true,
            Event::Tick(_) => is_over && !self.stopped,
            _ => false,
        };
        wanted && self.foreground && !self.opened
    }
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let late = |answer| Event::Reply { epoch: 4, answer, request_id: "r".into() };
    let other = select(vec![
        Event::RedirectTap,
        Event::CountdownStop,
        Event::Background,
        Event::Foreground,
        Event::ScreenReader(true),
        Event::ScreenReader(false),
        Event::Opened,
        Event::NoHandler,
        Event::NetDown,
        Event::NetUp,
        Event::Confirm,
        Event::PushHint(order().id),
        late(an_order(order())),
        late(Answer::Attempt(attempt(AttemptState::Succeeded))),
    ]);
    let tick = (0_u64..7_000).prop_map(|millis| Event::Tick(Monotonic(millis)));
    vec(prop_oneof![tick, other], 0..24)
}

proptest! {
    #[test]
    fn it_opens_once_by_a_tap_or_by_a_countdown_that_nobody_stopped(
        behind in any::<bool>(),
        screen_reader in any::<bool>(),
        events in events(),
    ) {
        let mut play = Play::begin();
        play.confirming();
        if behind {
            play.on(Event::Background);
        }
        play.on(Event::ScreenReader(screen_reader)).reply(3, Answer::Attempt(attempt(AttemptState::Succeeded)));
        let mut watch = Watch::begin(&play);
        for event in events {
            // Ticks are told as the time that has passed.
            let event = match event {
                Event::Tick(passed) => {
                    play.now = play.now.after(Duration::from_millis(passed.0));
                    Event::Tick(play.now)
                }
                other => other,
            };
            let allowed = watch.allows(&event, play.now);
            play.on(event.clone());
            let opens = play.take_effects().iter().filter(|effect| matches!(effect, Effect::OpenRedirect(_))).count();
            prop_assert_eq!(opens, usize::from(allowed), "{:?}", event);
            watch.opened |= allowed;
        }
    }
}

#[test]
fn only_a_final_result_opens_it() {
    let no_result: [fn(&mut Play) -> &mut Play; 6] = [
        |play| play.settled(AttemptState::Failed),
        |play| play.ready().seconds(601),
        |play| play.scanned_to(order_in(OrderState::Processing, Some((AttemptState::Processing, false)))),
        |play| play.scanned_to(order_in(OrderState::Success, Some((AttemptState::Succeeded, false)))),
        |play| play.ready().on(Event::Close),
        |play| play.pending().on(Event::Close),
    ];
    for begin in no_result {
        let mut play = Play::begin();
        begin(&mut play).seconds(6).on(Event::RedirectTap).seconds(60);
        assert_eq!(play.count(|effect| matches!(effect, Effect::OpenRedirect(_))), 0, "{:?}", play.phase());
    }
}

#[test]
fn a_countdown_that_was_stopped_before_it_began_never_begins() {
    for stop in [Event::CountdownStop, Event::ScreenReader(true)] {
        let mut play = Play::begin();
        play.confirming();
        play.on(Event::Background).reply(3, Answer::Attempt(attempt(AttemptState::Succeeded)));
        play.on(stop).on(Event::ScreenReader(false)).on(Event::Foreground).seconds(60);
        assert_eq!(play.count(|effect| matches!(effect, Effect::OpenRedirect(_))), 0);
    }
}

#[test]
fn after_a_restart_only_a_tap_opens_it() {
    let record = |effect: &Effect| match effect {
        Effect::Store(record) => Some(record.clone()),
        _ => None,
    };
    let mut before = Play::begin();
    before.storing();
    let record = before.history.iter().find_map(record).expect("a record");
    let mut play = Play::begin();
    play.on(Event::Restore(record)).answer(Answer::Attempt(attempt(AttemptState::Succeeded))).on(Event::Foreground).seconds(60);
    assert_eq!(play.count(|effect| matches!(effect, Effect::OpenRedirect(_))), 0);
    play.on(Event::RedirectTap).on(Event::RedirectTap);
    assert_eq!(play.count(|effect| matches!(effect, Effect::OpenRedirect(_))), 1);
}
