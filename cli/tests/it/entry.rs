//! Everything around the plain order code, against the real simulator: entry codes, aggregated codes, links, several codes, hand-over.

use std::{sync::Arc, time::Duration};

use crate::support::{
    System,
    phone::{self, LoggedIn, leave, scan, until},
    user,
};
use cashier_alipayplus::result::ResultCode;
use cashier_backend::BackendConfig;
use cashier_client::{
    Cashier, CashierConfig, CashierError, Payment, Ports,
    adapters::HttpTransport,
    ports::{HttpMethod, HttpRequest, HttpResponse, Transport},
};
use cashier_core::{
    codes::{Navigation, Scan},
    development::LoopbackOrigins,
    machine::Outcome,
    pages::{MerchantPage, Page, ScannerPage, Status},
    secret::{CodeValue, Secret},
    wallet_api::Source,
};
use cashier_simulator::NewOrder;

/// A merchant's code that the simulator's rules take.
const NOODLES: &str = "00020101021126370019example.harbour-pay011028177704005204581253033925802JP5909NOODLE 886005Tokyo6304DD0F";

/// A wallet whose phone may go to the simulator's pages as well.
struct Wallet {
    system: System,
    cashier: Cashier,
    web: HttpTransport,
}

impl Wallet {
    async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    async fn start_with(configure: impl FnOnce(&mut BackendConfig)) -> Self {
        let system = System::start_with(configure).await;
        let base_url = system.world.backend.base_url();
        let origins =
            LoopbackOrigins::exact([base_url.strip_suffix("/alipayplus/v1").unwrap(), system.world.simulator.base_url()]).unwrap();
        let config = CashierConfig {
            base_url,
            own_schemes: vec!["wallet".to_owned()],
            own_hosts: vec!["wallet.example".to_owned()],
            loopback: origins.clone(),
            ..CashierConfig::default()
        };
        let transport = || HttpTransport::new(origins.clone()).unwrap();
        let store = phone::files(&system.path("phone"));
        let ports = Ports { transport: Arc::new(transport()), store, tokens: Arc::new(LoggedIn("mina")) };
        let (cashier, web) = (Cashier::new(config, ports).unwrap(), transport());
        cashier.start().await.unwrap();
        Self { system, cashier, web }
    }

    /// What the container does with `url` if it loads it: the answer, without following it anywhere.
    async fn load(&self, url: &str, user_agent: &str, form: Option<&str>) -> HttpResponse {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = HttpRequest {
            method: if form.is_some() { HttpMethod::Post } else { HttpMethod::Get },
            url: url.to_owned(),
            headers: vec![
                field("user-agent", &format!("Container/1 {user_agent}")),
                field("content-type", "application/x-www-form-urlencoded"),
            ],
            body: form.map(|form| form.as_bytes().to_vec()),
            connect_timeout: Duration::from_secs(30),
            timeout: Duration::from_secs(30),
            max_answer_bytes: 64 * 1024,
            fresh_connection: false,
        };
        self.web.send(request).await.unwrap()
    }

    async fn stop(self) {
        self.cashier.shut_down().await;
        self.system.world.stop().await;
    }
}

fn merchant_page(page: Page) -> (String, String) {
    match page {
        Page::MerchantPage(MerchantPage { url, user_agent, notice: None, .. }) => (url.expose().to_owned(), user_agent.unwrap_or_default()),
        page => panic!("no merchant page: {page:?}"),
    }
}

fn leads_to(response: &HttpResponse) -> String {
    assert_eq!(response.status, 303);
    response.header("location").unwrap().to_owned()
}

async fn pays(wallet: &Wallet, payment: &Payment) {
    until(payment, |page| matches!(page, Page::Cashier(page) if page.pay.is_enabled())).await;
    payment.confirm();
    until(payment, |page| matches!(page, Page::StepUp(_))).await;
    payment.submit_pin(Secret::new(user("mina").pin));
    until(payment, |page| matches!(page, Page::Result(page) if page.status == Status::Succeeded)).await;
    assert!(matches!(wallet.cashier.outcome_of(payment).await.outcome, Outcome::Succeeded { .. }));
}

