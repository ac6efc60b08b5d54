//! CashierKit for Kotlin and Swift: `cashier_client` behind UniFFI, and no decision of its own.
//!
//! What is generated from here stays internal to the hand-written libraries in `bindings/kotlin` and `bindings/swift`; those are the
//! public API of a wallet.

mod adapters;
mod availability;
mod cashier;
mod config;
mod error;
mod log;
mod model;
mod payment;
mod picture;
mod ports;
mod recording;
mod release;

pub use availability::ReferenceRate;
pub use cashier::{Cashier, Detail, History, OutcomeDelivery};
pub use config::{CashierConfig, Storage};
pub use error::{CashierError, ErrorDetails, ErrorKind};
pub use model::{Amount, Target};
pub use payment::{Announcement, Navigation, Payment, PaymentState};
pub use picture::{FoundCode, PictureError, codes_in_picture};
pub use ports::{
    AccessToken, AccessTokenSource, Header, HttpRequest, HttpResponse, LogLevel, LogSink, PortError, Store, Transport, TransportError,
};
pub use recording::{RecordingError, replay};

uniffi::setup_scaffolding!();
