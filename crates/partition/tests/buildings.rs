//! Cuts leave buildings alone: layouts on whole metres, checked against brute force on squares of a metre.

mod common;

use std::collections::BTreeSet;

use common::{check, home, p, real, rectangle, ring, rings_hold};
use model::{Point, Polygon};
use partition::{CellOptions, Edge, EdgeClass, Home, Partition, Quality, cells, quality};
use proptest::{collection::vec, prelude::*};

/// Metres.
const M: i32 = 10_000;
/// Buildings reach beyond the block by so many metres at most.
const MARGIN: i32 = 20;

type Corners = Vec<(i32, i32)>;

/// A rectangular block with buildings whose walls run north and east, all in metres.
#[derive(Clone, Debug)]
struct Layout {
    width: i32,
    height: i32,
    /// The border has a point every so many metres.
    step: i32,
    /// All is turned by so many radians, about the block's corner.
    turn: f64,
    buildings: Vec<Corners>,
}

impl Layout {
    fn homes(&self) -> [Home; 1] {
        let along = |length: i32| (0..length).step_by(self.step as usize);
        let (w, h) = (self.width, self.height);
        let mut corners: Corners = along(w).map(|x| (x, 0)).collect();
        corners.extend(along(h).map(|y| (w, y)));
        corners.extend(along(w).map(|x| (w - x, h)));
        corners.extend(along(h).map(|y| (0, h - y)));
        let mut home = home(&corners, M);
        home.polygons[0].shell.iter_mut().for_each(|it| *it = self.turned(*it));
        [home]
    }

    fn turned(&self, it: Point) -> Point {
        let (sin, cos) = self.turn.sin_cos();
        let (x, y) = (f64::from(it.x), f64::from(it.y));
        Point { x: (x * cos - y * sin).round() as i32, y: (x * sin + y * cos).round() as i32 }
    }

    fn polygons(&self) -> Vec<Polygon> {
        let shell = |it: &Corners| ring(it, M).into_iter().map(|it| self.turned(it)).collect();
        self.buildings.iter().map(|it| Polygon { shell: shell(it), holes: vec![] }).collect()
    }

    #[expect(clippy::unwrap_used, reason = "such blocks can be cut")]
    fn cut(&self) -> (Partition, Quality) {
        let (homes, polygons, options) = (self.homes(), self.polygons(), CellOptions::default());
        let partition = cells(&homes, &[], &polygons, &options, &mut |_| {}).unwrap();
        check(&partition);
        let figures = quality(&partition, &homes, &polygons, &options).unwrap();
        assert_eq!((figures.gap_area, figures.overlap_area), (0, 0));
        (partition, figures)
    }
}

/// The layout on squares of a metre.
struct Squares<'a> {
    layout: &'a Layout,
    columns: i32,
    rows: i32,
    /// The cluster on each square, row by row: buildings that have a point in common form one.
    cluster: Vec<Option<usize>>,
    /// The cluster of each building.
    of_building: Vec<usize>,
}

impl<'a> Squares<'a> {
    fn new(layout: &'a Layout) -> Self {
        let (columns, rows) = (layout.width + 2 * MARGIN, layout.height + 2 * MARGIN);
        let mut out = Self { layout, columns, rows, cluster: vec![], of_building: vec![] };
        let polygons = Layout { turn: 0.0, ..layout.clone() }.polygons();
        let middle = |x: i32, y: i32| p((x - MARGIN) * M + M / 2, (y - MARGIN) * M + M / 2);
        let on: Vec<BTreeSet<usize>> = (0..columns * rows)
            .map(|at| {
                let it = middle(at % columns, at / columns);
                (0..polygons.len()).filter(|i| rings_hold(polygons[*i].rings(), it)).collect()
            })
            .collect();
        let mut of: Vec<usize> = (0..polygons.len()).collect();
        for at in 0..columns * rows {
            // Walls that touch lie in squares with a side or a corner in common.
            for other in [at].into_iter().chain(out.around(at, true)) {
                for (s, t) in on[at as usize].iter().flat_map(|s| on[other as usize].iter().map(move |t| (*s, *t))) {
                    let (from, to) = (of[s].max(of[t]), of[s].min(of[t]));
                    of.iter_mut().filter(|it| **it == from).for_each(|it| *it = to);
                }
            }
        }
        out.cluster = on.iter().map(|it| it.first().map(|it| of[*it])).collect();
        out.of_building = of;
        out
    }

