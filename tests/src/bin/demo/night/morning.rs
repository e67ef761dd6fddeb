//! The morning after: the network is back, and everybody sees of the night what they may.

use usalama_core::client::PatrolDetail;
use usalama_core::event::{Anchor, AnchoredBy, SubjectId};
use usalama_core::geo::LatLon;
use usalama_core::geo::track::{TrackPoint, usable};
use usalama_core::model::duty::{
    CheckpointNo, ExceptionKind, ExceptionRef, OccurrenceState, PatrolState, ReviewDecision, Verdict,
};
use usalama_tests::phone::Phone;

use super::{MINUTE, Night, PHOTOGRAPHED, comment, map};
use crate::print;

impl Night {
    /// The network returns: the phone sends for both of its guards.
    pub(super) async fn exchange(&mut self, phone: &Phone, shift: SubjectId, id: SubjectId) {
        self.pass(phone, 10 * MINUTE).await;
        let unsent = |phone: &Phone| -> Vec<u64> {
            phone.app.profiles().expect("profiles").iter().filter_map(|profile| profile.unsent).collect()
        };
        let waiting = unsent(phone);
        assert!(waiting.len() == 2 && waiting.iter().all(|count| *count > 0), "both have acts to send: {waiting:?}");
        let handed_in: u64 = waiting.iter().sum();
        phone.network.set_online(true);
        let mut sent = self.sync(phone).await;
        // The signature under the note can come before the note: then it waits for it, and is handed in again.
        if sent.deferred > 0 {
            sent = sent.plus(self.sync(phone).await);
        }
        // The note is in both profiles, and counts once.
        assert_eq!((sent.accepted, sent.duplicates, sent.refused), (handed_in - 1, 1, 0));
        assert_eq!(unsent(phone), [0, 0]);
        self.count.offline += sent.accepted;
        let what = format!("is back: the phone sends {} acts for both of its guards; none is refused", sent.accepted);
        self.act("The network", &what);
        let detail = phone.app.shift(shift).expect("the night's shift");
        assert_eq!(detail.delivery.code(), "delivered");
        print::shows(detail.delivery.label().expect("a label"));
        let (audit, hub_key) = (phone.app.verify_patrol(id).expect("an audit"), phone.app.hub_key().expect("a key"));
        let is_receipt = |anchor: &&Anchor| matches!(anchor.by, AnchoredBy::Witness { key, .. } if key == hub_key);
        let receipt = audit.anchors.iter().rfind(is_receipt).expect("the hub's receipt");
        assert!(audit.is_unchanged() && receipt.seq == audit.events as u64, "{audit:?}");
        print::note(&format!("with the hub's receipt for all {} events of the patrol", audit.events));
        let again = self.sync(phone).await;
        assert_eq!((again.sent, again.received), (0, 0), "there is nothing more to say");
    }

