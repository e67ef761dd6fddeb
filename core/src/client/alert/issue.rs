//! Issuing: an official writes, a second person releases where that is asked for (DOMAIN §8.2, §8.3).

use super::super::acts::best;
use super::super::device::Usalama;
use super::super::error::Error;
use super::{AlertView, Held};
use crate::event::{Author, Role, SubjectId};
use crate::geo::AreaId;
use crate::keys::KeyPurpose;
use crate::model::alert::{
    Alert, AlertAct, AlertAnswer, AlertEntry, Answered, Bilingual, ComposeError, Envelope, NewAlert, Proposed, compose,
    identifier_of, sender_of,
};
use crate::model::cap::{self, Breach, DateTime, Level, MsgType, Reference, Scope};
use crate::model::incident::{Identity, Nothing, Words};
use crate::model::refusal::RefusalCode;
use crate::policy::{AlertScene, Decision, Standing, alert_audience, may_on_alert, needs_release};
use crate::profile::{HeldGrant, NewEvent, Profile};
use crate::text::Comment;

/// What an alert would be, before it is handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertCheck {
    /// The message.
    pub message: cap::Alert,
    /// The rules of CAP and of the profile that it breaks.
    pub breaches: Vec<Breach>,
    /// A second person has to release it.
    pub needs_release: bool,
    /// Whether it may be handed in.
    pub decision: Decision,
}

/// What is written: a new message, one that takes the place of another, one that calls another off.
enum Writing<'a> {
    New(&'a NewAlert),
    Update(&'a NewAlert, &'a Alert),
    Cancel(&'a Bilingual, &'a Alert),
}

impl Usalama {
    /// Looks at an alert without handing it in: the message as it would be, what is wrong with it, and whether somebody else has to
    /// release it.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`]; [`Error::Refused`] without a grant to issue alerts; [`Error::Invalid`] for a place or time that cannot be.
    pub fn check_alert(&self, new: &NewAlert) -> Result<AlertCheck, Error> {
        let profile = self.profile()?;
        let id = SubjectId::now(self.clock.now());
        Ok(self.write_alert(&profile, id, &Writing::New(new))?.1)
    }

    /// Hands an alert in. Where no second person is asked for, it is out once the hub has it; else it waits for its release.
    ///
    /// # Errors
    /// As [`Usalama::check_alert`]; [`Error::Alert`] with every rule that it breaks; [`Error::Refused`] where policy says no;
    /// [`Error::Store`]. Nothing is written then.
    pub fn propose_alert(&self, new: &NewAlert) -> Result<AlertView, Error> {
        self.hand_in(&Writing::New(new))
    }

    /// Hands in an alert that takes the place of an earlier one.
    ///
    /// # Errors
    /// As [`Usalama::propose_alert`]; [`Error::NotFound`] where this phone does not hold the earlier one.
    pub fn update_alert(&self, of: SubjectId, new: &NewAlert) -> Result<AlertView, Error> {
        let earlier = self.alert(of)?;
        self.hand_in(&Writing::Update(new, &earlier.alert))
    }

    /// Calls an alert off. That takes no second person.
    ///
    /// # Errors
    /// As [`Usalama::update_alert`].
    pub fn cancel_alert(&self, of: SubjectId, why: &Bilingual) -> Result<AlertView, Error> {
        let earlier = self.alert(of)?;
        self.hand_in(&Writing::Cancel(why, &earlier.alert))
    }

    /// Releases an alert that somebody else handed in.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`]: `second_person` for one's own, `wrong_status` where it does not wait; [`Error::Store`].
    pub fn release_alert(&self, id: SubjectId) -> Result<AlertView, Error> {
        self.on_alert(id, AlertAct::Released(Nothing {}).into())
    }

    /// Does not release an alert, and says why.
    ///
    /// # Errors
    /// As [`Usalama::release_alert`].
    pub fn return_alert(&self, id: SubjectId, why: Comment) -> Result<AlertView, Error> {
        let words = Some(Words { comment: Some(why), ..Words::default() });
        self.on_alert(id, AlertEntry { words, ..AlertAct::Returned(Nothing {}).into() })
    }

