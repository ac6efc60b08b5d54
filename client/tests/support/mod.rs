//! A phone, and a wire that a test may spoil.

#![allow(dead_code)] // Each test file uses a part of it.

pub mod delivery;
pub mod memory;
pub mod phone;
pub mod script;
pub mod wire;
