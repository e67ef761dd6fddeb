//! The retention table, and erasing what is due by its column for devices. It needs no network.

use std::time::Duration;

use super::super::device::Usalama;
use super::super::error::Error;
use crate::model::retention::{NOTICES, Notice, Rule, TABLE};
use crate::profile::Topic;
use crate::store::Swept;

/// How often an app that stays open sweeps.
const EVERY: Duration = Duration::from_secs(24 * 3600);

impl Usalama {
    /// How long what is kept, on this phone and on the hub, to be shown to the user (DOMAIN §14).
    #[must_use]
    pub const fn retention_table() -> &'static [Rule] {
        TABLE
    }

    /// Why personal data is processed, on which basis, in the words of this version.
    #[must_use]
    pub const fn privacy_notices() -> &'static [Notice] {
        NOTICES
    }

    /// Erases on this phone what is due, for everybody whose profile is open. It is done when the library is opened and then daily
    /// with an exchange; it may be called at any time. What still waits to be sent is left alone. What was erased is in no file
    /// any more.
    ///
    /// # Errors
    /// [`Error::Store`] where the disk does not play along: what is left is erased the next time.
    pub fn sweep(&self) -> Result<Swept, Error> {
        let mut all = Swept::default();
        let signed_in = self.signed_in();
        for member in self.members().into_values() {
            let now = member.profile.now();
            let swept = member.profile.store().sweep(now)?;
            member.profile.note_swept(now);
            if swept.count() > 0 {
                member.profile.tell(&Topic::OF_EVENTS);
            }
            if Some(member.profile.actor()) == signed_in {
                all = swept;
            }
        }
        Ok(all)
    }

    /// Sweeps where the last time is a day ago or more. A sweep that fails is tried again; it keeps nobody from anything else.
    pub(in crate::client) fn sweep_daily(&self) {
        let due = |member: &super::super::device::Member| {
            member.profile.swept_at().is_none_or(|at| member.profile.now().distance(at) >= EVERY)
        };
        if self.members().values().any(due)
            && let Err(error) = self.sweep()
        {
            tracing::warn!(code = error.code(), "what is due could not be erased; it is tried again");
        }
    }
}
