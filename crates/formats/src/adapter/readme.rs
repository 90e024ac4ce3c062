//! The text that lies beside the adapter.

use super::{About, Folder};

/// For a version that holds no adapter.
const MERGE: &str = "It holds no adapter. `vitrine-worker merge` writes base and version as one folder that transformers \
                     and Vitrine load.\n";

const LOAD: &str = r#"Load it with peft and transformers 4.52 or later (BASE is the folder of that base):

    from peft import PeftModel
    from safetensors.torch import load_file
    from transformers import LlavaForConditionalGeneration

    model = LlavaForConditionalGeneration.from_pretrained("BASE")
    projector = load_file("projector.safetensors")
    model.model.multi_modal_projector.load_state_dict(projector, strict=False)
    model = PeftModel.from_pretrained(model, ".").eval()

A projector with norm.weight and norm.bias is Vitrine's own (it reads cells, norms them and takes the greatest of each
block), which transformers does not have: there the language model is the same, and visual tokens are given to it as
inputs_embeds. docs/adapter.md of Vitrine says how they are made.
"#;

const FINDINGS: &str = "\nThis version was trained with a line of findings before each instruction, such as `Found: Nike, \
                        Puma.` or\n`Found: nothing.`, and answers worse without. docs/adapter.md of Vitrine says how it \
                        is made.\n";

/// No date and nothing else that differs from one time to the next.
pub(super) fn text(about: &About, folder: &Folder) -> String {
    let About {
        project,
        version,
        artefact,
        base,
    } = about;
    let lines: String = [
        (
            "adapter_config.json",
            "PEFT's configuration: rank, alpha, which linears.",
        ),
        (
            "adapter_model.safetensors",
            "LoRA's A (r, inputs) and B (outputs, r), by PEFT's names.",
        ),
        (
            "language_model.safetensors",
            "the whole language model; it takes the base's place.",
        ),
        (
            "projector.safetensors",
            "the projector's tensors, whole; they take the base's place.",
        ),
        (
            "region_head.safetensors",
            "Vitrine's region head with its labels; no other tool reads it.",
        ),
        (
            "findings.json",
            "what must stand before an instruction, and how it is made.",
        ),
        (
            "manifest.json",
            "sha256 of each file, and what the version was made from.",
        ),
    ]
    .into_iter()
    .filter(|(name, _)| folder.has(name))
    .map(|(name, what)| format!("{name:27}{what}\n"))
    .collect();
    let how = match folder.has("adapter_config.json") {
        true => LOAD,
        false => MERGE,
    };
    let findings = match folder.has("findings.json") {
        true => FINDINGS,
        false => "",
    };
    format!(
        "{project}: model version {version}, downloaded from Vitrine\n\n\
         Artefact {artefact}\nBase     {base}\n\n{lines}\n{how}{findings}"
    )
}
