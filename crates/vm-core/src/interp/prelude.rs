//! What the bodies of instructions see: operand types, stack types, the frame, and helpers that are small enough to be
//! inlined into handlers. Bodies are safe code; what is unsafe below is behind names that cannot be misused by verified
//! bytecode.
#![expect(unsafe_code, reason = "caches hold addresses, and moved arguments lie in raw stack slots")]

use std::marker::PhantomData;
use std::mem::ManuallyDrop;

use crate::frame::{Frame as RawFrame, keep_loop};
use crate::object::Header;
use crate::types;

pub(super) use bytecode::Opcode;

pub(super) use super::assist::Called;
pub(super) use super::events::MonitoringEvent;
pub(super) use super::generators::Sent;
pub(super) use crate::frame::{Call, FramePtr};
pub(super) use crate::heap::Heap;
pub(super) use crate::object::Kind;
pub(super) use crate::objects::*;
pub(super) use crate::ops::attributes::LoadedMethod;
pub(super) use crate::types::BinaryOperator;
pub(super) use crate::value::Value;
pub(super) use crate::{Raised, Vm};

pub(super) type Frame<'a> = RawFrame<'a>;

/// What a body returns that never falls through.
pub(super) enum Never {}

// Operands.

/// A type that an instruction's argument, or some bits of it, stand for.
pub(super) trait Operand {
    fn decode(bits: u32) -> Self;
}

macro_rules! index_operands {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(super) struct $name(pub u32);

        impl Operand for $name {
            #[inline(always)]
            fn decode(bits: u32) -> Self {
                $name(bits)
            }
        }
    )*};
}

index_operands! {
    /// Index into `co_consts`.
    Const
    /// Index into `co_names`.
    Name
    /// Slot of a local.
    Local
    /// Slot of a cell or free variable.
    Cell
    /// A number.
    Count
    /// Index of a constant of the virtual machine.
    CommonConstant
    /// Index of a special method of `with` statements.
    SpecialMethod
}

impl Local {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl Cell {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Distance forward in code units; handlers decode it themselves, bodies never see it.
pub(super) struct Jump;

impl Operand for Jump {
    #[inline(always)]
    fn decode(_bits: u32) -> Self {
        Jump
    }
}

/// Distance backward, likewise.
pub(super) struct JumpBack;

impl Operand for JumpBack {
    #[inline(always)]
    fn decode(_bits: u32) -> Self {
        JumpBack
    }
}

/// The operator of `BINARY_OP`, in-place or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BinaryOperation(pub u32);

impl Operand for BinaryOperation {
    #[inline(always)]
    fn decode(bits: u32) -> Self {
        BinaryOperation(bits)
    }
}

impl BinaryOperation {
    /// Whether this is `operator` or its in-place form.
    pub(super) fn is(self, operator: BinaryOperator) -> bool {
        BinaryOperator::from_number(self.0).is_some_and(|(own, _)| own == operator)
    }

    fn operator(self) -> Option<BinaryOperator> {
        BinaryOperator::from_number(self.0).map(|(operator, _)| operator)
    }

    pub(super) fn has_int_form(self) -> bool {
        use BinaryOperator::*;
        matches!(
            self.operator(),
            Some(And | Or | Xor | FloorDivide | Remainder | LeftShift | RightShift | TrueDivide)
        )
    }

