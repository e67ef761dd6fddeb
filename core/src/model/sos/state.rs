//! An SOS as it stands.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::act::{Contacted, Raised, SosAct, SosEntry, act_of};
use super::transition::next_state;
use super::vocabulary::{SosMode, SosState};
use crate::clock::Timestamp;
use crate::event::{ActorId, Author, PartName, Role, SubjectId, VerifiedEvent};
use crate::geo::AreaId;
use crate::keys::PublicKey;
use crate::model::Model;
use crate::model::incident::{Identity, Place, Stamp};
use crate::text::{Comment, Title};

/// How long an SOS that is heard can be taken back before anybody hears of it.
pub const ARMING: Duration = Duration::from_secs(5);
/// How long a tier has to take it up before the next is told.
pub const ESCALATE_EVERY: Duration = Duration::from_secs(60);
/// The last tier.
pub const LAST_TIER: u8 = 3;
/// How much time there is from one recorded position to the next, at least.
pub const POSITION_EVERY: Duration = Duration::from_secs(10);
/// People whom whoever calls has chosen, at most.
pub const MOST_CONTACTS: usize = 8;
/// The newest positions that the state keeps; the log has them all.
const POSITIONS_KEPT: usize = 60;
/// What the phone did beside, as far as the state keeps it.
const CONTACTED_KEPT: usize = 32;

/// Where whoever called was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SosSpot {
    /// When, by the clock of the phone.
    pub at: Timestamp,
    /// Where.
    pub place: Place,
}

/// Somebody who has taken it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responder {
    /// Who signs for it.
    pub key: PublicKey,
    /// Who, where they act openly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<ActorId>,
    /// Under which role.
    pub role: Role,
    /// The name that whoever called is shown.
    pub name: Title,
    /// In how many minutes, as last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta_min: Option<u16>,
    /// When that was said.
    pub said_at: Timestamp,
    /// How far they are: acknowledged, responding or on scene.
    pub state: SosState,
}

/// An SOS as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sos {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands; nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<SosState>,
    /// As it was raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<Raised>,
    /// Who signs for whoever called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<PublicKey>,
    /// Under which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Who called, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// The area that it was raised in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// When it was raised, by the clock of the phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// When the hub heard of it: what its waiting times are counted from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Timestamp>,
    /// Where it was raised, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_at: Option<SosSpot>,
    /// The newest positions, oldest first, where this reader may know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<SosSpot>,
    /// When the last position was taken, by the clock of the phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub located_at: Option<Timestamp>,
    /// What the phone did beside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacted: Vec<Contacted>,
    /// Who has had it on the screen.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub seen_by: BTreeSet<PublicKey>,
    /// Who has taken it up, in the order in which they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub responders: Vec<Responder>,
    /// Up to which tier it was told.
    #[serde(default)]
    pub tier: u8,
    /// With which tier the waiting began.
    #[serde(default)]
    pub first_tier: u8,
    /// How often the same person's SOS was a false alarm before, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub false_alarms: Option<u32>,
    /// When the PIN for duress was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duress_at: Option<Timestamp>,
    /// What was said when it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing_words: Option<Comment>,
}

