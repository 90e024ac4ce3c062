//! One example, as the caller has it.

use crate::base::Base;
use crate::conversation::Conversation;
use crate::vision::Features;
use anyhow::Result;
use candle_core::{DType, Tensor};

/// One example, as the caller has it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The caller's name for it; part of what a resumed run must match.
    pub id: String,
    /// What is said; every answer in it is supervised.
    pub talk: Conversation,
    /// What must not be the last answer: one that was refused in its favour.
    pub refused: Option<String>,
}

impl Row {
    /// One question about one image. Puts the features in order for the text
    /// path, in f16: 0.8 MB for our own base.
    ///
    /// # Errors
    /// Features of another grid than the base's.
    pub fn new(
        base: &Base,
        id: impl Into<String>,
        features: &Features,
        instruction: impl Into<String>,
        response: impl Into<String>,
    ) -> Result<Self> {
        Self::of_images(
            base,
            id,
            std::slice::from_ref(features),
            instruction,
            response,
        )
    }

    /// As [`Row::new`], about several images, in order.
    ///
    /// # Errors
    /// As [`Row::new`].
    pub fn of_images(
        base: &Base,
        id: impl Into<String>,
        features: &[Features],
        instruction: impl Into<String>,
        response: impl Into<String>,
    ) -> Result<Self> {
        let visual = features
            .iter()
            .map(|f| Ok(base.visual(f)?.to_dtype(DType::F16)?))
            .collect::<Result<_>>()?;
        Ok(Self {
            id: id.into(),
            talk: Conversation::of(visual, instruction, Some(response.into())),
            refused: None,
        })
    }

    /// As [`Row::new`], from what the projector reads ([`Base::visual`]).
    pub fn of_visual(
        id: impl Into<String>,
        visual: Tensor,
        instruction: impl Into<String>,
        response: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            talk: Conversation::of(vec![visual], instruction, Some(response.into())),
            refused: None,
        }
    }

    /// The same with an answer that was refused in favour of its response.
    pub fn instead_of(self, refused: Option<String>) -> Self {
        Self { refused, ..self }
    }

    /// The conversation as it would be with the refused answer; none without
    /// one that says something else.
    pub fn with_refused(&self) -> Option<Self> {
        let refused = self.refused.clone().filter(|r| !r.trim().is_empty())?;
        let mut other = self.clone();
        let last = &mut other.talk.exchanges.last_mut()?.response;
        (last.as_deref()? != refused).then(|| *last = Some(refused))?;
        Some(other)
    }
}
