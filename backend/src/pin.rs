//! PINs: stored as Argon2 hashes only.

use argon2::{
    Argon2, PasswordHash, PasswordHasher, PasswordVerifier,
    password_hash::{Error, SaltString},
};
use cashier_core::secret::Secret;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::random::{self, NoRandomness};

/// Why a PIN could not be hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// No salt.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// Argon2 refused its input, or the stored hash is none.
    #[error("a PIN cannot be hashed")]
    Hash,
}

/// PINs that are hashed at once: each takes a processor and some 20 MB.
static HASHING: Semaphore = Semaphore::const_new(2);

/// The right to hash one PIN.
pub struct Turn(#[expect(dead_code, reason = "held until it is dropped")] SemaphorePermit<'static>);

/// Waits for a turn.
pub async fn turn() -> Turn {
    Turn(HASHING.acquire().await.expect("nobody closes the semaphore"))
}

/// The hash to store, in its PHC form.
pub async fn hash(pin: Secret) -> Result<String, PinError> {
    let salt = SaltString::encode_b64(&random::bytes::<16>()?).map_err(|_| PinError::Hash)?;
    let turn = turn().await;
    apart(turn, move || {
        Argon2::default().hash_password(pin.expose().as_bytes(), &salt).map(|hash| hash.to_string()).map_err(|_| PinError::Hash)
    })
    .await
}

/// Whether it is the PIN of that hash.
pub async fn is_right(turn: Turn, pin: Secret, hash: String) -> Result<bool, PinError> {
    apart(turn, move || {
        let hash = PasswordHash::new(&hash).map_err(|_| PinError::Hash)?;
        match Argon2::default().verify_password(pin.expose().as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(Error::Password) => Ok(false),
            Err(_) => Err(PinError::Hash),
        }
    })
    .await
}

/// Argon2 is slow on purpose: it must not hold up the requests of others. The turn ends with the work, also if nobody waits for it.
async fn apart<T: Send + 'static>(turn: Turn, work: impl FnOnce() -> Result<T, PinError> + Send + 'static) -> Result<T, PinError> {
    let work = move || {
        let _turn = turn;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| PinError::Hash)?
}
