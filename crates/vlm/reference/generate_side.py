"""Greedy tokens with transformers' `generate`, for bench_generate.py.

    generate_side.py BASE PROMPTS

A line `{"images": i, "questions": q, "tokens": n}` asks q questions about each of i images; each pair is a row of one
batch. Nothing ends an answer early.
"""

import json
import sys
import time

import torch
from safetensors.torch import load_file

from language import language_model
from memory import peak_mb, resident_mb


def prompts(drawn, images, questions):
    """Embeddings (rows, positions, hidden) in the other side's order."""
    most = len(drawn["questions"])
    rows = [
        torch.cat([drawn["images"][i], drawn["questions"][(i + q) % most]])
        for i in range(images)
        for q in range(questions)
    ]
    return torch.stack(rows)


def main():
    base, drawn = sys.argv[1:]
    model = language_model(base).eval()
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = 0
    drawn = load_file(drawn)
    print(json.dumps({"ready": f"torch {torch.__version__}", "loaded_mb": resident_mb()}), flush=True)
    for line in sys.stdin:
        if line.strip() == "quit":
            print(json.dumps({"peak_mb": peak_mb()}), flush=True)
            return
        asked = json.loads(line)
        began, used = time.perf_counter(), time.process_time()
        with torch.inference_mode():
            x = prompts(drawn, asked["images"], asked["questions"])
            said = model.generate(
                inputs_embeds=x,
                attention_mask=torch.ones(x.shape[:2], dtype=torch.long),
                max_new_tokens=asked["tokens"],
                do_sample=False,
            )
        seconds, used = time.perf_counter() - began, time.process_time() - used
        print(json.dumps({"seconds": seconds, "processor": used, "ids": said.tolist()}), flush=True)


main()
