//! GeoJSON of any origin (RFC 7946): checked before anything believes it.
//!
//! In: the text of a FeatureCollection, a Feature or a bare geometry. Out: features with checked outlines, and areas
//! made from them; or a typed error and nothing at all, never a part of a file. Size, depth and number of positions
//! are looked at before the text is parsed, and the cost of the geometric checks before they are done, so that a
//! hostile or careless file cannot hold a phone.
//!
//! This module never knows where the text came from, and it does no I/O.

use std::collections::BTreeSet;

use geo::MultiPolygon;
use geojson::{Feature, GeoJson, JsonObject, JsonValue};

use super::area::{Area, AreaCode, AreaError, AreaId, AreaKind, DEFAULT_COARSEN_M};
use super::codes::CodeError;
use super::shape::{MAX_COMPARISONS, Shape, ShapeError, comparisons, polygons_of};

/// Brackets and braces that a document may nest. GeoJSON needs eight; `properties` may hold some more.
const MAX_DEPTH: usize = 64;

/// The ways in which a coordinate reference system says that it is WGS 84, longitude first.
const WGS84_NAMES: [&str; 6] = [
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "urn:ogc:def:crs:EPSG::4326",
    "EPSG:4326",
    "http://www.opengis.net/def/crs/EPSG/0/4326",
];

/// A box in degrees within which all positions of a document are expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    /// Least latitude.
    pub south: f64,
    /// Greatest latitude.
    pub north: f64,
    /// Least longitude.
    pub west: f64,
    /// Greatest longitude.
    pub east: f64,
}

impl Region {
    /// Kenya with a margin.
    pub const KENYA: Self = Self { south: -5.0, north: 5.6, west: 33.8, east: 42.0 };

    fn holds(&self, lat: f64, lon: f64) -> bool {
        (self.south..=self.north).contains(&lat) && (self.west..=self.east).contains(&lon)
    }
}

/// What is asked of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportSettings {
    /// At most so many bytes.
    pub max_bytes: usize,
    /// At most so many positions in the whole document.
    pub max_positions: usize,
    /// Where everything is expected to be; also the only way to notice latitude-first files whose numbers are in
    /// range either way, as Kenya's are.
    pub region: Option<Region>,
    /// Mend rings that cross or touch themselves, and polygons of one feature that overlap, rather than refuse the
    /// document: an odd number of windings is inside, overlapping parts are joined. What is unclosed, out of range or
    /// out of the region is refused all the same.
    pub repair: bool,
    /// Accept features whose `geometry` is null: 13 of Kenya's 1,450 wards have no known outline.
    pub keep_without_polygon: bool,
}

impl Default for ImportSettings {
    /// 32 MiB, 200,000 positions, anywhere on the Earth, nothing mended, every feature with an outline.
    fn default() -> Self {
        Self { max_bytes: 32 << 20, max_positions: 200_000, region: None, repair: false, keep_without_polygon: false }
    }
}

impl ImportSettings {
    /// For registers of Kenya's areas: within Kenya, mended where simplification made rings touch themselves, and
    /// with areas that have no outline.
    #[must_use]
    pub fn kenya() -> Self {
        Self { region: Some(Region::KENYA), repair: true, keep_without_polygon: true, ..Self::default() }
    }
}

