//! The built-in classes: which there are, and how they come to life before there is anything else.

use std::collections::HashMap;

use super::slot_wrappers::all_slot_defs;
use crate::Vm;
use crate::heap::Heap;
use crate::native::{ClassSpec, NativeClass, NativeDef, NativeKind, Plain};
use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::types::Slots;
use crate::value::Value;

macro_rules! types {
    ($($field:ident: $class:ty $(= $base:ident)?,)*) => {
        /// The built-in classes of an interpreter.
        pub struct Types {
            $(pub $field: Ref<PyType>,)*
            pub exc: Exceptions,
            by_kind: HashMap<Kind, &'static str>,
        }

        /// Makes the built-in classes; their order is that of their bases.
        pub(crate) fn create_types(heap: &mut Heap) {
            let specs: Vec<(ClassSpec, Option<&str>)> = vec![
                $((<$class as NativeClass>::SPEC, base_of(stringify!($field), &[$(stringify!($base))?])),)*
            ];
            let fields = [$(stringify!($field)),*];
            let classes: Vec<Ref<PyType>> = specs.iter().map(|(spec, _)| heap.new_bare_type(layout(spec))).collect();
            let by_field: HashMap<&str, Ref<PyType>> = fields.iter().copied().zip(classes.iter().cloned()).collect();
            for class in &classes {
                heap.adopt(class, &by_field["type_"]);
            }
            let exceptions: Vec<(ExceptionSpec, Ref<PyType>)> = exception_specs()
                .into_iter()
                .map(|spec| {
                    let class = heap.new_bare_type(exception_layout());
                    heap.adopt(&class, &by_field["type_"]);
                    (spec, class)
                })
                .collect();
            let mut by_kind = HashMap::new();
            for (spec, _) in &specs {
                by_kind.entry(spec.kind).or_insert(spec.name);
            }
            by_kind.insert(Kind::Exception, "BaseException");
            heap.set_types(Types {
                $($field: by_field[stringify!($field)].clone(),)*
                exc: Exceptions::new(&exceptions),
                by_kind,
            });
            for ((spec, base), class) in specs.iter().zip(&classes) {
                finish(heap, class, spec.name, spec.module, spec.doc, base.map(|base| by_field[base].clone()));
                fill(heap, class, spec);
            }
            let by_name: HashMap<&str, Ref<PyType>> =
                exceptions.iter().map(|(spec, class)| (spec.name, class.clone())).collect();
            for (spec, class) in &exceptions {
                let mut bases = spec.bases.iter().map(|base| by_name[base].clone());
                let base = bases.next().unwrap_or_else(|| by_field["object"].clone());
                finish(heap, class, spec.name, "builtins", spec.doc, Some(base));
                let more: Vec<_> = bases.collect();
                if !more.is_empty() {
                    class.bases.get_mut(heap).extend(more);
                    if let Ok(ancestors) = super::create::linearize(heap, class) {
                        class.ancestors.set(heap, ancestors);
                    }
                }
                exception::fill_exception(heap, class, spec);
            }
            for name in SUBSCRIPTABLE {
                let class = by_field.get(name).or_else(|| by_name.get(name));
                if let Some(class) = class {
                    let method = heap.new_native_descriptor(&CLASS_GETITEM, class);
                    class.dict().set_name(heap, "__class_getitem__", method);
                }
            }
        }
    };
}

use crate::objects::exception::{self, ExceptionSpec, Exceptions, exception_specs};

