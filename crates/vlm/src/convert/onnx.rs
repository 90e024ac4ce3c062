//! DINOv2 out of an ONNX graph, under transformers' `Dinov2Model` names. Only
//! the messages and fields that carry weights are read (onnx.proto3).

use anyhow::{Context as _, Result, bail, ensure};
use candle_core::{Device, Tensor};
use prost::Message;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

#[derive(Clone, PartialEq, Message)]
struct Model {
    #[prost(message, optional, tag = "7")]
    graph: Option<Graph>,
}

#[derive(Clone, PartialEq, Message)]
struct Graph {
    #[prost(message, repeated, tag = "1")]
    node: Vec<Node>,
    #[prost(message, repeated, tag = "5")]
    initializer: Vec<Array>,
}

#[derive(Clone, PartialEq, Message)]
struct Node {
    #[prost(string, repeated, tag = "1")]
    input: Vec<String>,
    #[prost(string, tag = "3")]
    name: String,
    #[prost(string, tag = "4")]
    op_type: String,
}

#[derive(Clone, PartialEq, Message)]
struct Array {
    #[prost(int64, repeated, tag = "1")]
    dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    data_type: i32,
    #[prost(float, repeated, tag = "4")]
    float_data: Vec<f32>,
    #[prost(string, tag = "8")]
    name: String,
    #[prost(bytes = "vec", tag = "9")]
    raw_data: Vec<u8>,
}

const FLOAT: i32 = 1;

impl Array {
    fn tensor(&self) -> Result<Tensor> {
        let dims = self
            .dims
            .iter()
            .map(|d| Ok(usize::try_from(*d)?))
            .collect::<Result<Vec<_>>>()?;
        let data: Vec<f32> = if self.raw_data.is_empty() {
            self.float_data.clone()
        } else {
            self.raw_data
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect()
        };
        let wanted: usize = dims.iter().product();
        ensure!(
            data.len() == wanted,
            "{} holds {} numbers, its shape says {wanted}",
            self.name,
            data.len()
        );
        Ok(Tensor::from_vec(data, dims, &Device::Cpu)?)
    }
}

/// The tensors of the `backbone` in an ONNX file, under `prefix` + the names
/// of transformers' `Dinov2Model`. Linear weights, anonymous and stored as
/// (in, out), take the name of the node that uses them and are transposed; the
/// class token's position and the patches' are joined into one table.
///
/// # Errors
/// Unreadable, no ONNX, or a graph without such a backbone.
pub fn dinov2(path: &Path, prefix: &str) -> Result<BTreeMap<String, Tensor>> {
    let bytes = std::fs::read(path).with_context(|| format!("open {}", path.display()))?;
    let model =
        Model::decode(&bytes[..]).with_context(|| format!("read {} as ONNX", path.display()))?;
    let graph = model.graph.context("the ONNX file holds no graph")?;
    let short = backbone(&graph)?;
    Ok(short
        .into_iter()
        .map(|(name, t)| (format!("{prefix}{name}"), t))
        .collect())
}

