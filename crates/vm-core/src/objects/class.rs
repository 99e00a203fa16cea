//! `type`: class objects. Their creation and attribute lookup are in `types`; methods in `type_methods`.
#![expect(unsafe_code, reason = "a class owns the shapes that its instances point to")]

use std::cell::{Cell, OnceCell};
use std::ptr::NonNull;

use crate::heap::Heap;
use crate::object::{Field, Header, Kind, Payload, Ref, Traverse, Visitor, kind_info};
use crate::objects::{PyDict, PyException, PyFunction, PyStr};
use crate::shape::{AttributeStorage, MAX_INLINE, Shape};
use crate::types::{Slots, Special, Specials};
use crate::value::Value;

/// A class.
#[repr(C)]
pub struct PyType {
    pub(crate) header: Header,
    /// `__name__`.
    pub(crate) name: Field<Option<Ref<PyStr>>>,
    pub(crate) qualname: Field<Option<Ref<PyStr>>>,
    pub(crate) bases: Field<Vec<Ref<PyType>>>,
    /// The MRO without the class itself (which would be a cycle).
    pub(crate) ancestors: Field<Vec<Ref<PyType>>>,
    /// The base whose layout instances extend.
    pub(crate) base: Field<Option<Ref<PyType>>>,
    /// Set right after the class is made; built-in classes exist before dicts do.
    pub(crate) dict: OnceCell<Ref<PyDict>>,
    pub(crate) slots: Field<Slots>,
    pub(crate) layout: ClassLayout,
    /// Direct subclasses that live. They remove themselves when they die.
    pub(crate) subclasses: Field<Vec<NonNull<PyType>>>,
    /// For the method cache: 0 after any change to the class or an ancestor.
    pub(crate) version: Cell<u32>,
    pub(crate) has_finalizer: Cell<bool>,
    /// What patterns take instances for.
    collection: Cell<Collection>,
    /// Whether `__getattr__` or an own `__getattribute__` is defined: attribute caches stay away.
    pub(crate) custom_getattr: Cell<bool>,
    /// Whether instances compare in another way than those of the built-in class whose payload they have.
    pub(crate) custom_compare: Cell<bool>,
    /// `__init__`, if it is a plain Python function: looked up when `CALL` specialized, valid while `version` is.
    pub(crate) init_function: Field<Option<Ref<PyFunction>>>,
    /// Special methods that are Python functions; as current as `slots`.
    pub(crate) specials: Field<Option<Box<Specials>>>,
    shapes: Shapes,
    /// Inline attribute slots that the next instance gets.
    wanted_capacity: Cell<u16>,
}

/// What `match` takes instances of a class for (`Py_TPFLAGS_SEQUENCE`, `Py_TPFLAGS_MAPPING`, PEP 634).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collection {
    None,
    Sequence,
    Mapping,
}

impl Collection {
    fn of_layout(layout: &ClassLayout) -> Collection {
        match layout.kind {
            // Sequences, but patterns take them as a whole.
            Kind::Str | Kind::Bytes | Kind::ByteArray => Collection::None,
            _ if layout.is_mapping => Collection::Mapping,
            _ if layout.is_sequence => Collection::Sequence,
            _ => Collection::None,
        }
    }
}

/// How instances look.
#[derive(Clone, Debug)]
pub struct ClassLayout {
    /// The payload that instances have.
    pub kind: Kind,
    /// Defined in Python: instances hold a reference to the class.
    pub is_heap_type: bool,
    /// Cannot be derived from.
    pub is_final: bool,
    pub no_constructor: bool,
    pub is_sequence: bool,
    pub is_mapping: bool,
    /// `__slots__` of this class and its bases: words behind the payload.
    pub slot_words: u16,
    /// Instances have a `__dict__`.
    pub has_dict: bool,
    /// Instances can be weakly referenced.
    pub has_weakref: bool,
    /// `__doc__` and methods of a native class cannot be changed.
    pub is_immutable: bool,
}

/// The shapes of a class, the root first.
struct Shapes {
    root: Cell<Option<NonNull<Shape>>>,
    all: Field<Vec<NonNull<Shape>>>,
}