    /// Takes back an alert of one's own that is not out.
    ///
    /// # Errors
    /// As [`Usalama::release_alert`].
    pub fn withdraw_alert(&self, id: SubjectId) -> Result<AlertView, Error> {
        self.on_alert(id, AlertAct::Withdrawn(Nothing {}).into())
    }

    /// Answers an alert. The issuer learns numbers alone, and none below three; the hub alone learns who it was. Whoever needs help
    /// should raise an SOS as well: this answer does not call anybody.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] for an alert that is not out; [`Error::Store`].
    pub fn answer_alert(&self, id: SubjectId, answer: AlertAnswer) -> Result<AlertView, Error> {
        let profile = self.profile()?;
        let role = Role::Resident;
        let signer = profile.signer(role.clone(), id);
        let key = signer.author().key();
        let mut entry = AlertEntry::from(AlertAct::Answered(Answered { answer }));
        if matches!(signer.author(), Author::Pseudonym { .. }) {
            let account = profile.keyring().key(KeyPurpose::Account);
            entry.identity = Some(Identity::bind(profile.actor(), id, key, &account));
        }
        self.record_alert(&profile, id, &role, &entry, None)
    }

    fn on_alert(&self, id: SubjectId, entry: AlertEntry) -> Result<AlertView, Error> {
        let (profile, role) = (self.profile()?, self.acting_role()?);
        self.record_alert(&profile, id, &role, &entry, None)
    }

    fn hand_in(&self, writing: &Writing<'_>) -> Result<AlertView, Error> {
        let (profile, role) = (self.profile()?, self.acting_role()?);
        let id = SubjectId::now(self.clock.now());
        let (proposed, check) = self.write_alert(&profile, id, writing)?;
        let broken: Vec<Breach> = check.breaches.into_iter().filter(|breach| breach.level == Level::Error).collect();
        if !broken.is_empty() {
            return Err(Error::Alert(broken));
        }
        let entry = AlertEntry::from(AlertAct::Proposed(Box::new(proposed)));
        let area = area_of(&profile, &role);
        self.record_alert(&profile, id, &role, &entry, area)
    }

    /// Writes the message under the grant that lets it go the farthest.
    fn write_alert(
        &self,
        profile: &Profile,
        id: SubjectId,
        writing: &Writing<'_>,
    ) -> Result<(Proposed, AlertCheck), Error> {
        let role = self.acting_role()?;
        let (standing, directory) = (profile.standing(), profile.directory());
        let held = standing.grants_of(&role);
        let mut best: Option<(Proposed, AlertCheck)> = None;
        for grant in held.iter().filter(|held| !held.revoked).map(|held| &held.grant) {
            let sender = grant.org.map_or(grant.actor.0, |org| org.0);
            let name = grant.org.and_then(|org| directory.organisations.get(&org)).map(|org| org.name.to_string());
            let references: Vec<Reference> = match writing {
                Writing::New(_) => vec![],
                Writing::Update(_, earlier) | Writing::Cancel(_, earlier) => {
                    earlier.message.iter().map(|message| Reference::to(message)).collect()
                }
            };
            let envelope = Envelope {
                id,
                sender: sender_of(sender),
                sender_name: name,
                sent: profile.now(),
                msg_type: match writing {
                    Writing::New(_) => MsgType::Alert,
                    Writing::Update(..) => MsgType::Update,
                    Writing::Cancel(..) => MsgType::Cancel,
                },
                references: &references,
            };
            let message = match writing {
                Writing::New(new) | Writing::Update(new, _) => compose(new, &envelope, &directory.areas)?,
                Writing::Cancel(why, earlier) => calling_off(why, earlier, &envelope)?,
            };
            let is_cancel = matches!(writing, Writing::Cancel(..));
            let person_ob_number = match writing {
                Writing::New(new) | Writing::Update(new, _) => new.person_ob_number.clone(),
                Writing::Cancel(..) => None,
            };
            let release = !is_cancel && needs_release(&message, grant, &directory.areas);
            let breaches = [message.breaches(), message.profile_breaches()].concat();
            let proposed = Proposed { alert: message.clone(), needs_release: release, person_ob_number };
            let entry = AlertEntry::from(AlertAct::Proposed(Box::new(proposed.clone())));
            let decision = self.may_on(profile, id, &role, &entry, &Alert::unknown(id))?;
            let found = (proposed, AlertCheck { message, breaches, needs_release: release, decision });
            if found.1.decision == Decision::Allow {
                return Ok(found);
            }
            best.get_or_insert(found);
        }
        best.ok_or_else(|| Error::Refused(RefusalCode::NoGrant.into()))
    }

