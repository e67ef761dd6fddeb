//! Power cuts of a phone: its owner reports, updates, walks a patrol, shares tips, calls for help, exchanges with the hub and sends the
//! app to the background, until the power goes in the middle of some call of the disk. Then the phone is started with what the disk kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use usalama_core::client::{Delivery, Error, Located, NewPatrol, NewSos, NewTip, UnderWay, UpdateOptions, Usalama};
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::Position;
use usalama_core::model::cap::Severity;
use usalama_core::model::duty::ObservationType;
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::model::sos::{SosKind, SosMode, SosTrigger};
use usalama_core::model::tip::TipTopic;
use usalama_core::text::{Comment, Description};
use usalama_faulty_disk::{Disk, Plan};

use super::{Cuts, is_sound};
use crate::disk;
use crate::phone::Phone;
use crate::town::{Town, beside};

const DEADLINE: Duration = Duration::from_secs(20);
/// More than the twelve minutes that five reports an hour ask for.
const BETWEEN: Duration = Duration::from_secs(13 * 60);
/// A phone on which no cut comes within so many acts is cut where it is.
const ACTS: u32 = 60;

/// What was acknowledged.
#[derive(Debug, Default)]
struct Acknowledged {
    /// How many events each subject has at least.
    events: BTreeMap<SubjectId, u64>,
    /// Calls for help.
    calls: BTreeSet<SubjectId>,
    /// Receipts of what goes without a name.
    receipts: BTreeSet<String>,
    /// How many areas are followed, each time one more; and how many before, where a change is under way.
    followed: usize,
    positions: u64,
    reports: Vec<SubjectId>,
    refused: u64,
}

impl Acknowledged {
    fn count(&self) -> u64 {
        self.events.values().sum::<u64>() + (self.receipts.len() + self.calls.len()) as u64 + self.followed as u64
    }
}

/// One power cut. With `lax` commits are not forced, as with `synchronous=NORMAL`: the control, which must lose what was
/// acknowledged.
///
/// # Panics
/// Where the library panics or refuses to open, or cannot go on afterwards.
pub async fn cut(town: &Town, seed: u64, lax: bool) -> Cuts {
    let mut rng = fastrand::Rng::with_seed(seed);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let watched = Disk::watch(folder.path(), seed);
    watched.be_lax(lax);
    let phone = Phone::in_folder(town.hub.address(), town.clock.clone(), folder);
    let guard = rng.bool();
    if guard {
        town.appoint(&phone, Role::Guard).await;
    } else {
        town.enrol_resident(&phone).await;
    }
    // Sooner or later, so that small and large files are hit, and checkpoints too.
    let most = if rng.bool() { 150 } else { 3_000 };
    watched.plan(Plan { cut_at: Some(rng.u64(1..=most)), ..Plan::default() });
    let mut done = Acknowledged::default();
    for _ in 0..ACTS {
        if watched.is_cut() {
            break;
        }
        town.clock.advance(BETWEEN);
        let acted = act(town, &phone.app, &mut rng, &mut done).await;
        match acted {
            Ok(()) => {}
            Err(Error::Refused(_)) => done.refused += 1,
            Err(error) => assert!(watched.is_cut(), "seed {seed}: {error:?} without a cut"),
        }
    }
    restart(phone, &watched, seed, lax, &done, &mut rng).await
}

async fn act(town: &Town, app: &Usalama, rng: &mut fastrand::Rng, done: &mut Acknowledged) -> Result<(), Error> {
    let place = beside(&town.place(), f64::from(rng.u32(0..500)), 0.0);
    let words = || Comment::new("Bado iko hapa.").expect("words");
    match rng.u8(0..24) {
        0..=6 => {
            let mut new = NewIncident::new(Category::PhoneSnatching, place);
            new.description = Description::new("Wawili kwa pikipiki walinyakua simu karibu na kituo cha basi.").ok();
            let id = app.report(new)?.incident.id;
            done.events.insert(id, 1);
            done.reports.push(id);
        }
        7..=10 => {
            let Some(id) = rng.choice(&done.reports).copied() else { return Ok(()) };
            app.update(id, words(), UpdateOptions::default())?;
            *done.events.entry(id).or_default() += 1;
        }
        11..=16 => walk(app, &place, rng, done)?,
        17 => {
            let id = app.raise_sos(NewSos::new(SosTrigger::Button, SosMode::Loud, SosKind::Medical).at(place))?.id;
            // Its event is written once it has been armed for a moment; until then it can be disarmed.
            done.calls.insert(id);
        }
        18 | 19 => {
            let words = Description::new("Boys on the corner sell something at dusk.").expect("words");
            let tip = NewTip { whereabouts: place.into(), ..NewTip::new(TipTopic::Drugs, words) };
            done.receipts.extend(app.share_tip(tip)?.receipt.map(|receipt| receipt.grouped()));
        }
        20 => {
            let some: BTreeSet<_> = town.areas().iter().map(|area| area.id).take(done.followed + 1).collect();
            app.follow_areas(&some)?;
            done.followed = some.len();
        }
        21 => {
            app.pause().await?;
            app.resume();
        }
        _ => {
            if let Some(error) = app.sync(DEADLINE).await?.error {
                return Err(error.into());
            }
        }
    }
    Ok(())
}

