//! The collection by itself: who may move what, what is told, and how lists are read.
use collection::contract::{execute, instantiate, migrate, query};
use collection::msg::{
    CheckRoyaltiesResponse, Cw2981QueryMsg, Defect, ExecuteMsg, Extension, InstantiateMsg, MigrateMsg, MinterResponse,
    QueryMsg, RoyaltiesInfoResponse, Royalty,
};
use collection::ContractError;
use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::testing::{mock_dependencies, mock_env, mock_info, MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{
    coins, from_json, Binary, CosmosMsg, Decimal, Env, OwnedDeps, Response, StdError, Uint128, WasmMsg,
};
use cw721::{
    AllNftInfoResponse, Approval, ApprovalResponse, ApprovalsResponse, ContractInfoResponse, Expiration,
    NftInfoResponse, NumTokensResponse, OperatorResponse, OperatorsResponse, OwnerOfResponse, TokensResponse,
};

const MINTER: &str = "minter";
const CREATOR: &str = "creator";
const OWNER: &str = "owner";
const FRIEND: &str = "friend";
const OTHER: &str = "other";

struct Chain {
    deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    env: Env,
}

fn royalty(share: Decimal) -> Option<Royalty> {
    Some(Royalty { payment_address: CREATOR.to_string(), share })
}

fn about(royalty: Option<Royalty>, defects: Vec<Defect>) -> InstantiateMsg {
    let (name, symbol, minter) = ("Boxes".to_string(), "BOX".to_string(), MINTER.to_string());
    InstantiateMsg { name, symbol, minter, creator: Some(CREATOR.to_string()), royalty, defects }
}

impl Chain {
    fn with(royalty: Option<Royalty>, defects: Vec<Defect>) -> Chain {
        let (mut deps, env) = (mock_dependencies(), mock_env());
        instantiate(deps.as_mut(), env.clone(), mock_info("admin", &[]), about(royalty, defects)).unwrap();
        Chain { deps, env }
    }

    /// With token `1` of the owner.
    fn new() -> Chain {
        let mut chain = Chain::with(royalty(Decimal::percent(5)), vec![]);
        chain.mint("1", OWNER).unwrap();
        chain
    }

    fn run(&mut self, sender: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
        execute(self.deps.as_mut(), self.env.clone(), mock_info(sender, &[]), msg)
    }

    fn try_ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> Result<T, StdError> {
        from_json(query(self.deps.as_ref(), self.env.clone(), msg)?)
    }

    fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        self.try_ask(msg).unwrap()
    }

    fn mint(&mut self, token_id: &str, owner: &str) -> Result<Response, ContractError> {
        let (token_id, owner, token_uri) = (token_id.to_string(), owner.to_string(), Some("ipfs://cid".to_string()));
        self.run(MINTER, ExecuteMsg::Mint { token_id, owner, token_uri, extension: None })
    }

    fn transfer(&mut self, sender: &str, recipient: &str) -> Result<Response, ContractError> {
        self.run(sender, ExecuteMsg::TransferNft { recipient: recipient.to_string(), token_id: "1".to_string() })
    }

    fn approve(&mut self, sender: &str, spender: &str, expires: Option<Expiration>) -> Result<Response, ContractError> {
        self.run(sender, ExecuteMsg::Approve { spender: spender.to_string(), token_id: "1".to_string(), expires })
    }

    fn approve_all(&mut self, sender: &str, operator: &str, expires: Option<Expiration>) {
        self.run(sender, ExecuteMsg::ApproveAll { operator: operator.to_string(), expires }).unwrap();
    }

    fn owner(&self) -> OwnerOfResponse {
        self.ask(QueryMsg::OwnerOf { token_id: "1".to_string(), include_expired: None })
    }

    fn approvals(&self, include_expired: Option<bool>) -> Vec<Approval> {
        self.ask::<ApprovalsResponse>(QueryMsg::Approvals { token_id: "1".to_string(), include_expired }).approvals
    }

    fn set_royalty(&mut self, sender: &str, royalty: Option<Royalty>) -> Result<Response, ContractError> {
        self.run(sender, ExecuteMsg::UpdateRoyalty { royalty })
    }

    fn due(&self, sale_price: u128) -> RoyaltiesInfoResponse {
        let (token_id, sale_price) = ("1".to_string(), Uint128::new(sale_price));
        self.ask(QueryMsg::Extension { msg: Cw2981QueryMsg::RoyaltyInfo { token_id, sale_price } })
    }
}

