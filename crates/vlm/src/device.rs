//! Where the language model computes, chosen when the program starts.

use anyhow::{Context as _, Result, bail, ensure};
use candle_core::{Device, utils::cuda_is_available};

/// The device of a name: `cpu`, `cuda:N` (`cuda` is the first), or `auto`: the
/// first GPU where there is one and the program was built for it, else the CPU.
///
/// # Errors
/// Another name; a GPU that is not there, or a program built without CUDA.
pub fn choose(name: &str) -> Result<Device> {
    match name {
        "cpu" => Ok(Device::Cpu),
        "auto" => {
            if !cuda_is_available() {
                return Ok(Device::Cpu);
            }
            Ok(Device::new_cuda(0).unwrap_or_else(|e| {
                tracing::warn!("no GPU can be used, so the CPU is: {e}");
                Device::Cpu
            }))
        }
        _ => {
            let number = match name.split_once(':') {
                None if name == "cuda" => Some(0),
                Some(("cuda", number)) => number.parse().ok(),
                _ => None,
            };
            let Some(number) = number else {
                bail!("--device {name}: say auto, cpu or cuda:N")
            };
            ensure!(
                cuda_is_available(),
                "--device {name}: this program was built without CUDA; build it with --features cuda (docs/gpu.md)"
            );
            Device::new_cuda(number)
                .with_context(|| format!("--device {name}: that GPU cannot be used"))
        }
    }
}

/// A device in a word, for logs and figures.
pub fn name(device: &Device) -> String {
    match device.location() {
        candle_core::DeviceLocation::Cpu => "cpu".into(),
        candle_core::DeviceLocation::Cuda { gpu_id } => format!("cuda:{gpu_id}"),
        candle_core::DeviceLocation::Metal { gpu_id } => format!("metal:{gpu_id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_choose_and_wrong_ones_say_what_there_is() {
        assert!(choose("cpu").unwrap().is_cpu());
        for wrong in ["gpu", "cuda:x", "cuda:", "tpu:0", ""] {
            let why = choose(wrong).unwrap_err().to_string();
            assert!(why.contains("say auto, cpu or cuda:N"), "{why}");
        }
        assert_eq!(name(&Device::Cpu), "cpu");
    }

    #[cfg(not(feature = "cuda"))]
    #[test]
    fn without_cuda_auto_is_the_cpu_and_a_gpu_asked_for_is_refused() {
        assert!(choose("auto").unwrap().is_cpu());
        let why = choose("cuda:1").unwrap_err().to_string();
        assert!(why.contains("--features cuda"), "{why}");
    }
}
