//! What phone and hub say to each other: the bodies of DESIGN §5, JSON over HTTP.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::event::{ActorId, EventId, ReceiptRun, Role, SubjectId, WireEvent};
pub use crate::event::{Checksum, Receipt};
use crate::geo::{Area, CountyCode};
use crate::keys::{Hash, PublicKey, Signature};
use crate::model::actor::{GuardCredential, OrgId, Organisation};
use crate::model::directory::{SignedPack, Suggestion};
use crate::model::grant::{Capability, GrantId, SignedGrant};
use crate::model::referral::CentreList;
use crate::model::refusal::Refusal;
use crate::policy::{Bucket, BucketError};

/// Events in one push, at most.
pub const MAX_EVENTS: usize = 500;
/// Bytes of a request's body once it is decompressed, at most.
pub const MAX_BODY: usize = 1024 * 1024;
/// Response header of `/v1/pull` that holds the hub's signature over the body.
pub const SIGNATURE_HEADER: &str = "usalama-signature";

/// The paths of the hub.
pub mod paths {
    /// Asks for a one-time code: [`CodeRequest`](super::CodeRequest) → [`CodeSent`](super::CodeSent).
    pub const ENROL_CODE: &str = "/v1/enrol/code";
    /// Enrols a device: [`Enrol`](super::Enrol) → [`Enrolled`](super::Enrolled).
    pub const ENROL: &str = "/v1/enrol";
    /// Asks for a challenge: [`ChallengeRequest`](super::ChallengeRequest) → [`Challenge`](super::Challenge).
    pub const CHALLENGE: &str = "/v1/session/challenge";
    /// Opens a session: [`SessionRequest`](super::SessionRequest) → [`Session`](super::Session).
    pub const SESSION: &str = "/v1/session";
    /// Goes on under new keys after a restore or a clone: [`Renew`](super::Renew) → [`Enrolled`](super::Enrolled).
    pub const RENEW: &str = "/v1/session/renew";
    /// Hands in events: [`Push`](super::Push) → [`PushReply`](super::PushReply).
    pub const EVENTS: &str = "/v1/events";
    /// Fetches events: [`Pull`](super::Pull) → [`Page`](super::Page), signed in [`SIGNATURE_HEADER`](super::SIGNATURE_HEADER).
    pub const PULL: &str = "/v1/pull";
    /// Server-sent events named `heads`, each a [`Heads`](super::Heads).
    pub const WAKE: &str = "/v1/wake";
    /// Areas and organisations: [`Reference`](super::Reference), with an ETag.
    pub const AREAS: &str = "/v1/areas";
    /// What is newer in the directory of counties: [`DirectoryAsk`](super::DirectoryAsk) → [`DirectoryNews`](super::DirectoryNews).
    pub const DIRECTORY: &str = "/v1/directory";
    /// Asks for a change of the directory: `DirectoryChange` → [`ChangeResult`](super::ChangeResult).
    pub const DIRECTORY_CHANGES: &str = "/v1/directory/changes";
    /// Corrections that wait for whoever publishes: [`SuggestionsAsk`](super::SuggestionsAsk) → [`Suggestions`](super::Suggestions).
    pub const DIRECTORY_SUGGESTIONS: &str = "/v1/directory/suggestions";
    /// Where the realm `care` begins: the same paths again, with nothing behind them that is behind the others.
    pub const CARE: &str = "/care";
    /// Invites somebody to a role: [`Invite`](super::Invite) → [`Invitation`](super::Invitation).
    pub const INVITATIONS: &str = "/v1/invitations";
    /// Erases an account: [`EraseAccount`](super::EraseAccount) → [`AccountErased`](super::AccountErased).
    pub const ERASE: &str = "/v1/account/erase";
    /// Whose account a number is that was reported lost: [`WhoseAccount`](super::WhoseAccount) → [`Whose`](super::Whose).
    pub const WHOSE: &str = "/v1/enrol/whose";
}

/// Asks for a one-time code by SMS.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeRequest {
    /// E.164.
    pub phone: String,
}

