//! Integers as machine words: sums, shifts and products, written straight into the object that they become; decimal text of
//! up to some hundred digits. Products of long ones and quotients are the library's.

use dashu_int::{IBig, Sign, UBig};

use crate::heap::Heap;
use crate::objects::PyInt;
use crate::value::Value;

fn sign_of(negative: bool) -> Sign {
    if negative { Sign::Negative } else { Sign::Positive }
}

impl Heap {
    /// An integer of up to 128 bits.
    #[inline(always)]
    pub(crate) fn new_wide_int(&mut self, value: i128) -> Value {
        if let Some(small) = i64::try_from(value).ok().and_then(Value::small_int) {
            return small;
        }
        let magnitude = value.unsigned_abs();
        let (low, high) = (magnitude as u64, (magnitude >> 64) as u64);
        let sign = sign_of(value < 0);
        match high {
            0 => self.new_int_of_words(1, |words| {
                words[0] = low;
                sign
            }),
            _ => self.new_int_of_words(2, |words| {
                words.copy_from_slice(&[low, high]);
                sign
            }),
        }
    }
}

/// Sign and magnitude of an integer; of a small one the word is in `room`.
#[inline(always)]
fn words_of<'a>(value: &'a Value, room: &'a mut [u64; 1]) -> Option<(Sign, &'a [u64])> {
    if let Some(int) = value.downcast::<PyInt>() {
        return Some(int.sign_words());
    }
    let small = value.as_small_int().or_else(|| value.as_bool().map(i64::from))?;
    *room = [small.unsigned_abs()];
    Some((sign_of(small < 0), &room[..usize::from(small != 0)]))
}

/// Writes what `step` makes of the words of two magnitudes of the same length, with a carry from one to the next; the last carry.
#[inline(always)]
fn combine(
    to: &mut [u64],
    left: &[u64],
    right: &[u64],
    step: impl Fn(u64, u64, bool) -> (u64, bool),
) -> bool {
    let mut carry = false;
    // By four, so that the carry stays in the processor's flag.
    let (to_chunks, to_rest) = to.as_chunks_mut::<4>();
    let ((left_chunks, left_rest), (right_chunks, right_rest)) =
        (left.as_chunks::<4>(), right.as_chunks::<4>());
    for ((to, left), right) in to_chunks.iter_mut().zip(left_chunks).zip(right_chunks) {
        for index in 0..4 {
            (to[index], carry) = step(left[index], right[index], carry);
        }
    }
    for ((to, left), right) in to_rest.iter_mut().zip(left_rest).zip(right_rest) {
        (*to, carry) = step(*left, *right, carry);
    }
    carry
}

/// Writes words with a carry that `step` adds to them or takes from them: it seldom gets far, and the others are copied. What is
/// left of it.
#[inline(always)]
fn copy_with_carry(
    to: &mut [u64],
    from: &[u64],
    mut carry: bool,
    step: impl Fn(u64, u64) -> (u64, bool),
) -> bool {
    let mut done = 0;
    while carry && done < from.len() {
        (to[done], carry) = step(from[done], 1);
        done += 1;
    }
    to[done..].copy_from_slice(&from[done..]);
    carry
}

/// Adds the shorter of two magnitudes to the longer one; there is room for one word more.
#[inline(always)]
fn add_words(sum: &mut [u64], long: &[u64], short: &[u64]) {
    let (both, rest) = long.split_at(short.len());
    let (low, high) = sum.split_at_mut(short.len());
    let carry = combine(low, both, short, u64::carrying_add);
    let (high, top) = high.split_at_mut(rest.len());
    top[0] = u64::from(copy_with_carry(high, rest, carry, u64::overflowing_add));
}

/// Subtracts a magnitude from one that is not less.
#[inline(always)]
fn subtract_words(difference: &mut [u64], great: &[u64], less: &[u64]) {
    let (both, rest) = great.split_at(less.len());
    let (low, high) = difference.split_at_mut(less.len());
    let borrow = combine(low, both, less, u64::borrowing_sub);
    copy_with_carry(high, rest, borrow, u64::overflowing_sub);
}

