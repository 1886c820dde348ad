//! From the listing to the sale, and what is refused on the way.
use cosmwasm_std::{coins, Coin};
use cw_utils::PaymentError;
use market::msg::{Defect, ExecuteMsg, MigrateMsg, QueryMsg};
use market::ContractError;

use crate::suite::*;

#[test]
fn a_sale_moves_token_and_money_at_once() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    let id = suite.list(SELLER, &token, 10_000);
    assert_eq!(suite.owner(&token), suite.market);
    let seller = suite.balance(SELLER);

    let response = suite.buy(BUYER, id, 1, 10_000).unwrap();

    assert_eq!(suite.owner(&token), BUYER);
    assert_eq!(suite.listing(&token), None);
    assert_eq!(suite.balance(SELLER) - seller, 9_250);
    assert_eq!(suite.balance(TREASURY), 250);
    assert_eq!(suite.balance(CREATOR), MINT_PRICE + 500);
    assert_eq!(suite.balance(BUYER), START - 10_000);
    assert_eq!(suite.balance(suite.market.as_str()), 0);
    let sale = event(&response, "wasm-sale");
    let told: Vec<_> =
        sale.iter().filter(|(key, _)| !key.starts_with('_')).map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let collection = suite.collection.to_string();
    assert_eq!(
        told,
        [
            ("buyer", BUYER),
            ("collection", collection.as_str()),
            ("denom", DENOM),
            ("fee", "250"),
            ("listing_id", "1"),
            ("price", "10000"),
            ("royalty", "500"),
            ("royalty_to", CREATOR),
            ("schema", "1"),
            ("seller", SELLER),
            ("seller_gets", "9250"),
            ("token_id", "1"),
            ("version", "1"),
        ]
    );
}

#[test]
fn a_sale_without_royalty_names_nobody() {
    let mut suite = Suite::with(Setup { royalty: None, ..Setup::default() });
    let id = suite.listed(10_000);
    let sale = event(&suite.buy(BUYER, id, 1, 10_000).unwrap(), "wasm-sale");
    assert_eq!(sale.get("royalty_to"), None);
    assert_eq!(amounts(&sale, &["fee", "royalty", "seller_gets"]), [250, 0, 9_750]);
}

#[test]
fn what_was_sold_is_not_sold_again() {
    let mut suite = Suite::new();
    let id = suite.listed(10_000);
    suite.buy(BUYER, id, 1, 10_000).unwrap();
    assert_eq!(refusal(suite.buy(OTHER, id, 1, 10_000)), ContractError::ListingNotFound { listing_id: id });
    assert_eq!(suite.balance(OTHER), START);
}

#[test]
fn the_price_is_paid_exactly_and_in_one_coin() {
    let mut suite = Suite::new();
    let id = suite.listed(10_000);
    let msg = ExecuteMsg::Buy { listing_id: id, version: 1, price: amount(10_000) };
    for sent in [9_999, 10_001] {
        let wrong = ContractError::WrongPayment { sent: amount(sent), price: amount(10_000) };
        assert_eq!(refusal(suite.tell_market(BUYER, &msg, sent)), wrong);
    }
    let market = suite.market.clone();
    let none = ContractError::Payment(PaymentError::NoFunds {});
    assert_eq!(refusal(suite.tell(&market, BUYER, &msg, &[])), none);
    let missing = ContractError::Payment(PaymentError::MissingDenom(DENOM.to_string()));
    assert_eq!(refusal(suite.tell(&market, BUYER, &msg, &coins(10_000, "uother"))), missing);
    let both = [Coin::new(10_000, DENOM), Coin::new(1, "uother")];
    let multiple = ContractError::Payment(PaymentError::MultipleDenoms {});
    assert_eq!(refusal(suite.tell(&market, BUYER, &msg, &both)), multiple);
    assert_eq!(suite.balance(BUYER), START);
    suite.buy(BUYER, id, 1, 10_000).unwrap();
}

#[test]
fn a_buyer_never_pays_another_price_than_he_saw() {
    let mut suite = Suite::new();
    let id = suite.listed(10_000);
    suite.tell_market(SELLER, &ExecuteMsg::UpdatePrice { listing_id: id, price: amount(20_000) }, 0).unwrap();
    let changed = |stated_version, stated_price| ContractError::ListingChanged {
        listing_id: id,
        version: 2,
        price: amount(20_000),
        stated_version,
        stated_price: amount(stated_price),
    };
    assert_eq!(refusal(suite.buy(BUYER, id, 1, 10_000)), changed(1, 10_000));
    assert_eq!(refusal(suite.buy(BUYER, id, 1, 20_000)), changed(1, 20_000));
    assert_eq!(refusal(suite.buy(BUYER, id, 2, 10_000)), changed(2, 10_000));
    suite.buy(BUYER, id, 2, 20_000).unwrap();
}

