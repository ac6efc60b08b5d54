//! The Alipay+ side: calls to it, notices that must reach it, and its questions.

mod decode;
mod gateway;
mod http;
mod identify_code;
mod inbound;
mod outbox;
mod remote_identify;

pub use decode::{DecodeOutcome, decode};
pub use gateway::{CallError, Gateway};
pub use http::client as http_client;
pub use identify_code::identify_code;
pub use inbound::routes;
pub use outbox::send_due;
pub use remote_identify::remote_identify;
