//! Procedural macros that declare native classes, modules and functions.
//!
//! - `#[native(…)]` on an `impl` block turns its marked functions into methods, getters and slots of a class, or
//!   functions of a module. See its documentation.
//! - `#[derive(Traverse)]` shows an object's fields to the cycle collector.

mod native;
mod signature;

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, parse_macro_input};

/// Declares a native class or module from an `impl` block.
///
/// ```text
/// /// The class's documentation.
/// #[native(name = "list", kind = List)]
/// impl PyList {
///     /// Append object to the end of the list.
///     #[method("($self, object, /)")]
///     fn append(heap: &mut Heap, this: &PyList, object: Value) { this.items_mut(heap).push(object); }
///
///     #[getter] fn count(heap: &Heap, this: &PyList) -> usize { … }
///     #[setter(count)] fn set_count(vm: &mut Vm, this: &PyList, value: Option<&Value>) -> PyResult<()> { … }
///     #[slot(len)] fn len_slot(vm: &mut Vm, this: &Value) -> PyResult<usize> { … }
///     #[number(Add)] fn add(vm: &mut Vm, left: &Value, right: &Value) -> PyResult { … }
///     #[inplace(Add)] fn extend_by(vm: &mut Vm, this: &Value, other: &Value) -> PyResult { … }
///     #[classmethod("($type, iterable, /)")] fn from(vm: &mut Vm, class: &PyType, iterable: &Value) -> PyResult { … }
///     #[staticmethod("(x, y, /)")] fn maketrans(vm: &mut Vm, x: &Value, y: &Value) -> PyResult { … }
///     #[function("(iterable, /, *, key=None, reverse=False)")] fn sorted(…)      // in modules
/// }
/// ```
///
/// The signature is CPython's `__text_signature__`: it alone says names, kinds and defaults of parameters. The Rust
/// function takes `vm: &mut Vm` (may run Python), `heap: &mut Heap` (may change objects) or `heap: &Heap` first, or no
/// token; then `this` for methods; then one parameter for each of the signature, of any type that implements
/// `FromArg`; `*args` is `&[Value]`, `**kwargs` is `Keywords<'_>`. It returns anything that implements `IntoResult`.
/// The Python name is the Rust name without a trailing underscore, or `name = "…"` after the signature.
///
/// Compiled code calls functions that run no Python without making frames for them. Those are known by their parameters:
/// no `&mut Vm`, and no argument that is converted. `plain` after the signature says it of a function that takes
/// `&mut Vm` only to raise, before it changes anything; `plain = scalars` says it of one that may convert its arguments, if
/// they are strings, integers or immediates; `plain = function` names one that does the work where that runs no Python
/// (`crate::native::Plain`).
#[proc_macro_attribute]
pub fn native(attributes: TokenStream, item: TokenStream) -> TokenStream {
    native::expand(attributes.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Implements `Traverse`: every field is shown to the visitor, in order.
#[proc_macro_derive(Traverse)]
pub fn derive_traverse(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    let name = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    let body = match &item.data {
        Data::Struct(data) => {
            let fields = data.fields.members();
            quote!(#(crate::object::Traverse::traverse(&self.#fields, visit);)*)
        }
        Data::Enum(data) => {
            let arms = data.variants.iter().map(|variant| {
                let ident = &variant.ident;
                let members: Vec<_> = variant.fields.members().collect();
                let bindings: Vec<_> =
                    (0..members.len()).map(|i| quote::format_ident!("field_{i}")).collect();
                quote!(#name::#ident { #(#members: #bindings),* } => {
                    #(crate::object::Traverse::traverse(#bindings, visit);)*
                })
            });
            quote!(match self { #(#arms)* })
        }
        Data::Union(_) => {
            return syn::Error::new_spanned(name, "unions cannot be traversed").into_compile_error().into();
        }
    };
    quote! {
        impl #impl_generics crate::object::Traverse for #name #type_generics #where_clause {
            #[allow(unused_variables, reason = "objects without fields have nothing to visit")]
            fn traverse(&self, visit: &mut crate::object::Visitor<'_>) {
                #body
            }
        }
    }
    .into()
}
