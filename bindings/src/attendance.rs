//! Who came to a session: a number, a token that only the attendee holds, or a name with consent. All of it in the realm `care`.

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::SubjectId;
use usalama_core::model::referral::{AgeBand, ConsentBy};
use usalama_core::store::Delivery;
use usalama_core::text::Text;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::UsalamaError;

/// A sheet of attendance, as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct AttendanceSheet {
    /// Identity.
    pub id: Uuid,
    /// The programme, in words.
    pub programme: String,
    /// What the session is about.
    pub topic: String,
    /// How many came.
    pub people: u32,
    /// Of these, by token.
    pub by_token: u32,
    /// The names of those who agreed to be on it.
    pub names: Vec<String>,
    /// It is over.
    pub closed: bool,
    /// How far it has come.
    pub delivery: Delivery,
    /// When it began.
    pub opened_at: Option<Timestamp>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// What may be shown of who came to a programme; nothing stands for fewer than three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Turnout {
    /// Sessions.
    pub sessions: u32,
    /// Everybody who came, each as often as they came.
    pub attendances: Option<u32>,
    /// Different tokens.
    pub people_with_token: Option<u32>,
    /// Of these, those that came more than once.
    pub came_again: Option<u32>,
}

#[uniffi::export]
impl Usalama {
    /// The token of whoever is signed in, to be shown as a QR code. It is on this phone alone.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    pub async fn attendance_token(&self) -> Result<String, UsalamaError> {
        self.care(|care| Ok(care.attendance_token()?)).await
    }

    /// A new token: who showed the old one comes for the first time again.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    pub async fn renew_attendance_token(&self) -> Result<String, UsalamaError> {
        self.care(|care| Ok(care.renew_attendance_token()?)).await
    }

    /// Begins a sheet for a session of a programme, both named in words of at most 80 characters.
    ///
    /// # Errors
    /// `Refused`: `no_grant`, `grant_expired`; `Invalid`; `NotSignedIn`; `Storage`.
    pub async fn open_attendance(&self, programme: String, topic: String) -> Result<AttendanceSheet, UsalamaError> {
        let (programme, topic) = (Text::new(&programme)?, Text::new(&topic)?);
        self.care(move |care| Ok(care.open_sheet(programme, topic)?.into())).await
    }

    /// So many are here of whom nothing else is kept; the last number counts.
    ///
    /// # Errors
    /// As `open_attendance`; `Refused` with `wrong_status` once it is closed; `NotFound`.
    pub async fn count_attendance(&self, id: Uuid, people: u32) -> Result<AttendanceSheet, UsalamaError> {
        self.care(move |care| Ok(care.count_on_sheet(SubjectId(id), people)?.into())).await
    }

    /// Somebody showed a token. What is kept is a hash that is another for each programme.
    ///
    /// # Errors
    /// `Invalid` for what is no token; `Refused` with `already_done` where it is on this sheet; as `count_attendance`.
    pub async fn scan_attendance(&self, id: Uuid, shown: String) -> Result<AttendanceSheet, UsalamaError> {
        self.care(move |care| Ok(care.scan_token(SubjectId(id), &shown)?.into())).await
    }

    /// Somebody agreed to be on the sheet by name.
    ///
    /// # Errors
    /// `Refused`: `guardian_needed` for a child without a guardian's consent, `no_consent`; as `count_attendance`.
    pub async fn name_attendee(
        &self,
        id: Uuid,
        name: String,
        age_band: AgeBand,
        by: ConsentBy,
        form_version: String,
    ) -> Result<AttendanceSheet, UsalamaError> {
        let (name, form_version) = (Text::new(&name)?, Text::new(&form_version)?);
        let attendee = client::NamedAttendee { name, age_band, by, form_version };
        self.care(move |care| Ok(care.add_by_name(SubjectId(id), attendee)?.into())).await
    }

    /// The session is over.
    ///
    /// # Errors
    /// As `count_attendance`.
    pub async fn close_attendance(&self, id: Uuid) -> Result<AttendanceSheet, UsalamaError> {
        self.care(move |care| Ok(care.close_sheet(SubjectId(id))?.into())).await
    }

    /// One's own sheets, newest change first, at most 500.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    #[uniffi::method(default(limit = 50))]
    pub async fn attendance_sheets(&self, limit: u32) -> Result<Vec<AttendanceSheet>, UsalamaError> {
        self.care(move |care| {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            Ok(care.sheets(limit)?.into_iter().map(AttendanceSheet::from).collect())
        })
        .await
    }

    /// Who came to one's own sessions of a programme, as it may be shown.
    ///
    /// # Errors
    /// `Invalid`, `NotSignedIn`, `Storage`.
    pub async fn turnout(&self, programme: String) -> Result<Turnout, UsalamaError> {
        let programme = Text::new(&programme)?;
        self.care(move |care| {
            let client::TurnoutShown { sessions, attendances, people_with_token, came_again } =
                care.turnout(&programme)?;
            Ok(Turnout { sessions, attendances, people_with_token, came_again })
        })
        .await
    }
}

impl From<client::SheetView> for AttendanceSheet {
    fn from(view: client::SheetView) -> Self {
        let client::SheetView { id, sheet, people, delivery, changed_at } = view;
        let text = |text: &Text<80>| text.as_str().to_owned();
        let (programme, topic) =
            sheet.opened.as_ref().map(|opened| (text(&opened.programme), text(&opened.topic))).unwrap_or_default();
        let names = sheet.named.iter().filter_map(|named| named.attendee.as_ref().map(|who| text(&who.name)));
        Self {
            id: id.0,
            programme,
            topic,
            people,
            by_token: u32::try_from(sheet.tokens.len()).unwrap_or(u32::MAX),
            names: names.collect(),
            closed: sheet.closed,
            delivery,
            opened_at: sheet.opened_at,
            changed_at,
        }
    }
}
