//! What must hold of the made-up staff.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{community, empty, road, square};
use demo::{TownSize, staff, town};
use model::{District, DutyRole, Piece, Point, RoadClass};

/// Two communities side by side of 8 × 9 and 5 × 4 cells.
fn district() -> District {
    let mut district = empty();
    let (west, east) = (community(&mut district, "荷香社区"), community(&mut district, "文庙社区"));
    for column in 0..8 {
        for row in 0..9 {
            district.cells.push(square(column, row, west));
        }
    }
    for column in 8..13 {
        for row in 0..4 {
            district.cells.push(square(column, row, east));
        }
    }
    let cells: Vec<_> = district.live_cells().map(|(id, it)| (id, it.community, &it.polygon)).collect();
    district.edges =
        partition::edges_of_cells(&cells, &[], model::VersionId(0)).expect("squares share their borders").into();
    for at in 0..30 {
        let line = vec![Point { x: 0, y: at * 300_000 }, Point { x: 8_000_000, y: at * 300_000 }];
        let class = [RoadClass::Main, RoadClass::Secondary, RoadClass::Branch][at as usize % 3];
        road(&mut district, Some(&format!("荷香{at}路")), class, line);
    }
    for at in 0..40 {
        let line = vec![Point { x: at * 200_000, y: 0 }, Point { x: at * 200_000, y: 500_000 }];
        road(&mut district, (at % 2 == 0).then_some(&*format!("豆腐{at}巷")), RoadClass::Alley, line);
    }
    district
}

#[test]
fn every_cell_has_exactly_one_member_and_every_group_is_of_one_piece() {
    let mut district = district();
    staff(&mut district, 5);
    district.check().unwrap();
    let mut held = BTreeSet::new();
    let mut sizes = Vec::new();
    for duty in &district.duties {
        let Piece::Cells(cells) = &duty.piece else { continue };
        assert_eq!(duty.role, DutyRole::GridMember);
        sizes.push(cells.len());
        let communities: BTreeSet<_> = cells.iter().map(|it| district.cells[it.index()].community).collect();
        assert_eq!(communities.len(), 1, "a group of two communities");
        for cell in cells {
            assert!(held.insert(*cell), "two members for one cell");
        }
        // Squares touch when their middles are one side apart.
        let touches = |a: usize, b: usize| {
            district.cells[a].label.distance2(district.cells[b].label)
                == i64::from(common::SIDE) * i64::from(common::SIDE)
        };
        let (mut seen, mut queue) = (BTreeSet::from([cells[0]]), vec![cells[0]]);
        while let Some(at) = queue.pop() {
            for next in cells {
                if touches(at.index(), next.index()) && seen.insert(*next) {
                    queue.push(*next);
                }
            }
        }
        assert_eq!(seen.len(), cells.len(), "a group in two pieces");
    }
    assert_eq!(held.len(), district.cells.len());
    sizes.sort_unstable();
    assert!(sizes[0] >= 8 && sizes[sizes.len() - 1] <= 14, "{sizes:?}");
}

#[test]
fn named_roads_have_exactly_one_leader_and_a_few_unnamed_alleys_none() {
    let mut district = district();
    staff(&mut district, 5);
    let mut leaders: BTreeMap<usize, usize> = BTreeMap::new();
    for duty in &district.duties {
        if let Piece::Road(stretch) = duty.piece {
            assert_eq!(duty.role, DutyRole::RoadLeader);
            *leaders.entry(stretch.road.index()).or_default() += 1;
        }
    }
    assert!(leaders.values().all(|it| *it == 1), "two leaders for one road");
    let without: Vec<&model::Road> =
        district.roads.iter().enumerate().filter(|it| !leaders.contains_key(&it.0)).map(|it| it.1).collect();
    assert!(without.iter().all(|it| it.name.is_none() && it.class == RoadClass::Alley));
    assert!((1..=9).contains(&without.len()), "{} of 20 without contract", without.len());
}

#[test]
fn persons_are_made_up_with_codes_and_names_of_their_own() {
    let mut district = common::of_survey(&town(&TownSize::default(), 1));
    staff(&mut district, 5);
    assert!(district.persons.iter().all(|it| it.made_up && !it.post.is_empty()));
    let codes: BTreeSet<&str> = district.persons.iter().map(|it| it.code.as_str()).collect();
    let names: BTreeSet<&str> = district.persons.iter().map(|it| it.name.as_str()).collect();
    assert_eq!((codes.len(), names.len()), (district.persons.len(), district.persons.len()));
    assert!(codes.contains("W0001") && codes.contains("L001"));
}

#[test]
fn the_same_seed_gives_the_same_staff_also_when_asked_twice() {
    let (mut one, mut two) = (district(), district());
    staff(&mut one, 5);
    staff(&mut one, 5);
    staff(&mut two, 5);
    assert_eq!(one, two);
    staff(&mut two, 6);
    assert_ne!(one, two);
}

#[test]
fn an_empty_district_gets_nobody() {
    let mut district = empty();
    staff(&mut district, 1);
    assert!(district.persons.is_empty() && district.duties.is_empty());
}
