//! How people come in.

use std::time::Duration;

use usalama_core::event::{Audience, Role};
use usalama_core::model::actor::{CredentialStatus, GuardCredential};
use usalama_core::model::grant::{Capability, Grant};
use usalama_core::model::incident::Category;
use usalama_core::policy::Bucket;
use usalama_core::sync::wire::*;
use usalama_hub::ledger::LedgerError;
use usalama_hub::ledger::grants::{Terms, revoke};
use usalama_hub::{Hub, Settings, start};

use super::harness::*;
use super::place::*;

const DAY: Duration = Duration::from_secs(24 * 3600);

fn guard_terms() -> Terms {
    Terms {
        role: Role::Guard,
        org: Some(FIRM),
        areas: vec![SITE],
        capability: None,
        max_audience: Audience::Ra,
        credential: None,
    }
}

fn grants(enrolled: &Enrolled) -> Vec<Grant> {
    enrolled.grants.iter().map(|grant| grant.verify(&enrolled.hub_key).unwrap()).collect()
}

#[tokio::test]
async fn a_resident_enrols_with_a_code_and_reads_the_own_ward() {
    let town = Town::new().await;
    let mut person = Person::new();
    let by = town.code("+254712345678").await;
    let enrolled = person.enrol(&town, by, Some(WARD)).await.unwrap();
    let [grant] = grants(&enrolled).try_into().unwrap();
    assert_eq!((&grant.role, grant.areas.as_slice()), (&Role::Resident, [WARD].as_slice()));
    assert_eq!(grant.key, person.enrolment(town.code("+254712345679").await, None).account_key);
    person.sign_in(&town).await.unwrap();
    let buckets = town.buckets_of(person.actor);
    assert!(buckets.contains(&Bucket::Area { area: WARD, audience: Audience::Area }));
    assert!(!buckets.contains(&Bucket::Area { area: WARD, audience: Audience::Ra }));
    assert!(!buckets.contains(&Bucket::Area { area: OTHER_WARD, audience: Audience::Area }));
}

#[tokio::test]
async fn nobody_makes_themselves_everybodys_neighbour() {
    let town = Town::new().await;
    for (i, home) in [COUNTRY, CONSTITUENCY, STATION_AREA].into_iter().enumerate() {
        let person = town.resident(&format!("+25471234567{i}"), home).await;
        let own = [Bucket::Actor(person.actor), Bucket::Public, Bucket::Alerts];
        assert_eq!(town.buckets_of(person.actor), own.into(), "a home is a ward");
    }
}

#[tokio::test]
async fn five_wrong_codes_end_an_enrolment() {
    let town = Town::new().await;
    let EnrolBy::Code { enrolment, code } = town.code("+254712345678").await else { unreachable!() };
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let by = EnrolBy::Code { enrolment, code: wrong.to_owned() };
        let (status, problem) = Person::new().enrol(&town, by, None).await.unwrap_err();
        assert_eq!((status, problem.code.as_str()), (403, "forbidden"));
    }
    let (status, _) = Person::new().enrol(&town, EnrolBy::Code { enrolment, code }, None).await.unwrap_err();
    assert_eq!(status, 403, "the right code comes too late");
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_for_one_account() {
    let town = Town::new().await;
    let by = town.code("+254712345678").await;
    let mut first = Person::new();
    first.enrol(&town, by.clone(), None).await.unwrap();
    assert_eq!(grants(&first.enrol(&town, by.clone(), None).await.unwrap()).len(), 1, "a lost reply is given again");
    assert_eq!(Person::new().enrol(&town, by, None).await.unwrap_err().0, 403);
    let late = town.code("+254712345679").await;
    town.advance(Duration::from_secs(601)).await;
    assert_eq!(Person::new().enrol(&town, late, None).await.unwrap_err().0, 403);
}

