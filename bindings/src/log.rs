//! `tracing` to the host's log. There is one log in a process: that of the newest cashier that brought one.

use std::{
    fmt::{Debug, Write},
    sync::{Arc, Once, PoisonError, RwLock},
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use crate::{LogLevel, LogSink};

static SINK: RwLock<Option<Arc<dyn LogSink>>> = RwLock::new(None);
static INSTALLED: Once = Once::new();

pub(crate) fn send_to(sink: Arc<dyn LogSink>) {
    *SINK.write().unwrap_or_else(PoisonError::into_inner) = Some(sink);
    INSTALLED.call_once(|| {
        // Fails only if this library's own copy of `tracing` has a subscriber already, and it has no other one.
        let _ = tracing::subscriber::set_global_default(HostLog);
    });
}

/// Events of the cashier's own crates; those of its dependencies can show what they are given.
struct HostLog;

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
        // Not held during the call: a log may open a cashier.
        let sink = SINK.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(sink) = sink {
            // A log that fails has nowhere to say so.
            let _ = sink.log(level, event.metadata().target().to_owned(), line.0);
        }
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
    use std::sync::Mutex;

    use super::*;
    use crate::PortError;

    #[derive(Default)]
    struct Lines(Mutex<Vec<String>>);

    impl LogSink for Lines {
        fn log(&self, level: LogLevel, target: String, text: String) -> Result<(), PortError> {
            let level = matches!(level, LogLevel::Warn);
            self.0.lock().unwrap().push(format!("{level} {target} {text}"));
            Ok(())
        }
    }

    #[test]
    fn the_host_gets_the_lines_of_the_cashier_and_of_nothing_else() {
        let lines = Arc::new(Lines::default());
        send_to(Arc::clone(&lines) as Arc<dyn LogSink>);
        tracing::warn!(target: "cashier_client::records", error = 7, "the store failed");
        tracing::warn!(target: "reqwest", "https://wallet.example/?token=1");
        tracing::trace!(target: "cashier_client", "too fine");
        assert_eq!(*lines.0.lock().unwrap(), ["true cashier_client::records the store failed error=7"]);
    }
}
