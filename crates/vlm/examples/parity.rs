//! This crate's side of `make parity`: reads what `reference/parity.py` has
//! written, computes the same and writes the numbers beside.
//!
//! `parity llava FOLDER IN OUT`: IN.json holds conversations, IN.safetensors
//! their prepared images as `pixels`; OUT gets `logits.N` of the supervised
//! positions, `loss.N`, and as `fed.N` the tokens.
//! `parity text FOLDER IN OUT`: IN.json holds lists of tokens; OUT gets
//! `logits.N` of every position.

use anyhow::{Context as _, Result, bail};
use candle_core::{Device, Tensor};
use serde::Deserialize;
use std::path::Path;
use vitrine_vlm::batch::{Batch, Encoded};
use vitrine_vlm::padding::Padding;
use vitrine_vlm::tensor_file::{self, Tensors};
use vitrine_vlm::tokens::IMAGE;
use vitrine_vlm::{Base, Conversation, Exchange, Row, Tuned};

/// A conversation as the reference writes it: images, question and answer.
#[derive(Deserialize)]
struct Talk {
    #[serde(default)]
    system: Option<String>,
    exchanges: Vec<(usize, String, String)>,
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [what, folder, input, output] = &args[..] else {
        bail!("parity llava|text FOLDER IN OUT")
    };
    let base = Base::load(Path::new(folder))?;
    let asked = std::fs::read(Path::new(input).with_extension("json"))?;
    let out = match what.as_str() {
        "llava" => {
            let (given, _) = tensor_file::load(&Path::new(input).with_extension("safetensors"))?;
            let pixels = given.get("pixels").context("no pixels")?;
            llava(&base, &serde_json::from_slice::<Vec<Talk>>(&asked)?, pixels)?
        }
        "text" => text(&base, &serde_json::from_slice::<Vec<Vec<u32>>>(&asked)?)?,
        other => bail!("{other}: llava and text are the ones there are"),
    };
    tensor_file::save(Path::new(output), &out, None)
}

fn llava(base: &Base, talks: &[Talk], pixels: &Tensor) -> Result<Tensors> {
    let mut out = Tensors::new();
    let tuned = Tuned::none(base)?;
    for (i, talk) in talks.iter().enumerate() {
        let mut next = 0;
        let mut exchanges = Vec::new();
        for (images, asked, said) in &talk.exchanges {
            let mut cells = Vec::new();
            for _ in 0..*images {
                let pixels = pixels.get(next)?.flatten_all()?.to_vec1::<f32>()?;
                let features = base.encoder().encode_pixels(&pixels, Padding::new(1, 1))?;
                cells.push(base.visual(&features)?);
                next += 1;
            }
            exchanges.push(Exchange {
                images: cells,
                instruction: asked.clone(),
                response: Some(said.clone()),
            });
        }
        let row = Row {
            id: i.to_string(),
            talk: Conversation {
                system: talk.system.clone(),
                exchanges,
            },
            refused: None,
        };
        let e = Encoded::new(base, &row)?;
        let image = base.config().image_token;
        let fed = e.tokens.iter();
        let fed: Vec<u32> = fed.map(|&t| if t == IMAGE { image } else { t }).collect();
        let n = fed.len();
        out.insert(format!("fed.{i}"), Tensor::from_vec(fed, n, &Device::Cpu)?);
        let batch = Batch::new(base, &Tuned::none(base)?, &[&e])?;
        let all = base.text().logits(&batch.x.detach(), None)?;
        let v = base.text().config().vocab_size;
        let rows = batch.supervised.rows.iter();
        let chosen: Vec<f32> = rows
            .flat_map(|&r| &all[r as usize * v..(r as usize + 1) * v])
            .copied()
            .collect();
        let logits = Tensor::from_vec(chosen, (batch.supervised.rows.len(), v), &Device::Cpu)?;
        out.insert(format!("logits.{i}"), logits);
        let loss = vitrine_vlm::loss(base, &tuned, std::slice::from_ref(&row))?;
        let loss = Tensor::new(loss as f32, &Device::Cpu)?;
        out.insert(format!("loss.{i}"), loss);
    }
    Ok(out)
}

fn text(base: &Base, all: &[Vec<u32>]) -> Result<Tensors> {
    let (h, v) = (
        base.text().config().hidden_size,
        base.text().config().vocab_size,
    );
    let mut out = Tensors::new();
    for (i, ids) in all.iter().enumerate() {
        let x: Vec<f32> = ids
            .iter()
            .flat_map(|&t| base.text().embedding(t))
            .copied()
            .collect();
        let x = Tensor::from_vec(x, (1, ids.len(), h), &Device::Cpu)?;
        let logits = base.text().logits(&x, None)?.to_vec();
        let logits = Tensor::from_vec(logits, (ids.len(), v), &Device::Cpu)?;
        out.insert(format!("logits.{i}"), logits);
    }
    Ok(out)
}
