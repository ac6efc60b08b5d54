//! How kinds of codes begin. Everything compares without the case of ASCII letters.

use super::CodeKind::{
    self, AppLink, BankTransfer, Calendar, Contact, Crypto, DangerousLink, Location, Message, TwoFactor, WalletLink, Wifi,
};

/// Beginnings of texts; the longest that fits counts.
#[rustfmt::skip]
pub(super) const BEGINNINGS: &[(&str, CodeKind)] = &[
    ("javascript:", DangerousLink),
    ("vbscript:", DangerousLink),
    ("data:", DangerousLink),
    ("file:", DangerousLink),
    ("content:", DangerousLink),
    ("blob:", DangerousLink),
    ("filesystem:", DangerousLink),
    ("view-source:", DangerousLink),
    ("about:", DangerousLink),

    ("wifi:", Wifi),

    ("begin:vcard", Contact),
    ("mecard:", Contact),
    ("bizcard:", Contact),

    ("begin:vcalendar", Calendar),
    ("begin:vevent", Calendar),
    ("begin:vtodo", Calendar),
    ("webcal:", Calendar),

    ("sms:", Message),
    ("smsto:", Message),
    ("mms:", Message),
    ("mmsto:", Message),
    ("tel:", Message),
    ("telprompt:", Message),
    ("facetime:", Message),
    ("mailto:", Message),
    ("matmsg:", Message),
    ("smtp:", Message),

    ("geo:", Location),
    ("maps:", Location),
    ("comgooglemaps:", Location),
    ("google.navigation:", Location),

    ("otpauth:", TwoFactor),
    ("otpauth-migration:", TwoFactor),

    ("market:", AppLink),
    ("itms:", AppLink),
    ("itms-apps:", AppLink),
    ("itms-appss:", AppLink),
    ("itms-services:", AppLink),
    ("intent:", AppLink),
    ("android-app:", AppLink),

    ("bitcoin:", Crypto),
    ("bitcoincash:", Crypto),
    ("ethereum:", Crypto),
    ("litecoin:", Crypto),
    ("dogecoin:", Crypto),
    ("dash:", Crypto),
    ("monero:", Crypto),
    ("lightning:", Crypto),
    ("solana:", Crypto),
    ("tron:", Crypto),
    ("ripple:", Crypto),
    ("cardano:", Crypto),
    ("ton:", Crypto),
    ("wc:", Crypto),

    // EPC069-12 and the same form in Ukraine.
    ("bcd\n001\n", BankTransfer),
    ("bcd\n002\n", BankTransfer),
    ("bcd\r\n001\r\n", BankTransfer),
    ("bcd\r\n002\r\n", BankTransfer),
    // Swiss QR-bill.
    ("spc\n0200\n", BankTransfer),
    ("spc\r\n0200\r\n", BankTransfer),
    // Short payment descriptor (Czechia, Slovakia) and its invoice form.
    ("spd*", BankTransfer),
    ("sid*", BankTransfer),
    // GOST R 56042 (one digit for the character set follows).
    ("st0001", BankTransfer),
    ("twqrp:", BankTransfer),
    ("upi:", BankTransfer),
    // Slovenia, Croatia, Hungary, Serbia.
    ("upnqr\n", BankTransfer),
    ("hrvhub30\n", BankTransfer),
    ("hct\n001\n", BankTransfer),
    ("k:pr|v:01|", BankTransfer),
    ("k:pt|v:01|", BankTransfer),
    ("bank://", BankTransfer),
    ("payto:", BankTransfer),

    ("weixin:", WalletLink),
    ("wechat:", WalletLink),
    ("wxp:", WalletLink),
    ("alipay:", WalletLink),
    ("alipays:", WalletLink),
    ("alipayqr:", WalletLink),
    ("alipayconnect:", WalletLink),
    ("upwrp:", WalletLink),
    ("uppaywallet:", WalletLink),
    ("paypay:", WalletLink),
    ("linepay:", WalletLink),
    ("kakaopay:", WalletLink),
    ("supertoss:", WalletLink),
    ("momo:", WalletLink),
    ("zalopay:", WalletLink),
    ("gcash:", WalletLink),
    ("shopeepay:", WalletLink),
    ("phonepe:", WalletLink),
    ("paytmmp:", WalletLink),
    ("tez:", WalletLink),
    ("gpay:", WalletLink),
    ("swish:", WalletLink),
    ("vipps:", WalletLink),
    ("mobilepay:", WalletLink),
    ("paypal:", WalletLink),
    ("venmo:", WalletLink),
    ("cashme:", WalletLink),
    // Tokens of domestic schemes: ZeroPay, NETS.
    ("2-zp-", WalletLink),
    ("netsqpay", WalletLink),
];

/// No beginning is longer.
pub(super) const LONGEST_BEGINNING: usize = 24;

/// Hosts, with everything below them, and the beginning of the path.
#[rustfmt::skip]
pub(super) const PAGES: &[(&str, &str, CodeKind)] = &[
    ("play.google.com", "/store", AppLink),
    ("apps.apple.com", "", AppLink),
    ("itunes.apple.com", "", AppLink),
    ("testflight.apple.com", "", AppLink),
    ("appgallery.huawei.com", "", AppLink),
    ("apps.samsung.com", "", AppLink),
    ("app.mi.com", "", AppLink),

    ("maps.google.com", "", Location),
    ("maps.app.goo.gl", "", Location),
    ("goo.gl", "/maps", Location),
    ("www.google.com", "/maps", Location),
    ("maps.apple.com", "", Location),
    ("uri.amap.com", "", Location),

    ("qr.alipay.com", "", WalletLink),
    ("qr.alipayplus.com", "", WalletLink),
    ("global.alipay.com", "", WalletLink),
    ("gqr.alipay.com", "", WalletLink),
    ("render.alipay.com", "", WalletLink),
    ("u.wechat.com", "", WalletLink),
    ("payapp.weixin.qq.com", "", WalletLink),
    ("wx.tenpay.com", "", WalletLink),
    ("qr.95516.com", "", WalletLink),
    ("qr.paypay.ne.jp", "", WalletLink),
    ("qr.kakaopay.com", "", WalletLink),
    ("pay.line.me", "", WalletLink),
    ("qr.linepay.tw", "", WalletLink),
    ("qr.momo.vn", "", WalletLink),
    ("me.momo.vn", "", WalletLink),
    ("qr.dana.id", "", WalletLink),
    ("link.dana.id", "", WalletLink),
    ("qr.nspk.ru", "", WalletLink),
    ("mpago.la", "", WalletLink),
    ("mpago.li", "", WalletLink),
    ("paypal.me", "", WalletLink),
    ("www.paypal.com", "/qrcodes", WalletLink),
    ("venmo.com", "", WalletLink),
    ("cash.app", "", WalletLink),
    ("revolut.me", "", WalletLink),
    ("qr.vipps.no", "", WalletLink),
    ("app.swish.nu", "", WalletLink),
];

/// Hosts of Alipay+ that carry order codes (protocol section 9), beside those that the rules list.
pub(super) const ORDER_CODE_HOSTS: &[&str] = &["qr.alipayplus.com", "gqr.alipay.com", "global.alipay.com"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_beginning_is_longer_than_the_longest() {
        assert!(BEGINNINGS.iter().all(|(start, _)| start.len() <= LONGEST_BEGINNING));
    }
}
