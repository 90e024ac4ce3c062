#!/usr/bin/env bash
# make bench: what measures speed, one after another: every bench target, and every example called *_speed.
# In the profile of everything else, where the crates that compute are optimised: no second build of the world.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$VITRINE_ROOT"
mkdir -p "$VITRINE_STATE"
targets=$(cargo_ metadata --locked --no-deps --format-version 1 | python3 -c '
import json, sys
for package in json.load(sys.stdin)["packages"]:
    for target in package["targets"]:
        kind, name = target["kind"][0], target["name"]
        if kind == "bench" or kind == "example" and name.endswith("_speed"):
            print(kind, package["name"], name)')
[ -n "$targets" ] || die "the workspace has nothing that measures speed"
while read -r kind package name <&3; do
  printf '\n== %s: %s\n' "$package" "$name"
  case "$kind" in
    bench) cargo_ bench --locked --profile dev -p "$package" --bench "$name" ;;
    example) cargo_ run --locked -p "$package" --example "$name" ;;
  esac
done 3<<<"$targets"
