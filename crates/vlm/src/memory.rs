//! What this process takes of the machine, as Linux counts it; 0 elsewhere.

use std::fs;

/// Most that was resident since the start or [`reset_peak`], MB.
pub fn peak_mb() -> u64 {
    status("VmHWM:")
}

/// Resident now, MB.
pub fn resident_mb() -> u64 {
    status("VmRSS:")
}

/// Forgets the peak so far: to measure a step without the reading of weights.
///
/// # Errors
/// The kernel does not let.
pub fn reset_peak() -> std::io::Result<()> {
    fs::write("/proc/self/clear_refs", "5")
}

/// Seconds of processor time used so far, all threads: what a busy machine
/// does not blur.
pub fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The program's name may hold spaces; the fields are counted after it.
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

fn status(field: &str) -> u64 {
    fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|s| {
            s.lines().find_map(|l| {
                l.strip_prefix(field)?
                    .split_whitespace()
                    .next()?
                    .parse::<u64>()
                    .ok()
            })
        })
        .map_or(0, |kb| kb / 1024)
}
