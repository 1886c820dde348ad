//! What the collection stores.
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, BlockInfo, Decimal};
use cw721::Expiration;
use cw_storage_plus::{index_list, IndexedMap, Item, Map, MultiIndex};

use crate::msg::Defect;

#[cw_serde]
pub struct Config {
    pub name: String,
    pub symbol: String,
    /// The only one who mints: the market, as a rule.
    pub minter: Addr,
    /// The only one who changes the royalty.
    pub creator: Addr,
    pub royalty: Option<RoyaltyTerms>,
    pub defects: Vec<Defect>,
}

#[cw_serde]
pub struct RoyaltyTerms {
    pub payee: Addr,
    pub share: Decimal,
}

#[cw_serde]
pub struct Token {
    pub owner: Addr,
    /// Who else may move this token. A transfer clears it.
    pub approvals: Vec<TokenApproval>,
    pub token_uri: Option<String>,
}

#[cw_serde]
pub struct TokenApproval {
    pub spender: Addr,
    pub expires: Expiration,
}

impl Token {
    /// Whether somebody holds an approval for this very token that is still good.
    pub fn is_approved(&self, spender: &Addr, block: &BlockInfo) -> bool {
        self.approvals.iter().any(|each| each.spender == *spender && !each.expires.is_expired(block))
    }
}

#[index_list(Token)]
pub struct TokenIndexes<'a> {
    pub owner: MultiIndex<'a, Addr, Token, String>,
}

pub const CONFIG: Item<Config> = Item::new("config");
pub const TOKEN_COUNT: Item<u64> = Item::new("num_tokens");
/// (owner, operator) to when it ends: an operator may move all that an owner has.
pub const OPERATORS: Map<(&Addr, &Addr), Expiration> = Map::new("operators");

/// Tokens by id, and by owner.
pub fn tokens<'a>() -> IndexedMap<'a, &'a str, Token, TokenIndexes<'a>> {
    let indexes = TokenIndexes { owner: MultiIndex::new(|_, token| token.owner.clone(), "tokens", "tokens__owner") };
    IndexedMap::new("tokens", indexes)
}
