//! The queries of cw721 and cw2981.
use cosmwasm_std::{to_json_binary, Addr, Binary, BlockInfo, Deps, Env, Order, StdError, StdResult};
use cw721::{
    AllNftInfoResponse, Approval, ApprovalResponse, ApprovalsResponse, ContractInfoResponse, Expiration,
    NftInfoResponse, NumTokensResponse, OperatorResponse, OperatorsResponse, OwnerOfResponse, TokensResponse,
};
use cw_storage_plus::Bound;

use crate::msg::{Cw2981QueryMsg, Extension, MinterResponse, QueryMsg};
use crate::royalty;
use crate::state::{tokens, Token, CONFIG, OPERATORS, TOKEN_COUNT};

const LIMIT_DEFAULT: u32 = 10;
const LIMIT_MAX: u32 = 30;

/// Which approvals are shown: expired ones only where somebody asked for them.
#[derive(Clone, Copy)]
struct Shown<'a> {
    block: &'a BlockInfo,
    include_expired: bool,
}

impl Shown<'_> {
    fn has(self, expires: &Expiration) -> bool {
        self.include_expired || !expires.is_expired(self.block)
    }
}

pub fn answer(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    let shown =
        |include_expired: Option<bool>| Shown { block: &env.block, include_expired: include_expired.unwrap_or(false) };
    match msg {
        QueryMsg::OwnerOf { token_id, include_expired } => {
            let token = tokens().load(deps.storage, &token_id)?;
            to_json_binary(&owner_of(&token, shown(include_expired)))
        }
        QueryMsg::Approval { token_id, spender, include_expired } => {
            to_json_binary(&approval(deps, token_id, spender, shown(include_expired))?)
        }
        QueryMsg::Approvals { token_id, include_expired } => {
            let token = tokens().load(deps.storage, &token_id)?;
            to_json_binary(&ApprovalsResponse { approvals: approvals(&token, shown(include_expired)) })
        }
        QueryMsg::Operator { owner, operator, include_expired } => {
            to_json_binary(&self::operator(deps, owner, operator, shown(include_expired))?)
        }
        QueryMsg::AllOperators { owner, include_expired, start_after, limit } => {
            to_json_binary(&operators(deps, owner, shown(include_expired), start_after, limit)?)
        }
        QueryMsg::NumTokens {} => to_json_binary(&NumTokensResponse { count: TOKEN_COUNT.load(deps.storage)? }),
        QueryMsg::ContractInfo {} => {
            let config = CONFIG.load(deps.storage)?;
            to_json_binary(&ContractInfoResponse { name: config.name, symbol: config.symbol })
        }
        QueryMsg::NftInfo { token_id } => to_json_binary(&nft_info(tokens().load(deps.storage, &token_id)?)),
        QueryMsg::AllNftInfo { token_id, include_expired } => {
            let token = tokens().load(deps.storage, &token_id)?;
            let access = owner_of(&token, shown(include_expired));
            to_json_binary(&AllNftInfoResponse { access, info: nft_info(token) })
        }
        QueryMsg::Tokens { owner, start_after, limit } => to_json_binary(&tokens_of(deps, owner, start_after, limit)?),
        QueryMsg::AllTokens { start_after, limit } => to_json_binary(&all_tokens(deps, start_after, limit)?),
        QueryMsg::Minter {} => {
            let minter = Some(CONFIG.load(deps.storage)?.minter.into_string());
            to_json_binary(&MinterResponse { minter })
        }
        QueryMsg::Extension { msg: Cw2981QueryMsg::RoyaltyInfo { token_id, sale_price } } => {
            to_json_binary(&royalty::info(deps, &token_id, sale_price)?)
        }
        QueryMsg::Extension { msg: Cw2981QueryMsg::CheckRoyalties {} } => {
            to_json_binary(&royalty::check_royalties(deps)?)
        }
    }
}

fn owner_of(token: &Token, shown: Shown) -> OwnerOfResponse {
    OwnerOfResponse { owner: token.owner.to_string(), approvals: approvals(token, shown) }
}

fn approvals(token: &Token, shown: Shown) -> Vec<Approval> {
    let good = token.approvals.iter().filter(|each| shown.has(&each.expires));
    good.map(|each| Approval { spender: each.spender.to_string(), expires: each.expires }).collect()
}

/// The owner needs no approval, which cw721 says as one that never ends.
fn approval(deps: Deps, token_id: String, spender: String, shown: Shown) -> StdResult<ApprovalResponse> {
    let token = tokens().load(deps.storage, &token_id)?;
    if token.owner.as_str() == spender {
        return Ok(ApprovalResponse { approval: Approval { spender, expires: Expiration::Never {} } });
    }
    let found = approvals(&token, shown).into_iter().find(|each| each.spender == spender);
    found.map(|approval| ApprovalResponse { approval }).ok_or_else(|| StdError::not_found("approval"))
}

fn operator(deps: Deps, owner: String, operator: String, shown: Shown) -> StdResult<OperatorResponse> {
    let key = (&deps.api.addr_validate(&owner)?, &deps.api.addr_validate(&operator)?);
    let expires = OPERATORS.may_load(deps.storage, key)?.filter(|expires| shown.has(expires));
    let expires = expires.ok_or_else(|| StdError::not_found("approval"))?;
    Ok(OperatorResponse { approval: Approval { spender: operator, expires } })
}

fn operators(
    deps: Deps,
    owner: String,
    shown: Shown,
    start_after: Option<String>,
    limit: Option<u32>,
) -> StdResult<OperatorsResponse> {
    let owner = deps.api.addr_validate(&owner)?;
    let last = start_after.map(|address| deps.api.addr_validate(&address)).transpose()?;
    let operators = OPERATORS
        .prefix(&owner)
        .range(deps.storage, last.as_ref().map(Bound::exclusive), None, Order::Ascending)
        .filter(|entry| entry.as_ref().map_or(true, |(_, expires)| shown.has(expires)))
        .take(page(limit))
        .map(|entry| entry.map(|(operator, expires)| Approval { spender: operator.into_string(), expires }))
        .collect::<StdResult<_>>()?;
    Ok(OperatorsResponse { operators })
}

fn nft_info(token: Token) -> NftInfoResponse<Extension> {
    NftInfoResponse { token_uri: token.token_uri, extension: None }
}

fn tokens_of(deps: Deps, owner: String, start_after: Option<String>, limit: Option<u32>) -> StdResult<TokensResponse> {
    let owner: Addr = deps.api.addr_validate(&owner)?;
    let tokens = tokens()
        .idx
        .owner
        .prefix(owner)
        .keys(deps.storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(page(limit))
        .collect::<StdResult<_>>()?;
    Ok(TokensResponse { tokens })
}

fn all_tokens(deps: Deps, start_after: Option<String>, limit: Option<u32>) -> StdResult<TokensResponse> {
    let tokens = tokens()
        .keys(deps.storage, start_after.as_deref().map(Bound::exclusive), None, Order::Ascending)
        .take(page(limit))
        .collect::<StdResult<_>>()?;
    Ok(TokensResponse { tokens })
}

/// How long a page is: without a limit one query could cost more gas than a query has.
fn page(limit: Option<u32>) -> usize {
    limit.unwrap_or(LIMIT_DEFAULT).min(LIMIT_MAX) as usize
}
