//! Distances beside those that a peer measured: `spaghetti` 1.7.6, see SOURCE.md in the shared data.

use std::path::Path;

use model::Point;
use shapefile::{Point as Place, Polyline};
use spatial::{Line, LineGrid};

/// The middle of the file's plane, in feet.
const MIDDLE: (f64, f64) = (727_000.0, 878_000.0);

/// Puts a place of the plane on the lattice, a foot for a metre.
fn point(x: f64, y: f64) -> Point {
    let unit = |it: f64| (it * Point::PER_METRE).round() as i32;
    Point { x: unit(x - MIDDLE.0), y: unit(y - MIDDLE.1) }
}

#[test]
fn distances_in_the_files_own_plane_are_those_of_the_peer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/geodanet-crimes-on-streets");
    if !folder.exists() {
        println!("skipped: there is no {}", folder.display());
        return;
    }
    let streets: Vec<Polyline> = shapefile::read_shapes_as(folder.join("streets.shp")).unwrap();
    let crimes: Vec<Place> = shapefile::read_shapes_as(folder.join("crimes.shp")).unwrap();
    let mut lines = vec![];
    for (item, street) in streets.iter().enumerate() {
        for pair in street.parts().iter().flat_map(|it| it.windows(2)) {
            let [a, b] = [0, 1].map(|it| point(pair[it].x, pair[it].y));
            lines.push(Line { item: item as u32, from: 0, a, b });
        }
    }
    let grid = LineGrid::new(lines);
    let peers = std::fs::read_to_string(folder.join("peer_snap_spaghetti_1.7.6.csv")).unwrap();
    let peers: Vec<f64> = peers.lines().skip(1).map(|it| it.split(',').nth(5).unwrap().parse().unwrap()).collect();
    assert_eq!((crimes.len(), peers.len()), (287, 287));
    let mut worst: f64 = 0.0;
    for (crime, peer) in crimes.iter().zip(peers) {
        let at = point(crime.x, crime.y);
        let hit = grid.nearest(at, 1_000_000).unwrap();
        worst = worst.max((at.distance_m(hit.foot) - peer).abs());
    }
    println!("287 points: at most {worst:.6} ft from the peer");
    assert!(worst <= 1e-3, "{worst} ft");
}
