//! Keys and values of the positions fed so far, row by row: each row of a batch
//! has as many as it has, and may begin with a span that other rows share.

use crate::ops::cached_attention::Span;
use std::sync::Arc;

/// Consecutive positions: for each layer keys and values, (positions, width).
#[derive(Debug, Default)]
pub struct Positions {
    layers: Vec<[Vec<f32>; 2]>,
    len: usize,
}

impl Positions {
    fn new(layers: usize) -> Self {
        Self {
            layers: (0..layers).map(|_| Default::default()).collect(),
            len: 0,
        }
    }

    fn span(&self, layer: usize) -> Span<'_> {
        let [keys, values] = &self.layers[layer];
        Span { keys, values }
    }

    /// Positions held.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// One row: what it shares, then what is its own.
struct Row {
    shared: Arc<Positions>,
    own: Positions,
}

/// What one batch remembers. Rows come and go; each counts its own positions.
pub struct KvCache {
    rows: Vec<Row>,
    nothing: Arc<Positions>,
    width: usize,
}

impl KvCache {
    /// Without rows, for `layers` layers with keys of `width` numbers.
    pub fn new(layers: usize, width: usize) -> Self {
        Self {
            rows: Vec::new(),
            nothing: Arc::new(Positions::new(layers)),
            width,
        }
    }

    /// Adds a row that begins after the positions of `shared`.
    pub fn add(&mut self, shared: Option<Arc<Positions>>) {
        self.rows.push(Row {
            own: Positions::new(self.nothing.layers.len()),
            shared: shared.unwrap_or_else(|| self.nothing.clone()),
        });
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Positions of a row, shared ones counted.
    pub fn len(&self, row: usize) -> usize {
        self.rows[row].shared.len + self.rows[row].own.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Keeps only the rows at `keep` (ascending): finished rows cost nothing.
    pub fn retain(&mut self, keep: &[usize]) {
        let mut at = 0;
        self.rows.retain(|_| {
            at += 1;
            keep.binary_search(&(at - 1)).is_ok()
        });
    }

    /// Forgets the last positions of a row, so that `len` are left of its own
    /// and the shared ones; shared ones stay.
    pub fn truncate(&mut self, row: usize, len: usize) {
        let row = &mut self.rows[row];
        let own = len.saturating_sub(row.shared.len);
        if own < row.own.len {
            row.own.len = own;
            for part in row.own.layers.iter_mut().flatten() {
                part.truncate(own * self.width);
            }
        }
    }

    /// The rows' own positions, for other rows to begin with. The cache is
    /// empty afterwards.
    pub fn freeze(&mut self) -> Vec<Arc<Positions>> {
        self.rows.drain(..).map(|r| Arc::new(r.own)).collect()
    }

    /// Appends positions of one layer to a row, from lines of q, k, v whose
    /// keys begin at `offset`; they count once [`KvCache::advance`]d.
    pub(super) fn write<'a>(
        &mut self,
        layer: usize,
        row: usize,
        lines: impl Iterator<Item = &'a [f32]>,
        offset: usize,
    ) {
        let w = self.width;
        let [keys, values] = &mut self.rows[row].own.layers[layer];
        for line in lines {
            keys.extend_from_slice(&line[offset..offset + w]);
            values.extend_from_slice(&line[offset + w..offset + 2 * w]);
        }
    }

    /// One layer's keys and values of a row: shared, own.
    pub(super) fn spans(&self, layer: usize, row: usize) -> [Span<'_>; 2] {
        let row = &self.rows[row];
        [row.shared.span(layer), row.own.span(layer)]
    }

    /// Counts positions that every layer has written, row by row.
    pub(super) fn advance(&mut self, new: &[usize]) {
        for (row, new) in self.rows.iter_mut().zip(new) {
            row.own.len += new;
        }
    }
}
