//! The brands that scenes may show, by the slug of simple-icons and the title
//! that serves as label. Knows no policy: which of them a project forbids is
//! drawn elsewhere.

/// A brand: its slug in simple-icons and its title, which is the one form of
/// its name in answers, labels and captions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Brand {
    pub slug: &'static str,
    pub title: &'static str,
}

const fn brand(slug: &'static str, title: &'static str) -> Brand {
    Brand { slug, title }
}

/// The eleven brands of the demo project, by title.
pub const DEMO_BRANDS: [Brand; 11] = [
    brand("adidas", "Adidas"),
    brand("apple", "Apple"),
    brand("dropbox", "Dropbox"),
    brand("nike", "Nike"),
    brand("playstation", "PlayStation"),
    brand("puma", "Puma"),
    brand("shell", "Shell"),
    brand("spotify", "Spotify"),
    brand("starbucks", "Starbucks"),
    brand("target", "Target"),
    brand("toyota", "Toyota"),
];

/// The two demo brands that alignment never shows: what the model knows of
/// them it has from people.
pub const UNALIGNED_BRANDS: [Brand; 2] = [brand("shell", "Shell"), brand("toyota", "Toyota")];

/// The brands that alignment shows: nine of the demo's and seven others.
pub const ALIGNMENT_BRANDS: [Brand; 16] = [
    brand("adidas", "Adidas"),
    brand("android", "Android"),
    brand("apple", "Apple"),
    brand("bluetooth", "Bluetooth"),
    brand("docker", "Docker"),
    brand("dropbox", "Dropbox"),
    brand("github", "GitHub"),
    brand("netflix", "Netflix"),
    brand("nike", "Nike"),
    brand("playstation", "PlayStation"),
    brand("puma", "Puma"),
    brand("reddit", "Reddit"),
    brand("spotify", "Spotify"),
    brand("starbucks", "Starbucks"),
    brand("target", "Target"),
    brand("tesla", "Tesla"),
];

/// Every brand that some scene can show, without repeats.
pub(crate) fn shown() -> impl Iterator<Item = Brand> {
    ALIGNMENT_BRANDS.into_iter().chain(UNALIGNED_BRANDS)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn alignment_holds_nine_demo_brands_and_neither_unaligned_one() {
        let align: BTreeSet<_> = ALIGNMENT_BRANDS.into_iter().collect();
        let demo: BTreeSet<_> = DEMO_BRANDS.into_iter().collect();
        let unaligned: BTreeSet<_> = UNALIGNED_BRANDS.into_iter().collect();
        assert_eq!(align.len(), 16);
        assert_eq!(align.intersection(&demo).count(), 9);
        assert!(align.is_disjoint(&unaligned));
        assert!(unaligned.is_subset(&demo));
    }

    #[test]
    fn titles_can_stand_in_the_answer_grammar() {
        for brand in shown() {
            assert!(!brand.title.contains([',', '.', ':']), "{}", brand.title);
        }
    }
}
