//! Iteration: `iter`, `next`, collecting, and native functions that consume what they iterate.

use std::ops::ControlFlow;

use crate::heap::Heap;
use crate::names::Names;
use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A native function that goes over an iterable, and what it makes of the items.
///
/// What a generator yields is offered where it yields, so that it need not be suspended for each item: most of what pulling an
/// item took.
pub(crate) trait Consumer {
    /// Takes an item, if that runs no Python; else gives it back, with nothing changed.
    ///
    /// # Errors
    /// The item.
    fn take(&mut self, heap: &mut Heap, item: Value) -> Result<(), Value>;

    /// Takes an item that was not taken; `Break` if no more are wanted.
    ///
    /// # Errors
    /// What the Python code raises that this runs.
    fn consume(&mut self, vm: &mut Vm, item: Value) -> PyResult<ControlFlow<()>>;

    /// Takes an item in the one way or the other.
    ///
    /// # Errors
    /// See `consume`.
    #[inline(always)]
    fn take_or_consume(&mut self, vm: &mut Vm, item: Value) -> PyResult<ControlFlow<()>> {
        match self.take(vm, item) {
            Ok(()) => Ok(ControlFlow::Continue(())),
            Err(item) => self.consume(vm, item),
        }
    }
}

/// Takes all items, by a function.
pub(crate) struct Each<F>(pub F);

impl<F: FnMut(&mut Heap, Value)> Consumer for Each<F> {
    fn take(&mut self, heap: &mut Heap, item: Value) -> Result<(), Value> {
        (self.0)(heap, item);
        Ok(())
    }

    fn consume(&mut self, vm: &mut Vm, item: Value) -> PyResult<ControlFlow<()>> {
        (self.0)(vm, item);
        Ok(ControlFlow::Continue(()))
    }
}

impl Vm {
    /// `iter(value)`.
    pub fn iter(&mut self, value: &Value) -> PyResult {
        if let Some(list) = value.downcast_exact::<PyList>() {
            return Ok(self.new_list_iterator(list).into());
        }
        if let Some(generator) = value.downcast::<PyGenerator>()
            && generator.flavor == GeneratorFlavor::Generator
        {
            return Ok(value.clone());
        }
        let class = self.class_of(value);
        let (iter, getitem) = (class.slots(self).iter, class.slots(self).getitem);
        if let Some(iter) = iter
            && !self.is_withheld(value, |names| &names.__iter__)
        {
            let iterator = iter(self, value)?;
            if self.class_of(&iterator).slots(self).next.is_none() {
                let found = self.class_name(&iterator);
                return Err(self.type_error(format!("iter() returned non-iterator of type '{found}'")));
            }
            return Ok(iterator);
        }
        if iter.is_none() && getitem.is_some() && value.kind() != Kind::Dict {
            return Ok(self.new_sequence_iterator(value.clone()).into());
        }
        let name = self.class_of(value).name_text(self);
        Err(self.type_error(format!("'{name}' object is not iterable")))
    }

    /// Whether the value's class, defined in Python, says that it lacks a method by setting it to None.
    fn is_withheld(&mut self, value: &Value, name: impl FnOnce(&Names) -> &Ref<PyStr>) -> bool {
        self.class_of(value).is_heap_type() && {
            let (class, name) = (Ref::new(self.class_of(value)), name(self.names()).clone());
            class.lookup(self, &name).is_some_and(|method| method.is_none())
        }
    }

    /// Whether `iter(value)` finds a method to call.
    pub(crate) fn is_iterable(&self, value: &Value) -> bool {
        let slots = self.class_of(value).slots(self);
        slots.iter.is_some() || slots.getitem.is_some()
    }

    /// The next item of an iterator; `None` at its end.
    #[inline]
    pub fn next(&mut self, iterator: &Value) -> PyResult<Option<Value>> {
        // Most iterators that others go over are those of lists: their step is shorter than a call by pointer.
        if let Some(iterator) = iterator.downcast::<PyListIterator>() {
            return Ok(iterator.advance(self));
        }
        self.next_by_slot(iterator)
    }

