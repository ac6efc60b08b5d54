//! The merchants' API, the store codes and the console over HTTP.

mod support;

use axum::http::{Request, StatusCode, header};
use cashier_alipayplus::message::Decoded;
use cashier_simulator::{NewOrder, OrderState, Simulator, SimulatorConfig, StartError};
use serde_json::{Value, json};
use support::*;

fn json_of(response: &axum::http::Response<Vec<u8>>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

#[tokio::test]
async fn an_order_is_made_listed_shown_and_closed() {
    let bench = bench().await;
    let body = json!({ "merchant": "book-corner", "amount": "12.5", "form": "bare", "expiresInSeconds": 60 }).to_string();
    let created = bench.post_json("/sim/api/orders", &body).await;
    assert_eq!(created.status(), StatusCode::CREATED);
    let order = json_of(&created);
    assert_eq!(order["orderAmount"], json!({ "currency": "SGD", "value": "1250", "text": "12.50" }));
    assert_eq!(order["state"], "WAITING_SCAN");
    let path = created.headers()[header::LOCATION].to_str().unwrap().to_owned();
    assert_eq!(json_of(&bench.get(&path).await), order);
    assert_eq!(json_of(&bench.get("/sim/api/orders").await)[0], order);
    assert_eq!(json_of(&bench.post_json(&format!("{path}/close"), "").await)["state"], "CLOSED");
    assert_eq!(bench.post_json(&format!("{path}/close"), "").await.status(), StatusCode::CONFLICT);
    let (decoded, _) = bench.decoded().await;
    assert_eq!(bench.post_json(&format!("/sim/api/orders/{}/close", decoded.id), "").await.status(), StatusCode::CONFLICT);
    assert!(bench.simulator.close_order(&decoded.id).is_none());
    assert_eq!(bench.simulator.order(&decoded.id).unwrap().state, OrderState::Decoded);
    assert_eq!(bench.get("/sim/api/orders/nothing").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_wrong_order_is_refused_with_the_field_and_a_clear_text() {
    let bench = bench().await;
    let refused = bench.post_json("/sim/api/orders", r#"{"merchant":"tea-house","amount":"1.5"}"#).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.headers()[header::CONTENT_TYPE], "application/problem+json");
    let problem = json_of(&refused);
    assert_eq!((&problem["field"], &problem["detail"]), (&json!("amount"), &json!("JPY has no decimals.")));
    for body in [
        "{}",
        "no JSON",
        r#"{"merchant":"tea-house","amount":"1","typo":1}"#,
        r#"{"merchant":"tea-house","amount":"1","expiresInSeconds":0}"#,
    ] {
        assert!(bench.post_json("/sim/api/orders", body).await.status().is_client_error(), "{body}");
    }
    let huge = format!(r#"{{"merchant":"tea-house","amount":"1","description":"{}"}}"#, "x".repeat(20_000));
    assert_eq!(bench.post_json("/sim/api/orders", &huge).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(bench.simulator.orders(10).is_empty());
}

#[tokio::test]
async fn the_code_is_there_as_a_picture() {
    let bench = bench().await;
    let order = bench.order();
    let svg = bench.get(&format!("/sim/api/orders/{}/qr.svg", order.id)).await;
    assert_eq!(svg.headers()[header::CONTENT_TYPE], "image/svg+xml");
    let width = async |scale: &str| {
        let png = bench.get(&format!("/sim/api/orders/{}/qr.png{scale}", order.id)).await;
        assert_eq!(png.headers()[header::CONTENT_TYPE], "image/png");
        image::load_from_memory(png.body()).unwrap().width()
    };
    assert_eq!(width("?scale=4").await * 2, width("").await);
    assert_eq!(bench.get(&format!("/sim/api/orders/{}/qr.png?scale=x", order.id)).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(bench.get("/sim/api/shops/tea-house/qr.svg").await.status(), StatusCode::OK);
    assert_eq!(bench.get("/sim/api/shops/nobody/qr.svg").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_behind_a_store_code_leads_a_wallet_to_an_order_code() {
    let bench = bench().await;
    let store_code = bench.simulator.entry_code("tea-house").unwrap();
    let page = bench.send(Request::get(&store_code).body(Vec::new()).unwrap()).await;
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(!policy.contains("unsafe") && policy.contains("form-action 'self' https://qr.alipayplus.com;"), "{policy}");
    assert!(String::from_utf8_lossy(page.body()).contains("Maple Tea House"));

    let post = async |agent: &str, amount: &str| {
        let request = bench.http.post(&store_code).header("user-agent", agent).header("content-type", "application/x-www-form-urlencoded");
        request.body(format!("amount={amount}")).send().await.unwrap()
    };
    let answer = post("Mozilla/5.0 AlipayConnect", "150").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let code = answer.headers()[header::LOCATION].to_str().unwrap();
    assert!(code.starts_with("https://qr.alipayplus.com/28166604"));
    let decoded = bench.decode(code, "1").await;
    assert!(matches!(decoded.decoded(), Decoded::Order(_)));
    assert_eq!(decoded.payment_factor.unwrap().in_store_payment_scenario.as_deref(), Some("EntryCode"));
    assert!(decoded.order.unwrap().merchant.unwrap().store.is_some());

    // What was typed comes back as text.
    let wrong = post("AlipayConnect", "%22%3E%3Cb%3E").await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = wrong.text().await.unwrap();
    assert!(html.contains("&quot;&gt;&lt;b&gt;") && !html.contains("<b>"));

    // A browser that is no wallet is not sent to another host: it shows the code.
    let browser = post("Mozilla/5.0", "150").await;
    assert_eq!(browser.status(), StatusCode::OK);
    assert!(browser.text().await.unwrap().contains("<svg role=\"img\""));
}

#[tokio::test]
async fn an_aggregated_code_asks_who_the_user_is_before_the_amount() {
    let bench = bench().await;
    let code = bench.simulator.aggregated_code("tea-house").unwrap();
    assert_eq!((code.as_str(), bench.simulator.aggregated_code("nobody")), (bench.url("/all/tea-house").as_str(), None));
    let asked = bench.get("/all/tea-house").await;
    assert_eq!(asked.status(), StatusCode::SEE_OTHER);
    let location = asked.headers()[header::LOCATION].to_str().unwrap();
    assert!(location.starts_with(&bench.url("/sim/oauth?authClientId=")), "{location}");
    for part in ["&scopes=auth_base%2Cuser_info", "&redirectUrl=http%3A%2F%2F127.0.0.1%3A", "%2Fall%2Ftea-house"] {
        assert!(location.contains(part), "{location}");
    }
    assert_eq!(bench.get("/sim/oauth").await.status(), StatusCode::FORBIDDEN, "no container took it over");
    let known = bench.get("/all/tea-house?auth_code=x").await;
    assert!(known.status() == StatusCode::OK && String::from_utf8_lossy(known.body()).contains("amount"));
    assert_eq!(bench.get("/all/nobody").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_console_knows_the_aggregated_codes_and_what_cannot_be_paid() {
    let bench = bench().await;
    let info = json_of(&bench.get("/sim/api/info").await);
    assert_eq!(info["shops"][0]["aggregatedCode"], bench.url("/all/tea-house"));
    let picture = bench.get("/sim/api/shops/tea-house/aggregated.png").await;
    assert_eq!(
        (picture.status(), &picture.headers()[header::CONTENT_TYPE]),
        (StatusCode::OK, &header::HeaderValue::from_static("image/png"))
    );
    assert_eq!(bench.get("/sim/api/shops/nobody/aggregated.png").await.status(), StatusCode::NOT_FOUND);
    let currencies = info["currencies"].as_array().unwrap();
    let unpayable: Vec<_> = currencies.iter().filter(|it| it["payable"] == false).map(|it| &it["code"]).collect();
    assert_eq!(unpayable, ["THB"]);
}

#[tokio::test]
async fn an_order_that_alipay_plus_takes_over_says_so() {
    let bench = bench().await;
    let body = r#"{"merchant":"tea-house","amount":"40000","handleBySdk":true}"#;
    assert_eq!(json_of(&bench.post_json("/sim/api/orders", body).await)["handleBySdk"], true);
    assert_eq!(json_of(&bench.post_json("/sim/api/orders", &body.replace("true", "false")).await)["handleBySdk"], false);
}

#[tokio::test]
async fn changes_are_told_while_they_happen() {
    let bench = bench().await;
    let mut stream = bench.http.get(bench.url("/sim/api/events")).send().await.unwrap();
    assert_eq!(stream.headers()[header::CONTENT_TYPE], "text/event-stream");
    let order = bench.order();
    let answer = bench.decode(order.code_value.expose(), "1").await;
    bench.notify(&success(&answer)).await;
    let mut text = String::new();
    while !text.contains("PAID") {
        text.push_str(std::str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
    }
    let at = |state: &str| text.find(&format!(r#""state":"{state}""#)).unwrap();
    assert!(at("WAITING_SCAN") < at("DECODED") && at("DECODED") < at("PAID"));
    // The stream ends with the simulator, which does not wait for it.
    let end = async { while stream.chunk().await.unwrap().is_some() {} };
    tokio::join!(end, bench.simulator.stop());
}

#[tokio::test]
async fn foreign_pages_cannot_talk_to_it() {
    let bench = bench().await;
    let status = async |name: &str, value: &str| {
        let request = Request::get(bench.url("/")).header(name, value).body(Vec::new()).unwrap();
        bench.send(request).await.status()
    };
    assert_eq!(status("host", "evil.example").await, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(status("origin", "https://evil.example").await, StatusCode::FORBIDDEN);
    assert_eq!(status("origin", bench.simulator.base_url()).await, StatusCode::OK);
}

#[tokio::test]
async fn the_console_loads_nothing_from_elsewhere() {
    let bench = bench().await;
    let page = bench.get("/").await;
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    for path in ["/style.css", "/app.js", "/icon.svg"] {
        assert!(String::from_utf8_lossy(page.body()).contains(path));
        assert_eq!(bench.get(path).await.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_taken_port_is_one_clear_line() {
    let bench = bench().await;
    let address = bench.simulator.address();
    let error = Simulator::start(SimulatorConfig { listen: address, ..config() }).await.err().unwrap();
    assert!(matches!(error, StartError::Listen { .. }));
    assert!(error.to_string().starts_with(&format!("cannot listen on {address}: ")) && !error.to_string().contains('\n'));
}

#[tokio::test]
async fn a_public_url_is_an_origin() {
    for url in ["demo.example", "ftp://demo.example", "https://demo.example/", "https://demo.example/sub", "https://demo.example?x"] {
        let config = SimulatorConfig { public_url: Some(url.into()), ..config() };
        assert!(matches!(Simulator::start(config).await, Err(StartError::PublicUrl)), "{url}");
    }
    let config = SimulatorConfig { public_url: Some("https://demo.example".into()), ..config() };
    let simulator = Simulator::start(config).await.unwrap();
    assert_eq!(simulator.entry_code("tea-house").as_deref(), Some("https://demo.example/shop/tea-house"));
}

#[tokio::test]
async fn the_rust_api_sees_what_the_merchant_sees() {
    let bench = bench().await;
    assert!(bench.simulator.create_order(NewOrder::new("nobody", "1")).is_err());
    let order = bench.order();
    assert_eq!(bench.simulator.orders(10).len(), 1);
    assert!(bench.simulator.order("nothing").is_none() && bench.simulator.close_order("nothing").is_none());
    let (closed, _) = tokio::join!(bench.simulator.wait_for(&order.id, |order| order.state == OrderState::Closed), async {
        bench.simulator.close_order(&order.id)
    });
    assert!(closed.is_some());
}
