//! Sets of places as words of 64 bits.

/// Places in a word.
pub const WORD: u32 = u64::BITS;

/// Words for so many places.
pub fn words(places: usize) -> usize {
    places.div_ceil(WORD as usize)
}

/// Sets a bit.
pub fn set(bits: &mut [u64], place: u32) {
    bits[(place / WORD) as usize] |= 1 << (place % WORD);
}

/// Whether a bit is set; beyond the end none is.
pub fn has(bits: &[u64], place: u32) -> bool {
    bits.get((place / WORD) as usize)
        .is_some_and(|word| word & (1 << (place % WORD)) != 0)
}

/// Sets the bits from `first` to `last`, both included.
pub fn fill(bits: &mut [u64], first: u32, last: u32) {
    let (low, high) = ((first / WORD) as usize, (last / WORD) as usize);
    let from = u64::MAX << (first % WORD);
    let to = u64::MAX >> (WORD - 1 - last % WORD);
    if low == high {
        bits[low] |= from & to;
        return;
    }
    bits[low] |= from;
    bits[low + 1..high].fill(u64::MAX);
    bits[high] |= to;
}

/// Clears the bits from `first` to `last`, both included.
pub fn clear(bits: &mut [u64], first: u32, last: u32) {
    let (low, high) = ((first / WORD) as usize, (last / WORD) as usize);
    let from = u64::MAX << (first % WORD);
    let to = u64::MAX >> (WORD - 1 - last % WORD);
    if low == high {
        bits[low] &= !(from & to);
        return;
    }
    bits[low] &= !from;
    bits[low + 1..high].fill(0);
    bits[high] &= !to;
}

/// The first set bit from `place` on.
pub fn next(bits: &[u64], place: u32) -> Option<u32> {
    let mut index = (place / WORD) as usize;
    let mut word = bits.get(index)? & (u64::MAX << (place % WORD));
    while word == 0 {
        index += 1;
        word = *bits.get(index)?;
    }
    Some(index as u32 * WORD + word.trailing_zeros())
}

/// Every set bit, ascending.
pub fn each(bits: &[u64]) -> impl Iterator<Item = u32> + '_ {
    (0..)
        .zip(bits)
        .flat_map(|(index, &word)| ones(word).map(move |bit| index * WORD + bit))
}

/// The set bits of a word, ascending.
pub fn ones(mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        (word != 0).then(|| {
            let bit = word.trailing_zeros();
            word &= word - 1;
            bit
        })
    })
}

/// The last set bit up to `place`, which lies in the row.
pub fn previous(bits: &[u64], place: u32) -> Option<u32> {
    let mut index = place / WORD;
    let mut word = bits[index as usize] & (u64::MAX >> (WORD - 1 - place % WORD));
    while word == 0 {
        index = index.checked_sub(1)?;
        word = bits[index as usize];
    }
    Some(index * WORD + word.ilog2())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_filled_and_cleared_across_words() {
        for first in 0..200 {
            for last in first..200 {
                let mut bits = [0; 4];
                fill(&mut bits, first, last);
                let all =
                    (0..256).all(|place| has(&bits, place) == (first <= place && place <= last));
                assert!(all, "{first}..={last}");
                assert_eq!(next(&bits, 0), Some(first));
                assert_eq!(previous(&bits, 255), Some(last));
                assert_eq!(previous(&bits, first), Some(first));
                clear(&mut bits, first, last);
                assert_eq!(bits, [0; 4]);
            }
        }
    }
}