#[tokio::test]
async fn a_number_belongs_to_one_account_and_a_new_install_of_it_takes_new_keys() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let by = town.code("+254712345678").await;
    let (status, problem) = Person::new().enrol(&town, by, None).await.unwrap_err();
    assert_eq!((status, problem.code.as_str()), (409, "already_enrolled"));

    person.host = usalama_core::keys::HostKey::generate().unwrap();
    let by = town.code("+254712345678").await;
    let enrolled = person.enrol(&town, by, None).await.unwrap();
    let [grant] = grants(&enrolled).try_into().unwrap();
    assert_eq!(grant.areas, [WARD], "the grant goes on, for the new key");
    person.sign_in_as(&town, 1).await.unwrap();
}

#[tokio::test]
async fn somebody_elses_number_does_not_give_away_an_account() {
    let town = Town::new().await;
    let victim = town.resident("+254712345678", WARD).await;
    let mut thief = Person::new();
    thief.actor = victim.actor;
    let by = town.code("+254700000001").await;
    let (status, problem) = thief.enrol(&town, by, None).await.unwrap_err();
    assert_eq!((status, problem.code.as_str()), (409, "already_enrolled"));
}

#[tokio::test]
async fn an_invitation_is_good_once_and_answers_the_same_person_again() {
    let town = Town::new().await;
    let by = town.invitation(&guard_terms());
    let mut guard = Person::new();
    let first = guard.enrol(&town, by.clone(), None).await.unwrap();
    let again = guard.enrol(&town, by.clone(), None).await.unwrap();
    assert_eq!(first.grants, again.grants);
    let [grant] = grants(&first).try_into().unwrap();
    assert_eq!(grant.key, guard.role_keys()[&Role::Guard]);
    let (status, problem) = Person::new().enrol(&town, by, None).await.unwrap_err();
    assert_eq!((status, problem.code.as_str()), (403, "forbidden"));
}

#[tokio::test]
async fn a_resident_becomes_a_guard_and_stays_a_resident() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let by = town.invitation(&guard_terms());
    let enrolled = person.enrol(&town, by, None).await.unwrap();
    let mut roles: Vec<Role> = grants(&enrolled).into_iter().map(|grant| grant.role).collect();
    roles.sort();
    assert_eq!(roles, [Role::Resident, Role::Guard]);
}

#[tokio::test]
async fn keys_that_are_not_bound_by_the_account_are_refused() {
    let town = Town::new().await;
    let person = Person::new();
    let mut request = person.enrolment(town.code("+254712345678").await, None);
    request.role_keys.remove(&Role::Guard);
    let answer: Result<Enrolled, _> = town.ask(paths::ENROL, None, &request).await;
    assert_eq!(answer.unwrap_err().0, 403);
}

#[tokio::test]
async fn a_number_that_is_none_gets_no_code_and_nobody_is_flooded() {
    let town = Town::new().await;
    for phone in ["0712345678", "999", "+0712345678"] {
        let asked: Result<CodeSent, _> =
            town.ask(paths::ENROL_CODE, None, &CodeRequest { phone: phone.to_owned() }).await;
        assert_eq!(asked.unwrap_err().0, 400, "{phone}");
    }
    for _ in 0..5 {
        town.code("+254712345678").await;
    }
    let asked: Result<CodeSent, _> =
        town.ask(paths::ENROL_CODE, None, &CodeRequest { phone: "+254712345678".to_owned() }).await;
    let (status, problem) = asked.unwrap_err();
    assert_eq!((status, problem.code.as_str(), problem.retry_after_s), (429, "rate_limited", Some(3600)));
}

#[tokio::test]
async fn without_a_road_for_codes_nobody_is_told_that_one_was_sent() {
    let directory = tempfile::tempdir().unwrap();
    let mut settings = Settings::in_directory(directory.path());
    settings.listen = "127.0.0.1:0".parse().unwrap();
    let running = start(Hub::open(settings, None).unwrap()).await.unwrap();
    let url = |path: &str| format!("http://{}{path}", running.address());
    let request = CodeRequest { phone: "+254712345678".to_owned() };
    let answer = client().post(url(paths::ENROL_CODE)).json_body(&request).send().await.unwrap();
    assert_eq!(answer.status(), 503);
    let problem: Problem = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!(problem.code, "unavailable");
    let moved = client().post(url("/dev/clock")).json_body(&serde_json::json!({"advance_s": 1})).send().await.unwrap();
    assert_eq!(moved.status(), 404, "the clock of a real hub cannot be moved");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_session_number_that_was_used_before_shows_a_clone() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let (status, problem) = person.sign_in_as(&town, 1).await.unwrap_err();
    assert_eq!((status, problem.code.as_str()), (409, "identity_conflict"));
    person.sign_in_as(&town, 7).await.unwrap();
    assert_eq!(person.sign_in_as(&town, 6).await.unwrap_err().0, 409);
}

