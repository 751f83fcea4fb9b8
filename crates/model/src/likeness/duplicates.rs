//! Which present cases a new report likely repeats.

use super::{within, word_likeness};
use crate::{Category, CategoryCode, FrontageId, IncidentId, Point, SegmentId};

/// A report as far as it can be like another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting<'a> {
    /// Its identity.
    pub id: IncidentId,
    /// What it is about.
    pub category: CategoryCode,
    /// Where.
    pub point: Point,
    /// When it was reported: milliseconds since 1970.
    pub at: i64,
    /// The road segment.
    pub segment: Option<SegmentId>,
    /// The frontage zone.
    pub frontage: Option<FrontageId>,
    /// What the reporter wrote.
    pub note: &'a str,
}

/// A case that a report likely repeats, with what speaks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likely {
    /// The case.
    pub id: IncidentId,
    /// How likely, from 1 to 100: good for an order, not a probability.
    pub score: u8,
    /// The distance in metres, rounded down.
    pub distance_m: u32,
    /// How long before the report it was reported, in minutes, rounded down; how long after it where that is later.
    pub minutes: u32,
    /// Whether both lie on the same road segment.
    pub same_segment: bool,
    /// Whether both lie before the same façade.
    pub same_frontage: bool,
    /// How like the words are, from 0 to 100.
    pub words: u8,
}

/// What each reason adds to a score at most; 100 together.
const DISTANCE: u64 = 40;
const TIME: u64 = 20;
const PLACE: u64 = 20;
const WORDS: u64 = 20;

impl Likely {
    /// Returns what speaks for it, in Chinese.
    pub fn zh(&self) -> String {
        let place = match (self.same_frontage, self.same_segment) {
            (true, _) => "，同一门前",
            (_, true) => "，同一路段",
            _ => "",
        };
        let words = if self.words >= 50 { "，描述相近" } else { "" };
        format!(
            "同一小类，相距 {} 米，相隔 {}{place}{words}",
            self.distance_m,
            ago(self.minutes, ["分钟", "小时", "天"])
        )
    }

    /// Returns what speaks for it, in English.
    pub fn en(&self) -> String {
        let place = match (self.same_frontage, self.same_segment) {
            (true, _) => ", before the same façade",
            (_, true) => ", on the same road segment",
            _ => "",
        };
        let words = if self.words >= 50 { ", in like words" } else { "" };
        format!("same category, {} m and {} apart{place}{words}", self.distance_m, ago(self.minutes, ["min", "h", "d"]))
    }
}

fn ago(minutes: u32, units: [&str; 3]) -> String {
    match minutes {
        0..120 => format!("{minutes} {}", units[0]),
        120..2_880 => format!("{} {}", minutes / 60, units[1]),
        _ => format!("{} {}", minutes / 1_440, units[2]),
    }
}

/// Returns the cases that a report likely repeats, most likely first: those of the same category within its radius and hours, other
/// than the report itself.
///
/// Near, soon, before the same façade (or, for less, on the same segment) and in like words counts for more. Equal scores stand by
/// distance, then id. Whether a case is open is for the caller to choose. O(n) in the cases given; hand over those near by.
///
/// ```
/// use model::{CategoryCode, IncidentId, Point, likeness::{Sighting, likely_duplicates}};
/// let new = Sighting {
///     id: IncidentId(uuid::Uuid::from_u128(9)),
///     category: CategoryCode(102),
///     point: Point { x: 0, y: 0 },
///     at: 3_600_000,
///     segment: None,
///     frontage: None,
///     note: "菜市场门口有垃圾",
/// };
/// let old = Sighting { id: IncidentId(uuid::Uuid::from_u128(1)), point: Point { x: 50_000, y: 0 }, at: 0, ..new };
/// let found = likely_duplicates(&new, [old], 20, 24);
/// assert_eq!((found[0].distance_m, found[0].minutes, found[0].score), (5, 60, 70));
/// assert_eq!(found[0].zh(), "同一小类，相距 5 米，相隔 60 分钟，描述相近");
/// ```
pub fn likely_duplicates<'a>(
    new: &Sighting<'_>,
    present: impl IntoIterator<Item = Sighting<'a>>,
    radius_m: u16,
    hours: u16,
) -> Vec<Likely> {
    let mut found: Vec<_> = present.into_iter().filter_map(|it| likely(new, &it, radius_m, hours)).collect();
    found.sort_by_key(|(distance2, it)| (std::cmp::Reverse(it.score), *distance2, it.id));
    found.into_iter().map(|it| it.1).collect()
}

/// Compares a report with a case; the first value is the square of the distance.
fn likely(new: &Sighting<'_>, old: &Sighting<'_>, radius_m: u16, hours: u16) -> Option<(i64, Likely)> {
    let apart = new.at.abs_diff(old.at);
    let window = u64::from(hours) * 3_600_000;
    if new.id == old.id || new.category != old.category || apart > window || !within(new.point, old.point, radius_m) {
        return None;
    }
    let distance2 = new.point.distance2(old.point);
    // Whole lattice units, so that every machine finds the same score.
    let distance = distance2.isqrt() as u64;
    let radius = u64::from(radius_m) * Point::PER_METRE as u64;
    let left = |of: u64, part: u64, whole: u64| of - (of * part.min(whole)).checked_div(whole).unwrap_or(0);
    let same_segment = new.segment.is_some() && new.segment == old.segment;
    let same_frontage = new.frontage.is_some() && new.frontage == old.frontage;
    let place = if same_frontage {
        PLACE
    } else if same_segment {
        PLACE / 2
    } else {
        0
    };
    let words = word_likeness(new.note, old.note);
    let score = left(DISTANCE, distance, radius) + left(TIME, apart, window) + place + WORDS * u64::from(words) / 100;
    let likely = Likely {
        id: old.id,
        score: score.clamp(1, 100) as u8,
        distance_m: (distance / Point::PER_METRE as u64) as u32,
        minutes: u32::try_from(apart / 60_000).unwrap_or(u32::MAX),
        same_segment,
        same_frontage,
        words,
    };
    Some((distance2, likely))
}

impl Category {
    /// Returns the cases that a report of this category likely repeats: [`likely_duplicates`] with its radius and hours.
    pub fn likely_duplicates<'a>(
        &self,
        new: &Sighting<'_>,
        present: impl IntoIterator<Item = Sighting<'a>>,
    ) -> Vec<Likely> {
        likely_duplicates(new, present, self.duplicate_radius_m, self.duplicate_hours)
    }
}
