//! What concerns whoever holds this phone. Where they are and what they follow is compared here, and told to nobody (DOMAIN §8.4).

use std::collections::BTreeSet;

use super::super::device::Usalama;
use super::super::error::Error;
use super::{AlertView, Held, is_shown};
use crate::clock::Timestamp;
use crate::event::{Role, SubjectId};
use crate::geo::{AreaId, Position};
use crate::model::alert::{AlertIndex, AlertState, CANCELLED_SHOWN, Match, QuietHours, Told, Whereabouts, choose};
use crate::profile::{FOLLOWED, Profile, Topic};
use crate::store::StoreError;

const QUIET: &str = "quiet_hours";
const TOLD: &str = "told_alerts";

/// An alert that concerns somebody here.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertHere {
    /// The alert.
    pub alert: AlertView,
    /// How far its edge is, in metres, 0 inside; nothing where it concerns an area at home or followed alone.
    pub distance_m: Option<f64>,
}

/// Why somebody is told of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// It is on.
    Alert,
    /// It was on, and was called off.
    CalledOff,
}

/// Something that the phone should tell its owner now, once.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertNotice {
    /// What of it.
    pub kind: NoticeKind,
    /// The alert.
    pub alert: AlertView,
    /// How far its edge is, in metres; nothing where that is not known.
    pub distance_m: Option<f64>,
}

/// What this phone's owner was told.
pub(super) fn told(profile: &Profile) -> Result<Told, StoreError> {
    Ok(profile.store().get(TOLD)?.unwrap_or_default())
}

impl Usalama {
    /// Chooses areas of which alerts are told beside those at home. The choice stays on this phone; of the counties in which they lie
    /// the next sync fetches the directory.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn follow_areas(&self, areas: &BTreeSet<AreaId>) -> Result<(), Error> {
        let profile = self.profile()?;
        profile.store().write(|write| write.put(FOLLOWED, areas))?;
        profile.tell(&[Topic::Alerts]);
        Ok(())
    }

    /// The areas that are followed.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn followed_areas(&self) -> Result<BTreeSet<AreaId>, Error> {
        Ok(self.profile()?.store().get(FOLLOWED)?.unwrap_or_default())
    }

    /// Sets when alerts below severe wait; nothing for never.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a minute that no day has; [`Error::NotSignedIn`], [`Error::Store`].
    pub fn set_quiet_hours(&self, quiet: Option<QuietHours>) -> Result<(), Error> {
        if quiet.is_some_and(|quiet| quiet.from >= 1440 || quiet.to >= 1440) {
            return Err(Error::Invalid("a day has 1,440 minutes"));
        }
        Ok(self.profile()?.store().write(|write| write.put(QUIET, &quiet))?)
    }

    /// The alerts that are on and concern this phone's owner: the worst first, then the most urgent, then the nearest. A position that
    /// is older than 30 minutes is not looked at; areas at home and followed ones always are.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn alerts_here(&self, position: Option<(&Position, Timestamp)>) -> Result<Vec<AlertHere>, Error> {
        let profile = self.profile()?;
        let (held, told) = (Held::load(&profile)?, told(&profile)?);
        let found = self.matching(&profile, &held, position)?;
        let view = |found: Match| {
            let row = held.rows.iter().find(|row| row.state.id == found.id)?;
            Some(AlertHere { alert: held.view(row, &told)?, distance_m: found.distance_m })
        };
        Ok(found.into_iter().filter_map(view).collect())
    }

    /// What the phone should tell its owner now, and notes that it did: call it after each exchange, and when the place changed. Nothing
    /// is told twice, nothing after it expired; below severe nothing in quiet hours and at most six a day.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`]; nothing counts as told then.
    pub fn take_alert_notices(&self, position: Option<(&Position, Timestamp)>) -> Result<Vec<AlertNotice>, Error> {
        let profile = self.profile()?;
        let (held, before) = (Held::load(&profile)?, told(&profile)?);
        let mut told = before.clone();
        let mut notices = self.called_off(&held, &mut told, profile.now());
        let found = self.matching(&profile, &held, position)?;
        let mut loud = vec![];
        for found in found {
            let Some(row) = held.rows.iter().find(|row| row.state.id == found.id) else { continue };
            let Some(message) = row.state.message.as_deref() else { continue };
            if self.is_old_news(&held, found.id, &told) {
                // The words on the screen change; nobody is called for it.
                told.alerts.entry(found.id).or_insert(profile.now());
                continue;
            }
            loud.push((found, message));
        }
        let quiet: Option<QuietHours> = profile.store().get::<Option<QuietHours>>(QUIET)?.flatten();
        let offset = self.clock.device_time().utc_offset;
        for chosen in choose(loud, &mut told, quiet, profile.now(), offset) {
            let Some(row) = held.rows.iter().find(|row| row.state.id == chosen.id) else { continue };
            let view = held.view(row, &told);
            notices.extend(view.map(|alert| AlertNotice {
                kind: NoticeKind::Alert,
                alert,
                distance_m: chosen.distance_m,
            }));
        }
        if told != before {
            profile.store().write(|write| write.put(TOLD, &told))?;
        }
        Ok(notices)
    }

    fn matching(
        &self,
        profile: &Profile,
        held: &Held,
        position: Option<(&Position, Timestamp)>,
    ) -> Result<Vec<Match>, Error> {
        let directory = profile.directory();
        let is_on = |id: SubjectId| held.board.get(id).is_some_and(|posted| posted.state == AlertState::Issued);
        let live = held.rows.iter().filter(|row| {
            super::is_settled(row.delivery.clone()) && is_on(row.state.id) && is_shown(profile, &row.state)
        });
        let messages = live.filter_map(|row| Some((row.state.id, row.state.message.as_deref()?)));
        let index = AlertIndex::new(messages, &directory.areas);
        let mut areas: BTreeSet<AreaId> = profile.store().get(FOLLOWED)?.unwrap_or_default();
        let standing = profile.standing();
        let home = standing.grants.iter().filter(|held| !held.revoked && held.grant.role == Role::Resident);
        areas.extend(home.flat_map(|held| held.grant.areas.iter().copied()));
        Ok(index.matching(&Whereabouts { position, areas }, &directory.areas, profile.now()))
    }

    /// Whether a message says no more than one that its owner was told of.
    fn is_old_news(&self, held: &Held, id: SubjectId, told: &Told) -> bool {
        if !held.board.get(id).is_some_and(|posted| posted.is_silent) {
            return false;
        }
        let was_told = |earlier: &SubjectId| told.alerts.contains_key(earlier);
        held.rows
            .iter()
            .map(|row| row.state.id)
            .filter(was_told)
            .any(|earlier| held.board.get(earlier).and_then(|posted| posted.by).is_some_and(|(by, _)| by == id))
    }

    /// Alerts that were told, and were called off within the last hour.
    fn called_off(&self, held: &Held, told: &mut Told, now: Timestamp) -> Vec<AlertNotice> {
        let mut notices = vec![];
        for row in &held.rows {
            let Some(posted) = held.board.get(row.state.id).filter(|posted| posted.state == AlertState::Cancelled)
            else {
                continue;
            };
            let Some((by, at)) = posted.by.filter(|(_, at)| at.plus(CANCELLED_SHOWN) > now) else { continue };
            if !told.alerts.contains_key(&row.state.id) || told.alerts.contains_key(&by) {
                continue;
            }
            told.alerts.insert(by, at);
            let view = held.view(row, told);
            notices.extend(view.map(|alert| AlertNotice { kind: NoticeKind::CalledOff, alert, distance_m: None }));
        }
        notices
    }
}
