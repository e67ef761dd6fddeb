//! Drafts: on this phone alone, until they are handed in or thrown away.

use serde::{Deserialize, Serialize};

use super::view::ProposalView;
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::event::SubjectId;
use crate::geo::AreaId;
use crate::model::incident::Words;
use crate::model::solution::{Proposal, ProposalAct, ProposalCategory, ProposalEntry, Proposed};
use crate::profile::{Profile, Topic};
use crate::text::{Description, Title};

const DRAFTS: &str = "proposal.drafts";
/// Drafts on one phone, at most.
const MOST_DRAFTS: usize = 50;

/// A proposal that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProposal {
    /// Its title.
    pub title: Title,
    /// What is proposed.
    pub body: Description,
    /// What it is about.
    pub category: ProposalCategory,
    /// The area that it is for: best that of an association.
    pub area: AreaId,
    /// The problem that it is to solve.
    pub problem: Option<SubjectId>,
    /// What it would cost, in cents of a Kenyan shilling.
    pub budget_kes_cents: Option<u64>,
    /// Ways to do it.
    pub options: Vec<Title>,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Identity: that of the proposal which it becomes.
    pub id: SubjectId,
    /// What is written so far.
    pub proposal: NewProposal,
}

fn drafts_of(profile: &Profile) -> Result<Vec<Draft>, Error> {
    Ok(profile.store().get(DRAFTS)?.unwrap_or_default())
}

fn change(profile: &Profile, change: impl FnOnce(&mut Vec<Draft>)) -> Result<(), Error> {
    profile.store().write(|write| {
        let mut drafts: Vec<Draft> = write.setting(DRAFTS)?.unwrap_or_default();
        change(&mut drafts);
        write.put(DRAFTS, &drafts)
    })?;
    profile.tell(&[Topic::Solutions]);
    Ok(())
}

impl Usalama {
    /// Keeps a draft on this phone: a new one, or in the place of the one that `id` names.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`]; [`Error::NotFound`] for an `id` that is no draft; [`Error::Invalid`] for more than 50; [`Error::Store`].
    pub fn draft_proposal(&self, proposal: NewProposal, id: Option<SubjectId>) -> Result<Draft, Error> {
        let profile = self.profile()?;
        let known = drafts_of(&profile)?;
        match id {
            Some(id) if !known.iter().any(|draft| draft.id == id) => return Err(Error::NotFound),
            None if known.len() >= MOST_DRAFTS => return Err(Error::Invalid("there are 50 drafts already")),
            _ => {}
        }
        let draft = Draft { id: id.unwrap_or_else(|| SubjectId::now(self.clock.now())), proposal };
        let kept = draft.clone();
        change(&profile, |drafts| {
            drafts.retain(|other| other.id != kept.id);
            drafts.push(kept);
        })?;
        Ok(draft)
    }

    /// The drafts on this phone, the last changed last.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn proposal_drafts(&self) -> Result<Vec<Draft>, Error> {
        drafts_of(&*self.profile()?)
    }

    /// Throws a draft away. One that is not there is not.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn discard_draft(&self, id: SubjectId) -> Result<(), Error> {
        change(&*self.profile()?, |drafts| drafts.retain(|draft| draft.id != id))
    }

    /// Hands a draft in: a moderator looks at it before anybody else does. Where it is refused, it stays a draft.
    ///
    /// # Errors
    /// [`Error::Refused`]: `names_person`, `names_household`, `excludes_community`, `unregistered_patrol`, `not_your_role`,
    /// `out_of_scope`, `no_grant`, `incomplete`; [`Error::NotFound`], [`Error::Store`].
    pub fn propose(&self, id: SubjectId) -> Result<ProposalView, Error> {
        let (profile, role) = (self.profile()?, self.acting_role()?);
        let draft = drafts_of(&profile)?.into_iter().find(|draft| draft.id == id).ok_or(Error::NotFound)?;
        let NewProposal { title, body, category, area, problem, budget_kes_cents, options } = draft.proposal;
        let act = ProposalAct::Proposed(Box::new(Proposed { category, problem, budget_kes_cents, options }));
        let words = Words { title: Some(title), description: Some(body), comment: None };
        let entry = ProposalEntry { words: Some(words), ..act.into() };
        let unknown = Proposal { area: Some(area), ..Proposal::unknown(id) };
        self.record_proposal(&profile, &unknown, true, &role, entry)?;
        change(&profile, |drafts| drafts.retain(|draft| draft.id != id))?;
        self.proposal_view(&profile, id)
    }
}
