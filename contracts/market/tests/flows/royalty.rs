//! The royalty: agreed to at the listing, capped, and kept for a payee who cannot be paid.
use collection::msg::Royalty;
use cosmwasm_std::Decimal;
use market::msg::{Defect, ExecuteMsg};
use market::ContractError;

use crate::suite::*;

fn royalty(payment_address: &str, percent: u64) -> Option<Royalty> {
    Some(Royalty { payment_address: payment_address.to_string(), share: Decimal::percent(percent) })
}

fn raise(suite: &mut Suite) {
    let msg = collection::msg::ExecuteMsg::UpdateRoyalty { royalty: royalty(CREATOR, 7) };
    suite.tell_collection(CREATOR, &msg).unwrap();
}

#[test]
fn a_royalty_raised_after_the_listing_is_not_taken() {
    let mut suite = Suite::new();
    let id = suite.listed(10_000);
    raise(&mut suite);
    let sale = event(&suite.buy(BUYER, id, 1, 10_000).unwrap(), "wasm-sale");
    assert_eq!(amounts(&sale, &["royalty", "seller_gets"]), [500, 9_250]);
    let id = suite.listed(10_000);
    let sale = event(&suite.buy(BUYER, id, 1, 10_000).unwrap(), "wasm-sale");
    assert_eq!(amounts(&sale, &["royalty", "seller_gets"]), [700, 9_050]);
}

#[test]
fn with_royalty_at_sale_a_raised_royalty_is_taken_from_the_seller() {
    let mut suite = Suite::defective(Defect::RoyaltyAtSale);
    let id = suite.listed(10_000);
    raise(&mut suite);
    let sale = event(&suite.buy(BUYER, id, 1, 10_000).unwrap(), "wasm-sale");
    assert_eq!(amounts(&sale, &["royalty", "seller_gets"]), [700, 9_050]);
}

#[test]
fn a_royalty_is_cut_to_what_the_market_allows() {
    let mut suite = Suite::with(Setup { royalty: royalty(CREATOR, 10), royalty_bps_max: 300, ..Setup::default() });
    let id = suite.listed(10_000);
    let sale = event(&suite.buy(BUYER, id, 1, 10_000).unwrap(), "wasm-sale");
    assert_eq!(amounts(&sale, &["royalty"]), [300]);
}

#[test]
fn a_share_is_taken_over_to_its_last_digit() {
    let share: Decimal = "0.012345678901234567".parse().unwrap();
    let royalty = Some(Royalty { payment_address: CREATOR.to_string(), share });
    let mut suite = Suite::with(Setup { royalty, ..Setup::default() });
    let token = suite.mint(SELLER);
    suite.list(SELLER, &token, 10_000);
    assert_eq!(suite.listing(&token).unwrap().royalty.unwrap().share, share);
}

#[test]
fn a_payee_who_cannot_be_paid_stops_no_sale() {
    let mut suite = Suite::with(Setup { royalty: royalty(BLOCKED, 5), ..Setup::default() });
    for sales in 1..=2 {
        let id = suite.listed(10_000);
        let seller = suite.balance(SELLER);
        let response = suite.buy(BUYER, id, 1, 10_000).unwrap();
        let held = event(&response, "wasm-royalty-held");
        assert_eq!((held["payee"].as_str(), held["amount"].as_str()), (BLOCKED, "500"));
        assert_eq!(held["listing_id"], id.to_string());
        assert_eq!(suite.balance(SELLER) - seller, 9_250);
        assert_eq!(suite.claimable(BLOCKED), sales * 500);
        assert_eq!(suite.balance(suite.market.as_str()), sales * 500);
    }
}

#[test]
fn what_is_kept_is_claimed_once_and_by_its_payee_alone() {
    let mut suite = Suite::with(Setup { royalty: royalty(BLOCKED, 5), ..Setup::default() });
    let id = suite.listed(10_000);
    suite.buy(BUYER, id, 1, 10_000).unwrap();
    let to_other = ExecuteMsg::Claim { recipient: Some(OTHER.to_string()) };
    let nothing = ContractError::NothingToClaim { payee: BUYER.to_string() };
    assert_eq!(refusal(suite.tell_market(BUYER, &to_other, 0)), nothing);
    // The bank still refuses to pay the payee, and then nothing is lost.
    suite.tell_market(BLOCKED, &ExecuteMsg::Claim { recipient: None }, 0).unwrap_err();
    assert_eq!(suite.claimable(BLOCKED), 500);

    let claim = event(&suite.tell_market(BLOCKED, &to_other, 0).unwrap(), "wasm-claim");
    assert_eq!((claim["payee"].as_str(), claim["recipient"].as_str()), (BLOCKED, OTHER));
    assert_eq!(suite.balance(OTHER), START + 500);
    assert_eq!(suite.balance(suite.market.as_str()), 0);
    let nothing = ContractError::NothingToClaim { payee: BLOCKED.to_string() };
    assert_eq!(refusal(suite.tell_market(BLOCKED, &to_other, 0)), nothing);
}

#[test]
fn a_seller_who_cannot_be_paid_keeps_the_token_in_the_market() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    let give = collection::msg::ExecuteMsg::TransferNft { recipient: BLOCKED.to_string(), token_id: token.clone() };
    suite.tell_collection(SELLER, &give).unwrap();
    let id = suite.list(BLOCKED, &token, 10_000);
    suite.buy(BUYER, id, 1, 10_000).unwrap_err();
    assert_eq!((suite.owner(&token), suite.balance(BUYER)), (suite.market.to_string(), START));
    assert!(suite.listing(&token).is_some());
    assert_eq!(suite.balance(TREASURY), 0);
}
