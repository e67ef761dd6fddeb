//! Texts of QR codes, one a line: they are refused, or read; what is read proves itself or not, and is written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use usalama_core::event::SignedEvent;
use usalama_core::exchange::{decode, encode};

fuzz_target!(|text: &str| {
    let frames: Vec<&str> = text.lines().collect();
    let Ok(handed) = decode(&frames) else { return };
    let proven: Vec<_> = SignedEvent::verify_all(handed.events).into_iter().filter_map(Result::ok).collect();
    if let Ok(frames) = encode(&proven, &handed.grants) {
        let again = decode(&frames).expect("what is written is read");
        assert_eq!(again.events.len(), proven.len());
    }
});
