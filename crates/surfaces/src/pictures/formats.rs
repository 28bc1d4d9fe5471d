//! Which pictures are known, told from their first bytes.

use imagesize::ImageType;

/// For those who sent something else.
pub const NAMES: &str = "PNG, JPEG, GIF, BMP or WebP";

/// A picture whose head can be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Recognized {
    pub media_type: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// What the bytes are a picture of, whatever the client calls them. Nothing for what is none, or has no size.
pub fn recognize(bytes: &[u8]) -> Option<Recognized> {
    let media_type = match imagesize::image_type(bytes).ok()? {
        ImageType::Png => "image/png",
        ImageType::Jpeg => "image/jpeg",
        ImageType::Gif => "image/gif",
        ImageType::Bmp => "image/bmp",
        ImageType::Webp => "image/webp",
        _ => return None,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    (width > 0 && height > 0).then_some(Recognized { media_type, width, height })
}

#[cfg(test)]
mod tests {
    use super::{Recognized, recognize};

    /// The head of a PNG of 3 by 2 pixels.
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0";

    #[test]
    fn pictures_are_known_by_their_heads() {
        let known = |media_type, width, height| Some(Recognized { media_type, width, height });
        assert_eq!(recognize(PNG), known("image/png", 3, 2));
        assert_eq!(recognize(b"GIF89a\x05\0\x04\0\x80\0\0\0\0\0\0\0"), known("image/gif", 5, 4));
        let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\0\x0b\x08\0\x07\0\x09\x01\x01\x11\0";
        assert_eq!(recognize(jpeg), known("image/jpeg", 9, 7));
    }

    #[test]
    fn nothing_else_is_one() {
        let no_width = [&PNG[..16], &[0; 4], &PNG[20..]].concat();
        for bytes in [
            &b""[..],
            b"\x89PNG",
            &PNG[..20],
            &no_width,
            b"<svg width='1' height='1'/>",
            b"%PDF-1.7",
            b"GIF89a",
        ] {
            assert_eq!(recognize(bytes), None, "{bytes:?}");
        }
    }
}
