//! What is played. A limit is far above what a step takes, unless running out is what it is about.
use cosmwasm_std::{
    to_json_binary, to_json_string, Binary, ContractResult, Empty, QueryRequest, SystemResult, WasmQuery,
};
use cosmwasm_vm::testing::MockApi;
use serde_json::{json, Value};

use crate::player::Answers;

pub const PREFIX: &str = "terra";
const GAS_LIMIT: u64 = 1_000_000_000_000;
/// What a query may use on a chain: 3,000,000 of the chain's gas.
const GAS_LIMIT_SHORT: u64 = 3_000_000 * 140_000 / 1_000;

pub struct Play {
    pub name: &'static str,
    pub contract: &'static str,
    pub answers: Answers,
    pub steps: Vec<Step>,
}

pub struct Step {
    pub entry: &'static str,
    /// As the host hands them over.
    pub args: Vec<String>,
    pub gas_limit: u64,
}

pub fn all() -> Vec<Play> {
    vec![collection(), market(), store(), questions(), signatures(), messages(), runaways()]
}

fn address(name: &str) -> String {
    MockApi::default().with_prefix(PREFIX).addr_make(name)
}

/// Twelve blocks of six seconds pass each minute.
fn env(minute: u64) -> String {
    json!({
        "block": {
            "height": 1_000 + 10 * minute,
            "time": ((1_700_000_000 + 60 * minute) * 1_000_000_000).to_string(),
            "chain_id": "boxes-1",
        },
        "transaction": { "index": 0 },
        "contract": { "address": address("contract") },
    })
    .to_string()
}

fn info(sender: &str, amount: u64) -> String {
    let funds = if amount == 0 { json!([]) } else { json!([{ "denom": "uluna", "amount": amount.to_string() }]) };
    json!({ "sender": address(sender), "funds": funds }).to_string()
}

fn instantiate(msg: Value) -> Step {
    Step { entry: "instantiate", args: vec![env(0), info("admin", 0), msg.to_string()], gas_limit: GAS_LIMIT }
}

fn paid(sender: &str, amount: u64, msg: Value) -> Step {
    Step { entry: "execute", args: vec![env(0), info(sender, amount), msg.to_string()], gas_limit: GAS_LIMIT }
}

fn execute(sender: &str, msg: Value) -> Step {
    paid(sender, 0, msg)
}

fn later(minute: u64, sender: &str, msg: Value) -> Step {
    Step { entry: "execute", args: vec![env(minute), info(sender, 0), msg.to_string()], gas_limit: GAS_LIMIT }
}

fn other(entry: &'static str, msg: Value) -> Step {
    Step { entry, args: vec![env(0), msg.to_string()], gas_limit: GAS_LIMIT }
}

fn query(msg: Value) -> Step {
    other("query", msg)
}

fn short(step: Step) -> Step {
    Step { gas_limit: GAS_LIMIT_SHORT, ..step }
}

fn base64(text: &str) -> String {
    Binary::from(text.as_bytes()).to_base64()
}

