//! From homes and barriers to unit cells.

use model::{Point, Polygon};

use crate::{
    Barrier, Cell, CellOptions, Edge, EdgeClass, Home, Partition, PartitionError, PartitionReport,
    building::Buildings,
    label::label,
    lattice::sides,
    mark::{Mark, SetId, Sets},
    merge::{Regions, Rule, merge},
    node::Segment,
    plane::{NONE, Plane},
    ring::{polygon, rings},
    split::split,
    strip::relay,
};

/// Square units in a square metre, twice: areas are kept doubled.
const UNITS2_PER_M2: f64 = 2.0 * Point::PER_METRE * Point::PER_METRE;
/// Blocks above so many targets are cut; cells merged from leftovers should not exceed so many.
const CUT_ABOVE: f64 = 1.5;
const MERGE_BELOW: f64 = 1.25;
/// Blocks narrower than this (twice the area by the perimeter), in metres, join a neighbour before blocks are cut: strips along
/// a community's border, between ramps, with a hole, which have no axis (measured: 14 takes more of the borders
/// off roads).
const NARROW_M: f64 = 10.0;
/// Of smaller cells, those narrower than this share of the side of a square target.
const NARROW_SIDES: f64 = 0.1;

/// Cuts homes along barriers into cells of about the target size, exactly: no gap, no common ground, and the cells' areas
/// sum to the area of all homes together as integers.
///
/// Lines are snapped to the lattice of 0.1 mm until nothing moves; blocks smaller than a sliver or thin, and what of strips
/// between carriageways has no axis, go to the neighbour across the weakest border; blocks whose size suits no number of
/// cells join a neighbour where that loses little border; blocks above 1.5 targets are cut by short chords, or bent ways
/// where chords run into `buildings`; leftovers are merged.
/// Every cell lies in one home; where homes overlap the first has the ground. Barriers outside the homes and lines that end
/// inside a block do not matter. The result depends on the set of barriers, not on their order; points of a cell lie within
/// a few units of the lines they come from. `progress` hears shares from 0 to 1.
///
/// ```
/// use model::{Point, Polygon};
/// use partition::{CellOptions, Home, cells};
/// // 200 m × 100 m: two cells of a hectare.
/// let shell = [(0, 0), (2_000_000, 0), (2_000_000, 1_000_000), (0, 1_000_000)].map(|(x, y)| Point { x, y }).to_vec();
/// let home = Home { polygons: vec![Polygon { shell, holes: vec![] }] };
/// let partition = cells(&[home], &[], &[], &CellOptions::default(), &mut |_| {})?;
/// assert_eq!(partition.cells.len(), 2);
/// assert_eq!(partition.report.area2, 4_000_000_000_000);
/// # Ok::<(), partition::PartitionError>(())
/// ```
///
/// # Errors
/// No home with ground, points outside the frame, options out of bounds, more lines than can be numbered.
pub fn cells(
    homes: &[Home],
    barriers: &[Barrier],
    buildings: &[Polygon],
    options: &CellOptions,
    progress: &mut dyn FnMut(f32),
) -> Result<Partition, PartitionError> {
    options.check()?;
    let bounds = check_frame(homes, barriers)?;
    progress(0.0);
    let mut sets = Sets::new();
    let (segments, home_of_part) = segments(homes, barriers, bounds, &mut sets);
    let mut plane = Plane::new(segments, &home_of_part, &mut sets)?;
    progress(0.3);
    if plane.owner.iter().all(|it| *it == NONE) {
        return Err(PartitionError::NoArea { homes: homes.len() });
    }
    let mut report = PartitionReport { passes: plane.passes, dangles: plane.dropped, ..PartitionReport::default() };
    note_overlaps(&plane, &home_of_part, &sets, &mut report);
    fill_pockets(&mut plane, options, &mut report);
    if options.strips {
        let relaid = relay(&plane, options.sliver_m2);
        if relaid.count > 0 {
            report.strips = relaid.count;
            plane = renode(&plane, |link| !relaid.gone[link], relaid.lines, homes.len())?;
            report.passes += plane.passes;
            fill_pockets(&mut plane, options, &mut report);
        }
    }

    let target_m2 = options.split.then_some(options.target_m2);
    // What joins a block is cut with it, so that sizes stay right.
    let narrow_m =
        if options.strips && options.split { NARROW_M.min(NARROW_SIDES * options.target_m2.sqrt()) } else { 0.0 };
    let rule = Rule {
        least_m2: options.sliver_m2,
        thin_m: options.thin_m.max(narrow_m),
        most_m2: f64::INFINITY,
        target_m2,
        cut_later: true,
    };
    let blocks = merge(&plane, rule);
    (report.blocks, report.slivers) = (blocks.area2.len() + blocks.merged, blocks.merged);
    progress(0.4);
    let buildings = Buildings::new(buildings);
    if options.split {
        let cuts = all_cuts(&plane, &blocks, &buildings, options, &mut |share| progress(0.4 + 0.2 * share));
        report.cuts = cuts.len();
        if !cuts.is_empty() {
            let parts = |link: usize| {
                let [left, right] = plane.sides[link];
                blocks.of[left as usize] != blocks.of[right as usize]
            };
            let steps = cuts.iter().flat_map(|it| it.windows(2));
            let cuts = steps.filter_map(|it| Segment::new(it[0], it[1], Mark::CUT)).collect();
            plane = renode(&plane, parts, cuts, homes.len())?;
            report.passes += plane.passes;
            // Snapping to the ends of cuts may have pinched off new ones.
            fill_pockets(&mut plane, options, &mut report);
        }
    }
    progress(0.8);
    let rule = Rule {
        least_m2: options.min_share * options.target_m2,
        thin_m: options.thin_m,
        most_m2: MERGE_BELOW * options.target_m2,
        target_m2,
        cut_later: false,
    };
    let regions = merge(&plane, rule);
    report.leftovers = regions.merged;
    progress(0.85);
    let partition = finish(&plane, &regions, homes.len(), &buildings, report)?;
    progress(1.0);
    Ok(partition)
}

