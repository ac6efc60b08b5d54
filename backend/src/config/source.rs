//! Reading the configuration from a file and the environment.

use std::{fs, path::Path};

use toml::{Table, Value};

use super::BackendConfig;

/// `CASHIER_BACKEND_LISTEN=...` overrides `listen`, `CASHIER_BACKEND_ALIPAYPLUS__CLIENT_ID=...` overrides `alipayplus.client_id`.
pub const ENVIRONMENT_PREFIX: &str = "CASHIER_BACKEND_";

/// Why there is no configuration to check.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why.
        reason: std::io::Error,
    },
    /// The text is not TOML, or a setting is missing, unknown or of another type.
    #[error("configuration: {0}")]
    Text(String),
}

impl BackendConfig {
    /// Reads `path`, if given, and lays the variables of the environment over it.
    pub fn load(path: Option<&Path>, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let text = match path {
            Some(path) => fs::read_to_string(path).map_err(|reason| ConfigError::File { path: path.display().to_string(), reason })?,
            None => String::new(),
        };
        // `message()` instead of the whole error: it would quote the line, and that line may hold a key.
        let mut table: Table = toml::from_str(&text).map_err(|error| ConfigError::Text(error.message().to_owned()))?;
        for (name, value) in environment {
            if let Some(setting) = name.strip_prefix(ENVIRONMENT_PREFIX) {
                overlay(&mut table, &setting.to_ascii_lowercase(), value)?;
            }
        }
        table.try_into().map_err(|error: toml::de::Error| ConfigError::Text(error.message().to_owned()))
    }
}

fn overlay(table: &mut Table, setting: &str, value: String) -> Result<(), ConfigError> {
    match setting.split_once("__") {
        None => {
            table.insert(setting.to_owned(), typed(value));
            Ok(())
        }
        Some((section, rest)) => match table.entry(section).or_insert_with(|| Value::Table(Table::new())) {
            Value::Table(inner) => overlay(inner, rest, value),
            _ => Err(ConfigError::Text(format!("`{section}` is no section"))),
        },
    }
}

/// Booleans, numbers and lists as in TOML; everything else is text.
fn typed(value: String) -> Value {
    #[derive(serde::Deserialize)]
    struct One {
        value: Value,
    }
    match toml::from_str::<One>(&format!("value = {value}")) {
        Ok(One { value }) if !value.is_str() => value,
        _ => Value::String(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        database = "a.db"
        [alipayplus]
        base_url = "https://alipayplus.example"
        client_id = "C1"
        private_key = { file = "own.pem" }
        public_keys = { 1 = "MIIB" }
    "#;

    fn load(text: &str, environment: &[(&str, &str)]) -> Result<BackendConfig, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("backend.toml");
        fs::write(&path, text).unwrap();
        BackendConfig::load(Some(&path), environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn the_environment_goes_before_the_file() {
        let config = load(
            FILE,
            &[
                ("CASHIER_BACKEND_LISTEN", "127.0.0.1:0"),
                ("CASHIER_BACKEND_ALLOW_LOOPBACK", "true"),
                ("CASHIER_BACKEND_ALIPAYPLUS__CLIENT_ID", "C2"),
                ("CASHIER_BACKEND_ALIPAYPLUS__KEY_VERSION", "7"),
                ("CASHIER_BACKEND_ALIPAYPLUS__NOTIFY_HOSTS", r#"["a.example", "b.example"]"#),
                ("OTHER_LISTEN", "0.0.0.0:1"),
            ],
        )
        .unwrap();
        assert_eq!((config.listen.as_str(), config.allow_loopback), ("127.0.0.1:0", true));
        assert_eq!((config.alipayplus.client_id.as_str(), config.alipayplus.key_version), ("C2", 7));
        assert_eq!(config.alipayplus.notify_hosts, ["a.example", "b.example"]);
        assert_eq!(config.alipayplus.base_url, "https://alipayplus.example");
    }

    #[test]
    fn a_setting_that_does_not_exist_is_an_error() {
        assert!(load(&format!("databse = \"b.db\"\n{FILE}"), &[]).unwrap_err().to_string().contains("databse"));
        assert!(load(FILE, &[("CASHIER_BACKEND_ALIPAYPLUS__CLIENTID", "C")]).is_err());
    }

    #[test]
    fn an_error_never_shows_a_key() {
        let broken = FILE.replace("private_key = { file = \"own.pem\" }", "private_key = [\"MIISECRET\"]");
        assert!(!load(&broken, &[]).unwrap_err().to_string().contains("MIISECRET"));
        let config = load(&FILE.replace("{ file = \"own.pem\" }", "\"MIISECRET\""), &[]).unwrap();
        assert!(!format!("{config:?}").contains("MIISECRET"));
    }
}
