//! The index against a scan of all rows.

use std::collections::BTreeMap;

use model::{CellId, LonLat, Rect, RoadId, Stage};
use proptest::prelude::*;

use super::*;
use crate::{Filter, NumberSet, Region, StageSet, TileId, Within, WorldPoint};

/// Rows in a patch of 0.1°, some exactly on edges of tiles, over four months.
fn row() -> impl Strategy<Value = Row> {
    let place = prop_oneof![
        (0.0..0.1, 0.0..0.1).prop_map(|(dx, dy)| LonLat { lon: 113.9 + dx, lat: 22.5 + dy }),
        (0_u32..8, 0_u32..8).prop_map(|(x, y)| {
            let corner = WorldPoint::of(LonLat { lon: 113.9, lat: 22.6 });
            let tile = TileId::holding(corner, 13);
            let bounds = TileId::new(13, tile.x() + x % 3, tile.y() + y % 3).unwrap().bounds();
            LonLat { lon: bounds.min.lon, lat: bounds.max.lat }
        }),
    ];
    let what = (0_u32..60, 0_u16..6, 0_usize..16, 0_i64..120 * 86_400_000);
    (place, what, prop::option::of(0_u32..4), prop::option::of(0_u32..4)).prop_map(
        |(place, (position, category, stage, time), cell, road)| Row {
            position,
            place,
            category: CategoryCode(category * 101),
            stage: Stage::ALL[stage],
            reported_at: 1_760_000_000_000 + time,
            cell: cell.map(CellId),
            road: road.map(RoadId),
        },
    )
}

fn filter() -> impl Strategy<Value = Filter> {
    let time = || prop::option::of((0_i64..120 * 86_400_000).prop_map(|it| 1_760_000_000_000 + it));
    let corner = (0.0..0.1, 0.0..0.1);
    (
        prop::option::of(prop::collection::vec(0_u16..7, 0..4)),
        prop_oneof![Just(StageSet::ALL), Just(StageSet::open()), Just(StageSet::from(Stage::Closed))],
        (time(), time()),
        (prop::option::weighted(0.2, 0_u32..4), prop::option::weighted(0.2, 0_u32..4)),
        prop::option::weighted(0.3, (corner.clone(), corner)),
        prop::option::weighted(0.3, within()),
    )
        .prop_map(|(categories, stages, (from_ms, to_ms), (cell, road), bbox, within)| Filter {
            within: within.map(Arc::new),
            categories: categories.map(|it| it.into_iter().map(|it| CategoryCode(it * 101)).collect()),
            stages,
            from_ms,
            to_ms,
            cell: cell.map(CellId),
            road: road.map(RoadId),
            bbox: bbox.map(|((a, b), (c, d))| Rect {
                min: LonLat { lon: 113.9 + a, lat: 22.5 + b },
                max: LonLat { lon: 113.9 + c, lat: 22.5 + d },
            }),
        })
}

fn within() -> impl Strategy<Value = Within> {
    let numbers =
        |below: u32| prop::collection::vec(0..below, 0..4).prop_map(|it| it.into_iter().collect::<NumberSet>());
    let categories = prop::option::of(prop::collection::vec(0_u16..7, 0..4));
    let region = (prop::option::of((numbers(4), numbers(4))), categories).prop_map(|(places, categories)| Region {
        places,
        categories: categories.map(|it| it.into_iter().map(|it| CategoryCode(it * 101)).collect()),
    });
    (prop::collection::vec(region, 0..3), numbers(40)).prop_map(|(regions, positions)| Within { regions, positions })
}

/// All tiles of zoom `z` that hold a row.
fn tiles(rows: &BTreeMap<u32, Row>, z: u8) -> std::collections::BTreeSet<TileId> {
    rows.values().map(|it| TileId::holding(WorldPoint::of(it.place), z)).collect()
}

fn latest(rows: &[Row]) -> BTreeMap<u32, Row> {
    rows.iter().map(|it| (it.position, *it)).collect()
}

