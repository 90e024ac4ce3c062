//! What all drawings of numbers have in common: as wide as their page, rules with numbers, and those round.

use leptos::prelude::*;

/// Of paths, which are stretched to the width that the page has. Upwards, and in words, a unit is a pixel on any screen.
pub const WIDTH: f32 = 1000.0;

/// A drawing of this height; `says`: what it shows, in a sentence.
pub fn frame(height: f32, says: String, drawing: AnyView) -> AnyView {
    view! {
        <div class="plot">
            <svg class="chart" width="100%" height=height.to_string() role="img" aria-label=says>{drawing}</svg>
        </div>
    }
    .into_any()
}

/// Lines across the drawing: y, and the number that each stands for.
pub fn rules(all: impl IntoIterator<Item = (f32, String)>) -> AnyView {
    all.into_iter()
        .map(|(y, text)| {
            view! {
                <line class="chart-rule" x1="0" x2="100%" y1=format!("{y:.1}") y2=format!("{y:.1}") />
                <text class="chart-text" x="-8" y=format!("{:.1}", y + 4.0) text-anchor="end">{text}</text>
            }
        })
        .collect_view()
        .into_any()
}

/// Shapes as wide as the page lets them be; `of`: in [`WIDTH`] by `height`.
pub fn stretched(height: f32, of: AnyView) -> AnyView {
    view! {
        <svg width="100%" height=height.to_string() viewBox=format!("0 0 {WIDTH} {height}") preserveAspectRatio="none" aria-hidden="true">{of}</svg>
    }
    .into_any()
}

/// How far along, as an attribute.
pub fn along(share: f32) -> String {
    format!("{:.2}%", 100.0 * share)
}

/// The least of 1, 2, 5 × a power of ten that is no less than `v`; 1 of nothing.
pub fn nice(v: f32) -> f32 {
    if !v.is_finite() || v <= 0.0 {
        return 1.0;
    }
    let power = 10_f32.powf(v.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|f| f * power)
        .find(|f| *f >= v * 0.999)
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::nice;

    #[test]
    fn rules_fall_on_round_numbers() {
        assert_eq!(nice(0.7), 1.0);
        assert!((nice(0.13) - 0.2).abs() < 1e-6);
        assert_eq!(nice(31.0), 50.0);
        assert_eq!((nice(f32::NAN), nice(0.0)), (1.0, 1.0));
    }
}
