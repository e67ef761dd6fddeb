//! A hub's life: restarts, the command line, the admin beside it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use usalama_core::event::{Audience, Role};
use usalama_core::model::cap::Severity;
use usalama_core::model::incident::*;
use usalama_core::policy::ACCEPT_WITHIN;
use usalama_core::sync::wire::*;

use super::harness::*;
use super::place::*;

fn admin(data: &Path, words: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_usalama-hub"))
        .args(["admin", "--data"])
        .arg(data)
        .args(words)
        .output()
        .unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn printed(data: &Path, words: &[&str]) -> String {
    String::from_utf8(admin(data, words).stdout).unwrap().trim_end().to_owned()
}

#[tokio::test]
async fn a_restart_keeps_everything_timers_and_sessions_too() {
    let town = Town::new().await;
    let mut supervisor = town.official(Role::FirmSupervisor, Some(FIRM), SITE).await;
    let guard = town.official(Role::Guard, Some(FIRM), SITE).await;
    let (role, audience) = (Role::FirmSupervisor, Audience::Responders);
    let subject = supervisor.reports(&town, role.clone(), Category::Robbery, Some(here())).await;
    let triaged = Act::Triaged(Triaged { severity: Severity::Severe });
    supervisor.acts(&town, role.clone(), subject, audience.clone(), triaged.into()).await;
    let accept_by = town.now().plus(ACCEPT_WITHIN);
    let assigned = Act::Assigned(Assigned { to: guard.actor, unit: Some(FIRM), accept_by });
    supervisor.acts(&town, role, subject, audience, assigned.into()).await;
    let hub_key = supervisor.session.as_ref().unwrap().hub_key;

    let town = town.restart().await;
    supervisor.pull(&town).await;
    assert_eq!(supervisor.events(subject).len(), 3);
    town.advance(2 * ACCEPT_WITHIN).await;
    let town = town.restart().await;
    supervisor.pull(&town).await;
    assert_eq!(supervisor.incident(subject).unwrap().status, Some(CaseStatus::Triaged), "the clock stays moved");
    assert_eq!(supervisor.sign_in(&town).await.unwrap().hub_key, hub_key);
}

#[tokio::test]
async fn what_the_administrator_sees_is_what_a_phone_folds_byte_for_byte() {
    let town = Town::new().await;
    let mut reporter = town.resident("+254712345678", WARD).await;
    let mut police = town.official(Role::PoliceOfficer, Some(STATION), STATION_AREA).await;
    for category in [Category::Robbery, Category::Theft, Category::Waste] {
        let (subject, event) = reporter.report(&town, Role::Resident, category, Some(here()));
        reporter.tell(&town, &event).await;
        let audience = event.header().audience.clone();
        let triaged = Act::Triaged(Triaged { severity: Severity::Moderate });
        police.acts(&town, Role::PoliceOfficer, subject, audience, triaged.into()).await;
    }
    reporter.pull(&town).await;
    police.pull(&town).await;
    let subjects: Vec<_> = printed(town.data(), &["views"])
        .lines()
        .map(|line| serde_json::from_str::<Incident>(line).unwrap().id)
        .collect();
    assert_eq!(subjects.len(), 3);
    assert!(subjects.is_sorted());
    let folded = |person: &Person| {
        let of = |subject: &usalama_core::event::SubjectId| person.incident(*subject).unwrap();
        subjects.iter().map(|id| serde_json::to_string(&of(id)).unwrap()).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(printed(town.data(), &["views"]), folded(&reporter));
    assert_eq!(printed(town.data(), &["views", "--without", "identity"]), folded(&police));
    let stats: serde_json::Value = serde_json::from_str(&printed(town.data(), &["stats"])).unwrap();
    assert_eq!((&stats["accounts"], &stats["accepted"], &stats["subjects"]), (&2.into(), &6.into(), &3.into()));
}

#[tokio::test]
async fn an_administrator_works_beside_a_running_hub() {
    let town = Town::new().await;
    let data = town.data();
    let etag = async || town.http.get(town.url(paths::AREAS)).send().await.unwrap().headers()["etag"].clone();
    let before = etag().await;
    let wards = data.join("wards.geojson");
    std::fs::write(
        &wards,
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"HILL","code":"7"},
            "geometry":{"type":"Polygon","coordinates":[[[36.85,-1.35],[36.86,-1.35],[36.86,-1.34],[36.85,-1.35]]]}}]}"#,
    )
    .unwrap();
    let file = wards.to_str().unwrap();
    let words = ["area", "import", file, "--kind", "ward", "--name-property", "name", "--code-property", "code"];
    let line = printed(data, &[&words[..], &["--source", "by hand", "--licence", "CC0", "--kenya"]].concat());
    let (ward, name) = line.split_once(' ').unwrap();
    assert_eq!(name, "Hill");
    assert_ne!(etag().await, before, "the hub has noticed");

    let org = printed(
        data,
        &[
            "org",
            "create",
            "--kind",
            "security_firm",
            "--name",
            "Askari",
            "--site",
            ward,
            "--licence-number",
            "1",
            "--licence-status",
            "valid",
        ],
    );
    let invitation = printed(
        data,
        &["invite", "--role", "guard", "--org", &org, "--area", ward, "--gfn", "G1", "--gfn-status", "valid"],
    );
    let mut guard = Person::new();
    let enrolled = guard.enrol(&town, EnrolBy::Invitation { invitation }, None).await.unwrap();
    let grant = enrolled.grants[0].verify(&enrolled.hub_key).unwrap();
    assert_eq!((grant.org.unwrap().to_string(), grant.credential.unwrap().gfn), (org, "G1".to_owned()));
    let id = grant.id.0.to_string();
    assert!(printed(data, &["grant", "list"]).contains(&format!("{id} guard {} current", guard.actor)));
    guard.sign_in(&town).await.unwrap();
    admin(data, &["grant", "revoke", &id]);
    let over = town.post(paths::PULL, Some(&guard.token), &Pull::default()).await;
    assert_eq!(over.status(), 401, "whoever loses a grant loses the session");
    assert_eq!(guard.sign_in(&town).await.unwrap().revoked, [grant.id]);

    let exported = printed(data, &["reference", "export"]);
    let copy = data.join("reference.json");
    std::fs::write(&copy, &exported).unwrap();
    let other = tempfile::tempdir().unwrap();
    admin(other.path(), &["reference", "import", copy.to_str().unwrap()]);
    assert_eq!(printed(other.path(), &["reference", "export"]), exported);
}

