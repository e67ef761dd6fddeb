//! Events that travel by other ways than the hub: from screen to camera, or as a file.
//!
//! In: proven events and the grants of those who signed them. Out: text for QR codes or for a file, and back. Nothing here knows
//! what the events mean or who may see them; whoever hands something over has asked `policy` before.
//!
//! - [`qr`](encode): payload strings for one or several QR codes
//! - [`dossier`]: a record as a file that anybody can check

pub mod dossier;
mod qr;

pub use qr::{Handed, MAX_FRAMES, QrError, decode, encode};
