use super::*;
use crate::take_in;
use image::{ImageFormat, RgbImage};
use std::io::Cursor;

async fn stored() -> crate::Stored {
    let mut png = Cursor::new(Vec::new());
    RgbImage::new(2_000, 10)
        .write_to(&mut png, ImageFormat::Png)
        .unwrap();
    take_in(png.into_inner().into()).await.unwrap()
}

#[tokio::test]
async fn what_is_put_is_got_until_it_is_purged() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = Pictures::open(folder.path().to_str().unwrap()).unwrap();
    let image = stored().await;
    assert_eq!(pictures.get(&image.sha256).await.unwrap(), None);
    for _ in 0..2 {
        pictures
            .put(&image.sha256, image.bytes.clone())
            .await
            .unwrap();
    }
    assert_eq!(
        pictures.get(&image.sha256).await.unwrap().unwrap(),
        image.bytes
    );
    let screen = pictures
        .get_sized(&image.sha256, Size::Screen)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(crate::decode(&screen).unwrap().rgb.dimensions(), (1_600, 8));

    let shard = folder.path().join("features").join(&image.sha256[..2]);
    std::fs::create_dir_all(&shard).unwrap();
    let feature = shard.join(format!("{}.base.safetensors", image.sha256));
    let neighbour = shard.join("another");
    std::fs::write(&feature, b"x").unwrap();
    std::fs::write(&neighbour, b"x").unwrap();

    assert!(pictures.has(&image.sha256).await.unwrap());
    for _ in 0..2 {
        pictures.purge(&image.sha256).await.unwrap();
    }
    for size in [Size::Full, Size::Screen, Size::Thumb] {
        assert_eq!(pictures.get_sized(&image.sha256, size).await.unwrap(), None);
    }
    assert!(!pictures.has(&image.sha256).await.unwrap());
    assert!(!feature.exists());
    assert!(neighbour.exists());
}

#[tokio::test]
async fn a_smaller_copy_is_the_same_whether_intake_made_it_or_a_first_request() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [kept, bare] = folders
        .each_ref()
        .map(|f| Pictures::open(f.path().to_str().unwrap()).unwrap());
    let image = stored().await;
    kept.keep(&image).await.unwrap();
    bare.put(&image.sha256, image.bytes.clone()).await.unwrap();
    let there = |size: &str| {
        let (a, b) = (&image.sha256[..2], &image.sha256[2..4]);
        let under = format!("{size}/{a}/{b}/{}", image.sha256);
        folders.each_ref().map(|f| f.path().join(&under).exists())
    };
    assert_eq!([there("screen"), there("thumb")], [[true, false]; 2]);
    for (size, wide) in [(Size::Screen, 1_600), (Size::Thumb, 192)] {
        for pictures in [&kept, &bare] {
            let bytes = pictures.get_sized(&image.sha256, size).await.unwrap();
            let rgb = crate::decode(&bytes.unwrap()).unwrap().rgb;
            assert_eq!(rgb.width(), wide);
        }
    }
    assert_eq!([there("screen"), there("thumb")], [[true, true]; 2]);
    for pictures in [&kept, &bare] {
        pictures.purge(&image.sha256).await.unwrap();
    }
    assert_eq!([there("screen"), there("thumb")], [[false, false]; 2]);
}

/// Whatever the image's size, a small one above all: its smaller copies are the image itself, its veil never is.
#[tokio::test]
async fn a_veil_is_never_the_image_and_goes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = Pictures::open(folder.path().to_str().unwrap()).unwrap();
    for (width, height) in [(2_000, 10), (150, 100), (3, 2)] {
        let mut png = Cursor::new(Vec::new());
        RgbImage::from_pixel(width, height, image::Rgb([200, 10, 90]))
            .write_to(&mut png, ImageFormat::Png)
            .unwrap();
        let image = take_in(png.into_inner().into()).await.unwrap();
        pictures.keep(&image).await.unwrap();
        for _ in 0..2 {
            let veil = pictures.get_sized(&image.sha256, Size::Veil).await.unwrap();
            let rgb = crate::decode(&veil.unwrap()).unwrap().rgb;
            assert_eq!(rgb.width(), 384);
            let grey = |p: &image::Rgb<u8>| p[0].abs_diff(p[2]) < 3;
            assert!(rgb.pixels().all(grey), "{width}");
        }
        pictures.purge(&image.sha256).await.unwrap();
        let gone = pictures.get_sized(&image.sha256, Size::Veil).await.unwrap();
        assert_eq!(gone, None);
    }
}

#[tokio::test]
async fn only_hashes_are_keys() {
    let folder = tempfile::tempdir().unwrap();
    let pictures = Pictures::open(folder.path().to_str().unwrap()).unwrap();
    for key in ["", "..", "../../etc/passwd", &"A".repeat(64)] {
        assert!(pictures.get(key).await.is_err(), "{key:?}");
    }
    assert!(Pictures::open("s3://bucket").is_err());
}