/// A code is on its way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeSent {
    /// To be named with the code.
    pub enrolment: Uuid,
    /// How long the code is good for, in seconds.
    pub expires_in_s: u64,
}

/// How somebody proves who they are when they enrol.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrolBy {
    /// A code that was sent to a phone number: a resident.
    Code {
        /// Which enrolment.
        enrolment: Uuid,
        /// The code.
        code: String,
    },
    /// An invitation from whoever may grant the role. Also adds the role to an account that exists.
    Invitation {
        /// The one-time secret.
        invitation: String,
    },
    /// Nothing: in the realm `care` nobody has to tell who they are, and nobody is anything by that (DOMAIN §10.1).
    Unnamed {},
}

/// Enrols an account with its keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enrol {
    /// Made on the device.
    pub actor: ActorId,
    /// The account key.
    pub account_key: PublicKey,
    /// The key of every role, derived on the device, so that a later grant needs no further exchange.
    pub role_keys: BTreeMap<Role, PublicKey>,
    /// The proof.
    pub by: EnrolBy,
    /// A resident's home ward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<crate::geo::AreaId>,
    /// Under eighteen; a guardian agrees to it (Data Protection Act 2019, s. 33).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub minor: bool,
    /// The account key's signature over [`keys_digest`].
    pub signature: Signature,
}

/// Enrolled.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enrolled {
    /// What the hub signs grants and pages with; the phone pins it.
    pub hub_key: PublicKey,
    /// The hub's clock.
    pub hub_time: Timestamp,
    /// When the account was made.
    pub joined_at: Timestamp,
    /// The grants.
    pub grants: Vec<SignedGrant>,
}

/// Asks for a challenge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChallengeRequest {
    /// Who.
    pub actor: ActorId,
}

/// To be signed by the account key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Challenge {
    /// Good once, for a minute.
    pub nonce: Hash,
    /// The hub's clock.
    pub hub_time: Timestamp,
}

/// Opens a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionRequest {
    /// The challenge, which was made for one actor.
    pub nonce: Hash,
    /// Counts the sessions of this profile. One that was used before shows a profile that was cloned or restored from a
    /// backup: the hub answers `identity_conflict`.
    pub epoch: u64,
    /// The account key's signature over [`session_digest`].
    pub signature: Signature,
    /// The grants that the phone holds: they need not be sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<GrantId>,
}

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// Bearer token.
    pub token: String,
    /// How long it is good for, in seconds.
    pub expires_in_s: u64,
    /// The hub's clock.
    pub hub_time: Timestamp,
    /// What the hub signs with.
    pub hub_key: PublicKey,
    /// When the account was made.
    pub joined_at: Timestamp,
    /// The grants in force that the phone did not name, renewed where they were about to run out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<SignedGrant>,
    /// Those that it named, and that were taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revoked: Vec<GrantId>,
    /// Grants of people who may issue alerts that were taken back before they ran out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revoked_issuers: Vec<GrantId>,
}

/// Goes on under the keys of the next generation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Renew {
    /// Who.
    pub actor: ActorId,
    /// The account key of the generation before.
    pub old_key: PublicKey,
    /// The account key of the new one.
    pub account_key: PublicKey,
    /// The role keys of the new one.
    pub role_keys: BTreeMap<Role, PublicKey>,
    /// The old account key's signature over [`keys_digest`] of the new keys.
    pub old_signature: Signature,
    /// The new account key's signature over the same.
    pub signature: Signature,
}

/// What is signed to bind keys to an account.
#[must_use]
pub fn keys_digest(actor: ActorId, account: &PublicKey, roles: &BTreeMap<Role, PublicKey>) -> Hash {
    let mut pieces: Vec<&[u8]> = vec![actor.0.as_bytes(), account.as_bytes()];
    for (role, key) in roles {
        pieces.push(role.code().as_bytes());
        pieces.push(key.as_bytes());
    }
    Hash::of("usalama 2026 account keys", &pieces)
}

