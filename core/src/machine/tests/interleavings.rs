//! Every order of the events that matter, from the cashier page on, up to a depth: the invariants hold in all of them.

use super::*;

/// What user, store, network, backend, time and another login may do next. Replies answer the newest request.
fn moves(play: &Play) -> Vec<Event> {
    let epoch = u64::try_from(play.count(|effect| matches!(effect, Effect::Send { .. }))).unwrap();
    let reply = |answer| Event::Reply { epoch, answer, request_id: "r".into() };
    let told = |state| Answer::Attempt(Attempt { id: newest_attempt(play), ..attempt(state) });
    let failed = |delivery| Event::SendFailure { epoch, delivery, request_id: "r".into() };
    vec![
        Event::Confirm,
        Event::Close,
        Event::Retry,
        Event::RedirectTap,
        reply(told(AttemptState::Succeeded)),
        reply(told(AttemptState::Failed)),
        reply(an_order(order())),
        reply(problem(ProblemCode::Unavailable, Some(false))),
        failed(Delivery::NotSent),
        failed(Delivery::MaybeSent),
        Event::TokenUserChanged("user-2".into()),
        Event::Tick(play.now.after(Duration::from_secs(12))),
    ]
}

/// What the driver answers by itself, without which nothing interesting is reached in a few steps.
fn obliged(play: &mut Play) {
    for _ in 0..8 {
        let minted = u128::try_from(play.history.len()).unwrap();
        let answer = match play.effects.pop() {
            Some(Effect::MintAttempt) => Event::AttemptMinted(AttemptId::from_random(minted)),
            Some(Effect::AskStepUp) => pin(),
            Some(Effect::Send { epoch, request: Request::StepUp(_) }) => Event::Reply { epoch, answer: passed(), request_id: "r".into() },
            Some(Effect::Store(record)) => Event::Stored(record.attempt),
            Some(_) => continue,
            None => return,
        };
        play.on(answer);
    }
}

fn newest_attempt(play: &Play) -> AttemptId {
    let sent = |effect: &Effect| match effect {
        Effect::Send { request: Request::Confirm(_, confirm), .. } => Some(confirm.content.attempt.clone()),
        _ => None,
    };
    play.history.iter().rev().find_map(sent).unwrap_or_else(attempt_id)
}

/// The invariants, read off everything that ever went out.
fn check(play: &Play, path: &[Event]) {
    let mut stored = vec![];
    // The attempt that may be running at the backend, as the effects tell it.
    let mut cancelled = false;
    let mut finals = 0;
    for effect in &play.history {
        match effect {
            Effect::Store(record) => stored.push(record.attempt.clone()),
            Effect::Send { request: Request::Confirm(_, confirm), .. } => {
                assert!(stored.contains(&confirm.content.attempt), "sent before it was stored: {path:?}");
                assert!(finals == 0 && !cancelled, "sent after the end: {path:?}");
            }
            Effect::Finish(Outcome::Cancelled) => cancelled = true,
            Effect::Finish(Outcome::Pending(_)) => assert_eq!(finals, 0, "pending after the end: {path:?}"),
            Effect::Finish(_) => finals += 1,
            _ => {}
        }
    }
    assert!(finals + usize::from(cancelled) <= 1, "two ends: {path:?}");
    assert!(play.count(|effect| matches!(effect, Effect::OpenRedirect(_))) <= 1, "redirected twice: {path:?}");
    if play.phase().is_live() {
        assert!(!cancelled, "cancelled while an attempt is live: {path:?}");
    }
    if let Phase::Done(outcome) = play.phase() {
        assert!(play.outcomes().last() == Some(&outcome), "left without telling the host: {path:?}");
    }
}

fn explore(play: &Play, path: &mut Vec<Event>, depth: usize) -> usize {
    let mut seen = 1;
    if depth == 0 || matches!(play.phase(), Phase::Done(_)) {
        return seen;
    }
    for event in moves(play) {
        let mut next = play.clone();
        if let Event::Tick(at) = event {
            next.now = at;
        }
        next.on(event.clone());
        obliged(&mut next);
        path.push(event);
        check(&next, path);
        seen += explore(&next, path, depth - 1);
        path.pop();
    }
    seen
}

#[test]
fn the_invariants_hold_in_every_interleaving() {
    let mut play = Play::begin();
    play.ready().take_effects();
    assert!(explore(&play, &mut vec![], 5) > 50_000);
}
