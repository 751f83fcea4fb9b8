//! Edits: every version is a partition, and every version can be taken back.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "common/survey.rs"]
mod survey;

use std::collections::{BTreeMap, BTreeSet};

use common::{cut, home, p, raw, rectangle, road};
use model::{
    CellId, Community, CommunityId, District, Duty, DutyRole, EdgeClass, LonLat, PartitionVersion, Person, PersonId,
    Piece, Point, Polygon, RoadClass, RoadId, Span, Subdistrict, SubdistrictId, UnitCell, VersionId, VersionKind,
};
use partition::{
    Barrier, CellOptions, Edit, EditError, Home, Partition, WarningKind, district, edge_table, edit, replace, review,
    shapes, undo,
};
use proptest::prelude::*;

/// Lattice units in a metre.
const M: i32 = 10_000;

/// A district of some communities; cells go round the persons, two cells each.
fn founded(homes: &[Home], barriers: &[Barrier]) -> District {
    let Partition { cells, edges, .. } = cut(homes, barriers, &raw());
    let communities: Vec<_> = (0..homes.len())
        .map(|at| Community {
            code: format!("990101001{:03}", at + 1),
            name: format!("第{at}社区"),
            name_en: None,
            subdistrict: SubdistrictId(0),
        })
        .collect();
    let mut sequence = vec![0; homes.len()];
    let units: Vec<_> = cells
        .into_iter()
        .map(|it| {
            let home = it.home as usize;
            sequence[home] += 1;
            UnitCell {
                code: format!("{}{:03}", communities[home].code, sequence[home]),
                community: CommunityId(it.home),
                polygon: it.polygon,
                label: it.label,
                span: Span::FOUNDED,
            }
        })
        .collect();
    let person =
        |at: usize| Person { code: format!("P{at}"), name: "甲".into(), post: "网格员".into(), made_up: true };
    let mut duties = vec![];
    for home in 0..homes.len() as u32 {
        let of = (0..units.len()).filter(|at| units[*at].community == CommunityId(home)).map(CellId::at);
        for cells in of.collect::<Vec<_>>().chunks(2) {
            let person = PersonId::at(duties.len());
            let piece = Piece::Cells(cells.to_vec());
            duties.push(Duty::standing(person, DutyRole::GridMember, piece, Span::FOUNDED));
        }
    }
    let district = District {
        fictional: true,
        subdistricts: vec![Subdistrict { code: "990101001".into(), name: "方街道".into(), name_en: None }].into(),
        communities: communities.into(),
        cells: units.into(),
        edges: edge_table(&edges, CellId, &[], VersionId(0)).into(),
        persons: (0..=duties.len()).map(person).collect(),
        duties: duties.into(),
        ..District::empty("方区", "990101", LonLat { lon: 112.0, lat: 28.0 }, 0)
    };
    district.check().unwrap();
    district
}

/// Two communities of 200 m × 200 m side by side, each cut into four cells of a hectare.
fn town() -> District {
    let homes = [home(&rectangle(0, 0, 200, 200), M), home(&rectangle(200, 0, 200, 200), M)];
    let line = |points: &[(i32, i32)], at| road(RoadClass::Branch, at, points, M);
    founded(
        &homes,
        &[line(&[(0, 100), (400, 100)], 0), line(&[(100, 0), (100, 200)], 1), line(&[(300, 0), (300, 200)], 2)],
    )
}

/// The cell with a place in metres.
fn at(district: &District, x: i32, y: i32) -> CellId {
    let found: Vec<_> =
        district.live_cells().filter(|it| common::holds(&it.1.polygon, p(x * M, y * M))).map(|it| it.0).collect();
    assert_eq!(found.len(), 1, "cells at {x} {y}");
    found[0]
}

fn code(district: &District, id: CellId) -> &str {
    &district.cells[id.index()].code
}

fn holders(district: &District) -> BTreeMap<CellId, PersonId> {
    let mut out = BTreeMap::new();
    for (_, duty) in district.live_duties() {
        if let Piece::Cells(cells) = &duty.piece {
            let homes: BTreeSet<_> = cells.iter().map(|it| district.cells[it.index()].community).collect();
            assert_eq!(homes.len(), 1, "a duty grid lies inside one community");
            for it in cells {
                assert!(district.cells[it.index()].span.is_live(), "nobody holds what has ended");
                assert!(out.insert(*it, duty.person).is_none(), "a cell has one holder");
            }
        }
    }
    out
}

