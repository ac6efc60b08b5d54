//! Which of many texts may be somewhere inside of another one.

/// Where in a name one of many texts may begin, without looking for each of them.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    /// The texts by their first eight bytes.
    texts: Vec<(u64, u16)>,
    /// Which first eight bytes there are: for most places of a name, a look at one bit is enough.
    bits: Box<[u64; 64]>,
}

impl Windows {
    /// Of these texts, by their places; shorter ones than eight bytes are left out.
    pub(super) fn new<'a>(texts: impl Iterator<Item = (&'a str, u16)>) -> Self {
        let mut texts: Vec<_> =
            texts.filter_map(|(text, place)| Some((u64::from_le_bytes(*text.as_bytes().first_chunk()?), place))).collect();
        texts.sort_unstable();
        let mut bits = Box::new([0; 64]);
        for (window, _) in &texts {
            let (word, bit) = bit(*window);
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        Self { texts, bits }
    }

    /// Places of texts whose first eight bytes are somewhere in `name`.
    pub(super) fn within<'a>(&'a self, name: &'a str) -> impl Iterator<Item = u16> + 'a {
        let windows = name.as_bytes().windows(8).filter_map(|window| window.first_chunk().copied().map(u64::from_le_bytes));
        let marked = windows.filter(|window| {
            let (word, bit) = bit(*window);
            self.bits.get(word).is_some_and(|word| word & bit != 0)
        });
        marked.flat_map(|window| {
            let from = self.texts.partition_point(|(text, _)| *text < window);
            self.texts.iter().skip(from).take_while(move |(text, _)| *text == window).map(|(_, place)| *place)
        })
    }
}

/// One of 4,096 bits, by Fibonacci hashing.
fn bit(window: u64) -> (usize, u64) {
    let hash = window.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52;
    (usize::try_from(hash >> 6).unwrap_or_default(), 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_first_eight_bytes() {
        let windows = Windows::new([("qr.acquirer", 0), ("qr.acquisition", 1), ("short", 2), ("pay.shop.example", 3)].into_iter());
        let within = |name: &str| windows.within(name).collect::<Vec<_>>();
        assert_eq!(within("evil-qr.acquirer.test"), [0, 1]);
        assert_eq!(within("pay.shop.test"), [3]);
        assert_eq!(within("qr.acqu"), [0; 0]);
        assert_eq!(within("short"), [0; 0]);
    }
}
