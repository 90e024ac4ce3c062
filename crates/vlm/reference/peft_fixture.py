"""Writes crates/vlm/fixtures/peft: a tiny language model, adapters that peft tuned on it, and transformers' logits.

Run with the reference Python (crates/demo/setup/reference.sh): python crates/vlm/reference/peft_fixture.py
"""

import json
from pathlib import Path

from safetensors.torch import save_file
from tiny_peft import EVERY, llava, logits, read, regex, tokens, tuned, write

OUT = Path(__file__).resolve().parents[1] / "fixtures" / "peft"
TEXT = dict(
    model_type="llama",
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=48,
    max_position_embeddings=64,
    tie_word_embeddings=True,
)
# The second is as most write it: names alone, which the vision tower has too; untouched there, since no image is fed.
CASES = {
    "every": dict(r=3, lora_alpha=6, target_modules=regex(EVERY)),
    "two": dict(r=4, lora_alpha=6, use_rslora=True, lora_dropout=0.1, target_modules=["q_proj", "v_proj"]),
}


def main():
    write(llava(TEXT, 47), OUT)
    ids = tokens(read(OUT), 2, 6)
    told = {"ids": ids, "none": logits(read(OUT), ids)}
    for name, lora in CASES.items():
        model = tuned(read(OUT), ids, **lora)
        model.save_pretrained(OUT / name)
        (OUT / name / "README.md").unlink()
        config = json.loads((OUT / name / "adapter_config.json").read_text())
        if isinstance(config["target_modules"], list):
            # A set's order; sorted, so that the file repeats.
            config["target_modules"].sort()
        (OUT / name / "adapter_config.json").write_text(json.dumps(config, indent=1) + "\n")
        told[name] = logits(model, ids)
    save_file({k: v.contiguous() for k, v in told.items()}, OUT / "logits.safetensors")


main()
