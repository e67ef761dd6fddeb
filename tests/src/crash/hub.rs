//! Power cuts of the hub while phones push: what it acknowledged by its reply must be in its ledger afterwards.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;
use usalama_core::client::{Delivery, UpdateOptions};
use usalama_core::event::{Role, SubjectId};
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::text::Comment;
use usalama_faulty_disk::{Disk, Plan};
use usalama_hub::{Hub, Running, Settings};

use super::{Cuts, is_sound};
use crate::phone::Phone;
use crate::town::{Town, beside};

const DEADLINE: Duration = Duration::from_secs(20);
/// More than the twelve minutes that five reports an hour ask for.
const BETWEEN: Duration = Duration::from_secs(13 * 60);
/// Times that everybody pushes before the power goes at the latest.
const ROUNDS: u32 = 40;

/// A town whose hub runs in this process, on a disk that loses what was not forced.
#[derive(Debug)]
pub struct World {
    town: Town,
    phones: Vec<Phone>,
    reports: Vec<Vec<SubjectId>>,
    listen: SocketAddr,
    folder: TempDir,
}

impl World {
    /// Founds a town with three residents and a guard, and ends its hub.
    ///
    /// # Panics
    /// Where that fails.
    pub async fn found() -> Self {
        let mut town = Town::start();
        let mut phones = vec![];
        for _ in 0..3 {
            phones.push(town.resident().await);
        }
        phones.push(town.recruit(Role::Guard).await);
        town.hub.kill();
        let listen = town.hub.address().trim_start_matches("http://").parse().expect("an address");
        let folder = tempfile::tempdir().expect("a temporary folder");
        super::copy(town.hub.data(), folder.path());
        let reports = phones.iter().map(|_| vec![]).collect();
        Self { town, phones, reports, listen, folder }
    }

    async fn serve(&self, folder: &Path) -> Running {
        let mut settings = Settings::in_directory(folder.canonicalize().expect("a folder"));
        settings.listen = self.listen;
        settings.dev = true;
        settings.requests_per_second = NonZeroU32::new(100_000).unwrap_or(NonZeroU32::MIN);
        settings.burst = settings.requests_per_second;
        // The port of the one before may need a moment.
        for _ in 0..50 {
            match usalama_hub::start(Hub::open(settings.clone(), None).expect("the hub opens")).await {
                Ok(running) => return running,
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        panic!("the hub does not start");
    }

    /// One power cut of the hub. With `lax` its commits are not forced: the control. Nothing more can be done with that world.
    ///
    /// # Panics
    /// Where the hub panics or does not open, or phones and hub do not agree afterwards.
    pub async fn cut(&mut self, seed: u64, lax: bool) -> Cuts {
        let mut rng = fastrand::Rng::with_seed(seed);
        let watched = Disk::watch(self.folder.path(), seed);
        watched.be_lax(lax);
        let running = self.serve(self.folder.path()).await;
        watched.plan(Plan { cut_at: Some(rng.u64(1..2_500)), ..Plan::default() });
        for _ in 0..ROUNDS {
            self.push(&mut rng).await;
            if watched.is_cut() {
                break;
            }
        }
        watched.cut();
        let _ = tokio::time::timeout(Duration::from_secs(5), running.stop()).await;
        watched.leave();
        let fresh = tempfile::tempdir().expect("a temporary folder");
        watched.after_cut(fresh.path()).expect("what the disk kept");
        self.folder = fresh;
        let cuts = self.judge();
        if !lax {
            assert_eq!((cuts.lost, cuts.unsound), (0, 0), "seed {seed}");
            self.agree(seed).await;
        }
        cuts
    }

    /// Everybody writes something, and all push at once.
    async fn push(&mut self, rng: &mut fastrand::Rng) {
        self.town.clock.advance(BETWEEN);
        let place = self.town.place();
        for (phone, reports) in self.phones.iter().zip(&mut self.reports) {
            let at = beside(&place, f64::from(rng.u32(0..500)), 0.0);
            let new = NewIncident::new(Category::Theft, at);
            reports.push(phone.app.report(new).expect("a report").incident.id);
            if let Some(id) = rng.choice(&*reports) {
                let _ = phone.app.update(*id, Comment::new("Bado.").expect("words"), UpdateOptions::default());
            }
        }
        let mut under_way = vec![];
        for phone in &self.phones {
            under_way.push(phone.app.sync(DEADLINE));
        }
        futures(under_way).await;
    }

    /// What of what phones know to be received is not in the ledger.
    fn judge(&self) -> Cuts {
        let mut cuts = Cuts { cuts: 1, ..Cuts::default() };
        let ledger = Connection::open(self.folder.path().join("hub.db")).expect("the ledger");
        cuts.unsound = u64::from(!is_sound(&ledger));
        for (phone, reports) in self.phones.iter().zip(&self.reports) {
            for entry in reports.iter().flat_map(|id| phone.app.incident(*id).expect("its author has it").timeline) {
                if entry.delivery == Delivery::Delivered {
                    cuts.acknowledged += 1;
                    let sql = "SELECT count(*) FROM event WHERE id = ?1";
                    let there = ledger.query_row(sql, [entry.event.0.as_bytes()], |row| row.get::<_, u64>(0));
                    cuts.lost += u64::from(there.unwrap_or(0) == 0);
                }
            }
        }
        cuts
    }

    /// The hub starts again, all is handed in once, and everybody knows it.
    async fn agree(&mut self, seed: u64) {
        let running = self.serve(self.folder.path()).await;
        for phone in &self.phones {
            for _ in 0..3 {
                // What waits for its next attempt is due then.
                self.town.clock.advance(Duration::from_secs(3600));
                let _ = phone.app.sync(DEADLINE).await.expect("a hub");
            }
            let (_, error) = phone.try_sync().await;
            let status = phone.app.sync_status().expect("signed in");
            assert!(error.is_none() && status.unsent == 0, "seed {seed}: {error:?} {status:?}");
            assert!(status.parked.is_empty(), "seed {seed}: {status:?}");
        }
        running.stop().await.expect("the hub ends well");
    }
}

/// Polls all to their end.
async fn futures<T>(all: Vec<impl Future<Output = T>>) {
    let mut all: Vec<_> = all.into_iter().map(Box::pin).collect();
    std::future::poll_fn(|context| {
        all.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if all.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}
