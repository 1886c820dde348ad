//! The villain does what it is told, and tells what it was told.
use std::collections::BTreeMap;

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::{
    to_json_binary, Addr, BankQuery, Binary, CosmosMsg, Empty, QueryRequest, ReplyOn, SubMsg, WasmMsg, WasmQuery,
};
use cw_multi_test::{App, AppResponse, Contract, ContractWrapper, Executor};
use rogue::contract::{execute, instantiate, migrate, query, reply, sudo};
use rogue::msg::{EnvResponse, ExecuteMsg, ForgedEvent, InstantiateMsg, QueryMsg, Runaway, SudoMsg};
use rogue::state::{Reaction, ReplyPlan, ReplyRecord};
use rogue::ContractError;

struct Chain {
    app: App,
    rogue: Addr,
}

fn code() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply).with_sudo(sudo).with_migrate(migrate))
}

fn bytes(text: &str) -> Binary {
    text.as_bytes().into()
}

impl Chain {
    fn new() -> Chain {
        let mut app = App::default();
        let code_id = app.store_code(code());
        let msg = InstantiateMsg { refusal: None };
        let rogue = app.instantiate_contract(code_id, Addr::unchecked("maker"), &msg, &[], "rogue", None).unwrap();
        Chain { app, rogue }
    }

    fn run(&mut self, msg: ExecuteMsg) -> Result<AppResponse, ContractError> {
        let done = self.app.execute_contract(Addr::unchecked("user"), self.rogue.clone(), &msg, &[]);
        done.map_err(|error| error.downcast().unwrap())
    }

    fn ask<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        self.app.wrap().query_wasm_smart(&self.rogue, msg).unwrap()
    }

    fn to_itself(&self, msg: &ExecuteMsg) -> CosmosMsg {
        let contract_addr = self.rogue.to_string();
        WasmMsg::Execute { contract_addr, msg: to_json_binary(msg).unwrap(), funds: vec![] }.into()
    }

    fn get(&self, key: &str) -> Option<Binary> {
        self.ask(&QueryMsg::Get { key: bytes(key) })
    }
}

fn set(key: &str, value: &str) -> ExecuteMsg {
    ExecuteMsg::Set { key: bytes(key), value: bytes(value) }
}

#[test]
fn the_store_is_read_by_key_and_in_both_orders() {
    let mut chain = Chain::new();
    for key in ["x1", "x3", "x2"] {
        chain.run(set(key, &format!("v{key}"))).unwrap();
    }
    assert_eq!((chain.get("x2"), chain.get("x4")), (Some(bytes("vx2")), None));
    let range = |is_descending, limit| {
        let (start, end) = (Some(bytes("x1")), Some(bytes("x3")));
        let found: Vec<(Binary, Binary)> = chain.ask(&QueryMsg::Range { start, end, is_descending, limit });
        found.into_iter().map(|(key, _)| key).collect::<Vec<_>>()
    };
    assert_eq!(range(false, None), [bytes("x1"), bytes("x2")]);
    assert_eq!(range(true, Some(1)), [bytes("x2")]);
    let both: Vec<(Binary, Binary)> = chain.ask(&QueryMsg::Interleaved { limit: 2 });
    assert!(both[0].0 < both[1].0);
    chain.run(ExecuteMsg::Remove { key: bytes("x2") }).unwrap();
    assert_eq!(chain.get("x2"), None);
    chain.run(ExecuteMsg::Fill { prefix: bytes("y"), count: 3, bytes: 5 }).unwrap();
    let filled = chain.ask::<Option<Binary>>(&QueryMsg::Get { key: b"y\0\0\0\x02".into() });
    assert_eq!(filled, Some(Binary::from([2; 5])));
}

#[test]
fn what_was_written_before_a_failure_does_not_stay() {
    let mut chain = Chain::new();
    let text = "enough".to_string();
    let msg = ExecuteMsg::WriteAndFail { key: bytes("x"), value: bytes("y"), text: text.clone() };
    assert_eq!(chain.run(msg).unwrap_err(), ContractError::Told { text });
    assert_eq!(chain.get("x"), None);
}

