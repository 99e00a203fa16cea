//! The exceptions being handled (`sys.exception()`): a chain through the running generators, as CPython's `exc_info`.
//!
//! Nested `except` blocks of one link keep the outer exception on the value stack.
#![expect(unsafe_code, reason = "the chain runs through generators, which live while they run")]

use std::cell::{Cell, UnsafeCell};
use std::ptr::NonNull;

use crate::object::{Traverse, Visitor};
use crate::value::Value;

/// A link: the exception that the thread or a generator handles, None if there is none.
pub(crate) struct HandledItem {
    exception: UnsafeCell<Value>,
    /// The link of whoever resumed the generator, while it runs.
    pub(crate) previous: Cell<Option<NonNull<HandledItem>>>,
}

impl Default for HandledItem {
    fn default() -> HandledItem {
        HandledItem { exception: UnsafeCell::new(Value::NONE), previous: Cell::new(None) }
    }
}

impl Traverse for HandledItem {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: `HandledStack::replace` is the only place that writes, and calls nothing meanwhile.
        visit(unsafe { &*self.exception.get() });
    }
}

/// See the module documentation.
pub(crate) struct HandledStack {
    root: Box<HandledItem>,
    pub(crate) top: NonNull<HandledItem>,
}

impl HandledStack {
    pub(crate) fn new() -> HandledStack {
        let root = Box::<HandledItem>::default();
        HandledStack { top: NonNull::from(&*root), root }
    }

    /// The innermost handled exception, or None.
    pub(crate) fn current(&self) -> Value {
        let mut link = Some(self.top);
        while let Some(item) = link {
            // SAFETY: links are the root, or of generators that run and so live.
            let item = unsafe { item.as_ref() };
            // SAFETY: as in `traverse`.
            let exception = unsafe { &*item.exception.get() };
            if !exception.is_none() {
                return exception.clone();
            }
            link = item.previous.get();
        }
        Value::NONE
    }

    /// Replaces the exception of the innermost link.
    #[inline(always)]
    pub(crate) fn replace(&mut self, exception: Value) -> Value {
        // SAFETY: as in `current`; no reference to an exception is held by anybody.
        unsafe { std::mem::replace(&mut *self.top.as_ref().exception.get(), exception) }
    }

    /// A generator starts to run, and with it those that it waits for, down to the one with the link `innermost`; they
    /// must live until [`HandledStack::exit`].
    #[inline(always)]
    pub(crate) fn enter(&mut self, outermost: &HandledItem, innermost: &HandledItem) {
        outermost.previous.set(Some(self.top));
        self.top = NonNull::from(innermost);
    }

    /// A running generator stops, and with it those that it waits for.
    #[inline(always)]
    pub(crate) fn exit(&mut self, outermost: &HandledItem) {
        if let Some(previous) = outermost.previous.get() {
            self.top = previous;
        }
    }
}

impl Traverse for HandledStack {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        // Those of generators are shown by the generators.
        self.root.traverse(visit);
    }
}
