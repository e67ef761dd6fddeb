//! Calling for help: the five seconds in which it can be taken back, the call itself, and where whoever calls is.
//!
//! An SOS that is being armed is on the disk. If the app is killed meanwhile, it becomes active when the library is opened again, or
//! with whatever is asked of it next: it is never lost. A silent one is not armed: it is active at once.

use std::sync::PoisonError;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::view::SosView;
use super::{Telling, bound};
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::clock::DeviceTime;
use crate::event::{ActorId, Role, SubjectId};
use crate::geo::{AreaId, Position};
use crate::model::incident::{Identity, Nothing, Place};
use crate::model::refusal::RefusalCode;
use crate::model::sos::{
    ARMING, Contacted, ContactedHow, MOST_CONTACTS, POSITION_EVERY, Raised, SosAct, SosEntry, SosKind, SosMode,
    SosTrigger,
};
use crate::policy::{is_due, sos_audience};
use crate::profile::{Held, NewEvent, Profile, Topic};
use crate::store::{StoreError, Write};
use crate::text::{Title, is_e164};

const ARMED: &str = "sos.armed";

/// A call for help.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSos {
    /// What sets it off.
    pub trigger: SosTrigger,
    /// Whether the phone makes it heard.
    pub mode: SosMode,
    /// What for.
    pub kind: SosKind,
    /// Whom to tell at once, at most [`MOST_CONTACTS`]; more are left out.
    pub contacts: Vec<ActorId>,
    /// Where, as far as the phone knows. More precise positions follow by [`Usalama::sos_position`].
    pub at: Option<Position>,
    /// Where, in words.
    pub place_text: Option<Title>,
    /// In which area, where there is no position.
    pub area: Option<AreaId>,
    /// A name for those who help.
    pub name: Option<Title>,
    /// A number for those who help, E.164. One that is none is left out: nothing stands against an SOS.
    pub phone: Option<String>,
}

/// A turn at the SOS of this phone. The lock is given back before what was kept back is told.
pub(super) struct Turn<'a> {
    _lock: std::sync::MutexGuard<'a, ()>,
    _held: Held,
}

impl NewSos {
    /// One with the least that it takes.
    #[must_use]
    pub const fn new(trigger: SosTrigger, mode: SosMode, kind: SosKind) -> Self {
        Self { trigger, mode, kind, contacts: vec![], at: None, place_text: None, area: None, name: None, phone: None }
    }

    /// With a position.
    #[must_use]
    pub fn at(self, at: Position) -> Self {
        Self { at: Some(at), ..self }
    }
}

/// What became of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SosPositionTaken {
    /// It is recorded, and will be sent.
    Recorded,
    /// One is recorded every ten seconds: this one is not.
    TooSoon {
        /// How long until the next is.
        wait: Duration,
    },
    /// The SOS is over, as far as this phone shows.
    NotWanted,
}

/// An SOS that can still be taken back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Armed {
    pub(super) id: SubjectId,
    role: Role,
    pub(super) raised: Raised,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<Place>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) area: Option<AreaId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Title>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    pub(super) since: DeviceTime,
}

impl Armed {
    /// How long it can still be taken back; nothing where that time is over. A phone that was started anew took longer than that,
    /// and a clock that was set back stops nothing.
    pub(super) fn left(&self, now: &DeviceTime) -> Option<Duration> {
        let passed = match (self.since.monotonic_ms, now.monotonic_ms) {
            (Some(since), Some(now_ms)) if self.since.boot == now.boot => {
                Duration::from_millis(now_ms.checked_sub(since)?)
            }
            (Some(_), Some(_)) => return None,
            _ if now.at < self.since.at => return None,
            _ => now.at.since(self.since.at),
        };
        ARMING.checked_sub(passed).filter(|left| !left.is_zero())
    }

    fn fire(&self, profile: &Profile) -> Result<(), Error> {
        let signer = profile.signer(self.role.clone(), self.id);
        let identity =
            Identity { name: self.name.clone(), phone: self.phone.clone(), ..bound(profile, &signer, self.id) };
        let entry = SosEntry {
            place: self.place.clone(),
            identity: Some(identity),
            ..SosAct::Raised(Box::new(self.raised.clone())).into()
        };
        let new = NewEvent { signer: &signer, deed: (&entry).into(), area: self.area, audience: sos_audience() };
        profile.record_with(new, |write| forget(write, self.id))?;
        Ok(())
    }
}

fn forget(write: &Write<'_>, id: SubjectId) -> Result<(), StoreError> {
    let mut armed: Vec<Armed> = write.setting(ARMED)?.unwrap_or_default();
    armed.retain(|armed| armed.id != id);
    write.put(ARMED, &armed)
}

pub(super) fn armed_of(profile: &Profile) -> Result<Vec<Armed>, StoreError> {
    Ok(profile.store().get(ARMED)?.unwrap_or_default())
}

