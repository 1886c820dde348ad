//! What the villain stores beside the keys that it is told to write.
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Binary, CosmosMsg, SubMsgResult};
use cw_storage_plus::Item;

/// What it does when somebody calls it as a collection or as a receiver.
#[cw_serde]
#[derive(Default)]
pub struct Reaction {
    pub messages: Vec<CosmosMsg>,
    /// Refuses with this text.
    pub refusal: Option<String>,
}

/// What it does with replies to its submessages.
#[cw_serde]
#[derive(Default)]
pub struct ReplyPlan {
    pub refusal: Option<String>,
    pub data: Option<Binary>,
    pub attributes: Vec<(String, String)>,
}

/// A reply as it came.
#[cw_serde]
pub struct ReplyRecord {
    pub id: u64,
    pub result: SubMsgResult,
}

pub const ON_RECEIVE: Item<Reaction> = Item::new("rogue:on_receive");
pub const ON_TRANSFER: Item<Reaction> = Item::new("rogue:on_transfer");
pub const REPLY_PLAN: Item<ReplyPlan> = Item::new("rogue:reply_plan");
pub const REPLIES: Item<Vec<ReplyRecord>> = Item::new("rogue:replies");
pub const MIGRATIONS: Item<u64> = Item::new("rogue:migrations");
