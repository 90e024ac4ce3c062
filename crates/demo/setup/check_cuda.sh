#!/usr/bin/env bash
# make check-cuda: compiles the worker for an NVIDIA GPU, on a machine that need not have one. The compiler and headers
# come from PyPI, into the cache. On a machine with CUDA of its own, set CUDA_HOME.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PACKAGES=(nvidia-cuda-nvcc==13.0.88 nvidia-nvvm==13.0.88 nvidia-cuda-crt==13.0.88 nvidia-cuda-runtime==13.0.96 nvidia-cuda-cccl==13.0.85
  nvidia-cuda-nvrtc==13.0.88 nvidia-cublas==13.1.0.3 nvidia-curand==10.4.0.35)

cd "$VITRINE_ROOT"
"$VITRINE_SETUP/tools.sh" build
# nvcc reads C++ through the host's compiler.
have g++ || debian_packages g++
if [ -z "${CUDA_HOME:-}" ]; then
  folder="$VITRINE_CACHE/cuda"
  if [ "$(cat "$folder/packages" 2>/dev/null)" != "${PACKAGES[*]}" ]; then
    say "fetching the CUDA compiler from PyPI (some 1.5 GB, once)"
    rm -rf "$folder"
    python3 -m pip install --quiet --disable-pip-version-check --no-deps --no-cache-dir --target "$folder" "${PACKAGES[@]}" >&2
    echo "${PACKAGES[*]}" >"$folder/packages"
  fi
  CUDA_HOME="$folder/nvidia/cu13"
fi
export CUDA_HOME CUDA_PATH="$CUDA_HOME" CUDA_COMPUTE_CAP="${CUDA_COMPUTE_CAP:-90}" PATH="$CUDA_HOME/bin:$PATH"
have nvcc || die "no nvcc below $CUDA_HOME"
# A folder of its own: other features would build the world of every day anew.
export CARGO_TARGET_DIR="$VITRINE_CACHE/target-cuda"
cargo_ check --locked --bin vitrine-worker -p vitrine-worker --features cuda
say "the worker compiles for CUDA $(nvcc --version | sed -n 's/.*release \([0-9.]*\).*/\1/p'), compute capability $CUDA_COMPUTE_CAP"
