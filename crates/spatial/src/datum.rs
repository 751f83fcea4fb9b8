//! The datums that Chinese data comes in, and their exact ways to CGCS2000 and back. The one file that knows of them.
//!
//! GCJ-02 (`AMap`, Tencent, `WeChat`) moves every place of China by up to 716 m through a smooth formula that was never published
//! but is known to the last digit; BD-09 (Baidu) moves GCJ-02 once more. Both formulas, with all constants, are those of
//! `eviltransform` (googollee, MIT) and `coordtransform` (wandergis, MIT), which agree with each other and with the maps.
//! Their published inverses are off by up to 4.9 m (GCJ-02, one step) and 0.23 m (BD-09); the ones here iterate to the end.

use std::f64::consts::PI;

use model::LonLat;

/// Semi-major axis of GCJ-02's ellipsoid (Krasovsky 1940) in metres, and its first eccentricity squared.
const A: f64 = 6_378_245.0;
const E2: f64 = 0.006_693_421_622_965_943;
/// Where GCJ-02 shifts, borders included: degrees east and degrees north.
const EAST: std::ops::RangeInclusive<f64> = 72.004..=137.8347;
const NORTH: std::ops::RangeInclusive<f64> = 0.8293..=55.8271;
/// The middle of GCJ-02's polynomials: degrees east and north.
const MIDDLE: LonLat = LonLat { lon: 105.0, lat: 35.0 };
/// BD-09: waves per radian of degrees, the shift in degrees, and the amplitudes of radius (degrees) and angle (radians).
const BD_WAVE: f64 = PI * 3000.0 / 180.0;
const BD_SHIFT: LonLat = LonLat { lon: 0.0065, lat: 0.006 };
const BD_RADIUS: f64 = 0.000_02;
const BD_ANGLE: f64 = 0.000_003;
/// Steps are taken until one is shorter than this many degrees (0.1 µm), at most so many; the next would be a fiftieth of that.
const STILL: f64 = 1e-12;
const MOST_STEPS: usize = 12;

/// A datum: what longitude and latitude are counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Datum {
    /// WGS 84, of GPS and OSM; taken as CGCS2000, from which it differs by decimetres at most.
    Wgs84,
    /// CGCS2000 (EPSG:4490), in which everything is stored.
    #[default]
    Cgcs2000,
    /// GCJ-02 of `AMap`, Tencent and `WeChat`: shifted between 72.004° and 137.8347° east, 0.8293° and 55.8271° north, these
    /// borders included, and nowhere else.
    Gcj02,
    /// BD-09 of Baidu, in degrees: GCJ-02 shifted once more, everywhere.
    Bd09,
}

impl Datum {
    /// All datums.
    pub const ALL: [Self; 4] = [Self::Wgs84, Self::Cgcs2000, Self::Gcj02, Self::Bd09];

    /// Returns the name in files, options and the API: `wgs84`, `cgcs2000`, `gcj02`, `bd09`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Cgcs2000 => "cgcs2000",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    /// Returns what people call it, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Wgs84 => "WGS 84",
            Self::Cgcs2000 => "2000 国家大地坐标系",
            Self::Gcj02 => "GCJ-02（高德、腾讯坐标）",
            Self::Bd09 => "BD-09（百度坐标）",
        }
    }

    /// Returns what people call it, in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Wgs84 => "WGS 84",
            Self::Cgcs2000 => "CGCS2000",
            Self::Gcj02 => "GCJ-02 (AMap, Tencent)",
            Self::Bd09 => "BD-09 (Baidu)",
        }
    }

    /// Reads a name; case, spaces, `-` and `_` do not count, so that `GCJ-02` and `BD09` are understood.
    ///
    /// ```
    /// assert_eq!(spatial::Datum::parse("GCJ-02"), Some(spatial::Datum::Gcj02));
    /// assert_eq!(spatial::Datum::parse("beijing54"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let plain: String = text.chars().filter(|it| !matches!(it, ' ' | '-' | '_')).collect();
        let plain = plain.to_ascii_lowercase();
        Self::ALL.into_iter().find(|it| it.as_str() == plain)
    }

    /// Returns where a place of this datum lies in CGCS2000.
    ///
    /// The exact inverse of [`Self::from_cgcs2000`] for every place on which GCJ-02's border casts no doubt: the shift begins
    /// with a jump there, so that within 740 m outside the rectangle one pair of degrees means a place inside, shifted, and one
    /// outside, unshifted. The one inside is taken. That is at sea or in foreign countries, hundreds of kilometres from China.
    /// What is not finite stays so.
    ///
    /// ```
    /// use model::LonLat;
    /// let tower = spatial::Datum::Gcj02.to_cgcs2000(LonLat { lon: 116.397_428, lat: 39.909_23 });
    /// assert!((tower.lon - 116.391_187).abs() < 1e-6 && (tower.lat - 39.907_829).abs() < 1e-6);
    /// ```
    pub fn to_cgcs2000(self, place: LonLat) -> LonLat {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => place,
            Self::Gcj02 => of_gcj02(place),
            Self::Bd09 => of_gcj02(undo(place, to_bd09)),
        }
    }

    /// Returns the degrees that a place of CGCS2000 has in this datum.
    ///
    /// GCJ-02 leaves what lies outside its rectangle where it is; BD-09 shifts that too, by 0.0065° and 0.006°. What is not
    /// finite stays so.
    pub fn from_cgcs2000(self, place: LonLat) -> LonLat {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => place,
            Self::Gcj02 => to_gcj02(place),
            Self::Bd09 => to_bd09(to_gcj02(place)),
        }
    }
}

