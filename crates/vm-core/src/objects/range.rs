//! `range`.

use dashu_int::IBig;
use vm_derive::{Traverse, native};

use crate::heap::Heap;
use crate::native::Args;
use crate::object::{Header, Ref};
use crate::objects::{PySlice, PyType};
use crate::ops::items::slice_bounds;
use crate::types::CompareOp;
use crate::value::Value;
use crate::{PyResult, Vm};

/// A range. Each part is an `int`.
#[derive(Traverse)]
#[repr(C)]
pub struct PyRange {
    pub(crate) header: Header,
    pub start: Value,
    pub stop: Value,
    pub step: Value,
}

/// The parts of a range and its length, of any size.
struct Parts {
    start: IBig,
    stop: IBig,
    step: IBig,
    length: IBig,
}

impl PyRange {
    /// Start, step and length, if all parts are small.
    #[inline]
    pub(crate) fn small(&self) -> Option<(i64, i64, i64)> {
        let (start, stop, step) =
            (self.start.as_small_int()?, self.stop.as_small_int()?, self.step.as_small_int()?);
        let distance = if step > 0 { stop.saturating_sub(start) } else { start.saturating_sub(stop) };
        let length = if distance > 0 { (distance as u64 - 1) / step.unsigned_abs() + 1 } else { 0 };
        Some((start, step, i64::try_from(length).ok()?))
    }

    fn parts(&self) -> Parts {
        let part = |value: &Value| value.as_big_int().unwrap_or_default();
        let (start, stop, step) = (part(&self.start), part(&self.stop), part(&self.step));
        let distance = if step > IBig::ZERO { &stop - &start } else { &start - &stop };
        let length = match distance > IBig::ZERO && step != IBig::ZERO {
            true => {
                let size = if step < IBig::ZERO { -step.clone() } else { step.clone() };
                (distance - IBig::ONE) / size + IBig::ONE
            }
            false => IBig::ZERO,
        };
        Parts { start, stop, step, length }
    }

    /// Where `value`, an integer, stands in the range.
    fn position(&self, value: &Value) -> Option<IBig> {
        if let (Some((start, step, length)), Some(value)) = (self.small(), value.as_i64()) {
            let offset = i128::from(value) - i128::from(start);
            let (index, rest) =
                (offset.checked_div(i128::from(step))?, offset.checked_rem(i128::from(step))?);
            return (rest == 0 && (0..i128::from(length)).contains(&index)).then(|| IBig::from(index));
        }
        let parts = self.parts();
        let offset = value.as_big_int()? - &parts.start;
        let (index, rest) = (&offset / &parts.step, &offset % &parts.step);
        (rest == IBig::ZERO && index >= IBig::ZERO && index < parts.length).then_some(index)
    }
}

impl Heap {
    /// A range; `step` is not zero.
    pub fn new_range(&mut self, start: Value, stop: Value, step: Value) -> Ref<PyRange> {
        self.allocate_builtin(|types| &types.range, |header| PyRange { header, start, stop, step })
    }
}