fn attributes(response: &Response) -> Vec<(&str, &str)> {
    response.attributes.iter().map(|each| (each.key.as_str(), each.value.as_str())).collect()
}

fn unauthorized(sender: &str) -> ContractError {
    ContractError::Unauthorized { sender: sender.to_string() }
}

#[test]
fn the_attributes_are_those_of_cw721() {
    let mut chain = Chain::with(None, vec![]);
    let told = chain.mint("1", OWNER).unwrap();
    let expected = [("action", "mint"), ("minter", MINTER), ("owner", OWNER), ("token_id", "1")];
    assert_eq!(attributes(&told), expected);
    let told = chain.approve(OWNER, FRIEND, None).unwrap();
    let expected = [("action", "approve"), ("sender", OWNER), ("spender", FRIEND), ("token_id", "1")];
    assert_eq!(attributes(&told), expected);
    let told = chain.run(OWNER, ExecuteMsg::Revoke { spender: FRIEND.to_string(), token_id: "1".to_string() }).unwrap();
    let expected = [("action", "revoke"), ("sender", OWNER), ("spender", FRIEND), ("token_id", "1")];
    assert_eq!(attributes(&told), expected);
    let told = chain.run(OWNER, ExecuteMsg::ApproveAll { operator: FRIEND.to_string(), expires: None }).unwrap();
    assert_eq!(attributes(&told), [("action", "approve_all"), ("sender", OWNER), ("operator", FRIEND)]);
    let told = chain.run(OWNER, ExecuteMsg::RevokeAll { operator: FRIEND.to_string() }).unwrap();
    assert_eq!(attributes(&told), [("action", "revoke_all"), ("sender", OWNER), ("operator", FRIEND)]);
    let told = chain.transfer(OWNER, OTHER).unwrap();
    let expected = [("action", "transfer_nft"), ("sender", OWNER), ("recipient", OTHER), ("token_id", "1")];
    assert_eq!(attributes(&told), expected);
    let told = chain.run(OTHER, ExecuteMsg::Burn { token_id: "1".to_string() }).unwrap();
    assert_eq!(attributes(&told), [("action", "burn"), ("sender", OTHER), ("token_id", "1")]);
}

#[test]
fn a_token_that_is_sent_is_moved_before_the_receiver_is_told() {
    let mut chain = Chain::new();
    let (contract, token_id, msg) = ("market".to_string(), "1".to_string(), Binary::from(b"{}"));
    let told = chain.run(OWNER, ExecuteMsg::SendNft { contract, token_id, msg }).unwrap();
    let expected = [("action", "send_nft"), ("sender", OWNER), ("recipient", "market"), ("token_id", "1")];
    assert_eq!(attributes(&told), expected);
    assert_eq!(chain.owner().owner, "market");
    let CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, funds }) = &told.messages[0].msg else {
        panic!("{:?}", told.messages);
    };
    assert_eq!((contract_addr.as_str(), funds.len()), ("market", 0));
    let expected = r#"{"receive_nft":{"sender":"owner","token_id":"1","msg":"e30="}}"#;
    assert_eq!(String::from_utf8(msg.to_vec()).unwrap(), expected);
}

#[test]
fn only_the_minter_mints_and_an_id_once() {
    let mut chain = Chain::new();
    let (token_id, owner) = ("2".to_string(), OWNER.to_string());
    let msg = ExecuteMsg::Mint { token_id, owner, token_uri: None, extension: None };
    for who in [OWNER, CREATOR, "admin"] {
        assert_eq!(chain.run(who, msg.clone()), Err(unauthorized(who)));
    }
    chain.run(MINTER, msg.clone()).unwrap();
    assert_eq!(chain.run(MINTER, msg), Err(ContractError::Claimed { token_id: "2".to_string() }));
    assert_eq!(chain.ask::<NumTokensResponse>(QueryMsg::NumTokens {}).count, 2);
    assert_eq!(chain.ask::<MinterResponse>(QueryMsg::Minter {}).minter.as_deref(), Some(MINTER));
}

#[test]
fn with_access_open_anybody_mints() {
    let mut chain = Chain::with(None, vec![Defect::AccessOpen]);
    let (token_id, owner) = ("1".to_string(), OTHER.to_string());
    chain.run(OTHER, ExecuteMsg::Mint { token_id, owner, token_uri: None, extension: None }).unwrap();
    assert_eq!(chain.owner().owner, OTHER);
}

