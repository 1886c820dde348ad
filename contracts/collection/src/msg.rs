//! What the collection understands: cw721 0.18, cw2981's questions in its envelope, and the creator's royalty.
use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, Decimal, Empty, Uint128};
use cw721::Expiration;
// The derive of the queries asks for these two by name in the crate that has them.
use cosmwasm_schema::schemars::JsonSchema;
use cosmwasm_schema::serde::Serialize;

/// A token has no data on the chain but its URI.
pub type Extension = Option<Empty>;

#[cw_serde]
pub struct InstantiateMsg {
    pub name: String,
    pub symbol: String,
    /// Who may mint: the market's address.
    pub minter: String,
    /// Who may change the royalty; the sender, if nobody is named.
    pub creator: Option<String>,
    pub royalty: Option<Royalty>,
    /// For demonstration only: the rules that this instance breaks.
    #[serde(default)]
    pub defects: Vec<Defect>,
}

#[cw_serde]
pub struct MigrateMsg {}

/// What every sale of any token of the collection owes.
#[cw_serde]
pub struct Royalty {
    pub payment_address: String,
    /// Part of the price: at most 0.1.
    pub share: Decimal,
}

/// A rule that a collection can be told to break, so that what the rule is for can be seen.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Defect {
    /// Anybody may mint, without the market and without paying.
    #[serde(rename = "access-open")]
    AccessOpen,
}

#[cw_serde]
pub enum ExecuteMsg {
    /// Moves a token without telling the recipient.
    TransferNft {
        recipient: String,
        token_id: String,
    },
    /// Moves a token to a contract and tells it by `ReceiveNft`.
    SendNft {
        contract: String,
        token_id: String,
        msg: Binary,
    },
    /// Lets somebody else move one token, until it is moved.
    Approve {
        spender: String,
        token_id: String,
        expires: Option<Expiration>,
    },
    Revoke {
        spender: String,
        token_id: String,
    },
    /// Lets somebody else move all tokens of the sender.
    ApproveAll {
        operator: String,
        expires: Option<Expiration>,
    },
    RevokeAll {
        operator: String,
    },
    /// By the minter alone.
    Mint {
        token_id: String,
        owner: String,
        token_uri: Option<String>,
        extension: Extension,
    },
    Burn {
        token_id: String,
    },
    /// By the creator alone: at most 0.1, and at most 0.02 away from what it was. None is a share of zero.
    UpdateRoyalty {
        royalty: Option<Royalty>,
    },
}

/// Lists are in order of their keys: `start_after` is the last one of the page before, `limit` is 10 unless given, and at most 30.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    #[returns(cw721::OwnerOfResponse)]
    OwnerOf { token_id: String, include_expired: Option<bool> },
    #[returns(cw721::ApprovalResponse)]
    Approval { token_id: String, spender: String, include_expired: Option<bool> },
    #[returns(cw721::ApprovalsResponse)]
    Approvals { token_id: String, include_expired: Option<bool> },
    #[returns(cw721::OperatorResponse)]
    Operator { owner: String, operator: String, include_expired: Option<bool> },
    #[returns(cw721::OperatorsResponse)]
    AllOperators { owner: String, include_expired: Option<bool>, start_after: Option<String>, limit: Option<u32> },
    #[returns(cw721::NumTokensResponse)]
    NumTokens {},
    #[returns(cw721::ContractInfoResponse)]
    ContractInfo {},
    #[returns(cw721::NftInfoResponse<Extension>)]
    NftInfo { token_id: String },
    #[returns(cw721::AllNftInfoResponse<Extension>)]
    AllNftInfo { token_id: String, include_expired: Option<bool> },
    #[returns(cw721::TokensResponse)]
    Tokens { owner: String, start_after: Option<String>, limit: Option<u32> },
    #[returns(cw721::TokensResponse)]
    AllTokens { start_after: Option<String>, limit: Option<u32> },
    #[returns(MinterResponse)]
    Minter {},
    #[returns(RoyaltyAnswer)]
    Extension { msg: Cw2981QueryMsg },
}

/// The questions of cw2981.
#[cw_serde]
pub enum Cw2981QueryMsg {
    /// What a sale at a price owes, rounded down. The answer's denom is that of the price.
    RoyaltyInfo {
        token_id: String,
        sale_price: Uint128,
    },
    CheckRoyalties {},
}

#[cw_serde]
pub struct MinterResponse {
    pub minter: Option<String>,
}

#[cw_serde]
pub struct RoyaltiesInfoResponse {
    /// Empty where there is no royalty.
    pub address: String,
    pub royalty_amount: Uint128,
}

#[cw_serde]
pub struct CheckRoyaltiesResponse {
    pub royalty_payments: bool,
}

/// What an extension query is answered with: one of the two. It is written, never read.
#[derive(Serialize, JsonSchema)]
#[serde(untagged, crate = "::cosmwasm_schema::serde")]
#[schemars(crate = "::cosmwasm_schema::schemars")]
pub enum RoyaltyAnswer {
    Info(RoyaltiesInfoResponse),
    Check(CheckRoyaltiesResponse),
}