/// Checks that all points lie in the frame; returns the box of the homes.
fn check_frame(homes: &[Home], barriers: &[Barrier]) -> Result<(Point, Point), PartitionError> {
    let limit = Point::LIMIT;
    let check = |thing, at, point: Point| {
        let inside = (-limit..=limit).contains(&point.x) && (-limit..=limit).contains(&point.y);
        if inside { Ok(()) } else { Err(PartitionError::OutsideFrame { thing, at, point }) }
    };
    let (mut low, mut high) = (Point { x: limit, y: limit }, Point { x: -limit, y: -limit });
    for (at, home) in homes.iter().enumerate() {
        for &it in home.polygons.iter().flat_map(Polygon::rings).flatten() {
            check("community", at, it)?;
            low = Point { x: low.x.min(it.x), y: low.y.min(it.y) };
            high = Point { x: high.x.max(it.x), y: high.y.max(it.y) };
        }
    }
    for (at, barrier) in barriers.iter().enumerate() {
        for it in &barrier.line {
            check("barrier", at, *it)?;
        }
    }
    Ok((low, high))
}

/// Returns all pieces of line in a fixed order, and the home of each part. Barriers outside the homes' box are left out.
fn segments(
    homes: &[Home],
    barriers: &[Barrier],
    (low, high): (Point, Point),
    sets: &mut Sets,
) -> (Vec<Segment>, Vec<u32>) {
    let (mut segments, mut home_of_part) = (vec![], vec![]);
    for (at, home) in homes.iter().enumerate() {
        for polygon in &home.polygons {
            let mark = Mark::border(sets.one(home_of_part.len() as u32));
            home_of_part.push(at as u32);
            segments.extend(polygon.rings().flat_map(sides).filter_map(|(a, b)| Segment::new(a, b, mark)));
        }
    }
    for barrier in barriers {
        let mark = Mark::barrier(barrier.class, barrier.source);
        segments.extend(barrier.line.windows(2).filter_map(|it| {
            let (a, b) = (it[0], it[1]);
            let beside = a.x.max(b.x) < low.x || a.x.min(b.x) > high.x || a.y.max(b.y) < low.y || a.y.min(b.y) > high.y;
            if beside { None } else { Segment::new(a, b, mark) }
        }));
    }
    (segments, home_of_part)
}

fn note_overlaps(plane: &Plane, home_of_part: &[u32], sets: &Sets, report: &mut PartitionReport) {
    for (set, area2) in plane.parts.iter().zip(&plane.area2) {
        let mut homes: Vec<u32> = sets.members(*set).iter().map(|it| home_of_part[*it as usize]).collect();
        let parts = homes.len();
        homes.dedup();
        let area = *area2 as f64 / UNITS2_PER_M2;
        if homes.len() > 1 {
            report.overlap_m2 += area;
        }
        if homes.len() < parts {
            report.self_overlap_m2 += area;
        }
    }
}

fn fill_pockets(plane: &mut Plane, options: &CellOptions, report: &mut PartitionReport) {
    let (count, area2) = plane.fill_pockets((options.pocket_m2 * UNITS2_PER_M2) as i128);
    report.pockets += count;
    report.pockets_m2 += area2 as f64 / UNITS2_PER_M2;
}

/// Returns the cuts through all blocks that are too large.
fn all_cuts(
    plane: &Plane,
    blocks: &Regions,
    buildings: &Buildings,
    options: &CellOptions,
    progress: &mut dyn FnMut(f32),
) -> Vec<Vec<Point>> {
    let large = |it: &i128| *it as f64 / UNITS2_PER_M2 > CUT_ABOVE * options.target_m2;
    let mut cuts = vec![];
    let todo = blocks.area2.iter().filter(|it| large(it)).count();
    let mut done = 0;
    for (rings, area2) in rings(plane, &blocks.of, blocks.area2.len()).iter().zip(&blocks.area2) {
        if large(area2) {
            let least = *area2 as f64 / UNITS2_PER_M2 / f64::from(options.most_pieces);
            let target = options.target_m2.max(least) * UNITS2_PER_M2 / 2.0;
            cuts.extend(split(rings, target, buildings));
            done += 1;
            progress(done as f32 / todo as f32);
        }
    }
    cuts
}

