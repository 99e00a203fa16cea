//! The cycle collector: finds objects that only refer to each other, finalizes and frees them.
//!
//! Reference counts free everything else at once, so the collector runs rarely: when half as much was allocated as lived
//! after the last time, at the next check of the eval breaker. It is not generational, moves nothing and needs no memory
//! in objects but a mark: counts themselves are lowered by the references inside the heap, what keeps a count is held
//! from outside, and everything reachable from that lives (trial deletion, as CPython's, over the whole heap).
//!
//! What an object holds but does not show to its `Traverse` counts as held from outside, which is safe. Showing a value
//! that is not owned, or one twice, is not.
#![expect(unsafe_code, reason = "walks all objects, and frees those that hold each other")]

use std::ptr::NonNull;

use crate::Vm;
use crate::heap::{self, Event, Heap};
use crate::object::{Flags, Header, Kind, kind_info};
use crate::objects::{PyGenerator, PyType, PyWeakref};
use crate::value::Value;

/// What `gc` counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct CollectorStatistics {
    pub collections: usize,
    /// Objects freed, and those that were found but live on.
    pub collected: usize,
    pub uncollectable: usize,
}

/// What programs set by `gc` and read again; the collector heeds none of it.
#[derive(Clone, Copy, Debug)]
pub struct CollectorSettings {
    pub thresholds: (i64, i64, i64),
    pub debug: i64,
}

impl Default for CollectorSettings {
    fn default() -> CollectorSettings {
        CollectorSettings { thresholds: (2000, 10, 0), debug: 0 }
    }
}

/// Calls `visit` with each object that `object` holds a counted reference to, once for each reference.
///
/// # Safety
/// `object` is live, and nobody changes an object meanwhile.
unsafe fn visit_references(object: &Header, visit: &mut dyn FnMut(&Header)) {
    let mut visit_value = |value: &Value| {
        if let Some(header) = value.owned_header() {
            visit(header);
        }
    };
    // SAFETY: the caller's promise.
    unsafe { visit_values(object, &mut visit_value) };
    if object.has(Flags::SUBCLASS) {
        visit(&object.shape().class().header);
    }
}

/// Calls `visit` with each value that `object` holds, but for its class.
///
/// # Safety
/// As for [`visit_references`].
unsafe fn visit_values(object: &Header, visit: &mut dyn FnMut(&Value)) {
    if object.kind() == Kind::Generator {
        // SAFETY: the kind says what the object is.
        let generator = unsafe { &*std::ptr::from_ref(object).cast::<PyGenerator>() };
        if generator.is_running() {
            // It holds references in a frame whose stored stack top may be old: they count as held from outside.
            return;
        }
    }
    let info = kind_info(object.kind());
    // SAFETY: the kind says what the object is, and the caller promises that it lives.
    unsafe { (info.traverse)(object, visit) };
    let class = object.shape().class();
    for index in 0..class.trailing_words(object.shape()) {
        // SAFETY: the slots and attributes of an object lie behind its payload.
        visit(unsafe { &*std::ptr::from_ref(object).cast::<Value>().add(usize::from(info.words) + index) });
    }
}

impl Heap {
    /// The objects that nothing outside of them holds, each with a count more for the caller.
    fn find_garbage(&mut self) -> Vec<NonNull<Header>> {
        let mut reachable: Vec<NonNull<Header>> = Vec::new();
        let mut garbage = Vec::new();
        // SAFETY: all objects are live, and between instructions no reference into one is held; the visitors change
        // nothing but counts and marks.
        unsafe {
            self.for_each_object(&mut |object| {
                visit_references(object.as_ref(), &mut |held| held.shift_count(-1));
            });
            self.for_each_object(&mut |object| {
                if object.as_ref().count() != 0 {
                    object.as_ref().set_marked(true);
                    reachable.push(object);
                }
            });
            while let Some(object) = reachable.pop() {
                visit_references(object.as_ref(), &mut |held| {
                    if !held.is_marked() {
                        held.set_marked(true);
                        reachable.push(NonNull::from(held));
                    }
                });
            }
            self.for_each_object(&mut |object| {
                visit_references(object.as_ref(), &mut |held| held.shift_count(1));
            });
            self.for_each_object(&mut |object| match object.as_ref().is_marked() {
                true => object.as_ref().set_marked(false),
                false => garbage.push(object),
            });
            for object in &garbage {
                object.as_ref().increment();
            }
        }
        garbage
    }

    /// Objects that `gc` tells of: those that can hold others.
    pub fn container_objects(&mut self) -> Vec<Value> {
        let mut objects = Vec::new();
        self.for_each_object(&mut |object| {
            // SAFETY: the object is live, and counted for the value.
            unsafe {
                if is_container(object.as_ref().kind()) {
                    object.as_ref().increment();
                    objects.push(Value::from_header(object.as_ptr()));
                }
            }
        });
        objects
    }

