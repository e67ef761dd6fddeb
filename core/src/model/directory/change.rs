//! What is asked of the directory: a correction that somebody suggests, an entry that its keeper publishes.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{HsdsId, Organization};
use crate::clock::Timestamp;
use crate::event::Role;
use crate::geo::CountyCode;
use crate::text::Comment;

/// Suggestions of one person in a day, at most.
pub const MAX_SUGGESTIONS_A_DAY: u32 = 20;

/// A change that is asked for. The hub does each once, however often it arrives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DirectoryChange {
    /// Made on the device.
    pub id: Uuid,
    /// The role under which it is asked for.
    pub as_role: Role,
    /// When it was written, by the clock of the phone.
    pub made_at: Timestamp,
    /// In which county's directory.
    pub county: CountyCode,
    /// What.
    pub what: Change,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A correction, for the keepers to look at: nothing changes by itself.
    Suggested {
        /// Which entry; nothing for one that is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<HsdsId>,
        /// What is wrong, in words.
        text: Comment,
    },
    /// An entry, in the place of what was there.
    Published(Box<Organization>),
    /// An entry is taken out.
    Retired(HsdsId),
}

impl Change {
    /// Which entry it is about.
    #[must_use]
    pub fn entry(&self) -> Option<&HsdsId> {
        match self {
            Self::Suggested { entry, .. } => entry.as_ref(),
            Self::Published(entry) => Some(&entry.id),
            Self::Retired(entry) => Some(entry),
        }
    }
}

/// A correction that was suggested, as those who publish see it: not who suggested it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Which suggestion.
    pub id: Uuid,
    /// In which county's directory.
    pub county: CountyCode,
    /// Which entry; nothing for one that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<HsdsId>,
    /// What is wrong, in words.
    pub text: Comment,
    /// When the hub heard of it.
    pub at: Timestamp,
}
