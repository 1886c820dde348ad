//! The villain, for tests: it forges events, pretends to be a collection, calls back while it is called, never ends, panics, eats memory, and
//! gives direct access to whatever a contract may ask of the chain it runs on.
mod chain;
pub mod contract;
pub mod error;
mod host;
pub mod msg;
mod runaway;
pub mod state;

pub use crate::error::ContractError;
