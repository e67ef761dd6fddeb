//! A referral as it stands.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::act::{Asked, CareWords, Consent, FollowUpDone, ReferralAct, ReferralEntry, Referred, act_of};
use super::transition::next_state;
use super::vocabulary::{ConsentScope, DeclineReason, ReferralState};
use crate::clock::Timestamp;
use crate::event::{PartName, Role, SubjectId, VerifiedEvent};
use crate::keys::PublicKey;
use crate::model::Model;
use crate::model::incident::Stamp;
use crate::model::refusal::RefusalCode;
use crate::text::Comment;

/// How long after the date somebody may still come, before it is said that they did not.
pub const ATTEND_WITHIN: Duration = Duration::from_secs(14 * 24 * 3600);
/// Follow-ups that the state keeps; the log has them all.
const FOLLOW_UPS_KEPT: usize = 64;

/// Somebody is to ask how it goes, or asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// When it is due.
    pub due: Timestamp,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Timestamp>,
    /// How, and what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<FollowUpDone>,
}

/// A referral as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// Identity: random, so that it does not tell when it was made.
    pub id: SubjectId,
    /// Where it stands; nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ReferralState>,
    /// What is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// Who is referred, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Referred>,
    /// What was written with it, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<CareWords>,
    /// Who signs for whoever refers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<PublicKey>,
    /// Under which role: a resident refers themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// What was agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
    /// When it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// When the centre had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
    /// When to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Timestamp>,
    /// Why the centre said no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined: Option<DeclineReason>,
    /// What was last said by whoever did something to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_words: Option<Comment>,
    /// The referral that takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<SubjectId>,
    /// Asking how it goes, where this reader may know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<FollowUp>,
    /// When its state last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
}

impl Referral {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            state: None,
            asked: None,
            subject: None,
            words: None,
            requested_by: None,
            role: None,
            consent: None,
            sent_at: None,
            received_at: None,
            appointment: None,
            declined: None,
            last_words: None,
            replaced_by: None,
            follow_ups: vec![],
            changed_at: None,
        }
    }

    /// Where an act leads; nothing where it leaves the state as it is.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where it does not fit.
    pub fn next(&self, act: &ReferralAct) -> Result<Option<ReferralState>, RefusalCode> {
        next_state(self.state.as_ref(), act)
    }

    /// Whether whoever is referred agreed to this, and did not take it back.
    #[must_use]
    pub fn is_agreed(&self, scope: &ConsentScope) -> bool {
        self.consent.as_ref().is_some_and(|consent| consent.covers(scope))
    }

    /// Whether the centre was ever sent it: from then on it reads it.
    #[must_use]
    pub const fn has_gone(&self) -> bool {
        self.sent_at.is_some()
    }

    /// From when on it may be said that nobody came.
    #[must_use]
    pub fn missed_from(&self) -> Option<Timestamp> {
        self.appointment.map(|on| on.plus(ATTEND_WITHIN))
    }

    /// The follow-up that is due first and was not done.
    #[must_use]
    pub fn next_follow_up(&self) -> Option<Timestamp> {
        self.follow_ups.iter().filter(|one| one.done.is_none()).map(|one| one.due).min()
    }

    fn begin(&mut self, asked: &Asked, event: &VerifiedEvent, entry: &ReferralEntry) {
        self.asked = Some(asked.clone());
        self.subject.clone_from(&entry.subject);
        self.words.clone_from(&entry.words);
        self.requested_by = Some(event.header().author.key());
        self.role = Some(event.header().role.clone());
    }

    /// The one that is due first is done; where none was planned, one that nobody planned.
    fn follow_up(&mut self, done: &FollowUpDone, at: Timestamp) {
        let open = self.follow_ups.iter_mut().filter(|one| one.done.is_none()).min_by_key(|one| one.due);
        if let Some(open) = open {
            (open.done_at, open.done) = (Some(at), Some(done.clone()));
        } else if self.follow_ups.len() < FOLLOW_UPS_KEPT {
            self.follow_ups.push(FollowUp { due: at, done_at: Some(at), done: Some(done.clone()) });
        }
    }
}

impl Model for Referral {
    type Entry = ReferralEntry;

    fn id(&self) -> SubjectId {
        self.id
    }

    fn has_begun(&self) -> bool {
        self.state.is_some()
    }

    fn readable(event: &VerifiedEvent) -> Option<ReferralEntry> {
        Some(ReferralEntry {
            act: act_of(event).ok()??,
            words: event.read(&PartName::Text).unwrap_or_default(),
            subject: event.read(&PartName::Sensitive).unwrap_or_default(),
            identity: event.read(&PartName::Identity).unwrap_or_default(),
        })
    }

    fn apply(&mut self, event: &VerifiedEvent, entry: &ReferralEntry, stamp: Stamp) -> bool {
        let Ok(led) = self.next(&entry.act) else { return false };
        match &entry.act {
            ReferralAct::Drafted(asked) => self.begin(asked, event, entry),
            ReferralAct::Consented(consent) => {
                self.consent = Some(Consent { withdrawn_at: None, ..consent.clone() });
            }
            ReferralAct::Sent(_) => self.sent_at = Some(stamp.at()),
            ReferralAct::Received(_) => self.received_at = Some(stamp.at()),
            ReferralAct::Accepted(accepted) => self.appointment = Some(accepted.on),
            ReferralAct::Waitlisted(_) => self.appointment = None,
            ReferralAct::Declined(declined) => self.declined = Some(declined.reason.clone()),
            ReferralAct::Transferred(transferred) => self.replaced_by = Some(transferred.replaced_by),
            ReferralAct::Withdrawn(_) => {
                if let Some(consent) = &mut self.consent {
                    consent.withdrawn_at = Some(stamp.at());
                }
            }
            ReferralAct::FollowUpPlanned(planned) if self.follow_ups.len() < FOLLOW_UPS_KEPT => {
                self.follow_ups.push(FollowUp { due: planned.due, done_at: None, done: None });
            }
            ReferralAct::FollowUpDone(done) => self.follow_up(done, stamp.at()),
            ReferralAct::Started(_)
            | ReferralAct::Completed(_)
            | ReferralAct::LeftEarly(_)
            | ReferralAct::NotAttended(_)
            | ReferralAct::EnteredInError(_)
            | ReferralAct::FollowUpPlanned(_) => {}
        }
        if !matches!(entry.act, ReferralAct::Drafted(_)) {
            let said = entry.words.as_ref().and_then(|words| words.notes.clone());
            self.last_words = said.or_else(|| self.last_words.take());
        }
        if let Some(state) = led {
            self.state = Some(state);
            self.changed_at = Some(stamp.at());
        }
        true
    }
}