fn collection() -> Play {
    let mint = |id: usize| {
        let owner = address(if id % 2 == 0 { "owner" } else { "other" });
        let token_uri = format!("ipfs://bafkrei{id:08}");
        json!({ "mint": { "token_id": id.to_string(), "owner": owner, "token_uri": token_uri, "extension": null } })
    };
    let transfer = |recipient: String, id: &str| json!({ "transfer_nft": { "recipient": recipient, "token_id": id } });
    let royalty = json!({ "payment_address": address("creator"), "share": "0.05" });
    let mut steps = vec![instantiate(json!({
        "name": "Boxes", "symbol": "BOX", "minter": address("minter"), "creator": address("creator"),
        "royalty": royalty, "defects": [],
    }))];
    steps.extend((0..35).map(|id| execute("minter", mint(id))));
    steps.extend([
        execute("minter", mint(1)),
        execute("other", mint(99)),
        execute("owner", transfer(address("other"), "2")),
        execute("owner", transfer(address("other"), "2")),
        execute("owner", transfer("terra1nonsense".to_string(), "4")),
        execute("owner", transfer(address("other").to_uppercase(), "4")),
        execute("owner", json!({ "approve": { "spender": address("friend"), "token_id": "4", "expires": { "at_height": 1005 } } })),
        later(1, "friend", transfer(address("friend"), "4")),
        execute("friend", transfer(address("friend"), "4")),
        execute("owner", json!({ "approve_all": { "operator": address("friend"), "expires": null } })),
        execute("friend", json!({ "send_nft": { "contract": address("market"), "token_id": "6", "msg": base64("{}") } })),
        execute("owner", json!({ "revoke_all": { "operator": address("friend") } })),
        execute("owner", json!({ "burn": { "token_id": "8" } })),
        execute("creator", json!({ "update_royalty": { "royalty": { "payment_address": address("creator"), "share": "0.07" } } })),
        execute("creator", json!({ "update_royalty": { "royalty": null } })),
        paid("owner", 5, json!({ "burn": { "token_id": "10" } })),
        execute("owner", json!({ "unheard_of": {} })),
        query(json!({ "owner_of": { "token_id": "2", "include_expired": null } })),
        query(json!({ "owner_of": { "token_id": "none" } })),
        query(json!({ "all_nft_info": { "token_id": "3" } })),
        query(json!({ "all_tokens": {} })),
        query(json!({ "all_tokens": { "start_after": "20", "limit": 30 } })),
        query(json!({ "tokens": { "owner": address("owner"), "limit": 30 } })),
        query(json!({ "tokens": { "owner": address("other"), "start_after": "15" } })),
        query(json!({ "num_tokens": {} })),
        query(json!({ "extension": { "msg": { "royalty_info": { "token_id": "3", "sale_price": "340282366920938463463374607431768211455" } } } })),
        other("migrate", json!({})),
    ]);
    Play { name: "a collection", contract: "collection", answers: Answers::new(), steps }
}

/// What the market asks of a collection when a token comes, and the answer.
fn royalty_answer(token_id: &str) -> (String, String) {
    let asked = format!(
        r#"{{"extension":{{"msg":{{"royalty_info":{{"token_id":"{token_id}","sale_price":"1000000000000000000"}}}}}}}}"#
    );
    let wasm = WasmQuery::Smart { contract_addr: address("collection"), msg: Binary::from(asked.as_bytes()) };
    let request: QueryRequest<Empty> = QueryRequest::Wasm(wasm);
    let told = json!({ "address": address("creator"), "royalty_amount": "50000000000000000" });
    (to_json_string(&request).expect("a request is JSON"), answer(&told))
}

fn answer(told: &Value) -> String {
    let data = to_json_binary(told).expect("an answer is JSON");
    to_json_string(&SystemResult::Ok(ContractResult::Ok(data))).expect("an answer is JSON")
}

fn market() -> Play {
    let listed = |price: u64, minutes: u64| {
        let expires = (1_700_000_000 + 60 * minutes) * 1_000_000_000;
        base64(&json!({ "list": { "price": price.to_string(), "expires": expires.to_string() } }).to_string())
    };
    let receive = |token_id: &str, price: u64| json!({ "receive_nft": { "sender": address("seller"), "token_id": token_id, "msg": listed(price, 10) } });
    let buy = |id: u64, version: u64, price: u64| json!({ "buy": { "listing_id": id, "version": version, "price": price.to_string() } });
    let error = json!({ "id": 1, "result": { "error": "codespace: sdk, code: 4" } });
    let steps = vec![
        instantiate(json!({
            "admin": null, "denom": "uluna", "fee_bps": 250, "treasury": address("treasury"), "royalty_bps_max": 1000,
        })),
        execute("other", receive("1", 10_000)),
        execute(
            "admin",
            json!({ "allow_collection": { "collection": address("collection"), "mint": { "price": "1000", "supply_max": 3, "payee": address("creator") } } }),
        ),
        paid(
            "seller",
            1_000,
            json!({ "mint": { "collection": address("collection"), "token_uri": "ipfs://bafkrei" } }),
        ),
        paid("seller", 999, json!({ "mint": { "collection": address("collection"), "token_uri": null } })),
        execute("collection", receive("1", 9_999)),
        execute("collection", receive("2", 1)),
        execute("collection", receive("3", 10_000)),
        execute("collection", receive("3", 10_000)),
        execute("seller", json!({ "update_price": { "listing_id": 3, "price": "20000" } })),
        query(json!({ "listings": {} })),
        query(json!({ "payouts": { "listing_id": 1 } })),
        paid("buyer", 10_000, buy(3, 1, 10_000)),
        paid("seller", 9_999, buy(1, 1, 9_999)),
        paid("buyer", 9_999, buy(1, 1, 9_999)),
        other("reply", error.clone()),
        paid("buyer", 9_999, buy(1, 1, 9_999)),
        paid("buyer", 1, buy(2, 1, 1)),
        query(json!({ "claimable": { "payee": address("creator") } })),
        execute("creator", json!({ "claim": { "recipient": null } })),
        later(9, "other", json!({ "remove_expired": { "listing_id": 3 } })),
        later(10, "other", json!({ "remove_expired": { "listing_id": 3 } })),
        execute(
            "admin",
            json!({ "recover_stray": { "collection": address("collection"), "token_id": "9", "recipient": address("seller") } }),
        ),
        query(json!({ "config": {} })),
        query(json!({ "listing": { "listing_id": 3 } })),
        other("migrate", json!({ "defects": ["version-ignored"] })),
        other("migrate", json!({ "defects": ["unheard-of"] })),
    ];
    let answers = ["1", "2", "3"].map(royalty_answer).into_iter().collect();
    Play { name: "a market", contract: "market", answers, steps }
}

