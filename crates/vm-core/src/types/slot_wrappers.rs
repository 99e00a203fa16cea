//! The table that relates special methods to slots, in both directions: `__len__` of a native class wraps its slot, and
//! the slot of a Python class calls its `__len__`.

use crate::names::Names;
use crate::native::Args;
use crate::object::Ref;
use crate::objects::{ObjectClass, PyStr, PyType};
use crate::types::{BinaryOperator, CompareOp, Slots, Special};
use crate::{PyResult, Value, Vm};

/// One special method.
pub struct SlotDef {
    pub name: &'static str,
    pub signature: &'static str,
    /// Whether the slot is filled.
    pub is_set: fn(&Slots) -> bool,
    /// Calls the slot with the method's arguments, `self` first.
    pub call: fn(&mut Vm, &Slots, &Args<'_>) -> PyResult,
    /// Copies the slot.
    pub copy: fn(&Slots, &mut Slots),
    /// Fills the slot with a function that calls the method.
    pub install: fn(&mut Slots),
    /// Whether sequences (`list`, `str`…) have it only in this direction.
    pub reflected: bool,
}

/// The name of a special method.
type Name = fn(&Names) -> &Ref<PyStr>;

/// The method of the class of `this`, called with `this` and `args`; `None` if there is no such method.
fn call_if_any(vm: &mut Vm, this: &Value, name: &PyStr, args: &[Value]) -> Option<PyResult> {
    let method = vm.lookup_special(this, name)?;
    Some(vm.call_bound(&method, this, args))
}

/// As [`call_if_any`]; raises if there is no such method.
fn call_method(vm: &mut Vm, this: &Value, name: Name, args: &[Value]) -> PyResult {
    let name = name(vm.names()).clone();
    match call_if_any(vm, this, &name, args) {
        Some(result) => result,
        None => Err(vm.attribute_error(this, &name)),
    }
}

/// As [`call_if_any`]; `NotImplemented` if there is no such method.
fn call_binary(vm: &mut Vm, this: &Value, name: Name, other: &Value) -> PyResult {
    let name = name(vm.names()).clone();
    call_if_any(vm, this, &name, std::slice::from_ref(other)).unwrap_or(Ok(Value::NOT_IMPLEMENTED))
}

/// As [`call_if_any`], of a method that the class keeps if it is a Python function.
#[inline]
fn call_special_if_any(vm: &mut Vm, this: &Value, special: Special, args: &[Value]) -> Option<PyResult> {
    match vm.call_special(special, this, args) {
        None => {
            let name = special.name(vm.names()).clone();
            call_if_any(vm, this, &name, args)
        }
        called => called,
    }
}

/// As [`call_special_if_any`]; raises if there is no such method.
fn call_special(vm: &mut Vm, this: &Value, special: Special, args: &[Value]) -> PyResult {
    match call_special_if_any(vm, this, special, args) {
        Some(result) => result,
        None => {
            let name = special.name(vm.names()).clone();
            Err(vm.attribute_error(this, &name))
        }
    }
}

/// The slot function of the comparisons of a Python class.
fn compare_method(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
    let result = call_special_if_any(vm, this, op.into(), std::slice::from_ref(other));
    result.unwrap_or(Ok(Value::NOT_IMPLEMENTED))
}

fn arguments<'a, const N: usize>(vm: &mut Vm, args: &Args<'a>) -> PyResult<(&'a Value, [&'a Value; N])> {
    let values = args.positional();
    let given = values.len().saturating_sub(1);
    if let Some((this, rest)) = values.split_first()
        && let Ok(rest) = <[Value; N] as TryFromSlice>::try_from_slice(rest)
        && args.keyword_names().is_empty()
    {
        return Ok((this, rest));
    }
    let plural = if N == 1 { "" } else { "s" };
    Err(vm.type_error(format!("expected {N} argument{plural}, got {given}")))
}

/// References to the elements of a slice of known length.
trait TryFromSlice {
    type Refs<'a>;
    fn try_from_slice(slice: &[Value]) -> Result<Self::Refs<'_>, ()>;
}

