//! The rows of §12 that read incidents: by scope, who reported, where exactly.

use usalama_core::event::{Audience, PartName, Parts, Role, SubjectId, VerifiedEvent};
use usalama_core::model::grant::Capability;
use usalama_core::model::incident::{
    Act, Anonymity, Category, Entry, Identity, Incident, Nothing, PeopleHint, Sensitive, Words,
};
use usalama_core::model::publication::{PUBLISHED, Publication, copy_of};
use usalama_core::model::wording::Terms;
use usalama_core::policy::{
    Decision, Reader, carries, copy_placement, may, may_read, may_read_copy, readership, route_copy,
};
use usalama_core::text::Description;
use usalama_tests::cast::entry_on;
use usalama_tests::fixtures::{Case, FIRM, Person, acts, report, scene, submission, words};
use uuid::Uuid;

use crate::ask::{Asked, Row, Side, legend};
use crate::world::{World, grants, hub_event, on_arrival, standing};

pub const ROWS: [Row; 8] = [
    Row {
        name: "read own / by receipt",
        legend: legend! { "R" => ["its words", "its place", "what is said to it"] },
        ask: own,
    },
    Row {
        name: "read scope `police`",
        legend: legend! { "R A" => ["it, here", "its words, here"] },
        ask: |world, role| of_scope(world, role, &Audience::Police),
    },
    Row {
        name: "read `responders`",
        legend: legend! {
            "R a" => ["its words, given to them"],
            "R s" => ["it, here", "its words, here"],
            "R A" => ["it, here", "its words, here"],
        },
        ask: |world, role| of_scope(world, role, &Audience::Responders),
    },
    Row {
        name: "read `ra`",
        legend: legend! {
            "R A" => ["it, here", "its words, here"],
            "R A r" => ["it, here"],
            "R a" => ["its words, given to them"],
            "R s" => ["it, here", "its words, here"],
            "R k" => ["numbers alone"],
        },
        ask: |world, role| {
            let mut asked = of_scope(world, role, &Audience::Ra);
            world.office.counts(&mut asked, role, |office| office.incidents);
            asked
        },
    },
    Row {
        name: "read `area` (redacted)",
        legend: legend! { "R A" => ["a copy, here"], "R" => ["a copy, here"], "R k" => ["numbers alone"] },
        ask: copies,
    },
    Row {
        name: "reporter identity (named)",
        legend: legend! {
            "o" => ["their own"],
            "only if named to RA" => ["named to the association, here"],
            "a, named only" => ["named, given to them"],
            "s, named only" => ["named, here", "named to the association, here"],
            "A" => ["named, here", "named to the association, here"],
        },
        ask: named,
    },
    Row {
        name: "reporter identity (confidential)",
        legend: legend! {
            "o" => ["their own"],
            "ocs + ADM dual, logged" =>
                ["asks for it, as commander", "is told once two agreed", "that it was asked for reaches the reporter"],
            "dual" => ["agrees to what an officer asked"],
        },
        ask: confidential,
    },
    Row {
        name: "exact position",
        legend: legend! {
            "o" => ["their own"],
            "A, non-⚠" => ["of a plain one, here"],
            "a" => ["given to them"],
            "s" => ["of a plain one, here", "of a ⚠ one, here"],
            "A" => ["of a plain one, here", "of a ⚠ one, here"],
        },
        ask: exact,
    },
];

/// What is known of a report when it is made.
struct Filed<'a> {
    scope: &'a Audience,
    category: Category,
    anonymity: Anonymity,
    named_to_ra: bool,
    /// Whom it was assigned to.
    given: Option<&'a Person>,
}

impl<'a> Filed<'a> {
    fn to(scope: &'a Audience) -> Self {
        Self { scope, category: Category::Theft, anonymity: Anonymity::Named, named_to_ra: false, given: None }
    }