/// Tells whether GCJ-02 shifts a place.
fn shifts(place: LonLat) -> bool {
    EAST.contains(&place.lon) && NORTH.contains(&place.lat)
}

fn to_gcj02(place: LonLat) -> LonLat {
    if shifts(place) { shifted(place) } else { place }
}

fn of_gcj02(place: LonLat) -> LonLat {
    // Nothing farther from the rectangle than a shift is one of its places.
    let near =
        |it: f64, range: &std::ops::RangeInclusive<f64>| (range.start() - 0.02..=range.end() + 0.02).contains(&it);
    if !near(place.lon, &EAST) || !near(place.lat, &NORTH) {
        return place;
    }
    let from = undo(place, shifted);
    // The last digit may carry a place on the border across it.
    let clamp = |it: f64, range: &std::ops::RangeInclusive<f64>| {
        let edge = it.clamp(*range.start(), *range.end());
        if (it - edge).abs() < 1e-12 { edge } else { it }
    };
    let from = LonLat { lon: clamp(from.lon, &EAST), lat: clamp(from.lat, &NORTH) };
    // Degrees inside that no place has, next to the border, are read as if the shift went on.
    if shifts(from) || shifts(place) { from } else { place }
}

/// GCJ-02's shift without its rectangle.
fn shifted(LonLat { lon, lat }: LonLat) -> LonLat {
    let (x, y) = (lon - MIDDLE.lon, lat - MIDDLE.lat);
    let (of_x, of_y) = (Waves::of(x), Waves::of(y));
    let root = x.abs().sqrt();
    let ripple = 20.0 * of_x.six + 20.0 * of_x.two;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + (ripple + 20.0 * of_y.one + 40.0 * of_y.third + 160.0 * of_y.twelfth + 320.0 * of_y.thirtieth) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + (ripple + 20.0 * of_x.one + 40.0 * of_x.third + 150.0 * of_x.twelfth + 300.0 * of_x.thirtieth) * 2.0 / 3.0;
    let (sin, cos) = lat.to_radians().sin_cos();
    let w2 = 1.0 - E2 * sin * sin;
    let w = w2.sqrt();
    LonLat {
        lon: lon + (east * w / (A * cos)).to_degrees(),
        lat: lat + (north * w2 * w / (A * (1.0 - E2))).to_degrees(),
    }
}

/// The sines of GCJ-02's waves; `twelfth` is that of π/12 per degree, `six` that of 6π per degree.
struct Waves {
    six: f64,
    two: f64,
    one: f64,
    third: f64,
    twelfth: f64,
    thirtieth: f64,
}

