//! What a photo tells is read, then nothing but the picture is left of it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::Cursor;

use common::{Camera, colours, jpeg, jpeg_with, png, png_with, webp, webp_with};
use evidence::{EvidenceError, Limits, read};
use image::{DynamicImage, ImageDecoder, ImageReader, metadata::Orientation};
use model::PhotoFormat;

/// 2026-11-21T21:05:03+08:00.
const MOMENT: i64 = 1_795_266_303_000;

fn sound(bytes: Vec<u8>) -> evidence::Sound {
    read(bytes, &Limits::default()).unwrap()
}

fn decoded(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|it| it == part)
}

#[test]
fn a_jpeg_tells_where_and_when_and_keeps_only_its_picture() {
    let bytes = jpeg_with(&Camera::default());
    let sent = bytes.clone();
    let it = sound(bytes);
    assert_eq!((it.format, it.width, it.height, it.taken_at), (PhotoFormat::Jpeg, 48, 64, Some(MOMENT)));
    let place = it.place.unwrap();
    assert!((place.lon - 113.93).abs() < 1e-6 && (place.lat - 22.53).abs() < 1e-6, "{place:?}");
    assert_eq!(decoded(&it.file), decoded(&sent));
    for secret in common::SECRETS {
        assert!(holds(&sent, secret) && !holds(&it.file, secret), "{}", String::from_utf8_lossy(secret));
    }
    assert_eq!(it.id.to_string().len(), 64);
}

#[test]
fn the_camera_s_offset_counts_and_without_one_the_time_is_chinese() {
    let at = |offset| sound(jpeg_with(&Camera { offset, ..Camera::default() })).taken_at;
    assert_eq!(at(None), Some(MOMENT));
    assert_eq!(at(Some("+08:00")), Some(MOMENT));
    assert_eq!(at(Some("+09:00")), Some(MOMENT - 3_600_000));
    assert_eq!(at(Some("-03:30")), Some(MOMENT + 11 * 3_600_000 + 1_800_000));
    assert_eq!(at(Some("later")), Some(MOMENT));
}

#[test]
fn a_time_or_place_that_is_none_is_not_believed() {
    let with = |camera: Camera| sound(jpeg_with(&camera));
    for time in ["0000:00:00 00:00:00", "2026:13:01 00:00:00", "2026:02:30 00:00:00", "yesterday", ""] {
        assert_eq!(with(Camera { time, ..Camera::default() }).taken_at, None, "{time}");
    }
    let nowhere = [
        Camera { lon: [(0, 1); 3], lat: [(0, 1); 3], ..Camera::default() },
        Camera { lon: [(181, 1), (0, 1), (0, 1)], ..Camera::default() },
        Camera { lat: [(22, 0), (0, 1), (0, 1)], ..Camera::default() },
        Camera { halves: ["", ""], ..Camera::default() },
        Camera { halves: ["N", "E"], ..Camera::default() },
    ];
    for camera in nowhere {
        assert_eq!(with(camera).place, None, "{camera:?}");
    }
    let south = with(Camera { halves: ["W", "S"], ..Camera::default() }).place.unwrap();
    assert!((south.lon + 113.93).abs() < 1e-6 && (south.lat + 22.53).abs() < 1e-6);
}

#[test]
fn a_place_that_says_it_is_shifted_is_moved_back() {
    let shifted = sound(jpeg_with(&Camera { datum: "GCJ-02", ..Camera::default() })).place.unwrap();
    assert!((shifted.lon - 113.93).abs() > 1e-3 && (shifted.lon - 113.93).abs() < 1e-2, "{shifted:?}");
}

#[test]
fn a_jpeg_that_was_held_upright_stays_upright() {
    for turn in 1..=8 {
        let it = sound(jpeg_with(&Camera { turn, ..Camera::default() }));
        let mut decoder =
            ImageReader::new(Cursor::new(&it.file)).with_guessed_format().unwrap().into_decoder().unwrap();
        assert_eq!(decoder.orientation().unwrap(), Orientation::from_exif(turn as u8).unwrap());
        let mut upright = decoded(&it.file);
        upright.apply_orientation(Orientation::from_exif(turn as u8).unwrap());
        assert_eq!((it.width, it.height), (upright.width(), upright.height()));
        let thumbnail = decoded(&it.thumbnail);
        assert_eq!((thumbnail.width(), thumbnail.height()), (it.width, it.height));
        // The red corner is where it belongs.
        let corner = |it: &DynamicImage| {
            let it = it.to_rgb8();
            let (right, bottom) = (it.width() - 2, it.height() - 2);
            [(1, 1), (right, 1), (1, bottom), (right, bottom)]
                .map(|(x, y)| i32::from(it[(x, y)][0]) - i32::from(it[(x, y)][1]) > 100)
        };
        assert_eq!(corner(&thumbnail), corner(&upright), "turned {turn}");
        assert_eq!(corner(&upright).iter().filter(|it| **it).count(), 1);
    }
}

