//! Buildings that cuts run through, and which of them left no other way.

use std::collections::{BTreeMap, BTreeSet};

use model::{Point, Polygon};

use super::{join, root};
use crate::{Edge, EdgeClass, Partition, building::Buildings};

/// Less than this inside a building is a touch, in metres: rounding moves walls and cuts by a lattice unit (0.1 mm) or two.
const TOUCH_M: f64 = 0.01;

/// Returns how many buildings are cut, and how many of those do not bar their block.
pub(super) fn cut_buildings(partition: &Partition, blocks: &[u32], polygons: &[Polygon]) -> (usize, usize) {
    let buildings = Buildings::new(polygons);
    if buildings.is_empty() {
        return (0, 0);
    }
    let block = |it: &Edge| it.left.or(it.right).and_then(|it| blocks.get(it as usize).copied());
    let mut inside = BTreeMap::<u32, (f64, BTreeSet<u32>)>::new();
    for it in partition.edges.iter().filter(|it| it.class == EdgeClass::Cut) {
        buildings.each_inside(it.from, it.to, |building, length_m| {
            let (total, within) = inside.entry(building).or_default();
            *total += length_m;
            within.extend(block(it));
        });
    }
    inside.retain(|_, it| it.0 > TOUCH_M);
    if inside.is_empty() {
        return (0, 0);
    }
    let clusters = buildings.clusters();
    let watched: BTreeSet<u32> = inside.keys().map(|it| clusters[*it as usize]).collect();
    // The pieces of each block's border that lie in a cluster.
    let mut crossed = BTreeMap::<(u32, u32), Vec<(Point, Point)>>::new();
    let mut border = BTreeMap::<u32, usize>::new();
    for it in partition.edges.iter().filter(|it| it.class != EdgeClass::Cut) {
        for cell in [it.left, it.right].into_iter().flatten() {
            *border.entry(blocks[cell as usize]).or_default() += 1;
        }
        buildings.each_inside(it.from, it.to, |building, _| {
            let cluster = clusters[building as usize];
            if watched.contains(&cluster) {
                for cell in [it.left, it.right].into_iter().flatten() {
                    crossed.entry((cluster, blocks[cell as usize])).or_default().push((it.from, it.to));
                }
            }
        });
    }
    // A cluster bars a block where it reaches from border to border, or leaves no piece of border free.
    let mut bars = |cluster: u32, block: u32| {
        let Some(pieces) = crossed.get_mut(&(cluster, block)) else { return false };
        pieces.sort_unstable();
        pieces.dedup();
        stretches(pieces) > 1 || border.get(&block) == Some(&pieces.len())
    };
    let barred: BTreeSet<u32> = inside
        .iter()
        .filter(|(building, (_, blocks))| blocks.iter().any(|it| bars(clusters[**building as usize], *it)))
        .map(|it| *it.0)
        .collect();
    (inside.len(), inside.len() - barred.len())
}

/// Returns into how many connected lines the pieces fall.
fn stretches(pieces: &[(Point, Point)]) -> usize {
    let mut parent: Vec<u32> = (0..pieces.len() as u32).collect();
    let mut at = BTreeMap::<Point, u32>::new();
    for (i, (a, b)) in pieces.iter().enumerate() {
        for end in [a, b] {
            let first = *at.entry(*end).or_insert(i as u32);
            join(&mut parent, first, i as u32);
        }
    }
    (0..pieces.len() as u32).map(|it| root(&mut parent, it)).collect::<BTreeSet<_>>().len()
}