    /// The report with all its parts, and what was done since.
    fn by(self, world: &World, reporter: &Person) -> Case {
        let mut filed = report(self.category, self.scope.clone());
        filed.anonymity = self.anonymity;
        let mut case = Case::new(0xF0, self.scope.clone());
        let (author, _) = reporter.signs(case.id);
        let mut identity = Identity::bind(reporter.id, case.id, author.key(), &reporter.key);
        identity.named_to_ra = self.named_to_ra;
        let hint = PeopleHint { count: Some(2), behaviour: Some(words("Ran towards the stage.")) };
        let mut entry = Entry {
            text: Some(Words { description: Some(Description::new("At the gate.").unwrap()), ..Words::default() }),
            sensitive: Some(Sensitive { people_hint: Some(hint), ..Sensitive::default() }),
            identity: (reporter.role == Role::Resident).then_some(identity),
            ..submission(filed)
        };
        entry.place.iter_mut().for_each(|place| place.position = Some(world.position()));
        case.then(reporter, &entry);
        if let Some(given) = self.given {
            let supervisor = world.here(&Role::FirmSupervisor);
            let assigned = acts::assigned(given, Some(FIRM), case.now);
            case.then(&supervisor, &acts::triaged()).then(&supervisor, &assigned).then(given, &acts::accepted());
        }
        case
    }
}

/// The events of a case as the hub hands them to somebody, and the case as that phone folds it.
struct Handed {
    events: Vec<VerifiedEvent>,
    folded: Incident,
}

impl Handed {
    fn of(world: &World, case: &Case, reader: &Person, reporter: &Person) -> Self {
        let incident = case.incident();
        let (open, grants) = (world.opens(reader), grants(reader));
        let policy = Reader { actor: reader.id, grants: &grants };
        let (mut events, mut stamped) = (vec![], vec![]);
        for (event, stamp) in &case.events {
            let entry = Entry::read(event).unwrap();
            let header = event.header();
            let brought = readership(&incident, world.here, Some(reporter.id)).iter().any(|(bucket, scope)| {
                open.contains(bucket) && carries(bucket, scope, header, entry.as_ref(), Some(reporter.id))
            });
            let wrote = header.author.key() == reader.signs(case.id).0.key();
            if brought || wrote {
                let reported = reader.id == reporter.id;
                let kept = event
                    .clone()
                    .keeping(|part| may_read(part, header, &incident, world.here, &policy, wrote, reported));
                stamped.push((kept.clone(), *stamp));
                events.push(kept);
            }
        }
        let folded = Incident::fold(case.id, stamped.iter().map(|(event, stamp)| (event, *stamp)));
        Self { events, folded }
    }

    /// Whether the hub handed this part of this kind of event over.
    fn has(&self, kind: &str, part: &PartName) -> bool {
        self.events.iter().any(|event| event.header().kind == kind && event.parts().contains_key(part))
    }

    fn report(&self, asked: &mut Asked, question: &'static str, part: &PartName) {
        let seen = match part {
            PartName::Core => self.folded.report.is_some(),
            PartName::Text => self.folded.text.is_some(),
            PartName::Place => self.folded.place.is_some(),
            _ => self.folded.identity.is_some(),
        };
        asked.reads(question, self.has("incident.submitted", part), seen);
    }
}

fn own(world: &World, role: &Role) -> Asked {
    let (mut asked, me) = (Asked::default(), world.here(role));
    let scope = if *role == Role::OutreachWorker { Audience::Police } else { Audience::Ra };
    let mut case = Filed::to(&scope).by(world, &me);
    case.then(&world.colleague(&Role::PoliceOfficer), &acts::info_requested());
    let handed = Handed::of(world, &case, &me, &me);
    handed.report(&mut asked, "its words", &PartName::Text);
    handed.report(&mut asked, "its place", &PartName::Place);
    let question = handed.has("incident.info_requested", &PartName::Text);
    asked.reads("what is said to it", question, handed.events.len() == 2);
    asked
}

