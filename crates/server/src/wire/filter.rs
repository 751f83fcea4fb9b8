//! The filter of lists: read from a query or from JSON, by the same names.

use std::{str::FromStr, sync::Arc};

use model::{
    CategoryCode, CellId, LonLat, Point, Polygon, Rect, RoadId, Stage, Standing, SubdistrictId, ViewList, case::Verb,
};
use serde::Deserialize;
use serde_json::Value;
use service::{Ground, ListFilter};
use spatial::Slabs;
use tiles::{CategorySet, Filter, StageSet};
use utoipa::{IntoParams, ToSchema};

use super::{Params, category_code, community, named, person, refused_place, time::moment, unknown_category};
use crate::Problem;

/// How many points a drawn area may have.
const MOST_POINTS: usize = 2_000;
/// How many days back `days` may reach: ten years.
const MOST_DAYS: i64 = 3_660;
/// A day in milliseconds.
const DAY_MS: i64 = 86_400_000;
/// By so much a drawn area's box is widened before the index looks, in degrees: 0.1 m, far more than what rounding takes away.
const BOX_MARGIN: f64 = 1e-6;

/// The filter that lists, layers and tiles share.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents the parameters, which `Params` reads one by one to name the bad value")]
pub(crate) struct FilterQuery {
    /// Minor categories (four digits) or whole majors (two digits), separated by commas.
    category: Option<String>,
    /// Stages such as `reported`, or the groups `open` and `closed` (nobody has to act any more), separated by commas.
    status: Option<String>,
    /// The first moment that counts, RFC 3339.
    from: Option<String>,
    /// The first moment that no longer counts, RFC 3339.
    to: Option<String>,
    /// A unit cell's code.
    cell: Option<String>,
    /// A road's code.
    road: Option<String>,
    /// West, south, east, north in degrees, separated by commas.
    bbox: Option<String>,
}

/// What lists can be narrowed by beyond what layers and tiles can.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents the parameters, which `Params` reads one by one to name the bad value")]
pub(crate) struct ListQuery {
    /// Reported within the last so many times 24 hours, 1 to 3,660; instead of `from` and `to`.
    days: Option<i64>,
    /// A sub-district's code.
    subdistrict: Option<String>,
    /// A community's code.
    community: Option<String>,
    /// A grid member's number: the cells that they hold now. With `community` it is one duty grid.
    grid: Option<String>,
    /// The number of a person or unit: who answers for it, has it, or was given it to check.
    person: Option<String>,
    /// The number of the unit or person to whom it was sent. Like the next three it means cases that are not settled.
    unit: Option<String>,
    /// `on_track`, `due_soon` or `overdue`.
    standing: Option<String>,
    /// A verb of the case flow that the caller can do now.
    verb: Option<String>,
    /// Only those with which the caller can do something that leads on.
    mine: Option<bool>,
}

/// A filter as JSON. A list of texts may stand for texts with commas.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read field by field to name the bad value")]
pub(crate) struct FilterBody {
    /// Minor categories (four digits) or whole majors (two digits).
    category: Option<OneOrMore>,
    /// Stages such as `reported`, or the groups `open` and `closed`.
    status: Option<OneOrMore>,
    /// RFC 3339.
    from: Option<String>,
    /// RFC 3339.
    to: Option<String>,
    /// Reported within the last so many times 24 hours, 1 to 3,660; instead of `from` and `to`.
    days: Option<i64>,
    /// A unit cell's code.
    cell: Option<String>,
    /// A road's code.
    road: Option<String>,
    /// West, south, east, north in degrees.
    bbox: Option<[f64; 4]>,
    /// A sub-district's code.
    subdistrict: Option<String>,
    /// A community's code.
    community: Option<String>,
    /// A grid member's number: the cells that they hold now.
    grid: Option<String>,
    /// Who answers for it, has it, or was given it to check.
    person: Option<String>,
    /// To whom it was sent.
    unit: Option<String>,
    /// `on_track`, `due_soon` or `overdue`.
    standing: Option<String>,
    /// A verb of the case flow that the caller can do now.
    verb: Option<String>,
    /// Only those with which the caller can do something that leads on.
    mine: Option<bool>,
    /// A drawn area: a `Polygon` of `GeoJSON` with 3 to 2,000 points in all. What a ring that crosses itself encloses twice is outside.
    within: Option<PolygonBody>,
}

/// One text, or several.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "documents the body")]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// A polygon of `GeoJSON`.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body")]
struct PolygonBody {
    /// `Polygon`.
    #[serde(rename = "type")]
    kind: String,
    /// Rings of longitude and latitude.
    coordinates: Vec<Vec<[f64; 2]>>,
}

/// The members of a filter in JSON; the drawn area is none of the texts.
const NAMES: &[&str] = &[
    "category",
    "status",
    "from",
    "to",
    "days",
    "cell",
    "road",
    "bbox",
    "subdistrict",
    "community",
    "grid",
    "person",
    "unit",
    "standing",
    "verb",
    "mine",
];

