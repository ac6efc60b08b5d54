//! A rate to look at before a payment (protocol section 16). It is no [`Quote`](super::Quote): nothing is ever paid by it.

use serde::{Deserialize, Serialize};

use crate::money::Currency;

/// `GET /quotes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceQuote {
    /// What Alipay+ sells for the user.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub sell: Currency,
    /// What it buys.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub buy: Currency,
    /// `CUR1/CUR2`, in either order.
    pub pair: String,
    /// Decimal text: 1 CUR1 = `price` CUR2.
    pub price: String,
    /// RFC 3339; at most ten minutes away (A10).
    pub expires_at: String,
    /// Always true: for reference only.
    pub reference: bool,
}
