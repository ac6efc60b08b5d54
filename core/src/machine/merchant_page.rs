//! MerchantPage: the merchant's page in the wallet's web container, until it leads to an order code.

use super::{
    Answer, Call, Effect, Event, Identified, Lookup, Monotonic, Phase, Request, Settled, Verdict, call::passes, turn::Turn, waiting_text,
};
use crate::{
    codes::{AuthPage, CodeKind, Navigation},
    redirect::{Decision, TargetKind, web_host},
    secret::CodeValue,
    texts::TextKey,
    wallet_api::{AuthCodeAnswer, AuthCodeRequest, ProblemCode, Source},
};

/// A page that asks for more auth codes than this goes round in circles.
const MAX_AUTH_CODES: u8 = 5;

/// The page, and what it waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantPage {
    url: CodeValue,
    user_agent: Option<String>,
    auth: Option<(AuthPage, Call)>,
    /// How many it has asked for.
    auth_codes: u8,
    notice: Option<TextKey>,
}

impl MerchantPage {
    /// Opens a page, if it is one that a container may load: neither rules nor backend are trusted with that.
    pub(super) fn open(url: String, user_agent: Option<String>, turn: &mut Turn<'_>) -> Phase {
        // The redirect policy adds the loopback origins of a development build.
        let loads = web_host(&url).is_ok()
            || matches!(turn.context.redirect().judge(Some(&url)), Decision::Open(target) if target.kind() == TargetKind::Web);
        if !loads {
            return Settled::enter(Verdict::NotSupported(CodeKind::DangerousLink), None, None, turn);
        }
        let page = Self { url: CodeValue::new(url), user_agent, auth: None, auth_codes: 0, notice: None };
        Phase::MerchantPage(page.load(turn))
    }

    /// What the container loads; an entry code's URL is as good as the code, and there may be an auth code in it.
    pub fn url(&self) -> &CodeValue {
        &self.url
    }

    /// Appended to the container's own User-Agent.
    pub fn user_agent(&self) -> Option<&str> {
        self.user_agent.as_deref()
    }

    /// The request for an auth code.
    pub fn call(&self) -> Option<&Call> {
        self.auth.as_ref().map(|(_, call)| call)
    }

    /// Something to say beside the page.
    pub fn notice(&self) -> Option<TextKey> {
        self.call().and_then(Call::notice).or(self.notice)
    }

    pub(super) fn on(mut self, event: Event, turn: &mut Turn<'_>) -> Phase {
        match event {
            Event::EntryNavigation { url, main_frame: true } => return self.navigates(&url, turn),
            Event::PageClosed | Event::Close | Event::Back => return Phase::cancelled(turn),
            event => {
                if let Some((page, call)) = self.auth.take() {
                    return Phase::MerchantPage(self.waits(page, call, event, turn));
                }
            }
        }
        Phase::MerchantPage(self)
    }

    /// The container has made the same decision, and does not load what is taken over here.
    fn navigates(mut self, url: &CodeValue, turn: &mut Turn<'_>) -> Phase {
        match turn.context.navigation().decide(url.expose(), true) {
            Navigation::Decode(code) => return Lookup::start(code, Source::MerchantPage, Identified::Decode, turn),
            Navigation::AuthCode(page) => self.wants(page, turn),
            // The page has gone on: what it asked for before is of no use any more.
            Navigation::Load => (self.auth, self.notice) = (None, None),
            Navigation::External | Navigation::Block(_) => {}
        }
        Phase::MerchantPage(self)
    }

    fn wants(&mut self, page: Option<AuthPage>, turn: &mut Turn<'_>) {
        // The same page once more, while its code is on the way.
        if page.is_some() && self.auth.as_ref().map(|(asked, _)| asked) == page.as_ref() {
            return;
        }
        self.auth_codes = self.auth_codes.saturating_add(1);
        let page = page.filter(|_| self.auth_codes <= MAX_AUTH_CODES);
        self.notice = page.is_none().then_some(TextKey::NoticeNoAuthCode);
        self.auth = page.map(|page| {
            let call = Call::begin(turn, request(&page));
            (page, call)
        });
    }

    fn waits(mut self, page: AuthPage, mut call: Call, event: Event, turn: &mut Turn<'_>) -> Self {
        match event {
            Event::Reply { epoch, answer, .. } if call.awaits(epoch) => match answer {
                Answer::AuthCode(answer) => return self.goes_on(&page, &answer, turn),
                Answer::Problem(problem) if problem.code == ProblemCode::Unauthorized => {
                    return Self { notice: Some(TextKey::NoticeLoginAgain), ..self };
                }
                Answer::Problem(problem) if passes(&problem) => call.pause(&problem, turn.now()),
                Answer::Problem(_) => return Self { notice: Some(TextKey::NoticeNoAuthCode), ..self },
                // An answer to another question than the one asked.
                _ => call.misanswered(turn.now()),
            },
            Event::SendFailure { epoch, delivery, .. } if call.awaits(epoch) => call.unanswered(delivery, turn.now()),
            Event::Tick(_) => call.resume_if_due(turn, || request(&page)),
            Event::Retry | Event::NetUp => call.restart(turn, || request(&page)),
            _ => {}
        }
        self.auth = Some((page, call));
        self
    }

    /// To the page that waits for the code. With the code in it, it must still be one that the container loads.
    fn goes_on(self, page: &AuthPage, answer: &AuthCodeAnswer, turn: &mut Turn<'_>) -> Self {
        let url = page.with_code(&answer.auth_code);
        match turn.context.navigation().decide(url.expose(), true) {
            Navigation::Load => Self { url, ..self }.load(turn),
            _ => Self { notice: Some(TextKey::NoticeNoAuthCode), ..self },
        }
    }

    fn load(self, turn: &mut Turn<'_>) -> Self {
        turn.push(Effect::OpenMerchantPage { url: self.url.clone(), user_agent: self.user_agent.clone() });
        self
    }

    pub(super) fn deadline(&self, now: Monotonic) -> Option<Monotonic> {
        self.call()?.deadline(now)
    }

    pub(super) fn announcement(&self, now: Monotonic) -> Option<TextKey> {
        let waiting = || waiting_text(now.since(self.call()?.began()), TextKey::WaitingAuthCode);
        self.notice().or_else(waiting)
    }
}

fn request(page: &AuthPage) -> Request {
    Request::FetchAuthCode(AuthCodeRequest {
        auth_client_id: page.auth_client_id.clone(),
        scopes: page.scopes.clone(),
        redirect_host: page.redirect_host(),
    })
}
