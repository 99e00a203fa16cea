//! Special methods that are Python functions: a class keeps them where instructions and slots find them without a lookup.

use crate::names::Names;
use crate::object::Ref;
use crate::objects::{PyFunction, PyStr};
use crate::types::CompareOp;

macro_rules! specials {
    ($($variant:ident $name:ident,)*) => {
        /// A special method that is looked for often.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Special { $($variant,)* }

        impl Special {
            const ALL: &[Special] = &[$(Special::$variant,)*];

            pub(crate) fn name(self, names: &Names) -> &Ref<PyStr> {
                match self { $(Special::$variant => &names.$name,)* }
            }
        }
    };
}

specials! {
    Lt __lt__,
    Le __le__,
    Eq __eq__,
    Ne __ne__,
    Gt __gt__,
    Ge __ge__,
    GetItem __getitem__,
    SetItem __setitem__,
    Contains __contains__,
    Bool __bool__,
    Len __len__,
    Hash __hash__,
    Next __next__,
    GetAttr __getattr__,
    Enter __enter__,
    Exit __exit__,
    Call __call__,
}

impl From<CompareOp> for Special {
    fn from(op: CompareOp) -> Special {
        Special::ALL[op as usize]
    }
}

/// The special methods of a class that are Python functions. As current as the class's slots.
pub(crate) struct Specials([Option<Ref<PyFunction>>; Special::ALL.len()]);

impl Specials {
    /// What `find` knows of each; `None` if that is nothing.
    pub(crate) fn collect(find: impl FnMut(Special) -> Option<Ref<PyFunction>>) -> Option<Box<Specials>> {
        let mut functions = Special::ALL.iter().copied().map(find);
        let functions = std::array::from_fn(|_| functions.next().flatten());
        functions.iter().any(Option::is_some).then(|| Box::new(Specials(functions)))
    }

    #[inline(always)]
    pub(crate) fn get(&self, special: Special) -> Option<&Ref<PyFunction>> {
        self.0[special as usize].as_ref()
    }
}

impl crate::object::Traverse for Specials {
    fn traverse(&self, visit: &mut crate::object::Visitor<'_>) {
        for function in self.0.iter().flatten() {
            function.traverse(visit);
        }
    }
}
