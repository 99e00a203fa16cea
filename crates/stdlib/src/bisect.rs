//! `_bisect`: places in sorted sequences.

use vm_derive::native;

use crate::native::ModuleDef;
use crate::types::CompareOp;
use crate::{PyResult, Value, Vm};

/// The module.
pub static BISECT: ModuleDef = ModuleDef {
    name: "_bisect",
    doc: "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion.",
    functions: Bisect::NATIVE_METHODS,
    init: |_vm, _dict| Ok(()),
};

/// Marker that holds the functions.
pub struct Bisect;

/// Where `x` belongs in `a[lo:hi]`: behind items equal to it if `right`, else before them.
fn place(
    vm: &mut Vm,
    a: &Value,
    x: &Value,
    lo: Option<i64>,
    hi: Option<&Value>,
    key: Option<&Value>,
    right: bool,
) -> PyResult<i64> {
    let mut low = lo.unwrap_or(0);
    if low < 0 {
        return Err(vm.value_error("lo must be non-negative"));
    }
    let mut high = match hi.filter(|hi| !hi.is_none()) {
        Some(hi) => vm.to_i64(hi)?,
        None => vm.len(a)? as i64,
    };
    while low < high {
        let middle = low + (high - low) / 2;
        let index = vm.new_int(middle);
        let mut item = vm.get_item(a, &index)?;
        if let Some(key) = key.filter(|key| !key.is_none()) {
            item = vm.call(key, &[item])?;
        }
        let before = match right {
            true => !vm.compare_bool(x, &item, CompareOp::Lt)?,
            false => vm.compare_bool(&item, x, CompareOp::Lt)?,
        };
        match before {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    Ok(low)
}

macro_rules! functions {
    ($($name:ident $text:literal $insert:ident $insert_text:literal $right:literal,)*) => {
        #[native(module = "_bisect")]
        impl Bisect {
            $(
                /// Return the index where to insert item x in list a, assuming a is sorted.
                #[function("(a, x, lo=0, hi=None, *, key=None)", name = $text)]
                fn $name(
                    vm: &mut Vm,
                    a: &Value,
                    x: &Value,
                    lo: Option<i64>,
                    hi: Option<&Value>,
                    key: Option<&Value>,
                ) -> PyResult<i64> {
                    place(vm, a, x, lo, hi, key, $right)
                }

                /// Insert item x in list a, and keep it sorted assuming a is sorted.
                #[function("(a, x, lo=0, hi=None, *, key=None)", name = $insert_text)]
                fn $insert(
                    vm: &mut Vm,
                    a: &Value,
                    x: &Value,
                    lo: Option<i64>,
                    hi: Option<&Value>,
                    key: Option<&Value>,
                ) -> PyResult<()> {
                    let sought = match key.filter(|key| !key.is_none()) {
                        Some(key) => vm.call(key, std::slice::from_ref(x))?,
                        None => x.clone(),
                    };
                    let index = place(vm, a, &sought, lo, hi, key, $right)?;
                    let index = vm.new_int(index);
                    vm.call_method_str(a, "insert", &[index, x.clone()]).map(drop)
                }
            )*
        }
    };
}

functions! {
    bisect_right "bisect_right" insort_right "insort_right" true,
    bisect_left "bisect_left" insort_left "insort_left" false,
}
