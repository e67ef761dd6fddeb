//! Power cuts, in short: `cargo xtask crash` does the same a thousand times.

use usalama_core::geo::{LatLon, Position, PositionSource};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_tests::crash::{Cuts, phone};
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
    let here = LatLon::new(-1.2886, 36.8233).and_then(|at| Position::new(at, 12.0, PositionSource::Gnss, None)).unwrap();
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
