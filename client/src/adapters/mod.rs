//! What the library brings for the host's ports.

mod clock;
mod file_store;
#[cfg(feature = "http")]
mod http;

pub(crate) use clock::{Clock, now};
pub use file_store::{FileStore, FileStoreError};
#[cfg(feature = "http")]
pub use http::{HttpTransport, HttpTransportError};
