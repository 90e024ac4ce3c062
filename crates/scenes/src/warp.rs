//! Plane-to-image maps: rotation, shear and a mild perspective about a centre.

/// A map from a flat local plane (units of about a pixel, origin in its centre)
/// to the image, with its inverse.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Warp {
    forward: [f32; 9],
    back: [f32; 9],
}

/// How a plane lies in the image.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pose {
    /// Where the plane's origin falls, pixels.
    pub centre: (f32, f32),
    /// Radians, clockwise as seen.
    pub turn: f32,
    /// Horizontal shear.
    pub shear: f32,
    /// Perspective: change of depth per pixel, along x and y.
    pub tilt: (f32, f32),
}

impl Warp {
    pub fn new(pose: Pose) -> Warp {
        let (sin, cos) = pose.turn.sin_cos();
        let (a, b) = (cos, cos * pose.shear - sin);
        let (c, d) = (sin, sin * pose.shear + cos);
        let ((cx, cy), (gx, gy)) = (pose.centre, pose.tilt);
        let forward = [
            a + cx * gx,
            b + cx * gy,
            cx,
            c + cy * gx,
            d + cy * gy,
            cy,
            gx,
            gy,
            1.0,
        ];
        Warp {
            forward,
            back: inverse(&forward),
        }
    }

    /// Local point to image.
    pub fn to_image(self, x: f32, y: f32) -> (f32, f32) {
        apply(&self.forward, x, y)
    }

    /// Image point to local.
    pub fn to_local(self, x: f32, y: f32) -> (f32, f32) {
        apply(&self.back, x, y)
    }

    /// The image box (xyxy, pixels) of a local rectangle of these half sides.
    pub fn bounds(&self, half_width: f32, half_height: f32) -> [f32; 4] {
        let mut bounds = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        for (sx, sy) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)] {
            let (x, y) = self.to_image(sx * half_width, sy * half_height);
            bounds = [
                bounds[0].min(x),
                bounds[1].min(y),
                bounds[2].max(x),
                bounds[3].max(y),
            ];
        }
        bounds
    }
}

fn apply(m: &[f32; 9], x: f32, y: f32) -> (f32, f32) {
    let w = m[6] * x + m[7] * y + m[8];
    (
        (m[0] * x + m[1] * y + m[2]) / w,
        (m[3] * x + m[4] * y + m[5]) / w,
    )
}

fn inverse(m: &[f32; 9]) -> [f32; 9] {
    let minor = |a: usize, b: usize, c: usize, d: usize| m[a] * m[d] - m[b] * m[c];
    let adjugate = [
        minor(4, 5, 7, 8),
        -minor(1, 2, 7, 8),
        minor(1, 2, 4, 5),
        -minor(3, 5, 6, 8),
        minor(0, 2, 6, 8),
        -minor(0, 2, 3, 5),
        minor(3, 4, 6, 7),
        -minor(0, 1, 6, 7),
        minor(0, 1, 3, 4),
    ];
    // A homography is the same map under any scale, so the determinant can stay.
    adjugate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_point() {
        let warp = Warp::new(Pose {
            centre: (300.0, 200.0),
            turn: 0.4,
            shear: 0.1,
            tilt: (0.0008, -0.0005),
        });
        assert_eq!(warp.to_image(0.0, 0.0), (300.0, 200.0));
        for (x, y) in [(10.0, 20.0), (-80.0, 60.0), (90.0, -90.0)] {
            let (u, v) = warp.to_image(x, y);
            let (a, b) = warp.to_local(u, v);
            assert!((a - x).abs() < 0.05 && (b - y).abs() < 0.05, "{a} {b}");
        }
    }
}