#[test]
fn ids_and_uris_have_bounds() {
    let mut chain = Chain::new();
    for length in [0, 65] {
        let error = ContractError::TokenIdLength { length, max: 64 };
        assert_eq!(chain.mint(&"x".repeat(length), OWNER), Err(error));
    }
    chain.mint(&"x".repeat(64), OWNER).unwrap();
    let (token_id, owner, token_uri) = ("2".to_string(), OWNER.to_string(), Some("x".repeat(513)));
    let msg = ExecuteMsg::Mint { token_id, owner, token_uri, extension: None };
    assert_eq!(chain.run(MINTER, msg), Err(ContractError::TokenUriLength { length: 513, max: 512 }));
}

#[test]
fn a_stranger_moves_nothing() {
    let mut chain = Chain::new();
    assert_eq!(chain.transfer(OTHER, OTHER), Err(unauthorized(OTHER)));
    assert_eq!(chain.run(OTHER, ExecuteMsg::Burn { token_id: "1".to_string() }), Err(unauthorized(OTHER)));
    assert_eq!(chain.approve(OTHER, OTHER, None), Err(unauthorized(OTHER)));
    let (contract, token_id, msg) = (OTHER.to_string(), "1".to_string(), Binary::default());
    assert_eq!(chain.run(OTHER, ExecuteMsg::SendNft { contract, token_id, msg }), Err(unauthorized(OTHER)));
}

#[test]
fn an_approval_is_good_for_one_transfer_and_is_not_handed_on() {
    let mut chain = Chain::new();
    chain.approve(OWNER, FRIEND, None).unwrap();
    assert_eq!(chain.approve(FRIEND, OTHER, None), Err(unauthorized(FRIEND)));
    chain.transfer(FRIEND, OTHER).unwrap();
    assert_eq!(chain.owner(), OwnerOfResponse { owner: OTHER.to_string(), approvals: vec![] });
    assert_eq!(chain.transfer(FRIEND, FRIEND), Err(unauthorized(FRIEND)));
}

#[test]
fn a_revoked_approval_moves_nothing() {
    let mut chain = Chain::new();
    chain.approve(OWNER, FRIEND, None).unwrap();
    chain.run(OWNER, ExecuteMsg::Revoke { spender: FRIEND.to_string(), token_id: "1".to_string() }).unwrap();
    assert_eq!(chain.transfer(FRIEND, FRIEND), Err(unauthorized(FRIEND)));
}

#[test]
fn an_expired_approval_moves_nothing_and_is_shown_only_where_asked_for() {
    let mut chain = Chain::new();
    let expires = Expiration::AtHeight(chain.env.block.height + 10);
    chain.approve(OWNER, FRIEND, Some(expires)).unwrap();
    let approval = Approval { spender: FRIEND.to_string(), expires };
    assert_eq!(chain.owner().approvals, std::slice::from_ref(&approval));
    chain.env.block.height += 10;
    assert_eq!(chain.transfer(FRIEND, FRIEND), Err(unauthorized(FRIEND)));
    assert_eq!(chain.approvals(None), []);
    assert_eq!(chain.approvals(Some(true)), std::slice::from_ref(&approval));
    let ask = |include_expired| QueryMsg::Approval {
        token_id: "1".to_string(),
        spender: FRIEND.to_string(),
        include_expired,
    };
    assert!(matches!(chain.try_ask::<ApprovalResponse>(ask(None)), Err(StdError::NotFound { .. })));
    assert_eq!(chain.ask::<ApprovalResponse>(ask(Some(true))).approval, approval);
    assert_eq!(chain.approve(OWNER, FRIEND, Some(expires)), Err(ContractError::Expired {}));
}

#[test]
fn an_owner_needs_no_approval() {
    let chain = Chain::new();
    let (token_id, spender) = ("1".to_string(), OWNER.to_string());
    let answer: ApprovalResponse = chain.ask(QueryMsg::Approval { token_id, spender, include_expired: None });
    assert_eq!(answer.approval.expires, Expiration::Never {});
}

#[test]
fn an_operator_moves_and_approves_all_of_one_owner() {
    let mut chain = Chain::new();
    chain.approve_all(OWNER, FRIEND, None);
    chain.approve(FRIEND, OTHER, None).unwrap();
    chain.transfer(FRIEND, OTHER).unwrap();
    // It is another's now.
    assert_eq!(chain.transfer(FRIEND, FRIEND), Err(unauthorized(FRIEND)));
}

