//! `sum`: of integers first, then of floats and complex numbers, then of anything, in that order, as CPython's
//! `builtin_sum_impl` (Python/bltinmodule.c): what was left is not gone back to.

use std::ops::ControlFlow;

use crate::heap::Heap;
use crate::object::Kind;
use crate::objects::PyComplex;
use crate::ops::iteration::Consumer;
use crate::types::BinaryOperator;
use crate::value::Value;
use crate::{PyResult, Vm};

/// `sum(iterable, start)`.
pub(super) fn sum(vm: &mut Vm, iterable: &Value, start: Value) -> PyResult {
    let total = match exact_int(&start).filter(|_| start.as_bool().is_none()) {
        Some(int) => Total::Int(int),
        None => Total::of(start),
    };
    let mut sum = Sum(total);
    vm.feed(iterable, &mut sum)?;
    Ok(sum.0.into_value(vm))
}

/// A sum of doubles, and what rounding took from it: kept apart and added at the end (Neumaier's method).
#[derive(Clone, Copy)]
struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    fn new(sum: f64) -> Compensated {
        Compensated { sum, lost: 0.0 }
    }

    #[inline(always)]
    fn add(&mut self, number: f64) {
        let next = self.sum + number;
        self.lost += match self.sum.abs() >= number.abs() {
            true => (self.sum - next) + number,
            false => (number - next) + self.sum,
        };
        self.sum = next;
    }

    fn value(self) -> f64 {
        if self.lost != 0.0 && self.lost.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

/// What the items add up to so far.
enum Total {
    Int(i64),
    Float(Compensated),
    Complex { real: Compensated, imag: Compensated },
    Any(Value),
}

/// The integer in 64 bits, if it is one and of no subclass but `bool`.
fn exact_int(value: &Value) -> Option<i64> {
    match value.header() {
        Some(header) if header.is_exact(Kind::Int) => value.as_i64(),
        Some(_) => None,
        None => value.as_small_int().or(value.as_bool().map(i64::from)),
    }
}

/// The float, if it is one and of no subclass.
fn exact_float(value: &Value) -> Option<f64> {
    value.as_float().filter(|_| value.header().is_none_or(|header| header.is_exact(Kind::Float)))
}

impl Total {
    /// What goes on from a result that is no sum of integers.
    fn of(value: Value) -> Total {
        if let Some(float) = exact_float(&value) {
            return Total::Float(Compensated::new(float));
        }
        match value.downcast_exact::<PyComplex>() {
            Some(complex) => {
                let (real, imag) = (Compensated::new(complex.real), Compensated::new(complex.imag));
                Total::Complex { real, imag }
            }
            None => Total::Any(value),
        }
    }

    fn into_value(self, heap: &mut Heap) -> Value {
        match self {
            Total::Int(int) => heap.new_int(int),
            Total::Float(sum) => heap.new_float(sum.value()),
            Total::Complex { real, imag } => heap.new_complex(real.value(), imag.value()).into(),
            Total::Any(value) => value,
        }
    }
}

struct Sum(Total);

impl Consumer for Sum {
    #[inline(always)]
    fn take(&mut self, _heap: &mut Heap, item: Value) -> Result<(), Value> {
        match &mut self.0 {
            Total::Int(sum) if item.is_small_int() => match sum.checked_add(item.small_int_unchecked()) {
                Some(next) => *sum = next,
                None => return Err(item),
            },
            Total::Float(sum) if item.is_small_int() => sum.add(item.small_int_unchecked() as f64),
            Total::Float(sum) => match exact_float(&item) {
                Some(float) => sum.add(float),
                None => return Err(item),
            },
            _ => return Err(item),
        }
        Ok(())
    }

    fn consume(&mut self, vm: &mut Vm, item: Value) -> PyResult<ControlFlow<()>> {
        match &mut self.0 {
            Total::Int(sum) => {
                if let Some(next) = exact_int(&item).and_then(|int| sum.checked_add(int)) {
                    *sum = next;
                    return Ok(ControlFlow::Continue(()));
                }
            }
            Total::Float(sum) if item.is_int() => {
                sum.add(vm.to_f64(&item)?);
                return Ok(ControlFlow::Continue(()));
            }
            Total::Complex { real, imag } => {
                if let Some(complex) = item.downcast_exact::<PyComplex>() {
                    real.add(complex.real);
                    imag.add(complex.imag);
                    return Ok(ControlFlow::Continue(()));
                }
                if item.is_int() || item.as_float().is_some() {
                    real.add(vm.to_f64(&item)?);
                    return Ok(ControlFlow::Continue(()));
                }
            }
            Total::Float(_) | Total::Any(_) => {}
        }
        let may_be_float = matches!(self.0, Total::Int(_));
        let may_be_complex = may_be_float || matches!(self.0, Total::Float(_));
        let total = std::mem::replace(&mut self.0, Total::Int(0)).into_value(vm);
        let total = vm.binary(&total, &item, BinaryOperator::Add)?;
        self.0 = match Total::of(total) {
            Total::Float(sum) if !may_be_float => Total::Any(vm.new_float(sum.sum)),
            complex @ Total::Complex { .. } if !may_be_complex => Total::Any(complex.into_value(vm)),
            total => total,
        };
        Ok(ControlFlow::Continue(()))
    }
}
