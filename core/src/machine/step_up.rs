//! StepUp: the host's PIN or biometric sheet.

use core::time::Duration;

use super::{
    Answer, Call, Checking, Context, Effect, Event, Monotonic, Phase, Ready, Request, StepUpInput, Storing,
    call::passes,
    last_look::End,
    ready::{content, expiry, next_expiry_change, time_left},
    turn::Turn,
};
use crate::{
    texts::TextKey,
    wallet_api::{AttemptContent, Order, Problem, ProblemCode, StepUpAnswer, StepUpRequest},
};

/// The sheet's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepUp {
    order: Box<Order>,
    method: String,
    stage: StepUpStage,
    /// An attempt that is on disk, but never left the device.
    spare: Option<AttemptContent>,
    notice: Option<TextKey>,
    attempts_left: Option<u32>,
}

/// How far the sheet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepUpStage {
    /// Randomness for the attempt is on its way.
    Minting,
    /// The user is asked.
    Asking(AttemptContent),
    /// The backend is asked.
    Verifying(Box<StepUpRequest>, Call),
}

impl StepUp {
    /// With a new attempt.
    pub(super) fn mint(order: Box<Order>, method: String, notice: Option<TextKey>, turn: &mut Turn<'_>) -> Phase {
        turn.push(Effect::MintAttempt);
        Phase::StepUp(Self { order, method, stage: StepUpStage::Minting, spare: None, notice, attempts_left: None })
    }

    /// With an attempt that never left the device.
    pub(super) fn reuse(order: Box<Order>, spare: AttemptContent, turn: &mut Turn<'_>) -> Phase {
        let method = spare.method_id.clone();
        let step_up = Self { order, method, stage: StepUpStage::Minting, spare: Some(spare.clone()), notice: None, attempts_left: None };
        step_up.asking(spare, turn)
    }

    /// The order.
    pub fn order(&self) -> &Order {
        &self.order
    }

    /// The method that will be used.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// How far the sheet is.
    pub fn stage(&self) -> &StepUpStage {
        &self.stage
    }

    /// Something to say on the sheet.
    pub fn notice(&self) -> Option<TextKey> {
        self.notice
    }

    /// How many tries are left, after a wrong one.
    pub fn attempts_left(&self) -> Option<u32> {
        self.attempts_left
    }

    /// Time left to pay, once it is short.
    pub(super) fn time_left(&self, context: &Context) -> Option<Duration> {
        time_left(&self.order, context)
    }

    pub(super) fn on(mut self, event: Event, turn: &mut Turn<'_>) -> Phase {
        let expired = |end: Option<Monotonic>| end.is_some_and(|end| end <= turn.now());
        match &event {
            Event::StepUpResult(StepUpInput::Cancelled) | Event::Back => return Ready::back(self.order, self.method, self.spare, None),
            Event::Close => {
                self.forget_spare(turn);
                return Phase::cancelled(turn);
            }
            Event::Tick(_) if expired(expiry(&self.order, turn.context)) => {
                self.forget_spare(turn);
                return Ready::last_look(self.order, self.method, End::OutOfTime, turn);
            }
            _ => {}
        }
        match (event, core::mem::replace(&mut self.stage, StepUpStage::Minting)) {
            (Event::AttemptMinted(id), StepUpStage::Minting) => {
                let content = content(&self.order, &self.method, id);
                self.asking(content, turn)
            }
            (Event::StepUpResult(StepUpInput::Pin { try_id, pin }), StepUpStage::Asking(content)) => {
                let request = StepUpRequest { try_id, order: self.order.id.clone(), content, pin };
                let call = Call::begin(turn, Request::StepUp(request.clone()));
                Phase::StepUp(Self { stage: StepUpStage::Verifying(Box::new(request), call), notice: None, ..self })
            }
            (event, StepUpStage::Verifying(request, call)) => self.verifying(event, request, call, turn),
            (_, stage) => Phase::StepUp(Self { stage, ..self }),
        }
    }

    fn forget_spare(&mut self, turn: &mut Turn<'_>) {
        if let Some(spare) = self.spare.take() {
            turn.push(Effect::Forget(spare.attempt));
        }
    }

    fn verifying(mut self, event: Event, request: Box<StepUpRequest>, mut call: Call, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::Reply { epoch, answer, .. } if call.awaits(epoch) => match answer {
                Answer::SteppedUp(answer) => return self.stepped_up(answer, request.content, turn),
                Answer::Problem(problem) if passes(&problem) => call.pause(&problem, turn.now()),
                Answer::Problem(Problem { code: code @ (ProblemCode::AmountChanged | ProblemCode::QuoteExpired), .. }) => {
                    self.forget_spare(turn);
                    return Ready::refused(self.order, self.method, code, turn);
                }
                Answer::Problem(problem) if problem.code == ProblemCode::Unauthorized => call.refused(&problem),
                // The order is not what it was: look at it again.
                Answer::Problem(_) => return self.ask_order(turn),
                _ => call.misanswered(turn.now()),
            },
            Event::SendFailure { epoch, delivery, .. } if call.awaits(epoch) => call.unanswered(delivery, turn.now()),
            Event::Tick(_) => call.resume_if_due(turn, || Request::StepUp((*request).clone())),
            Event::Retry | Event::NetUp => call.restart(turn, || Request::StepUp((*request).clone())),
            _ => {}
        }
        if let Some(notice) = call.notice() {
            // Typing again is the way on: the user is back at the sheet, not at a spinner.
            return Self { notice: Some(notice), ..self }.asking(request.content, turn);
        }
        Phase::StepUp(Self { stage: StepUpStage::Verifying(request, call), ..self })
    }

    fn ask_order(mut self, turn: &mut Turn<'_>) -> Phase {
        self.forget_spare(turn);
        Checking::ask_order(self.order, turn)
    }

    fn stepped_up(mut self, answer: StepUpAnswer, content: AttemptContent, turn: &mut Turn<'_>) -> Phase {
        match answer {
            StepUpAnswer::Passed { token } => Storing::enter(self.order, content, token, turn),
            // The last wrong one has ended the order, or has cost this attempt: the order tells.
            StepUpAnswer::Refused { attempts_left: 0 } => {
                self.forget_spare(turn);
                Ready::last_look(self.order, self.method, End::OutOfTries, turn)
            }
            StepUpAnswer::Refused { attempts_left } => {
                Self { notice: Some(TextKey::NoticeWrongPin), attempts_left: Some(attempts_left), ..self }.asking(content, turn)
            }
            StepUpAnswer::Locked { locked_until } => Ready::locked(self.order, self.method, self.spare, locked_until, turn),
        }
    }

    fn asking(self, content: AttemptContent, turn: &mut Turn<'_>) -> Phase {
        turn.push(Effect::AskStepUp);
        Phase::StepUp(Self { stage: StepUpStage::Asking(content), ..self })
    }

    pub(super) fn deadline(&self, context: &Context) -> Option<Monotonic> {
        let waits = match &self.stage {
            StepUpStage::Verifying(_, call) => call.deadline(context.clock().now()),
            StepUpStage::Minting | StepUpStage::Asking(_) => None,
        };
        [waits, next_expiry_change(&self.order, context)].into_iter().flatten().min()
    }
}
