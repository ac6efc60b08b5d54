//! Storing and Confirming: from the token to an answer. From here on nothing but the backend's word ends the attempt.

use core::time::Duration;

use super::{
    AnalyticsEvent, Answer, Checking, Delivery, Effect, Event, Incident, Live, Monotonic, Phase, Ready, Request, Settled, SnapshotRecord,
    StepUp, Verdict, call::next_text_change, route, turn::Turn,
};
use crate::{
    secret::Secret,
    texts::TextKey,
    wallet_api::{AttemptContent, ConfirmRequest, Order, Problem, ProblemCode, Reason},
};

/// A store that does not answer in this time has failed.
const STORE_TIMEOUT: Duration = Duration::from_secs(3);

/// The attempt is being put on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storing {
    order: Box<Order>,
    content: AttemptContent,
    token: Secret,
    began: Monotonic,
}

impl Storing {
    pub(super) fn enter(order: Box<Order>, content: AttemptContent, token: Secret, turn: &mut Turn<'_>) -> Phase {
        let owner = turn.context.owner().to_owned();
        turn.push(Effect::Store(SnapshotRecord::new(owner, order.clone(), content.clone())));
        Phase::Storing(Self { order, content, token, began: turn.now() })
    }

    /// The order.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The method that will be used.
    pub fn method(&self) -> &str {
        &self.content.method_id
    }

    /// When it began.
    pub fn began(&self) -> Monotonic {
        self.began
    }

    pub(super) fn deadline(&self) -> Monotonic {
        self.began.after(STORE_TIMEOUT)
    }

    pub(super) fn on(self, event: Event, turn: &mut Turn<'_>) -> Phase {
        let failed = match &event {
            // Nothing has left the device: another user's login ends it here.
            Event::Stored(id) if *id == self.content.attempt && !turn.context.parked() => return Confirming::send(self, turn),
            Event::Stored(id) | Event::StoreFailed(id) => *id == self.content.attempt,
            Event::Tick(now) => self.deadline() <= *now,
            _ => false,
        };
        if failed {
            // Whatever half of it is on disk must not outlive the attempt.
            turn.push(Effect::Forget(self.content.attempt));
            return Ready::back(self.order, self.content.method_id, None, Some(TextKey::NoticeStoreFailed));
        }
        Phase::Storing(self)
    }
}

/// The confirmation is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirming {
    order: Box<Order>,
    content: AttemptContent,
    epoch: u64,
    began: Monotonic,
}

impl Confirming {
    fn send(storing: Storing, turn: &mut Turn<'_>) -> Phase {
        let Storing { order, content, token, began } = storing;
        let request = ConfirmRequest { content: content.clone(), step_up_token: token };
        let epoch = turn.send(Request::Confirm(order.id.clone(), request));
        turn.push(Effect::Emit(AnalyticsEvent::ConfirmSent));
        Phase::Confirming(Self { order, content, epoch, began })
    }

    /// The order.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The method that is used.
    pub fn method(&self) -> &str {
        &self.content.method_id
    }

    /// When the user's wait began: with the attempt on its way to the disk.
    pub fn began(&self) -> Monotonic {
        self.began
    }

    pub(super) fn deadline(&self, now: Monotonic) -> Option<Monotonic> {
        next_text_change(self.began, now)
    }

    pub(super) fn on(self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::Reply { epoch, answer, .. } if epoch == self.epoch => match answer {
                Answer::Attempt(attempt) => {
                    let live = Live::confirmed(self.order, self.content);
                    route::attempt(live, attempt, turn).unwrap_or_else(|live| Checking::enter(*live, turn))
                }
                Answer::Problem(problem) => self.problem(&problem, turn),
                // Well-formed, but no answer to a confirmation: the attempt may be running.
                _ => self.mismatch(Incident::AnswerMismatch, turn),
            },
            Event::SendFailure { epoch, delivery, .. } if epoch == self.epoch => match delivery {
                Delivery::NotSent => Ready::not_sent(self.order, self.content),
                Delivery::MaybeSent | Delivery::Answered => Checking::enter(Live::confirmed(self.order, self.content), turn),
            },
            _ => Phase::Confirming(self),
        }
    }

    fn mismatch(self, incident: Incident, turn: &mut Turn<'_>) -> Phase {
        turn.push(Effect::Emit(AnalyticsEvent::Incident(incident)));
        Checking::enter(Live::confirmed(self.order, self.content), turn)
    }

    /// The table of problem codes (wallet API, section 2).
    fn problem(self, problem: &Problem, turn: &mut Turn<'_>) -> Phase {
        use ProblemCode as P;
        match problem.code {
            P::AttemptMismatch | P::Forbidden | P::NotFound | P::InvalidRequest => {
                turn.push(Effect::Emit(AnalyticsEvent::Incident(Incident::AttemptRefused)));
                if problem.may_have_started() {
                    return Checking::enter(Live::confirmed(self.order, self.content), turn);
                }
                turn.push(Effect::Forget(self.content.attempt.clone()));
                let reason = Reason { code: "PROCESS_FAIL".to_owned(), text_key: "decline.process_fail".to_owned(), retryable: true };
                Settled::enter(Verdict::Failed { reason, recoverable: true }, Some(self.order), Some(self.content), turn)
            }
            _ if problem.may_have_started() => Checking::enter(Live::confirmed(self.order, self.content), turn),
            P::StepUpInvalid => {
                turn.push(Effect::Forget(self.content.attempt));
                StepUp::mint(self.order, self.content.method_id, Some(TextKey::NoticeStepUpAgain), turn)
            }
            P::OrderExpired | P::OrderFinal | P::AttemptRunning => {
                turn.push(Effect::Forget(self.content.attempt));
                Checking::ask_order(self.order, turn)
            }
            code => {
                turn.push(Effect::Forget(self.content.attempt));
                Ready::refused(self.order, self.content.method_id, code, turn)
            }
        }
    }
}
