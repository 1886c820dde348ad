//! A chain with a market, a collection that it mints and a villain, and what people do there.
mod bank;

use std::collections::BTreeMap;

use anyhow::Result;
use collection::msg::Royalty;
use cosmwasm_schema::serde::{de::DeserializeOwned, Serialize};
use cosmwasm_std::{coins, to_json_binary, Addr, Coin, Decimal, Empty, Timestamp, Uint128};
use cw_multi_test::{App, AppBuilder, AppResponse, Contract, ContractWrapper, Executor};
use market::msg::{ClaimableResponse, Defect, ExecuteMsg, ListingOfTokenResponse, MintOffer, QueryMsg, ReceiveMsg};
use market::state::Listing;
use market::ContractError;

use bank::BlockingBank;

pub const DENOM: &str = "uluna";
pub const ADMIN: &str = "admin";
pub const TREASURY: &str = "treasury";
pub const CREATOR: &str = "creator";
/// The bank pays it nothing.
pub const BLOCKED: &str = "fee_collector";
pub const SELLER: &str = "seller";
pub const BUYER: &str = "buyer";
pub const OTHER: &str = "other";
pub const START: u128 = 1_000_000_000;
pub const MINT_PRICE: u128 = 1_000;

pub struct Setup {
    pub fee_bps: u16,
    pub royalty_bps_max: u16,
    pub royalty: Option<Royalty>,
    pub supply_max: u64,
    pub mint_price: u128,
    pub defects: Vec<Defect>,
}

impl Default for Setup {
    fn default() -> Self {
        let royalty = Some(Royalty { payment_address: CREATOR.to_string(), share: Decimal::percent(5) });
        Setup {
            fee_bps: 250,
            royalty_bps_max: 1_000,
            royalty,
            supply_max: 100,
            mint_price: MINT_PRICE,
            defects: vec![],
        }
    }
}

pub struct Suite {
    pub app: App<BlockingBank>,
    pub market: Addr,
    pub market_code: u64,
    pub collection: Addr,
    pub rogue: Addr,
}

fn market_code() -> Box<dyn Contract<Empty>> {
    use market::contract::{execute, instantiate, migrate, query, reply};
    Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply).with_migrate(migrate))
}

fn collection_code() -> Box<dyn Contract<Empty>> {
    use collection::contract::{execute, instantiate, query};
    Box::new(ContractWrapper::new(execute, instantiate, query))
}

fn rogue_code() -> Box<dyn Contract<Empty>> {
    use rogue::contract::{execute, instantiate, query, reply};
    Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply))
}

impl Suite {
    pub fn new() -> Suite {
        Suite::with(Setup::default())
    }

    pub fn defective(defect: Defect) -> Suite {
        Suite::with(Setup { defects: vec![defect], ..Setup::default() })
    }

    pub fn with(setup: Setup) -> Suite {
        let bank = BlockingBank { blocked: vec![BLOCKED.to_string()], ..BlockingBank::default() };
        let mut app = AppBuilder::new().with_bank(bank).build(|router, _, storage| {
            for who in [SELLER, BUYER, OTHER, ADMIN] {
                let amount = vec![Coin::new(START, DENOM), Coin::new(START, "uother")];
                router.bank.keeper.init_balance(storage, &Addr::unchecked(who), amount).unwrap();
            }
        });
        let admin = Addr::unchecked(ADMIN);
        let codes = [market_code(), collection_code(), rogue_code()].map(|code| app.store_code(code));
        let terms = market::msg::InstantiateMsg {
            admin: None,
            denom: DENOM.to_string(),
            fee_bps: setup.fee_bps,
            treasury: TREASURY.to_string(),
            royalty_bps_max: setup.royalty_bps_max,
            defects: setup.defects,
        };
        let market =
            app.instantiate_contract(codes[0], admin.clone(), &terms, &[], "market", Some(ADMIN.to_string())).unwrap();
        let about = collection::msg::InstantiateMsg {
            name: "Boxes".to_string(),
            symbol: "BOX".to_string(),
            minter: market.to_string(),
            creator: Some(CREATOR.to_string()),
            royalty: setup.royalty,
            defects: vec![],
        };
        let collection = app.instantiate_contract(codes[1], admin.clone(), &about, &[], "collection", None).unwrap();
        let none = rogue::msg::InstantiateMsg { refusal: None };
        let rogue = app.instantiate_contract(codes[2], admin, &none, &[], "rogue", None).unwrap();
        let mut suite = Suite { app, market, market_code: codes[0], collection, rogue };
        let offer =
            MintOffer { price: setup.mint_price.into(), supply_max: setup.supply_max, payee: CREATOR.to_string() };
        suite.allow(suite.collection.clone(), Some(offer)).unwrap();
        suite
    }

    pub fn allow(&mut self, collection: Addr, mint: Option<MintOffer>) -> Result<AppResponse> {
        self.tell_market(ADMIN, &ExecuteMsg::AllowCollection { collection: collection.into_string(), mint }, 0)
    }

