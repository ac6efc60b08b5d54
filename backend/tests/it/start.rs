//! A start that fails says why in one line.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use cashier_alipayplus::signing::PrivateKey;
use cashier_backend::{Backend, BackendConfig, StartError};

use crate::world::{World, config};

/// Alipay+ where nobody listens.
const NOWHERE: &str = "http://127.0.0.1:9";

pub fn lonely(folder: &Path) -> BackendConfig {
    let key = PrivateKey::generate().unwrap();
    config(folder.join("backend.db"), NOWHERE, &key, &key)
}

async fn refused(config: BackendConfig) -> StartError {
    let Err(error) = Backend::start(config).await else { panic!("it started") };
    assert_eq!(error.to_string().lines().count(), 1, "{error}");
    error
}

#[tokio::test]
async fn a_port_that_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let error = refused(BackendConfig { listen: listen.clone(), ..lonely(folder.path()) }).await;
    assert!(matches!(error, StartError::Listen { .. }));
    assert!(error.to_string().contains(&listen), "{error}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    // Whoever may write everywhere (root) is stopped by a missing folder all the same.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let error = refused(BackendConfig { database: folder.path().join("none/backend.db"), ..lonely(folder.path()) }).await;
    assert!(matches!(error, StartError::Database { .. }));
    assert!(error.to_string().contains("none/backend.db"), "{error}");
}

#[tokio::test]
async fn a_database_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("backend.db");
    fs::write(&database, "this is a letter to my aunt, long enough to be taken for the header of a file").unwrap();
    assert!(matches!(refused(lonely(folder.path())).await, StartError::Database { .. }));
}

#[tokio::test]
async fn no_rules_from_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let error = refused(lonely(folder.path())).await;
    assert!(matches!(error, StartError::NoRules(_)));
    assert!(error.to_string().contains("cannot connect"), "{error}");
}

#[tokio::test]
async fn a_wrong_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = lonely(folder.path());
    config.alipayplus.public_keys.clear();
    config.allow_loopback = false;
    let error = refused(config).await.to_string();
    assert!(error.contains("public_keys") && error.contains("base_url"), "{error}");
}

#[tokio::test]
async fn a_preset_file_is_enough_for_a_start() {
    let world = World::new().await;
    let rules = world.mina().get("/code-rules").await.ok().to_string();
    let folder = tempfile::tempdir().unwrap();
    let preset = folder.path().join("rules.json");
    fs::write(&preset, rules).unwrap();
    let mut config = lonely(folder.path());
    config.alipayplus.preset_rules = Some(preset);
    Backend::start(config).await.unwrap_or_else(|error| panic!("{error}")).stop().await;
    world.end().await;
}
