"""make bench-train: one training step of ours and of PyTorch eager, in turn, on the same weights, rows and adapters.

    bench_train.py OURS BASE [ROUNDS] [CASE]

OURS is the example `train_side` of vitrine-vlm. Both take AdamW steps on LoRA r 8 on all linears of SmolLM2-135M; the
losses of every round are compared, since a speed without an equal step would be worth nothing.
"""

import sys

from sides import STATE, Side, machine, median, report, row

CASES = [(1, 128), (1, 320), (8, 128), (8, 320)]
REFERENCES = {
    "users": "PyTorch eager 2.11, transformers + peft as users run it",
    "trimmed": "the same, lm_head on supervised positions only",
}
BARS = {("users", 1): (0.8, 0.8), ("users", 8): (0.9, 0.9), ("trimmed", 1): (1.0, 1.0), ("trimmed", 8): (1.0, 1.0)}


def pair(ours, base, way, size, positions, rounds):
    """Both sides' rounds and peaks. One reference at a time: at batch 8 and 320 tokens each takes some 14 GB."""
    adapter = STATE / "bench" / "adapter.safetensors"
    adapter.parent.mkdir(parents=True, exist_ok=True)
    here = __file__.rsplit("/", 1)[0]
    sides = [
        Side("ours", [ours, base, adapter, size, positions]),
        Side(way, [sys.executable, f"{here}/train_side.py", base, adapter, size, positions, way]),
    ]
    told = [[], []]
    for _ in range(rounds + 1):
        for side, all_told in zip(sides, told):
            all_told.append(side.go())
    return told, [side.quit()["peak_mb"] for side in sides]


def case(ours, base, size, positions, rounds):
    """The rows of one batch size and length."""
    rows, at = [], f"batch {size}, {positions} tokens"
    for way, words in REFERENCES.items():
        (mine, theirs), peaks = pair(ours, base, way, size, positions, rounds)
        apart = max(abs(a["loss"] - b["loss"]) for a, b in zip(mine, theirs))
        print(f"{at}, {way}: losses of {rounds + 1} steps at most {apart:.1e} apart", flush=True)
        if apart > 2e-3:
            sys.exit("the two do not take the same step")
        for key, measure in (("seconds", "time of a step"), ("processor", "processor time of a step")):
            rows.append(row(f"{measure}, {at}", median(mine, key), median(theirs, key), words, "s", rounds))
        rows.append(row(f"peak memory, {at}", *peaks, words, "MB", 1))
    return rows


def verdict(rows):
    """Says whether the bars are met."""
    met = True
    for r in rows:
        way = next(w for w, words in REFERENCES.items() if words == r["reference_name"])
        size = 1 if "batch 1," in r["measure"] else 8
        kind = {"time of": 0, "peak me": 1}.get(r["measure"][:7])
        if kind is not None and r["ratio"] > BARS[way, size][kind]:
            met = False
            print(f"above the bar of {BARS[way, size][kind]}: {r['measure']}, {r['ratio']:.2f} of {r['reference_name']}")
    print("every bar is met" if met else "not every bar is met")


def main():
    ours, base = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    cases = [CASES[int(sys.argv[4])]] if len(sys.argv) > 4 else CASES
    rows = [r for size, positions in cases for r in case(ours, base, size, positions, rounds)]
    report("train", rows, f"SmolLM2-135M, LoRA r 8, a quarter supervised, AdamW; {machine()}; medians of {rounds} rounds")
    verdict(rows)


main()
