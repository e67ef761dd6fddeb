//! Keys: what a phone signs with, and what others check against.
//!
//! In: 32 random bytes that the host app keeps in Keystore or Keychain. Out: a [`Keyring`] that derives every signing
//! key of one profile, and the [`FileKey`] that encrypts its file, so that no private key is ever written to disk. This module knows nothing about events, roles or
//! incidents; whoever asks names the purpose of a key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A key, signature or hash that is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not base64url, or not of the right length.
    #[error("not a {0} in unpadded base64url")]
    Encoding(&'static str),
    /// The bytes are no point on the curve.
    #[error("not an Ed25519 public key")]
    NotAPublicKey,
    /// The signature does not hold for these bytes and this key.
    #[error("the signature does not hold")]
    BadSignature,
    /// The operating system gave no random bytes.
    #[error("the system's random source failed")]
    NoEntropy,
}

macro_rules! bytes_as_base64 {
    ($(#[$meta:meta])* $name:ident, $length:literal, $word:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $length]);

        impl $name {
            /// From raw bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $length]) -> Self { Self(bytes) }
            /// From a slice of exactly the right length.
            ///
            /// # Errors
            /// [`KeyError::Encoding`] for any other length.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, KeyError> {
                bytes.try_into().map(Self).map_err(|_| KeyError::Encoding($word))
            }
            /// The raw bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $length] { &self.0 }
        }
        impl TryFrom<String> for $name {
            type Error = KeyError;
            fn try_from(text: String) -> Result<Self, KeyError> { text.parse() }
        }
        impl std::str::FromStr for $name {
            type Err = KeyError;
            fn from_str(text: &str) -> Result<Self, KeyError> {
                let mut bytes = [0; $length];
                match URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) {
                    Ok($length) => Ok(Self(bytes)),
                    _ => Err(KeyError::Encoding($word)),
                }
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self { value.to_string() }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{}({self})", stringify!($name)) }
        }
    };
}

bytes_as_base64!(
    /// A BLAKE3 hash, 32 bytes; unpadded base64url as text.
    Hash, 32, "hash"
);
bytes_as_base64!(
    /// An Ed25519 public key, 32 bytes; unpadded base64url as text.
    PublicKey, 32, "public key"
);
bytes_as_base64!(
    /// An Ed25519 signature, 64 bytes; unpadded base64url as text.
    Signature, 64, "signature"
);
bytes_as_base64!(
    /// 16 random bytes that keep the hash of a short text from being guessed.
    Salt, 16, "salt"
);

impl Hash {
    /// Hashes the pieces under a context of its own, so that bytes of one sort never pass for another's.
    /// Each piece is preceded by its length.
    #[must_use]
    pub fn of(context: &str, pieces: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(context);
        for piece in pieces {
            hasher.update(&(piece.len() as u64).to_le_bytes());
            hasher.update(piece);
        }
        Self(*hasher.finalize().as_bytes())
    }
}

impl Salt {
    /// What stands in the place of a salt that is still to be made.
    pub(crate) const UNSET: Self = Self([0; 16]);

    /// Fresh random bytes.
    ///
    /// # Errors
    /// [`KeyError::NoEntropy`] where the system has none.
    pub fn random() -> Result<Self, KeyError> {
        random_bytes().map(Self)
    }
}

/// What salts are derived from: 16 bytes that are told to whoever may know everything that they salt, and to nobody else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(try_from = "String", into = "String")]
pub struct SaltSecret([u8; 16]);

impl SaltSecret {
    /// From raw bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The salt of what these pieces name. Whoever sees salts learns neither the secret nor any other salt.
    #[must_use]
    pub fn salt(&self, pieces: &[&[u8]]) -> Salt {
        let mut keyed: Vec<&[u8]> = Vec::with_capacity(pieces.len() + 1);
        keyed.push(&self.0);
        keyed.extend(pieces);
        let mut salt = [0; 16];
        salt.copy_from_slice(Hash::of("usalama 2026 salt", &keyed).0.split_at(16).0);
        Salt(salt)
    }
}

impl TryFrom<String> for SaltSecret {
    type Error = KeyError;
    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse::<Salt>().map(|bytes| Self(bytes.0)).map_err(|_| KeyError::Encoding("secret of salts"))
    }
}

impl From<SaltSecret> for String {
    fn from(secret: SaltSecret) -> Self {
        Salt(secret.0).to_string()
    }
}

impl std::fmt::Debug for SaltSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SaltSecret(…)")
    }
}