#[test]
fn a_price_that_went_up_and_down_again_is_another_version() {
    let mut suite = Suite::new();
    let id = suite.listed(10_000);
    for price in [20_000, 10_000] {
        let msg = ExecuteMsg::UpdatePrice { listing_id: id, price: amount(price) };
        let told = event(&suite.tell_market(SELLER, &msg, 0).unwrap(), "wasm-update-price");
        assert_eq!(told["price"], price.to_string());
    }
    assert!(matches!(refusal(suite.buy(BUYER, id, 1, 10_000)), ContractError::ListingChanged { version: 3, .. }));
    suite.buy(BUYER, id, 3, 10_000).unwrap();
}

#[test]
fn nobody_buys_from_himself() {
    let mut suite = Suite::new();
    let id = suite.listed(10_000);
    assert_eq!(refusal(suite.buy(SELLER, id, 1, 10_000)), ContractError::SelfTrade {});
}

#[test]
fn only_the_seller_changes_and_cancels() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    let id = suite.list(SELLER, &token, 10_000);
    let update = ExecuteMsg::UpdatePrice { listing_id: id, price: amount(1) };
    let cancel = ExecuteMsg::Cancel { listing_id: id };
    for who in [BUYER, ADMIN] {
        assert_eq!(refusal(suite.tell_market(who, &update, 0)), unauthorized(who));
        assert_eq!(refusal(suite.tell_market(who, &cancel, 0)), unauthorized(who));
    }
    let delist = event(&suite.tell_market(SELLER, &cancel, 0).unwrap(), "wasm-delist");
    assert_eq!((delist["reason"].as_str(), delist["seller"].as_str()), ("cancelled", SELLER));
    assert_eq!(suite.owner(&token), SELLER);
    assert_eq!(refusal(suite.buy(BUYER, id, 1, 10_000)), ContractError::ListingNotFound { listing_id: id });
}

#[test]
fn a_listing_has_a_price_and_an_end() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    let day = suite.in_seconds(86_400);
    assert_eq!(refusal(suite.send(SELLER, &token, 0, day)), ContractError::PriceZero {});
    let now = suite.in_seconds(0);
    let late = suite.in_seconds(180 * 86_400 + 1);
    for expires in [now, late] {
        let out = ContractError::ExpiryOutOfRange { expires, days_max: 180 };
        assert_eq!(refusal(suite.send(SELLER, &token, 1, expires)), out);
    }
    assert_eq!(suite.owner(&token), SELLER);
    suite.send(SELLER, &token, 1, suite.in_seconds(180 * 86_400)).unwrap();
    let zero = ExecuteMsg::UpdatePrice { listing_id: 1, price: amount(0) };
    assert_eq!(refusal(suite.tell_market(SELLER, &zero, 0)), ContractError::PriceZero {});
}

#[test]
fn list_move_away_and_back_and_buy() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    let first = suite.list(SELLER, &token, 10_000);
    let move_to = |recipient: &str| collection::msg::ExecuteMsg::TransferNft {
        recipient: recipient.to_string(),
        token_id: token.clone(),
    };
    // While it is listed the seller cannot move it, since it is not his.
    suite.tell_collection(SELLER, &move_to(OTHER)).unwrap_err();
    suite.tell_market(SELLER, &ExecuteMsg::Cancel { listing_id: first }, 0).unwrap();
    suite.tell_collection(SELLER, &move_to(OTHER)).unwrap();
    suite.tell_collection(OTHER, &move_to(SELLER)).unwrap();
    // The old listing is not alive again, whoever owns the token.
    assert_eq!(refusal(suite.buy(BUYER, first, 1, 10_000)), ContractError::ListingNotFound { listing_id: first });
    let second = suite.list(SELLER, &token, 30_000);
    assert_ne!(first, second);
    suite.buy(BUYER, second, 1, 30_000).unwrap();
    assert_eq!(suite.owner(&token), BUYER);
}

