//! Loopback origins for development builds; in every other build there are none.

#[cfg(all(feature = "development", not(debug_assertions)))]
compile_error!("the feature `development` opens loopback origins and cannot be part of a release build");

/// Origins such as `http://127.0.0.1:8080` that count for backend, merchant page and redirect alike.
///
/// Without the feature `development` the list is always empty and [`LoopbackOrigins::allows`] always says no.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoopbackOrigins {
    #[cfg(feature = "development")]
    origins: Vec<String>,
}

impl LoopbackOrigins {
    /// Whether the origin of `url` is on the list, to the letter.
    #[cfg_attr(not(feature = "development"), allow(clippy::unused_self))]
    pub fn allows(&self, url: &str) -> bool {
        #[cfg(feature = "development")]
        let allowed = self
            .origins
            .iter()
            .any(|origin| url.strip_prefix(origin.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#'])));
        #[cfg(not(feature = "development"))]
        let allowed = {
            let _ = url;
            false
        };
        allowed
    }
}

impl LoopbackOrigins {
    /// The origins on the list, as a recording keeps them.
    #[cfg_attr(not(feature = "development"), allow(clippy::unused_self))]
    pub(crate) fn origins(&self) -> &[String] {
        #[cfg(feature = "development")]
        let origins = &self.origins;
        #[cfg(not(feature = "development"))]
        let origins = &[];
        origins
    }

    /// The list of a recording; `None` if this build has no such origins, or they are none.
    pub(crate) fn recorded(origins: &[String]) -> Option<Self> {
        if origins.is_empty() {
            return Some(Self::default());
        }
        #[cfg(feature = "development")]
        let list = Self::exact(origins.iter().map(String::as_str)).ok();
        #[cfg(not(feature = "development"))]
        let list = None;
        list
    }
}

/// A text that is not exactly `http://127.0.0.1:PORT` or `http://[::1]:PORT`.
#[cfg(feature = "development")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("development origin is not http://127.0.0.1:PORT or http://[::1]:PORT")]
pub struct NotLoopback;

#[cfg(feature = "development")]
impl LoopbackOrigins {
    /// The list of these origins.
    pub fn exact<'a>(origins: impl IntoIterator<Item = &'a str>) -> Result<Self, NotLoopback> {
        let checked = |origin: &str| {
            let port = origin.strip_prefix("http://127.0.0.1:").or_else(|| origin.strip_prefix("http://[::1]:"));
            match port.map(str::parse::<core::num::NonZeroU16>) {
                Some(Ok(number)) if origin.ends_with(&format!(":{number}")) => Ok(origin.to_owned()),
                _ => Err(NotLoopback),
            }
        };
        Ok(Self { origins: origins.into_iter().map(checked).collect::<Result<_, _>>()? })
    }
}

#[cfg(all(test, feature = "development"))]
mod tests {
    use super::*;

    #[test]
    fn only_exact_loopback_origins_are_taken() {
        assert!(LoopbackOrigins::exact(["http://127.0.0.1:1", "http://[::1]:65535"]).is_ok());
        for wrong in [
            "http://127.0.0.1",
            "http://127.0.0.1:0",
            "http://127.0.0.1:+80",
            "http://127.0.0.1:08",
            "http://localhost:80",
            "https://127.0.0.1:1",
            "http://10.0.0.1:1",
        ] {
            assert!(LoopbackOrigins::exact([wrong]).is_err(), "{wrong}");
        }
    }
}