fn backbone(graph: &Graph) -> Result<BTreeMap<String, Tensor>> {
    let arrays: HashMap<&str, &Array> = graph
        .initializer
        .iter()
        .filter(|a| a.data_type == FLOAT)
        .map(|a| (a.name.as_str(), a))
        .collect();
    let mut out = BTreeMap::new();
    for (name, array) in &arrays {
        if let Some(short) = name.strip_prefix("backbone.") {
            out.insert(short.to_owned(), array.tensor()?);
        }
    }
    let (mut class, mut patches) = (None, None);
    for node in &graph.node {
        let Some(at) = node.name.strip_prefix("/backbone/") else {
            continue;
        };
        for array in node.input.iter().filter_map(|i| arrays.get(i.as_str())) {
            if array.name.starts_with("backbone.") {
                continue;
            }
            if node.op_type == "MatMul" {
                let Some(layer) = at.strip_suffix("/MatMul") else {
                    bail!("unexpected MatMul at {at}")
                };
                out.insert(
                    format!("{}.weight", layer.replace('/', ".")),
                    array.tensor()?.t()?.contiguous()?,
                );
            } else if at.starts_with("embeddings/") && array.dims.len() == 3 {
                let slot = if array.dims[1] == 1 {
                    &mut class
                } else {
                    &mut patches
                };
                *slot = Some(array.tensor()?);
            }
        }
    }
    let (Some(class), Some(patches)) = (class, patches) else {
        bail!("the ONNX graph has no table of positions in its backbone")
    };
    out.insert(
        "embeddings.position_embeddings".into(),
        Tensor::cat(&[class, patches], 1)?,
    );
    let hidden = out
        .get("embeddings.cls_token")
        .context("the backbone has no class token")?
        .dim(2)?;
    // Never used at inference; transformers expects it.
    out.insert(
        "embeddings.mask_token".into(),
        Tensor::zeros((1, hidden), candle_core::DType::F32, &Device::Cpu)?,
    );
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(name: &str, dims: &[i64], from: f32) -> Array {
        let n = dims.iter().product::<i64>() as usize;
        let raw = (0..n)
            .flat_map(|i| (from + i as f32).to_le_bytes())
            .collect();
        Array {
            dims: dims.into(),
            data_type: FLOAT,
            name: name.into(),
            raw_data: raw,
            ..Default::default()
        }
    }

    fn node(op: &str, name: &str, input: &[&str]) -> Node {
        Node {
            op_type: op.into(),
            name: name.into(),
            input: input.iter().map(|s| (*s).into()).collect(),
        }
    }

    fn graph() -> Graph {
        Graph {
            node: vec![
                node(
                    "Reshape",
                    "/backbone/embeddings/Reshape_1",
                    &["onnx::Reshape_9", "shape"],
                ),
                node(
                    "Concat",
                    "/backbone/embeddings/Concat_6",
                    &["onnx::Concat_8", "x"],
                ),
                node(
                    "MatMul",
                    "/backbone/encoder/layer.0/mlp/fc1/MatMul",
                    &["x", "onnx::MatMul_7"],
                ),
                node("MatMul", "/decoder/MatMul", &["x", "onnx::MatMul_7"]),
            ],
            initializer: vec![
                array("backbone.embeddings.cls_token", &[1, 1, 2], 0.0),
                array("onnx::Concat_8", &[1, 1, 2], 10.0),
                array("onnx::Reshape_9", &[1, 4, 2], 20.0),
                array("onnx::MatMul_7", &[2, 3], 0.0),
                array("decoder.bias", &[2], 0.0),
            ],
        }
    }

    #[test]
    fn names_come_from_paths_and_weights_are_transposed() {
        let bytes = Model {
            graph: Some(graph()),
        }
        .encode_to_vec();
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("m.onnx"), bytes).unwrap();
        let got = dinov2(&dir.path().join("m.onnx"), "v.").unwrap();
        let w = &got["v.encoder.layer.0.mlp.fc1.weight"];
        assert_eq!(
            w.to_vec2::<f32>().unwrap(),
            [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]
        );
        let p = &got["v.embeddings.position_embeddings"];
        assert_eq!(p.dims(), [1, 5, 2]);
        assert_eq!(
            p.flatten_all().unwrap().to_vec1::<f32>().unwrap()[..4],
            [10.0, 11.0, 20.0, 21.0]
        );
        assert!(got.keys().all(|k| k.starts_with("v.")) && !got.contains_key("v.decoder.bias"));
    }

    #[test]
    fn what_is_no_dinov2_is_refused() {
        let mut g = graph();
        g.node.remove(0);
        assert!(backbone(&g).unwrap_err().to_string().contains("positions"));
        let mut g = graph();
        g.initializer[0].raw_data.pop();
        g.initializer[0].raw_data.truncate(4);
        assert!(backbone(&g).is_err());
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("m.onnx"), b"not a protobuf at all").unwrap();
        assert!(dinov2(&dir.path().join("m.onnx"), "").is_err());
    }
}
