//! The royalty of the collection: what may be set, and what a sale owes.
use cosmwasm_std::{ensure, ensure_eq, Api, Decimal, Deps, DepsMut, MessageInfo, Response, StdResult, Uint128};

use crate::error::ContractError;
use crate::msg::{CheckRoyaltiesResponse, RoyaltiesInfoResponse, Royalty};
use crate::state::{tokens, RoyaltyTerms, CONFIG};

/// A tenth of the price, and two points at a time: the bounds that cw721 sets to a collection's royalty.
const SHARE_MAX: Decimal = Decimal::percent(10);
const SHARE_CHANGE_MAX: Decimal = Decimal::percent(2);

pub fn check(api: &dyn Api, royalty: Royalty) -> Result<RoyaltyTerms, ContractError> {
    let share = royalty.share;
    ensure!(share <= SHARE_MAX, ContractError::ShareTooHigh { share, max: SHARE_MAX });
    Ok(RoyaltyTerms { payee: api.addr_validate(&royalty.payment_address)?, share })
}

pub fn update(deps: DepsMut, info: MessageInfo, royalty: Option<Royalty>) -> Result<Response, ContractError> {
    let mut config = CONFIG.load(deps.storage)?;
    ensure_eq!(info.sender, config.creator, ContractError::Unauthorized { sender: info.sender.to_string() });
    let terms = royalty.map(|royalty| check(deps.api, royalty)).transpose()?;
    let (from, to) = (share_of(&config.royalty), share_of(&terms));
    let max = SHARE_CHANGE_MAX;
    ensure!(from.abs_diff(to) <= max, ContractError::ShareChange { from, to, max });
    config.royalty = terms;
    CONFIG.save(deps.storage, &config)?;
    Ok(Response::new()
        .add_attribute("action", "update_royalty")
        .add_attribute("sender", info.sender)
        .add_attribute("share", to.to_string()))
}

fn share_of(terms: &Option<RoyaltyTerms>) -> Decimal {
    terms.as_ref().map_or(Decimal::zero(), |terms| terms.share)
}

/// Rounded down, as cw2981 leaves to whoever implements it: a royalty never takes more than its share.
pub fn info(deps: Deps, token_id: &str, sale_price: Uint128) -> StdResult<RoyaltiesInfoResponse> {
    tokens().load(deps.storage, token_id)?;
    Ok(match CONFIG.load(deps.storage)?.royalty {
        Some(RoyaltyTerms { payee, share }) => {
            RoyaltiesInfoResponse { address: payee.into_string(), royalty_amount: sale_price.mul_floor(share) }
        }
        None => RoyaltiesInfoResponse { address: String::new(), royalty_amount: Uint128::zero() },
    })
}

pub fn check_royalties(deps: Deps) -> StdResult<CheckRoyaltiesResponse> {
    Ok(CheckRoyaltiesResponse { royalty_payments: CONFIG.load(deps.storage)?.royalty.is_some() })
}
