//! For demonstration: what the market does where a defect switches a rule off. Without one, each function here gives back what it was given.
use cosmwasm_std::{
    ensure, ensure_eq, Addr, BlockInfo, Decimal, Deps, DepsMut, MessageInfo, Response, StdResult, Storage, Uint128,
};
use cw_utils::{must_pay, nonpayable};

use crate::error::ContractError;
use crate::listing;
use crate::msg::Defect;
use crate::payout;
use crate::state::{Config, Listing, MintTerms, OpenSale, RoyaltyTerms, CONFIG, OPEN_SALES};

/// The time between blocks that `expiry-by-height` counts on.
const BLOCK_SECONDS: u64 = 6;

/// `seller-share-floored`: the seller's part is reckoned from his share of the price, rounded down like the others.
pub fn seller_part(
    config: &Config,
    price: Uint128,
    royalty: &Option<RoyaltyTerms>,
    rest: Uint128,
) -> Result<Uint128, ContractError> {
    if !config.has(Defect::SellerShareFloored) {
        return Ok(rest);
    }
    let fee = Decimal::from_ratio(config.fee_bps, payout::BPS);
    let share = royalty.as_ref().map_or(Decimal::zero(), |terms| terms.share);
    Ok(price.checked_mul_floor(Decimal::one() - fee - share)?)
}

/// `expiry-by-height`: six seconds a block, however long blocks take.
pub fn is_expired(config: &Config, listing: &Listing, block: &BlockInfo) -> bool {
    if !config.has(Defect::ExpiryByHeight) {
        return block.time >= listing.expires;
    }
    let seconds = listing.expires.seconds() - listing.listed_at.seconds();
    block.height >= listing.listed_height + seconds / BLOCK_SECONDS
}

/// `royalty-at-sale`: what the collection asks for now.
pub fn royalty(deps: Deps, config: &Config, listing: &Listing) -> Result<Option<RoyaltyTerms>, ContractError> {
    if !config.has(Defect::RoyaltyAtSale) {
        return Ok(listing.royalty.clone());
    }
    listing::royalty_of(deps, config, &listing.collection, &listing.token_id)
}

/// `access-open`: no price and no limit.
pub fn mint_terms(config: &Config, terms: MintTerms) -> MintTerms {
    if !config.has(Defect::AccessOpen) {
        return terms;
    }
    MintTerms { price: Uint128::zero(), supply_max: u64::MAX, ..terms }
}

/// `version-ignored`: whatever was sent is the price, if it is enough. Otherwise what was sent is what the listing costs.
pub fn price_paid(config: &Config, listing: &Listing, sent: Uint128) -> Result<Uint128, ContractError> {
    let is_enough = config.has(Defect::VersionIgnored) && sent > listing.price;
    ensure!(is_enough || sent == listing.price, ContractError::WrongPayment { sent, price: listing.price });
    Ok(sent)
}

/// `settle-off-chain`: the money goes to the operator, and what he owes for it is written down. None where both legs are to move now.
pub fn settle_later(
    storage: &mut dyn Storage,
    config: &Config,
    listing: &Listing,
    buyer: &Addr,
    price: Uint128,
) -> StdResult<Option<Response>> {
    if !config.has(Defect::SettleOffChain) {
        return Ok(None);
    }
    let sale =
        OpenSale { listing: listing.clone(), buyer: buyer.clone(), price, is_handed_over: false, is_paid_out: false };
    OPEN_SALES.save(storage, listing.id, &sale)?;
    Ok(Some(Response::new().add_message(payout::send(config, config.admin.as_str(), price))))
}

/// One of the operator's two messages: the token goes to the buyer.
pub fn hand_over(deps: DepsMut, info: MessageInfo, listing_id: u64) -> Result<Response, ContractError> {
    nonpayable(&info)?;
    let (_, mut sale) = open_sale(deps.as_ref(), &info, listing_id)?;
    ensure!(!sale.is_handed_over, ContractError::NoOpenSale { listing_id });
    sale.is_handed_over = true;
    OPEN_SALES.save(deps.storage, listing_id, &sale)?;
    Ok(Response::new()
        .add_message(listing::transfer(&sale.listing, sale.buyer.as_str())?)
        .add_attribute("action", "settle_off_chain"))
}

/// The other one: the operator gives the money back, and the parts are paid.
pub fn pay_out(deps: DepsMut, info: MessageInfo, listing_id: u64) -> Result<Response, ContractError> {
    let (config, mut sale) = open_sale(deps.as_ref(), &info, listing_id)?;
    ensure!(!sale.is_paid_out, ContractError::NoOpenSale { listing_id });
    let sent = must_pay(&info, &config.denom)?;
    ensure_eq!(sent, sale.price, ContractError::WrongPayment { sent, price: sale.price });
    sale.is_paid_out = true;
    OPEN_SALES.save(deps.storage, listing_id, &sale)?;
    let terms = &sale.listing.royalty;
    let parts = payout::split(&config, sale.price, terms)?;
    Ok(Response::new()
        .add_submessages(payout::pay(deps.storage, &config, &sale.listing, &parts, terms)?)
        .add_attribute("action", "pay_out_off_chain"))
}

fn open_sale(deps: Deps, info: &MessageInfo, listing_id: u64) -> Result<(Config, OpenSale), ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let defect = Defect::SettleOffChain;
    ensure!(config.has(defect), ContractError::NotDefective { defect });
    ensure_eq!(info.sender, config.admin, ContractError::Unauthorized { sender: info.sender.to_string() });
    let sale = OPEN_SALES.may_load(deps.storage, listing_id)?.ok_or(ContractError::NoOpenSale { listing_id })?;
    Ok((config, sale))
}
