//! `str`: immutable WTF-8 text with cached length and hash. Methods are in `str_methods`.
#![expect(unsafe_code, reason = "the text lies behind the payload and is reached by pointer")]

use std::cell::Cell;
use std::hash::Hasher;

use bytecode::{Wtf8, Wtf8Buf};
use siphasher::sip::SipHasher13;
use vm_derive::Traverse;

use crate::heap::Heap;
use crate::object::{Flags, Header, Payload, Ref};
use crate::objects::PyList;
use crate::value::Value;

/// A string: its bytes follow the object.
#[derive(Traverse)]
#[repr(C)]
pub struct PyStr {
    pub(crate) header: Header,
    /// 0 until asked for.
    hash: Cell<u64>,
    /// Number of code points.
    chars: Cell<usize>,
    bytes: Cell<usize>,
    text: TextPointer,
}

/// Where the text is: behind the object.
struct TextPointer(Cell<*const u8>);

impl crate::object::Traverse for TextPointer {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

impl PyStr {
    /// The text.
    #[inline(always)]
    pub fn text(&self) -> &Wtf8 {
        Wtf8::from_bytes_unchecked(self.as_bytes())
    }

    /// The text's WTF-8 bytes.
    #[inline(always)]
    pub fn as_bytes(&self) -> &[u8] {
        // SAFETY: `new_str` stored the pointer to `bytes` initialized bytes that live and never change with the object.
        unsafe { std::slice::from_raw_parts(self.text.0.get(), self.bytes.get()) }
    }

    /// The text as UTF-8; `None` if it holds surrogates.
    #[inline]
    pub fn as_str(&self) -> Option<&str> {
        match self.is_ascii() {
            // SAFETY: ASCII is UTF-8.
            true => Some(unsafe { std::str::from_utf8_unchecked(self.as_bytes()) }),
            false => self.text().as_str(),
        }
    }

    /// Number of code points.
    #[inline(always)]
    pub fn char_len(&self) -> usize {
        self.chars.get()
    }

    /// Whether every code point is one byte.
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.chars.get() == self.bytes.get()
    }

    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.bytes.get() == 0
    }

    /// Whether this is the one object of its text: then equal text means identity.
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.header().has(Flags::INTERNED)
    }

    /// The hash; computed once.
    #[inline(always)]
    pub fn hash(&self, heap: &Heap) -> u64 {
        match self.hash.get() {
            0 => self.compute_hash(heap),
            hash => hash,
        }
    }

    #[cold]
    fn compute_hash(&self, heap: &Heap) -> u64 {
        let hash = heap.interned.hash_bytes(self.as_bytes());
        self.hash.set(hash);
        hash
    }

    /// Whether the texts are equal.
    #[inline(always)]
    pub fn equals(&self, other: &PyStr) -> bool {
        let (own, others) = (self.as_bytes(), other.as_bytes());
        // What differs does so at once most often: then a call would cost more than the rest.
        std::ptr::eq(self, other)
            || own.len() == others.len() && own.first() == others.first() && own == others
    }
}

/// Copies a text, which is short most often: then that costs less than a call would.
///
/// # Safety
/// There is room for it at `target`.
#[inline(always)]
unsafe fn copy_text(text: &[u8], target: *mut u8) {
    // SAFETY: reads within the text, writes to as many bytes at the target; what is copied twice is the same.
    unsafe {
        let (source, length) = (text.as_ptr(), text.len());
        match length {
            8..=16 => {
                let (head, tail) = (source.cast::<u64>(), source.add(length - 8).cast::<u64>());
                let (head, tail) = (head.read_unaligned(), tail.read_unaligned());
                target.cast::<u64>().write_unaligned(head);
                target.add(length - 8).cast::<u64>().write_unaligned(tail);
            }
            4..8 => {
                let (head, tail) = (source.cast::<u32>(), source.add(length - 4).cast::<u32>());
                let (head, tail) = (head.read_unaligned(), tail.read_unaligned());
                target.cast::<u32>().write_unaligned(head);
                target.add(length - 4).cast::<u32>().write_unaligned(tail);
            }
            0 => {}
            1..4 => {
                target.write(source.read());
                target.add(length / 2).write(source.add(length / 2).read());
                target.add(length - 1).write(source.add(length - 1).read());
            }
            _ => target.copy_from_nonoverlapping(source, length),
        }
    }
}

