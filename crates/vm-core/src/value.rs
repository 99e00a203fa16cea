//! The value word: how every Python value is represented in 64 bits. Nothing outside this module knows the bits.
//!
//! | low bits | meaning |
//! |---|---|
//! | `…0000` | pointer to an object, owned: the holder has a share in its reference count |
//! | `…0100` | the same, borrowed: only in stack slots and fast locals (see [`Value::borrow`]) |
//! | `…1000` | immediate: NULL, None, False, True, Ellipsis, NotImplemented |
//! | `…01` | 62-bit integer |
//! | `…1x` | float, self-tagged (below) |
//!
//! A float is stored as `rotate_left(bits + (7 << 60), 4)` if that has bit 1 set, else boxed. The sum moves the
//! exponents that programs use (and zero, infinity and NaN) to where the top bits, rotated into the low ones, have
//! the tag bit set: ±0.0, subnormals, infinities, NaN and 2⁻²⁵⁵ ≤ |x| < 2²⁵⁷ are immediate; other magnitudes are boxed.
//! (After "Float Self-Tagging", arXiv 2411.16544.)
#![expect(unsafe_code, reason = "the value word is where pointers are tagged, counted and untagged")]

use std::fmt;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::num::NonZeroU64;

use crate::heap;
use crate::object::{Header, Kind, Payload};

/// A Python value.
///
/// Cloning counts a reference, dropping gives it back; a drop never runs Python code (see `heap::release`).
/// Outside stack slots a `Value` is always owned. A `&Value` may point at a borrowed slot; every method accepts that,
/// and `clone` always gives an owned value.
#[repr(transparent)]
pub struct Value(NonZeroU64, PhantomData<*const ()>);

const BORROWED: u64 = 0b0100;
const POINTER_MASK: u64 = 0b1011;
const OWNED_POINTER_MASK: u64 = 0b1111;
const FLOAT_BIAS: u64 = 7 << 60;

const fn immediate(index: u64) -> u64 {
    index << 4 | 0b1000
}

const NULL: u64 = immediate(0);
const NONE: u64 = immediate(1);
const FALSE: u64 = immediate(2);
const TRUE: u64 = immediate(3);
const NOT_IMPLEMENTED: u64 = immediate(5);

/// The bits, for tier 2, which compiles what this module does.
#[cfg(tier2)]
pub(crate) mod word {
    pub(crate) const NULL: u64 = super::NULL;
    pub(crate) const NONE: u64 = super::NONE;
    pub(crate) const FALSE: u64 = super::FALSE;
    pub(crate) const TRUE: u64 = super::TRUE;
    pub(crate) const BORROWED: u32 = super::BORROWED as u32;
    /// Set in floats.
    pub(crate) const FLOAT: u32 = 2;
    /// Set in integers, and in some floats.
    pub(crate) const INT: u32 = 1;
    /// One of these is set in all that are no pointers.
    pub(crate) const NOT_POINTER: u32 = super::POINTER_MASK as u32;
    /// One of these is set in all that own nothing.
    pub(crate) const NOT_OWNED: u32 = super::OWNED_POINTER_MASK as u32;
    pub(crate) const FLOAT_BIAS: u64 = super::FLOAT_BIAS;
}

#[cfg(tier2)]
impl Value {
    /// The bits, for who takes over the share of the count.
    pub(crate) fn into_word(self) -> u64 {
        ManuallyDrop::new(self).bits()
    }

    /// The value of these bits, as it was: owned or borrowed.
    ///
    /// # Safety
    /// They are the bits of a value, of which a share is handed over, or which is not dropped.
    pub(crate) unsafe fn from_word(bits: u64) -> Value {
        Value::raw(bits)
    }
}

static NULL_WORD: u64 = NULL;
static NONE_WORD: u64 = NONE;

/// Smallest integer that is not boxed.
pub const SMALL_INT_MIN: i64 = -(1 << 61);
/// Greatest integer that is not boxed.
pub const SMALL_INT_MAX: i64 = (1 << 61) - 1;

