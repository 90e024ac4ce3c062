#!/usr/bin/env bash
# make bench: every benchmark of the workspace, one after another; options go to each (for criterion: a filter).
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$VITRINE_ROOT"
benches=$(cargo_ metadata --locked --no-deps --format-version 1 | python3 -c '
import json, sys
for package in json.load(sys.stdin)["packages"]:
    for target in package["targets"]:
        if "bench" in target["kind"]:
            print(package["name"], target["name"])')
[ -n "$benches" ] || die "the workspace has no benchmark"
# The profile of everything else, in which the crates that compute are optimised: no second build of the world.
while read -r package bench <&3; do
  say "$package: $bench"
  cargo_ bench --locked --profile dev -p "$package" --bench "$bench" -- "$@"
done 3<<<"$benches"
