//! What somebody may know of: a part of the incidents.

use model::{CategoryCode, CellId, RoadId};

use crate::{CategorySet, Row};

/// A set of small numbers, one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberSet(Vec<u64>);

impl NumberSet {
    /// Adds a number; tells whether it is new.
    pub fn insert(&mut self, number: u32) -> bool {
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        new
    }

    /// Tells whether a number is in the set.
    pub fn contains(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|it| it & (1 << (number % 64)) != 0)
    }
}

impl FromIterator<u32> for NumberSet {
    fn from_iter<T: IntoIterator<Item = u32>>(numbers: T) -> Self {
        let mut set = Self::default();
        for it in numbers {
            set.insert(it);
        }
        set
    }
}

/// A part of the district, and of the categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Cells and roads: an incident in one of the cells or on one of the roads counts; `None` for every place.
    pub places: Option<(NumberSet, NumberSet)>,
    /// The categories; `None` for every one.
    pub categories: Option<CategorySet>,
}

/// A part of the incidents: those in one of the regions, and those that are named. The default means none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Within {
    /// The regions.
    pub regions: Vec<Region>,
    /// The positions of further ones.
    pub positions: NumberSet,
}

impl Within {
    /// Tells whether an incident belongs to it.
    ///
    /// ```
    /// use model::{CategoryCode, LonLat, Stage};
    /// let row = tiles::Row {
    ///     position: 7,
    ///     place: LonLat { lon: 113.94, lat: 22.55 },
    ///     category: CategoryCode(102),
    ///     stage: Stage::Reported,
    ///     reported_at: 1_000,
    ///     cell: None,
    ///     road: None,
    /// };
    /// assert!(!tiles::Within::default().holds(&row));
    /// let named = tiles::Within { positions: [7].into_iter().collect(), ..Default::default() };
    /// assert!(named.holds(&row));
    /// ```
    pub fn holds(&self, row: &Row) -> bool {
        let Row { position, cell, road, category, .. } = *row;
        self.covers(position, cell.map_or(u32::MAX, |CellId(it)| it), road.map_or(u32::MAX, |RoadId(it)| it), category)
    }

    /// The same by the numbers of cell and road, of which the greatest stands for none.
    pub(crate) fn covers(&self, position: u32, cell: u32, road: u32, category: CategoryCode) -> bool {
        let covers = |it: &Region| {
            it.places.as_ref().is_none_or(|(cells, roads)| cells.contains(cell) || roads.contains(road))
                && it.categories.as_ref().is_none_or(|it| it.contains(category))
        };
        self.positions.contains(position) || self.regions.iter().any(covers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_by_its_cell_or_by_its_road() {
        let places = Some(([3].into_iter().collect(), [200].into_iter().collect()));
        let categories = Some([CategoryCode(102)].into_iter().collect());
        let within = Within { regions: vec![Region { places, categories }], ..Within::default() };
        for (cell, road, category, covered) in [
            (3, u32::MAX, 102, true),
            (u32::MAX, 200, 102, true),
            (4, 200, 102, true),
            (3, 200, 103, false),
            (4, 201, 102, false),
            (u32::MAX, u32::MAX, 102, false),
        ] {
            assert_eq!(within.covers(0, cell, road, CategoryCode(category)), covered, "{cell} {road} {category}");
        }
    }
}
