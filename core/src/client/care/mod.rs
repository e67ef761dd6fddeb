//! The realm `care`: referrals to centres, and who came to a session (DOMAIN §10).
//!
//! [`Usalama::care`] gives the handle. Behind it is a second file with keys and an identity of its own, and a session of its own with
//! the hub. Nothing of it is in a report, and nothing of a report is in it: no identity, key, batch or token, so there is nothing that
//! anybody could join. It is exchanged by [`Care::sync`], which the app calls at another time than [`Usalama::sync`]: two exchanges
//! that always come together from one address would tell that they belong together, and that no library can hide.
//!
//! Nobody needs an account to refer themselves: an identity is made on the spot, and the hub is told nothing else.
//!
//! - [`draft`](Care::draft): before anything leaves the phone: writing it, consent, sending
//! - [`centres`](Care::centres): who may be referred to
//! - [`act`](Care::receive): what becomes of it
//! - [`attendance`](Care::open_sheet): who came
//! - [`view`](ReferralView): what a screen shows

mod act;
mod attendance;
mod centres;
mod draft;
mod view;

use std::sync::Arc;
use std::time::Duration;

pub use attendance::{NamedAttendee, SheetView, TurnoutShown};
pub use centres::{CentreCheck, CentreRefused, CentreView};
pub use draft::{GivenConsent, NewReferral, SendOptions};
pub use view::ReferralView;

use super::acts::best;
use super::device::Usalama;
use super::error::Error;
use super::syncing::{SyncOutcome, SyncStatus};
use crate::clock::SUSPECT_SKEW;
use crate::event::{ActorId, Role, SubjectId};
use crate::model::grant::{Grant, GrantValidity};
use crate::model::referral::{CentreList, CentreStanding, Referral, ReferralEntry};
use crate::policy::{Decision, ReferralScene, Standing, care_audience, may_on_referral};
use crate::profile::{CENTRES, HeldGrant, Profile, Signer};
use crate::store::Swept;
use crate::sync::wire::EnrolBy;
use crate::sync::{Engine, SyncError, SyncReport};

/// Whoever is signed in, in the realm `care`.
#[derive(Debug, Clone)]
pub struct Care {
    profile: Arc<Profile>,
    engine: Option<Arc<Engine>>,
}

impl Usalama {
    /// Whoever is signed in, in the realm `care`. The first time it makes a file of its own; needs no network and no account.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn care(&self) -> Result<Care, Error> {
        let member = self.care_member()?;
        Ok(Care { profile: member.profile, engine: member.engine })
    }
}

impl Care {
    /// Who this is here: not who it is elsewhere.
    #[must_use]
    pub fn actor(&self) -> ActorId {
        self.profile.actor()
    }

    /// Takes a role in this realm: outreach worker, or intake staff of a centre.
    ///
    /// # Errors
    /// [`Error::Sync`]: without a connection, or with the hub's word (403) where the invitation is not good.
    pub async fn accept_invitation(&self, invitation: String, deadline: Duration) -> Result<Vec<Grant>, Error> {
        let engine = self.engine.as_ref().ok_or(Error::NoHub)?;
        Ok(engine.enrol(EnrolBy::Invitation { invitation }, None, false, deadline).await?)
    }

    /// Exchanges what belongs to this realm, within `deadline`. Who has no account here gets one that says nothing of them, once there
    /// is something to send or to ask.
    ///
    /// # Errors
    /// [`Error::NoHub`]. Anything that goes wrong on the way is in the outcome.
    pub async fn sync(&self, deadline: Duration) -> Result<SyncOutcome, Error> {
        let engine = self.engine.as_ref().ok_or(Error::NoHub)?;
        let until = tokio::time::Instant::now() + deadline;
        if self.profile.standing().enrolment.is_none()
            && let Err(error) = engine.enrol(EnrolBy::Unnamed {}, None, false, deadline).await
        {
            return Ok(SyncOutcome { report: SyncReport::default(), error: Some(error) });
        }
        let left = || until.saturating_duration_since(tokio::time::Instant::now());
        // It keeps nobody from exchanging.
        if let Err(error) = self.sweep() {
            tracing::warn!(code = error.code(), "what is due could not be erased; it is tried again");
        }
        let (report, result) = engine.sync_once(left()).await;
        // Which centre is accredited changes from one day to the next: that does not wait for the next session.
        let result = match result {
            Ok(()) => engine.refresh_reference(left()).await,
            Err(error) => Err(error),
        };
        Ok(SyncOutcome { report, error: result.err() })
    }

