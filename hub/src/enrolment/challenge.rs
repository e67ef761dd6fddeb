//! Challenges: random, good once, for a minute. Kept in memory; a restart costs a phone one more request.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use usalama_core::clock::Timestamp;
use usalama_core::event::ActorId;
use usalama_core::keys::{Hash, KeyError, random_bytes};

/// How long a challenge is good for.
const LIFE: Duration = Duration::from_secs(60);

/// Challenges that may wait at once, so that nobody fills the memory.
const MOST: usize = 100_000;

/// Challenges that wait for an answer.
#[derive(Debug, Default)]
pub struct Challenges(Mutex<HashMap<Hash, (ActorId, Timestamp)>>);

impl Challenges {
    /// A new challenge for somebody; nothing where too many wait.
    ///
    /// # Errors
    /// [`KeyError`] where the system has no random bytes.
    pub fn make(&self, actor: ActorId, now: Timestamp) -> Result<Option<Hash>, KeyError> {
        let nonce = Hash::from_bytes(random_bytes()?);
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() >= MOST {
            waiting.retain(|_, (_, made)| now.distance(*made) < LIFE);
        }
        if waiting.len() >= MOST {
            return Ok(None);
        }
        waiting.insert(nonce, (actor, now));
        Ok(Some(nonce))
    }

    /// Takes a challenge: it is gone, whatever comes of it. For whom it was made, if that was within the last minute.
    #[must_use]
    pub fn take(&self, nonce: &Hash, now: Timestamp) -> Option<ActorId> {
        let (actor, made) = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(nonce)?;
        (now.distance(made) < LIFE).then_some(actor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_good_once_for_its_actor_for_a_minute() {
        let (challenges, start) = (Challenges::default(), Timestamp::from_millis(0));
        let (mine, yours) = (ActorId::random(), ActorId::random());
        let make = |actor| challenges.make(actor, start).unwrap().unwrap();
        let (nonce, other) = (make(mine), make(yours));
        assert_eq!(challenges.take(&nonce, start.plus(Duration::from_secs(59))), Some(mine));
        assert_eq!(challenges.take(&nonce, start), None, "not twice");
        assert_eq!(challenges.take(&other, start), Some(yours));
        assert_eq!(challenges.take(&make(mine), start.plus(LIFE)), None, "not after a minute");
    }
}
