//! A villain among the contracts.
use cosmwasm_std::{to_json_binary, Binary, CosmosMsg, WasmMsg};
use market::msg::{Defect, ExecuteMsg, QueryMsg, ReceiveMsg};
use market::state::Listing;
use market::ContractError;
use rogue::msg::{ExecuteMsg as Rogue, ForgedEvent};
use rogue::state::Reaction;

use crate::suite::*;

fn list(suite: &Suite) -> Binary {
    to_json_binary(&ReceiveMsg::List { price: amount(10_000), expires: suite.in_seconds(600) }).unwrap()
}

fn fake(suite: &Suite) -> Rogue {
    let (market, sender, token_id) = (suite.market.to_string(), OTHER.to_string(), "1".to_string());
    Rogue::FakeReceive { market, sender, token_id, msg: list(suite) }
}

#[test]
fn a_call_that_only_looks_like_a_token_is_refused() {
    let mut suite = Suite::new();
    let msg = fake(&suite);
    let collection = suite.rogue.to_string();
    assert_eq!(refusal(suite.tell_rogue(OTHER, &msg)), ContractError::CollectionNotAllowed { collection });
}

#[test]
fn with_receive_caller_unchecked_a_buyer_pays_for_nothing() {
    let mut suite = Suite::defective(Defect::ReceiveCallerUnchecked);
    let msg = fake(&suite);
    let listed = event(&suite.tell_rogue(OTHER, &msg).unwrap(), "wasm-list");
    assert_eq!(listed["collection"], suite.rogue.as_str());
    suite.buy(BUYER, 1, 1, 10_000).unwrap();
    assert_eq!(suite.balance(OTHER), START + 9_750);
}

#[test]
fn a_user_who_calls_like_a_collection_is_refused() {
    let mut suite = Suite::new();
    let told = cw721::Cw721ReceiveMsg { sender: OTHER.to_string(), token_id: "1".to_string(), msg: list(&suite) };
    let not_allowed = ContractError::CollectionNotAllowed { collection: OTHER.to_string() };
    assert_eq!(refusal(suite.tell_market(OTHER, &ExecuteMsg::ReceiveNft(told), 0)), not_allowed);
}

#[test]
fn a_forged_event_bears_the_name_of_who_forged_it() {
    let mut suite = Suite::new();
    let attributes = vec![("listing_id".to_string(), "1".to_string())];
    let events = vec![ForgedEvent { name: "sale".to_string(), attributes }];
    let response = suite.tell_rogue(OTHER, &Rogue::Emit { attributes: vec![], events, data: None }).unwrap();
    assert_eq!(event(&response, "wasm-sale")["_contract_address"], suite.rogue.as_str());
}

/// A hostile collection that is allowed, lists a token, and calls back as soon as the market moves it.
fn hostile(suite: &mut Suite, then: ExecuteMsg) {
    suite.allow(suite.rogue.clone(), None).unwrap();
    let call: CosmosMsg = WasmMsg::Execute {
        contract_addr: suite.market.to_string(),
        msg: to_json_binary(&then).unwrap(),
        funds: vec![],
    }
    .into();
    let on_transfer = Reaction { messages: vec![call], refusal: None };
    suite.tell_rogue(OTHER, &Rogue::React { on_receive: Reaction::default(), on_transfer }).unwrap();
    let (market, sender, token_id) = (suite.market.to_string(), suite.rogue.to_string(), "1".to_string());
    let msg = list(suite);
    suite.tell_rogue(OTHER, &Rogue::FakeReceive { market, sender, token_id, msg }).unwrap();
}

#[test]
fn who_calls_back_during_a_sale_finds_the_listing_gone() {
    let mut suite = Suite::new();
    hostile(&mut suite, ExecuteMsg::Cancel { listing_id: 1 });
    assert_eq!(refusal(suite.buy(BUYER, 1, 1, 10_000)), ContractError::ListingNotFound { listing_id: 1 });
    // The sale went back as a whole.
    assert_eq!(suite.balance(BUYER), START);
    assert_eq!(suite.ask::<Listing>(&QueryMsg::Listing { listing_id: 1 }).version, 1);
}

#[test]
fn who_lists_again_during_a_sale_gets_a_new_listing() {
    let mut suite = Suite::new();
    let told = cw721::Cw721ReceiveMsg { sender: OTHER.to_string(), token_id: "1".to_string(), msg: list(&suite) };
    hostile(&mut suite, ExecuteMsg::ReceiveNft(told));
    suite.buy(BUYER, 1, 1, 10_000).unwrap();
    assert_eq!(suite.ask::<Listing>(&QueryMsg::Listing { listing_id: 2 }).seller, OTHER);
}

#[test]
fn a_token_is_listed_once() {
    let mut suite = Suite::new();
    suite.allow(suite.rogue.clone(), None).unwrap();
    let msg = fake(&suite);
    suite.tell_rogue(OTHER, &msg).unwrap();
    let listed =
        ContractError::Listed { collection: suite.rogue.to_string(), token_id: "1".to_string(), listing_id: 1 };
    assert_eq!(refusal(suite.tell_rogue(OTHER, &msg)), listed);
}

#[test]
fn a_collection_that_keeps_its_token_sells_nothing() {
    let mut suite = Suite::new();
    suite.allow(suite.rogue.clone(), None).unwrap();
    let msg = fake(&suite);
    suite.tell_rogue(OTHER, &msg).unwrap();
    let on_transfer = Reaction { messages: vec![], refusal: Some("mine".to_string()) };
    suite.tell_rogue(OTHER, &Rogue::React { on_receive: Reaction::default(), on_transfer }).unwrap();
    suite.buy(BUYER, 1, 1, 10_000).unwrap_err();
    assert_eq!(suite.balance(BUYER), START);
}
