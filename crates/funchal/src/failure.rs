//! Why a command ends without success: a sentence for standard error, and the exit code.

use store::StoreError;

/// The command line asks for something that cannot be.
pub const WRONG_USE: u8 = 2;

#[derive(Debug)]
pub struct Failure {
    /// Empty when everything has been said already.
    pub message: String,
    pub exit_code: u8,
}

impl Failure {
    /// Something went wrong while the command ran: exit code 1.
    pub fn of(message: impl Into<String>) -> Self {
        Failure { message: message.into(), exit_code: 1 }
    }

    /// The command was asked for something that cannot be: exit code 2.
    pub fn wrong_use(message: impl Into<String>) -> Self {
        Failure { message: message.into(), exit_code: WRONG_USE }
    }

    /// Everything was said already: exit code 1.
    pub fn silent() -> Self {
        Failure::of("")
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::of(error.message)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::of(format!("cannot write the answer: {error}"))
    }
}

impl From<server::StartError> for Failure {
    fn from(error: server::StartError) -> Self {
        Failure::of(error.to_string())
    }
}
