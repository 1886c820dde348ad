//! The messages of cw721.
use cosmwasm_std::{ensure, ensure_eq, Addr, Binary, BlockInfo, DepsMut, Env, MessageInfo, Response, Storage};
use cw721::{Cw721ReceiveMsg, Expiration};

use crate::error::ContractError;
use crate::msg::Defect;
use crate::state::{tokens, Token, TokenApproval, CONFIG, OPERATORS, TOKEN_COUNT};

/// Ids are keys of the store and attributes of events: long ones would make somebody else's messages dear.
pub const TOKEN_ID_BYTES_MAX: usize = 64;
pub const TOKEN_URI_BYTES_MAX: usize = 512;

pub fn transfer(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    recipient: String,
    token_id: String,
) -> Result<Response, ContractError> {
    let to = deps.api.addr_validate(&recipient)?;
    move_token(deps.storage, &env.block, &info.sender, to, &token_id)?;
    Ok(Response::new()
        .add_attribute("action", "transfer_nft")
        .add_attribute("sender", info.sender)
        .add_attribute("recipient", recipient)
        .add_attribute("token_id", token_id))
}

/// The token is moved first, so that the receiver finds itself the owner when it is told.
pub fn send(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    contract: String,
    token_id: String,
    msg: Binary,
) -> Result<Response, ContractError> {
    let to = deps.api.addr_validate(&contract)?;
    move_token(deps.storage, &env.block, &info.sender, to, &token_id)?;
    // The sender here is who called, which may be an operator and not the owner: cw721 says no more than that.
    let told = Cw721ReceiveMsg { sender: info.sender.to_string(), token_id: token_id.clone(), msg };
    Ok(Response::new()
        .add_message(told.into_cosmos_msg(contract.clone())?)
        .add_attribute("action", "send_nft")
        .add_attribute("sender", info.sender)
        .add_attribute("recipient", contract)
        .add_attribute("token_id", token_id))
}

fn move_token(
    storage: &mut dyn Storage,
    block: &BlockInfo,
    sender: &Addr,
    to: Addr,
    token_id: &str,
) -> Result<(), ContractError> {
    let token = tokens().load(storage, token_id)?;
    check_can_move(storage, block, sender, &token)?;
    let moved = Token { owner: to, approvals: vec![], ..token };
    tokens().save(storage, token_id, &moved)?;
    Ok(())
}

/// The owner, who holds an approval for this token, or an operator of the owner.
fn check_can_move(storage: &dyn Storage, block: &BlockInfo, sender: &Addr, token: &Token) -> Result<(), ContractError> {
    if token.is_approved(sender, block) {
        return Ok(());
    }
    check_can_approve(storage, block, sender, token)
}

/// The owner or an operator of the owner: an approval for one token is not handed on.
fn check_can_approve(
    storage: &dyn Storage,
    block: &BlockInfo,
    sender: &Addr,
    token: &Token,
) -> Result<(), ContractError> {
    let is_operator = || -> Result<bool, ContractError> {
        let expires = OPERATORS.may_load(storage, (&token.owner, sender))?;
        Ok(expires.is_some_and(|expires| !expires.is_expired(block)))
    };
    ensure!(token.owner == *sender || is_operator()?, ContractError::Unauthorized { sender: sender.to_string() });
    Ok(())
}

pub fn approve(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    spender: String,
    token_id: String,
    expires: Option<Expiration>,
) -> Result<Response, ContractError> {
    let expires = expires.unwrap_or_default();
    ensure!(!expires.is_expired(&env.block), ContractError::Expired {});
    let approval = TokenApproval { spender: deps.api.addr_validate(&spender)?, expires };
    set_approval(deps, &env.block, &info.sender, &token_id, &approval.spender, Some(approval.clone()))?;
    Ok(Response::new()
        .add_attribute("action", "approve")
        .add_attribute("sender", info.sender)
        .add_attribute("spender", spender)
        .add_attribute("token_id", token_id))
}

