//! Signed events: the one thing that is written, sent, kept and folded.
//!
//! In: what somebody did, as JSON parts, and a key. Out: an [`VerifiedEvent`] that may be stored. What comes from
//! outside is a [`SignedEvent`], which can do nothing but be verified: the wrong call does not compile. The event
//! knows nothing of what its parts mean, nor of who may read or do what.
//!
//! - [`header`](Header): what every reader gets; its bytes are signed
//! - [`part`](Part): the pieces with readers of their own
//! - [`author`](Author), [`audience`](Audience): who acts, for whom
//! - [`chain`](ChainHead): the events of one key on one subject for one audience, in a row
//! - [`receipt`](Receipt): where an event stands at the hub
//! - [`run`](pack): how events travel, with nothing that the receiver can derive
//! - [`witness`](Witness): somebody else's signature over the head of a chain
//! - [`audit`](audit()): whether a chain is as it was signed and witnessed, and if not, where

mod audience;
mod audit;
mod author;
mod chain;
mod header;
mod part;
mod realm;
mod receipt;
mod run;
mod signed;
mod witness;

pub use audience::Audience;
pub use audit::{Anchor, AnchoredBy, Anchors, Audit, Fault, FaultCode, Held, Unproven, audit};
pub use author::{ActorId, Author, Role};
pub use chain::{ChainError, ChainHead, ChainId, in_chain_order};
pub use header::{EventId, Header, Link, SubjectId};
pub use part::{Part, PartError, PartName, Parts};
pub use realm::Realm;
pub use receipt::{Checksum, Receipt, ReceiptRun, runs};
pub use run::{Delta, RunError, WireEvent, WirePart, pack, pack_for_hub, unpack};
pub use signed::{Draft, EventError, Proof, SignedEvent, VerifiedEvent, limits};
pub use witness::{VerifiedWitness, Witness, WitnessError, asks_for_witness};
