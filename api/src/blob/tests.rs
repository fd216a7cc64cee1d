//! Hostile files, and what becomes of harmless ones.

use std::{
    io::Cursor,
    time::{Duration, Instant},
};

use ::image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;
use crate::config::Config;

const LIMIT_BYTES: usize = 2_097_152;

async fn prepare(bytes: impl Into<Bytes>, name: &str) -> Result<Prepared, PrepareError> {
    Preparer::new(LIMIT_BYTES).prepare(bytes.into(), name).await
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Left half red, right half blue.
fn picture(width: u32, height: u32) -> DynamicImage {
    let half = width / 2;
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
        if x < half { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) }
    }))
}

/// Noise, which no encoder makes small.
fn noise(width: u32, height: u32) -> DynamicImage {
    let mut state = 1_u32;
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        Rgb([a, b, c])
    }))
}

fn is_red(pixel: Rgba<u8>) -> bool {
    pixel.0[0] > 200 && pixel.0[2] < 60
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut typed = kind.to_vec();
    typed.extend_from_slice(body);
    let mut chunk = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend_from_slice(&typed);
    chunk.extend_from_slice(&crc32(&typed).to_be_bytes());
    chunk
}

/// A PNG that claims the given size in one bit a pixel and holds hardly any pixels.
fn claimed_png(width: u32, height: u32) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[1, 0, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend_from_slice(&chunk(b"IHDR", &header));
    // A zlib stream of one stored, empty block.
    png.extend_from_slice(&chunk(b"IDAT", &[0x78, 0x01, 0x01, 0, 0, 0xff, 0xff, 0, 0, 0, 1]));
    png.extend_from_slice(&chunk(b"IEND", &[]));
    png
}

/// An EXIF block that says "turned by 90 degrees" and names a camera.
fn exif(camera: &[u8; 8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    exif.extend_from_slice(&[0x01, 0x0f, 0, 2, 0, 0, 0, 8, 0, 0, 0, 38]); // make, 8 characters, at 38
    exif.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]); // orientation 6
    exif.extend_from_slice(&[0, 0, 0, 0]);
    exif.extend_from_slice(camera);
    exif
}

fn jpeg_with_exif(image: &DynamicImage) -> Vec<u8> {
    let plain = encoded(image, ImageFormat::Jpeg);
    let exif = exif(b"CANARY!\0");
    let mut jpeg = plain[..2].to_vec();
    jpeg.extend_from_slice(&[0xff, 0xe1]);
    jpeg.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    jpeg.extend_from_slice(&exif);
    jpeg.extend_from_slice(&plain[2..]);
    jpeg.extend_from_slice(b"<script>CANARY!</script>");
    jpeg
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[tokio::test]
async fn a_bomb_is_refused_before_it_costs_anything() {
    let start = Instant::now();
    for (width, height) in [(22_000, 22_000), (8_193, 1), (1, 4_000_000_000), (u32::MAX >> 1, u32::MAX >> 1), (0, 0)] {
        let refused = prepare(claimed_png(width, height), "bomb.png").await.expect_err("a bomb");
        assert_eq!(refused, PrepareError::ImageRefused, "{width}x{height}");
    }
    // Reading the heads alone takes no time; the slack is for a machine that does much else.
    assert!(start.elapsed() < Duration::from_secs(10), "took {:?}", start.elapsed());
}

#[tokio::test]
async fn a_broken_picture_is_refused_in_every_format() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let whole = encoded(&picture(64, 64), format);
        for length in [13, whole.len() / 4] {
            let answer = prepare(whole[..length].to_vec(), "cut").await;
            // JPEG readers draw what is there; then it is a picture like any other, without the rest of the file.
            match answer {
                Err(error) => assert_eq!(error, PrepareError::ImageRefused),
                Ok(prepared) => {
                    assert!(prepared.content_type.starts_with("image/"), "{format:?} {}", prepared.content_type);
                }
            }
        }
    }
    let mut disguised = b"\x89PNG\r\n\x1a\n".to_vec();
    disguised.extend_from_slice(b"<html><script>alert(1)</script>");
    assert_eq!(prepare(disguised, "a.png").await.expect_err("no picture"), PrepareError::ImageRefused);
    assert_eq!(
        prepare(b"GIF89a/*<script>*/=1".to_vec(), "a.gif").await.expect_err("no picture"),
        PrepareError::ImageRefused
    );
}

#[tokio::test]
async fn nothing_and_too_much_are_refused() {
    assert_eq!(prepare(Vec::new(), "a.txt").await.expect_err("empty"), PrepareError::Empty);
    let most_bytes = LIMIT_BYTES;
    assert_eq!(
        prepare(vec![b'a'; LIMIT_BYTES + 1], "a.txt").await.expect_err("large"),
        PrepareError::TooLarge { most_bytes }
    );
    assert!(prepare(vec![b'a'; LIMIT_BYTES], "a.txt").await.is_ok());
}

