//! The pages: from a state to ready-made strings.

mod announcement;
mod cashier;
#[cfg(test)]
mod claims;
mod clean;
mod control;
mod detail;
mod format;
#[cfg(test)]
mod golden;
mod model;
mod next_step;
mod reading;
mod reference_rate;
mod result;
mod rows;
mod said;
#[cfg(test)]
mod section_20;

use core::time::Duration;

pub use announcement::announcement;
pub use control::{Action, Availability, Button};
pub use detail::{detail, history};
pub use format::spoken_amount;
pub use model::{
    CashierPage, CodeRow, Countdown, DetailPage, HistoryPage, HistoryRow, LoadingPage, MerchantPage, MethodRow, Notice, OrderStatus, Page,
    Picture, PictureKind, ResultPage, Row, RowKind, ScannerPage, Severity, Status, StepUpPage, TimeLeft,
};
pub use reading::{Element, Live, Part, Reading, Role};
pub use reference_rate::ReferenceRate;

use crate::{
    codes,
    machine::{self, Call, Choosing, Context, Lookup, Monotonic, Phase, State},
    texts::{TextKey, Texts},
    wallet_api::Support,
};
use rows::Rows;
use said::Said;

/// What every page of a payment is made with.
struct Surroundings<'a> {
    context: &'a Context,
    texts: &'a Texts,
    support: Option<&'a Support>,
}

impl Surroundings<'_> {
    fn now(&self) -> Monotonic {
        self.context.clock().now()
    }

    /// Who to ask, and what to tell them.
    fn support(&self, reference: Option<&str>) -> Vec<Row> {
        Rows::new(self.texts).support(self.support, reference).done()
    }

    /// The same with the request that failed, if this notice says that something did.
    fn support_after(&self, notice: Option<TextKey>) -> Vec<Row> {
        let failed = notice.is_some_and(|notice| severity(notice) == Severity::Error);
        if failed { self.support(self.context.support_reference()) } else { vec![] }
    }
}

/// The page of `state` in the words of `texts`, with the backend's support contact where something went wrong. A payment of a user
/// who is not logged in shows nothing.
pub fn page(state: &State, support: Option<&Support>, texts: &Texts) -> Page {
    let context = state.context();
    if context.parked() {
        return Page::Closed;
    }
    let around = Surroundings { context, texts, support };
    match state.phase() {
        // A payment begins with its code: it is already being looked at.
        Phase::Idle => Page::Scanner(scanner(None, &around)),
        Phase::Choosing(choosing) => Page::Scanner(choices(choosing, &around)),
        Phase::Identifying(lookup) => Page::Scanner(scanner(Some(lookup), &around)),
        Phase::MerchantPage(page) => Page::MerchantPage(merchant_page(page, &around)),
        Phase::Resolving(lookup) => Page::Loading(loading(lookup, &around)),
        Phase::Ready(ready) => Page::Cashier(cashier::ready(ready, &around)),
        Phase::StepUp(step_up) => Page::StepUp(cashier::step_up(step_up, &around)),
        Phase::Storing(storing) => Page::Cashier(cashier::locked(storing.order(), storing.method(), storing.began(), &around)),
        Phase::Confirming(it) => Page::Cashier(cashier::locked(it.order(), it.method(), it.began(), &around)),
        Phase::Checking(checking) => Page::Result(result::checking(checking, &around)),
        Phase::Pending(pending) if pending.left() => Page::Closed,
        Phase::Pending(pending) => Page::Result(result::pending(pending, &around)),
        Phase::PaidElsewhere(elsewhere) => Page::Result(result::elsewhere(elsewhere, &around)),
        Phase::Settled(settled) => Page::Result(result::settled(settled, &around)),
        Phase::HandedOver(it) => Page::HandOver { sdk_action_payload: it.payload().clone(), target: it.target().cloned() },
        Phase::Redirecting { settled, target } => Page::Leaving { target: target.clone(), result: result::settled(settled, &around) },
        Phase::Done(_) => Page::Closed,
    }
}

/// What a page says of a request: progress, or a failure with a way on.
#[derive(Default)]
struct Waiting {
    progress: Option<String>,
    notice: Option<Notice>,
    retry: Option<Button>,
    support: Vec<Row>,
}