/// `N` random bytes of the operating system.
///
/// # Errors
/// [`KeyError::NoEntropy`] where the system has none.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| KeyError::NoEntropy)?;
    Ok(bytes)
}

impl PublicKey {
    /// Checks a signature over `message`.
    ///
    /// # Errors
    /// [`KeyError::NotAPublicKey`] or [`KeyError::BadSignature`].
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), KeyError> {
        let key = self.point()?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(message, &signature).map_err(|_| KeyError::BadSignature)
    }

    fn point(&self) -> Result<VerifyingKey, KeyError> {
        VerifyingKey::from_bytes(&self.0).map_err(|_| KeyError::NotAPublicKey)
    }

    /// The X25519 key of whoever signs with this one, for [`seal`](crate::seal) alone.
    pub(crate) fn to_x25519(self) -> Result<[u8; 32], KeyError> {
        let point = self.point()?;
        if point.is_weak() { Err(KeyError::NotAPublicKey) } else { Ok(point.to_montgomery().to_bytes()) }
    }
}

/// Checks many unrelated signatures at once, some two times faster than one by one.
///
/// # Errors
/// [`KeyError`] where any one of them does not hold; which one, checking them singly tells.
pub fn verify_batch(items: &[(PublicKey, &[u8], Signature)]) -> Result<(), KeyError> {
    let mut messages = Vec::with_capacity(items.len());
    let mut signatures = Vec::with_capacity(items.len());
    let mut keys = Vec::with_capacity(items.len());
    for (key, message, signature) in items {
        let key = key.point()?;
        // What strict verification refuses one by one must not pass in company.
        if key.is_weak() {
            return Err(KeyError::BadSignature);
        }
        keys.push(key);
        messages.push(*message);
        signatures.push(ed25519_dalek::Signature::from_bytes(&signature.0));
    }
    ed25519_dalek::verify_batch(&messages, &signatures, &keys).map_err(|_| KeyError::BadSignature)
}

/// A private signing key. Erased from memory when dropped; neither printable nor serialisable.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// From a 32-byte seed.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// The private half of [`PublicKey::to_x25519`].
    pub(crate) fn to_x25519(&self) -> [u8; 32] {
        self.0.to_scalar_bytes()
    }

    /// Signs the message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// The 32 random bytes that the host app keeps outside every backup (Android Keystore, iOS Keychain).
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct HostKey([u8; 32]);

impl HostKey {
    /// Takes the bytes that the host keeps.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A new key, for a host that has none yet.
    ///
    /// # Errors
    /// [`KeyError::NoEntropy`] where the system has no random bytes.
    pub fn generate() -> Result<Self, KeyError> {
        random_bytes().map(Self)
    }

    /// The bytes, for the host to keep.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key and the identity of a second profile of the same person, in another realm: whoever has not this key finds nothing that
    /// the two have in common, and nothing on the disk says which two belong together.
    #[must_use]
    pub fn apart(&self, realm: &str, profile: Uuid) -> (Self, Uuid) {
        let mut hasher = blake3::Hasher::new_derive_key("usalama 2026 profile of another realm");
        hasher.update(&self.0).update(profile.as_bytes()).update(realm.as_bytes());
        let mut bytes = hasher.finalize_xof();
        let (mut key, mut id) = ([0; 32], [0; 16]);
        bytes.fill(&mut key);
        bytes.fill(&mut id);
        let apart = (Self(key), uuid::Builder::from_random_bytes(id).into_uuid());
        key.zeroize();
        apart
    }
}

impl std::fmt::Debug for HostKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HostKey(…)")
    }
}

/// The key that encrypts the file of one profile: the same in all its generations, as the file tells which one it is in.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct FileKey([u8; 32]);

impl FileKey {
    /// The key of a profile's file.
    #[must_use]
    pub fn new(host: &HostKey, profile: Uuid) -> Self {
        Self(derive(&host.0, "usalama 2026 file key", profile.as_bytes()))
    }

    /// What an encrypted file begins with, in the place of SQLite's own mark. It tells nothing of the key, but whether this
    /// is the one. SQLCipher calls it the salt: as it can be derived, a file whose first bytes are damaged can still be read.
    #[must_use]
    pub fn mark(&self) -> [u8; 16] {
        let mut mark = [0; 16];
        blake3::Hasher::new_derive_key("usalama 2026 file mark").update(&self.0).finalize_xof().fill(&mut mark);
        mark
    }

    /// Tells whether another key is the same, without keeping a secret.
    #[must_use]
    pub fn fingerprint(&self) -> Hash {
        Hash(derive(&self.0, "usalama 2026 file key fingerprint", &[]))
    }

