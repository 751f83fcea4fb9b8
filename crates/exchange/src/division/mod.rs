//! An existing division of a district into areas, from GeoJSON or Shapefile.

#[cfg(test)]
mod tests;

use std::path::Path;

use geojson::JsonObject;
use model::SurveyPolygon;
use serde_json::Value;

use crate::{
    Coordinates, Dirt, ExchangeError, Problem,
    areas::{self, AreaFeature},
    tags::clean,
};

/// Names of attributes that a code, a name, a community and a member usually stand in, in the order in which they are looked
/// for; compared without regard to case. Names of ten bytes and less are those of shapefiles (GB/T 30428.2 calls the code
/// `bgcode` and the name `bgname`; the others are seen in cities' own tables).
const CODES: [&str; 14] = [
    "单元网格编码",
    "网格编码",
    "网格编号",
    "网格代码",
    "单元编码",
    "编码",
    "编号",
    "代码",
    "bgcode",
    "gridcode",
    "grid_code",
    "wgbm",
    "wgdm",
    "code",
];
const NAMES: [&str; 9] =
    ["单元网格名称", "网格名称", "网格名", "名称", "bgname", "gridname", "grid_name", "wgmc", "name"];
const COMMUNITIES: [&str; 9] =
    ["所属社区", "社区名称", "社区编码", "社区", "村社区", "commname", "community", "sqmc", "commcode"];
const MEMBERS: [&str; 11] =
    ["网格员姓名", "网格员", "责任人姓名", "责任人", "负责人", "管理员", "member", "holder", "owner", "wgy", "zrr"];

/// The attributes in which a division keeps what belongs to an area; `None` where none does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DivisionColumns {
    /// The area's code.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The name or code of its community.
    pub community: Option<String>,
    /// Who answers for it.
    pub member: Option<String>,
}

/// How a division is read.
#[derive(Clone, Debug, Default)]
pub struct DivisionOptions {
    /// The attributes to take; where `None`, the usual Chinese and English names are looked for.
    pub columns: DivisionColumns,
    /// What its coordinates are, which goes before what the file says.
    pub coordinates: Coordinates,
}

/// One area of a division.
#[derive(Clone, Debug, PartialEq)]
pub struct DivisionArea {
    /// The feature's number in the file, from 1.
    pub feature: usize,
    /// Its code.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// The name or code of its community.
    pub community: Option<String>,
    /// Who answers for it.
    pub member: Option<String>,
    /// Its parts in degrees; one at least, with closed rings, which may cross or enclose nothing.
    pub polygons: Vec<SurveyPolygon>,
}

/// A division: areas that should leave no gap and share no ground, as someone drew them.
#[derive(Clone, Debug, PartialEq)]
pub struct Division {
    /// The areas, in the order of the file.
    pub areas: Vec<DivisionArea>,
    /// The attributes that were taken.
    pub columns: DivisionColumns,
}

/// Reads a division from a GeoJSON file (plain or gzip) or a shapefile (`.shp` with `.dbf`, `.prj` and `.cpg` beside it).
///
/// Coordinates are degrees, or those of a projection that the `.prj`, an old GeoJSON's `crs` or the options tell: transverse
/// Mercator (Gauss–Krüger zones, UTM) on CGCS2000 or WGS 84, or Web Mercator; they become degrees. Texts of a `.dbf` are in the
/// encoding that the `.cpg` or its header names, else UTF-8 or GB 18030, whichever fits. Codes lose a `.0` that made them a
/// number. Features without a polygon are left out and counted. Polygons that cross themselves or enclose nothing stay: the
/// audit tells of them.
///
/// # Errors
/// [`ExchangeError`] when the file cannot be read, is of another kind, has no polygon, stands in a system that is not understood,
/// or lacks an attribute that was asked for; with the number of the feature where a coordinate is no place, a ring is not
/// closed or has fewer than four points, or an area has more than 500,000 points.
pub fn read_division(path: &Path, options: &DivisionOptions) -> Result<(Division, Dirt), ExchangeError> {
    let read = || {
        let (features, dirt) = areas::read(path, &options.coordinates, areas::Flat::Kept)?;
        let columns = columns(&features, &options.columns)?;
        let get = |properties: &JsonObject, column: &Option<String>| {
            let column = column.as_deref()?;
            properties.iter().find(|it| same(it.0, column)).and_then(|it| text(it.1))
        };
        let of = |it: AreaFeature| DivisionArea {
            feature: it.number,
            code: get(&it.properties, &columns.code).map(whole),
            name: get(&it.properties, &columns.name),
            community: get(&it.properties, &columns.community).map(whole),
            member: get(&it.properties, &columns.member),
            polygons: it.polygons,
        };
        let areas = features.into_iter().map(of).collect();
        Ok((Division { areas, columns }, dirt))
    };
    read().map_err(|problem| ExchangeError::new(path, problem))
}

/// Returns the attributes to take: those asked for, else the first usual one that any feature has.
fn columns(features: &[AreaFeature], asked: &DivisionColumns) -> Result<DivisionColumns, Problem> {
    let mut found: Vec<String> = Vec::new();
    for key in features.iter().flat_map(|it| it.properties.keys()) {
        if !found.iter().any(|it| it == key) {
            found.push(key.clone());
        }
    }
    let column = |asked: &Option<String>, usual: &[&str]| {
        let whole = |name: &str| found.iter().find(|it| same(it, name));
        if let Some(name) = asked {
            let it = whole(name).ok_or_else(|| Problem::NoColumn { name: name.clone(), found: found.clone() })?;
            return Ok::<_, Problem>(Some(it.clone()));
        }
        let usual_one = usual.iter().find_map(|name| whole(name));
        Ok(usual_one.or_else(|| found.iter().find(|it| cut_off(it, usual))).cloned())
    };
    Ok(DivisionColumns {
        code: column(&asked.code, &CODES)?,
        name: column(&asked.name, &NAMES)?,
        community: column(&asked.community, &COMMUNITIES)?,
        member: column(&asked.member, &MEMBERS)?,
    })
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// Tells whether a name is the beginning of a usual Chinese one, cut off at the ten bytes of a shapefile, and of none of
/// another meaning.
fn cut_off(name: &str, usual: &[&str]) -> bool {
    let begins = |list: &[&str]| list.iter().any(|it| it.starts_with(name));
    let others = [&CODES[..], &NAMES, &COMMUNITIES, &MEMBERS].into_iter().filter(|it| *it != usual);
    // Three characters of UTF-8, or five of GBK.
    name.chars().count() >= 3 && !name.is_ascii() && begins(usual) && !others.into_iter().any(begins)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => clean(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Returns a code without the decimals that a table of numbers puts behind it.
fn whole(code: String) -> String {
    match code.split_once('.') {
        Some((digits, rest))
            if !digits.is_empty()
                && digits.bytes().all(|it| it.is_ascii_digit())
                && rest.bytes().all(|it| it == b'0') =>
        {
            digits.to_owned()
        }
        _ => code,
    }
}
