//! What lies on the disk for certain, what may, and what is to go wrong: the part without `unsafe`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use rusqlite::ffi;

/// The unit in which a disk keeps or loses.
const SECTOR: usize = 512;

/// A call that SQLite makes of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// A file is opened or made.
    Open,
    /// A file is deleted.
    Delete,
    /// Whether a file is there.
    Access,
    /// Bytes are read.
    Read,
    /// Bytes are written.
    Write,
    /// A file is cut off.
    Truncate,
    /// A file is forced to the disk.
    Sync,
    /// How long a file is.
    Size,
    /// A piece of the memory that connections share is mapped.
    Map,
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// `EIO`.
    Io,
    /// `ENOSPC`.
    Full,
    /// Half is read, and then no more; half is written, and then there is no room.
    Short,
}

impl Fault {
    /// Whether such a call can fail so.
    #[must_use]
    pub const fn fits(self, call: Call) -> bool {
        match self {
            Self::Io => true,
            Self::Full => matches!(call, Call::Open | Call::Write | Call::Sync | Call::Map),
            Self::Short => matches!(call, Call::Read | Call::Write),
        }
    }
}

/// What is to go wrong, counted in calls from when it was planned, the first being 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Plan {
    /// The power goes in the middle of this call.
    pub cut_at: Option<u64>,
    /// This call fails, and all after it where the last says so.
    pub fail_at: Option<(u64, Fault, bool)>,
    /// So many bytes of files are on the disk at most.
    pub room: Option<u64>,
}

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// What a file is, whatever it is called.
#[derive(Debug, Default)]
struct Inode {
    forced: Vec<u8>,
    since: Vec<Change>,
    length: u64,
}

/// What a name stands for: as programs see it, and as it is on the disk for certain.
#[derive(Debug, Default, Clone, Copy)]
struct Name {
    now: Option<usize>,
    forced: Option<usize>,
}

#[derive(Debug)]
struct State {
    names: BTreeMap<PathBuf, Name>,
    inodes: Vec<Inode>,
    calls: Vec<Call>,
    plan: Plan,
    failed: u64,
    lax: bool,
    image: Option<BTreeMap<PathBuf, Vec<u8>>>,
    rng: fastrand::Rng,
}

/// A folder that is watched, with all that is in it.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    state: Mutex<State>,
}

static WATCHED: RwLock<Vec<Arc<Disk>>> = RwLock::new(vec![]);

/// What the VFS does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Go,
    Fail(i32),
    Half(i32),
    Cut(i32),
}

impl Disk {
    /// Watches a folder from now on. What is in it is on the disk for certain. Chance follows from the seed.
    ///
    /// # Panics
    /// Where the folder is none, or SQLite takes no VFS.
    #[must_use]
    pub fn watch(folder: &Path, seed: u64) -> Arc<Self> {
        crate::vfs::register();
        let folder = folder.canonicalize().expect("a folder");
        let state = State {
            names: BTreeMap::new(),
            inodes: vec![],
            calls: vec![],
            plan: Plan::default(),
            failed: 0,
            lax: false,
            image: None,
            rng: fastrand::Rng::with_seed(seed),
        };
        let disk = Arc::new(Self { folder, state: Mutex::new(state) });
        WATCHED.write().unwrap_or_else(PoisonError::into_inner).push(disk.clone());
        disk
    }

    /// Watches it no more. What is open stays under watch until it is closed.
    pub fn leave(self: &Arc<Self>) {
        WATCHED.write().unwrap_or_else(PoisonError::into_inner).retain(|disk| !Arc::ptr_eq(disk, self));
    }

    /// The innermost folder under watch that holds a file.
    pub(crate) fn of(path: &Path) -> Option<Arc<Self>> {
        let watched = WATCHED.read().unwrap_or_else(PoisonError::into_inner);
        watched
            .iter()
            .filter(|disk| path.starts_with(&disk.folder))
            .max_by_key(|disk| disk.folder.as_os_str().len())
            .cloned()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Plans what is to go wrong, and counts anew.
    pub fn plan(&self, plan: Plan) {
        let mut state = self.lock();
        state.plan = plan;
        state.calls.clear();
        state.failed = 0;
    }

    /// The calls since the last plan, in their order.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.lock().calls.clone()
    }

