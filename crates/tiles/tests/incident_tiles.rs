//! Incident and heat tiles, decoded with fast-mvt and compared with a scan of all rows.
#![expect(clippy::unwrap_used, reason = "a helper of tests may panic like a test")]

mod town;

use std::collections::BTreeSet;

use model::{CategoryCode, LonLat, Stage};
use proptest::prelude::*;
use tiles::{Filter, IncidentIndex, Row, StageSet, TileId, WorldPoint, heat_tile, incident_tile};
use town::{decoded, layer, number, text};

fn rows(count: u32, spread: f64) -> Vec<Row> {
    (0..count)
        .map(|at| {
            let share = |step: f64| (f64::from(at) * step).fract() * spread;
            Row {
                position: at,
                place: LonLat { lon: 113.9 + share(0.618_034), lat: 22.5 + share(0.754_878) },
                category: CategoryCode(100 + (at % 7) as u16),
                stage: Stage::ALL[(at % 16) as usize],
                reported_at: 1_760_000_000_000 + i64::from(at) * 1_000_000,
                cell: None,
                road: None,
            }
        })
        .collect()
}

fn tiles_of(rows: &[Row], z: u8) -> BTreeSet<TileId> {
    rows.iter().map(|it| TileId::holding(WorldPoint::of(it.place), z)).collect()
}

