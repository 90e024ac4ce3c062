"""LLaVA as transformers has it around a given language model, and what peft does with its adapters.

Used by parity_peft.py, which compares live, and by peft_fixture.py, which writes what the Rust tests read.
"""

import json
import warnings
from pathlib import Path

import torch
import transformers
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import LlavaConfig, LlavaForConditionalGeneration

warnings.simplefilter("ignore", FutureWarning)
# Of the projector's norm, which transformers does not know.
transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()

EVERY = "q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj"
# Only there so that the modules bear LLaVA's names; it sees nothing.
TOWER = dict(
    model_type="clip_vision_model",
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=1,
    num_attention_heads=2,
    image_size=16,
    patch_size=4,
    projection_dim=8,
)


def regex(names):
    """The language model's linears of these names, not the vision tower's."""
    return rf".*language_model.*\.({names})"


def llava(text, image, state=None, seed=0):
    """LLaVA with `text` as text_config; `state` are language weights by their newer names, else they are drawn."""
    torch.manual_seed(seed)
    tied = text.get("tie_word_embeddings", False)
    config = LlavaConfig(text_config=text, vision_config=TOWER, image_token_index=image, tie_word_embeddings=tied)
    model = LlavaForConditionalGeneration(config)
    if state is None:
        with torch.no_grad():
            for name, p in model.model.language_model.named_parameters():
                # Strong enough that every part shows in the logits.
                p.normal_(1.0 if name.endswith("norm.weight") else 0.0, 0.2 if p.dim() == 1 else 0.25)
    else:
        lost, found = model.load_state_dict(state, strict=False)
        lost = [n for n in lost if "language_model" in n or (n == "lm_head.weight" and not tied)]
        assert not lost and not found, (lost, found)
        model.tie_weights()
    return model.eval()


def write(model, folder):
    """The language model as our side reads it: config.json, and the older names in one file."""
    folder.mkdir(parents=True, exist_ok=True)
    text = model.config.text_config.to_dict()
    text["rope_theta"] = text["rope_parameters"]["rope_theta"]
    config = {"model_type": "llava", "image_token_index": model.config.image_token_id, "text_config": text}
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    at = "model.language_model."
    state = {n: p for n, p in model.state_dict().items() if n.startswith(at)}
    state = {n.replace(at, "language_model.model."): p.contiguous() for n, p in state.items()}
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})


def read(folder):
    """The folder as transformers reads it, or LLaVA around a language model that stands alone."""
    config = json.loads((Path(folder) / "config.json").read_text())
    if "vision_config" in config:
        return LlavaForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    text = {k: v for k, v in config["text_config"].items() if k not in ("architectures", "rope_parameters")}
    text["rope_parameters"] = {"rope_type": "default", "rope_theta": text.pop("rope_theta")}
    text["tie_word_embeddings"] = True
    with safe_open(Path(folder) / "model.safetensors", "pt") as f:
        names = [n for n in f.keys() if n.startswith("language_model.model.")]
        new = {n: n.replace("language_model.model.", "model.language_model.") for n in names}
        state = {new[n]: f.get_tensor(n).float() for n in names}
    return llava(text, config["image_token_index"], state)


def tokens(model, rows=2, length=24):
    """Ids that avoid the image's placeholder."""
    ids = (torch.arange(rows * length) * 7919 + 13) % (model.config.text_config.vocab_size - 3)
    return ids.reshape(rows, length)


def logits(model, ids):
    """(rows, length, vocabulary)."""
    with torch.no_grad():
        return model(input_ids=ids).logits.float()


def tuned(model, ids, lr=2e-2, **lora):
    """An adapter of peft's after three AdamW steps: B is zero no more."""
    torch.manual_seed(5)
    model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", **lora))
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=lr, weight_decay=0.0)
    for _ in range(3):
        loss = model(input_ids=ids, labels=ids).loss
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
    return model.eval()


def opened(model, folder):
    """The model with the adapter of a folder, as a user of peft opens it."""
    return PeftModel.from_pretrained(model, folder).eval()


def renamed(folder, out, newer):
    """The adapter's folder again, its matrices under the newer names or under the older."""
    names = ["model.language_model.layers.", "language_model.model.layers."]
    new, old = names if newer else names[::-1]
    out.mkdir(parents=True, exist_ok=True)
    with safe_open(folder / "adapter_model.safetensors", "pt") as f:
        state = {n: f.get_tensor(n) for n in f.keys()}
    moved = {n.replace(f"base_model.model.{old}", f"base_model.model.{new}"): t for n, t in state.items()}
    assert all(new in n for n in moved)
    save_file(moved, out / "adapter_model.safetensors", metadata={"format": "pt"})
    (out / "adapter_config.json").write_text((folder / "adapter_config.json").read_text())