/// A filter as it was sent, still to be read on the ground of the moment.
#[derive(Debug)]
pub(crate) struct SentFilter {
    params: Params,
    within: Option<Value>,
    prefix: &'static str,
}

impl SentFilter {
    /// Takes a filter in JSON; `prefix` stands before the names of its members where they are told as wrong.
    pub(crate) fn of_json(value: &Value, prefix: &'static str) -> Result<Self, Problem> {
        let mut plain = value.clone();
        let within = plain.as_object_mut().and_then(|it| it.remove("within")).filter(|it| !it.is_null());
        Ok(Self { params: Params::of_json(&plain, NAMES, prefix)?, within, prefix })
    }

    /// Reads it for a list.
    pub(crate) fn read(&self, ground: &Ground, now_ms: i64, list: ViewList) -> Result<ListFilter, Problem> {
        let mut filter = self.params.list_filter(ground, now_ms, list).map_err(|it| it.inside(self.prefix))?;
        if let Some(within) = &self.within {
            let lasso = lasso(ground, within, &format!("{}within", self.prefix))?;
            // So that the index looks only where it may lie.
            filter.index.bbox = filter.index.bbox.or_else(|| Some(around(ground, &lasso)));
            filter.lasso = Some(Arc::new(lasso));
        }
        Ok(filter)
    }
}

impl Params {
    /// Returns the filter of layers and tiles.
    pub(crate) fn filter(&self, ground: &Ground) -> Result<Filter, Problem> {
        let time = |name: &str| self.text(name).map(|it| moment(name, it)).transpose();
        Ok(Filter {
            categories: self.categories(ground)?,
            stages: self.stages()?,
            from_ms: time("from")?,
            to_ms: time("to")?,
            cell: self.cell(ground)?,
            road: self.road(ground)?,
            bbox: self.bbox()?,
            within: None,
        })
    }

    /// Returns the filter of a list. What waits is the caller's own where nothing is said of `mine`.
    pub(crate) fn list_filter(&self, ground: &Ground, now_ms: i64, list: ViewList) -> Result<ListFilter, Problem> {
        let mut index = self.filter(ground)?;
        if let Some(days) = self.optional::<i64>("days")? {
            let wrong = |zh: &str, en: &str| Err(Problem::invalid("days", days, zh, en));
            if !(1..=MOST_DAYS).contains(&days) {
                return wrong("须在 1 到 3660 之间", "must lie between 1 and 3,660");
            }
            if index.from_ms.is_some() || index.to_ms.is_some() {
                return wrong("不能与 from、to 同用", "cannot stand beside `from` or `to`");
            }
            index.from_ms = Some(now_ms - days * DAY_MS);
        }
        let persons = |name: &str| self.text(name).map(|it| person(ground, name, it)).transpose();
        let community = self.text("community").map(|it| community(ground, "community", it)).transpose()?;
        let areas = [
            self.subdistrict(ground)?.map(|it| ground.cells_of_subdistrict(it)),
            community.map(|it| ground.cells_of_community(it)),
            persons("grid")?.map(|it| ground.cells_of_member(it)),
        ];
        Ok(ListFilter {
            index,
            areas: areas.into_iter().flatten().collect(),
            lasso: None,
            person: persons("person")?,
            unit: persons("unit")?,
            standing: self.text("standing").map(standing).transpose()?,
            verb: self.text("verb").map(verb).transpose()?,
            mine: self.flag("mine")?.unwrap_or(list == ViewList::Work),
            unsettled: list == ViewList::Work,
        })
    }

    fn categories(&self, ground: &Ground) -> Result<Option<CategorySet>, Problem> {
        let Some(text) = self.text("category") else { return Ok(None) };
        let mut codes: Vec<CategoryCode> = Vec::new();
        for word in text.split(',').map(str::trim) {
            let major = (word.len() == 2).then(|| u16::from_str(word).ok()).flatten();
            match major {
                Some(major) if ground.categories.majors().any(|it| it.code == major) => {
                    codes.extend(ground.categories.minors().map(|it| it.code).filter(|it| it.major() == major));
                }
                Some(_) => return Err(unknown_category("category", word)),
                None => codes.push(category_code(ground, "category", word)?),
            }
        }
        Ok(Some(codes.into_iter().collect()))
    }

    fn stages(&self) -> Result<StageSet, Problem> {
        let Some(text) = self.text("status") else { return Ok(StageSet::ALL) };
        let mut stages = StageSet::NONE;
        for word in text.split(',').map(str::trim) {
            let meant = match word {
                "open" => StageSet::open(),
                "closed" => StageSet::finished(),
                _ => Stage::parse(word).map(StageSet::from).ok_or_else(|| {
                    let en = "must be open, closed or stages such as reported, handling";
                    Problem::invalid("status", word, "须为 open、closed 或阶段名，如 reported、handling", en)
                })?,
            };
            stages = stages.union(meant);
        }
        Ok(stages)
    }

