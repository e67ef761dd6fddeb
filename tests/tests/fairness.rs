//! Rules of DOMAIN §13 on fairness to whoever is written about and whoever writes, each test by the number of its rule.

use std::time::Duration;

use usalama_core::client::Error;
use usalama_core::event::{Audience, Role};
use usalama_core::model::grant::Capability;
use usalama_core::model::incident::{
    Act, Category, Entry, Moderated, NewIncident, Nothing, PartyNamed, PublicationStatus, RejectReason, Words,
};
use usalama_core::model::publication::copy_of;
use usalama_core::model::refusal::RefusalCode as No;
use usalama_core::model::wording::Terms;
use usalama_core::policy::Decision;
use usalama_core::sync::SyncError;
use usalama_core::sync::wire::EnrolBy;
use usalama_core::text::Description;
use usalama_tests::cast::{Cast, judge, people, refused};
use usalama_tests::fixtures::{Case, Person, acts, report, submission, words};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

const DEADLINE: Duration = Duration::from_secs(30);

fn said(case: &Case, who: &Person, entry: &Entry) -> Option<No> {
    let decision = judge(case, who, entry);
    assert!(!matches!(decision, Decision::Unknown(_)), "{decision:?}");
    refused(&decision)
}

fn moderated(decision: PublicationStatus) -> Entry {
    let reason = (decision == PublicationStatus::Rejected).then_some(RejectReason::UnverifiableAccusation);
    Act::Moderated(Moderated { decision, reason, scope: Audience::Area }).into()
}

/// Another moderator of the same place.
fn other_moderator(people: &Cast) -> Person {
    let first = &people["mod"];
    Person::new(0x0DD, first.role.clone(), first.grant.areas[0], first.grant.org)
}

#[test]
fn s13_2_a_rejection_is_appealed_against_once_and_another_moderator_decides() {
    let people = people();
    let (own, first, second) = (&people["own"], &people["mod"], other_moderator(&people));
    let appeal = Entry::with_comment(Act::Appealed(Nothing {}), words("I saw it myself, and named nobody."));
    let mut case = Case::reported(own, report(Category::PhoneSnatching, Audience::Area));
    assert_eq!(said(&case, own, &appeal), Some(No::NothingToAppeal), "nobody has decided yet");
    case.then(first, &moderated(PublicationStatus::Rejected));
    assert_eq!(case.incident().publication_reason, Some(RejectReason::UnverifiableAccusation), "its author sees why");
    assert_eq!(said(&case, &people["res"], &appeal), Some(No::NotReporter));
    assert_eq!(said(&case, own, &Act::Appealed(Nothing {}).into()), Some(No::Incomplete), "an appeal says why");
    case.then(own, &appeal);
    assert_eq!(case.incident().publication, PublicationStatus::Pending);
    assert_eq!(said(&case, own, &appeal), Some(No::AlreadyDone), "once");
    for decision in [PublicationStatus::Approved, PublicationStatus::Rejected] {
        assert_eq!(said(&case, first, &moderated(decision.clone())), Some(No::SecondPerson), "{decision}");
        assert_eq!(said(&case, &second, &moderated(decision)), None);
    }
    case.then(&second, &moderated(PublicationStatus::Rejected));
    assert_eq!(said(&case, own, &appeal), Some(No::AlreadyDone), "and not again");
}

#[test]
fn s13_3_who_somebody_is_is_no_suspicion() {
    let people = people();
    let own = &people["own"];
    let with = |category: Category, text: &str| {
        let described = Words { description: Description::new(text).ok(), ..Words::default() };
        let entry = Entry { text: Some(described), ..submission(report(category, Audience::Responders)) };
        said(&Case::new(1, Audience::Responders), own, &entry)
    };
    assert_eq!(with(Category::SuspiciousActivity, "Two strange young men who look poor"), Some(No::ProfilingOnly));
    assert_eq!(with(Category::SuspiciousActivity, "Vijana wawili wageni"), Some(No::ProfilingOnly));
    assert_eq!(with(Category::SuspiciousActivity, "Two young men tried the doors of three cars"), None);
    assert_eq!(with(Category::Fire, "Two strange young men who look poor"), None, "no suspicion, no question");
}

