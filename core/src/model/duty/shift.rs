//! A guard's shift: booked on and off offline, with breaks, welfare checks and the pass-down note to whoever comes next.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::exception::{Explained, Explanation};
use super::pace::Pace;
use super::vocabulary::{Priority, ShiftState};
use crate::clock::Timestamp;
use crate::event::{ActorId, EventId, SubjectId};
use crate::geo::AreaId;
use crate::keys::Hash;
use crate::model::actor::OrgId;
use crate::model::incident::{Nothing, Place};
use crate::model::refusal::RefusalCode;
use crate::text::{Comment, Title};

/// How long after its planned beginning a shift that nobody booked on to is a no-show (DOMAIN §7.3).
pub const NO_SHOW_AFTER: Duration = Duration::from_secs(30 * 60);
/// How long a welfare check waits for its answer.
pub const WELFARE_GRACE: Duration = Duration::from_secs(5 * 60);
/// Welfare is asked for this long after booking on, at most: somebody who never books off is not asked for ever.
pub const LONGEST_WATCH: Duration = Duration::from_secs(24 * 3600);
/// How long after its planned beginning a shift begins late, and how long before its planned end it ends early.
pub const SHIFT_GRACE: Duration = Duration::from_secs(5 * 60);

crate::model::acts! {
    /// An act on a shift.
    pub enum ShiftAct {
        /// A supervisor plans it.
        Planned(ShiftPlan) = "shift.planned";
        /// The guard is there; where is in the place part.
        BookedOn(BookedOn) = "shift.booked_on";
        /// A break begins.
        BreakStarted(Nothing) = "shift.break_started";
        /// A break ends.
        BreakEnded(Nothing) = "shift.break_ended";
        /// The guard answers a welfare check.
        WelfareAnswered(WelfareAnswered) = "shift.welfare_answered";
        /// Nobody answered a welfare check (hub).
        WelfareMissed(WelfareMissed) = "shift.welfare_missed";
        /// The guard writes down what the next one has to know; remarks are in the text.
        PassedDown(PassDown) = "shift.passed_down";
        /// The next guard signs the note: the second of two signatures.
        PassDownSigned(PassDownAnswer) = "shift.pass_down_signed";
        /// The next guard does not sign it; the reason is in the text.
        PassDownRefused(PassDownAnswer) = "shift.pass_down_refused";
        /// The guard leaves; from where is in the place part.
        BookedOff(BookedOff) = "shift.booked_off";
        /// Nobody came (supervisor or hub).
        NoShow(Nothing) = "shift.no_show";
        /// The guard left the post, says the supervisor; the reason is in the text.
        Abandoned(Nothing) = "shift.abandoned";
        /// The guard explains an exception; the explanation is in the text.
        Explained(Explained) = "shift.explained";
    }
}

/// See [`ShiftAct::Planned`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftPlan {
    /// Who.
    pub guard: ActorId,
    /// Of which firm.
    pub firm: OrgId,
    /// On which site.
    pub site: SubjectId,
    /// At which post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Title>,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// A welfare check every so many minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub welfare_every_min: Option<u16>,
}

/// See [`ShiftAct::BookedOn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedOn {
    /// For which firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm: Option<OrgId>,
    /// On which site; of a planned shift it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SubjectId>,
    /// At which post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Title>,
    /// A welfare check every so many minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub welfare_every_min: Option<u16>,
    /// The hash of a photograph, such as of the uniform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Hash>,
    /// Others use this phone too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared_phone: bool,
}

/// See [`ShiftAct::BookedOff`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedOff {
    /// The hash of a photograph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Hash>,
}

/// See [`ShiftAct::WelfareAnswered`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelfareAnswered {
    /// Which check of the shift, from 1.
    pub check: u16,
    /// Whether all is well.
    pub ok: bool,
}

/// See [`ShiftAct::WelfareMissed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelfareMissed {
    /// Which check of the shift, from 1.
    pub check: u16,
}

/// Something the next guard has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassDownItem {
    /// What.
    pub text: Comment,
    /// How much it matters.
    pub priority: Priority,
    /// It came from the guard before already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub carried: bool,
}

/// A piece of equipment, and whether it works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equipment {
    /// What.
    pub item: Title,
    /// Whether it is there and works.
    pub ok: bool,
}

/// See [`ShiftAct::PassedDown`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassDown {
    /// To whom, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<ActorId>,
    /// What to know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<PassDownItem>,
    /// Equipment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equipment: Vec<Equipment>,
    /// Keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Title>,
    /// Incidents that are still open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_incidents: Vec<SubjectId>,
}

/// See [`ShiftAct::PassDownSigned`] and [`ShiftAct::PassDownRefused`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassDownAnswer {
    /// The note.
    pub note: EventId,
    /// The hash of its header: exactly this is signed.
    pub note_hash: Hash,
}