    /// The operation on integers, if its result stays in the word and nothing is divided by zero.
    #[inline(always)]
    pub(super) fn small_ints(self, lhs: &Value, rhs: &Value) -> Option<Value> {
        let (l, r) = (lhs.small_int_unchecked(), rhs.small_int_unchecked());
        match self.operator()? {
            BinaryOperator::And => Value::small_int(l & r),
            BinaryOperator::Or => Value::small_int(l | r),
            BinaryOperator::Xor => Value::small_int(l ^ r),
            BinaryOperator::FloorDivide if r != 0 => {
                let quotient = l / r;
                Value::small_int(quotient - i64::from(l % r != 0 && (l < 0) != (r < 0)))
            }
            BinaryOperator::Remainder if r != 0 => {
                let remainder = l % r;
                Value::small_int(if remainder != 0 && (remainder < 0) != (r < 0) {
                    remainder + r
                } else {
                    remainder
                })
            }
            BinaryOperator::LeftShift if (0..62).contains(&r) && (l << r) >> r == l => {
                Value::small_int(l << r)
            }
            BinaryOperator::RightShift if r >= 0 => Value::small_int(l >> r.min(63)),
            BinaryOperator::TrueDivide
                if r != 0 && l.unsigned_abs() < 1 << 53 && r.unsigned_abs() < 1 << 53 =>
            {
                Value::small_float(l as f64 / r as f64)
            }
            _ => None,
        }
    }
}

/// The argument of `COMPARE_OP`: operator in the high bits, then whether a bool is wanted, then a mask of outcomes
/// (1 unordered, 2 less, 4 greater, 8 equal), as CPython lays it out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison(pub u32);

impl Operand for Comparison {
    #[inline(always)]
    fn decode(bits: u32) -> Self {
        Comparison(bits)
    }
}

impl Comparison {
    pub(super) fn op(self) -> types::CompareOp {
        types::CompareOp::from_number(self.0 >> 5)
    }

    pub(super) fn wants_bool(self) -> bool {
        self.0 & 16 != 0
    }

    #[inline(always)]
    pub(super) fn is_equality(self) -> bool {
        self.0 >> 5 == types::CompareOp::Eq as u32
    }

    #[inline(always)]
    pub(super) fn is_inequality(self) -> bool {
        self.0 >> 5 == types::CompareOp::Ne as u32
    }

    /// Compares integers: which of the mask's bits the order sets is looked up without a branch.
    #[inline(always)]
    pub(super) fn of_ints(self, lhs: i64, rhs: i64) -> bool {
        // 1 less, 2 greater, 3 equal; with the three words that it takes no register must be saved.
        let outcome = 1 + u32::from(lhs > rhs) + 2 * u32::from(lhs == rhs);
        self.0 >> outcome & 1 != 0
    }

    /// Compares numbers of either class; `None` where an integer is not exact as a float.
    #[inline(always)]
    pub(super) fn of_small_numbers(self, lhs: &Value, rhs: &Value) -> Option<bool> {
        const EXACT: u64 = 1 << 53;
        let float = |value: &Value| match value.as_small_float() {
            Some(float) => Some(float),
            None => Some(value.small_int_unchecked()).filter(|i| i.unsigned_abs() <= EXACT).map(|i| i as f64),
        };
        match lhs.both_small_ints(rhs) {
            true => Some(self.of_ints(lhs.small_int_unchecked(), rhs.small_int_unchecked())),
            false => Some(self.of_floats(float(lhs)?, float(rhs)?)),
        }
    }

