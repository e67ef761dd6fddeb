//! What those do who were told of an SOS.

use super::Telling;
use super::view::SosView;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::event::SubjectId;
use crate::model::incident::{Nothing, Words};
use crate::model::sos::{Acknowledged, Closed, Responding, SosAct, SosEntry, SosOutcome};
use crate::text::{Comment, Title};

impl Usalama {
    /// Notes that an SOS is on the screen of somebody who was told: whoever called learns how many have seen it. Once is enough, and
    /// for anybody else it does nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub fn sos_seen(&self, id: SubjectId) -> Result<(), Error> {
        let profile = self.profile()?;
        let _turn = self.sos_turn();
        let row = self.sos_row(&profile, id)?;
        let role = self.acting_role()?;
        let key = profile.signer(role.clone(), id).author().key();
        if row.mine || row.state.seen_by.contains(&key) {
            return Ok(());
        }
        match self.on_sos(&profile, &row, role, SosAct::Seen(Nothing {}).into(), Telling::Everybody) {
            Ok(_) | Err(Error::Refused(_)) => Ok(()),
            Err(other) => Err(other),
        }
    }

    /// Takes an SOS up, by the name that whoever called is shown: no further tier is told.
    ///
    /// # Errors
    /// [`Error::Refused`]: `not_your_role`, `out_of_scope` where no tier has reached this actor, `wrong_status` where it is over,
    /// `second_person` for one's own; [`Error::NotFound`], [`Error::Store`].
    pub fn acknowledge_sos(&self, id: SubjectId, name: Title, eta_min: Option<u16>) -> Result<SosView, Error> {
        self.respond_to(id, SosAct::Acknowledged(Acknowledged { name, eta_min }).into())
    }

    /// On the way. Whoever has not taken it up by name, does that first.
    ///
    /// # Errors
    /// As [`Usalama::acknowledge_sos`]; `not_accepted`.
    pub fn sos_responding(&self, id: SubjectId, eta_min: Option<u16>) -> Result<SosView, Error> {
        self.respond_to(id, SosAct::Responding(Responding { eta_min }).into())
    }

    /// There.
    ///
    /// # Errors
    /// As [`Usalama::sos_responding`].
    pub fn sos_on_scene(&self, id: SubjectId) -> Result<SosView, Error> {
        self.respond_to(id, SosAct::OnScene(Nothing {}).into())
    }

    /// It is over. People whom whoever called has chosen cannot say that.
    ///
    /// # Errors
    /// As [`Usalama::acknowledge_sos`].
    pub fn close_sos(&self, id: SubjectId, outcome: SosOutcome, words: Option<Comment>) -> Result<SosView, Error> {
        let words = words.map(|comment| Words { comment: Some(comment), ..Words::default() });
        self.respond_to(id, SosEntry { words, ..SosAct::Closed(Closed { outcome }).into() })
    }

    fn respond_to(&self, id: SubjectId, entry: SosEntry) -> Result<SosView, Error> {
        let profile = self.profile()?;
        let _turn = self.sos_turn();
        let row = self.sos_row(&profile, id)?;
        let role = self.acting_role()?;
        self.on_sos(&profile, &row, role, entry, Telling::Everybody)?;
        self.sos_shown(&profile, id)
    }
}