impl Value {
    /// Not a Python value: an unset local, an empty slot, "no self".
    pub const NULL: Value = Value::raw(NULL);
    pub const NONE: Value = Value::raw(NONE);
    pub const FALSE: Value = Value::raw(FALSE);
    pub const TRUE: Value = Value::raw(TRUE);
    pub const ELLIPSIS: Value = Value::raw(immediate(4));
    pub const NOT_IMPLEMENTED: Value = Value::raw(NOT_IMPLEMENTED);

    const fn raw(word: u64) -> Value {
        match NonZeroU64::new(word) {
            Some(word) => Value(word, PhantomData),
            // SAFETY: every encoding sets a bit: pointers are not null, and all others have a tag.
            None => unsafe { std::hint::unreachable_unchecked() },
        }
    }

    /// A reference to NULL, for places that show a value they do not have.
    #[inline(always)]
    pub fn null_ref() -> &'static Value {
        // SAFETY: a `Value` is a transparent word, and this word is a valid immediate.
        unsafe { &*(&raw const NULL_WORD).cast::<Value>() }
    }

    /// A reference to None.
    #[inline(always)]
    pub fn none_ref() -> &'static Value {
        // SAFETY: as in `null_ref`.
        unsafe { &*(&raw const NONE_WORD).cast::<Value>() }
    }

    /// The bits, for identity (`is`, `id`) and hashing only.
    #[inline(always)]
    pub const fn bits(&self) -> u64 {
        self.0.get()
    }

    /// Whether the two are the same object. Small integers and floats of equal value are.
    #[inline(always)]
    pub fn is(&self, other: &Value) -> bool {
        let difference = self.bits() ^ other.bits();
        difference == 0 || (difference == BORROWED && self.is_pointer())
    }

    #[inline(always)]
    pub const fn is_null(&self) -> bool {
        self.bits() == NULL
    }

    #[inline(always)]
    pub const fn is_none(&self) -> bool {
        self.bits() == NONE
    }

    #[inline(always)]
    pub const fn is_true(&self) -> bool {
        self.bits() == TRUE
    }

    #[inline(always)]
    pub const fn is_false(&self) -> bool {
        self.bits() == FALSE
    }

    #[inline(always)]
    pub const fn is_not_implemented(&self) -> bool {
        self.bits() == NOT_IMPLEMENTED
    }

    /// `True` or `False`.
    #[inline(always)]
    pub const fn bool(value: bool) -> Value {
        // FALSE and TRUE differ in one bit only.
        Value::raw(FALSE | (value as u64) << 4)
    }

    /// The value of a `bool`.
    #[inline(always)]
    pub const fn as_bool(&self) -> Option<bool> {
        match self.bits() & !(1 << 4) == FALSE {
            true => Some(self.bits() & 1 << 4 != 0),
            false => None,
        }
    }

    /// A small integer; `None` if it does not fit 62 bits.
    #[inline(always)]
    pub const fn small_int(value: i64) -> Option<Value> {
        match value << 2 >> 2 == value {
            true => Some(Value::raw((value << 2) as u64 | 1)),
            false => None,
        }
    }

    /// A small integer from 32 bits, which always fit.
    #[inline(always)]
    pub const fn int32(value: i32) -> Value {
        Value::raw(((value as i64) << 2) as u64 | 1)
    }

    /// Whether this is an integer in the word itself.
    #[inline(always)]
    pub const fn is_small_int(&self) -> bool {
        self.bits() & 3 == 1
    }

    /// The small integer. `bool` is not one.
    #[inline(always)]
    pub const fn as_small_int(&self) -> Option<i64> {
        match self.is_small_int() {
            true => Some(self.bits() as i64 >> 2),
            false => None,
        }
    }

    /// The small integer of a word that was checked with [`Value::is_small_int`]; another word gives a wrong number.
    #[inline(always)]
    pub const fn small_int_unchecked(&self) -> i64 {
        self.bits() as i64 >> 2
    }

    /// Whether both are small integers; one test.
    #[inline(always)]
    pub const fn both_small_ints(&self, other: &Value) -> bool {
        ((self.bits() ^ 1) | (other.bits() ^ 1)) & 3 == 0
    }

    /// Whether both are floats in the word itself.
    #[inline(always)]
    pub const fn both_small_floats(&self, other: &Value) -> bool {
        self.bits() & other.bits() & 2 != 0
    }

    /// The sum of two small integers if it is one too. Works on the tagged words: the tags add to one tag.
    #[inline(always)]
    pub const fn add_small_ints(&self, other: &Value) -> Option<Value> {
        match (self.bits() as i64 - 1).checked_add(other.bits() as i64) {
            Some(sum) => Some(Value::raw(sum as u64)),
            None => None,
        }
    }

    /// The difference of two small integers if it is one too.
    #[inline(always)]
    pub const fn subtract_small_ints(&self, other: &Value) -> Option<Value> {
        match (self.bits() as i64).checked_sub(other.bits() as i64 - 1) {
            Some(difference) => Some(Value::raw(difference as u64)),
            None => None,
        }
    }

    /// The product of two small integers if it is one too.
    #[inline(always)]
    pub const fn multiply_small_ints(&self, other: &Value) -> Option<Value> {
        match (self.bits() as i64 >> 2).checked_mul(other.bits() as i64 - 1) {
            Some(product) => Some(Value::raw(product as u64 | 1)),
            None => None,
        }
    }

    /// A float in the word; `None` if its exponent needs a box.
    #[inline(always)]
    pub const fn small_float(value: f64) -> Option<Value> {
        let word = value.to_bits().wrapping_add(FLOAT_BIAS).rotate_left(4);
        match word & 2 != 0 {
            true => Some(Value::raw(word)),
            false => None,
        }
    }

    /// Whether this is a float in the word itself.
    #[inline(always)]
    pub const fn is_small_float(&self) -> bool {
        self.bits() & 2 != 0
    }

    /// The float of a word that was checked with [`Value::is_small_float`]; another word gives a wrong number.
    #[inline(always)]
    pub const fn small_float_unchecked(&self) -> f64 {
        f64::from_bits(self.bits().rotate_right(4).wrapping_sub(FLOAT_BIAS))
    }

    /// The float in the word.
    #[inline(always)]
    pub const fn as_small_float(&self) -> Option<f64> {
        match self.is_small_float() {
            true => Some(self.small_float_unchecked()),
            false => None,
        }
    }

    /// Whether this is a pointer to an object, owned or borrowed.
    #[inline(always)]
    pub const fn is_pointer(&self) -> bool {
        self.bits() & POINTER_MASK == 0
    }

    /// The header of the object, if this is a pointer.
    #[inline(always)]
    pub fn header(&self) -> Option<&Header> {
        match self.is_pointer() {
            // SAFETY: a pointer word holds the address of a live object: owned words keep it alive, borrowed ones are
            // only made where another owner outlives them.
            true => Some(unsafe { &*((self.bits() & !BORROWED) as *const Header) }),
            false => None,
        }
    }

    /// The address of the object with `header`, as an owned value; takes over the caller's share of the count.
    ///
    /// # Safety
    /// `header` points to a live object whose reference count the caller has counted up for this value.
    #[inline(always)]
    pub unsafe fn from_header(header: *const Header) -> Value {
        Value::raw(header as u64)
    }

    /// The object, if the word is a counted reference to one.
    pub(crate) fn owned_header(&self) -> Option<&Header> {
        match self.bits() & OWNED_POINTER_MASK == 0 {
            // SAFETY: an owned pointer word points to a live object.
            true => Some(unsafe { &*(self.bits() as *const Header) }),
            false => None,
        }
    }

    /// Whether the object's `__del__` has run.
    pub fn is_finalized(&self) -> bool {
        self.header().is_some_and(|header| header.has(crate::object::Flags::FINALIZED))
    }

    /// How many references the object has; `None` for values in the word itself.
    pub fn reference_count(&self) -> Option<usize> {
        self.header().map(|header| header.count() as usize)
    }

    /// The address of the object, for tables that identify objects; 0 for immediates.
    #[inline(always)]
    pub fn address(&self) -> usize {
        match self.is_pointer() {
            true => (self.bits() & !BORROWED) as usize,
            false => 0,
        }
    }

    /// What the value is.
    #[inline(always)]
    pub fn kind(&self) -> Kind {
        match self.header() {
            Some(header) => header.kind(),
            None if self.is_small_float() => Kind::Float,
            None if self.is_small_int() => Kind::Int,
            None => [Kind::Null, Kind::None, Kind::Bool, Kind::Bool, Kind::Ellipsis, Kind::NotImplemented]
                .get((self.bits() >> 4) as usize)
                .copied()
                .unwrap_or(Kind::Null),
        }
    }

    /// The object as payload `T`, if it has that layout; instances of Python subclasses included.
    #[inline(always)]
    pub fn downcast<T: Payload>(&self) -> Option<&T> {
        let header = self.header()?;
        match header.kind() == T::KIND {
            // SAFETY: the kind says which payload type the object was made with.
            true => Some(unsafe { &*std::ptr::from_ref(header).cast::<T>() }),
            false => None,
        }
    }

    /// The object as payload `T` if its class is exactly the built-in one.
    #[inline(always)]
    pub fn downcast_exact<T: Payload>(&self) -> Option<&T> {
        let header = self.header()?;
        match header.is_exact(T::KIND) {
            // SAFETY: as in `downcast`.
            true => Some(unsafe { &*std::ptr::from_ref(header).cast::<T>() }),
            false => None,
        }
    }

    /// Has the processor fetch the object, which is soon to be looked at.
    #[inline(always)]
    pub(crate) fn prefetch(&self) {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: any address may be asked for.
        unsafe {
            std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(self.bits() as *const i8);
        }
    }

    /// A word for a stack slot that points to the same object without counting it.
    ///
    /// # Safety
    /// The slot must be consumed before the owner that `self` is gives up its reference. The compiler's flow graph
    /// proves that for `LOAD_FAST_BORROW`.
    #[inline(always)]
    pub unsafe fn borrow(&self) -> Value {
        match self.is_pointer() {
            true => Value::raw(self.bits() | BORROWED),
            false => Value::raw(self.bits()),
        }
    }

    #[cold]
    #[inline(never)]
    fn in_vector<R>(first: &Value, rest: &[Value], function: impl FnOnce(&[Value]) -> R) -> R {
        let values: Vec<Value> = std::iter::once(first).chain(rest).cloned().collect();
        function(&values)
    }

    /// Calls `function` with `first` before `rest`, side by side. Few of them are borrowed words on the native stack:
    /// nothing is counted, nothing is allocated.
    #[inline(always)]
    pub(crate) fn side_by_side<R>(first: &Value, rest: &[Value], function: impl FnOnce(&[Value]) -> R) -> R {
        const MOST: usize = 8;
        if rest.len() >= MOST {
            return Value::in_vector(first, rest, function);
        }
        let mut words = [const { MaybeUninit::<Value>::uninit() }; MOST];
        // SAFETY: what is borrowed outlives the words, which nobody has any more when `function` returns; they need not
        // be dropped. Those that `function` sees are written.
        unsafe {
            words[0].write(first.borrow());
            for (word, value) in words[1..].iter_mut().zip(rest) {
                word.write(value.borrow());
            }
            function(std::slice::from_raw_parts(words.as_ptr().cast(), rest.len() + 1))
        }
    }

    /// Turns a word taken from a stack slot into an owned value: counts it if it was borrowed.
    #[inline(always)]
    pub fn into_owned(self) -> Value {
        if self.is_borrowed() {
            let owned = self.clone();
            std::mem::forget(self);
            return owned;
        }
        self
    }

    /// Whether the word is a borrowed pointer.
    #[inline(always)]
    pub(crate) const fn is_borrowed(&self) -> bool {
        self.bits() & OWNED_POINTER_MASK == BORROWED
    }

    /// Counts a borrowed pointer where it is.
    #[inline(always)]
    pub(crate) fn own(&mut self) {
        if self.is_borrowed() {
            let owned = self.clone();
            std::mem::forget(std::mem::replace(self, owned));
        }
    }

    /// Gives back the share of the count without freeing: the object if it is now dead, for the caller to free.
    #[inline(always)]
    pub fn release(self) -> Option<DeadObject> {
        let word = ManuallyDrop::new(self);
        if word.bits() & OWNED_POINTER_MASK != 0 {
            return None;
        }
        let header = word.bits() as *const Header;
        // SAFETY: an owned pointer word points to a live object.
        match unsafe { &*header }.decrement() {
            true => Some(DeadObject(word.0)),
            false => None,
        }
    }
}