impl<const N: usize> TryFromSlice for [Value; N] {
    type Refs<'a> = [&'a Value; N];

    fn try_from_slice(slice: &[Value]) -> Result<[&Value; N], ()> {
        let array: &[Value; N] = slice.try_into().map_err(|_| ())?;
        Ok(array.each_ref())
    }
}

fn int_result(vm: &mut Vm, value: i64) -> PyResult {
    Ok(vm.new_int(value))
}

macro_rules! slot {
    ($name:expr, $signature:literal, $($slot:tt)+) => {
        slot!(@ false, $name, $signature, $($slot)+)
    };
    (@ $reflected:literal, $name:expr, $signature:literal, $field:ident $([$index:expr])?, |$vm:ident, $function:ident, $args:ident| $call:expr, $install:expr) => {
        SlotDef {
            name: $name,
            signature: $signature,
            is_set: |slots| slots.$field $([$index])?.is_some(),
            call: |$vm, slots, $args| {
                let Some($function) = slots.$field $([$index])? else {
                    return Err($vm.type_error(format!("{} is not supported", $name)));
                };
                $call
            },
            copy: |from, to| to.$field $([$index])? = from.$field $([$index])?,
            install: |slots| slots.$field $([$index])? = Some($install),
            reflected: $reflected,
        }
    };
}

macro_rules! unary {
    ($name:ident, $field:ident) => {
        slot!(
            stringify!($name),
            "($self, /)",
            $field,
            |vm, function, args| {
                let (this, []) = arguments::<0>(vm, args)?;
                function(vm, this)
            },
            |vm, this| call_method(vm, this, |names| &names.$name, &[])
        )
    };
}

macro_rules! binary {
    ($operator:ident, $name:ident, $reflected:ident, $inplace:ident) => {
        [
            slot!(stringify!($name), "($self, value, /)", binary[BinaryOperator::$operator as usize], |vm, function, args| {
                let (this, [other]) = arguments::<1>(vm, args)?;
                function(vm, this, other)
            }, |vm, left, right| binary_method(vm, left, right, |names| &names.$name, |names| &names.$reflected)),
            slot!(@ true, stringify!($reflected), "($self, value, /)", binary[BinaryOperator::$operator as usize],
                |vm, function, args| {
                    let (this, [other]) = arguments::<1>(vm, args)?;
                    function(vm, other, this)
                }, |vm, left, right| binary_method(vm, left, right, |names| &names.$name, |names| &names.$reflected)),
            slot!(stringify!($inplace), "($self, value, /)", inplace[BinaryOperator::$operator as usize], |vm, function, args| {
                let (this, [other]) = arguments::<1>(vm, args)?;
                function(vm, this, other)
            }, |vm, left, right| call_binary(vm, left, |names| &names.$inplace, right)),
        ]
    };
}

macro_rules! compare {
    ($name:literal, $op:ident) => {
        slot!(
            $name,
            "($self, value, /)",
            compare,
            |vm, function, args| {
                let (this, [other]) = arguments::<1>(vm, args)?;
                function(vm, this, other, CompareOp::$op)
            },
            compare_method
        )
    };
}

/// The slot function of an operator of a Python class: tries the method of the left operand, or the reflected one of
/// the right. Which of the two operands has the class is seen from their slots; `vm.binary` orders the attempts.
fn binary_method(vm: &mut Vm, left: &Value, right: &Value, name: Name, reflected: Name) -> PyResult {
    let (left_class, right_class) = (Ref::new(vm.class_of(left)), Ref::new(vm.class_of(right)));
    let mut try_right = false;
    if !std::ptr::eq(&*left_class, &*right_class) {
        let reflected_name = reflected(vm.names()).clone();
        try_right = right_class.lookup(vm, &reflected_name).is_some();
        if try_right && right_class.is_subtype(vm, &left_class) {
            // A subclass's own reflected method goes first.
            let overridden =
                match (right_class.lookup(vm, &reflected_name), left_class.lookup(vm, &reflected_name)) {
                    (Some(mine), Some(base)) => !mine.is(&base),
                    (mine, _) => mine.is_some(),
                };
            if overridden {
                let result = call_binary(vm, right, reflected, left)?;
                if !result.is_not_implemented() {
                    return Ok(result);
                }
                try_right = false;
            }
        }
    }
    let result = call_binary(vm, left, name, right)?;
    if !result.is_not_implemented() || !try_right {
        return Ok(result);
    }
    call_binary(vm, right, reflected, left)
}