impl Usalama {
    /// Calls for help. When this returns it is on the disk: a loud one is being armed and becomes active five seconds later, unless
    /// [`Usalama::disarm_sos`] comes first; a silent one is active, and first in the outbox.
    ///
    /// Nothing stands against it: no grant, no limit, no field that is wrong. A loud one while another is being armed is that one.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`]; [`Error::Store`] where the disk does not play along: show the numbers to dial then.
    pub fn raise_sos(&self, new: NewSos) -> Result<SosView, Error> {
        let profile = self.profile()?;
        let _turn = self.sos_turn();
        self.fire_due(&profile)?;
        if new.mode != SosMode::Silent
            && let Some(armed) = armed_of(&profile)?.first()
        {
            return self.armed_view(&profile, armed);
        }
        let armed = self.prepare_sos(&profile, new)?;
        if armed.raised.mode == SosMode::Silent {
            self.fire(&profile, &armed)?;
            return self.sos_shown(&profile, armed.id);
        }
        profile.store().write(|write| {
            let mut all: Vec<Armed> = write.setting(ARMED)?.unwrap_or_default();
            all.push(armed.clone());
            write.put(ARMED, &all)
        })?;
        profile.tell(&[Topic::Sos]);
        self.sos_news.notify_one();
        self.armed_view(&profile, &armed)
    }

    /// Takes an SOS back that is being armed. Nobody has heard of it, so it takes no PIN, and leaves no trace.
    ///
    /// # Errors
    /// [`Error::Refused`] with `too_late` where it is active; [`Error::NotFound`], [`Error::Store`].
    pub fn disarm_sos(&self, id: SubjectId) -> Result<(), Error> {
        let profile = self.profile()?;
        let _turn = self.sos_turn();
        self.fire_due(&profile)?;
        if armed_of(&profile)?.iter().any(|armed| armed.id == id) {
            profile.store().write(|write| forget(write, id))?;
            profile.tell(&[Topic::Sos]);
            return Ok(());
        }
        self.sos_row(&profile, id)?;
        Err(Error::Refused(RefusalCode::TooLate.into()))
    }

    /// Makes active what has been armed for five seconds, for everybody whose profile is open. Says how long until the next is
    /// due. Opening the library, every exchange and every question about SOS do this too; a host with a timer calls it when
    /// [`SosView::arming_until`] has come.
    pub fn sos_tick(&self) -> Option<Duration> {
        let _turn = self.sos_turn();
        let mut next: Option<Duration> = None;
        for member in self.members().into_values() {
            if let Err(error) = self.fire_due(&member.profile) {
                // It stays armed, and is tried again.
                tracing::error!(code = error.code(), "an SOS could not be made active");
            }
            let left = armed_of(&member.profile).unwrap_or_default();
            let left = left.iter().filter_map(|armed| armed.left(&member.profile.clock().device_time()));
            next = left.chain(next).min();
        }
        next
    }

    /// Says where whoever called is now. At most one position every ten seconds is recorded.
    ///
    /// # Errors
    /// [`Error::Refused`] with `not_reporter` for somebody else's; [`Error::NotFound`], [`Error::Store`].
    pub fn sos_position(&self, id: SubjectId, at: Position) -> Result<SosPositionTaken, Error> {
        let profile = self.profile()?;
        let _turn = self.sos_turn();
        self.fire_due(&profile)?;
        let place = Place { position: Some(at), place_text: None, indoor: None };
        if armed_of(&profile)?.iter().any(|armed| armed.id == id) {
            profile.store().write(|write| {
                let mut all: Vec<Armed> = write.setting(ARMED)?.unwrap_or_default();
                for armed in all.iter_mut().filter(|armed| armed.id == id) {
                    let text = armed.place.take().and_then(|place| place.place_text);
                    armed.place = Some(Place { place_text: text, ..place.clone() });
                }
                write.put(ARMED, &all)
            })?;
            return Ok(SosPositionTaken::Recorded);
        }
        let row = self.sos_row(&profile, id)?;
        if !row.mine {
            return Err(Error::Refused(RefusalCode::NotReporter.into()));
        }
        if !row.state.is_open() {
            return Ok(SosPositionTaken::NotWanted);
        }
        let hidden = super::appearance::is_hidden(&profile, &row)?;
        let now = self.clock.now();
        if !is_due(&row.state, now) {
            let since = row.state.located_at.map(|last| now.since(last)).unwrap_or_default();
            let wait = POSITION_EVERY.saturating_sub(since);
            return Ok(if hidden { SosPositionTaken::NotWanted } else { SosPositionTaken::TooSoon { wait } });
        }
        let entry = SosEntry { place: Some(place), ..SosAct::Located(Nothing {}).into() };
        let telling = if hidden { Telling::Nobody } else { Telling::Everybody };
        let role = row.state.role.clone().unwrap_or(Role::Resident);
        self.on_sos(&profile, &row, role, entry, telling)?;
        Ok(if hidden { SosPositionTaken::NotWanted } else { SosPositionTaken::Recorded })
    }

