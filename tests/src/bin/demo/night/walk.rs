//! The guard on foot: positions as a phone records them, and what it tells at each checkpoint.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use usalama_core::client::{ActivePatrol, Scanned};
use usalama_core::clock::{Clock as _, ManualClock};
use usalama_core::geo::Position;
use usalama_core::geo::track::Fix;
use usalama_core::model::duty::{CheckpointNo, Site, SkipReason, Verdict};
use usalama_core::text::Label;
use usalama_tests::guarding::GuardedSite;
use usalama_tests::town::{Town, beside};

use super::hour;
use crate::print;

/// Seconds between two positions, and metres of a step between them.
const FIX_EVERY: Duration = Duration::from_secs(5);
const STEP_M: f64 = 6.0;
/// How long a guard looks around at a checkpoint.
const STAY: Duration = Duration::from_secs(120);

/// A guard who walks.
pub struct Walk<'a> {
    town: &'a Town,
    site: &'a GuardedSite,
    /// Of the phone, which need not be right.
    clock: Arc<ManualClock>,
    names: BTreeMap<CheckpointNo, String>,
    /// Metres north and east of the main gate.
    here: (f64, f64),
    /// What of it has passed by the phone's clock alone.
    took: Duration,
}

impl<'a> Walk<'a> {
    /// At the main gate.
    pub fn new(town: &'a Town, site: &'a GuardedSite, known: &Site, clock: Arc<ManualClock>) -> Self {
        let names = known.checkpoints().map(|at| (at.checkpoint.no, at.checkpoint.name.as_str().to_owned())).collect();
        Self { town, site, clock, names, here: (0.0, 0.0), took: Duration::ZERO }
    }

    /// Walks to a place so many metres north and east of the main gate.
    pub async fn to(&mut self, patrol: &ActivePatrol<'_>, north: f64, east: f64) {
        let (from_north, from_east) = self.here;
        let steps = ((north - from_north).hypot(east - from_east) / STEP_M).ceil();
        let mut step = 0.0;
        while step < steps {
            step += 1.0;
            let share = step / steps;
            self.here = (from_north + (north - from_north) * share, from_east + (east - from_east) * share);
            self.fix(patrol);
        }
        self.town.advance(std::mem::take(&mut self.took)).await;
    }

    /// Walks to a checkpoint, looks around, scans what is there, and shows what the phone says.
    pub async fn scan(&mut self, patrol: &ActivePatrol<'_>, no: CheckpointNo, expected: Verdict) -> Scanned {
        self.to(patrol, f64::from(no.0 - 1) * 20.0, 0.0).await;
        for _ in 0..STAY.as_secs() / FIX_EVERY.as_secs() {
            self.fix(patrol);
        }
        self.town.advance(std::mem::take(&mut self.took)).await;
        self.read(patrol, no, expected)
    }

    /// Scans what is said to be a checkpoint's, here and now.
    pub fn read(&self, patrol: &ActivePatrol<'_>, no: CheckpointNo, expected: Verdict) -> Scanned {
        // What hangs or shows at the checkpoint does not depend on the phone's clock.
        let read = self.site.read(no, self.town.clock.now());
        let scanned = patrol.scan(no, &read, Some(&self.place()), vec![], None).expect("the visit is recorded");
        assert_eq!(scanned.verdict, expected, "{no:?}");
        let (verdict, strength) =
            (scanned.verdict.label().expect("a label"), scanned.strength.label().expect("a label"));
        self.tell(no, scanned.verdict == Verdict::Ok, &both(verdict, strength));
        scanned
    }

    /// Leaves a checkpoint out, for a reason.
    pub fn skip(&self, patrol: &ActivePatrol<'_>, no: CheckpointNo, reason: SkipReason) {
        let (skipped, why) = (Verdict::Skipped.label().expect("a label"), reason.label().expect("a label"));
        patrol.skip(no, reason, None).expect("the checkpoint is left out");
        self.tell(no, false, &both(skipped, why));
    }

    fn tell(&self, no: CheckpointNo, good: bool, text: &str) {
        let name = self.names.get(&no).expect("a checkpoint of the site");
        print::visit(&format!("{}  {} {name:<12}", hour(self.town.clock.now()), no.0), good, text);
    }

    fn fix(&mut self, patrol: &ActivePatrol<'_>) {
        self.clock.advance(FIX_EVERY);
        self.took += FIX_EVERY;
        patrol.fix(&Fix::new(self.clock.device_time(), self.place()).expect("a position")).expect("it is recorded");
    }

    fn place(&self) -> Position {
        beside(&self.town.place(), self.here.0, self.here.1)
    }
}

fn both(first: Label, second: Label) -> String {
    format!("{} / {}; {} / {}", first.en, first.sw, second.en, second.sw)
}