#[tokio::test]
async fn a_session_takes_a_fresh_challenge_and_the_accounts_own_signature() {
    let town = Town::new().await;
    let person = town.resident("+254712345678", WARD).await;
    let mut stranger = Person::new();
    stranger.actor = person.actor;
    let (status, problem) = stranger.sign_in_as(&town, 9).await.unwrap_err();
    assert_eq!((status, problem.code.as_str()), (401, "unauthorised"));
    assert_eq!(Person::new().sign_in_as(&town, 1).await.unwrap_err().0, 401);
    let pull = Pull::default();
    let anonymous: Result<Page, _> = town.ask(paths::PULL, None, &pull).await;
    assert_eq!(anonymous.unwrap_err().0, 401);
    town.advance(Duration::from_secs(24 * 3600 + 1)).await;
    let late: Result<Page, _> = town.ask(paths::PULL, Some(&person.token), &pull).await;
    assert_eq!(late.unwrap_err().1.code, "unauthorised");
}

fn renewal(person: &Person) -> Renew {
    let before = person.ring().key(usalama_core::keys::KeyPurpose::Account);
    let mut after = Person::new();
    after.actor = person.actor;
    after.host = person.host.clone();
    after.generation = person.generation + 1;
    let account = after.ring().key(usalama_core::keys::KeyPurpose::Account);
    let role_keys = after.role_keys();
    let digest = keys_digest(person.actor, &account.public(), &role_keys);
    Renew {
        actor: person.actor,
        old_key: before.public(),
        account_key: account.public(),
        role_keys,
        old_signature: before.sign(digest.as_bytes()),
        signature: account.sign(digest.as_bytes()),
    }
}

#[tokio::test]
async fn a_clone_goes_on_under_new_keys_and_what_was_signed_before_still_counts() {
    let town = Town::new().await;
    let mut person = town.resident("+254712345678", WARD).await;
    let (_, before) = person.report(&town, Role::Resident, Category::PhoneSnatching, Some(here()));
    let request = renewal(&person);
    let renewed: Enrolled = town.ask(paths::RENEW, None, &request).await.unwrap();
    let again: Enrolled = town.ask(paths::RENEW, None, &request).await.unwrap();
    assert_eq!(renewed.grants, again.grants, "a lost reply is given again");
    let [grant] = grants(&renewed).try_into().unwrap();
    assert_eq!(grant.key, request.account_key);

    let old_token = person.token.clone();
    let pull = Pull::default();
    let old: Result<Page, _> = town.ask(paths::PULL, Some(&old_token), &pull).await;
    assert_eq!(old.unwrap_err().0, 401, "the other copy's session is over");
    let (status, problem) = person.sign_in_as(&town, 9).await.unwrap_err();
    assert_eq!((status, problem.code.as_str()), (409, "identity_conflict"));

    person.generation += 1;
    person.sign_in_as(&town, 1).await.unwrap();
    person.tell(&town, &before).await;
    let mut other_copy = renewal(&person);
    other_copy.old_key = request.old_key;
    other_copy.old_signature = request.old_signature;
    let late: Result<Enrolled, _> = town.ask(paths::RENEW, None, &other_copy).await;
    assert_eq!(late.unwrap_err().0, 401, "the old key did not sign these");
}