fn waiting(call: &Call, stalled: Option<TextKey>, what: TextKey, around: &Surroundings<'_>) -> Waiting {
    if let Some(stalled) = stalled {
        return Waiting {
            progress: None,
            notice: Some(notice(stalled, around.texts)),
            retry: Some(Button::new(Action::Retry, TextKey::ActionRetry, around.texts)),
            support: around.support_after(Some(stalled)),
        };
    }
    let progress = waiting_text(around.now().since(call.began()), what, around.texts);
    Waiting { progress, notice: None, retry: None, support: vec![] }
}

fn looking(lookup: &Lookup, around: &Surroundings<'_>) -> Waiting {
    waiting(lookup.call(), lookup.notice(), TextKey::WaitingLookup, around)
}

fn scanner(lookup: Option<&Lookup>, around: &Surroundings<'_>) -> ScannerPage {
    let say = |key: TextKey| around.texts.text(key).to_owned();
    let Waiting { progress, notice, retry, support } = lookup.map(|lookup| looking(lookup, around)).unwrap_or_default();
    ScannerPage {
        title: say(TextKey::ScannerTitle),
        hint: say(TextKey::ScannerHint),
        no_camera: say(TextKey::ScannerNoCamera),
        busy: retry.is_none(),
        progress,
        notice,
        choices: vec![],
        retry,
        support,
    }
}

fn choices(choosing: &Choosing, around: &Surroundings<'_>) -> ScannerPage {
    let row = |(index, code): (u32, _)| {
        let number = format::count(around.texts, u64::from(index).saturating_add(1));
        let label = codes::label(code).map(|label| Said::received(around.texts, &label).shown);
        CodeRow { index, label: label.unwrap_or_else(|| around.texts.fill(TextKey::ScannerCode, &[("number", &number)])) }
    };
    ScannerPage {
        busy: false,
        notice: Some(notice(TextKey::ScannerChoose, around.texts)),
        choices: (0..).zip(choosing.codes()).map(row).collect(),
        ..scanner(None, around)
    }
}

fn merchant_page(page: &machine::MerchantPage, around: &Surroundings<'_>) -> MerchantPage {
    let of_call = page.call().map(|call| waiting(call, call.notice(), TextKey::WaitingAuthCode, around)).unwrap_or_default();
    MerchantPage {
        url: page.url().clone(),
        user_agent: page.user_agent().map(str::to_owned),
        progress: of_call.progress,
        notice: page.notice().map(|text| notice(text, around.texts)),
        retry: of_call.retry,
        back: Button::new(Action::Back, TextKey::ActionBack, around.texts),
        support: around.support_after(page.notice()),
    }
}

fn loading(lookup: &Lookup, around: &Surroundings<'_>) -> LoadingPage {
    let Waiting { progress, notice, retry, support } = looking(lookup, around);
    LoadingPage {
        title: around.texts.text(TextKey::CashierTitle).to_owned(),
        progress,
        notice,
        retry,
        back: Button::new(Action::Back, TextKey::ActionCancel, around.texts),
        support,
    }
}

/// What is said while the user waits (cashier machine, section 6).
fn waiting_text(waited: Duration, what: TextKey, texts: &Texts) -> Option<String> {
    machine::waiting_text(waited, what).map(|key| texts.text(key).to_owned())
}

impl Picture {
    /// The wallet's logo.
    fn wallet(texts: &Texts) -> Self {
        Self { kind: PictureKind::WalletLogo, text: texts.text(TextKey::PictureWallet).to_owned() }
    }

    /// "Powered by Alipay+" (protocol section 21, A42).
    fn brand(texts: &Texts) -> Self {
        Self { kind: PictureKind::Brand, text: texts.text(TextKey::Brand).to_owned() }
    }
}

fn notice(text: TextKey, texts: &Texts) -> Notice {
    Notice { severity: severity(text), text: texts.text(text).to_owned() }
}