proptest! {
    #[test]
    fn built_changed_and_sealed_indexes_answer_like_a_scan(
        first in prop::collection::vec(row(), 0..80),
        changes in prop::collection::vec(prop::collection::vec(row(), 0..6), 0..6),
        seal_after in 0_usize..6,
        filter in prop_oneof![1 => Just(Filter::default()), 4 => filter()],
    ) {
        let mut rows = first.clone();
        let mut index = IncidentIndex::build(first);
        for (at, batch) in changes.into_iter().enumerate() {
            rows.extend(batch.iter().copied());
            index = index.with(batch);
            if at == seal_after {
                index = index.compact();
            }
        }
        let rows = latest(&rows);
        let expected: Vec<u32> = rows.values().filter(|it| filter.matches(it)).map(|it| it.position).collect();
        prop_assert_eq!(index.len(), rows.len());
        prop_assert_eq!(index.count(&filter), expected.len() as u64);
        prop_assert_eq!(index.positions(&filter), expected.clone());
        for z in [0, 1, 9, 10, 13, 14, 15, 20] {
            let (mut binned, mut counted, mut listed) = (0, 0, Vec::new());
            for tile in tiles(&rows, z) {
                binned += index.bins(tile, &filter).iter().map(|it| u64::from(*it)).sum::<u64>();
                counted += index.count_in_tile(tile, &filter);
                listed.extend(index.points(tile, &filter, usize::MAX).unwrap().iter().map(|it| it.position));
            }
            listed.sort_unstable();
            prop_assert_eq!(binned, expected.len() as u64, "bins of zoom {}", z);
            prop_assert_eq!(counted, expected.len() as u64, "counts of zoom {}", z);
            prop_assert_eq!(&listed, &expected, "points of zoom {}", z);
        }
    }

    #[test]
    fn each_row_lies_in_the_bin_that_its_place_names(row in row(), z in 0_u8..=20) {
        let world = WorldPoint::of(row.place);
        let tile = TileId::holding(world, z);
        let bins = IncidentIndex::build([row]).bins(tile, &Filter::default());
        let within = |value: u32| (u64::from(value) % tile.side() * 64 / tile.side()) as usize;
        prop_assert_eq!(bins.iter().position(|it| *it == 1), Some(within(world.y) * 64 + within(world.x)));
    }
}

fn plain(position: u32) -> Row {
    Row {
        position,
        place: LonLat { lon: 113.9 + f64::from(position % 1000) * 1e-5, lat: 22.5 + f64::from(position / 1000) * 1e-5 },
        category: CategoryCode(102),
        stage: Stage::Reported,
        reported_at: 1_760_000_000_000 + i64::from(position) * 60_000,
        cell: None,
        road: None,
    }
}

#[test]
fn a_changed_row_is_counted_once_and_in_its_new_stage() {
    let index = IncidentIndex::build((0..100).map(plain));
    let closed = index.with([Row { stage: Stage::Closed, ..plain(7) }]);
    let in_stage = |index: &IncidentIndex, stage| index.count(&Filter { stages: stage, ..Filter::default() });
    assert_eq!((closed.len(), closed.count(&Filter::default())), (100, 100));
    assert_eq!((in_stage(&closed, StageSet::open()), in_stage(&closed, StageSet::finished())), (99, 1));
    assert_eq!(in_stage(&index, StageSet::finished()), 0, "the earlier value stays as it was");
    let reopened = closed.with([Row { stage: Stage::Reopened, ..plain(7) }]);
    assert_eq!((reopened.len(), in_stage(&reopened, StageSet::open())), (100, 100));
}

#[test]
fn the_tail_is_sealed_when_it_passes_its_limit() {
    let mut index = IncidentIndex::default();
    for start in (0..24_000).step_by(1_000) {
        index = index.with((start..start + 1_000).map(plain));
        assert!(index.tail.len() <= TAIL_LIMIT);
        assert_eq!(index.len(), start as usize + 1_000);
    }
    let index = index.with((0..8_001).map(|it| Row { stage: Stage::Closed, ..plain(it) }));
    assert!(index.tail.is_empty() && index.dead.is_empty());
    assert_eq!(index.count(&Filter { stages: StageSet::finished(), ..Filter::default() }), 8_001);
    assert_eq!(index.len(), 24_000);
}

#[test]
fn of_two_rows_with_one_position_the_last_counts_when_building() {
    let index = IncidentIndex::build([plain(3), plain(1), Row { stage: Stage::Void, ..plain(3) }]);
    assert_eq!(index.len(), 2);
    assert_eq!(index.count(&Filter { stages: StageSet::from(Stage::Void), ..Filter::default() }), 1);
}

#[test]
fn points_are_refused_when_there_are_more_than_asked_for() {
    let index = IncidentIndex::build((0..100).map(plain));
    let world = TileId::new(0, 0, 0).unwrap();
    assert_eq!(index.points(world, &Filter::default(), 99), None);
    assert_eq!(index.points(world, &Filter::default(), 100).map(|it| it.len()), Some(100));
}

#[test]
fn times_and_numbers_at_the_end_of_their_range_do_no_harm() {
    let far = |position, reported_at| Row { reported_at, cell: Some(CellId(u32::MAX - 1)), ..plain(position) };
    let index = IncidentIndex::build([far(0, i64::MIN), far(u32::MAX, i64::MAX)]);
    let count = |filter: Filter| index.count(&filter);
    assert_eq!(count(Filter { to_ms: Some(i64::MIN), ..Filter::default() }), 0);
    assert_eq!(count(Filter { to_ms: Some(i64::MAX), ..Filter::default() }), 1);
    assert_eq!(count(Filter { from_ms: Some(i64::MAX), ..Filter::default() }), 1);
    assert_eq!(count(Filter { cell: Some(CellId(u32::MAX)), ..Filter::default() }), 0);
    assert_eq!(count(Filter { road: Some(RoadId(u32::MAX)), ..Filter::default() }), 0);
}
