//! How long calls took, and on what machine.

use std::time::Instant;

/// Milliseconds, one a call.
#[derive(Clone, Default)]
pub struct Times(Vec<f64>);

impl Times {
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    pub fn since(&mut self, began: Instant) {
        self.0.push(began.elapsed().as_secs_f64() * 1e3);
    }

    pub fn push(&mut self, milliseconds: f64) {
        self.0.push(milliseconds);
    }

    pub fn add(&mut self, other: Times) {
        self.0.extend(other.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn told(&self) -> String {
        let [a, b, c] = [50, 95, 99].map(|q| self.p(q));
        format!("p50 {a:.1}, p95 {b:.1}, p99 {c:.1} ms of {}", self.len())
    }

    /// The least that `percent` of the calls did not exceed.
    pub fn p(&self, percent: u32) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() * percent as usize).div_ceil(100).max(1);
        sorted[rank - 1]
    }
}

/// The processor, its cores, and what else weighs on them.
pub fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let model = read("/proc/cpuinfo")
        .lines()
        .find_map(|l| {
            l.strip_prefix("model name")?
                .split_once(':')
                .map(|(_, m)| m.trim().to_owned())
        })
        .unwrap_or_else(|| "unknown processor".into());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or("?");
    format!("{model}, {cores} cores, load before {load}")
}
