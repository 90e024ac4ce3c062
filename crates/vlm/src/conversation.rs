//! What is said about images: exchanges of a question and its answer, any of
//! them with images, many or none. It must never know tokens.

use candle_core::Tensor;

/// One question and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What the projector reads of each image that comes with the question
    /// ([`crate::Base::visual`]), in order.
    pub images: Vec<Tensor>,
    /// What is asked.
    pub instruction: String,
    /// What is, or should be, answered; `None` where the model is to speak.
    pub response: Option<String>,
}

/// Exchanges in order, the newest last.
#[derive(Clone, Debug, Default)]
pub struct Conversation {
    /// What stands before all of them.
    pub system: Option<String>,
    /// At least one; only the last may lack its response.
    pub exchanges: Vec<Exchange>,
}

impl Conversation {
    /// One question about some images, answered or not.
    pub fn of(
        images: Vec<Tensor>,
        instruction: impl Into<String>,
        response: Option<String>,
    ) -> Self {
        Self {
            system: None,
            exchanges: vec![Exchange {
                images,
                instruction: instruction.into(),
                response,
            }],
        }
    }

    /// All images, in order.
    pub fn images(&self) -> impl Iterator<Item = &Tensor> {
        self.exchanges.iter().flat_map(|e| &e.images)
    }

    /// The conversation with a little less in it, for a context it does not
    /// fit into; `None` when nothing may go any more. First the oldest exchange
    /// without an image goes, question and answer together; when none is left,
    /// the words of the oldest exchange go and its images move to the next
    /// question. The system's words, every image and the last exchange stay.
    pub fn shortened(&self) -> Option<Self> {
        let last = self.exchanges.len().checked_sub(1)?;
        let mut less = self.clone();
        match self.exchanges[..last]
            .iter()
            .position(|e| e.images.is_empty())
        {
            Some(i) => {
                less.exchanges.remove(i);
            }
            None if last > 0 => {
                let mut images = less.exchanges.remove(0).images;
                images.append(&mut less.exchanges[0].images);
                less.exchanges[0].images = images;
            }
            None => return None,
        }
        Some(less)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{DType, Device};

    fn exchange(name: &str, images: usize) -> Exchange {
        let image = Tensor::zeros((1, 1), DType::F32, &Device::Cpu).unwrap();
        Exchange {
            images: vec![image; images],
            instruction: name.into(),
            response: Some(name.to_uppercase()),
        }
    }

    #[test]
    fn words_go_oldest_first_and_images_stay() {
        let mut c = Conversation {
            system: Some("s".into()),
            exchanges: vec![
                exchange("a", 1),
                exchange("b", 0),
                exchange("c", 2),
                exchange("d", 0),
                exchange("e", 0),
            ],
        };
        let mut seen = Vec::new();
        while let Some(less) = c.shortened() {
            c = less;
            assert_eq!(c.images().count(), 3);
            assert_eq!(c.system.as_deref(), Some("s"));
            seen.push(
                c.exchanges
                    .iter()
                    .map(|e| &*e.instruction)
                    .collect::<String>(),
            );
        }
        assert_eq!(seen, ["acde", "ace", "ce", "e"]);
        assert_eq!(c.exchanges[0].images.len(), 3);
        assert_eq!(c.exchanges[0].response.as_deref(), Some("E"));
        assert!(Conversation::default().shortened().is_none());
    }
}
