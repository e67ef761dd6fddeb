//! The description says what the hub does: every path, and the very values that go over the wire.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Value, json};
use usalama_core::event::{Audience, Role};
use usalama_core::model::cap::Severity;
use usalama_core::model::directory::{Change, DirectoryChange};
use usalama_core::model::grant::Capability;
use usalama_core::model::incident::*;
use usalama_core::sync::wire::*;
use usalama_hub::http::ROUTES;

use super::harness::*;
use super::place::*;

const SIGNED: usalama_core::keys::Signature = usalama_core::keys::Signature::from_bytes([7; 64]);

fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi.json")).unwrap()
}

#[tokio::test]
async fn every_path_is_described_and_every_described_path_is_there() {
    let town = Town::new().await;
    let served: Value = {
        let answer = town.http.get(town.url("/openapi.json")).send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    };
    assert_eq!(served, document());
    assert_eq!(served["openapi"], "3.1.0");
    let described: BTreeSet<(String, String)> = served["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| item.as_object().unwrap().keys().map(move |method| (method.clone(), path.clone())))
        .collect();
    let routes: BTreeSet<(String, String)> =
        ROUTES.iter().map(|(method, path)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(described, routes);
    for (method, path) in routes {
        let url = town.url(&path);
        let request = if method == "get" { town.http.get(url) } else { town.http.post(url) };
        let status = request.send().await.unwrap().status();
        assert!(status != 404 && status != 405, "{method} {path}: {status}");
    }
}

#[test]
fn every_operation_says_how_it_fails_and_every_reference_leads_somewhere() {
    let document = document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            // Where nobody is counted, nobody comes too often: there it costs work.
            let counted = path != usalama_core::sync::anonymous::PATH;
            assert!(responses.contains_key("default") && responses.contains_key("429") == counted, "{method} {path}");
            let bearer = !operation["security"].as_array().unwrap().is_empty();
            assert!(!bearer || responses.contains_key("401"), "{method} {path}");
        }
    }
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(target)) = members.get("$ref") {
                    assert!(document.pointer(target.strip_prefix('#').unwrap()).is_some(), "{target}");
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

/// The schemas, closed: what is not described is not allowed.
struct Schemas(Value);

fn county() -> usalama_core::geo::CountyCode {
    usalama_core::geo::CountyCode::new(47).unwrap()
}

impl Schemas {
    fn closed() -> Self {
        let mut document = document();
        let components = document["components"].take();
        let mut schemas = json!({ "components": components });
        close(&mut schemas);
        Self(schemas)
    }

    fn wrong(&self, name: &str, value: &Value) -> Vec<String> {
        let mut schema = self.0.clone();
        schema["$ref"] = format!("#/components/schemas/{name}").into();
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    #[track_caller]
    fn check<T: Serialize + ?Sized>(&self, name: &str, value: &T) {
        let value = serde_json::to_value(value).unwrap();
        let wrong = self.wrong(name, &value);
        assert!(wrong.is_empty(), "{name}: {wrong:#?}\n{value:#}");
    }
}

fn close(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(close);
            let open = members.contains_key("properties") && !members.contains_key("additionalProperties");
            if open && members.get("type") == Some(&json!("object")) {
                members.insert("additionalProperties".to_owned(), false.into());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[test]
fn what_is_not_described_does_not_pass() {
    let schemas = Schemas::closed();
    let wrong = |name: &str, value: Value| assert!(!schemas.wrong(name, &value).is_empty(), "{name}: {value}");
    wrong("Problem", json!({ "code": "internal" }));
    wrong("Problem", json!({ "code": "internal", "message": "", "phone": "+254712345678" }));
    wrong("CodeSent", json!({ "enrolment": "no uuid", "expires_in_s": 600 }));
    wrong("PushResult", json!({ "perhaps": {} }));
    wrong("Heads", json!({ "heads": { "everything": 1 } }));
}

#[tokio::test]
async fn what_goes_over_the_wire_is_what_is_described() {
    let (town, schemas) = (Town::new().await, Schemas::closed());

    let request = CodeRequest { phone: "+254712345678".to_owned() };
    schemas.check("CodeRequest", &request);
    schemas.check("CodeSent", &town.ask::<_, CodeSent>(paths::ENROL_CODE, None, &request).await.unwrap());
    let mut reporter = Person::new();
    let by = town.code("+254712345678").await;
    schemas.check("Enrol", &reporter.enrolment(by.clone(), Some(WARD)));
    let enrolled = reporter.enrol(&town, by, Some(WARD)).await.unwrap();
    schemas.check("Enrolled", &enrolled);
    schemas.check("Grant", &enrolled.grants[0].verify(&enrolled.hub_key).unwrap());
    let request = ChallengeRequest { actor: reporter.actor };
    schemas.check("ChallengeRequest", &request);
    schemas.check("Challenge", &town.ask::<_, Challenge>(paths::CHALLENGE, None, &request).await.unwrap());
    schemas.check("Session", &reporter.sign_in(&town).await.unwrap());
    schemas.check("Problem", &reporter.sign_in_as(&town, 1).await.unwrap_err().1);

    let ocs = town.ranked(Role::PoliceOfficer, Some(STATION), STATION_AREA, Some(Capability::Ocs)).await;
    let invite = Invite {
        as_role: Role::PoliceOfficer,
        role: Role::PoliceOfficer,
        org: Some(STATION),
        areas: vec![STATION_AREA],
        capability: Some(Capability::Desk),
        credential: None,
    };
    schemas.check("Invite", &invite);
    let invitation: Invitation = town.ask(paths::INVITATIONS, Some(&ocs.token), &invite).await.unwrap();
    schemas.check("Invitation", &invitation);
    let at = usalama_core::clock::Timestamp::from_millis(1_795_554_000_000);
    schemas.check("EraseAccount", &EraseAccount { actor: reporter.actor, at, signature: SIGNED });
    schemas.check("AccountErased", &AccountErased { erased: 2, kept: 1 });
    schemas.check("WhoseAccount", &WhoseAccount { enrolment: uuid::Uuid::nil(), code: "123456".to_owned() });
    schemas.check("Whose", &Whose { actor: reporter.actor });
    let mut desk = Person::new();
    let by = EnrolBy::Invitation { invitation: invitation.invitation };
    schemas.check("Enrol", &desk.enrolment(by.clone(), None));
    schemas.check("Grant", &{
        let enrolled = desk.enrol(&town, by, None).await.unwrap();
        enrolled.grants[0].verify(&enrolled.hub_key).unwrap()
    });
    desk.sign_in(&town).await.unwrap();

    let (subject, first) = reporter.report(&town, Role::Resident, Category::Theft, Some(here()));
    let said = with_comment(Act::Updated(Updated { internal: false }), "It was red");
    let second = reporter.sign(&town, Role::Resident, subject, Audience::Ra, &said);
    let third = reporter.sign(&town, Role::Resident, subject, Audience::Ra, &said);
    let triaged: Entry = Act::Triaged(Triaged { severity: Severity::Minor }).into();
    let foreign = reporter.sign(&town, Role::Guard, subject, Audience::Ra, &triaged);
    let early = desk.sign(&town, Role::PoliceOfficer, usalama_core::event::SubjectId::random(), Audience::Ra, &triaged);
    let _not_sent = reporter.sign(&town, Role::Resident, subject, Audience::Ra, &said);
    let gap = reporter.sign(&town, Role::Resident, subject, Audience::Ra, &said);
    let events = [first.clone(), second, third, first, foreign, early, gap];
    let push = Push { sent_at: town.now(), events: usalama_core::event::pack(&events) };
    assert!(push.events.iter().any(|event| event.delta.is_some()));
    schemas.check("Push", &push);
    let reply: PushReply = town.ask(paths::EVENTS, Some(&reporter.token), &push).await.unwrap();
    schemas.check("PushReply", &reply);
    let signature = usalama_core::keys::Signature::from_bytes([7; 64]);
    schemas.check("PushReply", &PushReply { witnessed: vec![Witnessed { event: 3, signature }], ..reply.clone() });
    let met: BTreeSet<String> = serde_json::to_value(&reply).unwrap()["results"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|result| result.as_object().unwrap().keys().cloned())
        .collect();
    assert_eq!(met.len(), 4, "every result there is: {met:?}");

    let mut official = town.official(Role::RaOfficial, Some(ASSOCIATION), ASSOCIATION_AREA).await;
    official.pull(&town).await;
    let narrowed = Act::Narrowed(Narrowed { to: Audience::Police });
    let narrowed = desk.act(&town, Role::PoliceOfficer, subject, Audience::Ra, narrowed.into()).await;
    assert!(is_accepted(&narrowed), "{narrowed:?}");
    official.cursors.insert(usalama_core::policy::Bucket::Triage(COUNTRY), 3);
    let cursors = official.cursors.iter().map(|(bucket, cursor)| (BucketRef::short(bucket), *cursor));
    let whole = official.cursors.keys().cloned().map(BucketRef::from).collect();
    let held = Some(HeldWorld { areas: "0123456789ab".into(), packs: [(county(), 3)].into() });
    schemas.check("Pull", &Pull { cursors: cursors.collect(), whole, limit: Some(9), held });
    let page = official.pull_page(&town, None).await;
    assert!(page.buckets.iter().any(|bucket| matches!(bucket.items.as_slice(), [FeedItem::Evict(_), ..])));
    assert!(!page.withdrawn.is_empty());
    schemas.check("Page", &page);
    desk.cursors.insert(usalama_core::policy::Bucket::Actor(desk.actor), 77);
    let page = desk.pull_page(&town, None).await;
    assert!(page.buckets.iter().any(|bucket| bucket.reset) && !page.events.is_empty());
    schemas.check("Page", &page);

    let answer = town.http.get(town.url(paths::AREAS)).send().await.unwrap();
    let reference: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    schemas.check("Reference", &reference);

    let text = usalama_core::text::Text::new("It has moved.").unwrap();
    let id = uuid::Uuid::new_v4();
    let suggestion = Change::Suggested { entry: Some(id.into()), text };
    let organization = serde_json::json!({ "id": id, "name": "Invented", "description": "Invented.",
        "services": [{ "id": id, "name": "Invented", "status": "active" }], "usalama": { "kind": "clinic" } });
    let published = Change::Published(serde_json::from_value(organization).unwrap());
    let mut results = vec![];
    for what in [suggestion, published, Change::Retired(id.into())] {
        let id = uuid::Uuid::new_v4();
        let change = DirectoryChange { id, as_role: Role::PoliceOfficer, made_at: town.now(), county: county(), what };
        schemas.check("DirectoryChange", &change);
        let result: ChangeResult = town.ask(paths::DIRECTORY_CHANGES, Some(&ocs.token), &change).await.unwrap();
        schemas.check("ChangeResult", &result);
        results.push(result);
    }
    assert_eq!(results[0], ChangeResult::Taken);
    assert!(matches!(&results[1], ChangeResult::Refused(refusal) if refusal.code.code() == "not_your_role"));
    assert!(matches!(&results[2], ChangeResult::Refused(refusal) if refusal.code.code() == "unknown_subject"));
    let ask = DirectoryAsk { held: [(county(), 0)].into() };
    schemas.check("DirectoryAsk", &ask);
    let news: DirectoryNews = town.ask(paths::DIRECTORY, Some(&ocs.token), &ask).await.unwrap();
    schemas.check("DirectoryNews", &news);
    schemas.check("SuggestionsAsk", &SuggestionsAsk {});
    let denied = town.ask::<_, Suggestions>(paths::DIRECTORY_SUGGESTIONS, Some(&ocs.token), &SuggestionsAsk {}).await;
    assert_eq!(denied.unwrap_err().0, 403, "for administrators alone");

    let health = town.http.get(town.url("/healthz")).send().await.unwrap();
    schemas.check("Health", &serde_json::from_slice::<Value>(&health.bytes().await.unwrap()).unwrap());
}
