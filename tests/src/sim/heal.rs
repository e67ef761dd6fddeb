//! After the last step everything is well again: networks, clocks, sessions. What was waiting has to go out, and what is new to come
//! in, within a few rounds; the last round sends nothing, brings nothing, and moves no cursor.

use std::time::Duration;

use usalama_core::client::Error;
use usalama_core::event::Role;
use usalama_core::sync::SyncError;
use usalama_hub::ledger::{LedgerError, grants};

use super::world::{World, Wrong};

/// So many rounds of everybody's are enough for everything, whatever had to wait for what.
const ROUNDS: u32 = 12;
const PAUSE: Duration = Duration::from_secs(20 * 60);

impl World<'_> {
    /// Makes everything well again, and lets everybody exchange until nothing is left to exchange. Copies of phones go first; their
    /// owners then go on with one.
    ///
    /// # Errors
    /// What is still left, after more rounds than it takes.
    pub async fn heal(&mut self) -> Result<(), Wrong> {
        for number in 0..self.phones.len() {
            self.phones[number].wire.set_online(true);
            self.phones[number].wire.arrive_late().await;
            self.set_right(number);
            if self.phones[number].app().signed_in().is_none() {
                self.sign_in(number)?;
            }
        }
        self.pass(Duration::from_secs(2 * 3600))?;
        let (clones, owners): (Vec<usize>, Vec<usize>) =
            (0..self.phones.len()).partition(|number| self.phones[*number].is_clone);
        if !clones.is_empty() {
            self.drain(&clones, false).await?;
            for number in clones {
                self.check_acknowledged(number)?;
                self.switch_off(number);
            }
        }
        self.drain(&owners, true).await
    }

    async fn drain(&mut self, numbers: &[usize], everything: bool) -> Result<(), Wrong> {
        let mut last = String::new();
        for _ in 0..ROUNDS {
            let mut quiet = true;
            for number in numbers {
                let before = self.phones[*number].probe.cursors();
                let Some((report, error)) = self.sync(*number, vec![]).await? else {
                    return Err(format!("phone {number} died without a fault"));
                };
                if let Some(error) = &error {
                    last = format!("phone {number}: {error}");
                    if matches!(error, SyncError::NotEnrolled)
                        && let Err(error) = self.enrol_again(*number).await
                    {
                        last = format!("phone {number} cannot enrol again: {error}");
                        let conflict = |code: &str| code == "identity_conflict";
                        let taken = matches!(&error, Error::Sync(SyncError::Hub { code, .. }) if conflict(code));
                        self.phones[*number].is_stranded = taken && self.was_copied(*number);
                    }
                }
                if self.phones[*number].is_stranded {
                    continue;
                }
                let status = self.phones[*number].app().sync_status().map_err(|error| error.to_string())?;
                if status.unsent > 0 {
                    last = format!("phone {number}: {} unsent", status.unsent);
                }
                // A letter waits, and rightly so, while there is nobody whom it could be sealed to.
                let waits = status.unsent > 0 || (status.anonymous_waiting > 0 && self.has_handlers()?);
                if status.anonymous_waiting > 0 {
                    last = format!("phone {number}: {} letters wait", status.anonymous_waiting);
                }
                let moved = report.sent + report.received + report.evicted + report.resets > 0;
                quiet &= error.is_none() && !waits && !(everything && moved);
                if everything && self.phones[*number].probe.cursors() != before {
                    last = format!("phone {number}: a cursor moved");
                    quiet = false;
                }
            }
            if quiet {
                return Ok(());
            }
            self.pass(PAUSE)?;
        }
        Err(format!("after {ROUNDS} rounds something is left to exchange: {last}"))
    }

    /// Whether anybody is there who deals with tips.
    pub(super) fn has_handlers(&self) -> Result<bool, Wrong> {
        let police = self.hub().hub.ledger.read::<_, LedgerError>(|db| grants::of_role(db, &Role::PoliceOfficer));
        Ok(!police.map_err(|error| error.to_string())?.is_empty())
    }

    /// Whether another phone began with a copy of this one's profile, or this one with a copy of another's.
    fn was_copied(&self, number: usize) -> bool {
        let part = self.phones[number].part;
        self.phones.iter().any(|phone| phone.is_clone && phone.part == part)
    }
}
