//! Both forms of the projector: values, gradients, refusals.

use super::*;
use crate::config::Activation;
use crate::ops::check::{differences, numbers};

fn projector() -> Projector {
    let shapes: [&[usize]; 6] = [&[6], &[6], &[5, 6], &[5], &[4, 5], &[4]];
    let t = NAMES.iter().zip(shapes).enumerate().map(|(i, (n, s))| {
        let data = numbers(s.iter().product(), i as u32);
        (
            (*n).to_owned(),
            Tensor::from_vec(data, s, &Device::Cpu).unwrap(),
        )
    });
    Projector::from_tensors(&Device::Cpu, 2, &t.collect()).unwrap()
}

#[test]
fn the_value_is_that_of_its_parts_written_out() {
    let p = projector();
    let t = p.tensors().unwrap();
    let x = Tensor::from_vec(numbers(6 * 6, 30), (6, 6), &Device::Cpu).unwrap();
    let mean = x.mean_keepdim(1).unwrap();
    let from_mean = x.broadcast_sub(&mean).unwrap();
    let variance = (from_mean.sqr().unwrap().mean_keepdim(1).unwrap() + 1e-6).unwrap();
    let want = from_mean
        .broadcast_div(&variance.sqrt().unwrap())
        .and_then(|x| x.broadcast_mul(&t["norm.weight"]))
        .and_then(|x| x.broadcast_add(&t["norm.bias"]))
        .and_then(|x| x.matmul(&t["linear_1.weight"].t()?))
        .and_then(|x| x.broadcast_add(&t["linear_1.bias"]))
        .and_then(|x| x.reshape((3, 2, 5))?.max(1)?.gelu_erf())
        .and_then(|x| x.matmul(&t["linear_2.weight"].t()?))
        .and_then(|x| x.broadcast_add(&t["linear_2.bias"]))
        .unwrap();
    let got = p.forward(&x).unwrap().to_vec2::<f32>().unwrap();
    for (got, want) in got.iter().zip(want.to_vec2::<f32>().unwrap()) {
        for (got, want) in got.iter().zip(want) {
            assert!((got - want).abs() < 1e-5, "{got} {want}");
        }
    }
    for cells in [0, 257] {
        assert!(Projector::from_tensors(&Device::Cpu, cells, &t).is_err());
    }
}

#[test]
fn every_variable_gets_the_gradient_that_differences_say() {
    let p = projector();
    let x = Tensor::from_vec(numbers(6 * 6, 20), (6, 6), &Device::Cpu).unwrap();
    let w = Tensor::from_vec(numbers(3 * 4, 21), (3, 4), &Device::Cpu).unwrap();
    let loss = || (p.forward(&x).unwrap() * &w).unwrap().sum_all().unwrap();
    let grads = loss().backward().unwrap();
    for (_, v) in p.vars() {
        let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let (old, g) = (flat(v), flat(grads.get(v).unwrap()));
        differences(&old, &g, |moved| {
            v.set(&Tensor::from_slice(moved, v.shape(), &Device::Cpu).unwrap())
                .unwrap();
            let l = f64::from(loss().to_scalar::<f32>().unwrap());
            v.set(&Tensor::from_slice(&old, v.shape(), &Device::Cpu).unwrap())
                .unwrap();
            l
        });
    }
}

#[test]
fn a_copy_does_not_follow_and_a_wrong_shape_is_named() {
    let p = projector();
    let copy = p.duplicate().unwrap();
    let (_, bias) = p.vars().last().unwrap();
    bias.set(&Tensor::zeros(4, DType::F32, &Device::Cpu).unwrap())
        .unwrap();
    assert_ne!(
        copy.tensors().unwrap()["linear_2.bias"]
            .to_vec1::<f32>()
            .unwrap(),
        [0.0; 4]
    );
    let mut t = copy.tensors().unwrap();
    t.insert(
        "linear_1.bias".into(),
        Tensor::zeros(9, DType::F32, &Device::Cpu).unwrap(),
    );
    let why = Projector::from_tensors(&Device::Cpu, 2, &t)
        .err()
        .unwrap()
        .to_string();
    assert!(why.contains("linear_1.bias"), "{why}");
}

fn mlp(bias: bool, single: bool) -> Projector {
    let form = ProjectorConfig::Mlp {
        inputs: 6,
        outputs: 4,
        activation: Activation::Gelu,
        bias,
        single,
    };
    Projector::open(&Device::Cpu, &form, &|name| {
        let (shape, seed): (&[usize], _) = match name {
            "linear_1.weight" => (&[4, 6], 1),
            "linear_1.bias" => (&[4], 2),
            "linear_2.weight" if !single => (&[4, 4], 3),
            "linear_2.bias" if !single => (&[4], 4),
            _ => return Ok(None),
        };
        let data = numbers(shape.iter().product(), seed);
        Ok(Some(Tensor::from_vec(data, shape, &Device::Cpu)?))
    })
    .unwrap()
}

#[test]
fn hugging_face_s_form_takes_each_cell_with_and_without_bias_or_second_linear() {
    let x = Tensor::from_vec(numbers(5 * 6, 20), (5, 6), &Device::Cpu).unwrap();
    let mut seen = Vec::new();
    for (bias, single, names) in [(true, false, 4), (false, false, 2), (true, true, 2)] {
        let p = mlp(bias, single);
        assert_eq!((p.inputs(), p.outputs(), p.cells()), (6, 4, 1));
        assert_eq!(p.vars().count(), names);
        let out = p.forward(&x).unwrap();
        assert_eq!(out.dims(), [5, 4]);
        let grads = out.sqr().unwrap().sum_all().unwrap().backward().unwrap();
        for (name, v) in p.vars() {
            let g = grads.get(v).unwrap().flatten_all().unwrap();
            let g = g.to_vec1::<f32>().unwrap();
            assert!(
                g.iter().all(|g| g.is_finite()) && g.iter().any(|g| *g != 0.0),
                "{name}"
            );
        }
        let copy = p.like(&Device::Cpu, &p.tensors().unwrap()).unwrap();
        let again = copy.forward(&x).unwrap().to_vec2::<f32>().unwrap();
        let out = out.to_vec2::<f32>().unwrap();
        assert_eq!(out, again);
        assert!(!seen.contains(&out));
        seen.push(out);
    }
}

#[test]
fn the_norm_of_other_devices_is_the_same() {
    let x = Tensor::from_vec(numbers(6 * 6, 30), (6, 6), &Device::Cpu).unwrap();
    let (a, b) = (normalised(&x).unwrap(), normalised_there(&x).unwrap());
    let (a, b) = (a.to_vec2::<f32>().unwrap(), b.to_vec2::<f32>().unwrap());
    for (a, b) in a.iter().flatten().zip(b.iter().flatten()) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}
