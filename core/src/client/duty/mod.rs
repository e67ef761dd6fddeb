//! Guards' work: what supervisors set up, what guards log, what both look at.
//!
//! - [`site`](Usalama::describe_site): posts, post orders, checkpoints, routes
//! - [`shift`](Usalama::book_on): booked on and off, welfare checks, the pass-down note
//! - [`patrol`](ActivePatrol): walking; nothing can be recorded outside a patrol that is under way
//! - [`track`](Usalama::patrol_track): where it went
//! - [`evidence`](Usalama::verify_patrol): what can be shown of it afterwards
//! - [`view`](PatrolDetail): lists and details

mod evidence;
mod patrol;
mod shift;
mod site;
mod track;
mod view;

pub use evidence::{FileFor, PatrolFile, check_patrol_file};
pub use patrol::{
    ActivePatrol, ActivePatrolHandle, Located, NewPatrol, PausedPatrol, PausedPatrolHandle, Scanned, UnderWay,
};
pub use shift::BookOn;
pub use site::{NewCheckpoint, NewSite};
pub use view::{PatrolDetail, ShiftDetail};

use super::acts::best;
use super::device::Usalama;
use super::error::Error;
use crate::event::{Role, SubjectId};
use crate::geo::AreaId;
use crate::model::Model as _;
use crate::model::duty::{Duty, DutyAct, DutyEntry, DutyKind, PatrolAct, ShiftAct, Site, SiteAct};
use crate::policy::{Decision, DutyScene, Standing, duty_audience, may_on_duty};
use crate::profile::{HeldGrant, NewEvent, Profile};
use crate::store::{DutyRow, Row, StoreError, Write};

/// An act of guards' work that is about to be recorded.
struct Act<'a> {
    subject: SubjectId,
    role: Role,
    entry: DutyEntry,
    area: Option<AreaId>,
    /// The state before, where the subject is known.
    duty: &'a Duty,
    site: Option<&'a Site>,
}

impl Usalama {
    /// Records an act on a site, shift or patrol that is known here.
    fn on_duty(&self, profile: &Profile, row: &DutyRow, role: Role, entry: DutyEntry) -> Result<DutyRow, Error> {
        self.on_duty_with(profile, row, role, entry, |_| Ok(()))
    }

    /// As [`Usalama::on_duty`], and changes something else in the same transaction.
    fn on_duty_with(
        &self,
        profile: &Profile,
        row: &DutyRow,
        role: Role,
        entry: DutyEntry,
        also: impl FnOnce(&Write<'_>) -> Result<(), StoreError>,
    ) -> Result<DutyRow, Error> {
        let site = match row.state.site().filter(|_| row.state.kind() != DutyKind::Site) {
            Some(site) => site_of(profile, site)?,
            None => None,
        };
        let area = row.state.area().or_else(|| site.as_ref()?.area);
        let act = Act { subject: row.state.id(), role, entry, area, duty: &row.state, site: site.as_ref() };
        self.keep(profile, &act, also)
    }

    /// Asks policy, and records.
    fn keep(
        &self,
        profile: &Profile,
        act: &Act<'_>,
        also: impl FnOnce(&Write<'_>) -> Result<(), StoreError>,
    ) -> Result<DutyRow, Error> {
        if let Decision::Refuse(refusal) = self.may_do(profile, act) {
            return Err(Error::Refused(refusal));
        }
        let signer = profile.signer(act.role.clone(), act.subject);
        let audience = duty_audience(act.duty.kind());
        let new = NewEvent { signer: &signer, deed: (&act.entry).into(), area: act.area, audience };
        let row = profile.record_with(new, also)?;
        row.and_then(Row::duty).ok_or(Error::NotFound)
    }

    fn may_do(&self, profile: &Profile, act: &Act<'_>) -> Decision {
        let placement = profile.directory().placement(None, act.area);
        let audience = duty_audience(act.duty.kind());
        let scene = DutyScene {
            duty: act.duty,
            site: act.site,
            area: act.area,
            placement: placement.as_ref(),
            now: profile.now(),
            audience: &audience,
            on_arrival: false,
        };
        best(profile, &act.role, |grant: Option<&HeldGrant>, joined_at| {
            let who = Standing {
                role: &act.role,
                actor: Some(profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: false,
            };
            may_on_duty(&act.entry, &who, &scene)
        })
    }

    /// A subject of a kind that is known on this phone.
    fn duty_row(&self, profile: &Profile, id: SubjectId, kind: DutyKind) -> Result<DutyRow, Error> {
        profile.store().duty(id)?.filter(|row| row.state.kind() == kind).ok_or(Error::NotFound)
    }
}

/// A site as this phone knows it.
fn site_of(profile: &Profile, id: SubjectId) -> Result<Option<Site>, Error> {
    Ok(match profile.store().duty(id)?.map(|row| row.state) {
        Some(Duty::Site(site)) => Some(*site),
        _ => None,
    })
}

/// The role that an act belongs to: a guard's log is a guard's, whatever else the guard may be.
fn role_of(act: &DutyAct) -> Role {
    match act {
        DutyAct::Site(SiteAct::Commented(_)) => Role::RaOfficial,
        DutyAct::Site(_)
        | DutyAct::Shift(ShiftAct::Planned(_) | ShiftAct::NoShow(_) | ShiftAct::Abandoned(_))
        | DutyAct::Patrol(PatrolAct::Reviewed(_)) => Role::FirmSupervisor,
        DutyAct::Shift(_) | DutyAct::Patrol(_) => Role::Guard,
    }
}
