//! Parts that are sealed to the readers' keys, so that the hub keeps what it cannot read.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::event::{PartName, SubjectId};
use crate::keys::{PublicKey, SecretKey};
use crate::seal::{SealError, Sealed};

/// What somebody wrote: as it is, or sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Secret<T> {
    /// Only those whom it was sealed to can read it.
    Sealed {
        /// The sealed JSON of what is written.
        sealed: Sealed,
    },
    /// As it is: whoever gets the part can read it, the hub too.
    Open(T),
}

impl<T: Serialize + DeserializeOwned + Clone> Secret<T> {
    /// Seals a value of this part of this subject's events.
    ///
    /// # Errors
    /// [`SealError`] where there is nobody to seal it to.
    pub fn sealed(value: &T, part: &PartName, subject: SubjectId, readers: &[PublicKey]) -> Result<Self, SealError> {
        let body = zeroize::Zeroizing::new(serde_json::to_vec(value).map_err(|_| SealError::NotForUs)?);
        Ok(Self::Sealed { sealed: Sealed::to(readers, &purpose(part, subject), &body)? })
    }

    /// Reads it with one of these keys; nothing where none of them opens it.
    #[must_use]
    pub fn read<'k>(
        &self,
        part: &PartName,
        subject: SubjectId,
        keys: impl IntoIterator<Item = &'k SecretKey>,
    ) -> Option<T> {
        match self {
            Self::Open(value) => Some(value.clone()),
            Self::Sealed { sealed } => {
                let purpose = purpose(part, subject);
                let body = keys.into_iter().find_map(|key| sealed.open(key, &purpose).ok())?;
                serde_json::from_slice(&body).ok()
            }
        }
    }

    /// Whether it is sealed.
    #[must_use]
    pub const fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed { .. })
    }
}

/// What is sealed for one part of one subject opens as no other.
fn purpose(part: &PartName, subject: SubjectId) -> String {
    format!("usalama 2026 tip {subject} {part}")
}
