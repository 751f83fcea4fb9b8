//! Cells of real streets.

mod common;

use common::{check, real};
use partition::{CellOptions, Partition, cells};

/// Prints the figures; returns which share of the cells lies within a quarter of the target.
fn describe(name: &str, partition: &Partition) -> f64 {
    let areas: Vec<f64> = partition.cells.iter().map(|it| it.polygon.area_m2()).collect();
    let within = |share: f64| {
        let count = areas.iter().filter(|it| (**it / 10_000.0 - 1.0).abs() <= share).count();
        100.0 * count as f64 / areas.len() as f64
    };
    println!(
        "{name}: {} cells, {:.1} % within ±10 %, {:.1} % within ±25 %, largest {:.0} m², least {:.1} m², {:?}",
        areas.len(),
        within(0.1),
        within(0.25),
        areas.iter().copied().fold(0.0, f64::max),
        areas.iter().copied().fold(f64::MAX, f64::min),
        partition.report
    );
    within(0.25)
}

#[expect(clippy::unwrap_used, reason = "real streets can be cut")]
fn run(name: &str, place: Option<real::Place>, options: &CellOptions) -> Option<(Partition, f64)> {
    let place = place?;
    let partition = cells(&place.homes, &place.barriers, &place.buildings, options, &mut |_| {}).unwrap();
    let near = describe(name, &partition);
    check(&partition);
    Some((partition, near))
}

#[test]
fn nanshan_is_covered_exactly_and_most_cells_have_the_target_size() {
    let Some((partition, near)) = run("Nanshan", real::nanshan(), &CellOptions::default()) else { return };
    assert_eq!(partition.report.empty_homes, [] as [u32; 0]);
    assert!(near > 85.0, "{near} % of the cells have about the target size");
}

#[test]
fn wuhan_is_covered_exactly_where_the_border_runs_on_roads() {
    // Sroad is old town: most of its blocks are smaller than a cell.
    for (district, least) in [("Sroad", 80.0), ("Mroad", 92.0), ("Mfree", 92.0)] {
        let Some((partition, near)) = run(district, real::wuhan(district), &CellOptions::default()) else { return };
        assert!(partition.report.passes <= 10, "{} passes", partition.report.passes);
        assert!(near > least, "{near} % of the cells have about the target size");
    }
}
