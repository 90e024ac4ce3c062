//! Which letters make one word, by script.

use std::ops::RangeInclusive;

/// Does it make one word with a letter beside it? Chinese, Japanese, Thai and their like do not part their words; Korean writes particles on.
pub(super) fn of_word(sign: char) -> bool {
    (sign.is_alphanumeric() || joins(sign)) && !unparted(sign)
}

/// Accents, what joins or parts letters within a word, and in the scripts of India the signs that make two letters one.
fn joins(sign: char) -> bool {
    match u32::from(sign) {
        0x300..=0x36f | 0x200c | 0x200d | 0xdca => true,
        code @ 0x900..=0xd7f => matches!(code % 0x80, 0x3c | 0x4d),
        _ => false,
    }
}

/// A letter of a script without space between words, or of Korean, which writes particles on.
fn unparted(sign: char) -> bool {
    UNPARTED.iter().any(|some| some.contains(&u32::from(sign)))
}

const UNPARTED: [RangeInclusive<u32>; 14] = [
    // Thai and Lao, Burmese, Khmer.
    0xe00..=0xeff,
    0x1000..=0x109f,
    0x1780..=0x17ff,
    // Kana, and Chinese sounds.
    0x3040..=0x312f,
    0x31a0..=0x31ff,
    0xff66..=0xff9f,
    // Hangul.
    0x1100..=0x11ff,
    0x3130..=0x318f,
    0xac00..=0xd7af,
    // Han, with the signs that repeat or stand for one.
    0x3005..=0x3007,
    0x3400..=0x4dbf,
    0x4e00..=0x9fff,
    0xf900..=0xfaff,
    0x2_0000..=0x3_ffff,
];

#[cfg(test)]
mod tests {
    use crate::rules::mention::mentions;

    #[test]
    fn every_script_with_space_between_words_has_bounds() {
        for (label, within, alone) in [
            ("مصباح", "مصباحين", "هذا مصباح."),
            ("נורה", "נורהה", "זו נורה."),
            // The first two of its four signs; the third joins it to the fourth.
            ("बल", "बल्ब", "यह बल है"),
            ("лам", "лампа", "лам, да"),
            ("cafe", "cafe\u{301}", "Cafe"),
        ] {
            assert!(mentions(within, &[label]).is_empty(), "{within}");
            assert_eq!(mentions(alone, &[label]).len(), 1, "{alone}");
        }
        for (label, within) in [
            ("หลอดไฟ", "ดูหลอดไฟนี้"),
            ("램프", "램프를 찾는다"),
            ("ランプ", "このランプを見る"),
            ("灯", "看灯泡"),
            ("lamp", "このlampを見る"),
            ("ດອກໄຟ", "ເບິ່ງດອກໄຟນີ້"),
            ("មីន", "មួយមីននេះ"),
            ("မီး", "ဒီမီးလုံး"),
        ] {
            assert_eq!(mentions(within, &[label]).len(), 1, "{within}");
        }
    }
}
