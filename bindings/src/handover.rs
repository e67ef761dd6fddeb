//! The handover from guard to police: an offer and an acceptance, each signed and each made offline if need be.

use usalama_core::client;
use usalama_core::event::{EventId, SubjectId};
use usalama_core::model::actor::OrgId;
use usalama_core::model::incident::{ForceUsed, HandoverRefusalReason};
use usalama_core::text::Text;
use uuid::Uuid;

use crate::client::Usalama;
use crate::error::UsalamaError;
use crate::incident::Incident;
use crate::report::text;

/// What a guard hands over. No name or ID of a person: that belongs in the Occurrence Book.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HandoverOffer {
    /// To which station.
    pub to_station: Uuid,
    /// What happened, at most 2,000 characters.
    pub summary: String,
    /// How many people are handed over.
    #[uniffi(default = 0)]
    pub persons: u8,
    /// How many are injured.
    #[uniffi(default = 0)]
    pub injured: u8,
    /// Force used; none where nothing is said.
    #[uniffi(default = None)]
    pub force_used: Option<ForceUsed>,
    /// What force, where it was another than restraint.
    #[uniffi(default = None)]
    pub force_text: Option<String>,
    /// Property handed over, at most 32 pieces.
    #[uniffi(default = [])]
    pub property: Vec<String>,
    /// Events that are evidence, at most 32.
    #[uniffi(default = [])]
    pub evidence: Vec<Uuid>,
}

/// How the police take over.
#[derive(Debug, Clone, Default, PartialEq, Eq, uniffi::Record)]
pub struct HandoverAcceptance {
    /// Occurrence Book number; within 24 hours with `record_ob`, else `without_ob` says why not.
    #[uniffi(default = None)]
    pub ob_number: Option<String>,
    /// Why there is no number.
    #[uniffi(default = None)]
    pub without_ob: Option<String>,
    /// The officer's service number.
    #[uniffi(default = None)]
    pub service_no: Option<String>,
    /// Condition of people and property.
    #[uniffi(default = None)]
    pub condition: Option<String>,
}

#[uniffi::export]
impl Usalama {
    /// Offers a handover to a station: the first of two signatures.
    ///
    /// # Errors
    /// As every act.
    pub async fn offer_handover(&self, id: Uuid, offer: HandoverOffer) -> Result<Incident, UsalamaError> {
        let property = offer.property.iter().map(|piece| Text::new(piece)).collect::<Result<_, _>>()?;
        let offer = client::Offer {
            persons: offer.persons,
            injured: offer.injured,
            force_used: offer.force_used.unwrap_or(ForceUsed::None),
            force_text: text(offer.force_text)?,
            property,
            evidence: offer.evidence.into_iter().map(EventId).collect(),
            ..client::Offer::new(OrgId(offer.to_station), Text::new(&offer.summary)?)
        };
        self.disk(move |usalama| Ok(usalama.offer_handover(SubjectId(id), offer)?.into())).await
    }

    /// Accepts the offer that waits: the second signature, over exactly that offer.
    ///
    /// # Errors
    /// As every act; `Refused` with `no_offer` where none waits.
    pub async fn accept_handover(&self, id: Uuid, acceptance: HandoverAcceptance) -> Result<Incident, UsalamaError> {
        let acceptance = client::Acceptance {
            ob_number: text(acceptance.ob_number)?,
            without_ob: text(acceptance.without_ob)?,
            service_no: text(acceptance.service_no)?,
            condition: text(acceptance.condition)?,
        };
        self.disk(move |usalama| Ok(usalama.accept_handover(SubjectId(id), acceptance)?.into())).await
    }

    /// Does not take the case over, and says where to go instead.
    ///
    /// # Errors
    /// As every act; `Refused` with `no_offer` where none waits.
    pub async fn refuse_handover(
        &self,
        id: Uuid,
        reason: HandoverRefusalReason,
        instead: String,
    ) -> Result<Incident, UsalamaError> {
        let instead = Text::new(&instead)?;
        self.disk(move |usalama| Ok(usalama.refuse_handover(SubjectId(id), reason, instead)?.into())).await
    }

    /// Adds the Occurrence Book number.
    ///
    /// # Errors
    /// As every act.
    pub async fn record_ob(&self, id: Uuid, ob_number: String) -> Result<Incident, UsalamaError> {
        let ob_number = Text::new(&ob_number)?;
        self.disk(move |usalama| Ok(usalama.record_ob(SubjectId(id), ob_number)?.into())).await
    }

    /// The case as texts for QR codes, to be shown one after the other on this screen to another phone's camera.
    ///
    /// # Errors
    /// `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn handover_codes(&self, id: Uuid) -> Result<Vec<String>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.handover_codes(SubjectId(id))?)).await
    }

    /// Takes up what was scanned from another phone, in any order, once it is checked.
    ///
    /// # Errors
    /// `Qr` for codes that are none, incomplete or altered; `Refused` with `no_grant` where somebody signed whom no grant
    /// covers; `NotEnrolled`. Nothing is taken up then.
    pub async fn take_up_codes(&self, codes: Vec<String>) -> Result<Incident, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.take_up_codes(&codes)?.into())).await
    }
}
