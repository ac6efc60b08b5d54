//! Identifiers that cannot be guessed and do not repeat after a restart.

/// Letters and digits of an order code.
const ALPHANUMERIC: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Digits only.
const DIGITS: &[u8] = b"0123456789";

/// `len` random letters and digits.
pub(crate) fn alphanumeric(len: usize) -> String {
    text(ALPHANUMERIC, len)
}

/// `len` random digits.
pub(crate) fn digits(len: usize) -> String {
    text(DIGITS, len)
}

fn text(alphabet: &[u8], len: usize) -> String {
    // Bytes past the last whole multiple are dropped, so that every character is equally likely.
    let fair = 256 - 256 % alphabet.len();
    let mut text = String::with_capacity(len);
    let mut bytes = [0; 64];
    while text.len() < len {
        getrandom::fill(&mut bytes).expect("the operating system has randomness");
        let fair_bytes = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair);
        text.extend(fair_bytes.take(len - text.len()).map(|byte| char::from(alphabet[byte % alphabet.len()])));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_length_and_alphabet_and_differ() {
        let (one, two) = (alphanumeric(28), alphanumeric(28));
        assert!(one != two && one.len() == 28 && one.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert!(digits(200).len() == 200 && digits(200).bytes().all(|byte| byte.is_ascii_digit()));
    }
}
