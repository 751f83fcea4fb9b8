//! The district's layers, decoded with fast-mvt.
#![expect(clippy::unwrap_used, reason = "a helper of tests may panic like a test")]

mod town;

use std::collections::{BTreeMap, BTreeSet};

use fast_mvt::{MvtFeature, MvtGeometry, MvtLayer};
use tiles::TileId;
use town::{layer, number, prepared, property, text, tiles_around, town};

type Edge = ((i32, i32), (i32, i32));

/// All rings of a feature, with whether each is a shell.
fn rings(feature: &MvtFeature) -> Vec<(bool, Vec<(i32, i32)>)> {
    let polygons = match &feature.geometry {
        MvtGeometry::Polygon(it) => std::slice::from_ref(it),
        MvtGeometry::MultiPolygon(it) => &it.0,
        other => panic!("{other:?}"),
    };
    let ring = |it: &fast_mvt::MvtLineString| it.0.iter().map(|it| (it.x, it.y)).collect::<Vec<_>>();
    polygons
        .iter()
        .flat_map(|it| {
            std::iter::once((true, ring(it.exterior()))).chain(it.interiors().iter().map(|it| (false, ring(it))))
        })
        .collect()
}

fn area2(ring: &[(i32, i32)]) -> i64 {
    ring.windows(2).map(|it| i64::from(it[0].0) * i64::from(it[1].1) - i64::from(it[1].0) * i64::from(it[0].1)).sum()
}

fn directed_edges(layer: &MvtLayer) -> BTreeMap<Edge, u32> {
    let mut edges = BTreeMap::new();
    for (_, ring) in layer.features.iter().flat_map(rings) {
        for it in ring.windows(2) {
            *edges.entry((it[0], it[1])).or_default() += 1;
        }
    }
    edges
}

#[test]
fn neighbours_share_their_simplified_borders_at_every_zoom() {
    let town = prepared(&town(24, 100));
    for z in 11..=20 {
        for tile in tiles_around(z, 1) {
            let Some(cells) = layer(&town.areas(tile), "cell") else { continue };
            let edges = directed_edges(&cells);
            let inside = |(x, y): (i32, i32)| (0..4096).contains(&x) && (0..4096).contains(&y);
            // An edge without its reverse is the town's outline or the tile's; well inside there is none.
            let alone = edges.keys().filter(|(a, b)| !edges.contains_key(&(*b, *a)) && inside(*a) && inside(*b));
            let outline: BTreeSet<_> = layer(&town.backdrop(tile), "district")
                .into_iter()
                .flat_map(|it| it.features)
                .filter(|it| text(it, "kind").as_deref() == Some("district"))
                .flat_map(|it| match it.geometry {
                    MvtGeometry::LineString(it) => vec![it],
                    MvtGeometry::MultiLineString(it) => it.0,
                    other => panic!("{other:?}"),
                })
                .flat_map(|it| it.0.into_iter().map(|it| (it.x, it.y)))
                .collect();
            for (a, b) in alone {
                assert!(outline.contains(a) && outline.contains(b), "zoom {z}: {a:?}–{b:?} has one side only");
            }
        }
    }
}

#[test]
fn cells_of_a_tile_inside_the_town_fill_it_exactly() {
    let town = prepared(&town(40, 100));
    for z in [15, 16, 17, 20] {
        let tile = tiles_around(z, 0)[0];
        let cells = layer(&town.areas(tile), "cell").unwrap();
        let covered: i64 = cells.features.iter().flat_map(rings).map(|it| area2(&it.1)).sum();
        assert_eq!(covered, 2 * (4096 + 128) * (4096 + 128), "zoom {z}");
    }
}

