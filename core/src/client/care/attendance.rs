//! Who came to a session: a number unless somebody shows a token of their own, or agrees to be on the sheet by name.

use super::Care;
use crate::client::acts::best;
use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::event::{Role, SubjectId};
use crate::model::attendance::{
    AttendanceAct, AttendanceEntry, AttendanceToken, Attendee, Counted, Named, Opened, Sheet, TokenSeen, Turnout,
};
use crate::model::incident::Nothing;
use crate::model::referral::{AgeBand, ConsentBy};
use crate::policy::{AttendanceScene, Decision, Standing, care_audience, may_on_attendance, shown_count};
use crate::profile::{HeldGrant, NewEvent};
use crate::store::{Delivery, Row, SheetRow};
use crate::text::Title;

const TOKEN: &str = "attendance.token";

/// Somebody who is on a sheet by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAttendee {
    /// Their name.
    pub name: Title,
    /// How old they are: a child's guardian agrees.
    pub age_band: AgeBand,
    /// Who agreed.
    pub by: ConsentBy,
    /// Version of the form that was shown.
    pub form_version: Title,
}

/// A sheet, as a screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetView {
    /// Identity.
    pub id: SubjectId,
    /// All of it.
    pub sheet: Sheet,
    /// How many came.
    pub people: u32,
    /// How far it has come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// What may be shown of who came to a programme: nothing below three.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TurnoutShown {
    /// Sessions.
    pub sessions: u32,
    /// Everybody who came, each as often as they came; nothing: fewer than three.
    pub attendances: Option<u32>,
    /// Different tokens; nothing: fewer than three.
    pub people_with_token: Option<u32>,
    /// Of these, those that came more than once; nothing: fewer than three.
    pub came_again: Option<u32>,
}

impl Care {
    /// The token of whoever is signed in, to be shown as a QR code. It is on this phone alone; organisers keep a hash that is another
    /// for each programme.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Invalid`] where the system has no random bytes.
    pub fn attendance_token(&self) -> Result<String, Error> {
        match self.profile.store().get::<AttendanceToken>(TOKEN)? {
            Some(token) => Ok(token.into()),
            None => self.renew_attendance_token(),
        }
    }

    /// A new token: who showed the old one comes for the first time again.
    ///
    /// # Errors
    /// As [`Care::attendance_token`].
    pub fn renew_attendance_token(&self) -> Result<String, Error> {
        let token = AttendanceToken::random().map_err(|_| Error::Invalid("the system has no random bytes"))?;
        self.profile.store().write(|write| write.put(TOKEN, &token))?;
        Ok(token.into())
    }

    /// Begins a sheet for a session of a programme, named in words: it shares no identity with anything outside this realm.
    ///
    /// # Errors
    /// [`Error::Refused`]: `not_your_role`, `no_grant`; [`Error::Store`].
    pub fn open_sheet(&self, programme: Title, topic: Title) -> Result<SheetView, Error> {
        let sheet = Sheet::unknown(SubjectId::random());
        self.on_sheet(&sheet, false, AttendanceAct::Opened(Opened { programme, topic }).into())
    }

    /// So many are here of whom nothing else is kept; the last number counts.
    ///
    /// # Errors
    /// As [`Care::open_sheet`]; `wrong_status` once it is closed; [`Error::NotFound`].
    pub fn count_on_sheet(&self, id: SubjectId, people: u32) -> Result<SheetView, Error> {
        let row = self.sheet_row(id)?;
        self.on_sheet(&row.state, row.mine, AttendanceAct::Counted(Counted { people }).into())
    }

    /// Somebody showed a token.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no token; [`Error::Refused`] with `already_done` where it is on this sheet; as
    /// [`Care::count_on_sheet`].
    pub fn scan_token(&self, id: SubjectId, shown: &str) -> Result<SheetView, Error> {
        let token: AttendanceToken =
            shown.trim().parse().map_err(|_| Error::Invalid("this is no token of attendance"))?;
        let row = self.sheet_row(id)?;
        let programme = row.state.opened.as_ref().map(|opened| &opened.programme).ok_or(Error::NotFound)?;
        let hash = token.hash(&self.profile.keyring().attendance(), programme);
        self.on_sheet(&row.state, row.mine, AttendanceAct::TokenSeen(TokenSeen { token: hash }).into())
    }

