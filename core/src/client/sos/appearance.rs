//! How an SOS looks on this phone. Where the PIN for duress was entered: as if it had been cancelled then.

use crate::client::error::Error;
use crate::clock::Timestamp;
use crate::model::Model as _;
use crate::model::incident::Nothing;
use crate::model::sos::{Sos, SosAct};
use crate::profile::Profile;
use crate::store::{Delivery, Kept, SosRow, Standing};

/// An SOS as it looks.
pub(super) struct Looks {
    pub(super) state: Sos,
    pub(super) delivery: Delivery,
    pub(super) changed_at: Timestamp,
}

/// Whether it only looks cancelled here.
pub(super) fn is_hidden(profile: &Profile, row: &SosRow) -> Result<bool, Error> {
    Ok(row.mine
        && (row.state.duress_at.is_some() || profile.quiet()?.iter().any(|quiet| quiet.subject == row.state.id)))
}

/// How an SOS looks. What it is worth knowing of its delivery is whether the call arrived, and that it was taken back; positions
/// always follow.
pub(super) fn looks(profile: &Profile, row: SosRow) -> Result<Looks, Error> {
    let events = profile.store().events_of(row.state.id)?;
    let mark = events.iter().find(|kept| row.mine && kept.own && kept.event.header().kind == "sos.duress");
    // Folded anew whether or not there is a mark, so that it takes as long.
    let shown: Vec<&Kept> = events.iter().filter(|kept| mark.is_none_or(|mark| is_shown(kept, mark))).collect();
    let mut state = Sos::unknown(row.state.id);
    for kept in &shown {
        let is_mark = mark.is_some_and(|mark| mark.no == kept.no);
        let entry = if is_mark { Some(SosAct::Cancelled(Nothing {}).into()) } else { Sos::readable(&kept.event) };
        if let (Some(entry), Some(stamp)) = (entry, kept.stamp()) {
            state.apply(&kept.event, &entry, stamp);
        }
    }
    let delivery = delivery(profile, shown.iter().copied())?;
    let changed_at = shown.iter().filter_map(|kept| kept.stamp()).map(|stamp| stamp.at()).max();
    Ok(Looks { state, delivery, changed_at: changed_at.unwrap_or(row.changed_at) })
}

/// Whether an event would be there had the SOS been cancelled by the marked one.
fn is_shown(kept: &Kept, mark: &Kept) -> bool {
    if kept.own {
        return kept.no <= mark.no;
    }
    match (kept.standing, mark.standing) {
        (Standing::Confirmed(receipt), Standing::Confirmed(marked)) => receipt.seq < marked.seq,
        _ => true,
    }
}

fn delivery<'a>(profile: &Profile, events: impl Iterator<Item = &'a Kept>) -> Result<Delivery, Error> {
    let mut least = Delivery::Delivered;
    let rank = |delivery: &Delivery| match delivery {
        Delivery::Delivered => 0,
        Delivery::Sending => 1,
        Delivery::OnlyOnThisPhone => 2,
        _ => 3,
    };
    let aside = |kind: &str| matches!(kind, "sos.located" | "sos.contacted" | "sos.seen");
    for kept in events.filter(|kept| kept.own && !aside(&kept.event.header().kind)) {
        let (delivery, _) = profile.store().delivery_of(kept)?;
        if rank(&delivery) > rank(&least) {
            least = delivery;
        }
    }
    Ok(least)
}