/// What is signed to open a session.
#[must_use]
pub fn session_digest(actor: ActorId, nonce: &Hash, epoch: u64) -> Hash {
    Hash::of("usalama 2026 session", &[actor.0.as_bytes(), nonce.as_bytes(), &epoch.to_le_bytes()])
}

/// What is signed of a page.
#[must_use]
pub fn page_digest(body: &[u8]) -> Hash {
    Hash::of("usalama 2026 page", &[body])
}

/// Hands in events: any events, whoever made them; each proves itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Push {
    /// What the phone's clock says now: how wrong it is rides on every push.
    pub sent_at: Timestamp,
    /// The events, those of one chain in order.
    pub events: Vec<WireEvent>,
}

/// What became of the events, in the order in which they came.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PushReply {
    /// The hub's clock.
    pub hub_time: Timestamp,
    /// One for each event. On the wire, those that were taken up in a row at one instant are one entry: a [`ReceiptRun`].
    #[serde(serialize_with = "write_results", deserialize_with = "read_results")]
    pub results: Vec<PushResult>,
    /// The hub's signatures over the heads of those chains that ask for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnessed: Vec<Witnessed>,
}

/// The hub's signature over the highest link of a chain in a push, as it was seen at the reply's `hub_time`: a
/// [`Witness`](crate::event::Witness) without what the phone knows itself. On the wire a pair: `[4,"…"]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(u32, Signature)", into = "(u32, Signature)")]
pub struct Witnessed {
    /// The link, by the place of its event in the push, from 0.
    pub event: u32,
    /// The hub's signature.
    pub signature: Signature,
}

impl From<(u32, Signature)> for Witnessed {
    fn from((event, signature): (u32, Signature)) -> Self {
        Self { event, signature }
    }
}

impl From<Witnessed> for (u32, Signature) {
    fn from(Witnessed { event, signature }: Witnessed) -> Self {
        (event, signature)
    }
}

/// What became of events on the wire.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Accepted(ReceiptRun),
    Duplicate(ReceiptRun),
    Deferred { needs: Need },
    Refused(Refusal),
}

fn write_results<S: Serializer>(results: &[PushResult], serializer: S) -> Result<S::Ok, S::Error> {
    let mut outcomes: Vec<Outcome> = vec![];
    for result in results {
        let goes_on = match (outcomes.last_mut(), result) {
            (Some(Outcome::Accepted(run)), PushResult::Accepted(next))
            | (Some(Outcome::Duplicate(run)), PushResult::Duplicate(next)) => run.takes(next),
            _ => false,
        };
        if !goes_on {
            outcomes.push(match result.clone() {
                PushResult::Accepted(receipt) => Outcome::Accepted(receipt.into()),
                PushResult::Duplicate(receipt) => Outcome::Duplicate(receipt.into()),
                PushResult::Deferred { needs } => Outcome::Deferred { needs },
                PushResult::Refused(refusal) => Outcome::Refused(refusal),
            });
        }
    }
    outcomes.serialize(serializer)
}

fn read_results<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PushResult>, D::Error> {
    let mut results = vec![];
    for outcome in Vec::<Outcome>::deserialize(deserializer)? {
        match outcome {
            Outcome::Accepted(run) => run.spread(&mut results, PushResult::Accepted),
            Outcome::Duplicate(run) => run.spread(&mut results, PushResult::Duplicate),
            Outcome::Deferred { needs } => {
                results.push(PushResult::Deferred { needs });
                Ok(())
            }
            Outcome::Refused(refusal) => {
                results.push(PushResult::Refused(refusal));
                Ok(())
            }
        }
        .map_err(serde::de::Error::custom)?;
    }
    Ok(results)
}

/// What became of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushResult {
    /// Taken up.
    Accepted(Receipt),
    /// Taken up before.
    Duplicate(Receipt),
    /// Not yet: something must come first. The phone keeps it and tries again.
    Deferred {
        /// What.
        needs: Need,
    },
    /// Never: the phone parks it and shows why.
    Refused(Refusal),
}