impl Waves {
    /// Two sines are looked up; the others follow by double and triple angles, within 1e-14.
    fn of(degrees: f64) -> Self {
        let double = |(sin, cos): (f64, f64)| (2.0 * sin * cos, 1.0 - 2.0 * sin * sin);
        let triple = |(sin, cos): (f64, f64)| (sin * (3.0 - 4.0 * sin * sin), cos * (4.0 * cos * cos - 3.0));
        let twelfth = (degrees * (PI / 12.0)).sin_cos();
        let third = double(double(twelfth));
        let one = triple(third);
        let two = double(one);
        Self {
            six: triple(two).0,
            two: two.0,
            one: one.0,
            third: third.0,
            twelfth: twelfth.0,
            thirtieth: (degrees * (PI / 30.0)).sin(),
        }
    }
}

/// BD-09's shift of a place in GCJ-02: the radius from (0°, 0°) is stretched and turned a little, by waves.
fn to_bd09(LonLat { lon: x, lat: y }: LonLat) -> LonLat {
    let radius = (x * x + y * y).sqrt();
    let stretch = if radius > 0.0 { 1.0 + BD_RADIUS * (y * BD_WAVE).sin() / radius } else { 1.0 };
    let turn = BD_ANGLE * (x * BD_WAVE).cos();
    // Of an angle of 3e-6 the next terms of the series are 1e-24.
    let (sin, cos) = (turn - turn * turn * turn / 6.0, 1.0 - turn * turn / 2.0);
    LonLat { lon: stretch * (x * cos - y * sin) + BD_SHIFT.lon, lat: stretch * (x * sin + y * cos) + BD_SHIFT.lat }
}

