//! Kinds: which payload layout an object has, and what the heap must know of each.
#![expect(unsafe_code, reason = "destructors and traversal are looked up by kind and called on raw objects")]

use std::cell::Cell;

use super::{Field, Header, Ref};
use crate::objects::*;
use crate::value::Value;

/// A payload: the whole object, header first.
///
/// # Safety
/// The type is `repr(C)`, starts with a [`Header`], and [`kind_info`] lists it under `KIND`.
pub unsafe trait Payload: Traverse + Sized + 'static {
    const KIND: Kind;

    /// The header that the object starts with.
    #[inline(always)]
    fn header(&self) -> &Header {
        // SAFETY: the trait's contract.
        unsafe { &*std::ptr::from_ref(self).cast::<Header>() }
    }
}

/// Receives each value that an object owns.
pub type Visitor<'a> = dyn FnMut(&Value) + 'a;

/// Shows the values that something owns to the cycle collector. Derived for payloads by `#[derive(Traverse)]`.
pub trait Traverse {
    fn traverse(&self, visit: &mut Visitor<'_>);
}

impl Traverse for Value {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self);
    }
}

impl<T: Payload> Traverse for Ref<T> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit(self.value());
    }
}

impl<T: Traverse> Traverse for Option<T> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.iter().for_each(|content| content.traverse(visit));
    }
}

impl<T: Traverse> Traverse for std::cell::OnceCell<T> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.get().into_iter().for_each(|content| content.traverse(visit));
    }
}

impl<T: Traverse> Traverse for Vec<T> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.iter().for_each(|item| item.traverse(visit));
    }
}

impl<T: Traverse> Traverse for std::collections::VecDeque<T> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.iter().for_each(|item| item.traverse(visit));
    }
}

impl<T: Traverse> Traverse for Box<[T]> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.iter().for_each(|item| item.traverse(visit));
    }
}

impl<T: Traverse> Traverse for Box<T> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        (**self).traverse(visit);
    }
}

impl<A: Traverse, B: Traverse> Traverse for (A, B) {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.0.traverse(visit);
        self.1.traverse(visit);
    }
}

impl<T: Traverse> Traverse for Field<T> {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the collector runs between instructions, when no token-borrowed reference exists.
        unsafe { self.peek() }.traverse(visit);
    }
}

macro_rules! owns_nothing {
    ($($type:ty),* $(,)?) => {
        $(impl Traverse for $type {
            fn traverse(&self, _visit: &mut Visitor<'_>) {}
        })*
    };
}

owns_nothing!(
    Header,
    bytecode::CodeFlags,
    bool,
    u8,
    u16,
    u32,
    u64,
    usize,
    i8,
    i32,
    i64,
    isize,
    f64,
    String,
    dashu_int::IBig,
    Box<str>
);

impl<T> Traverse for Cell<T> {
    fn traverse(&self, _visit: &mut Visitor<'_>) {}
}

/// What the heap does with objects of one kind.
pub struct KindInfo {
    /// Drops the payload's fields in place.
    pub drop: unsafe fn(*mut Header),
    /// Visits the values that the payload owns.
    pub traverse: unsafe fn(*const Header, &mut Visitor<'_>),
    /// Size of the payload's fixed part in words.
    pub words: u16,
}

impl KindInfo {
    /// What stands for a kind of which there are no objects.
    const fn not_an_object(_kind: Kind) -> KindInfo {
        /// # Safety
        /// None is needed.
        unsafe fn drop(_object: *mut Header) {
            unreachable!("immediates are not objects")
        }
        /// # Safety
        /// None is needed.
        unsafe fn traverse(_object: *const Header, _visit: &mut Visitor<'_>) {
            unreachable!("immediates are not objects")
        }
        KindInfo { drop, traverse, words: 0 }
    }
}

/// # Safety
/// `object` points to a live `T` that is not used again.
unsafe fn drop_payload<T: Payload>(object: *mut Header) {
    // SAFETY: the caller's promise.
    unsafe { object.cast::<T>().drop_in_place() }
}

/// # Safety
/// `object` points to a live `T`.
unsafe fn traverse_payload<T: Payload>(object: *const Header, visit: &mut Visitor<'_>) {
    // SAFETY: the caller's promise.
    unsafe { &*object.cast::<T>() }.traverse(visit);
}

macro_rules! kinds {
    (immediate: $($immediate:ident),* ; payload: $($kind:ident => $payload:ty),* $(,)?) => {
        /// Which layout an object has. Subclasses written in Python share the kind of their built-in base.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Kind { $($immediate,)* $($kind,)* }

        /// By kind: a jump for each would cost as much as the destructor.
        static KINDS: &[KindInfo] = &[
            $(KindInfo::not_an_object(Kind::$immediate),)*
            $(KindInfo {
                drop: drop_payload::<$payload>,
                traverse: traverse_payload::<$payload>,
                words: (size_of::<$payload>() / 8) as u16,
            },)*
        ];

        /// What the heap must know of `kind`.
        #[inline(always)]
        pub fn kind_info(kind: Kind) -> &'static KindInfo {
            &KINDS[kind as usize]
        }

        $(
            // SAFETY: each payload is `repr(C)` with its header first, and this list gives its kind.
            unsafe impl Payload for $payload { const KIND: Kind = Kind::$kind; }
            const _: () = assert!(std::mem::offset_of!($payload, header) == 0 && align_of::<$payload>() <= 16 && size_of::<$payload>() % 8 == 0);
        )*
    };
}

// A new native type is one line here. The order does not matter.
kinds! {
    immediate: Null, None, Bool, Ellipsis, NotImplemented;
    payload:
    Int => PyInt,
    Float => PyFloat,
    Complex => PyComplex,
    Str => PyStr,
    Bytes => PyBytes,
    ByteArray => PyByteArray,
    MemoryView => PyMemoryView,
    Tuple => PyTuple,
    List => PyList,
    Dict => PyDict,
    DictView => PyDictView,
    DictIterator => PyDictIterator,
    MappingProxy => PyMappingProxy,
    Set => PySet,
    SetIterator => PySetIterator,
    Slice => PySlice,
    Range => PyRange,
    RangeIterator => PyRangeIterator,
    ListIterator => PyListIterator,
    TupleIterator => PyTupleIterator,
    SequenceIterator => PySequenceIterator,
    StrIterator => PyStrIterator,
    CallableIterator => PyCallableIterator,
    Enumerate => PyEnumerate,
    Zip => PyZip,
    Map => PyMap,
    Filter => PyFilter,
    Reversed => PyReversed,
    Instance => PyInstance,
    Type => PyType,
    Module => PyModule,
    Code => PyCode,
    Function => PyFunction,
    Cell => PyCell,
    Method => PyMethod,
    Native => PyNative,
    SlotWrapper => PySlotWrapper,
    GetSet => PyGetSet,
    Member => PyMember,
    Property => PyProperty,
    ClassMethod => PyClassMethod,
    StaticMethod => PyStaticMethod,
    Super => PySuper,
    Exception => PyException,
    Traceback => PyTraceback,
    Frame => PyFrame,
    Generator => PyGenerator,
    AsyncGeneratorStep => PyAsyncGeneratorStep,
    CoroutineWrapper => PyCoroutineWrapper,
    AnextAwaitable => PyAnextAwaitable,
    Weakref => PyWeakref,
    GenericAlias => PyGenericAlias,
    Union => PyUnion,
    Boxed => PyBoxed,
}