    /// Key and mark as SQLCipher's `PRAGMA key` takes them, with nothing derived from a password: `x'…'`, 96 digits.
    #[must_use]
    pub fn sqlcipher(&self) -> Zeroizing<String> {
        const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
        // As long as it gets: text that moves would leave a copy behind.
        let mut text = Zeroizing::new(String::with_capacity(99));
        text.push_str("x'");
        for byte in self.0.iter().chain(&self.mark()) {
            text.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
        text.push('\'');
        text
    }
}

impl std::fmt::Debug for FileKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileKey(…)")
    }
}

/// What a derived key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPurpose<'a> {
    /// Sessions, and binding the other keys to the account.
    Account,
    /// Acting openly under a role, named by its code.
    Role(&'a str),
    /// A resident's pseudonym for one subject: nothing links two of them.
    Subject(Uuid),
}

/// All keys of one profile, derived in memory from the host's key, the profile and its generation.
///
/// A profile that was restored from a backup or cloned goes on under the next generation, and so shares no key with
/// its other self.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Keyring {
    root: [u8; 32],
    /// At hand, as every report binds its pseudonym with it.
    #[zeroize(skip)]
    account: SecretKey,
}

impl Keyring {
    /// The keyring of a profile.
    #[must_use]
    pub fn new(host: &HostKey, profile: Uuid, generation: u32) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("usalama 2026 profile root");
        hasher.update(&host.0).update(profile.as_bytes()).update(&generation.to_le_bytes());
        let root = *hasher.finalize().as_bytes();
        Self { root, account: derived_key(&root, "usalama 2026 account key", &[]) }
    }

    /// The signing key for a purpose.
    #[must_use]
    pub fn key(&self, purpose: KeyPurpose<'_>) -> SecretKey {
        match purpose {
            KeyPurpose::Account => self.account.clone(),
            KeyPurpose::Role(code) => derived_key(&self.root, "usalama 2026 role key", code.as_bytes()),
            KeyPurpose::Subject(subject) => derived_key(&self.root, "usalama 2026 subject key", subject.as_bytes()),
        }
    }

    /// A value that is the same for one `(input, subject)` on this profile and tells nobody the input: what a
    /// pseudonymous header carries in place of the boot, and the offset that hides when the phone was started.
    #[must_use]
    pub fn blind(&self, subject: Uuid, input: &[u8]) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new_derive_key("usalama 2026 blinding");
        hasher.update(&self.root).update(subject.as_bytes()).update(input);
        let mut out = [0; 16];
        hasher.finalize_xof().fill(&mut out);
        out
    }

    /// What the salts of all that `key` signs are derived from. Those of two keys have nothing to do with each other, and so do
    /// not link pseudonyms.
    #[must_use]
    pub fn salts(&self, key: &PublicKey) -> SaltSecret {
        let mut hasher = blake3::Hasher::new_derive_key("usalama 2026 secret of salts");
        hasher.update(&self.root).update(&key.0);
        let mut secret = [0; 16];
        hasher.finalize_xof().fill(&mut secret);
        SaltSecret(secret)
    }

    /// What the tokens of attendees are hashed with: whoever holds the hashes alone cannot try tokens.
    #[must_use]
    pub fn attendance(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(derive(&self.root, "usalama 2026 attendance key", &[]))
    }

    /// Tells whether another keyring is the same, without keeping a secret: stored beside a profile, it shows a file
    /// that came from another phone.
    #[must_use]
    pub fn fingerprint(&self) -> Hash {
        Hash(derive(&self.root, "usalama 2026 keyring fingerprint", &[]))
    }
}

fn derive(root: &[u8; 32], context: &str, detail: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    hasher.update(root).update(detail);
    *hasher.finalize().as_bytes()
}

