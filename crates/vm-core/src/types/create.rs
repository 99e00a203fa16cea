//! Making classes: the MRO, the layout of instances, and which slots a class has.

use super::slot_wrappers::{all_slot_defs, new_method};
use crate::heap::Heap;
use crate::object::{Kind, Ref};
use crate::objects::{ClassLayout, PyDict, PyNative, PySlotWrapper, PyStr, PyTuple, PyType};
use crate::types::{CompareOp, Special, Specials};
use crate::value::Value;
use crate::{PyResult, Vm};

/// The ancestors of `class` by C3 linearization of its bases; a message if there is none.
pub(crate) fn linearize(heap: &Heap, class: &PyType) -> Result<Vec<Ref<PyType>>, String> {
    let bases = class.bases.get(heap);
    if let Some(twice) = (1..bases.len()).find(|&i| bases[..i].iter().any(|base| base.is(&bases[i]))) {
        return Err(format!("duplicate base class {}", bases[twice].name_text(heap)));
    }
    let mut sequences: Vec<Vec<Ref<PyType>>> = bases
        .iter()
        .map(|base| std::iter::once(base.clone()).chain(base.ancestors.get(heap).iter().cloned()).collect())
        .collect();
    sequences.push(bases.clone());
    sequences.iter_mut().for_each(|sequence| sequence.reverse());
    let mut result = Vec::new();
    loop {
        sequences.retain(|sequence| !sequence.is_empty());
        if sequences.is_empty() {
            return Ok(result);
        }
        // Each sequence is reversed: its head is its last element.
        let mut heads = sequences.iter().filter_map(|sequence| sequence.last());
        let next = heads.find(|head| {
            sequences
                .iter()
                .all(|sequence| !sequence[..sequence.len() - 1].iter().any(|class| class.is(head)))
        });
        let Some(next) = next.cloned() else {
            let mut heads: Vec<&Ref<PyType>> = Vec::new();
            for head in sequences.iter().filter_map(|sequence| sequence.last()) {
                if !heads.iter().any(|known| known.is(head)) {
                    heads.push(head);
                }
            }
            let names: Vec<_> = heads.iter().map(|base| base.name_text(heap)).collect();
            return Err(format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                names.join(", ")
            ));
        };
        for sequence in &mut sequences {
            if sequence.last().is_some_and(|class| class.is(&next)) {
                sequence.pop();
            }
        }
        result.push(next);
    }
}

/// Bytes that a class holds outside of its cell: shapes with their names and transitions, the table of its dict, lists of
/// bases. By how much a process grows for each of many small classes (1.7 KB), less what their cells account for (0.9 KB).
/// It is counted because classes are cycles: however short they live, the collector frees them.
const OUTSIDE_OF_CLASS: usize = 800;