/// Finds what a shift makes `to` of: each step takes back what the last guess was off by. Both shifts change by less than a
/// fiftieth of the way, so each step is that much shorter than the last.
fn undo(to: LonLat, shift: impl Fn(LonLat) -> LonLat) -> LonLat {
    let mut from = to;
    for _ in 0..MOST_STEPS {
        let there = shift(from);
        let (lon, lat) = (to.lon - there.lon, to.lat - there.lat);
        from = LonLat { lon: from.lon + lon, lat: from.lat + lat };
        // NaN goes round all steps.
        if lon.abs().max(lat.abs()) < STILL {
            break;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat { lon, lat }
    }

    /// Metres between two places that are near each other.
    fn metres(a: LonLat, b: LonLat) -> f64 {
        let east = (a.lon - b.lon) * a.lat.to_radians().cos();
        east.hypot(a.lat - b.lat) * 111_320.0
    }

    #[test]
    fn published_pairs_come_out_to_the_last_digit() {
        // The examples of eviltransform (Shanghai, Shenzhen, Beijing) and coordtransform.
        let gcj = [
            (at(121.527_210_6, 31.177_427_6), at(121.531_541_859_215, 31.175_303_983_645_97)),
            (at(113.912_316, 22.543_847), at(113.917_176_480_836_3, 22.540_796_131_694_766)),
            (at(116.377_817, 39.911_954), at(116.384_047_224_556_57, 39.913_345_455_360_69)),
            (at(116.404, 39.915), at(116.410_244_499_169_38, 39.916_404_281_501_64)),
        ];
        for (from, to) in gcj {
            assert!(metres(Datum::Gcj02.from_cgcs2000(from), to) < 1e-8, "{from:?}");
        }
        let there = to_bd09(at(116.404, 39.915));
        assert!(metres(there, at(116.410_369_493_710_29, 39.921_336_993_510_21)) < 1e-8, "{there:?}");
    }

    #[test]
    fn the_waves_are_those_of_the_formula() {
        for i in -4_000..4_000 {
            let x = f64::from(i) * 0.009_7;
            let it = Waves::of(x);
            let found = [it.six, it.two, it.one, it.third, it.twelfth, it.thirtieth];
            let waves = [6.0, 2.0, 1.0, 1.0 / 3.0, 1.0 / 12.0, 1.0 / 30.0];
            for (found, wave) in found.into_iter().zip(waves) {
                assert!((found - (x * PI * wave).sin()).abs() < 1e-12, "{x} {wave}");
            }
        }
    }

    /// The shift of a place, there and back; in metres.
    fn off(datum: Datum, place: LonLat) -> f64 {
        metres(datum.to_cgcs2000(datum.from_cgcs2000(place)), place)
    }

    /// The greatest error of a datum on a grid over its rectangle, edges included.
    fn worst(datum: Datum) -> f64 {
        let step = |range: &std::ops::RangeInclusive<f64>, i: i32, n: i32| match i {
            i if i == n => *range.end(),
            i => range.start() + (range.end() - range.start()) * f64::from(i) / f64::from(n),
        };
        let places = (0..=331).flat_map(|i| (0..=269).map(move |j| at(step(&EAST, i, 331), step(&NORTH, j, 269))));
        places.map(|it| off(datum, it)).fold(0.0, f64::max)
    }

    #[test]
    fn every_place_of_china_and_its_rectangles_edges_comes_back() {
        for (datum, most) in [(Datum::Wgs84, 0.0), (Datum::Cgcs2000, 0.0), (Datum::Gcj02, 1e-7), (Datum::Bd09, 1e-6)] {
            let worst = worst(datum);
            assert!(worst <= most, "{}: {worst:e} m", datum.as_str());
        }
    }

    #[test]
    fn the_cusp_at_105_degrees_east_is_no_obstacle() {
        // Nearer than 3e-13 degrees to it the root grows faster than the degrees, and the formula itself makes one place of two
        // that are 0.1 µm apart.
        for digits in 0..17 {
            for sign in [-1.0, 1.0] {
                let place = at(105.0 + sign * 10_f64.powi(-digits), 31.3);
                assert!(off(Datum::Gcj02, place) <= 3e-7 && off(Datum::Bd09, place) <= 1e-6, "{place:?}");
            }
        }
    }

    #[test]
    fn the_shift_is_hundreds_of_metres_inside_and_nothing_outside() {
        let gcj = |lon, lat| Datum::Gcj02.from_cgcs2000(at(lon, lat));
        for (lon, lat) in [(72.004, 30.0), (137.8347, 30.0), (100.0, 0.8293), (100.0, 55.8271), (114.0, 22.5)] {
            let shift = metres(gcj(lon, lat), at(lon, lat));
            assert!((10.0..1_500.0).contains(&shift), "{lon} {lat}: {shift}");
        }
        for (lon, lat) in
            [(72.003_999, 30.0), (137.834_701, 30.0), (100.0, 0.829_299), (100.0, 55.827_101), (-74.0, 40.7)]
        {
            assert_eq!(gcj(lon, lat), at(lon, lat));
        }
        for (lon, lat) in [(71.9, 30.0), (137.9, 30.0), (100.0, 0.8), (100.0, 55.9), (-74.0, 40.7), (0.0, 0.0)] {
            assert_eq!(Datum::Gcj02.to_cgcs2000(at(lon, lat)), at(lon, lat));
            assert!(off(Datum::Bd09, at(lon, lat)) <= 1e-6, "{lon} {lat}");
        }
    }

    #[test]
    fn what_is_no_place_stays_none() {
        for datum in Datum::ALL {
            for (lon, lat) in [(f64::NAN, 22.0), (114.0, f64::NAN), (f64::INFINITY, 22.0), (114.0, f64::NEG_INFINITY)] {
                let there = [datum.from_cgcs2000(at(lon, lat)), datum.to_cgcs2000(at(lon, lat))];
                assert!(there.iter().all(|it| !(it.lon.is_finite() && it.lat.is_finite())), "{datum:?} {there:?}");
            }
        }
    }

    #[test]
    fn names_come_back_and_are_read_loosely() {
        for it in Datum::ALL {
            assert_eq!(Datum::parse(it.as_str()), Some(it));
        }
        let loose = ["WGS-84", "CGCS 2000", "GCJ_02", "Bd-09", "", "gcj", "国测局"].map(Datum::parse);
        let [a, b, c, d] = Datum::ALL.map(Some);
        assert_eq!(loose, [a, b, c, d, None, None, None]);
    }

    proptest! {
        #[test]
        fn any_place_inside_comes_back(lon in 72.004..=137.8347, lat in 0.8293..=55.8271) {
            prop_assert!(off(Datum::Gcj02, at(lon, lat)) <= 1e-7);
            prop_assert!(off(Datum::Bd09, at(lon, lat)) <= 1e-6);
        }

        #[test]
        fn degrees_read_from_a_map_go_back_to_the_same(lon in 73.0..=136.0, lat in 3.0..=54.0) {
            for datum in [Datum::Gcj02, Datum::Bd09] {
                prop_assert!(metres(datum.from_cgcs2000(datum.to_cgcs2000(at(lon, lat))), at(lon, lat)) <= 1e-7);
            }
        }
    }
}
