//! What guards' work costs: bytes of a guard's month on the wire, positions recorded, memory of a patrol.

use std::time::Duration;

use usalama_core::client::{BookOn, NewPatrol, SyncReport};
use usalama_core::clock::Clock as _;
use usalama_core::event::Role;
use usalama_core::geo::Position;
use usalama_core::geo::track::Fix;
use usalama_core::model::duty::PassDown;
use usalama_core::text::Comment;
use usalama_tests::guarding::{GuardedSite, ROUND, numbers};
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};

use crate::Row;

/// Shifts in a month.
const SHIFTS: u64 = 4;
/// Hours of a shift: a round of nine checkpoints and a welfare check in each.
const HOURS: u64 = 12;
/// Hours between two exchanges.
const EXCHANGE_EVERY: u64 = 4;
/// Seconds between two positions.
const FIX_EVERY_S: u64 = 10;

/// Measures a guard's month on the wire, both ways, in real compressed bodies.
pub async fn month() -> Vec<Row> {
    let town = Town::start();
    let supervisor = town.recruit(Role::FirmSupervisor).await;
    let site = GuardedSite::set_up(&town, &supervisor.app, Some(60));
    supervisor.sync().await;
    let guard = town.recruit(Role::Guard).await;
    let (mut month, mut exchanges, mut scans) = (SyncReport::default(), 0_u64, 0_u64);
    let mut walk = Walk { chance: fastrand::Rng::with_seed(7), here: town.place(), fixes: 0 };
    for _ in 0..SHIFTS {
        let on =
            BookOn { site: Some(site.id), at: Some(town.place()), welfare_every_min: Some(60), ..BookOn::default() };
        let shift = guard.app.book_on(on).expect("booked on").shift.id;
        let patrol =
            guard.app.start_patrol(NewPatrol { route: Some(ROUND), ..NewPatrol::default() }).expect("a patrol");
        for hour in 1..=HOURS {
            let mut rest = Duration::from_secs(3600 - 30);
            for no in numbers() {
                let step = Duration::from_millis(walk.chance.u64(60_000..150_000));
                rest -= step;
                walk.to(&town, &guard, &patrol, &site.at(no), step);
                let here = beside(&site.at(no), walk.chance.f64() * 8.0, walk.chance.f64() * 8.0);
                let read = site.read(no, guard.clock.now());
                patrol.scan(no, &read, Some(&here), vec![], None).expect("a visit");
                scans += 1;
            }
            let still = town.place();
            walk.to(&town, &guard, &patrol, &still, rest);
            guard.app.answer_welfare(shift, true, None).expect("an answer");
            town.hub.advance(Duration::from_secs(3600)).await;
            town.clock.advance(Duration::from_secs(30));
            if hour % EXCHANGE_EVERY == 0 && hour != HOURS {
                month = month.plus(guard.sync().await);
                exchanges += 1;
            }
        }
        patrol.complete(Some(town.place())).expect("completed");
        guard
            .app
            .pass_down(shift, PassDown::default(), Some(Comment::new("All quiet.").expect("text")))
            .expect("a note");
        guard.app.book_off(shift, Some(town.place()), None).expect("booked off");
        month = month.plus(guard.sync().await);
        exchanges += 1;
        // Twelve hours off; the app is not running.
        town.advance(Duration::from_secs(12 * 3600)).await;
    }
    assert_eq!((month.refused, month.deferred), (0, 0));
    println!(
        "a guard's month: {SHIFTS} shifts of {HOURS} h, {scans} visits, {} positions, {} events, {exchanges} exchanges of {} \
         requests: {} bytes out, {} in",
        walk.fixes, month.accepted, month.requests, month.bytes_out, month.bytes_in
    );
    #[allow(clippy::cast_precision_loss, reason = "far below 2⁵²")]
    let value = (month.bytes_out + month.bytes_in) as f64;
    vec![Row { name: "guard_month_wire_bytes", value, unit: "bytes both ways, compressed", baseline: None, runs: 1 }]
}

/// A guard who walks, and stands, as the receiver sees it: a few metres beside the truth.
struct Walk {
    chance: fastrand::Rng,
    here: Position,
    fixes: u64,
}

impl Walk {
    fn to(
        &mut self,
        town: &Town,
        guard: &Phone,
        patrol: &usalama_core::client::ActivePatrol<'_>,
        there: &Position,
        takes: Duration,
    ) {
        let steps = (takes.as_secs() / FIX_EVERY_S).max(1);
        let (from, to) = (self.here.at, there.at);
        for step in 1..=steps {
            // It takes two minutes at the most to get there; the rest is standing.
            #[allow(clippy::cast_precision_loss, reason = "small")]
            let share = (step as f64 / steps.min(12) as f64).min(1.0);
            town.clock.advance(takes / u32::try_from(steps).unwrap_or(1));
            let lat = from.lat() + (to.lat() - from.lat()) * share;
            let lon = from.lon() + (to.lon() - from.lon()) * share;
            let at = usalama_core::geo::LatLon::new(lat, lon).expect("on the Earth");
            let exact = Position::new(at, 8.0, there.source.clone(), None).expect("a position");
            let noise = (self.chance.f64() - 0.5, self.chance.f64() - 0.5);
            let seen = beside(&exact, noise.0 * 8.0, noise.1 * 8.0);
            let fix = Fix::new(guard.clock.device_time(), seen.clone()).expect("a fix");
            patrol.fix(&fix).expect("recorded");
            self.fixes += 1;
        }
        self.here = there.clone();
    }
}
