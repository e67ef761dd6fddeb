//! A guard's shift: booked on and off offline, breaks, welfare checks, and the pass-down note with both signatures.

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::{ActorId, SubjectId};
use usalama_core::geo::{AreaId, Position as ExactPosition};
use usalama_core::keys::Hash;
use usalama_core::model::actor::OrgId;
use usalama_core::model::duty::{self, Priority, ShiftState};
use usalama_core::store::Delivery;
use usalama_core::text::Text;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::{ErrorCode, UsalamaError};
use crate::exception::{ExceptionRef, FoundException};
use crate::report::{Position, text};
use crate::site::{strings, titles};

/// A shift as it is planned.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ShiftPlan {
    /// Who.
    pub guard: Uuid,
    /// Of which firm.
    pub firm: Uuid,
    /// On which site.
    pub site: Uuid,
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// At which post.
    #[uniffi(default = None)]
    pub post: Option<String>,
    /// A welfare check every so many minutes.
    #[uniffi(default = None)]
    pub welfare_every_min: Option<u16>,
}

/// How a guard books on.
#[derive(Debug, Clone, Default, PartialEq, uniffi::Record)]
pub struct BookOn {
    /// The planned shift; without one a new one begins.
    #[uniffi(default = None)]
    pub planned: Option<Uuid>,
    /// On which site; of a planned shift it is known.
    #[uniffi(default = None)]
    pub site: Option<Uuid>,
    /// At which post.
    #[uniffi(default = None)]
    pub post: Option<String>,
    /// A welfare check every so many minutes; of a planned shift it is known.
    #[uniffi(default = None)]
    pub welfare_every_min: Option<u16>,
    /// Where.
    #[uniffi(default = None)]
    pub at: Option<Position>,
    /// The hash of a photograph, such as of the uniform: 32 bytes in unpadded base64url.
    #[uniffi(default = None)]
    pub photo: Option<String>,
}

/// What the next guard has to know.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct PassDown {
    /// To whom, where that is known.
    #[uniffi(default = None)]
    pub to: Option<Uuid>,
    /// What to know, at most 64 items.
    #[uniffi(default = [])]
    pub items: Vec<PassDownItem>,
    /// Equipment, at most 64 pieces.
    #[uniffi(default = [])]
    pub equipment: Vec<Equipment>,
    /// Keys, at most 64.
    #[uniffi(default = [])]
    pub keys: Vec<String>,
    /// Incidents that are still open, at most 64.
    #[uniffi(default = [])]
    pub open_incidents: Vec<Uuid>,
}

/// Something that the next guard has to know.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PassDownItem {
    /// What, at most 500 characters.
    pub text: String,
    /// How much it matters.
    pub priority: Priority,
    /// It came from the guard before already.
    #[uniffi(default = false)]
    pub carried: bool,
}

/// A piece of equipment.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Equipment {
    /// What.
    pub item: String,
    /// Whether it is there and works.
    pub ok: bool,
}

/// A shift as it stands, with what follows from it.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ShiftDetail {
    /// Identity.
    pub id: Uuid,
    /// Where it stands; nothing where its beginning has not been seen.
    pub state: Option<ShiftState>,
    /// Whose.
    pub guard: Option<Uuid>,
    /// The area of its site.
    pub area: Option<Uuid>,
    /// Of which firm.
    pub firm: Option<Uuid>,
    /// On which site.
    pub site: Option<Uuid>,
    /// At which post.
    pub post: Option<String>,
    /// As planned.
    pub planned: Option<TimeSpan>,
    /// A welfare check every so many minutes.
    pub welfare_every_min: Option<u16>,
    /// Booked on.
    pub booked_on: Option<Booking>,
    /// Booked off.
    pub booked_off: Option<Booking>,
    /// Breaks.
    pub breaks: Vec<TimeSpan>,
    /// Welfare checks so far, and the one that is due next.
    pub welfare: Vec<WelfareCheck>,
    /// Pass-down notes.
    pub pass_downs: Vec<PassDownNote>,
    /// Called a no-show before it was known better.
    pub was_no_show: bool,
    /// What did not go as planned.
    pub exceptions: Vec<FoundException>,
    /// Until when the guard's phone has been heard.
    pub heard_until: Option<Timestamp>,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// From when to when. Not `Span`, which Swift has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct TimeSpan {
    /// From.
    pub from: Timestamp,
    /// To; nothing while it lasts.
    pub to: Option<Timestamp>,
}

/// Booked on or off.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Booking {
    /// When, as far as the phone's clocks tell together.
    pub at: Timestamp,
    /// The phone's clock was moved.
    pub clock_suspect: bool,
    /// Where, where this reader may know.
    pub position: Option<Position>,
    /// The hash of a photograph.
    pub photo: Option<String>,
    /// Others use this phone too.
    pub shared_phone: bool,
}