    /// The supervisor sees what the phone showed, asks, and is answered.
    pub(super) async fn review(&mut self, phone: &Phone, id: SubjectId) {
        let supervisor = &self.supervisor;
        let mut sync = supervisor.sync().await;
        let (told, seen) = (phone.app.patrol(id).expect("hers"), supervisor.app.patrol(id).expect("the supervisor's"));
        assert_eq!((&told.patrol, &told.assessment), (&seen.patrol, &seen.assessment));
        let late = seen.assessment.occurrences.iter().filter(|at| at.state == OccurrenceState::OkSyncedLate).count();
        assert_eq!((seen.assessment.visits.len(), late, seen.patrol.skips.len()), (8, 7, 1));
        print::act(
            "Wanjiru, supervisor",
            "sees what the phone showed, verdict by verdict, exception by exception; seven visits are",
        );
        print::shows(OccurrenceState::OkSyncedLate.label().expect("a label"));
        self.show_map(&seen, id);

        let question = comment("Why was the code of the roof door read at the gate?");
        let asked = supervisor.app.review_patrol(id, ReviewDecision::Queried, Some(question.clone()));
        let asked = asked.expect("a question");
        assert_eq!(asked.patrol.state, Some(PatrolState::Queried));
        sync = sync.plus(supervisor.sync().await);
        sync = sync.plus(phone.sync().await);
        let put = phone.app.patrol(id).expect("the patrol").patrol;
        assert_eq!(put.reviews.last().and_then(|review| review.remarks.as_ref()), Some(&question));
        print::act("", "asks why the code of the roof door was read at the gate");
        print::shows(PatrolState::Queried.label().expect("a label"));

        let missed = ExceptionRef {
            checkpoint: Some(PHOTOGRAPHED),
            number: Some(0),
            ..ExceptionRef::of(ExceptionKind::MissedCheckpoint)
        };
        let words = comment("It rained, and I did not climb up. The code was a photograph.");
        let explained = phone.app.explain_patrol(id, missed.clone(), words.clone()).expect("an explanation");
        assert_eq!(explained.patrol.state, Some(PatrolState::Explained));
        print::act("Atieno, night guard", &format!("explains: \"{}\"", words.as_str()));
        print::shows(PatrolState::Explained.label().expect("a label"));
        sync = sync.plus(phone.sync().await);
        sync = sync.plus(supervisor.sync().await);

        let seen = supervisor.app.patrol(id).expect("the patrol");
        let of = seen.assessment.exceptions.iter().find(|exception| exception.what == missed).expect("the exception");
        assert_eq!(of.explanation.as_ref().and_then(|said| said.text.as_ref()), Some(&words));
        let accepted = supervisor.app.review_patrol(id, ReviewDecision::Accepted, None).expect("it is accepted");
        assert_eq!(accepted.patrol.state, Some(PatrolState::Reviewed));
        let jumps =
            seen.assessment.exceptions.iter().filter(|found| found.what.kind == ExceptionKind::ClockJump).count();
        assert_eq!((jumps, &seen.assessment.visits), (2, &told.assessment.visits));
        print::note("the record tells by now that the clock was put right, too: a second jump");
        print::act("Wanjiru, supervisor", "accepts the patrol; the verdicts stay what they were");
        print::shows(PatrolState::Reviewed.label().expect("a label"));
        sync = sync.plus(supervisor.sync().await);
        sync = sync.plus(phone.sync().await);
        self.count.sync = self.count.sync.plus(sync);
    }

    /// The track, for those who may see it.
    fn show_map(&self, seen: &PatrolDetail, id: SubjectId) {
        let points: Vec<TrackPoint> = self.supervisor.app.patrol_track(id).expect("the track").concat();
        let pause = seen.patrol.pauses.first().expect("the pause");
        let within = |point: &&TrackPoint| point.at > pause.from && pause.to.is_none_or(|to| point.at < to);
        assert_eq!(points.iter().filter(within).count(), 0, "nothing is recorded in a pause");
        let track: Vec<LatLon> = usable(&points).map(|point| point.position).collect();
        let site = self.supervisor.app.site(self.site.id).expect("the site");
        let places: Vec<(u16, LatLon)> =
            site.checkpoints().filter_map(|at| Some((at.checkpoint.no.0, at.checkpoint.position?))).collect();
        assert_eq!(places.len(), 9);
        let summary = seen.patrol.legs.first().and_then(|leg| leg.track).expect("a track");
        assert_eq!(summary.points as usize, points.len());
        print::note(&format!(
            "her track: {} points, one every 25 m, {} m; route covered: {} % (north is to the right)",
            summary.points,
            summary.distance_m,
            summary.coverage_percent.expect("the route is known")
        ));
        print::drawing(&map::draw(&self.town.place(), &track, &places));
    }

    /// The client of the firm sees what was done, and follows nobody.
    pub(super) async fn client(&mut self, id: SubjectId) {
        let mut sync = self.official.sync().await;
        sync = sync.plus(self.supervisor.sync().await);
        self.count.sync = self.count.sync.plus(sync);
        let (theirs, firms) = (&self.official.app, &self.supervisor.app);
        let (seen, whole) = (theirs.patrol(id).expect("the client's"), firms.patrol(id).expect("the firm's"));
        let verdicts = |of: &PatrolDetail| -> Vec<(CheckpointNo, Verdict)> {
            of.assessment.visits.iter().map(|visit| (visit.checkpoint, visit.verdict.clone())).collect()
        };
        let kinds = |of: &PatrolDetail| -> Vec<ExceptionRef> {
            of.assessment.exceptions.iter().map(|exception| exception.what.clone()).collect()
        };
        assert_eq!((verdicts(&seen), kinds(&seen)), (verdicts(&whole), kinds(&whole)));
        assert!(theirs.patrol_track(id).expect("no track").is_empty());
        assert!(!firms.patrol_track(id).expect("the track").is_empty());
        let what = format!(
            "sees all {} visits and {} exceptions, and not where she walked",
            seen.assessment.visits.len(),
            seen.assessment.exceptions.len()
        );
        print::act("Kariuki, association", &what);
    }
}
