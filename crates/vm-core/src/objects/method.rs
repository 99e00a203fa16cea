//! Bound methods (`method`) and native functions (`builtin_function_or_method`, `method_descriptor`…).

use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::{Args, NativeDef, NativeKind};
use crate::object::{Header, Ref};
use crate::objects::{PyStr, PyType};
use crate::ops::compare::hash_identity;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A callable with its first argument.
#[derive(Traverse)]
#[repr(C)]
pub struct PyMethod {
    pub(crate) header: Header,
    pub(crate) function: Value,
    pub(crate) this: Value,
}

/// A native function. Its class tells what it is: a function or bound method, or a method of a class.
#[derive(Traverse)]
#[repr(C)]
pub struct PyNative {
    pub(crate) header: Header,
    pub(crate) def: Static,
    /// What the function is bound to: an object, a class, or NULL.
    pub(crate) this: Value,
    /// The class whose method it is; or the name of its module.
    pub(crate) owner: Value,
}

/// The static description.
#[derive(Clone, Copy)]
pub(crate) struct Static(pub &'static NativeDef);

impl crate::object::Traverse for Static {
    fn traverse(&self, _visit: &mut crate::object::Visitor<'_>) {}
}

impl PyNative {
    #[inline(always)]
    pub fn def(&self) -> &'static NativeDef {
        self.def.0
    }
}

impl Heap {
    /// `function` with its first argument.
    #[inline]
    pub fn new_method(&mut self, function: Value, this: Value) -> Ref<PyMethod> {
        self.allocate_builtin(|types| &types.method, |header| PyMethod { header, function, this })
    }

    /// A native function of a module, or a method bound to `this`.
    pub fn new_native(&mut self, def: &'static NativeDef, this: Value, owner: Value) -> Ref<PyNative> {
        self.allocate_builtin(
            |types| &types.builtin_function,
            |header| PyNative { header, def: Static(def), this, owner },
        )
    }

    /// A native method as it stands in its class's dict.
    pub(crate) fn new_native_descriptor(&mut self, def: &'static NativeDef, owner: &PyType) -> Value {
        let owner: Value = Ref::new(owner).into();
        match def.kind {
            NativeKind::Method => {
                let payload = |header| PyNative { header, def: Static(def), this: Value::NULL, owner };
                self.allocate_builtin(|types| &types.method_descriptor, payload).into()
            }
            NativeKind::ClassMethod => {
                let payload = |header| PyNative { header, def: Static(def), this: Value::NULL, owner };
                self.allocate_builtin(|types| &types.classmethod_descriptor, payload).into()
            }
            NativeKind::StaticMethod | NativeKind::Function | NativeKind::ModuleFunction => {
                let function = self.new_native(def, Value::NULL, owner);
                self.new_staticmethod(function.into()).into()
            }
        }
    }
}

/// Create a bound instance method object.
#[native(name = "method", kind = Method, final)]
impl PyMethod {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        if !args.keyword_names().is_empty() {
            return Err(vm.type_error("method() takes no keyword arguments"));
        }
        let [function, this] = args.positional() else {
            let given = args.positional().len();
            return Err(vm.type_error(format!("method expected 2 arguments, got {given}")));
        };
        if !vm.is_callable(function) {
            return Err(vm.type_error("first argument must be callable"));
        }
        if this.is_none() {
            return Err(vm.type_error("instance must not be None"));
        }
        Ok(vm.new_method(function.clone(), this.clone()).into())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(method) = this.downcast::<PyMethod>() else { return Ok(Value::NONE) };
        let mut shown = "?".to_owned();
        for name in ["__qualname__", "__name__"] {
            let name = vm.intern_str(name);
            if let Some(name) = vm.get_attr_optional(&method.function, &name)?
                && let Some(name) = name.downcast::<PyStr>()
            {
                shown = name.text().to_string_lossy();
                break;
            }
        }
        let object = vm.repr(&method.this)?;
        Ok(vm.new_str(&format!("<bound method {shown} of {}>", object.text())).into())
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let Some(method) = this.downcast::<PyMethod>() else { return Ok(0) };
        Ok(hash_identity(&method.this) ^ vm.hash(&method.function)?)
    }

    #[slot(compare)]
    fn compare_slot(vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PyMethod>(), other.downcast::<PyMethod>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        let equal = left.this.is(&right.this) && vm.equals(&left.function, &right.function)?;
        Ok(op.of_equality(equal))
    }

    /// What the method lacks, its function may have.
    #[slot(getattr)]
    fn getattr_slot(vm: &mut Vm, this: &Value, name: &Value) -> PyResult {
        let (Some(method), Some(name)) = (this.downcast::<PyMethod>(), name.downcast::<PyStr>()) else {
            return vm.generic_getattr(this, name);
        };
        let name = vm.intern_object(name);
        match vm.generic_getattr_optional(this, &name)? {
            Some(value) => Ok(value),
            None => vm.get_attr(&method.function, &name),
        }
    }

    /// A method stays bound to its object.
    #[slot(descr_get)]
    fn get_slot(_vm: &mut Vm, this: &Value, _instance: Option<&Value>, _class: &Value) -> PyResult {
        Ok(this.clone())
    }

    #[getter(__module__)]
    fn get_module(vm: &mut Vm, this: &PyMethod) -> PyResult {
        vm.get_attr_str(&this.function, "__module__")
    }

    #[getter(__doc__)]
    fn get_doc(vm: &mut Vm, this: &PyMethod) -> PyResult {
        vm.get_attr_str(&this.function, "__doc__")
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        vm.call_args(this, args)
    }

    /// Pickled by the object that it is bound to, and by name.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyMethod) -> PyResult {
        let name = vm.get_attr_str(&this.function, "__name__")?;
        let builtins: Value = vm.import_module("builtins")?;
        let getattr = vm.get_attr_str(&builtins, "getattr")?;
        let arguments = vm.new_tuple([this.this.clone(), name]).into();
        Ok(vm.new_tuple([getattr, arguments]).into())
    }

    #[getter(__self__, member)]
    fn get_self(this: &PyMethod) -> Value {
        this.this.clone()
    }

    #[getter(__func__, member)]
    fn get_func(this: &PyMethod) -> Value {
        this.function.clone()
    }
}