pub fn revoke(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    spender: String,
    token_id: String,
) -> Result<Response, ContractError> {
    let of = deps.api.addr_validate(&spender)?;
    set_approval(deps, &env.block, &info.sender, &token_id, &of, None)?;
    Ok(Response::new()
        .add_attribute("action", "revoke")
        .add_attribute("sender", info.sender)
        .add_attribute("spender", spender)
        .add_attribute("token_id", token_id))
}

fn set_approval(
    deps: DepsMut,
    block: &BlockInfo,
    sender: &Addr,
    token_id: &str,
    spender: &Addr,
    approval: Option<TokenApproval>,
) -> Result<(), ContractError> {
    let mut token = tokens().load(deps.storage, token_id)?;
    check_can_approve(deps.storage, block, sender, &token)?;
    token.approvals.retain(|each| each.spender != *spender);
    token.approvals.extend(approval);
    tokens().save(deps.storage, token_id, &token)?;
    Ok(())
}

pub fn approve_all(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    operator: String,
    expires: Option<Expiration>,
) -> Result<Response, ContractError> {
    let expires = expires.unwrap_or_default();
    ensure!(!expires.is_expired(&env.block), ContractError::Expired {});
    let address = deps.api.addr_validate(&operator)?;
    OPERATORS.save(deps.storage, (&info.sender, &address), &expires)?;
    Ok(Response::new()
        .add_attribute("action", "approve_all")
        .add_attribute("sender", info.sender)
        .add_attribute("operator", operator))
}

pub fn revoke_all(deps: DepsMut, info: MessageInfo, operator: String) -> Result<Response, ContractError> {
    let address = deps.api.addr_validate(&operator)?;
    OPERATORS.remove(deps.storage, (&info.sender, &address));
    Ok(Response::new()
        .add_attribute("action", "revoke_all")
        .add_attribute("sender", info.sender)
        .add_attribute("operator", operator))
}

pub fn mint(
    deps: DepsMut,
    info: MessageInfo,
    token_id: String,
    owner: String,
    token_uri: Option<String>,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    if !config.defects.contains(&Defect::AccessOpen) {
        ensure_eq!(info.sender, config.minter, ContractError::Unauthorized { sender: info.sender.to_string() });
    }
    let (length, max) = (token_id.len(), TOKEN_ID_BYTES_MAX);
    ensure!((1..=max).contains(&length), ContractError::TokenIdLength { length, max });
    let (length, max) = (token_uri.as_ref().map_or(0, String::len), TOKEN_URI_BYTES_MAX);
    ensure!(length <= max, ContractError::TokenUriLength { length, max });

    let token = Token { owner: deps.api.addr_validate(&owner)?, approvals: vec![], token_uri };
    tokens().update(deps.storage, &token_id, |old| match old {
        Some(_) => Err(ContractError::Claimed { token_id: token_id.clone() }),
        None => Ok(token),
    })?;
    TOKEN_COUNT.update(deps.storage, |count| Ok::<_, ContractError>(count + 1))?;
    Ok(Response::new()
        .add_attribute("action", "mint")
        .add_attribute("minter", info.sender)
        .add_attribute("owner", owner)
        .add_attribute("token_id", token_id))
}

pub fn burn(deps: DepsMut, env: Env, info: MessageInfo, token_id: String) -> Result<Response, ContractError> {
    let token = tokens().load(deps.storage, &token_id)?;
    check_can_move(deps.storage, &env.block, &info.sender, &token)?;
    tokens().remove(deps.storage, &token_id)?;
    TOKEN_COUNT.update(deps.storage, |count| Ok::<_, ContractError>(count - 1))?;
    Ok(Response::new()
        .add_attribute("action", "burn")
        .add_attribute("sender", info.sender)
        .add_attribute("token_id", token_id))
}
