//! Heat and incident tiles of a million incidents against a scan of all rows, and the tile writer against fast-mvt.

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fast_mvt::{MvtCoord, MvtGeomType, MvtLayerBuilder, MvtValueRef};
use model::{CategoryCode, LonLat, Stage};
use tiles::{Filter, IncidentIndex, Row, StageSet, TileId, WorldPoint, heat_tile, incident_tile, mvt::LayerWriter};

const ROWS: u32 = 1_000_000;
const DAY: i64 = 86_400_000;
const END: i64 = 1_790_000_000_000;

fn noise(seed: u32) -> f64 {
    let mut it = u64::from(seed).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((it ^ (it >> 27)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A million incidents over three years and 33 km, most of them in two hundred thick places; what is older than a
/// fortnight is closed.
fn rows() -> Vec<Row> {
    (0..ROWS)
        .map(|at| {
            let place = at % 251;
            let near = |seed: u32| (noise(seed) + noise(seed ^ 0x5555_5555) - 1.0) * 0.01;
            let age = i64::from(ROWS - at) * (3 * 365 * DAY / i64::from(ROWS));
            let open = age < 14 * DAY && at % 3 > 0;
            Row {
                position: at,
                place: LonLat {
                    lon: 113.80 + noise(place) * 0.3 + near(at),
                    lat: 22.45 + noise(place + 1_000) * 0.28 + near(at ^ 0x0f0f_0000),
                },
                category: CategoryCode(101 + (noise(at ^ 0x3333_3333) * 60.0) as u16),
                stage: if open { Stage::Handling } else { Stage::Closed },
                reported_at: END - age,
                cell: None,
                road: None,
            }
        })
        .collect()
}

/// The tile of zoom `z` with the most incidents.
fn busiest(rows: &[Row], z: u8) -> TileId {
    let mut tiles: Vec<_> = rows.iter().map(|it| TileId::holding(WorldPoint::of(it.place), z)).collect();
    tiles.sort_unstable();
    tiles.chunk_by(|a, b| a == b).max_by_key(|it| it.len()).expect("there are rows")[0]
}

/// The bins by a scan of all rows, with their world points known beforehand.
fn scanned(rows: &[(Row, WorldPoint)], tile: TileId, filter: &Filter) -> Vec<u32> {
    let side = 1_u64 << (32 - tile.z());
    let mut bins = vec![0; 4096];
    for (row, at) in rows {
        if TileId::holding(*at, tile.z()) == tile && filter.matches(row) {
            let bin = |it: u32| (u64::from(it) % side * 64 / side) as usize;
            bins[bin(at.y) * 64 + bin(at.x)] += 1;
        }
    }
    bins
}

fn heat(c: &mut Criterion) {
    let rows = rows();
    let index = IncidentIndex::build(rows.iter().copied());
    let known: Vec<_> = rows.iter().map(|it| (*it, WorldPoint::of(it.place))).collect();
    let two = Some([CategoryCode(104), CategoryCode(123)].into_iter().collect());
    let filters = [
        ("all", Filter::default()),
        ("two categories", Filter { categories: two.clone(), ..Filter::default() }),
        ("two categories, 30 days", Filter { categories: two, from_ms: Some(END - 30 * DAY), ..Filter::default() }),
        ("open", Filter { stages: StageSet::open(), ..Filter::default() }),
    ];
    for z in [10, 12, 14] {
        let tile = busiest(&rows, z);
        let mut group = c.benchmark_group(format!("z{z}"));
        group.sample_size(20);
        for (name, filter) in &filters {
            assert_eq!(scanned(&known, tile, filter), index.bins(tile, filter));
            println!("{name}: {} incidents in the tile", index.count_in_tile(tile, filter));
            group.bench_function(format!("bins, {name}"), |b| b.iter(|| index.bins(black_box(tile), filter)));
            group.bench_function(format!("heat tile, {name}"), |b| {
                b.iter(|| heat_tile(&index, black_box(tile), filter));
            });
            group.bench_function(format!("scan twin, {name}"), |b| b.iter(|| scanned(&known, black_box(tile), filter)));
            let id = |it: u32| format!("018f0000-0000-7000-8000-{it:012}");
            group.bench_function(format!("incident tile, {name}"), |b| {
                b.iter(|| incident_tile(&index, black_box(tile), filter, &id));
            });
        }
    }
}

fn change(c: &mut Criterion) {
    let rows = rows();
    let mut group = c.benchmark_group("change");
    group.sample_size(10);
    group.bench_function("build of a million", |b| {
        b.iter_batched(|| rows.clone(), IncidentIndex::build, BatchSize::LargeInput);
    });
    let index = IncidentIndex::build(rows.iter().copied());
    let new = |at: u32| Row { position: ROWS + at, ..rows[at as usize] };
    let half = index.with((0..4_000).map(new));
    group.bench_function("one new row on a tail of 4,000", |b| b.iter(|| half.with([new(5_000)])));
    group.bench_function("one changed row on a tail of 4,000", |b| {
        b.iter(|| half.with([Row { stage: Stage::Reopened, ..rows[77] }]));
    });
    let recent = |at: u32| Row { position: ROWS + at, ..rows[(ROWS - 8_000 + at % 8_000) as usize] };
    let full = index.with((0..8_000).map(recent));
    group.bench_function("the row that seals a tail of the newest month", |b| b.iter(|| full.with([recent(8_000)])));
    let spread = |at: u32| Row { stage: Stage::Reopened, ..rows[(at * 124) as usize] };
    let spread_out = index.with((0..8_000).map(spread));
    group.bench_function("the row that seals changes in every month", |b| {
        b.iter(|| spread_out.with([spread(8_001)]));
    });
}

fn writer(c: &mut Criterion) {
    const STAGES: [&str; 4] = ["reported", "handling", "closed", "void"];
    let points: Vec<_> = (0..10_000_u32).map(|it| [(it * 37 % 4096) as i32, (it * 91 % 4096) as i32]).collect();
    let categories: Vec<String> = (0..24).map(|it| format!("{:04}", 101 + it)).collect();
    let mut group = c.benchmark_group("10,000 points of three properties");
    group.bench_function("own writer, values looked up", |b| {
        b.iter(|| {
            let mut layer = LayerWriter::new("incident");
            let [category, stage, n] = ["category", "stage", "n"].map(|it| layer.key(it));
            for (at, point) in points.iter().enumerate() {
                let tags = [
                    (category, layer.text(&categories[at % 24])),
                    (stage, layer.text(STAGES[at % 4])),
                    (n, layer.uint(1)),
                ];
                layer.points(&tags, &[*point]);
            }
            let mut tile = Vec::new();
            layer.finish(&mut tile);
            tile
        });
    });
    group.bench_function("own writer, values coded before", |b| {
        b.iter(|| {
            let mut layer = LayerWriter::new("incident");
            let [category, stage, n] = ["category", "stage", "n"].map(|it| layer.key(it));
            let category_codes: Vec<_> = categories.iter().map(|it| layer.text(it)).collect();
            let stage_codes = STAGES.map(|it| layer.text(it));
            let one = layer.uint(1);
            for (at, point) in points.iter().enumerate() {
                let tags = [(category, category_codes[at % 24]), (stage, stage_codes[at % 4]), (n, one)];
                layer.points(&tags, &[*point]);
            }
            let mut tile = Vec::new();
            layer.finish(&mut tile);
            tile
        });
    });
    group.bench_function("fast-mvt", |b| {
        b.iter(|| {
            let mut layer = MvtLayerBuilder::new("incident").expect("a name");
            for (at, [x, y]) in points.iter().enumerate() {
                let mut feature = layer.feature_of(MvtGeomType::Point);
                feature.points([MvtCoord { x: *x, y: *y }]).expect("a point");
                feature.tag_ref("category", MvtValueRef::String(&categories[at % 24])).expect("a tag");
                feature.tag_ref("stage", MvtValueRef::String(STAGES[at % 4])).expect("a tag");
                feature.tag_ref("n", MvtValueRef::UInt(1)).expect("a tag");
                layer = feature.end();
            }
            layer.encode()
        });
    });
}

criterion_group!(benches, heat, change, writer);
criterion_main!(benches);
