//! Tokens that are in the market without a listing.
use collection::msg::ExecuteMsg::{ApproveAll, TransferNft};
use market::msg::ExecuteMsg;
use market::ContractError;

use crate::suite::*;

fn recover(suite: &Suite, token_id: &str, recipient: &str) -> ExecuteMsg {
    let (token_id, recipient) = (token_id.to_string(), recipient.to_string());
    ExecuteMsg::RecoverStray { collection: suite.collection.to_string(), token_id, recipient }
}

#[test]
fn a_token_that_came_without_a_word_is_not_listed_and_the_admin_returns_it() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    let stray = TransferNft { recipient: suite.market.to_string(), token_id: token.clone() };
    suite.tell_collection(SELLER, &stray).unwrap();
    assert_eq!((suite.owner(&token), suite.listing(&token)), (suite.market.to_string(), None));

    let msg = recover(&suite, &token, SELLER);
    assert_eq!(refusal(suite.tell_market(SELLER, &msg, 0)), unauthorized(SELLER));
    let told = event(&suite.tell_market(ADMIN, &msg, 0).unwrap(), "wasm-recover-stray");
    assert_eq!((told["token_id"].as_str(), told["recipient"].as_str()), (token.as_str(), SELLER));
    assert_eq!(suite.owner(&token), SELLER);
}

#[test]
fn what_is_listed_is_no_stray() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    let listing_id = suite.list(SELLER, &token, 10_000);
    let msg = recover(&suite, &token, ADMIN);
    let listed = ContractError::Listed { collection: suite.collection.to_string(), token_id: token, listing_id };
    assert_eq!(refusal(suite.tell_market(ADMIN, &msg, 0)), listed);
}

#[test]
fn what_is_not_here_is_not_recovered() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    let msg = recover(&suite, &token, ADMIN);
    suite.tell_market(ADMIN, &msg, 0).unwrap_err();
    assert_eq!(suite.owner(&token), SELLER);
}

#[test]
fn who_sends_for_another_is_the_seller() {
    // cw721 tells a receiver who called, not who owned: an operator sells in his own name, as he could after a transfer to himself.
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    suite.tell_collection(SELLER, &ApproveAll { operator: OTHER.to_string(), expires: None }).unwrap();
    suite.list(OTHER, &token, 10_000);
    assert_eq!(suite.listing(&token).unwrap().seller, OTHER);
}

#[test]
fn a_stranger_lists_nothing_of_others() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    let expires = suite.in_seconds(60);
    let error = suite.send(OTHER, &token, 1, expires).unwrap_err().downcast::<collection::ContractError>().unwrap();
    assert_eq!(error, collection::ContractError::Unauthorized { sender: OTHER.to_string() });
}

#[test]
fn a_message_that_lists_nothing_brings_no_token() {
    let mut suite = Suite::new();
    let token_id = suite.mint(SELLER);
    let (contract, msg) = (suite.market.to_string(), br#"{"lend":{}}"#.into());
    let send = collection::msg::ExecuteMsg::SendNft { contract, token_id: token_id.clone(), msg };
    assert!(matches!(refusal(suite.tell_collection(SELLER, &send)), ContractError::Std(_)));
    assert_eq!(suite.owner(&token_id), SELLER);
}
