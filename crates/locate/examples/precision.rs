//! How often the answer is right: simulated reports on real streets, by the confidence that the answer claims.
//!
//! Each report is about a place on the carriageway of a road, uniform along all streets and across each, and is displaced by
//! Gaussian noise of σ metres along each axis. The truth is the holder of the road on which it was placed: roads of
//! one name have one leader, and so have those without a name that are of one class, for carriageways of such a road are
//! registered apart. The accuracy told is the 68 % radius of that noise, as phones tell it, and beside it σ
//! alone, as a phone that thinks too well of itself. Goals: certain 99.8 %, likely or better 98.5 %, first two 99 %.
//! `at best` is what nobody can beat who sees the point alone: the two leaders with the most of the posterior, which knows σ and
//! how the reports were drawn.
//!
//! Run by `make bench`; argument: the folder of the shared data.

use std::{
    collections::{BTreeMap, HashMap},
    error::Error,
    path::Path,
    sync::Arc,
};

use locate::{Finder, Question, Roster, Scratch, widest_mm};
use model::{
    Confidence, District, Duty, DutyRole, FrameOrigin, LonLat, Owner, Person, PersonId, Piece, Point, Polygon, RoadId,
    RoadSegment, Span, Stretch,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use spatial::{Frame, FrameError, Locator, contains};

/// How many reports are simulated for each σ.
const REPORTS: usize = 40_000;
/// The radius within which 68 % of a Gaussian in the plane lie, in σ: √(−2 ln 0.32).
const RADIUS_68: f64 = 1.51;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "../shared/data".into());
    let towns = [
        ("Wuhan Mroad", "wuhan-network/roads.geojson.gz", "wuhan-network/districts.geojson", Some("Mroad")),
        ("Nanshan", "shenzhen-nanshan/shenzhen-nanshan.osm.pbf", "shenzhen-nanshan/subdistricts_clipped.geojson", None),
    ];
    for (town, streets, boundary, only) in towns {
        let (streets, boundary) = (Path::new(&folder).join(streets), Path::new(&folder).join(boundary));
        if streets.exists() {
            measure(town, district(&streets, &boundary, only)?);
        } else {
            println!("skipped: there is no {}", streets.display());
        }
    }
    Ok(())
}

/// Reads the roads within a boundary; of several areas only those of this name.
fn district(streets: &Path, boundary: &Path, only: Option<&str>) -> Result<District, Box<dyn Error>> {
    let (areas, _) = exchange::read_boundary(boundary)?;
    let (read, _) = exchange::read_streets(streets, &exchange::RoadClassTable::default(), &mut |_, _| {})?;
    let areas = areas.into_iter().filter(|it| only.is_none_or(|name| it.name.contains(name)));
    let rings: Vec<Vec<LonLat>> = areas.flat_map(|it| it.polygons).filter_map(|it| it.into_iter().next()).collect();
    let middle = |axis: fn(&LonLat) -> f64| {
        let fold = |(low, high): (f64, f64), it: f64| (low.min(it), high.max(it));
        let (low, high) = rings.iter().flatten().map(axis).fold((f64::INFINITY, f64::NEG_INFINITY), fold);
        f64::midpoint(low, high)
    };
    let origin = FrameOrigin { origin: LonLat { lon: middle(|it| it.lon), lat: middle(|it| it.lat) } };
    let frame = Frame::new(origin)?;
    let shell = |it: &Vec<LonLat>| {
        let shell = it[1..].iter().map(|it| frame.point(*it)).collect::<Result<_, FrameError>>()?;
        Ok(Polygon { shell, holes: vec![] })
    };
    let shells = rings.iter().map(shell).collect::<Result<Vec<_>, FrameError>>()?;
    let inside = |at: Point| shells.iter().any(|it| contains(it, at));
    let (roads, segments, _) = partition::register(&read.ways, &frame, &inside, "000000");
    let (mut persons, mut duties, mut known) = (vec![], vec![], BTreeMap::new());
    for (at, road) in roads.iter().enumerate() {
        let name = road.name.as_deref().unwrap_or(road.class.zh());
        let person = *known.entry(name.to_owned()).or_insert_with(|| {
            let (code, name) = (format!("P{}", persons.len()), name.to_owned());
            persons.push(Person { code, name, post: String::new(), made_up: true });
            PersonId::at(persons.len() - 1)
        });
        let piece = Piece::Road(Stretch::whole(RoadId::at(at)));
        duties.push(Duty::standing(person, DutyRole::RoadLeader, piece, Span::FOUNDED));
    }
    Ok(District {
        roads: roads.into(),
        segments: segments.into(),
        persons: persons.into(),
        duties: duties.into(),
        ..District::empty("", "000000", origin.origin, 0)
    })
}

/// Reports of one kind: how many, and how many of them right.
#[derive(Clone, Copy, Default)]
struct Kind {
    count: usize,
    right: usize,
}

impl Kind {
    fn add(&mut self, right: bool) {
        self.count += 1;
        self.right += usize::from(right);
    }

    fn precision(self) -> f64 {
        100.0 * self.right as f64 / self.count.max(1) as f64
    }

    fn share(self) -> f64 {
        100.0 * self.count as f64 / REPORTS as f64
    }
}

