//! Identifying and Resolving: from a code to an order.

use super::{
    Answer, Call, Event, HandedOver, Identified, MerchantPage, Outcome, Phase, Request, Settled, Verdict, call::passes, route, turn::Turn,
};
use crate::{
    secret::CodeValue,
    texts::TextKey,
    wallet_api::{IdentifyAnswer, PostCodeMatchActionType, Problem, Reason, Resolution, Source},
};

/// A code that is being looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    code: CodeValue,
    source: Source,
    call: Call,
}

impl Lookup {
    pub(super) fn start(code: CodeValue, source: Source, identified: Identified, turn: &mut Turn<'_>) -> Phase {
        match identified {
            Identified::Decode => {
                let call = Call::begin(turn, Request::Resolve(code.clone(), source));
                Phase::Resolving(Self { code, source, call })
            }
            Identified::AskBackend => {
                let call = Call::begin(turn, Request::Identify(code.clone()));
                Phase::Identifying(Self { code, source, call })
            }
            Identified::OpenUrl { url, user_agent } => MerchantPage::open(url, user_agent, turn),
            Identified::Own => own_code(turn),
            Identified::NotSupported(kind) => Settled::enter(Verdict::NotSupported(kind), None, None, turn),
        }
    }

    /// The code.
    pub fn code(&self) -> &CodeValue {
        &self.code
    }

    /// Where it came from.
    pub fn source(&self) -> Source {
        self.source
    }

    /// The request about it.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// What to say of it, if it has stalled. Whether an earlier attempt of this order has paid, only the backend knows.
    pub fn notice(&self) -> Option<TextKey> {
        self.call.notice().map(|notice| match notice {
            TextKey::NoticeNoNetwork => TextKey::LookupNoNetwork,
            _ => TextKey::LookupTryLater,
        })
    }

    pub(super) fn on_identifying(self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::Reply { epoch, answer: Answer::Identified(answer), .. } if self.call.awaits(epoch) => {
                let identified = identified(answer);
                Self::start(self.code, self.source, identified, turn)
            }
            event => self.waiting(event, Phase::Identifying, |lookup| Request::Identify(lookup.code.clone()), turn),
        }
    }

    pub(super) fn on_resolving(self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::Reply { epoch, answer: Answer::Resolved(resolution), .. } if self.call.awaits(epoch) => self.resolved(resolution, turn),
            event => self.waiting(event, Phase::Resolving, Request::resolve, turn),
        }
    }

    fn resolved(self, resolution: Resolution, turn: &mut Turn<'_>) -> Phase {
        match resolution {
            Resolution::Order(order) => route::order(order, turn),
            Resolution::HandOver(hand_over) => HandedOver::enter(hand_over.sdk_action_payload, turn),
            // The backend looks at the code with newer rules. A second "decode" would go round in circles.
            Resolution::OpenUrl(answer) => match identified(answer) {
                Identified::OpenUrl { url, user_agent } => MerchantPage::open(url, user_agent, turn),
                _ => failed("PROCESS_FAIL", "decline.process_fail", turn),
            },
            Resolution::NotSupported(it) if it.own => own_code(turn),
            Resolution::NotSupported(it) => Settled::enter(Verdict::NotSupported(it.kind), None, None, turn),
            Resolution::Declined(it) if it.retryable => {
                let reason = Reason { code: it.code, text_key: it.text_key, retryable: true };
                Settled::declined(reason, self.code, self.source, turn)
            }
            Resolution::Declined(it) => failed(&it.code, &it.text_key, turn),
        }
    }

    /// What both states have in common: repeat, give up, cancel.
    fn waiting(
        mut self,
        event: Event,
        phase: impl FnOnce(Self) -> Phase,
        request: impl FnOnce(&Self) -> Request,
        turn: &mut Turn<'_>,
    ) -> Phase {
        match event {
            Event::Back | Event::Close => return Phase::cancelled(turn),
            Event::Reply { epoch, answer, .. } if self.call.awaits(epoch) => match answer {
                Answer::Problem(problem) if passes(&problem) => self.call.pause(&problem, turn.now()),
                Answer::Problem(problem) => return refused(&problem, turn),
                // An answer to another question than the one asked.
                _ => self.call.misanswered(turn.now()),
            },
            Event::SendFailure { epoch, delivery, .. } if self.call.awaits(epoch) => self.call.unanswered(delivery, turn.now()),
            Event::Tick(_) => {
                let mut call = self.call;
                call.resume_if_due(turn, || request(&self));
                self.call = call;
            }
            Event::Retry | Event::NetUp => {
                let mut call = self.call;
                call.restart(turn, || request(&self));
                self.call = call;
            }
            _ => {}
        }
        phase(self)
    }
}

/// The wallet's own flow begins: nothing is left to do here, and no page is left to show.
fn own_code(turn: &mut Turn<'_>) -> Phase {
    turn.finish(Outcome::OwnCode);
    Phase::Done(Outcome::OwnCode)
}

fn identified(answer: IdentifyAnswer) -> Identified {
    if answer.own {
        return Identified::Own;
    }
    match (answer.is_supported, answer.post_code_match_action_type, answer.redirect_url) {
        (true, Some(PostCodeMatchActionType::Decode), _) => Identified::Decode,
        (true, Some(PostCodeMatchActionType::OpenUrl), Some(url)) => Identified::OpenUrl { url, user_agent: answer.user_agent },
        _ => Identified::NotSupported(answer.kind),
    }
}

fn failed(code: &str, text_key: &str, turn: &mut Turn<'_>) -> Phase {
    let reason = Reason { code: code.to_owned(), text_key: text_key.to_owned(), retryable: false };
    Settled::enter(Verdict::Failed { reason, recoverable: false }, None, None, turn)
}

/// A problem that no waiting cures.
fn refused(problem: &Problem, turn: &mut Turn<'_>) -> Phase {
    let (code, text_key) = super::ready::problem_reason(problem.code);
    failed(code, text_key, turn)
}
