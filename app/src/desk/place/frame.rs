//! As much of a picture as lies around a polygon, and where in it one points. Pure.

use crate::desk::geometry::{Size, Spot};
use crate::number::number;

/// Of the longer side of what is framed, so much lies on every side of it.
const AROUND: f32 = 0.4;
/// Image pixels that it has at the least each way.
const LEAST: f32 = 24.0;

/// In pixels of the image: left, top, width, height.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame([f32; 4]);

impl Frame {
    pub fn around(points: &[Spot], size: Size) -> Self {
        let of = [size.width.max(1) as f32, size.height.max(1) as f32];
        let reach = |axis: usize| {
            let all = points.iter().map(|p| p[axis] * of[axis]);
            all.fold([of[axis], 0.0_f32], |[low, high], v| {
                [low.min(v), high.max(v)]
            })
        };
        let (x, y) = (reach(0), reach(1));
        let beside = AROUND * (x[1] - x[0]).max(y[1] - y[0]).max(LEAST);
        let side = |[low, high]: [f32; 2], most: f32| {
            let (low, high) = ((low - beside).max(0.0), (high + beside).min(most));
            (low, (high - low).max(1.0))
        };
        let ((left, width), (top, height)) = (side(x, of[0]), side(y, of[1]));
        Self([left, top, width, height])
    }

    pub fn view_box(self) -> String {
        self.0.map(|v| number(v, 2)).join(" ")
    }

    /// What lies `at` so many screen pixels from the upper left corner of an element of this width and height, in the middle
    /// of which the frame is as large as it goes; in shares of the image, never outside it.
    pub fn spot(self, at: [f32; 2], element: [f32; 2], size: Size) -> Spot {
        let [left, top, width, height] = self.0;
        let scale = (element[0] / width).min(element[1] / height);
        if scale <= 0.0 {
            return [0.0, 0.0];
        }
        let pixel = size.pixel();
        let share = |axis: usize, begin: f32, length: f32| {
            let margin = (element[axis] - length * scale) / 2.0;
            ((begin + (at[axis] - margin) / scale) * pixel[axis]).clamp(0.0, 1.0)
        };
        [share(0, left, width), share(1, top, height)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size {
        width: 400,
        height: 200,
    };

    #[test]
    fn it_lies_around_the_polygon_and_within_the_image() {
        let small = [[0.5, 0.5], [0.75, 0.5], [0.75, 0.6]];
        assert_eq!(Frame::around(&small, SIZE).view_box(), "160 60 180 100");
        let whole = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]];
        assert_eq!(Frame::around(&whole, SIZE), Frame([0.0, 0.0, 400.0, 200.0]));
    }

    #[test]
    fn a_click_is_where_it_is_seen_with_room_left_above_or_beside() {
        let frame = Frame([100.0, 50.0, 200.0, 100.0]);
        let near = |a: Spot, b: Spot| {
            let close = a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5);
            assert!(close, "{a:?} instead of {b:?}");
        };
        let middle = [0.5, 0.5];
        for element in [[200.0, 100.0], [400.0, 400.0], [900.0, 100.0]] {
            let half = element.map(|v| v / 2.0);
            near(frame.spot(half, element, SIZE), middle);
        }
        // Twice as large, with a hundred pixels free above.
        near(frame.spot([0.0, 100.0], [400.0, 400.0], SIZE), [0.25, 0.25]);
        near(frame.spot([40.0, 120.0], [400.0, 400.0], SIZE), [0.3, 0.3]);
        near(frame.spot([-900.0, 0.0], [400.0, 400.0], SIZE), [0.0, 0.0]);
        assert_eq!(frame.spot([5.0, 5.0], [0.0, 0.0], SIZE), [0.0, 0.0]);
    }
}