impl Vm {
    /// `type(name, bases, namespace)` for an instance of `metaclass`: everything but the hooks.
    pub(crate) fn new_class(
        &mut self,
        metaclass: &PyType,
        name: Ref<PyStr>,
        mut bases: Vec<Ref<PyType>>,
        namespace: &PyDict,
    ) -> PyResult<Ref<PyType>> {
        if bases.is_empty() {
            bases.push(self.types().object.clone());
        }
        if name.as_bytes().contains(&0) {
            return Err(self.value_error("type name must not contain null characters"));
        }
        let base = self.best_base(&bases)?;
        let dict = self.new_dict();
        dict.merge(self, namespace)?;
        let slots = self.declared_slots(&name, &dict)?;
        let (layout, slot_names) = self.layout_for(&base, &bases, slots)?;
        let offset = crate::objects::class_kind_words(layout.kind) + base.layout.slot_words;

        let class = self.allocate(metaclass, 0, |header| PyType::new(header, layout));
        self.count_outside(OUTSIDE_OF_CLASS);
        class.name.set(self, Some(name.clone()));
        let qualname_key = self.names().__qualname__.clone();
        let qualname = match dict.remove_str(self, &qualname_key) {
            None => name,
            Some(qualname) => match Ref::try_from_value(qualname) {
                Ok(qualname) => qualname,
                Err(other) => {
                    let found = self.class_name(&other);
                    return Err(self.type_error(format!("type __qualname__ must be a str, not {found}")));
                }
            },
        };
        class.qualname.set(self, Some(qualname));
        for base in &bases {
            let me = std::ptr::NonNull::from(&*class);
            base.subclasses.get_mut(self).push(me);
        }
        class.bases.set(self, bases);
        class.base.set(self, Some(base.clone()));
        match linearize(self, &class) {
            Ok(ancestors) => class.ancestors.set(self, ancestors),
            Err(message) => {
                let _ = class.dict.set(dict);
                return Err(self.type_error(message));
            }
        }
        for (index, slot) in slot_names.iter().enumerate() {
            if dict.get_str(self, slot).is_some() {
                let message = format!("'{}' in __slots__ conflicts with class variable", slot.text());
                let _ = class.dict.set(dict);
                return Err(self.value_error(message));
            }
            let member = self.new_member(slot.clone(), &class, offset + index as u16);
            dict.set_str(self, slot, member.into());
        }
        let module_key = self.names().__module__.clone();
        if dict.get_str(self, &module_key).is_none()
            && let Ok(globals) = self.current_globals()
            && let Some(globals) = globals.downcast::<PyDict>()
            && let Some(module) = globals.get_str(self, &self.names().__name__).cloned()
        {
            dict.set_str(self, &module_key, module);
        }
        if dict.get_str(self, &self.names().__doc__).is_none() {
            dict.set_name(self, "__doc__", Value::NONE);
        }
        let (eq, hash) = (self.names().__eq__.clone(), self.names().__hash__.clone());
        if dict.get_str(self, &eq).is_some() && dict.get_str(self, &hash).is_none() {
            // The inherited hash may not agree with the new equality.
            dict.set_str(self, &hash, Value::NONE);
        }
        self.wrap_implicit_methods(&dict);
        // The attributes of a class are its namespace, of whatever metaclass it is.
        let is_metaclass = class.layout.kind == Kind::Type;
        if class.layout.has_dict && !base.layout.has_dict && !is_metaclass {
            self.add_native_getset(&class, &dict, "__dict__");
        }
        if class.layout.has_weakref && !base.layout.has_weakref && !is_metaclass {
            self.add_native_getset(&class, &dict, "__weakref__");
        }
        let static_attributes = dict.get_str(self, &self.names().__static_attributes__);
        let count = static_attributes.and_then(|value| value.downcast::<PyTuple>()).map_or(0, PyTuple::len);
        // Not that of the base's shape: a base without instances of its own has not got it yet.
        let inherited = base.wanted_capacity();
        class.want_capacity(match count + inherited {
            // Whoever has just one instance, whose attributes nobody announced, has few of them.
            0 if class.layout.kind == Kind::Instance => 2,
            known => known,
        });
        class.inherit_collection(self);
        let _ = class.dict.set(dict);
        self.ask_mro(&class)?;
        self.update_slots(&class);
        Ok(class)
    }

    /// Lets a metaclass with its own `mro` method order the ancestors of `class`, which have their usual order by now.
    fn ask_mro(&mut self, class: &PyType) -> PyResult<()> {
        let metaclass = Ref::new(class.header.shape().class());
        let (name, type_) = (self.intern_str("mro"), self.types().type_.clone());
        let (Some(method), Some(usual)) = (metaclass.lookup(self, &name), type_.lookup(self, &name)) else {
            return Ok(());
        };
        if method.is(&usual) {
            return Ok(());
        }
        let this: Value = Ref::new(class).into();
        let order = self.call_bound(&method, &this, &[])?;
        let mut ancestors = Vec::new();
        for ancestor in self.iterate_to_vec(&order)? {
            let Some(ancestor) = ancestor.downcast::<PyType>() else {
                let found = self.class_name(&ancestor);
                return Err(self.type_error(format!("mro() returned a non-class ('{found}')")));
            };
            if !std::ptr::eq(ancestor, class) {
                ancestors.push(Ref::new(ancestor));
            }
        }
        class.ancestors.set(self, ancestors);
        Ok(())
    }