#[test]
fn nonsense_is_refused_whole_and_said_plainly() {
    let data = tempfile::tempdir().unwrap();
    let refused = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_usalama-hub"))
            .args(["admin", "--data"])
            .arg(data.path())
            .args(words)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{words:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(refused(&["invite", "--role", "hub"]).contains("hub's own role"));
    assert!(refused(&["invite", "--role", "king"]).contains("no role 'king'"));
    let nowhere = uuid::Uuid::nil().to_string();
    assert!(refused(&["invite", "--role", "guard", "--area", &nowhere]).contains("no area"));
    assert!(refused(&["org", "create", "--kind", "police_station", "--name", " "]).contains("needs a name"));
    assert!(refused(&["grant", "revoke", &nowhere]).contains("no such grant"));
    let mut town = town();
    town.organisations[0].area = Some(usalama_core::geo::AreaId::new(uuid::Uuid::from_u128(999)));
    let file = data.path().join("reference.json");
    std::fs::write(&file, serde_json::to_vec(&town).unwrap()).unwrap();
    assert!(refused(&["reference", "import", file.to_str().unwrap()]).contains("no area"));
    assert_eq!(printed(data.path(), &["reference", "export"]), r#"{"areas":[],"organisations":[]}"#);
}

#[test]
fn the_program_says_where_it_listens_and_ends_when_it_is_told_to() {
    let data = tempfile::tempdir().unwrap();
    let settings = data.path().join("hub.toml");
    std::fs::write(&settings, "listen = '127.0.0.1:0'\nlog = 'json'\n").unwrap();
    let mut hub = Command::new(env!("CARGO_BIN_EXE_usalama-hub"))
        .args(["serve", "--dev", "--config"])
        .arg(&settings)
        .env("USALAMA_HUB_DATA", data.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(hub.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    let address = line.strip_prefix("listening on ").unwrap().to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answer = runtime.block_on(async {
        let request = CodeRequest { phone: "+254712345678".to_owned() };
        client().post(format!("http://{address}{}", paths::ENROL_CODE)).json_body(&request).send().await.unwrap()
    });
    assert_eq!(answer.status(), 200);
    let code = lines.next().unwrap().unwrap();
    let words: Vec<&str> = code.split(' ').collect();
    assert_eq!((words[0], words[2], words[3].len()), ("enrolment", "code", 6), "{code}");

    let told = Command::new("kill").arg(hub.id().to_string()).status().unwrap();
    assert!(told.success());
    let output = hub.wait_with_output().unwrap();
    assert!(output.status.success());
    let logs = String::from_utf8(output.stderr).unwrap();
    assert!(logs.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{logs}");
    assert!(!logs.contains("254712345678") && !logs.contains(words[3]), "no log names anybody");
    let log = data.path().join("hub.db-wal");
    assert_eq!(std::fs::metadata(&log).map_or(0, |file| file.len()), 0, "the ledger was tidied");
}
