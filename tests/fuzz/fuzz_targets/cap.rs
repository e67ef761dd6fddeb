//! Bytes as an alert: they are refused, or read, and what is read is written and read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use usalama_core::exchange::cap::{CapError, read, write};
use usalama_core::model::cap::Alert;

fuzz_target!(|bytes: &[u8]| {
    let Ok(alert) = read(bytes) else { return };
    match write(&alert) {
        Ok(written) => assert_eq!(read(written.as_bytes()).as_ref(), Ok(&alert)),
        // Escapes and indents can make a large message too large.
        Err(CapError::TooLarge) => {}
        Err(other) => panic!("what was read cannot be written: {other}"),
    }
    let json = serde_json::to_vec(&alert).expect("a message is JSON");
    assert_eq!(serde_json::from_slice::<Alert>(&json).expect("it is read"), alert);
    let _ = (alert.breaches(), alert.profile_breaches());
});
