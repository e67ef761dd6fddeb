//! Problems, and the reports behind them.

use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::{Audience, SubjectId};
use crate::geo::AreaId;
use crate::model::incident::{Nothing, Words};
use crate::model::solution::{LinkedReports, Problem, ProblemAct, ProblemEntry};
use crate::policy::{Decision, ProblemScene, Standing, may_on_problem, solution_placement};
use crate::profile::{HeldGrant, NewEvent};
use crate::store::{Delivery, ProblemRow};
use crate::text::{Comment, Description, Title};

/// A problem, as a screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProblemView {
    /// As it stands.
    pub problem: Problem,
    /// Named by the one who is signed in.
    pub mine: bool,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl From<ProblemRow> for ProblemView {
    fn from(row: ProblemRow) -> Self {
        Self { problem: row.state, mine: row.mine, delivery: row.delivery, changed_at: row.changed_at }
    }
}

impl Usalama {
    /// Names a problem of an area, with the reports (or published copies) behind it. Others see how many there are, and not below
    /// three; which ones, the hub alone.
    ///
    /// # Errors
    /// [`Error::Refused`]: `not_your_role`, `out_of_scope`, `names_person` and the like, `incomplete` for more than 500 reports;
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn identify_problem(
        &self,
        area: AreaId,
        title: Title,
        description: Option<Description>,
        reports: Vec<SubjectId>,
    ) -> Result<ProblemView, Error> {
        let words = Words { title: Some(title), description, comment: None };
        let linked = (!reports.is_empty()).then_some(LinkedReports { reports });
        let entry = ProblemEntry { words: Some(words), linked, ..ProblemAct::Identified(Nothing {}).into() };
        let id = SubjectId::now(self.clock.now());
        self.on_problem(Problem { area: Some(area), ..Problem::unknown(id) }, &entry)
    }

    /// Links more reports to a problem.
    ///
    /// # Errors
    /// As [`Usalama::identify_problem`]; [`Error::NotFound`].
    pub fn link_reports(&self, id: SubjectId, reports: Vec<SubjectId>) -> Result<ProblemView, Error> {
        let entry = ProblemEntry { linked: Some(LinkedReports { reports }), ..ProblemAct::Linked(Nothing {}).into() };
        self.on_problem(self.problem(id)?.problem, &entry)
    }

    /// Says what was found when it was looked into.
    ///
    /// # Errors
    /// As [`Usalama::link_reports`].
    pub fn analyse_problem(&self, id: SubjectId, found: Comment) -> Result<ProblemView, Error> {
        let words = Words { comment: Some(found), ..Words::default() };
        let entry = ProblemEntry { words: Some(words), ..ProblemAct::Analysed(Nothing {}).into() };
        self.on_problem(self.problem(id)?.problem, &entry)
    }

    /// Problems of one's areas, newest change first, at most `limit` (500).
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn problems(&self, limit: usize) -> Result<Vec<ProblemView>, Error> {
        let rows = self.profile()?.store().problems(limit.clamp(1, 500))?;
        Ok(rows.into_iter().map(ProblemView::from).collect())
    }

    /// One problem.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn problem(&self, id: SubjectId) -> Result<ProblemView, Error> {
        self.profile()?.store().problem(id)?.map(ProblemView::from).ok_or(Error::NotFound)
    }

    fn on_problem(&self, problem: Problem, entry: &ProblemEntry) -> Result<ProblemView, Error> {
        let (profile, role) = (self.profile()?, self.acting_role()?);
        let directory = profile.directory();
        let placement = solution_placement(&directory.areas, problem.area);
        let terms = super::terms_at(&profile, problem.area)?;
        let scene = ProblemScene {
            problem: &problem,
            placement: (!placement.is_empty()).then_some(&placement),
            now: profile.now(),
            audience: &Audience::Area,
            on_arrival: false,
            safeguards: &terms.proposals,
        };
        let decision = crate::client::acts::best(&profile, &role, |grant: Option<&HeldGrant>, joined_at| {
            let who = Standing {
                role: &role,
                actor: Some(profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: problem.author.is_none(),
            };
            may_on_problem(entry, &who, &scene)
        });
        if let Decision::Refuse(refusal) = decision {
            return Err(Error::Refused(refusal));
        }
        let signer = profile.signer(role, problem.id);
        let audience = Audience::Area;
        profile.record(NewEvent { signer: &signer, deed: entry.into(), area: problem.area, audience })?;
        self.problem(problem.id)
    }
}
