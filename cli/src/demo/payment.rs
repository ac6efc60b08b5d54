//! One payment, from the merchant's order to the merchant's page, as a timeline; then the books side by side.

use std::{
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use cashier_backend::{DebitAction, NoticeState, PaymentRecords};
use cashier_client::{
    adapters::HttpTransport,
    ports::{HttpMethod, HttpRequest, Transport},
};
use cashier_core::{development::LoopbackOrigins, machine::Outcome, money::Money, pages::Page, secret::Secret, wallet_api::Source};
use cashier_picture::PictureReader;
use cashier_simulator::{NewOrder, NewPromotion, Order, OrderState};
use serde_json::{Value, json};

use super::world::{USERS, World};
use crate::{
    Failure,
    record::RecordFile,
    terminal,
    wallet::{self, Press, User},
};

/// Pays one order; an error unless it is paid and all books agree.
pub async fn pay(world: &World, folder: &Path, json: bool, record: Option<RecordFile>) -> Result<ExitCode, Failure> {
    let timeline = Timeline { began: Instant::now(), json };
    let user = &USERS[0];
    timeline.step("servers", "Alipay+ simulator, merchant console and backend are up", json!({ "simulator": world.simulator.base_url() }));

    let order = world.simulator.create_order(NewOrder {
        promotion: Some(NewPromotion { name: "Tea week".to_owned(), amount: "10".to_owned() }),
        redirect_url: Some(format!("{}/shop/tea-house", world.simulator.base_url())),
        ..NewOrder::new("tea-house", "110")
    });
    let order = order.map_err(Failure::new)?;
    timeline.step("order", &format!("{} asks for {}", order.shop.name, order.order_amount), json!({ "order": order.id }));
    timeline.block(terminal::qr(order.code_value.expose()));

    let png = download(&format!("{}/sim/api/orders/{}/qr.png", world.simulator.base_url(), order.id), world.simulator.base_url()).await?;
    let mut codes = PictureReader::default().codes(&png).map_err(Failure::new)?;
    let code = codes.remove(0).text;
    timeline.step("picture", &format!("the phone reads a picture of {} bytes", png.len()), json!({ "characters": code.expose().len() }));

    let loopback = [world.simulator.base_url()];
    let cashier =
        wallet::open(&world.backend.base_url(), &loopback, Secret::new(user.token), &folder.join("phone"), "en", record.is_some())?;
    cashier.start().await.map_err(Failure::new)?;
    timeline.step("rules", "the phone has settings and code rules from its backend", Value::Null);

    let before = balance(world, user.name).await?;
    let payment = cashier.pay(code, Source::Picture).map_err(Failure::new)?;
    let mut spectator = Spectator { timeline: &timeline, pin: user.pin };
    let outcome = wallet::play(&cashier, &payment, &mut spectator).await;
    cashier.shut_down().await;
    record.map_or(Ok(()), |file| file.finish(Some(&payment)))?;
    let Outcome::Succeeded { pay_amount, .. } = outcome else { return Err(Failure::new(format!("not paid: {outcome:?}"))) };

    let request_id = order.payment_request_id.clone();
    let records = world.backend.wait_for(&request_id, |it| it.notice == Some(NoticeState::Accepted)).await.map_err(Failure::new)?;
    let record = world.simulator.wait_for(&order.id, |it| it.state == OrderState::Paid).await;
    let record = record.ok_or_else(|| Failure::new("Alipay+ has no record of the order"))?;
    timeline.step("notice", "Alipay+ has taken notifyPayment; the merchant knows", Value::Null);
    books(&timeline, before, balance(world, user.name).await?, pay_amount, &records, &record)
}

/// The picture, as a browser gets it from the console.
async fn download(url: &str, origin: &str) -> Result<Vec<u8>, Failure> {
    let transport = HttpTransport::new(LoopbackOrigins::exact([origin]).map_err(Failure::new)?).map_err(Failure::new)?;
    let request = HttpRequest {
        method: HttpMethod::Get,
        url: url.to_owned(),
        headers: Vec::new(),
        body: None,
        connect_timeout: Duration::from_secs(3),
        timeout: Duration::from_secs(5),
        max_answer_bytes: 1 << 20,
        fresh_connection: false,
    };
    Ok(transport.send(request).await.map_err(Failure::new)?.body)
}

async fn balance(world: &World, name: &str) -> Result<Money, Failure> {
    world.backend.balance(name).await.map_err(Failure::new)?.ok_or_else(|| Failure::new("the user has no account"))
}

/// The user's account, the order, the debit port's own log and Alipay+'s record, held against each other.
fn books(
    timeline: &Timeline,
    before: Money,
    after: Money,
    shown: Money,
    records: &PaymentRecords,
    record: &Order,
) -> Result<ExitCode, Failure> {
    let debited: Vec<_> = records.debit_log.iter().filter(|line| line.action == DebitAction::Debited).map(|line| line.amount).collect();
    let told = record.report.as_ref().and_then(|report| report.notice.pay_to_amount);
    let rows = [
        ("shown on the result page", Some(shown)),
        ("taken from the user's account", before.checked_sub(after).ok()),
        ("payToAmount of the backend's order", Some(records.pay_to_amount)),
        ("debit port's own log", (debited.len() == 1).then(|| debited[0])),
        ("payToAmount that Alipay+ asked for", record.pay_to_amount),
        ("payToAmount that Alipay+ was told", told),
    ];
    let agree = rows.iter().all(|(_, amount)| *amount == Some(shown));
    let text = |amount: &Option<Money>| amount.map_or("nothing".to_owned(), |amount| amount.to_string());
    let table: Vec<_> = rows.iter().map(|(label, amount)| format!("    {label:<38}{}", text(amount))).collect();
    let values: serde_json::Map<_, _> = rows.iter().map(|(label, amount)| ((*label).to_owned(), json!(text(amount)))).collect();
    timeline.block(Some(table.join("\n")));
    if !agree {
        return Err(Failure::new("the books do not agree"));
    }
    timeline.step("books", "paid once, and all books agree", json!({ "agree": agree, "amounts": values }));
    Ok(ExitCode::SUCCESS)
}

/// Prints what happens, when it happens.
struct Timeline {
    began: Instant,
    json: bool,
}

impl Timeline {
    fn step(&self, step: &str, text: &str, data: Value) {
        let millis = self.began.elapsed().as_millis();
        if self.json {
            crate::terminal::say!("{}", json!({ "step": step, "at_ms": millis, "text": text, "data": data }));
        } else {
            crate::terminal::say!("{millis:>6} ms  {text}");
        }
    }

    /// For people only.
    fn block(&self, text: Option<String>) {
        if let Some(text) = text.filter(|_| !self.json) {
            crate::terminal::say!("\n{text}\n");
        }
    }
}

/// Confirms, types the PIN, and goes back to the merchant, without waiting for the countdown.
struct Spectator<'a> {
    timeline: &'a Timeline,
    pin: &'static str,
}

impl User for Spectator<'_> {
    async fn look(&mut self, page: &Page) -> Press {
        let (step, text, press) = match page {
            Page::Cashier(page) if page.locked => ("confirm", "the attempt is on disk, the confirmation is out", Press::Nothing),
            Page::Cashier(_) => ("cashier", "userInitiatedPay has given the order: the cashier page", Press::Confirm),
            Page::StepUp(page) if page.busy => return Press::Nothing,
            Page::StepUp(_) => ("step-up", "the user types the PIN", Press::Pin(Secret::new(self.pin))),
            Page::Result(page) => match page.primary.action {
                cashier_core::pages::Action::Redirect => ("result", "the result page", Press::Redirect),
                _ => ("end", "the user is back from the merchant's page", Press::Leave),
            },
            Page::Leaving { .. } => ("redirect", "the phone opens paymentRedirectUrl", Press::Opened(true)),
            _ => return Press::Nothing,
        };
        self.timeline.step(step, text, Value::Null);
        if !matches!(page, Page::Cashier(page) if page.locked) && step != "end" && step != "redirect" {
            self.timeline.block(Some(terminal::draw(page)));
        }
        press
    }
}
