//! How a price is split and paid.
use cosmwasm_std::{
    coins, BankMsg, CosmosMsg, DepsMut, Reply, Response, StdResult, Storage, SubMsg, SubMsgResult, Uint128,
};

use crate::defects;
use crate::error::ContractError;
use crate::events;
use crate::msg::Payouts;
use crate::state::{Config, Listing, RoyaltyPayment, RoyaltyTerms, CLAIMABLE, CONFIG, ROYALTY_PAYMENT};

pub const BPS: u128 = 10_000;
/// Replies to the payment of a royalty.
const ROYALTY_REPLY: u64 = 1;

/// Fee and royalty are rounded down, and the seller gets what is left, so that the parts sum to the price.
pub fn split(config: &Config, price: Uint128, royalty: &Option<RoyaltyTerms>) -> Result<Payouts, ContractError> {
    let fee = price.checked_mul_floor((u128::from(config.fee_bps), BPS))?;
    let share = royalty.as_ref().map(|terms| price.checked_mul_floor(terms.share)).transpose()?.unwrap_or_default();
    let rest = price.checked_sub(fee)?.checked_sub(share)?;
    Ok(Payouts { fee, royalty: share, seller: defects::seller_part(config, price, royalty, rest)? })
}

/// The payments of a sale. The bank refuses to pay nothing, so a part of zero is no payment. A royalty that cannot be paid must not stop
/// the sale: it is kept for its payee.
pub fn pay(
    storage: &mut dyn Storage,
    config: &Config,
    listing: &Listing,
    parts: &Payouts,
    royalty: &Option<RoyaltyTerms>,
) -> StdResult<Vec<SubMsg>> {
    let mut messages = vec![];
    if let Some(terms) = royalty.as_ref().filter(|_| !parts.royalty.is_zero()) {
        let payment = RoyaltyPayment { listing_id: listing.id, payee: terms.payee.clone(), amount: parts.royalty };
        ROYALTY_PAYMENT.save(storage, &payment)?;
        messages.push(SubMsg::reply_on_error(send(config, terms.payee.as_str(), parts.royalty), ROYALTY_REPLY));
    }
    for (to, amount) in [(&config.treasury, parts.fee), (&listing.seller, parts.seller)] {
        if !amount.is_zero() {
            messages.push(SubMsg::new(send(config, to.as_str(), amount)));
        }
    }
    Ok(messages)
}

pub fn send(config: &Config, to: &str, amount: Uint128) -> CosmosMsg {
    BankMsg::Send { to_address: to.to_string(), amount: coins(amount.u128(), &config.denom) }.into()
}

/// The royalty was not paid: what was to be paid stays here, and belongs to its payee.
pub fn hold_royalty(deps: DepsMut, reply: Reply) -> Result<Response, ContractError> {
    let (ROYALTY_REPLY, SubMsgResult::Err(_)) = (reply.id, &reply.result) else {
        return Err(ContractError::UnknownReply { id: reply.id });
    };
    let payment = ROYALTY_PAYMENT.load(deps.storage)?;
    CLAIMABLE.update(deps.storage, &payment.payee, |held| -> Result<_, ContractError> {
        Ok(held.unwrap_or_default().checked_add(payment.amount)?)
    })?;
    let config = CONFIG.load(deps.storage)?;
    Ok(Response::new().add_event(events::royalty_held(&payment, &config.denom)))
}
