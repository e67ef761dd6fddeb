//! Values that have a type of their own on either side: identities, times, and the words of the domain's vocabularies.
//!
//! A vocabulary crosses the border as its code. Kotlin and Swift wrap the code in a type with a constant for each value that
//! this version knows, made from the core's tables (`tests/vocabulary.rs`); a value of a newer version passes through unchanged.

use usalama_core::client::VoteStanding;
use usalama_core::clock::Timestamp;
use usalama_core::event::{Audience, FaultCode, PartName, Role, Unproven};
use usalama_core::geo::PositionSource;
use usalama_core::geo::track::Mark;
use usalama_core::model::alert::{AlertAnswer, AlertEvent, AlertState, Instruction};
/// Who is to act on an alert.
pub use usalama_core::model::cap::Status as AlertStatus;
use usalama_core::model::cap::{Certainty, Severity, Urgency};
use usalama_core::model::directory::{
    AccreditationBody, AccreditationStatus, Confidence, Cost, EntryKind, OpenState, ServesSex, Standing,
};
use usalama_core::model::duty::{
    CheckpointKind, ExceptionKind, Mandate, ObservationType, OccurrenceState, OrderMode, PatrolState, Priority,
    ReviewDecision, ShiftState, SkipReason, Strength, Transport, Verdict,
};
use usalama_core::model::grant::Capability;
use usalama_core::model::incident::{
    Anonymity, CaseStatus, Category, Channel, CorroborationKind, Flag, ForceUsed, HandoverRefusalReason, LinkRelation,
    Outcome, PublicationStatus, ReferenceSystem, RejectReason, ReporterRelation, TimePrecision, VehicleKind, Veracity,
    Weapon,
};
use usalama_core::model::outreach::{CountedAge, CountedSex, FacilitatorRole, OutreachKind, OutreachState, Prong};
use usalama_core::model::referral::{
    AgeBand, CentreWarning, ConsentBy, ConsentScope, ContactMode, Danger, DeclineReason, FollowUpResult, IntakeType,
    Need, ReferralState, RequestPriority, Sex,
};
use usalama_core::model::refusal::RefusalCode;
use usalama_core::model::retention::{LawfulBasis, Purpose, RetentionClass};
use usalama_core::model::solution::{
    BallotMethod, BallotOutcome, CommitmentState, Electorate, OutcomeVerdict, ProblemState, ProposalCategory,
    ProposalState, Stance,
};
use usalama_core::model::sos::{ContactedHow, SosKind, SosMode, SosOutcome, SosState, SosTrigger};
use usalama_core::model::tip::{
    InfoCredibility, SourceReliability, SourceRisk, TipBasis, TipFeedback, TipState, TipSubject, TipTopic,
};
use usalama_core::model::wording::HintKind;
use usalama_core::profile::Topic;
use usalama_core::store::Delivery;
use uuid::Uuid;

use crate::error::{ErrorCode, UsalamaError};

uniffi::custom_type!(Uuid, String, {
    remote,
    try_lift: |text| Ok(Uuid::try_parse(&text)?),
    lower: |id| id.to_string(),
});

// As milliseconds since 1970. The other side gives `i64::MIN` for what is no point in time, such as a `Date` of NaN: its own
// conversion could only end the app.
uniffi::custom_type!(Timestamp, i64, {
    remote,
    try_lift: |millis| match millis {
        i64::MIN => Err(UsalamaError::new(ErrorCode::Invalid, "a time is none, or beyond every calendar").into()),
        _ => Ok(Timestamp::from_millis(millis)),
    },
    lower: |at| at.as_millis(),
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
    AlertAnswer,
    AlertEvent,
    AlertState,
    AlertStatus,
    Anonymity,
    Audience,
    Capability,
    CaseStatus,
    Category,
    Certainty,
    Channel,
    CheckpointKind,
    ContactedHow,
    CorroborationKind,
    CountedAge,
    CountedSex,
    Delivery,
    ExceptionKind,
    FacilitatorRole,
    FaultCode,
    Flag,
    ForceUsed,
    HandoverRefusalReason,
    HintKind,
    Instruction,
    LawfulBasis,
    LinkRelation,
    Mandate,
    Mark,
    ObservationType,
    OccurrenceState,
    OrderMode,
    Outcome,
    OutreachKind,
    OutreachState,
    PartName,
    PatrolState,
    PositionSource,
    Priority,
    Prong,
    PublicationStatus,
    Purpose,
    ReferenceSystem,
    RefusalCode,
    RejectReason,
    ReporterRelation,
    RetentionClass,
    ReviewDecision,
    Role,
    Severity,
    ShiftState,
    SkipReason,
    SosKind,
    SosMode,
    SosOutcome,
    SosState,
    SosTrigger,
    Strength,
    TimePrecision,
    Topic,
    Transport,
    Unproven,
    Urgency,
    VehicleKind,
    Veracity,
    Verdict,
    Weapon,
    AccreditationBody,
    AccreditationStatus,
    Confidence,
    Cost,
    EntryKind,
    OpenState,
    ServesSex,
    Standing,
    InfoCredibility,
    SourceReliability,
    SourceRisk,
    TipBasis,
    TipFeedback,
    TipState,
    TipSubject,
    TipTopic,
    ReferralState,
    Need,
    RequestPriority,
    Danger,
    IntakeType,
    AgeBand,
    Sex,
    ConsentBy,
    ConsentScope,
    DeclineReason,
    ContactMode,
    FollowUpResult,
    CentreWarning,
    ProblemState,
    ProposalState,
    ProposalCategory,
    Stance,
    BallotMethod,
    Electorate,
    CommitmentState,
    OutcomeVerdict,
    BallotOutcome,
    VoteStanding,
);
