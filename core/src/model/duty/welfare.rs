//! The welfare checks of a shift, and what did not go as planned on it: the same on phone and hub.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::assess::{Asking, SILENT_INTERVALS};
use super::exception::{self, Exception, ExceptionRef};
use super::shift::{LONGEST_WATCH, SHIFT_GRACE, Shift, WELFARE_GRACE};
use super::vocabulary::{ExceptionKind, ShiftState};
use crate::clock::Timestamp;

/// Further checks of a shift are not looked at: one every two minutes of the longest watch.
const MAX_CHECKS: u16 = 12 * 60;

/// A welfare check of a shift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelfareCheck {
    /// Which, from 1.
    pub check: u16,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<Timestamp>,
    /// Whether all was well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<bool>,
    /// It was not answered in time.
    pub missed: bool,
    /// The phone is offline: nobody knows yet.
    pub unknown_offline: bool,
}

/// The welfare checks of a shift so far, the one that is due next among them.
#[must_use]
pub fn welfare_checks(shift: &Shift, asking: Asking) -> Vec<WelfareCheck> {
    let longest = shift.booked_on.as_ref().map_or(asking.now, |on| on.at.plus(LONGEST_WATCH));
    let until = shift.booked_off.as_ref().map_or(asking.now, |off| off.at).min(longest);
    let heard = shift.heard_until().unwrap_or(until);
    // Nobody books off after a day, or the clock of the phone is far off: nobody else can tell what is overdue.
    let clock_is_off = shift.is_on() && !asking.own_phone && asking.now > longest;
    let silence =
        Duration::from_secs(u64::from(shift.welfare_every_min.unwrap_or(0)) * 60).saturating_mul(SILENT_INTERVALS);
    let mut checks = vec![];
    for check in 1..=MAX_CHECKS {
        let Some(due_at) = shift.welfare_due(check) else { break };
        // Nobody answers for hours to come.
        let is_of_it = |at: Timestamp| at.plus(WELFARE_GRACE) >= due_at;
        let answer = shift.welfare.iter().find(|answer| answer.check == check && is_of_it(answer.at));
        let ahead = due_at > until;
        if ahead && answer.is_none() && !(shift.is_on() && due_at <= longest) {
            break;
        }
        let over = due_at.plus(WELFARE_GRACE);
        let answered_late = answer.is_some_and(|answer| answer.at > over);
        let alarmed = shift.welfare_alarms.contains(&check);
        let known = asking.own_phone || heard >= over || shift.booked_off.is_some() || alarmed;
        let waited = asking.now > over;
        let silent = asking.now >= heard.plus(silence).max(over) && !clock_is_off;
        let unanswered = answer.is_none() && waited;
        checks.push(WelfareCheck {
            check,
            due_at,
            answered_at: answer.map(|answer| answer.at),
            ok: answer.map(|answer| answer.ok),
            missed: answered_late || (unanswered && (known || silent)),
            unknown_offline: unanswered && !known && !silent,
        });
        // One that was answered before its time is not the one that is due next.
        if ahead && answer.is_none() {
            break;
        }
    }
    checks
}

/// What did not go as planned on a shift.
#[must_use]
pub fn shift_exceptions(shift: &Shift, asking: Asking) -> Vec<Exception> {
    let mut found = vec![];
    let on = shift.booked_on.as_ref().map(|on| on.at);
    let off = shift.booked_off.as_ref().map(|off| off.at);
    if let Some(planned) = shift.planned {
        if let Some(on) = on.filter(|on| *on > planned.from.plus(SHIFT_GRACE)) {
            found.push((ExceptionRef::of(ExceptionKind::LateStart), on));
        }
        if shift.state == Some(ShiftState::NoShow) {
            found.push((ExceptionRef::of(ExceptionKind::NoShow), planned.from));
        }
        if let Some(off) = off.filter(|off| planned.to.is_some_and(|to| off.plus(SHIFT_GRACE) < to)) {
            found.push((ExceptionRef::of(ExceptionKind::EarlyLeave), off));
        }
    }
    if shift.booked_on.as_ref().is_some_and(|on| on.shared_phone) {
        found.extend(on.map(|on| (ExceptionRef::of(ExceptionKind::DeviceShared), on)));
    }
    for check in welfare_checks(shift, asking).into_iter().filter(|check| check.missed) {
        let what = ExceptionRef { number: Some(check.check), ..ExceptionRef::of(ExceptionKind::WelfareMissed) };
        found.push((what, check.due_at));
    }
    exception::explained(found, &shift.explanations)
}
