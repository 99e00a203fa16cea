//! What compiled code has done without frames: the functions here run no Python code and raise nothing, so that nobody can see
//! that the frames of inlined calls are not there. Each gives 0 where it cannot keep that promise, and has changed nothing
//! then: the code leaves, and the interpreter runs the instruction.
#![expect(unsafe_code, reason = "takes words from compiled code")]

use std::mem::ManuallyDrop;

use bytecode::Opcode;

use super::lower::opcode_of;
use super::record::Event;
use crate::PyResult;
use crate::Vm;
use crate::interp::BinaryOperation;
use crate::native::{Args, NativeDef, Plain};
use crate::object::Kind;
use crate::objects::{PyDict, PyFunction, PyList, PySet, PyStr, PyStrIterator, PyTuple};
use crate::ops::compare::{PLAIN_DEPTH, first_candidate, plainly_equal};
use crate::value::Value;

/// Whether an instruction that is about to run can do its work so, with the values on top of the stack.
pub(super) fn is_plain(vm: &mut Vm, event: &Event, top: &[Value]) -> bool {
    let has_plain_hash = |vm: &Vm, key: &Value| vm.hash_plainly(key).is_some();
    match (opcode_of(event), top) {
        (Opcode::CALL_BUILTIN_FAST, _) => {
            event.native.is_some_and(|native| !matches!(native.plain, Plain::Unknown))
        }
        (Opcode::BINARY_SUBSCR_DICT | Opcode::STORE_SUBSCR_DICT, [_, key]) => has_plain_hash(vm, key),
        (Opcode::CONTAINS_OP_DICT | Opcode::CONTAINS_OP_SET, [item, _]) => has_plain_hash(vm, item),
        (Opcode::CONTAINS_OP, [item, container]) => items_contain_plainly(vm, container, item).is_some(),
        (Opcode::BINARY_OP, [left, right]) => is_number(left) && is_number(right),
        (Opcode::GET_ITER, [.., value]) => iterates_plainly(value),
        (Opcode::FOR_ITER, [.., iterator]) => steps_plainly(iterator),
        (Opcode::LOAD_ATTR, [.., owner]) => {
            // SAFETY: the recording keeps the code alive.
            let name = unsafe { &*event.code }.names.get(event.oparg as usize >> 1);
            let name = name.and_then(|name| name.downcast::<PyStr>());
            name.is_some_and(|name| vm.attribute_plainly(owner, name).flatten().is_some())
        }
        _ => false,
    }
}

/// Whether a value is an integer or float itself.
fn is_number(value: &Value) -> bool {
    match value.header() {
        Some(header) => header.is_exact(Kind::Int) || header.is_exact(Kind::Float),
        None => value.is_small_int() || value.is_small_float(),
    }
}

/// An operator between two numbers themselves, by its number in instructions; 0 of others, and where it raises. As
/// [`is_instance`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn binary_plainly(
    vm: *mut Vm,
    left: u64,
    right: u64,
    operation: u64,
) -> u64 {
    // SAFETY: the caller's promise.
    let (vm, left, right) = unsafe { (&mut *vm, borrowed(left), borrowed(right)) };
    match is_number(&left) && is_number(&right) {
        true => {
            word_or_nothing(vm, |vm| vm.binary_operation(&left, &right, BinaryOperation(operation as u32)))
        }
        false => 0,
    }
}

/// Whether a list or tuple itself has an item, if that can be told without running Python.
fn items_contain_plainly(vm: &Vm, container: &Value, item: &Value) -> Option<bool> {
    let items = match (container.downcast_exact::<PyList>(), container.downcast_exact::<PyTuple>()) {
        (Some(list), _) => list.items(vm),
        (None, Some(tuple)) => tuple.items(),
        (None, None) => return None,
    };
    match first_candidate(items, item) {
        Some(index) => plainly_equal(&items[index], item, PLAIN_DEPTH),
        None => Some(false),
    }
}

