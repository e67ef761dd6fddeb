//! All phones and the hub agree once they have exchanged everything, whatever the order and however bad the network: random
//! histories over real HTTP, each named by the seed that plays it again.

use std::time::Duration;

use usalama_core::client::{Error, UpdateOptions};
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::{Category, NewIncident, Outcome, RejectReason};
use usalama_core::text::Comment;
use usalama_tests::network::Faults;
use usalama_tests::phone::Phone;
use usalama_tests::town::{Town, beside};

const HISTORIES: u64 = 6;
const STEPS: usize = 60;
const BAD: Faults = Faults { lose_request: 0.15, lose_reply: 0.25, repeat: 0.2 };

/// Does something at random; what policy refuses is refused, nothing else may fail.
fn act(phone: &Phone, known: &mut Vec<SubjectId>, town: &Town, chance: &mut fastrand::Rng) -> bool {
    let comment = Comment::new("kwa sababu fulani").unwrap();
    let id = chance.choice(known.iter().copied());
    let done = match (chance.u8(0..9), id) {
        (0, _) | (_, None) => {
            let place = beside(&town.place(), chance.f64() * 40.0, chance.f64() * 40.0);
            let category = chance.choice([Category::Burglary, Category::Barrier, Category::Vandalism]).unwrap();
            phone.app.report(NewIncident::new(category, place)).map(|reported| known.push(reported.incident.id))
        }
        (1, Some(id)) => phone.app.triage(id, Severity::Moderate).map(|_| ()),
        (2, Some(id)) => phone.app.ask(id, comment).map(|_| ()),
        (3, Some(id)) => phone.app.update(id, comment, UpdateOptions::default()).map(|_| ()),
        (4, Some(id)) => phone.app.resolve(id, Outcome::Fixed).map(|_| ()),
        (5, Some(id)) => phone.app.assign(id, phone.actor(), Some(town.firm())).map(|_| ()),
        (6, Some(id)) => phone.app.accept_assignment(id).map(|_| ()),
        (7, Some(id)) => phone.app.reject_publication(id, RejectReason::Spam).map(|_| ()),
        (_, Some(id)) => phone.app.mark_duplicate(id, known[0]).map(|_| ()),
    };
    match done {
        Ok(()) => true,
        Err(Error::Refused(_) | Error::NotFound) => false,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_phones_and_the_hub_agree_after_any_history() {
    let town = Town::start();
    for seed in 0..HISTORIES {
        let phones = [town.recruit(Role::FirmSupervisor).await, town.recruit(Role::FirmSupervisor).await];
        let mut chance = fastrand::Rng::with_seed(seed);
        let (mut known, mut acts) = (vec![], 0_u64);
        for (at, phone) in (0_u64..).zip(&phones) {
            phone.network.be_bad(BAD, seed * 2 + at);
        }
        for _ in 0..STEPS {
            let phone = chance.choice(&phones).unwrap();
            if chance.f64() < 0.3 {
                // May fail half-way: that is the point.
                let _ = phone.try_sync().await;
            } else {
                acts += u64::from(act(phone, &mut known, &town, &mut chance));
            }
            town.clock.advance(Duration::from_secs(11 * 60));
        }
        town.hub.advance(Duration::from_secs(11 * 60 * STEPS as u64)).await;
        for phone in &phones {
            phone.network.be_bad(Faults::default(), 0);
        }
        for phone in phones.iter().chain(&phones) {
            phone.sync().await;
        }
        for phone in &phones {
            assert_eq!(phone.app.sync_status().unwrap().unsent, 0, "seed {seed}");
        }
        let [first, second] = phones.each_ref().map(|phone| phone.app.incident_states().unwrap());
        assert_eq!(first, second, "seed {seed}");
        let hub: Vec<String> = town.hub.admin(&["views", "--without", "identity"]).lines().map(str::to_owned).collect();
        let missing: Vec<&String> = first.iter().filter(|state| !hub.contains(state)).collect();
        assert!(missing.is_empty(), "seed {seed}: the hub has it otherwise: {missing:?}");
        assert!(acts > 5 && !first.is_empty(), "seed {seed}: {acts} acts");
        // Every act that was recorded is there once, or parked with its reason.
        let parked: usize = phones.iter().map(|phone| phone.app.sync_status().unwrap().parked.len()).sum();
        let kept: usize = known
            .iter()
            .map(|id| {
                let timeline = phones.iter().find_map(|phone| phone.app.incident(*id).ok()).map(|d| d.timeline);
                timeline.map_or(0, |entries| entries.iter().filter(|entry| entry.refusal.is_none()).count())
            })
            .sum();
        assert!(kept as u64 + parked as u64 >= acts, "seed {seed}: {kept} kept, {parked} parked of {acts}");
    }
}