fn rogue(name: &'static str, steps: Vec<Step>) -> Play {
    let mut all = vec![instantiate(json!({ "refusal": null }))];
    all.extend(steps);
    Play { name, contract: "rogue", answers: Answers::new(), steps: all }
}

fn store() -> Play {
    let fill = |prefix: &str, count: u32, bytes: u32| {
        execute("user", json!({ "fill": { "prefix": base64(prefix), "count": count, "bytes": bytes } }))
    };
    let range = |start: Option<&str>, end: Option<&str>, is_descending: bool, limit: Option<u32>| {
        let (start, end) = (start.map(base64), end.map(base64));
        query(json!({ "range": { "start": start, "end": end, "is_descending": is_descending, "limit": limit } }))
    };
    let steps = vec![
        fill("a", 20, 10),
        fill("b", 5, 1_000),
        fill("c", 1, 60_000),
        execute("user", json!({ "set": { "key": base64("a"), "value": base64("before all of a") } })),
        execute("user", json!({ "remove": { "key": base64("nothing") } })),
        execute("user", json!({ "write_and_fail": { "key": base64("z"), "value": base64("z"), "text": "as told" } })),
        query(json!({ "get": { "key": base64("a") } })),
        query(json!({ "get": { "key": base64("nothing") } })),
        range(Some("a"), Some("b"), false, None),
        range(Some("a"), Some("b"), true, Some(3)),
        range(Some("b"), Some("a"), false, None),
        range(None, Some("a"), true, None),
        range(Some("c"), None, false, None),
        range(None, None, true, None),
        query(json!({ "interleaved": { "limit": 12 } })),
        other("sudo", json!({ "set": { "key": base64("s"), "value": base64("by the chain") } })),
        other("migrate", json!({ "refusal": null })),
        other("migrate", json!({ "refusal": "no" })),
    ];
    rogue("a store", steps)
}

fn questions() -> Play {
    let canonical = Binary::from([7_u8; 20]).to_base64();
    let long = Binary::from(vec![7_u8; 300]).to_base64();
    let validate = |text: String| query(json!({ "validate": { "address": text } }));
    let balance = json!({ "bank": { "balance": { "address": address("user"), "denom": "uluna" } } });
    let asked = r#"{"bank":{"balance":{"address":"USER","denom":"uluna"}}}"#.replace("USER", &address("user"));
    let told = json!({ "amount": { "denom": "uluna", "amount": "5" } });
    let steps = vec![
        validate(address("user")),
        validate(address("user").to_uppercase()),
        validate("cosmos1deadbeef".to_string()),
        validate(String::new()),
        validate("x".repeat(90)),
        query(json!({ "canonicalize": { "address": address("user") } })),
        query(json!({ "humanize": { "canonical": canonical } })),
        query(json!({ "humanize": { "canonical": "" } })),
        query(json!({ "humanize": { "canonical": long } })),
        query(json!({ "chain": { "request": balance } })),
        execute("user", json!({ "debug": { "text": "nobody sees it" } })),
    ];
    let mut play = rogue("questions to the chain", steps);
    play.answers.insert(asked, answer(&told));
    play
}

