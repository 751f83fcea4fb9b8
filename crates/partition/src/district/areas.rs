//! Sub-districts and communities with their codes, and the outlines that cells stay inside.

use std::collections::{BTreeMap, BTreeSet};

use model::{AreaLevel, Community, Point, Polygon, Subdistrict, SubdistrictId, Survey, SurveyArea};
use spatial::{Frame, contains, distance_m};

use super::{DistrictError, of_level};

/// The areas of a district.
pub(super) struct Areas {
    pub subdistricts: Vec<Subdistrict>,
    pub homes: Vec<HomeArea>,
}

/// A community with its outline.
pub(super) struct HomeArea {
    pub name: String,
    pub community: Community,
    pub polygons: Vec<Polygon>,
    min: Point,
    max: Point,
}

impl HomeArea {
    fn new(community: Community, polygons: Vec<Polygon>) -> Self {
        let points = || polygons.iter().flat_map(|it| &it.shell);
        let min =
            Point { x: points().map(|it| it.x).min().unwrap_or(0), y: points().map(|it| it.y).min().unwrap_or(0) };
        let max =
            Point { x: points().map(|it| it.x).max().unwrap_or(0), y: points().map(|it| it.y).max().unwrap_or(0) };
        Self { name: community.name.clone(), community, polygons, min, max }
    }

    /// Tells whether the area has `point`, or its border runs within `reach_m` metres of it.
    pub(super) fn reaches(&self, point: Point, reach_m: f64) -> bool {
        let reach = (reach_m * Point::PER_METRE) as i32;
        let between =
            |low: i32, high: i32, it: i32| (low.saturating_sub(reach)..=high.saturating_add(reach)).contains(&it);
        let near = between(self.min.x, self.max.x, point.x) && between(self.min.y, self.max.y, point.y);
        near && self.polygons.iter().any(|it| contains(it, point) || distance_m(it, point) <= reach_m)
    }
}

/// Returns the district's six digits: as given, else as its areas' codes begin.
pub(super) fn county_code(survey: &Survey) -> Result<String, DistrictError> {
    let of_areas = || survey.areas.iter().filter_map(|it| it.code.as_deref()).find_map(|it| it.get(..6));
    let code = if survey.code.is_empty() { of_areas().unwrap_or("000000") } else { &survey.code };
    if digits(code, 6) { Ok(code.to_owned()) } else { Err(DistrictError::Code(code.to_owned())) }
}

pub(super) fn areas(survey: &Survey, frame: &Frame, county: &str) -> Result<Areas, DistrictError> {
    let mut named: Vec<&SurveyArea> = of_level(survey, AreaLevel::Subdistrict).collect();
    let communities: Vec<&SurveyArea> = of_level(survey, AreaLevel::Community).collect();
    if named.is_empty() && communities.is_empty() {
        named = of_level(survey, AreaLevel::District).collect();
    }
    let mut subdistricts = subdistricts(&named, county)?;
    let outlines = named.iter().map(|it| outline(it, frame)).collect::<Result<Vec<_>, _>>()?;
    let mut of_subdistrict: Vec<Vec<(&SurveyArea, Vec<Polygon>)>> = vec![vec![]; named.len()];
    for community in communities {
        let polygons = outline(community, frame)?;
        if subdistricts.is_empty() {
            let code = format!("{county}001");
            subdistricts.push(Subdistrict { code, name: survey.name.clone(), name_en: None });
            of_subdistrict.push(vec![]);
        }
        let at = parent(community, &polygons, &subdistricts, &outlines);
        of_subdistrict[at].push((community, polygons));
    }
    let mut homes = Vec::new();
    let mut codes = BTreeMap::new();
    for (at, members) in of_subdistrict.into_iter().enumerate() {
        let subdistrict = &subdistricts[at];
        let members: Vec<_> = if members.is_empty() { vec![(named[at], outlines[at].clone())] } else { members };
        for (area, polygons) in members {
            let given = area.code.clone().filter(|it| area.level == AreaLevel::Community && digits(it, 12));
            let free = || (1..1000).map(|it| format!("{}{it:03}", subdistrict.code)).find(|it| !codes.contains_key(it));
            let code = given.or_else(free).ok_or_else(|| DistrictError::CodesExhausted { area: area.name.clone() })?;
            unique(&mut codes, &code, &area.name)?;
            let subdistrict = SubdistrictId::at(at);
            let (name, name_en) = (area.name.clone(), area.name_en.clone());
            homes.push(HomeArea::new(Community { code, name, name_en, subdistrict }, polygons));
        }
    }
    if homes.is_empty() { Err(DistrictError::NoBoundary) } else { Ok(Areas { subdistricts, homes }) }
}

