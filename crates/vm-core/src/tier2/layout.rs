//! Where the fields are that compiled code reads and writes: offsets in bytes, from the types themselves.
#![expect(unsafe_code, reason = "looks at how the standard library lays out a vector")]

use std::mem::offset_of;

use super::{Resume, Tier2};
use crate::Vm;
use crate::frame::{FrameHeader, FrameStack};
use crate::heap::Heap;
use crate::interp::{ChainLink, Continue, Feeding, HandledItem, HandledStack};
use crate::object::Header;
use crate::objects::*;
use crate::shape::Shape;
use crate::types::{Special, Specials};
use crate::value::Value;

const fn offset(bytes: usize) -> i32 {
    assert!(bytes < 1 << 20);
    bytes as i32
}

pub(super) const KIND: i32 = offset(offset_of!(Header, kind));
pub(super) const COUNT: i32 = offset(offset_of!(Header, count));
pub(super) const SHAPE: i32 = offset(offset_of!(Header, shape));
pub(super) const SHAPE_VERSION: i32 = offset(offset_of!(Shape, version));
pub(super) const SHAPE_CLASS: i32 = offset(offset_of!(Shape, class));
pub(super) const CLASS_VERSION: i32 = offset(offset_of!(PyType, version));
pub(super) const CLASS_SPECIALS: i32 = offset(offset_of!(PyType, specials));

pub(super) const LIST_ITEMS: i32 = offset(offset_of!(PyList, items));
pub(super) const TUPLE_EXTENT: i32 = offset(offset_of!(PyTuple, extent));
pub(super) const TUPLE_ITEMS: i32 = offset(size_of::<PyTuple>());
pub(super) const CELL_CONTENT: i32 = offset(offset_of!(PyCell, content));
pub(super) const METHOD_FUNCTION: i32 = offset(offset_of!(PyMethod, function));
pub(super) const METHOD_THIS: i32 = offset(offset_of!(PyMethod, this));
pub(super) const NATIVE_THIS: i32 = offset(offset_of!(PyNative, this));
pub(super) const NATIVE_DEF: i32 = offset(offset_of!(PyNative, def));
pub(super) const MODULE_DICT: i32 = offset(offset_of!(PyModule, dict));
pub(super) const FUNCTION_CODE: i32 = offset(offset_of!(PyFunction, code));
pub(super) const FUNCTION_DEFAULTS: i32 = offset(offset_of!(PyFunction, defaults));
pub(super) const FUNCTION_GLOBALS: i32 = offset(offset_of!(PyFunction, globals));
pub(super) const FUNCTION_BUILTINS: i32 = offset(offset_of!(PyFunction, builtins));
pub(super) const FUNCTION_CLOSURE: i32 = offset(offset_of!(PyFunction, closure));
pub(super) const RANGE_NEXT: i32 = offset(offset_of!(PyRangeIterator, next));
pub(super) const RANGE_STEP: i32 = offset(offset_of!(PyRangeIterator, step));
pub(super) const RANGE_REMAINING: i32 = offset(offset_of!(PyRangeIterator, remaining));
pub(super) const LIST_ITERATOR_LIST: i32 = offset(offset_of!(PyListIterator, list));
pub(super) const LIST_ITERATOR_INDEX: i32 = offset(offset_of!(PyListIterator, index));
pub(super) const TUPLE_ITERATOR_TUPLE: i32 = offset(offset_of!(PyTupleIterator, tuple));
pub(super) const TUPLE_ITERATOR_INDEX: i32 = offset(offset_of!(PyTupleIterator, index));

pub(super) const GENERATOR_STATE: i32 = offset(offset_of!(PyGenerator, state));
pub(super) const GENERATOR_CHAIN: i32 = offset(offset_of!(PyGenerator, chain) + offset_of!(ChainLink, other));
pub(super) const GENERATOR_HANDLED: i32 = offset(offset_of!(PyGenerator, handled));
pub(super) const HANDLED_PREVIOUS: i32 = offset(offset_of!(HandledItem, previous));
/// The first local of a generator's frame.
pub(super) const GENERATOR_FRAME: i32 = offset(size_of::<PyGenerator>()) + FRAME_HEADER;