fn hex(text: &str) -> String {
    let bytes: Vec<u8> =
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect();
    Binary::from(bytes).to_base64()
}

/// Ed25519 by RFC 8032, test 2; what is of secp256k1 is malformed or made up, so that only cost and error count.
fn signatures() -> Play {
    let message = hex("72");
    let signature = hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    let public_key = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    let ed25519 = |message: &str, key: &str| {
        query(json!({ "ed25519_verify": { "message": message, "signature": signature, "public_key": key } }))
    };
    let secp256k1 = |hash: usize, signature: usize| {
        let [hash, signature, key] = [hash, signature, 33].map(|length| Binary::from(vec![2_u8; length]).to_base64());
        query(json!({ "secp256k1_verify": { "hash": hash, "signature": signature, "public_key": key } }))
    };
    let batch = |count: usize| {
        let (messages, keys) = (vec![message.clone(); count], vec![public_key.clone(); count]);
        let signatures = vec![signature.clone(); count];
        query(
            json!({ "ed25519_batch_verify": { "messages": messages, "signatures": signatures, "public_keys": keys } }),
        )
    };
    let recover = |recovery: u8| {
        let [hash, signature] = [32, 64].map(|length| Binary::from(vec![1_u8; length]).to_base64());
        query(json!({ "secp256k1_recover": { "hash": hash, "signature": signature, "recovery": recovery } }))
    };
    let steps = vec![
        ed25519(&message, &public_key),
        ed25519(&hex("73"), &public_key),
        ed25519(&message, &hex("3d40")),
        batch(0),
        batch(3),
        secp256k1(32, 64),
        secp256k1(31, 64),
        secp256k1(32, 63),
        recover(0),
        recover(1),
        recover(9),
    ];
    rogue("signatures", steps)
}

fn messages() -> Play {
    let pairs = json!([["price", "1"], ["seller", "nobody"]]);
    let call =
        json!({ "wasm": { "execute": { "contract_addr": address("market"), "msg": base64("{}"), "funds": [] } } });
    let submessage =
        |id: u64, reply_on: &str| json!({ "id": id, "msg": call, "gas_limit": null, "reply_on": reply_on });
    let plan = json!({ "refusal": null, "data": base64("answer"), "attributes": [["a", "b"]] });
    let messages = json!([submessage(1, "always"), submessage(2, "never"), submessage(3, "error")]);
    let success =
        json!({ "id": 1, "result": { "ok": { "events": [{ "type": "wasm", "attributes": [] }], "data": null } } });
    let error = json!({ "id": 3, "result": { "error": "codespace: wasm, code: 5" } });
    let steps = vec![
        execute(
            "user",
            json!({ "emit": { "attributes": pairs, "events": [{ "name": "sale", "attributes": pairs }], "data": null } }),
        ),
        execute("user", json!({ "submessages": { "messages": messages, "plan": plan } })),
        other("reply", success),
        other("reply", error),
        query(json!({ "replies": {} })),
        execute("user", json!({ "recurse": { "depth": 3 } })),
        query(json!({ "extension": { "msg": { "check_royalties": {} } } })),
    ];
    rogue("messages and replies", steps)
}

fn runaways() -> Play {
    let run = |how: Value| query(json!({ "run": how }));
    let work = |rounds: u32| run(json!({ "work": { "rounds": rounds } }));
    let steps = vec![
        work(0),
        work(1),
        work(1_000),
        work(100_000),
        run(json!({ "memory": { "bytes": 1_000_000 } })),
        run(json!({ "stack": { "depth": 100 } })),
        run(json!({ "panic": { "text": "as told" } })),
        run(json!({ "write_in_query": { "key": base64("k"), "value": base64("v") } })),
        short(run(json!({ "loop": {} }))),
        short(work(10_000_000)),
        execute("user", json!({ "run": { "work": { "rounds": 7 } } })),
    ];
    rogue("what does not end well", steps)
}