fn of_scope(world: &World, role: &Role, scope: &Audience) -> Asked {
    let (mut asked, me, away, reporter) = (Asked::default(), world.here(role), world.away(role), world.reporter());
    let case = Filed::to(scope).by(world, &reporter);
    let here = Handed::of(world, &case, &me, &reporter);
    here.report(&mut asked, "it, here", &PartName::Core);
    here.report(&mut asked, "its words, here", &PartName::Text);
    let elsewhere = Handed::of(world, &case, &away, &reporter);
    elsewhere.report(&mut asked, "it, elsewhere", &PartName::Core);
    let given = Filed { given: Some(&away), ..Filed::to(scope) }.by(world, &reporter);
    Handed::of(world, &given, &away, &reporter).report(&mut asked, "its words, given to them", &PartName::Text);
    asked
}

fn copies(world: &World, role: &Role) -> Asked {
    let mut asked = Asked::default();
    let case = Filed::to(&Audience::Public).by(world, &world.reporter());
    let ward = world.here.ward();
    let copy = copy_of(&case.incident(), &Audience::Area, 150, None, Terms::shared(), false).unwrap().unwrap();
    let subject = SubjectId(Uuid::from_u128(0xC0));
    let core = usalama_core::event::Part::of(&copy).unwrap();
    let event = hub_event(subject, PUBLISHED, Audience::Area, ward, Parts::from([(PartName::Core, core)]));
    let stamp = case.events[0].1;
    let published = Publication::fold(subject, [(&event, stamp)]);
    let buckets = route_copy(&copy_placement(&world.areas, ward), &Audience::Area);
    let read = |who: &Person| {
        let grants = grants(who);
        world.reached(who, buckets.clone()) && may_read_copy(&published, &Reader { actor: who.id, grants: &grants })
    };
    let shown = |handed: bool| {
        let events = handed.then_some((&event, stamp));
        Publication::fold(subject, events).copy.is_some()
    };
    for (question, who) in [("a copy, here", world.here(role)), ("a copy, elsewhere", world.away(role))] {
        let handed = read(&who);
        asked.reads(question, handed, shown(handed));
    }
    let mut minor = world.here(role);
    minor.grant.capability = Some(Capability::Minor);
    let handed = read(&minor);
    asked.reads("a copy of a crime, under eighteen", handed, shown(handed));
    world.office.counts(&mut asked, role, |office| office.incidents);
    asked
}

fn named(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away, reporter) = (Asked::default(), world.here(role), world.away(role), world.reporter());
    let identity = &PartName::Identity;
    let ra = &Audience::Ra;
    if *role == Role::Resident {
        let case = Filed::to(ra).by(world, &me);
        Handed::of(world, &case, &me, &me).report(&mut asked, "their own", identity);
    }
    let case = Filed::to(ra).by(world, &reporter);
    Handed::of(world, &case, &me, &reporter).report(&mut asked, "named, here", identity);
    Handed::of(world, &case, &away, &reporter).report(&mut asked, "named, elsewhere", identity);
    let told = Filed { named_to_ra: true, ..Filed::to(ra) }.by(world, &reporter);
    Handed::of(world, &told, &me, &reporter).report(&mut asked, "named to the association, here", identity);
    let given = Filed { given: Some(&away), ..Filed::to(ra) }.by(world, &reporter);
    Handed::of(world, &given, &away, &reporter).report(&mut asked, "named, given to them", identity);
    let hidden = Filed { anonymity: Anonymity::Confidential, named_to_ra: true, ..Filed::to(ra) };
    let hidden = Filed { given: Some(&me), ..hidden }.by(world, &reporter);
    Handed::of(world, &hidden, &me, &reporter).report(&mut asked, "confidential, given to them here", identity);
    asked
}

