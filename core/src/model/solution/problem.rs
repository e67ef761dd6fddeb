//! A problem of an area, and what reports say of it: numbers alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::SCHEMA_VERSION;
use super::vocabulary::ProblemState;
use crate::clock::Timestamp;
use crate::event::{Part, PartError, PartName, Parts, Role, SubjectId, VerifiedEvent};
use crate::geo::AreaId;
use crate::keys::PublicKey;
use crate::model::Model;
use crate::model::incident::{Category, Nothing, Stamp, Words};
use crate::model::refusal::RefusalCode;
use crate::text::{Comment, Description, Title};

/// Reports that one act links, at most.
pub const MOST_LINKED: usize = 500;

crate::model::acts! {
    /// An act on a problem.
    pub enum ProblemAct {
        /// It is named; title and description are in the text part, the reports behind it in a part for the hub.
        Identified(Nothing) = "problem.identified";
        /// More reports are linked to it.
        Linked(Nothing) = "problem.linked";
        /// What the linked reports say (hub).
        EvidenceCounted(Evidence) = "problem.evidence_counted";
        /// It was looked into; what was found is in the text.
        Analysed(Nothing) = "problem.analysed";
        /// There is a proposal for it (hub).
        SolutionFound(SolutionFound) = "problem.solution_found";
        /// The outcome of a proposal for it was measured (hub).
        Assessed(SolutionFound) = "problem.assessed";
    }
}

/// The reports that are linked: read by who linked them and the hub alone, for their identities tell when they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedReports {
    /// Reports, or published copies of them.
    pub reports: Vec<SubjectId>,
}

/// What the linked reports say, as counts. Nothing below three is told, nor what would tell it by subtraction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// How many reports there are; nothing for fewer than three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<u32>,
    /// How many of each category.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_category: BTreeMap<Category, u32>,
}

/// See [`ProblemAct::SolutionFound`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SolutionFound {
    /// Which proposal.
    pub proposal: SubjectId,
}

/// An act with what goes with it. Parts that the reader may not see are absent.
#[derive(Debug, Clone, PartialEq)]
pub struct ProblemEntry {
    /// What was done.
    pub act: ProblemAct,
    /// What was written.
    pub words: Option<Words>,
    /// The reports that are linked.
    pub linked: Option<LinkedReports>,
}

impl<A: Into<ProblemAct>> From<A> for ProblemEntry {
    fn from(act: A) -> Self {
        Self { act: act.into(), words: None, linked: None }
    }
}

impl ProblemEntry {
    /// Writes the parts.
    ///
    /// # Errors
    /// [`PartError`] where the system has no random bytes.
    pub fn parts(&self) -> Result<Parts, PartError> {
        let mut parts = Parts::from([(PartName::Core, self.act.core()?)]);
        if let Some(words) = &self.words {
            parts.insert(PartName::Text, Part::of(words)?);
        }
        if let Some(linked) = &self.linked {
            parts.insert(PartName::Sensitive, Part::of(linked)?);
        }
        Ok(parts)
    }

    /// Reads an event. Nothing for a kind or a schema of a newer version, and where the `core` part is not at hand.
    ///
    /// # Errors
    /// [`PartError`] where a part is not what its kind asks for.
    pub fn read(event: &VerifiedEvent) -> Result<Option<Self>, PartError> {
        let Some(act) = act_of(event)? else { return Ok(None) };
        Ok(Some(Self { act, words: event.read(&PartName::Text)?, linked: event.read(&PartName::Sensitive)? }))
    }
}

fn act_of(event: &VerifiedEvent) -> Result<Option<ProblemAct>, PartError> {
    let header = event.header();
    match event.parts().get(&PartName::Core) {
        Some(core) if header.schema_version <= SCHEMA_VERSION => ProblemAct::read(&header.kind, core),
        _ => Ok(None),
    }
}

/// A problem as it stands: the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands; nothing where its first event has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ProblemState>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// Who signs for whoever named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<PublicKey>,
    /// Under which role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// When it was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identified_at: Option<Timestamp>,
    /// What reports say of it.
    #[serde(default)]
    pub evidence: Evidence,
    /// What was found when it was looked into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analysis: Option<Comment>,
    /// Proposals for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<SubjectId>,
}

impl Problem {
    /// One of which nothing is known yet.
    #[must_use]
    pub const fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            state: None,
            title: None,
            description: None,
            author: None,
            role: None,
            area: None,
            identified_at: None,
            evidence: Evidence { reports: None, by_category: BTreeMap::new() },
            analysis: None,
            proposals: vec![],
        }
    }

    /// Where an act leads; nothing where it leaves the state as it is.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where it does not fit.
    pub fn next(&self, act: &ProblemAct) -> Result<Option<ProblemState>, RefusalCode> {
        use ProblemState as S;
        match (&self.state, act) {
            (None, ProblemAct::Identified(_)) => Ok(Some(S::Identified)),
            (None, _) | (Some(S::Other(_)), _) | (Some(_), ProblemAct::Identified(_)) => Err(RefusalCode::WrongStatus),
            (Some(_), ProblemAct::EvidenceCounted(_)) => Ok(None),
            (Some(S::Assessed), ProblemAct::SolutionFound(_) | ProblemAct::Assessed(_)) => Ok(None),
            (Some(S::Assessed), _) => Err(RefusalCode::WrongStatus),
            (Some(_), ProblemAct::Linked(_)) => Ok(None),
            (Some(S::Identified), ProblemAct::Analysed(_)) => Ok(Some(S::Analysed)),
            (Some(_), ProblemAct::Analysed(_)) => Ok(None),
            (Some(_), ProblemAct::SolutionFound(_)) => Ok(Some(S::HasSolutions)),
            (Some(_), ProblemAct::Assessed(_)) => Ok(Some(S::Assessed)),
        }
    }
}

impl Model for Problem {
    type Entry = ProblemEntry;

    fn id(&self) -> SubjectId {
        self.id
    }

    fn has_begun(&self) -> bool {
        self.state.is_some()
    }

    fn readable(event: &VerifiedEvent) -> Option<ProblemEntry> {
        Some(ProblemEntry {
            act: act_of(event).ok()??,
            words: event.read(&PartName::Text).unwrap_or_default(),
            linked: event.read(&PartName::Sensitive).unwrap_or_default(),
        })
    }

    fn apply(&mut self, event: &VerifiedEvent, entry: &ProblemEntry, stamp: Stamp) -> bool {
        let Ok(led) = self.next(&entry.act) else { return false };
        let header = event.header();
        match &entry.act {
            ProblemAct::Identified(_) => {
                self.title = entry.words.as_ref().and_then(|words| words.title.clone());
                self.description = entry.words.as_ref().and_then(|words| words.description.clone());
                self.author = Some(header.author.key());
                self.role = Some(header.role.clone());
                self.area = header.area;
                self.identified_at = Some(stamp.at());
            }
            ProblemAct::EvidenceCounted(evidence) => self.evidence = evidence.clone(),
            ProblemAct::Analysed(_) => self.analysis = entry.words.as_ref().and_then(|words| words.comment.clone()),
            ProblemAct::SolutionFound(found) if !self.proposals.contains(&found.proposal) => {
                self.proposals.push(found.proposal);
            }
            ProblemAct::Linked(_) | ProblemAct::SolutionFound(_) | ProblemAct::Assessed(_) => {}
        }
        if let Some(state) = led {
            self.state = Some(state);
        }
        true
    }
}
