//! `str_ascii_iterator` and `str_iterator`: the iterators of strings. Those of other sequences are in `iterators`.

use std::cell::Cell;

use vm_derive::{Traverse, native};

use super::iterators::{pickled_function, reduce_iterator};
use crate::heap::Heap;
use crate::object::{Field, Header, Kind, Ref};
use crate::objects::PyStr;
use crate::value::Value;
use crate::{PyResult, Vm};

/// Iterator over the characters of a string, of a subclass too, whatever its `__getitem__` says.
#[derive(Traverse)]
#[repr(C)]
pub struct PyStrIterator {
    pub(crate) header: Header,
    /// None when exhausted.
    string: Field<Option<Ref<PyStr>>>,
    /// Where the next character begins, in bytes.
    offset: Cell<usize>,
}

impl Heap {
    pub fn new_str_iterator(&mut self, string: &PyStr) -> Ref<PyStrIterator> {
        // Only of strings themselves does CPython look whether they are ASCII.
        let ascii = string.is_ascii() && string.header.is_exact(Kind::Str);
        let (string, offset) = (Field::new(Some(Ref::new(string))), Cell::new(0));
        let payload = |header| PyStrIterator { header, string, offset };
        match ascii {
            true => self.allocate_builtin(|types| &types.str_ascii_iterator, payload),
            false => self.allocate_builtin(|types| &types.str_iterator, payload),
        }
    }
}

impl PyStrIterator {
    /// The next character; without one the iterator is exhausted.
    #[inline(always)]
    pub(crate) fn advance(&self, heap: &mut Heap) -> Option<Value> {
        let offset = self.offset.get();
        let byte = self.string.get(heap).as_ref().and_then(|string| string.as_bytes().get(offset).copied());
        if let Some(byte) = byte
            && byte.is_ascii()
        {
            let character = heap.new_char(u32::from(byte));
            self.offset.set(offset + 1);
            return Some(character.into());
        }
        self.advance_far(heap)
    }

    /// As [`PyStrIterator::advance`], over what is not ASCII and at the end.
    #[inline(never)]
    fn advance_far(&self, heap: &mut Heap) -> Option<Value> {
        let string = self.string.get(heap).as_ref()?;
        let rest = &string.as_bytes()[self.offset.get()..];
        let mut points = bytecode::Wtf8::from_bytes_unchecked(rest).code_points();
        match points.next() {
            Some(point) => {
                let size = rest.len() - points.rest().as_bytes().len();
                self.offset.set(self.offset.get() + size);
                Some(heap.new_char(point).into())
            }
            None => {
                self.string.set(heap, None);
                None
            }
        }
    }

    /// How many characters it has given; none of an exhausted one.
    fn index(&self, heap: &Heap) -> usize {
        let Some(string) = self.string.get(heap) else { return 0 };
        match string.is_ascii() {
            true => self.offset.get(),
            false => bytecode::Wtf8::from_bytes_unchecked(&string.as_bytes()[..self.offset.get()])
                .code_points()
                .count(),
        }
    }
}

macro_rules! str_iterators {
    ($($type:ident, $name:literal;)*) => {
        $(
            #[native(name = $name, kind = StrIterator, final, no_constructor)]
            impl $type {
                #[slot(iter)]
                fn iter_slot(_vm: &mut Vm, this: &Value) -> PyResult {
                    Ok(this.clone())
                }

                #[slot(next)]
                fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
                    Ok(this.downcast::<PyStrIterator>().and_then(|iterator| iterator.advance(vm)))
                }

                /// Private method returning an estimate of len(list(it)).
                #[method("($self, /)")]
                fn __length_hint__(heap: &Heap, this: &PyStrIterator) -> usize {
                    let length = this.string.get(heap).as_ref().map_or(0, |string| string.char_len());
                    length - this.index(heap)
                }

                /// Return state information for pickling.
                #[method("($self, /)")]
                fn __reduce__(vm: &mut Vm, this: &PyStrIterator) -> PyResult {
                    let function = pickled_function(vm, "iter")?;
                    let (string, index) = (this.string.cloned(vm).map(Value::from), this.index(vm) as i64);
                    let empty = vm.intern_str("").into();
                    Ok(reduce_iterator(vm, function, string, index, empty))
                }

                /// Set state information for unpickling.
                #[method("($self, state, /)")]
                fn __setstate__(heap: &Heap, this: &PyStrIterator, state: isize) {
                    if let Some(string) = this.string.get(heap) {
                        let index = (state.max(0) as usize).min(string.char_len());
                        this.offset.set(string.byte_offset(index));
                    }
                }
            }
        )*
    };
}

/// Marker for the class `str_ascii_iterator`, which shares the payload of `str_iterator`.
pub struct StrAsciiIteratorClass;

str_iterators! {
    PyStrIterator, "str_iterator";
    StrAsciiIteratorClass, "str_ascii_iterator";
}
