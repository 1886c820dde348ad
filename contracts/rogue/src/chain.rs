//! Whatever a contract may ask of its chain, one question each.
use collection::msg::{Cw2981QueryMsg, RoyaltiesInfoResponse};
use cosmwasm_std::{
    to_json_binary, to_json_vec, Binary, ContractResult, Deps, Empty, Env, Order, QueryRequest, StdError, StdResult,
    SystemResult, Uint128,
};
use cw721::OwnerOfResponse;

use crate::msg::{EnvResponse, QueryMsg};
use crate::runaway;
use crate::state::{MIGRATIONS, REPLIES};

pub fn answer(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Get { key } => to_json_binary(&deps.storage.get(&key).map(Binary)),
        QueryMsg::Range { start, end, is_descending, limit } => {
            to_json_binary(&range(deps, start, end, is_descending, limit))
        }
        QueryMsg::Interleaved { limit } => to_json_binary(&interleaved(deps, limit)),
        QueryMsg::Replies {} => to_json_binary(&REPLIES.load(deps.storage)?),
        QueryMsg::Migrations {} => to_json_binary(&MIGRATIONS.load(deps.storage)?),
        QueryMsg::Chain { request } => ask(deps, &request),
        QueryMsg::Env {} => to_json_binary(&environment(deps, env)?),
        QueryMsg::Validate { address } => to_json_binary(&deps.api.addr_validate(&address)?),
        QueryMsg::Canonicalize { address } => {
            to_json_binary(&Binary::from(deps.api.addr_canonicalize(&address)?.as_slice()))
        }
        QueryMsg::Humanize { canonical } => to_json_binary(&deps.api.addr_humanize(&canonical.as_slice().into())?),
        QueryMsg::Secp256k1Verify { hash, signature, public_key } => {
            to_json_binary(&deps.api.secp256k1_verify(&hash, &signature, &public_key)?)
        }
        QueryMsg::Secp256k1Recover { hash, signature, recovery } => {
            to_json_binary(&Binary(deps.api.secp256k1_recover_pubkey(&hash, &signature, recovery)?))
        }
        QueryMsg::Ed25519Verify { message, signature, public_key } => {
            to_json_binary(&deps.api.ed25519_verify(&message, &signature, &public_key)?)
        }
        QueryMsg::Ed25519BatchVerify { messages, signatures, public_keys } => {
            let (messages, signatures, keys) = (slices(&messages), slices(&signatures), slices(&public_keys));
            to_json_binary(&deps.api.ed25519_batch_verify(&messages, &signatures, &keys)?)
        }
        QueryMsg::Run(how) => to_json_binary(&runaway::run(how)?),
        QueryMsg::OwnerOf { .. } => {
            let owner = env.contract.address.into_string();
            to_json_binary(&OwnerOfResponse { owner, approvals: vec![] })
        }
        QueryMsg::Extension { msg: Cw2981QueryMsg::RoyaltyInfo { .. } } => {
            to_json_binary(&RoyaltiesInfoResponse { address: String::new(), royalty_amount: Uint128::zero() })
        }
        QueryMsg::Extension { msg: Cw2981QueryMsg::CheckRoyalties {} } => {
            to_json_binary(&collection::msg::CheckRoyaltiesResponse { royalty_payments: false })
        }
    }
}

fn slices(list: &[Binary]) -> Vec<&[u8]> {
    list.iter().map(Binary::as_slice).collect()
}

fn range(
    deps: Deps,
    start: Option<Binary>,
    end: Option<Binary>,
    is_descending: bool,
    limit: Option<u32>,
) -> Vec<(Binary, Binary)> {
    let order = if is_descending { Order::Descending } else { Order::Ascending };
    let (start, end) = (start.as_ref().map(Binary::as_slice), end.as_ref().map(Binary::as_slice));
    let entries = deps.storage.range(start, end, order).map(|(key, value)| (Binary(key), Binary(value)));
    entries.take(limit.unwrap_or(u32::MAX) as usize).collect()
}

fn interleaved(deps: Deps, limit: u32) -> Vec<(Binary, Binary)> {
    let up = deps.storage.range(None, None, Order::Ascending);
    let down = deps.storage.range(None, None, Order::Descending);
    let both = up.zip(down).flat_map(|(low, high)| [low, high]);
    both.take(limit as usize).map(|(key, value)| (Binary(key), Binary(value))).collect()
}

fn ask(deps: Deps, request: &QueryRequest<Empty>) -> StdResult<Binary> {
    match deps.querier.raw_query(&to_json_vec(request)?) {
        SystemResult::Ok(ContractResult::Ok(answer)) => to_json_binary(&answer),
        SystemResult::Ok(ContractResult::Err(text)) => Err(StdError::generic_err(format!("contract: {text}"))),
        SystemResult::Err(error) => Err(StdError::generic_err(format!("system: {error}"))),
    }
}

fn environment(deps: Deps, env: Env) -> StdResult<EnvResponse> {
    let balance = deps.querier.query_all_balances(&env.contract.address)?;
    Ok(EnvResponse {
        height: env.block.height,
        time_nanos: env.block.time.nanos().to_string(),
        chain_id: env.block.chain_id,
        transaction_index: env.transaction.map(|transaction| transaction.index),
        contract: env.contract.address.into_string(),
        balance,
    })
}