/// Booked on or off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Booking {
    /// When, as far as the phone's clocks tell together.
    pub at: Timestamp,
    /// The phone's clock was moved.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clock_suspect: bool,
    /// Where, where this reader may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The hash of a photograph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<Hash>,
    /// Others use this phone too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared_phone: bool,
}

/// From when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// From.
    pub from: Timestamp,
    /// To; nothing while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
}

/// A pass-down note with what the next guard said to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassDownNote {
    /// The event.
    pub event: EventId,
    /// The hash of its header: what the next guard signs.
    pub hash: Hash,
    /// When it was written.
    pub at: Timestamp,
    /// What it says.
    pub note: PassDown,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<Comment>,
    /// What the next guard said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<PassDownSaid>,
}

/// What the next guard said to a pass-down note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassDownSaid {
    /// Signed: both signatures are there.
    Signed {
        /// By whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<ActorId>,
        /// When.
        at: Timestamp,
    },
    /// Refused.
    Refused {
        /// By whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<ActorId>,
        /// When.
        at: Timestamp,
        /// Why, where this reader may know.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Comment>,
    },
}

/// A welfare check that was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelfareAnswer {
    /// Which check, from 1.
    pub check: u16,
    /// When.
    pub at: Timestamp,
    /// Whether all was well.
    pub ok: bool,
}

/// A shift as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Identity.
    pub id: SubjectId,
    /// Where it stands; nothing where its beginning has not been seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<ShiftState>,
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<ActorId>,
    /// The area of its site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// Of which firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firm: Option<OrgId>,
    /// On which site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SubjectId>,
    /// At which post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Title>,
    /// As planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Span>,
    /// Welfare checks, one every so many minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub welfare_every_min: Option<u16>,
    /// Booked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_on: Option<Booking>,
    /// Booked off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked_off: Option<Booking>,
    /// Breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Span>,
    /// Answered welfare checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub welfare: Vec<WelfareAnswer>,
    /// Checks of which the hub raised an alarm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub welfare_alarms: Vec<u16>,
    /// Pass-down notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pass_downs: Vec<PassDownNote>,
    /// Called a no-show before it was known better.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub was_no_show: bool,
    /// Explanations of exceptions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explanations: Vec<Explanation>,
    /// The time of the guard's acts.
    #[serde(default)]
    pub(super) pace: Pace,
}

impl Shift {
    /// A shift of which nothing is known yet.
    #[must_use]
    pub fn unknown(id: SubjectId) -> Self {
        Self {
            id,
            state: None,
            guard: None,
            area: None,
            firm: None,
            site: None,
            post: None,
            planned: None,
            welfare_every_min: None,
            booked_on: None,
            booked_off: None,
            breaks: vec![],
            welfare: vec![],
            welfare_alarms: vec![],
            pass_downs: vec![],
            was_no_show: false,
            explanations: vec![],
            pace: Pace::default(),
        }
    }

