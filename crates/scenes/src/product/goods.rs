//! What customers write about, and where on it a mark lies.

use crate::mark_style::Style;

/// A product that customers write about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Product {
    /// In plain words, such as `a mug`.
    pub name: &'static str,
    /// Gas or mains: it can hurt somebody.
    pub hazard: bool,
    /// The cut-out's name.
    pub(super) cutout: &'static str,
    /// Slugs of the brands whose mark it may carry; empty: it carries none.
    pub(super) brands: &'static [&'static str],
    pub(super) style: Style,
    /// Where the mark lies, in half sides from the product's centre.
    pub(super) at: (f32, f32),
    /// The mark's longest side as a share of the product's shorter one.
    pub(super) share: f32,
}

const PRINT: Style = Style::Printed { own_colour: true };
const LABEL: Style = Style::DieCut;

const fn product(
    cutout: &'static str,
    name: &'static str,
    brands: &'static [&'static str],
    style: Style,
    at: (f32, f32),
    share: f32,
) -> Product {
    Product {
        name,
        hazard: false,
        cutout,
        brands,
        style,
        at,
        share,
    }
}

const fn hazard(product: Product) -> Product {
    Product {
        hazard: true,
        ..product
    }
}

const SPORTS: [&str; 3] = ["adidas", "nike", "puma"];
const NONE: [&str; 0] = [];

/// Everything that customers write about.
pub(super) const PRODUCTS: [Product; 12] = [
    product(
        "mug",
        "a mug",
        &["starbucks", "spotify", "dropbox"],
        PRINT,
        (-0.16, 0.08),
        0.5,
    ),
    product("soccer", "a soccer ball", &SPORTS, LABEL, (0.0, 0.05), 0.42),
    hazard(product(
        "cylinder",
        "a gas bottle",
        &["shell"],
        LABEL,
        (0.0, 0.1),
        0.72,
    )),
    product("camera-35mm", "a camera", &NONE, LABEL, (0.0, 0.0), 0.3),
    product(
        "basketball",
        "a basketball",
        &SPORTS,
        LABEL,
        (0.05, -0.1),
        0.44,
    ),
    hazard(product(
        "kettle",
        "an electric kettle",
        &["target"],
        LABEL,
        (-0.14, 0.25),
        0.36,
    )),
    product("edward-bear", "a teddy bear", &NONE, LABEL, (0.0, 0.0), 0.3),
    product(
        "tennis-ball",
        "a tennis ball",
        &SPORTS,
        PRINT,
        (0.0, 0.0),
        0.5,
    ),
    product(
        "toolbox",
        "a toolbox",
        &["toyota", "target"],
        LABEL,
        (-0.56, 0.32),
        0.42,
    ),
    product(
        "binoculars",
        "a pair of binoculars",
        &NONE,
        LABEL,
        (0.0, 0.0),
        0.3,
    ),
    product(
        "football",
        "an American football",
        &SPORTS,
        LABEL,
        (0.0, 0.34),
        0.44,
    ),
    product(
        "guitar-electric",
        "an electric guitar",
        &NONE,
        LABEL,
        (0.0, 0.0),
        0.3,
    ),
];
