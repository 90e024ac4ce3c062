"""The training step in PyTorch eager with transformers and peft, for bench_train.py.

    train_side.py BASE ADAPTER BATCH POSITIONS users|trimmed

`users`: labels in, transformers' own loss, logits for every position. `trimmed`: the head on supervised positions alone.
"""

import json
import sys
import time
import warnings

import torch
from peft import LoraConfig, get_peft_model
from safetensors import safe_open

from language import language_model
from memory import peak_mb, reset_peak, resident_mb

LINEARS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def with_adapter(model, adapter):
    """LoRA r 8 on every linear, starting from the numbers in `adapter`."""
    model = get_peft_model(model, LoraConfig(r=8, lora_alpha=16, lora_dropout=0.0, target_modules=LINEARS))
    theirs = dict(model.named_parameters())
    with safe_open(adapter, "pt") as f:
        for name in f.keys():
            place = name.replace("language_model.model.", "model.").replace(".weight", ".default.weight")
            with torch.no_grad():
                theirs[place].copy_(f.get_tensor(name))
    return model


def batch(size, positions, vocabulary):
    """Token ids, and labels on the last quarter of each row."""
    ids = (torch.arange(size * positions) * 7919 + 13) % vocabulary
    ids = ids.reshape(size, positions)
    labels = ids.clone()
    labels[:, : positions - positions // 4] = -100
    return ids, labels


def loss_of(model, ids, labels, way):
    """Mean loss over the supervised tokens."""
    if way == "users":
        return model(input_ids=ids, labels=labels).loss
    inner = model.get_base_model()
    hidden = inner.model(input_ids=ids, use_cache=False).last_hidden_state
    targets = labels[:, 1:]
    chosen = targets != -100
    return torch.nn.functional.cross_entropy(inner.lm_head(hidden[:, :-1][chosen]), targets[chosen])


def main():
    warnings.simplefilter("ignore", FutureWarning)
    base, adapter, size, positions, way = sys.argv[1:]
    model = with_adapter(language_model(base), adapter)
    model.train()
    trained = [p for p in model.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=1e-4, weight_decay=0.0)
    ids, labels = batch(int(size), int(positions), model.config.vocab_size)
    reset_peak()
    print(json.dumps({"ready": f"torch {torch.__version__}", "loaded_mb": resident_mb()}), flush=True)
    for line in sys.stdin:
        if line.strip() == "quit":
            print(json.dumps({"peak_mb": peak_mb()}), flush=True)
            return
        began, used = time.perf_counter(), time.process_time()
        loss = loss_of(model, ids, labels, way)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        seconds, used = time.perf_counter() - began, time.process_time() - used
        print(json.dumps({"seconds": seconds, "processor": used, "loss": loss.item()}), flush=True)


main()