/// Whether the next item of an iterator is had by looking at one built-in container.
fn steps_plainly(iterator: &Value) -> bool {
    matches!(
        iterator.kind(),
        Kind::DictIterator | Kind::SetIterator | Kind::ListIterator | Kind::TupleIterator | Kind::StrIterator
    )
}

/// Whether a value is a built-in container itself, or an iterator over one.
fn iterates_plainly(value: &Value) -> bool {
    value.header().is_some_and(|header| match header.kind() {
        Kind::List | Kind::Tuple | Kind::Dict | Kind::Set | Kind::Str | Kind::Range | Kind::DictView => {
            header.is_exact(header.kind())
        }
        Kind::RangeIterator => true,
        _ => steps_plainly(value),
    })
}

/// A value that compiled code has, for as long as somebody owns it.
///
/// # Safety
/// The word is a value's, which stays owned meanwhile; a mark may be on it.
pub(super) unsafe fn borrowed(word: u64) -> ManuallyDrop<Value> {
    // SAFETY: the caller's promise; what is made of the word is not dropped.
    ManuallyDrop::new(unsafe { Value::from_word(word) })
}

/// `isinstance(object, class)` of words, borrowed ones as well; 0 where that may run Python.
///
/// # Safety
/// Called by compiled code of this machine, with words that somebody owns.
pub(super) unsafe extern "sysv64" fn is_instance(vm: *mut Vm, object: u64, class: u64) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let (object, class) = (borrowed(object), borrowed(class));
        (*vm).plain_isinstance(&object, &class).map_or(0, |result| Value::bool(result).bits())
    }
}

/// The power of two numbers in words; 0 if it is not a float in a word.
pub(super) extern "sysv64" fn power(base: u64, exponent: u64) -> u64 {
    // SAFETY: words of numbers are no pointers: they need no owner.
    let (base, exponent) = unsafe { (Value::from_word(base), Value::from_word(exponent)) };
    base.power_small_numbers(&exponent).map_or(0, |power| power.bits())
}

/// `item in container` of a set or dict itself, where that runs no Python; 0 where it may. As [`is_instance`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn contains_plainly(vm: *mut Vm, item: u64, container: u64) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let (item, container) = (borrowed(item), borrowed(container));
        let found = match (container.downcast_exact::<PyDict>(), container.downcast_exact::<PySet>()) {
            (Some(dict), _) => dict.contains_plainly(&*vm, &item),
            (None, Some(set)) => set.contains_plainly(&*vm, &item),
            (None, None) => items_contain_plainly(&*vm, &container, &item),
        };
        found.map_or(0, |found| Value::bool(found).bits())
    }
}

/// `container[key]` of a dict itself, where that runs no Python and there is such a key; else 0. As [`is_instance`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn get_item_plainly(vm: *mut Vm, container: u64, key: u64) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let (container, key) = (borrowed(container), borrowed(key));
        let value = container.downcast_exact::<PyDict>().and_then(|dict| dict.get_plainly(&*vm, &key));
        value.flatten().map_or(0, Value::into_word)
    }
}

/// `container[key] = value` of a dict itself; 1, or 0 where it may run Python. As [`is_instance`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn set_item_plainly(
    vm: *mut Vm,
    container: u64,
    key: u64,
    value: u64,
) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let (container, key, value) = (borrowed(container), borrowed(key), borrowed(value));
        let Some(dict) = container.downcast_exact::<PyDict>() else { return 0 };
        dict.set_plainly(&mut *vm, &key, (*value).clone()).map_or(0, |()| 1)
    }
}

/// The next item of a built-in iterator over one built-in container, NULL at its end; 0 of others, and where it raises. As
/// [`is_instance`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn next_plainly(vm: *mut Vm, iterator: u64) -> u64 {
    // SAFETY: the caller's promise.
    let (vm, iterator) = unsafe { (&mut *vm, borrowed(iterator)) };
    if let Some(iterator) = iterator.downcast::<PyStrIterator>() {
        // Its step is shorter than the way by the slot.
        return iterator.advance(vm).unwrap_or(Value::NULL).into_word();
    }
    match steps_plainly(&iterator) {
        true => word_or_nothing(vm, |vm| vm.next_or_null(&iterator)),
        false => 0,
    }
}