/// Types an amount on the page at `url`; the order code that the page goes to is paid, once.
async fn pays_in_page(wallet: &Wallet, payment: &Payment, url: &str, user_agent: &str) {
    let page = wallet.load(url, user_agent, None).await;
    assert!(page.status == 200 && String::from_utf8_lossy(&page.body).contains("amount"));
    let order_code = leads_to(&wallet.load(url, user_agent, Some("amount=110")).await);
    for _ in 0..2 {
        assert_eq!(payment.navigate(&order_code, true), Navigation::Decode(CodeValue::new(order_code.clone())));
    }
    pays(wallet, payment).await;
    let orders = wallet.system.world.simulator.orders(2);
    assert_eq!((orders.len(), orders[0].code_value.expose()), (1, order_code.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_code_leads_through_the_merchants_page_to_a_payment() {
    let wallet = Wallet::start().await;
    let entry_code = wallet.system.world.simulator.entry_code("tea-house").unwrap();
    let (payment, page) = scan(&wallet.cashier, &entry_code).await;
    let (url, user_agent) = merchant_page(page);
    assert_eq!((url.as_str(), user_agent.as_str()), (entry_code.as_str(), "AlipayConnect"));
    for refused in
        ["http://shop.example/", "intent://x#Intent;end", "javascript:alert(1)", "file:///etc/hosts", "othershop://x", "wallet://pay"]
    {
        assert!(matches!(payment.navigate(refused, true), Navigation::Block(_)), "{refused}");
    }
    assert_eq!(payment.navigate(&url, true), Navigation::Load);
    pays_in_page(&wallet, &payment, &url, &user_agent).await;
    wallet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aggregated_code_learns_who_the_user_is_before_it_asks_for_an_amount() {
    let wallet = Wallet::start().await;
    let (payment, page) = scan(&wallet.cashier, &wallet.system.world.simulator.aggregated_code("tea-house").unwrap()).await;
    let (url, user_agent) = merchant_page(page);
    assert_eq!(user_agent, "AlipayConnect / AlipayClient/");
    let oauth = leads_to(&wallet.load(&url, &user_agent, None).await);
    let Navigation::AuthCode(Some(asked)) = payment.navigate(&oauth, true) else { panic!("{oauth}") };
    assert_eq!(asked.scopes, ["auth_base", "user_info"]);
    let state = until(&payment, |page| matches!(page, Page::MerchantPage(MerchantPage { url: next, .. }) if next.expose() != url)).await;
    let (known, _) = merchant_page(state.page.clone());
    let code = known.strip_prefix(&format!("{url}?auth_code=")).unwrap();
    // 32 bytes as base64url.
    assert_eq!(code.len(), 43);
    assert!(!format!("{:?}", state.page).contains(code));
    assert_eq!(payment.navigate(&known, true), Navigation::Load);
    pays_in_page(&wallet, &payment, &known, &user_agent).await;
    wallet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aggregated_codes_that_are_switched_off_get_no_auth_code() {
    let wallet = Wallet::start_with(|config| config.sdk.features.aggregated_codes = false).await;
    let (payment, page) = scan(&wallet.cashier, &wallet.system.world.simulator.aggregated_code("tea-house").unwrap()).await;
    let (url, user_agent) = merchant_page(page);
    let oauth = leads_to(&wallet.load(&url, &user_agent, None).await);
    assert_eq!(payment.navigate(&oauth, true), Navigation::Load);
    leave(&payment).await;
    wallet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_alipay_plus_handles_itself_is_handed_over_with_a_page_to_open() {
    let wallet = Wallet::start().await;
    let limit = format!("{}/sim/limit", wallet.system.world.simulator.base_url());
    for decode_result in [None, Some(ResultCode::UserAmountExceedLimit)] {
        let new = NewOrder { handle_by_sdk: true, decode_result, ..NewOrder::new("tea-house", "40000") };
        let order = wallet.system.world.simulator.create_order(new).unwrap();
        let payment = wallet.cashier.pay(order.code_value.clone(), Source::Scan).unwrap();
        let state = until(&payment, |page| matches!(page, Page::HandOver { .. })).await;
        let Page::HandOver { target: Some(target), sdk_action_payload } = state.page else { panic!("{:?}", state.page) };
        assert_eq!(target.opens(), limit);
        assert!(!sdk_action_payload.expose().is_empty());
        let delivery = wallet.cashier.outcome_of(&payment).await;
        assert_eq!(delivery.outcome, Outcome::HandedOver);
        wallet.cashier.acknowledge(&delivery.id);
        leave(&payment).await;
    }
    let page = wallet.load(&limit, "", None).await;
    assert!(page.status == 200 && String::from_utf8_lossy(&page.body).contains("limit"));
    wallet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_begins_a_payment_and_confirms_nothing() {
    let wallet = Wallet::start().await;
    let link = |order: &cashier_simulator::Order| {
        let escaped: String = order.code_value.expose().bytes().map(|byte| format!("%{byte:02X}")).collect();
        format!("wallet://pay?codeValue={escaped}")
    };
    let (first, second) = (link(&wallet.system.order()), link(&wallet.system.order()));
    let payment = wallet.cashier.pay_link(&first).unwrap();
    until(&payment, |page| matches!(page, Page::Cashier(_))).await;
    assert_eq!(wallet.cashier.pay_link(&first).unwrap().id(), payment.id(), "the same link, the same payment");
    assert_eq!(wallet.cashier.pay_link(&second).err(), Some(CashierError::PaymentInFront));
    for other in ["wallet://pay", "https://shop.example/?codeValue=1", "", &first.replace("codeValue", "code")] {
        assert_eq!(wallet.cashier.pay_link(other).err(), Some(CashierError::NotACode), "{other}");
    }
    pays(&wallet, &payment).await;
    wallet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn between_several_codes_the_user_chooses_on_the_scanner() {
    let wallet = Wallet::start().await;
    let order = wallet.system.order();
    let codes = |texts: &[&str]| texts.iter().map(|text| CodeValue::new(*text)).collect::<Vec<_>>();
    let order = order.code_value.expose();
    let payment = wallet.cashier.pay_scanned(codes(&[NOODLES, "4006381333931", order]), Source::Picture).unwrap();
    let state = until(&payment, |page| matches!(page, Page::Scanner(ScannerPage { choices, .. }) if !choices.is_empty())).await;
    let Page::Scanner(ScannerPage { choices, .. }) = state.page else { unreachable!() };
    assert_eq!(choices.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["NOODLE 88", "qr.alipayplus.com"]);
    payment.pick_code(choices[1].index);
    pays(&wallet, &payment).await;

    let payment = wallet.cashier.pay_scanned(codes(&["WIFI:S:guest;;", "4006381333931"]), Source::Picture).unwrap();
    until(&payment, |page| matches!(page, Page::Result(page) if page.status == Status::NotSupported)).await;
    assert_eq!(wallet.cashier.pay_scanned(codes(&[" "]), Source::Picture).err(), Some(CashierError::NotACode));
    wallet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_switched_off_is_not_offered() {
    let wallet = Wallet::start_with(|config| config.sdk.features.entry_codes = false).await;
    let order = wallet.system.order().code_value.clone();
    let entry = CodeValue::new(wallet.system.world.simulator.entry_code("tea-house").unwrap());
    assert_eq!(wallet.cashier.scan(vec![entry.clone(), order.clone()]), Ok(Scan::One(order)));
    assert_eq!(wallet.cashier.scan(vec![entry.clone()]).unwrap_err().code(), "switched_off");
    assert_eq!(wallet.cashier.pay_scanned(vec![entry], Source::Scan).unwrap_err().code(), "switched_off");
    wallet.stop().await;
}
