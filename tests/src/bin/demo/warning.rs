//! A warning that can be trusted, and a call for help that says truthfully who has it.

use std::time::{Duration, Instant};

use usalama_core::client::{AlertView, NewSos, SyncReport};
use usalama_core::clock::Clock as _;
use usalama_core::event::{Role, SubjectId};
use usalama_core::geo::{AreaKind, LatLon, Position, PositionSource};
use usalama_core::model::alert::{AlertEvent, AlertPlace, AlertState, Bilingual, Genuineness, Instruction, NewAlert};
use usalama_core::model::cap::Severity;
use usalama_core::model::sos::{SosKind, SosMode, SosState, SosTrigger};
use usalama_core::store::Delivery;
use usalama_core::text::{Label, Title};
use usalama_tests::phone::Phone;
use usalama_tests::town::Town;

use crate::print::{self, Count};

/// Plays the evening, and fails where it does not go as it must.
pub async fn spread() -> Count {
    let started = Instant::now();
    print::title("3  An evening in Mfano: a warning, a rumour, and a call for help");
    let mut evening = Evening { town: Town::start(), count: Count::default() };
    evening.warn().await;
    evening.call_for_help().await;
    evening.count.seconds = started.elapsed().as_secs_f64();
    evening.count
}

struct Evening {
    town: Town,
    count: Count,
}

impl Evening {
    async fn warn(&mut self) {
        let chair = self.town.recruit(Role::RaOfficial).await;
        let secretary = self.town.recruit(Role::RaOfficial).await;
        let inside = self.town.resident().await;
        let away = self.town.phone();
        // At home in the court of the association's neighbours, and tonight three kilometres away.
        self.town.enrol_resident_of(&away, self.town.area(&AreaKind::Ward, "Mfano Magharibi")).await;
        inside.go_offline();
        away.go_offline();

        let id = self.issue(&chair, &secretary).await;
        print::act("Achieng, resident", "was without a network; now it returns");
        self.online(&inside).await;
        self.online(&away).await;
        let now = self.town.clock.now();
        let here = self.town.place();
        let notices = inside.app.take_alert_notices(Some((&here, now))).expect("notices");
        assert_eq!(notices.iter().map(|notice| notice.alert.alert.id).collect::<Vec<_>>(), [id]);
        let distance = notices[0].distance_m.expect("a distance");
        print::good(&format!(
            "her phone tells her: \"{}\" ({distance:.0} m from its edge)",
            headline(&notices[0].alert)
        ));
        let at = LatLon::new(-1.3005, 36.8835).expect("a place");
        let far = Position::new(at, 15.0, PositionSource::Gnss, None).expect("a position");
        let notices = away.app.take_alert_notices(Some((&far, now))).expect("notices");
        assert!(notices.is_empty(), "three kilometres away nobody is told");
        print::note("Otieno, three kilometres away, is told nothing. Neither position ever left its phone.");
        self.rumour(&chair, &inside, id);
    }

    async fn issue(&mut self, chair: &Phone, secretary: &Phone) -> SubjectId {
        let at = |lat, lon| LatLon::new(lat, lon).expect("a place");
        let court = vec![at(-1.303, 36.907), at(-1.303, 36.913), at(-1.299, 36.913), at(-1.299, 36.907)];
        let place = AlertPlace { polygons: vec![court], ..AlertPlace::default() };
        let headline = Bilingual::new("Break-ins at Mfano court tonight", "Uvunjaji Mfano court usiku huu");
        let expires = self.town.clock.now().plus(Duration::from_secs(6 * 3600));
        let mut new = NewAlert::new(AlertEvent::CrimePattern, Severity::Severe, headline, place, expires);
        new.description = Some(Bilingual::new(
            "Three houses were broken into after 19:00.",
            "Nyumba 3 zilivunjwa baada ya saa moja usiku.",
        ));
        new.instructions = vec![Instruction::StayInside, Instruction::CallPolice];
        let view = chair.app.propose_alert(&new).expect("it is handed in");
        print::act("Mwangi, RA chair", "writes a severe alert in English and Kiswahili");
        state(&view, &AlertState::PendingRelease);
        self.sync(chair).await;
        self.sync(secretary).await;
        let waiting = secretary.app.alerts_to_release().expect("a list");
        assert_eq!(waiting.len(), 1, "it waits for a second person");
        secretary.app.release_alert(view.alert.id).expect("it is released");
        self.sync(secretary).await;
        print::act("Njeri, RA secretary", "reads it and releases it");
        state(&secretary.app.alert(view.alert.id).expect("the alert"), &AlertState::Issued);
        self.sync(chair).await;
        view.alert.id
    }