impl Traverse for PyType {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.name.traverse(visit);
        self.qualname.traverse(visit);
        self.bases.traverse(visit);
        self.ancestors.traverse(visit);
        self.base.traverse(visit);
        self.init_function.traverse(visit);
        self.specials.traverse(visit);
        if let Some(dict) = self.dict.get() {
            dict.traverse(visit);
        }
    }
}

impl PyType {
    /// A class that still lacks its names, bases and dict.
    pub(crate) fn new(header: Header, layout: ClassLayout) -> PyType {
        let collection = Collection::of_layout(&layout);
        PyType {
            header,
            name: Field::default(),
            qualname: Field::default(),
            bases: Field::default(),
            ancestors: Field::default(),
            base: Field::default(),
            dict: OnceCell::new(),
            slots: Field::default(),
            layout,
            subclasses: Field::default(),
            version: Cell::new(0),
            has_finalizer: Cell::new(false),
            collection: Cell::new(collection),
            custom_getattr: Cell::new(false),
            custom_compare: Cell::new(false),
            init_function: Field::default(),
            specials: Field::default(),
            shapes: Shapes { root: Cell::new(None), all: Field::default() },
            wanted_capacity: Cell::new(0),
        }
    }

    #[inline(always)]
    pub fn slots<'a>(&'a self, heap: &'a Heap) -> &'a Slots {
        self.slots.get(heap)
    }

    /// A special method, if it is a Python function.
    #[inline(always)]
    pub(crate) fn special<'a>(&'a self, heap: &'a Heap, special: Special) -> Option<&'a Ref<PyFunction>> {
        self.specials.get(heap).as_ref()?.get(special)
    }

    pub fn name<'a>(&'a self, heap: &'a Heap) -> &'a PyStr {
        match self.name.get(heap) {
            Some(name) => name,
            None => unreachable!("a class gets its name when it is made"),
        }
    }

    /// The name as Rust text.
    pub fn name_text(&self, heap: &Heap) -> String {
        self.name(heap).text().to_string_lossy()
    }

    /// The name in messages: CPython's `tp_name`, which has the module only in native classes.
    pub(crate) fn message_name(&self, heap: &Heap) -> String {
        match self.message_names(heap) {
            (Some(module), name) => format!("{}.{}", module.text(), name.text()),
            (None, name) => name.text().to_string_lossy(),
        }
    }

    /// The parts of [`PyType::message_name`]: the module, where it is said, and the name.
    pub(crate) fn message_names(&self, heap: &Heap) -> (Option<Ref<PyStr>>, Ref<PyStr>) {
        let module = || self.dict().get_str(heap, &heap.names().__module__)?.downcast::<PyStr>();
        let module = if self.is_heap_type() { None } else { module() };
        let module = module.filter(|module| module.as_bytes() != b"builtins");
        (module.map(Ref::new), Ref::new(self.name(heap)))
    }

    #[inline(always)]
    pub fn dict(&self) -> &PyDict {
        match self.dict.get() {
            Some(dict) => dict,
            None => unreachable!("a class gets its dict when it is made"),
        }
    }

    /// Whether the class was defined in Python.
    #[inline(always)]
    pub fn is_heap_type(&self) -> bool {
        self.layout.is_heap_type
    }

    pub fn has_finalizer(&self) -> bool {
        self.has_finalizer.get()
    }

    /// The class and its ancestors, in method resolution order.
    pub fn mro<'a>(&'a self, heap: &'a Heap) -> impl Iterator<Item = &'a PyType> {
        std::iter::once(self).chain(self.ancestors.get(heap).iter().map(|class| &**class))
    }

    /// Whether `ancestor` is in the MRO. Does not ask `__subclasscheck__`.
    #[inline]
    pub fn is_subtype(&self, heap: &Heap, ancestor: &PyType) -> bool {
        std::ptr::eq(self, ancestor) || self.ancestors.get(heap).iter().any(|class| class.is(ancestor))
    }

    /// Whether it is `BaseException` or derives from it: then its instances are laid out so, and no others are.
    #[inline(always)]
    pub(crate) fn makes_exceptions(&self) -> bool {
        self.layout.kind == Kind::Exception
    }