fn walk(app: &Usalama, here: &Position, rng: &mut fastrand::Rng, done: &mut Acknowledged) -> Result<(), Error> {
    let patrol = match app.patrol_under_way()? {
        Some(UnderWay::Active(patrol)) => patrol,
        Some(UnderWay::Paused(patrol)) => patrol.resume(None)?,
        None => {
            let id = app.start_patrol(NewPatrol::default())?.id();
            done.events.insert(id, 1);
            return Ok(());
        }
    };
    let id = patrol.id();
    match rng.u8(0..6) {
        0..=2 => {
            let found = |n: u32| Located {
                position: beside(here, f64::from(n), 0.0),
                age: Duration::from_secs(u64::from(5 - n)),
                speed_mps: None,
                is_mock: false,
            };
            patrol.located(&(0..5).map(found).collect::<Vec<_>>())?;
            done.positions += 5;
            return Ok(());
        }
        3 | 4 => patrol.observe(ObservationType::LightOut, Severity::Minor, None, Some(here.clone()))?,
        _ => {
            patrol.complete(None)?;
            // The positions are in the event of the leg now.
            done.positions = 0;
        }
    }
    *done.events.entry(id).or_default() += 1;
    Ok(())
}

async fn restart(
    phone: Phone,
    watched: &Arc<Disk>,
    seed: u64,
    lax: bool,
    done: &Acknowledged,
    rng: &mut fastrand::Rng,
) -> Cuts {
    let mut cuts = Cuts { cuts: 1, acknowledged: done.count(), positions: done.positions, ..Cuts::default() };
    let actor = phone.actor();
    let kept = |watched: &Arc<Disk>| {
        let fresh = tempfile::tempdir().expect("a temporary folder");
        watched.after_cut(fresh.path()).expect("what the disk kept");
        watched.leave();
        fresh
    };
    watched.cut();
    let key = phone.key.clone();
    let (clock, network) = (phone.clock.clone(), phone.network.clone());
    let opened = phone.killed(|_| {
        let mut fresh = kept(watched);
        // Now and then it goes again while the library recovers.
        while rng.u8(0..4) == 0 {
            let second = Disk::watch(fresh.path(), rng.u64(..));
            second.be_lax(lax);
            second.plan(Plan { cut_at: Some(rng.u64(1..120)), ..Plan::default() });
            let settings = disk::settings(fresh.path()).clock(clock.clone()).transport(network.clone());
            drop(Usalama::open(settings, &key));
            fresh = kept(&second);
            cuts.again += 1;
        }
        fresh
    });
    let phone = opened.unwrap_or_else(|error| panic!("seed {seed}: it does not open after the cut: {error:?}"));
    let file = disk::raw_profile(phone.directory(), actor, &phone.key);
    if !is_sound(&file) || phone.app.recovery().expect("signed in").is_some() {
        cuts.unsound += 1;
    }
    cuts.lost = lost(&phone.app, &file, done);
    let there: u64 = file.query_row("SELECT count(*) FROM fix", [], |row| row.get(0)).expect("positions");
    cuts.positions_lost = done.positions.saturating_sub(there);
    drop(file);
    if !lax {
        assert_eq!((cuts.lost, cuts.unsound), (0, 0), "seed {seed}: {done:?}");
        goes_on(&phone, seed, done).await;
    }
    cuts
}

/// How much of what was acknowledged is not there or cannot be read.
fn lost(app: &Usalama, file: &Connection, done: &Acknowledged) -> u64 {
    let mut lost = 0;
    for (id, events) in &done.events {
        let sql = "SELECT count(*) FROM event WHERE subject = ?1";
        let there: u64 = file.query_row(sql, [id.0.as_bytes()], |row| row.get(0)).unwrap_or(0);
        if there < *events {
            println!("of {id:?} {there} of {events} events are there");
        }
        lost += events.saturating_sub(there);
    }
    for id in &done.reports {
        let detail = app.incident(*id);
        if let Err(error) = &detail {
            println!("{id:?} cannot be read: {error:?}");
        }
        let read = detail.is_ok_and(|detail| detail.timeline.len() as u64 >= done.events[id]);
        lost += u64::from(!read && lost == 0);
    }
    let threads: BTreeSet<String> =
        app.anonymous_threads().unwrap_or_default().into_iter().map(|thread| thread.receipt.grouped()).collect();
    lost += done.calls.iter().filter(|id| app.sos(**id).is_err()).count() as u64;
    lost += done.receipts.difference(&threads).count() as u64;
    lost + done.followed.saturating_sub(app.followed_areas().map_or(0, |areas| areas.len())) as u64
}

/// Life goes on, and what was acknowledged reaches the hub.
async fn goes_on(phone: &Phone, seed: u64, done: &Acknowledged) {
    phone.clock.advance(BETWEEN);
    let place = phone.app.report(NewIncident::new(
        Category::Theft,
        usalama_core::geo::LatLon::new(-1.2886, 36.8233)
            .and_then(|at| Position::new(at, 12.0, usalama_core::geo::PositionSource::Gnss, None))
            .expect("a position"),
    ));
    let report = place.unwrap_or_else(|error| panic!("seed {seed}: it does not go on: {error:?}"));
    for _ in 0..3 {
        let _ = phone.app.sync(DEADLINE).await.expect("a hub");
    }
    let (_, error) = phone.try_sync().await;
    assert!(error.is_none(), "seed {seed}: {error:?}");
    let status = phone.app.sync_status().expect("signed in");
    assert!(status.unsent == 0 && status.parked.is_empty(), "seed {seed}: {status:?}");
    for id in done.reports.iter().chain([&report.incident.id]) {
        let delivery = phone.app.incident(*id).map(|detail| detail.view.delivery);
        assert!(matches!(delivery, Ok(Delivery::Delivered)), "seed {seed}: {delivery:?}");
    }
}