fn points(feature: &fast_mvt::MvtFeature) -> u64 {
    match &feature.geometry {
        fast_mvt::MvtGeometry::Point(_) => 1,
        fast_mvt::MvtGeometry::MultiPoint(it) => it.0.len() as u64,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn heat_and_incidents_of_all_tiles_of_a_zoom_add_up_to_the_list(
        count in 1_u32..3_000,
        spread in prop_oneof![Just(0.0), Just(0.001), Just(0.2)],
        z in 0_u8..=17,
        open_only: bool,
        changed in 0_u32..50,
    ) {
        let mut all = rows(count, spread);
        let index = IncidentIndex::build(all.clone());
        let changes: Vec<_> = all.iter().take(changed as usize).map(|it| Row { stage: Stage::Closed, ..*it }).collect();
        let index = index.with(changes.clone());
        all[..changes.len()].copy_from_slice(&changes);

        let stages = if open_only { StageSet::open() } else { StageSet::ALL };
        let filter = Filter { stages, ..Filter::default() };
        let meant: Vec<_> = all.iter().filter(|it| filter.matches(it)).collect();
        let open = meant.iter().filter(|it| it.stage.is_open()).count() as u64;
        let (mut heat, mut incidents, mut still_open) = (0, 0, 0);
        for tile in tiles_of(&all, z) {
            for it in layer(&heat_tile(&index, tile, &filter), "heat").into_iter().flat_map(|it| it.features) {
                heat += number(&it, "n") * points(&it);
            }
            let bytes = incident_tile(&index, tile, &filter, &|it| format!("id-{it}"));
            for it in layer(&bytes, "incident").into_iter().flat_map(|it| it.features) {
                incidents += number(&it, "n") * points(&it);
                still_open += match town::property(&it, "open") {
                    Some(fast_mvt::MvtValue::Bool(open)) => u64::from(*open),
                    _ => number(&it, "open"),
                };
            }
        }
        prop_assert_eq!((heat, incidents, still_open), (meant.len() as u64, meant.len() as u64, open));
    }
}

#[test]
fn a_few_incidents_are_drawn_one_by_one_with_all_that_a_map_needs() {
    let all = rows(20, 0.0001);
    let tile = TileId::holding(WorldPoint::of(all[0].place), 16);
    let bytes = incident_tile(&IncidentIndex::build(all.clone()), tile, &Filter::default(), &|it| format!("id-{it}"));
    let found = layer(&bytes, "incident").unwrap();
    assert_eq!((found.features.len(), found.extent.get()), (20, 4096));
    for (feature, row) in found.features.iter().zip(&all) {
        assert_eq!(text(feature, "id"), Some(format!("id-{}", row.position)));
        assert_eq!(text(feature, "category"), Some(row.category.to_string()));
        assert_eq!(text(feature, "stage").as_deref(), Some(row.stage.as_str()));
        let fast_mvt::MvtGeometry::Point(at) = feature.geometry else { panic!("{:?}", feature.geometry) };
        let world = WorldPoint::of(row.place);
        assert_eq!((at.x(), at.y()), ((world.x as i32 >> 4) & 4095, (world.y as i32 >> 4) & 4095));
    }
}

#[test]
fn many_incidents_become_clusters_inside_their_own_bin() {
    let all = rows(2_500, 0.01);
    let index = IncidentIndex::build(all.clone());
    for tile in tiles_of(&all, 14) {
        for it in
            layer(&incident_tile(&index, tile, &Filter::default(), &|_| String::new()), "incident").unwrap().features
        {
            let fast_mvt::MvtGeometry::Point(at) = it.geometry else { panic!("{:?}", it.geometry) };
            assert!((0..4096).contains(&at.x()) && (0..4096).contains(&at.y()));
            assert!(text(&it, "id").is_none() || number(&it, "n") == 1);
        }
    }
    // Close up the same incidents are single again.
    let singles: usize = tiles_of(&all, 15)
        .into_iter()
        .filter_map(|it| layer(&incident_tile(&index, it, &Filter::default(), &|it| it.to_string()), "incident"))
        .map(|it| it.features.len())
        .sum();
    assert_eq!(singles, 2_500);
}

#[test]
fn a_cluster_lies_at_the_mean_of_its_members() {
    let place = |x: u32| WorldPoint { x: 0xd123_0000 + x, y: 0x6f00_0000 }.place();
    let row = |position: u32, x| Row { position, place: place(x), ..rows(1, 0.0)[0] };
    // 201 at one place and 201 two hundred and two world units east of it, in one bin of a tile of zoom 8.
    let all: Vec<_> = (0..402).map(|it| row(it, (it % 2) * 16_384)).collect();
    let tile = TileId::holding(WorldPoint::of(all[0].place), 8);
    let bytes = incident_tile(&IncidentIndex::build(all), tile, &Filter::default(), &|_| String::new());
    let found = layer(&bytes, "incident").unwrap();
    assert_eq!((found.features.len(), number(&found.features[0], "n")), (1, 402));
    let fast_mvt::MvtGeometry::Point(at) = found.features[0].geometry else { panic!() };
    // A tile unit of zoom 8 is 2^12 world units; the mean lies 8,192 units, two of them, east of the first.
    assert_eq!(at.x(), (0xd123_0000_u32 >> 12) as i32 % 4096 + 2);
}

#[test]
fn the_same_incidents_give_the_same_bytes_however_they_came_in() {
    let all = rows(1_500, 0.05);
    let built = IncidentIndex::build(all.clone());
    let grown = all.chunks(100).fold(IncidentIndex::default(), |index, it| index.with(it.iter().copied()));
    let turned = IncidentIndex::build(all.iter().rev().copied());
    for tile in tiles_of(&all, 11).into_iter().chain(tiles_of(&all, 15)) {
        let draw = |it: &IncidentIndex| {
            let filter = Filter::default();
            (heat_tile(it, tile, &filter), incident_tile(it, tile, &filter, &|it| it.to_string()))
        };
        assert_eq!(draw(&built), draw(&grown));
        assert_eq!(draw(&built), draw(&turned));
        assert_eq!(draw(&built), draw(&grown.compact()));
    }
}

#[test]
fn a_tile_without_incidents_has_no_bytes() {
    let index = IncidentIndex::build(rows(10, 0.1));
    let far = TileId::new(10, 0, 0).unwrap();
    assert!(heat_tile(&index, far, &Filter::default()).is_empty());
    assert!(incident_tile(&index, far, &Filter::default(), &|_| String::new()).is_empty());
    assert!(decoded(&[]).layers.is_empty());
}
