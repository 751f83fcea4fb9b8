//! What a source of streets delivers, classed but not yet cut: the common form behind OSM, GeoJSON and the made-up town.

use crate::{BackdropKind, LandmarkKind, Level, LonLat, RoadClass};

/// Everything known about a district's ground before it is cut.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// The district's name.
    pub name: String,
    /// Its six-digit code (GB/T 2260).
    pub code: String,
    /// Whether the district is made up.
    pub fictional: bool,
    /// Whom the map must name, for instance `© OpenStreetMap contributors`; empty when nobody.
    pub attribution: String,
    /// The ways.
    pub ways: Vec<SurveyWay>,
    /// The boundary areas of all levels.
    pub areas: Vec<SurveyArea>,
    /// The drawn ground.
    pub backdrop: Vec<SurveyShape>,
    /// Places that people go by.
    pub landmarks: Vec<SurveyLandmark>,
}

/// One line of street as the source has it. Ways join where they share a node at the same place (1e-7 degrees).
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyWay {
    /// The source's own number, for messages.
    pub source_id: i64,
    /// Its class.
    pub class: RoadClass,
    /// The name on the sign.
    pub name: Option<String>,
    /// The name in English.
    pub name_en: Option<String>,
    /// Where it runs relative to the ground.
    pub level: Level,
    /// Whether it is a slip road (匝道) between roads rather than a road of its own.
    pub link: bool,
    /// Whether street blocks are cut along it.
    pub cuts: bool,
    /// Width of the carriageway in metres.
    pub width_m: f64,
    /// The nodes in order.
    pub nodes: Vec<LonLat>,
}

/// The level of a boundary area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AreaLevel {
    /// 区县.
    District,
    /// 街道/乡镇.
    Subdistrict,
    /// 社区/村.
    Community,
}

/// A polygon in degrees: the shell, then holes; rings may repeat the first place at the end.
pub type SurveyPolygon = Vec<Vec<LonLat>>;

/// A boundary area.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyArea {
    /// Its level.
    pub level: AreaLevel,
    /// Its name.
    pub name: String,
    /// Its name in English.
    pub name_en: Option<String>,
    /// Its official code (6, 9 or 12 digits by level), where the source tells one.
    pub code: Option<String>,
    /// Its parts.
    pub polygons: Vec<SurveyPolygon>,
}

/// A piece of drawn ground.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyShape {
    /// What it is.
    pub kind: BackdropKind,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its form.
    pub geometry: SurveyShapeGeometry,
}

/// The form of a [`SurveyShape`].
#[derive(Clone, Debug, PartialEq)]
pub enum SurveyShapeGeometry {
    /// An area with holes.
    Polygon(SurveyPolygon),
    /// A line.
    Line(Vec<LonLat>),
}

/// A place that people go by.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyLandmark {
    /// What it is.
    pub kind: LandmarkKind,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub at: LonLat,
}