#[test]
fn from_its_expiry_on_a_listing_is_not_sold_and_anybody_returns_the_token() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    let expires = suite.in_seconds(600);
    suite.send(SELLER, &token, 10_000, expires).unwrap();
    let remove = ExecuteMsg::RemoveExpired { listing_id: 1 };
    suite.wait(500, 599);
    let early = ContractError::ListingNotExpired { listing_id: 1, expires };
    assert_eq!(refusal(suite.tell_market(OTHER, &remove, 0)), early);
    suite.wait(0, 1);
    let late = ContractError::ListingExpired { listing_id: 1, expires };
    assert_eq!(refusal(suite.buy(BUYER, 1, 1, 10_000)), late);
    let update = ExecuteMsg::UpdatePrice { listing_id: 1, price: amount(1) };
    assert_eq!(refusal(suite.tell_market(SELLER, &update, 0)), late);
    let delist = event(&suite.tell_market(OTHER, &remove, 0).unwrap(), "wasm-delist");
    assert_eq!(delist["reason"], "expired");
    assert_eq!(suite.owner(&token), SELLER);
    assert_eq!(suite.listing(&token), None);
}

#[test]
fn a_second_before_its_expiry_a_listing_is_sold() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    suite.send(SELLER, &token, 10_000, suite.in_seconds(600)).unwrap();
    suite.wait(500, 599);
    suite.buy(BUYER, 1, 1, 10_000).unwrap();
}

#[test]
fn an_expired_listing_may_still_be_cancelled() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    suite.send(SELLER, &token, 10_000, suite.in_seconds(600)).unwrap();
    suite.wait(500, 600);
    suite.tell_market(SELLER, &ExecuteMsg::Cancel { listing_id: 1 }, 0).unwrap();
    assert_eq!(suite.owner(&token), SELLER);
}

#[test]
fn what_costs_nothing_takes_no_money() {
    let mut suite = Suite::new();
    let token = suite.mint(SELLER);
    suite.list(SELLER, &token, 10_000);
    let collection = suite.collection.to_string();
    for (who, msg) in [
        (SELLER, ExecuteMsg::UpdatePrice { listing_id: 1, price: amount(1) }),
        (SELLER, ExecuteMsg::Cancel { listing_id: 1 }),
        (OTHER, ExecuteMsg::RemoveExpired { listing_id: 1 }),
        (OTHER, ExecuteMsg::Claim { recipient: None }),
        (ADMIN, ExecuteMsg::AllowCollection { collection: collection.clone(), mint: None }),
        (ADMIN, ExecuteMsg::RecoverStray { collection, token_id: token.clone(), recipient: OTHER.to_string() }),
    ] {
        assert_eq!(
            refusal(suite.tell_market(who, &msg, 1)),
            ContractError::Payment(PaymentError::NonPayable {}),
            "{msg:?}"
        );
    }
}

#[test]
fn listings_are_read_in_pages() {
    let mut suite = Suite::new();
    for _ in 0..35 {
        suite.listed(10_000);
    }
    let page = |start_after, limit| {
        let answer: market::msg::ListingsResponse = suite.ask(&QueryMsg::Listings { start_after, limit });
        answer.listings.into_iter().map(|listing| listing.id).collect::<Vec<_>>()
    };
    assert_eq!(page(None, None), (1..=10).collect::<Vec<_>>());
    assert_eq!(page(None, Some(100)), (1..=30).collect::<Vec<_>>());
    assert_eq!(page(Some(30), Some(30)), (31..=35).collect::<Vec<_>>());
    assert_eq!(page(Some(35), None), [0; 0]);
}

#[test]
fn the_market_says_how_a_listing_would_be_paid() {
    let mut suite = Suite::new();
    let id = suite.listed(9_999);
    let parts: market::msg::Payouts = suite.ask(&QueryMsg::Payouts { listing_id: id });
    assert_eq!((parts.fee, parts.royalty, parts.seller), (amount(249), amount(499), amount(9_251)));
    let sale = event(&suite.buy(BUYER, id, 1, 9_999).unwrap(), "wasm-sale");
    assert_eq!(amounts(&sale, &["fee", "royalty", "seller_gets"]), [249, 499, 9_251]);
}

#[test]
fn a_migration_keeps_listings_and_may_bring_a_defect() {
    let mut suite = Suite::new();
    let id = suite.listed(10_000);
    let (admin, market, code) = (cosmwasm_std::Addr::unchecked(ADMIN), suite.market.clone(), suite.market_code);
    let migrate = |suite: &mut Suite, defects| {
        cw_multi_test::Executor::migrate_contract(
            &mut suite.app,
            admin.clone(),
            market.clone(),
            &MigrateMsg { defects },
            code,
        )
    };
    migrate(&mut suite, None).unwrap();
    assert_eq!(suite.ask::<market::state::Config>(&QueryMsg::Config {}).defects, []);
    migrate(&mut suite, Some(vec![Defect::VersionIgnored])).unwrap();
    assert_eq!(suite.ask::<market::state::Config>(&QueryMsg::Config {}).defects, [Defect::VersionIgnored]);
    suite.buy(BUYER, id, 7, 10_000).unwrap();
}
