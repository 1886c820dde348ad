//! Entry points of the villain.
#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{
    to_json_binary, Binary, CosmosMsg, Deps, DepsMut, Env, Event, MessageInfo, Reply, Response, StdResult, SubMsg,
    WasmMsg,
};
use cw721::Cw721ReceiveMsg;
use cw_storage_plus::Item;

use crate::error::ContractError;
use crate::msg::{ExecuteMsg, ForgedEvent, InstantiateMsg, MigrateMsg, QueryMsg, SudoMsg};
use crate::state::{Reaction, ReplyPlan, ReplyRecord, MIGRATIONS, ON_RECEIVE, ON_TRANSFER, REPLIES, REPLY_PLAN};
use crate::{chain, runaway};

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    REPLIES.save(deps.storage, &vec![])?;
    MIGRATIONS.save(deps.storage, &0)?;
    refuse(msg.refusal)?;
    Ok(Response::new().add_attribute("action", "instantiate"))
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, ContractError> {
    let done = Response::new();
    match msg {
        ExecuteMsg::Emit { attributes, events, data } => {
            let mut done = done.add_attributes(attributes).add_events(events.into_iter().map(forge));
            done.data = data;
            Ok(done)
        }
        ExecuteMsg::FakeReceive { market, sender, token_id, msg } => {
            Ok(done.add_message(Cw721ReceiveMsg { sender, token_id, msg }.into_cosmos_msg::<_, _>(market)?))
        }
        ExecuteMsg::Send { messages } => Ok(done.add_messages(messages)),
        ExecuteMsg::Submessages { messages, plan } => submessages(deps, messages, plan),
        ExecuteMsg::React { on_receive, on_transfer } => {
            ON_RECEIVE.save(deps.storage, &on_receive)?;
            ON_TRANSFER.save(deps.storage, &on_transfer)?;
            Ok(done)
        }
        ExecuteMsg::ReceiveNft(told) => react(deps, ON_RECEIVE, "receive_nft", told.token_id),
        ExecuteMsg::TransferNft { recipient: _, token_id } => react(deps, ON_TRANSFER, "transfer_nft", token_id),
        ExecuteMsg::Set { key, value } => {
            deps.storage.set(&key, &value);
            Ok(done)
        }
        ExecuteMsg::Remove { key } => {
            deps.storage.remove(&key);
            Ok(done)
        }
        ExecuteMsg::Fill { prefix, count, bytes } => {
            for index in 0..count {
                let key = [prefix.as_slice(), &index.to_be_bytes()].concat();
                deps.storage.set(&key, &vec![index as u8; bytes as usize]);
            }
            Ok(done)
        }
        ExecuteMsg::WriteAndFail { key, value, text } => {
            deps.storage.set(&key, &value);
            Err(ContractError::Told { text })
        }
        ExecuteMsg::Recurse { depth } => recurse(env, info, depth),
        ExecuteMsg::Debug { text } => {
            deps.api.debug(&text);
            Ok(done)
        }
        ExecuteMsg::Run(how) => Ok(done.add_attribute("result", runaway::run(how)?.to_string())),
    }
}

fn forge(event: ForgedEvent) -> Event {
    Event::new(event.name).add_attributes(event.attributes)
}

fn refuse(refusal: Option<String>) -> Result<(), ContractError> {
    refusal.map_or(Ok(()), |text| Err(ContractError::Told { text }))
}

fn react(deps: DepsMut, reaction: Item<Reaction>, action: &str, token_id: String) -> Result<Response, ContractError> {
    let Reaction { messages, refusal } = reaction.may_load(deps.storage)?.unwrap_or_default();
    refuse(refusal)?;
    let done = Response::new().add_attribute("action", action).add_attribute("token_id", token_id);
    Ok(done.add_messages(messages))
}

fn submessages(deps: DepsMut, messages: Vec<SubMsg>, plan: ReplyPlan) -> Result<Response, ContractError> {
    REPLIES.save(deps.storage, &vec![])?;
    REPLY_PLAN.save(deps.storage, &plan)?;
    Ok(Response::new().add_attribute("action", "submessages").add_submessages(messages))
}

fn recurse(env: Env, info: MessageInfo, depth: u32) -> Result<Response, ContractError> {
    let done = Response::new().add_attribute("depth", depth.to_string());
    if depth == 0 {
        return Ok(done);
    }
    let msg = to_json_binary(&ExecuteMsg::Recurse { depth: depth - 1 })?;
    let again: CosmosMsg =
        WasmMsg::Execute { contract_addr: env.contract.address.into_string(), msg, funds: info.funds }.into();
    Ok(done.add_message(again))
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, _env: Env, reply: Reply) -> Result<Response, ContractError> {
    let Reply { id, result } = reply;
    REPLIES.update(deps.storage, |mut told| {
        told.push(ReplyRecord { id, result });
        Ok::<_, ContractError>(told)
    })?;
    let ReplyPlan { refusal, data, attributes } = REPLY_PLAN.load(deps.storage)?;
    refuse(refusal)?;
    let mut done = Response::new().add_attribute("reply", id.to_string()).add_attributes(attributes);
    done.data = data;
    Ok(done)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    chain::answer(deps, env, msg)
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, msg: MigrateMsg) -> Result<Response, ContractError> {
    refuse(msg.refusal)?;
    MIGRATIONS.update(deps.storage, |count| Ok::<_, ContractError>(count + 1))?;
    Ok(Response::new().add_attribute("action", "migrate"))
}

#[cfg_attr(not(feature = "library"), entry_point)]
pub fn sudo(deps: DepsMut, _env: Env, msg: SudoMsg) -> Result<Response, ContractError> {
    let SudoMsg::Set { key, value } = msg;
    deps.storage.set(&key, &value);
    Ok(Response::new().add_attribute("action", "sudo"))
}
