//! Codes that never go to Alipay+: the wallet's own, and, if the wallet wants that, web pages that Alipay+ does not take.

use serde_json::{Value, json};

use crate::world::World;

const OWN_CODES: [&str; 2] = ["MYPAY:", "https://pay.wallet.example"];

async fn world(identify_code: bool) -> World {
    World::with_config(|config| {
        config.identify.remote.identify_code = identify_code;
        config.sdk.settings.own_codes = OWN_CODES.map(str::to_owned).to_vec();
    })
    .await
}

impl World {
    /// What the backend says of a code, asked in both ways.
    async fn both(&self, code: &str) -> (Value, Value) {
        let identified = self.mina().post("/codes/identify", &json!({"code": code})).await.ok();
        (identified, self.mina().post("/orders", &json!({"code": code, "source": "scan"})).await.ok())
    }
}

#[tokio::test]
async fn the_wallets_own_codes_take_the_wallets_own_path_before_anybody_is_asked() {
    for identify_code in [false, true] {
        let world = world(identify_code).await;
        // Nobody could be asked.
        world.link.cut();
        for code in ["mypay:u/7", "https://pay.wallet.example/u/7"] {
            let (identified, resolved) = world.both(code).await;
            assert_eq!((&identified["isSupported"], &identified["own"]), (&json!(false), &json!(true)), "{code}");
            assert_eq!(resolved["not_supported"]["own"], true, "{code}");
        }
        world.end().await;
    }
}

#[tokio::test]
async fn codes_that_only_look_like_own_ones_take_the_path_of_all_others() {
    let world = world(false).await;
    for code in ["https://pay.wallet.example.evil.test/u/7", "https://pay.wallet.example@evil.test/", "MYPAX:1"] {
        let (identified, resolved) = world.both(code).await;
        assert_eq!((identified.get("own"), resolved["not_supported"].get("own")), (None, None), "{code}");
    }
    world.mina().order(&world.merchant_order()).await;
    world.end().await;
}

#[tokio::test]
async fn phones_get_the_same_list() {
    let world = world(false).await;
    let settings = world.mina().get("/sdk-config").await.ok()["settings"].clone();
    assert_eq!(settings["sdk.identify.own_codes"], json!(OWN_CODES));
    world.end().await;
}

#[tokio::test]
async fn a_web_page_that_alipay_plus_does_not_take_is_opened_only_if_the_wallet_wants_that() {
    const PAGE: &str = "https://menu.somewhere.example/table/7";
    let closed = World::new().await;
    let (identified, resolved) = closed.both(PAGE).await;
    assert_eq!((&identified["isSupported"], &resolved["not_supported"]["kind"]), (&json!(false), &json!("web_link")));
    closed.end().await;

    for identify_code in [false, true] {
        let open = World::with_config(|config| {
            config.identify.remote.identify_code = identify_code;
            config.sdk.settings.open_unsupported = true;
        })
        .await;
        let (identified, resolved) = open.both(PAGE).await;
        for answer in [&identified, &resolved["open_url"]] {
            assert_eq!((&answer["redirectUrl"], &answer["userAgent"]), (&json!(PAGE), &json!("AlipayConnect")));
        }
        for code in ["http://menu.somewhere.example/", "WIFI:S:Cafe;;", "intent://x#Intent;end"] {
            assert!(open.both(code).await.1.get("not_supported").is_some(), "{code}");
        }
        open.end().await;
    }
}
