//! What was scanned, said from the text alone.

use cashier_core::codes::{
    CodeKind::{self, *},
    ListedHosts, classify,
};

fn kind(text: &str) -> CodeKind {
    let hosts = ["qr.acquirer.example", "shop.acquirer.example"].map(str::to_owned);
    classify(text, &ListedHosts::new(hosts))
}

#[track_caller]
fn all(expected: CodeKind, texts: &[&str]) {
    texts.iter().for_each(|text| assert_eq!(kind(text), expected, "{text:?}"));
}

#[test]
fn order_codes_bare_and_in_urls() {
    all(
        OrderCode,
        &[
            "28166604abcDEF0123456789abcDEF012345",
            "281666040000000000000000000000000000",
            "https://qr.alipayplus.com/28166604abcDEF0123456789abcDEF012345",
            "https://gqr.alipay.com/28101504abc",
            "https://shop.acquirer.example/281999040001XYZ",
        ],
    );
    all(Text, &["28166604abc", "28166604abcDEF0123456789abcDEF01234-", "281666040000000000000000"]);
    all(
        WebLink,
        &[
            "https://other.test/281999040001XYZ",
            "https://shop.acquirer.example/281999020001XYZ",
            "http://shop.acquirer.example/281999040001",
        ],
    );
    all(WalletLink, &["https://qr.alipayplus.com/28166613abc", "https://qr.alipay.com/fkx12345"]);
}

#[test]
fn a_word_and_a_colon_are_no_address() {
    all(Text, &["Data: 12.03.2026", "Market: fish", "Bitcoin: the book", "content:"]);
    all(DangerousLink, &["javascript: alert(1)", "data:,x"]);
    all(Crypto, &["bitcoin:bc1q"]);
}

#[test]
fn payment_codes_of_wallets_are_digits_of_a_known_length_and_beginning() {
    all(
        PayerCode,
        &[
            "281666021234567890123456",
            "251001021234567890123456",
            "28123456789012345",
            "281234567890123456",
            "2812345678901234567",
            "2891234567890123456",
        ],
    );
    all(
        Text,
        &[
            "281666041234567890123456",
            "2816660212345678901234567",
            "28166602123456789012345",
            "2812345678901234",
            "13123456789012345",
            "28166602123456789012345x",
            "6212345678901234567",
        ],
    );
}

#[test]
fn product_barcodes_have_their_check_digit() {
    all(ProductBarcode, &["4006381333931", "9780306406157", "036000291452", "96385074", "10614141000415"]);
    all(Text, &["4006381333932", "036000291453", "96385075", "4006381333", "400638133393A"]);
}

#[test]
fn emv_codes_are_whole_or_damaged() {
    all(EmvMerchant, &["00020101021126190010EXAMPLE.LK010115204549953031445802LK5916THE EXAMPLE HOOK6005KANDY63043129"]);
    all(
        EmvDamaged,
        &["00020101021126190010EXAMPLE.LK010115204549953031445802LK5916THE EXAMPLE HOOK6005KANDY63043128", "000201", "0002", "0002x"],
    );
    all(Text, &["000301x", " 000201"]);
}

#[test]
fn each_kind_is_known_by_how_it_begins() {
    all(Wifi, &["WIFI:T:WPA;S:Cafe;P:x;;", "wifi:S:x;;"]);
    all(Contact, &["BEGIN:VCARD\nVERSION:3.0", "MECARD:N:A;;", "BIZCARD:N:A;;"]);
    all(Calendar, &["BEGIN:VEVENT\r\nSUMMARY:x", "BEGIN:VCALENDAR"]);
    all(Message, &["sms:+1555", "SMSTO:+1555:hi", "mms:1", "tel:+15551234", "mailto:a@b.example", "MATMSG:TO:a;;"]);
    all(Location, &["geo:1.3,103.8", "https://maps.google.com/?q=1,2", "https://maps.app.goo.gl/x", "https://goo.gl/maps/x"]);
    all(TwoFactor, &["otpauth://totp/x?secret=A", "otpauth-migration://offline?data=x"]);
    all(
        AppLink,
        &[
            "market://details?id=x",
            "itms-apps://x",
            "itms://x",
            "intent://x#Intent;end",
            "https://play.google.com/store/apps/details?id=x",
            "https://apps.apple.com/app/id1",
        ],
    );
    all(
        BankTransfer,
        &[
            "BCD\n002\n1\nSCT\n",
            "BCD\r\n001\r\n1\r\nSCT",
            "SPC\n0200\n1\n",
            "SPD*1.0*ACC:CZ",
            "ST00012|Name=x",
            "TWQRP://bank/x",
            "upi://pay?pa=x@y",
            "UPNQR\n",
            "HRVHUB30\n",
            "K:PR|V:01|C:1",
            "payto://iban/x",
        ],
    );
    all(
        Crypto,
        &[
            "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            "0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe",
            "ethereum:0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe",
            "lightning:LNBC1",
        ],
    );
    all(WalletLink, &["wxp://f2f0abc", "weixin://wxpay/x", "https://qr.paypay.ne.jp/x", "2-ZP-x", "NETSQPAYx", "https://u.wechat.com/x"]);
    all(
        WebLink,
        &["https://other.test/x", "http://other.test", "HTTPS://OTHER.TEST", "https://play.google.com.test/store", "https://u@other.test/"],
    );
    all(Text, &["hello", "Wifi password: x", "12345", "a:b", "https:/x", "https://", "foo://bar", "1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0O"]);
    all(Empty, &["", " ", "\u{3000}\t\n"]);
}

#[test]
fn dangerous_links_are_told_however_they_are_disguised() {
    all(
        DangerousLink,
        &[
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:x",
            "data:text/html,x",
            "file:///etc/hosts",
            "content://x",
            "blob:https://x",
            "https://qr.acquirer.example@evil.test/",
            "https://qr.acquirer.example:443@evil.test/",
            "https://u@qr.acquirer.example/",
            "https://qr.acquirer.example\\@evil.test/",
            "https://qr.acquirer.example.evil.test/",
            "https://qr.acquirer.example:443.evil.test/",
            "https://evil.test:x.qr.acquirer.example/",
            "https://qr.acquirer.example%2F@evil.test/",
            "https://evil.test\\@qr.acquirer.example/",
            "https://qr.acqu1rer.example/",
            "https://shop.acquirer-example.test/shop.acquirer.example".replace("-example.test", "s.example").as_str(),
            "https://qr.асquirer.example/",
        ],
    );
    all(
        WebLink,
        &[
            "https://qr.acquirer.example/",
            "https://help.acquirer.example/",
            "https://a.shop.acquirer.example/",
            "https://evil.test/qr.acquirer.example",
        ],
    );
}