/// The straight sides of all edges that hold, from the lesser end.
fn sides(district: &District) -> Vec<(Point, Point)> {
    let mut sides: Vec<_> = district
        .live_edges()
        .flat_map(|it| it.1.line.windows(2))
        .map(|it| (it[0].min(it[1]), it[0].max(it[1])))
        .collect();
    sides.sort_unstable();
    sides
}

/// Everything that holds for every version.
fn check(district: &District) {
    district.check().unwrap();
    let live: BTreeMap<_, _> = district.live_cells().map(|(id, it)| (id, it.polygon.clone())).collect();
    assert_eq!(shapes(district.live_edges().map(|it| it.1)).unwrap(), live, "the edges tell the same as the cells");
    // Twice what the outer edges enclose is twice what the cells cover: neither gaps nor overlaps.
    let outer: i128 = district
        .live_edges()
        .filter(|it| it.1.left.is_none() || it.1.right.is_none())
        .map(|(_, it)| {
            let wedge = |a: Point, b: Point| i128::from(a.x) * i128::from(b.y) - i128::from(a.y) * i128::from(b.x);
            let sum: i128 = it.line.windows(2).map(|it| wedge(it[0], it[1])).sum();
            if it.right.is_none() { sum } else { -sum }
        })
        .sum();
    assert_eq!(live.values().map(Polygon::area2).sum::<i128>(), outer);
    assert!(live.values().all(|it| it.area2() > 0));
    let mut codes: Vec<_> = district.cells.iter().map(|it| it.code.as_str()).collect();
    codes.sort_unstable();
    assert!(codes.windows(2).all(|it| it[0] != it[1]), "a code never comes twice");
    for it in &district.cells {
        assert!(it.code.starts_with(&district.communities[it.community.index()].code), "{}", it.code);
    }
    // Nothing crosses: noding the sides again changes nothing.
    let cells: Vec<_> = district.live_cells().map(|(id, it)| (id, it.community, &it.polygon)).collect();
    let again = partition::edges_of_cells(&cells, &[], VersionId(0)).unwrap();
    let mut noded: Vec<_> =
        again.iter().flat_map(|it| it.line.windows(2)).map(|it| (it[0].min(it[1]), it[0].max(it[1]))).collect();
    noded.sort_unstable();
    assert_eq!(noded, sides(district));
    holders(district);
}

fn next(district: &District, kind: VersionKind, change: &model::Repartition) -> District {
    let valid_from = district.versions.len() as i64;
    let next = district.with(&PartitionVersion { kind, valid_from, note: String::new() }, change).unwrap();
    check(&next);
    next
}

fn edited(district: &District, edits: &[Edit]) -> District {
    next(district, VersionKind::Edited, &edit(district, edits).unwrap())
}

fn undone(district: &District) -> District {
    let (version, change) = undo(district).unwrap();
    next(district, VersionKind::Undone(version), &change)
}

/// What a person sees: code, ground, label and holder of every cell, and the borders with their class.
type Seen =
    (Vec<(String, Polygon, Point, Option<PersonId>)>, Vec<(Vec<Point>, Option<CellId>, Option<CellId>, EdgeClass)>);

fn seen(district: &District) -> Seen {
    let holders = holders(district);
    let cells = district.live_cells();
    let mut cells: Vec<_> =
        cells.map(|(id, it)| (it.code.clone(), it.polygon.clone(), it.label, holders.get(&id).copied())).collect();
    cells.sort_by(|a, b| a.0.cmp(&b.0));
    let mut edges: Vec<_> =
        district.live_edges().map(|(_, it)| (it.line.clone(), it.left, it.right, it.class)).collect();
    edges.sort();
    (cells, edges)
}

fn line(points: &[(i32, i32)]) -> Vec<Point> {
    common::ring(points, M)
}

fn refused(district: &District, edit_: Edit) -> EditError {
    edit(district, &[edit_]).unwrap_err().error
}

