#!/usr/bin/env bash
# Label Studio, which the desk is measured beside (some 1 GB, fetched from PyPI once), in a folder of its own under the
# cache. Says its program's path; all else goes to stderr. Nothing of the product needs it.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

LABEL_STUDIO_VERSION=1.23.2
folder="$VITRINE_CACHE/label-studio"
mkdir -p "$VITRINE_CACHE"
exec 8>"$VITRINE_CACHE/label-studio.lock"
flock 8
if [ "$(cat "$folder/version" 2>/dev/null)" != "$LABEL_STUDIO_VERSION" ]; then
  "$VITRINE_SETUP/tools.sh" build >&2
  python3 -m venv --help >/dev/null 2>&1 || debian_packages python3-venv
  say "fetching Label Studio $LABEL_STUDIO_VERSION from PyPI (some 1 GB, minutes, once)"
  rm -rf "$folder"
  python3 -m venv "$folder" >&2 || { debian_packages python3-venv; python3 -m venv "$folder" >&2; }
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
    "label-studio==$LABEL_STUDIO_VERSION" >&2
  echo "$LABEL_STUDIO_VERSION" >"$folder/version"
fi
echo "$folder/bin/label-studio"
