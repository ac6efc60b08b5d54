//! HandedOver: Alipay+'s own SDK takes over, and there is no order here.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::{Deserialize, Serialize};

use super::{Effect, Outcome, Phase, turn::Turn};
use crate::{
    redirect::{Decision, MAX_URL_BYTES, RedirectTarget},
    secret::Secret,
};

/// With and without `=` at the end.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::URL_SAFE, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

/// A payload that is longer has no address in it that could be opened.
const MAX_PAYLOAD: usize = 2 * MAX_URL_BYTES;

const OPEN_URL: &str = "OPEN_URL";

/// What Alipay+'s own SDK gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOver {
    payload: Secret,
    target: Option<RedirectTarget>,
}

impl HandedOver {
    pub(super) fn enter(payload: Secret, turn: &mut Turn<'_>) -> Phase {
        let target = match turn.context.redirect().judge(url_in(payload.expose()).as_deref()) {
            Decision::Open(target) => Some(target),
            Decision::Reject(_) | Decision::Absent => None,
        };
        turn.push(Effect::HandOver(payload.clone()));
        turn.finish(Outcome::HandedOver);
        Phase::HandedOver(Self { payload, target })
    }

    /// Opaque, for that SDK only.
    pub fn payload(&self) -> &Secret {
        &self.payload
    }

    /// What the host opens in place of that SDK: known for the form of the simulator only (A36, A45).
    pub fn target(&self) -> Option<&RedirectTarget> {
        self.target.as_ref()
    }
}

#[derive(Serialize, Deserialize)]
struct Action {
    action: String,
    url: String,
}

/// A payload in the simulator's form that opens `url`.
pub(crate) fn payload_with(url: String) -> Secret {
    let action = Action { action: OPEN_URL.to_owned(), url };
    Secret::new(BASE64.encode(serde_json::to_vec(&action).unwrap_or_default()))
}

/// The simulator's form: base64url of `{"action":"OPEN_URL","url":"..."}`. Everything else is none of ours.
pub(crate) fn url_in(payload: &str) -> Option<String> {
    let bytes = Some(payload).filter(|payload| payload.len() <= MAX_PAYLOAD).and_then(|payload| BASE64.decode(payload).ok())?;
    serde_json::from_slice::<Action>(&bytes).ok().filter(|it| it.action == OPEN_URL).map(|it| it.url)
}