#[test]
fn a_png_loses_its_texts_and_is_turned_without_loss() {
    let it = sound(png_with(&Camera { turn: 1, ..Camera::default() }));
    assert_eq!((it.format, it.taken_at), (PhotoFormat::Png, Some(MOMENT)));
    assert_eq!(decoded(&it.file), colours());
    assert!(!holds(&it.file, b"tEXt") && !holds(&it.file, b"eXIf") && !holds(&it.file, b"secret"));
    let it = sound(png_with(&Camera { turn: 6, ..Camera::default() }));
    assert_eq!((it.width, it.height), (48, 64));
    assert_eq!(decoded(&it.file), colours().rotate90());
}

#[test]
fn a_webp_loses_its_metadata_and_is_turned_without_loss() {
    let plain = webp();
    assert_eq!(sound(plain.clone()).file, plain, "nothing to take out");
    let it = sound(webp_with(&Camera { turn: 1, ..Camera::default() }));
    assert_eq!((it.format, it.taken_at), (PhotoFormat::WebP, Some(MOMENT)));
    assert_eq!(decoded(&it.file), colours());
    assert!(!holds(&it.file, b"EXIF") && !holds(&it.file, b"XMP ") && !holds(&it.file, b"secret"));
    let it = sound(webp_with(&Camera { turn: 6, ..Camera::default() }));
    assert_eq!(decoded(&it.file), colours().rotate90());
    // A lossy one of one pixel, as another program wrote it.
    let lossy = [
        b"RIFF\x22\0\0\0WEBPVP8 \x16\0\0\0".as_slice(),
        b"\x30\x01\0\x9D\x01\x2A\x01\0\x01\0\x0E\xC0\xFE\x25\xA4\0\x03\x70\0\0\0\0",
    ];
    assert_eq!(sound(lossy.concat()).file, lossy.concat());
}

#[test]
fn the_same_picture_has_one_id_whatever_was_written_beside_it() {
    let ids = [Camera::default(), Camera { time: "", datum: "GCJ-02", ..Camera::default() }].map(|it| {
        let with = [jpeg_with(&it), png_with(&it), webp_with(&it)];
        with.map(|it| sound(it).id)
    });
    assert_eq!(ids[0], ids[1]);
    assert_eq!(sound(jpeg()).id, sound(sound(jpeg()).file).id);
}

#[test]
fn a_large_photo_gets_a_small_thumbnail() {
    let large = DynamicImage::from(image::RgbaImage::from_pixel(1280, 640, image::Rgba([10, 200, 30, 128])));
    let it = sound(common::encoded(&large, image::ImageFormat::Png));
    let thumbnail = decoded(&it.thumbnail);
    assert_eq!((thumbnail.width(), thumbnail.height()), (320, 160));
    assert!(it.thumbnail.starts_with(b"\xFF\xD8\xFF"));
}

#[test]
fn what_claims_more_pixels_than_allowed_is_not_decoded() {
    let refused = |bytes: Vec<u8>| read(bytes, &Limits::default()).unwrap_err();
    let claimed = |it: EvidenceError| match it {
        EvidenceError::TooManyPixels { width, height, .. } => (width, height),
        other => panic!("{other}"),
    };
    assert_eq!(claimed(refused(common::png_claiming(60_000, 60_000))), (60_000, 60_000));
    assert_eq!(claimed(refused(common::png_claiming(12_001, 1))), (12_001, 1));
    assert_eq!(claimed(refused(common::png_claiming(8_000, 8_000))), (8_000, 8_000));
    let mut large = jpeg();
    let frame = large.windows(2).position(|it| it == [0xFF, 0xC0]).unwrap();
    large[frame + 5..frame + 9].copy_from_slice(&[0x3A, 0x98, 0x3A, 0x98]);
    assert_eq!(claimed(refused(large)), (15_000, 15_000));
    // The extended header of a WebP may not tell less than its picture.
    let mut webp = webp_with(&Camera { turn: 1, ..Camera::default() });
    assert_eq!(&webp[12..16], b"VP8X");
    webp[24] = 9;
    assert!(matches!(refused(webp), EvidenceError::Damaged { format: PhotoFormat::WebP, .. }));
}

#[test]
fn a_jpeg_with_endless_scans_is_refused() {
    let mut bytes = jpeg();
    let scan = bytes.windows(2).position(|it| it == [0xFF, 0xDA]).unwrap();
    let length = usize::from(u16::from_be_bytes([bytes[scan + 2], bytes[scan + 3]]));
    let again = bytes[scan..scan + 2 + length].repeat(100);
    bytes.truncate(bytes.len() - 2);
    bytes.extend(again);
    let err = read(bytes, &Limits::default()).unwrap_err();
    assert_eq!(err, EvidenceError::TooManyScans { scans: 101, limit: 100 });
}

#[test]
fn size_is_asked_first_and_damage_is_named() {
    let limits = Limits { bytes: 100, ..Limits::default() };
    let err = read(vec![0xFF; 101], &limits).unwrap_err();
    assert_eq!(err, EvidenceError::TooLarge { bytes: 101, limit: 100 });
    for (whole, format) in [(jpeg(), PhotoFormat::Jpeg), (png(), PhotoFormat::Png), (webp(), PhotoFormat::WebP)] {
        let err = read(whole[..20].to_vec(), &Limits::default()).unwrap_err();
        assert!(matches!(err, EvidenceError::Damaged { format: it, .. } if it == format), "{err}");
        assert!(err.to_string().contains(" / "), "{err}");
    }
}
