//! What becomes of a referral once it was sent.

use uuid::Uuid;

use super::draft::event;
use super::view::ReferralView;
use super::{Care, CentreCheck};
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::{Role, SubjectId};
use crate::model::actor::OrgId;
use crate::model::incident::Nothing;
use crate::model::referral::{
    Accepted, Asked, CareWords, CentreStanding, Consent, ContactMode, DeclineReason, Declined, FollowUpDone,
    FollowUpPlanned, FollowUpResult, Referral, ReferralAct, ReferralEntry, ReferralState, Sent, Transferred,
};
use crate::model::refusal::RefusalCode;
use crate::text::Comment;

impl Care {
    /// The centre has it.
    ///
    /// # Errors
    /// [`Error::Refused`]: `not_your_role`, `out_of_scope` at another centre, `wrong_status`; [`Error::NotFound`], [`Error::Store`].
    pub fn receive(&self, id: SubjectId) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::Received(Nothing {}), None)
    }

    /// The centre gives a date.
    ///
    /// # Errors
    /// As [`Care::receive`]; `incomplete` for a date before it was sent.
    pub fn accept(&self, id: SubjectId, on: Timestamp, words: Option<Comment>) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::Accepted(Accepted { on }), words)
    }

    /// There is no place yet.
    ///
    /// # Errors
    /// As [`Care::receive`].
    pub fn waitlist(&self, id: SubjectId, words: Option<Comment>) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::Waitlisted(Nothing {}), words)
    }

    /// The centre says no.
    ///
    /// # Errors
    /// As [`Care::receive`].
    pub fn decline(&self, id: SubjectId, reason: DeclineReason, words: Option<Comment>) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::Declined(Declined { reason }), words)
    }

    /// Whoever was referred came.
    ///
    /// # Errors
    /// As [`Care::receive`].
    pub fn start(&self, id: SubjectId) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::Started(Nothing {}), None)
    }

    /// Whoever was referred went the whole way.
    ///
    /// # Errors
    /// As [`Care::receive`].
    pub fn complete(&self, id: SubjectId) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::Completed(Nothing {}), None)
    }

    /// Whoever was referred went before the end.
    ///
    /// # Errors
    /// As [`Care::receive`].
    pub fn left_early(&self, id: SubjectId) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::LeftEarly(Nothing {}), None)
    }

    /// Nobody came in the 14 days after the date. The outreach worker may say so too.
    ///
    /// # Errors
    /// As [`Care::receive`]; `too_early`.
    pub fn not_attended(&self, id: SubjectId) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::NotAttended(Nothing {}), None)
    }

    /// Whoever was referred takes it back, or the outreach worker on their word. The consent ends, and it leaves the centre's phones.
    ///
    /// # Errors
    /// [`Error::Refused`]: `not_reporter`, `wrong_status`; [`Error::NotFound`], [`Error::Store`].
    pub fn withdraw(&self, id: SubjectId) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::Withdrawn(Nothing {}), None)
    }

    /// It should never have been written.
    ///
    /// # Errors
    /// As [`Care::withdraw`].
    pub fn entered_in_error(&self, id: SubjectId) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::EnteredInError(Nothing {}), None)
    }

    /// Somebody is to ask how it goes.
    ///
    /// # Errors
    /// [`Error::Refused`]: `no_consent` where that was not agreed to, `not_your_role`, `not_reporter`; [`Error::NotFound`].
    pub fn plan_follow_up(&self, id: SubjectId, due: Timestamp) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::FollowUpPlanned(FollowUpPlanned { due }), None)
    }

    /// Somebody asked how it goes. The centre does not read it.
    ///
    /// # Errors
    /// As [`Care::plan_follow_up`].
    pub fn follow_up(
        &self,
        id: SubjectId,
        contact: ContactMode,
        result: FollowUpResult,
        words: Option<Comment>,
    ) -> Result<ReferralView, Error> {
        self.act(id, ReferralAct::FollowUpDone(FollowUpDone { contact, result }), words)
    }

    /// Another centre takes over, by a referral of its own, where whoever was referred agreed to that. Gives the new one.
    ///
    /// # Errors
    /// [`Error::Centre`] where the other must not be referred to today; [`Error::Refused`]: `no_consent`, `out_of_scope`,
    /// `wrong_status`; [`Error::NotFound`], [`Error::Store`].
    pub fn transfer(&self, id: SubjectId, facility: OrgId, service: Uuid) -> Result<ReferralView, Error> {
        let row = self.row(id)?.ok_or(Error::NotFound)?;
        let old = row.state;
        let role = self.acting_role();
        let new = SubjectId::random();
        let (here, there) = (self.signer(&role, id), self.signer(&role, new));
        let incomplete = || Error::Refused(RefusalCode::Incomplete.into());
        let (asked, subject, consent) = (
            old.asked.clone().ok_or_else(incomplete)?,
            old.subject.clone().ok_or_else(incomplete)?,
            old.consent.clone().ok_or(Error::Refused(RefusalCode::NoConsent.into()))?,
        );
        let asked = Asked { facility, service, replaces: Some(id), ..asked };
        let drafted = ReferralEntry {
            words: old.words.clone(),
            subject: Some(subject),
            ..ReferralAct::Drafted(Box::new(asked.clone())).into()
        };
        let transferred = ReferralAct::Transferred(Transferred { replaced_by: new }).into();
        self.ask(&here, &role, &old, None, row.mine, &transferred)?;
        self.ask(&there, &role, &Referral::unknown(new), Some(&old), true, &drafted)?;
        if let CentreCheck::Refused(refused) = self.check_centre(facility, service, None)? {
            return Err(Error::Centre(Box::new(refused)));
        }
        let consented = ReferralAct::Consented(Consent { withdrawn_at: None, ..consent }).into();
        // Whoever is in danger is at a centre already.
        let sent = ReferralAct::Sent(Sent { despite_warning: false, emergency_first: true }).into();
        let news = [(&there, &drafted), (&there, &consented), (&there, &sent), (&here, &transferred)];
        self.profile.record_all(news.map(|(signer, entry)| event(signer, entry)), |_| Ok(()))?;
        self.referral(new)
    }

    /// Asks policy, and records an act.
    fn act(&self, id: SubjectId, act: ReferralAct, words: Option<Comment>) -> Result<ReferralView, Error> {
        let Some(row) = self.row(id)? else {
            let is_draft = self.drafts()?.iter().any(|draft| draft.id == id);
            return Err(if is_draft { Error::Refused(RefusalCode::WrongStatus.into()) } else { Error::NotFound });
        };
        let role = match &row.state.role {
            // What somebody wrote for themselves stays theirs, whatever role they have by now.
            Some(Role::Resident) if row.mine => Role::Resident,
            _ if self.is_for_self(&row.state)? => Role::Resident,
            _ => self.acting_role(),
        };
        let mine = row.mine || self.follows(&row.state)?.is_some();
        let words = words.map(|notes| CareWords { notes: Some(notes), ..CareWords::default() });
        let entry = ReferralEntry { words, ..act.into() };
        let signer = self.signer(&role, id);
        self.ask(&signer, &role, &row.state, None, mine, &entry)?;
        let known = self.profile.store().events_of(id)?.iter().any(|kept| kept.own);
        let identity = if known { None } else { self.bound(&signer, id) };
        let entry = ReferralEntry { identity, ..entry };
        self.profile.record(event(&signer, &entry))?;
        self.referral(id)
    }

    /// One's own referral that this one takes the place of, by way of however many centres.
    fn follows(&self, referral: &Referral) -> Result<Option<Referral>, Error> {
        let mut next = referral.asked.as_ref().and_then(|asked| asked.replaces);
        for _ in 0..MOST_TRANSFERS {
            let Some(row) = next.map(|id| self.row(id)).transpose()?.flatten() else { return Ok(None) };
            if row.mine {
                return Ok(Some(row.state));
            }
            next = row.state.asked.as_ref().and_then(|asked| asked.replaces);
        }
        Ok(None)
    }

    /// Whether it takes the place of one that somebody wrote for themselves.
    fn is_for_self(&self, referral: &Referral) -> Result<bool, Error> {
        Ok(self.follows(referral)?.is_some_and(|first| first.role == Some(Role::Resident)))
    }
}

/// Centres that one referral may go through and still be found to be one's own.
const MOST_TRANSFERS: usize = 16;

/// Whether a screen should warn about the centre: it was good when it was sent, and is not any more.
pub(super) fn went_bad(referral: &Referral, standing: &CentreStanding) -> bool {
    let waits = matches!(
        referral.state,
        Some(ReferralState::Sent | ReferralState::Received | ReferralState::Accepted | ReferralState::Waitlisted)
    );
    waits && matches!(standing, CentreStanding::Blocked(_))
}
