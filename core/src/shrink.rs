//! Bytes made small: what phone and hub send each other, and what a QR code holds.
//!
//! In: JSON. Out: DEFLATE (RFC 1951) that begins where a text which both sides have by heart left off, so that the names of
//! members and the commonest values cost a byte or two from the first on. A body of two hundred bytes becomes half of what gzip
//! makes of it. The text is `shrink.txt`, the commonest last, where reaching back is cheapest; whoever changes it changes
//! [`CODING`], because the two sides must have the same.

use std::io::Read;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};

/// Its name as a content coding (RFC 9110 §8.4.1).
pub const CODING: &str = "usalama-1";

/// What both sides have by heart.
const KNOWN: &[u8] = include_bytes!("shrink.txt");

/// A body beyond this is made small in passing.
const LARGE: usize = 64 * 1024;

/// Bytes that do not become anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShrinkError {
    /// Not what [`shrink`] makes.
    #[error("the bytes cannot be expanded")]
    Damaged,
    /// More than is allowed.
    #[error("the bytes expand to more than is allowed")]
    TooLarge,
}

/// Makes bytes small.
///
/// # Errors
/// [`ShrinkError::Damaged`] where the library that does it fails.
pub fn shrink(bytes: &[u8]) -> Result<Vec<u8>, ShrinkError> {
    // A byte costs its sender more than the instant that the best compression takes; of a megabyte it takes a tenth of a second, for
    // a percent or two.
    let level = if bytes.len() > LARGE { Compression::new(6) } else { Compression::best() };
    let mut compress = Compress::new(level, false);
    // What comes of the known text is thrown away: the other side writes its own beginning.
    let mut out = Vec::with_capacity(KNOWN.len() + 64);
    step(&mut compress, KNOWN, &mut out, FlushCompress::Sync)?;
    out.clear();
    out.reserve(bytes.len() / 2);
    step(&mut compress, bytes, &mut out, FlushCompress::Finish)?;
    Ok(out)
}

/// Hands everything over, and takes everything out.
fn step(compress: &mut Compress, bytes: &[u8], out: &mut Vec<u8>, flush: FlushCompress) -> Result<(), ShrinkError> {
    let from = compress.total_in();
    loop {
        out.reserve(256);
        let done = usize::try_from(compress.total_in() - from).map_err(|_| ShrinkError::Damaged)?;
        let rest = bytes.get(done..).unwrap_or_default();
        match compress.compress_vec(rest, out, flush).map_err(|_| ShrinkError::Damaged)? {
            Status::StreamEnd => return Ok(()),
            // Room that is left says that nothing more comes of what was handed over.
            Status::Ok | Status::BufError if flush != FlushCompress::Finish && out.len() < out.capacity() => {
                return Ok(());
            }
            Status::Ok | Status::BufError => {}
        }
    }
}

/// Expands what [`shrink`] made, to at most so many bytes.
///
/// # Errors
/// [`ShrinkError`].
pub fn expand(bytes: &[u8], most: usize) -> Result<Vec<u8>, ShrinkError> {
    // The known text as one stored block, whose length is told twice, the second time with every bit turned.
    let length = u16::try_from(KNOWN.len()).map_err(|_| ShrinkError::Damaged)?;
    let mut head = Vec::with_capacity(KNOWN.len() + 5);
    head.push(0);
    head.extend(length.to_le_bytes());
    head.extend((!length).to_le_bytes());
    head.extend(KNOWN);
    let limit = KNOWN.len().saturating_add(most).saturating_add(1);
    let mut whole = Vec::new();
    let mut decoder = DeflateDecoder::new(head.chain(bytes)).take(u64::try_from(limit).unwrap_or(u64::MAX));
    decoder.read_to_end(&mut whole).map_err(|_| ShrinkError::Damaged)?;
    if whole.len() >= limit {
        return Err(ShrinkError::TooLarge);
    }
    if whole.len() < KNOWN.len() {
        return Err(ShrinkError::Damaged);
    }
    Ok(whole.split_off(KNOWN.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_both_sides_have_by_heart_costs_next_to_nothing() {
        let reply =
            b"{\"hub_time\":1795549360713,\"results\":[{\"accepted\":{\"seq\":38,\"at\":1795549360713,\"count\":36}}]}";
        let small = shrink(reply).unwrap();
        assert!(small.len() < 48, "{}", small.len());
        assert_eq!(expand(&small, 1024).unwrap(), reply);
        assert_eq!(expand(&shrink(KNOWN).unwrap(), 1 << 16).unwrap(), KNOWN);
        assert!(shrink(KNOWN).unwrap().len() < 64);
    }

    #[test]
    fn what_expands_without_end_or_is_cut_off_is_refused() {
        let bomb = shrink(&vec![b' '; 17 << 20]).unwrap();
        assert!(bomb.len() < 100_000);
        assert_eq!(expand(&bomb, 1 << 20), Err(ShrinkError::TooLarge));
        let small = shrink(b"{\"cursors\":{}}").unwrap();
        assert_eq!(expand(&small, 14).unwrap().len(), 14);
        assert_eq!(expand(&small, 13), Err(ShrinkError::TooLarge));
        for cut in 0..small.len() {
            assert_eq!(expand(&small[..cut], 1024), Err(ShrinkError::Damaged), "{cut}");
        }
        assert_eq!(shrink(b"").and_then(|empty| expand(&empty, 0)), Ok(vec![]));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_body_comes_out_as_it_went_in(
            bytes in prop_oneof![prop::collection::vec(any::<u8>(), 0..70_000), "[a-z{}\":,0-9]{0,3000}".prop_map(String::into_bytes)],
        ) {
            prop_assert_eq!(expand(&shrink(&bytes).unwrap(), 70_000), Ok(bytes));
        }

        #[test]
        fn no_bytes_make_the_expanding_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = expand(&bytes, 1000);
        }
    }
}
