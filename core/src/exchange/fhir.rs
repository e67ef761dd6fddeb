//! A referral as a bundle of FHIR R4B (4.3.0): a `ServiceRequest` with its `Task`, a `Patient` who has no name but a pseudonym, and the
//! centre as an `Organization`.
//!
//! The elements are written out here, some forty of them: the crates that know FHIR know all of its hundred and forty resources, which
//! is more code than the whole of this library, for a phone that only ever writes four.

use serde::Serialize;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::keys::Hash;
use crate::model::referral::{Centre, Referral, ReferralState, Sex};

/// A bundle (`type` is always `collection`).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    resource_type: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    entry: Vec<BundleEntry>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct BundleEntry {
    full_url: String,
    resource: Resource,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "resourceType")]
enum Resource {
    ServiceRequest(Box<ServiceRequest>),
    Task(Box<Task>),
    Patient(Box<Patient>),
    Organization(Box<Organization>),
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ServiceRequest {
    id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replaces: Vec<Reference>,
    status: &'static str,
    intent: &'static str,
    category: [Concept; 1],
    priority: String,
    code: Concept,
    subject: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrence_date_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authored_on: Option<String>,
    performer: [Reference; 1],
    reason_code: [Concept; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    note: Vec<Annotation>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Task {
    id: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_reason: Option<Concept>,
    business_status: Concept,
    intent: &'static str,
    priority: String,
    code: Concept,
    focus: Reference,
    #[serde(rename = "for")]
    subject: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    authored_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
    owner: Reference,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Patient {
    id: String,
    extension: [Extension; 1],
    name: [HumanName; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    telecom: Vec<ContactPoint>,
    gender: &'static str,
    communication: [Communication; 1],
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Organization {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    telecom: Vec<ContactPoint>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Extension {
    url: &'static str,
    value_code: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct HumanName {
    #[serde(rename = "use")]
    usage: &'static str,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct ContactPoint {
    system: &'static str,
    value: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Communication {
    language: Concept,
    preferred: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Annotation {
    text: String,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
struct Concept {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    coding: Vec<Coding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Coding {
    system: String,
    code: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Reference {
    reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<String>,
}

impl Concept {
    fn coded(system: &str, code: &str, text: Option<&str>) -> Self {
        let coding = Coding { system: system.to_owned(), code: code.to_owned() };
        Self { coding: vec![coding], text: text.map(str::to_owned) }
    }
}

/// What codes of our own are called: nobody else has to know them to read the bundle.
fn ours(vocabulary: &str) -> String {
    format!("urn:usalama:{vocabulary}")
}

fn url(id: Uuid) -> String {
    format!("urn:uuid:{id}")
}

fn to(id: Uuid) -> Reference {
    Reference { reference: url(id), display: None }
}

/// The identity of a resource that belongs to a referral: the same whenever it is exported.
fn beside(referral: &Referral, resource: &str) -> Uuid {
    let hash = Hash::of("usalama 2026 FHIR resource", &[referral.id.0.as_bytes(), resource.as_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(hash.as_bytes().split_at(16).0);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// A referral as a bundle; nothing where what was asked for, or who is referred, is not known here.
#[must_use]
pub fn bundle(referral: &Referral, centre: Option<&Centre>, now: Timestamp) -> Option<Bundle> {
    let (asked, subject, state) = (referral.asked.as_ref()?, referral.subject.as_ref()?, referral.state.as_ref()?);
    let (request_id, facility) = (referral.id.0, asked.facility.0);
    let (task_id, patient_id) = (beside(referral, "Task"), beside(referral, "Patient"));
    let label = |label: Option<crate::text::Label>| label.map(|label| label.en);
    let notes = referral.words.iter().flat_map(|words| [&words.notes, &words.cost_note]).flatten();
    let owner = Reference { reference: url(facility), display: centre.map(|centre| centre.name.as_str().to_owned()) };
    let request = ServiceRequest {
        id: request_id.to_string(),
        replaces: asked.replaces.iter().map(|replaced| to(replaced.0)).collect(),
        status: state.fhir_request(),
        intent: "order",
        category: [Concept { coding: vec![], text: Some("Referral".to_owned()) }],
        priority: asked.urgency.code().to_owned(),
        code: Concept::coded(&ours("intake-type"), asked.intake.code(), label(asked.intake.label())),
        subject: to(patient_id),
        occurrence_date_time: referral.appointment.map(Timestamp::to_rfc3339),
        authored_on: referral.sent_at.map(Timestamp::to_rfc3339),
        performer: [owner.clone()],
        reason_code: [Concept::coded(&ours("need"), asked.need.code(), label(asked.need.label()))],
        note: notes.map(|note| Annotation { text: note.as_str().to_owned() }).collect(),
    };
    let declined = referral.declined.as_ref().filter(|_| *state == ReferralState::Declined);
    let task = Task {
        id: task_id.to_string(),
        status: state.fhir_task(),
        status_reason: declined.map(|why| Concept::coded(&ours("decline-reason"), why.code(), label(why.label()))),
        business_status: Concept::coded(&ours("referral-state"), state.code(), label(state.label())),
        intent: "order",
        priority: asked.urgency.code().to_owned(),
        code: Concept::coded("http://hl7.org/fhir/CodeSystem/task-code", "fulfill", None),
        focus: to(request_id),
        subject: to(patient_id),
        authored_on: referral.sent_at.map(Timestamp::to_rfc3339),
        last_modified: referral.changed_at.max(referral.sent_at).map(Timestamp::to_rfc3339),
        owner,
    };
    let patient = Patient {
        id: patient_id.to_string(),
        extension: [Extension { url: "urn:usalama:age-band", value_code: subject.age_band.code().to_owned() }],
        name: [HumanName { usage: "anonymous", text: subject.pseudonym.as_str().to_owned() }],
        telecom: subject.contact.iter().map(|value| ContactPoint { system: "phone", value: value.clone() }).collect(),
        gender: match subject.sex {
            Some(Sex::Female) => "female",
            Some(Sex::Male) => "male",
            Some(Sex::Other(_)) | None => "unknown",
        },
        communication: [Communication {
            language: Concept::coded("urn:ietf:bcp:47", &subject.preferred_lang, None),
            preferred: true,
        }],
    };
    let organization = Organization {
        id: facility.to_string(),
        name: centre.map_or_else(|| facility.to_string(), |centre| centre.name.as_str().to_owned()),
        telecom: centre
            .and_then(|centre| centre.phone.clone())
            .map(|value| ContactPoint { system: "phone", value })
            .into_iter()
            .collect(),
    };
    let entry = vec![
        BundleEntry { full_url: url(request_id), resource: Resource::ServiceRequest(Box::new(request)) },
        BundleEntry { full_url: url(task_id), resource: Resource::Task(Box::new(task)) },
        BundleEntry { full_url: url(patient_id), resource: Resource::Patient(Box::new(patient)) },
        BundleEntry { full_url: url(facility), resource: Resource::Organization(Box::new(organization)) },
    ];
    Some(Bundle { resource_type: "Bundle", kind: "collection", timestamp: now.to_rfc3339(), entry })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::SubjectId;
    use crate::model::actor::OrgId;
    use crate::model::referral::*;
    use crate::text::{Comment, Title};
    use serde_json::{Value, json};

    fn referral(state: ReferralState) -> Referral {
        let at = Timestamp::from_millis(1_795_536_000_000);
        Referral {
            state: Some(state),
            asked: Some(Asked {
                need: Need::HeroinOpioid,
                service: Uuid::from_u128(3),
                facility: OrgId(Uuid::from_u128(2)),
                urgency: RequestPriority::Asap,
                intake: IntakeType::Mat,
                transport_needed: true,
                replaces: Some(SubjectId(Uuid::from_u128(9))),
            }),
            subject: Some(Referred {
                pseudonym: Title::new("Simba").unwrap(),
                age_band: AgeBand::From25,
                sex: Some(Sex::Male),
                contact: Some("+254712345678".into()),
                preferred_lang: "sw-KE".into(),
            }),
            words: Some(CareWords { cost_note: None, notes: Some(Comment::new("Anahitaji usafiri").unwrap()) }),
            sent_at: Some(at),
            appointment: Some(at.plus(std::time::Duration::from_secs(86_400))),
            declined: Some(DeclineReason::Full),
            changed_at: Some(at),
            ..Referral::unknown(SubjectId(Uuid::from_u128(1)))
        }
    }

    fn written(state: ReferralState) -> Value {
        let now = Timestamp::from_millis(1_795_540_000_000);
        serde_json::to_value(bundle(&referral(state), None, now).unwrap()).unwrap()
    }

    #[test]
    fn every_state_has_the_codes_of_the_domains_table_and_every_reference_leads_into_the_bundle() {
        for state in ReferralState::ALL {
            let value = written(state.clone());
            assert_eq!((&value["resourceType"], &value["type"]), (&json!("Bundle"), &json!("collection")));
            let entries = value["entry"].as_array().unwrap();
            let kinds: Vec<&str> =
                entries.iter().map(|entry| entry["resource"]["resourceType"].as_str().unwrap()).collect();
            assert_eq!(kinds, ["ServiceRequest", "Task", "Patient", "Organization"]);
            let urls: Vec<&Value> = entries.iter().map(|entry| &entry["fullUrl"]).collect();
            let (request, task) = (&entries[0]["resource"], &entries[1]["resource"]);
            assert_eq!(request["status"], state.fhir_request());
            assert_eq!(task["status"], state.fhir_task());
            assert_eq!(task["businessStatus"]["coding"][0]["code"], state.code());
            assert_eq!(task.get("statusReason").is_some(), *state == ReferralState::Declined);
            for (reference, url) in [
                (&request["subject"], urls[2]),
                (&request["performer"][0], urls[3]),
                (&task["focus"], urls[0]),
                (&task["for"], urls[2]),
                (&task["owner"], urls[3]),
            ] {
                assert_eq!(reference["reference"], *url);
            }
        }
    }

    #[test]
    fn the_elements_are_those_of_r4b_and_nobody_has_a_name() {
        let value = written(ReferralState::Accepted);
        let names = |at: usize| -> Vec<String> {
            let mut names: Vec<String> = value["entry"][at]["resource"].as_object().unwrap().keys().cloned().collect();
            names.sort();
            names
        };
        assert_eq!(
            names(0),
            [
                "authoredOn",
                "category",
                "code",
                "id",
                "intent",
                "note",
                "occurrenceDateTime",
                "performer",
                "priority",
                "reasonCode",
                "replaces",
                "resourceType",
                "status",
                "subject"
            ]
        );
        assert_eq!(
            names(1),
            [
                "authoredOn",
                "businessStatus",
                "code",
                "focus",
                "for",
                "id",
                "intent",
                "lastModified",
                "owner",
                "priority",
                "resourceType",
                "status"
            ]
        );
        assert_eq!(names(2), ["communication", "extension", "gender", "id", "name", "resourceType", "telecom"]);
        let request = &value["entry"][0]["resource"];
        assert_eq!(request["priority"], "asap");
        assert_eq!(request["authoredOn"], "2026-11-24T16:00:00.000Z");
        assert_eq!(request["occurrenceDateTime"], "2026-11-25T16:00:00.000Z");
        assert_eq!(request["replaces"][0]["reference"], "urn:uuid:00000000-0000-0000-0000-000000000009");
        let patient = &value["entry"][2]["resource"];
        assert_eq!(patient["name"], json!([{ "use": "anonymous", "text": "Simba" }]));
        assert_eq!(patient["gender"], "male");
        assert_eq!(written(ReferralState::Accepted), value, "exported again it is the same");
        let unknown = Referral { subject: None, ..referral(ReferralState::Sent) };
        assert!(bundle(&unknown, None, Timestamp::from_millis(0)).is_none());
    }
}
