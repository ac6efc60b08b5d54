//! What a screen reader says when a payment has news, with the numbers and times of the payment in it.

use core::time::Duration;

use super::{cashier, format};
use crate::{
    machine::{Phase, State},
    texts::{TextKey, Texts},
};

/// The words of [`Effect::Announce`](crate::machine::Effect::Announce): those of `key`, with what only `state` knows: how many tries are
/// left, until when the PIN is locked, how much time is left to pay. The page of `state` says the same.
pub fn announcement(state: &State, key: TextKey, texts: &Texts) -> String {
    let told = match (key, state.phase()) {
        (TextKey::NoticeWrongPin, Phase::StepUp(step_up)) => cashier::told(step_up, texts).map(|notice| notice.text),
        (TextKey::NoticeLockedUntil, Phase::Ready(ready)) => Some(cashier::locked_until(ready, state.context(), texts)),
        (TextKey::SpokenTimeLeft, phase) => phase.time_left(state.context()).map(|left| spoken_time_left(texts, left)),
        _ => None,
    };
    told.unwrap_or_else(|| texts.text(key).to_owned())
}

pub(super) fn spoken_time_left(texts: &Texts, left: Duration) -> String {
    let (minutes, seconds) = (left.as_secs().div_euclid(60), left.as_secs().rem_euclid(60));
    texts.fill(TextKey::SpokenTimeLeft, &[("minutes", &format::count(texts, minutes)), ("seconds", &format::count(texts, seconds))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        machine::{
            Answer, Effect, Event,
            tests::{Play, order, pin},
        },
        pages::{Page, page},
        wallet_api::{Order, Quote, StepUpAnswer},
    };

    /// Everything that was said so far, in words of the moment at which it was said.
    fn heard(play: &mut Play) -> Vec<String> {
        let effects = play.take_effects();
        let said = |effect| match effect {
            Effect::Announce(key) => Some(announcement(play.state(), key, &Texts::default())),
            _ => None,
        };
        effects.into_iter().filter_map(said).collect()
    }

    #[test]
    fn a_wrong_pin_is_said_with_the_tries_that_are_left() {
        let mut play = Play::begin();
        play.asking();
        for (attempts_left, said) in [(2, "Wrong PIN. 2 tries left."), (1, "Wrong PIN. 1 try left.")] {
            play.on(pin()).answer(Answer::SteppedUp(StepUpAnswer::Refused { attempts_left }));
            assert_eq!(heard(&mut play), [said]);
            let Page::StepUp(sheet) = page(play.state(), None, &Texts::default()) else { panic!("no sheet") };
            assert_eq!(sheet.notice.unwrap().text, said);
        }
    }

    #[test]
    fn a_lock_is_said_with_its_end() {
        let mut play = Play::begin();
        play.verifying().answer(Answer::SteppedUp(StepUpAnswer::Locked { locked_until: "2026-01-05T10:35:00Z".into() }));
        assert_eq!(heard(&mut play), ["Too many wrong tries. You can try again after 05/01/2026, 10:35\u{202f}am UTC."]);
    }

    #[test]
    fn that_little_time_is_left_is_said_once_whatever_else_happens() {
        let mut play = Play::begin();
        let quote = order().quote.map(|quote| Quote { expires_at: Some("2026-01-05T10:39:00Z".into()), ..quote });
        play.scanned_to(Order { quote, ..order() }).seconds(480);
        assert!(!heard(&mut play).iter().any(|text| text.contains("left to pay")));
        play.seconds(1);
        assert_eq!(heard(&mut play), ["1 min 59 s left to pay"]);
        play.on(Event::Confirm).on(Event::Back).seconds(30).seconds(40);
        play.answer(Answer::Order(Box::new(order()))).seconds(10);
        assert!(!heard(&mut play).iter().any(|text| text.contains("left to pay")));
    }
}
