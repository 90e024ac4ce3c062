//! Letters large and small. In a browser its own tables are asked: Rust's are 10 KB of all that the desk fetches first.

/// In small letters.
pub fn lower(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => beyond::lower(text),
    }
}

/// One letter in small; `İ`, whose small letter is two signs, is the first of them.
pub fn lower_char(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    let small = lower(letter.encode_utf8(&mut [0; 4]));
    small.chars().next().unwrap_or(letter)
}

/// In large letters.
pub fn upper(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_uppercase(),
        false => beyond::upper(text),
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod beyond {
    pub fn lower(text: &str) -> String {
        text.to_lowercase()
    }

    pub fn upper(text: &str) -> String {
        text.to_uppercase()
    }
}

#[cfg(target_arch = "wasm32")]
mod beyond {
    use js_sys::JsString;

    pub fn lower(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }

    pub fn upper(text: &str) -> String {
        JsString::from(text).to_upper_case().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_beyond_ascii_have_a_case_too() {
        assert_eq!(lower("Öl ÇA ΟΔΟΣ"), "öl ça οδος");
        assert_eq!(upper("straße é"), "STRASSE É");
        assert_eq!(lower("İ"), "i̇");
        assert_eq!(['Ä', 'Q', '7', 'İ'].map(lower_char), ['ä', 'q', '7', 'i']);
    }
}
