//! `gc`: the cycle collector seen from Python. Thresholds and generations are kept for programs that ask, and do not
//! matter: the collector runs when the heap has grown by half.

use vm_core::collector::is_container;
use vm_derive::native;

use crate::native::ModuleDef;
use crate::{PyResult, Value, Vm};

/// The module.
pub static GC: ModuleDef = ModuleDef {
    name: "gc",
    doc: "This module provides access to the garbage collector for reference cycles.",
    functions: Gc::NATIVE_METHODS,
    init: |vm, dict| {
        let garbage = vm.new_list(Vec::new());
        dict.set_name(vm, "garbage", garbage);
        let callbacks = vm.new_list(Vec::new());
        dict.set_name(vm, "callbacks", callbacks);
        for (name, value) in [
            ("DEBUG_STATS", 1),
            ("DEBUG_COLLECTABLE", 2),
            ("DEBUG_UNCOLLECTABLE", 4),
            ("DEBUG_SAVEALL", 32),
            ("DEBUG_LEAK", 38),
        ] {
            dict.set_name(vm, name, Value::int32(value));
        }
        Ok(())
    },
};

/// Marker that holds the functions.
pub struct Gc;

#[native(module = "gc")]
impl Gc {
    /// Run the garbage collector.
    ///
    /// With no arguments, run a full collection.  The optional argument
    /// may be an integer specifying which generation to collect.
    ///
    /// The number of unreachable objects is returned.
    #[function("(generation=2)")]
    fn collect(vm: &mut Vm, generation: Option<i64>) -> PyResult<usize> {
        if !(0..=2).contains(&generation.unwrap_or(2)) {
            return Err(vm.value_error("invalid generation"));
        }
        Ok(vm.collect())
    }

    /// Enable automatic garbage collection.
    #[function("()")]
    fn enable(vm: &mut Vm) {
        vm.enable_collection(true);
    }

    /// Disable automatic garbage collection.
    #[function("()")]
    fn disable(vm: &mut Vm) {
        vm.enable_collection(false);
    }

    /// Returns true if automatic garbage collection is enabled.
    #[function("()")]
    fn isenabled(vm: &mut Vm) -> bool {
        vm.is_collection_enabled()
    }

    /// Return the current collection thresholds.
    #[function("()")]
    fn get_threshold(vm: &mut Vm) -> Value {
        let (first, second, third) = vm.collector_settings.thresholds;
        let items = [first, second, third].map(|number| vm.new_int(number));
        vm.new_tuple(items).into()
    }

    /// Set the collection thresholds (the collection frequency).
    #[function("(threshold0, threshold1=10, threshold2=0, /)")]
    fn set_threshold(vm: &mut Vm, first: i64, second: Option<i64>, third: Option<i64>) {
        let (_, old_second, old_third) = vm.collector_settings.thresholds;
        vm.collector_settings.thresholds = (first, second.unwrap_or(old_second), third.unwrap_or(old_third));
    }

    /// Return a three-tuple of the current collection counts.
    #[function("()")]
    fn get_count(vm: &mut Vm) -> Value {
        vm.new_tuple([Value::int32(0), Value::int32(0), Value::int32(0)]).into()
    }

    /// Get the garbage collection debugging flags.
    #[function("()")]
    fn get_debug(vm: &mut Vm) -> i64 {
        vm.collector_settings.debug
    }

    /// Set the garbage collection debugging flags; they are kept, and change nothing.
    #[function("(flags, /)")]
    fn set_debug(vm: &mut Vm, flags: i64) {
        vm.collector_settings.debug = flags;
    }

    /// Return a list of dictionaries containing per-generation statistics.
    #[function("()")]
    fn get_stats(vm: &mut Vm) -> Value {
        let statistics = vm.collector_statistics();
        let mut generations = Vec::new();
        for generation in 0..3 {
            let dict = vm.new_dict();
            for (name, number) in [
                ("collections", statistics.collections),
                ("collected", statistics.collected),
                ("uncollectable", statistics.uncollectable),
            ] {
                // There is one generation, the oldest.
                let number = vm.new_int(if generation == 2 { number } else { 0 });
                dict.set_name(vm, name, number);
            }
            generations.push(dict.into());
        }
        vm.new_list(generations).into()
    }

    /// Return a list of objects tracked by the collector (excluding the list returned).
    #[function("(generation=None)")]
    fn get_objects(vm: &mut Vm, generation: Option<&Value>) -> Value {
        let young = generation.and_then(Value::as_small_int).is_some_and(|number| number < 2);
        let objects = if young { Vec::new() } else { vm.container_objects() };
        vm.new_list(objects).into()
    }

    /// Returns true if the object is tracked by the garbage collector.
    #[function("(obj, /)")]
    fn is_tracked(_vm: &mut Vm, obj: &Value) -> bool {
        obj.is_pointer() && is_container(obj.kind())
    }

    /// Returns true if the object has been already finalized by the GC.
    #[function("(obj, /)")]
    fn is_finalized(_vm: &mut Vm, obj: &Value) -> bool {
        obj.is_finalized()
    }

    /// Return the list of objects that are directly referred to by 'objs'.
    #[function("(*objs)")]
    fn get_referents(vm: &mut Vm, objs: &[Value]) -> Value {
        let referents = objs.iter().flat_map(|object| vm.references_of(object)).collect();
        vm.new_list(referents).into()
    }

    /// Return the list of objects that directly refer to any of 'objs'.
    #[function("(*objs)")]
    fn get_referrers(vm: &mut Vm, objs: &[Value]) -> Value {
        let mut referrers = vm.container_objects();
        referrers.retain(|candidate| {
            vm.references_of(candidate).iter().any(|held| objs.iter().any(|object| object.is(held)))
        });
        vm.new_list(referrers).into()
    }

    /// Freeze all current tracked objects and ignore them for future collections: does nothing.
    #[function("()")]
    fn freeze(_vm: &mut Vm) {}

    /// Unfreeze all objects in the permanent generation: does nothing.
    #[function("()")]
    fn unfreeze(_vm: &mut Vm) {}

    /// Return the number of objects in the permanent generation.
    #[function("()")]
    fn get_freeze_count(_vm: &mut Vm) -> i64 {
        0
    }
}