#[test]
fn an_operator_ends_with_its_time_or_with_a_word() {
    let mut chain = Chain::new();
    chain.approve_all(OWNER, FRIEND, Some(Expiration::AtTime(chain.env.block.time.plus_seconds(60))));
    chain.env.block.time = chain.env.block.time.plus_seconds(60);
    assert_eq!(chain.transfer(FRIEND, FRIEND), Err(unauthorized(FRIEND)));
    chain.approve_all(OWNER, FRIEND, None);
    chain.run(OWNER, ExecuteMsg::RevokeAll { operator: FRIEND.to_string() }).unwrap();
    assert_eq!(chain.transfer(FRIEND, FRIEND), Err(unauthorized(FRIEND)));
    let (owner, operator) = (OWNER.to_string(), FRIEND.to_string());
    let ask = QueryMsg::Operator { owner, operator, include_expired: Some(true) };
    assert!(matches!(chain.try_ask::<OperatorResponse>(ask), Err(StdError::NotFound { .. })));
}

#[test]
fn operators_are_read_in_pages_without_the_expired() {
    let mut chain = Chain::new();
    for number in 0..35 {
        let expires = (number == 3).then(|| Expiration::AtHeight(chain.env.block.height + 1));
        chain.approve_all(OWNER, &format!("friend{number:02}"), expires);
    }
    chain.approve_all(OTHER, "stranger", None);
    chain.env.block.height += 1;
    let page = |include_expired, start_after: Option<&str>, limit| {
        let (owner, start_after) = (OWNER.to_string(), start_after.map(str::to_string));
        let ask = QueryMsg::AllOperators { owner, include_expired, start_after, limit };
        chain.ask::<OperatorsResponse>(ask).operators.into_iter().map(|each| each.spender).collect::<Vec<_>>()
    };
    let names = |from, to| (from..to).map(|number| format!("friend{number:02}")).collect::<Vec<_>>();
    assert_eq!(page(Some(true), None, None), names(0, 10));
    assert_eq!(page(Some(true), None, Some(99)), names(0, 30));
    assert_eq!(page(None, None, Some(4)), ["friend00", "friend01", "friend02", "friend04"]);
    assert_eq!(page(None, Some("friend29"), Some(30)), names(30, 35));
}

#[test]
fn tokens_are_read_in_pages() {
    let mut chain = Chain::with(None, vec![]);
    for number in 0..70 {
        chain.mint(&format!("t{number:02}"), if number % 2 == 0 { OWNER } else { OTHER }).unwrap();
    }
    let all = |start_after: Option<&str>, limit| {
        let ask = QueryMsg::AllTokens { start_after: start_after.map(str::to_string), limit };
        chain.ask::<TokensResponse>(ask).tokens
    };
    let of = |start_after: Option<&str>, limit| {
        let (owner, start_after) = (OWNER.to_string(), start_after.map(str::to_string));
        chain.ask::<TokensResponse>(QueryMsg::Tokens { owner, start_after, limit }).tokens
    };
    let names = |from, to, step| (from..to).step_by(step).map(|number| format!("t{number:02}")).collect::<Vec<_>>();
    assert_eq!(all(None, None), names(0, 10, 1));
    assert_eq!(all(Some("t09"), Some(u32::MAX)), names(10, 40, 1));
    assert_eq!(all(Some("t69"), None), names(0, 0, 1));
    assert_eq!(of(None, None), names(0, 20, 2));
    assert_eq!(of(Some("t18"), Some(30)), names(20, 70, 2));
}

#[test]
fn a_burnt_token_is_gone() {
    let mut chain = Chain::new();
    chain.run(OWNER, ExecuteMsg::Burn { token_id: "1".to_string() }).unwrap();
    let ask = QueryMsg::NftInfo { token_id: "1".to_string() };
    assert!(matches!(chain.try_ask::<NftInfoResponse<Extension>>(ask), Err(StdError::NotFound { .. })));
    assert_eq!(chain.ask::<NumTokensResponse>(QueryMsg::NumTokens {}).count, 0);
    let ask = QueryMsg::Tokens { owner: OWNER.to_string(), start_after: None, limit: None };
    assert_eq!(chain.ask::<TokensResponse>(ask).tokens, [""; 0]);
    chain.transfer(OWNER, OTHER).unwrap_err();
}

#[test]
fn a_token_and_the_collection_say_what_they_are() {
    let chain = Chain::new();
    let ask = QueryMsg::AllNftInfo { token_id: "1".to_string(), include_expired: None };
    let all: AllNftInfoResponse<Extension> = chain.ask(ask);
    assert_eq!(all.access.owner, OWNER);
    assert_eq!(all.info, NftInfoResponse { token_uri: Some("ipfs://cid".to_string()), extension: None });
    let about: ContractInfoResponse = chain.ask(QueryMsg::ContractInfo {});
    assert_eq!((about.name.as_str(), about.symbol.as_str()), ("Boxes", "BOX"));
}

