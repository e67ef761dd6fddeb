//! Who looked. To look is to open one ⚠ or confidential record of somebody else with more of it at hand than its core. That is noted
//! once a day for each reader and record, signed by the reader, and sent last of all; the data subject reads it on the own phone.

use super::super::acts::best;
use super::super::device::Usalama;
use super::super::error::Error;
use crate::clock::Timestamp;
use crate::event::{ActorId, PartName, Role, SubjectId};
use crate::model::actor::OrgId;
use crate::model::custody::{Custody, CustodyAct, CustodyEntry, LegalHold, Looked, look_id};
use crate::model::incident::{Anonymity, Incident, Nothing};
use crate::policy::{CustodyScene, Decision, Standing, custody_audience, may_on_custody};
use crate::profile::{HeldGrant, NewEvent, Profile, Topic};
use crate::store::IncidentRow;
use crate::text::Title;

/// Somebody looked at a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Who.
    pub by: Option<ActorId>,
    /// In which role.
    pub role: Option<Role>,
    /// As whose officer.
    pub org: Option<OrgId>,
    /// When first on that day, by the clock of that phone.
    pub at: Option<Timestamp>,
    /// What was there to be seen, beside the core.
    pub parts: Vec<PartName>,
}

/// A legal hold on a record: the hub does not erase it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The note, by which it is taken off again.
    pub id: SubjectId,
    /// Who put it on.
    pub by: Option<ActorId>,
    /// The number in the Occurrence Book.
    pub ob_number: Title,
    /// Until when.
    pub until: Timestamp,
}