    fn cell(&self, ground: &Ground) -> Result<Option<CellId>, Problem> {
        let Some(code) = self.text("cell") else { return Ok(None) };
        let at = ground.district.cells.iter().position(|it| it.code == code);
        let unknown = || Problem::invalid("cell", code, "没有这个单元网格", "there is no such unit cell");
        at.map(CellId::at).map(Some).ok_or_else(unknown)
    }

    fn road(&self, ground: &Ground) -> Result<Option<RoadId>, Problem> {
        self.text("road").map(|it| named::road(ground, "road", it)).transpose()
    }

    fn subdistrict(&self, ground: &Ground) -> Result<Option<SubdistrictId>, Problem> {
        let Some(code) = self.text("subdistrict") else { return Ok(None) };
        let at = ground.district.subdistricts.iter().position(|it| it.code == code);
        let unknown = || Problem::invalid("subdistrict", code, "没有这个街道", "there is no such sub-district");
        at.map(SubdistrictId::at).map(Some).ok_or_else(unknown)
    }
}

fn standing(word: &str) -> Result<Standing, Problem> {
    let wrong = || {
        let (zh, en) = ("须为 on_track、due_soon 或 overdue", "must be on_track, due_soon or overdue");
        Problem::invalid("standing", word, zh, en)
    };
    Standing::ALL.into_iter().find(|it| it.as_str() == word).ok_or_else(wrong)
}

fn verb(word: &str) -> Result<Verb, Problem> {
    let open = Verb::parse(word).filter(|it| !matches!(it, Verb::Report | Verb::Absorb));
    open.ok_or_else(|| Problem::invalid("verb", word, "没有这个办理动作", "there is no such verb"))
}

/// Reads a drawn area.
fn lasso(ground: &Ground, value: &Value, field: &str) -> Result<Slabs, Problem> {
    let wrong = |zh: &str, en: &str| Problem::invalid(field, value.clone(), zh, en);
    let none = || wrong("须为 GeoJSON 的 Polygon", "must be a Polygon of GeoJSON");
    let is_polygon = value.get("type").and_then(Value::as_str) == Some("Polygon");
    let rings = value.get("coordinates").and_then(Value::as_array).filter(|it| is_polygon && !it.is_empty());
    let rings = rings.ok_or_else(none)?;
    let list = |it: &'_ Value| it.as_array().map(Vec::len).ok_or_else(none);
    let points = rings.iter().map(list).sum::<Result<usize, _>>()?;
    // Each ring may tell its first point once more.
    if points > MOST_POINTS + rings.len() {
        let (zh, en) = (format!("至多 {MOST_POINTS} 个点"), format!("may have {MOST_POINTS} points at most"));
        return Err(wrong(&zh, &en));
    }
    let mut read = rings.iter().enumerate().map(|(at, it)| ring(ground, it, &format!("{field}.coordinates[{at}]")));
    let shell = read.next().transpose()?.ok_or_else(none)?;
    Ok(Slabs::new(&Polygon { shell, holes: read.collect::<Result<_, _>>()? }))
}

fn ring(ground: &Ground, value: &Value, field: &str) -> Result<Vec<Point>, Problem> {
    let point = |(at, it): (usize, &Value)| {
        let number = |at: usize| it.get(at).and_then(Value::as_f64);
        let (Some(lon), Some(lat)) = (number(0), number(1)) else {
            let (zh, en) = ("须为 [经度,纬度]", "must be [longitude, latitude]");
            return Err(Problem::invalid(&format!("{field}[{at}]"), it.clone(), zh, en));
        };
        ground.frame.point(LonLat { lon, lat }).map_err(|err| refused_place(&err))
    };
    let mut ring: Vec<Point> =
        value.as_array().into_iter().flatten().enumerate().map(point).collect::<Result<_, _>>()?;
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < 3 {
        let (zh, en) = ("至少须有三个点", "must have three points at least");
        return Err(Problem::invalid(field, value.clone(), zh, en));
    }
    Ok(ring)
}

/// Returns a box in degrees that holds a drawn area.
fn around(ground: &Ground, lasso: &Slabs) -> Rect {
    let (min, max) = lasso.bounds();
    // The sides of a box on the lattice are bent in degrees, farthest out at the corners and on the meridian of its middle.
    let xs = [min.x, 0.clamp(min.x, max.x), max.x];
    let places = xs.into_iter().flat_map(|x| [min.y, max.y].map(|y| ground.frame.place(Point { x, y })));
    let (lons, lats): (Vec<f64>, Vec<f64>) = places.map(|it| (it.lon, it.lat)).unzip();
    let least = |all: &[f64]| all.iter().copied().fold(f64::INFINITY, f64::min) - BOX_MARGIN;
    let most = |all: &[f64]| all.iter().copied().fold(f64::NEG_INFINITY, f64::max) + BOX_MARGIN;
    Rect { min: LonLat { lon: least(&lons), lat: least(&lats) }, max: LonLat { lon: most(&lons), lat: most(&lats) } }
}
