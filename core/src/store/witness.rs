//! Who witnessed which heads. All of them are kept, not the last alone: each says by when its links were there.

use rusqlite::{Row, params};

use super::error::StoreError;
use super::open::{Store, Write};
use crate::clock::Timestamp;
use crate::event::{ChainId, SubjectId, VerifiedWitness, Witness};
use crate::keys::{Hash, PublicKey, Signature};

/// What [`read_row`] reads.
pub(super) const COLUMNS: &str = "subject, chain_key, audience, seq, witness, hash, at, signature";

impl Store {
    /// What others signed of the chains of a subject, those of each chain in the order of its links. Whoever uses one checks its
    /// signature, and whose it is.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn witnesses_of(&self, subject: SubjectId) -> Result<Vec<Witness>, StoreError> {
        self.read(|connection| {
            let sql = format!("SELECT {COLUMNS} FROM witness WHERE subject = ?1 ORDER BY chain_key, audience, seq, at");
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(params![subject.0.as_bytes()])?;
            let mut witnesses = vec![];
            while let Some(row) = rows.next()? {
                witnesses.push(read_row(row)?);
            }
            Ok(witnesses)
        })
    }
}

impl Write<'_> {
    /// Keeps what somebody signed of the head of a chain. Where the same one saw the same link before, that stands.
    ///
    /// # Errors
    /// [`StoreError`] where the disk does not play along.
    pub fn keep_witness(&self, witness: &VerifiedWitness) -> Result<(), StoreError> {
        self.tx
            .prepare_cached(&format!(
                "INSERT INTO witness ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING"
            ))?
            .execute(params![
                witness.chain.subject.0.as_bytes(),
                witness.chain.key.as_bytes(),
                witness.chain.audience.code(),
                witness.seq,
                witness.by.as_bytes(),
                witness.hash.as_bytes(),
                witness.at.as_millis(),
                witness.signature.as_bytes(),
            ])?;
        Ok(())
    }
}

/// Reads [`COLUMNS`].
pub(super) fn read_row(row: &Row<'_>) -> Result<Witness, StoreError> {
    let unreadable = |_| StoreError::Unreadable("witness");
    let bytes = |column| row.get::<_, Vec<u8>>(column);
    let subject = uuid::Uuid::from_slice(&bytes(0)?).map_err(|_| StoreError::Unreadable("witness"))?;
    Ok(Witness {
        chain: ChainId {
            key: PublicKey::from_slice(&bytes(1)?).map_err(unreadable)?,
            subject: SubjectId(subject),
            audience: row.get::<_, String>(2)?.into(),
        },
        seq: row.get(3)?,
        hash: Hash::from_slice(&bytes(5)?).map_err(unreadable)?,
        at: Timestamp::from_millis(row.get(6)?),
        by: PublicKey::from_slice(&bytes(4)?).map_err(unreadable)?,
        signature: Signature::from_slice(&bytes(7)?).map_err(unreadable)?,
    })
}