fn base_of(field: &str, base: &[&'static str]) -> Option<&'static str> {
    match (field, base) {
        ("object", _) => None,
        (_, [base]) => Some(base),
        _ => Some("object"),
    }
}

// A new built-in class is one line here, and a `#[native(…)]` block.
types! {
    object: ObjectClass,
    type_: PyType,
    int: PyInt,
    bool: BoolClass = int,
    float: PyFloat,
    complex: PyComplex,
    str: PyStr,
    bytes: PyBytes,
    bytearray: PyByteArray,
    memoryview: PyMemoryView,
    tuple: PyTuple,
    list: PyList,
    dict: PyDict,
    dict_keys: DictKeysClass,
    dict_values: DictValuesClass,
    dict_items: DictItemsClass,
    dict_keyiterator: DictKeyIteratorClass,
    dict_valueiterator: DictValueIteratorClass,
    dict_itemiterator: DictItemIteratorClass,
    dict_reversekeyiterator: DictReverseKeyIteratorClass,
    dict_reversevalueiterator: DictReverseValueIteratorClass,
    dict_reverseitemiterator: DictReverseItemIteratorClass,
    mappingproxy: PyMappingProxy,
    set: PySet,
    frozenset: FrozenSetClass,
    set_iterator: PySetIterator,
    slice: PySlice,
    range: PyRange,
    range_iterator: PyRangeIterator,
    list_iterator: PyListIterator,
    tuple_iterator: PyTupleIterator,
    sequence_iterator: PySequenceIterator,
    str_iterator: PyStrIterator,
    str_ascii_iterator: StrAsciiIteratorClass,
    callable_iterator: PyCallableIterator,
    enumerate: PyEnumerate,
    zip: PyZip,
    map: PyMap,
    filter: PyFilter,
    reversed: PyReversed,
    list_reverse_iterator: ListReverseIteratorClass,
    none: NoneClass,
    ellipsis: EllipsisClass,
    not_implemented: NotImplementedClass,
    module: PyModule,
    code: PyCode,
    function: PyFunction,
    cell: PyCell,
    method: PyMethod,
    builtin_function: PyNative,
    method_descriptor: MethodDescriptorClass,
    classmethod_descriptor: ClassMethodDescriptorClass,
    slot_wrapper: PySlotWrapper,
    method_wrapper: MethodWrapperClass,
    getset_descriptor: PyGetSet,
    member_descriptor: PyMember,
    property: PyProperty,
    classmethod: PyClassMethod,
    staticmethod: PyStaticMethod,
    super_: PySuper,
    traceback: PyTraceback,
    frame: PyFrame,
    generator: PyGenerator,
    coroutine: CoroutineClass,
    async_generator: AsyncGeneratorClass,
    async_generator_step: PyAsyncGeneratorStep,
    async_generator_value: AsyncGeneratorValueClass = tuple,
    coroutine_wrapper: PyCoroutineWrapper,
    anext_awaitable: PyAnextAwaitable,
    weakref: PyWeakref,
    weak_proxy: WeakProxyClass,
    callable_proxy: CallableProxyClass,
    generic_alias: PyGenericAlias,
    union: PyUnion,
}

/// The classes that take type arguments.
const SUBSCRIPTABLE: [&str; 15] = [
    "list",
    "tuple",
    "dict",
    "set",
    "frozenset",
    "enumerate",
    "mappingproxy",
    "generator",
    "coroutine",
    "async_generator",
    "weakref",
    "slice",
    "memoryview",
    "BaseExceptionGroup",
    "type_",
];

impl Vm {
    /// The class that `C` describes, for native modules; made when first asked for. It derives from `object`.
    pub fn native_class<C: NativeClass + 'static>(&mut self) -> Ref<PyType> {
        let object = self.types().object.clone();
        self.native_class_with_base::<C>(&object)
    }

    /// As [`Vm::native_class`], for a class that derives from `base`.
    pub fn native_class_with_base<C: NativeClass + 'static>(&mut self, base: &PyType) -> Ref<PyType> {
        let key = std::any::TypeId::of::<C>();
        if let Some(class) = self.native_classes.get(&key) {
            return class.clone();
        }
        let spec = C::SPEC;
        let mut layout = layout(&spec);
        layout.has_dict |= base.layout.has_dict;
        layout.has_weakref = true;
        // Paths for the base itself must not take instances of this class for it.
        layout.is_heap_type |= base.layout.kind == layout.kind;
        layout.is_sequence |= base.layout.is_sequence;
        layout.is_mapping |= base.layout.is_mapping;
        let class = self.new_bare_type(layout);
        let metaclass = self.types().type_.clone();
        self.adopt(&class, &metaclass);
        finish(self, &class, spec.name, spec.module, spec.doc, Some(Ref::new(base)));
        fill(self, &class, &spec);
        self.native_classes.insert(key, class.clone());
        class
    }
}

impl Types {
    /// The class of a value that is not a pointer.
    #[inline]
    pub fn of_immediate(&self, value: &Value) -> &PyType {
        match value.kind() {
            Kind::Int => &self.int,
            Kind::Float => &self.float,
            Kind::Bool => &self.bool,
            Kind::Ellipsis => &self.ellipsis,
            Kind::NotImplemented => &self.not_implemented,
            _ => &self.none,
        }
    }

    /// The name of the built-in class with payload `kind`, for messages.
    pub fn name_of_kind(&self, kind: Kind) -> &'static str {
        self.by_kind.get(&kind).copied().unwrap_or("object")
    }
}

fn layout(spec: &ClassSpec) -> ClassLayout {
    ClassLayout {
        kind: spec.kind,
        is_heap_type: false,
        is_final: spec.is_final,
        no_constructor: spec.no_constructor,
        is_sequence: spec.is_sequence,
        is_mapping: spec.is_mapping,
        slot_words: 0,
        has_dict: spec.with_dict,
        has_weakref: matches!(
            spec.kind,
            Kind::Function
                | Kind::Method
                | Kind::Native
                | Kind::Type
                | Kind::Set
                | Kind::Generator
                | Kind::Module
                | Kind::Code
                | Kind::MemoryView
                | Kind::GenericAlias
                | Kind::Union
        ),
        is_immutable: true,
    }
}

fn exception_layout() -> ClassLayout {
    ClassLayout {
        kind: Kind::Exception,
        is_heap_type: false,
        is_final: false,
        no_constructor: false,
        is_sequence: false,
        is_mapping: false,
        slot_words: 0,
        has_dict: true,
        has_weakref: false,
        is_immutable: true,
    }
}

