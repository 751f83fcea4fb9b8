//! Divisions from elsewhere: each fault is found with its place, small ones are mended exactly.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{cut, home, p, raw, rectangle, ring, road};
use model::{CellId, CommunityId, Point, Polygon, RoadClass, VersionId};
use partition::{AuditCell, AuditOptions, FaultKind, MendOptions, PartitionError, audit, edges_of_cells, mend, shapes};
use proptest::prelude::*;

/// Lattice units in a metre.
const M: i32 = 10_000;

fn cell(number: usize, points: &[(i32, i32)]) -> AuditCell {
    scaled(number, points, M)
}

fn scaled(number: usize, points: &[(i32, i32)], scale: i32) -> AuditCell {
    AuditCell {
        code: format!("990101001001{number:03}"),
        community: Some("990101001001".into()),
        polygons: vec![Polygon { shell: ring(points, scale), holes: vec![] }],
    }
}

fn kinds(cells: &[AuditCell]) -> Vec<(FaultKind, Vec<u32>)> {
    let found = audit(cells, None, &[], &AuditOptions::default()).unwrap();
    found.faults.into_iter().map(|it| (it.kind, it.cells)).collect()
}

#[test]
fn a_sound_division_has_no_faults() {
    let cells = [cell(1, &rectangle(0, 0, 100, 100)), cell(2, &rectangle(100, 0, 100, 100))];
    assert_eq!(kinds(&cells), []);
    let found = audit(&cells, Some(&[home(&rectangle(0, 0, 200, 100), M)]), &[], &AuditOptions::default()).unwrap();
    assert_eq!((found.faults.len(), found.overlap2, found.gap2, found.outside2), (0, 0, 0, 0));
}

#[test]
fn overlaps_gaps_and_ground_outside_are_exact_and_have_a_place() {
    // 5 m × 100 m in common, 10 m × 100 m missing, 20 m × 100 m beyond the boundary.
    let cells = [
        cell(1, &rectangle(0, 0, 105, 100)),
        cell(2, &rectangle(100, 0, 100, 100)),
        cell(3, &rectangle(210, 0, 110, 100)),
    ];
    let bounds = [home(&rectangle(0, 0, 300, 100), M)];
    let found = audit(&cells, Some(&bounds), &[], &AuditOptions::default()).unwrap();
    let m2 = 2 * i128::from(M) * i128::from(M);
    assert_eq!((found.overlap2, found.gap2, found.outside2), (500 * m2, 1_000 * m2, 2_000 * m2));
    let faults: Vec<_> = found.faults.iter().map(|it| (it.kind, it.cells.clone(), it.area_m2)).collect();
    assert_eq!(
        faults,
        [
            (FaultKind::Overlap, vec![0, 1], 500.0),
            (FaultKind::Gap, vec![1, 2], 1_000.0),
            (FaultKind::OutsideBoundary, vec![2], 2_000.0),
        ]
    );
    for (fault, (west, east)) in found.faults.iter().zip([(100, 105), (200, 210), (300, 320)]) {
        assert!((west * M..=east * M).contains(&fault.at.x) && (0..=100 * M).contains(&fault.at.y), "{fault:?}");
    }
}

#[test]
fn each_rule_for_single_cells_names_the_cell() {
    use FaultKind::{BadCode, DuplicateCode, NoGround, SelfCrossing, SeveralParts, Thin, TooLarge, TooSmall};
    let mut two = cell(2, &rectangle(1_000, 0, 100, 50));
    two.polygons.push(Polygon { shell: ring(&rectangle(1_200, 0, 100, 50), M), holes: vec![] });
    let mut strange = cell(3, &rectangle(2_000, 0, 100, 100));
    strange.code = "9901010010020AB".into();
    let cells = [
        cell(1, &rectangle(0, 0, 100, 100)),
        two,
        strange,
        cell(4, &rectangle(3_000, 0, 10, 1_000)),
        cell(5, &rectangle(4_000, 0, 50, 50)),
        cell(5, &rectangle(5_000, 0, 200, 200)),
        // A bow tie of 5,000 m² and a cell without ground.
        cell(7, &[(6_000, 0), (6_100, 100), (6_100, 0), (6_000, 100)]),
        cell(8, &[(7_000, 0), (7_100, 100)]),
    ];
    assert_eq!(
        kinds(&cells),
        [
            (SelfCrossing, vec![6]),
            (SelfCrossing, vec![7]),
            (NoGround, vec![7]),
            (SeveralParts, vec![1]),
            (SeveralParts, vec![6]),
            (DuplicateCode, vec![4, 5]),
            (BadCode, vec![2]),
            (TooSmall, vec![4]),
            (TooSmall, vec![6]),
            (TooLarge, vec![5]),
            (Thin, vec![3]),
        ]
    );
}

