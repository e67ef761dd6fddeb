//! Shifts: booked on and off without a network, welfare checks, and the pass-down note with both signatures.

use super::view::ShiftDetail;
use super::{Act, role_of, site_of};
use crate::client::device::Usalama;
use crate::client::error::Error;
use crate::client::handover::{grants_behind, take_up};
use crate::event::{EventId, PartName, Role, SubjectId, VerifiedEvent};
use crate::exchange;
use crate::geo::Position;
use crate::keys::Hash;
use crate::model::duty::{
    Asking, AutoCloseReason, BookedOff, BookedOn, Duty, DutyEntry, DutyKind, ExceptionRef, Explained, PassDown,
    PassDownAnswer, Shift, ShiftAct, ShiftPlan, WelfareAnswered, welfare_checks,
};
use crate::model::incident::{Nothing, Place};
use crate::model::refusal::RefusalCode;
use crate::policy::is_pass_down;
use crate::profile::Profile;
use crate::store::{DutyFilter, DutyRow, Standing};
use crate::text::{Comment, Title};

/// How a guard books on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BookOn {
    /// The planned shift; without one a new one begins.
    pub planned: Option<SubjectId>,
    /// On which site; of a planned shift it is known.
    pub site: Option<SubjectId>,
    /// At which post.
    pub post: Option<Title>,
    /// A welfare check every so many minutes; of a planned shift it is known.
    pub welfare_every_min: Option<u16>,
    /// Where.
    pub at: Option<Position>,
    /// The hash of a photograph, such as of the uniform.
    pub photo: Option<Hash>,
}

impl Usalama {
    /// Plans a shift for a guard, as the supervisor of the firm.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reason, [`Error::Store`].
    pub fn plan_shift(&self, plan: ShiftPlan) -> Result<ShiftDetail, Error> {
        let profile = self.profile()?;
        let id = SubjectId::now(self.clock.now());
        let site = site_of(&profile, plan.site)?;
        let before = Duty::unknown(DutyKind::Shift, id);
        let area = site.as_ref().and_then(|site| site.area);
        let entry = DutyEntry::from(ShiftAct::Planned(plan));
        let act = Act { subject: id, role: Role::FirmSupervisor, entry, area, duty: &before, site: site.as_ref() };
        let row = self.keep(&profile, &act, |_| Ok(()))?;
        self.shift_detail(&profile, row)
    }

    /// Books on: the shift begins. Needs no network.
    ///
    /// # Errors
    /// [`Error::Refused`]: `already_done` where a shift of this guard is under way, `not_assignee` for somebody else's, `no_grant`
    /// where this actor is no guard; [`Error::NotFound`], [`Error::Store`].
    pub fn book_on(&self, on: BookOn) -> Result<ShiftDetail, Error> {
        let profile = self.profile()?;
        if self.open_shift(&profile)?.is_some() {
            return Err(Error::Refused(RefusalCode::AlreadyDone.into()));
        }
        let id = on.planned.unwrap_or_else(|| SubjectId::now(self.clock.now()));
        let before = match on.planned {
            Some(planned) => self.duty_row(&profile, planned, DutyKind::Shift)?.state,
            None => Duty::unknown(DutyKind::Shift, id),
        };
        let site_id = on.site.or_else(|| before.site());
        let site = site_id.map(|site| site_of(&profile, site)).transpose()?.flatten();
        let firm = before.firm().or_else(|| site.as_ref()?.firm()).or_else(|| firm_of(&profile));
        let booked = BookedOn {
            firm,
            site: site_id.filter(|_| before.site().is_none()),
            post: on.post,
            welfare_every_min: on.welfare_every_min,
            photo: on.photo,
            shared_phone: self.profiles()?.len() > 1,
        };
        let entry = DutyEntry { place: place(on.at), ..ShiftAct::BookedOn(booked).into() };
        let area = site.as_ref().and_then(|site| site.area);
        let act = Act { subject: id, role: Role::Guard, entry, area, duty: &before, site: site.as_ref() };
        let row = self.keep(&profile, &act, |_| Ok(()))?;
        self.shift_detail(&profile, row)
    }