    #[inline(always)]
    pub(super) fn of_floats(self, lhs: f64, rhs: f64) -> bool {
        let outcome = if lhs < rhs {
            2
        } else if lhs > rhs {
            4
        } else if lhs == rhs {
            8
        } else {
            1
        };
        self.0 & outcome != 0
    }
}

// Cache fields.

/// A typed field of an inline cache.
pub(super) trait CacheField {
    type Bits;
    fn load(bits: Self::Bits) -> Self;
    fn store(self) -> Self::Bits;
}

macro_rules! cache_fields {
    ($($(#[$doc:meta])* $name:ident: $bits:ty,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) struct $name(pub $bits);

        impl CacheField for $name {
            type Bits = $bits;

            #[inline(always)]
            fn load(bits: $bits) -> Self {
                $name(bits)
            }

            fn store(self) -> $bits {
                self.0
            }
        }
    )*};
}

cache_fields! {
    /// Version of a shape, class or module's keys.
    ShapeVersion: u32,
    /// Version of a function or class.
    FunctionVersion: u32,
    /// Version of a dict's keys that fits 16 bits.
    KeysVersion: u16,
    /// A value, not counted: what it is cached from keeps it alive while the version beside it holds.
    Address: u64,
}

impl ShapeVersion {
    /// The version as two cache fields of 16 bits, the low half first.
    pub(super) fn halves(self) -> (u16, u16) {
        (self.0 as u16, (self.0 >> 16) as u16)
    }

    #[inline(always)]
    pub(super) fn of_halves(low: u16, high: u16) -> ShapeVersion {
        ShapeVersion(u32::from(low) | u32::from(high) << 16)
    }
}

impl Address {
    /// The address of a value that another owner keeps alive.
    pub(super) fn of(value: &Value) -> Address {
        Address(if value.is_pointer() { value.address() as u64 } else { value.bits() })
    }

    /// A new reference to the value.
    #[inline(always)]
    pub(super) fn load(self) -> Value {
        self.get().clone()
    }

    /// The value.
    #[inline(always)]
    pub(super) fn get(&self) -> &Value {
        // SAFETY: a `Value` is a transparent word, and the cached one is valid while the version beside it holds, which
        // the guard before has checked.
        unsafe { &*(&raw const self.0).cast::<Value>() }
    }
}

// Stack types.

/// How a slot whose type a guard has proved looks to a body.
pub(super) trait StackType {
    type View<'a>;
    type Owned: IntoSlot;
    /// Never a counted pointer.
    const IMMEDIATE: bool;
    fn view(value: &Value) -> Self::View<'_>;
    /// What an instruction gets that takes the word out of its slot.
    fn own(word: Value) -> Self::Owned;
}

macro_rules! immediate_types {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        pub(super) struct $name;

        impl StackType for $name {
            type View<'a> = &'a Value;
            type Owned = Value;
            const IMMEDIATE: bool = true;

            #[inline(always)]
            fn view(value: &Value) -> &Value {
                value
            }

            #[inline(always)]
            fn own(word: Value) -> Value {
                word
            }
        }
    )*};
}

immediate_types! {
    /// An integer in the word.
    SmallInt
    /// A float in the word.
    SmallFloat
    /// An integer or float in the word.
    Number
    /// `True` or `False`.
    Bool
    /// Any immediate.
    Immediate
}

macro_rules! object_types {
    ($($name:ident: $payload:ty,)*) => {$(
        #[doc = concat!("An object with payload `", stringify!($payload), "`.")]
        pub(super) struct $name;

        impl StackType for $name {
            type View<'a> = &'a $payload;
            type Owned = Value;
            const IMMEDIATE: bool = false;

            #[inline(always)]
            fn view(value: &Value) -> &$payload {
                debug_assert!(value.downcast::<$payload>().is_some());
                // SAFETY: a guard before checked the kind.
                unsafe { value.downcast::<$payload>().unwrap_unchecked() }
            }

            #[inline(always)]
            fn own(word: Value) -> Value {
                word.into_owned()
            }
        }
    )*};
}

object_types! {
    Str: PyStr,
    List: PyList,
    Tuple: PyTuple,
    Dict: PyDict,
    Set: PySet,
    Module: PyModule,
    Native: PyNative,
    ListIterator: PyListIterator,
    TupleIterator: PyTupleIterator,
    RangeIterator: PyRangeIterator,
    Generator: PyGenerator,
}

/// A word that a stack slot may hold without a count.
pub(super) struct Borrowed;

/// A Python function that is about to be called: its frame takes the word as it is.
pub(super) struct Function;

/// A word that is not counted: on its way from a local or constant to a stack slot, which marks it as borrowed, or from
/// there to the frame of a callee.
pub(super) struct StackRef(ManuallyDrop<Value>);

impl StackRef {
    /// The word of a value that another owner keeps alive for as long as the slot holds it.
    #[inline(always)]
    fn of(owner: &Value) -> StackRef {
        // SAFETY: the copy is never dropped.
        StackRef(ManuallyDrop::new(unsafe { std::ptr::read(owner) }))
    }

    /// The word of a value that the callee's frame is to own.
    #[inline(always)]
    pub(super) fn owning(value: Value) -> StackRef {
        StackRef(ManuallyDrop::new(value))
    }

