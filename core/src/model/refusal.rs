//! Why something may not be: one word a reason, in both languages, the same on phone, hub and wire.

use serde::{Deserialize, Serialize};

use super::incident::CaseStatus;

crate::vocabulary! {
    /// A stable reason for a refusal.
    pub enum RefusalCode {
        /// The case is not in a status that this act starts from.
        WrongStatus = "wrong_status", "The case has moved on", "Kesi imeshasonga mbele";
        /// The role may not do this.
        NotYourRole = "not_your_role", "Your role may not do this", "Jukumu lako haliruhusu hili";
        /// A crime is resolved by the police.
        CrimeNeedsPolice = "crime_needs_police", "Only the police resolve a crime", "Polisi pekee ndio wanaofunga kesi ya uhalifu";
        /// The place is outside the grant.
        OutOfScope = "out_of_scope", "Outside your area", "Nje ya eneo lako";
        /// Another station's case.
        OtherStation = "other_station", "Another station's case", "Kesi ya kituo kingine";
        /// Not the one it was assigned to.
        NotAssignee = "not_assignee", "Not assigned to you", "Hukupewa kazi hii";
        /// Not the one who reported it.
        NotReporter = "not_reporter", "Only the reporter may do this", "Mripoti pekee anaweza kufanya hili";
        /// The assignee has not accepted yet.
        NotAccepted = "not_accepted", "Not accepted yet", "Haijakubaliwa bado";
        /// Too far from the place, and no manual reason.
        TooFar = "too_far", "Too far from the place", "Uko mbali na mahali";
        /// No such offer, or one that was answered.
        NoOffer = "no_offer", "There is no open handover offer", "Hakuna makabidhiano yanayosubiri";
        /// Something that the act needs is missing.
        Incomplete = "incomplete", "Something is missing", "Kuna kitu kinakosekana";
        /// A second person must agree first.
        SecondPerson = "second_person", "A second person must agree", "Mtu wa pili lazima akubali";
        /// Not yet: a waiting time has not passed.
        TooEarly = "too_early", "Too early", "Ni mapema mno";
        /// The time for it has passed.
        TooLate = "too_late", "Too late", "Umechelewa";
        /// Accounts younger than 72 hours do not corroborate.
        NewAccount = "new_account", "Your account is too new (72 hours)", "Akaunti yako ni mpya mno (saa 72)";
        /// It was done before.
        AlreadyDone = "already_done", "You did this before", "Ulishafanya hili";
        /// The original of the duplicate is open: unlink instead.
        ParentOpen = "parent_open", "The other report is still open: unlink instead", "Ripoti nyingine bado iko wazi: itenganishe";
        /// Reports of harm to a child are never merged.
        NeverMerged = "never_merged", "Reports of this kind are never merged", "Ripoti za aina hii haziunganishwi";
        /// A category that is reported as a tip.
        TipOnly = "tip_only", "Send this as a tip", "Tuma hii kama dokezo";
        /// Wider than policy allows.
        AudienceTooWide = "audience_too_wide", "Too many people would see this", "Watu wengi mno wangeona hili";
        /// Mob risk: kept to responders.
        MobRisk = "mob_risk", "Kept to responders while a crowd is in danger", "Ni kwa wanaoitikia pekee";
        /// Part of a road that is not built yet.
        Unavailable = "unavailable", "Not available yet", "Bado haipatikani";
        /// No grant for this role.
        NoGrant = "no_grant", "You hold no grant for this role", "Huna idhini ya jukumu hili";
        /// The grant has run out.
        GrantExpired = "grant_expired", "Your grant has expired", "Idhini yako imeisha";
        /// The grant was taken back.
        GrantRevoked = "grant_revoked", "Your grant was revoked", "Idhini yako imefutwa";
        /// Five reports an hour.
        RateLimited = "rate_limited", "Too many reports in an hour", "Ripoti nyingi mno kwa saa moja";
        /// This one can be done only with a connection.
        NeedsConnection = "needs_connection", "This needs a connection", "Hili linahitaji mtandao";
        /// The hub alone does this.
        HubOnly = "hub_only", "Only the hub does this", "Kituo pekee hufanya hili";
        /// Not the bytes that were signed, or not an event of this shape.
        Malformed = "malformed", "The record is damaged", "Rekodi imeharibika";
        /// The signature does not hold.
        BadSignature = "bad_signature", "The signature does not hold", "Sahihi si sahihi";
        /// The chain does not follow.
        ChainBroken = "chain_broken", "The record does not follow from the one before", "Rekodi haifuatani";
        /// Another event holds its place in the chain.
        ChainFork = "chain_fork", "Two devices continued the same record", "Vifaa viwili viliendeleza rekodi moja";
        /// Who reported is not proven.
        IdentityUnproven = "identity_unproven", "The identity is not proven", "Utambulisho haujathibitishwa";
        /// Nothing is known of this subject.
        UnknownSubject = "unknown_subject", "Nothing is known of this", "Hakuna kinachojulikana kuhusu hili";
        /// A party to the matter, or close to one, has no say in it (DOMAIN §13.9).
        ConflictOfInterest = "conflict_of_interest", "You are a party to this", "Una maslahi katika jambo hili";
        /// Nothing was rejected that could be looked at again.
        NothingToAppeal = "nothing_to_appeal", "There is nothing to appeal against", "Hakuna uamuzi wa kukatia rufaa";
        /// Words that say who somebody is, and not what was done (DOMAIN §13.3).
        ProfilingOnly = "profiling_only", "Say what was done, not who somebody is", "Eleza kilichofanywa, si mtu ni nani";
        /// It belongs to another realm, which shares nothing with this one.
        WrongRealm = "wrong_realm", "Not here: this is kept apart", "Si hapa: hili hutunzwa kando";
        /// Whoever it is about has not agreed, or not to this.
        NoConsent = "no_consent", "Consent is missing", "Idhini haijatolewa";
        /// A child's guardian has to agree, or the children's office (116) where the guardian is the risk.
        GuardianNeeded = "guardian_needed", "A guardian must agree, or the children's office (116)", "Mlezi lazima akubali, au ofisi ya watoto (116)";
        /// The centre is not accredited, or nobody checked in the last 90 days.
        NotAccredited = "not_accredited", "The centre is not accredited today", "Kituo hakina idhini leo";
        /// A life is in danger: the emergency number goes first.
        EmergencyFirst = "emergency_first", "Call the emergency number first", "Piga simu ya dharura kwanza";
        /// A proposal or comment names a person (DOMAIN §9).
        NamesPerson = "names_person", "It names a person", "Linamtaja mtu";
        /// A proposal or comment names a household (DOMAIN §9).
        NamesHousehold = "names_household", "It names a household", "Linaitaja kaya";
        /// A proposal or comment would exclude a community (DOMAIN §9).
        ExcludesCommunity = "excludes_community", "It would exclude a community", "Lingeitenga jamii";
        /// A proposal would create patrols by unregistered persons (DOMAIN §9).
        UnregisteredPatrol = "unregistered_patrol", "Patrols are for registered guards and the police", "Doria ni ya walinzi waliosajiliwa na polisi";
        /// A vote that came too late (DOMAIN §9).
        LateVote = "late_vote", "Late, not counted", "Imechelewa, haikuhesabiwa";
        /// Not one of those who vote in this ballot.
        NotInElectorate = "not_in_electorate", "You do not vote in this ballot", "Wewe si mpiga kura katika kura hii";
        /// A moderator has not let it be shown.
        NotChecked = "not_checked", "A moderator has not approved it", "Msimamizi hajaidhinisha";
        /// Not the owner of the commitment.
        NotOwner = "not_owner", "Not your commitment", "Ahadi hii si yako";
        /// What an officer did is audited: the account cannot be erased.
        AuditBound = "audit_bound", "Official records are kept for audit", "Rekodi rasmi huhifadhiwa kwa ukaguzi";
    }
}

/// A refusal: the reason, and the status the case is in, so that its author can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("refused: {code}")]
pub struct Refusal {
    /// Why.
    pub code: RefusalCode,
    /// The present status of the case, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<CaseStatus>,
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Self { code, current: None }
    }
}