fn set_item_result(result: PyResult<()>) -> PyResult {
    result.map(|()| Value::NONE)
}

/// All special methods that have a slot.
pub static SLOT_DEFS: &[SlotDef] = &[
    unary!(__repr__, repr),
    unary!(__str__, str),
    slot!(
        "__hash__",
        "($self, /)",
        hash,
        |vm, function, args| {
            let (this, []) = arguments::<0>(vm, args)?;
            let hash = function(vm, this)?;
            int_result(vm, hash)
        },
        hash_method
    ),
    slot!(
        "__call__",
        "($self, /, *args, **kwargs)",
        call,
        |vm, function, args| {
            let Some(this) = args.this() else { return Err(vm.type_error("__call__ needs an argument")) };
            function(vm, this, &args.without_this())
        },
        |vm, this, args| {
            let name = vm.names().__call__.clone();
            match vm.lookup_special(this, &name) {
                Some(method) => vm.call_bound_args(&method, this, args),
                None => Err(vm.attribute_error(this, &name)),
            }
        }
    ),
    unary!(__iter__, iter),
    slot!(
        "__next__",
        "($self, /)",
        next,
        |vm, function, args| {
            let (this, []) = arguments::<0>(vm, args)?;
            match function(vm, this)? {
                Some(item) => Ok(item),
                None => Err(vm.raise_stop_iteration(None)),
            }
        },
        |vm, this| match call_special(vm, this, Special::Next, &[]) {
            Ok(item) => Ok(Some(item)),
            Err(raised) => {
                // `yield from` is to get the value that the iterator stopped with.
                vm.stop_value = vm.catch_stop_iteration(raised)?;
                Ok(None)
            }
        }
    ),
    slot!(
        "__getattribute__",
        "($self, name, /)",
        getattr,
        |vm, function, args| {
            let (this, [name]) = arguments::<1>(vm, args)?;
            function(vm, this, name)
        },
        getattr_method
    ),
    slot!(
        "__getattr__",
        "($self, name, /)",
        getattr,
        |vm, function, args| {
            let (this, [name]) = arguments::<1>(vm, args)?;
            function(vm, this, name)
        },
        getattr_method
    ),
    slot!(
        "__setattr__",
        "($self, name, value, /)",
        setattr,
        |vm, function, args| {
            let (this, [name, value]) = arguments::<2>(vm, args)?;
            set_item_result(function(vm, this, name, Some(value)))
        },
        setattr_method
    ),
    slot!(
        "__delattr__",
        "($self, name, /)",
        setattr,
        |vm, function, args| {
            let (this, [name]) = arguments::<1>(vm, args)?;
            set_item_result(function(vm, this, name, None))
        },
        setattr_method
    ),
    slot!(
        "__get__",
        "($self, instance, owner=None, /)",
        descr_get,
        |vm, function, args| {
            let values = args.positional();
            let (Some(this), Some(instance)) = (values.first(), values.get(1)) else {
                return Err(vm.type_error("__get__ expected at least 1 argument, got 0"));
            };
            let owner = values.get(2).cloned().unwrap_or(Value::NONE);
            if instance.is_none() && owner.is_none() {
                return Err(vm.type_error("__get__(None, None) is invalid"));
            }
            function(vm, this, (!instance.is_none()).then_some(instance), &owner)
        },
        |vm, this, instance, owner| {
            let args = [instance.cloned().unwrap_or(Value::NONE), owner.clone()];
            call_method(vm, this, |names| &names.__get__, &args)
        }
    ),
    slot!(
        "__set__",
        "($self, instance, value, /)",
        descr_set,
        |vm, function, args| {
            let (this, [instance, value]) = arguments::<2>(vm, args)?;
            set_item_result(function(vm, this, instance, Some(value)))
        },
        descr_set_method
    ),
    slot!(
        "__delete__",
        "($self, instance, /)",
        descr_set,
        |vm, function, args| {
            let (this, [instance]) = arguments::<1>(vm, args)?;
            set_item_result(function(vm, this, instance, None))
        },
        descr_set_method
    ),
    slot!(
        "__init__",
        "($self, /, *args, **kwargs)",
        init,
        |vm, function, args| {
            let Some(this) = args.this() else { return Err(vm.type_error("__init__ needs an argument")) };
            set_item_result(function(vm, this, &args.without_this()))
        },
        |vm, this, args| {
            let name = vm.names().__init__.clone();
            let Some(method) = vm.lookup_special(this, &name) else { return Ok(()) };
            let result = vm.call_bound_args(&method, this, args)?;
            vm.check_init_result(&result)
        }
    ),
    slot!(
        "__del__",
        "($self, /)",
        del,
        |vm, function, args| {
            let (this, []) = arguments::<0>(vm, args)?;
            set_item_result(function(vm, this))
        },
        |vm, this| call_method(vm, this, |names| &names.__del__, &[]).map(drop)
    ),
    compare!("__lt__", Lt),
    compare!("__le__", Le),
    compare!("__eq__", Eq),
    compare!("__ne__", Ne),
    compare!("__gt__", Gt),
    compare!("__ge__", Ge),
    slot!(
        "__len__",
        "($self, /)",
        len,
        |vm, function, args| {
            let (this, []) = arguments::<0>(vm, args)?;
            let length = function(vm, this)?;
            Ok(vm.new_int(length))
        },
        |vm, this| {
            let result = call_special(vm, this, Special::Len, &[])?;
            vm.check_length(&result)
        }
    ),
    slot!(
        "__getitem__",
        "($self, key, /)",
        getitem,
        |vm, function, args| {
            let (this, [key]) = arguments::<1>(vm, args)?;
            function(vm, this, key)
        },
        |vm, this, key| call_special(vm, this, Special::GetItem, std::slice::from_ref(key))
    ),
    slot!(
        "__setitem__",
        "($self, key, value, /)",
        setitem,
        |vm, function, args| {
            let (this, [key, value]) = arguments::<2>(vm, args)?;
            set_item_result(function(vm, this, key, Some(value)))
        },
        setitem_method
    ),
    slot!(
        "__delitem__",
        "($self, key, /)",
        setitem,
        |vm, function, args| {
            let (this, [key]) = arguments::<1>(vm, args)?;
            set_item_result(function(vm, this, key, None))
        },
        setitem_method
    ),
    slot!(
        "__contains__",
        "($self, key, /)",
        contains,
        |vm, function, args| {
            let (this, [key]) = arguments::<1>(vm, args)?;
            function(vm, this, key).map(Value::bool)
        },
        |vm, this, key| {
            if let Some(result) = vm.call_special(Special::Contains, this, std::slice::from_ref(key)) {
                let result = result?;
                return vm.is_true(&result);
            }
            let name = vm.names().__contains__.clone();
            match vm.lookup_special(this, &name) {
                Some(method) if method.is_none() => {
                    let message = format!("'{}' object is not a container", vm.class_name(this));
                    Err(vm.type_error(message))
                }
                Some(method) => {
                    let result = vm.call_bound(&method, this, std::slice::from_ref(key))?;
                    vm.is_true(&result)
                }
                None => vm.contains_by_iteration(this, key),
            }
        }
    ),
    unary!(__neg__, negative),
    unary!(__pos__, positive),
    unary!(__abs__, absolute),
    unary!(__invert__, invert),
    slot!(
        "__bool__",
        "($self, /)",
        bool,
        |vm, function, args| {
            let (this, []) = arguments::<0>(vm, args)?;
            function(vm, this).map(Value::bool)
        },
        |vm, this| {
            let result = call_special(vm, this, Special::Bool, &[])?;
            vm.check_bool_result(&result)
        }
    ),
    unary!(__int__, int),
    unary!(__float__, float),
    unary!(__index__, index),
    unary!(__await__, await_),
    unary!(__aiter__, aiter),
    unary!(__anext__, anext),
];