#[test]
fn the_larger_part_of_a_split_keeps_the_code_and_the_neighbour_gets_the_end_as_a_point() {
    let before = town();
    let cell = at(&before, 50, 50);
    // Two metres short of the road at both ends.
    let change = edit(&before, &[Edit::Split { cell, line: line(&[(70, 2), (70, 98)]) }]).unwrap();
    assert_eq!((change.ended_cells.len(), change.new_cells.len()), (0, 1));
    assert_eq!(change.reshaped_cells.len(), 2, "the cell itself and its northern neighbour");
    let after = next(&before, VersionKind::Edited, &change);
    assert_eq!(at(&after, 30, 50), cell);
    let new = at(&after, 90, 50);
    assert_eq!(code(&after, new), "990101001001005");
    assert_eq!(after.cells[new.index()].polygon.area2(), 2 * 30 * 100 * i128::from(M) * i128::from(M));
    assert_eq!(holders(&after).get(&new), holders(&before).get(&cell));
    let cuts: Vec<_> = after.live_edges().filter(|it| it.1.class == EdgeClass::Cut).collect();
    assert_eq!(cuts.len(), 1);
    assert_eq!(cuts[0].1.line, line(&[(70, 0), (70, 100)]));
    assert_eq!(cuts[0].1.span, Span::since(VersionId(1)));
    let north = at(&after, 50, 150);
    assert!(after.cells[north.index()].polygon.shell.contains(&p(70 * M, 100 * M)));
    assert_eq!(seen(&undone(&after)), seen(&before));
}

#[test]
fn ends_go_on_straight_to_the_border_and_what_lies_outside_is_cut_off() {
    let before = town();
    let cell = at(&before, 50, 50);
    let of = |it: &[(i32, i32)]| edited(&before, &[Edit::Split { cell, line: line(it) }]);
    let prolonged = of(&[(60, 25), (60, 75)]);
    assert_eq!(sides(&prolonged), sides(&of(&[(60, -40), (60, 180)])));
    assert_eq!(sides(&prolonged), sides(&of(&[(60, 0), (60, 100)])));
    // A line that ends within half a metre of a corner goes to it.
    let diagonal = edit(&before, &[Edit::Split { cell, line: vec![p(3_000, -2_000), p(100 * M - 4_000, 100 * M)] }]);
    let after = next(&before, VersionKind::Edited, &diagonal.unwrap());
    assert!(after.live_edges().any(|it| it.1.line == line(&[(0, 0), (100, 100)])));
    assert!(matches!(
        refused(&before, Edit::Split { cell, line: line(&[(60, 45), (60, 55)]) }),
        EditError::DoesNotDivide { .. }
    ));
}

#[test]
fn halves_end_the_old_code_and_it_never_comes_back() {
    let before = town();
    let cell = at(&before, 50, 50);
    let old = code(&before, cell).to_owned();
    let halves = edited(&before, &[Edit::Split { cell, line: line(&[(50, -1), (50, 101)]) }]);
    let (west, east) = (at(&halves, 20, 50), at(&halves, 80, 50));
    assert_eq!((code(&halves, west), code(&halves, east)), ("990101001001005", "990101001001006"));
    let whole = edited(&halves, &[Edit::Merge { cells: vec![west, east] }]);
    let merged = at(&whole, 50, 50);
    assert_eq!(code(&whole, merged), "990101001001005");
    assert_eq!(refused(&whole, Edit::Merge { cells: vec![cell, merged] }), EditError::EndedCell { code: old.clone() });
    // Taken back one after the other, the old cell holds again.
    let back = undone(&undone(&whole));
    assert_eq!(code(&back, at(&back, 50, 50)), old);
    assert_eq!(seen(&back), seen(&before));
    assert_eq!(undo(&back), Err(EditError::NothingToUndo));
    // What was founded cannot be taken back.
    assert_eq!(undo(&before), Err(EditError::NothingToUndo));
}

