use cosmwasm_std::{Decimal, StdError};
use thiserror::Error;

/// Why the collection refuses a message.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    #[error(transparent)]
    Std(#[from] StdError),

    #[error(transparent)]
    Payment(#[from] cw_utils::PaymentError),

    #[error("{sender} may not do this")]
    Unauthorized { sender: String },

    #[error("token {token_id} exists already")]
    Claimed { token_id: String },

    #[error("a token id has 1 to {max} bytes; this one has {length}")]
    TokenIdLength { length: usize, max: usize },

    #[error("a token URI has at most {max} bytes; this one has {length}")]
    TokenUriLength { length: usize, max: usize },

    #[error("an approval cannot expire in the past")]
    Expired {},

    #[error("nothing of {owner} is approved for {spender}")]
    ApprovalNotFound { owner: String, spender: String },

    #[error("a royalty is at most {max}; this one is {share}")]
    ShareTooHigh { share: Decimal, max: Decimal },

    #[error("a royalty changes by at most {max} at a time: from {from} to {to} is more")]
    ShareChange { from: Decimal, to: Decimal, max: Decimal },

    #[error("the code of {found} cannot take over from {expected}")]
    WrongContract { expected: String, found: String },
}