    /// Whether what makes and initializes instances is `BaseException`'s: then `type.__call__`, without keywords, does no
    /// more than [`Heap::new_exception`].
    #[inline]
    pub(crate) fn makes_exceptions_plainly(&self, heap: &Heap) -> bool {
        let slots = self.slots(heap);
        slots.new.is_some_and(|new| std::ptr::fn_addr_eq(new, PyException::NEW))
            && slots.init.is_some_and(|init| std::ptr::fn_addr_eq(init, PyException::INIT))
    }

    /// The shape of instances without attributes.
    #[inline(always)]
    pub fn root_shape(&self) -> &Shape {
        match self.shapes.root.get() {
            // SAFETY: the class owns its shapes.
            Some(shape) => unsafe { shape.as_ref() },
            None => self.make_root(0),
        }
    }

    /// As [`PyType::root_shape`], if that was asked for before.
    #[inline(always)]
    pub(crate) fn known_root_shape(&self) -> Option<NonNull<Shape>> {
        self.shapes.root.get()
    }

    #[cold]
    fn make_root(&self, capacity: u16) -> &Shape {
        let area =
            if self.layout.has_dict { kind_words(self.layout.kind) + self.layout.slot_words } else { 0 };
        let shape = Box::leak(Box::new(Shape::root(NonNull::from(self), area, capacity)));
        let pointer = NonNull::from(shape);
        self.shapes.root.set(Some(pointer));
        self.own(pointer);
        // SAFETY: just made, and freed with the class only.
        unsafe { pointer.as_ref() }
    }

    fn own(&self, shape: NonNull<Shape>) {
        // SAFETY: the list is touched here, in `invalidate` and when the class dies; none of them calls out.
        unsafe { (*std::ptr::from_ref(&self.shapes.all).cast_mut()).exclusive() }.push(shape);
    }

    /// Gives instances made from now on room for `count` attributes inline.
    pub(crate) fn want_capacity(&self, count: usize) {
        let count = count.min(usize::from(MAX_INLINE)) as u16;
        if count > self.wanted_capacity.get() {
            self.wanted_capacity.set(count);
        }
    }

    /// What patterns take instances for.
    #[inline(always)]
    pub fn collection(&self) -> Collection {
        self.collection.get()
    }

    /// Takes over what patterns take instances of the first ancestor for that is a collection.
    pub(crate) fn inherit_collection(&self, heap: &Heap) {
        let inherited = self.ancestors.get(heap).iter().map(|class| class.collection());
        if let Some(collection) = inherited.into_iter().find(|collection| *collection != Collection::None) {
            self.collection.set(collection);
        }
    }

    /// Makes patterns take instances of this class and its subclasses for a collection, but those of native classes.
    pub fn set_collection(&self, heap: &Heap, collection: Collection) {
        if self.layout.is_immutable || self.collection.get() == collection {
            return;
        }
        self.collection.set(collection);
        for class in self.subclasses(heap) {
            class.set_collection(heap, collection);
        }
    }

    /// Inline attribute slots that the next instance gets.
    pub(crate) fn wanted_capacity(&self) -> usize {
        usize::from(self.wanted_capacity.get())
    }

    #[inline(always)]
    pub(crate) fn shape_for_new_instance(&self, _heap: &Heap) -> NonNull<Shape> {
        let root = self.root_shape();
        if root.area() != 0 && root.capacity() < usize::from(self.wanted_capacity.get()) {
            return NonNull::from(self.make_root(self.wanted_capacity.get()));
        }
        NonNull::from(root)
    }

    /// Words behind the payload of an instance with `shape`: `__slots__`, then the attribute area.
    #[inline(always)]
    pub(crate) fn trailing_words(&self, shape: &Shape) -> usize {
        let area = if shape.area() != 0 { 1 + shape.capacity() } else { 0 };
        usize::from(self.layout.slot_words) + area
    }