/// A welfare check of a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct WelfareCheck {
    /// Which, from 1.
    pub check: u16,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Whether all was well.
    pub ok: Option<bool>,
    /// It was not answered in time.
    pub missed: bool,
    /// The phone is offline: nobody knows yet.
    pub unknown_offline: bool,
    /// The hub raised an alarm of it.
    pub alarmed: bool,
}

/// A pass-down note with what the next guard said to it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PassDownNote {
    /// The event.
    pub event: Uuid,
    /// When it was written.
    pub at: Timestamp,
    /// What it says.
    pub note: PassDown,
    /// Remarks.
    pub remarks: Option<String>,
    /// What the next guard said; nothing while it waits.
    pub answer: Option<PassDownAnswer>,
}

/// What the next guard said to a pass-down note.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PassDownAnswer {
    /// Signed: both signatures are there.
    Signed {
        /// By whom.
        by: Option<Uuid>,
        /// When.
        at: Timestamp,
    },
    /// Refused.
    Refused {
        /// By whom.
        by: Option<Uuid>,
        /// When.
        at: Timestamp,
        /// Why, where this reader may know.
        reason: Option<String>,
    },
}

/// The errors of every act on a shift: `Refused` with policy's reason; `Invalid` for a text that is too long or empty; `NotFound`
/// for a shift that is not on this phone; `NotSignedIn`; `Storage`. Nothing is written then.
#[uniffi::export]
impl Usalama {
    /// Plans a shift for a guard, as the supervisor of the firm.
    ///
    /// # Errors
    /// As every act on a shift.
    pub async fn plan_shift(&self, plan: ShiftPlan) -> Result<ShiftDetail, UsalamaError> {
        let plan = duty::ShiftPlan {
            guard: ActorId(plan.guard),
            firm: OrgId(plan.firm),
            site: SubjectId(plan.site),
            post: text(plan.post)?,
            from: plan.from,
            to: plan.to,
            welfare_every_min: plan.welfare_every_min,
        };
        self.shift_act(move |usalama| usalama.plan_shift(plan)).await
    }

    /// Books on: the shift begins. Needs no network.
    ///
    /// # Errors
    /// As every act on a shift; `Refused` with `already_done` where a shift of this guard is under way, `not_assignee` for
    /// somebody else's, `no_grant` where this actor is no guard.
    pub async fn book_on(&self, on: BookOn) -> Result<ShiftDetail, UsalamaError> {
        let on = client::BookOn {
            planned: on.planned.map(SubjectId),
            site: on.site.map(SubjectId),
            post: text(on.post)?,
            welfare_every_min: on.welfare_every_min,
            at: exact(on.at)?,
            photo: hash(on.photo)?,
        };
        self.shift_act(move |usalama| usalama.book_on(on)).await
    }

