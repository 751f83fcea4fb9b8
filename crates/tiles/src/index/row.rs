//! What the index knows of an incident.

use model::{CategoryCode, CellId, LonLat, RoadId, Stage};

use crate::{WorldPoint, morton};

/// What the index is told of an incident.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The incident's position in the world's list; a row of the same position replaces the earlier one.
    pub position: u32,
    /// Where it is.
    pub place: LonLat,
    /// What it is about.
    pub category: CategoryCode,
    /// Where it stands.
    pub stage: Stage,
    /// When it was reported: milliseconds since 1970-01-01T00:00:00Z.
    pub reported_at: i64,
    /// The unit cell it lies in.
    pub cell: Option<CellId>,
    /// The road it lies on.
    pub road: Option<RoadId>,
}

/// What the index answers of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where it is.
    pub world: WorldPoint,
    /// The incident's position in the world's list.
    pub position: u32,
    /// What it is about.
    pub category: CategoryCode,
    /// Where it stands.
    pub stage: Stage,
    /// When it was reported: milliseconds since 1970-01-01T00:00:00Z.
    pub reported_at: i64,
}

/// The number that stands for no cell and no road. No list reaches it (`CellId::at`).
pub(super) const NONE: u32 = u32::MAX;

/// A row as the index keeps it; `category` is a place in the index's dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: u64,
    pub(super) time: i64,
    pub(super) position: u32,
    pub(super) cell: u32,
    pub(super) road: u32,
    pub(super) category: u16,
    pub(super) stage: Stage,
}

impl Entry {
    pub(super) fn new(row: &Row, category: u16) -> Self {
        let at = WorldPoint::of(row.place);
        Self {
            key: morton::encode(at.x, at.y),
            time: row.reported_at,
            position: row.position,
            cell: row.cell.map_or(NONE, |it| it.0),
            road: row.road.map_or(NONE, |it| it.0),
            category,
            stage: row.stage,
        }
    }

    /// Returns the order of rows in a segment.
    pub(super) fn order(&self) -> (u64, u32) {
        (self.key, self.position)
    }
}

/// Returns the number of the month in UTC that holds a time: year · 12 + month − 1.
///
/// The civil calendar by Howard Hinnant's `civil_from_days`, which holds for every day an `i64` of milliseconds names.
pub(super) fn month_of(ms: i64) -> i64 {
    let days = ms.div_euclid(86_400_000) + 719_468;
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months from March (0) to February (11).
    let from_march = (5 * day_of_year + 2) / 153;
    let year = year_of_era + days.div_euclid(146_097) * 400;
    year * 12 + from_march + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_change_where_the_calendar_says() {
        let month = |year: i64, month: i64| year * 12 + month - 1;
        for (seconds, expected) in [
            (0, month(1970, 1)),
            (-1, month(1969, 12)),
            (1_709_164_799, month(2024, 2)),  // 2024-02-28T23:59:59Z
            (1_709_251_199, month(2024, 2)),  // 2024-02-29T23:59:59Z
            (1_709_251_200, month(2024, 3)),  // 2024-03-01T00:00:00Z
            (1_767_225_599, month(2025, 12)), // 2025-12-31T23:59:59Z
            (1_767_225_600, month(2026, 1)),
            (951_782_400, month(2000, 2)),    // 2000-02-29
            (-2_203_891_200, month(1900, 3)), // 1900-03-01: 1900 had no 29 February
            (-2_203_891_201, month(1900, 2)),
        ] {
            assert_eq!(month_of(seconds * 1000), expected, "{seconds}");
        }
    }

    #[test]
    fn no_month_is_longer_than_a_column_of_32_bits_can_tell() {
        for month in 0..1200_i64 {
            let start = month * 2_629_746_000;
            let (mut low, mut high) = (start, start + 40 * 86_400_000);
            let this = month_of(start);
            while low + 1 < high {
                let middle = i64::midpoint(low, high);
                if month_of(middle) == this { low = middle } else { high = middle }
            }
            assert!(high - start <= 31 * 86_400_000);
        }
        assert!(month_of(i64::MIN) < month_of(i64::MAX));
    }
}
