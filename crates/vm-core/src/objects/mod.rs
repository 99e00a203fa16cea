//! The built-in types: one file per type or close family, with payload, methods and slots.

mod anext;
mod bool;
mod boxed;
mod bytes;
mod bytes_methods;
pub(crate) use bytes_methods::buffer;
mod cell;
mod class;
mod code;
mod code_changes;
mod codecs;
mod complex;
mod complex_methods;
mod descriptors;
mod dict;
mod dict_methods;
mod dict_table;
mod dict_views;
pub(crate) mod exception;
pub(crate) mod exception_classes;
mod float;
mod float_methods;
mod frame_object;
mod function;
mod generator;
mod generic_alias;
mod instance;
mod int;
mod int_methods;
mod int_words;
mod iterators;
mod list;
mod list_methods;
mod memoryview;
mod memoryview_methods;
mod method;
mod module;
mod object;
mod range;
mod set;
mod set_methods;
mod singletons;
mod slice;
mod str;
mod str_iterator;
mod str_methods;
mod super_;
mod traceback;
mod tuple;
mod type_methods;
mod union;
mod weakref;

pub use anext::PyAnextAwaitable;
pub use bool::BoolClass;
pub use boxed::{BufferShape, NativeState, PyBoxed};
pub use bytes::{PyByteArray, PyBytes};
pub use cell::PyCell;
pub(crate) use class::kind_words as class_kind_words;
pub use class::{ClassLayout, Collection, PyType};
pub use code::PyCode;
pub use complex::PyComplex;
pub use descriptors::{
    MethodWrapperClass, PyClassMethod, PyGetSet, PyMember, PyProperty, PySlotWrapper, PyStaticMethod,
};
pub use dict::PyDict;
pub use dict_table::{DictEntry, DictTable};
pub use dict_views::{
    DictItemIteratorClass, DictItemsClass, DictKeyIteratorClass, DictKeysClass, DictPart,
    DictReverseItemIteratorClass, DictReverseKeyIteratorClass, DictReverseValueIteratorClass,
    DictValueIteratorClass, DictValuesClass, PyDictIterator, PyDictView, PyMappingProxy,
};
pub use exception::PyException;
pub use float::PyFloat;
pub use float_methods::float_repr;
pub use frame_object::PyFrame;
pub use function::PyFunction;
pub(crate) use generator::GeneratorFrame;
pub use generator::{
    AsyncGeneratorClass, AsyncGeneratorValueClass, CoroutineClass, GeneratorFlavor, GeneratorState,
    PyAsyncGeneratorStep, PyCoroutineWrapper, PyGenerator,
};
pub(crate) use generic_alias::CLASS_GETITEM;
pub use generic_alias::PyGenericAlias;
pub use instance::PyInstance;
pub use int::PyInt;
pub(crate) use int_words::{decimal_digits, with_decimal};
pub use iterators::{
    ListReverseIteratorClass, PyCallableIterator, PyEnumerate, PyFilter, PyListIterator, PyMap,
    PyRangeIterator, PyReversed, PySequenceIterator, PyTupleIterator, PyZip,
};
pub use list::PyList;
pub use memoryview::PyMemoryView;
pub use method::{ClassMethodDescriptorClass, MethodDescriptorClass, PyMethod, PyNative};
pub use module::PyModule;
pub(crate) use object::INSTANCE_GETSETS;
pub use object::ObjectClass;
pub use range::PyRange;
pub use set::{FrozenSetClass, PySet, PySetIterator};
pub use singletons::{EllipsisClass, NoneClass, NotImplementedClass};
pub use slice::PySlice;
pub use str::{Interned, PyStr};
pub use str_iterator::{PyStrIterator, StrAsciiIteratorClass};
pub(crate) use str_methods::is_space;
pub use super_::PySuper;
pub use traceback::PyTraceback;
#[cfg(tier2)]
pub(crate) use tuple::LENGTH_BITS;
pub use tuple::PyTuple;
pub use union::PyUnion;
pub(crate) use weakref::fill_proxy_operators;
pub use weakref::{CallableProxyClass, PyWeakref, WeakProxyClass};
