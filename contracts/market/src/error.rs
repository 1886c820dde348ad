use cosmwasm_std::{CheckedMultiplyFractionError, OverflowError, StdError, Timestamp, Uint128};
use cw_utils::PaymentError;
use thiserror::Error;

use crate::msg::Defect;

/// Why the market refuses a message.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    #[error(transparent)]
    Std(#[from] StdError),

    #[error(transparent)]
    Payment(#[from] PaymentError),

    #[error(transparent)]
    Overflow(#[from] OverflowError),

    #[error(transparent)]
    Fraction(#[from] CheckedMultiplyFractionError),

    #[error("{sender} may not do this")]
    Unauthorized { sender: String },

    #[error("fee and royalty of {sum} bps leave nothing to the seller; together they are less than 10000")]
    PartsTooLarge { sum: u32 },

    #[error("{collection} is not a collection that this market takes")]
    CollectionNotAllowed { collection: String },

    #[error("token {token_id} of {collection} is listed as {listing_id}")]
    Listed { collection: String, token_id: String, listing_id: u64 },

    #[error("there is no listing {listing_id}")]
    ListingNotFound { listing_id: u64 },

    #[error("a price is at least 1")]
    PriceZero {},

    #[error("a listing ends in the future and within {days_max} days; {expires} does not")]
    ExpiryOutOfRange { expires: Timestamp, days_max: u64 },

    #[error("listing {listing_id} expired at {expires}")]
    ListingExpired { listing_id: u64, expires: Timestamp },

    #[error("listing {listing_id} does not expire before {expires}")]
    ListingNotExpired { listing_id: u64, expires: Timestamp },

    #[error("listing {listing_id} is at version {version} and costs {price} now; the purchase was for version {stated_version} at {stated_price}")]
    ListingChanged { listing_id: u64, version: u32, price: Uint128, stated_version: u32, stated_price: Uint128 },

    #[error("{sent} was sent, and the price is {price}")]
    WrongPayment { sent: Uint128, price: Uint128 },

    #[error("a seller does not buy from himself")]
    SelfTrade {},

    #[error("tokens of {collection} are not minted here")]
    NotMintable { collection: String },

    #[error("all {supply_max} tokens of {collection} are minted")]
    SoldOut { collection: String, supply_max: u64 },

    #[error("there is nothing to claim for {payee}")]
    NothingToClaim { payee: String },

    #[error("no reply {id} is expected")]
    UnknownReply { id: u64 },

    #[error("this takes a market with the defect {defect:?}")]
    NotDefective { defect: Defect },

    #[error("listing {listing_id} has no open sale, or this leg of it is done")]
    NoOpenSale { listing_id: u64 },

    #[error("the code of {found} cannot take over from {expected}")]
    WrongContract { expected: String, found: String },
}
