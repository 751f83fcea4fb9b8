//! Whether places look as if they stood on another datum than the streets, the outlines or the boundary they belong to.

use model::LonLat;

use crate::Datum;

/// Of fewer places nothing is said: a handful may lie near a line by chance.
const FEWEST: usize = 12;
/// What the right datum must do to the middle distance: make it at most this share of what it was, and shorter by this many
/// metres. Shifted places still find some street of a dense town within 30 to 60 m; rightly read they lie within a few. The
/// outlines of five sub-districts of Nanshan, of which some follow streets and others water, lie 40 m from a street as GCJ-02 and
/// 18 m as what they are. Few places must say it more clearly than many.
const SHARE: f64 = 0.5;
const SHARE_OF_FEW: f64 = 0.25;
const FEW: usize = 60;
const GAIN_M: f64 = 8.0;
/// Metres in a degree of latitude, near enough for a sentence.
const DEGREE_M: f64 = 111_132.0;
/// How far the shift must be at least, in metres: below, in the far west and the south, the distances say nothing.
const LEAST_SHIFT_M: f64 = 100.0;

/// A datum that fits better than the one places were read in, with the figures that say so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatumHint {
    /// The datum that fits: [`Datum::Gcj02`] or [`Datum::Bd09`].
    pub datum: Datum,
    /// How far that datum shifts the places: the middle one, in metres.
    pub shift_m: f64,
    /// The middle distance of the places as they stand, in metres.
    pub as_is_m: f64,
    /// The middle distance of the places read in [`Self::datum`], in metres.
    pub as_datum_m: f64,
}

/// Tells whether `points`, taken as CGCS2000, fit better as GCJ-02 or BD-09.
///
/// `distance_m` is how far a place of CGCS2000 lies from what the points should lie on: streets, outlines, a boundary; `None`
/// where that is too far for any shift, which counts as farther than anything. The medians under each reading are compared; the
/// best one must be a clear win: at most half the median as it stands (of fewer than sixty points a quarter) and 8 m shorter,
/// with a shift of 100 m or more. With fewer than twelve points, or where no reading wins, the answer is `None`; it does not depend on the points' order.
pub fn datum_hint(points: &[LonLat], distance_m: impl Fn(LonLat) -> Option<f64>) -> Option<DatumHint> {
    if points.len() < FEWEST {
        return None;
    }
    let middle = |datum: Datum| {
        median(points.iter().map(|&it| distance_m(datum.to_cgcs2000(it)).unwrap_or(f64::INFINITY)).collect())
    };
    let as_is_m = middle(Datum::Cgcs2000);
    let (datum, as_datum_m) =
        [Datum::Gcj02, Datum::Bd09].map(|it| (it, middle(it))).into_iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let shift_m = median(points.iter().map(|&it| apart_m(it, datum.to_cgcs2000(it))).collect());
    let share = if points.len() < FEW { SHARE_OF_FEW } else { SHARE };
    let wins = as_is_m.is_finite() && as_datum_m <= as_is_m * share && as_is_m - as_datum_m >= GAIN_M;
    (wins && shift_m >= LEAST_SHIFT_M).then_some(DatumHint { datum, shift_m, as_is_m, as_datum_m })
}

fn apart_m(a: LonLat, b: LonLat) -> f64 {
    ((a.lon - b.lon) * a.lat.to_radians().cos()).hypot(a.lat - b.lat) * DEGREE_M
}

/// Returns the middle one, the upper of two; there is one at least.
fn median(mut all: Vec<f64>) -> f64 {
    let middle = all.len() / 2;
    *all.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places on streets every 0.002° (about 200 m) both ways, off by up to 3 m.
    fn on_streets() -> Vec<LonLat> {
        let place = |i: i32| {
            let (street, along) = (f64::from(i % 17) * 0.002, f64::from(i * 37 % 1_001) * 3e-5);
            let off = f64::from(i % 7 - 3) * 1e-5;
            let (lon, lat) = if i % 2 == 0 { (street + off, along) } else { (along, street + off) };
            LonLat { lon: 113.9 + lon, lat: 22.5 + lat }
        };
        (0..200).map(place).collect()
    }

    fn to_street_m(place: LonLat) -> Option<f64> {
        let off = |it: f64| ((it / 0.002).round() * 0.002 - it).abs() * DEGREE_M;
        (place.lon < 115.0).then(|| off(place.lon - 113.9).min(off(place.lat - 22.5)))
    }

    #[test]
    fn shifted_places_are_told_with_their_datum_and_distances() {
        for datum in [Datum::Gcj02, Datum::Bd09] {
            let shifted: Vec<_> = on_streets().into_iter().map(|it| datum.from_cgcs2000(it)).collect();
            let hint = datum_hint(&shifted, to_street_m).unwrap();
            assert_eq!(hint.datum, datum);
            assert!(
                hint.as_datum_m < 4.0 && hint.as_is_m > 15.0 && (300.0..1_500.0).contains(&hint.shift_m),
                "{hint:?}"
            );
            let reversed: Vec<_> = shifted.into_iter().rev().collect();
            assert_eq!(datum_hint(&reversed, to_street_m), Some(hint));
        }
    }

    #[test]
    fn right_places_chance_and_far_away_places_say_nothing() {
        assert_eq!(datum_hint(&on_streets(), to_street_m), None);
        let anywhere: Vec<_> = (0..500)
            .map(|i| LonLat {
                lon: 113.9 + f64::from(i * 7_919 % 10_007) * 3e-6,
                lat: 22.5 + f64::from(i * 104_729 % 9_973) * 3e-6,
            })
            .collect();
        assert_eq!(datum_hint(&anywhere, to_street_m), None);
        let far: Vec<_> = on_streets().into_iter().map(|it| LonLat { lon: it.lon + 5.0, ..it }).collect();
        assert_eq!(datum_hint(&far, to_street_m), None);
        assert_eq!(datum_hint(&[], to_street_m), None);
        assert_eq!(datum_hint(&[LonLat { lon: f64::NAN, lat: f64::NAN }; 40], |_| Some(f64::NAN)), None);
    }
}