    /// For which SOS the host is to go on giving positions. For the service that gets them, never for a screen: it names what looks
    /// cancelled too.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn sos_to_locate(&self) -> Result<Vec<SubjectId>, Error> {
        let profile = self.profile()?;
        let armed = armed_of(&profile)?.into_iter().map(|armed| armed.id);
        let open = profile.store().sos_list(500)?.into_iter().filter(|row| row.mine && row.state.is_open());
        Ok(armed.chain(open.map(|row| row.state.id)).collect())
    }

    /// Notes what the phone did beside: dialled a number, or offered an SMS. A number is kept only where it is a public one.
    ///
    /// # Errors
    /// [`Error::Refused`] with `not_reporter` for somebody else's; [`Error::NotFound`], [`Error::Store`].
    pub fn sos_contacted(&self, id: SubjectId, how: ContactedHow, number: Option<&str>) -> Result<SosView, Error> {
        let profile = self.profile()?;
        let _turn = self.sos_turn();
        self.fire_now(&profile, id)?;
        let row = self.sos_row(&profile, id)?;
        if row.mine && !row.state.is_open() {
            return self.sos_shown(&profile, id);
        }
        let is_public = |number: &&str| number.len() <= 5 && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.filter(is_public).and_then(|number| Title::new(number).ok());
        let hidden = super::appearance::is_hidden(&profile, &row)?;
        let telling = if hidden { Telling::Nobody } else { Telling::Everybody };
        let role = row.state.role.clone().unwrap_or(Role::Resident);
        self.on_sos(&profile, &row, role, SosAct::Contacted(Contacted { how, number }).into(), telling)?;
        self.sos_shown(&profile, id)
    }

    fn prepare_sos(&self, profile: &Profile, new: NewSos) -> Result<Armed, Error> {
        let acting = self.acting_role()?;
        // Under a role that nobody ever gave, the hub would not know who it is.
        let role = if profile.standing().grants_of(&acting).is_empty() { Role::Resident } else { acting };
        let shift = self.current_shift().ok().flatten().map(|detail| detail.shift).filter(|_| role == Role::Guard);
        let firm = shift.as_ref().and_then(|shift| shift.firm).or_else(|| {
            let grants = profile.standing();
            grants.grants_of(&role).into_iter().filter(|_| role == Role::Guard).find_map(|held| held.grant.org)
        });
        let ward = new.at.as_ref().and_then(|position| profile.directory().ward(position.at));
        let site_area = shift.as_ref().and_then(|shift| shift.area);
        let raised = Raised {
            contacts: new.contacts.into_iter().filter(|id| *id != profile.actor()).take(MOST_CONTACTS).collect(),
            site: shift.as_ref().and_then(|shift| shift.site),
            shift: shift.as_ref().map(|shift| shift.id),
            firm,
            ..Raised::new(new.trigger, new.mode, new.kind)
        };
        let has_place = new.at.is_some() || new.place_text.is_some();
        let place = has_place.then_some(Place { position: new.at, place_text: new.place_text, indoor: None });
        Ok(Armed {
            id: SubjectId::now(self.clock.now()),
            role,
            raised,
            place,
            area: site_area.or(ward).or(new.area),
            name: new.name,
            phone: new.phone.filter(|phone| is_e164(phone)),
            since: profile.clock().device_time(),
        })
    }

    /// One thing after the other is done to SOS. Listeners hear of it once the turn is over: they may ask for one of their own.
    pub(super) fn sos_turn(&self) -> Turn<'_> {
        let lock = self.sos_turn.lock().unwrap_or_else(PoisonError::into_inner);
        Turn { _lock: lock, _held: self.changes.hold() }
    }

    /// Makes active what has been armed for long enough.
    pub(super) fn fire_due(&self, profile: &Profile) -> Result<(), Error> {
        let now = profile.clock().device_time();
        armed_of(profile)?
            .iter()
            .filter(|armed| armed.left(&now).is_none())
            .try_for_each(|armed| self.fire(profile, armed))
    }

    /// Makes active what is being armed, whether or not its time has come.
    pub(super) fn fire_now(&self, profile: &Profile, id: SubjectId) -> Result<(), Error> {
        self.fire_due(profile)?;
        armed_of(profile)?.iter().filter(|armed| armed.id == id).try_for_each(|armed| self.fire(profile, armed))
    }

    fn fire(&self, profile: &Profile, armed: &Armed) -> Result<(), Error> {
        armed.fire(profile)?;
        self.sos_news.notify_one();
        Ok(())
    }
}
