//! Folders without a manifest: their identity, and what is said of a wrong one.

use crate::base::Base;
use crate::testing::fixture;

#[test]
fn a_folder_is_known_by_its_files_and_what_is_wrong_with_it_is_said() {
    let why = |dir: &tempfile::TempDir| format!("{:#}", Base::load(dir.path()).err().unwrap());
    let dir = fixture("clip_layers");
    let hash = Base::load(dir.path()).unwrap().hash().to_owned();
    assert_eq!(Base::load(dir.path()).unwrap().hash(), hash);
    assert_eq!(
        Base::load(fixture("clip_layers").path()).unwrap().hash(),
        hash
    );
    // A changed file is another base, though its sum was kept.
    let config = dir.path().join("generation_config.json");
    std::fs::write(&config, r#"{"eos_token_id": [2]}"#).unwrap();
    assert_ne!(Base::load(dir.path()).unwrap().hash(), hash);

    let shard = dir.path().join("model-00002-of-00002.safetensors");
    std::fs::remove_file(&shard).unwrap();
    assert!(why(&dir).contains("model-00002-of-00002.safetensors, which is not there"));

    let dir = fixture("clip_llama");
    let path = dir.path().join("config.json");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        config.replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 4"),
    )
    .unwrap();
    let said = why(&dir);
    assert!(
        said.contains("18 of") && said.contains("language_model.model.layers.2.self_attn.q_proj"),
        "{said}"
    );
    std::fs::write(
        &path,
        config.replace("\"intermediate_size\": 24", "\"intermediate_size\": 40"),
    )
    .unwrap();
    assert!(why(&dir).contains("expected [40, 16]"), "{}", why(&dir));
    std::fs::write(&path, &config).unwrap();
    std::fs::remove_file(dir.path().join("tokenizer_config.json")).unwrap();
    assert!(why(&dir).contains("no chat template"), "{}", why(&dir));
    std::fs::remove_file(dir.path().join("tokenizer.json")).unwrap();
    assert!(why(&dir).contains("has no tokenizer.json"));
    std::fs::remove_file(dir.path().join("model.safetensors")).unwrap();
    std::fs::write(dir.path().join("tokenizer.json"), "{}").unwrap();
    std::fs::write(dir.path().join("pytorch_model.bin"), "").unwrap();
    assert!(why(&dir).contains("only safetensors are read"));
}