impl Usalama {
    /// Who looked at a record (*nani ameangalia*), newest first: at one's own everybody whom the hub has told of, at somebody
    /// else's oneself and those of one's own station or firm. Kept for 24 months.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn who_looked(&self, item: SubjectId) -> Result<Vec<Look>, Error> {
        let notes = self.profile()?.store().notes_about(item)?;
        let looks = notes.into_iter().map(|row| row.state).filter(|note| note.hold.is_none());
        Ok(looks
            .map(|note| Look { by: note.by, role: note.role, org: note.org, at: note.at, parts: note.parts })
            .collect())
    }

    /// The legal holds that are on a record, as far as this phone knows; shown to the data subject too.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn legal_holds(&self, item: SubjectId) -> Result<Vec<Hold>, Error> {
        let profile = self.profile()?;
        let now = profile.now();
        let notes = profile.store().notes_about(item)?;
        let on = notes.iter().filter_map(|row| Some((&row.state, row.state.holds_at(now)?)));
        Ok(on
            .map(|(note, hold)| Hold { id: note.id, by: note.by, ob_number: hold.ob_number.clone(), until: hold.until })
            .collect())
    }

    /// Puts a legal hold on an incident, for at most a year: the hub does not erase it before. The police alone do, with the number
    /// in the Occurrence Book. On phones what is due is erased all the same.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::NotFound`], [`Error::Store`].
    pub fn hold(&self, item: SubjectId, ob_number: Title, until: Timestamp) -> Result<Hold, Error> {
        let profile = self.profile()?;
        let row = profile.store().incident(item)?.ok_or(Error::NotFound)?;
        let org = profile.standing().grants_of(&Role::PoliceOfficer).first().and_then(|held| held.grant.org);
        let hold = LegalHold { item, ob_number, until, org };
        let note = Custody::unknown(SubjectId::random());
        let entry = CustodyEntry::from(CustodyAct::Held(hold.clone()));
        self.note_on(&profile, &row, &note, Role::PoliceOfficer, &entry)?;
        Ok(Hold { id: note.id, by: Some(profile.actor()), ob_number: hold.ob_number, until })
    }

    /// Takes a legal hold off again: an officer of the station that put it on.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::NotFound`], [`Error::Store`].
    pub fn release_hold(&self, hold: SubjectId) -> Result<(), Error> {
        let profile = self.profile()?;
        let note = profile.store().custody(hold)?.ok_or(Error::NotFound)?.state;
        let item = note.item.ok_or(Error::NotFound)?;
        let row = profile.store().incident(item)?.ok_or(Error::NotFound)?;
        let entry = CustodyEntry::from(CustodyAct::Released(Nothing {}));
        self.note_on(&profile, &row, &note, Role::PoliceOfficer, &entry)
    }

    fn note_on(
        &self,
        profile: &Profile,
        row: &IncidentRow,
        note: &Custody,
        role: Role,
        entry: &CustodyEntry,
    ) -> Result<(), Error> {
        let at = row.incident.place.as_ref().and_then(|place| place.position.as_ref()).map(|position| position.at);
        let placement = profile.directory().placement(at, row.incident.area);
        let audience = custody_audience();
        let decision = best(profile, &role, |grant: Option<&HeldGrant>, joined_at| {
            let org = grant.and_then(|held| held.grant.org);
            let who = Standing {
                role: &role,
                actor: Some(profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: row.mine,
            };
            let scene = CustodyScene {
                custody: note,
                placement: placement.as_ref(),
                own_case: org.is_some() && row.incident.station() == org,
                now: profile.now(),
                audience: &audience,
                on_arrival: false,
            };
            may_on_custody(entry, &who, &scene)
        });
        if let Decision::Refuse(refusal) = decision {
            return Err(Error::Refused(refusal));
        }
        let signer = profile.signer(role, note.id);
        profile.record(NewEvent { signer: &signer, deed: entry.into(), area: row.incident.area, audience })?;
        Ok(())
    }

    /// Notes that the one who is signed in opened an incident, where that is to be noted and was not today. Who has to help is not
    /// kept from it by a full disk.
    pub(in crate::client) fn note_look(&self, profile: &Profile, incident: &Incident, mine: bool) {
        if let Err(error) = self.try_note_look(profile, incident, mine) {
            tracing::warn!(code = error.code(), "that a record was opened could not be noted");
        }
    }

    fn try_note_look(&self, profile: &Profile, incident: &Incident, mine: bool) -> Result<(), Error> {
        let parts = seen(incident);
        if mine || !is_noted(incident) || parts.is_empty() {
            return Ok(());
        }
        let acting = self.acting_role()?;
        let standing = profile.standing();
        let official = |held: &&HeldGrant| held.grant.role != Role::Resident;
        let held = standing.grants_of(&acting).into_iter().find(official);
        let Some(held) = held.or_else(|| standing.grants.iter().find(official)) else { return Ok(()) };
        let id = look_id(incident.id, profile.actor(), profile.now());
        if !profile.store().events_of(id)?.is_empty() {
            return Ok(());
        }
        let entry = CustodyEntry::from(CustodyAct::Looked(Looked { item: incident.id, parts, org: held.grant.org }));
        let signer = profile.signer(held.grant.role.clone(), id);
        let new =
            NewEvent { signer: &signer, deed: (&entry).into(), area: incident.area, audience: custody_audience() };
        profile.record_quietly(new)?;
        profile.tell(&[Topic::Rights, Topic::Outbox]);
        Ok(())
    }
}

/// Whether opening it is noted: a ⚠ report, or one whose reporter is confidential.
fn is_noted(incident: &Incident) -> bool {
    let confidential = incident.report.as_ref().is_some_and(|report| report.anonymity == Anonymity::Confidential);
    incident.report.is_some() && (incident.is_sensitive() || confidential)
}

/// What is at hand beside the core.
fn seen(incident: &Incident) -> Vec<PartName> {
    let at_hand = [
        (PartName::Text, incident.text.is_some()),
        (PartName::Place, incident.place.is_some()),
        (PartName::Sensitive, incident.sensitive.is_some()),
        (PartName::Identity, incident.identity.is_some()),
    ];
    at_hand.into_iter().filter_map(|(part, there)| there.then_some(part)).collect()
}