/// What an event waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// The first event of this subject.
    Subject(SubjectId),
    /// Earlier links of its chain.
    ChainFrom(u64),
    /// This event.
    Event(EventId),
}

/// A bucket by its name, or by what stands for a name that both sides know: as text `~` and eight characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum BucketRef {
    /// By name.
    Name(Bucket),
    /// By the beginning of its name's hash. Of the some fifty buckets that one phone reads, no two share it.
    Short([u8; 6]),
}

impl BucketRef {
    /// What stands for a bucket.
    #[must_use]
    pub fn short(bucket: &Bucket) -> Self {
        let hash = Hash::of("usalama 2026 bucket", &[bucket.to_string().as_bytes()]);
        let mut short = [0; 6];
        short.copy_from_slice(hash.as_bytes().split_at(6).0);
        Self::Short(short)
    }
}

impl From<Bucket> for BucketRef {
    fn from(bucket: Bucket) -> Self {
        Self::Name(bucket)
    }
}

impl TryFrom<String> for BucketRef {
    type Error = BucketError;
    fn try_from(text: String) -> Result<Self, BucketError> {
        let Some(short) = text.strip_prefix('~') else { return text.parse().map(Self::Name) };
        let mut bytes = [0; 6];
        match URL_SAFE_NO_PAD.decode_slice(short, &mut bytes) {
            Ok(6) => Ok(Self::Short(bytes)),
            _ => Err(BucketError),
        }
    }
}

impl From<BucketRef> for String {
    fn from(bucket: BucketRef) -> Self {
        match bucket {
            BucketRef::Name(bucket) => bucket.to_string(),
            BucketRef::Short(bytes) => format!("~{}", URL_SAFE_NO_PAD.encode(bytes)),
        }
    }
}

/// Fetches what came after the cursors. A bucket that is not named starts from the beginning.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Pull {
    /// Where the phone stands in each bucket.
    pub cursors: BTreeMap<BucketRef, u64>,
    /// Buckets that the phone is reading from the beginning and has not read to their head yet: nothing there counts as
    /// [`Held`](FeedItem::Held).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub whole: BTreeSet<BucketRef>,
    /// Feed items, at most; the hub may send fewer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// What the phone holds of the world: the page says whether there is anything newer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<HeldWorld>,
}

/// What a phone holds of areas and counties.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldWorld {
    /// The areas' ETag, as [`HeldWorld::short`] has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub areas: String,
    /// The counties that it follows, and the version that it holds of each; 0: none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub packs: BTreeMap<CountyCode, u64>,
}

impl HeldWorld {
    /// As much of an ETag as tells one version from another: 12 characters.
    #[must_use]
    pub fn short(etag: &str) -> String {
        etag.trim_start_matches("W/").trim_matches('"').chars().take(12).collect()
    }
}

/// A page of events. Its bytes are signed by the hub.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page {
    /// The hub's clock.
    pub hub_time: Timestamp,
    /// The events of this page, each once, however many buckets carry it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<WireEvent>,
    /// Where each event stands, in the same order; on the wire as [`ReceiptRun`]s.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "crate::event::runs")]
    pub receipts: Vec<Receipt>,
    /// Grants of those who signed guards' work on this page, for readers of the same firm or association: with them a record can be
    /// shown to others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<SignedGrant>,
    /// What is new in each bucket.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<BucketPage>,
    /// Buckets that were asked for and may not be read (any more), as they were asked for: what came from them is given up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<BucketRef>,
    /// There is more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Areas or directory are newer than what is [held](Pull::held).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub renew: bool,
}

/// What is new in a bucket.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BucketPage {
    /// Which, as it was asked for; by name, where it was not.
    pub bucket: BucketRef,
    /// The cursor is of no use: give up what came from this bucket, and start from here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
    /// In the bucket's order.
    pub items: Vec<FeedItem>,
    /// Cursor after these items.
    pub next: u64,
    /// Set where these items reach the head: what the phone must now hold of this bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checksum: Option<Checksum>,
}

