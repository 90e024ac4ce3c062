"""Tiny seeded LLaVA checkpoints in Hugging Face's layout, and what transformers says of them.

Used by fixtures.py, which writes them for the tests beside the code, and by parity.py, which compares live.
"""

import json

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer, LlavaConfig, LlavaForConditionalGeneration

# A few words, so that the tokenizers have merges that cross where template and text meet.
WORDS = [
    "USER: What is in the picture? ASSISTANT: A red car. USER: And there? ASSISTANT: Two cars and a dog.",
    "Is it the same? It is not the same. Which of them is red? The first is red, the second is blue.",
    "user\nassistant\nsystem\nYou are helpful.\nUSER: ASSISTANT: Be brief.",
] * 4

# As llava-hf/llava-1.5-7b-hf has it in form: images first, then the text; no token ends an answer.
VICUNA = (
    "{% for message in messages %}{% if message['role'] != 'system' %}{{ message['role'].upper() + ': ' }}{% endif %}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'image') %}{{ '<image>\n' }}{% endfor %}"
    "{% if message['role'] != 'assistant' %}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'text') %}{{ part['text'] + ' ' }}{% endfor %}"
    "{% else %}"
    "{% for part in message['content'] | selectattr('type', 'equalto', 'text') %}"
    "{% generation %}{{ part['text'] + ' ' }}{% endgeneration %}{% endfor %}"
    "{% endif %}{% endfor %}{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"
)
# As Qwen2's: contents are strings, and one that begins without a system message is given one.
CHATML = (
    "{% for message in messages %}"
    "{% if loop.first and messages[0]['role'] != 'system' %}"
    "{{ '<|im_start|>system\nYou are helpful.<|im_end|>\n' }}{% endif %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] | trim + '<|im_end|>' + '\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def metaspace_tokenizer():
    """In Llama's manner: spaces as marks, unknown characters as bytes, <s> before all."""
    t = Tokenizer(models.BPE(byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    special = ["<unk>", "<s>", "</s>"] + [f"<0x{i:02X}>" for i in range(256)]
    t.train_from_iterator(WORDS, trainers.BpeTrainer(vocab_size=380, special_tokens=special, show_progress=False))
    state = json.loads(t.to_str())
    # Bytes are plain tokens; only the three are control tokens.
    state["added_tokens"] = [a for a in state["added_tokens"] if a["content"] in ("<unk>", "<s>", "</s>")]
    t = Tokenizer.from_str(json.dumps(state))
    t.add_special_tokens(["<image>"])
    t.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    t.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", t.token_to_id("<s>"))])
    return t


def byte_tokenizer():
    """In Qwen2's manner: bytes, ChatML's control tokens."""
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    t.train_from_iterator(
        WORDS, trainers.BpeTrainer(vocab_size=330, initial_alphabet=alphabet, show_progress=False)
    )
    t.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>"])
    return t


CLIP = dict(
    model_type="clip_vision_model",
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=3,
    num_attention_heads=2,
    image_size=16,
    patch_size=4,
    projection_dim=8,
)
SIGLIP = dict(
    model_type="siglip_vision_model",
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    image_size=12,
    patch_size=4,
)
TEXT = dict(
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=256,
)

# name: (tokenizer, template, layout of the files, configuration)
MODELS = {
    # Older names in one file; the layer before the last, without the class token.
    "clip_llama": (
        metaspace_tokenizer,
        VICUNA,
        "older",
        dict(
            vision_config=CLIP,
            text_config=dict(TEXT, model_type="llama", rms_norm_eps=1e-5),
            vision_feature_layer=-2,
            vision_feature_select_strategy="default",
            projector_hidden_act="gelu",
        ),
    ),
    # Newer names; two layers side by side with their class tokens; no bias, GELU by tanh; bf16 in shards.
    "clip_layers": (
        metaspace_tokenizer,
        VICUNA,
        "shards",
        dict(
            vision_config=dict(CLIP, hidden_act="gelu"),
            text_config=dict(TEXT, model_type="llama", attention_bias=True, mlp_bias=True, head_dim=6),
            vision_feature_layer=[1, -1],
            vision_feature_select_strategy="full",
            projector_hidden_act="gelu_pytorch_tanh",
            multimodal_projector_bias=False,
        ),
    ),
    # Newest names; tied; biases on queries, keys and values; another base of the rotary angles.
    "siglip_qwen2": (
        byte_tokenizer,
        CHATML,
        "newer",
        dict(
            vision_config=SIGLIP,
            text_config=dict(
                TEXT,
                model_type="qwen2",
                tie_word_embeddings=True,
                rope_parameters=dict(rope_type="default", rope_theta=50000.0),
            ),
            vision_feature_layer=-1,
            vision_feature_select_strategy="full",
            projector_hidden_act="quick_gelu",
        ),
    ),
    # SigLIP has no class token: `default` drops its first cell.
    "siglip_default": (
        byte_tokenizer,
        CHATML,
        "older",
        dict(
            vision_config=SIGLIP,
            text_config=dict(TEXT, model_type="llama", tie_word_embeddings=False),
            vision_feature_layer=-2,
            vision_feature_select_strategy="default",
            projector_hidden_act="gelu",
        ),
    ),
}


def older(name):
    """The name that transformers before 4.52 gave a tensor."""
    for new, old in [
        ("model.language_model.", "language_model.model."),
        ("lm_head.", "language_model.lm_head."),
        ("model.vision_tower.", "vision_tower.vision_model."),
        ("model.multi_modal_projector.", "multi_modal_projector."),
    ]:
        if name.startswith(new):
            return old + name[len(new) :]
    return name


def write(name, out, seed):
    """Writes the checkpoint folder and opens it as a user of transformers would: model and tokenizer."""
    tokenizer, template, layout, config = MODELS[name]
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = tokenizer()
    tokenizer.save(str(out / "tokenizer.json"))
    end = "</s>" if template is VICUNA else "<|im_end|>"
    about = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": end, "chat_template": template}
    if template is VICUNA:
        about["bos_token"] = "<s>"
    vocabulary = tokenizer.get_vocab_size()
    config = json.loads(json.dumps(config))
    config["text_config"]["vocab_size"] = vocabulary
    config["image_token_index"] = tokenizer.token_to_id("<image>")
    # What llava-hf's own files leave out is left out here too.
    config = {"architectures": ["LlavaForConditionalGeneration"], "model_type": "llava", **config}
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    if layout == "shards":
        # A template in its own file, as newer checkpoints have it.
        (out / "chat_template.jinja").write_text(about.pop("chat_template"))
    (out / "tokenizer_config.json").write_text(json.dumps(about, indent=1) + "\n")
    (out / "generation_config.json").write_text(json.dumps({"eos_token_id": tokenizer.token_to_id(end)}) + "\n")

    torch.manual_seed(seed)
    model = LlavaForConditionalGeneration(LlavaConfig(**{k: v for k, v in config.items() if k != "architectures"}))
    state = {}
    for key, value in sorted(model.state_dict().items()):
        if value.dtype.is_floating_point and not key.endswith("position_ids"):
            noise = torch.randn(value.shape)
            norm = "norm" in key and value.dim() == 1
            # Strong enough that every part shows in the logits.
            value = noise * 0.2 + (1.0 if norm and key.endswith("weight") else 0.0) if value.dim() == 1 else noise * 0.4
        if key == "lm_head.weight" and config["text_config"].get("tie_word_embeddings"):
            continue
        state[older(key) if layout == "older" else key] = value.contiguous()
    if layout == "shards":
        state = {k.replace("model.vision_tower.", "model.vision_tower.vision_model."): v for k, v in state.items()}
        state = {k: v.to(torch.bfloat16) for k, v in state.items()}
        names, where = sorted(state), {}
        for i, part in enumerate([names[::2], names[1::2]]):
            file = f"model-0000{i + 1}-of-00002.safetensors"
            save_file({k: state[k] for k in part}, out / file, metadata={"format": "pt"})
            where.update({k: file for k in part})
        index = {"metadata": {}, "weight_map": dict(sorted(where.items()))}
        (out / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")
    else:
        save_file(state, out / "model.safetensors", metadata={"format": "pt"})
    return load(out)


def load(folder):
    """The folder as transformers reads it, in f32; every tensor must have been found."""
    model, info = LlavaForConditionalGeneration.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    lost = [k for k in info["missing_keys"] if k != "lm_head.weight"]
    assert not lost, f"transformers finds no {lost}"
    return model.eval(), AutoTokenizer.from_pretrained(folder)


def messages(talk, parts, answered=True):
    """A conversation as transformers' templates want it: contents as lists of parts, or as strings."""
    out = []
    if talk.get("system"):
        system = talk["system"]
        out.append({"role": "system", "content": [{"type": "text", "text": system}] if parts else system})
    for i, (images, asked, said) in enumerate(talk["exchanges"]):
        if parts:
            content = [{"type": "image"}] * images + [{"type": "text", "text": asked}]
        else:
            content = "<image>\n" * images + asked
        out.append({"role": "user", "content": content})
        if answered or i + 1 < len(talk["exchanges"]):
            out.append({"role": "assistant", "content": [{"type": "text", "text": said}] if parts else said})
    return out


def tokenize(tokenizer, talk, parts):
    """Text, ids and which of them are supervised, by transformers' template and tokenizer.

    Supervised: each answer's tokens and the token that ends it. Where the template writes no such token after an
    answer, the tokenizer's end of sequence is put there. What follows the last of them is dropped.
    """
    text = tokenizer.apply_chat_template(messages(talk, parts), tokenize=False)
    encoded = tokenizer(text, return_offsets_mapping=True)
    ids, offsets = encoded["input_ids"], encoded["offset_mapping"]
    end, out, wanted, at, token = tokenizer.eos_token_id, [], [], 0, 0
    for _, _, said in talk["exchanges"]:
        start = text.index(said, at)
        at = start + len(said)
        while token < len(ids) and (offsets[token][1] <= start or ids[token] in tokenizer.all_special_ids):
            out.append(ids[token])
            wanted.append(False)
            token += 1
        while token < len(ids) and offsets[token][0] < at and ids[token] not in tokenizer.all_special_ids:
            out.append(ids[token])
            wanted.append(True)
            token += 1
        if token < len(ids) and ids[token] == end:
            token += 1
        out.append(end)
        wanted.append(True)
    prompt = tokenizer.apply_chat_template(messages(talk, parts, False), tokenize=False, add_generation_prompt=True)
    return {
        "text": text,
        "ids": encoded["input_ids"],
        "prompt": prompt,
        "prompt_ids": tokenizer(prompt)["input_ids"],
        "fed": out,
        "wanted": wanted,
    }


TALKS = [
    {"exchanges": [(1, "What is in the picture?", "A red car.")]},
    {
        "exchanges": [
            (2, "Is it the same?", "It is not the same."),
            (0, "Which of them is red?", "The first is red, the second is blue."),
        ]
    },
    {"system": "Be brief.", "exchanges": [(0, "Naïve? 日本 🙂", "Yes."), (1, "  And there? ", "Two cars and a dog.")]},
    {"exchanges": [(0, "Which is red?", "It.")]},
]


def run(model, tokenizer, talk, parts, images):
    """Logits of the supervised positions and the loss, by transformers, for one conversation."""
    told = tokenize(tokenizer, talk, parts)
    config = model.config
    places = visual_tokens(config)
    ids, labels = [], []
    for token, wanted in zip(told["fed"], told["wanted"]):
        times = places if token == config.image_token_index else 1
        ids += [token] * times
        labels += [token if wanted else -100] * times
    count = sum(images for images, _, _ in talk["exchanges"])
    labels = torch.tensor([labels])
    with torch.no_grad():
        out = model(
            input_ids=torch.tensor([ids]),
            pixel_values=images[:count] if count else None,
            labels=labels,
        )
    supervised = (labels[0, 1:] != -100).nonzero()[:, 0]
    return told, out.logits[0, supervised], out.loss


def visual_tokens(config):
    """Visual tokens of one image."""
    v = config.vision_config
    n = (v.image_size // v.patch_size) ** 2 + (v.model_type == "clip_vision_model")
    return n - (config.vision_feature_select_strategy == "default")