#[tokio::test]
async fn grants_are_renewed_before_they_run_out_and_never_once_taken_back() {
    let town = Town::new().await;
    let mut guard = town.official(Role::Guard, Some(FIRM), SITE).await;
    let first = guard.grants.clone();
    town.advance(20 * DAY).await;
    assert!(guard.sign_in(&town).await.unwrap().grants.is_empty(), "ten days are left, and nothing is new");
    town.advance(4 * DAY).await;
    let second = guard.sign_in(&town).await.unwrap();
    let [signed] = second.grants.as_slice() else { panic!("one grant takes the place of the other") };
    let id = signed.verify(&second.hub_key).unwrap().id;
    assert_eq!(guard.grants, [first[0], id]);
    let ledger = &town.running.hub().ledger;
    assert_eq!(ledger.write::<_, LedgerError>(|write| revoke(write, id)).unwrap(), 2, "its forerunner too");
    let third = guard.sign_in(&town).await.unwrap();
    assert!(third.grants.is_empty());
    assert_eq!(third.revoked.len(), 2, "of those that the phone holds");
    assert!(!town.buckets_of(guard.actor).contains(&Bucket::Area { area: SITE, audience: Audience::Area }));
    town.advance(30 * DAY).await;
    assert!(guard.sign_in(&town).await.unwrap().grants.is_empty());
}

#[tokio::test]
async fn an_officer_commanding_invites_a_desk_officer_of_the_own_station_alone() {
    let town = Town::new().await;
    let ocs = town.ranked(Role::PoliceOfficer, Some(STATION), STATION_AREA, Some(Capability::Ocs)).await;
    let invite = |org, area, capability| Invite {
        as_role: Role::PoliceOfficer,
        role: Role::PoliceOfficer,
        org: Some(org),
        areas: vec![area],
        capability: Some(capability),
        credential: None,
    };
    let asked = async |token: &str, invite: Invite| -> Result<Invitation, (u16, Problem)> {
        town.ask(paths::INVITATIONS, Some(token), &invite).await
    };
    let made = asked(&ocs.token, invite(STATION, STATION_AREA, Capability::Desk)).await.unwrap();
    let mut desk = Person::new();
    let enrolled = desk.enrol(&town, EnrolBy::Invitation { invitation: made.invitation }, None).await.unwrap();
    assert_eq!(grants(&enrolled)[0].capability, Some(Capability::Desk));
    desk.sign_in(&town).await.unwrap();

    let unknown = usalama_core::model::actor::OrgId(uuid::Uuid::nil());
    let nobody = asked(&ocs.token, invite(unknown, STATION_AREA, Capability::Desk)).await.unwrap_err();
    assert_eq!((nobody.0, nobody.1.code.as_str()), (400, "bad_request"));
    for (token, wrong) in [
        (&ocs.token, invite(OTHER_STATION, OTHER_STATION_AREA, Capability::Desk)),
        (&ocs.token, invite(STATION, STATION_AREA, Capability::Ocs)),
        (&desk.token, invite(STATION, STATION_AREA, Capability::Desk)),
    ] {
        let (status, problem) = asked(token, wrong).await.unwrap_err();
        assert_eq!((status, problem.code.as_str()), (403, "forbidden"));
    }
}

#[tokio::test]
async fn what_an_employer_says_of_a_credential_is_not_the_registers_word() {
    let town = Town::new().await;
    let supervisor = town.official(Role::FirmSupervisor, Some(FIRM), SITE).await;
    let credential = GuardCredential {
        gfn: "GFN 1".to_owned(),
        valid_to: None,
        status: CredentialStatus::Valid,
        checked_at: Some(town.now()),
    };
    let invite = Invite {
        as_role: Role::FirmSupervisor,
        role: Role::Guard,
        org: Some(FIRM),
        areas: vec![SITE],
        capability: None,
        credential: Some(credential),
    };
    let made: Invitation = town.ask(paths::INVITATIONS, Some(&supervisor.token), &invite).await.unwrap();
    let mut guard = Person::new();
    let enrolled = guard.enrol(&town, EnrolBy::Invitation { invitation: made.invitation }, None).await.unwrap();
    let credential = grants(&enrolled).remove(0).credential.unwrap();
    assert_eq!((credential.status, credential.checked_at), (CredentialStatus::Unknown, None));
}
