//! What lines enclose.

use model::{Point, Polygon};

use crate::{
    PartitionError,
    face::{Faces, OUTSIDE, faces},
    mark::{Mark, Sets},
    node::{Segment, node},
    plane::NONE,
    ring::{polygon, rings_of},
};

/// Returns the ground that lines enclose, piece by piece: lines are cut where they meet, snapped to the lattice until nothing
/// moves; what ends inside a block is dropped; each face but the one around everything becomes a polygon, also the
/// ground inside a hole of another.
///
/// The polygons cover the enclosed ground without gap and without common ground, with all points of a common border in
/// common, and do not depend on the order and direction of the lines. Lines may cross themselves; those with less than two points
/// enclose nothing. Takes about `n log n` time for lines that cross few others each.
///
/// ```
/// use model::Point;
/// let line = |ends: [(i32, i32); 2]| ends.map(|(x, y)| Point { x, y }).to_vec();
/// // Two streets across two others, and one that ends in between.
/// let mut lines: Vec<Vec<Point>> = [0, 100].map(|at| line([(at, -9), (at, 109)])).to_vec();
/// lines.extend([0, 100].map(|at| line([(-9, at), (109, at)])));
/// lines.push(line([(50, -50), (50, 50)]));
/// let blocks = partition::blocks(&lines)?;
/// assert_eq!(blocks.len(), 1);
/// assert_eq!(blocks[0].area2(), 2 * 100 * 100);
/// # Ok::<(), partition::PartitionError>(())
/// ```
///
/// # Errors
/// Points outside the frame, more lines than can be numbered.
pub fn blocks<L: AsRef<[Point]>>(lines: &[L]) -> Result<Vec<Polygon>, PartitionError> {
    let mut segments = Vec::with_capacity(lines.iter().map(|it| it.as_ref().len()).sum());
    for (at, line) in lines.iter().map(AsRef::as_ref).enumerate() {
        let limit = Point::LIMIT;
        let outside = |it: &&Point| !((-limit..=limit).contains(&it.x) && (-limit..=limit).contains(&it.y));
        if let Some(point) = line.iter().find(outside) {
            return Err(PartitionError::OutsideFrame { thing: "line", at, point: *point });
        }
        segments.extend(line.windows(2).filter_map(|it| Segment::new(it[0], it[1], Mark::CUT)));
    }
    let Faces { points, links, sides, area2, .. } = faces(node(segments, &mut Sets::new())?);
    let mut region: Vec<u32> = (0..area2.len() as u32).collect();
    region[OUTSIDE as usize] = NONE;
    let rings = rings_of(&points, &links, &sides, &region, area2.len()).into_iter().enumerate();
    let inside = rings.filter(|it| it.0 != OUTSIDE as usize);
    inside.map(|(region, rings)| polygon(rings).ok_or(PartitionError::NotConnected { region })).collect()
}
