//! What `bench/postgis.sh` sets beside `PostGIS`: `files DIR` writes segments, cells and points as CSV with WKT in metres;
//! `measure` answers the same points, in bulk and over HTTP in requests of 1,000, and prints microseconds a point.

use std::{
    error::Error,
    fs::File,
    hint::black_box,
    io::{BufWriter, Write},
    path::Path,
    sync::Arc,
    time::Instant,
};

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use locate::Question;
use model::{Author, Change, Point};
use service::{Clock, Service, SystemClock, bulk_order};
use spatial::z_order;
use store::{Sqlite, Store};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// How many points there are.
const POINTS: usize = 100_000;
/// How many stand in one request.
const IN_REQUEST: usize = 1_000;
/// How often everything is asked; the mean counts, after a first time that does not.
const ROUNDS: u32 = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["files", folder] => files(Path::new(folder)),
        ["measure"] => tokio::runtime::Runtime::new()?.block_on(measure()),
        _ => Err("postgis files DIR | postgis measure".into()),
    }
}

fn files(folder: &Path) -> Result<(), Box<dyn Error>> {
    let district = testkit::big_town();
    let row = |points: &mut dyn Iterator<Item = &Point>| {
        let metres = |it: i32| f64::from(it) / Point::PER_METRE;
        points.map(|it| format!("{} {}", metres(it.x), metres(it.y))).collect::<Vec<_>>().join(",")
    };
    let create = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let mut out = create("segments.csv")?;
    for (at, it) in district.segments.iter().enumerate() {
        writeln!(out, "{at},\"LINESTRING({})\"", row(&mut it.line.iter()))?;
    }
    let mut out = create("cells.csv")?;
    for (at, it) in district.cells.iter().enumerate() {
        let shell = &it.polygon.shell;
        writeln!(out, "{at},\"POLYGON(({}))\"", row(&mut shell.iter().chain(&shell[..1])))?;
    }
    let points = testkit::big_town_points(POINTS);
    let (mut random, mut sorted) = (create("random.csv")?, create("sorted.csv")?);
    for (at, sorted_at) in z_order(&points).into_iter().enumerate() {
        for (out, it) in [(&mut random, &points[at]), (&mut sorted, &points[sorted_at as usize])] {
            writeln!(out, "{at},POINT({})", row(&mut std::iter::once(it)))?;
        }
    }
    Ok(())
}

async fn measure() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let store = Arc::new(Sqlite::open(folder.path())?);
    store.commit(Author::SYSTEM, Change::Found(Box::new(testkit::big_town()))).await?;
    let service =
        Service::start(store, Arc::new(SystemClock), catalog::categories(), catalog::flow(catalog::STREET)?).await?;
    let ground = service.world().ground.clone();
    let (points, at_ms) = (testkit::big_town_points(POINTS), SystemClock.now_ms());
    for accuracy_m in [15.0, 5.0] {
        let ask = |it: &Point| Question::at(*it, at_ms).accuracy_m(Some(accuracy_m));
        let questions: Vec<Question> = points.iter().map(ask).collect();
        let mut start = Instant::now();
        for round in 0..=ROUNDS {
            if round == 1 {
                start = Instant::now();
            }
            ground.answer_many(&questions, &bulk_order(&questions), |_, it| {
                black_box(it);
            });
        }
        println!("answer{accuracy_m} {:.3} us a point, cell, roads, people, confidence and trace", micros(start));
    }
    let bodies: Vec<String> = points.chunks(IN_REQUEST).map(|it| body(&ground, it)).collect();
    let router = server::router(service, server::Access::default(), CancellationToken::new());
    let mut start = Instant::now();
    for round in 0..=ROUNDS {
        if round == 1 {
            start = Instant::now();
        }
        for body in &bodies {
            let request = Request::post("/api/v1/locate").header("content-type", "application/json");
            let answer = router.clone().oneshot(request.body(Body::from(body.clone()))?).await?;
            assert_eq!(answer.status(), StatusCode::OK, "the points are good");
            black_box(to_bytes(answer.into_body(), usize::MAX).await?);
        }
    }
    println!("post {:.3} us a point, in requests of {IN_REQUEST}, JSON read and written", micros(start));
    Ok(())
}

/// Returns the mean microseconds a point since `start`.
fn micros(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e6 / (POINTS as f64 * f64::from(ROUNDS))
}

fn body(ground: &service::Ground, points: &[Point]) -> String {
    let rows = points.iter().map(|it| {
        let place = ground.frame.place(*it);
        format!("{{\"lon\":{:.7},\"lat\":{:.7}}}", place.lon, place.lat)
    });
    format!("{{\"points\":[{}]}}", rows.collect::<Vec<_>>().join(","))
}
