//! The layers of duty grids, decoded with fast-mvt.
#![expect(clippy::unwrap_used, reason = "a helper of tests may panic like a test")]

mod town;

use std::collections::{BTreeMap, BTreeSet};

use fast_mvt::{MvtFeature, MvtGeometry, MvtLayer, MvtValue};
use model::{CellId, Piece};
use tiles::TileId;
use town::{layer, number, prepared, property, text, tiles_around, town};

type Edge = ((i32, i32), (i32, i32));

fn edge(a: (i32, i32), b: (i32, i32)) -> Edge {
    (a.min(b), a.max(b))
}

/// All rings of a polygon feature.
fn rings(feature: &MvtFeature) -> Vec<Vec<(i32, i32)>> {
    let polygons = match &feature.geometry {
        MvtGeometry::Polygon(it) => std::slice::from_ref(it),
        MvtGeometry::MultiPolygon(it) => &it.0,
        other => panic!("{other:?}"),
    };
    let ring = |it: &fast_mvt::MvtLineString| it.0.iter().map(|it| (it.x, it.y)).collect::<Vec<_>>();
    polygons.iter().flat_map(|it| std::iter::once(it.exterior()).chain(it.interiors())).map(ring).collect()
}

/// All legs of the lines of a layer, each as often as it is drawn.
fn legs(layer: Option<MvtLayer>) -> Vec<Edge> {
    let lines = layer.into_iter().flat_map(|it| it.features).flat_map(|it| match it.geometry {
        MvtGeometry::LineString(it) => vec![it],
        MvtGeometry::MultiLineString(it) => it.0,
        other => panic!("{other:?}"),
    });
    lines
        .flat_map(|it| it.0.windows(2).map(|it| edge((it[0].x, it[0].y), (it[1].x, it[1].y))).collect::<Vec<_>>())
        .collect()
}

fn inside_tile((x, y): (i32, i32)) -> bool {
    (1..4095).contains(&x) && (1..4095).contains(&y)
}

/// The borders between different members that the polygons of a tile show well inside it.
fn expected(cells: &MvtLayer) -> BTreeSet<Edge> {
    let mut sides: BTreeMap<Edge, BTreeSet<Option<String>>> = BTreeMap::new();
    for feature in &cells.features {
        for ring in rings(feature) {
            for pair in ring.windows(2) {
                sides.entry(edge(pair[0], pair[1])).or_default().insert(text(feature, "member"));
            }
        }
    }
    let parts = sides.into_iter().filter(|it| it.1.len() > 1).map(|it| it.0);
    parts.filter(|it| inside_tile(it.0) && inside_tile(it.1)).collect()
}

#[test]
fn borders_between_duty_grids_are_those_of_the_polygons_and_drawn_once_at_every_zoom() {
    let town = prepared(&town(24, 100));
    let mut seen = 0;
    for z in 11..=18 {
        for tile in tiles_around(z, 1) {
            let bytes = town.areas(tile);
            let Some(cells) = layer(&bytes, "cell") else { continue };
            let legs = legs(layer(&bytes, "grid"));
            let drawn: BTreeSet<_> = legs.iter().copied().filter(|it| inside_tile(it.0) && inside_tile(it.1)).collect();
            assert_eq!(drawn.len(), legs.iter().filter(|it| inside_tile(it.0) && inside_tile(it.1)).count(), "twice");
            assert_eq!(drawn, expected(&cells), "zoom {z}, {tile:?}");
            seen += drawn.len();
        }
    }
    assert!(seen > 1_000);
}

#[test]
fn a_border_of_duty_grids_tells_whether_it_is_one_of_communities_too() {
    let town = prepared(&town(16, 100));
    let tiles = tiles_around(13, 1).into_iter();
    let features = tiles.filter_map(|it| layer(&town.areas(it), "grid")).flat_map(|it| it.features);
    let kinds: BTreeSet<_> = features.map(|it| (text(&it, "kind").unwrap(), text(&it, "level").unwrap())).collect();
    let levels: Vec<_> = kinds.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
    assert_eq!(levels, [("grid", "community"), ("grid", "grid"), ("grid", "subdistrict")]);
}

