//! `tracing` to the host's log. There is one log in a process: that of the newest cashier that brought one.
//!
//! Lines go through a queue to a thread of their own: a log that blocks, or that calls back into the library, stops no payment.

use std::{
    fmt::{Debug, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Once, PoisonError, RwLock,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use crate::{LogLevel, LogSink};

static SINK: RwLock<Option<Arc<dyn LogSink>>> = RwLock::new(None);
static INSTALLED: Once = Once::new();

/// Lines that may wait. Those of a log that does not keep up are lost, which is better than a payment that waits for it.
const QUEUE: usize = 512;

pub(crate) fn send_to(sink: Arc<dyn LogSink>) {
    *SINK.write().unwrap_or_else(PoisonError::into_inner) = Some(sink);
    INSTALLED.call_once(|| {
        let (lines, queue) = sync_channel(QUEUE);
        // Without a thread there is no log, and everything else goes on.
        if thread::Builder::new().name("cashierkit-log".to_owned()).spawn(move || write(&queue)).is_ok() {
            // Fails only if this library's own copy of `tracing` has a subscriber already, and it has no other one.
            let _ = tracing::subscriber::set_global_default(HostLog(lines));
        }
    });
}

fn write(queue: &Receiver<Entry>) {
    for Entry { level, target, text } in queue {
        // Not held during the call: a log may open a cashier.
        let sink = SINK.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(sink) = sink {
            // A log that fails has nowhere to say so.
            let _ = catch_unwind(AssertUnwindSafe(|| sink.log(level, target.to_owned(), text)));
        }
    }
}

struct Entry {
    level: LogLevel,
    target: &'static str,
    text: String,
}

/// Events of the cashier's own crates; those of its dependencies can show what they are given.
struct HostLog(SyncSender<Entry>);

impl Subscriber for HostLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= Level::DEBUG && metadata.target().starts_with("cashier_")
    }

    fn event(&self, event: &Event<'_>) {
        let level = match *event.metadata().level() {
            Level::ERROR => LogLevel::Error,
            Level::WARN => LogLevel::Warn,
            Level::INFO => LogLevel::Info,
            _ => LogLevel::Debug,
        };
        let mut line = Line::default();
        event.record(&mut line);
        let _ = self.0.try_send(Entry { level, target: event.metadata().target(), text: line.0 });
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// The message, then `name=value` of every field.
#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let separator = if self.0.is_empty() { "" } else { " " };
        // Writing to a string cannot fail.
        let _ = match field.name() {
            "message" => write!(self.0, "{separator}{value:?}"),
            name => write!(self.0, "{separator}{name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Mutex,
        mpsc::{Sender, channel},
    };

    use super::*;
    use crate::PortError;

    /// Hands every line on, and panics when it has.
    struct Lines(Mutex<Sender<String>>);

    impl LogSink for Lines {
        fn log(&self, level: LogLevel, target: String, text: String) -> Result<(), PortError> {
            let level = matches!(level, LogLevel::Warn);
            self.0.lock().unwrap_or_else(PoisonError::into_inner).send(format!("{level} {target} {text}")).unwrap();
            panic!("a host's bug")
        }
    }

    #[test]
    fn the_host_gets_the_lines_of_the_cashier_and_of_nothing_else_even_if_its_log_panics() {
        let (sender, lines) = channel();
        send_to(Arc::new(Lines(Mutex::new(sender))));
        tracing::warn!(target: "cashier_client::records", error = 7, "the store failed");
        tracing::warn!(target: "reqwest", "https://wallet.example/?token=1");
        tracing::trace!(target: "cashier_client", "too fine");
        tracing::info!(target: "cashier_client", "last");
        let two: Vec<_> = lines.iter().take(2).collect();
        assert_eq!(two, ["true cashier_client::records the store failed error=7", "false cashier_client last"]);
    }

    #[test]
    fn a_log_that_blocks_holds_nobody_up() {
        let (lines, queue) = sync_channel(1);
        let log = HostLog(lines);
        tracing::subscriber::with_default(log, || (0..10).for_each(|line| tracing::warn!(target: "cashier_client", line, "line")));
        assert_eq!(queue.iter().map(|entry| entry.text).collect::<Vec<_>>(), ["line line=0"]);
    }
}
