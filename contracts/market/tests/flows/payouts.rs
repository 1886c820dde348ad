//! The parts of every price sum to it.
use collection::msg::Royalty;
use cosmwasm_std::testing::{mock_dependencies, mock_env, mock_info};
use cosmwasm_std::{Addr, Decimal, Uint128};
use market::msg::InstantiateMsg;
use market::payout::split;
use market::state::{Config, RoyaltyTerms};
use market::ContractError;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::suite::*;

fn config(fee_bps: u16, royalty_bps_max: u16) -> Config {
    let (admin, treasury) = (Addr::unchecked(ADMIN), Addr::unchecked(TREASURY));
    Config { admin, denom: DENOM.to_string(), fee_bps, treasury, royalty_bps_max, defects: vec![] }
}

fn terms(atomics: u128) -> Option<RoyaltyTerms> {
    let share = Decimal::new(Uint128::new(atomics));
    (atomics > 0).then(|| RoyaltyTerms { payee: Addr::unchecked(CREATOR), share })
}

/// A fee, and a share to the last digit that still leaves something.
fn parts() -> impl Strategy<Value = (u16, u128)> {
    (0..10_000_u16).prop_flat_map(|fee_bps| {
        let share_max = u128::from(9_999 - fee_bps) * 100_000_000_000_000;
        (Just(fee_bps), 0..=share_max)
    })
}

/// Small prices, where rounding shows, and all there are.
fn price() -> impl Strategy<Value = u128> {
    prop_oneof![1..10_000_u128, 1..=u128::MAX]
}

/// floor(price * part / whole) by long division, digit by digit, so not by what the contract uses.
fn floor_of(price: u128, part: u128, whole: u128) -> u128 {
    let (mut quotient, mut rest) = (0_u128, 0_u128);
    for digit in (0..128).rev().map(|bit| (price >> bit) & 1) {
        rest = rest * 2 + digit * part;
        quotient = quotient * 2 + rest / whole;
        rest %= whole;
    }
    quotient
}

/// The same cases each time.
fn cases(count: u32) -> ProptestConfig {
    ProptestConfig {
        cases: count,
        rng_seed: RngSeed::Fixed(15),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn parts_sum_to_the_price((fee_bps, share) in parts(), price in price()) {
        let paid = split(&config(fee_bps, 0), price.into(), &terms(share)).unwrap();
        let [fee, royalty, seller] = [paid.fee, paid.royalty, paid.seller].map(|part| part.u128());
        prop_assert_eq!(fee.checked_add(royalty).and_then(|sum| sum.checked_add(seller)), Some(price));
        prop_assert_eq!(fee, floor_of(price, fee_bps.into(), 10_000));
        prop_assert_eq!(royalty, floor_of(price, share, 1_000_000_000_000_000_000));
        prop_assert!(seller > 0, "the seller got nothing of {}", price);
    }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn the_bank_moves_what_the_event_says(
        (fee_bps, cap) in (0..3_000_u16, 0..3_000_u16),
        share in 0..=100_000_000_000_000_000_u128,
        price in prop_oneof![1..300_u128, 1..START],
        payee in prop_oneof![Just(CREATOR), Just(BLOCKED)],
    ) {
        let royalty = Some(Royalty { payment_address: payee.to_string(), share: Decimal::new(share.into()) });
        let mut suite = Suite::with(Setup { fee_bps, royalty_bps_max: cap, royalty, ..Setup::default() });
        let id = suite.listed(price);
        let before = [SELLER, TREASURY, CREATOR].map(|who| suite.balance(who));
        let response = suite.buy(BUYER, id, 1, price).unwrap();
        let sale = event(&response, "wasm-sale");
        let told = amounts(&sale, &["price", "fee", "royalty", "seller_gets"]);
        let [seller, treasury, creator] = [SELLER, TREASURY, CREATOR].map(|who| suite.balance(who));
        let held = suite.claimable(BLOCKED);

        prop_assert_eq!(told[1] + told[2] + told[3], price);
        prop_assert_eq!(told[0], price);
        prop_assert_eq!(suite.balance(BUYER), START - price);
        prop_assert_eq!(seller - before[0], told[3]);
        prop_assert_eq!(treasury - before[1], told[1]);
        prop_assert_eq!(creator - before[2] + held, told[2]);
        prop_assert_eq!(suite.balance(suite.market.as_str()), held);
        prop_assert!(told[2] <= floor_of(price, cap.into(), 10_000));
        // Nobody is sent nothing: the bank would refuse it, and with it the sale.
        let sends = response.events.iter().filter(|event| event.ty == "transfer").count();
        let parts = [told[1], told[2] - held, told[3]];
        prop_assert_eq!(sends, parts.iter().filter(|part| **part > 0).count());
    }
}

#[test]
fn fee_and_royalty_leave_something_to_the_seller() {
    let make = |fee_bps, royalty_bps_max| {
        let treasury = TREASURY.to_string();
        let msg = InstantiateMsg {
            admin: None,
            denom: DENOM.to_string(),
            fee_bps,
            treasury,
            royalty_bps_max,
            defects: vec![],
        };
        market::contract::instantiate(mock_dependencies().as_mut(), mock_env(), mock_info(ADMIN, &[]), msg)
    };
    assert_eq!(make(9_000, 1_000).unwrap_err(), ContractError::PartsTooLarge { sum: 10_000 });
    assert_eq!(make(u16::MAX, u16::MAX).unwrap_err(), ContractError::PartsTooLarge { sum: 131_070 });
    make(9_000, 999).unwrap();
}
