//! Taking an SOS back: with the PIN, or seemingly.

use super::Telling;
use super::appearance::is_hidden;
use super::view::SosView;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::event::{Role, SubjectId};
use crate::model::incident::Nothing;
use crate::model::refusal::RefusalCode;
use crate::model::sos::SosAct;
use crate::profile::PinMeaning;

impl Usalama {
    /// Sets the PIN that takes an SOS back and, if wanted, the one that only looks as if it did. Where PINs are set, one of the present
    /// ones has to be given. For the first time they cannot be set while an SOS is on: whoever holds the phone could take it back.
    ///
    /// Set under duress, with the PIN for duress as the present one, both new PINs only look as if they cancelled.
    ///
    /// # Errors
    /// [`Error::Pin`]: not four to twelve digits, both the same, the present one wrong; [`Error::Refused`] with `too_late` while an SOS
    /// is on; [`Error::Store`].
    pub fn set_sos_pins(&self, current: Option<&str>, cancel: &str, duress: Option<&str>) -> Result<(), Error> {
        let profile = self.profile()?;
        if !profile.has_pins()? && !self.sos_to_locate()?.is_empty() {
            return Err(Error::Refused(RefusalCode::TooLate.into()));
        }
        Ok(profile.set_pins(current, cancel, duress)?)
    }

    /// Whether a PIN is set that takes an SOS back. Whether there is one for duress, nobody is told.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn has_sos_pins(&self) -> Result<bool, Error> {
        Ok(self.profile()?.has_pins()?)
    }

    /// Takes an SOS back, with the PIN. Both PINs take the same time and give back the same; with the one for duress it looks
    /// cancelled on this phone and stays on: those who were told see it, and where whoever called is. What is being armed is raised
    /// first; [`Usalama::disarm_sos`] takes that back without a PIN.
    ///
    /// On one that is over, or looks so, a right PIN changes nothing that can be seen; the one that cancels ends it for good.
    ///
    /// # Errors
    /// [`Error::Pin`] for a wrong PIN, too many within a minute (five), or none that is set; [`Error::Refused`] with `not_reporter` for
    /// somebody else's; [`Error::NotFound`], [`Error::Store`].
    pub fn cancel_sos(&self, id: SubjectId, pin: &str) -> Result<SosView, Error> {
        let profile = self.profile()?;
        let is_armed = super::raise::armed_of(&profile)?.iter().any(|armed| armed.id == id);
        if !is_armed && !self.sos_row(&profile, id)?.mine {
            return Err(Error::Refused(RefusalCode::NotReporter.into()));
        }
        let meaning = profile.check_pin(pin)?;
        let _turn = self.sos_turn();
        self.fire_now(&profile, id)?;
        let row = self.sos_row(&profile, id)?;
        let hidden = is_hidden(&profile, &row)?;
        let role = row.state.role.clone().unwrap_or(Role::Resident);
        let nothing = Nothing {};
        let (act, telling) = match meaning {
            PinMeaning::Cancel if hidden => (SosAct::Cancelled(nothing), Telling::Nobody),
            PinMeaning::Cancel => (SosAct::Cancelled(nothing), Telling::End { only_looks: false }),
            PinMeaning::Duress => (SosAct::Duress(nothing), Telling::End { only_looks: true }),
        };
        if row.state.is_open() && !(hidden && meaning == PinMeaning::Duress) {
            self.on_sos(&profile, &row, role, act.into(), telling)?;
        }
        self.sos_shown(&profile, id)
    }
}
