//! Who works on a debit: one task at a time.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use cashier_core::wallet_api::AttemptId;

/// The attempts that a task works on.
#[derive(Clone, Debug, Default)]
pub struct Claims(Arc<Mutex<HashSet<AttemptId>>>);

/// The right to work on an attempt; given up when dropped.
#[derive(Debug)]
pub struct Claim {
    claims: Claims,
    attempt: AttemptId,
}

impl Claims {
    /// `None` if somebody works on it already.
    pub fn claim(&self, attempt: &AttemptId) -> Option<Claim> {
        let new = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(attempt.clone());
        new.then(|| Claim { claims: self.clone(), attempt: attempt.clone() })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.claims.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.attempt);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let (claims, attempt) = (Claims::default(), AttemptId::from_random(1));
        let claim = claims.claim(&attempt);
        assert!(claim.is_some() && claims.claim(&attempt).is_none());
        assert!(claims.claim(&AttemptId::from_random(2)).is_some());
        drop(claim);
        assert!(claims.claim(&attempt).is_some());
    }
}
