//! What the backend and its libraries say, by the thread of the test that they say it in.

use std::{cell::RefCell, io, sync::Once};

use tracing_subscriber::{Layer, filter::dynamic_filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt};

thread_local! {
    /// `None` while nobody listens.
    static LOG: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Appends to the log of the thread.
struct ToThread;

impl io::Write for ToThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.get_or_insert_default().extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Before anything is logged: what was logged without a subscriber may stay unheard for ever.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let everything = fmt::layer().with_ansi(false).with_writer(|| ToThread);
        let listened_to = dynamic_filter_fn(|_, _| LOG.with_borrow(Option::is_some));
        tracing_subscriber::registry().with(everything.with_filter(listened_to)).init();
    });
}

/// Listens to this thread, at every level.
pub fn capture() {
    install();
    LOG.set(Some(Vec::new()));
}

/// All that was said since [`capture`].
pub fn captured() -> String {
    String::from_utf8(LOG.take().unwrap()).unwrap()
}