#[test]
fn a_reply_comes_as_it_was_asked_for() {
    let works = set("x", "1");
    let fails = ExecuteMsg::WriteAndFail { key: bytes("y"), value: bytes("1"), text: "no".to_string() };
    // What is asked for, whether the message works, whether the whole does, and whether a reply came.
    for (reply_on, does_work, is_done, is_told) in [
        (ReplyOn::Never, true, true, false),
        (ReplyOn::Never, false, false, false),
        (ReplyOn::Success, true, true, true),
        (ReplyOn::Success, false, false, false),
        (ReplyOn::Error, true, true, false),
        (ReplyOn::Error, false, true, true),
        (ReplyOn::Always, true, true, true),
        (ReplyOn::Always, false, true, true),
    ] {
        let mut chain = Chain::new();
        let msg = chain.to_itself(if does_work { &works } else { &fails });
        let message = SubMsg { id: 7, msg, gas_limit: None, reply_on: reply_on.clone() };
        let done = chain.run(ExecuteMsg::Submessages { messages: vec![message], plan: ReplyPlan::default() });
        assert_eq!(done.is_ok(), is_done, "{reply_on:?} {does_work}");
        let told: Vec<ReplyRecord> = chain.ask(&QueryMsg::Replies {});
        let expected: &[(u64, bool)] = if is_told { &[(7, does_work)] } else { &[] };
        let seen: Vec<_> = told.iter().map(|record| (record.id, record.result.is_ok())).collect();
        assert_eq!(seen, expected, "{reply_on:?} {does_work}");
        assert_eq!((chain.get("x").is_some(), chain.get("y")), (is_done && does_work, None));
    }
}

#[test]
fn a_reply_can_refuse_and_can_answer() {
    let mut chain = Chain::new();
    let messages = vec![SubMsg::reply_always(chain.to_itself(&set("x", "1")), 1)];
    let refusal = Some("not so".to_string());
    let plan = ReplyPlan { refusal, ..ReplyPlan::default() };
    let done = chain.run(ExecuteMsg::Submessages { messages: messages.clone(), plan });
    assert_eq!(done.unwrap_err(), ContractError::Told { text: "not so".to_string() });
    assert_eq!(chain.get("x"), None);
    let data = Some(bytes("answer"));
    let plan = ReplyPlan { data: data.clone(), attributes: vec![("a".to_string(), "b".to_string())], refusal: None };
    let done = chain.run(ExecuteMsg::Submessages { messages, plan }).unwrap();
    assert_eq!(done.data, data);
    done.assert_event(&cosmwasm_std::Event::new("wasm").add_attribute("reply", "1").add_attribute("a", "b"));
}

#[test]
fn events_go_out_as_told() {
    let mut chain = Chain::new();
    let pair = |key: &str, value: &str| (key.to_string(), value.to_string());
    let events = vec![ForgedEvent { name: "sale".to_string(), attributes: vec![pair("price", "1")] }];
    let attributes = vec![pair("action", "buy")];
    let done = chain.run(ExecuteMsg::Emit { attributes, events, data: Some(bytes("d")) }).unwrap();
    let told: BTreeMap<_, _> = done.events.iter().map(|event| (event.ty.as_str(), &event.attributes)).collect();
    assert!(told["wasm-sale"].iter().any(|each| each.key == "price" && each.value == "1"));
    assert!(told["wasm"].iter().any(|each| each.key == "action" && each.value == "buy"));
    assert_eq!(done.data, Some(bytes("d")));
}

