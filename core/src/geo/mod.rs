//! Where things are.
use serde::{Deserialize, Serialize};
/// An area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaId(pub uuid::Uuid);
