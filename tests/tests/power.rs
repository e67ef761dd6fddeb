//! What the disk may do, in short: `cargo xtask crash` does the same a thousand times.

use usalama_core::geo::{LatLon, Position, PositionSource};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_tests::crash::hub::World;
use usalama_tests::crash::{Cuts, damage, full, io, phone};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_loses_no_acknowledged_write_to_a_power_cut_and_without_force_it_would() {
    let town = Town::start();
    let (mut forced, mut lax) = (Cuts::default(), Cuts::default());
    for seed in 0..12 {
        forced = forced.plus(phone::cut(&town, seed, false).await);
        lax = lax.plus(phone::cut(&town, seed, true).await);
    }
    println!("forced: {forced:?}\nnot forced: {lax:?}");
    assert_eq!((forced.lost, forced.unsound), (0, 0));
    assert!(forced.acknowledged > 0 && lax.lost > 0, "the harness is broken: {forced:?} {lax:?}");
}

#[test]
fn a_crash_after_a_damaged_file_was_set_aside_leaves_its_owner_signed_in() {
    let phone = Phone::new("http://127.0.0.1:9");
    let actor = phone.actor();
    let here =
        LatLon::new(-1.2886, 36.8233).and_then(|at| Position::new(at, 12.0, PositionSource::Gnss, None)).unwrap();
    let id = phone.app.report(NewIncident::new(Category::Theft, here)).unwrap().incident.id;
    let phone = phone
        .killed(|from| {
            let fresh = tempfile::tempdir().unwrap();
            std::fs::create_dir(fresh.path().join("profiles")).unwrap();
            std::fs::copy(from.join("signed-in"), fresh.path().join("signed-in")).unwrap();
            for entry in std::fs::read_dir(from.join("profiles")).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let aside = name.replace(".db", ".db.damaged-1772559000000-0");
                let aside = if name.ends_with(".fingerprint") { name.clone() } else { aside };
                std::fs::copy(from.join("profiles").join(&name), fresh.path().join("profiles").join(aside)).unwrap();
            }
            fresh
        })
        .unwrap();
    assert_eq!(phone.app.signed_in(), Some(actor));
    assert_eq!(phone.app.recovery().unwrap().map(|found| (found.events, found.unsent)), Some((1, 1)));
    assert_eq!(phone.app.incident(id).unwrap().timeline.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_loses_nothing_that_it_acknowledged_to_a_power_cut_and_without_force_it_would() {
    let mut world = World::found().await;
    let (mut forced, mut lax) = (Cuts::default(), Cuts::default());
    for seed in 0..6 {
        forced = forced.plus(world.cut(seed, false).await);
    }
    for seed in 0..3 {
        lax = lax.plus(World::found().await.cut(seed, true).await);
    }
    println!("forced: {forced:?}\nnot forced: {lax:?}");
    assert_eq!((forced.lost, forced.unsound), (0, 0));
    assert!(forced.acknowledged > 0 && lax.lost > 0, "the harness is broken: {forced:?} {lax:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whichever_call_of_the_disk_fails_the_state_is_the_old_or_the_new() {
    let town = Town::start();
    let before = io::Before::make(&town).await;
    assert!(io::number() >= 30);
    let rows = tokio::task::block_in_place(|| io::table(&before, 17));
    println!("{}", io::printed(&rows));
    assert!(rows.iter().map(|row| row.typed).sum::<u64>() > 50, "faults hit nothing");
    let third: Vec<_> = rows.iter().filter(|row| row.third > 0).map(|row| row.name).collect();
    assert!(third.is_empty(), "{third:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_nothing_is_lost_and_with_room_all_goes_on() {
    let town = Town::start();
    let filled = full::fill(&town, 200_000).await;
    println!("{filled}");
    assert!(filled.reports > 0 && filled.refused > 0 && filled.answered >= filled.reports);
    // Known and not mended yet: there is no reserve, so what waits is sent only once there is room; how much waited is printed.
}

#[test]
fn damaged_files_are_set_aside_and_what_can_be_read_is_taken_over() {
    let damaged = damage::table(63, 1);
    println!("{damaged}");
    let set_aside: u64 = damaged.0.iter().map(|row| row.set_aside).sum();
    assert!(set_aside > 10, "{set_aside}");
    // Whatever becomes of a log, the file stands as it was when it was last moved there; what no database is gives nothing back.
    let [bits, .., log_missing, log_damaged, foreign] = damaged.0;
    assert!((bits.readable + bits.named) * 10 > bits.events * 8, "{bits:?}");
    assert!([log_missing, log_damaged].iter().all(|row| row.readable * 10 > row.events * 8), "{damaged}");
    assert_eq!((foreign.set_aside, foreign.readable), (foreign.files, 0));
}