/// Why a document was not imported. Features are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GeoJsonError {
    /// More bytes than allowed.
    #[error("the document has {bytes} bytes, at most {limit} are allowed")]
    TooLarge {
        /// What was given.
        bytes: usize,
        /// What is allowed.
        limit: usize,
    },
    /// More positions than allowed.
    #[error("the document has more than {limit} positions: simplify or split it")]
    TooManyPositions {
        /// What is allowed.
        limit: usize,
    },
    /// Nested more deeply than any GeoJSON needs to be.
    #[error("the document is nested too deeply")]
    TooDeep,
    /// Not JSON: a syntax error, a number that is none, or a text that ends too soon.
    #[error("this is not JSON: see line {line}, column {column}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// JSON, but not GeoJSON.
    #[error("this is JSON but not GeoJSON: see line {line}, column {column}")]
    NotGeoJson {
        /// Line, from 1; 0 where it is not known.
        line: usize,
        /// Column, from 1; 0 where it is not known.
        column: usize,
    },
    /// A `crs` member that names anything but WGS 84 (RFC 7946 §4 allows no other).
    #[error("the document uses another reference system than WGS 84: convert it to EPSG:4326 first")]
    UnsupportedCrs,
    /// No feature at all.
    #[error("the document has no polygon")]
    NoPolygon,
    /// A feature without a geometry.
    #[error("feature {feature} has no polygon")]
    WithoutPolygon {
        /// Which.
        feature: usize,
    },
    /// A feature whose outline is none.
    #[error("feature {feature}: {reason}")]
    Shape {
        /// Which.
        feature: usize,
        /// Why.
        #[source]
        reason: ShapeError,
    },
    /// Checking all outlines would take too long.
    #[error("the document is too detailed to check: simplify or split it")]
    TooComplex,
    /// A feature lacks a property that the mapping needs, or it is neither text nor an integer.
    #[error("feature {feature} has no usable property {property:?}")]
    Property {
        /// Which.
        feature: usize,
        /// Its name.
        property: String,
    },
    /// A code of a feature is none of the register.
    #[error("feature {feature}: {reason}")]
    Code {
        /// Which.
        feature: usize,
        /// Why.
        #[source]
        reason: CodeError,
    },
    /// The area that a feature makes is refused.
    #[error("feature {feature}: {reason}")]
    Area {
        /// Which.
        feature: usize,
        /// Why.
        #[source]
        reason: AreaError,
    },
    /// Two features make the same area.
    #[error("feature {feature} has the code or name of an earlier one")]
    Duplicate {
        /// The later one.
        feature: usize,
    },
}

/// A feature of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedFeature {
    /// Its `id` as text.
    pub id: Option<String>,
    /// Its `properties`; empty for a bare geometry.
    pub properties: JsonObject,
    /// Its outline; nothing only where [`ImportSettings::keep_without_polygon`] allows it.
    pub geometry: Option<Shape>,
    /// What was mended, where [`ImportSettings::repair`] allows it.
    pub repaired: Option<ShapeError>,
}

/// Reads a FeatureCollection, a Feature or a bare Polygon or MultiPolygon.
///
/// # Errors
/// [`GeoJsonError`]; then nothing was imported.
pub fn import_geojson(text: &str, settings: &ImportSettings) -> Result<Vec<ImportedFeature>, GeoJsonError> {
    if text.len() > settings.max_bytes {
        return Err(GeoJsonError::TooLarge { bytes: text.len(), limit: settings.max_bytes });
    }
    survey(text, settings.max_positions)?;
    let document: GeoJson = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Data => GeoJsonError::NotGeoJson { line, column },
            _ => GeoJsonError::NotJson { line, column },
        }
    })?;
    let features = match document {
        GeoJson::FeatureCollection(collection) => {
            check_crs(collection.foreign_members.as_ref())?;
            collection.features
        }
        GeoJson::Feature(feature) => vec![feature],
        GeoJson::Geometry(geometry) => vec![Feature::from(geometry)],
    };
    if features.is_empty() {
        return Err(GeoJsonError::NoPolygon);
    }
    let outlines = features
        .iter()
        .enumerate()
        .map(|(number, feature)| outline(number, feature, settings))
        .collect::<Result<Vec<_>, _>>()?;
    let cost = outlines.iter().flatten().map(comparisons).fold(0_u64, u64::saturating_add);
    if cost > MAX_COMPARISONS {
        return Err(GeoJsonError::TooComplex);
    }
    let mut imported = Vec::with_capacity(features.len());
    for (number, (feature, polygons)) in features.into_iter().zip(outlines).enumerate() {
        let (geometry, repaired) = match polygons {
            None => (None, None),
            Some(polygons) => {
                let checked = if settings.repair {
                    Shape::repaired(polygons)
                } else {
                    Shape::new(polygons).map(|shape| (shape, None))
                };
                let (shape, repaired) = checked.map_err(|reason| GeoJsonError::Shape { feature: number, reason })?;
                (Some(shape), repaired)
            }
        };
        let id = feature.id.map(|id| match id {
            geojson::feature::Id::String(text) => text,
            geojson::feature::Id::Number(n) => n.to_string(),
        });
        imported.push(ImportedFeature { id, properties: feature.properties.unwrap_or_default(), geometry, repaired });
    }
    Ok(imported)
}

