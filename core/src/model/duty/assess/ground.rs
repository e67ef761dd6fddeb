//! What a patrol walks, in time: rounds of the route and the windows of its stops.

use std::time::Duration;

use super::super::patrol::{LONGEST, Patrol};
use super::super::shift::Span;
use super::super::site::{Checkpoint, CheckpointNo, Edition, Route, Site, Stop};
use super::GRACE;
use crate::clock::Timestamp;

/// A patrol has 12 hours; a round takes a minute at the least.
pub(super) const MAX_ROUNDS: u16 = 12 * 60;

/// What a patrol walks: the route as it was when it began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) site: &'a Site,
    pub(super) route: Option<&'a Route>,
    pub(super) edition: Edition,
    pub(super) started_at: Timestamp,
    pub(super) pauses: &'a [Span],
    /// Until when an interruption that lasts has lasted.
    pub(super) until: Timestamp,
}

impl<'a> Ground<'a> {
    pub(super) fn of(patrol: &'a Patrol, site: Option<&'a Site>, now: Timestamp) -> Option<Self> {
        let started = patrol.started.as_ref()?;
        let site = site.filter(|site| started.site == Some(site.id))?;
        let route = started.route.and_then(|route| site.route(route));
        let edition = started.route.map_or(site.edition, |route| route.edition);
        let started_at = patrol.started_at?;
        // A patrol does not last longer, whether or not somebody has closed it.
        let until = patrol.ended_at.unwrap_or(now).min(started_at.plus(LONGEST)).max(started_at);
        Some(Self { site, route, edition, started_at, pauses: &patrol.pauses, until })
    }

    pub(super) fn checkpoint(&self, no: CheckpointNo) -> Option<&'a Checkpoint> {
        self.site.checkpoint(no, self.edition).map(|set_up| &set_up.checkpoint)
    }

    /// Where a checkpoint stands on the route.
    pub(super) fn stop(&self, no: CheckpointNo) -> Option<(usize, &'a Stop)> {
        self.route?.stops.iter().enumerate().find(|(_, stop)| stop.checkpoint == no)
    }

    pub(super) fn every(&self) -> Option<Duration> {
        let minutes = self.route?.every_min.filter(|minutes| *minutes > 0)?;
        Some(Duration::from_secs(u64::from(minutes) * 60))
    }

    pub(super) fn round_of(&self, at: Timestamp) -> u16 {
        let Some(every) = self.every() else { return 0 };
        u16::try_from(at.since(self.started_at).as_millis() / every.as_millis().max(1)).unwrap_or(u16::MAX)
    }

    pub(super) fn round_start(&self, round: u16) -> Timestamp {
        self.every().map_or(self.started_at, |every| self.started_at.plus(every.saturating_mul(u32::from(round))))
    }

    pub(super) fn jitter(&self) -> Duration {
        minutes(self.route.map_or(0, |route| route.jitter_min))
    }

    pub(super) fn from(&self, stop: &Stop, round: u16) -> Timestamp {
        self.round_start(round).plus(minutes(stop.window_from_min.unwrap_or(0)))
    }

    /// So long after the window of a stop ends; nothing where it has no end. Pauses do not count.
    pub(super) fn after(&self, stop: &Stop, round: u16, more: Duration) -> Option<Timestamp> {
        let length = stop.window_to_min.map(minutes).or_else(|| self.every())?;
        let from = self.from(stop, round);
        let mut to = self.round_start(round).plus(length).plus(more);
        for pause in self.pauses {
            let end = pause.to.unwrap_or(self.until);
            if pause.from < to && end > from {
                to = to.plus(end.since(pause.from.max(from)));
            }
        }
        Some(to)
    }

    /// From when on a visit is late.
    pub(super) fn late(&self, stop: &Stop, round: u16) -> Option<Timestamp> {
        self.after(stop, round, self.jitter())
    }

    /// From when on it is missed.
    pub(super) fn over(&self, stop: &Stop, round: u16) -> Option<Timestamp> {
        self.after(stop, round, self.jitter().saturating_add(GRACE))
    }

    pub(super) fn is_in_time(&self, stop: &Stop, round: u16, at: Timestamp) -> bool {
        self.over(stop, round).is_none_or(|over| at <= over)
    }

    /// The round that an act at a stop is of: the earliest that still waits for it, else the one that it falls into.
    pub(super) fn round_for(&self, stop: &Stop, at: Timestamp, is_done: impl Fn(u16) -> bool) -> u16 {
        let own = self.round_of(at);
        let waiting = (0..own).rev().take_while(|round| self.is_in_time(stop, *round, at));
        waiting.filter(|round| !is_done(*round)).last().unwrap_or(own)
    }
}

const fn minutes(minutes: u16) -> Duration {
    Duration::from_secs(minutes as u64 * 60)
}
