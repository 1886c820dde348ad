//! The market as people use it: several contracts on one chain.
mod defects;
mod mint;
mod payouts;
mod rogue;
mod royalty;
mod sale;
mod strays;
mod suite;
