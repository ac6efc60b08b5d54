//! Codes: what was scanned, and what the rules of Alipay+ say about it.

mod auth_page;
pub mod emv;
mod entry;
mod kind;
mod link;
mod lookup;
mod navigation;
mod own;
mod query;
pub mod rules;
mod scanned;
mod several;
mod wallet_link;

pub use auth_page::AuthPage;
pub use entry::{DEFAULT_USER_AGENT, EntryPage};
pub use kind::{CodeKind, ListedHosts, classify};
pub use navigation::{BlockReason, Navigation, NavigationConfig, NavigationPolicy};
pub(crate) use navigation::{CHECKOUT_PARAMETER, CHECKOUT_PATH};
pub use own::{OwnCodes, UnusablePrefix};
use scanned::Scanned;
pub(crate) use several::label;
pub use several::{Choice, Scan, candidates, scan};
pub use wallet_link::{LinkError, link_into_wallet};
