//! A lesson at a school: what the group knew before and after, and how many there were, without anybody's name.

use std::time::{Duration, Instant};

use usalama_core::client::{HeldWith, NewOutreachEvent, NewProgramme};
use usalama_core::clock::Clock as _;
use usalama_core::event::Role;
use usalama_core::model::outreach::{
    CountedAge, CountedSex, FacilitatorRole, Headcount, HeadcountCell, Material, OutreachKind, OutreachState, Prong,
    Score, Session, Target,
};
use usalama_core::text::Title;
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

use crate::print::{self, Count};

const HOUR: Duration = Duration::from_secs(3600);

/// Plays the lesson, and fails where it does not go as it must.
pub async fn teach() -> Count {
    let started = Instant::now();
    print::title("6  A school session in Mfano: counted, and nobody named");
    let mut count = Count::default();
    let town = Town::start();
    let worker = town.recruit(Role::OutreachWorker).await;
    let admin = town.recruit(Role::ProgrammeAdmin).await;
    let police = town.recruit(Role::PoliceOfficer).await;
    worker.go_offline();

    let now = town.clock.now();
    let programme = NewProgramme {
        prong: Prong::PeerEducation,
        name: title("Clear heads in class 7 and 8"),
        partners: vec![],
        area: town.ward(),
        from: now,
        to: now.plus(90 * 24 * HOUR),
        target: Target { people: Some(400), ..Target::default() },
    };
    let programme = worker.app.start_programme(programme).expect("it starts").programme;
    let (kind, school) = (OutreachKind::SchoolVisit, title("Mfano Primary School"));
    let (from, to) = (now.plus(HOUR), now.plus(3 * HOUR));
    let visit = NewOutreachEvent::new(programme.id, kind.clone(), school, town.ward(), from, to);
    let id = worker.app.plan_outreach(visit).expect("it is planned").event.id;
    print::act("Wanjiru, peer educator", "no network; starts a programme and plans a lesson");
    print::shows(Prong::PeerEducation.label().expect("a label"));
    print::shows(kind.label().expect("a label"));
    print::shows(OutreachState::Planned.label().expect("a label"));

    town.advance(2 * HOUR).await;
    let cell = |sex, age, count| HeadcountCell { sex, age, count };
    let headcount = Headcount::new([
        cell(CountedSex::Female, CountedAge::Under18, 31),
        cell(CountedSex::Male, CountedAge::Under18, 27),
        cell(CountedSex::Female, CountedAge::From35, 2),
    ]);
    let leaflets = Material { item: title("Leaflet: bhang and the law"), qty: 60, lang: Some(title("sw-KE")) };
    let headcount = headcount.expect("a headcount");
    let with = HeldWith { headcount, materials: vec![leaflets], notes: None };
    worker.app.hold_outreach(id, with).expect("it was held");
    let score = |percent| Some(Score::from_percent(percent).expect("a mark"));
    let session = Session {
        topic: title("Refusing bhang, and where to go for help"),
        curriculum_ref: Some(title("Life skills, unit 4")),
        facilitator: FacilitatorRole::PeerEducator,
        duration_min: 80,
        pre_score_avg: score(41.5),
        post_score_avg: score(68.0),
    };
    let view = worker.app.record_session(id, session).expect("it is recorded");
    count.offline += 4;
    let session = &view.event.sessions[0].session;
    let percent = |score: Option<Score>| score.map(Score::percent).expect("a mark");
    print::act("Wanjiru, peer educator", "held it: 31 girls, 27 boys, 2 teachers; 60 leaflets in Kiswahili");
    print::good(&format!(
        "the group knew {:.1} % before and {:.1} % after: {:+.1} points",
        percent(session.pre_score_avg),
        percent(session.post_score_avg),
        session.change().expect("both marks")
    ));

    worker.network.set_online(true);
    sync(&mut count, &worker).await;
    sync(&mut count, &admin).await;
    sync(&mut count, &police).await;
    let summary = admin.app.programme_summary(programme.id).expect("a summary");
    assert_eq!((summary.held, summary.people_at_least), (1, 58), "the small number is hidden");
    assert_eq!(admin.app.outreach_event(id).expect("the event").event.headcount, None);
    print::act("Programme administrator", "sees numbers alone");
    print::good(&format!(
        "events held {}, people reached at least {}, change {:+.1} points; women of 35 and older: fewer than 3",
        summary.held,
        summary.people_at_least,
        summary.mean_change.expect("a mean")
    ));
    assert!(police.app.outreach_event(id).is_err(), "police were not invited");
    print::note("Police were not invited: their phones hold nothing of it.");
    count.seconds = started.elapsed().as_secs_f64();
    count
}

fn title(text: &str) -> Title {
    Title::new(text).expect("a title")
}

async fn sync(count: &mut Count, phone: &Phone) {
    count.sync = count.sync.plus(phone.sync().await);
}
