//! Measures how long town, staff and incidents take, and shows some: `measure [SUBDISTRICTS] [INCIDENTS]`.

#[path = "../tests/common/mod.rs"]
mod common;

use std::{env, time::Instant};

fn main() {
    let number = |at: usize, default: usize| env::args().nth(at).and_then(|it| it.parse().ok()).unwrap_or(default);
    let start = Instant::now();
    let survey = demo::town(&demo::TownSize { subdistricts: number(1, 1) as u32 }, 1);
    println!("town {:?}", start.elapsed());
    let mut district = common::of_survey(&survey);
    let start = Instant::now();
    demo::staff(&mut district, 1);
    println!(
        "staff {:?}: {} persons, {} duties, {} cells",
        start.elapsed(),
        district.persons.len(),
        district.duties.len(),
        district.cells.len()
    );
    for it in district.persons.iter().step_by(district.persons.len() / 12 + 1) {
        println!("  {} {} {}", it.code, it.name, it.post);
    }
    let categories = catalog::categories();
    let start = Instant::now();
    let made = demo::incidents(&district, &categories, number(2, 20_000), 1, 1_795_300_000_000);
    println!("incidents {:?}: {}", start.elapsed(), made.len());
    for it in made.iter().step_by(made.len() / 30 + 1) {
        println!("  {} {} {}", it.category, it.source.as_str(), it.note);
    }
}
