//! Against an antialiased bicubic by PyTorch (`reference/fixtures.py`).

use super::*;

#[test]
fn images_are_prepared_as_the_checkpoint_says() {
    let file = include_bytes!("../../../fixtures/llava/preprocessing.safetensors");
    let all = candle_core::safetensors::load_buffer(file, &candle_core::Device::Cpu).unwrap();
    let (h, w, _) = all["image"].dims3().unwrap();
    let bytes = all["image"].flatten_all().unwrap().to_vec1::<u8>().unwrap();
    let image = image::RgbImage::from_raw(w as u32, h as u32, bytes).unwrap();
    let image = DynamicImage::ImageRgb8(image);
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let clip = json(
        r#"{"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 18},
            "crop_size": {"height": 16, "width": 16}}"#,
    );
    let pad = json(
        r#"{"image_processor_type": "LlavaImageProcessor", "do_pad": true,
            "size": {"shortest_edge": 16}, "crop_size": 16}"#,
    );
    for (config, siglip, name) in [
        (Some(&clip), false, "cropped"),
        (None, true, "stretched"),
        (Some(&pad), false, "padded"),
    ] {
        let processor = Processor::parse(config, 16, siglip).unwrap();
        let (got, padding) = processor.pixels(&image);
        let want = all[name].flatten_all().unwrap().to_vec1::<f32>().unwrap();
        assert_eq!(got.len(), want.len());
        // Two steps of a byte, where roundings between the passes differ.
        for (got, want) in got.iter().zip(&want) {
            assert!(
                (got - want).abs() < 2.1 / 255.0 / 0.26,
                "{name}: {got} {want}"
            );
        }
        let covered = padding.covered();
        let shape = [covered[2] - covered[0], covered[3] - covered[1]];
        match name {
            "stretched" => assert_eq!(shape, [1.0, 1.0]),
            "padded" => assert!(shape[0] == 1.0 && shape[1] < 0.7),
            _ => assert!(shape[0] > 1.6 && (shape[1] - 18.0 / 16.0).abs() < 1e-6),
        }
    }
    assert!(Processor::parse(Some(&clip), 20, false).is_err());
}

#[test]
fn a_thin_image_takes_no_more_room_than_its_middle() {
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let crop = json(r#"{"size": {"shortest_edge": 336}, "crop_size": 336}"#);
    let pad = json(r#"{"do_pad": true, "size": {"shortest_edge": 336}, "crop_size": 336}"#);
    let of = |config, w: u32, h, half: u32| {
        let mut image = image::RgbImage::from_pixel(w, h, Rgb([9, 9, 9]));
        for (x, y) in (w / 2 - half..=w / 2 + half).flat_map(|x| (0..h).map(move |y| (x, y))) {
            image.put_pixel(x, y, Rgb([255, 9, 9]));
        }
        let processor = Processor::parse(Some(config), 336, false).unwrap();
        processor.pixels(&DynamicImage::ImageRgb8(image)).0
    };
    // Whole, either would be an image of gigabytes.
    let brightest = |pixels: &[f32]| {
        let red = &pixels[..336 * 336];
        let at = red.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        (at.unwrap().0 % 336, red.iter().all(|p| p.is_finite()))
    };
    let (column, finite) = brightest(&of(&crop, 30_000, 1, 0));
    assert!(finite && (168..336).contains(&column), "{column}");
    let (column, finite) = brightest(&of(&pad, 30_000, 1_300, 150));
    assert!(finite && (160..176).contains(&column), "{column}");
}
