//! Entry points: each hands over to the function of its message.
#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{ensure, ensure_eq, Binary, Deps, DepsMut, Env, MessageInfo, Reply, Response, StdResult};
use cw2::{get_contract_version, set_contract_version};
use cw_utils::nonpayable;

use crate::error::ContractError;
use crate::msg::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use crate::sale::Stated;
use crate::state::{Config, CONFIG, LISTING_LAST};
use crate::{admin, defects, listing, mint, payout, query, sale};

const NAME: &str = "boxes-and-arrows:market";
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
    let sum = u32::from(msg.fee_bps) + u32::from(msg.royalty_bps_max);
    ensure!(u128::from(sum) < payout::BPS, ContractError::PartsTooLarge { sum });
    let config = Config {
        admin: msg.admin.map(|admin| deps.api.addr_validate(&admin)).transpose()?.unwrap_or(info.sender),
        denom: msg.denom,
        fee_bps: msg.fee_bps,
        treasury: deps.api.addr_validate(&msg.treasury)?,
        royalty_bps_max: msg.royalty_bps_max,
        defects: msg.defects,
    };
    CONFIG.save(deps.storage, &config)?;
    LISTING_LAST.save(deps.storage, &0)?;
    Ok(Response::new().add_attribute("action", "instantiate").add_attribute("admin", config.admin))
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, ContractError> {
    match msg {
        ExecuteMsg::ReceiveNft(told) => listing::receive(deps, env, info, told),
        ExecuteMsg::UpdatePrice { listing_id, price } => listing::update_price(deps, env, info, listing_id, price),
        ExecuteMsg::Cancel { listing_id } => listing::cancel(deps, info, listing_id),
        ExecuteMsg::Buy { listing_id, version, price } => {
            sale::buy(deps, env, info, listing_id, Stated { version, price })
        }
        ExecuteMsg::RemoveExpired { listing_id } => listing::remove_expired(deps, env, info, listing_id),
        ExecuteMsg::Mint { collection, token_uri } => mint::mint(deps, info, collection, token_uri),
        ExecuteMsg::Claim { recipient } => admin::claim(deps, info, recipient),
        ExecuteMsg::AllowCollection { collection, mint } => admin::allow_collection(deps, info, collection, mint),
        ExecuteMsg::RecoverStray { collection, token_id, recipient } => {
            admin::recover_stray(deps, info, collection, token_id, recipient)
        }
        ExecuteMsg::SettleOffChain { listing_id } => defects::hand_over(deps, info, listing_id),
        ExecuteMsg::PayOutOffChain { listing_id } => defects::pay_out(deps, info, listing_id),
    }
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, _env: Env, reply: Reply) -> Result<Response, ContractError> {
    payout::hold_royalty(deps, reply)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, _env: Env, msg: QueryMsg) -> StdResult<Binary> {
    query::answer(deps, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, msg: MigrateMsg) -> Result<Response, ContractError> {
    let found = get_contract_version(deps.storage)?.contract;
    ensure_eq!(found, NAME, ContractError::WrongContract { expected: NAME.to_string(), found });
    set_contract_version(deps.storage, NAME, VERSION)?;
    if let Some(defects) = msg.defects {
        CONFIG.update(deps.storage, |config| Ok::<_, ContractError>(Config { defects, ..config }))?;
    }
    Ok(Response::new().add_attribute("action", "migrate"))
}
