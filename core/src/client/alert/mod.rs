//! Alerts: what officials issue, whom it concerns, and whether forwarded words are genuine.
//!
//! - [`issue`](Usalama::propose_alert): writing, releasing, updating, calling off
//! - [`inbox`](Usalama::alerts_here): what concerns whoever holds this phone; their position never leaves it
//! - [`genuine`](Usalama::check_alert_text): forwarded words and scanned codes

mod genuine;
mod inbox;
mod issue;

pub use genuine::CheckedAlert;
pub use inbox::{AlertHere, AlertNotice, NoticeKind};
pub use issue::AlertCheck;

use super::device::Usalama;
use super::error::Error;
use crate::clock::Timestamp;
use crate::event::{Role, SubjectId};
use crate::model::alert::{Alert, AlertState, Board, Posted, ProofCode};
use crate::model::cap::Status;
use crate::profile::Profile;
use crate::store::{AlertRow, Delivery};

/// Alerts that are looked at together, the newest.
const AT_MOST: usize = 10_000;

/// An alert as a screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertView {
    /// As it stands by its own events.
    pub alert: Alert,
    /// Where it stands among all that this phone holds.
    pub posted: Posted,
    /// How far this phone's own acts on it have come.
    pub delivery: Delivery,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// The code at the end of its words when they are forwarded; nothing before it is out.
    pub code: Option<ProofCode>,
    /// This phone's owner was told of it.
    pub told: bool,
}

impl AlertView {
    /// Whether the hub has let it out: what this phone handed in itself is not out before the hub says so.
    #[must_use]
    pub fn is_out(&self) -> bool {
        self.alert.is_out() && is_settled(self.delivery.clone())
    }
}

fn is_settled(delivery: Delivery) -> bool {
    delivery == Delivery::Delivered
}

/// All alerts that this phone holds, put side by side.
struct Held {
    rows: Vec<AlertRow>,
    board: Board,
}

impl Held {
    fn load(profile: &Profile) -> Result<Self, Error> {
        let rows = profile.store().alerts(AT_MOST)?;
        // What the hub has not let out yet moves nothing else.
        let settled = rows.iter().filter(|row| is_settled(row.delivery.clone())).map(|row| &row.state);
        let mut board = Board::of(settled, profile.now());
        for row in rows.iter().filter(|row| !is_settled(row.delivery.clone())) {
            board.add_alone(&row.state);
        }
        Ok(Self { rows, board })
    }

    fn view(&self, row: &AlertRow, told: &crate::model::alert::Told) -> Option<AlertView> {
        let posted = self.board.get(row.state.id)?.clone();
        let is_out = row.state.is_out() && is_settled(row.delivery.clone());
        Some(AlertView {
            code: row.state.message.as_deref().filter(|_| is_out).map(ProofCode::of),
            posted,
            delivery: row.delivery.clone(),
            changed_at: row.changed_at,
            told: told.alerts.contains_key(&row.state.id),
            alert: row.state.clone(),
        })
    }
}

/// Whether somebody may see an alert of this status: tests are for the programme's own people, drafts and machines' words for nobody.
fn is_shown(profile: &Profile, alert: &Alert) -> bool {
    let Some(message) = alert.message.as_deref() else { return false };
    match message.status {
        Status::Actual | Status::Exercise => true,
        Status::Test => !profile.standing().grants_of(&Role::ProgrammeAdmin).is_empty(),
        _ => false,
    }
}

impl Usalama {
    /// The alerts that this phone holds, newest first: those that are out, that wait for a release, that are over.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn alerts(&self, limit: usize) -> Result<Vec<AlertView>, Error> {
        let profile = self.profile()?;
        let (held, told) = (Held::load(&profile)?, inbox::told(&profile)?);
        let shown = held.rows.iter().filter(|row| is_shown(&profile, &row.state));
        Ok(shown.filter_map(|row| held.view(row, &told)).take(limit).collect())
    }

    /// One alert.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::NotFound`], [`Error::Store`].
    pub fn alert(&self, id: SubjectId) -> Result<AlertView, Error> {
        let profile = self.profile()?;
        let (held, told) = (Held::load(&profile)?, inbox::told(&profile)?);
        let row = held.rows.iter().find(|row| row.state.id == id).filter(|row| is_shown(&profile, &row.state));
        row.and_then(|row| held.view(row, &told)).ok_or(Error::NotFound)
    }

    /// The alerts that wait for a second person, oldest first.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Store`].
    pub fn alerts_to_release(&self) -> Result<Vec<AlertView>, Error> {
        let mut waiting = self.alerts(AT_MOST)?;
        waiting.retain(|view| view.posted.state == AlertState::PendingRelease);
        waiting.reverse();
        Ok(waiting)
    }
}
