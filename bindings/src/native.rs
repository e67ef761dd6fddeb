//! Values that have a type of their own on either side: identities, and the words of the domain's vocabularies.
//!
//! A vocabulary crosses the border as its code. Kotlin and Swift wrap the code in a type with a constant for each value that
//! this version knows, made from the core's tables (`tests/vocabulary.rs`); a value of a newer version passes through unchanged.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use usalama_core::clock::Timestamp;
use usalama_core::event::{Audience, Role};
use usalama_core::geo::PositionSource;
use usalama_core::model::cap::Severity;
use usalama_core::model::grant::Capability;
use usalama_core::model::incident::{
    Anonymity, CaseStatus, Category, Channel, CorroborationKind, Flag, ForceUsed, HandoverRefusalReason, LinkRelation,
    Outcome, PublicationStatus, ReferenceSystem, RejectReason, ReporterRelation, TimePrecision, VehicleKind, Veracity,
    Weapon,
};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::profile::Topic;
use usalama_core::store::Delivery;
use uuid::Uuid;

uniffi::custom_type!(Uuid, String, {
    remote,
    try_lift: |text| Ok(Uuid::try_parse(&text)?),
    lower: |id| id.to_string(),
});

macro_rules! vocabularies {
    ($($name:ident),+ $(,)?) => {
        $(uniffi::custom_type!($name, String, {
            remote,
            try_lift: |code| Ok($name::from(code)),
            lower: |value| value.code().to_owned(),
        });)+

        /// Every vocabulary by its name, with its values: code, English, Kiswahili.
        #[must_use]
        pub fn vocabularies() -> Vec<(&'static str, Vec<(&'static str, &'static str, &'static str)>)> {
            vec![$((
                stringify!($name),
                $name::ALL
                    .iter()
                    .filter_map(|value| value.label().map(|label| (value.code(), label.en, label.sw)))
                    .collect(),
            )),+]
        }
    };
}

vocabularies!(
    Anonymity,
    Audience,
    Capability,
    CaseStatus,
    Category,
    Channel,
    CorroborationKind,
    Delivery,
    Flag,
    ForceUsed,
    HandoverRefusalReason,
    LinkRelation,
    Outcome,
    PositionSource,
    PublicationStatus,
    ReferenceSystem,
    RefusalCode,
    RejectReason,
    ReporterRelation,
    Role,
    Severity,
    TimePrecision,
    Topic,
    VehicleKind,
    Veracity,
    Weapon,
);

/// A point in time as the other side has it: on phones every millisecond of an `i64` fits.
pub(crate) fn time(at: Timestamp) -> SystemTime {
    let millis = Duration::from_millis(at.as_millis().unsigned_abs());
    let moved = if at.as_millis() < 0 { UNIX_EPOCH.checked_sub(millis) } else { UNIX_EPOCH.checked_add(millis) };
    moved.unwrap_or(UNIX_EPOCH)
}