impl PyStr {
    /// A string of `chars` code points, to which [`PyStr::fill`] gives its text.
    #[inline(always)]
    fn empty(header: Header, chars: usize) -> PyStr {
        let text = TextPointer(Cell::new(std::ptr::dangling()));
        PyStr { header, hash: Cell::new(0), chars: Cell::new(chars), bytes: Cell::new(0), text }
    }

    /// Copies the text to its place, behind the payload and as many words.
    ///
    /// # Safety
    /// There is room for the parts, and nobody has seen the string yet.
    #[inline(always)]
    unsafe fn fill(&self, words: usize, parts: &[&[u8]]) {
        // SAFETY: the caller's promise.
        unsafe {
            let start = std::ptr::from_ref(self).add(1).cast::<Value>().add(words).cast::<u8>().cast_mut();
            let mut target = start;
            for part in parts {
                copy_text(part, target);
                target = target.add(part.len());
            }
            self.text.0.set(start);
            self.bytes.set(target.offset_from_unsigned(start));
        }
    }
}

/// What `str.join` joins.
pub(crate) enum Items<'a> {
    List(&'a PyList),
    Fixed(&'a [Value]),
}

impl Items<'_> {
    #[inline(always)]
    pub(crate) fn get<'a>(&'a self, heap: &'a Heap) -> &'a [Value] {
        match self {
            Items::List(list) => list.items(heap),
            Items::Fixed(items) => items,
        }
    }
}

/// Strings that are the only object of their text, and the seed of string hashes.
#[derive(Default)]
pub struct Interned {
    /// By their own hash, which each of them has computed.
    strings: hashbrown::HashTable<Ref<PyStr>>,
    keys: (u64, u64),
    /// The strings of one Latin-1 code point.
    characters: Vec<Ref<PyStr>>,
    /// Names in the program text of natives, by the address and length of the literal.
    literals: rustc_hash::FxHashMap<(usize, usize), Ref<PyStr>>,
}

impl Interned {
    /// Seeds the hashes of strings and bytes; only before the first one is computed.
    pub(crate) fn set_hash_keys(&mut self, keys: (u64, u64)) {
        self.keys = keys;
    }

    fn find(&self, hash: u64, text: &[u8]) -> Option<&Ref<PyStr>> {
        self.strings.find(hash, |known| known.as_bytes() == text)
    }

    /// SipHash-1-3 of `bytes`, never 0 (which marks "not computed") and never -1.
    pub(crate) fn hash_bytes(&self, bytes: &[u8]) -> u64 {
        if bytes.is_empty() {
            return 1;
        }
        let mut hasher = SipHasher13::new_with_keys(self.keys.0, self.keys.1);
        hasher.write(bytes);
        match hasher.finish() {
            0 => 1,
            u64::MAX => u64::MAX - 1,
            hash => hash,
        }
    }
}

impl Heap {
    /// A new string.
    pub fn new_str(&mut self, text: &str) -> Ref<PyStr> {
        self.new_wtf8(Wtf8::new(text))
    }

    /// A new string.
    pub fn new_wtf8(&mut self, text: &Wtf8) -> Ref<PyStr> {
        let bytes = text.as_bytes();
        let latin_1 = match bytes {
            [byte] => Some(usize::from(*byte)),
            [lead @ (0xC2 | 0xC3), last] => Some(usize::from(lead & 3) << 6 | usize::from(last & 0x3F)),
            _ => None,
        };
        if let Some(character) = latin_1.and_then(|latin_1| self.interned.characters.get(latin_1)) {
            return character.clone();
        }
        // Continuation bytes are those that are not the start of a code point.
        let chars = match bytes.is_ascii() {
            true => bytes.len(),
            false => bytes.iter().filter(|b| (**b as i8) >= -64).count(),
        };
        self.new_str_of(bytes, chars)
    }

