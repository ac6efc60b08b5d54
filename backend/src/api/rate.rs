//! How often a user may have codes identified, auth codes issued, or look at rates (A27).

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use cashier_core::wallet_api::ProblemCode;
use time::OffsetDateTime;

use super::ApiError;
use crate::assumptions::{IDENTIFY_LIMIT, IDENTIFY_WINDOW};

/// What was asked for within the last minute, by user. Only known users get here, so the map is bounded by them.
#[derive(Debug, Default)]
pub struct RateLimit(Mutex<HashMap<String, VecDeque<OffsetDateTime>>>);

impl RateLimit {
    /// Counts one; an error if the user has had all of the last minute.
    pub fn count(&self, customer_id: &str, now: OffsetDateTime) -> Result<(), ApiError> {
        // A panic elsewhere cannot leave the times half changed.
        let mut users = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = users.entry(customer_id.to_owned()).or_default();
        while times.front().is_some_and(|time| *time + IDENTIFY_WINDOW <= now) {
            times.pop_front();
        }
        match times.front() {
            Some(oldest) if times.len() >= IDENTIFY_LIMIT => {
                Err(ApiError::new(ProblemCode::RateLimited).retry_after(*oldest + IDENTIFY_WINDOW - now))
            }
            _ => {
                times.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    #[test]
    fn the_thirty_first_in_a_minute_is_refused_until_the_first_is_a_minute_old() {
        let limit = RateLimit::default();
        let start = datetime!(2026-01-05 09:30 UTC);
        for second in 0..30 {
            limit.count("1", start + Duration::seconds(second)).unwrap();
        }
        assert!(limit.count("1", start + Duration::seconds(59)).is_err());
        assert!(limit.count("2", start + Duration::seconds(59)).is_ok());
        assert!(limit.count("1", start + Duration::seconds(60)).is_ok());
        assert!(limit.count("1", start + Duration::seconds(60)).is_err());
    }
}
