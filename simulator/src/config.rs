//! Settings, and the assumptions about Alipay+ that the simulator makes, each with its A-number.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use cashier_alipayplus::signing::{KeyVersions, Signer};
use cashier_core::money::Currency;

use crate::order::Rate;

/// Expiry of an order for which the merchant sets none (A18).
pub const DEFAULT_EXPIRY: Duration = Duration::from_secs(10 * 60);

/// The longest life of an order; more is cut (A18).
pub const MAX_EXPIRY: Duration = Duration::from_secs(30 * 60);

/// Life of a reference quote (A10).
pub const QUOTE_LIFE: time::Duration = time::Duration::minutes(10);

/// First eight characters of an order code: issuer 281666, business type 04 (A33).
pub const ORDER_CODE_PREFIX: &str = "28166604";

/// Letters and digits that follow the prefix (A33).
pub const ORDER_CODE_RANDOM: usize = 28;

/// What stands before the code in its URL form (A33).
pub const ORDER_CODE_URL: &str = "https://qr.alipayplus.com/";

/// `acquirerId` of every order.
pub const ACQUIRER_ID: &str = "1022188000000000001";

/// `pspId` of the MPP.
pub const PSP_ID: &str = "1022172000000000001";

/// The version of the matcher with which the simulator itself identifies codes (A28).
pub const JAR_VERSION: &str = "1.2.1.20240506";

/// A `Signature` with this in it is served the rules unverified, as the vendor's library asks for them; nothing else is (A28).
pub const DUMMY_SIGNATURE: &str = "signature=testing_signature";

/// Time to connect to the MPP (A2).
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// Time for a whole call to the MPP (A2).
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(5);

/// Questions by the schedule about a decoded order whose time is over and whose result is still unclear (A22); then it stays open.
pub const QUESTIONS_AFTER_EXPIRY: usize = 12;

/// When the MPP is asked about a payment of which no result has come (A22).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollSchedule {
    /// From decoding to the first question.
    pub first: Duration,
    /// Between the questions after that; the last one repeats until the order expires, and a while longer. Empty: one question only.
    pub then: Vec<Duration>,
}

impl PollSchedule {
    /// The pauses before each question.
    pub fn pauses(&self) -> impl Iterator<Item = Duration> + '_ {
        let last = self.then.last().copied().into_iter().cycle();
        std::iter::once(self.first).chain(self.then.iter().copied()).chain(last)
    }
}

impl Default for PollSchedule {
    fn default() -> Self {
        let seconds = [4, 4, 30, 60, 60, 60, 300, 300];
        Self { first: Duration::from_secs(60), then: seconds.map(Duration::from_secs).to_vec() }
    }
}

/// How a simulator is set up.
#[derive(Clone, Debug)]
pub struct SimulatorConfig {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The URL under which others reach the simulator, without a slash at the end. `None`: the address it listens on.
    pub public_url: Option<String>,
    /// The client id of the MPP.
    pub client_id: String,
    /// The simulator's own key.
    pub signer: Signer,
    /// The MPP's public keys.
    pub mpp_keys: KeyVersions,
    /// Where the MPP takes inquiryPayment, without the path. Can be set later, see
    /// [`RunningSimulator::set_mpp_base_url`](crate::RunningSimulator::set_mpp_base_url); without it nobody is asked.
    pub mpp_base_url: Option<String>,
    /// When the MPP is asked.
    pub poll: PollSchedule,
    /// The currency in which the MPP settles.
    pub wallet_currency: Currency,
    /// The rates towards it, in either direction.
    pub rates: Vec<Rate>,
}

impl SimulatorConfig {
    /// A free loopback port, a wallet in KRW, the default rates and schedule.
    pub fn new(client_id: impl Into<String>, signer: Signer, mpp_keys: KeyVersions) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: None,
            client_id: client_id.into(),
            signer,
            mpp_keys,
            mpp_base_url: None,
            poll: PollSchedule::default(),
            wallet_currency: "KRW".parse().expect("KRW is in the table of currencies"),
            rates: Rate::defaults(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_go_on_with_the_last_pause() {
        let pauses: Vec<_> = PollSchedule::default().pauses().take(11).map(|pause| pause.as_secs()).collect();
        assert_eq!(pauses, [60, 4, 4, 30, 60, 60, 60, 300, 300, 300, 300]);
        let once = PollSchedule { first: Duration::ZERO, then: Vec::new() };
        assert_eq!(once.pauses().count(), 1);
    }
}
