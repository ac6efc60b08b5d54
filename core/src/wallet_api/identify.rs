//! Identification by the backend: `POST /codes/identify` (protocol section 8.2).

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    codes::{CodeKind, EntryPage},
    secret::CodeValue,
};

/// `POST /codes/identify`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentifyRequest {
    /// The scanned code, verbatim; 1 to 8,192 characters.
    #[serde(serialize_with = "CodeValue::exposed")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, min_length = 1, max_length = 8192))]
    pub code: CodeValue,
}

/// What is done with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PostCodeMatchActionType {
    /// An order code: userInitiatedPay.
    Decode,
    /// An entry code: open `redirectUrl` in the container.
    OpenUrl,
}

/// The identification result.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct IdentifyAnswer {
    /// Whether a rule takes the code.
    pub is_supported: bool,
    /// What was scanned, also if nothing takes it.
    pub kind: CodeKind,
    /// A code of the wallet itself: the wallet pays it its own way, without Alipay+ (protocol section 8.1). Never with a supported code.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub own: bool,
    /// Present if supported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_code_match_action_type: Option<PostCodeMatchActionType>,
    /// `OPEN_URL`: what the container opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// `OPEN_URL`: appended to the container's own User-Agent after one space.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Opaque JSON text for the container; may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ac_decode_config: Option<String>,
}

impl IdentifyAnswer {
    /// Nothing takes the code.
    pub fn not_supported(kind: CodeKind) -> Self {
        Self {
            is_supported: false,
            kind,
            own: false,
            post_code_match_action_type: None,
            redirect_url: None,
            user_agent: None,
            ac_decode_config: None,
        }
    }

    /// A code of the wallet itself. To a phone that does not know of such codes it is one that is not supported.
    pub fn own(kind: CodeKind) -> Self {
        Self { own: true, ..Self::not_supported(kind) }
    }

    /// An order code.
    pub fn decode(kind: CodeKind) -> Self {
        Self { is_supported: true, post_code_match_action_type: Some(PostCodeMatchActionType::Decode), ..Self::not_supported(kind) }
    }

    /// An entry code.
    pub fn open_url(kind: CodeKind, page: EntryPage) -> Self {
        Self {
            is_supported: true,
            post_code_match_action_type: Some(PostCodeMatchActionType::OpenUrl),
            redirect_url: Some(page.url),
            user_agent: Some(page.user_agent),
            ..Self::not_supported(kind)
        }
    }
}

impl fmt::Debug for IdentifyAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL of an entry code is as good as the code.
        let mut answer = f.debug_struct("IdentifyAnswer");
        answer.field("is_supported", &self.is_supported).field("kind", &self.kind).field("own", &self.own);
        answer.field("post_code_match_action_type", &self.post_code_match_action_type).finish_non_exhaustive()
    }
}
