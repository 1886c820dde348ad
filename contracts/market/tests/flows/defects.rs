//! What each defect does that the rule prevents.
use market::msg::{Defect, ExecuteMsg};
use market::ContractError;

use crate::suite::*;

#[test]
fn with_seller_share_floored_dust_stays_in_the_market() {
    let mut suite = Suite::defective(Defect::SellerShareFloored);
    let id = suite.listed(9_999);
    let sale = event(&suite.buy(BUYER, id, 1, 9_999).unwrap(), "wasm-sale");
    assert_eq!(amounts(&sale, &["fee", "royalty", "seller_gets"]), [249, 499, 9_249]);
    assert_eq!(suite.balance(suite.market.as_str()), 2);
}

#[test]
fn with_version_ignored_a_buyer_pays_more_than_the_price() {
    let mut suite = Suite::defective(Defect::VersionIgnored);
    let id = suite.listed(10_000);
    suite.tell_market(SELLER, &ExecuteMsg::UpdatePrice { listing_id: id, price: amount(6_000) }, 0).unwrap();
    let sale = event(&suite.buy(BUYER, id, 1, 10_000).unwrap(), "wasm-sale");
    assert_eq!((sale["price"].as_str(), sale["version"].as_str()), ("10000", "2"));
    let id = suite.listed(10_000);
    let wrong = ContractError::WrongPayment { sent: amount(9_999), price: amount(10_000) };
    assert_eq!(refusal(suite.buy(BUYER, id, 1, 9_999)), wrong);
}

#[test]
fn with_expiry_by_height_slow_blocks_sell_what_has_expired() {
    let mut suite = Suite::defective(Defect::ExpiryByHeight);
    let token = suite.mint(SELLER);
    suite.send(SELLER, &token, 10_000, suite.in_seconds(600)).unwrap();
    suite.wait(99, 10_000);
    suite.buy(BUYER, 1, 1, 10_000).unwrap();
}

#[test]
fn with_expiry_by_height_fast_blocks_end_a_listing_early() {
    let mut suite = Suite::defective(Defect::ExpiryByHeight);
    let token = suite.mint(SELLER);
    suite.send(SELLER, &token, 10_000, suite.in_seconds(600)).unwrap();
    suite.wait(100, 100);
    assert!(matches!(refusal(suite.buy(BUYER, 1, 1, 10_000)), ContractError::ListingExpired { .. }));
}

#[test]
fn with_access_open_minting_is_free_and_has_no_end() {
    let mut suite = Suite::with(Setup { defects: vec![Defect::AccessOpen], supply_max: 1, ..Setup::default() });
    let msg = ExecuteMsg::Mint { collection: suite.collection.to_string(), token_uri: None };
    for _ in 0..3 {
        suite.tell_market(BUYER, &msg, 0).unwrap();
    }
    assert_eq!((suite.owner("3"), suite.balance(CREATOR)), (BUYER.to_string(), 0));
}

#[test]
fn with_settle_off_chain_the_operator_can_owe_either_leg() {
    let mut suite = Suite::defective(Defect::SettleOffChain);
    let token = suite.mint(SELLER);
    let id = suite.list(SELLER, &token, 10_000);
    let (seller, operator) = (suite.balance(SELLER), suite.balance(ADMIN));
    let sale = event(&suite.buy(BUYER, id, 1, 10_000).unwrap(), "wasm-sale");
    assert_eq!(sale["seller_gets"], "9250");
    // Sold, as the event says; paid without token, and the seller has nothing yet.
    assert_eq!((suite.owner(&token), suite.balance(SELLER)), (suite.market.to_string(), seller));
    assert_eq!(suite.balance(ADMIN), operator + 10_000);

    let hand_over = ExecuteMsg::SettleOffChain { listing_id: id };
    let pay_out = ExecuteMsg::PayOutOffChain { listing_id: id };
    assert_eq!(refusal(suite.tell_market(BUYER, &hand_over, 0)), unauthorized(BUYER));
    assert_eq!(refusal(suite.tell_market(BUYER, &pay_out, 10_000)), unauthorized(BUYER));
    suite.tell_market(ADMIN, &hand_over, 0).unwrap();
    assert_eq!((suite.owner(&token), suite.balance(SELLER)), (BUYER.to_string(), seller));
    let short = ContractError::WrongPayment { sent: amount(9_999), price: amount(10_000) };
    assert_eq!(refusal(suite.tell_market(ADMIN, &pay_out, 9_999)), short);
    suite.tell_market(ADMIN, &pay_out, 10_000).unwrap();
    assert_eq!((suite.balance(SELLER), suite.balance(ADMIN)), (seller + 9_250, operator));
    for (msg, amount) in [(hand_over, 0), (pay_out, 10_000)] {
        assert_eq!(refusal(suite.tell_market(ADMIN, &msg, amount)), ContractError::NoOpenSale { listing_id: id });
    }
}

#[test]
fn without_the_defect_nothing_is_settled_off_chain() {
    let mut suite = Suite::new();
    let defect = Defect::SettleOffChain;
    for (msg, amount) in
        [(ExecuteMsg::SettleOffChain { listing_id: 1 }, 0), (ExecuteMsg::PayOutOffChain { listing_id: 1 }, 1)]
    {
        assert_eq!(refusal(suite.tell_market(ADMIN, &msg, amount)), ContractError::NotDefective { defect });
    }
}

#[test]
fn a_defect_has_a_name_that_is_checked() {
    let read = |text: &str| cosmwasm_std::from_json::<Vec<Defect>>(text.as_bytes());
    let names = r#"["seller-share-floored","version-ignored","receive-caller-unchecked","expiry-by-height","royalty-at-sale","settle-off-chain","access-open"]"#;
    assert_eq!(read(names).unwrap().len(), 7);
    let error = read(r#"["version-ingored"]"#).unwrap_err().to_string();
    assert!(error.contains("unknown variant `version-ingored`") && error.contains("version-ignored"), "{error}");
}
