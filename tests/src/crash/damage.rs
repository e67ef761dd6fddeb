//! Damaged files: bits that flip, files cut off, pages swapped and zeroed, a log that is missing or of another file, a file that is no
//! database. The library opens, and what it cannot give back it names.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use usalama_core::client::{Error, Settings, UpdateOptions, Usalama};
use usalama_core::clock::ManualClock;
use usalama_core::event::SubjectId;
use usalama_core::geo::{LatLon, Position, PositionSource};
use usalama_core::keys::HostKey;
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::text::Comment;

const PAGE: usize = 4096;

/// The kinds of damage.
pub const KINDS: [&str; 7] =
    ["bits flipped", "cut off", "pages swapped", "pages zeroed", "log missing", "log damaged", "no database"];

/// What became of the files of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub struct Row {
    /// Files that were damaged.
    pub files: u64,
    /// Of these, those that were set aside.
    pub set_aside: u64,
    /// Files from which every event came back.
    pub whole: u64,
    /// Events that were in all of them.
    pub events: u64,
    /// Of these, those that can be read.
    pub readable: u64,
    /// Rows that were named as lost.
    pub named: u64,
    /// Events that are neither there nor in what is said to be lost; where the log or the whole file is gone nobody can know of them.
    pub silent: u64,
}

/// Rows, one for each kind.
#[derive(Debug, Clone, Default)]
pub struct Damaged(pub [Row; KINDS.len()]);

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY).set_header([
            "damage",
            "files",
            "set aside",
            "nothing lost",
            "events",
            "readable",
            "named as lost",
            "not named",
        ]);
        for (kind, row) in KINDS.iter().zip(&self.0) {
            let figures = [row.files, row.set_aside, row.whole, row.events, row.readable, row.named, row.silent];
            table.add_row(std::iter::once((*kind).to_owned()).chain(figures.map(|figure| figure.to_string())));
        }
        table.fmt(f)
    }
}

struct Original {
    folder: TempDir,
    key: HostKey,
    clock: Arc<ManualClock>,
    file: PathBuf,
    reports: Vec<SubjectId>,
    events: u64,
}

impl Original {
    /// A phone with reports and updates, of which the last are in the log alone.
    fn make() -> Self {
        let (folder, key) = (tempfile::tempdir().expect("a temporary folder"), HostKey::from_bytes([7; 32]));
        let clock = Arc::new(ManualClock::starting_at(crate::phone::now()));
        let app = Usalama::open(Settings::new(folder.path()).clock(clock.clone()), &key).expect("the library opens");
        let mut reports = vec![];
        let mut report = || {
            clock.advance(Duration::from_secs(13 * 60));
            let at = LatLon::new(-1.2886, 36.8233).expect("a place");
            let here = Position::new(at, 12.0, PositionSource::Gnss, None).expect("a position");
            let id = app.report(NewIncident::new(Category::Theft, here)).expect("a report").incident.id;
            app.update(id, Comment::new("Bado.").expect("words"), UpdateOptions::default()).expect("an update");
            reports.push(id);
        };
        (0..30).for_each(|_| report());
        tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime")
            .block_on(app.pause())
            .expect("a file");
        app.resume();
        (0..5).for_each(|_| report());
        // As a kill leaves it: with its log.
        let copy = tempfile::tempdir().expect("a temporary folder");
        super::copy(folder.path(), copy.path());
        let file = usalama_core::profile::profile_path(copy.path(), app.signed_in().expect("signed in"));
        drop(app);
        let events = reports.len() as u64 * 2;
        Self { folder: copy, key, clock, file, reports, events }
    }
}

fn log_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn change(path: &Path, how: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).expect("a file");
    how(&mut bytes);
    std::fs::write(path, bytes).expect("a file");
}

fn damage(kind: usize, file: &Path, rng: &mut fastrand::Rng) {
    let page = |rng: &mut fastrand::Rng, bytes: &[u8]| rng.usize(0..bytes.len() / PAGE) * PAGE;
    match kind {
        0 => change(file, |bytes| {
            for _ in 0..rng.usize(1..6) {
                let at = rng.usize(0..bytes.len());
                bytes[at] ^= 1 << rng.u8(0..8);
            }
        }),
        1 => change(file, |bytes| bytes.truncate(rng.usize(0..bytes.len()))),
        2 => change(file, |bytes| {
            let (one, other) = (page(rng, bytes), page(rng, bytes));
            let copy = bytes[one..one + PAGE].to_vec();
            bytes.copy_within(other..other + PAGE, one);
            bytes[other..other + PAGE].copy_from_slice(&copy);
        }),
        3 => change(file, |bytes| {
            for _ in 0..rng.usize(1..4) {
                let at = page(rng, bytes);
                bytes[at..at + PAGE].fill(0);
            }
        }),
        4 => std::fs::remove_file(log_of(file)).expect("a log"),
        5 => change(&log_of(file), |bytes| {
            let at = rng.usize(0..bytes.len());
            bytes[at] ^= 1 << rng.u8(0..8);
        }),
        _ => {
            let foreign: Vec<u8> = std::iter::repeat_with(|| rng.u8(..)).take(9_000).collect();
            std::fs::write(file, foreign).expect("a file");
        }
    }
}

/// Damages so many copies of a phone's file and opens each.
///
/// # Panics
/// Where the library panics, does not open, or does not go on.
#[must_use]
pub fn table(number: u64, seed: u64) -> Damaged {
    let original = Original::make();
    let mut damaged = Damaged::default();
    for n in 0..number {
        let mut rng = fastrand::Rng::with_seed(seed + n);
        let kind = usize::try_from(n).unwrap_or(0) % KINDS.len();
        let folder = tempfile::tempdir().expect("a temporary folder");
        super::copy(original.folder.path(), folder.path());
        let file = folder.path().join(original.file.strip_prefix(original.folder.path()).expect("it is in there"));
        damage(kind, &file, &mut rng);
        let shm = PathBuf::from(format!("{}-shm", file.display()));
        let _ = std::fs::remove_file(shm);
        open(&original, folder.path(), &mut damaged.0[kind], seed + n);
    }
    damaged
}

fn open(original: &Original, folder: &Path, row: &mut Row, seed: u64) {
    let settings = Settings::new(folder).clock(original.clock.clone());
    let app = Usalama::open(settings, &original.key).unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
    let recovery = app.recovery().expect("signed in");
    let (mut readable, mut refused) = (0, 0);
    for id in &original.reports {
        match app.incident(*id) {
            Ok(detail) => readable += detail.timeline.len() as u64,
            // Whoever asks for it is told that it cannot be read.
            Err(Error::Store(_)) => refused += 2,
            Err(_) => {}
        }
    }
    row.files += 1;
    row.events += original.events;
    row.readable += readable;
    row.whole += u64::from(readable == original.events);
    if let Some(recovery) = &recovery {
        row.set_aside += 1;
        row.named += recovery.unreadable;
        assert!(recovery.set_aside.exists(), "seed {seed}: what was set aside is gone");
        let unsent = app.sync_status().expect("signed in").unsent;
        assert_eq!(unsent, recovery.unsent, "seed {seed}: what was not sent goes out again");
    }
    row.named += refused;
    let named = refused + recovery.map_or(0, |recovery| recovery.unreadable);
    row.silent += (original.events - readable).saturating_sub(named);
    original.clock.advance(Duration::from_secs(13 * 60));
    let at = LatLon::new(-1.2886, 36.8233).expect("a place");
    let here = Position::new(at, 12.0, PositionSource::Gnss, None).expect("a position");
    app.report(NewIncident::new(Category::Theft, here)).unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
}
