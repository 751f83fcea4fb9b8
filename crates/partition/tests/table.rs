//! The edge table tells the same as the cells, whichever way round.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "common/survey.rs"]
mod survey;

use std::collections::BTreeMap;

use common::{cut, home, p, raw, rectangle, road};
use model::{CellEdge, CellId, CommunityId, Polygon, VersionId};
use partition::{
    BarrierClass, CellOptions, EdgeClass, Partition, TableError, district, edge_table, edges_of_cells, shapes,
};
use proptest::prelude::*;

fn table(partition: &Partition) -> Vec<CellEdge> {
    edge_table(&partition.edges, CellId, &[], VersionId(0))
}

fn polygons(partition: &Partition) -> BTreeMap<CellId, Polygon> {
    partition.cells.iter().enumerate().map(|(at, it)| (CellId::at(at), it.polygon.clone())).collect()
}

/// A straight piece: its ends, the cells left and right of it, its class.
type Seen = (model::Point, model::Point, Option<CellId>, Option<CellId>, EdgeClass);

/// The straight pieces of a table, each looked at from its lesser end, without the segment.
fn pieces(edges: &[CellEdge]) -> Vec<Seen> {
    let piece = |edge: &CellEdge, a, b| {
        if a < b { (a, b, edge.left, edge.right, edge.class) } else { (b, a, edge.right, edge.left, edge.class) }
    };
    let mut out: Vec<_> =
        edges.iter().flat_map(|edge| edge.line.windows(2).map(|it| piece(edge, it[0], it[1]))).collect();
    out.sort_unstable();
    out
}

fn check_round_trip(partition: &Partition) {
    let edges = table(partition);
    assert_eq!(shapes(&edges).unwrap(), polygons(partition));
    let given: Vec<_> = partition
        .edges
        .iter()
        .map(|it| (it.from, it.to, it.left.map(CellId), it.right.map(CellId), it.class))
        .collect();
    assert_eq!(pieces(&edges), given);
    assert!(edges.is_sorted_by(|a, b| a.line < b.line));
    for it in &edges {
        let last = it.line.last().unwrap();
        assert!(it.line[0] < *last || (it.line[0] == *last && it.line[1] < it.line[it.line.len() - 2]), "{it:?}");
    }
    let cells: Vec<_> = partition
        .cells
        .iter()
        .enumerate()
        .map(|(at, it)| (CellId::at(at), CommunityId(it.home), &it.polygon))
        .collect();
    let again = edges_of_cells(&cells, &[], VersionId(0)).unwrap();
    assert_eq!(shapes(&again).unwrap(), polygons(partition));
}

#[test]
fn edges_run_from_node_to_node_and_know_their_class() {
    // Two communities side by side; a bent main road through the west one, a ring road inside the east one.
    let homes = [home(&rectangle(0, 0, 10, 10), 1_000), home(&rectangle(10, 0, 10, 10), 1_000)];
    let roads = [
        road(model::RoadClass::Main, 7, &[(0, 4), (4, 5), (10, 5)], 1_000),
        road(model::RoadClass::Alley, 8, &[(13, 3), (17, 3), (17, 7), (13, 7), (13, 3)], 1_000),
    ];
    let partition = cut(&homes, &roads, &raw());
    let edges = table(&partition);
    let found: Vec<_> =
        edges.iter().map(|it| (it.line.len(), it.left.is_some(), it.right.is_some(), it.class)).collect();
    let main = EdgeClass::Barrier(BarrierClass::Road(model::RoadClass::Main));
    let alley = EdgeClass::Barrier(BarrierClass::Road(model::RoadClass::Alley));
    let border = EdgeClass::Border;
    assert_eq!(
        found,
        [
            (3, true, false, border),
            (3, false, true, border),
            (3, true, true, main),
            (2, true, true, border),
            (4, true, false, border),
            (2, true, true, border),
            (5, true, true, alley),
        ]
    );
    check_round_trip(&partition);
}