/// An object whose count fell to zero and which still has to be freed with `heap::free`.
#[must_use]
pub struct DeadObject(NonZeroU64);

impl DeadObject {
    /// The address, for the list of objects to free.
    #[inline(always)]
    pub fn header(&self) -> *mut Header {
        self.0.get() as *mut Header
    }
}

impl Clone for Value {
    /// Cost: a test, and for an object one increment.
    #[inline(always)]
    fn clone(&self) -> Value {
        if let Some(header) = self.header() {
            header.increment();
            return Value::raw(self.bits() & !BORROWED);
        }
        Value::raw(self.bits())
    }
}

impl Drop for Value {
    #[inline(always)]
    fn drop(&mut self) {
        if self.bits() & OWNED_POINTER_MASK == 0 {
            let header = self.bits() as *mut Header;
            // SAFETY: an owned pointer word points to a live object; when its count is zero nobody else holds it.
            unsafe {
                if (*header).decrement() {
                    heap::free(header);
                }
            }
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.as_small_int(), self.as_small_float()) {
            (Some(int), _) => write!(f, "{int}"),
            (_, Some(float)) => write!(f, "{float:?}"),
            _ => write!(f, "<{:?} {:#x}>", self.kind(), self.bits()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_round_trip_and_overflow_is_seen() {
        for value in [0, 1, -1, 42, SMALL_INT_MIN, SMALL_INT_MAX] {
            assert_eq!(Value::small_int(value).and_then(|v| v.as_small_int()), Some(value));
        }
        assert!(Value::small_int(SMALL_INT_MAX + 1).is_none());
        assert!(Value::small_int(SMALL_INT_MIN - 1).is_none());
        let (max, one) = (Value::small_int(SMALL_INT_MAX).unwrap(), Value::int32(1));
        assert!(max.add_small_ints(&one).is_none());
        assert_eq!(max.subtract_small_ints(&one).unwrap().as_small_int(), Some(SMALL_INT_MAX - 1));
        assert!(max.multiply_small_ints(&Value::int32(2)).is_none());
        assert_eq!(Value::int32(-6).multiply_small_ints(&Value::int32(7)).unwrap().as_small_int(), Some(-42));
    }

    #[test]
    fn floats_of_ordinary_size_are_immediate() {
        for value in [0.0, -0.0, 1.0, -1.5, 1e70, -1e-70, 5e-324, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]
        {
            let word = Value::small_float(value).unwrap();
            assert!(!word.is_small_int() && !word.is_pointer());
            assert_eq!(word.as_small_float().unwrap().to_bits(), value.to_bits());
        }
        assert!(Value::small_float(1e100).is_none());
        assert!(Value::small_float(1e-100).is_none());
    }

    #[test]
    fn immediates_are_distinct() {
        assert!(Value::NONE.is_none() && !Value::NONE.is_pointer() && !Value::NONE.is_small_int());
        assert_eq!(Value::bool(true).as_bool(), Some(true));
        assert_eq!(Value::bool(false).as_bool(), Some(false));
        assert_eq!(Value::NONE.as_bool(), None);
        assert_eq!(Value::ELLIPSIS.as_bool(), None);
        assert_eq!(size_of::<Option<Value>>(), 8);
    }
}
