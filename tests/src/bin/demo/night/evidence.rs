//! What a patrol's record shows afterwards, to whoever holds it: unchanged, by whom it is anchored, what was altered, and what no
//! record can show.

use usalama_core::client::{Error, FileFor, check_patrol_file};
use usalama_core::event::{ActorId, AnchoredBy, FaultCode, SubjectId, Unproven};
use usalama_core::exchange::dossier::DossierError;
use usalama_core::keys::PublicKey;
use usalama_core::model::duty::CheckpointNo;
use usalama_tests::phone::Phone;

use super::hour;
use crate::print;

/// The distance of the scan that was none, as the file has it, and one digit of it changed.
const FAR: &str = "distance_m\\\":60,";
const NEAR: &str = "distance_m\\\":10,";

/// Shows it on the guard's phone, and what somebody makes of the file who has nothing but the hub's key.
pub fn show(phone: &Phone, next: ActorId, id: SubjectId, far: CheckpointNo) {
    let held = phone.app.verify_patrol(id).expect("an audit");
    let hub_key = phone.app.hub_key().expect("the hub's key");
    let file = phone.app.export_patrol(id, FileFor::Evidence).expect("a file");
    print::act(
        "Anybody",
        &format!("checks the patrol's file, {} bytes, without a hub, by the hub's public key alone:", file.len()),
    );
    let checked = check_patrol_file(&file, &hub_key).expect("the file holds");
    let audit = checked.audits.first().expect("the audit of the guard's chain");
    assert!(checked.audits.iter().all(usalama_core::event::Audit::is_unchanged));
    assert_eq!((held.events, &held.anchors), (audit.events, &audit.anchors), "as on the phone");
    let own = phone.app.patrol(id).expect("the patrol").assessment;
    assert_eq!(checked.assessment.visits, own.visits, "the file tells what the phone told");
    print::good(&format!("{} events of hers, every one as it was signed; up to link …", audit.events));
    let is_next = |key: PublicKey| checked.dossier.grants_of(key).any(|grant| grant.actor == next);
    let mut seen = (false, false, false);
    for anchor in &audit.anchors {
        let by = match anchor.by {
            AnchoredBy::End => {
                seen.0 = true;
                "its end: nothing was cut off".to_owned()
            }
            AnchoredBy::Witness { key, at } if key == hub_key => {
                seen.1 = true;
                format!("the hub's receipt, {}", hour(at))
            }
            AnchoredBy::Witness { key, at } => {
                assert!(is_next(key), "the only other witness is the next guard");
                seen.2 = true;
                format!("Barasa's signature, {}", hour(at))
            }
        };
        print::note(&format!("   … {:>2}  {by}", anchor.seq));
    }
    assert_eq!(seen, (true, true, true), "the end, the hub and the next guard: {:?}", audit.anchors);

    let photographed = checked.patrol.visits.iter().find(|visit| visit.visited.checkpoint == far).expect("the visit");
    assert_eq!((photographed.visited.distance_m, file.matches(FAR).count()), (Some(60), 1));
    let changed = file.replacen(FAR, NEAR, 1);
    let differing = file.bytes().zip(changed.bytes()).filter(|(was, is)| was != is).count();
    assert_eq!((differing, file.len()), (1, changed.len()), "one digit is another");
    let fault = match check_patrol_file(&changed, &hub_key) {
        Err(Error::Dossier(DossierError::Tampered(audit))) => audit.fault.expect("a fault"),
        other => panic!("the change was to be found out, not {other:?}"),
    };
    let of = checked.dossier.events.iter().find(|event| event.header().id == photographed.event).expect("the event");
    assert_eq!((&fault.code, Some(fault.seq)), (&FaultCode::Altered, of.header().link.map(|link| link.seq)));
    print::act("Somebody", "changes one digit of the file: the photograph was read 60 m away, now it says 10 m");
    print::refused(fault.code.label().expect("a label"));
    print::note(&format!(
        "link {}, the scan of checkpoint {}: of the whole file nothing is believed",
        fault.seq, far.0
    ));

    assert!(audit.not_proven.contains(&Unproven::Presence));
    print::act("What is not proven", "by any of this, and the file says so itself:");
    for what in &audit.not_proven {
        print::shows(what.label().expect("a label"));
    }
}
