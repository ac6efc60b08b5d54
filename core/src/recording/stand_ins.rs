//! Stand-ins: names in place of secrets, the same one for the same where somebody may ask whether it is the same.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::urls::Urls;
use crate::{
    codes::{self, emv::crc16},
    machine::{Answer, Context, Event, Identified, StepUpInput, payload_with, url_in},
    secret::{CodeValue, Secret},
    wallet_api::{IdentifyAnswer, Order, Resolution, StepUpAnswer},
};

/// The names that were given so far.
pub(super) struct StandIns {
    numbers: Numbers,
    urls: Urls,
}

/// What was named so far, and the newest number of each kind. Codes, users and URLs are known again by a hash; a secret that is used
/// once is not known again, so nothing is kept of it.
struct Numbers {
    salt: [u8; 16],
    known: BTreeMap<[u8; 32], String>,
    newest: BTreeMap<&'static str, u32>,
}

impl Numbers {
    /// What stands for the next secret of `kind`, such as `pin-1`.
    fn next(&mut self, kind: &'static str) -> String {
        let newest = self.newest.entry(kind).or_default();
        *newest = newest.saturating_add(1);
        format!("{kind}-{newest}")
    }

    /// What stands for `value`, now and whenever it comes again.
    fn of(&mut self, kind: &'static str, value: &str) -> String {
        let hash = Sha256::new().chain_update(self.salt).chain_update(kind).chain_update([0]).chain_update(value).finalize().into();
        if let Some(known) = self.known.get(&hash) {
            return known.clone();
        }
        let name = self.next(kind);
        self.known.insert(hash, name.clone());
        name
    }
}

impl StandIns {
    pub(super) fn new(context: &Context, salt: u128) -> Self {
        Self {
            numbers: Numbers { salt: salt.to_le_bytes(), known: BTreeMap::new(), newest: BTreeMap::new() },
            urls: Urls::new(context.redirect().clone(), context.navigation().clone()),
        }
    }

    /// What stands for a `Customer-Hint`.
    pub(super) fn user(&mut self, user: &str) -> String {
        self.numbers.of("user", user)
    }

    fn once(&mut self, kind: &'static str) -> Secret {
        Secret::new(self.numbers.next(kind))
    }

    /// A code that pages call by the same label.
    fn code(&mut self, code: &CodeValue) -> CodeValue {
        let name = self.numbers.of("code", code.expose());
        CodeValue::new(match codes::label(code) {
            Some(label) => labelled(&label, &name),
            None => name,
        })
    }

    fn page(&mut self, url: &str) -> String {
        let Self { numbers, urls } = self;
        urls.of_page(url, &mut |kind, value| numbers.of(kind, value))
    }

    fn redirect(&mut self, url: &str) -> String {
        let name = self.numbers.of("page", url);
        self.urls.of_redirect(url, &name)
    }

    /// The event with nothing in it that anybody could use.
    pub(super) fn harmless(&mut self, event: Event) -> Event {
        match event {
            Event::CodeScanned { code, source, identified } => {
                Event::CodeScanned { code: self.code(&code), source, identified: self.identified(identified) }
            }
            Event::CodesScanned { codes, source } => {
                // Which of them may be paid is seen in the codes themselves: only those are left that the machine chooses from.
                let codes = codes::candidates(codes).into_iter();
                let codes = codes.map(|(code, identified)| (self.code(&code), self.identified(identified))).collect();
                Event::CodesScanned { codes, source }
            }
            Event::EntryNavigation { url, main_frame } => {
                Event::EntryNavigation { url: CodeValue::new(self.page(url.expose())), main_frame }
            }
            Event::StepUpResult(StepUpInput::Pin { try_id, .. }) => Event::StepUpResult(StepUpInput::Pin { try_id, pin: self.once("pin") }),
            Event::TokenUserChanged(user) => Event::TokenUserChanged(self.user(&user)),
            Event::Restore(mut record) => {
                record.user = self.user(&record.user);
                if let Some(details) = &mut record.details {
                    self.order(&mut details.order);
                }
                Event::Restore(record)
            }
            Event::RestoreOrder { user, order } => Event::RestoreOrder { user: self.user(&user), order },
            Event::Reply { epoch, answer, request_id } => Event::Reply { epoch, answer: self.answer(answer), request_id },
            event => event,
        }
    }

    fn identified(&mut self, identified: Identified) -> Identified {
        match identified {
            Identified::OpenUrl { url, user_agent } => Identified::OpenUrl { url: self.page(&url), user_agent },
            identified => identified,
        }
    }

    fn answer(&mut self, answer: Answer) -> Answer {
        match answer {
            Answer::Identified(answer) => Answer::Identified(self.identification(answer)),
            Answer::Resolved(Resolution::Order(mut order)) => {
                self.order(&mut order);
                Answer::Resolved(Resolution::Order(order))
            }
            Answer::Resolved(Resolution::HandOver(mut it)) => {
                it.sdk_action_payload = match url_in(it.sdk_action_payload.expose()) {
                    Some(url) => payload_with(self.redirect(&url)),
                    None => self.once("payload"),
                };
                Answer::Resolved(Resolution::HandOver(it))
            }
            Answer::Resolved(Resolution::OpenUrl(answer)) => Answer::Resolved(Resolution::OpenUrl(self.identification(answer))),
            Answer::History(mut history) => {
                history.orders.iter_mut().for_each(|order| self.order(order));
                Answer::History(history)
            }
            Answer::Order(mut order) => {
                self.order(&mut order);
                Answer::Order(order)
            }
            Answer::SteppedUp(StepUpAnswer::Passed { .. }) => Answer::SteppedUp(StepUpAnswer::Passed { token: self.once("token") }),
            Answer::AuthCode(mut answer) => {
                answer.auth_code = self.once("auth-code");
                Answer::AuthCode(answer)
            }
            answer => answer,
        }
    }

    fn identification(&mut self, mut answer: IdentifyAnswer) -> IdentifyAnswer {
        answer.redirect_url = answer.redirect_url.map(|url| self.page(&url));
        // For the container alone; nothing here looks at it.
        answer.ac_decode_config = None;
        answer
    }

    /// The merchant may put a token of its own into its address.
    fn order(&mut self, order: &mut Order) {
        order.redirect_url = order.redirect_url.as_deref().map(|url| self.redirect(url));
    }
}

/// A code with this merchant name, or the address of this host: the same label.
fn labelled(label: &str, name: &str) -> String {
    let length = label.chars().count();
    let body = format!("00020159{length:02}{label}62{:02}05{:02}{name}6304", name.len().saturating_add(4), name.len());
    let emv = format!("{body}{:04X}", crc16(body.as_bytes()));
    let candidates = [emv, format!("https://{label}/{name}")].into_iter().map(CodeValue::new);
    let alike = candidates.into_iter().find(|code| codes::label(code).as_deref() == Some(label));
    alike.map_or_else(|| name.to_owned(), |code| code.expose().to_owned())
}