    /// The shift of the one who is signed in that is under way.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    pub async fn current_shift(&self) -> Result<Option<ShiftDetail>, UsalamaError> {
        self.disk(|usalama| Ok(usalama.current_shift()?.map(ShiftDetail::from))).await
    }

    /// Begins a break.
    ///
    /// # Errors
    /// As every act on a shift.
    pub async fn start_break(&self, id: Uuid) -> Result<ShiftDetail, UsalamaError> {
        self.shift_act(move |usalama| usalama.start_break(SubjectId(id))).await
    }

    /// Ends a break.
    ///
    /// # Errors
    /// As every act on a shift.
    pub async fn end_break(&self, id: Uuid) -> Result<ShiftDetail, UsalamaError> {
        self.shift_act(move |usalama| usalama.end_break(SubjectId(id))).await
    }

    /// Answers the welfare check that is due, or was due last and is not answered.
    ///
    /// # Errors
    /// As every act on a shift; `Refused` with `too_early` where none is due within five minutes.
    #[uniffi::method(default(remarks = None))]
    pub async fn answer_welfare(
        &self,
        id: Uuid,
        ok: bool,
        remarks: Option<String>,
    ) -> Result<ShiftDetail, UsalamaError> {
        let remarks = text(remarks)?;
        self.shift_act(move |usalama| usalama.answer_welfare(SubjectId(id), ok, remarks)).await
    }

    /// Writes down what the next guard has to know: the first of two signatures.
    ///
    /// # Errors
    /// As every act on a shift; `Refused` with `incomplete` for more than 64 of anything.
    #[uniffi::method(default(remarks = None))]
    pub async fn pass_down(
        &self,
        id: Uuid,
        note: PassDown,
        remarks: Option<String>,
    ) -> Result<ShiftDetail, UsalamaError> {
        let (note, remarks) = (core_note(note)?, text(remarks)?);
        self.shift_act(move |usalama| usalama.pass_down(SubjectId(id), note, remarks)).await
    }

    /// Signs the pass-down note of the guard before: the second signature, over exactly that note.
    ///
    /// # Errors
    /// As every act on a shift; `Refused` with `no_offer` where none waits, `second_person` for one's own.
    pub async fn sign_pass_down(&self, id: Uuid) -> Result<ShiftDetail, UsalamaError> {
        self.shift_act(move |usalama| usalama.sign_pass_down(SubjectId(id))).await
    }

    /// Does not sign the pass-down note of the guard before, and says why.
    ///
    /// # Errors
    /// As [`Usalama::sign_pass_down`].
    pub async fn refuse_pass_down(&self, id: Uuid, reason: String) -> Result<ShiftDetail, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.shift_act(move |usalama| usalama.refuse_pass_down(SubjectId(id), reason)).await
    }

    /// The pass-down note as texts for QR codes, with the grants that show who signed: for the next guard's phone, or for the next
    /// guard on this one. Nothing else of the shift is in them.
    ///
    /// # Errors
    /// `NotFound` where there is no note; `Qr` where it is too much for codes; `NotSignedIn`; `Storage`.
    pub async fn pass_down_codes(&self, id: Uuid) -> Result<Vec<String>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.pass_down_codes(SubjectId(id))?)).await
    }

    /// Takes up a pass-down note that another guard's phone showed, or another guard on this one: once it is checked it can be
    /// signed. Gives the shift that it is of.
    ///
    /// # Errors
    /// As `take_up_codes`.
    pub async fn take_up_pass_down(&self, codes: Vec<String>) -> Result<Uuid, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.take_up_pass_down(&codes)?.0)).await
    }

    /// Books off: the shift ends, and so does a patrol that nobody ended. Needs no network. `photo` is the hash of a photograph.
    ///
    /// # Errors
    /// As every act on a shift.
    #[uniffi::method(default(at = None, photo = None))]
    pub async fn book_off(
        &self,
        id: Uuid,
        at: Option<Position>,
        photo: Option<String>,
    ) -> Result<ShiftDetail, UsalamaError> {
        let (at, photo) = (exact(at)?, hash(photo)?);
        self.shift_act(move |usalama| usalama.book_off(SubjectId(id), at, photo)).await
    }

    /// Says as the supervisor that nobody came.
    ///
    /// # Errors
    /// As every act on a shift; `Refused` with `too_early` before half an hour has passed.
    pub async fn mark_no_show(&self, id: Uuid) -> Result<ShiftDetail, UsalamaError> {
        self.shift_act(move |usalama| usalama.mark_no_show(SubjectId(id))).await
    }

    /// Says as the supervisor that the guard left the post, and how that is known.
    ///
    /// # Errors
    /// As every act on a shift.
    pub async fn mark_abandoned(&self, id: Uuid, reason: String) -> Result<ShiftDetail, UsalamaError> {
        let reason = Text::new(&reason)?;
        self.shift_act(move |usalama| usalama.mark_abandoned(SubjectId(id), reason)).await
    }

    /// Explains an exception of a shift, as its guard.
    ///
    /// # Errors
    /// As every act on a shift.
    pub async fn explain_shift(
        &self,
        id: Uuid,
        what: ExceptionRef,
        explanation: String,
    ) -> Result<ShiftDetail, UsalamaError> {
        let explanation = Text::new(&explanation)?;
        self.shift_act(move |usalama| usalama.explain_shift(SubjectId(id), what.into(), explanation)).await
    }

    /// Shifts, newest change first, at most 500: of a guard, or of all whose shifts this actor may see; in one of these states, or
    /// in any.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage`.
    #[uniffi::method(default(guard = None, states = [], limit = 50))]
    pub async fn shifts(
        &self,
        guard: Option<Uuid>,
        states: Vec<ShiftState>,
        limit: u32,
    ) -> Result<Vec<ShiftDetail>, UsalamaError> {
        self.disk(move |usalama| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let shifts = usalama.shifts(guard.map(ActorId), &states, limit)?;
            Ok(shifts.into_iter().map(ShiftDetail::from).collect())
        })
        .await
    }

    /// One shift.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn shift(&self, id: Uuid) -> Result<ShiftDetail, UsalamaError> {
        self.shift_act(move |usalama| usalama.shift(SubjectId(id))).await
    }
}

impl Usalama {
    async fn shift_act(
        &self,
        act: impl FnOnce(&client::Usalama) -> Result<client::ShiftDetail, client::Error> + Send + 'static,
    ) -> Result<ShiftDetail, UsalamaError> {
        self.disk(|usalama| Ok(act(usalama)?.into())).await
    }
}

