//! What a screen shows of a referral: always the truth about how far it has come.

use super::Care;
use super::act::went_bad;
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::SubjectId;
use crate::model::Model as _;
use crate::model::incident::Stamp;
use crate::model::referral::{Centre, CentreStanding, Helpline, Referral, ReferralState, RequestPriority};
use crate::store::{Delivery, ReferralRow};

/// A referral, as a screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferralView {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands.
    pub state: ReferralState,
    /// All that this reader may know of it.
    pub referral: Referral,
    /// Written by whoever is signed in.
    pub mine: bool,
    /// How far this phone's own acts on it have come; `draft` until it is sent.
    pub delivery: Delivery,
    /// The centre, as far as the directory of this phone has it.
    pub centre: Option<Centre>,
    /// What the centre is worth today.
    pub standing: CentreStanding,
    /// The centre was good when it was sent, and is not any more.
    pub centre_went_bad: bool,
    /// Whom to call before anything else: a life is in danger.
    pub call_first: Vec<Helpline>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

impl Care {
    /// One referral, or one draft.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub fn referral(&self, id: SubjectId) -> Result<ReferralView, Error> {
        if let Some(row) = self.row(id)? {
            return self.row_view(row);
        }
        let draft = self.drafts()?.into_iter().find(|draft| draft.id == id).ok_or(Error::NotFound)?;
        let state = draft.state(&self.signer(&draft.role, id));
        self.view(state, true, Delivery::Draft, draft.changed_at)
    }

    /// Referrals that one wrote, or that were sent to one's centre, newest change first, and before them one's drafts: at most `limit`
    /// (500).
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn referrals(&self, limit: usize) -> Result<Vec<ReferralView>, Error> {
        let limit = limit.clamp(1, 500);
        let mut drafts = self.drafts()?;
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.changed_at));
        let mut all: Vec<ReferralView> =
            drafts.iter().map(|draft| self.referral(draft.id)).collect::<Result<_, _>>()?;
        for row in self.profile.store().referrals(limit)? {
            if let Some(row) = self.shown(row)? {
                all.push(self.row_view(row)?);
            }
        }
        all.truncate(limit);
        Ok(all)
    }

    /// Follow-ups of one's own referrals that are due by an instant, the first due first.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn follow_ups_due(&self, by: Timestamp) -> Result<Vec<(Timestamp, ReferralView)>, Error> {
        let all = self.referrals(500)?.into_iter().filter(|view| view.mine);
        let mut due: Vec<_> = all
            .filter_map(|view| view.referral.next_follow_up().filter(|due| *due <= by).map(|due| (due, view)))
            .collect();
        due.sort_by_key(|(due, _)| *due);
        Ok(due)
    }

    /// A referral as a FHIR R4B bundle (JSON): `ServiceRequest`, `Task`, a pseudonymous `Patient`, and the centre.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] with `incomplete` where too little of it is known here; [`Error::Store`].
    pub fn fhir_bundle(&self, id: SubjectId) -> Result<String, Error> {
        let view = self.referral(id)?;
        let incomplete = || Error::Refused(crate::model::refusal::RefusalCode::Incomplete.into());
        let bundle = crate::exchange::fhir::bundle(&view.referral, view.centre.as_ref(), self.profile.now());
        serde_json::to_string_pretty(&bundle.ok_or_else(incomplete)?).map_err(|_| incomplete())
    }

    /// A referral that was sent.
    pub(super) fn row(&self, id: SubjectId) -> Result<Option<ReferralRow>, Error> {
        self.profile.store().referral(id)?.map_or(Ok(None), |row| self.shown(row))
    }

    /// Of one that the hub refused from its beginning, what was to be sent; of one that was taken away from here, nothing.
    fn shown(&self, row: ReferralRow) -> Result<Option<ReferralRow>, Error> {
        if row.state.has_begun() || !row.mine {
            return Ok(Some(row).filter(|row| row.state.has_begun()));
        }
        let events = self.profile.store().events_of(row.state.id)?;
        let own = events
            .iter()
            .filter(|kept| kept.own)
            .map(|kept| (&kept.event, Stamp::Pending(kept.event.header().time.at)));
        let state = Referral::unknown(row.state.id).folded(own);
        Ok(Some(ReferralRow { state, ..row }).filter(|row| row.state.has_begun()))
    }

    fn row_view(&self, row: ReferralRow) -> Result<ReferralView, Error> {
        let ReferralRow { state, mine, delivery, changed_at, .. } = row;
        self.view(state, mine, delivery, changed_at)
    }

    fn view(
        &self,
        referral: Referral,
        mine: bool,
        delivery: Delivery,
        changed_at: Timestamp,
    ) -> Result<ReferralView, Error> {
        let standing = self.centre_of(&referral)?;
        let asked = referral.asked.as_ref();
        let centre = match asked {
            Some(asked) => self.list()?.find(asked.facility, asked.service).cloned(),
            None => None,
        };
        let state = referral.state.clone().unwrap_or(ReferralState::Draft);
        let is_urgent = asked.is_some_and(|asked| asked.urgency == RequestPriority::Stat) && state.is_open();
        let call_first = if is_urgent { self.helplines()? } else { vec![] };
        Ok(ReferralView {
            id: referral.id,
            centre_went_bad: went_bad(&referral, &standing),
            standing,
            state,
            mine,
            delivery,
            centre,
            call_first,
            changed_at,
            referral,
        })
    }
}
