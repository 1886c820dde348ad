//! Paid minting: the market is the collection's minter, and mints for whoever pays the price of its terms.
use cosmwasm_std::{coin, ensure, ensure_eq, to_json_binary, DepsMut, MessageInfo, Response, Uint128, WasmMsg};
use cw_utils::{must_pay, nonpayable};

use crate::defects;
use crate::error::ContractError;
use crate::events;
use crate::payout;
use crate::state::{COLLECTIONS, CONFIG, MINTED};

pub fn mint(
    deps: DepsMut,
    info: MessageInfo,
    collection: String,
    token_uri: Option<String>,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let address = deps.api.addr_validate(&collection)?;
    let allowed = COLLECTIONS
        .may_load(deps.storage, &address)?
        .ok_or_else(|| ContractError::CollectionNotAllowed { collection: collection.clone() })?;
    let terms = allowed.ok_or_else(|| ContractError::NotMintable { collection: collection.clone() })?;
    let terms = defects::mint_terms(&config, terms);

    let price = terms.price;
    let sent = if price.is_zero() {
        nonpayable(&info)?;
        Uint128::zero()
    } else {
        must_pay(&info, &config.denom)?
    };
    ensure_eq!(sent, price, ContractError::WrongPayment { sent, price });
    let minted = MINTED.may_load(deps.storage, &address)?.unwrap_or(0);
    let supply_max = terms.supply_max;
    ensure!(minted < supply_max, ContractError::SoldOut { collection, supply_max });
    MINTED.save(deps.storage, &address, &(minted + 1))?;

    let token_id = (minted + 1).to_string();
    let owner = info.sender.into_string();
    let paid = coin(price.u128(), &config.denom);
    let event = events::minted(&collection, &token_id, &owner, terms.payee.as_str(), &paid);
    let msg = collection::msg::ExecuteMsg::Mint { token_id, owner, token_uri, extension: None };
    let payment = (!price.is_zero()).then(|| payout::send(&config, terms.payee.as_str(), price));
    Ok(Response::new()
        .add_message(WasmMsg::Execute { contract_addr: collection, msg: to_json_binary(&msg)?, funds: vec![] })
        .add_messages(payment)
        .add_attribute("action", "mint")
        .add_event(event))
}