    /// How many calls failed since the last plan.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.lock().failed
    }

    /// Bytes of SQLite's files that were opened here.
    #[must_use]
    pub fn used(&self) -> u64 {
        self.lock().used()
    }

    /// Whether `PRAGMA synchronous=FULL` is read as `=NORMAL` here: the control, which must lose what was acknowledged.
    pub fn be_lax(&self, lax: bool) {
        self.lock().lax = lax;
    }

    pub(crate) fn is_lax(&self) -> bool {
        self.lock().lax
    }

    /// The power goes now, if it has not gone yet.
    pub fn cut(&self) {
        let mut state = self.lock();
        if state.image.is_none() {
            state.cut();
        }
    }

    /// Whether the power has gone.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.lock().image.is_some()
    }

    /// Lays the folder down as it is after the cut in another, new one. Where the power has not gone it goes now.
    ///
    /// # Errors
    /// Where the file system does not play along.
    pub fn after_cut(&self, fresh: &Path) -> std::io::Result<()> {
        self.cut();
        let state = self.lock();
        copy_tree(&self.folder, fresh, &|path| {
            !state.names.contains_key(path) && !path.to_string_lossy().ends_with("-shm")
        })?;
        for (path, bytes) in state.image.iter().flatten() {
            // What the library renamed by itself, as it does with damaged files, is copied as it is called now.
            let renamed = state.names.get(path).is_some_and(|name| name.now.is_some()) && !path.exists();
            if let Some(inside) = path.strip_prefix(&self.folder).ok().filter(|_| !renamed) {
                let to = fresh.join(inside);
                std::fs::create_dir_all(to.parent().unwrap_or(fresh))?;
                std::fs::write(to, bytes)?;
            }
        }
        Ok(())
    }

    /// What is to be done with a call of this many bytes that end here, where it writes.
    pub(crate) fn ask(&self, call: Call, write: Option<(usize, u64)>) -> Verdict {
        self.lock().ask(call, write)
    }

    /// A file is about to be opened: what it is, whether it was there before.
    pub(crate) fn opened(&self, path: &Path, content: Option<Vec<u8>>) -> usize {
        let mut state = self.lock();
        if let Some(inode) = state.names.get(path).and_then(|name| name.now).filter(|_| content.is_some()) {
            return inode;
        }
        let inode = state.inodes.len();
        let there = content.is_some();
        let forced = content.unwrap_or_default();
        let length = forced.len() as u64;
        state.inodes.push(Inode { forced, since: vec![], length });
        let name = state.names.entry(path.to_owned()).or_default();
        name.now = Some(inode);
        if there {
            name.forced = Some(inode);
        }
        inode
    }

    pub(crate) fn deleted(&self, path: &Path, forced: bool) {
        let mut state = self.lock();
        if let Some(name) = state.names.get_mut(path) {
            name.now = None;
        }
        if forced {
            state.force_folder(path);
        }
    }

    pub(crate) fn written(&self, inode: usize, at: usize, bytes: &[u8]) {
        let mut state = self.lock();
        let file = &mut state.inodes[inode];
        file.length = file.length.max((at + bytes.len()) as u64);
        file.since.push(Change::Write(at, bytes.to_vec()));
    }

    pub(crate) fn truncated(&self, inode: usize, length: usize) {
        let mut state = self.lock();
        let file = &mut state.inodes[inode];
        file.length = length as u64;
        file.since.push(Change::Truncate(length));
    }

    pub(crate) fn synced(&self, inode: usize, path: &Path, forces_folder: bool) {
        let mut state = self.lock();
        let file = &mut state.inodes[inode];
        let since = std::mem::take(&mut file.since);
        since.into_iter().for_each(|change| change.apply(&mut file.forced));
        if forces_folder {
            state.force_folder(path);
        }
    }
}

impl State {
    fn used(&self) -> u64 {
        self.names.values().filter_map(|name| name.now).map(|inode| self.inodes[inode].length).sum()
    }