    fn may_on(
        &self,
        profile: &Profile,
        id: SubjectId,
        role: &Role,
        entry: &AlertEntry,
        alert: &Alert,
    ) -> Result<Decision, Error> {
        let directory = profile.directory();
        let referenced = match &entry.act {
            AlertAct::Proposed(proposed) if proposed.alert.references.is_some() => {
                Held::load(profile)?.rows.into_iter().map(|row| row.state).collect()
            }
            _ => vec![],
        };
        let audience = alert_audience(&entry.act, alert);
        let scene = AlertScene {
            alert,
            id,
            referenced: &referenced,
            areas: &directory.areas,
            now: profile.now(),
            audience: &audience,
            on_arrival: false,
        };
        Ok(best(profile, role, |grant: Option<&HeldGrant>, joined_at| {
            let who = Standing {
                role,
                actor: Some(profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: false,
            };
            may_on_alert(entry, &who, &scene)
        }))
    }

    fn record_alert(
        &self,
        profile: &Profile,
        id: SubjectId,
        role: &Role,
        entry: &AlertEntry,
        area: Option<AreaId>,
    ) -> Result<AlertView, Error> {
        let before = profile.store().alert(id)?.map(|row| row.state);
        let is_known = before.as_ref().is_some_and(|alert| alert.message.is_some());
        if !is_known && !matches!(entry.act, AlertAct::Proposed(_)) {
            return Err(Error::NotFound);
        }
        let before = before.unwrap_or_else(|| Alert::unknown(id));
        if let Decision::Refuse(refusal) = self.may_on(profile, id, role, entry, &before)? {
            return Err(Error::Refused(refusal));
        }
        let signer = profile.signer(role.clone(), id);
        let audience = alert_audience(&entry.act, &before);
        profile.record(NewEvent { signer: &signer, deed: entry.into(), area: area.or(before.area), audience })?;
        self.alert(id)
    }
}

/// The area that an official's alerts name in their header: the first that the grant holds.
fn area_of(profile: &Profile, role: &Role) -> Option<AreaId> {
    profile.standing().grants_of(role).iter().find_map(|held| held.grant.areas.first().copied())
}

/// A message that calls another off: what was said of it is in a note, in both languages.
fn calling_off(why: &Bilingual, earlier: &Alert, envelope: &Envelope<'_>) -> Result<cap::Alert, Error> {
    let message = earlier.message.as_deref().ok_or(Error::NotFound)?;
    Ok(cap::Alert {
        identifier: identifier_of(envelope.id),
        sender: envelope.sender.clone(),
        sent: DateTime::in_kenya(envelope.sent).map_err(ComposeError::from)?,
        status: message.status.clone(),
        msg_type: MsgType::Cancel,
        source: None,
        scope: message.scope.clone(),
        restriction: message.restriction.clone().filter(|_| message.scope == Scope::Restricted),
        addresses: None,
        code: vec![],
        note: Some(format!("{} / {}", why.en, why.sw)),
        references: Some(envelope.references.iter().collect()),
        incidents: None,
        info: vec![],
        signature: vec![],
    })
}