/// Gives a bare class its names, bases and dict.
fn finish(heap: &mut Heap, class: &PyType, name: &str, module: &str, doc: &str, base: Option<Ref<PyType>>) {
    let (name, module) = (heap.intern_str(name), heap.intern_str(module));
    class.name.set(heap, Some(name.clone()));
    class.qualname.set(heap, Some(name));
    let dict = heap.new_dict();
    dict.set_name(heap, "__module__", module);
    let doc = if doc.is_empty() { Value::NONE } else { heap.new_str(doc).into() };
    dict.set_name(heap, "__doc__", doc);
    let _ = class.dict.set(dict);
    if let Some(base) = base {
        let mut ancestors = vec![base.clone()];
        ancestors.extend(base.ancestors.get(heap).iter().cloned());
        class.ancestors.set(heap, ancestors);
        base.subclasses.get_mut(heap).push(std::ptr::NonNull::from(class));
        class.bases.set(heap, vec![base.clone()]);
        class.base.set(heap, Some(base));
    }
}

/// Gives a native class its slots, methods and computed attributes.
pub(crate) fn fill(heap: &mut Heap, class: &PyType, spec: &ClassSpec) {
    fill_parts(heap, class, spec.slots, spec.methods, spec.getsets, spec.is_sequence);
}

pub(crate) fn fill_parts(
    heap: &mut Heap,
    class: &PyType,
    fill_slots: fn(&mut Slots),
    methods: &'static [NativeDef],
    getsets: &'static [crate::native::GetSetDef],
    is_sequence: bool,
) {
    let mut slots = Slots::default();
    fill_slots(&mut slots);
    if class.layout.kind == Kind::Weakref && class.layout.no_constructor {
        fill_proxy_operators(&mut slots);
    }
    for def in all_slot_defs() {
        let getattr_hook = def.name == "__getattr__";
        if (def.is_set)(&slots) && !getattr_hook && !(is_sequence && def.reflected && def.name != "__rmul__")
        {
            let wrapper = heap.new_slot_wrapper(def, class, Value::NULL);
            class.dict().set_name(heap, def.name, wrapper);
        }
    }
    if slots.new.is_some() {
        let owner: Value = Ref::new(class).into();
        let new = heap.new_native(&NEW, owner.clone(), owner);
        class.dict().set_name(heap, "__new__", new);
    }
    if slots.compare.is_some() && slots.hash.is_none() {
        slots.hash = Some(|vm, this| Err(vm.unhashable(this)));
        class.dict().set_name(heap, "__hash__", Value::NONE);
    }
    for def in methods {
        let method = heap.new_native_descriptor(def, class);
        class.dict().set_name(heap, def.name, method);
    }
    for def in getsets {
        let getset = heap.new_getset(def, class);
        class.dict().set_name(heap, def.name, getset);
    }
    let inherits_dict = class.base.get(heap).as_ref().is_some_and(|base| base.layout.has_dict);
    if class.layout.has_dict
        && !inherits_dict
        && let Some(def) = INSTANCE_GETSETS.iter().find(|def| def.name == "__dict__")
    {
        let key = heap.intern_str(def.name);
        if class.dict().get_str(heap, &key).is_none() {
            let getset = heap.new_getset(def, class);
            class.dict().set_str(heap, &key, getset.into());
        }
    }
    if let Some(base) = class.base.cloned(heap) {
        slots.inherit(&base.slots(heap).clone());
    }
    class.has_finalizer.set(slots.del.is_some());
    class.slots.set(heap, slots);
}

/// `__new__` of native classes: bound to the class that defines it.
static NEW: NativeDef = NativeDef {
    name: "__new__",
    doc: "Create and return a new object.  See help(type) for accurate signature.",
    signature: "($type, /, *args, **kwargs)",
    kind: NativeKind::ModuleFunction,
    plain: Plain::Unknown,
    call: |vm, args| {
        let values = args.positional();
        let Some(owner) = values.first().and_then(|owner| owner.downcast::<PyType>()) else {
            return Err(vm.type_error("__new__ needs a class"));
        };
        let Some(class) = values.get(1) else {
            let name = owner.name_text(vm);
            return Err(vm.type_error(format!("{name}.__new__(): not enough arguments")));
        };
        let Some(class) = class.downcast::<PyType>() else {
            let (name, found) = (owner.name_text(vm), vm.class_name(class));
            return Err(vm.type_error(format!("{name}.__new__(X): X is not a type object ({found})")));
        };
        if !class.is_subtype(vm, owner) {
            let (name, found) = (owner.name_text(vm), class.name_text(vm));
            return Err(vm.type_error(format!("{name}.__new__({found}): {found} is not a subtype of {name}")));
        }
        if owner.layout.kind != class.layout.kind {
            let (name, found) = (owner.name_text(vm), class.name_text(vm));
            let safe = vm.types().name_of_kind(class.layout.kind);
            return Err(vm.type_error(format!("{name}.__new__({found}) is not safe, use {safe}.__new__()")));
        }
        match owner.slots(vm).new {
            Some(new) => new(vm, class, &args.without_this().without_this()),
            None => {
                let name = owner.name_text(vm);
                Err(vm.type_error(format!("cannot create '{name}' instances")))
            }
        }
    },
};
