//! The `#[native]` attribute: from marked functions to static tables.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, FnArg, ImplItem, ImplItemFn, ItemImpl, LitStr, Result, Token, Type};

use crate::signature::{self, ParameterKind};

/// `name = "list", kind = List, module = "builtins", final, …`
struct ClassAttributes {
    name: Option<LitStr>,
    module: Option<LitStr>,
    kind: Option<Ident>,
    flags: Vec<Ident>,
}

impl Parse for ClassAttributes {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut attributes = ClassAttributes { name: None, module: None, kind: None, flags: Vec::new() };
        while !input.is_empty() {
            let key: Ident = input.call(syn::ext::IdentExt::parse_any)?;
            if input.peek(Token![=]) {
                input.parse::<Token![=]>()?;
                match key.to_string().as_str() {
                    "name" => attributes.name = Some(input.parse()?),
                    "module" => attributes.module = Some(input.parse()?),
                    "kind" => attributes.kind = Some(input.parse()?),
                    _ => return Err(Error::new(key.span(), "expected `name`, `module` or `kind`")),
                }
            } else {
                attributes.flags.push(key);
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(attributes)
    }
}

/// `"(signature)"`, then perhaps `name = "python_name"` and `plain`, `plain = scalars` or `plain = function`.
struct MethodAttributes {
    signature: LitStr,
    name: Option<LitStr>,
    plain: Plain,
}

/// What of a function is known to run no Python code.
enum Plain {
    /// What its parameters tell.
    Derived,
    /// All.
    All,
    /// All, with arguments that are strings, integers or immediates.
    OfScalars,
    /// What a function of that name does.
    Where(Ident),
}

impl Parse for MethodAttributes {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let signature = input.parse()?;
        let (mut name, mut plain) = (None, Plain::Derived);
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            let key: Ident = input.parse()?;
            let value = input.parse::<Option<Token![=]>>()?.is_some();
            match (key.to_string().as_str(), value) {
                ("name", true) => name = Some(input.parse()?),
                ("plain", true) => {
                    let function: Ident = input.parse()?;
                    plain = if function == "scalars" { Plain::OfScalars } else { Plain::Where(function) };
                }
                ("plain", false) => plain = Plain::All,
                _ => return Err(Error::new(key.span(), "expected `name = …`, `plain` or `plain = …`")),
            }
        }
        Ok(MethodAttributes { signature, name, plain })
    }
}

/// A computed attribute: what reads and what sets it.
struct Getset {
    name: String,
    doc: String,
    get: Option<TokenStream>,
    set: Option<TokenStream>,
    /// Whether CPython has a member there.
    member: bool,
}