    /// The function that a guard has found this to be.
    #[inline(always)]
    pub(super) fn into_call(self, args: MovedSlice<'_>) -> Call {
        let args = ManuallyDrop::new(args);
        // SAFETY: the guard before; the slots of the arguments are filled.
        unsafe { Call::new(ManuallyDrop::into_inner(self.0), args.next, args.end) }
    }
}

impl StackType for Function {
    type View<'a> = &'a PyFunction;
    type Owned = StackRef;
    const IMMEDIATE: bool = false;

    #[inline(always)]
    fn view(value: &Value) -> &PyFunction {
        value.checked_function()
    }

    #[inline(always)]
    fn own(word: Value) -> StackRef {
        StackRef(ManuallyDrop::new(word))
    }
}

impl StackType for Borrowed {
    type View<'a> = &'a Value;
    type Owned = StackRef;
    const IMMEDIATE: bool = true;

    #[inline(always)]
    fn view(value: &Value) -> &Value {
        value
    }

    #[inline(always)]
    fn own(word: Value) -> StackRef {
        StackRef(ManuallyDrop::new(word))
    }
}

/// Something that can be stored in a stack slot.
pub(super) trait IntoSlot {
    fn into_slot(self) -> Value;
}

/// What one part of a fused instruction hands to the next.
pub(super) trait AsValue {
    fn value(&self) -> &Value;
}

impl AsValue for Value {
    #[inline(always)]
    fn value(&self) -> &Value {
        self
    }
}

impl AsValue for StackRef {
    #[inline(always)]
    fn value(&self) -> &Value {
        &self.0
    }
}

impl IntoSlot for Value {
    #[inline(always)]
    fn into_slot(self) -> Value {
        self
    }
}

impl IntoSlot for StackRef {
    #[inline(always)]
    fn into_slot(self) -> Value {
        // SAFETY: who made it proved that the owner outlives the slot.
        unsafe { self.0.borrow() }
    }
}

/// Arguments taken from the stack. What is not taken out is dropped.
pub(super) struct MovedSlice<'a> {
    next: *mut Value,
    end: *mut Value,
    life: PhantomData<&'a mut Value>,
}

impl MovedSlice<'_> {
    /// # Safety
    /// `start` points to `count` filled slots that the instruction consumes.
    #[inline(always)]
    pub(super) unsafe fn new(start: *mut Value, count: usize) -> Self {
        // SAFETY: the caller's promise.
        MovedSlice { next: start, end: unsafe { start.add(count) }, life: PhantomData }
    }

    /// The values as they are in their slots.
    #[inline(always)]
    pub(super) fn as_slice(&self) -> &[Value] {
        // SAFETY: the slots from `next` to `end` are filled.
        unsafe { std::slice::from_raw_parts(self.next, self.end.offset_from(self.next) as usize) }
    }

    /// Leaves the first value out, which is NULL.
    #[inline(always)]
    pub(super) fn skip_null(&mut self) {
        debug_assert!(self.as_slice().first().is_some_and(Value::is_null));
        // SAFETY: there is a value, and NULL needs no drop.
        self.next = unsafe { self.next.add(1) };
    }

    /// The first value without making it owned: for slots that may borrow too.
    #[inline(always)]
    pub(super) fn next_word(&mut self) -> Option<Value> {
        if self.next == self.end {
            return None;
        }
        // SAFETY: the slot is filled, and given out once. NULL is left for an unwinding that may follow.
        unsafe {
            let value = self.next.replace(Value::NULL);
            self.next = self.next.add(1);
            Some(value)
        }
    }
}

impl Iterator for MovedSlice<'_> {
    type Item = Value;

    #[inline(always)]
    fn next(&mut self) -> Option<Value> {
        self.next_word().map(Value::into_owned)
    }

    #[inline(always)]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let length = self.as_slice().len();
        (length, Some(length))
    }
}

impl ExactSizeIterator for MovedSlice<'_> {}

