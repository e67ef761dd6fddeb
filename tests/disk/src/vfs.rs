//! The table of C functions that SQLite calls: each asks [`Disk`] what is to be done, does it through the VFS beneath, and tells
//! [`Disk`] what was done. All `unsafe` of the workspace is here.
//!
//! Sound because SQLite keeps its word about a VFS: each file pointer is to `szOsFile` bytes that it owns until `xClose`, a path is
//! NUL-terminated and outlives its file, and buffers are as long as it says.

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::mem::size_of;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Once};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

use crate::disk::{Call, Disk, Verdict};

/// A file of a watched folder; the file beneath follows it in memory.
#[repr(C)]
struct Watched {
    base: sqlite3_file,
    about: *mut About,
}

struct About {
    disk: Arc<Disk>,
    path: PathBuf,
    inode: usize,
    /// A log or journal that was made: its first sync forces its folder too, as SQLite's own VFS does.
    forces_folder: bool,
}

static BENEATH: AtomicPtr<sqlite3_vfs> = AtomicPtr::new(std::ptr::null_mut());

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // Without the third version's functions nothing is mapped into memory, past this table.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// Becomes the default VFS, once.
pub(crate) fn register() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: SQLite's own VFS lives as long as the process; so does the copy, which is leaked. The functions that are not
        // replaced use of the table they are handed only what the copy has too.
        let done = unsafe {
            let beneath = ffi::sqlite3_vfs_find(std::ptr::null());
            assert!(!beneath.is_null(), "SQLite has a VFS");
            BENEATH.store(beneath, Ordering::SeqCst);
            let own = c_int::try_from(size_of::<Watched>()).unwrap_or(c_int::MAX);
            let vfs = Box::leak(Box::new(sqlite3_vfs {
                szOsFile: (*beneath).szOsFile + own,
                pNext: std::ptr::null_mut(),
                zName: c"faulty".as_ptr(),
                xOpen: Some(open),
                xDelete: Some(delete),
                xAccess: Some(access),
                ..*beneath
            }));
            ffi::sqlite3_vfs_register(vfs, 1)
        };
        assert_eq!(done, ffi::SQLITE_OK, "the VFS is taken");
    });
}

fn beneath() -> *mut sqlite3_vfs {
    BENEATH.load(Ordering::SeqCst)
}

unsafe fn path_of<'a>(name: *const c_char) -> Option<&'a Path> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite's names end with a NUL.
    Some(Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes())))
}

unsafe fn about<'a>(file: *mut sqlite3_file) -> &'a About {
    // SAFETY: only `open` hands this table out, after it has set `about`; `close` is the last to be called.
    unsafe { &*(*file.cast::<Watched>()).about }
}

/// The file beneath, and its functions.
unsafe fn real<'a>(file: *mut sqlite3_file) -> (*mut sqlite3_file, &'a sqlite3_io_methods) {
    // SAFETY: `szOsFile` has room for it behind ours, and `open` has opened it.
    unsafe {
        let real = file.cast::<Watched>().add(1).cast::<sqlite3_file>();
        (real, &*(*real).pMethods)
    }
}

/// Calls a function of the file beneath.
macro_rules! pass {
    ($file:expr, $name:ident $(, $argument:expr)*) => {{
        // SAFETY: as SQLite calls us, so we call on.
        unsafe {
            let (real, methods) = real($file);
            methods.$name.map_or(ffi::SQLITE_ERROR, |call| call(real $(, $argument)*))
        }
    }};
}

unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let _ = vfs;
    // SAFETY: the pointers are SQLite's, see above.
    unsafe {
        let Some(open) = (*beneath()).xOpen else { return ffi::SQLITE_CANTOPEN };
        let Some((path, disk)) = path_of(name).and_then(|path| Some((path, Disk::of(path)?))) else {
            return open(beneath(), name, file, flags, out);
        };
        (*file).pMethods = std::ptr::null();
        match disk.ask(Call::Open, None) {
            Verdict::Go => {}
            Verdict::Fail(code) | Verdict::Half(code) => return code,
            Verdict::Cut(code) => {
                disk.cut();
                return code;
            }
        }
        let content = std::fs::read(path).ok();
        let real = file.cast::<Watched>().add(1).cast::<sqlite3_file>();
        let opened = open(beneath(), name, real, flags, out);
        if opened != ffi::SQLITE_OK {
            return opened;
        }
        let made = content.is_none() && path.exists();
        let forces_folder = made && flags & (ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL) != 0;
        let inode = disk.opened(path, content);
        let about = Box::new(About { disk, path: path.to_owned(), inode, forces_folder });
        (*file.cast::<Watched>()).about = Box::into_raw(about);
        (*file).pMethods = &raw const METHODS;
        opened
    }
}

unsafe extern "C" fn delete(vfs: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    let _ = vfs;
    // SAFETY: the pointers are SQLite's, see above.
    unsafe {
        let Some(delete) = (*beneath()).xDelete else { return ffi::SQLITE_IOERR_DELETE };
        let Some((path, disk)) = path_of(name).and_then(|path| Some((path, Disk::of(path)?))) else {
            return delete(beneath(), name, sync_folder);
        };
        match disk.ask(Call::Delete, None) {
            Verdict::Go => {}
            Verdict::Fail(code) | Verdict::Half(code) => return code,
            Verdict::Cut(code) => {
                disk.deleted(path, false);
                disk.cut();
                return code;
            }
        }
        let done = delete(beneath(), name, sync_folder);
        if done == ffi::SQLITE_OK {
            disk.deleted(path, sync_folder != 0);
        }
        done
    }
}

