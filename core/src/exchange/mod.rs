//! Events that travel by other ways than the hub: from screen to camera.
//!
//! In: proven events and the grants of those who signed them. Out: text for QR codes, and back. Nothing here knows what
//! the events mean or who may see them; whoever hands something over has asked `policy` before.
//!
//! - [`qr`](encode): payload strings for one or several QR codes

mod qr;

pub use qr::{Handed, MAX_FRAMES, QrError, decode, encode};