/// Multiplies two magnitudes; the product is zero before.
#[inline(always)]
fn multiply_words(product: &mut [u64], long: &[u64], short: &[u64]) {
    let wide = |number: u128| (number as u64, number >> 64);
    // By two words of a factor at once, in half as many rounds; before that by one, where nothing is to be added to.
    let (single, pairs) = short.as_rchunks::<2>();
    if let [factor] = single {
        let (to, above) = product.split_at_mut(long.len());
        let mut carry = 0;
        for (to, one) in to.iter_mut().zip(long) {
            let (word, rest) = wide(u128::from(*one) * u128::from(*factor) + u128::from(carry));
            (*to, carry) = (word, rest as u64);
        }
        above[0] = carry;
    }
    for (index, [low, high]) in pairs.iter().enumerate() {
        let (to, above) = product[single.len() + index * 2..].split_at_mut(long.len());
        let (mut first, mut second) = (0, 0);
        for (to, one) in to.iter_mut().zip(long) {
            let (word, rest) =
                wide(u128::from(*one) * u128::from(*low) + u128::from(*to) + u128::from(first));
            *to = word;
            let (word, rest) = wide(u128::from(*one) * u128::from(*high) + rest + u128::from(second));
            (first, second) = (word, rest as u64);
        }
        (above[0], above[1]) = (first, second);
    }
}

/// Up to so many words of one factor the schoolbook method is used.
const SCHOOLBOOK_FACTOR: usize = 8;

impl Heap {
    /// `left + right`, or `left - right` if `minus`; `None` if they are no integers.
    #[inline(always)]
    pub(super) fn sum_of_words(&mut self, left: &Value, right: &Value, minus: bool) -> Option<Value> {
        let (mut left_room, mut right_room) = ([0], [0]);
        let (left_sign, left) = words_of(left, &mut left_room)?;
        let (right_sign, right) = words_of(right, &mut right_room)?;
        let right_sign = if minus { -right_sign } else { right_sign };
        if let ([_] | [], [_] | []) = (left, right) {
            let wide = |sign, words: &[u64]| {
                let word = words.first().map_or(0, |word| i128::from(*word));
                if sign == Sign::Negative { -word } else { word }
            };
            return Some(self.new_wide_int(wide(left_sign, left) + wide(right_sign, right)));
        }
        let longer = left.len() >= right.len();
        let (long_sign, long, short_sign, short) = match longer {
            true => (left_sign, left, right_sign, right),
            false => (right_sign, right, left_sign, left),
        };
        if long_sign == short_sign {
            return Some(self.new_int_of_words(long.len() + 1, |sum| {
                add_words(sum, long, short);
                long_sign
            }));
        }
        let less = long.len() == short.len() && long.iter().rev().lt(short.iter().rev());
        let (sign, great, less) = if less { (short_sign, short, long) } else { (long_sign, long, short) };
        Some(self.new_int_of_words(great.len(), |difference| {
            subtract_words(difference, great, less);
            sign
        }))
    }

    /// `left * right`; `None` if they are no integers, or both long.
    #[inline(always)]
    pub(super) fn product_of_words(&mut self, left: &Value, right: &Value) -> Option<Value> {
        let (mut left_room, mut right_room) = ([0], [0]);
        let (left_sign, left) = words_of(left, &mut left_room)?;
        let (right_sign, right) = words_of(right, &mut right_room)?;
        let (long, short) = if left.len() >= right.len() { (left, right) } else { (right, left) };
        if short.len() > SCHOOLBOOK_FACTOR {
            return None;
        }
        Some(self.new_int_of_words(long.len() + short.len(), |product| {
            multiply_words(product, long, short);
            left_sign * right_sign
        }))
    }

