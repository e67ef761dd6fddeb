//! When a subject of each model is due.

use super::table::{Keep, Period, RetentionClass, Start, rule};
use crate::clock::Timestamp;
use crate::event::PartName;
use crate::model::alert::{Alert, AlertState, expires};
use crate::model::attendance::Sheet;
use crate::model::custody::Custody;
use crate::model::duty::{Duty, ShiftState};
use crate::model::incident::{Anonymity, Incident};
use crate::model::publication::Publication;
use crate::model::referral::Referral;
use crate::model::solution::{Proposal, ProposalState};
use crate::model::sos::Sos;
use crate::model::tip::Tip;

/// Where it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// On a phone.
    Device,
    /// On the hub.
    Hub,
}

/// What is known of a subject beside its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// Begun by the profile whose phone it is; on the hub always.
    pub mine: bool,
    /// When the hub had received all that was written here of it; nothing where something still waits.
    pub delivered_at: Option<Timestamp>,
    /// When it last changed.
    pub last: Timestamp,
}

/// What is erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erases {
    /// Every part of every event. The headers stay.
    Everything,
    /// Every part but what proves a handover.
    AllButHandover,
    /// One part of every event.
    Part(PartName),
    /// One part of every event but the first and the last that have it.
    PartBetween(PartName),
}

impl Erases {
    /// A name that is kept beside what was erased.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Everything => "*".to_owned(),
            Self::AllButHandover => "*-handover".to_owned(),
            Self::Part(part) => part.code().to_owned(),
            Self::PartBetween(part) => format!("{}-between", part.code()),
        }
    }
}

/// Something that is to be erased, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// By which row of the table.
    pub class: RetentionClass,
    /// When, by the clock of that side.
    pub at: Timestamp,
    /// What.
    pub erases: Erases,
}

/// A model whose subjects are not kept for ever.
pub trait Retained {
    /// What of a subject is due, and when. Nothing where that cannot be told yet: a case that is open stays.
    fn due(&self, side: Side, life: &Life) -> Vec<Due>;
}

/// The period of a class on a side.
fn period(class: &RetentionClass, side: Side) -> Option<&'static Period> {
    rule(class).map(|rule| match side {
        Side::Device => &rule.device,
        Side::Hub => &rule.hub,
    })
}

/// Due by a row of the table, for what closed then.
fn by_table(class: RetentionClass, side: Side, closed: Option<Timestamp>, life: &Life, erases: Erases) -> Option<Due> {
    let keep = period(&class, side)?.keep;
    let from = match keep {
        Keep::Hours(_, Start::Delivered) => life.delivered_at,
        Keep::Hours(_, Start::Received) => Some(life.last),
        Keep::Hours(..) => closed,
        Keep::Not | Keep::Always | Keep::Elsewhere => None,
    };
    keep.due(from).map(|at| Due { class, at, erases })
}

impl Retained for Incident {
    fn due(&self, side: Side, life: &Life) -> Vec<Due> {
        let closed = self.status_since.filter(|_| self.status.as_ref().is_some_and(|status| !status.is_open()));
        let sensitive = self.report.is_some() && self.is_sensitive();
        let nameless = self.report.as_ref().is_some_and(|report| report.anonymity == Anonymity::Anonymous);
        let mut due = vec![];
        if nameless && side == Side::Hub {
            // What was written under a receipt. What proves a handover stays as long as any.
            let handed_over = self.handover.is_some();
            let erases = if handed_over { Erases::AllButHandover } else { Erases::Everything };
            due.extend(by_table(RetentionClass::AnonymousThread, side, closed, life, erases));
            if handed_over {
                due.extend(by_table(RetentionClass::Duty, side, closed, life, Erases::Everything));
            }
        } else if sensitive {
            // Who handles it needs it for as long as it is open; who reported it does not carry it about.
            let on_delivery = life.mine || side == Side::Hub;
            let from = Life { delivered_at: if on_delivery { life.delivered_at } else { closed }, ..*life };
            due.extend(by_table(RetentionClass::SensitiveIncident, side, closed, &from, Erases::Everything));
        } else {
            let handed_over = self.handover.is_some() && side == Side::Hub;
            let erases = if handed_over { Erases::AllButHandover } else { Erases::Everything };
            due.extend(by_table(RetentionClass::Incident, side, closed, life, erases));
            if handed_over {
                due.extend(by_table(RetentionClass::Duty, side, closed, life, Erases::Everything));
            }
        }
        due
    }
}

impl Retained for Publication {
    fn due(&self, side: Side, life: &Life) -> Vec<Due> {
        let expires = self.copy.as_ref().and_then(|copy| copy.expires);
        let over = if self.hidden { Some(life.last) } else { expires };
        by_table(RetentionClass::Incident, side, over, life, Erases::Everything).into_iter().collect()
    }
}

