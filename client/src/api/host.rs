//! Calls of the host's ports, at arm's length: a port may block, panic or never return, and hurts nobody but its own request.

use std::{sync::Arc, time::Duration};

use tokio::{runtime::Handle, sync::Semaphore, task::spawn_blocking, time::timeout};

/// Calls that may be out at once: far more than one phone needs, and few enough threads if all of them hang.
const MOST_CALLS: usize = 32;

/// Why a call brought nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum HostError {
    /// Too many earlier calls hang: this one was never made.
    #[error("earlier calls of the host's ports hang")]
    Busy,
    /// It was made; nobody knows what it did.
    #[error("the host's port panicked")]
    Panicked,
    /// It was made; nobody knows what it does.
    #[error("the host's port does not answer")]
    TooLate,
}

/// The calls that are out.
pub(super) struct HostCalls(Arc<Semaphore>);

impl Default for HostCalls {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST_CALLS)))
    }
}

impl HostCalls {
    /// Runs `call` for at most `limit`, on a thread that it may block. A call that only waits is dropped then; one that blocks keeps
    /// its thread until it returns, and nobody hears what it says.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        call: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, HostError> {
        let permit = Arc::clone(&self.0).try_acquire_owned().map_err(|_| HostError::Busy)?;
        let runtime = Handle::current();
        let working = spawn_blocking(move || {
            let _permit = permit;
            runtime.block_on(timeout(limit, call))
        });
        match timeout(limit, working).await {
            Ok(Ok(Ok(result))) => Ok(result),
            Ok(Err(_)) => Err(HostError::Panicked),
            Ok(Ok(Err(_))) | Err(_) => Err(HostError::TooLate),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{future, sync::mpsc};

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_call_that_panics_is_an_error() {
        let result = HostCalls::default().run(LONG, async { panic!("a host's bug") }).await;
        assert_eq!(result, Err::<(), _>(HostError::Panicked));
    }

    #[tokio::test]
    async fn calls_that_never_end_are_given_up_and_make_room_again() {
        let calls = HostCalls::default();
        for _ in 0..=MOST_CALLS {
            assert_eq!(calls.run(Duration::ZERO, future::pending::<()>()).await, Err(HostError::TooLate));
            while calls.0.available_permits() < MOST_CALLS {
                tokio::task::yield_now().await;
            }
        }
    }

    #[tokio::test]
    async fn calls_that_block_hold_no_worker_and_are_not_piled_up() {
        let calls = HostCalls::default();
        let mut blocked = Vec::new();
        for _ in 0..MOST_CALLS {
            let (release, released) = mpsc::channel::<()>();
            let result = calls.run(Duration::from_millis(1), async move { _ = released.recv() }).await;
            assert_eq!(result, Err(HostError::TooLate));
            blocked.push(release);
        }
        assert_eq!(calls.run(LONG, async {}).await, Err(HostError::Busy));
        drop(blocked);
        while calls.0.available_permits() < MOST_CALLS {
            tokio::task::yield_now().await;
        }
        assert_eq!(calls.run(LONG, async {}).await, Ok(()));
    }
}
