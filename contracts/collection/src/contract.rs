//! Entry points: each hands over to the function of its message.
#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{ensure_eq, Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult};
use cw2::{get_contract_version, set_contract_version};
use cw_utils::nonpayable;

use crate::error::ContractError;
use crate::msg::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use crate::state::{Config, CONFIG, TOKEN_COUNT};
use crate::{execute, query, royalty};

const NAME: &str = "boxes-and-arrows:collection";
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    nonpayable(&info)?;
    set_contract_version(deps.storage, NAME, VERSION)?;
    let config = Config {
        name: msg.name,
        symbol: msg.symbol,
        minter: deps.api.addr_validate(&msg.minter)?,
        creator: msg.creator.map(|creator| deps.api.addr_validate(&creator)).transpose()?.unwrap_or(info.sender),
        royalty: msg.royalty.map(|royalty| royalty::check(deps.api, royalty)).transpose()?,
        defects: msg.defects,
    };
    CONFIG.save(deps.storage, &config)?;
    TOKEN_COUNT.save(deps.storage, &0)?;
    Ok(Response::new().add_attribute("action", "instantiate").add_attribute("minter", config.minter))
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, ContractError> {
    nonpayable(&info)?;
    match msg {
        ExecuteMsg::TransferNft { recipient, token_id } => execute::transfer(deps, env, info, recipient, token_id),
        ExecuteMsg::SendNft { contract, token_id, msg } => execute::send(deps, env, info, contract, token_id, msg),
        ExecuteMsg::Approve { spender, token_id, expires } => {
            execute::approve(deps, env, info, spender, token_id, expires)
        }
        ExecuteMsg::Revoke { spender, token_id } => execute::revoke(deps, env, info, spender, token_id),
        ExecuteMsg::ApproveAll { operator, expires } => execute::approve_all(deps, env, info, operator, expires),
        ExecuteMsg::RevokeAll { operator } => execute::revoke_all(deps, info, operator),
        ExecuteMsg::Mint { token_id, owner, token_uri, extension: _ } => {
            execute::mint(deps, info, token_id, owner, token_uri)
        }
        ExecuteMsg::Burn { token_id } => execute::burn(deps, env, info, token_id),
        ExecuteMsg::UpdateRoyalty { royalty } => royalty::update(deps, info, royalty),
    }
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    query::answer(deps, env, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: MigrateMsg) -> Result<Response, ContractError> {
    let found = get_contract_version(deps.storage)?.contract;
    ensure_eq!(found, NAME, ContractError::WrongContract { expected: NAME.to_string(), found });
    set_contract_version(deps.storage, NAME, VERSION)?;
    Ok(Response::new().add_attribute("action", "migrate"))
}