/// The operators, three methods each.
pub static BINARY_SLOT_DEFS: [[SlotDef; 3]; BinaryOperator::COUNT] = [
    binary!(Add, __add__, __radd__, __iadd__),
    binary!(And, __and__, __rand__, __iand__),
    binary!(FloorDivide, __floordiv__, __rfloordiv__, __ifloordiv__),
    binary!(LeftShift, __lshift__, __rlshift__, __ilshift__),
    binary!(MatrixMultiply, __matmul__, __rmatmul__, __imatmul__),
    binary!(Multiply, __mul__, __rmul__, __imul__),
    binary!(Remainder, __mod__, __rmod__, __imod__),
    binary!(Or, __or__, __ror__, __ior__),
    {
        let [mut forward, backward, inplace] = binary!(Power, __pow__, __rpow__, __ipow__);
        forward.signature = "($self, value, mod=None, /)";
        forward.call = call_power;
        [forward, backward, inplace]
    },
    binary!(RightShift, __rshift__, __rrshift__, __irshift__),
    binary!(Subtract, __sub__, __rsub__, __isub__),
    binary!(TrueDivide, __truediv__, __rtruediv__, __itruediv__),
    binary!(Xor, __xor__, __rxor__, __ixor__),
];

/// `__pow__` of a native class: with a third argument, the remainder of the power.
fn call_power(vm: &mut Vm, slots: &Slots, args: &Args<'_>) -> PyResult {
    if let [this, other, modulus] = args.positional()
        && args.keyword_names().is_empty()
        && !modulus.is_none()
    {
        return match (this.is_int(), other.is_int() && modulus.is_int()) {
            (true, true) => vm.power_modulo(this, other, modulus),
            (true, false) => Ok(Value::NOT_IMPLEMENTED),
            _ if this.downcast::<crate::objects::PyComplex>().is_some() => {
                Err(vm.value_error("complex modulo"))
            }
            _ => Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers")),
        };
    }
    let without_modulus = Args::positional_only(args.positional().get(..2).unwrap_or(args.positional()));
    let args = if args.positional().len() == 3 { &without_modulus } else { args };
    let (this, [other]) = arguments::<1>(vm, args)?;
    match slots.binary[BinaryOperator::Power as usize] {
        Some(function) => function(vm, this, other),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// Every special method that has a slot.
pub fn all_slot_defs() -> impl Iterator<Item = &'static SlotDef> {
    SLOT_DEFS.iter().chain(BINARY_SLOT_DEFS.iter().flatten())
}

fn hash_method(vm: &mut Vm, this: &Value) -> PyResult<i64> {
    if let Some(result) = vm.call_special(Special::Hash, this, &[]) {
        let result = result?;
        return vm.check_hash_result(&result);
    }
    let name = vm.names().__hash__.clone();
    match vm.lookup_special(this, &name) {
        Some(method) if !method.is_none() => {
            let result = vm.call_bound(&method, this, &[])?;
            vm.check_hash_result(&result)
        }
        _ => Err(vm.unhashable(this)),
    }
}

/// `__getattribute__`, then `__getattr__` if that raised `AttributeError`.
fn getattr_method(vm: &mut Vm, this: &Value, name: &Value) -> PyResult {
    let (getattribute, getattr) = (vm.names().__getattribute__.clone(), vm.names().__getattr__.clone());
    let class = Ref::new(vm.class_of(this));
    let native = match class.lookup(vm, &getattribute) {
        Some(method) => match method.downcast::<crate::objects::PySlotWrapper>() {
            Some(wrapper) => wrapper.owner.clone().slots(vm).getattr,
            None => {
                let result = vm.call_bound(&method, this, std::slice::from_ref(name));
                return or_getattr_hook(vm, &class, this, name, result);
            }
        },
        None => None,
    };
    let result = match (native, name.downcast::<PyStr>()) {
        (Some(function), _) if !std::ptr::fn_addr_eq(function, ObjectClass::GETATTR) => {
            function(vm, this, name)
        }
        // Where nothing but the attribute's absence is found and the hook is asked next, no exception is made.
        (_, Some(text)) if let Some(hook) = class.lookup(vm, &getattr) => {
            let text = vm.intern_object(text);
            match vm.generic_getattr_optional(this, &text) {
                Ok(Some(value)) => return Ok(value),
                Ok(None) => return call_getattr_hook(vm, &hook, this, name),
                Err(raised) => Err(raised),
            }
        }
        _ => vm.generic_getattr(this, name),
    };
    or_getattr_hook(vm, &class, this, name, result)
}

/// What `__getattribute__` gave, or `__getattr__` instead of an `AttributeError`.
fn or_getattr_hook(vm: &mut Vm, class: &PyType, this: &Value, name: &Value, result: PyResult) -> PyResult {
    match result {
        Err(raised) if vm.raised_is(|types| &types.exc.AttributeError) => {
            let hook_name = vm.names().__getattr__.clone();
            match class.lookup(vm, &hook_name) {
                Some(hook) => {
                    vm.discard(raised);
                    call_getattr_hook(vm, &hook, this, name)
                }
                None => Err(raised),
            }
        }
        result => result,
    }
}

fn call_getattr_hook(vm: &mut Vm, hook: &Value, this: &Value, name: &Value) -> PyResult {
    let result = vm.call_bound(hook, this, std::slice::from_ref(name));
    if result.is_err() {
        vm.name_attribute_error(this, name);
    }
    result
}

impl Vm {
    /// Gives an `AttributeError` on its way the name and the object, which Python code that raised it may have left out.
    pub(crate) fn name_attribute_error(&mut self, object: &Value, name: &Value) {
        let raised = self.raised.clone();
        if self.raised_is(|types| &types.exc.AttributeError)
            && let Some(error) = raised.downcast::<crate::objects::PyException>()
            && error.field(self, 0).is_none()
            && error.field(self, 1).is_none()
        {
            error.set_field(self, 0, name.clone());
            error.set_field(self, 1, object.clone());
        }
    }
}

fn setattr_method(vm: &mut Vm, this: &Value, name: &Value, value: Option<&Value>) -> PyResult<()> {
    match value {
        Some(value) => {
            call_method(vm, this, |names| &names.__setattr__, &[name.clone(), value.clone()]).map(drop)
        }
        None => call_method(vm, this, |names| &names.__delattr__, std::slice::from_ref(name)).map(drop),
    }
}

fn descr_set_method(vm: &mut Vm, this: &Value, instance: &Value, value: Option<&Value>) -> PyResult<()> {
    let (name, args): (Name, &[Value]) = match value {
        Some(value) => (|names| &names.__set__, &[instance.clone(), value.clone()]),
        None => (|names| &names.__delete__, std::slice::from_ref(instance)),
    };
    let method = name(vm.names()).clone();
    if vm.lookup_special(this, &method).is_none() {
        return Err(vm.attribute_error_text(method.text().to_string_lossy()));
    }
    call_method(vm, this, name, args).map(drop)
}

fn setitem_method(vm: &mut Vm, this: &Value, key: &Value, value: Option<&Value>) -> PyResult<()> {
    match value {
        Some(value) => call_special(vm, this, Special::SetItem, &[key.clone(), value.clone()]).map(drop),
        None => call_method(vm, this, |names| &names.__delitem__, std::slice::from_ref(key)).map(drop),
    }
}

/// `__new__` of a Python class.
pub(crate) fn new_method(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
    let name: Ref<PyStr> = vm.names().__new__.clone();
    let class_value: Value = Ref::new(class).into();
    let Some(method) = class.lookup(vm, &name) else {
        return Err(vm.attribute_error(&class_value, &name));
    };
    let method = vm.descriptor_get(&method, None, &class_value)?;
    vm.call_with_first(&method, &class_value, args)
}
