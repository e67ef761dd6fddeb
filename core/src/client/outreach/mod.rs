//! Outreach: programmes of the four prongs, the events in them, and what they reached (DOMAIN §10). Counts only, and nobody's name.
//!
//! - [`programme`](Usalama::start_programme): what is at work where
//! - [`event`](Usalama::plan_outreach): planned, put off, held with its headcount, its sessions
//! - [`view`](Usalama::upcoming_outreach): lists
//! - [`summary`](ProgrammeSummary): what a programme reached, small numbers hidden

mod event;
mod programme;
mod summary;
mod view;

pub use event::{HeldWith, NewOutreachEvent};
pub use programme::NewProgramme;
pub use summary::{PeopleCount, ProgrammeSummary};
pub use view::{OutreachFilter, OutreachView, ProgrammeView};

use super::acts::best;
use super::device::Usalama;
use super::error::Error;
use crate::event::SubjectId;
use crate::geo::AreaId;
use crate::model::Model as _;
use crate::model::outreach::{EventAct, Outreach, OutreachAct, OutreachEntry, OutreachSubject, Programme};
use crate::policy::{Decision, OutreachScene, Standing, may_on_outreach, outreach_audience};
use crate::profile::{HeldGrant, NewEvent, Profile};
use crate::store::{OutreachRow, Row};

impl Usalama {
    /// Begins a programme or an event.
    fn begin_outreach(
        &self,
        kind: OutreachSubject,
        area: Option<AreaId>,
        entry: &OutreachEntry,
    ) -> Result<OutreachRow, Error> {
        let id = SubjectId::now(self.clock.now());
        self.record_outreach(&*self.profile()?, &Outreach::unknown(kind, id), area, entry)
    }

    /// Does something to a programme or an event that this phone holds.
    fn on_outreach(&self, kind: OutreachSubject, id: SubjectId, entry: &OutreachEntry) -> Result<OutreachRow, Error> {
        let profile = self.profile()?;
        let before = row_of(&profile, kind, id)?.state;
        let area = before.area();
        self.record_outreach(&profile, &before, area, entry)
    }

    /// Asks policy, and records.
    fn record_outreach(
        &self,
        profile: &Profile,
        before: &Outreach,
        area: Option<AreaId>,
        entry: &OutreachEntry,
    ) -> Result<OutreachRow, Error> {
        let role = self.acting_role()?;
        let named = match &entry.act {
            OutreachAct::Event(EventAct::Planned(plan)) => Some(plan.programme),
            _ => before.plan().map(|plan| plan.programme),
        };
        let programme = named.map(|id| programme_of(profile, id)).transpose()?.flatten();
        let placement = profile.directory().placement(None, area);
        let audience = outreach_audience();
        let scene = OutreachScene {
            outreach: before,
            programme: programme.as_ref(),
            area,
            placement: placement.as_ref(),
            now: profile.now(),
            audience: &audience,
            on_arrival: false,
        };
        let decision = best(profile, &role, |grant: Option<&HeldGrant>, joined_at| {
            let who = Standing {
                role: &role,
                actor: Some(profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: false,
            };
            may_on_outreach(entry, &who, &scene)
        });
        if let Decision::Refuse(refusal) = decision {
            return Err(Error::Refused(refusal));
        }
        let signer = profile.signer(role, before.id());
        let row = profile.record(NewEvent { signer: &signer, deed: entry.into(), area, audience })?;
        row.and_then(Row::outreach).ok_or(Error::NotFound)
    }
}

fn row_of(profile: &Profile, kind: OutreachSubject, id: SubjectId) -> Result<OutreachRow, Error> {
    profile.store().outreach(id)?.filter(|row| row.state.kind() == kind).ok_or(Error::NotFound)
}

/// A programme as this phone knows it.
fn programme_of(profile: &Profile, id: SubjectId) -> Result<Option<Programme>, Error> {
    Ok(match profile.store().outreach(id)?.map(|row| row.state) {
        Some(Outreach::Programme(programme)) => Some(*programme),
        _ => None,
    })
}