fn measure(town: &str, district: District) {
    let km: f64 = district.segments.iter().map(RoadSegment::length_m).sum::<f64>() / 1000.0;
    println!("{town}: {} segments, {} roads, {km:.0} km", district.segments.len(), district.roads.len());
    let district = Arc::new(district);
    let leader = |it: RoadId| district.duties[it.index()].person;
    let locator = Locator::new(Arc::clone(&district));
    let roster = Roster::new(&district, district.version(), 0);
    let finder = Finder::new(&district, &locator, &roster, widest_mm(&district));
    let mut sums = vec![0.0];
    for it in &district.segments {
        sums.push(sums[sums.len() - 1] + it.length_m());
    }
    let mut scratch = Scratch::default();
    let ideal = Ideal::new(&district, |it| leader(it).index());
    for (sigma_m, told) in [3.0, 5.0, 10.0].into_iter().flat_map(|it| [(it, RADIUS_68), (it, 1.0)]) {
        let accuracy_m = sigma_m * told;
        let mut random = Pcg64::seed_from_u64(1);
        let [mut certain, mut likely, mut first, mut two, mut best] = [Kind::default(); 5];
        for _ in 0..REPORTS {
            let at_m = random.random::<f64>() * sums[sums.len() - 1];
            let which = sums.partition_point(|it| *it <= at_m).clamp(1, district.segments.len()) - 1;
            let segment = &district.segments[which];
            let across_m = (random.random::<f64>() - 0.5) * segment.width_m;
            let point = displaced(segment, at_m - sums[which], across_m, noise(&mut random, sigma_m));
            let ask = Question { owner: Owner::Road, ..Question::at(point, 0) }.accuracy_m(Some(accuracy_m));
            let answer = finder.answer(&ask, &mut scratch);
            let truth = leader(segment.road);
            let told = answer.roads.iter().map(|it| leader(district.segments[it.position.segment.index()].road));
            let mut told: Vec<_> = told.collect();
            told.dedup();
            let right = told.first() == Some(&truth);
            first.add(right);
            two.add(told.iter().take(2).any(|it| *it == truth));
            best.add(ideal.first_two(point, sigma_m).contains(&Some(truth.index())));
            if answer.road_confidence == Some(Confidence::Certain) {
                certain.add(right);
            }
            if answer.road_confidence.is_some_and(Confidence::may_dispatch) {
                likely.add(right);
            }
        }
        println!(
            "  sigma {sigma_m:>2} m, told {accuracy_m:>5.2} m: certain {:.2} % right ({:.1} % of all), likely or better {:.2} % ({:.1} %), \
             first two {:.2} % (at best {:.2} %), first {:.2} %",
            certain.precision(),
            certain.share(),
            likely.precision(),
            likely.share(),
            two.precision(),
            best.precision(),
            first.precision(),
        );
    }
}

/// Every carriageway as a cloud of places, each for the same area, in squares of a fixed size.
struct Ideal {
    squares: HashMap<(i32, i32), Vec<Place>>,
}

/// A place on a carriageway: where, whose, and the metres that it stands for.
struct Place {
    at: Point,
    leader: usize,
    metres: f64,
}

impl Ideal {
    const SQUARE_M: f64 = 45.0;
    const ACROSS: [f64; 3] = [-1.0 / 3.0, 0.0, 1.0 / 3.0];

    fn new(district: &District, leader: impl Fn(RoadId) -> usize) -> Self {
        let mut squares: HashMap<_, Vec<_>> = HashMap::new();
        for segment in &district.segments {
            let count = (segment.length_m() / 2.0).ceil().max(1.0);
            let step_m = segment.length_m() / count;
            for (along, across) in
                (0..count as usize).flat_map(|it| Self::ACROSS.map(|across| (it as f64 + 0.5, across)))
            {
                let at = displaced(segment, along * step_m, across * segment.width_m, (0.0, 0.0));
                squares.entry(Self::square(at)).or_default().push(Place {
                    at,
                    leader: leader(segment.road),
                    metres: step_m,
                });
            }
        }
        Self { squares }
    }

    fn square(at: Point) -> (i32, i32) {
        let of = |it: i32| (f64::from(it) / Point::PER_METRE / Self::SQUARE_M).floor() as i32;
        (of(at.x), of(at.y))
    }

    /// Returns the two leaders with the most of the posterior, given the point alone.
    fn first_two(&self, point: Point, sigma_m: f64) -> [Option<usize>; 2] {
        let mut sums: HashMap<usize, f64> = HashMap::new();
        let (x, y) = Self::square(point);
        for square in (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y))) {
            for it in self.squares.get(&square).into_iter().flatten() {
                let away = it.at.distance_m(point) / sigma_m;
                *sums.entry(it.leader).or_default() += it.metres * (-away * away / 2.0).exp();
            }
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        [0, 1].map(|it| sums.get(it).map(|it| it.0))
    }
}

/// Returns the place of a report: along a segment, across it, and displaced.
fn displaced(segment: &RoadSegment, along_m: f64, across_m: f64, (east, north): (f64, f64)) -> Point {
    let mut left = along_m;
    let legs = segment.line.len() - 1;
    for (at, pair) in segment.line.windows(2).enumerate() {
        let length = pair[0].distance_m(pair[1]);
        if left > length && at + 1 < legs {
            left -= length;
            continue;
        }
        let step = |a: i32, b: i32| (f64::from(b) - f64::from(a)) / length.max(1e-4) / Point::PER_METRE;
        let (dx, dy) = (step(pair[0].x, pair[1].x), step(pair[0].y, pair[1].y));
        let from = |origin: i32, metres: f64| origin + (metres * Point::PER_METRE).round() as i32;
        return Point {
            x: from(pair[0].x, left * dx - across_m * dy + east),
            y: from(pair[0].y, left * dy + across_m * dx + north),
        };
    }
    segment.line[0]
}

/// Draws a Gaussian displacement (Box and Muller).
fn noise(random: &mut Pcg64, sigma_m: f64) -> (f64, f64) {
    let radius = sigma_m * (-2.0 * (1.0 - random.random::<f64>()).ln()).sqrt();
    let (sin, cos) = (random.random::<f64>() * std::f64::consts::TAU).sin_cos();
    (radius * cos, radius * sin)
}
