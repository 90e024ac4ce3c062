"""Adapters both ways: ours in peft and transformers, peft's in ours, merged and not, on a tiny LLaVA and on the demo's base.

    parity_peft.py OURS BASE

OURS is the example `peft_side` of vitrine-vlm, BASE the demo's base folder, left out where it has not been made. Alone,
this prints the rows, writes .vitrine/parity_peft.json and ends with status 1 when one failed.
"""

import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file
from tiny_peft import EVERY, llava, logits, opened, read, regex, renamed, tokens, tuned, write
from transformers import LlavaForConditionalGeneration

TEXT = dict(
    model_type="llama",
    hidden_size=64,
    intermediate_size=96,
    num_hidden_layers=3,
    num_attention_heads=8,
    num_key_value_heads=2,
    vocab_size=300,
    max_position_embeddings=128,
    tie_word_embeddings=True,
)
# name: peft's target_modules, ours, r, alpha, rslora
CASES = {
    "every linear": (regex(EVERY), EVERY.split("|"), 8, 16, False),
    "every linear, rslora": (regex(EVERY), EVERY.split("|"), 6, 9, True),
    "q_proj and v_proj by list": (["q_proj", "v_proj"], ["q_proj", "v_proj"], 4, 8, False),
}
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "llava"
STATE = Path(os.environ.get("VITRINE_STATE", Path(__file__).resolve().parents[3] / ".vitrine"))
# Logits, absolute; and what merging may add, relative to the largest logit.
TOLERANCE = 1e-3
MERGED = 1e-4


class Ours:
    """The example, one line of JSON at a time."""

    def __init__(self, argv, scratch):
        env = {**os.environ, "RAYON_NUM_THREADS": os.environ.get("RAYON_NUM_THREADS", "2")}
        self.process = subprocess.Popen(
            [str(a) for a in argv], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )
        self.scratch = scratch

    def ask(self, **what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"our side ended with status {self.process.wait()}; what it said stands above")
        return json.loads(line)

    def logits(self, ids, adapter=None, merged=False):
        out = self.scratch / "ours.safetensors"
        adapter = adapter and str(adapter)
        self.ask(do="logits", ids=ids.tolist(), adapter=adapter, merged=merged, out=str(out))
        return load_file(out)["logits"]

    def train(self, ids, lr, case, out):
        _, targets, r, alpha, rslora = case
        lora = {"r": r, "alpha": alpha, "rslora": rslora, "targets": targets}
        self.ask(do="train", ids=ids.tolist(), lr=lr, lora=lora, out=str(out))

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def row(check, a, b, tolerance, must_move=None):
    """One line of the table; an adapter that changes nothing proves nothing, so it fails."""
    apart = (a - b).abs().max().item()
    idle = must_move is not None and (b - must_move).abs().max().item() < 100 * tolerance
    check += " (the adapter changes nothing)" if idle else ""
    return {"check": check, "max_abs_diff": apart, "tolerance": tolerance, "pass": apart <= tolerance and not idle}


def of_case(ours, model, lr, name, case, ids, plain, scratch):
    """The rows of one form of adapter on one model."""

    def fresh():
        return copy.deepcopy(model)

    theirs, _, r, alpha, rslora = case
    mine, tail = scratch / "ours", scratch / "theirs"
    ours.train(ids, lr, case, mine)
    want = ours.logits(ids, mine)
    got = logits(opened(fresh(), mine), ids)
    yield row(f"{name}: ours in peft", want, got, TOLERANCE, plain)
    renamed(mine, scratch / "newer", newer=True)
    got = logits(opened(fresh(), scratch / "newer"), ids)
    yield row(f"{name}: ours in peft, newer names", want, got, TOLERANCE, plain)
    small = MERGED * want.abs().max().item()
    yield row(f"{name}: ours, merged by us", ours.logits(ids, mine, merged=True), want, small)
    got = logits(opened(fresh(), mine).merge_and_unload(), ids)
    yield row(f"{name}: ours, merged by peft", want, got, TOLERANCE)

    there = tuned(fresh(), ids, lr, r=r, lora_alpha=alpha, use_rslora=rslora, target_modules=theirs)
    there.save_pretrained(tail)
    want = logits(there, ids)
    yield row(f"{name}: peft's in ours", ours.logits(ids, tail), want, TOLERANCE, plain)
    if isinstance(theirs, str):
        renamed(tail, scratch / "older", newer=False)
        got = ours.logits(ids, scratch / "older")
        yield row(f"{name}: peft's in ours, older names", got, want, TOLERANCE, plain)
    yield row(f"{name}: peft's, merged by us", ours.logits(ids, tail, merged=True), want, TOLERANCE)


def merged_folders(side, scratch):
    """Folders that our side merged, read by transformers: the command's own way, under either generation of names."""
    for name in ["clip_llama", "clip_layers", "siglip_qwen2"]:
        here = scratch / name
        # A copy: opening a folder leaves its sums there.
        shutil.copytree(FIXTURES / name, here / "base")
        model = LlavaForConditionalGeneration.from_pretrained(here / "base", dtype=torch.float32).eval()
        ids = tokens(model)
        ids[ids == model.config.image_token_id] = 1
        plain = logits(model, ids)
        there = tuned(model, ids, r=4, lora_alpha=8, target_modules=regex(EVERY))
        there.save_pretrained(here / "adapter")
        want = logits(there, ids)
        side.ask(do="merge", base=str(here / "base"), adapter=str(here / "adapter"), out=str(here / "merged"))
        alone = LlavaForConditionalGeneration.from_pretrained(here / "merged", dtype=torch.float32).eval()
        yield row(f"merged folder, {name}: in transformers", logits(alone, ids), want, TOLERANCE, plain)


def checks(ours, base):
    """Every row, as it comes: {check, max_abs_diff, tolerance, pass}."""
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        write(llava(TEXT, 299), scratch / "tiny")
        # Rates that move the logits well within three steps and leave the real model one: at 5e-3 its logits move by 37,
        # and transformers in float32 is 6e-4 from itself in float64, against 1e-4 at this rate.
        for label, folder, lr in [("tiny LLaVA", scratch / "tiny", 2e-2), ("demo base", Path(base), 1e-3)]:
            if not folder.is_dir():
                print(f"no {folder}: the {label} is left out (make demo makes it)")
                continue
            side = Ours([ours, folder], scratch)
            model = read(folder)
            ids = tokens(model)
            plain = logits(model, ids)
            yield row(f"peft, {label}: without an adapter", side.logits(ids), plain, TOLERANCE)
            for number, (name, case) in enumerate(CASES.items()):
                here = scratch / f"{label} {number}"
                here.mkdir()
                yield from of_case(side, model, lr, f"peft, {label}, {name}", case, ids, plain, here)
            if label == "tiny LLaVA":
                yield from merged_folders(side, scratch)
            side.end()


def main():
    rows = []
    for r in checks(*sys.argv[1:3]):
        rows.append(r)
        print(f"{'ok  ' if r['pass'] else 'FAIL'} {r['max_abs_diff']:.1e} <= {r['tolerance']:.1e}  {r['check']}", flush=True)
    STATE.mkdir(parents=True, exist_ok=True)
    (STATE / "parity_peft.json").write_text(json.dumps(rows, indent=1) + "\n")
    sys.exit(0 if all(r["pass"] for r in rows) else 1)


if __name__ == "__main__":
    main()
