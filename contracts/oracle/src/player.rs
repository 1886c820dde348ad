//! One contract with its store: each step has an instance of its own, as on the chain.
use std::collections::BTreeMap;
use std::error::Error;

use cosmwasm_std::{Binary, ContractResult, SystemError, SystemResult};
use cosmwasm_vm::internals::{check_wasm, Logger};
use cosmwasm_vm::testing::{MockApi, MockStorage};
use cosmwasm_vm::{
    call_execute_raw, call_instantiate_raw, call_migrate_raw, call_query_raw, call_reply_raw, call_sudo_raw,
    capabilities_from_csv, Backend, BackendResult, GasInfo, Instance, InstanceOptions, Querier, Size, VmError,
    WasmLimits,
};
use serde_json::{json, Value};

use crate::plays::{Step, PREFIX};

/// What a wasmd gives a contract.
pub const MEMORY_MEBIBYTES: usize = 32;

/// Requests, and what the chain answers to each, as JSON.
pub type Answers = BTreeMap<String, String>;

/// A chain that knows some answers, for nothing.
struct Known(Answers);

impl Querier for Known {
    fn query_raw(&self, request: &[u8], _gas_limit: u64) -> BackendResult<SystemResult<ContractResult<Binary>>> {
        let text = String::from_utf8_lossy(request);
        let answer = self.0.get(text.as_ref()).map(|answer| serde_json::from_str(answer).expect("an answer is JSON"));
        let unknown = || SystemResult::Err(SystemError::UnsupportedRequest { kind: text.to_string() });
        (Ok(answer.unwrap_or_else(unknown)), GasInfo::free())
    }
}

pub struct Player {
    code: Vec<u8>,
    backend: Option<Backend<MockApi, MockStorage, Known>>,
}

impl Player {
    pub fn new(code: Vec<u8>, answers: &Answers) -> Result<Player, Box<dyn Error>> {
        check_wasm(&code, &capabilities_from_csv("iterator,staking,stargate"), &WasmLimits::default(), Logger::Off)?;
        let api = MockApi::default().with_prefix(PREFIX);
        let backend = Backend { api, storage: MockStorage::default(), querier: Known(answers.clone()) };
        Ok(Player { code, backend: Some(backend) })
    }

    /// What was called, and what came of it.
    pub fn run(&mut self, step: &Step) -> Result<Value, Box<dyn Error>> {
        let backend = self.backend.take().ok_or("the store was lost by the step before")?;
        let options = InstanceOptions { gas_limit: step.gas_limit };
        let mut instance = Instance::from_code(&self.code, backend, options, Some(Size::mebi(MEMORY_MEBIBYTES)))?;
        let args: Vec<&[u8]> = step.args.iter().map(|arg| arg.as_bytes()).collect();
        let done = match (step.entry, args.as_slice()) {
            ("instantiate", [env, info, msg]) => call_instantiate_raw(&mut instance, env, info, msg),
            ("execute", [env, info, msg]) => call_execute_raw(&mut instance, env, info, msg),
            ("query", [env, msg]) => call_query_raw(&mut instance, env, msg),
            ("migrate", [env, msg]) => call_migrate_raw(&mut instance, env, msg),
            ("sudo", [env, msg]) => call_sudo_raw(&mut instance, env, msg),
            ("reply", [env, msg]) => call_reply_raw(&mut instance, env, msg),
            (entry, _) => return Err(format!("no entry point {entry} with {} arguments", args.len()).into()),
        };
        let gas = instance.create_gas_report();
        let mut told = json!({ "entry": step.entry, "args": step.args, "gasLimit": step.gas_limit.to_string() });
        match done {
            Ok(result) => told["result"] = String::from_utf8(result)?.into(),
            Err(error) => told["failure"] = failure(&error),
        }
        told["gasUsed"] = gas.used_internally.to_string().into();
        self.backend = instance.recycle();
        Ok(told)
    }
}

fn failure(error: &VmError) -> Value {
    let kind = match error {
        VmError::Aborted { .. } => "aborted",
        VmError::GasDepletion { .. } => "out-of-gas",
        VmError::RuntimeErr { .. } => "trap",
        VmError::WriteAccessDenied { .. } => "read-only",
        VmError::CommunicationErr { .. } => "region",
        VmError::BackendErr { .. } => "backend",
        _ => "other",
    };
    json!({ "kind": kind, "message": error.to_string() })
}
