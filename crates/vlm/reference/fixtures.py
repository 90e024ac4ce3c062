"""Writes crates/vlm/fixtures/llava: tiny LLaVA checkpoints with the numbers, texts and tokens that transformers gives.

Run with the reference Python (crates/demo/setup/reference.sh): python crates/vlm/reference/fixtures.py
"""

import json
import re
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from tiny_llava import MODELS, TALKS, VICUNA, load, run, write
from transformers import LlavaConfig, LlavaForConditionalGeneration

OUT = Path(__file__).resolve().parents[1] / "fixtures" / "llava"

# llava-hf/llava-1.5-7b-hf's config.json, which leaves most to transformers' defaults.
LLAVA_15 = {
    "architectures": ["LlavaForConditionalGeneration"],
    "ignore_index": -100,
    "image_token_index": 32000,
    "model_type": "llava",
    "pad_token_id": 32001,
    "projector_hidden_act": "gelu",
    "text_config": {
        "_name_or_path": "lmsys/vicuna-7b-v1.5",
        "architectures": ["LlamaForCausalLM"],
        "max_position_embeddings": 4096,
        "model_type": "llama",
        "rms_norm_eps": 1e-05,
        "torch_dtype": "float16",
        "vocab_size": 32064,
    },
    "tie_word_embeddings": False,
    "torch_dtype": "float16",
    "vision_config": {
        "hidden_size": 1024,
        "image_size": 336,
        "intermediate_size": 4096,
        "model_type": "clip_vision_model",
        "num_attention_heads": 16,
        "num_hidden_layers": 24,
        "patch_size": 14,
        "projection_dim": 768,
        "vocab_size": 32000,
    },
    "vision_feature_layer": -2,
    "vision_feature_select_strategy": "default",
}
SHAPES = {
    "llava-1.5-7b": LLAVA_15,
    "nothing said": {"model_type": "llava"},
    "siglip and qwen2, nothing said": {
        "model_type": "llava",
        "vision_config": {"model_type": "siglip_vision_model"},
        "text_config": {"model_type": "qwen2"},
        "vision_feature_select_strategy": "full",
    },
    "tied inside, biases, no head": {
        "model_type": "llava",
        "multimodal_projector_bias": False,
        "vision_feature_layer": [-2, 3],
        "vision_config": {"model_type": "siglip_vision_model", "vision_use_head": False},
        "text_config": {
            "model_type": "llama",
            "hidden_size": 64,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "head_dim": 32,
            "attention_bias": True,
            "mlp_bias": True,
            "tie_word_embeddings": True,
        },
    },
}


def shapes(config):
    """Each tensor of the model, layers taken together: {name with N: [shape, how many]}, by the meta device."""
    fields = {k: v for k, v in config.items() if k not in ("architectures", "torch_dtype")}
    with torch.device("meta"):
        model = LlavaForConditionalGeneration(LlavaConfig(**fields))
    tied = model.config.tie_word_embeddings
    out = {}
    for name, value in model.state_dict().items():
        if name.endswith("position_ids") or (tied and name == "lm_head.weight"):
            continue
        key = re.sub(r"\.layers\.\d+\.", ".layers.N.", name)
        shape, count = out.get(key, (list(value.shape), 0))
        assert shape == list(value.shape)
        out[key] = (shape, count + 1)
    return dict(sorted(out.items()))


def resized(image, w, h):
    """What PIL's and torchvision's antialiased bicubic give, rounded to bytes: (3, h, w)."""
    x = image.permute(2, 0, 1)[None].float()
    x = F.interpolate(x, size=(h, w), mode="bicubic", antialias=True, align_corners=False)
    return x[0].round().clamp(0, 255)


def preprocessing():
    """One image through the forms of preprocessing that checkpoints ask for."""
    torch.manual_seed(3)
    h, w = 30, 44
    y, x = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
    waves = [(torch.sin(x / a) + torch.cos(y / b) + 2) * 63 for a, b in [(3.0, 5.0), (7.0, 2.5), (4.0, 9.0)]]
    image = torch.stack(waves, -1).clamp(0, 255).to(torch.uint8)
    mean, std = torch.tensor([0.48145466, 0.4578275, 0.40821073]), torch.tensor([0.26862954, 0.26130258, 0.27577711])

    def normal(x, mean, std):
        return ((x / 255 - mean[:, None, None]) / std[:, None, None]).contiguous()

    short = resized(image, int(18 * w / h), 18)
    left, top = (short.shape[2] - 16) // 2, (18 - 16) // 2
    square = torch.tensor([int(m * 255) for m in mean], dtype=torch.uint8).expand(w, w, 3).clone()
    square[(w - h) // 2 : (w - h) // 2 + h] = image
    half = torch.full((3,), 0.5)
    return {
        "image": image,
        "cropped": normal(short[:, top : top + 16, left : left + 16], mean, std),
        "stretched": normal(resized(image, 16, 16), half, half),
        "padded": normal(resized(square, 16, 16), mean, std),
    }


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    for seed, name in enumerate(MODELS):
        model, tokenizer = write(name, OUT / name, seed)
        parts = MODELS[name][1] is VICUNA
        side = model.config.vision_config.image_size
        images = torch.randn(2, 3, side, side)
        told, numbers = [], {"pixels": images}
        for i, talk in enumerate(TALKS):
            case, logits, loss = run(model, tokenizer, talk, parts, images)
            told.append({**talk, **case})
            # Every third supervised position: the loss is of all.
            numbers[f"logits.{i}"], numbers[f"loss.{i}"] = logits[::3].contiguous(), loss
        save_file(numbers, OUT / f"{name}.safetensors")
        (OUT / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    save_file(preprocessing(), OUT / "preprocessing.safetensors")
    all_shapes = [{"name": n, "config": c, "tensors": shapes(c)} for n, c in SHAPES.items()]
    (OUT / "shapes.json").write_text(json.dumps(all_shapes, indent=1) + "\n")
    print(f"written to {OUT}")


if __name__ == "__main__":
    main()
