//! Over a cache of keys and values, against the whole at once.

use super::*;

/// Positions `from..from + new` of each row of `x`, one row behind the other.
fn lines(x: &Var, from: usize, new: usize) -> Vec<f32> {
    flat(&x.as_tensor().narrow(1, from, new).unwrap())
}

fn close(got: &[f32], want: &[f32]) {
    assert_eq!(got.len(), want.len());
    for (g, w) in got.iter().zip(want) {
        assert!((g - w).abs() < 1e-4, "{g} {w}");
    }
}

#[test]
fn a_cache_step_by_step_gives_the_logits_of_the_whole() {
    for model in [tiny_llama(4), biased_llama(4)] {
        let a = stirred(&model, 3, Targets::ALL);
        let some = stirred(&model, 3, Targets::named(&["k_proj", "down_proj"]).unwrap());
        let x = input(6);
        for a in [None, Some(&a), Some(&some)] {
            let whole = model.logits(&x, a).unwrap();
            let mut cache = model.cache();
            (0..BATCH).for_each(|_| cache.add(None));
            for (from, new) in [(0, 4), (4, 1), (5, 1), (6, 1)] {
                let part = lines(&x, from, new);
                let step = model
                    .next_logits(&part, &[new; BATCH], a, &mut cache)
                    .unwrap();
                for b in 0..BATCH {
                    let want = &whole[(b * LEN + from + new - 1) * 50..][..50];
                    close(&step[b * 50..][..50], want);
                }
            }
        }
    }
}

#[test]
fn many_lines_at_once_and_few_give_the_same() {
    let model = tiny_llama(4);
    let a = stirred(&model, 3, Targets::ALL);
    // 63 lines in one pass are matrix products, one at a time are thin ones.
    let x: Vec<f32> = (0..9)
        .flat_map(|i| flat(&input(6 + i)))
        .take(63 * 32)
        .collect();
    let (mut whole, mut steps) = (model.cache(), model.cache());
    whole.add(None);
    steps.add(None);
    let all: Vec<u32> = (0..63).collect();
    let want = model.feed(&x, &[63], &all, Some(&a), &mut whole).unwrap();
    for (i, x) in x.chunks_exact(32).enumerate() {
        let got = model.next_logits(x, &[1], Some(&a), &mut steps).unwrap();
        close(&got, &want[i * 50..][..50]);
    }
}

#[test]
fn rows_of_other_lengths_shared_beginnings_and_dropped_rows_change_no_row() {
    let model = tiny_llama(4);
    let x = flat(&input(6));
    let row = |b: usize, from: usize, upto: usize| {
        x[(b * LEN + from) * 32..(b * LEN + upto) * 32].to_vec()
    };
    let alone = |x: &[f32]| {
        let mut cache = model.cache();
        cache.add(None);
        let first = model
            .next_logits(x, &[x.len() / 32], None, &mut cache)
            .unwrap();
        let next = model
            .next_logits(model.embedding(9), &[1], None, &mut cache)
            .unwrap();
        (first, next)
    };
    // Rows 0 and 2 begin with the first three positions of row 0; row 1 does not.
    let mut cache = model.cache();
    cache.add(None);
    assert!(
        model
            .feed(&row(0, 0, 3), &[3], &[], None, &mut cache)
            .unwrap()
            .is_empty()
    );
    let start = cache.freeze().remove(0);
    assert!(start.len() == 3 && cache.is_empty());
    cache.add(Some(start.clone()));
    cache.add(None);
    cache.add(Some(start));
    let ends = [row(0, 3, 7), row(1, 0, 2), row(2, 4, 7)];
    let wholes = [
        row(0, 0, 7),
        row(1, 0, 2),
        [row(0, 0, 3), row(2, 4, 7)].concat(),
    ];
    let got = model
        .next_logits(&ends.concat(), &[4, 2, 3], None, &mut cache)
        .unwrap();
    for (got, whole) in got.chunks_exact(50).zip(&wholes) {
        close(got, &alone(whole).0);
    }
    cache.retain(&[1, 2]);
    assert_eq!((cache.rows(), cache.len(0), cache.len(1)), (2, 2, 6));
    let next = model.embedding(9).repeat(2);
    let got = model.next_logits(&next, &[1, 1], None, &mut cache).unwrap();
    close(&got[..50], &alone(&wholes[1]).1);
    close(&got[50..], &alone(&wholes[2]).1);
    // What was fed last is forgotten; what is shared stays whatever is asked.
    cache.truncate(0, 2);
    cache.truncate(1, 6);
    let again = model.next_logits(&next, &[1, 1], None, &mut cache).unwrap();
    assert_eq!(got[..], again[..]);
    cache.truncate(1, 0);
    assert_eq!(cache.len(1), 3);
}
