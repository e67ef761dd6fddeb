//! What a phone asks of the hub about an account: to forget it, and whose it is where a phone was lost.

use std::time::Duration;

use uuid::Uuid;

use super::engine::{Engine, Run, SyncError};
use super::wire::{AccountErased, EraseAccount, Whose, WhoseAccount, paths};
use crate::event::ActorId;

impl Engine {
    /// Has an account erased. The signature alone proves it: the account's own phone may have nothing left to open a session with.
    ///
    /// # Errors
    /// [`SyncError`]; [`SyncError::Hub`] with `audit_bound` where the law wants it kept.
    pub async fn erase_account(&self, request: &EraseAccount, deadline: Duration) -> Result<AccountErased, SyncError> {
        self.post(&mut Run::new(deadline), paths::ERASE, None, request).await
    }

    /// Whose account a telephone number is that was reported lost, for whoever has the code that was sent to it.
    ///
    /// # Errors
    /// [`SyncError`]; [`SyncError::Hub`] with status 403 where the code is not good, or nothing was reported lost.
    pub async fn whose_account(&self, enrolment: Uuid, code: &str, deadline: Duration) -> Result<ActorId, SyncError> {
        let asked = WhoseAccount { enrolment, code: code.to_owned() };
        let answer: Whose = self.post(&mut Run::new(deadline), paths::WHOSE, None, &asked).await?;
        Ok(answer.actor)
    }
}