impl Retained for Duty {
    fn due(&self, side: Side, life: &Life) -> Vec<Due> {
        // When it ended, not when somebody last said something of it.
        let closed = match self {
            // A site is no work: it lasts as long as it is guarded.
            Self::Site(_) => return vec![],
            Self::Shift(shift) => {
                let over = matches!(shift.state, Some(ShiftState::Ended | ShiftState::NoShow | ShiftState::Abandoned));
                over.then(|| shift.booked_off.as_ref().map_or(life.last, |off| off.at))
            }
            Self::Patrol(patrol) => {
                let over = patrol.state.is_some() && !patrol.is_open() && patrol.started_at.is_some();
                over.then(|| patrol.ended_at.unwrap_or(life.last))
            }
        };
        let mut due = vec![];
        if matches!(self, Self::Patrol(_)) && closed.is_some() {
            let track = Erases::Part(PartName::Track);
            // On the phone of somebody else it was delivered when it came.
            let life = Life {
                delivered_at: if life.mine { life.delivered_at } else { closed },
                last: closed.unwrap_or(life.last),
                ..*life
            };
            due.extend(by_table(RetentionClass::Track, side, closed, &life, track));
        }
        due.extend(by_table(RetentionClass::Duty, side, closed, life, Erases::Everything));
        due
    }
}

impl Retained for Alert {
    fn due(&self, side: Side, life: &Life) -> Vec<Due> {
        let never_out = matches!(self.state, Some(AlertState::Withdrawn | AlertState::Returned));
        let over = if never_out { Some(life.last) } else { self.message.as_deref().and_then(expires) };
        by_table(RetentionClass::Alert, side, over, life, Erases::Everything).into_iter().collect()
    }
}

impl Retained for Sos {
    fn due(&self, side: Side, life: &Life) -> Vec<Due> {
        let over = (self.state.is_some() && !self.is_open()).then_some(life.last);
        // Where the PIN for duress was entered the phone keeps no longer what it would not keep had the SOS been cancelled.
        let closed = over.or(self.duress_at.filter(|_| side == Side::Device && life.mine));
        let positions = match side {
            Side::Device => Erases::Part(PartName::Place),
            Side::Hub => Erases::PartBetween(PartName::Place),
        };
        let mut due: Vec<Due> = vec![];
        due.extend(by_table(RetentionClass::SosPositions, side, closed, life, positions));
        // Who called and who came is kept like a report.
        due.extend(by_table(RetentionClass::Incident, side, closed, life, Erases::Everything));
        due
    }
}

impl Retained for Tip {
    fn due(&self, side: Side, life: &Life) -> Vec<Due> {
        // The hub has timers for what it came to; on a handler's phone it goes when it is closed, on its author's once it is there.
        let Side::Device = side else { return vec![] };
        let delivered_at = if life.mine { life.delivered_at } else { self.closed_at };
        let life = Life { delivered_at, ..*life };
        by_table(RetentionClass::Tip, side, self.closed_at, &life, Erases::Everything).into_iter().collect()
    }
}

impl Retained for Referral {
    fn due(&self, side: Side, life: &Life) -> Vec<Due> {
        let closed = self.changed_at.filter(|_| self.state.as_ref().is_some_and(|state| !state.is_open()));
        // Whoever sent it keeps it until the centre has had it for a week; the centre while it is open.
        let delivered_at = if life.mine { self.received_at.or(closed) } else { closed };
        let life = Life { delivered_at, ..*life };
        by_table(RetentionClass::Referral, side, closed, &life, Erases::Everything).into_iter().collect()
    }
}

impl Retained for Sheet {
    fn due(&self, side: Side, life: &Life) -> Vec<Due> {
        let closed = (self.closed && !self.named.is_empty()).then_some(life.last);
        let names = Erases::Part(PartName::Sensitive);
        by_table(RetentionClass::Attendance, side, closed, life, names).into_iter().collect()
    }
}

impl Retained for Proposal {
    fn due(&self, side: Side, life: &Life) -> Vec<Due> {
        use ProposalState as S;
        let over = matches!(self.state, Some(S::NotAccepted | S::Merged | S::Withdrawn | S::Assessed));
        by_table(RetentionClass::Proposal, side, over.then_some(life.last), life, Erases::Everything)
            .into_iter()
            .collect()
    }
}

impl Retained for Custody {
    fn due(&self, side: Side, life: &Life) -> Vec<Due> {
        by_table(RetentionClass::Audit, side, None, life, Erases::Everything).into_iter().collect()
    }
}