    /// `class.__bases__ = bases`.
    pub(crate) fn set_bases(&mut self, class: &PyType, value: Option<&Value>) -> PyResult<()> {
        let name = class.name_text(self);
        if class.layout.is_immutable || value.is_none() {
            let action = if value.is_none() { "delete" } else { "set" };
            let message = format!("cannot {action} '__bases__' attribute of immutable type '{name}'");
            return Err(self.type_error(message));
        }
        let Some(tuple) = value.and_then(|value| value.downcast::<PyTuple>()) else {
            let found = value.map(|value| self.class_name(value)).unwrap_or_default();
            return Err(self.type_error(format!("can only assign tuple to {name}.__bases__, not {found}")));
        };
        if tuple.items().is_empty() {
            let message = format!("can only assign non-empty tuple to {name}.__bases__, not ()");
            return Err(self.type_error(message));
        }
        let mut bases = Vec::new();
        for base in tuple.items() {
            let Some(base) = base.downcast::<PyType>() else {
                let found = self.class_name(base);
                let message = format!("{name}.__bases__ must be tuple of classes, not '{found}'");
                return Err(self.type_error(message));
            };
            if base.is_subtype(self, class) {
                return Err(self.type_error("a __bases__ item causes an inheritance cycle"));
            }
            bases.push(Ref::new(base));
        }
        let new_base = self.best_base(&bases)?;
        let old_base = class.base.cloned(self).unwrap_or_else(|| self.types().object.clone());
        let (new, old) = (&new_base.layout, &old_base.layout);
        let same_layout = new.kind == old.kind
            && new.slot_words == old.slot_words
            && (new.has_dict, new.has_weakref) == (old.has_dict, old.has_weakref);
        if new.is_heap_type != old.is_heap_type || !same_layout {
            let what = match new.is_heap_type == old.is_heap_type {
                true => "object layout",
                false => "deallocator",
            };
            let (new, old) = (new_base.name_text(self), old_base.name_text(self));
            return Err(self.type_error(format!("__bases__ assignment: '{new}' {what} differs from '{old}'")));
        }
        let old_bases = class.bases.cloned(self);
        self.move_below(class, bases);
        class.base.set(self, Some(new_base));
        if let Err(raised) = self.order_again(class) {
            let error = self.take_raised(raised);
            self.move_below(class, old_bases);
            class.base.set(self, Some(old_base));
            self.order_again(class)?;
            return Err(self.reraise(error));
        }
        class.invalidate(self);
        self.update_slots_of_tree(class);
        Ok(())
    }

    /// Makes `class` a direct subclass of `bases` and of no others.
    fn move_below(&mut self, class: &PyType, bases: Vec<Ref<PyType>>) {
        let me = std::ptr::NonNull::from(class);
        for base in class.bases.cloned(self) {
            base.subclasses.get_mut(self).retain(|subclass| *subclass != me);
        }
        for base in &bases {
            base.subclasses.get_mut(self).push(me);
        }
        class.bases.set(self, bases);
    }

    /// Computes the method resolution order of a class and its subclasses anew.
    fn order_again(&mut self, class: &PyType) -> PyResult<()> {
        self.check_native_stack()?;
        let ancestors = linearize(self, class).map_err(|message| self.type_error(message))?;
        class.ancestors.set(self, ancestors);
        self.ask_mro(class)?;
        class.subclasses(self).iter().try_for_each(|subclass| self.order_again(subclass))
    }

    /// `__new__` is a static method, `__init_subclass__` and `__class_getitem__` are class methods, even if not said so.
    fn wrap_implicit_methods(&mut self, dict: &PyDict) {
        let new = self.names().__new__.clone();
        if let Some(function) = dict.get_str(self, &new).filter(|f| f.kind() == Kind::Function).cloned() {
            let wrapped = self.new_staticmethod(function);
            dict.set_str(self, &new, wrapped.into());
        }
        for name in [self.names().__init_subclass__.clone(), self.names().__class_getitem__.clone()] {
            if let Some(function) = dict.get_str(self, &name).filter(|f| f.kind() == Kind::Function).cloned()
            {
                let wrapped = self.new_classmethod(function);
                dict.set_str(self, &name, wrapped.into());
            }
        }
    }

    fn add_native_getset(&mut self, class: &PyType, dict: &PyDict, name: &'static str) {
        if let Some(def) = crate::objects::INSTANCE_GETSETS.iter().find(|def| def.name == name) {
            let name = self.intern_str(name);
            if dict.get_str(self, &name).is_none() {
                let getset = self.new_getset(def, class);
                dict.set_str(self, &name, getset.into());
            }
        }
    }

