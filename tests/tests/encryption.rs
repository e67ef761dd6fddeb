//! What lies on the disk of a phone whose profiles are encrypted, and what becomes of a file that is opened the wrong way.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use usalama_core::client::{Error, Settings, Usalama};
use usalama_core::clock::ManualClock;
use usalama_core::geo::{LatLon, Position, PositionSource};
use usalama_core::keys::HostKey;
use usalama_core::model::incident::{Category, NewIncident};
use usalama_core::store::StoreError;
use usalama_core::text::Description;
use usalama_tests::fixtures::EVENING;

const WORDS: &str = "Wawili kwa pikipiki walinyakua simu";

fn settings(folder: &Path) -> Settings {
    Settings::new(folder).clock(Arc::new(ManualClock::starting_at(EVENING)))
}

fn report(app: &Usalama) {
    let here = Position::new(LatLon::new(-1.2886, 36.8233).unwrap(), 12.0, PositionSource::Gnss, None).unwrap();
    let mut new = NewIncident::new(Category::PhoneSnatching, here);
    new.description = Description::new(WORDS).ok();
    app.report(new).unwrap();
}

/// All that lies in the folder of the profiles.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder.join("profiles")) else { return BTreeMap::new() };
    let file =
        |entry: std::fs::DirEntry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap());
    entries.map(|entry| file(entry.unwrap())).collect()
}

#[cfg(not(feature = "encrypted"))]
#[test]
fn a_build_that_cannot_encrypt_says_so_and_writes_nothing_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let key = HostKey::generate().unwrap();
    let error = Usalama::open(settings(folder.path()).encrypted(true), &key).unwrap_err();
    assert!(matches!(error, Error::Store(StoreError::EncryptionUnavailable)));
    assert_eq!((error.code(), error.is_retryable()), ("encryption_unavailable", false));
    assert!(files(folder.path()).is_empty());
    let app = Usalama::open(settings(folder.path()), &key).unwrap();
    report(&app);
}

#[cfg(feature = "encrypted")]
mod encrypted {
    use usalama_core::event::ActorId;
    use usalama_core::profile::profile_path;

    use super::*;

    struct Phone {
        folder: tempfile::TempDir,
        key: HostKey,
        actor: ActorId,
    }

    impl Phone {
        /// A phone with one report, whose app is closed.
        fn new(encrypted: bool) -> Self {
            let (folder, key) = (tempfile::tempdir().unwrap(), HostKey::generate().unwrap());
            let app = Usalama::open(settings(folder.path()).encrypted(encrypted), &key).unwrap();
            report(&app);
            let actor = app.signed_in().unwrap();
            Self { folder, key, actor }
        }

        fn open(&self, encrypted: bool, key: &HostKey) -> Result<Usalama, Error> {
            Usalama::open(settings(self.folder.path()).encrypted(encrypted), key)
        }

        fn unsent(&self) -> u64 {
            self.open(true, &self.key).unwrap().sync_status().unwrap().unsent
        }

        fn files(&self) -> BTreeMap<String, Vec<u8>> {
            files(self.folder.path())
        }

        fn damage(&self, change: impl FnOnce(&mut Vec<u8>)) {
            let path = profile_path(self.folder.path(), self.actor);
            let mut bytes = std::fs::read(&path).unwrap();
            change(&mut bytes);
            std::fs::write(path, bytes).unwrap();
        }

        fn lose_fingerprint(&self) {
            let mut path = profile_path(self.folder.path(), self.actor).into_os_string();
            path.push(".fingerprint");
            std::fs::remove_file(path).unwrap();
        }

        /// The names of the files in which something can be read.
        fn legible(&self) -> Vec<String> {
            let (text, bytes) = (self.actor.to_string(), self.actor.0.into_bytes());
            let secrets = [WORDS.as_bytes(), text.as_bytes(), &bytes, self.key.as_bytes(), b"incident.submitted"];
            let holds =
                |file: &[u8]| secrets.iter().any(|secret| file.windows(secret.len()).any(|part| part == *secret));
            self.files().into_iter().filter(|(_, bytes)| holds(bytes)).map(|(name, _)| name).collect()
        }
    }

