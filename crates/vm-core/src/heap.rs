//! The heap of one interpreter: allocation in size classes, freeing without recursion, and the token for reading and
//! changing objects.
//!
//! It does not find cycles (`gc`) and never runs Python: objects with finalizers go to a queue.
#![expect(unsafe_code, reason = "this is the allocator")]

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::Cell;
use std::collections::HashMap;
use std::ptr::{NonNull, null_mut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::frame::FrameStack;
use crate::names::Names;
use crate::native::NativeDef;
use crate::object::{Flags, Header, Kind, Payload, Ref, kind_info};
use crate::objects::{ClassLayout, Interned, PyFloat, PyInt, PyStr, PyTuple, PyType, PyWeakref};
use crate::shape::Shape;
use crate::types::{MethodCache, Types};
use crate::value::Value;

/// Objects up to this many bytes come from pages of cells of one size.
const MAX_CELL: usize = 512;
const GRANULE: usize = 16;
const PAGE_SIZE: usize = 64 * 1024;
const PAGES_PER_BLOCK: usize = 16;
/// Cells are made of this much of a page at a time: memory that no object needs is never touched.
const CHUNK_SIZE: usize = 4096;
/// A large object has this many bytes before it, holding its size.
const LARGE_PREFIX: usize = 16;

thread_local! {
    /// The arena of the interpreter that this thread runs. Destructors find their heap through it.
    static ARENA: Cell<*mut Arena> = const { Cell::new(null_mut()) };
}

/// Events that the eval breaker announces.
#[derive(Clone, Copy)]
pub struct Event(pub u32);

impl Event {
    pub const FINALIZERS: Event = Event(1);
    pub const SIGNAL: Event = Event(2);
    pub const GC: Event = Event(4);
}

struct FreeCell {
    next: *mut FreeCell,
}

/// A page of cells of one size.
struct Page {
    start: *mut u8,
    cell_size: usize,
    /// How many cells were made of it so far, from its start.
    cells: usize,
}

/// The allocator's state; reached through a raw pointer because destructors need it while tokens are borrowed.
struct Arena {
    free_cells: [*mut FreeCell; MAX_CELL / GRANULE + 1],
    /// Cells that were free when the cycle collector last ran and were not asked for since: `refill` hands them out a few
    /// at a time, so that it sees how much is allocated where nothing new is needed of the system.
    reserve: [*mut FreeCell; MAX_CELL / GRANULE + 1],
    pages: Vec<Page>,
    /// The index of the page that the cells of each size are made of, and one more; 0 for none.
    unfinished: [usize; MAX_CELL / GRANULE + 1],
    /// Memory that pages are cut from.
    blocks: Vec<*mut u8>,
    /// Pages not used yet of the last block.
    pages_left: usize,
    large: Vec<*mut u8>,
    /// Objects to free, while `freeing`; this makes freeing iterative.
    dead: Vec<*mut Header>,
    freeing: bool,
    /// Objects whose count fell to zero but which have a `__del__` or weak references with callbacks.
    finalizable: Vec<Value>,
    weakrefs: HashMap<usize, Vec<NonNull<PyWeakref>>>,
    breaker: Arc<AtomicU32>,
    /// Bytes of cells in use and of large objects when the cycle collector last ran, and those that `refill` gave since; with
    /// what new objects hold elsewhere ([`Heap::count_outside`]) until it runs again.
    allocated: usize,
    /// Bytes at which the cycle collector is to run next; `usize::MAX` while it is switched off.
    collect_at: usize,
    /// What `collect_at` is set from once the collector is switched on.
    collection_enabled: bool,
}

/// Bytes of cells in use at which the cycle collector runs for the first time.
const FIRST_COLLECTION: usize = 5 << 19;
/// Bytes that are allocated between two runs of the collector at least.
const COLLECTION_STEP: usize = 1 << 20;

/// The right to read (`&Heap`) and to change and allocate (`&mut Heap`) the objects of an interpreter, but not to run
/// Python: that takes `&mut Vm`, which dereferences to the heap.
pub struct Heap {
    arena: Box<Arena>,
    /// The arena's, one load nearer.
    pub(crate) breaker: Arc<AtomicU32>,
    /// The stack that frames of calls lie on.
    pub(crate) frames: FrameStack,
    /// What the counters of adaptive instructions start from.
    pub(crate) warmup: u16,
    pub(crate) interned: Interned,
    pub(crate) method_cache: MethodCache,
    pub(crate) shape_cache: crate::interp::ShapeCache,
    /// The exceptions being handled.
    pub(crate) handled: crate::interp::HandledStack,
    next_version: u32,
    next_keys_version: u32,
    types: Option<Box<Types>>,
    names: Option<Box<Names>>,
    empty_tuple: Option<Ref<PyTuple>>,
    /// `all` and `any`, for LOAD_COMMON_CONSTANT.
    pub(crate) builtin_all: Value,
    pub(crate) builtin_any: Value,
    /// Functions that instructions know.
    pub(crate) builtin_len: *const NativeDef,
    pub(crate) builtin_isinstance: *const NativeDef,
    pub(crate) list_append: *const NativeDef,
}

impl Heap {
    pub(crate) fn new() -> Heap {
        let breaker = Arc::new(AtomicU32::new(0));
        let arena = Arena {
            free_cells: [null_mut(); MAX_CELL / GRANULE + 1],
            reserve: [null_mut(); MAX_CELL / GRANULE + 1],
            pages: Vec::new(),
            unfinished: [0; MAX_CELL / GRANULE + 1],
            blocks: Vec::new(),
            pages_left: 0,
            large: Vec::new(),
            dead: Vec::new(),
            freeing: false,
            finalizable: Vec::new(),
            weakrefs: HashMap::new(),
            breaker: breaker.clone(),
            allocated: 0,
            collect_at: FIRST_COLLECTION,
            collection_enabled: true,
        };
        let mut heap = Heap {
            arena: Box::new(arena),
            breaker,
            frames: FrameStack::new(),
            warmup: crate::interp::WARMUP,
            interned: Interned::default(),
            method_cache: MethodCache::default(),
            shape_cache: crate::interp::ShapeCache::default(),
            handled: crate::interp::HandledStack::new(),
            next_version: 1 << 16,
            next_keys_version: 0,
            types: None,
            names: None,
            empty_tuple: None,
            builtin_all: Value::NULL,
            builtin_any: Value::NULL,
            builtin_len: std::ptr::null(),
            builtin_isinstance: std::ptr::null(),
            list_append: std::ptr::null(),
        };
        heap.enter();
        heap
    }

    /// Makes this the heap of the current thread. To be called whenever a thread starts to run the interpreter.
    pub(crate) fn enter(&mut self) {
        ARENA.set(&raw mut *self.arena);
    }

    /// The built-in classes.
    #[inline(always)]
    pub fn types(&self) -> &Types {
        match &self.types {
            Some(types) => types,
            None => unreachable!("the built-in classes are made before anything asks for them"),
        }
    }

    pub(crate) fn set_types(&mut self, types: Types) {
        self.types = Some(Box::new(types));
    }

    /// The empty tuple, of which there is one.
    pub fn empty_tuple(&mut self) -> Ref<PyTuple> {
        if let Some(tuple) = &self.empty_tuple {
            return tuple.clone();
        }
        let class = Ref::new(&*self.types().tuple);
        let tuple = self.new_tuple_of_class(&class, std::iter::empty());
        self.empty_tuple.insert(tuple).clone()
    }

    /// Makes a class object that has no metaclass yet; [`Heap::adopt`] gives it one.
    pub(crate) fn new_bare_type(&mut self, layout: ClassLayout) -> Ref<PyType> {
        let memory = self.arena.large(size_of::<PyType>());
        let header = Header::new(Kind::Type, Flags::LARGE, 0, NonNull::dangling());
        // SAFETY: the memory is large enough, aligned and unused; the count of one goes to the reference. Nobody looks
        // at the shape before `adopt`.
        unsafe {
            memory.cast::<PyType>().write(PyType::new(header, layout));
            Ref::from_new(memory.cast())
        }
    }

    /// Makes `class` an instance of the native class `metaclass`.
    pub(crate) fn adopt(&mut self, class: &PyType, metaclass: &PyType) {
        class.header().set_shape(NonNull::from(metaclass.root_shape()));
    }

    /// Interned strings that the virtual machine itself uses.
    #[inline(always)]
    pub fn names(&self) -> &Names {
        match &self.names {
            Some(names) => names,
            None => unreachable!("the names are interned before anything asks for them"),
        }
    }

    pub(crate) fn set_names(&mut self, names: Names) {
        self.names = Some(Box::new(names));
    }

    /// The eval breaker: non-zero when an [`Event`] waits. One load for the address, one for the word.
    #[inline(always)]
    pub fn eval_breaker(&self) -> u32 {
        self.breaker.load(Ordering::Relaxed)
    }

    /// A handle by which other threads and signal handlers announce events.
    pub fn breaker_handle(&self) -> Arc<AtomicU32> {
        self.breaker.clone()
    }

    pub(crate) fn clear_event(&self, event: Event) {
        self.breaker.fetch_and(!event.0, Ordering::AcqRel);
    }

    /// Calls `visit` with each object.
    pub(crate) fn for_each_object(&self, visit: &mut dyn FnMut(NonNull<Header>)) {
        for page in &self.arena.pages {
            for index in 0..page.cells {
                // SAFETY: the cell lies within the page, was made, and cells have two words at least.
                let object = unsafe {
                    let cell = page.start.add(index * page.cell_size);
                    // The second word, the shape of an object, is null in a free cell.
                    match cell.cast::<usize>().add(1).read() {
                        0 => None,
                        _ => NonNull::new(cell.cast::<Header>()),
                    }
                };
                object.into_iter().for_each(&mut *visit);
            }
        }
        for &memory in &self.arena.large {
            // SAFETY: the object lies behind the prefix.
            NonNull::new(unsafe { memory.add(LARGE_PREFIX) }.cast::<Header>())
                .into_iter()
                .for_each(&mut *visit);
        }
    }

    /// The cycle collector ran: it does so again when half as much is allocated as lives now.
    pub(crate) fn collection_done(&mut self) {
        self.arena.reserve_free_cells();
        if self.arena.collection_enabled {
            self.arena.plan_collection();
        }
    }

    /// Accounts for `bytes` that a new object holds outside of the cells and that only the cycle collector can free.
    pub(crate) fn count_outside(&mut self, bytes: usize) {
        self.arena.grow(bytes);
    }

    /// Switches the cycle collector on or off.
    pub fn enable_collection(&mut self, enabled: bool) {
        self.arena.collection_enabled = enabled;
        match enabled {
            true => self.arena.plan_collection(),
            false => self.arena.collect_at = usize::MAX,
        }
    }

    pub fn is_collection_enabled(&self) -> bool {
        self.arena.collection_enabled
    }

    pub(crate) fn take_finalizable(&mut self) -> Vec<Value> {
        self.clear_event(Event::FINALIZERS);
        std::mem::take(&mut self.arena.finalizable)
    }

    #[inline(always)]
    pub(crate) fn has_finalizable(&self) -> bool {
        !self.arena.finalizable.is_empty()
    }

    /// Makes `reference` known as a weak reference to the object at `address`.
    pub(crate) fn add_weakref(&mut self, address: usize, reference: &PyWeakref) {
        self.arena.weakrefs.entry(address).or_default().push(NonNull::from(reference));
    }

    /// Forgets `reference`, which dies.
    pub(crate) fn forget_weakref(address: usize, reference: *const PyWeakref) {
        let arena = ARENA.get();
        if arena.is_null() {
            return;
        }
        // SAFETY: the arena lives while it is set; nothing else borrows its table of weak references now.
        unsafe {
            if let Some(references) = (*arena).weakrefs.get_mut(&address) {
                references.retain(|known| known.as_ptr().cast_const() != reference);
                if references.is_empty() {
                    (*arena).weakrefs.remove(&address);
                }
            }
        }
    }

    /// A weak reference without callback to the object at `address`, if there is one already.
    pub(crate) fn find_weakref(&self, address: usize) -> Option<Ref<PyWeakref>> {
        // SAFETY: dying references are forgotten.
        let mut references =
            self.arena.weakrefs.get(&address)?.iter().map(|reference| unsafe { reference.as_ref() });
        references.find(|reference| reference.callback.get(self).is_none()).map(Ref::new)
    }

    /// The weak references to the object at `address`.
    pub(crate) fn list_weakrefs(&self, address: usize) -> Vec<Ref<PyWeakref>> {
        let references = self.arena.weakrefs.get(&address).map_or(&[][..], Vec::as_slice);
        // SAFETY: dying references are forgotten.
        references.iter().map(|reference| Ref::new(unsafe { reference.as_ref() })).collect()
    }

    /// Takes the weak references to the object at `address`, which dies; the latest first, as their callbacks run.
    pub(crate) fn live_weakrefs(&mut self, address: usize) -> Vec<Ref<PyWeakref>> {
        let references = self.arena.weakrefs.remove(&address).unwrap_or_default();
        // SAFETY: dying references are forgotten.
        references.into_iter().rev().map(|reference| Ref::new(unsafe { reference.as_ref() })).collect()
    }

    /// A version that no shape, class or dict has had; 0 when they are used up, which ends specialization.
    pub(crate) fn new_version(&mut self) -> u32 {
        let version = self.next_version;
        self.next_version = if version == 0 { 0 } else { version.wrapping_add(1) };
        version
    }

    /// A version for the keys of a dict, small as long as possible: `LOAD_GLOBAL` caches 16 bits of it.
    pub(crate) fn new_keys_version(&mut self) -> u32 {
        if self.next_keys_version < u32::from(u16::MAX) {
            self.next_keys_version += 1;
            return self.next_keys_version;
        }
        0
    }

    /// The version of `shape`, given now if it has none; 0 if versions are used up.
    pub fn version_of(&mut self, shape: &Shape) -> u32 {
        if shape.version() == 0 {
            shape.set_version(self.new_version());
        }
        shape.version()
    }

    /// The class of `value`.
    #[inline(always)]
    pub fn class_of<'a>(&'a self, value: &'a Value) -> &'a PyType {
        match value.header() {
            Some(header) => header.shape().class(),
            None => self.types().of_immediate(value),
        }
    }

    /// Makes an instance of a built-in class itself: `payload` must store the header that it is given.
    #[inline(always)]
    pub fn allocate_builtin<T: Payload>(
        &mut self,
        class: impl FnOnce(&Types) -> &Ref<PyType>,
        payload: impl FnOnce(Header) -> T,
    ) -> Ref<T> {
        const { assert!(size_of::<T>() <= MAX_CELL) };
        self.allocate_builtin_with(class, 0, payload)
    }

    /// As [`Heap::allocate_builtin`], with `extra` bytes behind the payload.
    #[inline(always)]
    pub(crate) fn allocate_builtin_with<T: Payload>(
        &mut self,
        class: impl FnOnce(&Types) -> &Ref<PyType>,
        extra: usize,
        payload: impl FnOnce(Header) -> T,
    ) -> Ref<T> {
        let shape = NonNull::from(class(self.types()).root_shape());
        let size = size_of::<T>() + extra;
        // SAFETY: built-in classes and their shapes live as long as the heap.
        let shape_ref = unsafe { shape.as_ref() };
        let class = shape_ref.class();
        if shape_ref.area() != 0 || size > MAX_CELL {
            let class = Ref::new(class);
            return self.allocate(&class, extra, payload);
        }
        let cell = self.arena.cell(cell_class(size));
        let flags = if class.has_finalizer() { Flags::HAS_FINALIZER } else { Flags(0) };
        let header = Header::new(T::KIND, flags, cell_class(size), shape);
        // SAFETY: the cell holds `size` bytes, aligned to 16, and unused; the header starts with a count of one, which
        // the reference takes over.
        unsafe {
            cell.cast::<T>().write(payload(header));
            Ref::from_new(cell.cast())
        }
    }

    /// Whether [`Heap::allocate_in_cell`] can make an instance of the class now: there is a free cell of `cell` granules.
    #[inline(always)]
    pub(crate) fn has_cell(&self, class: impl FnOnce(&Types) -> &Ref<PyType>, cell: u8) -> bool {
        // SAFETY: as in `allocate_in_cell`.
        let class = class(unsafe { self.types.as_ref().unwrap_unchecked() });
        let free = self.arena.free_cells.get(usize::from(cell)).is_some_and(|list| !list.is_null());
        free && class.known_root_shape().is_some()
    }

    /// As [`Heap::allocate_builtin_with`], without any call: for a class whose instances have no attributes, and a cell of
    /// `cell` granules, which holds the payload and what is to lie behind it.
    ///
    /// # Safety
    /// [`Heap::has_cell`] has just said so.
    #[inline(always)]
    pub(crate) unsafe fn allocate_in_cell<T: Payload>(
        &mut self,
        class: impl FnOnce(&Types) -> &Ref<PyType>,
        cell: u8,
        payload: impl FnOnce(&Heap, Header) -> T,
    ) -> Ref<T> {
        debug_assert!(size_of::<T>() <= usize::from(cell) * GRANULE);
        // SAFETY: the built-in classes are made before any code runs, and live as long as the heap; the caller has seen
        // that there is a cell and a shape; the rest as in `allocate_builtin_with`.
        unsafe {
            let class = class(self.types.as_ref().unwrap_unchecked());
            let shape = class.known_root_shape().unwrap_unchecked();
            debug_assert!(shape.as_ref().area() == 0);
            let flags = if class.has_finalizer() { Flags::HAS_FINALIZER } else { Flags(0) };
            let list = self.arena.free_cells.get_unchecked_mut(usize::from(cell));
            let memory = *list;
            *list = (*memory).next;
            let header = Header::new(T::KIND, flags, cell, shape);
            memory.cast::<T>().write(payload(self, header));
            Ref::from_new(memory.cast())
        }
    }

    /// Frees an object of a built-in class without attributes, whose count has fallen to zero: as [`free`], where nothing
    /// but the payload is to be dropped. Whether that was so; if not, nothing has changed.
    ///
    /// # Safety
    /// The object is a `T` in a cell, which its last owner gives up.
    #[cfg(tail_calls)]
    #[inline(always)]
    pub(crate) unsafe fn free_simply<T: Payload>(&mut self, object: *mut Header) -> bool {
        // SAFETY: the caller's promise; what the payload owned is freed as ever.
        unsafe {
            let header = &*object;
            let finalized = header.has(Flags::FINALIZED) || !header.has(Flags::HAS_FINALIZER);
            if !finalized || header.has(Flags::WEAKLY_REFERENCED) || header.cell() == 0 {
                return false;
            }
            let class = usize::from(header.cell());
            object.cast::<T>().drop_in_place();
            self.arena.release_cell(object.cast(), class);
        }
        true
    }

    /// Makes an instance of any class of kind `T::KIND`, with `extra` bytes behind the payload and the attribute words.
    pub fn allocate<T: Payload>(
        &mut self,
        class: &PyType,
        extra: usize,
        payload: impl FnOnce(Header) -> T,
    ) -> Ref<T> {
        let shape = class.shape_for_new_instance(self);
        // SAFETY: a shape is live while its class is.
        let shape_ref = unsafe { shape.as_ref() };
        let trailing = class.trailing_words(shape_ref);
        let size = size_of::<T>() + trailing * 8 + extra;
        let mut flags = if class.is_heap_type() { Flags::SUBCLASS.0 } else { 0 };
        if class.has_finalizer() {
            flags |= Flags::HAS_FINALIZER.0;
        }
        let (memory, cell) = match size <= MAX_CELL {
            true => (self.arena.cell(cell_class(size)), cell_class(size)),
            false => {
                flags |= Flags::LARGE.0;
                (self.arena.large(size), 0)
            }
        };
        if class.is_heap_type() {
            // The object keeps its class alive; `destroy` gives this share back.
            class.header().increment();
        }
        let header = Header::new(T::KIND, Flags(flags), cell, shape);
        // SAFETY: the memory holds `size` bytes aligned to 16; the trailing words are initialized before anyone sees
        // the object.
        unsafe {
            memory.cast::<T>().write(payload(header));
            let words = memory.add(size_of::<T>()).cast::<Value>();
            for index in 0..trailing {
                words.add(index).write(Value::NULL);
            }
            Ref::from_new(memory.cast())
        }
    }
}

impl<T: Payload> Ref<T> {
    /// # Safety
    /// `object` was just made with a count of one and kind `T::KIND`.
    #[inline(always)]
    unsafe fn from_new(object: *mut Header) -> Ref<T> {
        // SAFETY: the caller's promise.
        let value = unsafe { Value::from_header(object) };
        // SAFETY: `Ref` is a transparent wrapper of `Value`, and the kind is right.
        unsafe { std::mem::transmute::<Value, Ref<T>>(value) }
    }
}

impl Arena {
    #[inline(always)]
    fn cell(&mut self, class: u8) -> *mut u8 {
        let list = &mut self.free_cells[usize::from(class)];
        let cell = *list;
        if cell.is_null() {
            return self.refill(usize::from(class));
        }
        // SAFETY: the list holds unused cells of this size.
        *list = unsafe { (*cell).next };
        cell.cast()
    }

    /// Accounts for new memory, which may make it time to look for cycles.
    fn grow(&mut self, size: usize) {
        self.allocated += size;
        if self.allocated >= self.collect_at {
            self.breaker.fetch_or(Event::GC.0, Ordering::AcqRel);
        }
    }

    /// Makes more cells of `class` granules and returns the first.
    #[cold]
    #[inline(never)]
    fn refill(&mut self, class: usize) -> *mut u8 {
        let cell_size = class * GRANULE;
        if !self.reserve[class].is_null() {
            return self.take_from_reserve(class);
        }
        let capacity = PAGE_SIZE / cell_size;
        let index = match self.unfinished[class] {
            0 => {
                let start = self.page();
                self.pages.push(Page { start, cell_size, cells: 0 });
                self.unfinished[class] = self.pages.len();
                self.pages.len() - 1
            }
            number => number - 1,
        };
        let Page { start, cells: made, .. } = self.pages[index];
        let end = capacity.min(made + CHUNK_SIZE.div_ceil(cell_size));
        self.pages[index].cells = end;
        self.grow((end - made) * cell_size);
        if end == capacity {
            self.unfinished[class] = 0;
        }
        // SAFETY: all cells lie within the page. The second word of a free cell is null, which tells it from an object.
        unsafe {
            for cell in (made..end).rev() {
                self.release_cell(start.add(cell * cell_size), class);
            }
        }
        let first = self.free_cells[class];
        // SAFETY: at least one cell was just added.
        self.free_cells[class] = unsafe { (*first).next };
        first.cast()
    }

    /// Makes as many cells of the reserve free as `refill` makes new ones, and returns one more.
    fn take_from_reserve(&mut self, class: usize) -> *mut u8 {
        let cell_size = class * GRANULE;
        let first = self.reserve[class];
        let mut last = first;
        let mut taken = 1;
        // SAFETY: the reserve holds unused cells, of which there is one.
        unsafe {
            while taken * cell_size < CHUNK_SIZE && !(*last).next.is_null() {
                last = (*last).next;
                taken += 1;
            }
            self.reserve[class] = (*last).next;
            (*last).next = null_mut();
            self.free_cells[class] = (*first).next;
        }
        self.grow(taken * cell_size);
        first.cast()
    }

    /// Says when the collector runs next.
    fn plan_collection(&mut self) {
        self.collect_at = (self.allocated + (self.allocated / 2).max(COLLECTION_STEP)).max(FIRST_COLLECTION);
    }

    /// Puts all free cells into the reserve, and finds out how many bytes are in use.
    fn reserve_free_cells(&mut self) {
        let mut in_use: usize = self.pages.iter().map(|page| page.cells * page.cell_size).sum();
        for class in 0..self.free_cells.len() {
            let mut free = 0;
            let mut last: *mut FreeCell = null_mut();
            let first = std::mem::replace(&mut self.free_cells[class], null_mut());
            let reserve = self.reserve[class];
            // SAFETY: both lists hold unused cells and end.
            unsafe {
                for mut cell in [first, reserve] {
                    while !cell.is_null() {
                        free += 1;
                        if !last.is_null() {
                            (*last).next = cell;
                        }
                        last = cell;
                        cell = (*cell).next;
                    }
                }
            }
            if !first.is_null() {
                self.reserve[class] = first;
            }
            in_use -= free * class * GRANULE;
        }
        // SAFETY: each large object has its size before it.
        let large: usize = self.large.iter().map(|memory| unsafe { memory.cast::<usize>().read() }).sum();
        self.allocated = in_use + large;
    }

    /// # Safety
    /// `cell` is an unused cell of `class` granules.
    #[inline(always)]
    unsafe fn release_cell(&mut self, cell: *mut u8, class: usize) {
        // SAFETY: cells have at least two words; the caller's promise.
        unsafe {
            cell.cast::<*mut u8>().add(1).write(null_mut());
            cell.cast::<FreeCell>().write(FreeCell { next: self.free_cells[class] });
        }
        self.free_cells[class] = cell.cast();
    }

    /// A new page, cut from a block: asking the system for single pages was measured to cost more than filling them.
    fn page(&mut self) -> *mut u8 {
        if self.pages_left == 0 {
            let layout = block_layout();
            // SAFETY: the layout is not empty.
            let block = unsafe { alloc(layout) };
            if block.is_null() {
                handle_alloc_error(layout);
            }
            self.blocks.push(block);
            self.pages_left = PAGES_PER_BLOCK;
        }
        self.pages_left -= 1;
        match self.blocks.last() {
            // SAFETY: the page lies within the block.
            Some(block) => unsafe { block.add(self.pages_left * PAGE_SIZE) },
            None => unreachable!("a block was just made"),
        }
    }

    fn large(&mut self, size: usize) -> *mut u8 {
        let layout = large_layout(size);
        // SAFETY: the layout is not empty.
        let memory = unsafe { alloc(layout) };
        if memory.is_null() {
            handle_alloc_error(layout);
        }
        self.grow(size);
        // SAFETY: the prefix has room for two words: the size, and the index in the list of large objects.
        unsafe {
            memory.cast::<usize>().write(size);
            memory.cast::<usize>().add(1).write(self.large.len());
        }
        self.large.push(memory);
        // SAFETY: within the allocation.
        unsafe { memory.add(LARGE_PREFIX) }
    }

    /// # Safety
    /// `object` was made by `large` and is not used again.
    unsafe fn free_large(&mut self, object: *mut u8) {
        // SAFETY: the prefix precedes the object.
        unsafe {
            let memory = object.sub(LARGE_PREFIX);
            let (size, index) = (memory.cast::<usize>().read(), memory.cast::<usize>().add(1).read());
            self.large.swap_remove(index);
            if let Some(&moved) = self.large.get(index) {
                moved.cast::<usize>().add(1).write(index);
            }
            self.allocated -= size;
            dealloc(memory, large_layout(size));
        }
    }
}

fn block_layout() -> Layout {
    // SAFETY: the alignment is a power of two that divides the size.
    unsafe { Layout::from_size_align_unchecked(PAGE_SIZE * PAGES_PER_BLOCK, 4096) }
}

fn large_layout(size: usize) -> Layout {
    match Layout::from_size_align(size + LARGE_PREFIX, GRANULE) {
        Ok(layout) => layout,
        Err(_) => handle_alloc_error(Layout::new::<u8>()),
    }
}

/// The object at `address`, which a weak reference holds and which is known to live; `None` for 0.
pub(crate) fn object_at(address: usize) -> Option<Value> {
    if address == 0 {
        return None;
    }
    let header = address as *const Header;
    // SAFETY: weak references are emptied before their object dies.
    unsafe {
        (*header).increment();
        Some(Value::from_header(header))
    }
}

/// Frees `object`, whose count has fallen to zero, and all that dies with it. Does not recurse, never runs Python.
#[cold]
#[inline(never)]
pub(crate) fn free(object: *mut Header) {
    let arena = ARENA.get();
    if arena.is_null() {
        // The interpreter is gone; its memory went with it.
        return;
    }
    // SAFETY: the pointer is valid while the interpreter lives. No reference into the arena is held across `destroy`,
    // which comes back here for the values that the object owned.
    unsafe {
        if free_leaf(arena, &*object) {
            return;
        }
        if (*arena).freeing {
            (*arena).dead.push(object);
            return;
        }
        (*arena).freeing = true;
        let mut next = Some(object);
        while let Some(object) = next {
            destroy(arena, object);
            next = (*arena).dead.pop();
        }
        (*arena).freeing = false;
    }
}

/// Frees an object of the commonest classes that own no values, where nothing but its payload and its cell is to be given
/// back: then nothing else can die. Whether that was so; if not, nothing has changed.
///
/// # Safety
/// As for [`destroy`].
#[inline(always)]
unsafe fn free_leaf(arena: *mut Arena, header: &Header) -> bool {
    const UNUSUAL: Flags =
        Flags(Flags::SUBCLASS.0 | Flags::LARGE.0 | Flags::WEAKLY_REFERENCED.0 | Flags::HAS_FINALIZER.0);
    const {
        let strings = std::mem::needs_drop::<PyStr>();
        assert!(!strings && !std::mem::needs_drop::<PyFloat>() && !std::mem::needs_drop::<PyInt>());
    };
    let (kind, object) = (header.kind(), std::ptr::from_ref(header).cast_mut());
    if header.has(UNUSUAL) || !matches!(kind, Kind::Str | Kind::Float | Kind::Int) {
        return false;
    }
    // SAFETY: the caller's promise.
    unsafe {
        let cell = usize::from(header.cell());
        (*arena).release_cell(object.cast(), cell);
    }
    true
}

/// Frees objects that only refer to each other. Never runs Python.
///
/// # Safety
/// Nothing refers to them but themselves, and they have a count more each. The order is such that what a destructor looks
/// at comes later.
pub(crate) unsafe fn free_all(objects: &[NonNull<Header>]) {
    let arena = ARENA.get();
    if arena.is_null() || objects.is_empty() {
        return;
    }
    // SAFETY: the caller's promise; as in `free`.
    unsafe {
        (*arena).freeing = true;
        let cells: Vec<u8> = objects.iter().map(|object| object.as_ref().cell()).collect();
        for object in objects {
            drop_contents(object.as_ptr());
        }
        while let Some(object) = (*arena).dead.pop() {
            destroy(arena, object);
        }
        (*arena).freeing = false;
        for (object, cell) in objects.iter().zip(cells) {
            debug_assert_eq!(object.as_ref().count(), 1, "an object was found to be garbage and is not");
            match cell {
                // Somebody holds it after all: its memory stays.
                _ if object.as_ref().count() != 1 => {}
                0 => (*arena).free_large(object.as_ptr().cast()),
                class => (*arena).release_cell(object.as_ptr().cast(), usize::from(class)),
            }
        }
    }
}

/// Drops what an object holds: payload, attributes, and its share in its class.
///
/// # Safety
/// `object` is live and not used again but for its header.
#[inline(always)]
unsafe fn drop_contents(object: *mut Header) {
    // SAFETY: the caller's promise.
    unsafe {
        let header = &*object;
        let shape = header.shape();
        let info = kind_info(header.kind());
        // Only instances of Python classes have slots.
        if shape.area() == 0 && !header.has(Flags::SUBCLASS) {
            return (info.drop)(object);
        }
        let class = shape.class();
        let subclass = header.has(Flags::SUBCLASS);
        let trailing = class.trailing_words(shape);
        let class = NonNull::from(class);
        (info.drop)(object);
        let words = object.cast::<Value>().add(usize::from(info.words));
        for index in 0..trailing {
            words.add(index).drop_in_place();
        }
        if subclass {
            drop(Value::from_header(class.as_ptr().cast()));
        }
    }
}

/// # Safety
/// `arena` is the live arena that `object` belongs to; the object's count is zero.
#[inline(always)]
unsafe fn destroy(arena: *mut Arena, object: *mut Header) {
    // SAFETY: the caller's promise; nobody else holds the object.
    unsafe {
        let header = &*object;
        if header.has(Flags(Flags::HAS_FINALIZER.0 | Flags::WEAKLY_REFERENCED.0)) {
            let unfinalized = header.has(Flags::HAS_FINALIZER) && !header.has(Flags::FINALIZED);
            if unfinalized || header.has(Flags::WEAKLY_REFERENCED) {
                // The queue owns it now; the interpreter runs `__del__` and callbacks before the next instruction.
                header.increment();
                (*arena).finalizable.push(Value::from_header(object));
                (*arena).breaker.fetch_or(Event::FINALIZERS.0, Ordering::AcqRel);
                return;
            }
        }
        let cell_class = header.cell();
        drop_contents(object);
        match cell_class {
            0 => (*arena).free_large(object.cast()),
            class => (*arena).release_cell(object.cast(), usize::from(class)),
        }
    }
}

/// The number of granules of a cell for `size` bytes; 0 if they fit none.
pub(crate) const fn cell_for(size: usize) -> u8 {
    if size <= MAX_CELL { cell_class(size) } else { 0 }
}

/// The number of granules of a cell for `size` bytes, which is at most [`MAX_CELL`].
#[inline(always)]
const fn cell_class(size: usize) -> u8 {
    size.div_ceil(GRANULE) as u8
}

impl Heap {
    /// Bytes that the text of `string` may grow to where it is: for large strings what was asked for in advance.
    pub(crate) fn str_capacity(&self, string: &crate::objects::PyStr) -> usize {
        let header = string.header();
        let fixed = size_of::<crate::objects::PyStr>();
        match header.has(Flags::LARGE) {
            // SAFETY: a large object lies behind the prefix that holds its size.
            true => unsafe {
                std::ptr::from_ref(header).cast::<u8>().sub(LARGE_PREFIX).cast::<usize>().read() - fixed
            },
            false => (fixed + string.as_bytes().len()).next_multiple_of(GRANULE) - fixed,
        }
    }

    /// Gives up the memory of all objects, to be freed when the last reference to any of them is gone. Objects are not
    /// freed one by one any more: whatever still lives (cycles, classes, modules) goes with its pages.
    pub(crate) fn give_up_memory(&mut self) -> Memory {
        ARENA.set(null_mut());
        self.arena.finalizable.drain(..).for_each(std::mem::forget);
        Memory {
            blocks: std::mem::take(&mut self.arena.blocks),
            large: std::mem::take(&mut self.arena.large),
        }
    }
}

/// The memory of an interpreter that ends. It must be dropped after everything that refers to objects.
#[derive(Default)]
pub(crate) struct Memory {
    blocks: Vec<*mut u8>,
    large: Vec<*mut u8>,
}

impl Drop for Memory {
    fn drop(&mut self) {
        for &block in &self.blocks {
            // SAFETY: blocks were allocated with this layout.
            unsafe { dealloc(block, block_layout()) };
        }
        for &memory in &self.large {
            // SAFETY: the prefix holds the size.
            unsafe { dealloc(memory, large_layout(memory.cast::<usize>().read())) };
        }
    }
}
