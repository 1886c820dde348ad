//! What the villain understands.
use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, Coin, CosmosMsg, Empty, QueryRequest, SubMsg};
use cw721::Cw721ReceiveMsg;

use crate::state::{Reaction, ReplyPlan};

#[cw_serde]
pub struct InstantiateMsg {
    /// Refuses to be made, with this text.
    pub refusal: Option<String>,
}

#[cw_serde]
pub struct MigrateMsg {
    pub refusal: Option<String>,
}

#[cw_serde]
pub enum SudoMsg {
    Set { key: Binary, value: Binary },
}

/// An event as it goes out: the chain puts `wasm-` before the name.
#[cw_serde]
pub struct ForgedEvent {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

#[cw_serde]
pub enum ExecuteMsg {
    /// Emits what it is told, such as a `sale` that never was, and its own attributes.
    Emit {
        attributes: Vec<(String, String)>,
        events: Vec<ForgedEvent>,
        data: Option<Binary>,
    },
    /// Tells a market that a token came, although none did.
    FakeReceive {
        market: String,
        sender: String,
        token_id: String,
        msg: Binary,
    },
    /// Sends messages as this contract.
    Send {
        messages: Vec<CosmosMsg>,
    },
    /// Sends messages and keeps what `reply` was told, which then does what the plan says.
    Submessages {
        messages: Vec<SubMsg>,
        plan: ReplyPlan,
    },
    /// Sets what it does when a token is sent to it, and when it is called as a collection.
    React {
        on_receive: Reaction,
        on_transfer: Reaction,
    },
    ReceiveNft(Cw721ReceiveMsg),
    TransferNft {
        recipient: String,
        token_id: String,
    },
    Set {
        key: Binary,
        value: Binary,
    },
    Remove {
        key: Binary,
    },
    /// Writes so many values of so many bytes.
    Fill {
        prefix: Binary,
        count: u32,
        bytes: u32,
    },
    /// Refuses, after it has written: nothing of it may stay.
    WriteAndFail {
        key: Binary,
        value: Binary,
        text: String,
    },
    /// Calls itself, so many times, one within the other.
    Recurse {
        depth: u32,
    },
    /// Writes a text to the chain's log, which no consensus sees.
    Debug {
        text: String,
    },
    Run(Runaway),
}

/// Ways not to end well, for calls and queries alike.
#[cw_serde]
pub enum Runaway {
    /// Never ends.
    Loop {},
    Panic {
        text: String,
    },
    /// Takes memory and touches each page of it.
    Memory {
        bytes: u32,
    },
    /// Calls a function within itself so many times, until the stack has no room.
    Stack {
        depth: u32,
    },
    /// So many rounds of arithmetic; the sum says that they were done.
    Work {
        rounds: u32,
    },
    /// Writes to the store where this may not be, in a query.
    WriteInQuery {
        key: Binary,
        value: Binary,
    },
    /// Hands the host a pointer to a region that is none: offset, capacity and length as given.
    BadRegion {
        offset: u32,
        capacity: u32,
        length: u32,
    },
    /// Asks the host for the next entry of an iterator that was never opened.
    BadIterator {
        id: u32,
    },
    /// Gives the host an order that is neither ascending nor descending.
    BadOrder {
        order: i32,
    },
}

#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    #[returns(Option<Binary>)]
    Get { key: Binary },
    /// Entries from `start`, which is in it, to `end`, which is not.
    #[returns(Vec<(Binary, Binary)>)]
    Range { start: Option<Binary>, end: Option<Binary>, is_descending: bool, limit: Option<u32> },
    /// Two ranges of all keys, up and down, read in turns.
    #[returns(Vec<(Binary, Binary)>)]
    Interleaved { limit: u32 },
    #[returns(Vec<crate::state::ReplyRecord>)]
    Replies {},
    /// How often it was migrated.
    #[returns(u64)]
    Migrations {},
    /// Asks the chain, and gives the answer as it came.
    #[returns(Binary)]
    Chain { request: QueryRequest<Empty> },
    /// Where and when this runs.
    #[returns(EnvResponse)]
    Env {},
    #[returns(String)]
    Validate { address: String },
    #[returns(Binary)]
    Canonicalize { address: String },
    #[returns(String)]
    Humanize { canonical: Binary },
    #[returns(bool)]
    Secp256k1Verify { hash: Binary, signature: Binary, public_key: Binary },
    #[returns(Binary)]
    Secp256k1Recover { hash: Binary, signature: Binary, recovery: u8 },
    #[returns(bool)]
    Ed25519Verify { message: Binary, signature: Binary, public_key: Binary },
    #[returns(bool)]
    Ed25519BatchVerify { messages: Vec<Binary>, signatures: Vec<Binary>, public_keys: Vec<Binary> },
    #[returns(u64)]
    Run(Runaway),
    /// As a collection: every token is the contract's own.
    #[returns(cw721::OwnerOfResponse)]
    OwnerOf { token_id: String, include_expired: Option<bool> },
    #[returns(collection::msg::RoyaltiesInfoResponse)]
    Extension { msg: collection::msg::Cw2981QueryMsg },
}

#[cw_serde]
pub struct EnvResponse {
    pub height: u64,
    pub time_nanos: String,
    pub chain_id: String,
    pub transaction_index: Option<u32>,
    pub contract: String,
    pub balance: Vec<Coin>,
}