#[test]
fn what_does_not_fit_together_is_refused_with_its_place() {
    let square = |x: i32| Polygon { shell: common::ring(&rectangle(x, 0, 10, 10), 10), holes: vec![] };
    let of = |polygons: &[&Polygon]| {
        let cells: Vec<_> = polygons.iter().enumerate().map(|(at, it)| (CellId::at(at), CommunityId(0), *it)).collect();
        edges_of_cells(&cells, &[], VersionId(0))
    };
    assert_eq!(of(&[&square(0), &square(10)]).unwrap().len(), 3);
    assert!(matches!(of(&[&square(0), &square(5)]), Err(TableError::NotShared { .. })));
    let inner = Polygon { shell: common::ring(&rectangle(2, 2, 3, 3), 10), holes: vec![] };
    assert!(matches!(
        of(&[&square(0), &inner]),
        Err(TableError::Overlap { first: CellId(0), second: CellId(1), at }) if at == p(20, 20)
    ));
    assert!(matches!(of(&[&square(0), &square(0)]), Err(TableError::Overlap { .. })));
    // A neighbour with a point on the common border that the other lacks.
    let mut tall = square(10);
    tall.shell.push(p(100, 50));
    assert_eq!(of(&[&square(0), &tall]), Err(TableError::NotShared { at: p(100, 0) }));

    let mut edges = of(&[&square(0), &square(10)]).unwrap();
    let lost = edges.remove(1);
    assert!(matches!(shapes(&edges), Err(TableError::Torn { .. })));
    edges.extend([lost.clone(), lost.clone()]);
    assert!(matches!(shapes(&edges), Err(TableError::SameGround { .. })));
    edges.pop();
    edges[0].right = edges[0].left;
    assert_eq!(shapes(&edges), Err(TableError::BadEdge { at: 0 }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_partition_comes_back_from_its_edges_and_from_its_cells(
        lines in prop::collection::vec(prop::collection::vec((-2..14_i32, -2..14_i32), 2..5), 0..9),
        seed in 0..4_u32,
    ) {
        let homes = [home(&rectangle(0, 0, 6, 12), 997), home(&rectangle(6, 0, 6, 12), 997)];
        let class = |at: usize| model::RoadClass::ALL[(at + seed as usize) % 4];
        let roads: Vec<_> = lines.iter().enumerate().map(|(at, it)| road(class(at), at as u32, it, 991)).collect();
        check_round_trip(&cut(&homes, &roads, &raw()));
    }
}

#[test]
fn nanshan_comes_back_exactly_and_nearly_all_its_road_borders_know_their_segment() {
    // Without classes, a border on the axis of a dual carriageway would run on no road.
    for (strips, without_class) in [(true, 0.85), (false, 0.98)] {
        let options = CellOptions { strips, ..CellOptions::default() };
        nanshan_comes_back(&options, without_class);
    }
}

fn nanshan_comes_back(options: &CellOptions, without_class: f64) {
    let Some(survey) = survey::nanshan() else { return };
    let (district, _) = district(&survey, options, 0, &mut |_| ()).unwrap();
    let polygons: BTreeMap<_, _> = district.live_cells().map(|(id, it)| (id, it.polygon.clone())).collect();
    assert_eq!(shapes(district.live_edges().map(|it| it.1)).unwrap(), polygons);
    let length = |edges: &mut dyn Iterator<Item = &CellEdge>| {
        edges.flat_map(|it| it.line.windows(2)).map(|it| it[0].distance_m(it[1])).sum::<f64>()
    };
    let on_road = || district.edges.iter().filter(|it| it.class.road().is_some());
    let all = length(&mut on_road());
    let known = length(&mut on_road().filter(|it| it.segment.is_some()));
    let same = length(&mut on_road().filter(|it| {
        it.segment.is_some_and(|segment| Some(district.segments[segment.index()].class) == it.class.road())
    }));
    println!(
        "Nanshan: {} cells, {} edges, {all:.0} m on roads, {:.2} % with a segment, {:.2} % of the same class",
        district.cells.len(),
        district.edges.len(),
        100.0 * known / all,
        100.0 * same / all
    );
    assert!(known > 0.99 * all && same > 0.98 * all);

    let cells: Vec<_> = district.live_cells().map(|(id, it)| (id, it.community, &it.polygon)).collect();
    let old = edges_of_cells(&cells, &district.segments, VersionId(0)).unwrap();
    assert_eq!(shapes(&old).unwrap(), polygons);
    let known = length(&mut old.iter().filter(|it| it.segment.is_some()));
    assert!((without_class..1.02).contains(&(known / all)), "{known} m of road, {all} m before");
}