    /// `left << shift`; `None` if it is no integer.
    #[inline(always)]
    pub(super) fn words_shifted_left(&mut self, left: &Value, shift: usize) -> Option<Value> {
        let mut room = [0];
        let (sign, words) = words_of(left, &mut room)?;
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return Some(Value::int32(0)) };
        let (skipped, bits) = (shift / 64, shift % 64);
        Some(self.new_int_of_words(words.len() + skipped + 1, |to| {
            let to = &mut to[skipped..];
            to[0] = first << bits;
            for (to, pair) in to[1..].iter_mut().zip(words.windows(2)) {
                // By one and the rest: a shift by 64 is none.
                *to = pair[1] << bits | pair[0] >> 1 >> (63 - bits);
            }
            to[words.len()] = last >> 1 >> (63 - bits);
            sign
        }))
    }

    /// `left >> shift`, rounded down; `None` if it is no integer.
    #[inline(always)]
    pub(super) fn words_shifted_right(&mut self, left: &Value, shift: usize) -> Option<Value> {
        let mut room = [0];
        let (sign, words) = words_of(left, &mut room)?;
        let (skipped, bits) = ((shift / 64).min(words.len()), shift % 64);
        let (lost, kept) = words.split_at(skipped);
        // Away from zero, if anything is lost: that may take a word more.
        let negative = sign == Sign::Negative;
        Some(self.new_int_of_words(kept.len() + usize::from(negative), |to| {
            if let Some(last) = kept.last() {
                for (to, pair) in to.iter_mut().zip(kept.windows(2)) {
                    // By one and the rest: a shift by 64 is none.
                    *to = pair[0] >> bits | pair[1] << 1 << (63 - bits);
                }
                to[kept.len() - 1] = last >> bits;
            }
            if negative {
                let lowest = kept.first().map_or(0, |word| word & ((1 << bits) - 1));
                let mut carry = lowest != 0 || lost.iter().any(|word| *word != 0);
                for word in to {
                    (*word, carry) = word.overflowing_add(u64::from(carry));
                }
            }
            sign
        }))
    }
}

