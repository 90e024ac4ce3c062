//! An item's picture with regions over it, to look at.

use super::outline;
use super::spots::{FONT, Room};
use crate::number::number;
use crate::words::parts::picture as say;
use leptos::prelude::*;
use vitrine_domain::{Image, Region, RegionSource, Shape};

/// Of the boxes that pictures stand in the lowest, in pixels of the screen.
const LEAST: f32 = 192.0;

/// The whole picture in a box of fixed height; `regions` are drawn with their labels.
pub fn picture(slug: &str, image: &Image, regions: &[Region], alt: String) -> AnyView {
    named(slug, image, regions, alt, None)
}

/// The same, its image found by this id.
pub fn named(
    slug: &str,
    image: &Image,
    regions: &[Region],
    alt: String,
    id: Option<String>,
) -> AnyView {
    if image.purged {
        return view! { <div class="picture purged"><p>{say::PURGED}</p></div> }.into_any();
    }
    let (w, h) = (image.width.max(1) as f32, image.height.max(1) as f32);
    // In the image's pixels, where the box is 4 to 3. The style sheet knows its pixels of the screen, and sizes words by both.
    let box_height = (0.75 * w).max(h);
    view! {
        <svg class="picture" viewBox=format!("0 0 {w} {h}") role="img" aria-label=alt>
            <image id=id class="stage-image" href=format!("/api/v1/projects/{slug}/images/{}?size=screen", image.id)
                width=w.to_string() height=h.to_string() />
            {regions.iter().map(|r| view! {
                <g class="over" font-size=number(box_height, 1)>{lines(r, [w, h])} {tag(r, [w, h], box_height / LEAST)}</g>
            }).collect_view()}
        </svg>
    }
    .into_any()
}

/// A region as it is drawn in an element of the class `over`; `size`: the image's, in pixels.
pub fn lines(region: &Region, size: [f32; 2]) -> AnyView {
    let by = match region.source {
        RegionSource::Person => "by-person",
        _ => "by-model",
    };
    let [halo, line] = match region.shape {
        Shape::Point { .. } => ["point-halo", "point-dot"],
        _ => ["region-halo", "region-line"],
    };
    let mut d = String::new();
    outline::push(&mut d, &region.shape, size);
    view! { <path class=format!("{halo} {by}") d=d.clone() /><path class=format!("{line} {by}") d=d /> }.into_any()
}

/// A region's label at its corner, drawn as its lines are; `unit`: a pixel of the screen, in the image's.
fn tag(region: &Region, [w, h]: [f32; 2], unit: f32) -> AnyView {
    let [x1, y1, x2, _] = region.bbox();
    let top = y1 * h;
    // Above it, or inside it at the picture's upper edge; in letters, for the style sheet may have others.
    let dy = if top > 18.0 * unit {
        "-0.46em"
    } else {
        "1.15em"
    };
    // Near the right edge it ends where the region does.
    let (anchor, x) = match x1 > 0.6 {
        true => ("end", x2 * w - 2.0 * unit),
        false => ("start", x1 * w + 2.0 * unit),
    };
    view! {
        <text class="region-tag" text-anchor=anchor x=format!("{x:.1}") y=format!("{top:.1}") dy=dy
            font-size=format!("{:.1}", 13.0 * unit) stroke-width=format!("{:.1}", 3.5 * unit)>{region.label.clone()}</text>
    }
    .into_any()
}

/// Labels of regions, each on its ground and none over another; one that finds no room is left out. `unit`: a pixel of the
/// screen, in the image's.
pub fn tags(regions: &[Region], size: [f32; 2], unit: f32) -> AnyView {
    let mut taken = Vec::new();
    let placed = regions.iter().filter_map(|r| {
        let room = Room::of(r, size, &r.label, unit);
        let spot = room.free(&taken)?;
        taken.push(room.covered(spot));
        Some(view! {
            <path class="region-ground" d=room.ground(spot) />
            <text class="region-tag" x=number(spot[0], 1) y=number(spot[1], 1)
                font-size=number(FONT * unit, 2) stroke-width=number(3.5 * unit, 2)>{r.label.clone()}</text>
        })
    });
    placed.collect_view().into_any()
}

/// The images after the first, beside each other, with their names; nothing where there is one alone. `id`: that of the
/// first, to which theirs add `-2`, `-3` and so on.
pub fn further(slug: &str, images: &[Image], id: Option<&str>) -> AnyView {
    if images.is_empty() {
        return ().into_any();
    }
    let all = images.len() + 1;
    view! {
        <p class="quiet">{say::several(all)}</p>
        <ol class="further-pictures" start="2">
            {images.iter().zip(2..).map(|(image, n)| view! {
                <li>
                    <span class="quiet" aria-hidden="true">{say::image(n)}</span>
                    {named(slug, image, &[], say::image_of(n, all), id.map(|id| format!("{id}-{n}")))}
                </li>
            }).collect_view()}
        </ol>
    }
    .into_any()
}
