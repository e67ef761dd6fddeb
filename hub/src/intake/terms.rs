//! Which lists of terms hold at a place: those of its county's settings, else the hub's own.

use std::borrow::Cow;

use usalama_core::geo::{AreaCode, AreaKind};
use usalama_core::model::wording::Terms;
use usalama_core::policy::Placement;

use super::batch::Batch;
use crate::error::HubError;
use crate::ledger::directory;

/// The lists of the county that a place lies in.
pub(super) fn terms_at<'h>(batch: &Batch<'h>, placement: &Placement) -> Result<Cow<'h, Terms>, HubError> {
    let code = |area| match batch.world.areas.get(area)?.code {
        Some(AreaCode::County(code)) => Some(code),
        _ => None,
    };
    let county = placement.of_kind(&AreaKind::County).find_map(code);
    let own = match county {
        Some(county) => directory::regions(batch.write)?.into_iter().find(|region| region.county == county),
        None => None,
    };
    let own = own.and_then(|region| region.settings.terms);
    Ok(own.map_or(Cow::Borrowed(&batch.hub.terms), |terms| Cow::Owned(*terms)))
}
