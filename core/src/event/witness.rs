//! Witnesses: somebody's signature over the head of another's chain. As the head names the link before it, and so on, one
//! signature holds the whole chain in place: from then on not even its author can change it unnoticed.
//!
//! The hub witnesses the highest head that it has seen; another phone may co-sign a head that it is shown. A witness says that the
//! links were there at an instant of the witness's clock. It says nothing of what is in them.

use serde::{Deserialize, Serialize};

use super::chain::{ChainHead, ChainId};
use crate::clock::Timestamp;
use crate::keys::{Hash, KeyError, PublicKey, SecretKey, Signature};

/// The head of a chain, signed by somebody else, as it came. Its signature is checked by [`Witness::verify`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// The chain.
    pub chain: ChainId,
    /// Number of the link, from 1.
    pub seq: u64,
    /// Hash of that link's header.
    pub hash: Hash,
    /// When it was seen, by the witness's clock.
    pub at: Timestamp,
    /// Whose signature it is. Whether that key is the hub's, or somebody's who may be believed, the caller asks.
    pub by: PublicKey,
    /// The signature.
    pub signature: Signature,
}

/// A witness that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WitnessError {
    /// A chain that has not begun has no head to be witnessed.
    #[error("the chain has no link yet that could be witnessed")]
    Empty,
    /// The author's own word again: it keeps nobody from signing anew.
    #[error("nobody is a witness of their own chain")]
    Own,
    /// The signature does not hold.
    #[error("the witness's signature does not hold")]
    Signature(#[source] KeyError),
}

impl Witness {
    /// Signs the head of somebody else's chain, as it was seen at `at`.
    ///
    /// # Errors
    /// [`WitnessError::Empty`] and [`WitnessError::Own`].
    pub fn sign(
        chain: ChainId,
        head: &ChainHead,
        at: Timestamp,
        key: &SecretKey,
    ) -> Result<VerifiedWitness, WitnessError> {
        let hash = head.hash.ok_or(WitnessError::Empty)?;
        let by = key.public();
        check(&chain, head.seq, &by)?;
        let signature = key.sign(digest(&chain, head.seq, &hash, at, &by).as_bytes());
        Ok(VerifiedWitness(Self { chain, seq: head.seq, hash, at, by, signature }))
    }

    /// Checks the signature. Who the signer is, is another question.
    ///
    /// # Errors
    /// [`WitnessError`].
    pub fn verify(self) -> Result<VerifiedWitness, WitnessError> {
        check(&self.chain, self.seq, &self.by)?;
        let digest = digest(&self.chain, self.seq, &self.hash, self.at, &self.by);
        self.by.verify(digest.as_bytes(), &self.signature).map_err(WitnessError::Signature)?;
        Ok(VerifiedWitness(self))
    }
}

/// A witness whose signature holds. Nothing else makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedWitness(Witness);

impl VerifiedWitness {
    /// Back to what is kept and travels.
    #[must_use]
    pub fn into_witness(self) -> Witness {
        self.0
    }
}

impl std::ops::Deref for VerifiedWitness {
    type Target = Witness;
    fn deref(&self) -> &Witness {
        &self.0
    }
}

/// Whether the heads of chains with events of this kind are witnessed by the hub: the records of guards' work (DOMAIN §7.4).
#[must_use]
pub fn asks_for_witness(kind: &str) -> bool {
    kind.starts_with("patrol.") || kind.starts_with("shift.")
}

fn check(chain: &ChainId, seq: u64, by: &PublicKey) -> Result<(), WitnessError> {
    match seq {
        0 => Err(WitnessError::Empty),
        _ if *by == chain.key => Err(WitnessError::Own),
        _ => Ok(()),
    }
}

fn digest(chain: &ChainId, seq: u64, hash: &Hash, at: Timestamp, by: &PublicKey) -> Hash {
    Hash::of(
        "usalama 2026 chain witness",
        &[
            chain.key.as_bytes(),
            chain.subject.0.as_bytes(),
            chain.audience.code().as_bytes(),
            &seq.to_le_bytes(),
            hash.as_bytes(),
            &at.as_millis().to_le_bytes(),
            by.as_bytes(),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Audience, SubjectId};

    fn key(seed: u8) -> SecretKey {
        SecretKey::from_seed(&[seed; 32])
    }

    fn chain() -> ChainId {
        ChainId { key: key(1).public(), subject: SubjectId(uuid::Uuid::from_u128(7)), audience: Audience::Responders }
    }

    const HEAD: ChainHead = ChainHead { seq: 12, hash: Some(Hash::from_bytes([3; 32])) };
    const NOON: Timestamp = Timestamp::from_millis(1_772_530_000_000);

    #[test]
    fn a_witness_holds_for_what_it_saw_alone() {
        let seen = Witness::sign(chain(), &HEAD, NOON, &key(2)).unwrap().into_witness();
        assert!(seen.clone().verify().is_ok());
        let json = serde_json::to_string(&seen).unwrap();
        assert_eq!(serde_json::from_str::<Witness>(&json).unwrap(), seen);
        let forged: [&dyn Fn(&mut Witness); 7] = [
            &|witness| witness.chain.key = key(3).public(),
            &|witness| witness.chain.subject = SubjectId(uuid::Uuid::nil()),
            &|witness| witness.chain.audience = Audience::Police,
            &|witness| witness.seq += 1,
            &|witness| witness.hash = Hash::from_bytes([4; 32]),
            &|witness| witness.at = NOON.plus(std::time::Duration::from_millis(1)),
            &|witness| witness.by = key(3).public(),
        ];
        for forge in forged {
            let mut witness = seen.clone();
            forge(&mut witness);
            assert!(matches!(witness.verify(), Err(WitnessError::Signature(_))));
        }
    }

    #[test]
    fn nobody_witnesses_their_own_chain_or_one_that_has_not_begun() {
        assert_eq!(Witness::sign(chain(), &HEAD, NOON, &key(1)), Err(WitnessError::Own));
        assert_eq!(Witness::sign(chain(), &ChainHead::default(), NOON, &key(2)), Err(WitnessError::Empty));
        let mut empty = Witness::sign(chain(), &HEAD, NOON, &key(2)).unwrap().into_witness();
        empty.seq = 0;
        assert_eq!(empty.verify(), Err(WitnessError::Empty));
    }

    #[test]
    fn guards_work_is_witnessed_and_reports_are_not() {
        for (kind, asks) in
            [("patrol.visited", true), ("shift.booked_on", true), ("incident.submitted", false), ("patrolled", false)]
        {
            assert_eq!(asks_for_witness(kind), asks, "{kind}");
        }
    }
}