    /// The objects that `object` refers to directly.
    pub fn references_of(&mut self, object: &Value) -> Vec<Value> {
        let mut references = Vec::new();
        if let Some(header) = object.header() {
            let mut note = |value: &Value| {
                if !value.is_null() {
                    references.push(value.clone());
                }
            };
            // SAFETY: the object is live, and cloning a value changes nothing but a count.
            unsafe { visit_values(header, &mut note) };
        }
        references
    }
}

/// Whether objects of `kind` can hold others.
pub fn is_container(kind: Kind) -> bool {
    !matches!(kind, Kind::Int | Kind::Float | Kind::Complex | Kind::Str | Kind::Bytes | Kind::ByteArray)
}

impl Vm {
    /// Frees the objects that only refer to each other; gives the number of containers found. Runs `__del__` methods and
    /// callbacks of weak references.
    pub fn collect(&mut self) -> usize {
        self.clear_event(Event::GC);
        if std::mem::replace(&mut self.collecting, true) {
            return 0;
        }
        // What lookups found must not keep a class alive.
        self.method_cache.clear();
        let mut garbage = self.find_garbage();
        // SAFETY: the garbage is counted for this.
        let container = |object: &&NonNull<Header>| is_container(unsafe { object.as_ref() }.kind());
        let found = garbage.iter().filter(container).count();
        if garbage.iter().any(needs_finalizing) {
            self.finalize_garbage(garbage);
            garbage = self.find_garbage();
            if garbage.iter().any(needs_finalizing) {
                // Finalizers made more of it: that is for the next time.
                release(garbage);
                garbage = Vec::new();
            }
        }
        let freed = garbage.iter().filter(container).count();
        self.collector.collections += 1;
        self.collector.collected += freed;
        self.collector.uncollectable += found.saturating_sub(freed);
        self.free_garbage(garbage);
        self.collection_done();
        self.collecting = false;
        found
    }

    /// Empties weak references to garbage, runs finalizers, and lets the garbage go: what is still held by itself only is
    /// found again.
    fn finalize_garbage(&mut self, garbage: Vec<NonNull<Header>>) {
        // SAFETY: the count that `find_garbage` added goes to the values.
        let objects: Vec<Value> =
            garbage.into_iter().map(|object| unsafe { Value::from_header(object.as_ptr()) }).collect();
        for object in &objects {
            // A callback that is garbage itself is not called.
            if let Some(reference) = object.downcast::<PyWeakref>() {
                reference.callback.set(self, Value::NONE);
            }
        }
        for object in &objects {
            if let Some(header) = object.header().filter(|header| header.has(Flags::WEAKLY_REFERENCED)) {
                self.clear_weakrefs(header);
            }
        }
        for object in &objects {
            self.run_del(object);
        }
    }

    /// Drops what each object of the garbage holds, then gives the memory of all back: objects that refer to each other
    /// find headers while that goes on.
    fn free_garbage(&mut self, mut garbage: Vec<NonNull<Header>>) {
        // SAFETY: nothing but the garbage refers to the garbage, and it is counted once more for this.
        unsafe {
            // A class needs its base until it is dropped, and objects need the shapes of their class.
            let mut classes: Vec<_> =
                garbage.extract_if(.., |object| object.as_ref().kind() == Kind::Type).collect();
            classes.sort_by_cached_key(|object| class_rank(self, object.as_ref()));
            garbage.append(&mut classes);
            heap::free_all(&garbage);
        }
    }
}

/// Orders classes: those that others need last.
///
/// # Safety
/// The object is a class.
unsafe fn class_rank(heap: &Heap, object: &Header) -> (usize, usize) {
    // SAFETY: the caller's promise.
    let class = unsafe { &*std::ptr::from_ref(object).cast::<PyType>() };
    let mut metaclasses = 0;
    let mut of = object.shape().class();
    while of.is_heap_type() {
        metaclasses += 1;
        of = of.header.shape().class();
    }
    let ancestors = class.ancestors.get(heap).len();
    (1 + usize::from(u8::MAX).saturating_sub(metaclasses), usize::MAX - ancestors)
}

fn needs_finalizing(object: &NonNull<Header>) -> bool {
    // SAFETY: the garbage is counted for whoever asks.
    let header = unsafe { object.as_ref() };
    header.has(Flags::WEAKLY_REFERENCED)
        || (header.has(Flags::HAS_FINALIZER) && !header.has(Flags::FINALIZED))
}

/// Gives the counts of `find_garbage` back.
fn release(garbage: Vec<NonNull<Header>>) {
    for object in garbage {
        // SAFETY: the count that `find_garbage` added goes to the value.
        drop(unsafe { Value::from_header(object.as_ptr()) });
    }
}
