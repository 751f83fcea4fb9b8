//! The plane: faces with the home each of them lies in.

use std::collections::{BTreeMap, VecDeque};

use model::Point;

use crate::{
    PartitionError,
    buckets::Lists,
    face::{Faces, OUTSIDE, faces},
    mark::{SetId, Sets},
    node::{Link, Segment, node},
};

/// No home, no label.
pub(crate) const NONE: u32 = u32::MAX;

/// An exact planar subdivision whose faces belong to homes.
pub(crate) struct Plane {
    /// The points, ascending by x, then y.
    pub(crate) points: Vec<Point>,
    /// The links that part two faces.
    pub(crate) links: Vec<Link>,
    /// The faces left and right of each link.
    pub(crate) sides: Vec<[u32; 2]>,
    /// Twice the area of each face; 0 for [`OUTSIDE`].
    pub(crate) area2: Vec<i128>,
    /// The home of each face, or [`NONE`].
    pub(crate) owner: Vec<u32>,
    /// The parts that each face lies in.
    pub(crate) parts: Vec<SetId>,
    /// Passes of noding.
    pub(crate) passes: usize,
    /// Dangles and bridges dropped.
    pub(crate) dropped: usize,
}

impl Plane {
    /// Nodes the segments, finds the faces and gives each to the lowest home among the parts that it lies in.
    ///
    /// A face lies in a part when a walk from outside crosses that part's border an odd number of times. Every part's
    /// border is closed and noding keeps it closed, so the number's parity does not depend on the walk.
    pub(crate) fn new(segments: Vec<Segment>, home_of_part: &[u32], sets: &mut Sets) -> Result<Self, PartitionError> {
        let network = node(segments, sets)?;
        let passes = network.passes;
        let Faces { points, links, sides, area2, dropped } = faces(network);
        let parts = membership(&links, &sides, area2.len(), sets);
        let home = |set: &SetId| sets.members(*set).iter().map(|it| home_of_part[*it as usize]).min().unwrap_or(NONE);
        let owner = parts.iter().map(home).collect();
        Ok(Self { points, links, sides, area2, owner, parts, passes, dropped })
    }

    /// Returns a link's ends.
    pub(crate) fn ends(&self, link: &Link) -> (Point, Point) {
        (self.points[link.u as usize], self.points[link.v as usize])
    }

    /// Gives enclosed ground without a home to the home with the longest border on it, where it is smaller than
    /// `most2` (twice the area). Returns how many pockets were filled, and twice their area.
    ///
    /// Such pockets come from borders that run along each other at less than the lattice's width, or were drawn so.
    pub(crate) fn fill_pockets(&mut self, most2: i128) -> (usize, i128) {
        let around = self.links_around();
        let mut seen = vec![false; self.owner.len()];
        let (mut count, mut total) = (0, 0);
        for start in 0..self.owner.len() {
            if seen[start] || self.owner[start] != NONE {
                continue;
            }
            seen[start] = true;
            let mut pocket = vec![start as u32];
            let mut borders: BTreeMap<u32, f64> = BTreeMap::new();
            let mut at = 0;
            while let Some(&face) = pocket.get(at) {
                at += 1;
                for &link in around.get(face as usize) {
                    let [left, right] = self.sides[link as usize];
                    let other = if left == face { right } else { left };
                    let owner = self.owner[other as usize];
                    if owner == NONE {
                        if !std::mem::replace(&mut seen[other as usize], true) {
                            pocket.push(other);
                        }
                    } else {
                        let (a, b) = self.ends(&self.links[link as usize]);
                        *borders.entry(owner).or_default() += a.distance_m(b);
                    }
                }
            }
            let area2: i128 = pocket.iter().map(|it| self.area2[*it as usize]).sum();
            if pocket.contains(&OUTSIDE) || area2 >= most2 {
                continue;
            }
            // The first of equals, so the lower home.
            let longest = borders.into_iter().reduce(|best, it| if it.1 > best.1 { it } else { best });
            if let Some((home, _)) = longest {
                count += 1;
                total += area2;
                for face in pocket {
                    self.owner[face as usize] = home;
                }
            }
        }
        (count, total)
    }

    /// Returns the links around each face.
    fn links_around(&self) -> Lists {
        links_around(&self.sides, self.area2.len())
    }
}

fn links_around(sides: &[[u32; 2]], faces: usize) -> Lists {
    let pairs: Vec<_> = sides.iter().enumerate().flat_map(|(i, it)| it.map(|face| (face, i as u32))).collect();
    Lists::new(faces, &pairs)
}

/// Returns the parts that each face lies in, walking from outside across the links.
fn membership(links: &[Link], sides: &[[u32; 2]], faces: usize, sets: &mut Sets) -> Vec<SetId> {
    let around = links_around(sides, faces);
    let mut parts: Vec<Option<SetId>> = vec![None; faces];
    parts[OUTSIDE as usize] = Some(SetId::EMPTY);
    let mut queue = VecDeque::from([(OUTSIDE, SetId::EMPTY)]);
    while let Some((face, set)) = queue.pop_front() {
        for &link in around.get(face as usize) {
            let [left, right] = sides[link as usize];
            let other = if left == face { right } else { left };
            if parts[other as usize].is_none() {
                let set = sets.xor(set, links[link as usize].mark.toggles);
                parts[other as usize] = Some(set);
                queue.push_back((other, set));
            }
        }
    }
    parts.into_iter().map(Option::unwrap_or_default).collect()
}
