//! The messages between the SDK and the wallet's backend (wallet API v1), as both sides read and write them.
//!
//! Both sides ignore unknown fields. An enum value that this version does not know reads as the variant that the wallet API
//! names for it, so that a newer backend never breaks an older phone.

mod attempt;
mod auth_code;
mod availability;
mod config;
mod identify;
mod order;
mod problem;
mod reference_quote;
mod step_up;

pub use attempt::{Attempt, AttemptContent, AttemptId, AttemptState, CloseAttemptRequest, ConfirmRequest, InvalidAttemptId, Reason};
pub use auth_code::{AuthCodeAnswer, AuthCodeRequest};
pub use availability::{AcceptanceMarks, AvailabilityAnswer, Logo, PaymentScenario, RegionMarks};
pub use config::{Features, SdkConfig, Settings, Support};
pub use identify::{IdentifyAnswer, IdentifyRequest, PostCodeMatchActionType};
pub use order::{
    CreateOrderRequest, Declined, HandOver, Merchant, Method, MethodKind, NotSupported, Order, OrderAttempt, OrderId, OrderPage,
    OrderState, Promotion, Quote, Refund, Resolution, ResolutionError, Returned, Source,
};
pub use problem::{PROBLEM_MEDIA_TYPE, Problem, ProblemCode};
pub use reference_quote::ReferenceQuote;
pub use step_up::{StepUpAnswer, StepUpRequest};

/// Names of the headers of the frame.
pub mod header {
    /// `Bearer <token of the wallet's own login>`.
    pub const AUTHORIZATION: &str = "authorization";
    /// `<version> (<platform> <os version>)`.
    pub const CASHIER_SDK: &str = "cashier-sdk";
    /// Random per installation: which device began an attempt.
    pub const CASHIER_DEVICE: &str = "cashier-device";
    /// Random per request; the support reference of a failing one.
    pub const REQUEST_ID: &str = "request-id";
    /// RFC 3339 with milliseconds, on every answer.
    pub const SERVER_TIME: &str = "server-time";
    /// `update-recommended`, or `update-required; before=<date>`.
    pub const SDK_NOTICE: &str = "sdk-notice";
}
