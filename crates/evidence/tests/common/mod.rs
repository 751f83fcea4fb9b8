//! Small photos with all that cameras and editors write beside the picture.

#![allow(dead_code, reason = "each test uses its own part")]

use std::io::Cursor;

use exif::{Context, Field, In, Rational, Tag, Value, experimental::Writer};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use img_parts::{
    Bytes, ImageEXIF,
    jpeg::{Jpeg, JpegSegment, markers},
    png::{Png, PngChunk},
    riff::{RiffChunk, RiffContent},
    webp::WebP,
};

/// What must not be left of a photo.
pub const SECRETS: [&[u8]; 6] =
    [b"secret maker", b"secret XMP", b"secret IPTC", b"secret comment", b"secret second picture", b"secret thumbnail"];

/// What a camera writes.
#[derive(Clone, Copy, Debug)]
pub struct Camera {
    pub time: &'static str,
    pub offset: Option<&'static str>,
    pub lon: [(u32, u32); 3],
    pub lat: [(u32, u32); 3],
    pub halves: [&'static str; 2],
    pub datum: &'static str,
    pub turn: u16,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            time: "2026:11:21 21:05:03",
            offset: None,
            lon: [(113, 1), (55, 1), (4800, 100)],
            lat: [(22, 1), (31, 1), (48, 1)],
            halves: ["E", "N"],
            datum: "WGS-84",
            turn: 6,
        }
    }
}

impl Camera {
    /// Returns the EXIF that it writes.
    pub fn exif(&self) -> Vec<u8> {
        let ascii = |it: &str| Value::Ascii(vec![it.as_bytes().to_vec()]);
        let ratios = |it: [(u32, u32); 3]| Value::Rational(it.map(|it| Rational { num: it.0, denom: it.1 }).to_vec());
        let mut fields = vec![
            (Tag::Make, ascii("secret maker")),
            (Tag::Orientation, Value::Short(vec![self.turn])),
            (Tag::DateTimeOriginal, ascii(self.time)),
            (Tag::GPSLongitude, ratios(self.lon)),
            (Tag::GPSLatitude, ratios(self.lat)),
            (Tag::GPSLongitudeRef, ascii(self.halves[0])),
            (Tag::GPSLatitudeRef, ascii(self.halves[1])),
            (Tag::GPSMapDatum, ascii(self.datum)),
            (Tag(Context::Tiff, 0xC4A5), Value::Undefined(b"secret print matching".to_vec(), 0)),
        ];
        fields.extend(self.offset.map(|it| (Tag::OffsetTimeOriginal, ascii(it))));
        let fields: Vec<_> =
            fields.into_iter().map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value }).collect();
        let mut writer = Writer::new();
        for it in &fields {
            writer.push_field(it);
        }
        let mut raw = Cursor::new(Vec::new());
        writer.write(&mut raw, true).unwrap();
        raw.into_inner()
    }
}

/// A picture of 64 × 48 pixels: green and blue, with a red corner at the top left.
pub fn colours() -> DynamicImage {
    RgbImage::from_fn(64, 48, |x, y| if x < 8 && y < 8 { Rgb([250, 0, 0]) } else { Rgb([0, 3 * x as u8, 5 * y as u8]) })
        .into()
}

/// Encodes a picture.
pub fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// The picture as a plain JPEG.
pub fn jpeg() -> Vec<u8> {
    encoded(&colours(), ImageFormat::Jpeg)
}

/// The picture as a plain PNG.
pub fn png() -> Vec<u8> {
    encoded(&colours(), ImageFormat::Png)
}

/// The picture as a plain WebP.
pub fn webp() -> Vec<u8> {
    encoded(&colours(), ImageFormat::WebP)
}

/// The picture as a JPEG with EXIF, XMP, IPTC, comments before and after the picture's tables, and a second picture behind.
pub fn jpeg_with(camera: &Camera) -> Vec<u8> {
    let mut jpeg = Jpeg::from_bytes(jpeg().into()).unwrap();
    jpeg.set_exif(Some(camera.exif().into()));
    let segment = |marker, text: &'static [u8]| JpegSegment::new_with_contents(marker, Bytes::from_static(text));
    let at = jpeg.segments().len() - 1;
    let further = [
        segment(markers::APP0, b"JFXX\0\x10secret thumbnail"),
        segment(markers::APP1, b"http://ns.adobe.com/xap/1.0/\0secret XMP"),
        segment(markers::APP13, b"Photoshop 3.0\0secret IPTC"),
        segment(markers::COM, b"secret comment"),
    ];
    jpeg.segments_mut().splice(at..at, further);
    let mut file = jpeg.encoder().bytes().to_vec();
    file.extend(b"\xFF\xD8\xFF\xE1\0\x17secret second picture\xFF\xD9");
    file
}

/// The picture as a PNG with EXIF and texts.
pub fn png_with(camera: &Camera) -> Vec<u8> {
    let mut png = Png::from_bytes(png().into()).unwrap();
    png.set_exif(Some(camera.exif().into()));
    let text = PngChunk::new(*b"tEXt", Bytes::from_static(b"Comment\0secret comment"));
    png.chunks_mut().insert(1, text);
    png.encoder().bytes().to_vec()
}

/// The picture as a WebP with EXIF and XMP.
pub fn webp_with(camera: &Camera) -> Vec<u8> {
    let mut webp = WebP::from_bytes(webp().into()).unwrap();
    let xmp = RiffContent::Data(Bytes::from_static(b"secret XMP"));
    webp.chunks_mut().push(RiffChunk::new(*b"XMP ", xmp));
    webp.set_exif(Some(camera.exif().into()));
    webp.encoder().bytes().to_vec()
}

/// A PNG of a few bytes that claims to be large.
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = Png::from_bytes(png().into()).unwrap();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    png.chunks_mut()[0] = PngChunk::new(*b"IHDR", header.into());
    png.encoder().bytes().to_vec()
}