#[test]
fn s13_4_numbers_plates_and_accusations_are_stripped_from_a_copy() {
    let people = people();
    let case = Case::reported(&people["own"], report(Category::PhoneSnatching, Audience::Area));
    let text = words("Juma Otieno ni mwizi; gari KDA 123B, simu 0712345678. Kuwa makini karibu na stendi.");
    let copy = copy_of(&case.incident(), &Audience::Area, 150, Some(text), Terms::shared(), false).unwrap().unwrap();
    assert_eq!(copy.text.unwrap().as_str(), "…; gari …, simu …. Kuwa makini karibu na stendi.");
}

#[test]
fn s13_9_a_party_to_the_matter_has_no_say_in_it() {
    let people = people();
    let mut case = Case::reported(&people["own"], report(Category::Barrier, Audience::Ra));
    let (rao, supervisor) = (&people["rao"], &people["sup"]);
    let named = |who: &Person| Entry::from(Act::PartyNamed(PartyNamed { party: who.id }));
    assert_eq!(said(&case, rao, &acts::triaged()), None, "before");
    assert_eq!(said(&case, supervisor, &named(rao)), Some(No::NotYourRole), "one rival does not shut out another");
    assert_eq!(said(&case, supervisor, &named(supervisor)), None, "one may stand aside oneself");
    case.then(&people["mod"], &named(rao));
    assert_eq!(said(&case, rao, &acts::triaged()), Some(No::ConflictOfInterest));
    assert_eq!(said(&case, rao, &moderated(PublicationStatus::Approved)), Some(No::NotYourRole));
    assert_eq!(said(&case, supervisor, &acts::triaged()), None, "others go on");
    // It outlasts what happens to the case, and its own report one may always speak for.
    case.then(supervisor, &acts::triaged());
    assert_eq!(case.incident().parties, [rao.id]);
}

#[test]
fn s13_9_misconduct_bypasses_the_unit_complained_of() {
    let people = people();
    for category in [Category::GuardMisconduct, Category::PoliceMisconduct, Category::Corruption] {
        let scope = category.facts().default_audience;
        assert_eq!(scope, Audience::Oversight, "{category}");
        let case = Case::reported(&people["own"], report(category.clone(), scope));
        for name in ["rao", "cml", "nga", "grd_a", "grd", "sup", "pol", "pol_n", "mod", "adm"] {
            let triage = said(&case, &people[name], &acts::triaged());
            assert!(triage.is_some(), "{name} triages {category}");
        }
    }
}

#[tokio::test]
async fn s13_10_crimes_are_not_for_those_under_eighteen() {
    let town = Town::start();
    let (reporter, adult) = (town.resident().await, town.resident().await);
    let moderator = town.recruit(Role::Moderator).await;
    let child = town.phone();
    let sent = child.app.request_code("+254733000001", DEADLINE).await.unwrap();
    let by = EnrolBy::Code { enrolment: sent.enrolment, code: town.hub.code(sent.enrolment) };
    let without = child.app.enrol_minor(by.clone(), Some(town.ward()), false, DEADLINE).await;
    assert!(matches!(without, Err(Error::Invalid(_))), "a guardian agrees first");
    let grants = child.app.enrol_minor(by, Some(town.ward()), true, DEADLINE).await.unwrap();
    assert_eq!(grants[0].capability, Some(Capability::Minor));

    for category in [Category::PhoneSnatching, Category::StreetLight] {
        let mut new = NewIncident::new(category, town.place());
        new.visibility = Some(Audience::Area);
        let id = reporter.app.report(new).unwrap().incident.id;
        reporter.sync().await;
        moderator.sync().await;
        moderator.app.approve_publication(id, Audience::Area, None).unwrap();
        moderator.sync().await;
    }
    let seen = async |phone: &Phone| {
        phone.sync().await;
        let copies = phone.app.publications(10).unwrap();
        let mut seen: Vec<String> =
            copies.into_iter().filter_map(|row| Some(row.publication.copy?.category.code().to_owned())).collect();
        seen.sort();
        seen
    };
    assert_eq!(seen(&adult).await, ["phone_snatching", "street_light"]);
    assert_eq!(seen(&child).await, ["street_light"]);
    // Nor is a child given an office, by whatever invitation.
    let ward = town.ward().to_string();
    let invitation = town.hub.admin(&["invite", "--role", "moderator", "--area", &ward]);
    let invited = child.app.enrol(EnrolBy::Invitation { invitation }, None, DEADLINE).await;
    assert!(matches!(invited, Err(Error::Sync(SyncError::Hub { status: 403, .. }))), "{invited:?}");
}
