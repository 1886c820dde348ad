//! What the market understands.
use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Addr, Timestamp, Uint128};
use cw721::Cw721ReceiveMsg;

use crate::state::{Listing, MintTerms};

#[cw_serde]
pub struct InstantiateMsg {
    /// Who allows collections and recovers strays; the sender, if nobody is named.
    pub admin: Option<String>,
    /// The one coin that things are paid in.
    pub denom: String,
    /// Hundredths of a percent of each price. Together with `royalty_bps_max` less than 10,000.
    pub fee_bps: u16,
    /// Where fees go.
    pub treasury: String,
    /// A collection's royalty is cut to this.
    pub royalty_bps_max: u16,
    /// For demonstration only: the rules that this instance breaks.
    #[serde(default)]
    pub defects: Vec<Defect>,
}

#[cw_serde]
pub struct MigrateMsg {
    /// For demonstration only: the rules that the new code breaks. What was there stays, if this is not given.
    pub defects: Option<Vec<Defect>>,
}

/// A rule that a market can be told to break, so that what the rule is for can be seen.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Defect {
    /// The seller's part is rounded down too, instead of being what is left: dust stays in the market.
    #[serde(rename = "seller-share-floored")]
    SellerShareFloored,
    /// What the buyer stated is not compared with the listing: whatever was sent is the price, if it is enough.
    #[serde(rename = "version-ignored")]
    VersionIgnored,
    /// Whoever calls `ReceiveNft` is taken for a collection.
    #[serde(rename = "receive-caller-unchecked")]
    ReceiveCallerUnchecked,
    /// Listings end at the height at which blocks of six seconds would have reached their time.
    #[serde(rename = "expiry-by-height")]
    ExpiryByHeight,
    /// The royalty is asked for at the sale instead of being agreed to at the listing.
    #[serde(rename = "royalty-at-sale")]
    RoyaltyAtSale,
    /// A purchase moves the money to the operator (the admin), who hands over the token and pays the parts in messages of their own.
    #[serde(rename = "settle-off-chain")]
    SettleOffChain,
    /// Minting costs nothing and has no limit, whatever the terms say.
    #[serde(rename = "access-open")]
    AccessOpen,
}

#[cw_serde]
pub enum ExecuteMsg {
    /// From an allowed collection, whose token has just been moved here. `msg` is a `ReceiveMsg`.
    ReceiveNft(Cw721ReceiveMsg),
    /// By the seller. The version goes up by one, so a purchase under way fails instead of costing another price.
    UpdatePrice { listing_id: u64, price: Uint128 },
    /// By the seller: the token goes back, and nothing else happens.
    Cancel { listing_id: u64 },
    /// With exactly the price. `version` and `price` are those that the buyer saw.
    Buy { listing_id: u64, version: u32, price: Uint128 },
    /// By anybody, once it has expired: the token goes back to the seller.
    RemoveExpired { listing_id: u64 },
    /// Mints the next token of a collection to the sender, with exactly the price of its terms.
    Mint { collection: String, token_uri: Option<String> },
    /// Pays out what could not be paid to the sender, to the sender or to whom it names.
    Claim { recipient: Option<String> },
    /// By the admin: lets a collection's tokens be listed, and minted here if there are terms.
    AllowCollection { collection: String, mint: Option<MintOffer> },
    /// By the admin: moves on a token that was sent here without a word and is not listed.
    RecoverStray { collection: String, token_id: String, recipient: String },
    /// With the defect `settle-off-chain`, by the admin: hands a sold token over.
    SettleOffChain { listing_id: u64 },
    /// With the defect `settle-off-chain`, by the admin with the price of the sale: pays its parts.
    PayOutOffChain { listing_id: u64 },
}

/// What `SendNft` to the market says.
#[cw_serde]
pub enum ReceiveMsg {
    /// Lists the token for whoever sent it, until `expires`.
    List { price: Uint128, expires: Timestamp },
}

/// On which terms a collection is minted.
#[cw_serde]
pub struct MintOffer {
    /// Zero is free.
    pub price: Uint128,
    /// How many there may be in all.
    pub supply_max: u64,
    /// Who gets the price.
    pub payee: String,
}

/// Lists are in order of ids: `start_after` is the last one of the page before, `limit` is 10 unless given, and at most 30.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    #[returns(Listing)]
    Listing { listing_id: u64 },
    #[returns(ListingsResponse)]
    Listings { start_after: Option<u64>, limit: Option<u32> },
    /// The listing of a token, if it is listed.
    #[returns(ListingOfTokenResponse)]
    ListingOfToken { collection: String, token_id: String },
    #[returns(crate::state::Config)]
    Config {},
    #[returns(CollectionResponse)]
    Collection { collection: String },
    #[returns(ClaimableResponse)]
    Claimable { payee: String },
    /// How the price of a listing is split.
    #[returns(Payouts)]
    Payouts { listing_id: u64 },
}

#[cw_serde]
pub struct ListingsResponse {
    pub listings: Vec<Listing>,
}

#[cw_serde]
pub struct ListingOfTokenResponse {
    pub listing: Option<Listing>,
}

#[cw_serde]
pub struct CollectionResponse {
    pub collection: Addr,
    pub mint: Option<MintTerms>,
    pub minted: u64,
}

#[cw_serde]
pub struct ClaimableResponse {
    pub amount: Uint128,
}

/// The parts of a price, in its denom. They sum to it.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Payouts {
    pub fee: Uint128,
    pub royalty: Uint128,
    pub seller: Uint128,
}