#[test]
fn a_royalty_is_rounded_down() {
    let chain = Chain::new();
    for (price, amount) in [(0, 0), (19, 0), (20, 1), (39, 1), (10_000, 500), (u128::MAX, u128::MAX / 20)] {
        let expected = RoyaltiesInfoResponse { address: CREATOR.to_string(), royalty_amount: amount.into() };
        assert_eq!(chain.due(price), expected, "at {price}");
    }
}

#[test]
fn without_a_royalty_nobody_is_owed() {
    let mut chain = Chain::with(None, vec![]);
    chain.mint("1", OWNER).unwrap();
    let expected = RoyaltiesInfoResponse { address: String::new(), royalty_amount: Uint128::zero() };
    assert_eq!(chain.due(10_000), expected);
    let check = || QueryMsg::Extension { msg: Cw2981QueryMsg::CheckRoyalties {} };
    assert!(!chain.ask::<CheckRoyaltiesResponse>(check()).royalty_payments);
    assert!(Chain::new().ask::<CheckRoyaltiesResponse>(check()).royalty_payments);
}

#[test]
fn a_royalty_is_at_most_a_tenth() {
    let high = Decimal::from_ratio(101_u128, 1_000_u128);
    let max = Decimal::percent(10);
    let mut deps = mock_dependencies();
    let made = instantiate(deps.as_mut(), mock_env(), mock_info("admin", &[]), about(royalty(high), vec![]));
    assert_eq!(made, Err(ContractError::ShareTooHigh { share: high, max }));
    let mut chain = Chain::with(royalty(max), vec![]);
    assert_eq!(chain.set_royalty(CREATOR, royalty(high)), Err(ContractError::ShareTooHigh { share: high, max }));
}

#[test]
fn a_royalty_changes_by_two_points_at_a_time_and_by_its_creator_alone() {
    let mut chain = Chain::new();
    for who in [MINTER, OWNER, "admin"] {
        assert_eq!(chain.set_royalty(who, None), Err(unauthorized(who)));
    }
    let max = Decimal::percent(2);
    let from = Decimal::percent(5);
    for to in [Decimal::from_ratio(701_u128, 10_000_u128), Decimal::from_ratio(299_u128, 10_000_u128)] {
        assert_eq!(chain.set_royalty(CREATOR, royalty(to)), Err(ContractError::ShareChange { from, to, max }));
    }
    let to = Decimal::zero();
    assert_eq!(chain.set_royalty(CREATOR, None), Err(ContractError::ShareChange { from, to, max }));
    for share in [7, 5, 3, 1].map(Decimal::percent) {
        chain.set_royalty(CREATOR, royalty(share)).unwrap();
    }
    chain.set_royalty(CREATOR, None).unwrap();
    assert_eq!(chain.due(10_000).royalty_amount, Uint128::zero());
}

#[test]
fn nothing_here_takes_money() {
    let mut chain = Chain::new();
    let msg = ExecuteMsg::TransferNft { recipient: OTHER.to_string(), token_id: "1".to_string() };
    let sent = execute(chain.deps.as_mut(), chain.env.clone(), mock_info(OWNER, &coins(1, "uluna")), msg);
    assert!(matches!(sent, Err(ContractError::Payment(_))));
}

#[test]
fn an_address_is_checked_wherever_it_comes_from() {
    let mut chain = Chain::new();
    assert!(matches!(chain.transfer(OWNER, "Owner"), Err(ContractError::Std(_))));
    assert!(matches!(chain.approve(OWNER, "", None), Err(ContractError::Std(_))));
    assert!(matches!(chain.mint("2", "OTHER"), Err(ContractError::Std(_))));
}

#[test]
fn another_contract_is_not_taken_over() {
    let mut chain = Chain::new();
    migrate(chain.deps.as_mut(), chain.env.clone(), MigrateMsg {}).unwrap();
    cw2::set_contract_version(&mut chain.deps.storage, "somebody:else", "1.0.0").unwrap();
    let error = migrate(chain.deps.as_mut(), chain.env.clone(), MigrateMsg {}).unwrap_err();
    assert!(matches!(error, ContractError::WrongContract { found, .. } if found == "somebody:else"));
}
