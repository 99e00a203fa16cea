//! Iteration: `iter`, `next`, and collecting.

use crate::names::Names;
use crate::object::{Kind, Ref};
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

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
        match (iterable.downcast_exact::<PyTuple>(), iterable.downcast_exact::<PyList>()) {
            (Some(tuple), _) => tuple.items().iter().try_for_each(|item| each(self, item.clone())),
            (None, Some(list)) => {
                let mut index = 0;
                while let Some(item) = list.items(self).get(index).cloned() {
                    index += 1;
                    each(self, item)?;
                }
                Ok(())
            }
            (None, None) => {
                let iterator = self.iter(iterable)?;
                while let Some(item) = self.next(&iterator)? {
                    each(self, item)?;
                }
                Ok(())
            }
        }
    }

    /// The items of `iterable`.
    pub fn iterate_to_vec(&mut self, iterable: &Value) -> PyResult<Vec<Value>> {
        if let Some(tuple) = iterable.downcast_exact::<PyTuple>() {
            return Ok(tuple.items().to_vec());
        }
        if let Some(list) = iterable.downcast_exact::<PyList>() {
            return Ok(list.items(self).to_vec());
        }
        let iterator = self.iter(iterable)?;
        let mut items = Vec::new();
        while let Some(item) = self.next(&iterator)? {
            items.push(item);
        }
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
