//! A new phone in the place of one that is lost: an administrator has taken the lost one's keys back, and whoever holds the number
//! proves it by a code. The account goes on under new keys, and what was reported under the old ones is read again.

use std::time::Duration;

use uuid::Uuid;

use super::super::device::Usalama;
use super::super::error::Error;
use crate::event::ActorId;
use crate::geo::AreaId;
use crate::keys::HostKey;
use crate::sync::wire::EnrolBy;

impl Usalama {
    /// Goes on as the account of a telephone number whose phone was reported lost, and signs it in on this phone. `key` is the
    /// host's for that profile. What is on this phone of other profiles stays; one that is empty and never enrolled goes.
    ///
    /// # Errors
    /// [`Error::Sync`]: 403 where the code is not good, or nobody reported the phone lost; without a connection. It may be tried
    /// again with the same code.
    pub async fn recover_account(
        &self,
        enrolment: Uuid,
        code: &str,
        home: Option<AreaId>,
        key: &HostKey,
        deadline: Duration,
    ) -> Result<ActorId, Error> {
        let until = tokio::time::Instant::now() + deadline;
        let left = || until.saturating_duration_since(tokio::time::Instant::now());
        let before = self.member()?;
        let engine = before.engine.clone().ok_or(Error::NoHub)?;
        let actor = engine.whose_account(enrolment, code, left()).await?;
        self.sign_in_with_new_key(actor, key)?;
        let by = EnrolBy::Code { enrolment, code: code.to_owned() };
        self.enrol(by, home, left()).await?;
        let empty = before.profile.standing().enrolment.is_none() && before.profile.store().count_events()? == 0;
        if before.profile.actor() != actor && empty {
            self.forget(&before.profile)?;
        }
        Ok(actor)
    }
}