impl Drop for MovedSlice<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        while let Some(value) = self.next_word() {
            drop(value);
        }
    }
}

/// Slots that a body fills, the lowest first.
pub(super) struct OutSlots<'a> {
    start: *mut Value,
    filled: usize,
    count: usize,
    life: PhantomData<&'a mut Value>,
}

impl OutSlots<'_> {
    /// # Safety
    /// `start` points to `count` slots that hold nothing.
    #[inline(always)]
    pub(super) unsafe fn new(start: *mut Value, count: usize) -> Self {
        OutSlots { start, filled: 0, count, life: PhantomData }
    }

    /// Fills all slots with new references to `items`, of which there are as many, the last one lowest.
    #[inline(always)]
    pub(super) fn fill_reversed(&mut self, items: &[Value]) {
        debug_assert_eq!(items.len(), self.count - self.filled);
        // SAFETY: one past the last slot.
        let mut slot = unsafe { self.start.add(self.count) };
        for item in items {
            keep_loop();
            // SAFETY: as many slots as items lie below.
            unsafe {
                slot = slot.sub(1);
                slot.write(item.clone());
            }
        }
        self.filled = self.count;
    }

    #[inline(always)]
    pub(super) fn push(&mut self, value: Value) {
        if self.filled < self.count {
            // SAFETY: the slot is within the range, and empty.
            unsafe { self.start.add(self.filled).write(value) };
            self.filled += 1;
        }
    }
}

// The frame, with typed operands.

impl<'a> RawFrame<'a> {
    #[inline(always)]
    pub(super) fn constant(self, index: Const) -> &'a Value {
        self.constant_at(index.0 as usize)
    }

    #[inline(always)]
    pub(super) fn name(self, index: Name) -> &'a PyStr {
        self.name_at(index.0 as usize)
    }

    #[inline(always)]
    pub(super) fn name_value(self, index: Name) -> &'a Value {
        self.name_value_at(index.0 as usize)
    }

    #[inline(always)]
    pub(super) fn local(self, local: Local) -> &'a Value {
        self.local_at(local.0 as usize)
    }

    /// Whether the current instruction is specialized already: its form missed so often that another is to be chosen.
    pub(super) fn has_missed(self) -> bool {
        // SAFETY: the specializer runs with the instruction stored in the frame.
        let unit = unsafe { self.pointer().prev_instr().read() };
        bytecode::Opcode::from_number(unit & 0xFF).is_some_and(bytecode::metadata::is_specialized)
    }

    /// Whether a form for numbers of either class is the right one: the two are of different classes, or a form for one
    /// class has missed.
    pub(super) fn meets_any_numbers(self, lhs: &Value, rhs: &Value) -> bool {
        self.has_missed() || lhs.is_small_int() != rhs.is_small_int()
    }

    /// A local's word for a stack slot, not counted: the compiler proved that the slot is consumed before the local
    /// changes.
    #[inline(always)]
    pub(super) fn borrow_local(self, local: Local) -> StackRef {
        StackRef::of(self.local(local))
    }

    /// A constant's word for a stack slot, not counted: the frame keeps its code.
    #[inline(always)]
    pub(super) fn borrow_constant(self, index: Const) -> StackRef {
        StackRef::of(self.constant(index))
    }

    /// Takes a local, leaving it unbound.
    #[inline(always)]
    pub(super) fn take_local(self, local: Local) -> Value {
        self.replace_local(local.0 as usize, Value::NULL).into_owned()
    }

    /// Sets a local; gives what it was.
    #[inline(always)]
    pub(super) fn set_local(self, local: Local, value: Value) -> Value {
        self.replace_local(local.0 as usize, value)
    }

    #[inline(always)]
    pub(super) fn cell(self, cell: Cell) -> Option<&'a PyCell> {
        self.cell_at(cell.0 as usize)
    }

    /// Copies the closure's cells behind the other locals.
    pub(super) fn copy_free_vars(self, count: usize) {
        let closure =
            self.function_value().downcast::<PyFunction>().and_then(|function| function.closure.get());
        let Some(closure) = closure else { return };
        let first = self.code().localsplusnames.len() - count;
        for (index, cell) in closure.items().iter().enumerate().take(count) {
            drop(self.replace_local(first + index, cell.clone()));
        }
    }
}

