//! Photographs as customers of product support send them: one product where they
//! have put it down, with a brand's mark on it or with none. Knows no policy.

mod goods;

use anyhow::{Context, Result};
use image::codecs::jpeg::JpegEncoder;
use rand::Rng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;

use crate::brand::{Brand, DEMO_BRANDS};
use crate::library::Library;
use crate::look::Look;
use crate::photo::Crop;
use crate::plan::{Plan, PlannedMark, PlannedObject, size};
use crate::role::stream;
use crate::scene::{Scene, normalised, render};
use crate::warp::{Pose, Warp};
use goods::PRODUCTS;
pub use goods::Product;

/// Photographs of tables and boards on which a product may lie.
const SURFACES: [&str; 9] = [
    "painted-boards",
    "small-things-on-table",
    "open-notebook",
    "yellow-stationery",
    "coloured-envelopes",
    "paper-on-wood",
    "old-tools",
    "spices-and-book",
    "desk-with-tea",
];

/// A customer's photograph with its truth; a scene of one object and at most one mark.
#[derive(Clone, Debug)]
pub struct ProductScene {
    pub scene: Scene,
    pub product: Product,
}

/// The brands whose marks products carry, by title.
pub fn product_brands() -> Vec<Brand> {
    DEMO_BRANDS
        .into_iter()
        .filter(|b| PRODUCTS.iter().any(|p| p.brands.contains(&b.slug)))
        .collect()
}

/// Compose a customer's photograph: any twelve indices in a row, from a multiple of
/// twelve on, show each product once. The same arguments give the same bytes.
///
/// # Errors
/// When the library holds no product or no surface.
pub fn product_scene(library: &Library, seed: u64, index: u64) -> Result<ProductScene> {
    let mut products: Vec<(Product, usize)> = PRODUCTS
        .into_iter()
        .filter_map(|p| Some((p, library.cutout_named(p.cutout)?)))
        .collect();
    products.shuffle(&mut stream(&["products"], &[seed]));
    let mut surfaces: Vec<usize> = SURFACES
        .into_iter()
        .filter_map(|s| library.photo_named(s))
        .collect();
    surfaces.shuffle(&mut stream(&["surfaces"], &[seed]));
    let dealt = |count: usize| index.checked_rem(count as u64).map(|at| at as usize);
    let (product, cutout) = products[dealt(products.len()).context("no cut-out of a product")?];
    let photo = surfaces[dealt(surfaces.len()).context("no photograph of a surface")?];
    let mut rng = stream(&["product"], &[seed, index]);
    let plan = plan(library, &product, cutout, photo, &mut rng);
    Ok(ProductScene {
        scene: render(library, &plan),
        product,
    })
}

/// A whole photograph of the library as a JPEG: nothing is put into it, and nothing
/// known of it. `None`: the library has none of this name.
///
/// # Panics
/// If a picture that [`Library::open`] found can no longer be decoded.
pub fn snapshot(library: &Library, name: &str) -> Option<Vec<u8>> {
    let photo = library.photo(library.photo_named(name)?);
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 88)
        .encode_image(photo.pixels())
        .expect("a picture in memory can be encoded");
    Some(bytes)
}

fn plan(
    library: &Library,
    product: &Product,
    cutout: usize,
    photo: usize,
    rng: &mut ChaCha8Rng,
) -> Plan {
    let size = size(rng);
    let crop = Crop::draw(rng, library.photo(photo).size, size);
    let object = stand(library.cutout(cutout).size, cutout, size, rng);
    let brand = product
        .brands
        .choose(rng)
        .and_then(|slug| DEMO_BRANDS.into_iter().find(|b| b.slug == *slug));
    let marks = brand
        .map(|brand| mark(library, product, brand, &object, size, rng))
        .into_iter()
        .collect();
    Plan {
        size,
        marks,
        photo,
        crop,
        objects: vec![object],
        look: Look::draw(rng),
    }
}

/// The product in the middle of the picture or a little beside it, wholly in sight.
fn stand(
    native: (u32, u32),
    cutout: usize,
    size: (u32, u32),
    rng: &mut ChaCha8Rng,
) -> PlannedObject {
    let (w, h) = (native.0 as f32, native.1 as f32);
    let (width, height) = (size.0 as f32, size.1 as f32);
    let wanted = width.min(height) * rng.random_range(0.56..0.68);
    // Small cut-outs would be mush if they were blown up as far as one likes.
    let scale = (wanted / w.max(h)).min(3.2);
    let half = (w * scale / 2.0, h * scale / 2.0);
    let centre = (
        width * rng.random_range(0.42..0.58),
        height * rng.random_range(0.5..0.56),
    );
    let light: f32 = rng.random_range(0.92..1.05);
    PlannedObject {
        cutout,
        warp: Warp::new(Pose {
            centre,
            turn: rng.random_range(-5.0_f32..5.0).to_radians(),
            shear: 0.0,
            tilt: (0.0, 0.0),
        }),
        half,
        mirrored: false,
        gain: [light; 3],
        in_front: false,
    }
}

/// The mark on the product, turned with it.
fn mark(
    library: &Library,
    product: &Product,
    brand: Brand,
    on: &PlannedObject,
    size: (u32, u32),
    rng: &mut ChaCha8Rng,
) -> PlannedMark {
    let aspect = library.glyph(brand).aspect;
    let long = 2.0 * on.half.0.min(on.half.1) * product.share;
    let half = if aspect > 1.0 {
        (long / 2.0, long / 2.0 / aspect)
    } else {
        (long / 2.0 * aspect, long / 2.0)
    };
    let (origin, tip) = (on.warp.to_image(0.0, 0.0), on.warp.to_image(1.0, 0.0));
    let turn = (tip.1 - origin.1).atan2(tip.0 - origin.0);
    let warp = Warp::new(Pose {
        centre: on
            .warp
            .to_image(product.at.0 * on.half.0, product.at.1 * on.half.1),
        turn: turn + rng.random_range(-3.0_f32..3.0).to_radians(),
        shear: 0.0,
        tilt: (0.0, 0.0),
    });
    PlannedMark {
        brand,
        bbox: normalised(warp.bounds(half.0, half.1), size),
        warp,
        half,
        style: product.style,
        shadow: (1.0, 1.5, 4.0, 0.2),
        opacity: rng.random_range(0.92..1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_brand_that_a_product_may_carry_is_one_of_the_demo_s() {
        for product in PRODUCTS {
            for slug in product.brands {
                assert!(DEMO_BRANDS.iter().any(|b| b.slug == *slug), "{slug}");
            }
        }
        assert_eq!(product_brands().len(), 9);
    }
}
