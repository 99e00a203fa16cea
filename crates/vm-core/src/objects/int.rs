//! `int` beyond 62 bits, and integers in general. Methods are in `int_methods`, arithmetic of words in `int_words`.
#![expect(unsafe_code, reason = "the words lie behind the payload and are reached by pointer")]

use std::cell::Cell;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::Deref;

use dashu_int::{IBig, Sign, UBig};

use crate::heap::Heap;
use crate::object::{Header, Ref, Traverse, Visitor};
use crate::objects::PyType;
use crate::value::Value;

/// An integer that does not fit the value word (or an instance of a Python subclass of `int`, of any size). The words of
/// its magnitude follow the object, the lowest first and the highest not zero.
#[repr(C)]
pub struct PyInt {
    pub(crate) header: Header,
    /// The number of words in the lower [`LENGTH_BITS`], then whether it is negative; above that how many words behind the
    /// start of the object they are: attribute words of subclasses lie between.
    extent: Cell<u64>,
}

/// No allocation holds so many words.
const LENGTH_BITS: u32 = 42;
const NEGATIVE: u64 = 1 << LENGTH_BITS;
const PLACE_SHIFT: u32 = LENGTH_BITS + 1;

impl PyInt {
    /// Zero, until [`PyInt::fill`] says otherwise.
    fn empty(header: Header) -> PyInt {
        PyInt { header, extent: Cell::new((size_of::<PyInt>() as u64 / 8) << PLACE_SHIFT) }
    }

    /// The sign, and the words of the magnitude.
    #[inline(always)]
    pub(crate) fn sign_words(&self) -> (Sign, &[u64]) {
        let extent = self.extent.get();
        let sign = if extent & NEGATIVE == 0 { Sign::Positive } else { Sign::Negative };
        let length = (extent & (NEGATIVE - 1)) as usize;
        // SAFETY: `fill` stored an offset within the object's memory and how many words it has written there; they live
        // with the object and never change.
        unsafe {
            let words = std::ptr::from_ref(self).cast::<u64>().add((extent >> PLACE_SHIFT) as usize);
            (sign, std::slice::from_raw_parts(words, length))
        }
    }

    /// The integer as the library knows it.
    #[inline(always)]
    pub(crate) fn value(&self) -> BorrowedInt<'_> {
        let (sign, words) = self.sign_words();
        BorrowedInt::new(sign, words)
    }

    /// Has `write` write the words, which are zero at first, and give the sign.
    ///
    /// # Safety
    /// There is room for `count` words behind the payload and `trailing` words, and nobody has seen the object yet.
    #[inline(always)]
    unsafe fn fill(&self, trailing: usize, count: usize, write: impl FnOnce(&mut [u64]) -> Sign) {
        let place = size_of::<PyInt>() / size_of::<u64>() + trailing;
        // SAFETY: the caller's promise; zeros are initialized words.
        let words = unsafe {
            let start = std::ptr::from_ref(self).cast::<u64>().add(place).cast_mut();
            start.write_bytes(0, count);
            std::slice::from_raw_parts_mut(start, count)
        };
        let sign = write(words);
        let length = words.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        let negative = if sign == Sign::Negative && length > 0 { NEGATIVE } else { 0 };
        self.extent.set((place as u64) << PLACE_SHIFT | negative | length as u64);
    }
}

impl Traverse for PyInt {
    fn traverse(&self, _visit: &mut Visitor<'_>) {}
}

/// An integer of the library whose words lie in an object.
pub(crate) struct BorrowedInt<'a> {
    /// Never dropped: what memory it has is not its own. One of up to two words has none.
    value: ManuallyDrop<IBig>,
    words: PhantomData<&'a [u64]>,
}

impl<'a> BorrowedInt<'a> {
    #[inline(always)]
    fn new(sign: Sign, words: &'a [u64]) -> BorrowedInt<'a> {
        // SAFETY: the highest word is not zero; what is made is only ever shown by shared references that live no longer than
        // the words (`Deref`), so that nothing changes or keeps it, and it is not dropped.
        let value =
            unsafe { IBig::from_static_words(sign, std::slice::from_raw_parts(words.as_ptr(), words.len())) };
        BorrowedInt { value: ManuallyDrop::new(value), words: PhantomData }
    }
}

impl Deref for BorrowedInt<'_> {
    type Target = IBig;