    fn around(&self, at: i32, corners: bool) -> impl Iterator<Item = i32> {
        let (x, y, columns, rows) = (at % self.columns, at / self.columns, self.columns, self.rows);
        let steps = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)));
        let steps = steps.filter(move |(dx, dy): &(i32, i32)| (corners || dx * dy == 0) && (*dx, *dy) != (0, 0));
        steps
            .map(move |(dx, dy)| (x + dx, y + dy))
            .filter_map(move |(x, y)| ((0..columns).contains(&x) && (0..rows).contains(&y)).then_some(y * columns + x))
    }

    /// Whether a free way leads round a cluster: without the cluster, all of the border hangs together through the block.
    fn way_round(&self, cluster: usize) -> bool {
        let inside = |at: i32| {
            let (x, y) = (at % self.columns - MARGIN, at / self.columns - MARGIN);
            (0..self.layout.width).contains(&x) && (0..self.layout.height).contains(&y)
        };
        let open = |at: i32| inside(at) && self.cluster[at as usize] != Some(cluster);
        let rim: BTreeSet<i32> = (0..self.columns * self.rows)
            .filter(|at| open(*at) && self.around(*at, false).any(|it| !inside(it)))
            .collect();
        let mut todo: Vec<i32> = rim.first().copied().into_iter().collect();
        let mut seen: BTreeSet<i32> = todo.iter().copied().collect();
        while let Some(at) = todo.pop() {
            todo.extend(self.around(at, false).filter(|it| open(*it) && seen.insert(*it)));
        }
        !rim.is_empty() && rim.is_subset(&seen)
    }

    /// Whether a straight strip of free ground, two metres wide, leads through the block at a fair place.
    fn straight_way(&self) -> bool {
        let Layout { width, height, .. } = *self.layout;
        let free = |x: i32, y: i32| self.cluster[((y + MARGIN) * self.columns + x + MARGIN) as usize].is_none();
        let fair = |at: &i32, length: i32| 4 * at >= length && 4 * (at + 2) <= 3 * length;
        (0..width).filter(|x| fair(x, width)).any(|x| (0..height).all(|y| free(x, y) && free(x + 1, y)))
            || (0..height).filter(|y| fair(y, height)).any(|y| (0..width).all(|x| free(x, y) && free(x, y + 1)))
    }
}

/// Whether an edge runs through a polygon, a millimetre from all walls, at one of its points every 0.2 m.
fn runs_through(edge: &Edge, polygon: &Polygon) -> bool {
    let steps = (5.0 * edge.from.distance_m(edge.to)).ceil();
    let between = |a: i32, b: i32, share: f64| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as i32;
    (0..=steps as i32).map(|it| f64::from(it) / steps.max(1.0)).any(|share| {
        let (x, y) = (between(edge.from.x, edge.to.x, share), between(edge.from.y, edge.to.y, share));
        [(-10, -10), (10, -10), (10, 10), (-10, 10)]
            .iter()
            .all(|(dx, dy)| rings_hold(polygon.rings(), Point { x: x + dx, y: y + dy }))
    })
}

/// Cuts the layout and checks every building that a cut runs through; returns how many do.
fn buildings_are_spared(layout: &Layout) -> (usize, Partition, Quality) {
    let (partition, figures) = layout.cut();
    let squares = Squares::new(layout);
    let cuts: Vec<&Edge> = partition.edges.iter().filter(|it| it.class == EdgeClass::Cut).collect();
    let mut count = 0;
    for (at, polygon) in layout.polygons().iter().enumerate() {
        if cuts.iter().any(|it| runs_through(it, polygon)) {
            count += 1;
            assert!(!squares.way_round(squares.of_building[at]), "building {at} is cut, but a free way leads round it");
        }
    }
    assert!(count <= figures.buildings_cut, "{count} buildings are cut, not {}", figures.buildings_cut);
    assert_eq!(figures.buildings_cut_free, 0);
    (count, partition, figures)
}

fn house(x: i32, y: i32, width: i32, height: i32) -> Corners {
    rectangle(x, y, width, height)
}

/// An L of two wings.
fn angle(x: i32, y: i32, width: i32, height: i32, deep: i32) -> Corners {
    vec![(x, y), (x + width, y), (x + width, y + deep), (x + deep, y + deep), (x + deep, y + height), (x, y + height)]
}

fn layout(width: i32, height: i32, buildings: Vec<Corners>) -> Layout {
    Layout { width, height, step: 20, turn: 0.0, buildings }
}

#[test]
fn cuts_go_between_houses_a_metre_apart_and_round_terraces() {
    // Four rows of houses with gaps of a metre; two gaps in a row are walled up.
    let rows = (0..4).flat_map(|row| (0..10).map(move |at| house(1 + 30 * at, 2 + 25 * row, 29, 22)));
    let mut gapped = layout(302, 102, rows.collect());
    let (cut, partition, figures) = buildings_are_spared(&gapped);
    assert_eq!((cut, partition.cells.len()), (0, 3), "{figures:?}");
    gapped.buildings.extend([house(90, 2, 1, 22), house(210, 30, 1, 10)]);
    let (cut, partition, _) = buildings_are_spared(&gapped);
    assert_eq!((cut, partition.cells.len()), (0, 3));
}

