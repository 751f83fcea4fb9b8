//! What a camera wrote beside the picture: where, when, and which way up.

use exif::{DateTime, Error, Exif, Field, In, Rational, Reader, Tag, Value};
use image::metadata::Orientation;
use jiff::{civil, tz::Offset};
use model::LonLat;
use spatial::Datum;

/// Where a camera does not tell the offset of its clock: Asia/Shanghai, without summer time since 1991.
const OFFSET: Offset = jiff::tz::offset(8);

/// What a photo told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Notes {
    /// When it was taken: milliseconds since 1970.
    pub taken_at: Option<i64>,
    /// Where.
    pub place: Option<LonLat>,
    /// How its pixels have to be turned to be upright.
    pub orientation: Orientation,
}

impl Notes {
    /// Reads raw EXIF; of what is damaged it takes what can still be read, nothing in the worst case.
    pub fn of(raw: Option<&[u8]>) -> Self {
        let read = |raw: &[u8]| {
            let exif = Reader::new().continue_on_error(true).read_raw(raw.to_vec());
            exif.or_else(|err| match err {
                Error::PartialResult(it) => Ok(it.into_inner().0),
                other => Err(other),
            })
        };
        let Some(exif) = raw.and_then(|it| read(it).ok()) else {
            return Self { taken_at: None, place: None, orientation: Orientation::NoTransforms };
        };
        let turned = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|it| it.value.get_uint(0));
        let turned = turned.and_then(|it| u8::try_from(it).ok()).and_then(Orientation::from_exif);
        Self {
            taken_at: taken_at(&exif),
            place: place(&exif),
            orientation: turned.unwrap_or(Orientation::NoTransforms),
        }
    }
}

fn field(exif: &Exif, tag: Tag) -> Option<&Field> {
    exif.get_field(tag, In::PRIMARY)
}

fn text(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &field(exif, tag)?.value {
        Value::Ascii(lines) => lines.first().map(Vec::as_slice),
        _ => None,
    }
}

fn taken_at(exif: &Exif) -> Option<i64> {
    let mut at = DateTime::from_ascii(text(exif, Tag::DateTimeOriginal)?).ok()?;
    // An offset that cannot be read is none.
    let _ = text(exif, Tag::OffsetTimeOriginal).map(|it| at.parse_offset(it));
    let small = |it: u8| i8::try_from(it).ok();
    let (year, month, day) = (i16::try_from(at.year).ok()?, small(at.month)?, small(at.day)?);
    let civil =
        civil::DateTime::new(year, month, day, small(at.hour)?, small(at.minute)?, small(at.second)?, 0).ok()?;
    let offset = at.offset.and_then(|it| Offset::from_seconds(i32::from(it) * 60).ok()).unwrap_or(OFFSET);
    offset.to_timestamp(civil).ok().map(jiff::Timestamp::as_millisecond)
}

fn place(exif: &Exif) -> Option<LonLat> {
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, (b'E', b'W'))?;
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, (b'N', b'S'))?;
    // A receiver without a fix writes zeros.
    let fixed = lon.abs() <= 180.0 && lat.abs() <= 90.0 && (lon, lat) != (0.0, 0.0);
    let said = text(exif, Tag::GPSMapDatum).unwrap_or_default().to_ascii_uppercase();
    let datum = if said.starts_with(b"GCJ") { Datum::Gcj02 } else { Datum::Wgs84 };
    fixed.then(|| datum.to_cgcs2000(LonLat { lon, lat }))
}

/// Reads degrees, minutes and seconds; `signs` are the letters of the positive and the negative half.
fn degrees(exif: &Exif, tag: Tag, half: Tag, signs: (u8, u8)) -> Option<f64> {
    let Value::Rational(parts) = &field(exif, tag)?.value else { return None };
    let part = |at: usize, of: f64| match parts.get(at) {
        Some(Rational { denom: 0, .. }) => None,
        Some(it) => Some(it.to_f64() / of),
        None if at > 0 => Some(0.0),
        None => None,
    };
    let value = part(0, 1.0)? + part(1, 60.0)? + part(2, 3600.0)?;
    match text(exif, half)?.first()?.to_ascii_uppercase() {
        it if it == signs.0 => Some(value),
        it if it == signs.1 => Some(-value),
        _ => None,
    }
}

/// Returns EXIF that tells which way up a picture is, and nothing else.
pub(crate) fn only_orientation(orientation: Orientation) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation.to_exif(), 0, 0, 0, 0, 0, 0, 0]);
    tiff
}