#[test]
fn a_border_through_a_building_is_found_with_its_length() {
    let cells = [cell(1, &rectangle(0, 0, 100, 100)), cell(2, &rectangle(100, 0, 100, 100))];
    let house = Polygon { shell: ring(&rectangle(90, 40, 20, 12), M), holes: vec![] };
    let beside = Polygon { shell: ring(&rectangle(40, 40, 20, 12), M), holes: vec![] };
    let found = audit(&cells, None, &[house, beside], &AuditOptions::default()).unwrap();
    let [fault] = found.faults.as_slice() else { panic!("{:?}", found.faults) };
    assert_eq!((fault.kind, fault.cells.as_slice(), fault.at.x), (FaultKind::CutsBuilding, &[0, 1][..], 100 * M));
    assert!((fault.length_m - 12.0).abs() < 1e-9);
}

#[test]
fn small_faults_are_mended_exactly_and_large_ones_refused() {
    // 1 m in common and a gap of 1.5 m.
    let cells = [
        cell(1, &rectangle(0, 0, 101, 100)),
        cell(2, &rectangle(100, 0, 100, 100)),
        cell(3, &[(200, 0), (300, 0), (300, 100), (200, 100), (202, 50)]),
    ];
    let mended = mend(&cells, None, &MendOptions::default()).unwrap().unwrap();
    let fixed: Vec<_> = mended.mended.iter().map(|it| it.kind).collect();
    assert_eq!(fixed, [FaultKind::Overlap, FaultKind::Gap]);
    common::check(&mended.partition);
    assert_eq!(mended.partition.report.area2, 2 * 30_000 * i128::from(M) * i128::from(M));
    let wide = [cell(1, &rectangle(0, 0, 110, 100)), cell(2, &rectangle(100, 0, 100, 100))];
    let left = mend(&wide, None, &MendOptions::default()).unwrap().unwrap_err();
    assert_eq!(left.iter().map(|it| (it.kind, it.area_m2)).collect::<Vec<_>>(), [(FaultKind::Overlap, 1_000.0)]);
}

#[test]
fn points_outside_the_frame_are_refused() {
    let mut far = cell(1, &rectangle(0, 0, 100, 100));
    far.polygons[0].shell[0] = p(Point::LIMIT + 1, 0);
    let error = audit(&[far], None, &[], &AuditOptions::default()).unwrap_err();
    assert!(matches!(error, PartitionError::OutsideFrame { at: 0, .. }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_division_with_moved_corners_is_mended_or_refused_and_never_torn(
        lines in prop::collection::vec(prop::collection::vec((-2..14_i32, -2..14_i32), 2..4), 1..6),
        moves in prop::collection::vec((any::<usize>(), any::<usize>(), -9_000..9_000_i32, -9_000..9_000_i32), 0..8),
    ) {
        let homes = [home(&rectangle(0, 0, 12, 12), 97_003)];
        let roads: Vec<_> =
            lines.iter().enumerate().map(|(at, it)| road(RoadClass::Branch, at as u32, it, 97_003)).collect();
        let partition = cut(&homes, &roads, &raw());
        let cells = partition.cells.iter().enumerate();
        let mut cells: Vec<AuditCell> = cells
            .map(|(at, it)| AuditCell {
                code: format!("990101001001{:03}", at + 1),
                community: None,
                polygons: vec![it.polygon.clone()],
            })
            .collect();
        for (which, corner, dx, dy) in moves {
            let at = which % cells.len();
            let shell = &mut cells[at].polygons[0].shell;
            let corner = corner % shell.len();
            shell[corner] = p(shell[corner].x + dx, shell[corner].y + dy);
        }
        let found = audit(&cells, None, &[], &AuditOptions::default()).unwrap();
        if let Ok(mended) = mend(&cells, None, &MendOptions::default()).unwrap() {
            common::check(&mended.partition);
            let polygons: Vec<_> = mended.partition.cells.iter().enumerate().collect();
            let given: Vec<_> =
                polygons.iter().map(|(at, it)| (CellId::at(*at), CommunityId(0), &it.polygon)).collect();
            let edges = edges_of_cells(&given, &[], VersionId(0)).unwrap();
            prop_assert_eq!(shapes(&edges).unwrap().len(), cells.len());
            let again: Vec<AuditCell> = cells
                .iter()
                .zip(&mended.partition.cells)
                .map(|(it, cell)| AuditCell { polygons: vec![cell.polygon.clone()], ..it.clone() })
                .collect();
            let again = audit(&again, None, &[], &AuditOptions::default()).unwrap();
            prop_assert_eq!((again.overlap2, again.gap2), (0, 0));
        } else {
            prop_assert!(!found.faults.is_empty());
        }
    }
}
