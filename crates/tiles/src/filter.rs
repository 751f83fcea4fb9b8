//! Which incidents are meant.

use std::sync::Arc;

use model::{CategoryCode, CellId, Rect, RoadId, Stage};

use crate::{Row, Within, WorldPoint};

/// A set of categories.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CategorySet(Vec<CategoryCode>);

impl CategorySet {
    /// Tells whether `code` is in the set.
    pub fn contains(&self, code: CategoryCode) -> bool {
        self.0.binary_search(&code).is_ok()
    }

    /// Iterates over the codes, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = CategoryCode> {
        self.0.iter().copied()
    }
}

impl FromIterator<CategoryCode> for CategorySet {
    fn from_iter<T: IntoIterator<Item = CategoryCode>>(codes: T) -> Self {
        let mut codes: Vec<_> = codes.into_iter().collect();
        codes.sort_unstable();
        codes.dedup();
        Self(codes)
    }
}

/// A set of stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StageSet(u16);

impl StageSet {
    /// No stage.
    pub const NONE: Self = Self(0);
    /// Every stage.
    pub const ALL: Self = Self(u16::MAX);

    /// Returns the stages in which someone still has to act.
    ///
    /// ```
    /// use model::Stage;
    /// assert!(tiles::StageSet::open().contains(Stage::Handling));
    /// assert!(!tiles::StageSet::open().contains(Stage::Closed));
    /// ```
    pub fn open() -> Self {
        Stage::ALL.into_iter().filter(|it| it.is_open()).collect()
    }

    /// Returns the stages in which nobody has to act any more.
    pub fn finished() -> Self {
        Self(!Self::open().0)
    }

    /// Tells whether `stage` is in the set.
    pub const fn contains(self, stage: Stage) -> bool {
        self.0 & (1 << stage as u8) != 0
    }

    /// Returns the stages that are in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Tells whether no stage is in both sets.
    pub const fn is_disjoint(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }

    /// Tells whether every stage of `other` is in this set.
    pub const fn is_superset(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl Default for StageSet {
    /// Returns every stage.
    fn default() -> Self {
        Self::ALL
    }
}

impl From<Stage> for StageSet {
    fn from(stage: Stage) -> Self {
        Self(1 << stage as u8)
    }
}

impl FromIterator<Stage> for StageSet {
    fn from_iter<T: IntoIterator<Item = Stage>>(stages: T) -> Self {
        stages.into_iter().fold(Self::NONE, |set, it| set.union(it.into()))
    }
}

/// Which incidents are meant; the default means all. List, count, heat and tiles take the same filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// The categories, or `None` for every one. The empty set means no incident.
    pub categories: Option<CategorySet>,
    /// The stages.
    pub stages: StageSet,
    /// The first millisecond since 1970-01-01T00:00:00Z that counts.
    pub from_ms: Option<i64>,
    /// The first millisecond that no longer counts.
    pub to_ms: Option<i64>,
    /// The unit cell.
    pub cell: Option<CellId>,
    /// The road.
    pub road: Option<RoadId>,
    /// The box; its edges count, decided in world units (9 mm). A box whose corners are swapped means no incident.
    pub bbox: Option<Rect>,
    /// What the asking person may know of; `None` for everything.
    pub within: Option<Arc<Within>>,
}

impl Filter {
    /// Tells whether `row` is meant.
    ///
    /// ```
    /// use model::{CategoryCode, LonLat, Stage};
    /// let row = tiles::Row {
    ///     position: 0,
    ///     place: LonLat { lon: 113.94, lat: 22.55 },
    ///     category: CategoryCode(102),
    ///     stage: Stage::Reported,
    ///     reported_at: 1_000,
    ///     cell: None,
    ///     road: None,
    /// };
    /// assert!(tiles::Filter::default().matches(&row));
    /// assert!(!tiles::Filter { to_ms: Some(1_000), ..Default::default() }.matches(&row));
    /// ```
    pub fn matches(&self, row: &Row) -> bool {
        self.categories.as_ref().is_none_or(|it| it.contains(row.category))
            && self.stages.contains(row.stage)
            && self.from_ms.is_none_or(|it| it <= row.reported_at)
            && self.to_ms.is_none_or(|it| row.reported_at < it)
            && (self.cell.is_none() || self.cell == row.cell)
            && (self.road.is_none() || self.road == row.road)
            && self.bbox.is_none_or(|it| WorldBox::of(it).holds(WorldPoint::of(row.place)))
            && self.within.as_ref().is_none_or(|it| it.holds(row))
    }
}

/// A box in world units; both corners belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WorldBox {
    pub(crate) min: WorldPoint,
    pub(crate) max: WorldPoint,
}

impl WorldBox {
    pub(crate) fn of(rect: Rect) -> Self {
        let (south_west, north_east) = (WorldPoint::of(rect.min), WorldPoint::of(rect.max));
        Self {
            min: WorldPoint { x: south_west.x, y: north_east.y },
            max: WorldPoint { x: north_east.x, y: south_west.y },
        }
    }

    pub(crate) fn around(points: impl IntoIterator<Item = WorldPoint>) -> Option<Self> {
        points.into_iter().map(|it| Self { min: it, max: it }).reduce(Self::join)
    }

    pub(crate) fn join(self, other: Self) -> Self {
        Self {
            min: WorldPoint { x: self.min.x.min(other.min.x), y: self.min.y.min(other.min.y) },
            max: WorldPoint { x: self.max.x.max(other.max.x), y: self.max.y.max(other.max.y) },
        }
    }

    pub(crate) fn holds(self, point: WorldPoint) -> bool {
        (self.min.x..=self.max.x).contains(&point.x) && (self.min.y..=self.max.y).contains(&point.y)
    }
}
