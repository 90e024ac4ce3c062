//! In which order queued items come to the desk.

/// Higher comes first: the less sure the model, the sooner a person looks. Blind items come between
/// sure and unsure ones, so that held-out labels grow along with the rest.
/// `confidence` 0–1; none for blind items.
pub fn priority(confidence: Option<f32>) -> f32 {
    match confidence {
        Some(c) => 1.0 - c.clamp(0.0, 1.0),
        None => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::priority;

    #[test]
    fn the_unsure_come_first() {
        assert!(priority(Some(0.2)) > priority(None));
        assert!(priority(None) > priority(Some(0.9)));
        assert_eq!(priority(Some(f32::INFINITY)), 0.0);
    }
}
