//! The library's own threads, made when they are first needed.

use once_cell::sync::OnceCell;
use tokio::runtime::{Builder, Runtime};

use crate::{CashierError, error::Error};

// Not std's OnceLock: making it can fail, and must then be tried again.
static RUNTIME: OnceCell<Runtime> = OnceCell::new();

/// One worker is enough for one payment; another keeps timers going while a host's port blocks.
const WORKERS: usize = 2;

pub(crate) fn get() -> Result<&'static Runtime, CashierError> {
    RUNTIME.get_or_try_init(|| {
        Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .thread_name("cashierkit")
            .enable_all()
            .build()
            .map_err(|error| Error::Thread(error.kind()).into())
    })
}