#[test]
fn shells_run_clockwise_on_the_screen_and_holes_the_other_way() {
    let mut town = town(12, 100);
    // A lake with an island, drawn the wrong way round.
    let square = |half: i32| {
        vec![(-1, -1), (-1, 1), (1, 1), (1, -1)]
            .into_iter()
            .map(|(x, y)| model::Point { x: x * half, y: y * half })
            .collect()
    };
    let lake = model::Polygon { shell: square(2_000_000), holes: vec![square(900_000)] };
    town.backdrop.push(model::Backdrop {
        kind: model::BackdropKind::Water,
        name: Some("湖".into()),
        shape: model::Shape::Polygon(lake),
    });
    let town = prepared(&town);
    let mut holes = 0;
    for z in 12..=18 {
        for tile in tiles_around(z, 1) {
            for bytes in [town.areas(tile), town.backdrop(tile)] {
                for name in ["cell", "ground", "building"] {
                    for (is_shell, ring) in layer(&bytes, name).iter().flat_map(|it| &it.features).flat_map(rings) {
                        assert_eq!(area2(&ring) > 0, is_shell, "{name} at zoom {z}");
                        assert_ne!(area2(&ring), 0);
                        holes += u32::from(!is_shell);
                    }
                }
            }
        }
    }
    assert!(holes > 0);
}

#[test]
fn members_next_door_have_other_tints() {
    let town = prepared(&town(24, 100));
    let mut pairs = 0;
    for tile in tiles_around(14, 1) {
        let Some(cells) = layer(&town.areas(tile), "cell") else { continue };
        let mut sides = BTreeMap::<Edge, Vec<(String, u64)>>::new();
        for it in &cells.features {
            let owner = (text(it, "member").unwrap(), number(it, "tint"));
            assert!(owner.1 < 8);
            for (_, ring) in rings(it) {
                for it in ring.windows(2) {
                    sides.entry((it[0].min(it[1]), it[0].max(it[1]))).or_default().push(owner.clone());
                }
            }
        }
        for it in sides.values().filter(|it| it.len() == 2 && it[0].0 != it[1].0) {
            // Edges along the buffer's rim lie on each other without being borders.
            pairs += 1;
            assert_ne!(it[0].1, it[1].1, "{it:?}");
        }
    }
    assert!(pairs > 100);
}

#[test]
fn classes_of_roads_come_in_zoom_by_zoom() {
    let town = prepared(&town(32, 100));
    for (z, expected) in [
        (11, vec!["main", "secondary"]),
        (12, vec!["branch", "main", "secondary"]),
        (13, vec!["alley", "branch", "main", "secondary"]),
    ] {
        let found: BTreeSet<_> = tiles_around(z, 1)
            .into_iter()
            .filter_map(|it| layer(&town.roads(it), "road"))
            .flat_map(|it| it.features.into_iter().filter_map(|it| text(&it, "class")))
            .collect();
        assert_eq!(found, expected.into_iter().map(str::to_owned).collect(), "zoom {z}");
    }
}

#[test]
fn a_road_is_one_feature_from_afar_and_its_segments_close_up() {
    let town = prepared(&town(8, 100));
    let codes = |z| -> BTreeSet<String> {
        tiles_around(z, 4)
            .into_iter()
            .filter_map(|it| layer(&town.roads(it), "road"))
            .flat_map(|it| {
                let codes: Vec<_> = it.features.iter().filter_map(|it| text(it, "code")).collect();
                assert_eq!(codes.len(), codes.iter().collect::<BTreeSet<_>>().len(), "a code comes once in a tile");
                codes
            })
            .collect()
    };
    assert_eq!(codes(14).len(), 18);
    assert_eq!(codes(15).len(), 18 * 8);
    assert!(codes(14).iter().all(|it| !it.contains('-')) && codes(15).iter().all(|it| it.contains('-')));
}

#[test]
fn a_road_without_a_name_gets_none() {
    let town = prepared(&town(8, 100));
    for it in tiles_around(15, 2).into_iter().filter_map(|it| layer(&town.roads(it), "road")).flat_map(|it| it.features)
    {
        assert_eq!(text(&it, "name").is_some(), text(&it, "class").as_deref() != Some("alley"));
        assert_eq!(property(&it, "width"), Some(&fast_mvt::MvtValue::Float(7.0)));
        assert_eq!(text(&it, "level").as_deref(), Some("ground"));
    }
}

