//! `cargo schema`: writes what each contract understands as JSON schemas, from which clients generate their types.
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use cosmwasm_schema::generate_api;

/// The name of each contract, and its schema.
fn schemas() -> Result<[(&'static str, String); 3], Box<dyn Error>> {
    let collection = generate_api! {
        name: "collection",
        instantiate: collection::msg::InstantiateMsg,
        execute: collection::msg::ExecuteMsg,
        query: collection::msg::QueryMsg,
        migrate: collection::msg::MigrateMsg,
    };
    let market = generate_api! {
        name: "market",
        instantiate: market::msg::InstantiateMsg,
        execute: market::msg::ExecuteMsg,
        query: market::msg::QueryMsg,
        migrate: market::msg::MigrateMsg,
    };
    let rogue = generate_api! {
        name: "rogue",
        instantiate: rogue::msg::InstantiateMsg,
        execute: rogue::msg::ExecuteMsg,
        query: rogue::msg::QueryMsg,
        migrate: rogue::msg::MigrateMsg,
        sudo: rogue::msg::SudoMsg,
    };
    Ok([
        ("collection", collection.render().to_string()? + "\n"),
        ("market", market.render().to_string()? + "\n"),
        ("rogue", rogue.render().to_string()? + "\n"),
    ])
}

fn file_of(contract: &str) -> PathBuf {
    let workspace = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    workspace.join(contract).join("schema").join(format!("{contract}.json"))
}

fn main() -> Result<(), Box<dyn Error>> {
    for (contract, schema) in schemas()? {
        let file = file_of(contract);
        fs::create_dir_all(file.parent().ok_or("a schema has a folder")?)?;
        fs::write(&file, schema)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schemas_are_current() {
        for (contract, schema) in schemas().unwrap() {
            let committed = fs::read_to_string(file_of(contract)).unwrap().replace("\r\n", "\n");
            assert!(committed == schema, "the schema of {contract} is old: run cargo schema in contracts/");
        }
    }
}