#[native(name = "builtin_function_or_method", kind = Native, final, no_constructor)]
impl PyNative {
    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(native) = this.downcast::<PyNative>() else { return Ok(Value::NONE) };
        let name = native.def().name;
        let text = match native.this.is_null() || native.this.downcast::<crate::objects::PyModule>().is_some()
        {
            true => format!("<built-in function {name}>"),
            false => {
                let class = vm.class_name(&native.this);
                format!("<built-in method {name} of {class} object at {:#x}>", native.this.bits())
            }
        };
        Ok(vm.new_str(&text).into())
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        vm.call_args(this, args)
    }

    #[slot(hash)]
    fn hash_slot(_vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let Some(native) = this.downcast::<PyNative>() else { return Ok(0) };
        let function = std::ptr::from_ref(native.def()).addr() >> 4;
        Ok(hash_identity(&native.this) ^ function as i64)
    }

    #[slot(compare)]
    fn compare_slot(_vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PyNative>(), other.downcast::<PyNative>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        Ok(op.of_equality(left.this.is(&right.this) && std::ptr::eq(left.def(), right.def())))
    }

    #[getter(__module__)]
    fn get_module(this: &PyNative) -> Value {
        match this.owner.downcast::<PyStr>() {
            Some(_) => this.owner.clone(),
            None => Value::NONE,
        }
    }

    /// Pickled by name, and by the object that a method is bound to.
    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyNative) -> PyResult {
        let name: Value = vm.intern_str(this.def().name).into();
        if this.this.is_null() || this.this.downcast::<crate::objects::PyModule>().is_some() {
            return Ok(name);
        }
        let builtins: Value = vm.import_module("builtins")?;
        let getattr = vm.get_attr_str(&builtins, "getattr")?;
        let arguments = vm.new_tuple([this.this.clone(), name]).into();
        Ok(vm.new_tuple([getattr, arguments]).into())
    }

    #[getter(__name__)]
    fn get_name(this: &PyNative) -> &'static str {
        this.def().name
    }

    #[getter(__qualname__)]
    fn get_qualname(heap: &Heap, this: &PyNative) -> String {
        match this.owner.downcast::<PyType>() {
            Some(owner) => format!("{}.{}", owner.name_text(heap), this.def().name),
            None => this.def().name.to_owned(),
        }
    }

    #[getter(__text_signature__)]
    fn get_text_signature(this: &PyNative) -> &'static str {
        this.def().signature
    }

    #[getter(__doc__)]
    fn get_doc(this: &PyNative) -> &'static str {
        this.def().doc
    }

    #[getter(__self__)]
    fn get_self(this: &PyNative) -> Value {
        if this.this.is_null() { Value::NONE } else { this.this.clone() }
    }
}

/// Marker for the class `method_descriptor`, which shares the payload.
pub struct MethodDescriptorClass;

#[native(name = "method_descriptor", kind = Native, final, no_constructor)]
impl MethodDescriptorClass {
    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(native) = this.downcast::<PyNative>() else { return Ok(Value::NONE) };
        let owner = native.owner.downcast::<PyType>().map(|owner| owner.name_text(vm)).unwrap_or_default();
        Ok(vm.new_str(&format!("<method '{}' of '{owner}' objects>", native.def().name)).into())
    }

    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        vm.call_args(this, args)
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, instance: Option<&Value>, _class: &Value) -> PyResult {
        let Some(native) = this.downcast::<PyNative>() else { return Ok(Value::NONE) };
        Ok(match instance {
            Some(instance) => vm.new_native(native.def(), instance.clone(), native.owner.clone()).into(),
            None => this.clone(),
        })
    }

    #[getter(__name__)]
    fn get_name(this: &PyNative) -> &'static str {
        this.def().name
    }

    #[getter(__objclass__)]
    fn get_objclass(this: &PyNative) -> Value {
        this.owner.clone()
    }

    #[getter(__qualname__)]
    fn get_qualname(heap: &Heap, this: &PyNative) -> String {
        PyNative::get_qualname(heap, this)
    }

    #[getter(__text_signature__)]
    fn get_text_signature(this: &PyNative) -> &'static str {
        this.def().signature
    }

    #[getter(__doc__)]
    fn get_doc(this: &PyNative) -> &'static str {
        this.def().doc
    }
}

/// Marker for the class `classmethod_descriptor`, which shares the payload.
pub struct ClassMethodDescriptorClass;

#[native(name = "classmethod_descriptor", kind = Native, final, no_constructor)]
impl ClassMethodDescriptorClass {
    #[slot(call)]
    fn call_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult {
        vm.call_args(this, args)
    }

    #[slot(descr_get)]
    fn get_slot(vm: &mut Vm, this: &Value, _instance: Option<&Value>, class: &Value) -> PyResult {
        let Some(native) = this.downcast::<PyNative>() else { return Ok(Value::NONE) };
        Ok(vm.new_native(native.def(), class.clone(), native.owner.clone()).into())
    }

    #[getter(__name__)]
    fn get_name(this: &PyNative) -> &'static str {
        this.def().name
    }
}
