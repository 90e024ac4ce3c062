use super::*;
use image::{ImageFormat, Rgb};
use std::io::Cursor;

fn png(width: u32, height: u32) -> Bytes {
    let image = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, (x ^ y) as u8]));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner().into()
}

#[tokio::test]
async fn the_same_file_gives_the_same_bytes() {
    let (one, two) = (
        take_in(png(50, 30)).await.unwrap(),
        take_in(png(50, 30)).await.unwrap(),
    );
    assert_eq!(one.bytes, two.bytes);
    assert_eq!(one.sha256, two.sha256);
    assert_eq!(one.sha256, hex::encode(Sha256::digest(&one.bytes)));
    assert_eq!(one.previews, two.previews);
    assert_eq!((one.width, one.height), (50, 30));
}

#[tokio::test]
async fn nothing_but_pixels_is_kept() {
    let mut jpeg = encode(&RgbImage::new(16, 16), 90).unwrap();
    let comment = b"\xff\xfe\0\x0esecret place";
    jpeg.splice(2..2, comment.iter().copied());
    let stored = take_in(jpeg.into()).await.unwrap();
    assert!(!stored.bytes.windows(6).any(|w| w == b"secret"));
}

#[tokio::test]
async fn many_at_once_are_all_answered() {
    let all = futures::future::join_all((1..30).map(|n| take_in(png(n, n)))).await;
    assert!(all.into_iter().all(|stored| stored.is_ok()));
}