impl Sos {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            state: None,
            raised: None,
            raised_by: None,
            role: None,
            identity: None,
            area: None,
            started_at: None,
            received_at: None,
            began_at: None,
            positions: vec![],
            located_at: None,
            contacted: vec![],
            seen_by: BTreeSet::new(),
            responders: vec![],
            tier: 0,
            first_tier: 0,
            false_alarms: None,
            duress_at: None,
            closing_words: None,
        }
    }

    /// Where an act leads; nothing where it leaves the state as it is.
    ///
    /// # Errors
    /// [`crate::model::refusal::RefusalCode::WrongStatus`] where it does not fit.
    pub fn next(&self, act: &SosAct) -> Result<Option<SosState>, crate::model::refusal::RefusalCode> {
        next_state(self.state.as_ref(), act)
    }

    /// Whether it is on.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.as_ref().is_some_and(SosState::is_open)
    }

    /// Whether nothing of it is to be seen or heard where it was raised.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.raised.as_ref().is_some_and(|raised| raised.mode == SosMode::Silent)
    }

    /// Whether whoever called has chosen this person.
    #[must_use]
    pub fn is_contact(&self, actor: ActorId) -> bool {
        self.raised.as_ref().is_some_and(|raised| raised.contacts.contains(&actor))
    }

    /// Where whoever called was last, where this reader may know.
    #[must_use]
    pub fn last_spot(&self) -> Option<&SosSpot> {
        self.positions.last().or(self.began_at.as_ref())
    }

    /// When the next tier is told, by the hub's clock; nothing where none is: it was taken up, it is over, there is no further tier,
    /// or the hub has not heard of it.
    #[must_use]
    pub fn next_escalation_at(&self) -> Option<Timestamp> {
        let waits = self.state.as_ref().is_some_and(SosState::is_unanswered) && self.tier < LAST_TIER;
        let steps = u32::from(self.tier.saturating_sub(self.first_tier)) + 1;
        self.received_at.filter(|_| waits).map(|at| at.plus(ESCALATE_EVERY * steps))
    }

    /// Who shows what help is coming: whoever is farthest, and among these whoever took it up first.
    #[must_use]
    pub fn first_responder(&self) -> Option<&Responder> {
        let how_far = |responder: &Responder| match responder.state {
            SosState::OnScene => 0,
            SosState::Responding => 1,
            _ => 2,
        };
        self.responders.iter().min_by_key(|responder| how_far(responder))
    }

    fn begin(&mut self, raised: &Raised, event: &VerifiedEvent, entry: &SosEntry, stamp: Stamp) {
        let header = event.header();
        self.raised = Some(raised.clone());
        self.raised_by = Some(header.author.key());
        self.role = Some(header.role.clone());
        self.identity = entry.identity.clone();
        self.area = header.area;
        self.started_at = Some(header.time.at);
        self.received_at = stamp.confirmed_at();
        self.began_at = entry.place.clone().map(|place| SosSpot { at: header.time.at, place });
        self.located_at = self.began_at.as_ref().map(|spot| spot.at);
        (self.tier, self.first_tier) = (1, 1);
    }

    fn locate(&mut self, event: &VerifiedEvent, entry: &SosEntry) {
        let at = event.header().time.at;
        self.located_at = Some(at);
        let Some(place) = entry.place.clone() else { return };
        self.positions.push(SosSpot { at, place });
        let too_many = self.positions.len().saturating_sub(POSITIONS_KEPT);
        self.positions.drain(..too_many);
    }

    fn respond(&mut self, event: &VerifiedEvent, stamp: Stamp, how: SosState, name: Option<&Title>, eta: Option<u16>) {
        let header = event.header();
        let (key, said_at) = (header.author.key(), stamp.at());
        if let Some(known) = self.responders.iter_mut().find(|responder| responder.key == key) {
            if let Some(name) = name {
                known.name = name.clone();
            } else {
                known.state = how;
            }
            if eta.is_some() {
                (known.eta_min, known.said_at) = (eta, said_at);
            }
        } else if let Some(name) = name {
            let actor = match header.author {
                Author::Actor { id, .. } => Some(id),
                Author::Pseudonym { .. } | Author::OneTime { .. } => None,
            };
            let (role, name) = (header.role.clone(), name.clone());
            self.responders.push(Responder { key, actor, role, name, eta_min: eta, said_at, state: how });
        }
    }
}

impl Model for Sos {
    type Entry = SosEntry;

    fn id(&self) -> SubjectId {
        self.id
    }

    fn has_begun(&self) -> bool {
        self.state.is_some()
    }

    fn readable(event: &VerifiedEvent) -> Option<SosEntry> {
        Some(SosEntry {
            act: act_of(event).ok()??,
            words: event.read(&PartName::Text).unwrap_or_default(),
            place: event.read(&PartName::Place).unwrap_or_default(),
            identity: event.read(&PartName::Identity).unwrap_or_default(),
        })
    }

    fn apply(&mut self, event: &VerifiedEvent, entry: &SosEntry, stamp: Stamp) -> bool {
        let Ok(led) = self.next(&entry.act) else { return false };
        match &entry.act {
            SosAct::Raised(raised) => self.begin(raised, event, entry, stamp),
            SosAct::Located(_) => self.locate(event, entry),
            SosAct::Contacted(contacted) if self.contacted.len() < CONTACTED_KEPT => {
                self.contacted.push(contacted.clone());
            }
            SosAct::Seen(_) => {
                self.seen_by.insert(event.header().author.key());
            }
            SosAct::Acknowledged(said) => {
                self.respond(event, stamp, SosState::Acknowledged, Some(&said.name), said.eta_min);
            }
            SosAct::Responding(said) => self.respond(event, stamp, SosState::Responding, None, said.eta_min),
            SosAct::OnScene(_) => self.respond(event, stamp, SosState::OnScene, None, None),
            SosAct::Escalated(told) => {
                if told.at_once && self.tier == 1 {
                    self.first_tier = told.tier.min(LAST_TIER);
                }
                self.tier = self.tier.max(told.tier.min(LAST_TIER));
            }
            SosAct::Noted(noted) => self.false_alarms = Some(noted.false_alarms),
            SosAct::Closed(_) => self.closing_words = entry.words.as_ref().and_then(|words| words.comment.clone()),
            SosAct::Duress(_) => self.duress_at = self.duress_at.or_else(|| Some(stamp.at())),
            SosAct::Contacted(_) | SosAct::Cancelled(_) => {}
        }
        if let Some(state) = led {
            self.state = Some(state);
        }
        true
    }
}