pub(super) const DICT_KEYS_VERSION: i32 =
    offset(offset_of!(PyDict, table) + offset_of!(DictTable, keys_version));
pub(super) const DICT_ENTRIES: i32 = offset(offset_of!(PyDict, table) + offset_of!(DictTable, entries));
pub(super) const ENTRY_SIZE: i32 = offset(size_of::<DictEntry>());
pub(super) const ENTRY_VALUE: i32 = offset(offset_of!(DictEntry, value));

pub(super) const FRAME_HEADER: i32 = offset(size_of::<FrameHeader>());
pub(super) const FRAME_FUNC: i32 = offset(offset_of!(FrameHeader, func));
pub(super) const FRAME_GLOBALS: i32 = offset(offset_of!(FrameHeader, globals));
pub(super) const FRAME_BUILTINS: i32 = offset(offset_of!(FrameHeader, builtins));

pub(super) const FRAME_PREVIOUS: i32 = offset(offset_of!(FrameHeader, previous));
pub(super) const FRAME_PREV_INSTR: i32 = offset(offset_of!(FrameHeader, prev_instr));
pub(super) const FRAME_STACK_TOP: i32 = offset(offset_of!(FrameHeader, stack_top));
pub(super) const FRAME_RETURN_UNITS: i32 = offset(offset_of!(FrameHeader, return_units));
pub(super) const FRAME_OBJECT: i32 = offset(offset_of!(FrameHeader, object));
pub(super) const CURRENT_FRAME: i32 = offset(offset_of!(Vm, current));
/// The frame whose values native code takes.
pub(super) const FED_FRAME: i32 = offset(offset_of!(Vm, feeding) + offset_of!(Feeding, frame));
pub(super) const HANDLED_TOP: i32 =
    offset(offset_of!(Vm, heap) + offset_of!(Heap, handled) + offset_of!(HandledStack, top));

/// The first local of the frame that the interpreter goes on in, after it ran an instruction for compiled code.
pub(super) const RESUME_FRAME: i32 = offset(
    offset_of!(Vm, tier2) + offset_of!(Tier2, resume) + offset_of!(Resume, next) + offset_of!(Continue, fp),
);

pub(super) const HANDLERS: i32 = offset(offset_of!(Vm, dispatch));

const FRAMES: usize = offset_of!(Vm, heap) + offset_of!(Heap, frames);
pub(super) const STACK_TOP: i32 = offset(FRAMES + offset_of!(FrameStack, top));
pub(super) const STACK_LIMIT: i32 = offset(FRAMES + offset_of!(FrameStack, limit));
pub(super) const REMAINING_DEPTH: i32 = offset(FRAMES + offset_of!(FrameStack, remaining_depth));

/// Where a special method is in a class's table of those, which is an array of pointers.
pub(super) const fn special_place(special: Special) -> i32 {
    const { assert!(size_of::<Specials>().is_multiple_of(8)) };
    special as i32 * 8
}

/// Where a vector has its parts. The standard library does not say, but they are the same for all vectors of a build.
#[derive(Clone, Copy)]
pub(super) struct VectorLayout {
    pub start: i32,
    pub length: i32,
    pub capacity: i32,
}

/// Finds the parts by looking at a vector whose parts differ. `None` if they are not three words.
pub(super) fn vector_layout() -> Option<VectorLayout> {
    const { assert!(size_of::<Vec<Value>>() == 24 && size_of::<Vec<DictEntry>>() == 24) };
    let mut vector: Vec<Value> = Vec::with_capacity(3);
    vector.push(Value::NONE);
    let (start, length, capacity) = (vector.as_ptr().addr(), vector.len(), vector.capacity());
    if capacity == length {
        return None;
    }
    // SAFETY: a vector is three initialized words, by the assertion.
    let words: [usize; 3] = unsafe { std::ptr::from_ref(&vector).cast::<[usize; 3]>().read() };
    let find = |part: usize| words.iter().position(|word| *word == part).map(|index| index as i32 * 8);
    Some(VectorLayout { start: find(start)?, length: find(length)?, capacity: find(capacity)? })
}
