//! The step against candle's own, groups, clipping, state.

use super::*;
use candle_core::DType;

fn var(x: &[f32]) -> Var {
    Var::from_tensor(&Tensor::from_slice(x, x.len(), &Device::Cpu).unwrap()).unwrap()
}

fn param(name: &str, var: &Var, lr: f64, decay: f64) -> Param {
    Param {
        name: name.into(),
        var: var.clone(),
        lr,
        decay,
    }
}

fn values(v: &Var) -> Vec<f32> {
    v.to_vec1().unwrap()
}

#[test]
fn agrees_with_candles_own_where_that_one_goes() {
    use candle_nn::Optimizer as _;
    let (ours, theirs) = (var(&[1.0, -2.0, 3.0]), var(&[1.0, -2.0, 3.0]));
    let mut a = AdamW::new(vec![param("x", &ours, 0.1, 0.01)], 0.0).unwrap();
    let config = candle_nn::ParamsAdamW {
        lr: 0.1,
        weight_decay: 0.01,
        ..Default::default()
    };
    let mut b = candle_nn::AdamW::new(vec![theirs.clone()], config).unwrap();
    for _ in 0..20 {
        let f = |v: &Var| {
            (v.sqr().unwrap() * v.as_tensor())
                .unwrap()
                .sum_all()
                .unwrap()
                .backward()
                .unwrap()
        };
        a.step(&f(&ours), 1.0).unwrap();
        b.step(&f(&theirs)).unwrap();
    }
    for (x, y) in values(&ours).iter().zip(values(&theirs)) {
        assert!((x - y).abs() < 1e-4, "{x} {y}");
    }
}

#[test]
fn groups_have_rates_of_their_own_and_clipping_sees_all() {
    let (x, y) = (var(&[0.0]), var(&[0.0]));
    let mut a = AdamW::new(
        vec![param("x", &x, 0.1, 0.0), param("y", &y, 0.0, 0.0)],
        1.0,
    )
    .unwrap();
    let loss = (x.affine(3.0, 0.0).unwrap() + y.affine(4.0, 0.0).unwrap())
        .unwrap()
        .sum_all()
        .unwrap();
    let Step::Taken(norm) = a.step(&loss.backward().unwrap(), 0.5).unwrap() else {
        panic!("skipped")
    };
    assert!((norm - 5.0).abs() < 1e-6);
    assert!((values(&x)[0] + 0.05).abs() < 1e-6 && values(&y)[0] == 0.0);
    assert!((first(&a, 0) - 0.06).abs() < 1e-6);
}

#[test]
fn what_is_not_finite_changes_nothing() {
    let x = var(&[1.0, 2.0]);
    let mut a = AdamW::new(vec![param("x", &x, 0.1, 0.1)], 1.0).unwrap();
    let loss = (x.as_tensor() * f64::NAN).unwrap().sum_all().unwrap();
    assert_eq!(
        a.step(&loss.backward().unwrap(), 1.0).unwrap(),
        Step::Skipped
    );
    assert_eq!(values(&x), [1.0, 2.0]);
    assert_eq!(a.steps(), 0);
}

#[test]
fn what_a_step_does_not_see_stays_with_its_moments() {
    let (x, y) = (var(&[1.0]), var(&[1.0]));
    let mut a = AdamW::new(
        vec![param("x", &x, 0.1, 0.1), param("unseen", &y, 0.1, 0.1)],
        0.0,
    )
    .unwrap();
    let both = (x.as_tensor() + y.as_tensor()).unwrap().sum_all().unwrap();
    a.step(&both.backward().unwrap(), 1.0).unwrap();
    let (left, moment) = (values(&y), first(&a, 1));
    let one = x.sum_all().unwrap().backward().unwrap();
    a.step_but(&one, 1.0, &|name| name == "unseen").unwrap();
    assert_eq!((values(&y), first(&a, 1)), (left, moment));
    assert!(a.step_but(&one, 1.0, &|name| name == "x").is_err());
}

#[test]
fn a_variable_the_graph_lost_is_named() {
    let (x, y) = (var(&[1.0]), var(&[1.0]));
    let mut a = AdamW::new(vec![param("lost", &y, 0.1, 0.0)], 1.0).unwrap();
    let why = a
        .step(&x.sum_all().unwrap().backward().unwrap(), 1.0)
        .unwrap_err();
    assert!(why.to_string().contains("lost"));
}

#[test]
fn a_restored_state_goes_on_to_the_same_bits() {
    let run = |cut: Option<usize>| {
        let x = var(&[1.0, -0.5, 0.3]);
        let mut a = AdamW::new(vec![param("x", &x, 0.05, 0.01)], 1.0).unwrap();
        for i in 0..10 {
            if cut == Some(i) {
                let (state, steps) = (a.state().unwrap(), a.steps());
                x.set(&Tensor::zeros(3, DType::F32, &Device::Cpu).unwrap())
                    .unwrap();
                a = AdamW::new(vec![param("x", &x, 0.05, 0.01)], 1.0).unwrap();
                a.restore(&state, steps).unwrap();
            }
            a.step(
                &x.sqr().unwrap().sum_all().unwrap().backward().unwrap(),
                1.0,
            )
            .unwrap();
        }
        values(&x)
    };
    assert_eq!(run(None), run(Some(4)));
}

fn first(a: &AdamW, param: usize) -> f32 {
    let (first, _) = a.moments[param].state().unwrap();
    first.to_vec1::<f32>().unwrap()[0]
}

/// The road of other devices, walked on the CPU.
#[test]
fn tensors_as_moments_take_the_same_steps_and_come_back_from_their_state() {
    let start = [1.0, -0.5, 0.3, 2.0];
    let run = |device: bool, cut: bool| {
        let x = var(&start);
        let fresh = || {
            let mut a = AdamW::new(vec![param("x", &x, 0.05, 0.01)], 1.0).unwrap();
            if device {
                a.moments = vec![Moments::on_device(&x).unwrap()];
            }
            a
        };
        let mut a = fresh();
        for i in 0..12 {
            if cut && i == 5 {
                let (state, steps) = (a.state().unwrap(), a.steps());
                a = fresh();
                a.restore(&state, steps).unwrap();
            }
            let loss = (x.sqr().unwrap() * x.as_tensor()).unwrap();
            let grads = loss.sum_all().unwrap().backward().unwrap();
            a.step(&grads, 1.0).unwrap();
        }
        values(&x)
    };
    for (a, b) in run(false, false).iter().zip(run(true, true)) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}
