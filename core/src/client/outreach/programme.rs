//! Programmes: what is at work where.

use super::ProgrammeView;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::geo::AreaId;
use crate::model::incident::Nothing;
use crate::model::outreach::{OutreachSubject, Partner, ProgrammeAct, ProgrammeDescription, Prong, Target};
use crate::text::Title;

/// What a programme is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProgramme {
    /// Which of the four prongs.
    pub prong: Prong,
    /// Its name.
    pub name: Title,
    /// Who carries it along, at most 64.
    pub partners: Vec<Partner>,
    /// Where it is at work: an area of the worker's own. It cannot be changed.
    pub area: AreaId,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub to: Timestamp,
    /// What it wants to reach.
    pub target: Target,
}

impl NewProgramme {
    fn act(self) -> ProgrammeAct {
        let Self { prong, name, partners, area: _, from, to, target } = self;
        ProgrammeAct::Described(Box::new(ProgrammeDescription { prong, name, partners, from, to, target }))
    }
}

impl Usalama {
    /// Starts a programme, as an outreach worker of its area.
    ///
    /// # Errors
    /// [`Error::Refused`]: `not_your_role`, `out_of_scope`, `incomplete` for one that ends before it begins; [`Error::NotSignedIn`];
    /// [`Error::Store`]. Nothing is written then.
    pub fn start_programme(&self, new: NewProgramme) -> Result<ProgrammeView, Error> {
        let area = Some(new.area);
        self.begin_outreach(OutreachSubject::Programme, area, &new.act().into())?.try_into()
    }

    /// Says anew what a programme is. Its area stays.
    ///
    /// # Errors
    /// As [`Usalama::start_programme`]; `wrong_status` where it is closed; [`Error::Invalid`] for another area; [`Error::NotFound`].
    pub fn describe_programme(&self, id: SubjectId, new: NewProgramme) -> Result<ProgrammeView, Error> {
        if self.programme(id)?.programme.area != Some(new.area) {
            return Err(Error::Invalid("a programme stays in its area"));
        }
        self.on_outreach(OutreachSubject::Programme, id, &new.act().into())?.try_into()
    }

    /// Ends a programme: nothing more is planned in it.
    ///
    /// # Errors
    /// As [`Usalama::start_programme`]; `wrong_status` where it is closed; [`Error::NotFound`].
    pub fn close_programme(&self, id: SubjectId) -> Result<ProgrammeView, Error> {
        let act = ProgrammeAct::Closed(Nothing {});
        self.on_outreach(OutreachSubject::Programme, id, &act.into())?.try_into()
    }
}