    /// A new string of the concatenated pieces, which have `chars` code points together. No surrogate pair may meet at
    /// a seam.
    pub fn new_str_parts(&mut self, parts: &[&[u8]], chars: usize) -> Ref<PyStr> {
        let length = parts.iter().map(|part| part.len()).sum();
        let string =
            self.allocate_builtin_with(|types| &types.str, length, |header| PyStr::empty(header, chars));
        // SAFETY: there is room for `length` bytes behind the payload, where the object has nothing else.
        unsafe { string.fill(0, parts) };
        string
    }

    /// A new string of a small number of ASCII bytes.
    #[inline]
    pub(crate) fn new_ascii(&mut self, text: &[u8]) -> Ref<PyStr> {
        debug_assert!(text.is_ascii());
        match text {
            [byte] => self.new_char(u32::from(*byte)),
            _ => self.new_str_of(text, text.len()),
        }
    }

    /// As [`Heap::new_str_parts`], of one piece.
    #[inline]
    fn new_str_of(&mut self, text: &[u8], chars: usize) -> Ref<PyStr> {
        let payload = |header| PyStr::empty(header, chars);
        let string = self.allocate_builtin_with(|types| &types.str, text.len(), payload);
        // SAFETY: as in `new_str_parts`.
        unsafe { string.fill(0, &[text]) };
        string
    }

    /// A part of `whole`.
    #[inline]
    pub(crate) fn new_str_part(&mut self, whole: &PyStr, part: &[u8]) -> Ref<PyStr> {
        match whole.is_ascii() {
            true => self.new_ascii(part),
            false => self.new_wtf8(Wtf8::from_bytes_unchecked(part)),
        }
    }

    /// The ASCII text that `change` makes of another, in place.
    pub(crate) fn new_ascii_changed(&mut self, text: &[u8], change: fn(&mut [u8])) -> Ref<PyStr> {
        if let [byte] = text {
            let mut byte = [*byte];
            change(&mut byte);
            return self.new_ascii(&byte);
        }
        let string = self.new_ascii(text);
        // SAFETY: nobody else has the string yet; its text is initialized and lies behind it.
        change(unsafe { std::slice::from_raw_parts_mut(string.text.0.get().cast_mut(), string.bytes.get()) });
        string
    }

    /// `separator.join(items)` of ASCII strings, with `length` bytes together.
    pub(crate) fn join_ascii(&mut self, separator: &PyStr, length: usize, items: &Items<'_>) -> Ref<PyStr> {
        let string =
            self.allocate_builtin_with(|types| &types.str, length, |header| PyStr::empty(header, length));
        // SAFETY: there is room for `length` bytes behind the payload, and what would not fit is left out.
        unsafe {
            let start = std::ptr::from_ref(&*string).add(1).cast::<u8>().cast_mut();
            let mut used = 0;
            for (index, item) in items.get(self).iter().enumerate() {
                let text = item.downcast::<PyStr>().map_or(&[][..], PyStr::as_bytes);
                for part in [if index > 0 { separator.as_bytes() } else { &[] }, text] {
                    if part.len() <= length - used {
                        copy_text(part, start.add(used));
                        used += part.len();
                    }
                }
            }
            string.text.0.set(start);
            string.bytes.set(used);
            string.chars.set(used);
        }
        string
    }

    /// `str(int)`.
    pub(crate) fn int_text(&mut self, int: i64) -> Ref<PyStr> {
        super::with_decimal(int, |text| self.new_ascii(text))
    }

    /// As [`Heap::new_str_parts`], for a subclass of `str`.
    pub fn new_str_of_class(
        &mut self,
        class: &crate::objects::PyType,
        parts: &[&[u8]],
        chars: usize,
    ) -> Ref<PyStr> {
        self.new_str_with_room(class, parts, chars, 0)
    }