fn confidential(world: &World, role: &Role) -> Asked {
    let (mut asked, me, reporter) = (Asked::default(), world.here(role), world.reporter());
    let identity = &PartName::Identity;
    let filed = || Filed { anonymity: Anonymity::Confidential, ..Filed::to(&Audience::Police) };
    if *role == Role::Resident {
        let case = filed().by(world, &me);
        Handed::of(world, &case, &me, &me).report(&mut asked, "their own", identity);
    }
    let case = filed().by(world, &reporter);
    Handed::of(world, &case, &me, &reporter).report(&mut asked, "is told unasked", identity);
    let ask = Entry::with_comment(Act::DisclosureRequested(Nothing {}), words("Needed as a witness."));
    let decide = |who: &Person, case: &Case, entry: &Entry, side: Side| -> Decision {
        let incident = case.incident();
        let mut around = scene(&incident, world.here, &case.audience, case.now);
        (around.placement, around.on_arrival) = (world.placement(side), on_arrival(side));
        may(entry, &standing(who, false), &around)
    };
    let mut commander = me.clone();
    commander.grant.capability = Some(Capability::Ocs);
    let mut desk = me.clone();
    desk.grant.capability = Some(Capability::Desk);
    asked.may("asks for it, as commander", |side| decide(&commander, &case, &ask, side));
    asked.may("asks for it, as desk officer", |side| decide(&desk, &case, &ask, side));
    asked.may("asks for it, elsewhere", |side| decide(&world.away(role), &case, &ask, side));
    let asks = decide(&commander, &case, &ask, Side::Hub) == Decision::Allow;
    let mut requested = case.clone();
    requested.then(&commander, &ask);
    let event = &requested.events.last().unwrap().0;
    let entry = Entry::read(event).unwrap();
    let reaches = readership(&requested.incident(), world.here, Some(reporter.id)).iter().any(|(bucket, scope)| {
        *bucket == usalama_core::policy::Bucket::Actor(reporter.id)
            && carries(bucket, scope, event.header(), entry.as_ref(), Some(reporter.id))
    });
    let told = Handed::of(world, &requested, &reporter, &reporter);
    let folded = told.folded.disclosures.len() == 1;
    asked.reads("that it was asked for reaches the reporter", asks && reaches, asks && folded);
    let handed = Handed::of(world, &requested, &commander, &reporter);
    asked.reads(
        "is told once one agreed",
        asks && handed.has("incident.submitted", identity),
        asks && handed.folded.identity.is_some(),
    );
    // An officer asks, whoever this is agrees.
    let officer = world.colleague(&Role::PoliceOfficer);
    let mut pending = case.clone();
    pending.then(&officer, &ask);
    let agree = entry_on("disclosure_approved", &me, &pending.incident(), pending.now, &Default::default());
    asked.may("agrees to what an officer asked", |side| decide(&me, &pending, &agree, side));
    // Whoever this is asks, an administrator agrees.
    let administrator = world.colleague(&Role::ProgrammeAdmin);
    let mut both = requested;
    let agree = entry_on("disclosure_approved", &administrator, &both.incident(), both.now, &Default::default());
    both.then(&administrator, &agree);
    let handed = Handed::of(world, &both, &commander, &reporter);
    asked.reads(
        "is told once two agreed",
        asks && handed.has("incident.submitted", identity),
        asks && handed.folded.identity.is_some(),
    );
    asked
}

fn exact(world: &World, role: &Role) -> Asked {
    let (mut asked, me, away, reporter) = (Asked::default(), world.here(role), world.away(role), world.reporter());
    let place = &PartName::Place;
    let ra = &Audience::Ra;
    if *role == Role::Resident {
        let case = Filed::to(ra).by(world, &me);
        Handed::of(world, &case, &me, &me).report(&mut asked, "their own", place);
    }
    let plain = Filed::to(ra).by(world, &reporter);
    let sensitive = Filed { category: Category::Medical, ..Filed::to(ra) }.by(world, &reporter);
    Handed::of(world, &plain, &me, &reporter).report(&mut asked, "of a plain one, here", place);
    Handed::of(world, &sensitive, &me, &reporter).report(&mut asked, "of a ⚠ one, here", place);
    Handed::of(world, &plain, &away, &reporter).report(&mut asked, "elsewhere", place);
    let given = Filed { given: Some(&away), ..Filed::to(ra) }.by(world, &reporter);
    Handed::of(world, &given, &away, &reporter).report(&mut asked, "given to them", place);
    asked
}
