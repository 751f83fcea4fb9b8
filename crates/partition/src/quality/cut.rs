//! Buildings that cuts run through, and which of them left no other way.

use std::collections::{BTreeMap, BTreeSet};

use model::{Point, Polygon};

use crate::{
    Edge, EdgeClass, Partition,
    building::{Buildings, TOUCH_M},
};

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
    // The border of each block in which a building is cut.
    let watched: BTreeSet<u32> = inside.values().flat_map(|it| &it.1).copied().collect();
    let mut borders = BTreeMap::<u32, Vec<(Point, Point)>>::new();
    for it in partition.edges.iter().filter(|it| it.class != EdgeClass::Cut) {
        let mut beside: Vec<u32> = [it.left, it.right].into_iter().flatten().map(|it| blocks[it as usize]).collect();
        beside.dedup();
        for block in beside.into_iter().filter(|it| watched.contains(it)) {
            borders.entry(block).or_default().push((it.from, it.to));
        }
    }
    let barring: BTreeMap<u32, BTreeSet<u32>> = borders.iter().map(|it| (*it.0, buildings.barring(it.1))).collect();
    let clusters = buildings.clusters();
    let is_barred = |(building, (_, blocks)): &(&u32, &(f64, BTreeSet<u32>))| {
        let bars = |block| barring.get(block).is_some_and(|it| it.contains(&clusters[**building as usize]));
        blocks.iter().any(bars)
    };
    let barred = inside.iter().filter(is_barred).count();
    (inside.len(), inside.len() - barred)
}
