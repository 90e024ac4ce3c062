//! A small line without axes: how a number went, its last value in words beside it.

pub const WIDTH: f32 = 160.0;
pub const HEIGHT: f32 = 36.0;
/// Room for half the line's width.
const EDGE: f32 = 2.0;
/// Points drawn at most: more than pixels would not be seen.
const POINTS: usize = 160;

/// The SVG path of the values in order, from 0 or the least below it up to the greatest; empty under two values.
pub fn sparkline(values: &[f32]) -> String {
    let shown: Vec<f32> = thinned(values);
    if shown.len() < 2 {
        return String::new();
    }
    let low = shown.iter().copied().fold(0.0, f32::min);
    let high = shown.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let x = |i: usize| EDGE + (WIDTH - 2.0 * EDGE) * i as f32 / (shown.len() - 1) as f32;
    let y = |v: f32| EDGE + (HEIGHT - 2.0 * EDGE) * (1.0 - (v - low) / (high - low));
    shown
        .iter()
        .enumerate()
        .map(|(i, v)| {
            let verb = if i == 0 { 'M' } else { 'L' };
            format!("{verb}{:.1} {:.1}", x(i), y(*v))
        })
        .collect()
}

/// Means of equal stretches, what is not finite left out.
fn thinned(values: &[f32]) -> Vec<f32> {
    let values: Vec<f32> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let stretch = values.len().div_ceil(POINTS).max(1);
    values
        .chunks(stretch)
        .map(|part| part.iter().sum::<f32>() / part.len() as f32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(path: &str) -> Vec<(f32, f32)> {
        path.split(['M', 'L'])
            .filter_map(|p| p.split_once(' '))
            .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
            .collect()
    }

    #[test]
    fn it_lies_inside_and_keeps_the_order_of_the_values() {
        let all = points(&sparkline(&[0.0, 1.0, 4.0, 2.0]));
        assert_eq!(all.len(), 4);
        assert!(
            all.iter()
                .all(|(x, y)| (0.0..=WIDTH).contains(x) && (0.0..=HEIGHT).contains(y))
        );
        assert!(all[0].1 > all[1].1 && all[1].1 > all[3].1 && all[3].1 > all[2].1);
    }

    #[test]
    fn ten_thousand_values_stay_a_short_path_and_what_is_not_finite_is_left_out() {
        let values: Vec<f32> = (0..10_000).map(|i| i as f32).collect();
        let all = points(&sparkline(&values));
        assert!(all.len() <= POINTS && all[0].1 > all[all.len() - 1].1);
        assert_eq!(sparkline(&[1.0, f32::NAN, f32::INFINITY]), "");
        assert!(!sparkline(&[0.0, 0.0]).contains("NaN"));
    }
}