#[test]
fn who_calls_it_gets_the_reaction() {
    let mut chain = Chain::new();
    let messages = vec![chain.to_itself(&set("x", "called back"))];
    let on_transfer = Reaction { messages: vec![], refusal: Some("mine".to_string()) };
    chain.run(ExecuteMsg::React { on_receive: Reaction { messages, refusal: None }, on_transfer }).unwrap();
    let told = cw721::Cw721ReceiveMsg { sender: "user".to_string(), token_id: "1".to_string(), msg: bytes("{}") };
    chain.run(ExecuteMsg::ReceiveNft(told)).unwrap();
    assert_eq!(chain.get("x"), Some(bytes("called back")));
    let transfer = ExecuteMsg::TransferNft { recipient: "user".to_string(), token_id: "1".to_string() };
    assert_eq!(chain.run(transfer).unwrap_err(), ContractError::Told { text: "mine".to_string() });
}

#[test]
fn it_calls_itself_as_deep_as_told() {
    let mut chain = Chain::new();
    let done = chain.run(ExecuteMsg::Recurse { depth: 5 }).unwrap();
    assert_eq!(done.events.iter().filter(|event| event.ty == "wasm").count(), 6);
}

#[test]
fn it_asks_the_chain_and_tells_the_answer() {
    let chain = Chain::new();
    let request = BankQuery::Balance { address: "user".to_string(), denom: "uluna".to_string() }.into();
    let answer: Binary = chain.ask(&QueryMsg::Chain { request });
    assert_eq!(answer, bytes(r#"{"amount":{"denom":"uluna","amount":"0"}}"#));
    let itself = WasmQuery::Smart { contract_addr: chain.rogue.to_string(), msg: bytes(r#"{"migrations":{}}"#) };
    let answer: Binary = chain.ask(&QueryMsg::Chain { request: QueryRequest::Wasm(itself) });
    assert_eq!(answer, bytes("0"));
    let env: EnvResponse = chain.ask(&QueryMsg::Env {});
    assert_eq!((env.contract, env.height), (chain.rogue.to_string(), chain.app.block_info().height));
}

#[test]
fn what_ends_by_itself_says_so() {
    let chain = Chain::new();
    let run = |how| chain.ask::<u64>(&QueryMsg::Run(how));
    assert_eq!(run(Runaway::Memory { bytes: 3 * 65_536 }), 3);
    assert_eq!(run(Runaway::Stack { depth: 10 }), 10);
    assert_ne!(run(Runaway::Work { rounds: 10 }), run(Runaway::Work { rounds: 11 }));
}

#[test]
#[should_panic(expected = "as told")]
fn it_panics_with_the_text_it_was_given() {
    let _ = rogue_panics();
}

fn rogue_panics() -> Result<AppResponse, ContractError> {
    Chain::new().run(ExecuteMsg::Run(Runaway::Panic { text: "as told".to_string() }))
}

#[test]
fn it_is_made_and_changed_only_if_it_agrees() {
    let mut app = App::default();
    let code_id = app.store_code(code());
    let maker = Addr::unchecked("maker");
    let refusal = Some("no".to_string());
    let msg = InstantiateMsg { refusal };
    app.instantiate_contract(code_id, maker.clone(), &msg, &[], "rogue", None).unwrap_err();

    let msg = InstantiateMsg { refusal: None };
    let admin = Some(maker.to_string());
    let rogue = app.instantiate_contract(code_id, maker.clone(), &msg, &[], "rogue", admin).unwrap();
    let migrate = |refusal: Option<&str>| rogue::msg::MigrateMsg { refusal: refusal.map(str::to_string) };
    app.migrate_contract(maker.clone(), rogue.clone(), &migrate(Some("no")), code_id).unwrap_err();
    app.migrate_contract(maker, rogue.clone(), &migrate(None), code_id).unwrap();
    app.wasm_sudo(rogue.clone(), &SudoMsg::Set { key: bytes("x"), value: bytes("y") }).unwrap();
    let chain = Chain { app, rogue };
    assert_eq!(chain.ask::<u64>(&QueryMsg::Migrations {}), 1);
    assert_eq!(chain.get("x"), Some(bytes("y")));
}