fn severity(notice: TextKey) -> Severity {
    match notice {
        TextKey::NoticeNothingToPay | TextKey::NoticeStepUpAgain | TextKey::ScannerChoose => Severity::Info,
        TextKey::NoticeAmountChanged
        | TextKey::NoticeMethodChanged
        | TextKey::NoticeWrongPin
        | TextKey::BlockExpiring
        | TextKey::ResultOutOfTries => Severity::Warning,
        _ => Severity::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        machine::{
            Delivery, Event,
            tests::{Play, attempt_id, order},
        },
        texts::Language,
        wallet_api::AttemptState,
    };

    fn shown(play: &Play) -> Page {
        page(play.state(), None, &Texts::default())
    }

    #[test]
    fn a_lookup_says_nothing_at_first_and_more_the_longer_it_takes() {
        let mut play = Play::begin();
        play.scanned();
        let mut texts = vec![];
        for millis in [0, 299, 1, 4_699, 1, 9_999, 1] {
            play.later(Duration::from_millis(millis));
            let Page::Loading(page) = shown(&play) else { panic!("{:?}", shown(&play)) };
            assert_eq!((page.notice, page.retry), (None, None));
            assert_eq!((page.back.action, page.back.is_enabled()), (Action::Back, true));
            texts.push(page.progress.unwrap_or_default());
        }
        let (nothing, looking, still) = ("", "Looking up the order", "Still working");
        let long = "This can take a moment; you will not be charged twice";
        assert_eq!(texts, [nothing, nothing, looking, looking, still, still, long]);
    }

    #[test]
    fn a_lookup_without_a_network_offers_to_try_again_in_place() {
        let mut play = Play::begin();
        play.scanned().fails(Delivery::NotSent).seconds(1).fails(Delivery::NotSent).seconds(2).fails(Delivery::NotSent);
        let Page::Loading(page) = shown(&play) else { panic!("{:?}", shown(&play)) };
        assert_eq!((page.progress, page.notice.unwrap().severity), (None, Severity::Error));
        assert_eq!(page.retry.unwrap().action, Action::Retry);
    }

    #[test]
    fn edge_27_a_page_drawn_again_is_the_same_page() {
        let begun: [fn(&mut Play) -> &mut Play; 6] =
            [Play::scanned, Play::ready, Play::asking, Play::confirming, Play::checking, Play::pending];
        for begin in begun {
            let mut play = Play::begin();
            begin(&mut play);
            let before = play.state().phase().clone();
            assert_eq!(shown(&play), shown(&play));
            assert_eq!(play.state().phase(), &before);
        }
    }

    #[test]
    fn edge_25_a_payment_is_invisible_to_another_user_and_back_for_its_own() {
        let begun: [fn(&mut Play) -> &mut Play; 3] = [Play::confirming, Play::checking, |play| play.settled(AttemptState::Succeeded)];
        for begin in begun {
            let mut play = Play::begin();
            begin(&mut play).on(Event::TokenUserChanged("user-2".into()));
            assert_eq!(shown(&play), Page::Closed);
            play.on(Event::TokenUserChanged("user-1".into()));
            assert_ne!(shown(&play), Page::Closed);
        }
    }

    #[test]
    fn counts_are_in_the_digits_of_the_language() {
        let texts = Texts::of(Language::from_tag("bn"));
        let mut play = Play::begin();
        play.settled(AttemptState::Succeeded);
        let Page::Result(result) = page(play.state(), None, &texts) else { panic!("no result") };
        assert!(result.countdown.unwrap().label.contains('৬'));
        let mut play = Play::begin();
        play.ready().seconds(500);
        let Page::Cashier(cashier) = page(play.state(), None, &texts) else { panic!("no cashier") };
        let spoken = cashier.countdown.unwrap().spoken;
        assert!(spoken.contains('১') && spoken.contains("৪০"), "{spoken}");
    }

    #[test]
    fn no_page_shows_the_code_the_pin_or_the_token() {
        let mut play = Play::begin();
        play.confirming();
        let shown = format!("{:?}", shown(&play));
        for secret in ["28166604000000000017", "918273", "tok-5531", attempt_id().as_str(), order().id.0.as_str()] {
            assert!(!shown.contains(secret), "{secret}");
        }
    }
}
