//! What it costs to audit a patrol of a night, against hashing its bytes and nothing else.

use std::hint::black_box;
use std::time::{Duration, Instant};

use usalama_core::event::{Anchors, audit};
use usalama_tests::chains::{ENDED, Entry, Signing, Writer, held, stranger};

use crate::{Row, report};

/// One that it began, 108 visits (nine checkpoints, once an hour), and twelve others.
const EVENTS: u64 = 1 + 108 + 12;
/// Bytes of a body.
const BODY: usize = 250;

/// Audits a patrol so many times, and in turn hashes its bytes.
pub fn measure(runs: usize) -> Vec<Row> {
    let writer = Writer { body: BODY, ..Writer::guard(1) };
    // A round is one run: nine visits, one signature.
    let entries = writer.record(EVENTS, Signing::OneIn(9));
    let witnesses = [writer.witnessed(&entries, EVENTS, &stranger())];
    let (chain, held) = (writer.chain(), held(&entries));
    let anchors = Anchors { witnesses: &witnesses, ends: &[ENDED] };
    let bytes: Vec<u8> = entries.iter().flat_map(bytes_of).collect();
    let (mut audits, mut hashes, mut signatures) = (vec![], vec![], vec![]);
    for _ in 0..runs {
        audits.push(timed(|| {
            let audited = audit(black_box(&chain), black_box(&held), &anchors);
            assert!(audited.is_unchanged() && audited.proven == EVENTS);
        }));
        hashes.push(timed(|| {
            let _ = black_box(blake3::hash(black_box(&bytes)));
        }));
        let last = entries.last().and_then(|last| last.signature.map(|signature| (last.hash(), signature)));
        signatures.push(timed(|| {
            let holds = last.map(|(hash, signature)| chain.key.verify(hash.as_bytes(), &signature));
            assert!(matches!(black_box(holds), Some(Ok(()))));
        }));
    }
    let [audit, hash, signature] = [&mut audits, &mut hashes, &mut signatures].map(|times| us(report::median(times)));
    println!(
        "auditing a patrol of {EVENTS} events and {} bytes: {audit:.0} µs, of which its one signature {signature:.0}; bare BLAKE3 over \
         the same bytes: {hash:.0} µs (medians)",
        bytes.len()
    );
    let row = |name, value, unit, baseline| Row { name, value, unit, baseline: Some(baseline), runs };
    vec![
        row("verify_patrol_vs_bare_hash", audit / hash, "ratio; the baseline is one BLAKE3 over the same bytes", 1.0),
        row("verify_patrol_us", audit, "µs for 121 events; the baseline is one BLAKE3 over the same bytes", hash),
    ]
}

/// What an audit has to hash: headers, salts and bodies.
fn bytes_of(entry: &Entry) -> Vec<u8> {
    let mut bytes = entry.header.clone().into_bytes();
    for part in entry.parts.values() {
        bytes.extend_from_slice(part.salt.as_bytes());
        bytes.extend_from_slice(part.body.as_bytes());
    }
    bytes
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

fn us(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
