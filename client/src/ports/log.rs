//! The host's log.

/// How important a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// A bug of the library, or of the backend.
    Error,
    /// Something that somebody should look at.
    Warn,
    /// Milestones of a payment.
    Info,
    /// Everything else.
    Debug,
}

/// Takes the log. No line holds a code value, token, PIN or payload.
pub trait LogSink: Send + Sync {
    /// One line of the module `target`.
    fn log(&self, level: LogLevel, target: &str, text: &str);
}
