//! Which lists of terms hold at a place: those of its county's settings, else those that come with the library.

use std::borrow::Cow;

use crate::geo::AreaId;
use crate::model::wording::Terms;
use crate::profile::Profile;
use crate::store::StoreError;

/// The lists of the county that an area is or lies in.
pub(super) fn terms_at(profile: &Profile, area: Option<AreaId>) -> Result<Cow<'static, Terms>, StoreError> {
    let Some(county) = profile.directory().county(area) else { return Ok(Cow::Borrowed(Terms::shared())) };
    let regions = profile.store().regions()?;
    let own = regions.into_iter().find(|region| region.county == county).and_then(|region| region.settings.terms);
    Ok(own.map_or(Cow::Borrowed(Terms::shared()), |terms| Cow::Owned(*terms)))
}