#[test]
fn a_border_moves_and_both_cells_keep_their_codes() {
    let before = town();
    let (a, b) = (at(&before, 50, 50), at(&before, 150, 50));
    let after =
        edited(&before, &[Edit::Move { cells: vec![b, a], line: line(&[(90, 1), (90, 50), (120, 50), (120, 99)]) }]);
    assert_eq!([at(&after, 50, 50), at(&after, 95, 75), at(&after, 110, 25)], [a, a, b]);
    assert_eq!(after.live_cells().count(), 8);
    assert_eq!(seen(&undone(&after)), seen(&before));
}

#[test]
fn merged_cells_keep_the_code_of_the_largest_and_its_holder() {
    let before = town();
    let small = at(&before, 150, 50);
    let before = edited(&before, &[Edit::Split { cell: small, line: line(&[(160, 0), (160, 100)]) }]);
    let (a, b) = (at(&before, 150, 50), at(&before, 150, 150));
    let after = edited(&before, &[Edit::Merge { cells: vec![a, b, a] }]);
    assert_eq!(at(&after, 150, 50), b, "40 % lost to the new cell");
    assert_eq!(holders(&after)[&b], holders(&before)[&b]);
    assert!(!after.cells[a.index()].span.is_live());
}

#[test]
fn a_later_edit_names_the_new_cell_of_an_earlier_one() {
    let before = town();
    let cell = at(&before, 50, 50);
    let new = CellId::at(before.cells.len());
    let person = PersonId::at(before.persons.len() - 1);
    let after = edited(
        &before,
        &[
            Edit::Split { cell, line: line(&[(70, 0), (70, 100)]) },
            Edit::Split { cell: new, line: line(&[(70, 40), (100, 40)]) },
            Edit::Assign { cells: vec![new], person: Some(person) },
        ],
    );
    assert_eq!(at(&after, 90, 80), new);
    assert_eq!(holders(&after)[&new], person);
    assert_eq!(holders(&after)[&at(&after, 90, 20)], holders(&before)[&cell]);
    // Split and merged again in one list: only the further points on the border stay.
    let change = edit(
        &before,
        &[Edit::Split { cell, line: line(&[(70, 0), (70, 100)]) }, Edit::Merge { cells: vec![cell, new] }],
    )
    .unwrap();
    assert!(change.new_cells.is_empty() && change.ended_cells.is_empty() && change.new_duties.is_empty());
    next(&before, VersionKind::Edited, &change);
}

#[test]
fn cells_change_hands_and_a_duty_lies_inside_one_community() {
    let before = town();
    let person = holders(&before)[&at(&before, 50, 50)];
    let cells = vec![at(&before, 250, 50), at(&before, 150, 50), at(&before, 50, 150)];
    let after = edited(&before, &[Edit::Assign { cells: cells.clone(), person: Some(person) }]);
    assert!(cells.iter().all(|it| holders(&after)[it] == person));
    let of_person = after.live_duties().filter(|it| it.1.person == person).count();
    assert_eq!(of_person, 2, "one duty for each community");
    assert_eq!(seen(&undone(&after)), seen(&before));
    let free = edited(&after, &[Edit::Assign { cells: cells.clone(), person: None }]);
    assert!(cells.iter().all(|it| !holders(&free).contains_key(it)));
    let same = Edit::Assign { cells, person: Some(person) };
    assert_eq!(refused(&after, same), EditError::NothingChanges);
}

#[test]
fn a_road_changes_its_leader() {
    let sketch = testkit::Sketch::new().cell(&[(0, 0), (100, 0), (100, 100), (0, 100)]).member("王");
    let before = sketch.road("人民路", RoadClass::Main, &[(0, 0), (100, 0)]).leader("李").district();
    let leader = |it: &District| {
        let roads = it.live_duties().filter(|it| it.1.role == DutyRole::RoadLeader);
        roads.map(|it| it.1.person).collect::<Vec<_>>()
    };
    let give = |person: Option<u32>| [Edit::AssignRoad { road: RoadId(0), person: person.map(PersonId) }];
    let with = |change: &model::Repartition| {
        let version = PartitionVersion { kind: VersionKind::Edited, valid_from: 1, note: String::new() };
        before.with(&version, change).unwrap()
    };
    assert_eq!(leader(&before), [PersonId(1)]);
    assert_eq!(leader(&with(&edit(&before, &give(Some(0))).unwrap())), [PersonId(0)]);
    assert_eq!(leader(&with(&edit(&before, &give(None)).unwrap())), [] as [PersonId; 0]);
    assert_eq!(edit(&before, &give(Some(1))).unwrap_err().error, EditError::NothingChanges);
    assert_eq!(edit(&before, &give(Some(7))).unwrap_err().error, EditError::UnknownPerson { index: 7 });
}

