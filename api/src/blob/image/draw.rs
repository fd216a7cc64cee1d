//! The drawing itself; it takes memory and time, and runs on its own thread.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, ImageResult, Limits, Rgb, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
};

use super::{MOST_DECODED_BYTES, MOST_PIXELS_PER_SIDE, Picture, THUMBNAIL_PIXELS, Thumb};
use crate::blob::PrepareError;

const PICTURE_QUALITY: u8 = 85;
const THUMBNAIL_QUALITY: u8 = 80;
/// How often a picture that stays too large in bytes is halved before it is refused.
const HALVINGS: usize = 3;

/// Decodes, turns upright, encodes.
pub(super) fn redraw(bytes: &[u8], format: ImageFormat, most_bytes: usize) -> Result<Picture, PrepareError> {
    let image = decode(bytes, format).map_err(|_| PrepareError::ImageRefused)?;
    let thumbnail = thumbnail(&image).map_err(|_| PrepareError::ImageRefused)?;
    let mut picture = encode(&image, format).map_err(|_| PrepareError::ImageRefused)?;
    let mut image = image;
    let mut halvings = 0;
    // Pixels that were stored with loss can take ten times the room without; the upload was small enough, so is this.
    while picture.bytes.len() > most_bytes {
        if halvings == HALVINGS {
            return Err(PrepareError::TooLarge { most_bytes });
        }
        if picture.content_type == "image/jpeg" {
            image = image.thumbnail(image.width().div_ceil(2), image.height().div_ceil(2));
            halvings += 1;
        }
        picture = encode(&image, ImageFormat::Jpeg).map_err(|_| PrepareError::ImageRefused)?;
    }
    Ok(Picture { thumbnail, ..picture })
}

/// A WebP picture that was drawn here, as PNG.
pub(super) fn as_png(bytes: &[u8]) -> Result<bytes::Bytes, PrepareError> {
    let image = decode(bytes, ImageFormat::WebP).map_err(|_| PrepareError::ImageRefused)?;
    let picture = encode(&image, ImageFormat::Png).map_err(|_| PrepareError::ImageRefused)?;
    Ok(picture.bytes)
}

fn decode(bytes: &[u8], format: ImageFormat) -> ImageResult<DynamicImage> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_PER_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_PER_SIDE);
    limits.max_alloc = Some(MOST_DECODED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    // Not every decoder counts the picture itself against its limit.
    limits.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation()?;
    let mut image = plain(DynamicImage::from_decoder(decoder)?);
    image.apply_orientation(orientation);
    Ok(image)
}

/// Eight bits a channel: what every encoder takes and every screen shows.
fn plain(image: DynamicImage) -> DynamicImage {
    let color = image.color();
    match (color.has_alpha(), color.has_color()) {
        (true, _) => DynamicImage::ImageRgba8(image.into_rgba8()),
        (false, true) => DynamicImage::ImageRgb8(image.into_rgb8()),
        (false, false) => DynamicImage::ImageLuma8(image.into_luma8()),
    }
}

fn encode(image: &DynamicImage, format: ImageFormat) -> ImageResult<Picture> {
    let mut bytes = Vec::new();
    let content_type = match format {
        ImageFormat::Jpeg => {
            write_jpeg(image, &mut bytes, PICTURE_QUALITY)?;
            "image/jpeg"
        }
        ImageFormat::WebP => {
            image.write_with_encoder(WebPEncoder::new_lossless(&mut bytes))?;
            "image/webp"
        }
        _ => {
            image.write_with_encoder(PngEncoder::new(&mut bytes))?;
            "image/png"
        }
    };
    Ok(Picture { content_type, bytes: bytes.into(), width: image.width(), height: image.height(), thumbnail: None })
}

fn thumbnail(image: &DynamicImage) -> ImageResult<Option<Thumb>> {
    if image.width().max(image.height()) <= THUMBNAIL_PIXELS {
        return Ok(None);
    }
    let small = image.thumbnail(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS);
    let mut bytes = Vec::new();
    let content_type = if small.color().has_alpha() {
        small.write_with_encoder(PngEncoder::new(&mut bytes))?;
        "image/png"
    } else {
        write_jpeg(&small, &mut bytes, THUMBNAIL_QUALITY)?;
        "image/jpeg"
    };
    Ok(Some(Thumb { content_type, bytes: bytes.into(), width: small.width(), height: small.height() }))
}

fn write_jpeg(image: &DynamicImage, bytes: &mut Vec<u8>, quality: u8) -> ImageResult<()> {
    let encoder = JpegEncoder::new_with_quality(bytes, quality);
    if image.color().has_alpha() {
        on_white(image).write_with_encoder(encoder)
    } else {
        image.write_with_encoder(encoder)
    }
}

/// JPEG knows nothing see-through; left alone, the colour that happens to lie beneath would show.
fn on_white(image: &DynamicImage) -> DynamicImage {
    let source = image.to_rgba8();
    let mix = |channel: u8, alpha: u8| {
        let mixed = (u16::from(channel) * u16::from(alpha) + 255 * (255 - u16::from(alpha))) / 255;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    let flat = RgbImage::from_fn(source.width(), source.height(), |x, y| {
        let [red, green, blue, alpha] = source.get_pixel(x, y).0;
        Rgb([mix(red, alpha), mix(green, alpha), mix(blue, alpha)])
    });
    DynamicImage::ImageRgb8(flat)
}
