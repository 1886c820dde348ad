//! The sale: money and token move in one message, or neither does.
use cosmwasm_std::{coin, ensure, DepsMut, Env, MessageInfo, Response, Uint128};
use cw_utils::must_pay;

use crate::defects;
use crate::error::ContractError;
use crate::events;
use crate::listing;
use crate::msg::Defect;
use crate::payout;
use crate::state::{listings, Config, Listing, CONFIG};

/// What the buyer saw and agreed to: a listing may have changed since.
pub struct Stated {
    pub version: u32,
    pub price: Uint128,
}

pub fn buy(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    listing_id: u64,
    stated: Stated,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let sent = must_pay(&info, &config.denom)?;
    let listing = listing::load(deps.as_ref(), listing_id)?;
    listing::check_not_expired(&config, &listing, &env)?;
    ensure!(info.sender != listing.seller, ContractError::SelfTrade {});
    check_stated(&config, &listing, stated)?;
    let price = defects::price_paid(&config, &listing, sent)?;
    let royalty = defects::royalty(deps.as_ref(), &config, &listing)?;
    let parts = payout::split(&config, price, &royalty)?;

    // The listing goes before anything is sent: whoever is called may call back, and then finds nothing to buy.
    listings().remove(deps.storage, listing_id)?;

    let event = events::sold(&listing, info.sender.as_str(), &coin(price.u128(), &config.denom), &parts, &royalty);
    let settled = match defects::settle_later(deps.storage, &config, &listing, &info.sender, price)? {
        Some(later) => later,
        None => Response::new()
            .add_submessages(payout::pay(deps.storage, &config, &listing, &parts, &royalty)?)
            .add_message(listing::transfer(&listing, info.sender.as_str())?),
    };
    Ok(settled.add_attribute("action", "buy").add_event(event))
}

fn check_stated(config: &Config, listing: &Listing, stated: Stated) -> Result<(), ContractError> {
    let is_same = listing.version == stated.version && listing.price == stated.price;
    ensure!(
        is_same || config.has(Defect::VersionIgnored),
        ContractError::ListingChanged {
            listing_id: listing.id,
            version: listing.version,
            price: listing.price,
            stated_version: stated.version,
            stated_price: stated.price,
        }
    );
    Ok(())
}
