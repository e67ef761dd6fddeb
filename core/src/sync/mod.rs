//! Sync.
pub mod wire;
