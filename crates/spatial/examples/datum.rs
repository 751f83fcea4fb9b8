//! Converts pairs of degrees, a line each, from a datum to CGCS2000: `datum gcj02 < pairs > pairs`. Without a datum it tells
//! the greatest error of a round trip over China and what a conversion costs.

use std::{
    error::Error,
    io::{self, BufRead, BufWriter, Write},
    time::Instant,
};

use model::LonLat;
use spatial::Datum;

fn main() -> Result<(), Box<dyn Error>> {
    if let Some(name) = std::env::args().nth(1) {
        return convert(Datum::parse(&name).ok_or("no such datum")?);
    }
    measure();
    Ok(())
}

fn convert(datum: Datum) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (lon, lat) = line.split_once(' ').ok_or("a line needs two numbers")?;
        let place = datum.to_cgcs2000(LonLat { lon: lon.parse()?, lat: lat.parse()? });
        writeln!(out, "{} {}", place.lon, place.lat)?;
    }
    Ok(out.flush()?)
}

fn measure() {
    let places: Vec<LonLat> = (0..1_000_000_u64)
        .map(|i| {
            let share = |prime: u64| (i * prime % 999_983) as f64 / 999_983.0;
            LonLat { lon: 73.5 + 61.6 * share(48_271), lat: 3.4 + 50.1 * share(69_621) }
        })
        .collect();
    for datum in [Datum::Gcj02, Datum::Bd09] {
        let start = Instant::now();
        let there: Vec<LonLat> = places.iter().map(|&it| datum.from_cgcs2000(it)).collect();
        let forth = start.elapsed();
        let start = Instant::now();
        let back: Vec<LonLat> = there.iter().map(|&it| datum.to_cgcs2000(it)).collect();
        let inverse = start.elapsed();
        let error =
            |(a, b): (&LonLat, &LonLat)| ((a.lon - b.lon) * a.lat.to_radians().cos()).hypot(a.lat - b.lat) * 111_320.0;
        let worst = places.iter().zip(&back).map(error).fold(0.0, f64::max);
        println!(
            "{}: {} ns there, {} ns back, round trip off by {worst:.1e} m at most",
            datum.as_str(),
            forth.as_nanos() / 1_000_000,
            inverse.as_nanos() / 1_000_000
        );
    }
}
