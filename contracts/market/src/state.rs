//! What the market stores.
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Decimal, Timestamp, Uint128};
use cw_storage_plus::{index_list, IndexedMap, Item, Map, UniqueIndex};

use crate::msg::Defect;

#[cw_serde]
pub struct Config {
    pub admin: Addr,
    pub denom: String,
    pub fee_bps: u16,
    pub treasury: Addr,
    pub royalty_bps_max: u16,
    pub defects: Vec<Defect>,
}

impl Config {
    pub fn has(&self, defect: Defect) -> bool {
        self.defects.contains(&defect)
    }
}

#[cw_serde]
pub struct MintTerms {
    pub price: Uint128,
    pub supply_max: u64,
    pub payee: Addr,
}

/// A token that the market holds and sells.
#[cw_serde]
pub struct Listing {
    pub id: u64,
    /// 1 when it is listed, and one more with each change of the price.
    pub version: u32,
    pub collection: Addr,
    pub token_id: String,
    pub seller: Addr,
    pub price: Uint128,
    /// From this time on it is not sold.
    pub expires: Timestamp,
    /// The royalty as it was when the seller agreed to it.
    pub royalty: Option<RoyaltyTerms>,
    pub listed_at: Timestamp,
    pub listed_height: u64,
}

#[cw_serde]
pub struct RoyaltyTerms {
    pub payee: Addr,
    /// Part of the price.
    pub share: Decimal,
}

/// A royalty that is on its way; the bank answers within the message that paid it, so there is never more than one.
#[cw_serde]
pub struct RoyaltyPayment {
    pub listing_id: u64,
    pub payee: Addr,
    pub amount: Uint128,
}

/// With the defect `settle-off-chain`: a sale of which the operator still owes a leg.
#[cw_serde]
pub struct OpenSale {
    pub listing: Listing,
    pub buyer: Addr,
    pub price: Uint128,
    pub is_handed_over: bool,
    pub is_paid_out: bool,
}

#[index_list(Listing)]
pub struct ListingIndexes<'a> {
    pub token: UniqueIndex<'a, (Addr, String), Listing, u64>,
}

pub const CONFIG: Item<Config> = Item::new("config");
/// Allowed collections.
pub const COLLECTIONS: Map<&Addr, Option<MintTerms>> = Map::new("collections");
/// How many tokens of a collection were minted here; the next one's id is one more.
pub const MINTED: Map<&Addr, u64> = Map::new("minted");
pub const LISTING_LAST: Item<u64> = Item::new("listing_last");
pub const CLAIMABLE: Map<&Addr, Uint128> = Map::new("claimable");
pub const ROYALTY_PAYMENT: Item<RoyaltyPayment> = Item::new("royalty_payment");
pub const OPEN_SALES: Map<u64, OpenSale> = Map::new("open_sales");

/// Listings by id, and by token: a token is listed once.
pub fn listings<'a>() -> IndexedMap<'a, u64, Listing, ListingIndexes<'a>> {
    let token = |listing: &Listing| (listing.collection.clone(), listing.token_id.clone());
    let indexes = ListingIndexes { token: UniqueIndex::new(token, "listings__token") };
    IndexedMap::new("listings", indexes)
}
