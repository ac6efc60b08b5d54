//! Who asks, and what they send.

use std::sync::Arc;

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::JsonRejection},
    http::{HeaderMap, header::AUTHORIZATION, request::Parts},
};
use cashier_core::{
    secret::Secret,
    wallet_api::{AttemptId, ProblemCode, header},
};
use serde::de::DeserializeOwned;

use super::ApiError;
use crate::{
    app::App,
    store::users::{self, User},
};

/// The longest device id that is kept.
const MAX_DEVICE: usize = 64;

/// The user whose token the request carries, and the device that it comes from.
pub struct Caller {
    /// The user.
    pub user: User,
    /// The device, if it names itself.
    pub device: Option<String>,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let token = bearer(&parts.headers).ok_or(ProblemCode::Unauthorized)?;
        let user = users::find_by_token(&mut *app.store.read().await?, &token).await?;
        Ok(Self { user: user.ok_or(ProblemCode::Unauthorized)?, device: device(&parts.headers) })
    }
}

fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| Secret::new(token.trim()))
}

/// An attempt is `mine` for the installation that confirmed it; for one that does not name itself nothing is.
fn device(headers: &HeaderMap) -> Option<String> {
    let device = headers.get(header::CASHIER_DEVICE)?.to_str().ok()?;
    (1..=MAX_DEVICE).contains(&device.len()).then(|| device.to_owned())
}

/// A JSON body. What is wrong with one is not told in words: they would quote it.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, ApiError> {
        let Json(value) =
            Json::from_request(request, app).await.map_err(|rejection: JsonRejection| ApiError::of_status(rejection.status()))?;
        Ok(Self(value))
    }
}

/// An attempt id in the path.
pub struct AttemptPath(pub AttemptId);

impl FromRequestParts<Arc<App>> for AttemptPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let Path(id) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| ProblemCode::InvalidRequest)?;
        Ok(Self(id.parse().map_err(|_| ProblemCode::InvalidRequest)?))
    }
}