#[tokio::test]
async fn markup_is_never_served_as_itself() {
    for text in [
        "<!DOCTYPE html><script>alert(1)</script>",
        "\u{feff}  <svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        "<?xml version=\"1.0\"?><a/>",
        "hello <script>alert(1)</script>",
        "GIF8 <HTML>",
        "%PDX<iframe src=x>",
    ] {
        for name in ["a.png", "a.html", "a.svg", "a.txt"] {
            assert_eq!(
                prepare(text.to_owned(), name).await.unwrap().content_type,
                "application/octet-stream",
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn the_bytes_tell_the_type_and_the_name_does_not() {
    for (bytes, content_type) in [
        (&b"just words, 3 < 4\n"[..], "text/plain; charset=utf-8"),
        (b"a\0b", "application/octet-stream"),
        (b"\xff\xfe\xfd", "application/octet-stream"),
        (b"%PDF-1.7\n1 0 obj", "application/pdf"),
        (b"PK\x03\x04\x14\0\0\0\0\0", "application/zip"),
        (b"MZ\x90\0\x03\0\0\0", "application/octet-stream"),
        (b"\x7fELF\x02\x01\x01\0", "application/octet-stream"),
        (b"BM\x1e\0\0\0\0\0\0\0", "application/octet-stream"),
        (b"II*\0\x08\0\0\0", "application/octet-stream"),
        (b"#!/bin/sh\nrm -rf /\n", "text/plain; charset=utf-8"),
    ] {
        assert_eq!(prepare(bytes, "photo.jpg").await.unwrap().content_type, content_type, "{bytes:?}");
    }
}

#[tokio::test]
async fn a_photo_loses_its_metadata_and_stands_upright() {
    let photo = jpeg_with_exif(&picture(1_000, 600));
    assert!(holds(&photo, b"CANARY!"));
    let prepared = prepare(photo, "IMG_1.JPG").await.unwrap();
    assert_eq!((prepared.content_type, prepared.name.as_str()), ("image/jpeg", "IMG_1.JPG"));
    assert_eq!((prepared.width, prepared.height), (Some(600), Some(1_000)));
    let thumbnail = prepared.thumbnail.expect("a large picture has a small one");
    assert_eq!((thumbnail.width, thumbnail.height), (288, 480));
    for bytes in [&prepared.bytes, &thumbnail.bytes] {
        assert!(!holds(bytes, b"CANARY!") && !holds(bytes, b"Exif"));
        let image = ::image::load_from_memory(bytes).unwrap();
        let (width, height) = image.dimensions();
        // Turned by 90 degrees clockwise, the red left half is the upper one.
        assert!(
            is_red(image.get_pixel(width / 2, height / 8)) && !is_red(image.get_pixel(width / 2, height - height / 8))
        );
    }
}

#[tokio::test]
async fn each_format_is_drawn_again_and_small_ones_need_no_thumbnail() {
    for (format, content_type, name) in [
        (ImageFormat::Png, "image/png", "cat.png"),
        (ImageFormat::Gif, "image/png", "cat.png"),
        (ImageFormat::WebP, "image/webp", "cat.webp"),
        (ImageFormat::Jpeg, "image/jpeg", "cat.jpg"),
    ] {
        let prepared = prepare(encoded(&picture(40, 20), format), "cat.bin").await.unwrap();
        assert_eq!((prepared.content_type, prepared.name.as_str()), (content_type, name));
        assert!(prepared.thumbnail.is_none());
        let image = ::image::load_from_memory(&prepared.bytes).unwrap();
        assert_eq!(image.dimensions(), (40, 20));
        assert!(is_red(image.get_pixel(5, 10)) && !is_red(image.get_pixel(35, 10)));
    }
}

#[tokio::test]
async fn a_see_through_picture_keeps_its_edges() {
    let image = DynamicImage::ImageRgba8(RgbaImage::from_pixel(600, 600, Rgba([0, 0, 0, 0])));
    let prepared = prepare(encoded(&image, ImageFormat::Png), "logo.png").await.unwrap();
    assert_eq!(prepared.thumbnail.unwrap().content_type, "image/png");
    assert_eq!(::image::load_from_memory(&prepared.bytes).unwrap().get_pixel(0, 0).0[3], 0);
}

#[tokio::test]
async fn what_is_drawn_again_fits_the_limit_too() {
    let photo = encoded(&noise(500, 500), ImageFormat::Jpeg);
    let limit = photo.len() + 10;
    let prepared = Preparer::new(limit).prepare(photo.into(), "noise.jpg").await.unwrap();
    assert!(prepared.bytes.len() <= limit, "{} of {limit}", prepared.bytes.len());
    assert_eq!(prepared.content_type, "image/jpeg");
}

#[tokio::test]
async fn a_crowd_of_pictures_is_served_in_turn() {
    let preparer = Preparer::new(LIMIT_BYTES);
    let bytes = Bytes::from(encoded(&picture(300, 300), ImageFormat::Png));
    let crowd = (0..20).map(|_| preparer.prepare(bytes.clone(), "a.png"));
    let answers = futures_util::future::join_all(crowd).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(preparer.decoders.available_permits(), image::AT_ONCE);
}

#[tokio::test]
async fn bytes_are_stored_found_and_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(&Config { folder: folder.path().to_owned(), ..Config::default() }).unwrap();
    let key = blobs.put(Bytes::from_static(b"hello")).await.unwrap();
    assert_ne!(blobs.put(Bytes::from_static(b"hello")).await.unwrap(), key, "a key came twice");
    assert_eq!(blobs.get(&key).await.unwrap(), "hello");
    blobs.delete(&key).await.unwrap();
    blobs.delete(&key).await.unwrap();
    assert!(matches!(blobs.get(&key).await, Err(BlobError::NotFound)));
}

#[tokio::test]
async fn a_key_cannot_leave_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("master.key"), "secret").unwrap();
    let blobs = Blobs::open(&Config { folder: folder.path().to_owned(), ..Config::default() }).unwrap();
    for key in
        ["../master.key", "/etc/passwd", "", "aa/../../master.key", "aa/%2e%2e", "AA/00000000000000000000000000000000"]
    {
        assert!(matches!(blobs.get(key).await, Err(BlobError::NotFound)), "{key}");
    }
}