    /// The base whose layout extends all others'.
    fn best_base(&mut self, bases: &[Ref<PyType>]) -> PyResult<Ref<PyType>> {
        let mut winner: Option<Ref<PyType>> = None;
        let mut best: Option<Ref<PyType>> = None;
        for candidate in bases {
            if candidate.layout.is_final {
                let name = candidate.name_text(self);
                return Err(self.type_error(format!("type '{name}' is not an acceptable base type")));
            }
            let solid = self.solid_base(candidate);
            match &winner {
                None => (winner, best) = (Some(solid), Some(candidate.clone())),
                Some(current) if current.is_subtype(self, &solid) => {}
                Some(current) if solid.is_subtype(self, current) => {
                    (winner, best) = (Some(solid), Some(candidate.clone()));
                }
                Some(_) => return Err(self.type_error("multiple bases have instance lay-out conflict")),
            }
        }
        Ok(best.unwrap_or_else(|| self.types().object.clone()))
    }

    /// The nearest ancestor (or the class itself) that added something to the layout.
    fn solid_base(&self, class: &PyType) -> Ref<PyType> {
        let mut current = Ref::new(class);
        while let Some(base) = current.base.cloned(self) {
            let (mine, theirs) = (&current.layout, &base.layout);
            if mine.kind != theirs.kind || mine.slot_words != theirs.slot_words {
                return current;
            }
            current = base;
        }
        current
    }

    /// `__slots__` as a list of names; `None` if the class does not declare it.
    fn declared_slots(&mut self, class: &PyStr, dict: &PyDict) -> PyResult<Option<Vec<Ref<PyStr>>>> {
        let Some(slots) = dict.get_str(self, &self.names().__slots__).cloned() else { return Ok(None) };
        let values = match slots.downcast::<PyStr>() {
            Some(_) => vec![slots],
            None => self.iterate_to_vec(&slots)?,
        };
        let mut names = Vec::new();
        for value in values {
            match value.downcast::<PyStr>() {
                Some(name) if is_identifier(name) => {
                    let mangled = self.mangle(class, name);
                    names.push(self.intern_object(&mangled));
                }
                Some(_) => return Err(self.type_error("__slots__ must be identifiers")),
                None => {
                    let found = self.class_name(&value);
                    return Err(self.type_error(format!("__slots__ items must be strings, not '{found}'")));
                }
            }
        }
        Ok(Some(names))
    }

    /// A private name as code inside the class means it: `__name` becomes `_Class__name`.
    fn mangle(&mut self, class: &PyStr, name: &PyStr) -> Ref<PyStr> {
        let text = name.text().to_string_lossy();
        let class = class.text().to_string_lossy();
        let class = class.trim_start_matches('_');
        match text.starts_with("__") && !text.ends_with("__") && !class.is_empty() {
            true => self.new_str(&format!("_{class}{text}")),
            false => Ref::new(name),
        }
    }

    fn layout_for(
        &mut self,
        base: &PyType,
        bases: &[Ref<PyType>],
        slots: Option<Vec<Ref<PyStr>>>,
    ) -> PyResult<(ClassLayout, Vec<Ref<PyStr>>)> {
        let mut names = Vec::new();
        let base_has = |get: fn(&ClassLayout) -> bool| bases.iter().any(|base| get(&base.layout));
        let (mut has_dict, mut has_weakref) = (base_has(|l| l.has_dict), base_has(|l| l.has_weakref));
        match slots {
            None => (has_dict, has_weakref) = (true, true),
            Some(slots) => {
                for slot in slots {
                    match slot.as_str() {
                        Some("__dict__") if has_dict => {
                            return Err(self.type_error("__dict__ slot disallowed: we already got one"));
                        }
                        Some("__dict__") => has_dict = true,
                        Some("__weakref__") if has_weakref => {
                            return Err(self.type_error("__weakref__ slot disallowed: we already got one"));
                        }
                        Some("__weakref__") => has_weakref = true,
                        _ => names.push(slot),
                    }
                }
            }
        }
        if !names.is_empty() && matches!(base.layout.kind, Kind::Int | Kind::Tuple | Kind::Bytes | Kind::Type)
        {
            let base = base.name_text(self);
            return Err(self.type_error(format!("nonempty __slots__ not supported for subtype of '{base}'")));
        }
        names.sort_by(|a, b| a.as_bytes().cmp(b.as_bytes()));
        names.dedup_by(|a, b| a.equals(b));
        if usize::from(base.layout.slot_words) + names.len() > 4096 {
            return Err(self.value_error("too many __slots__"));
        }
        let kind = match base.layout.kind {
            Kind::Null | Kind::None | Kind::Ellipsis | Kind::NotImplemented => Kind::Instance,
            Kind::Bool => Kind::Int,
            kind => kind,
        };
        let layout = ClassLayout {
            kind,
            is_heap_type: true,
            is_final: false,
            no_constructor: false,
            is_sequence: bases.iter().any(|base| base.layout.is_sequence),
            is_mapping: bases.iter().any(|base| base.layout.is_mapping),
            slot_words: base.layout.slot_words + names.len() as u16,
            has_dict,
            has_weakref,
            is_immutable: false,
        };
        Ok((layout, names))
    }