    #[inline(always)]
    fn deref(&self) -> &IBig {
        &self.value
    }
}

/// An integer of one word, if it fits the value word.
#[inline(always)]
fn small_of_word(sign: Sign, word: u64) -> Option<Value> {
    let magnitude = i64::try_from(word).ok()?;
    Value::small_int(if sign == Sign::Negative { -magnitude } else { magnitude })
}

impl Heap {
    /// An integer.
    #[inline]
    pub fn new_int<T: TryInto<i64> + Into<IBig> + Copy>(&mut self, value: T) -> Value {
        match value.try_into().ok().and_then(Value::small_int) {
            Some(value) => value,
            None => self.new_big_int(value.into()),
        }
    }

    /// An integer; kept in the word if it fits.
    pub fn new_big_int(&mut self, value: IBig) -> Value {
        let (sign, words) = value.as_sign_words();
        if let [] | [_] = words
            && let Some(small) = small_of_word(sign, words.first().map_or(0, |word| *word))
        {
            return small;
        }
        self.new_int_of_words(words.len(), |to| {
            to.copy_from_slice(words);
            sign
        })
    }

    /// An integer, kept in the word if it fits, of at most `count` words, which are zero until `write` writes them; it gives the
    /// sign.
    #[inline(always)]
    pub(crate) fn new_int_of_words(&mut self, count: usize, write: impl FnOnce(&mut [u64]) -> Sign) -> Value {
        let int = self.allocate_builtin_with(|types| &types.int, count * 8, PyInt::empty);
        // SAFETY: there is room for so many words behind the payload, and the object is new.
        unsafe { int.fill(0, count, write) };
        if let (sign, words @ ([] | [_])) = int.sign_words()
            && let Some(small) = small_of_word(sign, words.first().map_or(0, |word| *word))
        {
            return small;
        }
        int.into()
    }

    /// An instance of a subclass of `int`.
    pub(crate) fn new_int_of_class(&mut self, class: &PyType, value: &IBig) -> Ref<PyInt> {
        let (sign, words) = value.as_sign_words();
        let int = self.allocate(class, words.len() * 8, PyInt::empty);
        let trailing = class.trailing_words(int.header.shape());
        // SAFETY: `allocate` made room for the words behind the payload and the attribute words.
        unsafe {
            int.fill(trailing, words.len(), |to| {
                to.copy_from_slice(words);
                sign
            });
        }
        int
    }
}

impl Value {
    /// The integer if it is one (`bool` included) and fits 64 bits.
    #[inline]
    pub fn as_i64(&self) -> Option<i64> {
        if let Some(value) = self.as_small_int() {
            return Some(value);
        }
        match self.as_bool() {
            Some(value) => Some(i64::from(value)),
            None => self.downcast::<PyInt>().and_then(|int| match int.sign_words() {
                (_, []) => Some(0),
                (Sign::Positive, [word]) => i64::try_from(*word).ok(),
                (Sign::Negative, [word]) => 0_i64.checked_sub_unsigned(*word),
                _ => None,
            }),
        }
    }

    /// The integer if it is one, `bool` included; not copied if it is a big one.
    #[inline]
    pub(crate) fn big_int(&self) -> Option<BorrowedInt<'_>> {
        match self.downcast::<PyInt>() {
            Some(int) => Some(int.value()),
            None => {
                let int = self.as_i64()?;
                // It is in the library's word.
                Some(BorrowedInt { value: ManuallyDrop::new(int.into()), words: PhantomData })
            }
        }
    }

    /// The integer if it is one, `bool` included.
    pub fn as_big_int(&self) -> Option<IBig> {
        if let Some(value) = self.as_small_int() {
            return Some(value.into());
        }
        match self.as_bool() {
            Some(value) => Some(i64::from(value).into()),
            None => self.downcast::<PyInt>().map(|int| {
                let (sign, words) = int.sign_words();
                IBig::from_parts(sign, UBig::from_words(words))
            }),
        }
    }

    /// Whether this is an integer, `bool` included.
    #[inline]
    pub fn is_int(&self) -> bool {
        self.is_small_int() || self.as_bool().is_some() || self.downcast::<PyInt>().is_some()
    }
}
