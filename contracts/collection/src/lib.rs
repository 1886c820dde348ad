//! A collection of tokens: cw721 with its message names, query names and attributes unchanged, and one royalty for all of the collection,
//! answered as cw2981 does.
pub mod contract;
pub mod error;
mod execute;
pub mod msg;
mod query;
mod royalty;
pub mod state;

pub use crate::error::ContractError;
