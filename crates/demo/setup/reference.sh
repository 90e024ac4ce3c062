#!/usr/bin/env bash
# The Python that numbers and timings are compared with (PyTorch, transformers, peft; some 5 GB, fetched once), in a
# folder of its own under the cache. Says its path; all else goes to stderr. Nothing of the product needs it.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

list="$VITRINE_ROOT/crates/vlm/reference/requirements.txt"
folder="$VITRINE_CACHE/reference"
if ! cmp -s "$list" "$folder/requirements.txt"; then
  "$VITRINE_SETUP/tools.sh" build
  python3 -m venv --help >/dev/null 2>&1 || debian_packages python3-venv
  say "fetching PyTorch, transformers and peft from PyPI (some 5 GB, minutes, once)"
  rm -rf "$folder"
  python3 -m venv "$folder" >&2 || { debian_packages python3-venv; python3 -m venv "$folder" >&2; }
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir -r "$list" >&2
  cp "$list" "$folder/requirements.txt"
fi
echo "$folder/bin/python"