    /// Whether the guard is on duty, be it on a break or handing over.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        matches!(self.state, Some(ShiftState::OnDuty | ShiftState::OnBreak | ShiftState::Handover))
    }

    /// Until when the guard's phone has been heard.
    #[must_use]
    pub fn heard_until(&self) -> Option<Timestamp> {
        self.pace.last()
    }

    /// The time of the guard's acts so far.
    #[must_use]
    pub const fn pace(&self) -> Pace {
        self.pace
    }

    /// The pass-down note that waits for its second signature.
    #[must_use]
    pub fn open_pass_down(&self) -> Option<&PassDownNote> {
        self.pass_downs.last().filter(|note| note.answer.is_none())
    }

    /// When a welfare check is due; nothing where there are none.
    #[must_use]
    pub fn welfare_due(&self, check: u16) -> Option<Timestamp> {
        let every = u64::from(self.welfare_every_min.filter(|every| *every > 0)?);
        let minutes = every.saturating_mul(u64::from(check));
        Some(self.booked_on.as_ref()?.at.plus(Duration::from_secs(minutes.saturating_mul(60))))
    }

    /// Where the shift would stand after an act.
    ///
    /// # Errors
    /// [`RefusalCode::WrongStatus`] where it does not fit.
    pub fn next(&self, act: &ShiftAct) -> Result<Option<ShiftState>, RefusalCode> {
        use ShiftState as S;
        let to = |state| Ok(Some(state));
        match (self.state.as_ref(), act) {
            (None, ShiftAct::Planned(_)) => to(S::Planned),
            (None | Some(S::Planned | S::NoShow), ShiftAct::BookedOn(_)) => to(S::OnDuty),
            (Some(S::Planned), ShiftAct::NoShow(_)) => to(S::NoShow),
            (Some(S::OnDuty), ShiftAct::BreakStarted(_)) => to(S::OnBreak),
            (Some(S::OnBreak), ShiftAct::BreakEnded(_)) => to(S::OnDuty),
            (Some(S::OnDuty | S::OnBreak | S::Handover), ShiftAct::PassedDown(_)) => to(S::Handover),
            (Some(S::OnDuty | S::OnBreak | S::Handover | S::Abandoned), ShiftAct::BookedOff(_)) => to(S::Ended),
            (Some(S::OnDuty | S::OnBreak | S::Handover), ShiftAct::Abandoned(_)) => to(S::Abandoned),
            (Some(S::OnDuty | S::OnBreak | S::Handover), ShiftAct::WelfareAnswered(_)) => Ok(None),
            (Some(S::OnDuty | S::OnBreak | S::Handover | S::Abandoned), ShiftAct::WelfareMissed(_)) => Ok(None),
            (
                Some(S::OnDuty | S::OnBreak | S::Handover | S::Ended | S::Abandoned),
                ShiftAct::PassDownSigned(_) | ShiftAct::PassDownRefused(_),
            ) => Ok(None),
            (Some(_), ShiftAct::Explained(_)) => Ok(None),
            _ => Err(RefusalCode::WrongStatus),
        }
    }

    pub(super) fn apply(&mut self, act: &ShiftAct, with: &super::With<'_>) {
        let header = with.event.header();
        self.area = self.area.or(header.area);
        let own = with.by.is_some() && (self.guard.is_none() || self.guard == with.by);
        let by_guard = own && matches!(header.role, crate::event::Role::Guard);
        let moment = by_guard.then(|| self.pace.step(&header.time));
        let at = moment.map_or_else(|| with.stamp.at(), |moment| moment.at);
        let suspect = moment.is_some_and(|moment| moment.suspect);
        let comment = || with.entry.comment().cloned();
        let booking = |photo: Option<Hash>, shared_phone| Booking {
            at,
            clock_suspect: suspect,
            place: with.entry.place.clone(),
            photo,
            shared_phone,
        };
        match act {
            ShiftAct::Planned(plan) => {
                self.guard = Some(plan.guard);
                self.firm = Some(plan.firm);
                self.site = Some(plan.site);
                self.post.clone_from(&plan.post);
                self.planned = Some(Span { from: plan.from, to: Some(plan.to) });
                self.welfare_every_min = plan.welfare_every_min;
            }
            ShiftAct::BookedOn(on) => {
                self.guard = self.guard.or(with.by);
                self.firm = self.firm.or(on.firm);
                self.site = self.site.or(on.site);
                self.post = on.post.clone().or_else(|| self.post.take());
                // What the supervisor planned is not the guard's to choose.
                self.welfare_every_min = self.welfare_every_min.or(on.welfare_every_min);
                self.was_no_show = self.state == Some(ShiftState::NoShow);
                self.booked_on = Some(booking(on.photo, on.shared_phone));
            }
            ShiftAct::BookedOff(off) => {
                self.end_break(at);
                self.booked_off = Some(booking(off.photo, false));
            }
            ShiftAct::BreakStarted(_) => self.breaks.push(Span { from: at, to: None }),
            ShiftAct::BreakEnded(_) => self.end_break(at),
            ShiftAct::WelfareAnswered(answered) => {
                self.welfare.push(WelfareAnswer { check: answered.check, at, ok: answered.ok });
            }
            ShiftAct::WelfareMissed(missed) => self.welfare_alarms.push(missed.check),
            ShiftAct::PassedDown(note) => {
                self.end_break(at);
                self.pass_downs.push(PassDownNote {
                    event: header.id,
                    hash: with.event.hash(),
                    at,
                    note: note.clone(),
                    remarks: comment(),
                    answer: None,
                });
            }
            ShiftAct::PassDownSigned(answer) => {
                self.answer(answer, PassDownSaid::Signed { by: with.by, at: with.stamp.at() });
            }
            ShiftAct::PassDownRefused(answer) => {
                let reason = comment();
                self.answer(answer, PassDownSaid::Refused { by: with.by, at: with.stamp.at(), reason });
            }
            ShiftAct::Explained(explained) => {
                self.explanations.push(Explanation { of: explained.of.clone(), at, text: comment() });
            }
            ShiftAct::NoShow(_) | ShiftAct::Abandoned(_) => {}
        }
    }

    fn end_break(&mut self, at: Timestamp) {
        if let Some(open) = self.breaks.last_mut().filter(|span| span.to.is_none()) {
            open.to = Some(at);
        }
    }

    fn answer(&mut self, answer: &PassDownAnswer, said: PassDownSaid) {
        let note = self.pass_downs.iter_mut().find(|note| note.event == answer.note && note.hash == answer.note_hash);
        if let Some(note) = note.filter(|note| note.answer.is_none()) {
            note.answer = Some(said);
        }
    }
}
