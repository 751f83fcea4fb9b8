//! Cells of real streets.

mod common;

use common::{check, real};
use partition::{CellOptions, Partition, cells};

fn describe(name: &str, partition: &Partition) {
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
}

fn run(name: &str, place: Option<real::Place>, options: &CellOptions) -> Option<Partition> {
    let place = place?;
    let start = std::time::Instant::now();
    let partition = cells(&place.homes, &place.barriers, &place.buildings, options, &mut |_| {}).unwrap();
    println!("{name}: {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    describe(name, &partition);
    check(&partition);
    Some(partition)
}

#[test]
fn nanshan_is_covered_exactly_and_most_cells_have_the_target_size() {
    let Some(partition) = run("Nanshan", real::nanshan(), &CellOptions::default()) else { return };
    assert_eq!(partition.report.empty_homes, [] as [u32; 0]);
    assert!(partition.cells.iter().all(|it| it.home < 5));
}

#[test]
fn wuhan_is_covered_exactly_where_the_border_runs_on_roads() {
    for district in ["Sroad", "Mroad", "Mfree"] {
        let Some(partition) = run(district, real::wuhan(district), &CellOptions::default()) else { return };
        assert!(partition.report.passes <= 10, "{} passes", partition.report.passes);
        let blocks = CellOptions { split: false, ..CellOptions::default() };
        run(district, real::wuhan(district), &blocks);
    }
}
