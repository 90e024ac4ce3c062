"""make parity: this crate's numbers against transformers' on the same weights, computed now.

    parity.py PARITY PEFT_SIDE BASE

The first two are built examples of vitrine-vlm, BASE is the demo's base. Prints a table, writes .vitrine/parity.json and
ends with status 1 where a difference is above its tolerance.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import parity_peft
import torch
from language import language_model
from safetensors.torch import load_file, save_file
from sides import STATE
from tiny_llava import MODELS, TALKS, VICUNA, run, visual_tokens, write
from transformers import AutoTokenizer

# Not the fixtures' seeds: what passes here was not made to.
SEED = 1000


def ours(program, what, folder, given):
    """The program's numbers for IN.json (and IN.safetensors)."""
    out = given.with_name(given.name + ".out.safetensors")
    subprocess.run([program, what, str(folder), str(given), str(out)], check=True)
    return load_file(out)


def row(check, ours, theirs, tolerance):
    """One line: the largest difference between two tensors, infinite where their shapes differ or one is no number."""
    if ours.shape != theirs.shape:
        far = float("inf")
    else:
        far = (ours.double() - theirs.double()).abs().max().item() if ours.numel() else 0.0
        far = far if far == far else float("inf")
    return {"check": check, "max_abs_diff": far, "tolerance": tolerance, "pass": far <= tolerance}


def tiny_models(program, work):
    """Tiny LLaVAs of every form that is read: tokens, logits of the supervised positions, loss."""
    rows = []
    for i, name in enumerate(MODELS):
        folder = work / name
        model, tokenizer = write(name, folder, SEED + i)
        side = model.config.vision_config.image_size
        images = torch.randn(2, 3, side, side)
        given = work / f"{name}.in"
        given.with_suffix(".json").write_text(json.dumps(TALKS))
        save_file({"pixels": images}, given.with_suffix(".safetensors"))
        got = ours(program, "llava", folder, given)
        fed, logits, losses = [], [], []
        for n, talk in enumerate(TALKS):
            told, want, loss = run(model, tokenizer, talk, MODELS[name][1] is VICUNA, images)
            places = visual_tokens(model.config)
            image = model.config.image_token_index
            ids = [t for token in told["fed"] for t in [token] * (places if token == image else 1)]
            fed.append(row("", got[f"fed.{n}"].long(), torch.tensor(ids), 0.0))
            logits.append(row("", got[f"logits.{n}"], want, 1e-4))
            losses.append(row("", got[f"loss.{n}"], loss, 1e-4))
        for what, all in [("tokens", fed), ("logits", logits), ("loss", losses)]:
            rows.append({**max(all, key=lambda r: r["max_abs_diff"]), "check": f"{name}: {what}"})
    return rows


def demo_base(program, base, work):
    """The demo's language model: logits of text."""
    model = language_model(base)
    tokenizer = AutoTokenizer.from_pretrained(base)
    texts = [
        "The sum of two and two is",
        "<|im_start|>user\nWhich brands does the picture show?<|im_end|>\n<|im_start|>assistant\n",
    ]
    ids = [tokenizer(t, add_special_tokens=False)["input_ids"] for t in texts]
    given = work / "base.in"
    given.with_suffix(".json").write_text(json.dumps(ids))
    got = ours(program, "text", base, given)
    with torch.no_grad():
        rows = [row("", got[f"logits.{i}"], model.eval()(torch.tensor([x])).logits[0], 1e-3) for i, x in enumerate(ids)]
    return [{**max(rows, key=lambda r: r["max_abs_diff"]), "check": "demo base: logits of text"}]


def main():
    program, peft_side, base = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        rows = tiny_models(program, Path(work)) + demo_base(program, base, Path(work))
    rows += parity_peft.checks(peft_side, base)
    width = max(len(r["check"]) for r in rows)
    print(f"\n{'check':{width}}  {'largest difference':>18}  {'tolerance':>9}")
    for r in rows:
        word = "" if r["pass"] else "  FAILS"
        print(f"{r['check']:{width}}  {r['max_abs_diff']:18.2e}  {r['tolerance']:9.0e}{word}")
    out = STATE / "parity.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    # JSON has no infinity.
    told = [{**r, "max_abs_diff": min(r["max_abs_diff"], 1e308)} for r in rows]
    out.write_text(json.dumps(told, indent=1) + "\n")
    print(f"written to {out}")
    sys.exit(not all(r["pass"] for r in rows))


if __name__ == "__main__":
    main()
