//! Prints the quality of the cells of real places, and the time they took.
//!
//! `cargo run --release -p partition --example quality [place…]`; all places without names.

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::Instant;

use common::real::{self, Place};
use partition::{CellOptions, cells, quality};

type Read = fn() -> Option<Place>;

fn measure(name: &str, place: &Place) {
    let options = CellOptions::default();
    let start = Instant::now();
    match cells(&place.homes, &place.barriers, &place.buildings, &options, &mut |_| {}) {
        Ok(partition) => {
            let took = start.elapsed();
            println!("{name}: {:.3} s, {:?}", took.as_secs_f64(), partition.report);
            match quality(&partition, &place.homes, &place.buildings, &options) {
                Ok(it) => println!("{name}: {it:#?}"),
                Err(error) => println!("{name}: {error}"),
            }
        }
        Err(error) => println!("{name}: {error}"),
    }
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let asked = |name: &str| wanted.is_empty() || wanted.iter().any(|it| it == name);
    let places: [(&str, Read); 7] = [
        ("nanshan", real::nanshan),
        ("nanjing", real::nanjing),
        ("beijing", real::beijing),
        ("Sroad", || real::wuhan("Sroad")),
        ("Mroad", || real::wuhan("Mroad")),
        ("Mfree", || real::wuhan("Mfree")),
        ("all", real::wuhan_whole),
    ];
    for (name, place) in places {
        if asked(name)
            && let Some(place) = place()
        {
            measure(name, &place);
        }
    }
}