/// An item of a bucket's feed. Numbers are gapless.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedItem {
    /// An event, to be found among the page's events by its place there.
    Event(u32),
    /// Events that the reader signed with its present keys, and so has: as many of a subject in a row, by the hub's numbers.
    /// Only for who asked from a cursor, and for buckets that are not to come [`whole`](Pull::whole).
    Held {
        /// What they are about.
        subject: SubjectId,
        /// Number of the first.
        from: u64,
        /// How many.
        count: u64,
    },
    /// The readers of this bucket may read this subject no more.
    Evict(SubjectId),
}

/// The heads of the buckets that changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Heads {
    /// Last number of each.
    pub heads: BTreeMap<Bucket, u64>,
}

/// Areas and organisations.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Reference {
    /// Areas, parents before children.
    pub areas: Vec<Area>,
    /// Organisations.
    pub organisations: Vec<Organisation>,
    /// Centres and helplines, in the realm `care`.
    #[serde(default, skip_serializing_if = "CentreList::is_empty")]
    pub centres: CentreList,
}

/// Invites somebody to a role, under a role that may grant it (DOMAIN §12, "Role grants").
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invite {
    /// The role under which it is granted.
    pub as_role: Role,
    /// The role that is granted.
    pub role: Role,
    /// For which station, firm or association.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgId>,
    /// Where: these areas and all within them.
    pub areas: Vec<crate::geo::AreaId>,
    /// A finer rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capability: Option<Capability>,
    /// A guard's credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<GuardCredential>,
}

/// An invitation, to be handed on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invitation {
    /// The one-time secret.
    pub invitation: String,
    /// Until when it can be taken up.
    pub expires: Timestamp,
}

/// Asks what is newer in the directory.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DirectoryAsk {
    /// Of which counties, and the version that is held of each; 0: none.
    pub held: BTreeMap<CountyCode, u64>,
}

/// What is newer: of one county at a time.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DirectoryNews {
    /// A county; nothing where all that was asked for is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionNews>,
}

/// What is newer of one county.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RegionNews {
    /// Which.
    pub county: CountyCode,
    /// From the version that is held to the newest.
    #[serde(flatten)]
    pub pack: SignedPack,
}

/// What became of a change that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeResult {
    /// Done, or done before.
    Taken,
    /// Never: the phone keeps it and shows why.
    Refused(Refusal),
}

/// Asks for the corrections that were suggested.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SuggestionsAsk {}

/// The corrections that were suggested, oldest first, at most 500.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Suggestions {
    /// Each.
    pub suggestions: Vec<Suggestion>,
}

/// An answer that is none: every status from 400 on has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable: `bad_request`, `too_large`, `unauthorised`, `challenge_over`, `forbidden`, `identity_conflict`, `not_found`,
    /// `rate_limited`, `unavailable`, `internal` and such.
    pub code: String,
    /// For developers, without personal data.
    pub message: String,
    /// When to try again, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
}

/// Has an account erased. Its signature is all the proof there is: it may be handed in by whoever shares the phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EraseAccount {
    /// Whose.
    pub actor: ActorId,
    /// When it was asked for, by the clock of the phone.
    pub at: Timestamp,
    /// The account key's signature over [`erase_digest`].
    pub signature: Signature,
}

/// What was erased. Handed in again, the same answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountErased {
    /// Records of which the parts were dropped.
    pub erased: u64,
    /// Records that the police have open, that a legal hold keeps, or that are evidence of work: who it was is dropped of them.
    pub kept: u64,
}

/// What is signed to have an account erased.
#[must_use]
pub fn erase_digest(actor: ActorId, at: Timestamp) -> Hash {
    Hash::of("usalama 2026 erase account", &[actor.0.as_bytes(), &at.as_millis().to_le_bytes()])
}

/// Asks whose account the number is that a code was sent to, where its phone was reported lost.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WhoseAccount {
    /// Which enrolment.
    pub enrolment: Uuid,
    /// The code.
    pub code: String,
}

/// Whose it is. The same code then enrols it under new keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// The account.
    pub actor: ActorId,
}
