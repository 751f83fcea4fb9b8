//! The common ground of two sets of areas, exactly.

use std::collections::BTreeMap;

use model::Polygon;

use crate::{
    PartitionError,
    lattice::sides,
    mark::{Mark, SetId, Sets},
    node::Segment,
    plane::Plane,
};

/// What two sets of areas have in common, on the lattice after noding both together: twice the areas, in square units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// The ground that an area of the first and one of the second have in common, by their positions; no pair without ground.
    pub common: BTreeMap<(u32, u32), i128>,
    /// The ground of each area of the first.
    pub first: Vec<i128>,
    /// The ground of each area of the second.
    pub second: Vec<i128>,
}

/// Lays two sets of areas over each other.
///
/// Inside of a polygon is what a ray crosses the rings of an odd number of times. Borders move by less than a lattice unit
/// (0.1 mm) where they cross; on that common plane all sums are exact.
///
/// ```
/// use model::{Point, Polygon};
/// let square = |x: i32| {
///     let shell = [(x, 0), (x + 10, 0), (x + 10, 10), (x, 10)].map(|(x, y)| Point { x, y }).to_vec();
///     Polygon { shell, holes: vec![] }
/// };
/// let overlay = partition::overlay(&[&square(0), &square(10)], &[&square(7)])?;
/// assert_eq!((overlay.common[&(0, 0)], overlay.common[&(1, 0)], overlay.second[0]), (60, 140, 200));
/// # Ok::<(), partition::PartitionError>(())
/// ```
///
/// # Errors
/// More lines than can be numbered.
pub fn overlay(first: &[&Polygon], second: &[&Polygon]) -> Result<Overlay, PartitionError> {
    let mut sets = Sets::new();
    let mut segments = vec![];
    for (at, polygon) in first.iter().chain(second).enumerate() {
        let mark = Mark::border(sets.one(at as u32));
        segments.extend(polygon.rings().flat_map(sides).filter_map(|(a, b)| Segment::new(a, b, mark)));
    }
    let all: Vec<u32> = (0..(first.len() + second.len()) as u32).collect();
    let plane = Plane::new(segments, &all, &mut sets)?;
    let mut by_set: BTreeMap<SetId, i128> = BTreeMap::new();
    for (set, area2) in plane.parts.iter().zip(&plane.area2) {
        *by_set.entry(*set).or_default() += area2;
    }
    let mut out = Overlay { common: BTreeMap::new(), first: vec![0; first.len()], second: vec![0; second.len()] };
    for (set, area2) in by_set {
        let members = sets.members(set);
        let (of_first, of_second) = members.split_at(members.partition_point(|it| (*it as usize) < first.len()));
        let of_second = || of_second.iter().map(|it| it - first.len() as u32);
        for s in of_first {
            out.first[*s as usize] += area2;
            for t in of_second() {
                *out.common.entry((*s, t)).or_default() += area2;
            }
        }
        for t in of_second() {
            out.second[t as usize] += area2;
        }
    }
    Ok(out)
}