    /// Fills the slots of a Python class from what its MRO defines: a native method's slot, or one that calls Python.
    pub(crate) fn update_slots(&mut self, class: &PyType) {
        let mut slots = crate::types::Slots::default();
        let mut python_named: Vec<&'static str> = Vec::new();
        let (mut custom_getattr, mut custom_compare) = (false, false);
        for pass in 0..2 {
            // Slots with several methods (`__lt__`, `__eq__`…) call Python if any of those is in Python.
            for def in all_slot_defs() {
                let name = self.intern_static(def.name);
                let Some(value) = class.lookup_uncached(self, &name) else { continue };
                let wrapper = value.downcast::<PySlotWrapper>();
                if CompareOp::ALL.iter().any(|op| op.dunder() == def.name) {
                    let own = wrapper.is_some_and(|wrapper| {
                        wrapper.def.0.name == def.name && wrapper.owner.layout.kind == class.layout.kind
                    });
                    custom_compare |= !own;
                }
                match wrapper {
                    Some(wrapper) if wrapper.def.0.name == def.name => {
                        if pass == 0 {
                            (def.copy)(wrapper.owner.slots(self), &mut slots);
                        }
                    }
                    _ => {
                        if pass == 1 {
                            (def.install)(&mut slots);
                            python_named.push(def.name);
                            custom_getattr |= matches!(def.name, "__getattribute__" | "__getattr__");
                        }
                    }
                }
            }
        }
        let new = self.names().__new__.clone();
        slots.new = match class.lookup_uncached(self, &new) {
            Some(value) => match value.downcast::<PyNative>() {
                Some(native) => native.this.downcast::<PyType>().and_then(|owner| owner.slots(self).new),
                None => Some(new_method),
            },
            None => None,
        };
        slots.power_modulo = class.base.get(self).as_ref().and_then(|base| base.slots(self).power_modulo);
        class.has_finalizer.set(slots.del.is_some());
        class.custom_getattr.set(custom_getattr);
        class.custom_compare.set(custom_compare);
        class.slots.set(self, slots);
        let specials = Specials::collect(|special| {
            let name = special.name(self.names()).clone();
            // What has no slot is not known yet.
            let unknown = matches!(special, Special::Enter | Special::Exit);
            match unknown || python_named.iter().any(|named| named.as_bytes() == name.as_bytes()) {
                true => class.lookup_uncached(self, &name).and_then(|value| Ref::try_from_value(value).ok()),
                false => None,
            }
        });
        class.specials.set(self, specials);
    }

    /// To be called after the attribute `name` of a class changed.
    pub(crate) fn class_changed(&mut self, class: &PyType, name: &PyStr) {
        class.invalidate(self);
        let text = name.as_bytes();
        if text.starts_with(b"__") && text.ends_with(b"__") {
            self.update_slots_of_tree(class);
        }
    }

    fn update_slots_of_tree(&mut self, class: &PyType) {
        if class.is_heap_type() {
            self.update_slots(class);
        }
        for subclass in class.subclasses(self) {
            self.update_slots_of_tree(&subclass);
        }
    }
}

fn is_identifier(name: &PyStr) -> bool {
    name.as_str().is_some_and(|text| {
        let mut chars = text.chars();
        chars.next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c))
            && chars.all(unicode_ident::is_xid_continue)
    })
}
