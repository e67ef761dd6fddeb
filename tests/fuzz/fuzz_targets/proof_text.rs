//! Words that were pasted: whatever they are, they are read, and a code that is found in them is written and read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use usalama_core::model::alert::{Pasted, ProofCode};

fuzz_target!(|text: &str| {
    let pasted = Pasted::read(text);
    if let Some(code) = pasted.code {
        let written = code.to_string();
        assert_eq!(ProofCode::parse(&written), Some(code));
        assert_eq!(Pasted::read(&written).code, Some(code));
    }
    let _ = ProofCode::parse(text);
});