/// Nodes the links that are kept again, together with new lines.
fn renode(
    plane: &Plane,
    keep: impl Fn(usize) -> bool,
    lines: Vec<Segment>,
    homes: usize,
) -> Result<Plane, PartitionError> {
    // Every face has one home or none now: each home is one part.
    let mut sets = Sets::new();
    let one: Vec<SetId> = (0..homes as u32).map(|it| sets.one(it)).collect();
    let set = |owner: u32| one.get(owner as usize).copied().unwrap_or_default();
    let mut segments = vec![];
    for (at, (link, [left, right])) in plane.links.iter().zip(&plane.sides).enumerate() {
        if keep(at) {
            let (a, b) = plane.ends(link);
            let toggles = sets.xor(set(plane.owner[*left as usize]), set(plane.owner[*right as usize]));
            segments.extend(Segment::new(a, b, link.mark.with(toggles)));
        }
    }
    segments.extend(lines);
    let home_of_part: Vec<u32> = (0..homes as u32).collect();
    Plane::new(segments, &home_of_part, &mut sets)
}

/// Makes the cells in the order of their codes, and the edges between them.
fn finish(
    plane: &Plane,
    regions: &Regions,
    homes: usize,
    buildings: &Buildings,
    mut report: PartitionReport,
) -> Result<Partition, PartitionError> {
    let mut home_of = vec![NONE; regions.area2.len()];
    for (face, region) in regions.of.iter().enumerate() {
        if *region != NONE {
            home_of[*region as usize] = plane.owner[face];
        }
    }
    let mut cells = Vec::with_capacity(regions.area2.len());
    for (region, rings) in rings(plane, &regions.of, regions.area2.len()).into_iter().enumerate() {
        let polygon = polygon(rings).ok_or(PartitionError::NotConnected { region })?;
        let area2 = polygon.area2();
        cells.push((region, Cell { home: home_of[region], label: label(&polygon), polygon, area2 }));
    }
    sort_as_codes(&mut cells, homes);
    let mut number = vec![None; cells.len()];
    for (at, (region, _)) in cells.iter().enumerate() {
        number[*region] = Some(at as u32);
    }
    let cells: Vec<Cell> = cells.into_iter().map(|it| it.1).collect();
    let of_face = |face: u32| number.get(regions.of[face as usize] as usize).copied().flatten();
    let mut edges = vec![];
    for (link, side) in plane.links.iter().zip(&plane.sides) {
        let (left, right) = (of_face(side[0]), of_face(side[1]));
        if left == right {
            continue;
        }
        let (from, to) = plane.ends(link);
        if left.is_none() || right.is_none() {
            let part = i128::from(crate::lattice::wedge(from, to));
            report.area2 += if right.is_none() { part } else { -part };
        }
        let line = link.mark.line();
        let class = match line {
            Some((class, _)) => EdgeClass::Barrier(class),
            None if link.mark.is_cut() && link.mark.toggles == SetId::EMPTY => EdgeClass::Cut,
            None => EdgeClass::Border,
        };
        if class == EdgeClass::Cut {
            report.cut_m += from.distance_m(to);
            report.cut_through_buildings_m += buildings.length_inside_m(from, to);
        }
        edges.push(Edge { from, to, left, right, class, source: line.map(|it| it.1) });
    }
    let mut has_cell = vec![false; homes];
    for it in &cells {
        has_cell[it.home as usize] = true;
    }
    report.empty_homes = (0..homes as u32).filter(|it| !has_cell[*it as usize]).collect();
    Ok(Partition { cells, edges, report })
}

/// Sorts by home, then in rows from north to south, each from west to east.
fn sort_as_codes(cells: &mut [(usize, Cell)], homes: usize) {
    // Number of cells, their area and the northernmost label of each home.
    let mut rows = vec![(0_u32, 0_i128, i32::MIN); homes];
    for (_, it) in cells.iter() {
        let (count, area2, north) = &mut rows[it.home as usize];
        *count += 1;
        *area2 += it.area2;
        *north = (*north).max(it.label.y);
    }
    let key = |it: &Cell| {
        let (count, area2, north) = rows[it.home as usize];
        let height = ((area2 as f64 / 2.0 / f64::from(count)).sqrt() as i64).max(1);
        let row = (i64::from(north) - i64::from(it.label.y)) / height;
        (it.home, row, it.label.x, std::cmp::Reverse(it.label.y))
    };
    cells.sort_by_cached_key(|it| (key(&it.1), it.1.polygon.shell.first().copied()));
}