/// What a step of a list iterator gives.
pub(super) enum Step {
    Item(Value),
    Exhausted,
    /// The end was reached for the first time: the list is to be let go.
    Finish,
}

impl PyListIterator {
    #[inline(always)]
    pub(super) fn step(&self, heap: &Heap) -> Step {
        match self.next_item(heap) {
            Some(item) => Step::Item(item),
            None if self.list.get(heap).is_none() => Step::Exhausted,
            None => Step::Finish,
        }
    }

    pub(super) fn finish(&self, heap: &mut Heap) {
        self.list.set(heap, None);
    }
}

impl PyTupleIterator {
    #[inline(always)]
    pub(super) fn step(&self, heap: &Heap) -> Option<Value> {
        let index = self.index.get();
        let item = self.tuple.get(heap).as_ref()?.items().get(index)?.clone();
        self.index.set(index + 1);
        Some(item)
    }
}

impl PyRangeIterator {
    #[inline(always)]
    pub(super) fn step(&self) -> Option<Value> {
        let remaining = self.remaining.get();
        if remaining == 0 {
            return None;
        }
        self.remaining.set(remaining - 1);
        let value = self.next.get();
        self.next.set(value.wrapping_add(self.step));
        // Ranges outside small integers use another iterator.
        Value::small_int(value)
    }
}

impl PyTuple {
    /// The item at an index, negative ones counted from the end.
    #[inline(always)]
    pub(super) fn item(&self, index: i64) -> Option<&Value> {
        let index = if index < 0 { index + self.len() as i64 } else { index };
        self.items().get(index as usize)
    }
}

impl PyList {
    #[inline(always)]
    pub(super) fn item<'a>(&'a self, heap: &'a Heap, index: i64) -> Option<&'a Value> {
        let items = self.items(heap);
        let index = if index < 0 { index + items.len() as i64 } else { index };
        items.get(index as usize)
    }

    /// Replaces an item whose index was checked.
    #[inline(always)]
    pub(super) fn replace_checked_item(&self, heap: &mut Heap, index: i64, value: Value) -> Value {
        let items = self.items_mut(heap);
        let index = if index < 0 { index + items.len() as i64 } else { index };
        match items.get_mut(index as usize) {
            Some(item) => std::mem::replace(item, value),
            None => value,
        }
    }
}

impl PyDict {
    #[inline(always)]
    pub(super) fn has_keys_version(&self, heap: &Heap, version: KeysVersion) -> bool {
        self.table(heap).keys_version() == u32::from(version.0)
    }

    /// The value of the entry at `index`, if it was not deleted.
    #[inline(always)]
    pub(super) fn entry_value<'a>(&'a self, heap: &'a Heap, index: u16) -> Option<&'a Value> {
        match self.table(heap).entries().get(usize::from(index)) {
            Some(entry) if !entry.value.is_null() => Some(&entry.value),
            _ => None,
        }
    }
}

/// Questions that guards ask.
impl Value {
    #[inline(always)]
    pub(super) fn is_exact_str(&self) -> bool {
        self.header().is_some_and(|header| header.is_exact(Kind::Str))
    }

    #[inline(always)]
    pub(super) fn is_exact_list(&self) -> bool {
        self.header().is_some_and(|header| header.is_exact(Kind::List))
    }

    #[inline(always)]
    pub(super) fn is_exact_tuple(&self) -> bool {
        self.header().is_some_and(|header| header.is_exact(Kind::Tuple))
    }

    #[inline(always)]
    pub(super) fn is_exact_dict(&self) -> bool {
        self.header().is_some_and(|header| header.is_exact(Kind::Dict))
    }

    #[inline(always)]
    pub(super) fn is_exact_set(&self) -> bool {
        self.header().is_some_and(|header| header.is_exact(Kind::Set))
    }

