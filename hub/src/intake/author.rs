//! Whose event it is. A key that signed is not enough: it must be one that an account named.

use rusqlite::Connection;
use usalama_core::event::{ActorId, Author, PartName, Role, VerifiedEvent};
use usalama_core::keys::PublicKey;
use usalama_core::model::incident::Identity;
use usalama_core::model::refusal::RefusalCode;

use crate::ledger::{LedgerError, Write, accounts, rights};

/// Who is behind an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The account.
    pub actor: ActorId,
    /// The pseudonym that it used for the first time, and the account key that bound it.
    pub pseudonym: Option<(PublicKey, PublicKey)>,
}

impl Known {
    /// Remembers the pseudonym, so that later events of the chain need no proof.
    pub fn remember(&self, write: &Write<'_>, event: &VerifiedEvent) -> Result<(), LedgerError> {
        match self.pseudonym {
            Some((key, account)) => accounts::remember(write, &key, event.header().subject, self.actor, &account),
            None => Ok(()),
        }
    }
}

/// Finds who is behind an event, by the keys of now and those of before: an event may be older than a change of keys.
pub fn identify(db: &Connection, event: &VerifiedEvent) -> Result<Result<Known, RefusalCode>, LedgerError> {
    let header = event.header();
    if header.role == Role::Hub {
        return Ok(Err(RefusalCode::HubOnly));
    }
    match header.author {
        Author::Actor { id, key } => {
            let named = accounts::role_keys(db, id, &header.role)?.iter().any(|named| *named == key);
            if named && rights::is_lost_key(db, id, &key)? {
                return Ok(Err(RefusalCode::GrantRevoked));
            }
            Ok(if named { Ok(Known { actor: id, pseudonym: None }) } else { Err(RefusalCode::NoGrant) })
        }
        Author::Pseudonym { .. } if header.role != Role::Resident => Ok(Err(RefusalCode::NotYourRole)),
        Author::Pseudonym { key } => {
            if let Some(actor) = accounts::behind(db, &key, header.subject)? {
                if let Some(account) = accounts::bound_by(db, &key, header.subject)?
                    && rights::is_lost_key(db, actor, &account)?
                {
                    return Ok(Err(RefusalCode::GrantRevoked));
                }
                return Ok(Ok(Known { actor, pseudonym: None }));
            }
            let Ok(Some(identity)) = event.read::<Identity>(&PartName::Identity) else {
                return Ok(Err(RefusalCode::IdentityUnproven));
            };
            let keys = accounts::account_keys(db, identity.actor)?;
            if keys.iter().next().is_none() {
                return Ok(Err(RefusalCode::NoGrant));
            }
            let bound = keys.iter().find(|account| identity.is_bound_by(account, header.subject, key));
            Ok(match bound {
                Some(account) if rights::is_lost_key(db, identity.actor, account)? => Err(RefusalCode::GrantRevoked),
                Some(account) => Ok(Known { actor: identity.actor, pseudonym: Some((key, *account)) }),
                None => Err(RefusalCode::IdentityUnproven),
            })
        }
        Author::OneTime { .. } => Ok(Err(RefusalCode::Unavailable)),
    }
}
