//! Paid minting.
use cosmwasm_std::coins;
use cw_utils::PaymentError;
use market::msg::{CollectionResponse, ExecuteMsg, MintOffer, QueryMsg};
use market::ContractError;

use crate::suite::*;

fn mint(suite: &Suite) -> ExecuteMsg {
    ExecuteMsg::Mint { collection: suite.collection.to_string(), token_uri: Some("ipfs://bafkrei".to_string()) }
}

#[test]
fn whoever_pays_the_price_gets_the_next_token() {
    let mut suite = Suite::new();
    let msg = mint(&suite);
    for number in ["1", "2", "3"] {
        let told = event(&suite.tell_market(BUYER, &msg, MINT_PRICE).unwrap(), "wasm-mint");
        assert_eq!((told["token_id"].as_str(), told["buyer"].as_str()), (number, BUYER));
        assert_eq!((told["seller"].as_str(), told["price"].as_str()), (CREATOR, "1000"));
        assert_eq!(suite.owner(number), BUYER);
    }
    assert_eq!(suite.balance(CREATOR), 3 * MINT_PRICE);
    assert_eq!(suite.balance(suite.market.as_str()), 0);
}

#[test]
fn a_token_keeps_its_uri() {
    let mut suite = Suite::new();
    let msg = mint(&suite);
    suite.tell_market(BUYER, &msg, MINT_PRICE).unwrap();
    let ask = collection::msg::QueryMsg::NftInfo { token_id: "1".to_string() };
    let info: cw721::NftInfoResponse<collection::msg::Extension> =
        suite.app.wrap().query_wasm_smart(&suite.collection, &ask).unwrap();
    assert_eq!(info.token_uri.as_deref(), Some("ipfs://bafkrei"));
}

#[test]
fn another_price_mints_nothing() {
    let mut suite = Suite::new();
    let (market, msg) = (suite.market.clone(), mint(&suite));
    for sent in [MINT_PRICE - 1, MINT_PRICE + 1] {
        let wrong = ContractError::WrongPayment { sent: amount(sent), price: amount(MINT_PRICE) };
        assert_eq!(refusal(suite.tell_market(BUYER, &msg, sent)), wrong);
    }
    assert_eq!(refusal(suite.tell_market(BUYER, &msg, 0)), ContractError::Payment(PaymentError::NoFunds {}));
    let other = suite.tell(&market, BUYER, &msg, &coins(MINT_PRICE, "uother"));
    assert_eq!(refusal(other), ContractError::Payment(PaymentError::MissingDenom(DENOM.to_string())));
    assert_eq!(suite.balance(BUYER), START);
}

#[test]
fn a_collection_is_sold_out_at_its_limit() {
    let mut suite = Suite::with(Setup { supply_max: 2, ..Setup::default() });
    let (collection, msg) = (suite.collection.to_string(), mint(&suite));
    suite.tell_market(BUYER, &msg, MINT_PRICE).unwrap();
    suite.tell_market(OTHER, &msg, MINT_PRICE).unwrap();
    let sold_out = ContractError::SoldOut { collection: collection.clone(), supply_max: 2 };
    assert_eq!(refusal(suite.tell_market(BUYER, &msg, MINT_PRICE)), sold_out);
    let about: CollectionResponse = suite.ask(&QueryMsg::Collection { collection });
    assert_eq!(about.minted, 2);
}

#[test]
fn what_is_free_takes_no_money() {
    let mut suite = Suite::with(Setup { mint_price: 0, ..Setup::default() });
    let msg = mint(&suite);
    assert_eq!(refusal(suite.tell_market(BUYER, &msg, 1)), ContractError::Payment(PaymentError::NonPayable {}));
    suite.tell_market(BUYER, &msg, 0).unwrap();
    assert_eq!(suite.owner("1"), BUYER);
}

#[test]
fn only_what_has_terms_is_minted() {
    let mut suite = Suite::new();
    let collection = suite.rogue.to_string();
    let msg = ExecuteMsg::Mint { collection: collection.clone(), token_uri: None };
    let not_allowed = ContractError::CollectionNotAllowed { collection: collection.clone() };
    assert_eq!(refusal(suite.tell_market(BUYER, &msg, MINT_PRICE)), not_allowed);
    suite.allow(suite.rogue.clone(), None).unwrap();
    assert_eq!(refusal(suite.tell_market(BUYER, &msg, MINT_PRICE)), ContractError::NotMintable { collection });
}

#[test]
fn nobody_mints_past_the_market() {
    let mut suite = Suite::new();
    for who in [BUYER, CREATOR, ADMIN] {
        let msg = collection::msg::ExecuteMsg::Mint {
            token_id: "mine".to_string(),
            owner: who.to_string(),
            token_uri: None,
            extension: None,
        };
        let error = suite.tell_collection(who, &msg).unwrap_err().downcast::<collection::ContractError>().unwrap();
        assert_eq!(error, collection::ContractError::Unauthorized { sender: who.to_string() });
    }
}

#[test]
fn only_the_admin_allows_collections() {
    let mut suite = Suite::new();
    let offer = MintOffer { price: amount(0), supply_max: 1, payee: BUYER.to_string() };
    let msg = ExecuteMsg::AllowCollection { collection: suite.collection.to_string(), mint: Some(offer) };
    assert_eq!(refusal(suite.tell_market(BUYER, &msg, 0)), unauthorized(BUYER));
    suite.tell_market(ADMIN, &msg, 0).unwrap();
}