    fn ask(&mut self, call: Call, write: Option<(usize, u64)>) -> Verdict {
        if self.image.is_some() {
            return Verdict::Fail(code(call, Fault::Io));
        }
        self.calls.push(call);
        let no = self.calls.len() as u64;
        if self.plan.cut_at == Some(no) {
            return Verdict::Cut(code(call, Fault::Io));
        }
        if let Some((at, fault, lasts)) = self.plan.fail_at
            && (no == at || lasts && no > at)
            && fault.fits(call)
        {
            self.failed += 1;
            let code = code(call, fault);
            return if fault == Fault::Short { Verdict::Half(code) } else { Verdict::Fail(code) };
        }
        if let (Some(room), Some((inode, end))) = (self.plan.room, write) {
            let more = end.saturating_sub(self.inodes[inode].length);
            if more > 0 && self.used() + more > room {
                self.failed += 1;
                return Verdict::Fail(ffi::SQLITE_FULL);
            }
        }
        Verdict::Go
    }

    fn force_folder(&mut self, path: &Path) {
        for (_, name) in self.names.iter_mut().filter(|(other, _)| other.parent() == path.parent()) {
            name.forced = name.now;
        }
    }

    fn cut(&mut self) {
        // Some cuts lose all that was not forced, some keep what came first, some keep by chance.
        let how = self.rng.u8(0..3);
        let mut image = BTreeMap::new();
        for (path, name) in &self.names {
            let inode = if self.rng.bool() { name.now } else { name.forced };
            let Some(inode) = inode else { continue };
            let mut bytes = self.inodes[inode].forced.clone();
            let since = &self.inodes[inode].since;
            match how {
                0 => {}
                1 => {
                    let whole = self.rng.usize(0..=since.len());
                    since.iter().take(whole).for_each(|change| change.clone().apply(&mut bytes));
                    if let Some(torn) = since.get(whole) {
                        torn.tear(&mut bytes, &mut self.rng);
                    }
                }
                _ => since.iter().for_each(|change| change.tear(&mut bytes, &mut self.rng)),
            }
            image.insert(path.clone(), bytes);
        }
        self.image = Some(image);
    }
}

impl Change {
    fn apply(self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write(at, new) => put(bytes, at, &new),
            Self::Truncate(length) => bytes.resize(length, 0),
        }
    }

    /// Of a write each sector comes or not.
    fn tear(&self, bytes: &mut Vec<u8>, rng: &mut fastrand::Rng) {
        match self {
            Self::Truncate(length) if rng.bool() => bytes.resize(*length, 0),
            Self::Truncate(_) => {}
            Self::Write(at, new) => {
                let (mut from, end) = (*at, at + new.len());
                while from < end {
                    let to = ((from / SECTOR + 1) * SECTOR).min(end);
                    if rng.bool() {
                        put(bytes, from, &new[from - at..to - at]);
                    }
                    from = to;
                }
            }
        }
    }
}

fn put(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    if bytes.len() < at + new.len() {
        bytes.resize(at + new.len(), 0);
    }
    bytes[at..at + new.len()].copy_from_slice(new);
}

/// What SQLite's own VFS says of a call that fails so.
const fn code(call: Call, fault: Fault) -> i32 {
    match (call, fault) {
        (Call::Write | Call::Map, Fault::Full) | (Call::Write, Fault::Short) => ffi::SQLITE_FULL,
        (Call::Open, _) => ffi::SQLITE_CANTOPEN,
        (Call::Delete, _) => ffi::SQLITE_IOERR_DELETE,
        (Call::Access, _) => ffi::SQLITE_IOERR_ACCESS,
        (Call::Read, _) => ffi::SQLITE_IOERR_READ,
        (Call::Write, _) => ffi::SQLITE_IOERR_WRITE,
        (Call::Truncate, _) => ffi::SQLITE_IOERR_TRUNCATE,
        (Call::Sync, _) => ffi::SQLITE_IOERR_FSYNC,
        (Call::Size, _) => ffi::SQLITE_IOERR_FSTAT,
        (Call::Map, _) => ffi::SQLITE_IOERR_SHMSIZE,
    }
}

fn copy_tree(from: &Path, to: &Path, wanted: &dyn Fn(&Path) -> bool) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (path, kind) = {
            let entry = entry?;
            (entry.path(), entry.file_type()?)
        };
        let to = to.join(path.file_name().unwrap_or_default());
        if kind.is_dir() {
            copy_tree(&path, &to, wanted)?;
        } else if wanted(&path) {
            std::fs::copy(&path, to)?;
        }
    }
    Ok(())
}
