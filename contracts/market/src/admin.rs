//! What the admin does, and what those do whom a payment did not reach.
use cosmwasm_std::{coin, ensure_eq, DepsMut, MessageInfo, Response};
use cw_utils::nonpayable;

use crate::error::ContractError;
use crate::events;
use crate::listing;
use crate::msg::MintOffer;
use crate::payout;
use crate::state::{Config, MintTerms, CLAIMABLE, COLLECTIONS, CONFIG};

fn check_admin(config: &Config, info: &MessageInfo) -> Result<(), ContractError> {
    nonpayable(info)?;
    ensure_eq!(info.sender, config.admin, ContractError::Unauthorized { sender: info.sender.to_string() });
    Ok(())
}

pub fn allow_collection(
    deps: DepsMut,
    info: MessageInfo,
    collection: String,
    mint: Option<MintOffer>,
) -> Result<Response, ContractError> {
    check_admin(&CONFIG.load(deps.storage)?, &info)?;
    let address = deps.api.addr_validate(&collection)?;
    let terms = mint
        .map(|MintOffer { price, supply_max, payee }| -> Result<_, ContractError> {
            Ok(MintTerms { price, supply_max, payee: deps.api.addr_validate(&payee)? })
        })
        .transpose()?;
    COLLECTIONS.save(deps.storage, &address, &terms)?;
    Ok(Response::new().add_attribute("action", "allow_collection").add_attribute("collection", collection))
}

/// `TransferNft` tells the recipient nothing, so a token can be here that no listing knows of.
pub fn recover_stray(
    deps: DepsMut,
    info: MessageInfo,
    collection: String,
    token_id: String,
    recipient: String,
) -> Result<Response, ContractError> {
    check_admin(&CONFIG.load(deps.storage)?, &info)?;
    let address = deps.api.addr_validate(&collection)?;
    if let Some(listing) = listing::find(deps.as_ref(), &address, &token_id)? {
        return Err(ContractError::Listed { collection, token_id, listing_id: listing.id });
    }
    Ok(Response::new()
        .add_message(listing::transfer_token(&address, &token_id, &recipient)?)
        .add_attribute("action", "recover_stray")
        .add_event(events::recovered(&collection, &token_id, &recipient)))
}

pub fn claim(deps: DepsMut, info: MessageInfo, recipient: Option<String>) -> Result<Response, ContractError> {
    nonpayable(&info)?;
    let config = CONFIG.load(deps.storage)?;
    let amount = CLAIMABLE
        .may_load(deps.storage, &info.sender)?
        .ok_or_else(|| ContractError::NothingToClaim { payee: info.sender.to_string() })?;
    CLAIMABLE.remove(deps.storage, &info.sender);
    let payee = info.sender.into_string();
    let to = recipient.unwrap_or_else(|| payee.clone());
    let event = events::claimed(&payee, &to, &coin(amount.u128(), &config.denom));
    Ok(Response::new()
        .add_message(payout::send(&config, &to, amount))
        .add_attribute("action", "claim")
        .add_event(event))
}
