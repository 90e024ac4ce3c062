"""make bench-generate: our generation and transformers' `generate`, in turn, on the same weights and prompts.

    bench_generate.py OURS BASE [ROUNDS]

OURS is the example `generate_side` of vitrine-vlm. Prompts of 100 positions: 4 tokens, 64 visual rows, 32 tokens of a
question. Both decode greedily in f32 and nothing ends an answer early; their tokens are compared, since a speed
without equal answers would be worth nothing.
"""

import json
import statistics
import sys

from sides import STATE, Side, machine, report, row

NAME = "transformers 5.23 generate, PyTorch 2.11, f32"
BAR = 0.5
# What is measured: words, images, questions about each, tokens; whether the bar holds for it.
CASES = [
    ("first token, batch 1", 1, 1, 1, False),
    ("64 tokens, batch 1", 1, 1, 64, True),
    ("first token, batch 8", 8, 1, 1, False),
    ("64 tokens, batch 8", 8, 1, 64, True),
    ("first token, 8 questions on one image", 1, 8, 1, True),
    ("64 tokens, 8 questions on one image", 1, 8, 64, True),
]


def alike(ours, theirs):
    """Tokens before the first that differs, of all."""
    pairs = list(zip(ours, theirs))
    same = sum(next((n for n, (a, b) in enumerate(zip(o, t)) if a != b), len(o)) for o, t in pairs)
    return same, sum(len(o) for o, _ in pairs)


def case(sides, words, images, questions, tokens, rounds):
    """The rows of one case."""
    asked = json.dumps({"images": images, "questions": questions, "tokens": tokens})
    told = {name: [] for name in sides}
    for _ in range(rounds + 1):
        for name, side in sides.items():
            told[name].append(side.ask(asked))
    same, of = alike(told["ours"][0]["ids"], told["theirs"][0]["ids"])
    print(f"{words}: {same} of {of} tokens are the same", flush=True)
    if same < 0.95 * of:
        sys.exit("the two do not say the same")
    # The first round warms up.
    middle = lambda name, key: statistics.median(t[key] for t in told[name][1:])
    return [
        row(f"{what}{words}", middle("ours", key), middle("theirs", key), NAME, "s", rounds)
        for key, what in (("seconds", ""), ("processor", "processor time, "))
    ]


def main():
    ours, base = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    prompts = STATE / "bench" / "prompts.safetensors"
    prompts.parent.mkdir(parents=True, exist_ok=True)
    here = __file__.rsplit("/", 1)[0]
    # Ours first: it writes the prompts.
    sides = {"ours": Side("ours", [ours, base, prompts])}
    sides["theirs"] = Side("theirs", [sys.executable, f"{here}/generate_side.py", base, prompts])
    rows, above = [], []
    for words, images, questions, tokens, bar in CASES:
        rows += case(sides, words, images, questions, tokens, rounds)
        if bar and rows[-2]["ratio"] > BAR:
            above.append(f"above the bar of {BAR}: {words}, {rows[-2]['ratio']:.2f}")
    last = {name: side.quit() for name, side in sides.items()}
    rows.append(row("peak memory", last["ours"]["peak_mb"], last["theirs"]["peak_mb"], NAME, "MB", 1))
    report("generate", rows, f"SmolLM2-135M, greedy, 100 positions; {machine()}; medians of {rounds} rounds")
    print("\n".join(above) or "the bar is met")


main()
