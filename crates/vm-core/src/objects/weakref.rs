//! `weakref.ref` and the proxies, which share its payload.

use std::cell::Cell;

use vm_derive::{Traverse, native};

use crate::native::Args;
use crate::object::{Field, Flags, Header, Ref};
use crate::objects::{PyStr, PyType};
use crate::types::{BinaryOperator, CompareOp};
use crate::value::Value;
use crate::{PyResult, Vm};

/// A weak reference.
#[derive(Traverse)]
#[repr(C)]
pub struct PyWeakref {
    pub(crate) header: Header,
    /// Address of the object; 0 once it died.
    pub(crate) referent: Cell<usize>,
    /// Called with the reference when the object dies; None if there is none.
    pub(crate) callback: Field<Value>,
    /// The object's hash, once asked for.
    pub(crate) hash: Cell<Option<i64>>,
}

impl PyWeakref {
    /// The object, if it lives.
    pub fn referent(&self) -> Option<Value> {
        self.target()
    }
}

impl Drop for PyWeakref {
    fn drop(&mut self) {
        let address = self.referent.get();
        if address != 0 {
            crate::heap::Heap::forget_weakref(address, self);
        }
    }
}

impl Vm {
    /// The weak references to `object`.
    pub fn weakrefs_of(&self, object: &Value) -> Vec<Value> {
        self.list_weakrefs(object.address()).into_iter().map(Into::into).collect()
    }

    /// A weak proxy of `class` for `object`.
    pub fn new_weak_proxy(&mut self, class: &Value, object: &Value, callback: Option<&Value>) -> PyResult {
        match class.downcast::<PyType>() {
            Some(class) => self.new_weakref(class, object, callback).map(Into::into),
            None => Err(self.system_error("a proxy needs a class")),
        }
    }

    fn new_weakref(
        &mut self,
        class: &PyType,
        object: &Value,
        callback: Option<&Value>,
    ) -> PyResult<Ref<PyWeakref>> {
        let callback = callback.filter(|callback| !callback.is_none()).cloned();
        let Some(header) = object.header().filter(|_| self.class_of(object).layout.has_weakref) else {
            let found = self.class_name(object);
            return Err(self.type_error(format!("cannot create weak reference to '{found}' object")));
        };
        let address = object.address();
        if callback.is_none()
            && !class.is_heap_type()
            && let Some(known) =
                self.find_weakref(address).filter(|known| std::ptr::eq(self.class_of(known.value()), class))
        {
            return Ok(known);
        }
        let callback = callback.unwrap_or(Value::NONE);
        let reference = self.allocate(class, 0, |header| PyWeakref {
            header,
            referent: Cell::new(address),
            callback: Field::new(callback),
            hash: Cell::new(None),
        });
        header.set(Flags::WEAKLY_REFERENCED, true);
        self.add_weakref(address, &reference);
        Ok(reference)
    }
}

/// `ref(object[, callback])`
#[native(name = "ReferenceType", module = "weakref", kind = Weakref)]
impl PyWeakref {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        // Subclasses may take keywords for their `__init__`.
        let (object, callback) = match args.positional() {
            [object] => (object, None),
            [object, callback] => (object, Some(callback)),
            [object, callback, ..] if class.is_heap_type() => (object, Some(callback)),
            [] => return Err(vm.type_error("__new__ expected at least 1 argument, got 0")),
            more => {
                return Err(
                    vm.type_error(format!("__new__ expected at most 2 arguments, got {}", more.len()))
                );
            }
        };
        vm.new_weakref(class, object, callback).map(Into::into)
    }

    #[slot(init)]
    fn init_slot(_vm: &mut Vm, _this: &Value, _args: &Args<'_>) -> PyResult<()> {
        Ok(())
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        if !args.is_empty() {
            let given = args.values().len();
            return Err(vm.type_error(format!("weakref expected 0 arguments, got {given}")));
        }
        // What died just now is gone, even if nothing has told its references yet.
        vm.drain_finalizers();
        Ok(this.downcast::<PyWeakref>().and_then(PyWeakref::target).unwrap_or(Value::NONE))
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let Some(reference) = this.downcast::<PyWeakref>() else { return Ok(0) };
        if let Some(hash) = reference.hash.get() {
            return Ok(hash);
        }
        match reference.target() {
            Some(target) => {
                let hash = vm.hash(&target)?;
                reference.hash.set(Some(hash));
                Ok(hash)
            }
            None => Err(vm.type_error("weak object has gone away")),
        }
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PyWeakref>(), other.downcast::<PyWeakref>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        match (left.target(), right.target()) {
            (Some(left), Some(right)) => vm.compare(&left, &right, op),
            _ => Ok(Value::bool(this.is(other) == (op == CompareOp::Eq))),
        }
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(reference) = this.downcast::<PyWeakref>() else { return Ok(Value::NONE) };
        let text = match reference.target() {
            Some(target) => {
                let name = vm.intern_str("__name__");
                let named = vm.get_attr_optional(&target, &name)?;
                let named = named.as_ref().and_then(|name| name.downcast::<PyStr>());
                let named = named.map_or(String::new(), |name| format!(" ({})", name.text()));
                let class = vm.class_name(&target);
                format!("<weakref at {:#x}; to '{class}' at {:#x}{named}>", this.address(), target.address())
            }
            None => format!("<weakref at {:#x}; dead>", this.address()),
        };
        Ok(vm.new_str(&text).into())
    }

    #[getter(__callback__)]
    fn get_callback(vm: &mut Vm, this: &PyWeakref) -> Value {
        this.callback.cloned(vm)
    }
}

