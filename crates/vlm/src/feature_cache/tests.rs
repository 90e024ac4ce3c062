use super::*;
use crate::checkpoint::BaseFolder;
use crate::padding::Padding;
use image::{Rgb, RgbImage};
use sha2::{Digest as _, Sha256};
use std::time::Duration;

fn encoder() -> Encoder {
    let dir = tempfile::tempdir().unwrap();
    crate::tiny::write_base(dir.path(), 1).unwrap();
    let folder = BaseFolder::open(dir.path()).unwrap();
    let config = crate::config::LlavaConfig::parse(folder.config()).unwrap();
    Encoder::load(&folder, &config.vision).unwrap()
}

fn picture(i: u8) -> Result<DynamicImage> {
    Ok(RgbImage::from_fn(40, 30, |x, y| {
        Rgb([i.wrapping_mul(37), x as u8 * 5, y as u8 * 7])
    })
    .into())
}

fn key(i: u8) -> String {
    hex::encode(Sha256::digest([i]))
}

fn files(dir: &Path) -> Vec<PathBuf> {
    FeatureCache::open(dir, 0)
        .unwrap()
        .entries()
        .unwrap()
        .into_iter()
        .map(|e| e.path)
        .collect()
}

fn numbers(f: &Features) -> Vec<f32> {
    f.grid.flatten_all().unwrap().to_vec1().unwrap()
}

#[test]
fn the_second_time_nothing_is_loaded_and_the_features_are_the_same() {
    let (dir, encoder) = (tempfile::tempdir().unwrap(), encoder());
    let cache = FeatureCache::open(dir.path(), 1 << 30).unwrap();
    let first = cache
        .get_or_encode(&key(1), &encoder, || picture(1))
        .unwrap();
    let again = cache
        .get_or_encode(&key(1), &encoder, || anyhow::bail!("not again"))
        .unwrap();
    assert_eq!(numbers(&first), numbers(&again));
    assert_eq!((again.padded, again.grid_side), (Padding::new(40, 30), 4));
    let plain = encoder.encode(&picture(1).unwrap()).unwrap();
    for (a, b) in numbers(&plain).iter().zip(numbers(&again)) {
        assert!((a - b).abs() <= a.abs() * 1e-3 + 1e-6);
    }
    assert!(
        cache
            .get_or_encode(&key(2), &encoder, || anyhow::bail!("no image"))
            .is_err()
    );
}

#[test]
fn a_corrupt_entry_is_made_anew() {
    let (dir, encoder) = (tempfile::tempdir().unwrap(), encoder());
    let cache = FeatureCache::open(dir.path(), 1 << 30).unwrap();
    let good = numbers(
        &cache
            .get_or_encode(&key(1), &encoder, || picture(1))
            .unwrap(),
    );
    let path = files(dir.path()).remove(0);
    let whole = std::fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for bytes in [&flipped[..], &whole[..whole.len() / 2], &[]] {
        std::fs::write(&path, bytes).unwrap();
        let mut loaded = false;
        let load = || {
            loaded = true;
            picture(1)
        };
        assert_eq!(
            numbers(&cache.get_or_encode(&key(1), &encoder, load).unwrap()),
            good
        );
        assert!(loaded);
        assert_eq!(std::fs::read(&path).unwrap(), whole);
    }
}

#[test]
fn purging_forgets_one_image_alone() {
    let (dir, encoder) = (tempfile::tempdir().unwrap(), encoder());
    let cache = FeatureCache::open(dir.path(), 1 << 30).unwrap();
    for i in 0..3 {
        cache
            .get_or_encode(&key(i), &encoder, || picture(i))
            .unwrap();
    }
    cache.purge(&key(1)).unwrap();
    cache.purge(&key(99)).unwrap();
    assert_eq!(files(dir.path()).len(), 2);
    assert!(
        files(dir.path())
            .iter()
            .all(|p| !p.to_string_lossy().contains(&key(1)))
    );
    for bad in [
        "",
        "..",
        "../../etc/passwd",
        &key(1).to_uppercase(),
        &key(1)[1..],
    ] {
        assert!(cache.purge(bad).is_err());
        assert!(cache.get_or_encode(bad, &encoder, || picture(0)).is_err());
    }
}

#[test]
fn the_bound_holds_and_what_was_used_last_stays() {
    let (dir, encoder) = (tempfile::tempdir().unwrap(), encoder());
    let one = {
        let probe = tempfile::tempdir().unwrap();
        let cache = FeatureCache::open(probe.path(), 1 << 30).unwrap();
        cache
            .get_or_encode(&key(0), &encoder, || picture(0))
            .unwrap();
        cache.entries().unwrap()[0].bytes
    };
    let cache = FeatureCache::open(dir.path(), 10 * one).unwrap();
    for i in 0..10 {
        cache
            .get_or_encode(&key(i), &encoder, || picture(i))
            .unwrap();
        // Distinct times of use, oldest first.
        let age = Duration::from_secs(1000 - u64::from(i));
        for path in files(dir.path())
            .iter()
            .filter(|p| p.to_string_lossy().contains(&key(i)))
        {
            let file = std::fs::File::options().append(true).open(path).unwrap();
            file.set_modified(SystemTime::now() - age).unwrap();
        }
    }
    // Used again: no longer the oldest.
    cache
        .get_or_encode(&key(0), &encoder, || anyhow::bail!("held"))
        .unwrap();
    cache
        .get_or_encode(&key(10), &encoder, || picture(10))
        .unwrap();
    let left: Vec<String> = files(dir.path())
        .iter()
        .map(|p| p.to_string_lossy().into_owned())
        .collect();
    assert_eq!(left.len(), 9);
    let has = |i: u8| left.iter().any(|p| p.contains(&key(i)));
    assert!(has(0) && has(10) && !has(1) && !has(2) && has(3));
}