fn subdistricts(named: &[&SurveyArea], county: &str) -> Result<Vec<Subdistrict>, DistrictError> {
    let mut codes = BTreeMap::new();
    for area in named {
        if let Some(code) = area.code.as_deref().filter(|it| digits(it, 9)) {
            unique(&mut codes, code, &area.name)?;
        }
    }
    let with_code = |area: &&SurveyArea| {
        let given = area.code.clone().filter(|it| digits(it, 9));
        let free = || (1..1000).map(|it| format!("{county}{it:03}")).find(|it| !codes.contains_key(it));
        let code = given.or_else(free).ok_or_else(|| DistrictError::CodesExhausted { area: area.name.clone() })?;
        codes.insert(code.clone(), area.name.clone());
        Ok(Subdistrict { code, name: area.name.clone(), name_en: area.name_en.clone() })
    };
    named.iter().map(with_code).collect()
}

/// Returns the sub-district of a community: by its code, else the one around most of its corners.
fn parent(community: &SurveyArea, polygons: &[Polygon], of: &[Subdistrict], outlines: &[Vec<Polygon>]) -> usize {
    let by_code = community.code.as_deref().and_then(|code| of.iter().position(|it| code.starts_with(&it.code)));
    by_code.unwrap_or_else(|| {
        let corners = |outline: &[Polygon]| {
            let corners = polygons.iter().flat_map(|it| &it.shell);
            corners.filter(|&&corner| outline.iter().any(|it| contains(it, corner))).count()
        };
        let counts = outlines.iter().map(|it| corners(it)).enumerate();
        // The first of equals.
        counts.max_by_key(|&(at, count)| (count, std::cmp::Reverse(at))).map_or(0, |it| it.0)
    })
}

fn unique(codes: &mut BTreeMap<String, String>, code: &str, name: &str) -> Result<(), DistrictError> {
    match codes.insert(code.to_owned(), name.to_owned()) {
        None => Ok(()),
        Some(first) => Err(DistrictError::SameCode { code: code.to_owned(), first, second: name.to_owned() }),
    }
}

/// Makes the community under which the cells beyond the 999th go on.
pub(crate) fn next_community(first: &Community, codes: &mut BTreeSet<String>) -> Option<Community> {
    let subdistrict = first.code.get(..9)?;
    let code = (1..1000).map(|it| format!("{subdistrict}{it:03}")).find(|it| !codes.contains(it))?;
    codes.insert(code.clone());
    Some(Community { code, ..first.clone() })
}

fn outline(area: &SurveyArea, frame: &Frame) -> Result<Vec<Polygon>, DistrictError> {
    let bad = |source| DistrictError::Place { area: area.name.clone(), source };
    let polygons = area.polygons.iter().map(|rings| {
        let mut rings = rings.iter().map(|ring| {
            let mut ring = ring.iter().map(|&it| frame.point(it)).collect::<Result<Vec<_>, _>>()?;
            ring.dedup();
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            Ok(ring)
        });
        let shell = rings.next().transpose()?.unwrap_or_default();
        Ok(Polygon { shell, holes: rings.collect::<Result<_, _>>()? })
    });
    polygons.collect::<Result<_, _>>().map_err(bad)
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|it| it.is_ascii_digit())
}