/// A position of the core, where there is one.
pub(crate) fn exact(at: Option<Position>) -> Result<Option<ExactPosition>, UsalamaError> {
    at.map(ExactPosition::try_from).transpose()
}

fn hash(text: Option<String>) -> Result<Option<Hash>, UsalamaError> {
    let hash = |text: String| {
        let none = "a hash is 32 bytes in unpadded base64url";
        text.parse().map_err(|_| UsalamaError::new(ErrorCode::Invalid, none))
    };
    text.map(hash).transpose()
}

fn core_note(note: PassDown) -> Result<duty::PassDown, UsalamaError> {
    let item = |item: PassDownItem| {
        let text = Text::new(&item.text)?;
        Ok::<_, UsalamaError>(duty::PassDownItem { text, priority: item.priority, carried: item.carried })
    };
    let equipment =
        |piece: Equipment| Ok::<_, UsalamaError>(duty::Equipment { item: Text::new(&piece.item)?, ok: piece.ok });
    Ok(duty::PassDown {
        to: note.to.map(ActorId),
        items: note.items.into_iter().map(item).collect::<Result<_, _>>()?,
        equipment: note.equipment.into_iter().map(equipment).collect::<Result<_, _>>()?,
        keys: titles(&note.keys)?,
        open_incidents: note.open_incidents.into_iter().map(SubjectId).collect(),
    })
}

impl From<duty::Span> for TimeSpan {
    fn from(span: duty::Span) -> Self {
        Self { from: span.from, to: span.to }
    }
}

impl From<duty::Booking> for Booking {
    fn from(booking: duty::Booking) -> Self {
        Self {
            at: booking.at,
            clock_suspect: booking.clock_suspect,
            position: booking.place.and_then(|place| place.position).map(Position::from),
            photo: booking.photo.map(String::from),
            shared_phone: booking.shared_phone,
        }
    }
}

impl From<duty::PassDown> for PassDown {
    fn from(note: duty::PassDown) -> Self {
        let item = |item: duty::PassDownItem| PassDownItem {
            text: item.text.into(),
            priority: item.priority,
            carried: item.carried,
        };
        let equipment = |piece: duty::Equipment| Equipment { item: piece.item.into(), ok: piece.ok };
        Self {
            to: note.to.map(|to| to.0),
            items: note.items.into_iter().map(item).collect(),
            equipment: note.equipment.into_iter().map(equipment).collect(),
            keys: strings(note.keys),
            open_incidents: note.open_incidents.into_iter().map(|id| id.0).collect(),
        }
    }
}

impl From<duty::PassDownNote> for PassDownNote {
    fn from(note: duty::PassDownNote) -> Self {
        let answer = |answer| match answer {
            duty::PassDownSaid::Signed { by, at } => PassDownAnswer::Signed { by: by.map(|by| by.0), at },
            duty::PassDownSaid::Refused { by, at, reason } => {
                PassDownAnswer::Refused { by: by.map(|by| by.0), at, reason: reason.map(String::from) }
            }
        };
        Self {
            event: note.event.0,
            at: note.at,
            note: note.note.into(),
            remarks: note.remarks.map(String::from),
            answer: note.answer.map(answer),
        }
    }
}

impl From<client::ShiftDetail> for ShiftDetail {
    fn from(detail: client::ShiftDetail) -> Self {
        let shift = detail.shift;
        let alarms = &shift.welfare_alarms;
        let check = |check: duty::WelfareCheck| WelfareCheck {
            check: check.check,
            due_at: check.due_at,
            answered_at: check.answered_at,
            ok: check.ok,
            missed: check.missed,
            unknown_offline: check.unknown_offline,
            alarmed: alarms.contains(&check.check),
        };
        let welfare = detail.welfare.into_iter().map(check).collect();
        Self {
            id: shift.id.0,
            heard_until: shift.heard_until(),
            state: shift.state,
            guard: shift.guard.map(|guard| guard.0),
            area: shift.area.map(AreaId::as_uuid),
            firm: shift.firm.map(|firm| firm.0),
            site: shift.site.map(|site| site.0),
            post: shift.post.map(String::from),
            planned: shift.planned.map(TimeSpan::from),
            welfare_every_min: shift.welfare_every_min,
            booked_on: shift.booked_on.map(Booking::from),
            booked_off: shift.booked_off.map(Booking::from),
            breaks: shift.breaks.into_iter().map(TimeSpan::from).collect(),
            welfare,
            pass_downs: shift.pass_downs.into_iter().map(PassDownNote::from).collect(),
            was_no_show: shift.was_no_show,
            exceptions: detail.exceptions.into_iter().map(FoundException::from).collect(),
            delivery: detail.delivery,
            changed_at: detail.changed_at,
        }
    }
}