/// Marker for `weakref.ProxyType`.
pub struct WeakProxyClass;
/// Marker for `weakref.CallableProxyType`.
pub struct CallableProxyClass;

/// What a proxy stands for.
fn target_of(vm: &mut Vm, value: &Value) -> PyResult {
    match value.downcast::<PyWeakref>() {
        Some(reference) if !vm.class_of(value).is_subtype(vm, &vm.types().weakref) => {
            match reference.target() {
                Some(target) => Ok(target),
                None => {
                    Err(vm.raise_new(|t| &t.exc.ReferenceError, "weakly-referenced object no longer exists"))
                }
            }
        }
        _ => Ok(value.clone()),
    }
}

macro_rules! operators {
    ($($function:ident: $operator:ident),*) => {
        $(fn $function(vm: &mut Vm, left: &Value, right: &Value) -> PyResult {
            let (left, right) = (target_of(vm, left)?, target_of(vm, right)?);
            vm.binary(&left, &right, BinaryOperator::$operator)
        })*

        fn fill_operators(slots: &mut crate::types::Slots) {
            $(slots.binary[BinaryOperator::$operator as usize] = Some($function);)*
        }
    };
}

operators! {
    add: Add, and: And, floor_divide: FloorDivide, left_shift: LeftShift, matrix_multiply: MatrixMultiply,
    multiply: Multiply, remainder: Remainder, or: Or, power: Power, right_shift: RightShift, subtract: Subtract,
    true_divide: TrueDivide, xor: Xor
}

/// Adds the operators to the slots of proxies.
pub(crate) fn fill_proxy_operators(slots: &mut crate::types::Slots) {
    fill_operators(slots);
}

macro_rules! proxy {
    ($class:ident, $name:literal, { $($more:item)* }) => {
        #[native(name = $name, module = "weakref", kind = Weakref, final, no_constructor)]
        impl $class {
            #[slot(getattr)]
            fn getattr_slot(vm: &mut Vm, this: &Value, name: &Value) -> PyResult {
                let target = target_of(vm, this)?;
                vm.get_attr_value(&target, name)
            }

            #[slot(setattr)]
            fn setattr_slot(vm: &mut Vm, this: &Value, name: &Value, value: Option<&Value>) -> PyResult<()> {
                let target = target_of(vm, this)?;
                match name.downcast::<PyStr>() {
                    Some(name) => vm.set_attr(&target, name, value),
                    None => Err(vm.type_error("attribute name must be string")),
                }
            }

            #[slot(repr)]
            fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
                let target = target_of(vm, this)?;
                let class = vm.class_name(&target);
                let text =
                    format!("<weakproxy at {:#x}; to '{class}' at {:#x}>", this.address(), target.address());
                Ok(vm.new_str(&text).into())
            }

            #[slot(str)]
            fn str_slot(vm: &mut Vm, this: &Value) -> PyResult {
                let target = target_of(vm, this)?;
                vm.str(&target).map(Into::into)
            }

            #[slot(hash)]
            fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
                Err(vm.unhashable(this))
            }

            #[slot(compare)]
            fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
                let (this, other) = (target_of(vm, this)?, target_of(vm, other)?);
                vm.compare(&this, &other, op)
            }

            #[slot(iter)]
            fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
                let target = target_of(vm, this)?;
                vm.iter(&target)
            }

            #[slot(next)]
            fn next_slot(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
                let target = target_of(vm, this)?;
                vm.next(&target)
            }

            #[slot(bool)]
            fn bool_slot(vm: &mut Vm, this: &Value) -> PyResult<bool> {
                let target = target_of(vm, this)?;
                vm.is_true(&target)
            }

            #[slot(len)]
            fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
                let target = target_of(vm, this)?;
                vm.len(&target)
            }

            #[slot(getitem)]
            fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
                let target = target_of(vm, this)?;
                vm.get_item(&target, key)
            }

            #[slot(setitem)]
            fn setitem_slot(vm: &mut Vm, this: &Value, key: &Value, value: Option<&Value>) -> PyResult<()> {
                let target = target_of(vm, this)?;
                vm.set_item(&target, key, value)
            }

            #[slot(contains)]
            fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
                let target = target_of(vm, this)?;
                vm.contains(&target, key)
            }

            $($more)*
        }
    };
}

proxy!(WeakProxyClass, "ProxyType", {});
proxy!(CallableProxyClass, "CallableProxyType", {
    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        let target = target_of(vm, this)?;
        vm.call_args(&target, args)
    }
});
