//! Proof of work: a number for which a hash over the challenge, the body and the number begins with so many zero bits.
//!
//! The challenge is the same for everybody for ten minutes, so that it links no two requests; the body is freshly encrypted each
//! time, so that work done for one request is of no use to another.

use crate::keys::Hash;

/// What the hub asks everybody who writes now to work on.
pub type Challenge = Hash;

/// Finds the number. Takes 2ᵇⁱᵗˢ tries on average; each is one block of BLAKE3.
#[must_use]
pub fn solve(challenge: &Challenge, body: &[u8], bits: u8) -> u64 {
    let key = start(challenge, body);
    (0..u64::MAX).find(|nonce| zeros(&key, *nonce) >= u32::from(bits)).unwrap_or(u64::MAX)
}

/// Whether a number solves it.
#[must_use]
pub fn is_solved(challenge: &Challenge, body: &[u8], nonce: u64, bits: u8) -> bool {
    zeros(&start(challenge, body), nonce) >= u32::from(bits)
}

fn start(challenge: &Challenge, body: &[u8]) -> Hash {
    Hash::of("usalama 2026 work", &[challenge.as_bytes(), body])
}

fn zeros(key: &Hash, nonce: u64) -> u32 {
    let hash = blake3::keyed_hash(key.as_bytes(), &nonce.to_le_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(hash.as_bytes().split_at(8).0);
    u64::from_be_bytes(first).leading_zeros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_for_one_body_and_one_challenge() {
        let challenge = Hash::of("test", &[b"now"]);
        let nonce = solve(&challenge, b"body", 10);
        assert!(is_solved(&challenge, b"body", nonce, 10));
        let later = Hash::of("test", &[b"later"]);
        let others =
            (0..40_u8).filter(|n| is_solved(&challenge, &[*n], nonce, 10) || is_solved(&later, &[*n], nonce, 10));
        assert!(others.count() < 3, "one in a thousand by chance");
        assert_eq!(solve(&challenge, b"body", 0), 0);
    }
}
