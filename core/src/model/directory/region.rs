//! A county by data alone: its settings, and the pack in which they reach phones together with its directory.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::{EntryKind, HsdsId, More, Organization};
use crate::clock::Timestamp;
use crate::geo::CountyCode;
use crate::keys::{Hash, PublicKey, SecretKey, Signature};
use crate::model::wording::Terms;
use crate::shrink::{ShrinkError, expand, shrink};

/// Bytes of a pack, compressed and before base64, at most (DOMAIN §11).
pub const MAX_PACK: usize = 300_000;
/// Bytes that a pack expands to, at most.
pub const MAX_PACK_JSON: usize = 4 * 1024 * 1024;
/// Entries of a county, at most.
pub const MAX_ENTRIES: usize = 5_000;

/// What differs from county to county and is no outline and no address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RegionSettings {
    /// Languages that an app offers there first (BCP 47), at most 10.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Hotlines of its directory that an SOS offers to dial, the first first, at most 10.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dial: Vec<HsdsId>,
    /// Edge in metres of the cell that neighbours get, in all of its areas: 50..=5,000. The hub puts it into the areas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coarsen_m: Option<u32>,
    /// Lists of terms in the languages of the county, which take the place of those that come with the library.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Box<Terms>>,
    /// Settings of a newer version.
    #[serde(flatten)]
    pub more: More,
}

impl RegionSettings {
    /// Whether they are what they must be; else the name of the one that is not.
    ///
    /// # Errors
    /// [`PackError::Settings`].
    pub fn check(&self) -> Result<(), PackError> {
        let language =
            |tag: &String| (2..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if self.languages.len() > 10 || !self.languages.iter().all(language) {
            return Err(PackError::Settings("languages"));
        }
        if self.dial.len() > 10 {
            return Err(PackError::Settings("dial"));
        }
        if self.coarsen_m.is_some_and(|edge| !(50..=5_000).contains(&edge)) {
            return Err(PackError::Settings("coarsen_m"));
        }
        if self.terms.as_ref().is_some_and(|terms| terms.check().is_err()) {
            return Err(PackError::Settings("terms"));
        }
        Ok(())
    }
}

/// What a phone is to know of a county, from one version to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegionPack {
    /// Which county.
    pub county: CountyCode,
    /// The version that it builds upon; 0: it stands for itself, and replaces what was there.
    pub from: u64,
    /// The version that it leads to.
    pub version: u64,
    /// When it was made, by the hub's clock.
    pub made_at: Timestamp,
    /// The settings, all of them.
    pub settings: RegionSettings,
    /// Entries that are new or changed since `from`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Organization>,
    /// Entries that are gone since `from`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub removed: BTreeSet<HsdsId>,
}

/// A pack that is refused. Nothing is changed by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Not signed by this hub.
    #[error("the pack is not signed by the hub")]
    Forged,
    /// Of another county than was asked for.
    #[error("the pack is of another county")]
    WrongCounty,
    /// Not newer than what is held.
    #[error("the pack has version {version}, held is {held}")]
    Older {
        /// Its version.
        version: u64,
        /// What is held.
        held: u64,
    },
    /// It builds upon another version than is held.
    #[error("the pack builds upon version {from}, held is {held}")]
    WrongBase {
        /// What it builds upon.
        from: u64,
        /// What is held.
        held: u64,
    },
    /// Larger than [`MAX_PACK`], [`MAX_PACK_JSON`] or [`MAX_ENTRIES`].
    #[error("the pack is larger than a pack may be")]
    TooLarge,
    /// No pack.
    #[error("the pack cannot be read")]
    Malformed,
    /// An entry has no kind, or is there twice.
    #[error("an entry of the pack has no kind, or is there twice")]
    Entry,
    /// A setting is not what it must be.
    #[error("the setting '{0}' is not what it must be")]
    Settings(&'static str),
}

/// A pack with the hub's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedPack {
    /// JSON of [`RegionPack`], compressed, in base64.
    pub pack: String,
    /// The hub's signature over the compressed bytes.
    pub signature: Signature,
}

