//! What the market tells.
use cosmwasm_std::{to_json_binary, Binary, Deps, Order, StdError, StdResult};
use cw_storage_plus::Bound;

use crate::listing;
use crate::msg::{ClaimableResponse, CollectionResponse, ListingOfTokenResponse, ListingsResponse, QueryMsg};
use crate::payout;
use crate::state::{listings, Listing, CLAIMABLE, COLLECTIONS, CONFIG, MINTED};

const LIMIT_DEFAULT: u32 = 10;
const LIMIT_MAX: u32 = 30;

pub fn answer(deps: Deps, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Listing { listing_id } => to_json_binary(&load(deps, listing_id)?),
        QueryMsg::Listings { start_after, limit } => to_json_binary(&page(deps, start_after, limit)?),
        QueryMsg::ListingOfToken { collection, token_id } => {
            let listing = listing::find(deps, &deps.api.addr_validate(&collection)?, &token_id)?;
            to_json_binary(&ListingOfTokenResponse { listing })
        }
        QueryMsg::Config {} => to_json_binary(&CONFIG.load(deps.storage)?),
        QueryMsg::Collection { collection } => to_json_binary(&self::collection(deps, &collection)?),
        QueryMsg::Claimable { payee } => {
            let amount = CLAIMABLE.may_load(deps.storage, &deps.api.addr_validate(&payee)?)?.unwrap_or_default();
            to_json_binary(&ClaimableResponse { amount })
        }
        QueryMsg::Payouts { listing_id } => {
            let Listing { price, royalty, .. } = load(deps, listing_id)?;
            let parts = payout::split(&CONFIG.load(deps.storage)?, price, &royalty);
            to_json_binary(&parts.map_err(|error| StdError::generic_err(error.to_string()))?)
        }
    }
}

fn load(deps: Deps, listing_id: u64) -> StdResult<Listing> {
    listing::load(deps, listing_id).map_err(|error| StdError::not_found(error.to_string()))
}

fn page(deps: Deps, start_after: Option<u64>, limit: Option<u32>) -> StdResult<ListingsResponse> {
    let listings = listings()
        .range(deps.storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(limit.unwrap_or(LIMIT_DEFAULT).min(LIMIT_MAX) as usize)
        .map(|entry| entry.map(|(_, listing)| listing))
        .collect::<StdResult<_>>()?;
    Ok(ListingsResponse { listings })
}

fn collection(deps: Deps, address: &str) -> StdResult<CollectionResponse> {
    let collection = deps.api.addr_validate(address)?;
    let mint = COLLECTIONS.load(deps.storage, &collection)?;
    let minted = MINTED.may_load(deps.storage, &collection)?.unwrap_or(0);
    Ok(CollectionResponse { collection, mint, minted })
}