    /// Erases in this realm what is due, as [`Usalama::sweep`] does elsewhere: a referral a week after the centre has it, names of those
    /// who attended after a month. It is done with each exchange.
    ///
    /// # Errors
    /// [`Error::Store`]: what is left is erased the next time.
    pub fn sweep(&self) -> Result<Swept, Error> {
        Ok(self.profile.store().sweep(self.profile.now())?)
    }

    /// Where the exchange of this realm stands.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn sync_status(&self) -> Result<SyncStatus, Error> {
        Ok(SyncStatus {
            enrolled: self.profile.standing().enrolment.is_some(),
            unsent: self.profile.store().queue_counts()?.unsent,
            parked: self.profile.store().parked()?,
            anonymous_waiting: 0,
            anonymous_not_before: None,
            clock_suspect: self.profile.skew().is_some_and(|skew| skew > SUSPECT_SKEW),
        })
    }

    /// The grants of this realm that are in force.
    #[must_use]
    pub fn grants(&self) -> Vec<Grant> {
        let (now, standing) = (self.profile.now(), self.profile.standing());
        let held = standing.grants.iter().filter(|held| !held.revoked).map(|held| &held.grant);
        held.filter(|grant| grant.validity(now) == GrantValidity::InForce).cloned().collect()
    }

    /// The role that acts are recorded under here: that of the first grant, else resident.
    #[must_use]
    pub fn acting_role(&self) -> Role {
        // Whoever held a role keeps acting under it: the hub says whether it still counts.
        let standing = self.profile.standing();
        let held = standing.grants.iter().find(|held| !held.revoked);
        self.grants()
            .into_iter()
            .next()
            .map(|grant| grant.role)
            .or_else(|| held.map(|held| held.grant.role.clone()))
            .unwrap_or(Role::Resident)
    }

    fn list(&self) -> Result<CentreList, Error> {
        Ok(self.profile.store().get(CENTRES)?.unwrap_or_default())
    }

    fn centre_of(&self, referral: &Referral) -> Result<CentreStanding, Error> {
        let asked = referral.asked.as_ref();
        let list = self.list()?;
        let unknown = CentreList::default().standing(
            crate::model::actor::OrgId(uuid::Uuid::nil()),
            uuid::Uuid::nil(),
            self.profile.now(),
        );
        Ok(asked.map_or(unknown, |asked| list.standing(asked.facility, asked.service, self.profile.now())))
    }

    /// Asks policy about an act on a referral. What is unknown here, the hub decides.
    fn ask(
        &self,
        signer: &Signer,
        role: &Role,
        referral: &Referral,
        replaced: Option<&Referral>,
        mine: bool,
        entry: &ReferralEntry,
    ) -> Result<(), Error> {
        let (audience, centre) = (care_audience(), self.centre_of(referral)?);
        let scene = ReferralScene {
            referral,
            replaced,
            centre: &centre,
            key: signer.author().key(),
            now: self.profile.now(),
            audience: &audience,
            on_arrival: false,
        };
        let decision = best(&self.profile, role, |grant: Option<&HeldGrant>, joined_at| {
            let who = Standing {
                role,
                actor: Some(self.profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: mine,
            };
            may_on_referral(entry, &who, &scene)
        });
        match decision {
            Decision::Refuse(refusal) => Err(Error::Refused(refusal)),
            Decision::Allow | Decision::Unknown(_) => Ok(()),
        }
    }

    fn signer(&self, role: &Role, id: SubjectId) -> Signer {
        self.profile.signer(role.clone(), id)
    }
}

/// What went wrong where the exchange ended early.
impl SyncOutcome {
    /// Whether the hub refused to make an account, because there were too many at once: to be tried again later.
    #[must_use]
    pub const fn is_too_early(&self) -> bool {
        matches!(self.error, Some(SyncError::TryLater { .. }))
    }
}