/// `iter(value)` of a built-in container itself, or of an iterator over one; 0 of others. As [`is_instance`].
///
/// # Safety
/// As there.
pub(super) unsafe extern "sysv64" fn iter_plainly(vm: *mut Vm, value: u64) -> u64 {
    // SAFETY: the caller's promise.
    let (vm, value) = unsafe { (&mut *vm, borrowed(value)) };
    match iterates_plainly(&value) {
        true => word_or_nothing(vm, |vm| vm.iter(&value)),
        false => 0,
    }
}

/// `value.name`, where finding it runs no Python and there is such an attribute; else 0. As [`is_instance`].
///
/// # Safety
/// As there; `name` is an interned string.
pub(super) unsafe extern "sysv64" fn attribute_plainly(vm: *mut Vm, value: u64, name: u64) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let (value, name) = (borrowed(value), borrowed(name));
        let Some(name) = name.downcast::<PyStr>() else { return 0 };
        (&mut *vm).attribute_plainly(&value, name).flatten().map_or(0, Value::into_word)
    }
}

/// The default of a parameter that is only given by keyword, as the function has it; 0 if it has none.
///
/// # Safety
/// Called by compiled code of this machine with a function and an interned string.
pub(super) unsafe extern "sysv64" fn keyword_default(
    vm: *mut Vm,
    function: *const PyFunction,
    name: u64,
) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let (vm, name) = (&*vm, borrowed(name));
        let defaults = (*function).kwdefaults.get(vm).as_ref();
        let default = defaults.zip(name.downcast::<PyStr>()).and_then(|(dict, name)| dict.get_str(vm, name));
        default.map_or(0, Value::bits)
    }
}

/// Offers what the generator of the fed frame yields to the native code that runs it: 0 if that took it, else the word itself.
///
/// # Safety
/// Called by compiled code of this machine, in that generator, with a word that is owned, and is given away or back.
pub(super) unsafe extern "sysv64" fn offer(vm: *mut Vm, value: u64) -> u64 {
    // SAFETY: the caller's promise.
    unsafe { (&mut *vm).offer(Value::from_word(value)) }.map_or_else(Value::into_word, |()| 0)
}

/// The word of what a function gives that runs no Python; 0 if it raises, which is forgotten: it is called again.
fn word_or_nothing(vm: &mut Vm, function: impl FnOnce(&mut Vm) -> PyResult) -> u64 {
    match function(vm) {
        Ok(value) => value.into_word(),
        Err(_) => {
            vm.clear_raised();
            0
        }
    }
}

/// Whether a value is an immediate, a string, or an integer, and of no class defined in Python.
fn is_scalar(value: &Value) -> bool {
    value.header().is_none_or(|header| header.is_exact(Kind::Str) || header.is_exact(Kind::Int))
}

/// Calls what of a native function runs no Python, with `count` arguments: the word of what it returns; 0 if it takes more, or
/// raised and is to be called again.
///
/// # Safety
/// Called by compiled code of this machine with an existing function and the address of its arguments, which somebody owns.
pub(super) unsafe extern "sysv64" fn call_plainly(
    vm: *mut Vm,
    def: *const NativeDef,
    args: *const Value,
    count: usize,
) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let (vm, args) = (&mut *vm, std::slice::from_raw_parts(args, count));
        match (*def).plain {
            Plain::Unknown => 0,
            Plain::Where(function) => function(vm, args).map_or(0, Value::into_word),
            Plain::OfScalars if !args.iter().skip(1).all(is_scalar) => 0,
            Plain::All | Plain::OfScalars => {
                word_or_nothing(vm, |vm| ((*def).call)(vm, &Args::positional_only(args)))
            }
        }
    }
}