/// range(stop) -> range object
/// range(start, stop[, step]) -> range object
///
/// Return an object that produces a sequence of integers from start (inclusive)
/// to stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.
/// start defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.
/// These are exactly the valid indices for a list of 4 elements.
/// When step is given, it specifies the increment (or decrement).
#[native(name = "range", kind = Range, final, sequence)]
impl PyRange {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, _class: &PyType, args: &Args<'_>) -> PyResult {
        if !args.keyword_names().is_empty() {
            return Err(vm.type_error("range() takes no keyword arguments"));
        }
        let given = args.positional();
        match given.len() {
            0 => return Err(vm.type_error("range expected at least 1 argument, got 0")),
            1..=3 => {}
            more => {
                return Err(vm.type_error(format!("range expected at most 3 arguments, got {more}")));
            }
        }
        let mut parts = Vec::new();
        for value in given {
            parts.push(vm.to_index(value)?);
        }
        let (start, stop, step) = match &parts[..] {
            [start, stop, step] => (start.clone(), stop.clone(), step.clone()),
            [start, stop] => (start.clone(), stop.clone(), Value::int32(1)),
            [stop, ..] => (Value::int32(0), stop.clone(), Value::int32(1)),
            [] => (Value::int32(0), Value::int32(0), Value::int32(1)),
        };
        if step.as_small_int() == Some(0) {
            return Err(vm.value_error("range() arg 3 must not be zero"));
        }
        Ok(vm.new_range(start, stop, step).into())
    }

    #[slot(repr)]
    fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(range) = this.downcast::<PyRange>() else { return Ok(Value::NONE) };
        let (start, stop) = (vm.repr(&range.start)?, vm.repr(&range.stop)?);
        let mut text = format!("range({}, {}", start.text(), stop.text());
        if range.step.as_small_int() != Some(1) {
            text.push_str(&format!(", {}", vm.repr(&range.step)?.text()));
        }
        text.push(')');
        Ok(vm.new_str(&text).into())
    }

    #[slot(len)]
    fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> {
        let Some(range) = this.downcast::<PyRange>() else { return Ok(0) };
        if let Some((_, _, length)) = range.small() {
            return Ok(length as usize);
        }
        match i64::try_from(&range.parts().length) {
            Ok(length) => Ok(length as usize),
            Err(_) => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
        }
    }

    #[slot(bool)]
    fn bool_slot(_vm: &mut Vm, this: &Value) -> PyResult<bool> {
        Ok(this.downcast::<PyRange>().is_some_and(|range| range.parts().length > IBig::ZERO))
    }

    #[slot(iter)]
    fn iter_slot(vm: &mut Vm, this: &Value) -> PyResult {
        let Some(range) = this.downcast::<PyRange>() else { return Ok(Value::NONE) };
        match range.small() {
            Some((start, step, length)) => Ok(vm.new_range_iterator(start, step, length as u64).into()),
            None => Ok(vm.new_sequence_iterator(this.clone()).into()),
        }
    }

    #[slot(getitem)]
    fn getitem_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult {
        let Some(range) = this.downcast::<PyRange>() else { return Ok(Value::NONE) };
        if let (Some((start, step, length)), Some(index)) = (range.small(), key.as_small_int()) {
            let index = if index < 0 { index + length } else { index };
            return match (0..length).contains(&index) {
                true => Ok(vm.new_int(i128::from(start) + i128::from(index) * i128::from(step))),
                false => Err(vm.index_error("range object index out of range")),
            };
        }
        if let (Some((first, step, length)), Some(slice)) = (range.small(), key.downcast::<PySlice>())
            && (slice.step.is_none() || slice.step.is_small_int())
        {
            let (start, stop, stride) = vm.slice_parts(slice)?;
            let (start, stop) = slice_bounds(start, stop, stride, length);
            let at = |index: i64| i128::from(first) + i128::from(index) * i128::from(step);
            let (start, stop) = (vm.new_int(at(start)), vm.new_int(at(stop)));
            let step = vm.new_int(i128::from(stride) * i128::from(step));
            return Ok(vm.new_range(start, stop, step).into());
        }
        let parts = range.parts();
        if let Some(slice) = key.downcast::<PySlice>() {
            let length = vm.new_big_int(parts.length.clone());
            let indices = PySlice::indices(vm, slice, &length)?;
            let indices = vm.iterate_to_vec(&indices)?;
            let [start, stop, step] = &indices[..] else { return Ok(Value::NONE) };
            let part = |value: &Value| value.as_big_int().unwrap_or_default();
            let (start, stop, step) = (
                &parts.start + part(start) * &parts.step,
                &parts.start + part(stop) * &parts.step,
                part(step) * &parts.step,
            );
            let (start, stop, step) = (vm.new_big_int(start), vm.new_big_int(stop), vm.new_big_int(step));
            return Ok(vm.new_range(start, stop, step).into());
        }
        if !key.is_int() && vm.class_of(key).slots(vm).index.is_none() {
            let found = vm.class_name(key);
            return Err(vm.type_error(format!("range indices must be integers or slices, not {found}")));
        }
        let index = vm.to_index(key)?.as_big_int().unwrap_or_default();
        let index = if index < IBig::ZERO { index + &parts.length } else { index };
        match index >= IBig::ZERO && index < parts.length {
            true => Ok(vm.new_big_int(parts.start + index * parts.step)),
            false => Err(vm.index_error("range object index out of range")),
        }
    }

    #[slot(contains)]
    fn contains_slot(vm: &mut Vm, this: &Value, key: &Value) -> PyResult<bool> {
        let Some(range) = this.downcast::<PyRange>() else { return Ok(false) };
        if is_plain_int(key) {
            return Ok(range.position(key).is_some());
        }
        vm.contains_by_iteration(this, key)
    }

    #[slot(compare)]
    fn compare_slot(_vm: &mut Vm, this: &Value, other: &Value, op: CompareOp) -> PyResult {
        let (Some(left), Some(right)) = (this.downcast::<PyRange>(), other.downcast::<PyRange>()) else {
            return Ok(Value::NOT_IMPLEMENTED);
        };
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (left, right) = (left.parts(), right.parts());
        let equal = left.length == right.length
            && (left.length == IBig::ZERO
                || (left.start == right.start && (left.length == IBig::ONE || left.step == right.step)));
        Ok(Value::bool(equal == (op == CompareOp::Eq)))
    }

    #[slot(hash)]
    fn hash_slot(vm: &mut Vm, this: &Value) -> PyResult<i64> {
        let Some(range) = this.downcast::<PyRange>() else { return Ok(0) };
        let parts = range.parts();
        let (empty, single) = (parts.length == IBig::ZERO, parts.length == IBig::ONE);
        let length = vm.new_big_int(parts.length);
        let start = if empty { Value::NONE } else { range.start.clone() };
        let step = if empty || single { Value::NONE } else { range.step.clone() };
        let hashes = [vm.hash(&length)?, vm.hash(&start)?, vm.hash(&step)?];
        Ok(crate::ops::compare::hash_tuple(hashes.into_iter()))
    }

    #[getter(start, member)]
    fn get_start(this: &PyRange) -> Value {
        this.start.clone()
    }

    #[getter(stop, member)]
    fn get_stop(this: &PyRange) -> Value {
        this.stop.clone()
    }

    #[getter(step, member)]
    fn get_step(this: &PyRange) -> Value {
        this.step.clone()
    }

    /// rangeobject.count(value) -> integer -- return number of occurrences of value
    #[method("($self, value, /)")]
    fn count(vm: &mut Vm, this: &PyRange, value: &Value) -> PyResult<usize> {
        if is_plain_int(value) {
            return Ok(usize::from(this.position(value).is_some()));
        }
        let mut count = 0;
        let range: Value = Ref::new(this).into();
        vm.iterate(&range, |vm, item| {
            count += usize::from(vm.equals(&item, value)?);
            Ok(())
        })?;
        Ok(count)
    }

    /// rangeobject.index(value) -> integer -- return index of value.
    /// Raise ValueError if the value is not present.
    #[method("($self, value, /)")]
    fn index(vm: &mut Vm, this: &PyRange, value: &Value) -> PyResult {
        if is_plain_int(value) {
            return match this.position(value) {
                Some(index) => Ok(vm.new_big_int(index)),
                None => Err(vm.value_error("range.index(x): x not in range")),
            };
        }
        let range: Value = Ref::new(this).into();
        let iterator = vm.iter(&range)?;
        let mut index = 0_usize;
        while let Some(item) = vm.next(&iterator)? {
            if vm.equals(&item, value)? {
                return Ok(vm.new_int(index));
            }
            index += 1;
        }
        Err(vm.value_error("sequence.index(x): x not in sequence"))
    }

    /// Return a reverse iterator.
    #[method("($self, /)")]
    fn __reversed__(vm: &mut Vm, this: &PyRange) -> Value {
        if let Some((start, step, length)) = this.small()
            && let Some(last) =
                (length - 1).checked_mul(step).and_then(|distance| start.checked_add(distance))
        {
            return vm.new_range_iterator(last, step.saturating_neg(), length as u64).into();
        }
        let parts = this.parts();
        let last = &parts.start + (&parts.length - IBig::ONE) * &parts.step;
        let (start, stop, step) = match parts.length == IBig::ZERO {
            true => (parts.stop.clone(), parts.stop, IBig::ONE),
            false => (last, parts.start - &parts.step, -parts.step),
        };
        let (start, stop, step) = (vm.new_big_int(start), vm.new_big_int(stop), vm.new_big_int(step));
        let reversed = vm.new_range(start, stop, step).into();
        vm.new_sequence_iterator(reversed).into()
    }

    #[method("($self, /)")]
    fn __reduce__(vm: &mut Vm, this: &PyRange) -> Value {
        let class: Value = vm.types().range.clone().into();
        let parts = [this.start.clone(), this.stop.clone(), this.step.clone()];
        let parts = vm.new_tuple(parts).into();
        vm.new_tuple([class, parts]).into()
    }
}

/// Whether this is an `int` or `bool` itself, whose equality is known.
fn is_plain_int(value: &Value) -> bool {
    value.is_small_int()
        || value.as_bool().is_some()
        || value.header().is_some_and(|header| header.is_exact(crate::object::Kind::Int))
}
