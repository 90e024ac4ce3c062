"""The demo base's language model as transformers has it."""

import json

from safetensors import safe_open
from transformers import LlamaConfig, LlamaForCausalLM


def language_model(base):
    """The base's language model, in f32."""
    config = json.load(open(f"{base}/config.json"))["text_config"]
    model = LlamaForCausalLM(LlamaConfig(**{k: v for k, v in config.items() if k not in ("architectures", "model_type")}))
    with safe_open(f"{base}/model.safetensors", "pt") as f:
        names = [n for n in f.keys() if n.startswith("language_model.")]
        state = {n.removeprefix("language_model."): f.get_tensor(n).float() for n in names}
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and missing in ([], ["lm_head.weight"]), (missing, unexpected)
    model.tie_weights()
    return model
