//! Grid members: adjacent unit cells of one community.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use model::{CellId, District, Duty, DutyRole, Piece, Point, Span};

use super::people::People;
use crate::dice::Dice;

/// Cells that one member holds: wished, and at most.
const CELLS: (usize, usize) = (11, 14);

/// Gives every cell to a member.
pub(super) fn members(district: &mut District, seed: u64, people: &mut People) {
    let dice = &mut Dice::new(seed, 22);
    let neighbours = neighbours(district);
    let mut number = 0;
    for community in 0..district.communities.len() {
        let cells: BTreeSet<usize> =
            (0..district.cells.len()).filter(|it| district.cells[*it].community.index() == community).collect();
        let post = format!("{} 网格员", district.communities[community].name);
        for group in groups(district, &cells, &neighbours, dice) {
            number += 1;
            let person = people.add(district, format!("W{number:04}"), post.clone());
            let piece = Piece::Cells(group.into_iter().map(CellId::at).collect());
            district.duties.push(Duty { person, role: DutyRole::GridMember, piece, span: Span::FOUNDED });
        }
    }
}

/// Which cells of the same community share a stretch of border, by cell; corner neighbours do not count.
///
/// Two cells are taken for neighbours when two points of one's border that follow each other also stand in the other's, or,
/// where borders carry different points, when they have two points in common.
fn neighbours(district: &District) -> Vec<Vec<usize>> {
    let mut at_point: BTreeMap<Point, Vec<u32>> = BTreeMap::new();
    for (id, cell) in district.cells.iter().enumerate() {
        for point in cell.polygon.rings().flatten() {
            let list = at_point.entry(*point).or_default();
            if list.last() != Some(&(id as u32)) {
                list.push(id as u32);
            }
        }
    }
    let mut shared: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for list in at_point.values() {
        for (i, a) in list.iter().enumerate() {
            for b in &list[i + 1..] {
                *shared.entry((*a.min(b), *a.max(b))).or_default() += 1;
            }
        }
    }
    let mut out = vec![Vec::new(); district.cells.len()];
    for ((a, b), points) in shared {
        let (a, b) = (a as usize, b as usize);
        if points >= 2 && a != b && district.cells[a].community == district.cells[b].community {
            out[a].push(b);
            out[b].push(a);
        }
    }
    out
}

/// Divides the cells of one community into connected groups.
fn groups(district: &District, cells: &BTreeSet<usize>, neighbours: &[Vec<usize>], dice: &mut Dice) -> Vec<Vec<usize>> {
    let mut free = cells.clone();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut member_of: BTreeMap<usize, usize> = BTreeMap::new();
    while let Some(&start) = free.first() {
        let island = island(start, &free, neighbours);
        // As even a division of the island as the wish allows.
        let parts = (island.len() as f64 / CELLS.0 as f64).round().max(1.0);
        let size = ((island.len() as f64 / parts).ceil() as usize + usize::from(dice.chance(0.3))).min(CELLS.1);
        // Begin in a corner, so that nothing is cut off behind.
        let corner = island.iter().copied().min_by_key(|it| {
            let p = district.cells[*it].label;
            i64::from(p.x) - i64::from(p.y)
        });
        let group = grow(district, corner.unwrap_or(start), size, &free, neighbours);
        for cell in &group {
            free.remove(cell);
            member_of.insert(*cell, groups.len());
        }
        groups.push(group);
    }
    join_small(&mut groups, &mut member_of, neighbours);
    groups.retain(|it| !it.is_empty());
    for group in &mut groups {
        group.sort_unstable();
    }
    groups
}

fn island(start: usize, free: &BTreeSet<usize>, neighbours: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut seen = BTreeSet::from([start]);
    let mut queue = VecDeque::from([start]);
    while let Some(cell) = queue.pop_front() {
        for next in &neighbours[cell] {
            if free.contains(next) && seen.insert(*next) {
                queue.push_back(*next);
            }
        }
    }
    seen
}

/// Grows a group from `start`: always the adjacent free cell that keeps it round and leaves few free neighbours behind.
fn grow(
    district: &District,
    start: usize,
    size: usize,
    free: &BTreeSet<usize>,
    neighbours: &[Vec<usize>],
) -> Vec<usize> {
    let mut group = vec![start];
    while group.len() < size {
        let n = group.len() as i64;
        let sum = group.iter().map(|it| district.cells[*it].label);
        let sum = sum.fold((0_i64, 0_i64), |it, p| (it.0 + i64::from(p.x), it.1 + i64::from(p.y)));
        let middle = Point { x: (sum.0 / n) as i32, y: (sum.1 / n) as i32 };
        let is_open = |it: &usize| free.contains(it) && !group.contains(it);
        let candidates: BTreeSet<usize> =
            group.iter().flat_map(|it| &neighbours[*it]).copied().filter(is_open).collect();
        let next = candidates.into_iter().min_by(|a, b| {
            let cost = |cell: usize| {
                let lonely = neighbours[cell].iter().filter(|it| is_open(it)).count() as f64;
                let mine = neighbours[cell].iter().filter(|it| group.contains(it)).count() as f64;
                district.cells[cell].label.distance_m(middle) * (1.0 + 0.12 * lonely) / (1.0 + 0.35 * mine)
            };
            cost(*a).total_cmp(&cost(*b)).then(a.cmp(b))
        });
        match next {
            Some(cell) => group.push(cell),
            None => break,
        }
    }
    group
}

/// Gives the cells of groups that came out too small to the smallest group beside them with room.
fn join_small(groups: &mut [Vec<usize>], member_of: &mut BTreeMap<usize, usize>, neighbours: &[Vec<usize>]) {
    for at in 0..groups.len() {
        if groups[at].len() >= 5 {
            continue;
        }
        let beside: BTreeSet<usize> =
            groups[at].iter().flat_map(|it| &neighbours[*it]).filter_map(|it| member_of.get(it).copied()).collect();
        let most = CELLS.1 + 3;
        let room = beside.into_iter().filter(|it| *it != at && groups[*it].len() + groups[at].len() <= most);
        if let Some(into) = room.min_by_key(|it| (groups[*it].len(), *it)) {
            let cells = std::mem::take(&mut groups[at]);
            for cell in &cells {
                member_of.insert(*cell, into);
            }
            groups[into].extend(cells);
        }
    }
}