    #[inline(always)]
    pub(super) fn is_exact_tuple_of(&self, count: usize) -> bool {
        self.downcast_exact::<PyTuple>().is_some_and(|tuple| tuple.len() == count)
    }

    #[inline(always)]
    pub(super) fn is_exact_list_of(&self, heap: &Heap, count: usize) -> bool {
        self.downcast_exact::<PyList>().is_some_and(|list| list.len(heap) == count)
    }

    #[inline(always)]
    pub(super) fn is_small_number(&self) -> bool {
        self.is_small_int() || self.is_small_float()
    }

    /// The number in the word, which a guard has checked to be one, as a float. Greater integers may not be exact as
    /// floats; CPython converts them all the same.
    #[inline(always)]
    fn small_number_unchecked(&self) -> f64 {
        match self.as_small_float() {
            Some(float) => float,
            None => self.small_int_unchecked() as f64,
        }
    }

    /// The sum of two numbers in the word, if it is one.
    #[inline(always)]
    pub(super) fn add_small_numbers(&self, other: &Value) -> Option<Value> {
        match self.both_small_ints(other) {
            true => self.add_small_ints(other),
            false => Value::small_float(self.small_number_unchecked() + other.small_number_unchecked()),
        }
    }

    /// The difference of two numbers in the word, if it is one.
    #[inline(always)]
    pub(super) fn subtract_small_numbers(&self, other: &Value) -> Option<Value> {
        match self.both_small_ints(other) {
            true => self.subtract_small_ints(other),
            false => Value::small_float(self.small_number_unchecked() - other.small_number_unchecked()),
        }
    }

    /// The product of two numbers in the word, if it is one.
    #[inline(always)]
    pub(super) fn multiply_small_numbers(&self, other: &Value) -> Option<Value> {
        match self.both_small_ints(other) {
            true => self.multiply_small_ints(other),
            false => Value::small_float(self.small_number_unchecked() * other.small_number_unchecked()),
        }
    }

    /// The quotient of two numbers in the word, if the divisor is not zero and integers are exact as floats.
    #[inline(always)]
    pub(super) fn divide_small_numbers(&self, other: &Value) -> Option<Value> {
        const EXACT: u64 = 1 << 53;
        let exact = |value: &Value| value.small_int_unchecked().unsigned_abs() <= EXACT;
        let divisor = other.small_number_unchecked();
        if divisor == 0.0 || (self.both_small_ints(other) && !(exact(self) && exact(other))) {
            return None;
        }
        Value::small_float(self.small_number_unchecked() / divisor)
    }

    /// The power of two numbers in the word. Bases that are not positive have results that are errors or complex, and
    /// integers have integers.
    #[inline(always)]
    pub(crate) fn power_small_numbers(&self, other: &Value) -> Option<Value> {
        let base = self.small_number_unchecked();
        if base <= 0.0 || self.both_small_ints(other) {
            return None;
        }
        Some(base.powf(other.small_number_unchecked()))
            .filter(|power| power.is_finite())
            .and_then(Value::small_float)
    }

    #[inline(always)]
    pub(super) fn is_list_iterator(&self) -> bool {
        self.kind() == Kind::ListIterator
    }

    #[inline(always)]
    pub(super) fn is_tuple_iterator(&self) -> bool {
        self.kind() == Kind::TupleIterator
    }

    #[inline(always)]
    pub(super) fn is_range_iterator(&self) -> bool {
        self.kind() == Kind::RangeIterator
    }

    #[inline(always)]
    pub(super) fn is_suspended_generator(&self, heap: &Heap) -> bool {
        self.downcast::<PyGenerator>()
            .is_some_and(|generator| generator.can_resume(heap.frames.remaining_depth))
    }

    /// Whether this is an exception of the very class that `classes` is.
    #[inline(always)]
    pub(super) fn is_exception_of(&self, classes: &Value) -> bool {
        self.header().is_some_and(|header| {
            header.kind() == Kind::Exception
                && std::ptr::from_ref(header.shape().class()).addr() == classes.address()
        })
    }