fn derived_key(root: &[u8; 32], context: &str, detail: &[u8]) -> SecretKey {
    let mut seed = derive(root, context, detail);
    let key = SecretKey::from_seed(&seed);
    seed.zeroize();
    key
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(generation: u32) -> Keyring {
        Keyring::new(&HostKey::from_bytes([7; 32]), Uuid::nil(), generation)
    }

    #[test]
    fn the_profile_of_another_realm_shares_nothing_with_the_first() {
        let (host, me) = (HostKey::from_bytes([7; 32]), Uuid::from_u128(1));
        let (key, id) = host.apart("care", me);
        let (again, same) = host.apart("care", me);
        assert_eq!((key.as_bytes(), id), (again.as_bytes(), same));
        assert!(key.as_bytes() != host.as_bytes() && id != me && id.get_version_num() == 4);
        assert_ne!(host.apart("oversight", me).1, id);
        assert_ne!(host.apart("care", Uuid::from_u128(2)).1, id);
        assert_ne!(HostKey::from_bytes([8; 32]).apart("care", me).1, id);
        let (mine, theirs) = (Keyring::new(&host, me, 0), Keyring::new(&key, id, 0));
        for purpose in [KeyPurpose::Account, KeyPurpose::Role("resident"), KeyPurpose::Subject(me)] {
            assert_ne!(mine.key(purpose).public(), theirs.key(purpose).public());
        }
        assert_ne!(mine.attendance(), theirs.attendance());
    }

    #[test]
    fn keys_are_stable_per_purpose_and_differ_between_purposes_and_generations() {
        let subject = Uuid::from_u128(5);
        let mut all = vec![];
        for generation in [0, 1] {
            let ring = ring(generation);
            assert_eq!(ring.key(KeyPurpose::Account).public(), ring.clone().key(KeyPurpose::Account).public());
            for purpose in [
                KeyPurpose::Account,
                KeyPurpose::Role("guard"),
                KeyPurpose::Role("resident"),
                KeyPurpose::Subject(subject),
                KeyPurpose::Subject(Uuid::nil()),
            ] {
                all.push(ring.key(purpose).public());
            }
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_signature_holds_for_its_bytes_alone_singly_and_in_batches() {
        let key = ring(0).key(KeyPurpose::Account);
        let (a, b) = (key.sign(b"a"), key.sign(b"b"));
        assert_eq!(key.public().verify(b"a", &a), Ok(()));
        assert_eq!(key.public().verify(b"b", &a), Err(KeyError::BadSignature));
        assert_eq!(verify_batch(&[(key.public(), b"a", a), (key.public(), b"b", b)]), Ok(()));
        assert!(verify_batch(&[(key.public(), b"a", a), (key.public(), b"b", a)]).is_err());
    }

    #[test]
    fn secrets_do_not_print() {
        let host = HostKey::from_bytes([9; 32]);
        let file = FileKey::new(&host, Uuid::nil());
        let salts = ring(0).salts(&ring(0).key(KeyPurpose::Account).public());
        let printed = format!("{host:?} {:?} {file:?} {salts:?}", ring(0));
        assert_eq!(printed, "HostKey(…) Keyring(…) FileKey(…) SaltSecret(…)");
    }

    #[test]
    fn salts_differ_by_all_that_they_are_derived_from() {
        let (a, b) = (ring(0).key(KeyPurpose::Account).public(), ring(1).key(KeyPurpose::Account).public());
        let secrets = [ring(0).salts(&a), ring(1).salts(&a), ring(0).salts(&b)];
        let pieces: [&[&[u8]]; 4] = [&[b"1", b"core"], &[b"2", b"core"], &[b"1", b"text"], &[b"1c", b"ore"]];
        let mut all: Vec<Salt> = secrets.iter().flat_map(|secret| pieces.map(|pieces| secret.salt(pieces))).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), secrets.len() * pieces.len());
        assert_eq!(ring(0).salts(&a).salt(pieces[0]), secrets[0].salt(pieces[0]));
        let text = String::from(secrets[0].clone());
        assert_eq!((text.len(), SaltSecret::try_from(text)), (22, Ok(secrets[0].clone())));
        assert_eq!(SaltSecret::try_from("short".to_owned()), Err(KeyError::Encoding("secret of salts")));
    }

    #[test]
    fn each_file_has_a_key_of_its_own_that_is_neither_its_mark_nor_its_fingerprint() {
        let host = HostKey::from_bytes([7; 32]);
        let key = FileKey::new(&host, Uuid::nil());
        let text = key.sqlcipher();
        assert_eq!((text.len(), &text[..2], &text[98..]), (99, "x'", "'"));
        let again = FileKey::new(&host, Uuid::nil());
        assert_eq!(
            (again.mark(), again.fingerprint(), again.sqlcipher()),
            (key.mark(), key.fingerprint(), text.clone())
        );
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(text[66..98], hex(&key.mark()));
        assert_ne!(text[2..66], hex(key.fingerprint().as_bytes()));
        for other in [FileKey::new(&host, Uuid::from_u128(1)), FileKey::new(&HostKey::from_bytes([8; 32]), Uuid::nil())]
        {
            assert!(
                other.mark() != key.mark() && other.fingerprint() != key.fingerprint() && other.sqlcipher() != text
            );
        }
    }
}
