//! Threads that stay together through many short pieces of work: a token is
//! made in some hundred of them, each too short to wake a sleeping thread for.
//! Helpers come from rayon's pool and look for work until told to stop; a
//! piece whose helpers have not come is done by the caller alone.

use std::any::Any;
use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::*};

/// One piece of work: called with the number of each of its parts, once each.
type Work<'a> = &'a (dyn Fn(usize) + Sync);

/// Looks for work this often before it lets others run.
const SPINS: u32 = 20_000;

/// The caller and its helpers.
pub struct Team {
    /// Number of the piece (32 bits), next part (16), parts (16).
    state: AtomicU64,
    done: AtomicUsize,
    work: UnsafeCell<Option<Work<'static>>>,
    stop: AtomicBool,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

// SAFETY: `work` is written by the caller while no part is claimed, and read by
// whoever claimed one; the claim (acquire) follows the writing (release).
unsafe impl Sync for Team {}

/// Calls `f` with a team of the current pool's threads.
pub fn with<R: Send>(f: impl FnOnce(&Team) -> R + Send) -> R {
    struct Stop<'a>(&'a Team);
    impl Drop for Stop<'_> {
        fn drop(&mut self) {
            self.0.stop.store(true, Release);
        }
    }
    let team = Team {
        state: AtomicU64::new(0),
        done: AtomicUsize::new(0),
        work: UnsafeCell::new(None),
        stop: AtomicBool::new(false),
        panic: Mutex::new(None),
    };
    let team = &team;
    rayon::scope(|s| {
        for _ in 1..rayon::current_num_threads() {
            s.spawn(|_| team.help());
        }
        let _stop = Stop(team);
        f(team)
    })
}

impl Team {
    /// Calls `work` with every number below `parts` (at most 65,535), on
    /// whichever thread is free; returns when all are done. Only the thread
    /// that [`with`] called may use it, and not from within `work`.
    pub fn run(&self, parts: usize, work: Work<'_>) {
        assert!(parts < 1 << 16, "{parts} parts are too many");
        if parts < 2 {
            (0..parts).for_each(work);
            return;
        }
        // SAFETY: the reference outlives its use: this function returns only
        // when every part is done, and no part can be claimed afterwards.
        // Nobody reads `work` now, since the last piece is done.
        unsafe { *self.work.get() = Some(std::mem::transmute::<Work<'_>, Work<'static>>(work)) };
        self.done.store(0, Relaxed);
        let piece = (self.state.load(Relaxed) >> 32).wrapping_add(1);
        self.state.store(piece << 32 | parts as u64, Release);
        while self.one() {}
        let mut spins = 0;
        while self.done.load(Acquire) < parts {
            wait(&mut spins);
        }
        if let Some(panic) = self.panic.lock().unwrap_or_else(|e| e.into_inner()).take() {
            resume_unwind(panic);
        }
    }

    /// Does one part, if one is left.
    fn one(&self) -> bool {
        let claimed = self.state.fetch_update(AcqRel, Acquire, |s| {
            ((s >> 16) & 0xffff < s & 0xffff).then_some(s + (1 << 16))
        });
        let Ok(state) = claimed else { return false };
        // SAFETY: the part was claimed and is not done, so `run` still waits.
        let work = unsafe { *self.work.get() };
        let part = (state >> 16) as usize & 0xffff;
        if let Some(work) = work
            && let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(part)))
        {
            *self.panic.lock().unwrap_or_else(|e| e.into_inner()) = Some(panic);
        }
        self.done.fetch_add(1, Release);
        true
    }

    fn help(&self) {
        let mut spins = 0;
        while !self.stop.load(Acquire) {
            if self.one() {
                spins = 0;
            } else {
                wait(&mut spins);
            }
        }
    }
}

fn wait(spins: &mut u32) {
    *spins += 1;
    if *spins < SPINS {
        std::hint::spin_loop();
    } else {
        std::thread::yield_now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_every_piece_is_done_once_and_before_the_next() {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(4)
            .build()
            .unwrap();
        let counts: Vec<AtomicUsize> = (0..50).map(|_| AtomicUsize::new(0)).collect();
        let pieces = pool.install(|| {
            with(|team| {
                for piece in 0..2_000 {
                    let parts = piece % 51;
                    let work = |i: usize| {
                        counts[i].fetch_add(1, Relaxed);
                    };
                    let before: Vec<usize> = counts.iter().map(|c| c.load(Relaxed)).collect();
                    team.run(parts, &work);
                    for (i, (c, before)) in counts.iter().zip(before).enumerate() {
                        assert_eq!(c.load(Relaxed), before + usize::from(i < parts));
                    }
                }
                2_000
            })
        });
        assert_eq!(pieces, 2_000);
    }

    #[test]
    fn a_panic_in_a_part_reaches_the_caller_after_all_are_done() {
        let done = AtomicUsize::new(0);
        let caught = catch_unwind(AssertUnwindSafe(|| {
            with(|team| {
                team.run(20, &|i| {
                    done.fetch_add(1, Relaxed);
                    assert!(i != 7, "part seven");
                })
            })
        }));
        assert!(caught.is_err());
        assert_eq!(done.load(Relaxed), 20);
    }
}
