//! Evidence: what can be shown of a patrol afterwards, to whom, and what cannot.

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::{AnchoredBy, Audit, FaultCode, SubjectId, Unproven};
use usalama_core::keys::PublicKey;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::{ErrorCode, UsalamaError};
use crate::patrol_detail::PatrolDetail;

/// What an audit of a patrol's record showed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PatrolAudit {
    /// Whether the record is as its guard signed it, and as everybody saw it who witnessed it.
    pub is_unchanged: bool,
    /// How many events there are.
    pub events: u32,
    /// What is wrong with the first bad event, where there is one.
    pub fault: Option<FaultCode>,
    /// The first bad event, where it can be read.
    pub bad_event: Option<Uuid>,
    /// Its place, from 1.
    pub bad_seq: Option<u64>,
    /// Up to where somebody else holds the record in place, and who.
    pub anchors: Vec<Anchor>,
    /// What none of this proves; always that the guard was there.
    pub not_proven: Vec<Unproven>,
}

/// What holds a record in place, up to an event.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Anchor {
    /// Up to which place, from 1.
    pub seq: u64,
    /// Whose signature it is, as text of the public key; nothing where the record ended, as it had to.
    pub witness: Option<String>,
    /// When the witness saw it.
    pub at: Option<Timestamp>,
}

impl From<Audit> for PatrolAudit {
    fn from(audit: Audit) -> Self {
        let anchors = audit.anchors.iter().map(|anchor| match anchor.by {
            AnchoredBy::Witness { key, at } => Anchor { seq: anchor.seq, witness: Some(key.into()), at: Some(at) },
            AnchoredBy::End => Anchor { seq: anchor.seq, witness: None, at: None },
        });
        Self {
            is_unchanged: audit.is_unchanged(),
            events: u32::try_from(audit.events).unwrap_or(u32::MAX),
            anchors: anchors.collect(),
            bad_event: audit.fault.as_ref().and_then(|fault| fault.event).map(|event| event.0),
            bad_seq: audit.fault.as_ref().map(|fault| fault.seq),
            fault: audit.fault.map(|fault| fault.code),
            not_proven: audit.not_proven,
        }
    }
}

/// Whom a patrol's file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum FileFor {
    /// Whoever has to decide a dispute: nothing is left out.
    Evidence,
    /// The client: without the track and exact positions.
    Client,
}

/// A patrol's file, checked without a hub.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct CheckedPatrolFile {
    /// The patrol with verdicts and exceptions.
    pub patrol: PatrolDetail,
    /// What the audit of the guard's record shows.
    pub audit: PatrolAudit,
    /// When the file was made, as its maker says.
    pub made_at: Timestamp,
}

#[uniffi::export]
impl Usalama {
    /// Audits a patrol's record as it is on this phone.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn verify_patrol(&self, id: Uuid) -> Result<PatrolAudit, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.verify_patrol(SubjectId(id))?.into())).await
    }

    /// The head of a patrol's record as text for a QR code, for another phone to sign.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn patrol_head_code(&self, id: Uuid) -> Result<String, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.patrol_head_code(SubjectId(id))?)).await
    }

    /// Signs the head of another guard's patrol that was scanned; gives the text for the code to show back.
    ///
    /// # Errors
    /// `Qr` for text that is no head; `Refused` with `second_person` for one's own, with `no_grant` without a grant.
    pub async fn witness_patrol(&self, code: String) -> Result<String, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.witness_patrol(&code)?)).await
    }

    /// Keeps the signature that another phone gave for the head of a patrol.
    ///
    /// # Errors
    /// `Qr` for text that is none, or of a head that this phone does not have; `Refused` with `no_grant`; `NotEnrolled`.
    pub async fn take_up_witness(&self, code: String) -> Result<(), UsalamaError> {
        self.disk(move |usalama| Ok(usalama.take_up_witness(&code)?)).await
    }

    /// A patrol as a signed file that anybody can check with this library alone.
    ///
    /// # Errors
    /// `NotFound`; `File` where this phone does not hold what it takes; `Storage`.
    pub async fn export_patrol(&self, id: Uuid, purpose: FileFor) -> Result<String, UsalamaError> {
        let purpose = match purpose {
            FileFor::Evidence => client::FileFor::Evidence,
            FileFor::Client => client::FileFor::Client,
        };
        self.disk(move |usalama| Ok(usalama.export_patrol(SubjectId(id), purpose)?)).await
    }

    /// The public key of the hub, as text: what a patrol's file is checked with.
    ///
    /// # Errors
    /// `NotEnrolled`; `NotSignedIn`.
    pub async fn hub_key(&self) -> Result<String, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.hub_key()?.into())).await
    }

    /// The track of a patrol as GPX 1.1.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn patrol_gpx(&self, id: Uuid) -> Result<String, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.patrol_gpx(SubjectId(id))?)).await
    }

    /// The track of a patrol as GeoJSON, longitude first.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn patrol_geojson(&self, id: Uuid) -> Result<String, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.patrol_geojson(SubjectId(id))?)).await
    }

    /// A patrol's summary as JSON, for other systems: no position and no track.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn patrol_summary(&self, id: Uuid) -> Result<String, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.patrol_summary(SubjectId(id))?)).await
    }
}

/// Checks a patrol's file with the hub's public key, which whoever reads it must know from elsewhere. Needs no client and no hub.
///
/// # Errors
/// `File` naming what is wrong, and where; `Invalid` for text that is no key. Nothing in the file is to be believed then.
#[uniffi::export]
pub fn check_patrol_file(text: String, hub_key: String) -> Result<CheckedPatrolFile, UsalamaError> {
    let hub_key =
        PublicKey::try_from(hub_key).map_err(|_| UsalamaError::new(ErrorCode::Invalid, "not a public key"))?;
    let file = client::check_patrol_file(&text, &hub_key)?;
    let made_at = file.dossier.at;
    let audit =
        file.audits.first().cloned().ok_or_else(|| UsalamaError::new(ErrorCode::File, "the file holds no record"))?;
    let detail = client::PatrolDetail {
        patrol: file.patrol,
        assessment: file.assessment,
        delivery: usalama_core::store::Delivery::Delivered,
        changed_at: made_at,
    };
    Ok(CheckedPatrolFile { patrol: detail.into(), audit: audit.into(), made_at })
}
