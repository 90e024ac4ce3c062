//! The text that lies beside the data.

use super::{About, Summary};

/// No date and nothing else that differs from one time to the next.
pub(super) fn text(about: &About, summary: Summary) -> String {
    let About { project, snapshot } = about;
    let Summary {
        rows,
        tombstones,
        images,
    } = summary;
    let purged = match tombstones {
        0 => "No image of this snapshot has been purged.".to_owned(),
        n => format!(
            "{n} row(s) of this snapshot are missing: their images were purged after it was made.\n\
             tombstones.json names them."
        ),
    };
    format!(
        "{project}: curated triplets in LLaVA JSON, exported by Vitrine\n\n\
         Snapshot sha256 {snapshot}\n{rows} row(s), {images} image(s).\n{purged}\n\n\
         data.json        one object a row: id, image (a list where there are several), conversations (human, gpt, and so\n\
         \u{20}                on by turns where a reviewer went on asking; the images come with the first question),\n\
         \u{20}                and `vitrine`:\n\
         \u{20}                item, review, reviewer (scripted: no person; sampling_rule_id: accepted by a rule of which\n\
         \u{20}                people reviewed a sample alone), proposal, model version and policy,\n\
         \u{20}                its split (train, validation, held_out) and its regions (0 to 1 of width and height of\n\
         \u{20}                the first image).\n\
         tombstones.json  rows of which an image had to go.\n\
         images/          <sha256 of the file>.jpg, upright, without metadata.\n\n\
         Train on rows with split `train`; keep `held_out` for measuring.\n"
    )
}