    #[test]
    fn nothing_that_a_person_wrote_can_be_read_on_the_disk() {
        let phone = Phone::new(true);
        let app = phone.open(true, &phone.key).unwrap();
        report(&app);
        let files = phone.files();
        let (file, log) = (format!("{}.db", phone.actor), format!("{}.db-wal", phone.actor));
        assert!(!files[&file].starts_with(b"SQLite format 3") && !files[&log].is_empty());
        assert_eq!(phone.legible(), Vec::<String>::new());
        drop(app);
        // What is set aside is as illegible as it was.
        phone.damage(|bytes| bytes[5 * 4096..5 * 4096 + 64].fill(0xA5));
        let app = phone.open(true, &phone.key).unwrap();
        assert!(app.recovery().unwrap().is_some());
        assert!(phone.files().keys().any(|name| name.contains(".damaged-")));
        assert_eq!(phone.legible(), Vec::<String>::new());

        let plain = Phone::new(false);
        assert_eq!(plain.legible(), [format!("{}.db", plain.actor)], "one would see it");
    }

    #[test]
    fn a_wrong_key_is_no_damage() {
        let phone = Phone::new(true);
        let other = HostKey::generate().unwrap();
        let refused = |what: &str| {
            let before = phone.files();
            let error = phone.open(true, &other).unwrap_err();
            assert!(matches!(error, Error::Store(StoreError::WrongKey)), "{what}: {error:?}");
            assert_eq!(phone.files(), before, "{what}");
        };
        refused("a sound file");
        phone.lose_fingerprint();
        refused("without the fingerprint");
        assert_eq!(phone.unsent(), 1, "the right key opens it, and lays the fingerprint down again");
        phone.damage(|bytes| bytes[..4096].fill(0x5A));
        refused("a damaged file");
        let app = phone.open(true, &phone.key).unwrap();
        assert!(app.recovery().unwrap().is_some(), "under the right key it is damage");
    }

    #[test]
    fn where_nothing_proves_the_key_nothing_is_touched() {
        let phone = Phone::new(true);
        phone.lose_fingerprint();
        phone.damage(|bytes| bytes[..16].fill(0x5A));
        let before = phone.files();
        assert!(matches!(phone.open(true, &phone.key), Err(Error::Store(StoreError::WrongKey))));
        assert_eq!(phone.files(), before);
    }

    #[test]
    fn the_first_bytes_of_a_file_are_no_loss() {
        let phone = Phone::new(true);
        phone.damage(|bytes| bytes[..16].fill(0x5A));
        let app = phone.open(true, &phone.key).unwrap();
        assert_eq!((app.recovery().unwrap(), app.sync_status().unwrap().unsent), (None, 1));
    }

    #[test]
    fn a_file_stays_as_it_was_made() {
        for encrypted in [true, false] {
            let phone = Phone::new(encrypted);
            let before = phone.files();
            let error = phone.open(!encrypted, &phone.key).unwrap_err();
            match &error {
                Error::Store(StoreError::Encrypted) if encrypted => {}
                Error::Store(StoreError::NotEncrypted) if !encrypted => {}
                other => panic!("{other:?}"),
            }
            assert_eq!(error.code(), if encrypted { "encrypted" } else { "not_encrypted" });
            assert_eq!(phone.files(), before);
            assert_eq!(phone.open(encrypted, &phone.key).unwrap().sync_status().unwrap().unsent, 1);
        }
    }

    #[test]
    fn each_person_of_a_phone_has_a_file_that_only_their_key_opens() {
        let phone = Phone::new(true);
        let app = phone.open(true, &phone.key).unwrap();
        let other = HostKey::generate().unwrap();
        let second = app.sign_in_new(&other).unwrap();
        report(&app);
        drop(app);
        assert!(matches!(phone.open(true, &phone.key), Err(Error::Store(StoreError::WrongKey))), "not theirs");
        let app = phone.open(true, &other).unwrap();
        assert_eq!(app.signed_in(), Some(second));
        app.sign_in(phone.actor, &phone.key).unwrap();
        let unsent = app.profiles().unwrap().into_iter().map(|profile| profile.unsent).collect::<Vec<_>>();
        assert_eq!(unsent, [Some(1), Some(1)]);
        assert_eq!(phone.legible(), Vec::<String>::new());
    }
}