#[test]
fn labels_show_the_last_three_digits_once() {
    let town = prepared(&town(8, 100));
    let codes: Vec<_> = tiles_around(16, 4)
        .into_iter()
        .filter_map(|it| layer(&town.areas(it), "cell_label"))
        .flat_map(|it| it.features.into_iter().filter_map(|it| text(&it, "code")))
        .collect();
    let once: BTreeSet<_> = codes.iter().collect();
    assert_eq!((codes.len(), once.len()), (64, 64));
    assert!(codes.iter().all(|it| it.len() == 3));
}

#[test]
fn borders_tell_district_subdistrict_and_community_apart() {
    let town = prepared(&town(16, 100));
    let kinds: BTreeSet<_> = tiles_around(13, 1)
        .into_iter()
        .filter_map(|it| layer(&town.backdrop(it), "district"))
        .flat_map(|it| it.features.into_iter().filter_map(|it| text(&it, "kind")))
        .collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["community", "district", "subdistrict"]);
}

#[test]
fn a_landmark_lies_in_one_tile() {
    let town = prepared(&town(4, 100));
    let found: Vec<_> = tiles_around(18, 2)
        .into_iter()
        .filter_map(|it| layer(&town.backdrop(it), "landmark"))
        .flat_map(|it| it.features)
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(text(&found[0], "name").as_deref(), Some("菜市场"));
    assert_eq!(text(&found[0], "kind").as_deref(), Some("market"));
}

#[test]
fn duty_grids_from_afar_cover_what_their_cells_cover() {
    let town = prepared(&town(16, 100));
    let tile = tiles_around(12, 1);
    let members: BTreeSet<_> = tile
        .iter()
        .filter_map(|it| layer(&town.areas(*it), "cell"))
        .flat_map(|it| it.features.into_iter())
        .map(|it| {
            assert!(text(&it, "code").is_none());
            text(&it, "member").unwrap()
        })
        .collect();
    assert_eq!(members.len(), 64);
}

#[test]
fn a_district_of_a_hundred_thousand_segments_fits_its_tiles() {
    // 223 × 223 cells of 120 m: 27 km across, 99,904 segments, 49,729 cells, 198,916 houses.
    let town = town(223, 120);
    assert_eq!(town.segments.len(), 99_904);
    let town = prepared(&town);
    let mut most = BTreeMap::new();
    for z in 0..=18 {
        for tile in tiles_around(z, 1) {
            for (name, bytes) in
                [("backdrop", town.backdrop(tile)), ("roads", town.roads(tile)), ("areas", town.areas(tile))]
            {
                let most: &mut (usize, u8) = most.entry(name).or_default();
                *most = (*most).max((bytes.len(), z));
            }
        }
    }
    println!("greatest tiles (bytes, zoom): {most:?}");
    assert!(most.values().all(|it| it.0 < 500_000), "{most:?}");
}

#[test]
fn far_away_there_is_nothing_to_draw() {
    let town = prepared(&town(4, 100));
    for tile in [TileId::new(14, 0, 0).unwrap(), TileId::new(20, 5, 5).unwrap()] {
        assert!(town.backdrop(tile).is_empty() && town.roads(tile).is_empty() && town.areas(tile).is_empty());
    }
}

#[test]
fn an_empty_district_draws_nothing_anywhere() {
    let mut nothing = town(4, 100);
    nothing.cells.clear();
    nothing.duties.clear();
    nothing.segments.clear();
    nothing.backdrop.clear();
    nothing.landmarks.clear();
    let nothing = prepared(&nothing);
    let world = TileId::new(0, 0, 0).unwrap();
    assert_eq!(nothing.bounds(), None);
    assert!(nothing.backdrop(world).is_empty() && nothing.roads(world).is_empty() && nothing.areas(world).is_empty());
}

#[test]
fn the_same_district_gives_the_same_bytes() {
    let (first, second) = (prepared(&town(12, 100)), prepared(&town(12, 100)));
    for z in [10, 12, 14, 16] {
        for tile in tiles_around(z, 1) {
            assert_eq!(first.backdrop(tile), second.backdrop(tile));
            assert_eq!(first.roads(tile), second.roads(tile));
            assert_eq!(first.areas(tile), second.areas(tile));
        }
    }
}