    /// As [`Vm::next`], without a look at what iterator it is.
    #[inline(always)]
    pub(crate) fn next_by_slot(&mut self, iterator: &Value) -> PyResult<Option<Value>> {
        // What is no object is no iterator.
        match iterator.header().and_then(|header| header.shape().class().slots(self).next) {
            Some(next) => next(self, iterator),
            None => self.no_iterator(iterator),
        }
    }

    /// The next item of an iterator; NULL at its end.
    #[inline(always)]
    pub(crate) fn next_or_null(&mut self, iterator: &Value) -> PyResult {
        Ok(self.next_by_slot(iterator)?.unwrap_or(Value::NULL))
    }

    #[cold]
    #[inline(never)]
    fn no_iterator(&mut self, value: &Value) -> PyResult<Option<Value>> {
        let name = self.class_name(value);
        Err(self.type_error(format!("'{name}' object is not an iterator")))
    }

    /// Calls `each` with every item of `iterable`.
    pub fn iterate(
        &mut self,
        iterable: &Value,
        mut each: impl FnMut(&mut Vm, Value) -> PyResult<()>,
    ) -> PyResult<()> {
        self.iterate_until(iterable, |vm, item| each(vm, item).map(ControlFlow::Continue))
    }

    /// As [`Vm::iterate`], until `each` breaks.
    fn iterate_until(
        &mut self,
        iterable: &Value,
        mut each: impl FnMut(&mut Vm, Value) -> PyResult<ControlFlow<()>>,
    ) -> PyResult<()> {
        if let Some(tuple) = iterable.downcast_exact::<PyTuple>() {
            for item in tuple.items() {
                if each(self, item.clone())?.is_break() {
                    break;
                }
            }
            return Ok(());
        }
        if let Some(list) = iterable.downcast_exact::<PyList>() {
            let mut index = 0;
            while let Some(item) = list.items(self).get(index).cloned() {
                index += 1;
                if each(self, item)?.is_break() {
                    break;
                }
            }
            return Ok(());
        }
        let iterator = self.iter(iterable)?;
        while let Some(item) = self.next(&iterator)? {
            if each(self, item)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Goes over an iterable for a consumer.
    pub(crate) fn feed(&mut self, iterable: &Value, consumer: &mut impl Consumer) -> PyResult<()> {
        if let Some(generator) = iterable.downcast::<PyGenerator>()
            && generator.flavor == GeneratorFlavor::Generator
        {
            while let Some(item) = self.next_untaken(generator, consumer)? {
                if consumer.consume(self, item)?.is_break() {
                    break;
                }
            }
            return Ok(());
        }
        self.iterate_until(iterable, |vm, item| consumer.take_or_consume(vm, item))
    }

    /// The items of `iterable`.
    pub fn iterate_to_vec(&mut self, iterable: &Value) -> PyResult<Vec<Value>> {
        if let Some(tuple) = iterable.downcast_exact::<PyTuple>() {
            return Ok(tuple.items().to_vec());
        }
        if let Some(list) = iterable.downcast_exact::<PyList>() {
            return Ok(list.items(self).to_vec());
        }
        let mut items = Vec::new();
        self.feed(iterable, &mut Each(|_: &mut Heap, item| items.push(item)))?;
        Ok(items)
    }
}

impl Vm {
    /// The functions that are called when an asynchronous generator is first iterated, and when one is to be finalized;
    /// None if there are none.
    pub fn async_generator_hooks(&self) -> (Value, Value) {
        self.async_hooks.clone()
    }

    /// Sets what [`Vm::async_generator_hooks`] gives.
    pub fn set_async_generator_hooks(&mut self, first_iteration: Value, finalizer: Value) {
        self.async_hooks = (first_iteration, finalizer);
    }
}
