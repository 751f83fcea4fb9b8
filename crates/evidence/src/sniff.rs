//! What a file is, by its first bytes; names and media types that senders give are not asked.

use model::PhotoFormat;

use crate::EvidenceError;

/// Brands of ISO base media files that are HEIC or HEIF (ISO/IEC 23008-12, annex B).
const HEIF: [&[u8]; 8] = [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"];
/// Brands that are AVIF (AV1 image file format, 6).
const AVIF: [&[u8]; 2] = [b"avif", b"avis"];

/// What else people send, by how it begins.
const OTHERS: [(&[u8], &str, &str); 17] = [
    (b"GIF8", "GIF 图片", "a GIF"),
    (b"BM", "BMP 图片", "a BMP"),
    (b"II*\0", "TIFF 或 RAW 图片", "a TIFF or raw picture"),
    (b"MM\0*", "TIFF 或 RAW 图片", "a TIFF or raw picture"),
    (b"\xFF\x0A", "JPEG XL 图片", "a JPEG XL"),
    (b"\0\0\0\x0CJXL ", "JPEG XL 图片", "a JPEG XL"),
    (b"\0\0\0\x0CjP  ", "JPEG 2000 图片", "a JPEG 2000"),
    (b"\0\0\x01\0", "图标", "an icon"),
    (b"8BPS", "Photoshop 文件", "a Photoshop file"),
    (b"%PDF", "PDF 文件", "a PDF"),
    (b"PK\x03\x04", "ZIP 或 Office 文件", "a ZIP or Office file"),
    (b"Rar!", "RAR 文件", "a RAR archive"),
    (b"7z\xBC\xAF\x27\x1C", "7z 文件", "a 7z archive"),
    (b"\x1A\x45\xDF\xA3", "MKV 或 WebM 视频", "an MKV or WebM video"),
    (b"ID3", "MP3 录音", "an MP3"),
    (b"#!AMR", "AMR 录音", "an AMR recording"),
    (b"RIFF", "视频或录音", "a video or a recording"),
];

/// Tells what a file is.
///
/// # Errors
/// [`EvidenceError`] naming what it is instead of a photo.
pub(crate) fn sniff(bytes: &[u8]) -> Result<PhotoFormat, EvidenceError> {
    let other = |zh, en| Err(EvidenceError::Other { zh, en });
    if bytes.is_empty() {
        return Err(EvidenceError::Empty);
    }
    if bytes.starts_with(b"\xFF\xD8\xFF") {
        return Ok(PhotoFormat::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Ok(PhotoFormat::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(PhotoFormat::WebP);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        let brands = brands(bytes);
        return match () {
            () if brands.iter().any(|it| AVIF.contains(it)) => other("AVIF 图片", "an AVIF"),
            () if brands.iter().any(|it| HEIF.contains(it)) => Err(EvidenceError::Heic),
            () => other("视频", "a video"),
        };
    }
    if let Some((_, zh, en)) = OTHERS.iter().find(|it| bytes.starts_with(it.0)) {
        return other(zh, en);
    }
    let head = &bytes[..bytes.len().min(512)];
    let text = head.trim_ascii_start();
    match () {
        () if [b"<svg".as_slice(), b"<?xml"].iter().any(|it| text.starts_with(it)) => other("SVG 或 XML", "SVG or XML"),
        () if text.starts_with(b"<") => other("网页", "a web page"),
        () if head.iter().all(|it| *it >= b' ' || it.is_ascii_whitespace()) => other("文本", "text"),
        () => other("无法识别的文件", "a file of unknown kind"),
    }
}

/// Lists the brands of an ISO base media file: the major one and the compatible ones, as far as they are there.
fn brands(bytes: &[u8]) -> Vec<&[u8]> {
    let length = bytes.first_chunk::<4>().map_or(0, |it| u32::from_be_bytes(*it) as usize);
    // The box holds length, name, major brand, version, and the rest is compatible brands; 256 bytes are more than any has.
    let body = bytes.get(8..length.clamp(8, 256).min(bytes.len())).unwrap_or_default();
    body.chunks_exact(4).enumerate().filter(|it| it.0 != 1).map(|it| it.1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_content() {
        assert_eq!(sniff(b"\xFF\xD8\xFF\xE1"), Ok(PhotoFormat::Jpeg));
        assert_eq!(sniff(b"\x89PNG\r\n\x1A\n"), Ok(PhotoFormat::Png));
        assert_eq!(sniff(b"RIFF\0\0\0\0WEBPVP8 "), Ok(PhotoFormat::WebP));
        assert_eq!(sniff(b""), Err(EvidenceError::Empty));
        let named = |bytes: &[u8]| match sniff(bytes) {
            Err(EvidenceError::Other { en, .. }) => en,
            other => panic!("{other:?}"),
        };
        assert_eq!(named(b"GIF89a"), "a GIF");
        assert_eq!(named(b"RIFF\0\0\0\0AVI LIST"), "a video or a recording");
        assert_eq!(named(b"%PDF-1.7"), "a PDF");
        assert_eq!(named(b"\0\0\0\x18ftypmp42\0\0\0\0isommp42"), "a video");
        assert_eq!(named(b"\0\0\0\x1Cftypavif\0\0\0\0avifmif1miaf"), "an AVIF");
        assert_eq!(named(b"\0\0\0\x14ftypmif1\0\0\0\0avif"), "an AVIF");
        assert_eq!(named(b"  <svg xmlns="), "SVG or XML");
        assert_eq!(named(b"<!doctype html>"), "a web page");
        assert_eq!(named("照片".as_bytes()), "text");
        assert_eq!(named(b"\x01\x02\x03"), "a file of unknown kind");
        assert_eq!(named(b"\0\0\0\x01ftyp"), "a video");
    }

    #[test]
    fn heic_is_refused_with_advice() {
        for head in [&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..], b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic"] {
            let err = sniff(head).unwrap_err();
            assert_eq!(err, EvidenceError::Heic);
            let text = err.to_string();
            assert!(text.contains("兼容性最佳") && text.contains("Most Compatible"), "{text}");
        }
    }
}