impl SignedPack {
    /// Compresses and signs a pack.
    ///
    /// # Errors
    /// [`PackError::TooLarge`], [`PackError::Entry`], [`PackError::Settings`] for what no phone would take.
    pub fn seal(pack: &RegionPack, hub: &SecretKey) -> Result<Self, PackError> {
        check(pack)?;
        let json = serde_json::to_vec(pack).map_err(|_| PackError::Malformed)?;
        if json.len() > MAX_PACK_JSON {
            return Err(PackError::TooLarge);
        }
        let bytes = shrink(&json).map_err(|_| PackError::Malformed)?;
        if bytes.len() > MAX_PACK {
            return Err(PackError::TooLarge);
        }
        Ok(Self { signature: hub.sign(digest(&bytes).as_bytes()), pack: STANDARD.encode(bytes) })
    }

    /// Bytes of the pack, compressed.
    #[must_use]
    pub fn size(&self) -> usize {
        self.pack.len() / 4 * 3
    }

    /// Checks the signature before anything is expanded, and reads the pack of a county for a phone that holds version `held`
    /// (0: none).
    ///
    /// # Errors
    /// [`PackError`].
    pub fn open(&self, hub: &PublicKey, county: CountyCode, held: u64) -> Result<RegionPack, PackError> {
        if self.pack.len() > MAX_PACK.div_ceil(3) * 4 {
            return Err(PackError::TooLarge);
        }
        let bytes = STANDARD.decode(&self.pack).map_err(|_| PackError::Malformed)?;
        hub.verify(digest(&bytes).as_bytes(), &self.signature).map_err(|_| PackError::Forged)?;
        let json = expand(&bytes, MAX_PACK_JSON).map_err(|error| match error {
            ShrinkError::TooLarge => PackError::TooLarge,
            ShrinkError::Damaged => PackError::Malformed,
        })?;
        let pack: RegionPack = serde_json::from_slice(&json).map_err(|_| PackError::Malformed)?;
        if pack.county != county {
            return Err(PackError::WrongCounty);
        }
        if pack.version <= held {
            return Err(PackError::Older { version: pack.version, held });
        }
        if pack.from != 0 && pack.from != held {
            return Err(PackError::WrongBase { from: pack.from, held });
        }
        check(&pack)?;
        Ok(pack)
    }
}

fn digest(bytes: &[u8]) -> Hash {
    Hash::of("usalama 2026 region pack", &[bytes])
}

fn check(pack: &RegionPack) -> Result<(), PackError> {
    pack.settings.check()?;
    if pack.entries.len() > MAX_ENTRIES {
        return Err(PackError::TooLarge);
    }
    let ids: BTreeSet<&HsdsId> = pack.entries.iter().map(|entry| &entry.id).collect();
    let whole = ids.len() == pack.entries.len() && ids.iter().all(|id| !pack.removed.contains(*id));
    if whole && pack.entries.iter().all(|entry| entry.kind().is_some()) { Ok(()) } else { Err(PackError::Entry) }
}

/// Numbers that an app has before it was ever connected, with settings that offer some of them in an SOS.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Seed {
    /// Which of them an SOS offers to dial.
    pub settings: RegionSettings,
    /// The hotlines.
    pub entries: Vec<Organization>,
}

/// The hotlines that come with the library: data, `hotlines.json` beside this file, whose first lines say where they are from. None
/// of them has been verified, so each says "confirm first". What a county's pack says of the same entry counts more.
#[must_use]
pub fn seed() -> Seed {
    serde_json::from_str(include_str!("hotlines.json")).unwrap_or_default()
}