#[test]
fn what_cannot_be_done_is_named_and_changes_nothing() {
    let town = town();
    let (a, b, far, other) = (at(&town, 50, 50), at(&town, 150, 50), at(&town, 150, 150), at(&town, 250, 50));
    let split = |it: &[(i32, i32)]| Edit::Split { cell: a, line: line(it) };
    assert_eq!(refused(&town, split(&[(50, 50)])), EditError::TooFewPoints { count: 1 });
    assert_eq!(refused(&town, split(&[(50, 50), (50, 50)])), EditError::TooFewPoints { count: 1 });
    assert!(matches!(refused(&town, split(&[(150, 50), (150, 80)])), EditError::LineOutside { .. }));
    assert!(matches!(refused(&town, split(&[(50, -9), (50, 40)])), EditError::DoesNotDivide { .. }));
    let outside = Edit::Split { cell: a, line: vec![p(0, 0), p(Point::LIMIT + 1, 0)] };
    assert!(matches!(refused(&town, outside), EditError::OutsideFrame { at: 1, .. }));
    assert_eq!(refused(&town, Edit::Merge { cells: vec![a, a] }), EditError::TooFewCells { count: 1, least: 2 });
    assert!(matches!(refused(&town, Edit::Merge { cells: vec![a, far] }), EditError::NotAdjacent { .. }));
    assert!(matches!(refused(&town, Edit::Merge { cells: vec![b, other] }), EditError::OtherCommunity { .. }));
    let unknown = CellId(99);
    assert_eq!(refused(&town, Edit::Merge { cells: vec![a, unknown] }), EditError::UnknownCell { index: 99 });
    let nobody = Edit::Assign { cells: vec![], person: None };
    assert_eq!(refused(&town, nobody.clone()), EditError::TooFewCells { count: 0, least: 1 });
    assert_eq!(edit(&town, &[]).unwrap_err().error, EditError::NothingChanges);
    let second = edit(&town, &[split(&[(70, 0), (70, 100)]), nobody]).unwrap_err();
    assert_eq!((second.at, second.error.field()), (1, Some("cells")));
    assert!(second.to_string().contains("0 named"), "{second}");
}

#[test]
fn codes_above_the_last_go_on_under_the_next_community() {
    let mut town = town();
    town.cells[1].code = "990101001001999".into();
    for sequence in 10..998 {
        // Cells that ended long ago.
        let mut old = town.cells[0].clone();
        old.code = format!("990101001001{sequence:03}");
        old.span.to = Some(VersionId(0));
        town.cells.push(old);
    }
    let cell = at(&town, 50, 50);
    let mut codes = vec![];
    let mut now = town;
    for step in 0..8 {
        let (x, cell) = (90 - 5 * step, cell);
        let before: BTreeSet<_> = now.live_cells().map(|it| it.0).collect();
        now = edited(&now, &[Edit::Split { cell, line: line(&[(x, 0), (x, 100)]) }]);
        codes.extend(now.live_cells().filter(|it| !before.contains(&it.0)).map(|it| it.1.code.clone()));
    }
    // What was never used below, then the next community.
    let sequences: Vec<_> = codes.iter().map(|it| it.split_at(12)).collect();
    let (old, new) = ("990101001001", "990101001003");
    let free = ["002", "005", "006", "007", "008", "009", "998"].map(|it| (old, it));
    assert_eq!(sequences[..7], free);
    assert_eq!(sequences[7], (new, "001"));
    assert_eq!(now.communities[2].name, now.communities[0].name);
}

