//! Where things are: the repository, what cargo builds and where, the data beside the repository.

use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};

use crate::run::{Failure, capture};

/// The repository and its target folder.
pub struct Workspace {
    /// Top of the repository.
    pub root: Utf8PathBuf,
    /// Where cargo builds.
    pub target: Utf8PathBuf,
}

/// Which of cargo's profiles.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Debug,
    Release,
    /// What phones get: small and stripped.
    Phone,
}

impl Workspace {
    /// Asks cargo.
    pub fn find() -> Result<Self, Failure> {
        let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .map(Utf8Path::to_owned)
            .ok_or_else(|| Failure::new("xtask has no folder above it", "run it from the repository"))?;
        let output = capture(cargo_in(&root).args(["metadata", "--format-version=1", "--no-deps"]))?;
        let target = serde_json::from_slice::<serde_json::Value>(&output.stdout)
            .ok()
            .and_then(|metadata| Some(Utf8PathBuf::from(metadata.get("target_directory")?.as_str()?)))
            .ok_or_else(|| {
                let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
                Failure::new(format!("`cargo metadata` did not answer: {said}"), "mend the Cargo.toml that it names")
            })?;
        Ok(Self { root, target })
    }

    /// Cargo, at the top of the repository.
    pub fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut cargo = cargo_in(&self.root);
        cargo.args(arguments);
        cargo
    }

    /// Where cargo puts the hub.
    pub fn hub(&self, profile: Profile) -> Utf8PathBuf {
        self.built(profile).join(format!("usalama-hub{}", std::env::consts::EXE_SUFFIX))
    }

    /// Where cargo puts the shared library of the bindings.
    pub fn library(&self, profile: Profile) -> Utf8PathBuf {
        let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        self.built(profile).join(format!("{prefix}usalama{suffix}"))
    }

    fn built(&self, profile: Profile) -> Utf8PathBuf {
        self.target.join(match profile {
            Profile::Debug => "debug",
            Profile::Release => "release",
            Profile::Phone => "phone",
        })
    }

    /// Where xtask keeps what it installs.
    pub fn tools(&self) -> Utf8PathBuf {
        self.target.join("tools")
    }

    /// Maps of the real wards: `USALAMA_DATA`, or `shared/data` beside the repository.
    pub fn real_data(&self) -> Option<Utf8PathBuf> {
        let named = std::env::var("USALAMA_DATA").ok().filter(|path| !path.is_empty()).map(Utf8PathBuf::from);
        let beside = || self.root.parent().map(|above| above.join("shared/data")).filter(|path| path.is_dir());
        named.or_else(beside)
    }
}

fn cargo_in(root: &Utf8Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root);
    cargo
}

/// Whether this is continuous integration, where what can be run must be.
pub fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}
