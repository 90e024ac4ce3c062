//! Keys and values of the positions generated so far, for one batch.

/// One layer's keys and values, (batch, room, width) each.
struct Layer {
    keys: Vec<f32>,
    values: Vec<f32>,
}

/// What one generation remembers. Positions are shared by the whole batch;
/// `starts` says where each row really begins (left padding).
pub struct KvCache {
    layers: Vec<Layer>,
    starts: Vec<usize>,
    width: usize,
    room: usize,
    len: usize,
}

impl KvCache {
    /// Room for `room` positions of `width` numbers in each of `layers` layers.
    pub fn new(layers: usize, width: usize, room: usize, starts: Vec<usize>) -> Self {
        let size = starts.len() * room * width;
        let layers = (0..layers)
            .map(|_| Layer {
                keys: vec![0.0; size],
                values: vec![0.0; size],
            })
            .collect();
        Self {
            layers,
            starts,
            width,
            room,
            len: 0,
        }
    }

    /// Positions held.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is held yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// First real position of each row.
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// Room of each row, in numbers.
    pub(super) fn row(&self) -> usize {
        self.room * self.width
    }

    /// Writes `new` positions of one layer from rows of q, k, v, `stride` long,
    /// whose keys begin at `offset`; they count once [`KvCache::advance`]d.
    pub(super) fn write(
        &mut self,
        layer: usize,
        qkv: &[f32],
        stride: usize,
        offset: usize,
        new: usize,
    ) {
        assert!(self.len + new <= self.room, "the cache has no room left");
        let (w, room, len) = (self.width, self.room, self.len);
        let l = &mut self.layers[layer];
        for (i, row) in qkv.chunks_exact(stride).enumerate() {
            let at = ((i / new) * room + len + i % new) * w;
            l.keys[at..at + w].copy_from_slice(&row[offset..offset + w]);
            l.values[at..at + w].copy_from_slice(&row[offset + w..offset + 2 * w]);
        }
    }

    /// One layer's keys and values.
    pub(super) fn layer(&self, layer: usize) -> (&[f32], &[f32]) {
        (&self.layers[layer].keys, &self.layers[layer].values)
    }

    /// Counts `new` positions that every layer has written.
    pub(super) fn advance(&mut self, new: usize) {
        self.len += new;
    }

    /// Keeps only the rows of the batch at `keep` (ascending): finished rows
    /// cost nothing.
    pub fn retain(&mut self, keep: &[usize]) {
        let row = self.row();
        for l in &mut self.layers {
            for part in [&mut l.keys, &mut l.values] {
                for (to, &from) in keep.iter().enumerate() {
                    part.copy_within(from * row..(from + 1) * row, to * row);
                }
                part.truncate(keep.len() * row);
            }
        }
        self.starts = keep.iter().map(|&i| self.starts[i]).collect();
    }
}