/// Looks at depth and number of positions without parsing: a position is a bracket directly followed by a number.
/// That counts boxes and lists of numbers in `properties` too, so a document may be refused a little early.
fn survey(text: &str, max_positions: usize) -> Result<(), GeoJsonError> {
    let (mut depth, mut positions) = (0_usize, 0_usize);
    let (mut in_string, mut escaped, mut opened) = (false, false, false);
    for byte in text.bytes() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            b'[' | b'{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(GeoJsonError::TooDeep);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => in_string = true,
            b'-' | b'0'..=b'9' if opened => {
                positions += 1;
                if positions > max_positions {
                    return Err(GeoJsonError::TooManyPositions { limit: max_positions });
                }
            }
            _ => {}
        }
        opened = byte == b'[';
    }
    Ok(())
}

fn check_crs(members: Option<&JsonObject>) -> Result<(), GeoJsonError> {
    match members.and_then(|members| members.get("crs")) {
        None | Some(JsonValue::Null) => Ok(()),
        Some(crs) => {
            let name = crs.pointer("/properties/name").and_then(JsonValue::as_str);
            let is_wgs84 = name.is_some_and(|name| WGS84_NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)));
            if is_wgs84 { Ok(()) } else { Err(GeoJsonError::UnsupportedCrs) }
        }
    }
}

/// The polygons of a feature, closed and where they should be; crossings are not yet looked at.
fn outline(
    number: usize,
    feature: &Feature,
    settings: &ImportSettings,
) -> Result<Option<MultiPolygon<f64>>, GeoJsonError> {
    check_crs(feature.foreign_members.as_ref())?;
    let Some(geometry) = &feature.geometry else {
        if settings.keep_without_polygon {
            return Ok(None);
        }
        return Err(GeoJsonError::WithoutPolygon { feature: number });
    };
    check_crs(geometry.foreign_members.as_ref())?;
    let refuse = |reason| GeoJsonError::Shape { feature: number, reason };
    let polygons = polygons_of(geometry).map_err(refuse)?;
    if let Some(region) = &settings.region {
        check_region(&polygons, region).map_err(refuse)?;
    }
    Ok(Some(polygons))
}

fn check_region(polygons: &MultiPolygon<f64>, region: &Region) -> Result<(), ShapeError> {
    use geo::CoordsIter;
    if polygons.coords_iter().all(|c| region.holds(c.y, c.x)) {
        return Ok(());
    }
    if polygons.coords_iter().all(|c| region.holds(c.x, c.y)) {
        return Err(ShapeError::SwappedAxes);
    }
    if polygons.coords_iter().any(|c| !(-90.0..=90.0).contains(&c.y) || !(-180.0..=180.0).contains(&c.x)) {
        return Err(ShapeError::OutOfRange);
    }
    Err(ShapeError::OutsideRegion)
}

/// In what the areas of a document lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParentRule {
    /// Nothing is said.
    None,
    /// All in the same areas.
    Fixed(Vec<AreaId>),
    /// In the area of this kind whose official code is in this property.
    ByCode {
        /// `County`, `Constituency` or `Ward`.
        kind: AreaKind,
        /// Name of the property.
        property: String,
    },
}

/// How features become areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaMapping {
    /// What they are.
    pub kind: AreaKind,
    /// The property with the name.
    pub name_property: String,
    /// The property with the code: the official number for counties, constituencies and wards.
    pub code_property: Option<String>,
    /// In what they lie.
    pub parent: ParentRule,
    /// Turn names in capitals ("NAIROBI CENTRAL") into "Nairobi Central".
    pub title_case: bool,
    /// Edge in metres of the cell that neighbours get.
    pub coarsen_m: u32,
    /// Who says so.
    pub source: String,
    /// Under what licence.
    pub licence: String,
}

