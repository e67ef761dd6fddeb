//! What the disk may do to the library and the hub, tried: power cuts, calls that fail, full disks, damage.
//!
//! In: a seed and how often. Out: figures, and a panic that names the seed where a promise was broken.
//!
//! - [`damage`]: damaged files
//! - [`full`]: no room
//! - [`io`]: the nth call of the disk fails, for each call of the library
//! - [`phone`]: power cuts of a phone that reports, walks, calls for help and exchanges
//! - [`hub`]: power cuts of the hub while phones push

pub mod damage;
pub mod full;
pub mod hub;
pub mod io;
pub mod phone;

/// What became of power cuts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cuts {
    /// How often the power went.
    pub cuts: u64,
    /// Of these, how often it went again while the files were opened after the first.
    pub again: u64,
    /// Writes that had been acknowledged.
    pub acknowledged: u64,
    /// Of these, those that were not there afterwards.
    pub lost: u64,
    /// Files that SQLite's `integrity_check` found fault with, or that the library set aside.
    pub unsound: u64,
    /// Positions of patrols that had been taken in, which are not forced, and so not promised.
    pub positions: u64,
    /// Of these, those that were not there afterwards.
    pub positions_lost: u64,
}

impl Cuts {
    /// These and those.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            cuts: self.cuts + other.cuts,
            again: self.again + other.again,
            acknowledged: self.acknowledged + other.acknowledged,
            lost: self.lost + other.lost,
            unsound: self.unsound + other.unsound,
            positions: self.positions + other.positions,
            positions_lost: self.positions_lost + other.positions_lost,
        }
    }
}

/// What SQLite says of a file.
pub(crate) fn is_sound(file: &rusqlite::Connection) -> bool {
    file.query_row("PRAGMA integrity_check(1)", [], |row| row.get::<_, String>(0)).is_ok_and(|verdict| verdict == "ok")
}

pub(crate) fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() { copy(&path, &to) } else { std::fs::copy(&path, &to).map(|_| ()).expect("a copy") }
    }
}
