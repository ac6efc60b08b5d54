//! Stand-ins: names in place of secrets, the same one for the same.

use crate::{
    codes::{Navigation, NavigationConfig, NavigationPolicy},
    machine::{Answer, Event, Identified, StepUpInput},
    secret::{CodeValue, Secret},
    wallet_api::{IdentifyAnswer, Order, Resolution, StepUpAnswer},
};

/// Every secret that was met so far.
#[derive(Debug)]
pub(super) struct StandIns {
    known: Vec<(&'static str, Secret)>,
    navigation: NavigationPolicy,
    order_prefixes: Vec<String>,
}

impl StandIns {
    pub(super) fn new(navigation: &NavigationConfig) -> Self {
        let order_prefixes = navigation.order_prefixes.clone();
        Self { known: Vec::new(), navigation: NavigationPolicy::new(navigation.clone()).unwrap_or_default(), order_prefixes }
    }

    /// What stands for `secret`, such as `code-1`.
    pub(super) fn of(&mut self, kind: &'static str, secret: &str) -> String {
        let of_kind = self.known.iter().filter(|(it, _)| *it == kind);
        let number = of_kind.clone().position(|(_, known)| known.expose() == secret).unwrap_or_else(|| of_kind.count());
        if !self.known.iter().any(|(it, known)| *it == kind && known.expose() == secret) {
            self.known.push((kind, Secret::new(secret)));
        }
        format!("{kind}-{}", number.saturating_add(1))
    }

    fn secret(&mut self, kind: &'static str, secret: &Secret) -> Secret {
        Secret::new(self.of(kind, secret.expose()))
    }

    fn code(&mut self, code: &CodeValue) -> CodeValue {
        CodeValue::new(self.of("code", code.expose()))
    }

    /// Scheme and host stay, and what makes the merchant page's container decide as it did.
    fn url(&mut self, url: &str) -> String {
        let page = url.split(['?', '#']).next().unwrap_or_default();
        match self.navigation.decide(url, true) {
            Navigation::Decode(code) => {
                let code = self.of("code", code.expose());
                let begins = |prefix: &&String| url.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
                match self.order_prefixes.iter().find(begins) {
                    Some(prefix) => format!("{prefix}{code}"),
                    None => format!("{page}?codeValue={code}"),
                }
            }
            Navigation::AuthCode(Some(_)) => format!("{page}?authClientId=client&redirectUrl=https%3A%2F%2Fmerchant.example%2Fback"),
            Navigation::AuthCode(None) => page.to_owned(),
            _ => {
                let name = self.of("page", url);
                let (scheme, rest) = url.split_once("://").unwrap_or(("about", ""));
                let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
                // Whatever stands before the host is somebody's name, and is refused with and without it.
                let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(_, host)| ("user@", host));
                format!("{scheme}://{user}{host}/{name}")
            }
        }
    }

    /// The event with nothing in it that anybody could use.
    pub(super) fn harmless(&mut self, event: Event) -> Event {
        match event {
            Event::CodeScanned { code, source, identified } => {
                Event::CodeScanned { code: self.code(&code), source, identified: self.identified(identified) }
            }
            Event::CodesScanned { codes, source } => {
                let codes = codes.into_iter().map(|(code, identified)| (self.code(&code), self.identified(identified))).collect();
                Event::CodesScanned { codes, source }
            }
            Event::EntryNavigation { url, main_frame } => {
                Event::EntryNavigation { url: CodeValue::new(self.url(url.expose())), main_frame }
            }
            Event::StepUpResult(StepUpInput::Pin { try_id, pin }) => {
                Event::StepUpResult(StepUpInput::Pin { try_id, pin: self.secret("pin", &pin) })
            }
            Event::TokenUserChanged(user) => Event::TokenUserChanged(self.of("user", &user)),
            Event::Restore(mut record) => {
                record.user = self.of("user", &record.user);
                if let Some(details) = &mut record.details {
                    harmless_order(&mut details.order);
                }
                Event::Restore(record)
            }
            Event::RestoreOrder { user, order } => Event::RestoreOrder { user: self.of("user", &user), order },
            Event::Reply { epoch, answer, request_id } => Event::Reply { epoch, answer: self.answer(answer), request_id },
            event => event,
        }
    }

    fn identified(&mut self, identified: Identified) -> Identified {
        match identified {
            Identified::OpenUrl { url, user_agent } => Identified::OpenUrl { url: self.url(&url), user_agent },
            identified => identified,
        }
    }

    fn answer(&mut self, answer: Answer) -> Answer {
        match answer {
            Answer::Identified(answer) => Answer::Identified(self.identification(answer)),
            Answer::Resolved(Resolution::Order(mut order)) => {
                harmless_order(&mut order);
                Answer::Resolved(Resolution::Order(order))
            }
            Answer::Resolved(Resolution::HandOver(mut it)) => {
                it.sdk_action_payload = self.secret("payload", &it.sdk_action_payload);
                Answer::Resolved(Resolution::HandOver(it))
            }
            Answer::Resolved(Resolution::OpenUrl(answer)) => Answer::Resolved(Resolution::OpenUrl(self.identification(answer))),
            Answer::Order(mut order) => {
                harmless_order(&mut order);
                Answer::Order(order)
            }
            Answer::SteppedUp(StepUpAnswer::Passed { token }) => {
                Answer::SteppedUp(StepUpAnswer::Passed { token: self.secret("token", &token) })
            }
            Answer::AuthCode(mut answer) => {
                answer.auth_code = self.secret("auth-code", &answer.auth_code);
                Answer::AuthCode(answer)
            }
            answer => answer,
        }
    }

    fn identification(&mut self, mut answer: IdentifyAnswer) -> IdentifyAnswer {
        answer.redirect_url = answer.redirect_url.map(|url| self.url(&url));
        // For the container alone; nothing here looks at it.
        answer.ac_decode_config = None;
        answer
    }
}

/// The merchant may put a token of its own behind its address.
fn harmless_order(order: &mut Order) {
    if let Some(url) = &mut order.redirect_url
        && let Some(at) = url.find(['?', '#'])
    {
        url.truncate(at);
        url.push_str("?query");
    }
}
