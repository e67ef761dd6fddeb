//! Codes that people read aloud and type: Crockford's base 32, with a check character.

/// No I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The character of a symbol; of its lowest five bits.
pub(super) fn letter(symbol: u8) -> char {
    ALPHABET.get(usize::from(symbol & 31)).map_or('0', |b| char::from(*b))
}

/// The symbol of a character as people write it: any case, O for 0, I and L for 1.
pub(super) fn symbol(character: u8) -> Option<u8> {
    let character = match character.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|letter| *letter == character).and_then(|at| u8::try_from(at).ok())
}

/// A weighted sum in GF(32), which catches every single wrong symbol and every swap of two neighbours: the weights are powers of a
/// generator, so no two neighbours weigh the same.
pub(super) fn check(symbols: impl Iterator<Item = u8>) -> u8 {
    symbols.fold(0, |sum, symbol| times_x(sum ^ symbol))
}

/// Multiplies by x modulo x⁵ + x² + 1.
const fn times_x(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 == 0 { shifted } else { (shifted ^ 0b10_0101) & 31 }
}