    /// Somebody agreed to be on the sheet by name.
    ///
    /// # Errors
    /// [`Error::Refused`] with `guardian_needed` for a child without a guardian's consent, `no_consent`; as [`Care::count_on_sheet`].
    pub fn add_by_name(&self, id: SubjectId, attendee: NamedAttendee) -> Result<SheetView, Error> {
        let NamedAttendee { name, age_band, by, form_version } = attendee;
        let row = self.sheet_row(id)?;
        let act = AttendanceAct::Named(Named { by, form_version, at: self.profile.now(), age_band });
        let entry = AttendanceEntry { act, attendee: Some(Attendee { name }) };
        self.on_sheet(&row.state, row.mine, entry)
    }

    /// The session is over.
    ///
    /// # Errors
    /// As [`Care::count_on_sheet`].
    pub fn close_sheet(&self, id: SubjectId) -> Result<SheetView, Error> {
        let row = self.sheet_row(id)?;
        self.on_sheet(&row.state, row.mine, AttendanceAct::Closed(Nothing {}).into())
    }

    /// One's own sheets, newest change first, at most `limit` (500).
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn sheets(&self, limit: usize) -> Result<Vec<SheetView>, Error> {
        Ok(self.profile.store().sheets(limit.clamp(1, 500))?.into_iter().map(view).collect())
    }

    /// One sheet.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Store`].
    pub fn sheet(&self, id: SubjectId) -> Result<SheetView, Error> {
        Ok(view(self.sheet_row(id)?))
    }

    /// Who came to one's own sessions of a programme, as it may be shown.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub fn turnout(&self, programme: &Title) -> Result<TurnoutShown, Error> {
        let is_of = |sheet: &Sheet| sheet.opened.as_ref().is_some_and(|opened| opened.programme == *programme);
        let sheets: Vec<Sheet> = self.profile.store().sheets(10_000)?.into_iter().map(|row| row.state).collect();
        let turnout = Turnout::of(sheets.iter().filter(|sheet| is_of(sheet)));
        Ok(TurnoutShown {
            sessions: turnout.sessions,
            attendances: shown_count(turnout.attendances),
            people_with_token: shown_count(turnout.people_with_token),
            came_again: shown_count(turnout.came_again),
        })
    }

    fn sheet_row(&self, id: SubjectId) -> Result<SheetRow, Error> {
        self.profile.store().sheet(id)?.ok_or(Error::NotFound)
    }

    fn on_sheet(&self, sheet: &Sheet, mine: bool, entry: AttendanceEntry) -> Result<SheetView, Error> {
        let role = Role::OutreachWorker;
        let signer = self.signer(&role, sheet.id);
        let audience = care_audience();
        let scene = AttendanceScene {
            sheet,
            key: signer.author().key(),
            now: self.profile.now(),
            audience: &audience,
            on_arrival: false,
        };
        let decision = best(&self.profile, &role, |grant: Option<&HeldGrant>, joined_at| {
            let who = Standing {
                role: &role,
                actor: Some(self.profile.actor()),
                grant: grant.map(|held| &held.grant),
                revoked: grant.is_some_and(|held| held.revoked),
                joined_at,
                is_reporter: mine,
            };
            may_on_attendance(&entry, &who, &scene)
        });
        if let Decision::Refuse(refusal) = decision {
            return Err(Error::Refused(refusal));
        }
        let new = NewEvent { signer: &signer, deed: (&entry).into(), area: None, audience: care_audience() };
        self.profile.record(new)?.and_then(Row::sheet).map(view).ok_or(Error::NotFound)
    }
}

fn view(row: SheetRow) -> SheetView {
    let SheetRow { state: sheet, delivery, changed_at, .. } = row;
    SheetView { id: sheet.id, people: sheet.people(), sheet, delivery, changed_at }
}
