use cosmwasm_std::StdError;
use thiserror::Error;

/// Why the villain refuses a message: because it was told to, or because the chain refused something.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    #[error(transparent)]
    Std(#[from] StdError),

    #[error("{text}")]
    Told { text: String },
}
