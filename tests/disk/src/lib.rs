//! A disk as it may be out there: power goes and what was not forced to it is lost or torn; the nth call fails; it is full.
//!
//! In: a folder that a test watches ([`Disk::watch`]), and what is to go wrong there. Out: what SQLite is told, and the files as they
//! would lie on the disk after a power cut ([`Disk::after_cut`]). What it never knows: what is in the files.
//!
//! It is a VFS of SQLite ("faulty", over "unix") and becomes the default of the process with the first folder that is watched, so it is
//! under the library without the library's doing. Folders that nobody watches are left alone. Files that are not SQLite's are none of its
//! business: they are as the file system has them.
//!
//! What a power cut keeps, as SQLite assumes of a disk: what was written before the last `xSync` of its file, whole. Of what came later
//! each sector of 512 bytes by chance, in any order. A file that was made is there for certain once its folder was forced, as a log's or
//! journal's first sync does; one that was deleted is gone for certain once its folder was. `-shm` files are memory, and lost.

mod disk;
mod vfs;

pub use disk::{Call, Disk, Fault, Plan};
