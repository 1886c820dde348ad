//! What becomes of a listing before it is sold: it comes with its token, changes its price, and goes.
use collection::msg::{Cw2981QueryMsg, QueryMsg, RoyaltiesInfoResponse};
use cosmwasm_std::{
    ensure, ensure_eq, from_json, Addr, Decimal, Deps, DepsMut, Env, MessageInfo, Response, StdResult, Timestamp,
    Uint128, WasmMsg,
};
use cw721::{Cw721ExecuteMsg, Cw721ReceiveMsg};
use cw_utils::nonpayable;

use crate::defects;
use crate::error::ContractError;
use crate::events;
use crate::msg::{Defect, ReceiveMsg};
use crate::state::{listings, Config, Listing, RoyaltyTerms, COLLECTIONS, CONFIG, LISTING_LAST};

/// Half a year, as long as markets let an order stand.
const DAYS_MAX: u64 = 180;

/// A token came with a message. Who calls is the collection, so it is asked whether it is one of ours: anybody can call.
pub fn receive(deps: DepsMut, env: Env, info: MessageInfo, told: Cw721ReceiveMsg) -> Result<Response, ContractError> {
    nonpayable(&info)?;
    let config = CONFIG.load(deps.storage)?;
    let collection = info.sender;
    let is_allowed = COLLECTIONS.has(deps.storage, &collection) || config.has(Defect::ReceiveCallerUnchecked);
    ensure!(is_allowed, ContractError::CollectionNotAllowed { collection: collection.into_string() });
    let ReceiveMsg::List { price, expires } = from_json(&told.msg)?;
    let seller = deps.api.addr_validate(&told.sender)?;
    list(deps, env, config, Offer { collection, token_id: told.token_id, seller, price, expires })
}

struct Offer {
    collection: Addr,
    token_id: String,
    seller: Addr,
    price: Uint128,
    expires: Timestamp,
}

fn list(deps: DepsMut, env: Env, config: Config, offer: Offer) -> Result<Response, ContractError> {
    let Offer { collection, token_id, seller, price, expires } = offer;
    ensure!(!price.is_zero(), ContractError::PriceZero {});
    let is_in_range = expires > env.block.time && expires <= env.block.time.plus_days(DAYS_MAX);
    ensure!(is_in_range, ContractError::ExpiryOutOfRange { expires, days_max: DAYS_MAX });
    if let Some(listing_id) = find(deps.as_ref(), &collection, &token_id)?.map(|listing| listing.id) {
        return Err(ContractError::Listed { collection: collection.into_string(), token_id, listing_id });
    }
    let id = LISTING_LAST.load(deps.storage)? + 1;
    LISTING_LAST.save(deps.storage, &id)?;
    let royalty = royalty_of(deps.as_ref(), &config, &collection, &token_id)?;
    let (listed_at, listed_height) = (env.block.time, env.block.height);
    let listing =
        Listing { id, version: 1, collection, token_id, seller, price, expires, royalty, listed_at, listed_height };
    listings().save(deps.storage, id, &listing)?;
    Ok(Response::new().add_attribute("action", "list").add_event(events::listed(&listing, &config.denom)))
}

/// The royalty of a token as the collection gives it now, cut to what the market allows. cw2981 answers with an amount and not with a
/// share; the amount for a price of one whole `Decimal` is the share to its last digit.
pub fn royalty_of(
    deps: Deps,
    config: &Config,
    collection: &Addr,
    token_id: &str,
) -> Result<Option<RoyaltyTerms>, ContractError> {
    let whole = Decimal::one().atomics();
    let asked = Cw2981QueryMsg::RoyaltyInfo { token_id: token_id.to_string(), sale_price: whole };
    let info: RoyaltiesInfoResponse = deps.querier.query_wasm_smart(collection, &QueryMsg::Extension { msg: asked })?;
    if info.address.is_empty() || info.royalty_amount.is_zero() {
        return Ok(None);
    }
    let share_max = Decimal::bps(config.royalty_bps_max.into());
    let share = Decimal::new(info.royalty_amount).min(share_max);
    Ok(Some(RoyaltyTerms { payee: deps.api.addr_validate(&info.address)?, share }))
}