#[test]
fn a_house_on_the_best_line_and_one_on_the_border_are_spared() {
    for (buildings, count) in [
        // In the middle of two hectares, with a metre between house and border.
        (vec![house(80, 1, 40, 98)], 2),
        // Over the border, up to a metre before the far one.
        (vec![house(90, -5, 20, 104)], 2),
        // Two wings that meet in a corner.
        (vec![angle(60, 10, 80, 80, 15), house(140, 0, 15, 10)], 2),
        // Two angles one in the other, a metre apart.
        (vec![angle(70, 20, 60, 70, 10), angle(81, 31, 48, 58, 10)], 2),
    ] {
        let (cut, partition, _) = buildings_are_spared(&layout(200, 100, buildings));
        assert_eq!((cut, partition.cells.len()), (0, count), "{:?}", partition.report);
    }
}

#[test]
fn ground_under_a_large_house_stays_in_one_cell() {
    // Nothing but the house suits the target, and free ways lead round it only.
    let (cut, partition, _) = buildings_are_spared(&layout(200, 120, vec![house(5, 5, 190, 110)]));
    assert_eq!((cut, partition.cells.len()), (0, 1));
    let (cut, partition, _) = buildings_are_spared(&layout(500, 120, vec![house(130, 5, 190, 110)]));
    assert!(cut == 0 && partition.cells.len() >= 3, "{:?}", partition.report);
}

#[test]
fn terraces_from_border_to_border_are_cut_and_those_that_end_before_it_are_not() {
    let terrace = |count: i32, step: i32| (0..count).map(|at| house(-5 + step * at, -5, step, 110)).collect();
    let (cut, partition, _) = buildings_are_spared(&layout(300, 100, terrace(31, 10)));
    assert!(cut > 0 && partition.cells.len() == 3);
    let (cut, _, _) = buildings_are_spared(&layout(300, 100, vec![house(-5, 10, 250, 80), house(245, 10, 54, 80)]));
    assert_eq!(cut, 0);
}

#[test]
fn buildings_of_real_places_are_spared_and_cells_near_the_target_all_the_same() {
    for place in [real::nanshan(), real::nanjing(), real::beijing()].into_iter().flatten() {
        let options = CellOptions::default();
        let partition = cells(&place.homes, &place.barriers, &place.buildings, &options, &mut |_| {}).unwrap();
        let it = quality(&partition, &place.homes, &place.buildings, &options).unwrap();
        assert_eq!((it.buildings_cut_free, it.gap_area, it.overlap_area), (0, 0, 0));
        let within = (it.within_10_percent_unforced, it.within_25_percent_unforced);
        assert!(within.0 >= 0.9 && within.1 >= 0.96, "{within:?}");
    }
}

/// Houses anywhere, angles, and rows of houses a metre apart or wall to wall; they may lie over the border or touch it.
fn buildings(width: i32, height: i32) -> impl Strategy<Value = Vec<Corners>> {
    let at = move || (-MARGIN + 5..width, -MARGIN + 5..height);
    let fit = move |x: i32, y: i32, w: i32, h: i32| (w.min(width + MARGIN - x - 1), h.min(height + MARGIN - y - 1));
    let one = (at(), 4..90, 4..90).prop_map(move |((x, y), w, h)| {
        let (w, h) = fit(x, y, w, h);
        vec![house(x, y, w, h)]
    });
    let angled = (at(), 20..120, 20..120, 3..18).prop_map(move |((x, y), w, h, deep)| {
        let (w, h) = fit(x, y, w, h);
        if w.min(h) > deep + 1 { vec![angle(x, y, w, h, deep)] } else { vec![house(x, y, w, h)] }
    });
    let row = (at(), 8..40, 8..40, 0..=1, 2..12).prop_map(move |((x, y), w, h, gap, count)| {
        let (_, h) = fit(x, y, w, h);
        (0..count)
            .map(|at| (x + at * (w + gap), w))
            .filter(|(x, w)| x + w < width + MARGIN)
            .map(|(x, w)| house(x, y, w, h))
            .collect()
    });
    vec(prop_oneof![3 => one, 2 => angled, 2 => row], 0..9).prop_map(|it| it.into_iter().flatten().collect())
}

fn layouts() -> impl Strategy<Value = Layout> {
    let step = prop_oneof![Just(10), Just(37), Just(400)];
    let turn = prop_oneof![Just(0.0), 0.0..3.0];
    (90..320_i32, 90..320_i32, step, turn).prop_flat_map(|(width, height, step, turn)| {
        buildings(width, height).prop_map(move |buildings| Layout { width, height, step, turn, buildings })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_cut_runs_through_a_building_that_a_free_way_leads_round(layout in layouts()) {
        let (_, partition, _) = buildings_are_spared(&layout);
        if layout.width * layout.height > 30_000 && Squares::new(&layout).straight_way() {
            prop_assert!(partition.cells.len() > 1, "a free way leads through the block, and it is left whole");
        }
    }
}