/// All labels of duty grids around the origin with the tile that shows each.
fn labels(town: &model::District, z: u8, around: u32) -> Vec<(TileId, MvtFeature)> {
    let town = prepared(town);
    let of_tile = |tile| {
        layer(&town.areas(tile), "grid_label")
            .into_iter()
            .flat_map(move |it| it.features.into_iter().map(move |it| (tile, it)))
    };
    tiles_around(z, around).into_iter().flat_map(of_tile).collect()
}

#[test]
fn every_duty_grid_has_one_label_that_lies_inside_it() {
    let district = town(16, 100);
    let town = prepared(&district);
    for (z, around) in [(13, 1), (15, 2), (16, 4)] {
        let labels = labels(&district, z, around);
        let members: BTreeSet<_> = labels.iter().map(|it| text(&it.1, "member").unwrap()).collect();
        assert_eq!((labels.len(), members.len()), (64, 64));
        for (tile, label) in labels {
            let MvtGeometry::Point(at) = label.geometry else { panic!("{label:?}") };
            let member = text(&label, "member").unwrap();
            let cells = layer(&town.areas(tile), "cell").unwrap();
            let own = cells.features.iter().filter(|it| text(it, "member").as_deref() == Some(&member));
            let crossed = own
                .flat_map(rings)
                .flat_map(|it| it.windows(2).map(|it| (it[0], it[1])).collect::<Vec<_>>())
                .filter(|(a, b)| {
                    (a.1 > at.y()) != (b.1 > at.y()) && {
                        let along = f64::from(at.y() - a.1) / f64::from(b.1 - a.1);
                        f64::from(at.x()) < f64::from(a.0) + along * f64::from(b.0 - a.0)
                    }
                });
            assert_eq!(crossed.count() % 2, 1, "the label of {member} lies outside at zoom {z}");
            assert_eq!(number(&label, "cells"), 4);
            assert!(number(&label, "tint") < 8);
            let Some(MvtValue::Float(hectares)) = property(&label, "area_ha") else { panic!("{label:?}") };
            assert!((2.5..5.5).contains(hectares), "{hectares} ha");
        }
    }
}

#[test]
fn labels_of_duty_grids_begin_at_zoom_12_and_their_borders_at_11() {
    let town = prepared(&town(8, 100));
    let has = |z, name| tiles_around(z, 1).into_iter().any(|it| layer(&town.areas(it), name).is_some());
    assert!(has(12, "grid_label") && !has(11, "grid_label"));
    assert!(has(11, "grid") && !has(10, "grid"));
}

#[test]
fn a_member_without_cells_and_cells_without_a_member_have_no_label() {
    let mut district = town(4, 100);
    district.duties.remove(0);
    let Piece::Cells(cells) = &mut district.duties[0].piece else { panic!("a piece of cells") };
    cells.clear();
    assert_eq!(labels(&district, 14, 1).len(), 2);
}

#[test]
fn of_a_duty_grid_in_two_parts_the_larger_one_is_labelled() {
    let mut district = town(8, 100);
    // One member holds a cell and, in the same community, two others that do not touch it.
    for duty in &mut district.duties {
        let Piece::Cells(cells) = &mut duty.piece else { panic!("a piece of cells") };
        cells.clear();
    }
    district.duties[0].piece = Piece::Cells(vec![CellId(0), CellId(2), CellId(3)]);
    let labels = labels(&district, 18, 10);
    assert_eq!(labels.len(), 1);
    assert_eq!(number(&labels[0].1, "cells"), 3);
    let (tile, MvtGeometry::Point(at)) = (labels[0].0, &labels[0].1.geometry) else { panic!("{labels:?}") };
    // West to east in tiles of zoom 18; the first cell's eastern border is a cell's width from the second part.
    let of = |cell: usize| {
        let place = town::frame().place(district.cells[cell].label);
        f64::from(tiles::WorldPoint::of(place).x)
    };
    let x = f64::from(tile.x()) * f64::from(1 << 14) + f64::from(at.x()) * 4.0;
    assert!(x > of(1) && x < of(3) + (of(3) - of(2)), "{x} {} {}", of(1), of(3));
}
