//! How one-time codes reach a phone. The road itself (an SMS gateway) is the deployment's; the hub only hands codes over.

use std::io::Write as _;

use uuid::Uuid;

/// A code that could not be handed over. Says nothing of the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the code could not be sent")]
pub struct CodeNotSent;

/// Sends one-time codes. Called where it may block.
pub trait CodeSender: Send + Sync + std::fmt::Debug {
    /// Sends a code of six digits to a number in E.164.
    ///
    /// # Errors
    /// [`CodeNotSent`], and the phone is told to try later.
    fn send(&self, enrolment: Uuid, phone: &str, code: &str) -> Result<(), CodeNotSent>;
}

/// Prints codes to standard output: for demonstrations alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct PrintedCodes;

impl CodeSender for PrintedCodes {
    fn send(&self, enrolment: Uuid, _phone: &str, code: &str) -> Result<(), CodeNotSent> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "enrolment {enrolment} code {code}").and_then(|()| out.flush()).map_err(|_| CodeNotSent)
    }
}
