//! A new incident.

use super::acts::Judged;
use super::device::Usalama;
use super::error::Error;
use super::view::{IncidentView, view};
use crate::clock::Timestamp;
use crate::event::{Audience, Role, SubjectId};
use crate::geo::{AreaId, Cell};
use crate::keys::KeyPurpose;
use crate::model::incident::{
    Act, Anonymity, Contact, Entry, Identity, Incident, NewIncident, Occurred, Place, Report, Sensitive, Words,
};
use crate::policy::audience_for;
use crate::profile::{NewEvent, Profile, Signer};
use crate::store::Row;
use crate::text::{Label, is_e164};

/// What to tell a reporter at once where a crowd may take the law into its own hands (DOMAIN §13.6).
const MOB_ADVICE: Label = Label {
    en: "Do not join. Call 999 or 112. Tell the crowd that the police are coming.",
    sw: "Usijiunge. Piga simu 999 au 112. Waambie watu kwamba polisi wanakuja.",
};

/// A report that was taken down.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    /// As it stands.
    pub incident: IncidentView,
    /// What the reporter should be told at once.
    pub advice: Vec<Label>,
}

impl Usalama {
    /// Reports an incident. When this returns, it is on this phone for good and in the outbox.
    ///
    /// One that is `anonymous` goes by another road, with [`Usalama::report_anonymously`], and is refused here as `unavailable`.
    ///
    /// # Errors
    /// [`Error::Refused`] where policy says no; [`Error::Invalid`] for a language, phone number or contact that is none;
    /// [`Error::Store`] where the disk does not play along. Nothing is written then.
    pub fn report(&self, new: NewIncident) -> Result<Reported, Error> {
        let profile = self.profile()?;
        let role = self.acting_role()?;
        check(&new)?;
        let id = SubjectId::now(self.clock.now());
        let (report, events, area) = essentials_of(&profile, self.clock.now(), &new)?;
        let advice = advice(&report);
        let signer = profile.signer(role.clone(), id);
        let identity = (role == Role::Resident).then(|| identity(&profile, &signer, id, &new));
        let entry = parts_of(&new, report, identity);
        let nothing = Incident::unknown(id);
        let judged = Judged { incident: &nothing, mine: true, entry: &entry, role: &role, area, audience: &events };
        self.must_be_allowed(&profile, &judged)?;
        let row = profile.begin(NewEvent { signer: &signer, deed: (&entry).into(), area, audience: events })?;
        let incident = view(&profile, row.and_then(Row::incident).ok_or(Error::NotFound)?);
        Ok(Reported { incident, advice })
    }
}

/// What every reader of a report may know, the audience of its events, and its area.
pub(super) fn essentials_of(
    profile: &Profile,
    now: Timestamp,
    new: &NewIncident,
) -> Result<(Report, Audience, Option<AreaId>), Error> {
    let directory = profile.directory();
    let position = new.whereabouts.position.as_ref();
    let area = position.and_then(|position| directory.ward(position.at)).or(new.whereabouts.area);
    let sensitive = categories(new).any(|category| category.facts().sensitive);
    let cell = match position.filter(|_| !sensitive) {
        Some(position) => Some(Cell::containing(position.at, directory.areas.coarsen_m_at(position.at))?),
        None => None,
    };
    let requested = new.visibility.clone().unwrap_or_else(|| new.category.facts().default_audience);
    let mut report = Report {
        category: new.category.clone(),
        secondary: new.secondary.clone(),
        severity: new.severity.clone(),
        occurred: new.occurred.clone().unwrap_or_else(|| Occurred::now(now)),
        flags: new.flags.clone(),
        weapon_seen: new.weapon_seen.clone(),
        relation: new.relation.clone(),
        anonymity: new.anonymity.clone(),
        visibility_requested: requested,
        channel: new.channel.clone(),
        lang: new.lang.clone(),
        cell,
        proxy_consent: new.proxy_consent,
        links: new.links.clone(),
        external_refs: new.external_refs.clone(),
        consents: new.consents.clone(),
    };
    let (events, visibility) = audience_for(&report, &report.visibility_requested);
    report.visibility_requested = visibility;
    Ok((report, events, area))
}

/// The report with all that goes with it.
pub(super) fn parts_of(new: &NewIncident, report: Report, identity: Option<Identity>) -> Entry {
    Entry {
        act: Act::Submitted(Box::new(report)),
        text: words(new),
        place: (!new.whereabouts.is_empty()).then(|| Place {
            position: new.whereabouts.position.clone(),
            place_text: new.whereabouts.place_text.clone(),
            indoor: new.whereabouts.indoor,
        }),
        sensitive: sensitive_part(new),
        identity,
    }
}

/// What the reporter should be told at once.
pub(super) fn advice(report: &Report) -> Vec<Label> {
    if report.is_mob_risk() { vec![MOB_ADVICE] } else { vec![] }
}

fn identity(profile: &Profile, signer: &Signer, id: SubjectId, new: &NewIncident) -> Identity {
    let bound = Identity::bind(profile.actor(), id, signer.author().key(), &profile.keyring().key(KeyPurpose::Account));
    match &new.contact {
        Some(Contact { name, phone, named_to_ra }) => {
            Identity { name: Some(name.clone()), phone: phone.clone(), named_to_ra: *named_to_ra, ..bound }
        }
        None => bound,
    }
}

fn categories(new: &NewIncident) -> impl Iterator<Item = &crate::model::incident::Category> {
    std::iter::once(&new.category).chain(&new.secondary)
}

pub(super) fn check(new: &NewIncident) -> Result<(), Error> {
    if new.whereabouts.is_empty() {
        return Err(Error::Refused(crate::model::refusal::RefusalCode::Incomplete.into()));
    }
    check_lang(&new.lang)?;
    if new.flags.len() > 16 || new.links.len() > 32 || new.external_refs.len() > 16 || new.consents.len() > 16 {
        return Err(Error::Invalid("too many flags, links, references or consents"));
    }
    match (&new.contact, &new.anonymity) {
        (Some(contact), Anonymity::Named) => match &contact.phone {
            Some(phone) if !is_e164(phone) => {
                Err(Error::Invalid("the phone number must be E.164, such as +254712345678"))
            }
            _ => Ok(()),
        },
        (Some(_), _) => Err(Error::Invalid("a name or phone number goes with a named report alone")),
        (None, _) => Ok(()),
    }
}

fn words(new: &NewIncident) -> Option<Words> {
    let words = Words { title: new.title.clone(), description: new.description.clone(), comment: None };
    (words != Words::default()).then_some(words)
}

fn sensitive_part(new: &NewIncident) -> Option<Sensitive> {
    let part =
        Sensitive { people_hint: new.people_hint.clone(), vehicle_hint: new.vehicle_hint.clone(), handover: None };
    (part != Sensitive::default()).then_some(part)
}

/// Whether this is the shape of a BCP 47 tag.
pub(super) fn check_lang(lang: &str) -> Result<(), Error> {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if lang.is_empty() || lang.len() > 35 || !lang.chars().all(letters) {
        return Err(Error::Invalid("the language must be a BCP 47 tag such as sw-KE, or und"));
    }
    Ok(())
}