impl AreaMapping {
    /// A mapping by name alone, with the default coarsening.
    #[must_use]
    pub fn by_name(kind: AreaKind, name_property: &str, source: &str, licence: &str) -> Self {
        Self {
            kind,
            name_property: name_property.to_owned(),
            code_property: None,
            parent: ParentRule::None,
            title_case: false,
            coarsen_m: DEFAULT_COARSEN_M,
            source: source.to_owned(),
            licence: licence.to_owned(),
        }
    }
}

/// Makes an area of each feature.
///
/// The identity of an area with an official code is [`AreaId::of_code`], so that files made apart fit together; else it
/// is [`AreaId::in_source`] of its code, or of its name where it has none.
///
/// # Errors
/// [`GeoJsonError`] where a property is missing, a code is none, two features make one area, or an area is refused.
pub fn areas_from_features(features: Vec<ImportedFeature>, mapping: &AreaMapping) -> Result<Vec<Area>, GeoJsonError> {
    let mut seen = BTreeSet::new();
    let mut areas = Vec::with_capacity(features.len());
    for (number, feature) in features.into_iter().enumerate() {
        let name = property(&feature, number, &mapping.name_property)?;
        let name = if mapping.title_case { title_case(&name) } else { name };
        let code = match &mapping.code_property {
            None => None,
            Some(key) => Some(code_of(&mapping.kind, property(&feature, number, key)?, number)?),
        };
        let id = match &code {
            Some(AreaCode::Local(local)) => AreaId::in_source(&mapping.kind, &mapping.source, local),
            Some(official) => AreaId::of_code(&mapping.kind, official),
            None => AreaId::in_source(&mapping.kind, &mapping.source, &name),
        };
        if !seen.insert(id) {
            return Err(GeoJsonError::Duplicate { feature: number });
        }
        let mut area = Area::named(id, mapping.kind.clone(), &name, &mapping.source, &mapping.licence);
        area.code = code;
        area.coarsen_m = mapping.coarsen_m;
        area.parents = match &mapping.parent {
            ParentRule::None => Vec::new(),
            ParentRule::Fixed(parents) => parents.clone(),
            ParentRule::ByCode { kind, property: key } => {
                vec![AreaId::of_code(kind, &code_of(kind, property(&feature, number, key)?, number)?)]
            }
        };
        area.centroid = feature.geometry.as_ref().and_then(Shape::centroid);
        area.geometry = feature.geometry;
        area.check().map_err(|reason| GeoJsonError::Area { feature: number, reason })?;
        areas.push(area);
    }
    Ok(areas)
}

fn property(feature: &ImportedFeature, number: usize, key: &str) -> Result<String, GeoJsonError> {
    match feature.properties.get(key) {
        Some(JsonValue::String(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Some(JsonValue::Number(n)) if n.is_i64() || n.is_u64() => Ok(n.to_string()),
        _ => Err(GeoJsonError::Property { feature: number, property: key.to_owned() }),
    }
}

fn code_of(kind: &AreaKind, text: String, number: usize) -> Result<AreaCode, GeoJsonError> {
    let code = match kind {
        AreaKind::County => text.parse().map(AreaCode::County),
        AreaKind::Constituency => text.parse().map(AreaCode::Constituency),
        AreaKind::Ward => text.parse().map(AreaCode::Ward),
        _ => Ok(AreaCode::Local(text)),
    };
    code.map_err(|reason| GeoJsonError::Code { feature: number, reason })
}

fn title_case(name: &str) -> String {
    let mut after_letter = false;
    name.chars()
        .flat_map(|c| {
            let cased: Vec<char> = if after_letter { c.to_lowercase().collect() } else { vec![c] };
            after_letter = c.is_alphabetic() || c == '\'';
            cased
        })
        .collect()
}

#[cfg(test)]
mod tests;
