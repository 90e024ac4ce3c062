//! An image cut into the squares that a vision transformer reads (Dosovitskiy
//! et al. 2021, section 3.1).

/// `grid`² squares of `p` pixels a side out of `pixels` (3, side, side), as
/// (squares, 3 p p): a square's planes one after the other, each row by row.
/// What is left over at the right and the bottom belongs to none.
pub(super) fn patches(pixels: &[f32], side: usize, grid: usize, p: usize) -> Vec<f32> {
    let width = 3 * p * p;
    let mut patches = vec![0f32; grid * grid * width];
    for (i, patch) in patches.chunks_exact_mut(width).enumerate() {
        for (j, row) in patch.chunks_exact_mut(p).enumerate() {
            let (plane, y) = (j / p, i / grid * p + j % p);
            row.copy_from_slice(&pixels[(plane * side + y) * side + i % grid * p..][..p]);
        }
    }
    patches
}