/// The digits of the numbers below 100, two each.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut number = 0;
    while number < 100 {
        pairs[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    pairs
};

/// Writes the last digits of `number`, as many as there is room for.
#[inline(always)]
fn write_digits(mut number: u64, room: &mut [u8]) {
    let mut pairs = room.rchunks_exact_mut(2);
    for pair in &mut pairs {
        pair.copy_from_slice(&PAIRS[(number % 100) as usize]);
        number /= 100;
    }
    if let [digit] = pairs.into_remainder() {
        *digit = b'0' + (number % 10) as u8;
    }
}

/// The digits of a number below 10**8.
#[inline(always)]
fn eight_digits_of(number: u64) -> [u8; 8] {
    // Taken apart three times, in lanes of one register: into numbers of four, two and one digits, the first ones lowest.
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    // Divided by 100 and by 10 exactly, for so few digits.
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let pairs = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((pairs * 103) >> 10) & 0x000F_000F_000F_000F;
    let ones = tens | ((pairs - tens * 10) << 8);
    (ones | 0x3030_3030_3030_3030).to_le_bytes()
}

/// Calls `function` with the decimal text of `number`, which is ASCII.
#[inline]
pub(crate) fn with_decimal<R>(number: i64, function: impl FnOnce(&[u8]) -> R) -> R {
    let mut room = [0; 20];
    let mut start = room.len();
    let mut rest = number.unsigned_abs();
    while rest >= 100 {
        start -= 2;
        room[start..start + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
        rest /= 100;
    }
    let pair = &PAIRS[rest as usize];
    let digits = if rest >= 10 { &pair[..] } else { &pair[1..] };
    start -= digits.len();
    room[start..start + digits.len()].copy_from_slice(digits);
    if number < 0 {
        start -= 1;
        room[start] = b'-';
    }
    function(&room[start..])
}

/// Up to so many words the schoolbook method beats the library's, which splits numbers by powers of ten.
const SCHOOLBOOK_WORDS: usize = 16;
/// Numbers of so many words have no more digits.
const SCHOOLBOOK_DIGITS: usize = SCHOOLBOOK_WORDS * 64 * 30103 / 100_000 + 1;

/// The greatest power of ten in a word. Its first bit is set.
const CHUNK: u64 = 10_u64.pow(CHUNK_DIGITS as u32);
const CHUNK_DIGITS: usize = 19;
/// `(2**128 - 1) / CHUNK - 2**64`
const RECIPROCAL: u64 = (u128::MAX / CHUNK as u128) as u64;

/// Divides `high * 2**64 + low` by [`CHUNK`], where `high` is less: by multiplication, since the processor's division
/// takes several times as long (Möller and Granlund, "Improved division by invariant integers", algorithm 4).
#[inline(always)]
fn divide_by_chunk(high: u64, low: u64) -> (u64, u64) {
    let estimate =
        (u128::from(RECIPROCAL) * u128::from(high)).wrapping_add(u128::from(high) << 64 | u128::from(low));
    let mut quotient = ((estimate >> 64) as u64).wrapping_add(1);
    let mut remainder = low.wrapping_sub(quotient.wrapping_mul(CHUNK));
    if remainder > estimate as u64 {
        quotient = quotient.wrapping_sub(1);
        remainder = remainder.wrapping_add(CHUNK);
    }
    if remainder >= CHUNK {
        quotient = quotient.wrapping_add(1);
        remainder -= CHUNK;
    }
    (quotient, remainder)
}

/// The decimal text of a number.
pub(crate) fn decimal_digits(int: &IBig) -> String {
    with_decimal_digits(int, |text| String::from_utf8_lossy(text).into_owned())
}

/// As [`with_decimal`], of any number.
pub(super) fn with_decimal_digits<R>(int: &IBig, function: impl FnOnce(&[u8]) -> R) -> R {
    let (sign, words) = int.as_sign_words();
    if let Ok(small) = i64::try_from(int) {
        return with_decimal(small, function);
    }
    if words.len() > SCHOOLBOOK_WORDS {
        return function(int.to_string().as_bytes());
    }
    let mut rest = [0; SCHOOLBOOK_WORDS];
    let mut rest = &mut rest[..words.len()];
    rest.copy_from_slice(words);
    let mut room = [0; SCHOOLBOOK_DIGITS + CHUNK_DIGITS + 1];
    let mut start = room.len();
    loop {
        let mut remainder = 0;
        for word in rest.iter_mut().rev() {
            (*word, remainder) = divide_by_chunk(remainder, *word);
        }
        start -= CHUNK_DIGITS;
        let (high, low) = room[start..start + CHUNK_DIGITS].split_at_mut(CHUNK_DIGITS - 16);
        let (middle, low) = low.split_at_mut(8);
        write_digits(remainder / 10_u64.pow(16), high);
        middle.copy_from_slice(&eight_digits_of(remainder / 10_u64.pow(8) % 10_u64.pow(8)));
        low.copy_from_slice(&eight_digits_of(remainder % 10_u64.pow(8)));
        let left = rest.len() - usize::from(rest.last() == Some(&0));
        rest = &mut rest[..left];
        if left == 0 {
            break;
        }
    }
    while room[start] == b'0' && start < room.len() - 1 {
        start += 1;
    }
    if sign == Sign::Negative {
        start -= 1;
        room[start] = b'-';
    }
    function(&room[start..])
}

/// The number that eight digits are.
#[inline(always)]
fn eight_digits(digits: &[u8; 8]) -> u64 {
    // Neighbours are joined three times: to numbers of two, four and eight digits.
    let digits = u64::from_le_bytes(*digits).wrapping_sub(0x3030_3030_3030_3030);
    let pairs = (digits.wrapping_mul(10)).wrapping_add(digits >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100)).wrapping_add(pairs >> 16) & 0x0000_FFFF_0000_FFFF;
    (fours.wrapping_mul(10_000)).wrapping_add(fours >> 32) & 0xFFFF_FFFF
}

/// The number that some digits, [`CHUNK_DIGITS`] at most, are.
#[inline(always)]
fn few_digits(digits: &[u8]) -> u64 {
    let (eights, rest) = digits.as_chunks::<8>();
    let value = eights.iter().fold(0, |value, eight| value * 100_000_000 + eight_digits(eight));
    rest.iter().fold(value, |value, digit| value * 10 + u64::from(digit - b'0'))
}

/// The number of decimal digits, all ASCII; `None` if they are so many that the library is quicker.
pub(super) fn decimal_magnitude(digits: &[u8]) -> Option<UBig> {
    if digits.len() > SCHOOLBOOK_DIGITS {
        return None;
    }
    let mut words = [0_u64; SCHOOLBOOK_WORDS + 1];
    let mut used = 0;
    let (first, chunks) = digits.split_at(digits.len() % CHUNK_DIGITS);
    for chunk in std::iter::once(first).chain(chunks.chunks_exact(CHUNK_DIGITS)) {
        let mut carry = u128::from(few_digits(chunk));
        for word in &mut words[..used] {
            carry += u128::from(*word) * u128::from(CHUNK);
            *word = carry as u64;
            carry >>= 64;
        }
        if carry != 0 {
            words[used] = carry as u64;
            used += 1;
        }
    }
    Some(UBig::from_words(&words[..used]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_divide_exactly() {
        let words = [0, 1, 9, CHUNK - 1, CHUNK, u64::MAX - 1, u64::MAX, 1 << 63, 0x0123_4567_89AB_CDEF];
        for high in words.into_iter().filter(|high| *high < CHUNK) {
            for low in words {
                let number = u128::from(high) << 64 | u128::from(low);
                let expected = ((number / u128::from(CHUNK)) as u64, (number % u128::from(CHUNK)) as u64);
                assert_eq!(divide_by_chunk(high, low), expected, "{high} {low}");
            }
        }
    }

    #[test]
    fn eight_digits_are_read_and_written() {
        // All of four digits in either half.
        for number in (0..10_000).flat_map(|half| [half * 10_000, half, half * 10_001]) {
            let text = eight_digits_of(number);
            assert_eq!(text, *format!("{number:08}").as_bytes());
            assert_eq!(eight_digits(&text), number);
        }
    }

    #[test]
    fn text_of_every_length_is_read_and_written() {
        for count in 1..=SCHOOLBOOK_DIGITS {
            let text: String = (0..count).map(|i| char::from(b'1' + (i * 7 % 9) as u8)).collect();
            let number = decimal_magnitude(text.as_bytes()).unwrap();
            assert_eq!(number, UBig::from_str_radix(&text, 10).unwrap(), "{text}");
            assert_eq!(decimal_digits(&-IBig::from(number.clone())), format!("-{text}"));
            let zeros = format!("1{}", "0".repeat(count - 1));
            assert_eq!(decimal_digits(&IBig::from(decimal_magnitude(zeros.as_bytes()).unwrap())), zeros);
            let nines = "9".repeat(count);
            assert_eq!(decimal_digits(&IBig::from(decimal_magnitude(nines.as_bytes()).unwrap())), nines);
        }
        assert_eq!(decimal_digits(&IBig::ZERO), "0");
        assert!(decimal_magnitude(b"000").unwrap() == UBig::ZERO);
    }

    #[test]
    fn small_numbers_are_written() {
        for number in [0, 7, 10, 99, 100, 101, -1, -10, -100, i64::MAX, i64::MIN, 1234567, -999_999] {
            with_decimal(number, |text| assert_eq!(text, number.to_string().as_bytes()));
        }
    }
}
