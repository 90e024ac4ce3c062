"""make bench-visual: what visual tokens cost in tuning, against text-only tuning of the same language model.

    bench_visual.py OURS BASE [ROUNDS]

OURS is the example `visual_side` of vitrine-vlm: whole training runs through the projector, alike but for the number of
visual tokens of a row, one step each in turn. Needs no PyTorch.
"""

import sys

from sides import Side, machine, median, report, row

COUNTS = [0, 16, 64, 144, 256, 576]
BATCH = 4


def main():
    ours, base = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    sides = {n: Side(f"{n} visual tokens", [ours, base, n, BATCH]) for n in COUNTS}
    told = {n: [] for n in COUNTS}
    for _ in range(rounds + 1):
        for n, side in sides.items():
            told[n].append(side.go())
    peak = {n: side.quit()["peak_mb"] for n, side in sides.items()}
    rows = []
    for n in COUNTS[1:]:
        words = f"text alone ({median(told[n], 'visual_share'):.0%} of the tokens are visual)"
        for key, measure, unit in (("seconds", "time of a step", "s"), ("tokens_per_second", "tokens a second", "1/s")):
            rows.append(row(f"{measure}, {n} visual tokens", median(told[n], key), median(told[0], key), words, unit, rounds))
        rows.append(row(f"peak memory, {n} visual tokens", peak[n], peak[0], words, "MB", 1))
    report("visual", rows, f"The demo's base, LoRA r 8, {BATCH} rows a step; {machine()}; medians of {rounds} rounds")


main()