    /// The shape that an instance of `shape` has after it got the attribute `name`, an interned string.
    pub(crate) fn child_shape(&self, shape: &Shape, name: &Value) -> NonNull<Shape> {
        if let Some(child) = shape.transition(name) {
            return child;
        }
        let child = NonNull::from(Box::leak(Box::new(shape.child(name.clone()))));
        self.own(child);
        shape.add_transition(name.clone(), child);
        self.want_capacity(shape.names().len() + 1);
        child
    }

    /// The shape of instances of the size of `shape` that keep their attributes in a dict.
    pub(crate) fn dict_shape(&self, shape: &Shape) -> NonNull<Shape> {
        // The NULL name cannot be an attribute's: its transition leads to the dict shape.
        let mut root = shape;
        while let Some(parent) = root.parent() {
            // SAFETY: shapes of a class live as long as it.
            root = unsafe { parent.as_ref() };
        }
        if let Some(known) = root.transition(&Value::NULL) {
            return known;
        }
        let made = NonNull::from(Box::leak(Box::new(root.dict_of())));
        self.own(made);
        root.add_transition(Value::NULL, made);
        made
    }

    /// A shape for an object that comes from another class with `capacity` inline slots, its attributes in a dict if it
    /// has any.
    pub(crate) fn foreign_shape(&self, capacity: usize, storage: AttributeStorage) -> NonNull<Shape> {
        if storage == AttributeStorage::None {
            return NonNull::from(self.root_shape());
        }
        let root = Shape::root(NonNull::from(self), self.root_shape().area() as u16, capacity as u16);
        let shape = NonNull::from(Box::leak(Box::new(root.dict_of())));
        self.own(shape);
        shape
    }

    /// Gives back the share that an instance had in its class.
    pub(crate) fn release_instance_share(&self) {
        // SAFETY: the caller's object has just left this class, and took a share in it when it was made.
        drop(unsafe { Value::from_header(self.header()) });
    }

    /// Takes the versions from the class, its subclasses and all their shapes: the class changed.
    pub(crate) fn invalidate(&self, heap: &mut Heap) {
        if self.version.get() == 0
            && self.shapes.all.get(heap).iter().all(|shape| {
                // SAFETY: the class owns its shapes.
                unsafe { shape.as_ref() }.version() == 0
            })
            && self.subclasses.get(heap).is_empty()
        {
            return;
        }
        self.version.set(0);
        for shape in self.shapes.all.get(heap) {
            // SAFETY: the class owns its shapes.
            unsafe { shape.as_ref() }.set_version(0);
        }
        for class in self.subclasses.get(heap).clone() {
            // SAFETY: subclasses remove themselves from the list when they die.
            unsafe { class.as_ref() }.invalidate(heap);
        }
    }

    /// The version for the method cache, given now if there is none; 0 if versions are used up.
    #[inline]
    pub(crate) fn assign_version(&self, heap: &mut Heap) -> u32 {
        if self.version.get() == 0 {
            self.version.set(heap.new_version());
        }
        self.version.get()
    }

    /// The live direct subclasses.
    pub fn subclasses(&self, heap: &Heap) -> Vec<Ref<PyType>> {
        // SAFETY: subclasses remove themselves from the list when they die.
        self.subclasses.get(heap).iter().map(|class| Ref::new(unsafe { class.as_ref() })).collect()
    }
}

/// Words of the payload of `kind`; immediates count as having a header, since their subclasses in Python do.
pub(crate) fn kind_words(kind: Kind) -> u16 {
    match kind {
        Kind::Null | Kind::None | Kind::Bool | Kind::Ellipsis | Kind::NotImplemented => 2,
        kind => kind_info(kind).words,
    }
}

impl Drop for PyType {
    fn drop(&mut self) {
        let me = NonNull::from(&*self);
        for base in std::mem::take(self.bases.exclusive()) {
            // SAFETY: destructors run with no token-borrowed references to the inside of a class's list of subclasses:
            // every reader copies it first.
            unsafe { (*std::ptr::from_ref(&base.subclasses).cast_mut()).exclusive() }
                .retain(|class| *class != me);
        }
        for shape in std::mem::take(self.shapes.all.exclusive()) {
            // SAFETY: made by `Box::leak`; no instance is left, since instances keep their class alive.
            drop(unsafe { Box::from_raw(shape.as_ptr()) });
        }
    }
}
