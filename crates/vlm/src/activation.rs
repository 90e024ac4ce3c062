//! Activations by name, on slices for frozen parts and as nodes of a graph for
//! those that train.

use crate::config::Activation;
use crate::gelu::gelu;
use crate::ops::wide::exp;
use candle_core::{Result, Tensor};

wide! {
    /// x / (1 + e^(-by x)).
    fn gated(x: &mut [f32], by: f32) {
        for v in x {
            *v /= 1.0 + exp(-by * *v);
        }
    }
}

wide! {
    /// GELU by tanh, as x times the logistic function of twice tanh's argument.
    fn gelu_tanh(x: &mut [f32]) {
        for v in x {
            let inner = 1.595_769_2 * (*v + 0.044_715 * *v * *v * *v);
            *v /= 1.0 + exp(-inner);
        }
    }
}

impl Activation {
    /// In place.
    pub fn apply(self, x: &mut [f32]) {
        match self {
            Self::Gelu => gelu(x),
            Self::GeluTanh => gelu_tanh(x),
            Self::QuickGelu => gated(x, 1.702),
            Self::Silu => gated(x, 1.0),
            Self::Relu => x.iter_mut().for_each(|v| *v = v.max(0.0)),
        }
    }

    /// As a node of the graph.
    ///
    /// # Errors
    /// What candle refuses.
    pub fn node(self, x: &Tensor) -> Result<Tensor> {
        match self {
            Self::Gelu => x.gelu_erf(),
            Self::GeluTanh => x.gelu(),
            Self::QuickGelu => {
                // x s(1.702 x) = silu(1.702 x) / 1.702
                x.affine(1.702, 0.0)?.silu()?.affine(1.0 / 1.702, 0.0)
            }
            Self::Silu => x.silu(),
            Self::Relu => x.relu(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Var};

    /// The definitions, in f64.
    fn defined(a: Activation, x: f64) -> f64 {
        let logistic = |v: f64| 1.0 / (1.0 + (-v).exp());
        match a {
            // erf by its series; enough terms for |x| below 5.
            Activation::Gelu => {
                let z = x / std::f64::consts::SQRT_2;
                let (mut term, mut sum) = (z, z);
                for n in 1..120 {
                    term *= -z * z / f64::from(n);
                    sum += term / f64::from(2 * n + 1);
                }
                0.5 * x * (1.0 + 2.0 / std::f64::consts::PI.sqrt() * sum)
            }
            Activation::GeluTanh => {
                let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
                0.5 * x * (1.0 + inner.tanh())
            }
            Activation::QuickGelu => x * logistic(1.702 * x),
            Activation::Silu => x * logistic(x),
            Activation::Relu => x.max(0.0),
        }
    }

    #[test]
    fn slices_and_graph_follow_the_definitions_and_the_graph_has_their_slopes() {
        let points: Vec<f32> = (-39..40).map(|i| i as f32 / 10.0 + 0.013).collect();
        for name in ["gelu", "gelu_pytorch_tanh", "quick_gelu", "silu", "relu"] {
            let a = Activation::parse(name).unwrap();
            let mut slice = points.clone();
            a.apply(&mut slice);
            let x = Var::from_slice(&points, points.len(), &Device::Cpu).unwrap();
            let y = a.node(&x).unwrap();
            let grads = y.sum_all().unwrap().backward().unwrap();
            let slopes = grads.get(&x).unwrap().to_vec1::<f32>().unwrap();
            let y = y.to_vec1::<f32>().unwrap();
            for (((&x, s), y), slope) in points.iter().zip(slice).zip(y).zip(slopes) {
                let x = f64::from(x);
                let want = defined(a, x);
                assert!((f64::from(s) - want).abs() < 2e-6, "{name} {x}: {s} {want}");
                assert!((f64::from(y) - want).abs() < 2e-6, "{name} {x}: {y} {want}");
                let want = (defined(a, x + 1e-5) - defined(a, x - 1e-5)) / 2e-5;
                assert!(
                    (f64::from(slope) - want).abs() < 1e-4,
                    "{name} {x}: slope {slope} {want}"
                );
            }
        }
        assert!(Activation::parse("mish").is_err());
    }
}