/// Whether an entry is a hotline.
#[must_use]
pub fn is_hotline(entry: &Organization) -> bool {
    entry.kind() == Some(&EntryKind::Hotline)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack() -> RegionPack {
        RegionPack {
            county: CountyCode::new(42).unwrap(),
            from: 0,
            version: 3,
            made_at: Timestamp::from_millis(1),
            settings: RegionSettings { languages: vec!["sw-KE".into(), "luo".into()], ..RegionSettings::default() },
            entries: seed().entries,
            removed: BTreeSet::new(),
        }
    }

    fn key() -> SecretKey {
        SecretKey::from_seed(&[7; 32])
    }

    #[test]
    fn the_seed_can_be_read_and_nothing_in_it_counts_as_verified() {
        let seed = seed();
        let numbers: Vec<&str> = seed
            .entries
            .iter()
            .flat_map(|entry| entry.phones.iter().flatten())
            .map(|phone| phone.number.as_str())
            .collect();
        assert_eq!(numbers, ["999", "112", "911", "0800722203", "0800730999", "1195", "116", "1192"]);
        assert!(
            seed.entries.iter().all(|entry| is_hotline(entry) && entry.confirm_first("2026-11-24".parse().unwrap()))
        );
        assert!(seed.settings.dial.iter().all(|id| seed.entries.iter().any(|entry| entry.id == *id)));
        assert_eq!(seed.settings.dial.len(), 3);
    }

    #[test]
    fn a_pack_is_opened_by_whom_it_is_for_and_refused_otherwise() {
        let (county, signed) = (pack().county, SignedPack::seal(&pack(), &key()).unwrap());
        let hub = key().public();
        assert_eq!(signed.open(&hub, county, 0), Ok(pack()));
        assert_eq!(signed.open(&hub, county, 2), Ok(pack()), "a whole one builds upon nothing");
        assert_eq!(signed.open(&hub, county, 3), Err(PackError::Older { version: 3, held: 3 }));
        assert_eq!(signed.open(&hub, CountyCode::new(24).unwrap(), 0), Err(PackError::WrongCounty));
        assert_eq!(signed.open(&SecretKey::from_seed(&[8; 32]).public(), county, 0), Err(PackError::Forged));
        let delta = SignedPack::seal(&RegionPack { from: 2, ..pack() }, &key()).unwrap();
        assert_eq!(delta.open(&hub, county, 2).map(|pack| pack.version), Ok(3));
        assert_eq!(delta.open(&hub, county, 1), Err(PackError::WrongBase { from: 2, held: 1 }));
    }

    #[test]
    fn a_changed_malformed_or_oversized_pack_is_refused() {
        let (county, hub) = (pack().county, key().public());
        let signed =
            |bytes: &[u8]| SignedPack { pack: STANDARD.encode(bytes), signature: key().sign(digest(bytes).as_bytes()) };
        let good = SignedPack::seal(&pack(), &key()).unwrap();
        let mut bytes = STANDARD.decode(&good.pack).unwrap();
        for at in 0..bytes.len() {
            bytes[at] ^= 1;
            let changed = SignedPack { pack: STANDARD.encode(&bytes), signature: good.signature };
            assert_eq!(changed.open(&hub, county, 0), Err(PackError::Forged));
            bytes[at] ^= 1;
        }
        assert_eq!(SignedPack { pack: "no base64".into(), ..good }.open(&hub, county, 0), Err(PackError::Malformed));
        assert_eq!(signed(b"no deflate").open(&hub, county, 0), Err(PackError::Malformed));
        assert_eq!(signed(&shrink(b"[]").unwrap()).open(&hub, county, 0), Err(PackError::Malformed));
        assert_eq!(signed(&[0; MAX_PACK + 3]).open(&hub, county, 0), Err(PackError::TooLarge));
        let bomb = shrink(&vec![b' '; MAX_PACK_JSON + 1]).unwrap();
        assert_eq!(signed(&bomb).open(&hub, county, 0), Err(PackError::TooLarge));
        let twice = RegionPack { entries: [pack().entries, pack().entries].concat(), ..pack() };
        assert_eq!(SignedPack::seal(&twice, &key()), Err(PackError::Entry));
        let mut kindless = pack();
        kindless.entries[0].local = None;
        assert_eq!(SignedPack::seal(&kindless, &key()), Err(PackError::Entry));
        let settings = RegionSettings { coarsen_m: Some(5), ..RegionSettings::default() };
        assert_eq!(SignedPack::seal(&RegionPack { settings, ..pack() }, &key()), Err(PackError::Settings("coarsen_m")));
    }
}