unsafe extern "C" fn access(vfs: *mut sqlite3_vfs, name: *const c_char, flags: c_int, out: *mut c_int) -> c_int {
    let _ = vfs;
    // SAFETY: the pointers are SQLite's, see above.
    unsafe {
        let Some(access) = (*beneath()).xAccess else { return ffi::SQLITE_IOERR_ACCESS };
        if let Some(disk) = path_of(name).and_then(Disk::of) {
            match disk.ask(Call::Access, None) {
                Verdict::Go => {}
                Verdict::Fail(code) | Verdict::Half(code) => return code,
                Verdict::Cut(code) => {
                    disk.cut();
                    return code;
                }
            }
        }
        access(beneath(), name, flags, out)
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let done = pass!(file, xClose);
    // SAFETY: it was made by `Box::into_raw`, and SQLite closes a file once.
    unsafe {
        drop(Box::from_raw((*file.cast::<Watched>()).about));
        (*file).pMethods = std::ptr::null();
    }
    done
}

unsafe extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    // SAFETY: see above.
    let about = unsafe { about(file) };
    match about.disk.ask(Call::Read, None) {
        Verdict::Go => pass!(file, xRead, to, amount, at),
        Verdict::Fail(code) => code,
        Verdict::Cut(code) => {
            about.disk.cut();
            code
        }
        Verdict::Half(code) => {
            let _ = pass!(file, xRead, to, amount / 2, at);
            code
        }
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, amount: c_int, at: sqlite3_int64) -> c_int {
    // SAFETY: see above; the buffer holds `amount` bytes.
    let (about, bytes) =
        unsafe { (about(file), std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(amount).unwrap_or(0))) };
    let place = usize::try_from(at).unwrap_or(0);
    match about.disk.ask(Call::Write, Some((about.inode, (place + bytes.len()) as u64))) {
        Verdict::Go => {
            let done = pass!(file, xWrite, from, amount, at);
            if done == ffi::SQLITE_OK {
                about.disk.written(about.inode, place, bytes);
            }
            done
        }
        Verdict::Fail(code) => code,
        // The power goes: all of it may come, or some.
        Verdict::Cut(code) => {
            about.disk.written(about.inode, place, bytes);
            about.disk.cut();
            code
        }
        Verdict::Half(code) => {
            let done = pass!(file, xWrite, from, amount / 2, at);
            if done == ffi::SQLITE_OK {
                about.disk.written(about.inode, place, &bytes[..bytes.len() / 2]);
                return code;
            }
            done
        }
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: sqlite3_int64) -> c_int {
    // SAFETY: see above.
    let about = unsafe { about(file) };
    let to = usize::try_from(length).unwrap_or(0);
    match about.disk.ask(Call::Truncate, None) {
        Verdict::Go => {
            let done = pass!(file, xTruncate, length);
            if done == ffi::SQLITE_OK {
                about.disk.truncated(about.inode, to);
            }
            done
        }
        Verdict::Fail(code) | Verdict::Half(code) => code,
        Verdict::Cut(code) => {
            about.disk.truncated(about.inode, to);
            about.disk.cut();
            code
        }
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: see above.
    let about = unsafe { about(file) };
    match about.disk.ask(Call::Sync, None) {
        // The file beneath is not forced: it is never the real power that goes, and forcing is slow.
        Verdict::Go => {
            let _ = flags;
            about.disk.synced(about.inode, &about.path, about.forces_folder);
            ffi::SQLITE_OK
        }
        Verdict::Fail(code) | Verdict::Half(code) => code,
        Verdict::Cut(code) => {
            about.disk.cut();
            code
        }
    }
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, out: *mut sqlite3_int64) -> c_int {
    // SAFETY: see above.
    let about = unsafe { about(file) };
    match about.disk.ask(Call::Size, None) {
        Verdict::Go => pass!(file, xFileSize, out),
        Verdict::Fail(code) | Verdict::Half(code) => code,
        Verdict::Cut(code) => {
            about.disk.cut();
            code
        }
    }
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, how: c_int) -> c_int {
    pass!(file, xLock, how)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, how: c_int) -> c_int {
    pass!(file, xUnlock, how)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    pass!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, what: c_int, argument: *mut c_void) -> c_int {
    // SAFETY: see above. For a pragma the argument is an array whose second string is its name, the third its value, a copy that
    // SQLite made for it and hands over to be changed.
    unsafe {
        if what == ffi::SQLITE_FCNTL_PRAGMA && about(file).disk.is_lax() {
            let strings = argument.cast::<*mut c_char>();
            let (name, value) = (*strings.add(1), *strings.add(2));
            let says = |text: *mut c_char, word: &str| {
                !text.is_null() && CStr::from_ptr(text).to_bytes().eq_ignore_ascii_case(word.as_bytes())
            };
            if says(name, "synchronous") && says(value, "FULL") {
                // 1 is NORMAL.
                value.write(b'1'.cast_signed());
                value.add(1).write(0);
            }
        }
    }
    pass!(file, xFileControl, what, argument)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    pass!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    pass!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    // SAFETY: see above.
    let about = unsafe { about(file) };
    match about.disk.ask(Call::Map, None) {
        Verdict::Go => pass!(file, xShmMap, page, size, extend, out),
        Verdict::Fail(code) | Verdict::Half(code) => code,
        Verdict::Cut(code) => {
            about.disk.cut();
            code
        }
    }
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, number: c_int, flags: c_int) -> c_int {
    pass!(file, xShmLock, offset, number, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    // SAFETY: see above.
    unsafe {
        let (real, methods) = real(file);
        if let Some(call) = methods.xShmBarrier {
            call(real);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    pass!(file, xShmUnmap, delete)
}
