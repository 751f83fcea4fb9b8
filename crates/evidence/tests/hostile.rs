//! No bytes make it panic, and what it takes it takes again unchanged.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Camera, jpeg_with, png_with, webp_with};
use evidence::{Limits, read};
use proptest::prelude::*;

/// What is taken is its own stripped form.
fn check(bytes: Vec<u8>) {
    if let Ok(it) = read(bytes, &Limits { pixels: 1_000_000, ..Limits::default() }) {
        let again = read(it.file.clone(), &Limits::default()).unwrap();
        assert_eq!((again.id, again.width, again.height), (it.id, it.width, it.height));
        assert_eq!((again.taken_at, again.place), (None, None));
    }
}

/// Changes, inserts, removes and doubles parts of a photo.
#[derive(Clone, Debug)]
enum Blow {
    Set(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize),
    CutOff(prop::sample::Index),
}

fn blow() -> impl Strategy<Value = Blow> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        6 => (at(), any::<u8>()).prop_map(|(at, to)| Blow::Set(at, to)),
        1 => (at(), prop::collection::vec(any::<u8>(), 1..40)).prop_map(|(at, what)| Blow::Insert(at, what)),
        1 => (at(), 1_usize..40).prop_map(|(at, count)| Blow::Remove(at, count)),
        1 => (at(), 1_usize..400).prop_map(|(at, count)| Blow::Repeat(at, count)),
        1 => at().prop_map(Blow::CutOff),
    ]
}

fn struck(mut bytes: Vec<u8>, blows: &[Blow]) -> Vec<u8> {
    for blow in blows {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        let end = |at: usize, count: usize| (at + count).min(length);
        match blow {
            Blow::Set(at, to) => bytes[at.index(length)] = *to,
            Blow::Insert(at, what) => drop(bytes.splice(at.index(length)..at.index(length), what.clone())),
            Blow::Remove(at, count) => {
                let at = at.index(length);
                bytes.drain(at..end(at, *count));
            }
            Blow::Repeat(at, count) => {
                let at = at.index(length);
                let part = bytes[at..end(at, *count)].to_vec();
                bytes.splice(at..at, part);
            }
            Blow::CutOff(at) => bytes.truncate(at.index(length)),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_damaged_photo_is_refused_or_taken_whole(
        which in 0_usize..3,
        blows in prop::collection::vec(blow(), 1..6),
    ) {
        let camera = Camera::default();
        let bytes = match which {
            0 => jpeg_with(&camera),
            1 => png_with(&camera),
            _ => webp_with(&camera),
        };
        check(struck(bytes, &blows));
    }

    #[test]
    fn any_bytes_behind_a_photo_s_beginning_are_survived(
        head in prop::sample::select(vec![
            b"\xFF\xD8\xFF".to_vec(),
            b"\x89PNG\r\n\x1A\n".to_vec(),
            b"RIFF\x40\0\0\0WEBP".to_vec(),
            b"\0\0\0\x18ftyp".to_vec(),
            vec![],
        ]),
        rest in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        check([head, rest].concat());
    }

    #[test]
    fn any_exif_is_survived(raw in prop::collection::vec(any::<u8>(), 0..200), big: bool) {
        let raw = [if big { b"MM\0*" } else { b"II*\0" }.to_vec(), raw].concat();
        let mut jpeg = img_parts::jpeg::Jpeg::from_bytes(common::jpeg().into()).unwrap();
        img_parts::ImageEXIF::set_exif(&mut jpeg, Some(raw.into()));
        prop_assert!(read(jpeg.encoder().bytes().to_vec(), &Limits::default()).is_ok());
    }
}
