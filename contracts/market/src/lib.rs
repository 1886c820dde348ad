//! A market for tokens of the collections it allows: it holds what is listed, sells it at the price that was agreed to, and pays seller,
//! royalty and fee in the transaction that moves the token.
mod admin;
pub mod contract;
mod defects;
pub mod error;
mod events;
mod listing;
mod mint;
pub mod msg;
pub mod payout;
mod query;
mod sale;
pub mod state;

pub use crate::error::ContractError;