    fn new_str_with_room(
        &mut self,
        class: &crate::objects::PyType,
        parts: &[&[u8]],
        chars: usize,
        room: usize,
    ) -> Ref<PyStr> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let string = self.allocate(class, length + room, |header| PyStr::empty(header, chars));
        let trailing = class.trailing_words(string.header().shape());
        // SAFETY: `allocate` made room for `length` bytes behind the payload and the attribute words.
        unsafe { string.fill(trailing, parts) };
        string
    }

    /// `left + right`, where nobody else holds `left`: written behind its text if there is room, else into a string
    /// with room to grow.
    pub(crate) fn append_str(&mut self, left: Ref<PyStr>, right: &PyStr) -> Ref<PyStr> {
        let (old, more) = (left.as_bytes().len(), right.as_bytes());
        let chars = left.char_len() + right.char_len();
        let free = left.header().is_unique()
            && left.header().is_exact(crate::object::Kind::Str)
            && !left.is_interned();
        let seam = matches!(more, [0xED, 0xB0..=0xBF, _, ..]);
        if free && !seam && self.str_capacity(&left) - old >= more.len() {
            // SAFETY: the text ends before the capacity, and nobody else can read it meanwhile.
            unsafe {
                left.text.0.get().cast_mut().add(old).copy_from_nonoverlapping(more.as_ptr(), more.len())
            };
            left.bytes.set(old + more.len());
            left.chars.set(chars);
            left.hash.set(0);
            return left;
        }
        if seam || old < 256 {
            return self.join_parts(&[left.as_bytes(), more], chars);
        }
        let class = self.types().str.clone();
        self.new_str_with_room(&class, &[left.as_bytes(), more], chars, (old + more.len()) / 2)
    }

    /// The string of one code point.
    #[inline(always)]
    pub fn new_char(&mut self, code_point: u32) -> Ref<PyStr> {
        match self.interned.characters.get(code_point as usize) {
            Some(character) => character.clone(),
            None => self.new_far_char(code_point),
        }
    }

    /// As [`Heap::new_char`], beyond Latin-1.
    #[inline(never)]
    fn new_far_char(&mut self, code_point: u32) -> Ref<PyStr> {
        let text: Wtf8Buf = [code_point].into_iter().collect();
        self.new_wtf8(&text)
    }

    /// The interned string of `text`.
    pub fn intern(&mut self, text: &Wtf8) -> Ref<PyStr> {
        let hash = self.interned.hash_bytes(text.as_bytes());
        if let Some(string) = self.interned.find(hash, text.as_bytes()) {
            return string.clone();
        }
        let string = self.new_wtf8(text);
        string.hash.set(hash);
        self.intern_new(&string);
        string
    }

    /// The interned string of `text`.
    pub fn intern_str(&mut self, text: &str) -> Ref<PyStr> {
        self.intern(Wtf8::new(text))
    }

    /// As [`Heap::intern_str`], found again by the address of the literal: for names that natives look up often.
    pub fn intern_static(&mut self, text: &'static str) -> Ref<PyStr> {
        let key = (text.as_ptr().addr(), text.len());
        if let Some(known) = self.interned.literals.get(&key) {
            return known.clone();
        }
        let interned = self.intern_str(text);
        self.interned.literals.insert(key, interned.clone());
        interned
    }

    /// The interned string equal to `string`, which is `string` itself if it is the first of its text.
    pub fn intern_object(&mut self, string: &PyStr) -> Ref<PyStr> {
        if string.is_interned() {
            return Ref::new(string);
        }
        let hash = string.hash(self);
        if let Some(known) = self.interned.find(hash, string.as_bytes()) {
            return known.clone();
        }
        if !string.header().is_exact(crate::object::Kind::Str) {
            return self.intern(string.text());
        }
        self.intern_new(string);
        Ref::new(string)
    }

    fn intern_new(&mut self, string: &PyStr) {
        string.header().set(Flags::INTERNED, true);
        let hash = string.hash(self);
        self.interned.strings.insert_unique(hash, Ref::new(string), |known| known.hash.get());
    }

    pub(crate) fn make_character_strings(&mut self) {
        let characters = (0..256_u32).map(|c| {
            let text: Wtf8Buf = [c].into_iter().collect();
            self.intern(&text)
        });
        self.interned.characters = characters.collect();
    }
}