pub fn expand(attributes: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let class: ClassAttributes = syn::parse2(attributes)?;
    let mut block: ItemImpl = syn::parse2(item)?;
    let self_type = block.self_ty.clone();
    let doc = doc_of(&block.attrs);
    let (mut defs, mut slots, mut wrappers) = (Vec::new(), Vec::new(), Vec::new());
    let mut getsets: Vec<Getset> = Vec::new();

    for item in &mut block.items {
        let ImplItem::Fn(function) = item else { continue };
        let Some((marker, attribute)) = take_marker(function) else { continue };
        let function: &ImplItemFn = function;
        let ident = &function.sig.ident;
        let doc = doc_of(&function.attrs);
        match marker.as_str() {
            "slot" => {
                let slot: Ident = attribute.parse_args()?;
                slots.push(quote!(slots.#slot = Some(<#self_type>::#ident);));
            }
            "number" => {
                let operators: Punctuated<Ident, Token![,]> =
                    attribute.parse_args_with(Punctuated::parse_terminated)?;
                for operator in operators {
                    slots.push(quote! {
                        slots.binary[crate::types::BinaryOperator::#operator as usize] = Some(<#self_type>::#ident);
                    });
                }
            }
            "inplace" => {
                let operator: Ident = attribute.parse_args()?;
                slots.push(quote! {
                    slots.inplace[crate::types::BinaryOperator::#operator as usize] = Some(<#self_type>::#ident);
                });
            }
            "getter" => {
                // `name`, `member` or both, as in `getter(__self__, member)`.
                let words = match attribute.meta {
                    syn::Meta::Path(_) => Punctuated::new(),
                    _ => attribute.parse_args_with(Punctuated::<Ident, Token![,]>::parse_terminated)?,
                };
                let member = words.iter().any(|word| word == "member");
                let name = words.iter().find(|word| *word != "member");
                let name = name.map_or_else(|| python_name(ident), Ident::to_string);
                let (call, wrapper) = getter(&self_type, function)?;
                wrappers.push(wrapper);
                match getsets.iter_mut().find(|getset| getset.name == name) {
                    Some(getset) => (getset.doc, getset.get) = (doc, Some(call)),
                    None => getsets.push(Getset { name, doc, get: Some(call), set: None, member }),
                }
            }
            "setter" => {
                let name = attribute.parse_args::<Ident>()?.to_string();
                let (call, wrapper) = setter(&self_type, function)?;
                wrappers.push(wrapper);
                match getsets.iter_mut().find(|getset| getset.name == name) {
                    Some(getset) => getset.set = Some(call),
                    None => getsets.push(Getset { name, doc, get: None, set: Some(call), member: false }),
                }
            }
            kind => {
                let attributes: MethodAttributes = attribute.parse_args()?;
                let (def, wrapper) = method(&self_type, function, kind, &attributes, &doc, &class)?;
                defs.push(def);
                wrappers.push(wrapper);
            }
        }
    }

    let getsets = getsets.into_iter().map(|Getset { name, doc, get, set, member }| {
        let (get, set) = (option(get), option(set));
        quote!(crate::native::GetSetDef { member: #member, name: #name, doc: #doc, get: #get, set: #set })
    });
    let spec = class.name.as_ref().map(|name| {
        let module = class.module.as_ref().map_or_else(|| "builtins".to_owned(), LitStr::value);
        let kind = class.kind.clone().unwrap_or_else(|| format_ident!("Instance"));
        let flag = |flag: &str| class.flags.iter().any(|f| f == flag);
        let (is_final, sequence, abstract_, mapping) =
            (flag("final"), flag("sequence"), flag("no_constructor"), flag("mapping"));
        let with_dict = flag("dict");
        quote! {
            impl crate::native::NativeClass for #self_type {
                const SPEC: crate::native::ClassSpec = crate::native::ClassSpec {
                    name: #name,
                    module: #module,
                    doc: #doc,
                    kind: crate::object::Kind::#kind,
                    is_final: #is_final,
                    is_sequence: #sequence,
                    is_mapping: #mapping,
                    no_constructor: #abstract_,
                    with_dict: #with_dict,
                    methods: <#self_type>::NATIVE_METHODS,
                    getsets: <#self_type>::NATIVE_GETSETS,
                    slots: <#self_type>::fill_slots,
                };
            }
        }
    });
    Ok(quote! {
        #block
        impl #self_type {
            /// The functions declared in this block.
            pub const NATIVE_METHODS: &'static [crate::native::NativeDef] = &[#(#defs),*];
            /// The computed attributes declared in this block.
            pub const NATIVE_GETSETS: &'static [crate::native::GetSetDef] = &[#(#getsets),*];
            #[allow(unused_variables, reason = "modules and some classes have no slots")]
            fn fill_slots(slots: &mut crate::types::Slots) {
                #(#slots)*
            }
            #(#wrappers)*
        }
        #spec
    })
}

fn option(tokens: Option<TokenStream>) -> TokenStream {
    tokens.map_or_else(|| quote!(None), |t| quote!(Some(#t)))
}

/// Removes the attribute that marks a native function.
fn take_marker(function: &mut ImplItemFn) -> Option<(String, Attribute)> {
    const MARKERS: [&str; 9] = [
        "method",
        "classmethod",
        "staticmethod",
        "function",
        "getter",
        "setter",
        "slot",
        "number",
        "inplace",
    ];
    let index = function
        .attrs
        .iter()
        .position(|a| a.path().get_ident().is_some_and(|i| MARKERS.iter().any(|m| i == m)))?;
    let attribute = function.attrs.remove(index);
    let name = attribute.path().get_ident()?.to_string();
    Some((name, attribute))
}

fn doc_of(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter(|a| a.path().is_ident("doc")).filter_map(|a| match &a.meta {
        syn::Meta::NameValue(meta) => match &meta.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    lines.map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned()).collect::<Vec<_>>().join("\n")
}

fn python_name(ident: &Ident) -> String {
    let name = ident.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    match name.ends_with("__") {
        true => name.to_owned(),
        false => name.strip_suffix('_').unwrap_or(name).to_owned(),
    }
}

/// Whether the first parameter is a token, and how to make it from `vm`.
fn token(function: &ImplItemFn) -> Option<TokenStream> {
    let Some(FnArg::Typed(first)) = function.sig.inputs.first() else { return None };
    let Type::Reference(reference) = &*first.ty else { return None };
    let Type::Path(path) = &*reference.elem else { return None };
    let name = path.path.segments.last()?.ident.to_string();
    match (name.as_str(), reference.mutability.is_some()) {
        ("Vm", true) => Some(quote!(vm)),
        ("Vm", false) => Some(quote!(&*vm)),
        ("Heap", true) => Some(quote!(&mut *vm)),
        ("Heap", false) => Some(quote!(&*vm)),
        _ => None,
    }
}

/// Whether a function runs no Python code, as its parameters tell: it gets no `&mut Vm`, and its arguments are not
/// converted.
fn runs_no_python(function: &ImplItemFn, types: &[&Type]) -> bool {
    let takes_machine = matches!(token(function), Some(token) if token.to_string() == "vm");
    !takes_machine && types.iter().all(|of| is_taken_as_it_is(of))
}

/// Whether arguments of a type are taken without conversion: values, objects of some class, and such that may be missing.
fn is_taken_as_it_is(of: &Type) -> bool {
    let path = match of {
        Type::Reference(reference) => &*reference.elem,
        of => of,
    };
    let Type::Path(path) = path else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    let name = last.ident.to_string();
    match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) if name == "Option" || name == "Ref" => arguments
            .args
            .iter()
            .all(|argument| matches!(argument, syn::GenericArgument::Type(of) if is_taken_as_it_is(of))),
        syn::PathArguments::None => name == "Value" || name.starts_with("Py") || name == "Self",
        _ => false,
    }
}

/// The types of the parameters behind the token.
fn parameter_types(function: &ImplItemFn) -> Result<Vec<&Type>> {
    let skip = usize::from(token(function).is_some());
    let types = function.sig.inputs.iter().skip(skip).map(|argument| match argument {
        FnArg::Typed(argument) => Ok(&*argument.ty),
        FnArg::Receiver(receiver) => Err(Error::new_spanned(receiver, "name the object `this: &Type`")),
    });
    types.collect()
}

fn wrapper_name(ident: &Ident) -> Ident {
    format_ident!("native_{}", ident.to_string().trim_start_matches("r#"))
}

fn getter(self_type: &Type, function: &ImplItemFn) -> Result<(TokenStream, TokenStream)> {
    let ident = &function.sig.ident;
    let wrapper = wrapper_name(ident);
    let token = token(function).into_iter();
    if parameter_types(function)?.len() != 1 {
        return Err(Error::new_spanned(&function.sig, "a getter takes a token and `this`"));
    }
    let text = quote! {
        fn #wrapper(vm: &mut crate::Vm, this: &crate::Value) -> crate::PyResult {
            let this = crate::native::FromArg::from_arg(vm, Some(this), "self")?;
            let result = <#self_type>::#ident(#(#token,)* this);
            crate::native::IntoResult::into_result(result, vm)
        }
    };
    Ok((quote!(<#self_type>::#wrapper), text))
}

fn setter(self_type: &Type, function: &ImplItemFn) -> Result<(TokenStream, TokenStream)> {
    let ident = &function.sig.ident;
    let wrapper = wrapper_name(ident);
    let token = token(function).into_iter();
    if parameter_types(function)?.len() != 2 {
        return Err(Error::new_spanned(&function.sig, "a setter takes a token, `this` and `Option<&Value>`"));
    }
    let text = quote! {
        fn #wrapper(vm: &mut crate::Vm, this: &crate::Value, value: Option<&crate::Value>) -> crate::PyResult<()> {
            let this = crate::native::FromArg::from_arg(vm, Some(this), "self")?;
            let result = <#self_type>::#ident(#(#token,)* this, value);
            crate::native::IntoResult::into_result(result, vm).map(drop)
        }
    };
    Ok((quote!(<#self_type>::#wrapper), text))
}

fn method(
    self_type: &Type,
    function: &ImplItemFn,
    kind: &str,
    attributes: &MethodAttributes,
    doc: &str,
    class: &ClassAttributes,
) -> Result<(TokenStream, TokenStream)> {
    let ident = &function.sig.ident;
    let wrapper = wrapper_name(ident);
    let name = attributes.name.as_ref().map_or_else(|| python_name(ident), LitStr::value);
    let signature = attributes.signature.value();
    let parameters =
        signature::parse(&signature).map_err(|message| Error::new(attributes.signature.span(), message))?;
    let has_this = matches!(kind, "method" | "classmethod");
    let takes_module = kind == "function" && signature.contains("$module");
    let types = parameter_types(function)?;
    let expected = parameters.len() + usize::from(has_this || takes_module);
    if types.len() != expected {
        let message = format!(
            "the signature asks for {expected} parameters behind the token, this has {}",
            types.len()
        );
        return Err(Error::new_spanned(&function.sig, message));
    }

    let plain: Vec<_> = parameters
        .iter()
        .filter(|p| !matches!(p.kind, ParameterKind::VarArgs | ParameterKind::VarKeywords))
        .collect();
    let count = plain.len();
    let positional = plain.iter().filter(|p| p.kind != ParameterKind::KeywordOnly).count();
    let positional_only = plain.iter().filter(|p| p.kind == ParameterKind::PositionalOnly).count();
    let (names, required): (Vec<_>, Vec<_>) = plain.iter().map(|p| (p.name.as_str(), p.required)).unzip();
    let has_varargs = parameters.iter().any(|p| p.kind == ParameterKind::VarArgs);
    let has_varkeywords = parameters.iter().any(|p| p.kind == ParameterKind::VarKeywords);

    let this = (has_this || takes_module)
        .then(|| quote!(let this = crate::native::FromArg::from_arg(vm, args.values().first(), "self")?;));
    let skip_this = has_this || takes_module;
    let skip = usize::from(skip_this);
    // Arguments that need no sorting are taken where they are.
    let mut taken = Vec::new();
    let mut sorted = Vec::new();
    let mut conversions = Vec::new();
    let mut index = 0_usize;
    for (position, parameter) in parameters.iter().enumerate() {
        let variable = format_ident!("argument_{position}");
        let label = match parameter.kind {
            ParameterKind::PositionalOnly if count == 1 => format!("{name}() argument"),
            ParameterKind::PositionalOnly => format!("{name}() argument {}", index + 1),
            _ => format!("{name}() argument '{}'", parameter.name),
        };
        let (at, place) = (index, index + skip);
        match parameter.kind {
            ParameterKind::VarArgs => {
                let behind = positional + skip;
                taken.push(quote!(given.get(#behind..).unwrap_or_default()));
                sorted.push(quote!(bound.rest));
            }
            ParameterKind::VarKeywords => {
                taken.push(quote!(crate::native::Keywords::NONE));
                sorted.push(quote!(bound.keywords));
            }
            kind => {
                taken.push(match kind {
                    ParameterKind::KeywordOnly => quote!(None),
                    _ => quote!(given.get(#place)),
                });
                sorted.push(quote!(bound.values[#at]));
                let convert = quote!(crate::native::FromArg::from_arg(vm, #variable, #label)?);
                conversions.push(quote!(let #variable = #convert;));
                index += 1;
            }
        }
    }
    let arguments: Vec<_> = (0..parameters.len()).map(|i| format_ident!("argument_{i}")).collect();
    let token = token(function).into_iter();
    let this_argument = (has_this || takes_module).then(|| quote!(this,));
    let least = plain.iter().rposition(|p| p.required).map_or(skip, |last| last + 1 + skip);
    let most = if has_varargs { quote!(usize::MAX) } else { quote!(#positional + #skip) };
    let bind = match parameters.is_empty() {
        true => quote!(args.expect_none(vm, &PARAMETERS)?;),
        false => quote! {
            let (#(#arguments,)*) = match args.unsorted(#least, #most) {
                Some(given) => (#(#taken,)*),
                None => {
                    let bound = args.bind::<#count>(vm, &PARAMETERS)?;
                    (#(#sorted,)*)
                }
            };
        },
    };
    let plain = match &attributes.plain {
        Plain::Where(function) => quote!(Where(<#self_type>::#function)),
        Plain::Derived if !runs_no_python(function, &types) => quote!(Unknown),
        Plain::All | Plain::Derived => quote!(All),
        Plain::OfScalars => quote!(OfScalars),
    };
    let kind_name = kind;
    let kind = match kind {
        "method" => quote!(Method),
        "classmethod" => quote!(ClassMethod),
        "staticmethod" => quote!(StaticMethod),
        _ if takes_module => quote!(ModuleFunction),
        _ => quote!(Function),
    };
    let owner = match (kind_name, &class.name, &class.module) {
        ("classmethod", _, _) => quote!(Called),
        ("function", _, Some(module)) => quote!(Named(#module)),
        ("method" | "staticmethod", Some(class), _) => quote!(Named(#class)),
        _ => quote!(Nothing),
    };
    let parameters_constant = quote! {
        crate::native::Parameters {
            owner: crate::native::Owner::#owner,
            function: #name,
            names: &[#(#names),*],
            required: &[#(#required),*],
            positional: #positional,
            positional_only: #positional_only,
            skip_this: #skip_this,
            varargs: #has_varargs,
            varkeywords: #has_varkeywords,
        }
    };
    let text = quote! {
        fn #wrapper(vm: &mut crate::Vm, args: &crate::native::Args<'_>) -> crate::PyResult {
            const PARAMETERS: crate::native::Parameters = #parameters_constant;
            #bind
            #this
            #(#conversions)*
            let result = <#self_type>::#ident(#(#token,)* #this_argument #(#arguments),*);
            crate::native::IntoResult::into_result(result, vm)
        }
    };
    let def = quote! {
        crate::native::NativeDef {
            name: #name,
            doc: #doc,
            signature: #signature,
            kind: crate::native::NativeKind::#kind,
            call: <#self_type>::#wrapper,
            plain: crate::native::Plain::#plain,
        }
    };
    Ok((def, text))
}