    /// The shift of the one who is signed in that is under way.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn current_shift(&self) -> Result<Option<ShiftDetail>, Error> {
        let profile = self.profile()?;
        self.open_shift(&profile)?.map(|row| self.shift_detail(&profile, row)).transpose()
    }

    /// Begins a break. A patrol that is under way is interrupted by it: nobody is followed on a break (DOMAIN §7.5).
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::NotFound`], [`Error::Store`].
    pub fn start_break(&self, id: SubjectId) -> Result<ShiftDetail, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Shift)?;
        fits(&row, &ShiftAct::BreakStarted(Nothing {}).into())?;
        if row.state.guard() == Some(profile.actor()) {
            self.pause_patrol(&profile)?;
        }
        self.on_shift(id, ShiftAct::BreakStarted(Nothing {}).into())
    }

    /// Ends a break.
    ///
    /// # Errors
    /// As [`Usalama::start_break`].
    pub fn end_break(&self, id: SubjectId) -> Result<ShiftDetail, Error> {
        self.on_shift(id, ShiftAct::BreakEnded(Nothing {}).into())
    }

    /// Answers the welfare check that is due, or was due last and is not answered.
    ///
    /// # Errors
    /// As [`Usalama::start_break`]; [`RefusalCode::TooEarly`] where none is due within five minutes.
    pub fn answer_welfare(&self, id: SubjectId, ok: bool, remarks: Option<Comment>) -> Result<ShiftDetail, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Shift)?;
        let Duty::Shift(shift) = &row.state else { return Err(Error::NotFound) };
        let now = own_now(&profile, shift);
        let soon = now.plus(crate::model::duty::WELFARE_GRACE);
        let due = welfare_checks(shift, Asking { now, own_phone: true })
            .into_iter()
            .filter(|check| check.answered_at.is_none() && check.due_at <= soon)
            .map(|check| check.check)
            .next_back();
        let check = due.ok_or_else(|| Error::Refused(RefusalCode::TooEarly.into()))?;
        let act = ShiftAct::WelfareAnswered(WelfareAnswered { check, ok });
        self.on_shift(id, DutyEntry::with_comment(act, remarks))
    }

    /// Writes down what the next guard has to know: the first of two signatures.
    ///
    /// # Errors
    /// As [`Usalama::start_break`]; `incomplete` for more than 64 of anything.
    pub fn pass_down(&self, id: SubjectId, note: PassDown, remarks: Option<Comment>) -> Result<ShiftDetail, Error> {
        self.on_shift(id, DutyEntry::with_comment(ShiftAct::PassedDown(note), remarks))
    }

    /// Signs the pass-down note of the guard before: the second signature, over exactly that note.
    ///
    /// # Errors
    /// As [`Usalama::start_break`]; [`RefusalCode::NoOffer`] where none waits, [`RefusalCode::SecondPerson`] for one's own.
    pub fn sign_pass_down(&self, id: SubjectId) -> Result<ShiftDetail, Error> {
        let answer = self.waiting_note(id)?;
        self.on_shift(id, ShiftAct::PassDownSigned(answer).into())
    }

    /// Does not sign the pass-down note of the guard before, and says why.
    ///
    /// # Errors
    /// As [`Usalama::sign_pass_down`].
    pub fn refuse_pass_down(&self, id: SubjectId, reason: Comment) -> Result<ShiftDetail, Error> {
        let answer = self.waiting_note(id)?;
        self.on_shift(id, DutyEntry::with_comment(ShiftAct::PassDownRefused(answer), Some(reason)))
    }

    /// Books off: the shift ends, and so does a patrol that nobody ended. Needs no network.
    ///
    /// # Errors
    /// As [`Usalama::start_break`].
    pub fn book_off(&self, id: SubjectId, at: Option<Position>, photo: Option<Hash>) -> Result<ShiftDetail, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Shift)?;
        let entry = DutyEntry { place: place(at), ..ShiftAct::BookedOff(BookedOff { photo }).into() };
        fits(&row, &entry)?;
        if row.state.guard() == Some(profile.actor()) {
            self.close_patrols(&profile, AutoCloseReason::ShiftEnded)?;
        }
        self.on_shift(id, entry)
    }

    /// Says as the supervisor that nobody came.
    ///
    /// # Errors
    /// As [`Usalama::start_break`]; [`RefusalCode::TooEarly`] before half an hour has passed.
    pub fn mark_no_show(&self, id: SubjectId) -> Result<ShiftDetail, Error> {
        self.on_shift(id, ShiftAct::NoShow(Nothing {}).into())
    }

    /// Says as the supervisor that the guard left the post, and how that is known.
    ///
    /// # Errors
    /// As [`Usalama::start_break`].
    pub fn mark_abandoned(&self, id: SubjectId, reason: Comment) -> Result<ShiftDetail, Error> {
        self.on_shift(id, DutyEntry::with_comment(ShiftAct::Abandoned(Nothing {}), Some(reason)))
    }

    /// Explains an exception of a shift.
    ///
    /// # Errors
    /// As [`Usalama::start_break`].
    pub fn explain_shift(&self, id: SubjectId, of: ExceptionRef, explanation: Comment) -> Result<ShiftDetail, Error> {
        self.on_shift(id, DutyEntry::with_comment(ShiftAct::Explained(Explained { of }), Some(explanation)))
    }

    /// The pass-down note as text for QR codes, one string a code, with what was said to it and the grants that show who signed:
    /// for the next guard's phone, or for the next guard on this one. Nothing else of the shift.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no note, [`Error::Qr`] where it is too much for codes, [`Error::Store`].
    pub fn pass_down_codes(&self, id: SubjectId) -> Result<Vec<String>, Error> {
        let profile = self.profile()?;
        let events: Vec<VerifiedEvent> = profile
            .store()
            .events_of(id)?
            .into_iter()
            .filter(|kept| kept.standing != Standing::Refused && kept.event.signature().is_some())
            .filter(|kept| is_pass_down(&kept.event.header().kind))
            .map(|kept| kept.event.keeping(|name| *name != PartName::Place))
            .collect();
        if events.is_empty() {
            return Err(Error::NotFound);
        }
        Ok(exchange::encode(&events, &grants_behind(&profile, &events))?)
    }

    /// Takes up a pass-down note that another guard's phone showed, or another guard on this one: it is checked as
    /// [`Usalama::take_up_codes`] does, and can be signed then.
    ///
    /// # Errors
    /// As [`Usalama::take_up_codes`].
    pub fn take_up_pass_down<S: AsRef<str>>(&self, codes: &[S]) -> Result<SubjectId, Error> {
        take_up(&*self.profile()?, codes, is_pass_down)
    }

    fn on_shift(&self, id: SubjectId, entry: DutyEntry) -> Result<ShiftDetail, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Shift)?;
        let role = role_of(&entry.act);
        let row = self.on_duty(&profile, &row, role, entry)?;
        self.shift_detail(&profile, row)
    }

    fn waiting_note(&self, id: SubjectId) -> Result<PassDownAnswer, Error> {
        let profile = self.profile()?;
        let row = self.duty_row(&profile, id, DutyKind::Shift)?;
        let Duty::Shift(shift) = &row.state else { return Err(Error::NotFound) };
        let note: Option<(EventId, Hash)> = shift.open_pass_down().map(|note| (note.event, note.hash));
        let (note, note_hash) = note.ok_or_else(|| Error::Refused(RefusalCode::NoOffer.into()))?;
        Ok(PassDownAnswer { note, note_hash })
    }

    pub(super) fn open_shift(&self, profile: &Profile) -> Result<Option<DutyRow>, Error> {
        let states = ["on_duty", "on_break", "handover"].map(str::to_owned).to_vec();
        let filter = DutyFilter { states, guard: Some(profile.actor()), ..DutyFilter::all(DutyKind::Shift) };
        Ok(profile.store().duties(&filter, None, 1)?.into_iter().next())
    }
}

/// Whether an act fits where the shift stands: what else is to be done for it waits for that.
fn fits(row: &DutyRow, entry: &DutyEntry) -> Result<(), Error> {
    row.state.fits(&entry.act).map_err(|code| Error::Refused(code.into()))
}

/// Now, by the clocks of the guard's own phone together.
fn own_now(profile: &Profile, shift: &Shift) -> crate::clock::Timestamp {
    shift.pace().estimate(&profile.clock().device_time()).at
}

/// The firm of this actor's grant as a guard.
pub(super) fn firm_of(profile: &Profile) -> Option<crate::model::actor::OrgId> {
    profile.standing().grants_of(&Role::Guard).into_iter().find_map(|held| held.grant.org)
}

pub(super) fn place(at: Option<Position>) -> Option<Place> {
    at.map(|position| Place { position: Some(position), place_text: None, indoor: None })
}
