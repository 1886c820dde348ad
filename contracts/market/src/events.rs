//! The events that an indexer lives on: their names and attributes are an interface, and `schema` is its version.
use cosmwasm_std::{attr, Attribute, Coin, Event, Uint128};

use crate::msg::Payouts;
use crate::state::{Listing, RoyaltyPayment, RoyaltyTerms};

/// What each event says it follows. It goes up when an attribute goes or changes its meaning.
const SCHEMA: &str = "1";

fn event(name: &str) -> Event {
    Event::new(name).add_attribute("schema", SCHEMA)
}

/// The chain puts `wasm-` before each name.
fn of_listing(name: &str, listing: &Listing) -> Event {
    event(name)
        .add_attribute("listing_id", listing.id.to_string())
        .add_attribute("version", listing.version.to_string())
        .add_attribute("collection", &listing.collection)
        .add_attribute("token_id", &listing.token_id)
        .add_attribute("seller", &listing.seller)
}

pub fn listed(listing: &Listing, denom: &str) -> Event {
    let share = listing.royalty.as_ref().map_or("0".to_string(), |terms| terms.share.to_string());
    of_listing("list", listing)
        .add_attribute("price", listing.price)
        .add_attribute("denom", denom)
        .add_attribute("expires", listing.expires.nanos().to_string())
        .add_attribute("royalty_share", share)
        .add_attributes(payee_of(&listing.royalty))
}

pub fn price_updated(listing: &Listing, denom: &str, old_price: Uint128) -> Event {
    of_listing("update-price", listing)
        .add_attribute("price", listing.price)
        .add_attribute("denom", denom)
        .add_attribute("old_price", old_price)
}

/// `reason` is `cancelled` or `expired`.
pub fn delisted(listing: &Listing, reason: &str) -> Event {
    of_listing("delist", listing).add_attribute("reason", reason)
}

pub fn sold(listing: &Listing, buyer: &str, paid: &Coin, parts: &Payouts, royalty: &Option<RoyaltyTerms>) -> Event {
    of_listing("sale", listing)
        .add_attribute("buyer", buyer)
        .add_attribute("price", paid.amount)
        .add_attribute("denom", &paid.denom)
        .add_attribute("fee", parts.fee)
        .add_attribute("royalty", parts.royalty)
        .add_attributes(payee_of(royalty))
        .add_attribute("seller_gets", parts.seller)
}

/// Nothing was listed, so listing and version are missing: who mints is the buyer, who is paid the seller.
pub fn minted(collection: &str, token_id: &str, buyer: &str, seller: &str, paid: &Coin) -> Event {
    event("mint")
        .add_attribute("collection", collection)
        .add_attribute("token_id", token_id)
        .add_attribute("seller", seller)
        .add_attribute("buyer", buyer)
        .add_attribute("price", paid.amount)
        .add_attribute("denom", &paid.denom)
}

/// A royalty that the bank refused to pay and that now waits to be claimed.
pub fn royalty_held(payment: &RoyaltyPayment, denom: &str) -> Event {
    event("royalty-held")
        .add_attribute("listing_id", payment.listing_id.to_string())
        .add_attribute("payee", &payment.payee)
        .add_attribute("amount", payment.amount)
        .add_attribute("denom", denom)
}

pub fn claimed(payee: &str, recipient: &str, paid: &Coin) -> Event {
    event("claim")
        .add_attribute("payee", payee)
        .add_attribute("recipient", recipient)
        .add_attribute("amount", paid.amount)
        .add_attribute("denom", &paid.denom)
}

pub fn recovered(collection: &str, token_id: &str, recipient: &str) -> Event {
    event("recover-stray")
        .add_attribute("collection", collection)
        .add_attribute("token_id", token_id)
        .add_attribute("recipient", recipient)
}

/// Missing where nobody is owed a royalty: not every chain takes an attribute without a value.
fn payee_of(royalty: &Option<RoyaltyTerms>) -> Option<Attribute> {
    royalty.as_ref().map(|terms| attr("royalty_to", &terms.payee))
}
