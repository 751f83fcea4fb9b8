//! Tiles of the map: zoom, column, row.

use model::Rect;
use thiserror::Error;

use crate::{WorldPoint, mercator::place_at, morton};

/// A tile of the Web Mercator pyramid in XYZ numbering: column 0 in the west, row 0 in the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    z: u8,
    x: u32,
    y: u32,
}

/// Why three numbers are not a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TileError {
    /// Deeper than the tiles go.
    #[error("zoom {z} is greater than {max}", max = TileId::MAX_ZOOM)]
    Zoom {
        /// The zoom as given.
        z: u8,
    },
    /// East of the last column.
    #[error("column {x} is not below {across}, the number of columns at zoom {z}")]
    Column {
        /// The column as given.
        x: u32,
        /// The zoom.
        z: u8,
        /// How many columns there are.
        across: u32,
    },
    /// South of the last row.
    #[error("row {y} is not below {across}, the number of rows at zoom {z}")]
    Row {
        /// The row as given.
        y: u32,
        /// The zoom.
        z: u8,
        /// How many rows there are.
        across: u32,
    },
}

impl TileId {
    /// The deepest zoom: there a tile unit is a world unit.
    pub const MAX_ZOOM: u8 = 20;

    /// Makes a tile's id.
    ///
    /// ```
    /// use tiles::{TileError, TileId};
    /// assert!(TileId::new(14, 13_377, 7_138).is_ok());
    /// assert_eq!(TileId::new(1, 2, 0), Err(TileError::Column { x: 2, z: 1, across: 2 }));
    /// ```
    ///
    /// # Errors
    /// [`TileError`] names the number that is too great.
    pub const fn new(z: u8, x: u32, y: u32) -> Result<Self, TileError> {
        if z > Self::MAX_ZOOM {
            return Err(TileError::Zoom { z });
        }
        let across = 1 << z;
        if x >= across {
            Err(TileError::Column { x, z, across })
        } else if y >= across {
            Err(TileError::Row { y, z, across })
        } else {
            Ok(Self { z, x, y })
        }
    }

    /// Returns the tile of zoom `z` that holds `point`; a zoom beyond the deepest counts as the deepest.
    pub const fn holding(point: WorldPoint, z: u8) -> Self {
        let z = if z > Self::MAX_ZOOM { Self::MAX_ZOOM } else { z };
        let shift = 32 - z as u32;
        Self { z, x: (point.x as u64 >> shift) as u32, y: (point.y as u64 >> shift) as u32 }
    }

    /// Returns the zoom.
    pub const fn z(self) -> u8 {
        self.z
    }

    /// Returns the column.
    pub const fn x(self) -> u32 {
        self.x
    }

    /// Returns the row.
    pub const fn y(self) -> u32 {
        self.y
    }

    /// Returns the tile's box in degrees. The tile holds its western and northern edge, not the others.
    pub fn bounds(self) -> Rect {
        let side = self.side() as f64;
        let (x, y) = (f64::from(self.x), f64::from(self.y));
        let (north_west, south_east) = (place_at(x * side, y * side), place_at((x + 1.0) * side, (y + 1.0) * side));
        Rect {
            min: model::LonLat { lon: north_west.lon, lat: south_east.lat },
            max: model::LonLat { lon: south_east.lon, lat: north_west.lat },
        }
    }

    /// Returns the length of a side in world units.
    pub(crate) const fn side(self) -> u64 {
        1 << (32 - self.z as u32)
    }

    /// Returns the first and the last Z-order key of the tile.
    pub(crate) const fn keys(self) -> (u64, u64) {
        if self.z == 0 {
            return (0, u64::MAX);
        }
        let shift = 64 - 2 * self.z as u32;
        let first = morton::encode(self.x, self.y) << shift;
        (first, first | ((1 << shift) - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_no_tile_are_refused_by_name() {
        assert_eq!(TileId::new(21, 0, 0).unwrap_err().to_string(), "zoom 21 is greater than 20");
        assert_eq!(TileId::new(3, 0, 8).unwrap_err().to_string(), "row 8 is not below 8, the number of rows at zoom 3");
        assert!(TileId::new(255, u32::MAX, u32::MAX).is_err());
        assert!(TileId::new(20, (1 << 20) - 1, (1 << 20) - 1).is_ok());
    }

    #[test]
    fn the_first_tile_is_the_whole_square() {
        let world = TileId::new(0, 0, 0).unwrap();
        let bounds = world.bounds();
        assert!((bounds.min.lon + 180.0).abs() < 1e-9 && (bounds.max.lon - 180.0).abs() < 1e-9);
        assert!((bounds.max.lat - 85.051_128_78).abs() < 1e-8 && (bounds.min.lat + 85.051_128_78).abs() < 1e-8);
        assert_eq!(world.keys(), (0, u64::MAX));
    }

    #[test]
    fn the_keys_of_a_tile_are_those_of_the_points_it_holds() {
        let point = WorldPoint { x: 0xd123_4567, y: 0x6f00_0001 };
        for z in 0..=20 {
            let tile = TileId::holding(point, z);
            let (first, last) = tile.keys();
            assert!((first..=last).contains(&morton::encode(point.x, point.y)), "zoom {z}");
            assert_eq!(TileId::new(z, tile.x(), tile.y()), Ok(tile));
        }
    }
}