    /// The words go round a messenger, and come back with one digit changed.
    fn rumour(&mut self, chair: &Phone, inside: &Phone, id: SubjectId) {
        let text = chair.app.alert_text(id, "sw-KE").expect("its words");
        let forwarded = format!("Forwarded many times\n> {}", text.replace('\n', "\n> "));
        let checked = inside.app.check_alert_text(&forwarded).expect("an answer");
        assert!(matches!(checked.verdict, Genuineness::Genuine { .. }), "{:?}", checked.verdict);
        let code = text.lines().last().unwrap_or_default();
        print::act("A messaging group", &format!("forwards its words, which end with {code}"));
        print::good("checked without a network: genuine");
        let changed = forwarded.replacen("Nyumba 3", "Nyumba 8", 1);
        assert_ne!(changed, forwarded);
        let checked = inside.app.check_alert_text(&changed).expect("an answer");
        assert_eq!(checked.verdict, Genuineness::Altered);
        print::act("Somebody", "makes eight houses of three");
        print::refused(Label { en: "altered: these are not the words that were issued", sw: "yamebadilishwa" });
    }

    async fn call_for_help(&mut self) {
        let resident = self.town.resident().await;
        let guard = self.town.recruit(Role::Guard).await;
        let supervisor = self.town.recruit(Role::FirmSupervisor).await;
        self.sync(&supervisor).await;
        resident.go_offline();
        let new = NewSos::new(SosTrigger::Button, SosMode::Silent, SosKind::Attack).at(self.town.place());
        let view = resident.app.raise_sos(new).expect("it is raised");
        self.count.offline += 1;
        print::act("Atieno, resident", "no network; raises a silent SOS");
        assert_eq!((&view.state, &view.delivery), (&SosState::Active, &Delivery::OnlyOnThisPhone));
        print::shows(view.said);
        let numbers: Vec<&str> = view.dial.iter().map(|dial| dial.number.as_str()).collect();
        print::note(&format!("one tap dials {}", numbers.join(", ")));
        self.online(&resident).await;
        let view = resident.app.sos(view.id).expect("the SOS");
        assert_eq!(view.delivery, Delivery::Delivered);
        print::act("", "the network returns; the SOS is the first thing sent");
        print::shows(view.said);
        self.sync(&guard).await;
        let name = Title::new("Kamau, Mfano Security").expect("a name");
        guard.app.acknowledge_sos(view.id, name, Some(4)).expect("it is taken up");
        self.sync(&guard).await;
        print::act("Kamau, guard", "takes it up, four minutes away");
        self.sync(&resident).await;
        let view = resident.app.sos(view.id).expect("the SOS");
        let help = view.help.as_ref().expect("help is on its way");
        assert_eq!(view.state, SosState::Acknowledged);
        print::act("Atieno, resident", &format!("sees who comes: {}", help.name));
        print::shows(view.said);
    }

    async fn sync(&mut self, phone: &Phone) -> SyncReport {
        let report = phone.sync().await;
        self.count.sync = self.count.sync.plus(report);
        report
    }

    async fn online(&mut self, phone: &Phone) -> SyncReport {
        phone.network.set_online(true);
        self.sync(phone).await
    }
}

fn headline(view: &AlertView) -> &str {
    let info = view.alert.message.as_deref().and_then(|message| message.info.first());
    info.and_then(|info| info.headline.as_deref()).unwrap_or_default()
}

fn state(view: &AlertView, expected: &AlertState) {
    assert_eq!(view.posted.state, *expected);
    print::shows(expected.label().expect("a label"));
}
