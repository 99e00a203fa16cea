//! Structural pattern matching and unpacking.

use smallvec::SmallVec;

use crate::object::Ref;
use crate::objects::*;
use crate::value::Value;
use crate::{PyResult, Vm};

impl Vm {
    /// The values of `keys` in `subject`, as a tuple; None if one is missing.
    pub(crate) fn match_keys(&mut self, subject: &Value, keys: &Value) -> PyResult {
        let keys = keys.downcast::<PyTuple>().map(PyTuple::items).unwrap_or_default();
        let get = self.names().get.clone();
        let mut values = Vec::with_capacity(keys.len());
        let seen = self.new_set();
        let dummy: Value = self.new_dict().into();
        for key in keys {
            if !seen.add(self, key)? {
                let text = self.repr(key)?.text().to_string_lossy();
                return Err(self.value_error(format!("mapping pattern checks duplicate key ({text})")));
            }
            let value = self.call_method(subject, &get, &[key.clone(), dummy.clone()])?;
            if value.is(&dummy) {
                return Ok(Value::NONE);
            }
            values.push(value);
        }
        Ok(self.new_tuple(values).into())
    }

    /// The attributes that a class pattern asks for, as a tuple; None if `subject` does not match.
    pub(crate) fn match_class(
        &mut self,
        subject: &Value,
        class: &Value,
        count: usize,
        names: &Value,
    ) -> PyResult {
        let Some(class_type) = class.downcast::<PyType>() else {
            return Err(self.type_error("called match pattern must be a class"));
        };
        if !self.is_instance(subject, class)? {
            return Ok(Value::NONE);
        }
        let class_name = class_type.name_text(self);
        let mut values = Vec::new();
        let mut seen: Vec<Ref<PyStr>> = Vec::new();
        if count > 0 {
            let name = self.names().__match_args__.clone();
            let match_args = self.get_attr_optional(class, &name)?;
            let (allowed, match_self) = match &match_args {
                Some(value) => match value.downcast::<PyTuple>() {
                    Some(tuple) => (tuple.items().to_vec(), false),
                    None => {
                        let found = self.class_name(value);
                        return Err(self.type_error(format!(
                            "{class_name}.__match_args__ must be a tuple (got {found})"
                        )));
                    }
                },
                None => (Vec::new(), self.matches_self(class_type)),
            };
            let most = if match_self { 1 } else { allowed.len() };
            if count > most {
                let plural = if most == 1 { "" } else { "s" };
                return Err(self.type_error(format!(
                    "{class_name}() accepts {most} positional sub-pattern{plural} ({count} given)"
                )));
            }
            if match_self {
                values.push(subject.clone());
            } else {
                for name in &allowed[..count] {
                    let Some(name) = name.downcast::<PyStr>() else {
                        let found = self.class_name(name);
                        return Err(
                            self.type_error(format!("__match_args__ elements must be strings (got {found})"))
                        );
                    };
                    match self.match_attribute(subject, &class_name, name, &mut seen)? {
                        Some(value) => values.push(value),
                        None => return Ok(Value::NONE),
                    }
                }
            }
        }
        let names = names.downcast::<PyTuple>().map(|names| names.items().to_vec()).unwrap_or_default();
        for name in &names {
            let Some(name) = name.downcast::<PyStr>() else { continue };
            match self.match_attribute(subject, &class_name, name, &mut seen)? {
                Some(value) => values.push(value),
                None => return Ok(Value::NONE),
            }
        }
        Ok(self.new_tuple(values).into())
    }

    fn match_attribute(
        &mut self,
        subject: &Value,
        class: &str,
        name: &PyStr,
        seen: &mut Vec<Ref<PyStr>>,
    ) -> PyResult<Option<Value>> {
        let name = self.intern_object(name);
        if seen.iter().any(|known| known.is(&name)) {
            let name = name.text().to_string_lossy();
            return Err(
                self.type_error(format!("{class}() got multiple sub-patterns for attribute '{name}'"))
            );
        }
        seen.push(name.clone());
        self.get_attr_optional(subject, &name)
    }

    /// Whether a positional sub-pattern of the class matches the subject itself.
    fn matches_self(&self, class: &PyType) -> bool {
        let types = self.types();
        [
            &types.bool,
            &types.bytearray,
            &types.bytes,
            &types.dict,
            &types.float,
            &types.frozenset,
            &types.int,
            &types.list,
            &types.set,
            &types.str,
            &types.tuple,
        ]
        .into_iter()
        .any(|builtin| class.is_subtype(self, builtin))
    }

    /// Exactly `count` items of `iterable`.
    pub(crate) fn unpack(&mut self, iterable: &Value, count: usize) -> PyResult<SmallVec<[Value; 8]>> {
        let plain = match (iterable.downcast_exact::<PyTuple>(), iterable.downcast_exact::<PyList>()) {
            (Some(tuple), _) => tuple.items(),
            (None, Some(list)) => list.items(self),
            (None, None) => &[],
        };
        if plain.len() == count && count > 0 {
            return Ok(plain.iter().cloned().collect());
        }
        if self.class_of(iterable).slots(self).iter.is_none()
            && self.class_of(iterable).slots(self).getitem.is_none()
        {
            let name = self.class_name(iterable);
            return Err(self.type_error(format!("cannot unpack non-iterable {name} object")));
        }
        let iterator = self.iter(iterable)?;
        let mut items = SmallVec::new();
        while items.len() < count {
            match self.next(&iterator)? {
                Some(item) => items.push(item),
                None => {
                    let got = items.len();
                    return Err(self
                        .value_error(format!("not enough values to unpack (expected {count}, got {got})")));
                }
            }
        }
        match self.next(&iterator)? {
            None => Ok(items),
            Some(_) => {
                let sized = matches!(
                    iterable.kind(),
                    crate::object::Kind::List | crate::object::Kind::Tuple | crate::object::Kind::Dict
                );
                let got = if sized { format!(", got {}", self.len(iterable)?) } else { String::new() };
                Err(self.value_error(format!("too many values to unpack (expected {count}{got})")))
            }
        }
    }

    /// `before` items, a list of the middle, and `after` items.
    pub(crate) fn unpack_starred(
        &mut self,
        iterable: &Value,
        before: usize,
        after: usize,
    ) -> PyResult<Vec<Value>> {
        if self.class_of(iterable).slots(self).iter.is_none()
            && self.class_of(iterable).slots(self).getitem.is_none()
        {
            let name = self.class_name(iterable);
            return Err(self.type_error(format!("cannot unpack non-iterable {name} object")));
        }
        let mut items = self.iterate_to_vec(iterable)?;
        if items.len() < before + after {
            let (least, got) = (before + after, items.len());
            return Err(self
                .value_error(format!("not enough values to unpack (expected at least {least}, got {got})")));
        }
        let tail = items.split_off(items.len() - after);
        let middle = items.split_off(before);
        let middle = self.new_list(middle);
        items.push(middle.into());
        items.extend(tail);
        Ok(items)
    }
}