    #[inline(always)]
    pub(super) fn is_async_generator(&self) -> bool {
        self.downcast::<PyGenerator>()
            .is_some_and(|generator| generator.flavor == GeneratorFlavor::AsyncGenerator)
    }

    /// Whether this is an asynchronous generator that can begin its next step; it is then noted to have begun.
    #[inline(always)]
    pub(super) fn begins_step(&self) -> bool {
        self.downcast::<PyGenerator>().is_some_and(PyGenerator::begins_step)
    }

    /// Whether this is a coroutine that has not begun.
    #[inline(always)]
    pub(super) fn is_new_coroutine(&self) -> bool {
        self.downcast::<PyGenerator>().is_some_and(|generator| {
            generator.flavor == GeneratorFlavor::Coroutine && generator.state.get() == GeneratorState::Created
        })
    }

    #[inline(always)]
    pub(super) fn is_plain_native(&self) -> bool {
        self.header().is_some_and(|header| header.kind() == Kind::Native)
    }

    #[inline(always)]
    pub(super) fn has_shape_version(&self, heap: &Heap, version: ShapeVersion) -> bool {
        let _ = heap;
        self.header().is_some_and(|header| header.shape().version() == version.0)
    }

    #[inline(always)]
    pub(super) fn has_class_version(&self, heap: &Heap, version: ShapeVersion) -> bool {
        let _ = heap;
        self.downcast::<PyType>().is_some_and(|class| class.version.get() == version.0)
    }

    /// The header of an object that a guard has checked to be one.
    #[inline(always)]
    pub(super) fn checked_header(&self) -> &Header {
        debug_assert!(self.is_pointer());
        // SAFETY: a guard before found a shape, which only pointers have.
        unsafe { self.header().unwrap_unchecked() }
    }

    /// The method that a guard has checked this to be.
    #[inline(always)]
    pub(super) fn checked_method(&self) -> &PyMethod {
        debug_assert!(self.downcast::<PyMethod>().is_some());
        // SAFETY: the guard before.
        unsafe { self.downcast::<PyMethod>().unwrap_unchecked() }
    }

    /// The function that a guard has checked this to be.
    #[inline(always)]
    pub(super) fn checked_function(&self) -> &PyFunction {
        debug_assert!(self.downcast::<PyFunction>().is_some());
        // SAFETY: the guard before.
        unsafe { self.downcast::<PyFunction>().unwrap_unchecked() }
    }

    /// The class that a guard has checked this to be.
    #[inline(always)]
    pub(super) fn checked_class(&self) -> &PyType {
        debug_assert!(self.downcast::<PyType>().is_some());
        // SAFETY: the guard before.
        unsafe { self.downcast::<PyType>().unwrap_unchecked() }
    }

    /// A word of an object whose shape a guard has checked.
    #[inline(always)]
    pub(super) fn word<'a>(&'a self, heap: &'a Heap, offset: u16) -> &'a Value {
        heap.word(self.checked_header(), offset)
    }

    /// Replaces a word of an object whose shape a guard has checked.
    #[inline(always)]
    pub(super) fn replace_word(&self, heap: &mut Heap, offset: u16, value: Value) -> Value {
        heap.replace_word(self.checked_header(), offset, value)
    }

    /// Whether this list has an item at `index`.
    #[inline(always)]
    pub(super) fn has_index(&self, heap: &Heap, index: i64) -> bool {
        self.downcast::<PyList>().is_some_and(|list| list.item(heap, index).is_some())
    }

    /// Whether this is a module whose keys are as they were.
    #[inline(always)]
    pub(super) fn has_module_version(&self, heap: &Heap, version: ShapeVersion) -> bool {
        self.downcast_exact::<PyModule>()
            .is_some_and(|module| module.dict().table(heap).keys_version() == version.0)
    }

    pub(super) fn dict_value(&self, heap: &Heap, name: &PyStr) -> Option<Value> {
        heap.attribute_dict(self.header()?)?.get_str(heap, name).cloned()
    }
}
