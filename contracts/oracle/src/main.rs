//! Plays calls on the artifacts in `cosmwasm-vm`, the virtual machine of the chain itself, and writes what came of each: the result or the
//! failure, and the gas that wasm and the functions of the host used. Our own host is held against it to the unit.
mod player;
mod plays;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use serde_json::{json, Value};

use player::Player;

fn main() -> Result<(), Box<dyn Error>> {
    let contracts = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let manifest: Value = serde_json::from_str(&fs::read_to_string(contracts.join("artifacts/manifest.json"))?)?;
    let mut played = vec![];
    for play in plays::all() {
        let code = fs::read(contracts.join("artifacts").join(format!("{}.wasm", play.contract)))?;
        let mut player = Player::new(code, &play.answers)?;
        let steps = play.steps.iter().map(|step| player.run(step)).collect::<Result<Vec<_>, _>>()?;
        played.push(json!({ "name": play.name, "contract": play.contract, "answers": play.answers, "steps": steps }));
    }
    let golden = json!({
        "vm": "cosmwasm-vm 3.0.10",
        "prefix": plays::PREFIX,
        "memoryBytesMax": player::MEMORY_MEBIBYTES * 1024 * 1024,
        "artifacts": manifest["artifacts"],
        "plays": played,
    });
    fs::create_dir_all(contracts.join("golden"))?;
    fs::write(contracts.join("golden/vm.json"), serde_json::to_string_pretty(&golden)? + "\n")?;
    Ok(())
}
