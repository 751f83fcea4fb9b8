//! How long a whole answer takes, with people and trace, in a district of 100,000 segments and 5,041 cells.

use std::{hint::black_box, sync::Arc, time::Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use locate::{Answer, Finder, Question, Roster, Scratch, widest_mm};
use model::Owner;
use spatial::{Locator, z_order};

/// How many points are asked for in bulk.
const POINTS: usize = 100_000;

fn answers(c: &mut Criterion) {
    let district = Arc::new(testkit::big_town());
    let locator = Locator::new(Arc::clone(&district));
    let roster = Roster::new(&district, district.version(), 0);
    let finder = Finder::new(&district, &locator, &roster, widest_mm(&district));
    let points = testkit::big_town_points(POINTS);
    let ask = |at: usize, accuracy_m: f64| {
        let owner = if at.is_multiple_of(2) { Owner::Road } else { Owner::Grid };
        Question { owner, ..Question::at(points[at], 0) }.accuracy_m(Some(accuracy_m))
    };
    let (order, mut scratch) = (z_order(&points), Scratch::default());
    let mut group = c.benchmark_group("answer");
    group.throughput(Throughput::Elements(POINTS as u64)).sample_size(20);
    let mut random: Vec<Question> = vec![];
    for accuracy_m in [15.0, 5.0] {
        random = (0..points.len()).map(|at| ask(at, accuracy_m)).collect();
        group.bench_function(format!("in bulk at {accuracy_m} m"), |b| {
            b.iter(|| {
                for part in order.chunks(Finder::AHEAD) {
                    finder.warm(&random, part);
                    for at in part {
                        black_box(finder.answer(black_box(&random[*at as usize]), &mut scratch));
                    }
                }
            });
        });
    }
    group.throughput(Throughput::Elements(1));
    let mut next = random.iter().cycle();
    group.bench_function("in random order at 5 m", |b| {
        b.iter(|| finder.answer(black_box(next.next().expect("a cycle does not end")), &mut scratch));
    });
    group.finish();
    let mut times: Vec<u128> = random.iter().map(|it| timed(|| finder.answer(black_box(it), &mut scratch))).collect();
    times.sort_unstable();
    let [half, most] = [50, 99].map(|it| times[times.len() * it / 100]);
    println!("single answers in random order: median {half} ns, p99 {most} ns (the clock included)");
    c.bench_function("roster of 5,041 cells and 448 roads", |b| {
        b.iter(|| Roster::new(&district, district.version(), 0));
    });
}

fn timed(work: impl FnOnce() -> Answer) -> u128 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_nanos()
}

criterion_group!(benches, answers);
criterion_main!(benches);
