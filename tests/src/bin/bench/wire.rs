//! Bytes of compressed bodies that a guard's day costs, both ways, through the real hub: rounds of nine acts on one subject, an
//! exchange every four rounds. No baseline: a byte on a metered bundle is a byte.

use std::time::Duration;

use usalama_core::client::{SyncReport, UpdateOptions};
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::text::Comment;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

use crate::Row;

/// Rounds in a shift, one an hour.
const ROUNDS: u64 = 12;
/// Acts in a round.
const ACTS: u64 = 9;
/// Rounds between two exchanges.
const EVERY: u64 = 4;

/// Measures a shift.
pub async fn measure() -> Vec<Row> {
    let town = Town::start();
    let guard = town.recruit(Role::Guard).await;
    let new = NewIncident::new(Category::SuspiciousActivity, town.place());
    let subject = guard.app.report(new).expect("the report is taken down").incident.id;
    let first = guard.sync().await;
    let quiet = guard.sync().await;
    let (mut shift, mut chance) = (SyncReport::default(), fastrand::Rng::with_seed(1));
    for round in 1..=ROUNDS {
        go_round(&town, &guard, subject, &mut chance).await;
        if round % EVERY == 0 {
            shift = shift.plus(guard.sync().await);
        }
    }
    assert_eq!(shift.accepted, ROUNDS * ACTS);
    let guard = guard.restarted();
    let session = guard.sync().await;
    let both = |report: &SyncReport| report.bytes_out + report.bytes_in;
    for (what, report) in
        [("first report", &first), ("nothing new", &quiet), ("a shift", &shift), ("a new session", &session)]
    {
        println!("{what}: {} requests, {} bytes out, {} in", report.requests, report.bytes_out, report.bytes_in);
    }
    let row = |name, value, unit| Row { name, value, unit, baseline: None, runs: 1 };
    vec![
        row("report_wire_bytes", per(both(&first), 1), "bytes both ways of a first report alone, compressed"),
        row("wire_bytes_per_event", per(both(&shift), shift.accepted), "bytes both ways, compressed"),
        row("wire_bytes_nothing_new", per(both(&quiet), 1), "bytes both ways, compressed"),
        row("wire_bytes_new_session", per(both(&session), 1), "bytes both ways, compressed"),
    ]
}

/// A guard walks for some twenty minutes, and the hour goes by.
async fn go_round(town: &Town, guard: &Phone, subject: SubjectId, chance: &mut fastrand::Rng) {
    let mut rest = Duration::from_secs(3600);
    for act in 1..=ACTS {
        // Nobody walks like clockwork.
        let step = Duration::from_millis(chance.u64(60_000..180_000));
        town.clock.advance(step);
        rest -= step;
        let text = Comment::new(&format!("Checkpoint {act}")).expect("a comment");
        guard.app.update(subject, text, UpdateOptions::default()).expect("the act is taken down");
    }
    town.clock.advance(rest);
    town.hub.advance(Duration::from_secs(3600)).await;
}

#[allow(clippy::cast_precision_loss, reason = "far below 2⁵²")]
fn per(bytes: u64, count: u64) -> f64 {
    bytes as f64 / count as f64
}