pub fn update_price(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    listing_id: u64,
    price: Uint128,
) -> Result<Response, ContractError> {
    nonpayable(&info)?;
    ensure!(!price.is_zero(), ContractError::PriceZero {});
    let config = CONFIG.load(deps.storage)?;
    let listing = load(deps.as_ref(), listing_id)?;
    check_seller(&listing, &info)?;
    check_not_expired(&config, &listing, &env)?;
    let updated = Listing { price, version: listing.version + 1, ..listing.clone() };
    listings().save(deps.storage, listing_id, &updated)?;
    let event = events::price_updated(&updated, &config.denom, listing.price);
    Ok(Response::new().add_attribute("action", "update_price").add_event(event))
}

pub fn cancel(deps: DepsMut, info: MessageInfo, listing_id: u64) -> Result<Response, ContractError> {
    nonpayable(&info)?;
    let listing = load(deps.as_ref(), listing_id)?;
    check_seller(&listing, &info)?;
    give_back(deps, &listing, "cancel", "cancelled")
}

pub fn remove_expired(deps: DepsMut, env: Env, info: MessageInfo, listing_id: u64) -> Result<Response, ContractError> {
    nonpayable(&info)?;
    let config = CONFIG.load(deps.storage)?;
    let listing = load(deps.as_ref(), listing_id)?;
    let is_expired = defects::is_expired(&config, &listing, &env.block);
    ensure!(is_expired, ContractError::ListingNotExpired { listing_id, expires: listing.expires });
    give_back(deps, &listing, "remove_expired", "expired")
}

fn give_back(deps: DepsMut, listing: &Listing, action: &str, reason: &str) -> Result<Response, ContractError> {
    listings().remove(deps.storage, listing.id)?;
    Ok(Response::new()
        .add_message(transfer(listing, listing.seller.as_str())?)
        .add_attribute("action", action)
        .add_event(events::delisted(listing, reason)))
}

/// The message that moves a listing's token out of the market.
pub fn transfer(listing: &Listing, recipient: &str) -> StdResult<WasmMsg> {
    transfer_token(&listing.collection, &listing.token_id, recipient)
}

pub fn transfer_token(collection: &Addr, token_id: &str, recipient: &str) -> StdResult<WasmMsg> {
    let msg = Cw721ExecuteMsg::TransferNft { recipient: recipient.to_string(), token_id: token_id.to_string() };
    Ok(WasmMsg::Execute {
        contract_addr: collection.to_string(),
        msg: cosmwasm_std::to_json_binary(&msg)?,
        funds: vec![],
    })
}

pub fn load(deps: Deps, listing_id: u64) -> Result<Listing, ContractError> {
    listings().may_load(deps.storage, listing_id)?.ok_or(ContractError::ListingNotFound { listing_id })
}

pub fn find(deps: Deps, collection: &Addr, token_id: &str) -> StdResult<Option<Listing>> {
    let key = (collection.clone(), token_id.to_string());
    Ok(listings().idx.token.item(deps.storage, key)?.map(|(_, listing)| listing))
}

pub fn check_not_expired(config: &Config, listing: &Listing, env: &Env) -> Result<(), ContractError> {
    let is_expired = defects::is_expired(config, listing, &env.block);
    ensure!(!is_expired, ContractError::ListingExpired { listing_id: listing.id, expires: listing.expires });
    Ok(())
}

fn check_seller(listing: &Listing, info: &MessageInfo) -> Result<(), ContractError> {
    ensure_eq!(info.sender, listing.seller, ContractError::Unauthorized { sender: info.sender.to_string() });
    Ok(())
}