/// Draws a random edit; most of them can be done.
fn random_edit(district: &District, (what, which, xs): (u8, usize, [i32; 6])) -> Edit {
    let live: Vec<_> = district.live_cells().map(|it| it.0).collect();
    let cell = live[which % live.len()];
    let polygon = &district.cells[cell.index()].polygon;
    let beside: Vec<_> = district
        .live_edges()
        .filter_map(|(_, it)| match (it.left, it.right) {
            (Some(a), Some(b)) if a == cell || b == cell => Some(if a == cell { b } else { a }),
            _ => None,
        })
        .collect();
    let (low, high) = polygon.shell.iter().fold((p(i32::MAX, i32::MAX), p(i32::MIN, i32::MIN)), |(low, high), it| {
        (p(low.x.min(it.x), low.y.min(it.y)), p(high.x.max(it.x), high.y.max(it.y)))
    });
    let place = |s: i32, t: i32| {
        let on = |low: i32, high: i32, share: i32| low + ((i64::from(high - low) * i64::from(share)) / 100) as i32;
        p(on(low.x, high.x, s), on(low.y, high.y, t))
    };
    let drawn = vec![place(xs[0], xs[1]), place(xs[2], xs[3]), place(xs[4], xs[5])];
    let mut cells = vec![cell];
    cells.extend(beside.get(which % beside.len().max(1)));
    match what % 8 {
        0..=3 => Edit::Split { cell, line: drawn },
        4 => Edit::Merge { cells },
        5 | 6 => Edit::Move { cells, line: drawn },
        _ => Edit::Assign { cells, person: (what < 200).then_some(PersonId::at(which % district.persons.len())) },
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn after_any_edits_there_are_no_gaps_and_all_can_be_taken_back(
        lines in prop::collection::vec(prop::collection::vec((-2..14_i32, -2..14_i32), 2..5), 0..6),
        scale in prop::sample::select(vec![7, 997, 170_003]),
        steps in prop::collection::vec((any::<u8>(), any::<usize>(), prop::array::uniform6(-30..130_i32)), 1..14),
    ) {
        let homes = [home(&rectangle(0, 0, 6, 12), scale), home(&rectangle(6, 0, 6, 12), scale)];
        let roads: Vec<_> =
            lines.iter().enumerate().map(|(at, it)| road(RoadClass::ALL[at % 4], at as u32, it, scale)).collect();
        let mut now = founded(&homes, &roads);
        check(&now);
        let mut states = vec![seen(&now)];
        for step in steps {
            let Ok(change) = edit(&now, &[random_edit(&now, step)]) else { continue };
            now = next(&now, VersionKind::Edited, &change);
            states.push(seen(&now));
            if step.1 % 5 == 0 {
                now = undone(&now);
                states.pop();
                prop_assert_eq!(&seen(&now), states.last().unwrap());
            }
        }
        while states.pop().is_some() {
            match undo(&now) {
                Ok((version, change)) => now = next(&now, VersionKind::Undone(version), &change),
                Err(error) => {
                    prop_assert_eq!(error, EditError::NothingToUndo);
                    prop_assert!(states.is_empty());
                    break;
                }
            }
            prop_assert_eq!(&seen(&now), states.last().unwrap());
        }
    }
}

#[test]
fn cells_of_nanshan_can_be_edited_and_stay_a_partition() {
    let Some(survey) = survey::nanshan() else { return };
    let (mut now, _) = district(&survey, &CellOptions::default(), 0, &mut |_| ()).unwrap();
    let before = seen(&now);
    let mut done = 0;
    for step in 0..60_usize {
        let numbers = [-10, 50, 45, 52, 110, 40];
        let edit_ = random_edit(&now, ([0, 4, 5][step % 3], step * 31, numbers));
        let Ok(change) = edit(&now, &[edit_]) else { continue };
        let version = PartitionVersion { kind: VersionKind::Edited, valid_from: step as i64, note: String::new() };
        now = now.with(&version, &change).unwrap();
        done += 1;
    }
    assert!(done > 30, "{done} of 60 edits were possible");
    check(&now);
    while let Ok((version, change)) = undo(&now) {
        let kind = VersionKind::Undone(version);
        now = now.with(&PartitionVersion { kind, valid_from: 0, note: String::new() }, &change).unwrap();
    }
    check(&now);
    assert_eq!(seen(&now), before);
}

/// The town with the border between its western cells elsewhere.
fn town_with_border_at(x: i32) -> Partition {
    let homes = [home(&rectangle(0, 0, 200, 200), M), home(&rectangle(200, 0, 200, 200), M)];
    let line = |points: &[(i32, i32)], at| road(RoadClass::Branch, at, points, M);
    let roads = [line(&[(0, 100), (400, 100)], 0), line(&[(x, 0), (x, 200)], 1), line(&[(300, 0), (300, 200)], 2)];
    cut(&homes, &roads, &raw())
}

#[test]
fn a_new_partition_keeps_the_codes_of_cells_that_mostly_stay() {
    let before = town();
    assert_eq!(replace(&before, &town_with_border_at(100)), Err(EditError::NothingChanges));
    // A third of the eastern cells goes to the western ones: all keep their codes.
    let change = replace(&before, &town_with_border_at(130)).unwrap();
    assert_eq!((change.new_cells.len(), change.ended_cells.len(), change.reshaped_cells.len()), (0, 0, 4));
    let moved = next(&before, VersionKind::Imported, &change);
    assert_eq!(at(&moved, 120, 50), at(&before, 50, 50));
    // The eastern community's own borders are the same edges as before.
    assert!(change.ended_edges.len() < before.edges.len() - 3);
    assert_eq!(seen(&undone(&moved)), seen(&before));

    // Most of an eastern cell goes to the western one, which keeps its own code: the eastern code ends.
    let (west, east) = (at(&before, 50, 50), at(&before, 150, 50));
    let after = next(&before, VersionKind::Imported, &replace(&before, &town_with_border_at(160)).unwrap());
    let rest = at(&after, 180, 50);
    assert_eq!(at(&after, 150, 50), west);
    assert!(!after.cells[east.index()].span.is_live());
    assert!(["990101001001005", "990101001001006"].contains(&code(&after, rest)));
    assert_eq!(holders(&after)[&rest], holders(&before)[&east]);
    assert_eq!(seen(&undone(&after)), seen(&before));
    let mut homeless = town_with_border_at(100);
    homeless.cells[0].home = 7;
    assert_eq!(replace(&before, &homeless), Err(EditError::UnknownCommunity { index: 7 }));
}

#[test]
fn what_should_be_looked_at_is_told_with_its_place() {
    use WarningKind::{Apart, Building, Large, Small, Thin, Unheld};
    let before = town();
    let cell = at(&before, 50, 50);
    let house = Polygon { shell: common::ring(&rectangle(80, 40, 15, 12), M), holes: vec![] };
    let after = edited(&before, &[Edit::Split { cell, line: line(&[(88, 0), (88, 100)]) }]);
    let new = at(&after, 95, 50);
    let free = edited(&after, &[Edit::Assign { cells: vec![new], person: None }]);
    let of = |district: &District, touched: &[CellId]| {
        let found = review(district, touched, 10_000.0, std::slice::from_ref(&house));
        found.into_iter().map(|it| (it.kind, it.cell)).collect::<Vec<_>>()
    };
    let cells = [cell, new];
    let [small, thin, through] = of(&after, &cells)[..] else { panic!("{:?}", of(&after, &cells)) };
    assert_eq!([small, thin], [(Small, new), (Thin, new)]);
    assert!(through.0 == Building && cells.contains(&through.1));
    assert!(of(&free, &cells).contains(&(Unheld, new)));
    // Who holds two corners of the town has a grid in two parts.
    let person = holders(&before)[&at(&before, 50, 50)];
    let corners = Edit::Assign { cells: vec![at(&before, 50, 50), at(&before, 150, 150)], person: Some(person) };
    let alone = Edit::Assign { cells: vec![at(&before, 50, 150), at(&before, 150, 50)], person: None };
    let apart = edited(&before, &[alone, corners]);
    let touched = [at(&apart, 50, 50)];
    assert_eq!(of(&apart, &touched).iter().filter(|it| it.0 == Apart).count(), 1);
    let large = edited(&before, &[Edit::Merge { cells: vec![cell, at(&before, 150, 50)] }]);
    assert_eq!(of(&large, &[at(&large, 50, 50), CellId(99)]), [(Large, at(&large, 50, 50))]);
}
