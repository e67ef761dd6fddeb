//! What can be set: defaults, and what the command line, the environment or a file say instead.

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use usalama_core::event::Realm;

/// How a hub runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the database and the key are.
    pub data: PathBuf,
    /// Where it listens; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// Prints one-time codes instead of sending them, and lets the clock be moved. Never in public.
    pub dev: bool,
    /// Requests a second from one session or, without one, from one address.
    pub requests_per_second: NonZeroU32,
    /// Requests at once from the same.
    pub burst: NonZeroU32,
    /// How long a request may take.
    pub timeout: Duration,
    /// Feeds of other systems whose alerts are taken in.
    pub cap_feeds: Vec<CapFeed>,
    /// How much work each request of the anonymous road costs its sender: two to the power of this many hashes, on average.
    pub anonymous_work_bits: u8,
    /// The realm that its ledger belongs to.
    pub realm: Realm,
}

/// The folder of the realm `care` within a hub's data.
pub const CARE_FOLDER: &str = "care";

impl Settings {
    /// The defaults, with data in this directory.
    #[must_use]
    pub fn in_directory(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8470)),
            dev: false,
            requests_per_second: NonZeroU32::new(50).unwrap_or(NonZeroU32::MIN),
            burst: NonZeroU32::new(200).unwrap_or(NonZeroU32::MIN),
            timeout: Duration::from_secs(30),
            cap_feeds: vec![],
            anonymous_work_bits: 20,
            realm: Realm::Safety,
        }
    }

    /// The same for the realm `care`: a ledger and a key of its own, in a folder of its own.
    #[must_use]
    pub fn care(&self) -> Self {
        Self { data: self.data.join(CARE_FOLDER), cap_feeds: vec![], realm: Realm::Care, ..self.clone() }
    }

    /// The database.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.data.join("hub.db")
    }

    /// The key.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.data.join("hub.key")
    }
}

/// A feed that is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapFeed {
    /// What readers are told of where its alerts come from.
    pub name: String,
    /// Where it is.
    pub url: String,
}

/// How logs are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines.
    Json,
}

/// What one source says; what it does not say is left to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// See [`Settings::data`].
    pub data: Option<PathBuf>,
    /// See [`Settings::listen`].
    pub listen: Option<SocketAddr>,
    /// See [`Settings::dev`].
    pub dev: Option<bool>,
    /// See [`LogFormat`].
    pub log: Option<LogFormat>,
    /// See [`Settings::requests_per_second`].
    pub requests_per_second: Option<NonZeroU32>,
    /// See [`Settings::burst`].
    pub burst: Option<NonZeroU32>,
    /// See [`Settings::timeout`].
    pub timeout_s: Option<u64>,
    /// See [`Settings::cap_feeds`]; in the file alone.
    #[serde(default)]
    pub cap_feeds: Vec<CapFeed>,
    /// See [`Settings::anonymous_work_bits`].
    pub anonymous_work_bits: Option<u8>,
}

impl Choices {
    /// These, and where they say nothing, the other's.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            data: self.data.or(other.data),
            listen: self.listen.or(other.listen),
            dev: self.dev.or(other.dev),
            log: self.log.or(other.log),
            requests_per_second: self.requests_per_second.or(other.requests_per_second),
            burst: self.burst.or(other.burst),
            timeout_s: self.timeout_s.or(other.timeout_s),
            cap_feeds: [self.cap_feeds, other.cap_feeds].concat(),
            anonymous_work_bits: self.anonymous_work_bits.or(other.anonymous_work_bits),
        }
    }

    /// The settings; nothing where no directory was named.
    #[must_use]
    pub fn settings(&self) -> Option<Settings> {
        let mut settings = Settings::in_directory(self.data.clone()?);
        settings.listen = self.listen.unwrap_or(settings.listen);
        settings.dev = self.dev.unwrap_or(settings.dev);
        settings.requests_per_second = self.requests_per_second.unwrap_or(settings.requests_per_second);
        settings.burst = self.burst.unwrap_or(settings.burst);
        settings.timeout = self.timeout_s.map_or(settings.timeout, Duration::from_secs);
        settings.cap_feeds.clone_from(&self.cap_feeds);
        settings.anonymous_work_bits = self.anonymous_work_bits.unwrap_or(settings.anonymous_work_bits);
        Some(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_outweighs_the_file_and_the_file_the_default() {
        let file: Choices = toml::from_str("data = '/srv/hub'\nlisten = '0.0.0.0:80'\nburst = 7").unwrap();
        let flags = Choices { listen: "127.0.0.1:0".parse().ok(), ..Choices::default() };
        let settings = flags.or(file).settings().unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:0");
        assert_eq!((settings.burst.get(), settings.requests_per_second.get()), (7, 50));
        assert!(Choices::default().settings().is_none(), "without a directory there is nothing to run on");
        assert!(toml::from_str::<Choices>("listne = '0.0.0.0:80'").is_err(), "a misspelt setting is not passed over");
    }
}
