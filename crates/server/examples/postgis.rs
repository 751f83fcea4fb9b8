//! What `bench/postgis.sh` sets beside `PostGIS`: `files DIR` writes segments, cells and points as CSV with WKT in metres;
//! `measure` answers the same points, in bulk and over HTTP in requests of 1,000, and prints microseconds a point.

use std::{
    error::Error,
    fs::File,
    hint::black_box,
    io::{BufWriter, Write},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use locate::{Question, Scratch};
use model::{Author, Change, Point};
use service::{Clock, Service, SystemClock, bulk_order};
use store::{Sqlite, Store};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// How many points there are.
const POINTS: usize = 20_000;
/// How many stand in one request.
const IN_REQUEST: usize = 1_000;
/// How often each measurement is made; the best counts.
const ROUNDS: usize = 5;

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
    let mut out = create("points.csv")?;
    for (at, it) in testkit::big_town_points(POINTS).iter().enumerate() {
        writeln!(out, "{at},POINT({})", row(&mut std::iter::once(it)))?;
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
    let questions: Vec<Question> = points.iter().map(|it| Question::at(*it, at_ms)).collect();
    let mut scratch = Scratch::default();
    let best = best(|| {
        for at in bulk_order(&questions) {
            black_box(ground.answer_to(questions[at as usize], &mut scratch));
        }
    });
    println!("answer {:.3} us a point, cell, roads, people, confidence and trace", micros(best));
    let bodies: Vec<String> = points.chunks(IN_REQUEST).map(|it| body(&ground, it)).collect();
    let router = server::router(service, server::Access::default(), CancellationToken::new());
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for body in &bodies {
            let request = Request::post("/api/v1/locate").header("content-type", "application/json");
            let answer = router.clone().oneshot(request.body(Body::from(body.clone()))?).await?;
            assert_eq!(answer.status(), StatusCode::OK, "the points are good");
            black_box(to_bytes(answer.into_body(), usize::MAX).await?);
        }
        best = best.min(start.elapsed());
    }
    println!("post {:.3} us a point, in requests of {IN_REQUEST}, JSON read and written", micros(best));
    Ok(())
}

fn best(mut work: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..ROUNDS).map(time).min().unwrap_or_default()
}

fn micros(all: Duration) -> f64 {
    all.as_secs_f64() * 1e6 / POINTS as f64
}

fn body(ground: &service::Ground, points: &[Point]) -> String {
    let rows = points.iter().map(|it| {
        let place = ground.frame.place(*it);
        format!("{{\"lon\":{:.7},\"lat\":{:.7}}}", place.lon, place.lat)
    });
    format!("{{\"points\":[{}]}}", rows.collect::<Vec<_>>().join(","))
}
