//! The Alipay+ wire for both ends of it: messages, result codes, headers and signing. Bytes in, bytes out, no transport.
//!
//! A call that comes in goes through [`Party::receive`](party::Party::receive), which gives verified bytes or the exact refusal.
//! A call that goes out is built by [`Party::request`](party::Party::request), and [`Party::read`](party::Party::read) gives
//! the answer or says that it is unclear.
//!
//! ```
//! use cashier_alipayplus::{
//!     message::{InquiryPaymentRequest, InquiryPaymentResponse},
//!     party::Party,
//!     paths::INQUIRY_PAYMENT,
//!     result::ResultCode,
//!     signing::{KeyRing, KeyVersion, KeyVersions, PrivateKey, Signer},
//!     wire::Text,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (client, now) = ("SANDBOX_EXAMPLE0001", time::OffsetDateTime::now_utc());
//! let (alipayplus_key, mpp_key) = (PrivateKey::generate()?, PrivateKey::generate()?);
//! let party = |own: &PrivateKey, other: &PrivateKey| Party {
//!     signer: Signer { key: own.clone(), version: KeyVersion(1) },
//!     peers: KeyRing::new().with(client, KeyVersions::new(KeyVersion(1), other.public_key())),
//! };
//! let (alipayplus, mpp) = (party(&alipayplus_key, &mpp_key), party(&mpp_key, &alipayplus_key));
//!
//! let question = InquiryPaymentRequest {
//!     acquirer_id: Text::new("1022188000000000001")?,
//!     psp_id: Text::new("1022172000000000001")?,
//!     payment_request_id: Text::new("20260105000000000132")?,
//! };
//! let outgoing = alipayplus.request("https://wallet.example", client, &question, now)?;
//!
//! // On the other side: only a verified call can be parsed.
//! let call = mpp.receive(INQUIRY_PAYMENT, outgoing.request, now)?;
//! assert_eq!(call.parse::<InquiryPaymentRequest>()?, question);
//! let answer = InquiryPaymentResponse::not_paid(ResultCode::PaymentInProcess);
//! let response = mpp.answer(&call.reply_to, &answer, now);
//!
//! let read: InquiryPaymentResponse = alipayplus.read(&outgoing.expected, response)?;
//! assert_eq!(read, answer);
//! # Ok(())
//! # }
//! ```

pub mod headers;
pub mod inbound;
pub mod message;
pub mod outbound;
pub mod party;
pub mod paths;
pub mod result;
pub mod signing;
pub mod wire;
