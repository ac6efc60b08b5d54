//! A local Alipay+ together with an acquirer and its merchants, for trying a wallet without leaving the machine.
//!
//! Towards the MPP it is Alipay+: it signs and verifies every call with real keys. Towards the person at the keyboard it is a
//! merchant: orders, QR codes, store codes, and a console at `/`. It keeps everything in memory, the newest
//! [`store::MAX_ORDERS`] orders, and is not meant to be reachable from anywhere but its own machine.

pub mod config;
mod console;
mod gateway;
mod guard;
mod merchant;
pub mod order;
mod qr;
mod random;
mod server;
pub mod store;

pub use config::{PollSchedule, SimulatorConfig};
pub use merchant::AUTH_CLIENT_ID;
pub use order::{CodeForm, NewOrder, NewPromotion, Order, OrderError, OrderState, Rate, SHOPS, Shop};
pub use server::{RunningSimulator, Simulator, StartError};