    pub fn tell<T: Serialize + std::fmt::Debug>(
        &mut self,
        contract: &Addr,
        sender: &str,
        msg: &T,
        funds: &[Coin],
    ) -> Result<AppResponse> {
        self.app.execute_contract(Addr::unchecked(sender), contract.clone(), msg, funds)
    }

    pub fn tell_market(&mut self, sender: &str, msg: &ExecuteMsg, amount: u128) -> Result<AppResponse> {
        let funds = if amount == 0 { vec![] } else { coins(amount, DENOM) };
        self.tell(&self.market.clone(), sender, msg, &funds)
    }

    pub fn tell_collection(&mut self, sender: &str, msg: &collection::msg::ExecuteMsg) -> Result<AppResponse> {
        self.tell(&self.collection.clone(), sender, msg, &[])
    }

    pub fn tell_rogue(&mut self, sender: &str, msg: &rogue::msg::ExecuteMsg) -> Result<AppResponse> {
        self.tell(&self.rogue.clone(), sender, msg, &[])
    }

    /// Mints the next token, and says its id.
    pub fn mint(&mut self, who: &str) -> String {
        let msg = ExecuteMsg::Mint { collection: self.collection.to_string(), token_uri: None };
        let response = self.tell_market(who, &msg, MINT_PRICE).unwrap();
        event(&response, "wasm-mint")["token_id"].clone()
    }

    pub fn send(&mut self, who: &str, token_id: &str, price: u128, expires: Timestamp) -> Result<AppResponse> {
        let msg = to_json_binary(&ReceiveMsg::List { price: price.into(), expires }).unwrap();
        let contract = self.market.to_string();
        self.tell_collection(
            who,
            &collection::msg::ExecuteMsg::SendNft { contract, token_id: token_id.to_string(), msg },
        )
    }

    /// Lists a token for a day, and says under which number.
    pub fn list(&mut self, who: &str, token_id: &str, price: u128) -> u64 {
        let expires = self.in_seconds(86_400);
        let response = self.send(who, token_id, price, expires).unwrap();
        event(&response, "wasm-list")["listing_id"].parse().unwrap()
    }

    /// A new token of the seller's, listed.
    pub fn listed(&mut self, price: u128) -> u64 {
        let token_id = self.mint(SELLER);
        self.list(SELLER, &token_id, price)
    }

    pub fn buy(&mut self, who: &str, listing_id: u64, version: u32, price: u128) -> Result<AppResponse> {
        self.tell_market(who, &ExecuteMsg::Buy { listing_id, version, price: price.into() }, price)
    }

    pub fn in_seconds(&self, seconds: u64) -> Timestamp {
        self.app.block_info().time.plus_seconds(seconds)
    }

    pub fn wait(&mut self, blocks: u64, seconds: u64) {
        self.app.update_block(|block| {
            block.height += blocks;
            block.time = block.time.plus_seconds(seconds);
        });
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        self.app.wrap().query_wasm_smart(&self.market, msg).unwrap()
    }

    pub fn listing(&self, token_id: &str) -> Option<Listing> {
        let (collection, token_id) = (self.collection.to_string(), token_id.to_string());
        self.ask::<ListingOfTokenResponse>(&QueryMsg::ListingOfToken { collection, token_id }).listing
    }

    pub fn claimable(&self, payee: &str) -> u128 {
        self.ask::<ClaimableResponse>(&QueryMsg::Claimable { payee: payee.to_string() }).amount.u128()
    }

    pub fn owner(&self, token_id: &str) -> String {
        let msg = collection::msg::QueryMsg::OwnerOf { token_id: token_id.to_string(), include_expired: None };
        let answer: cw721::OwnerOfResponse = self.app.wrap().query_wasm_smart(&self.collection, &msg).unwrap();
        answer.owner
    }

    pub fn balance(&self, who: &str) -> u128 {
        self.app.wrap().query_balance(who, DENOM).unwrap().amount.u128()
    }
}

/// The attributes of the one event of a name.
pub fn event(response: &AppResponse, name: &str) -> BTreeMap<String, String> {
    let found: Vec<_> = response.events.iter().filter(|event| event.ty == name).collect();
    assert_eq!(found.len(), 1, "one {name} among {:?}", response.events);
    found[0].attributes.iter().map(|each| (each.key.clone(), each.value.clone())).collect()
}

pub fn amounts(event: &BTreeMap<String, String>, names: &[&str]) -> Vec<u128> {
    names.iter().map(|name| event[*name].parse().unwrap()).collect()
}

/// The error that the market refused with.
pub fn refusal(result: Result<AppResponse>) -> ContractError {
    result.unwrap_err().downcast().unwrap()
}

pub fn unauthorized(sender: &str) -> ContractError {
    ContractError::Unauthorized { sender: sender.to_string() }
}

pub fn amount(value: u128) -> Uint128 {
    value.into()
}
