//! Polygons by their corners: inside, area, distance, corners added and taken away.

use super::{Spot, within};
use vitrine_domain::BBox;

/// Even-odd.
pub fn contains(points: &[Spot], at: Spot) -> bool {
    let mut inside = false;
    for (a, b) in sides(points) {
        if (a[1] > at[1]) != (b[1] > at[1])
            && at[0] < a[0] + (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1])
        {
            inside = !inside;
        }
    }
    inside
}

/// Without sign; of one that crosses itself, the sum by the direction of turning.
pub fn area(points: &[Spot]) -> f32 {
    let twice: f32 = sides(points).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
    (twice / 2.0).abs()
}

/// Each corner with the one after it, the last with the first.
pub fn sides(points: &[Spot]) -> impl Iterator<Item = (Spot, Spot)> {
    let next = points.iter().cycle().skip(1);
    points.iter().zip(next).map(|(a, b)| (*a, *b))
}

/// How far a point is from a line between two, in units of `unit` (so that both axes count alike).
pub fn apart(at: Spot, (a, b): (Spot, Spot), unit: Spot) -> f32 {
    let scaled = |p: Spot| [p[0] / unit[0], p[1] / unit[1]];
    let (p, a, b) = (scaled(at), scaled(a), scaled(b));
    let (along, to) = ([b[0] - a[0], b[1] - a[1]], [p[0] - a[0], p[1] - a[1]]);
    let length = along[0] * along[0] + along[1] * along[1];
    let share = if length > 0.0 {
        within((to[0] * along[0] + to[1] * along[1]) / length, 0.0, 1.0)
    } else {
        0.0
    };
    (to[0] - share * along[0]).hypot(to[1] - share * along[1])
}

pub fn middle((a, b): (Spot, Spot)) -> Spot {
    [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0]
}

/// Six corners on the oval in a box: what a polygon by keyboard begins as.
pub fn hexagon(b: BBox) -> Vec<Spot> {
    [
        [0.25, 0.0],
        [0.75, 0.0],
        [1.0, 0.5],
        [0.75, 1.0],
        [0.25, 1.0],
        [0.0, 0.5],
    ]
    .map(|[x, y]: Spot| {
        [
            within(b[0] + x * (b[2] - b[0]), 0.0, 1.0),
            within(b[1] + y * (b[3] - b[1]), 0.0, 1.0),
        ]
    })
    .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const L: [Spot; 6] = [
        [0.0, 0.0],
        [0.4, 0.0],
        [0.4, 0.2],
        [0.2, 0.2],
        [0.2, 0.4],
        [0.0, 0.4],
    ];

    #[test]
    fn inside_is_what_the_outline_encloses() {
        assert!(contains(&L, [0.1, 0.3]) && contains(&L, [0.3, 0.1]));
        assert!(!contains(&L, [0.3, 0.3]) && !contains(&L, [0.5, 0.1]));
        assert!((area(&L) - 0.12).abs() < 1e-6);
    }

    #[test]
    fn distance_is_measured_in_the_unit_of_each_axis() {
        let side = ([0.0, 0.0], [0.4, 0.0]);
        assert!((apart([0.2, 0.1], side, [0.01, 0.02]) - 5.0).abs() < 1e-4);
        assert!((apart([0.5, 0.0], side, [0.01, 0.02]) - 10.0).abs() < 1e-4);
    }
}
