//! `_md5`, `_sha1`, `_sha2`, `_sha3` and `_blake2`: the hash functions of `hashlib`.

use sha3::digest::{DynDigest, ExtendableOutput, Update, XofReader};
use vm_derive::native;

use crate::blake2::{Blake2b, Blake2s, Parameters};
use crate::native::{Args, ModuleDef};
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyBytes, PyDict, PyStr, PyType};
use crate::{PyResult, Ref, Value, Vm};

/// A hash in progress.
enum Hash {
    Fixed(Box<dyn DynDigest>),
    Shake128(sha3::Shake128),
    Shake256(sha3::Shake256),
    Blake2b(Blake2b),
    Blake2s(Blake2s),
}

impl Clone for Hash {
    fn clone(&self) -> Hash {
        match self {
            Hash::Fixed(hash) => Hash::Fixed(hash.box_clone()),
            Hash::Shake128(hash) => Hash::Shake128(hash.clone()),
            Hash::Shake256(hash) => Hash::Shake256(hash.clone()),
            Hash::Blake2b(hash) => Hash::Blake2b(hash.clone()),
            Hash::Blake2s(hash) => Hash::Blake2s(hash.clone()),
        }
    }
}

/// The state of a hash object.
#[derive(Clone)]
struct HashState {
    name: &'static str,
    hash: Hash,
    digest_size: usize,
    block_size: usize,
}

impl NativeState for HashState {
    fn traverse_state(&self, _visit: &mut Visitor<'_>) {}
}

impl HashState {
    fn new(name: &'static str) -> HashState {
        let (hash, digest_size, block_size): (Hash, usize, usize) = match name {
            "md5" => (Hash::Fixed(Box::new(md5::Md5::default())), 16, 64),
            "sha1" => (Hash::Fixed(Box::new(sha1::Sha1::default())), 20, 64),
            "sha224" => (Hash::Fixed(Box::new(sha2::Sha224::default())), 28, 64),
            "sha256" => (Hash::Fixed(Box::new(sha2::Sha256::default())), 32, 64),
            "sha384" => (Hash::Fixed(Box::new(sha2::Sha384::default())), 48, 128),
            "sha512" => (Hash::Fixed(Box::new(sha2::Sha512::default())), 64, 128),
            "sha3_224" => (Hash::Fixed(Box::new(sha3::Sha3_224::default())), 28, 144),
            "sha3_256" => (Hash::Fixed(Box::new(sha3::Sha3_256::default())), 32, 136),
            "sha3_384" => (Hash::Fixed(Box::new(sha3::Sha3_384::default())), 48, 104),
            "sha3_512" => (Hash::Fixed(Box::new(sha3::Sha3_512::default())), 64, 72),
            "shake_128" => (Hash::Shake128(sha3::Shake128::default()), 0, 168),
            _ => (Hash::Shake256(sha3::Shake256::default()), 0, 136),
        };
        HashState { name, hash, digest_size, block_size }
    }

    fn update(&mut self, data: &[u8]) {
        match &mut self.hash {
            Hash::Fixed(hash) => hash.update(data),
            Hash::Shake128(hash) => hash.update(data),
            Hash::Shake256(hash) => hash.update(data),
            Hash::Blake2b(hash) => hash.update(data),
            Hash::Blake2s(hash) => hash.update(data),
        }
    }

    fn digest(&self, length: usize) -> Vec<u8> {
        let mut output = vec![0; length];
        match &self.hash {
            Hash::Fixed(hash) => return hash.box_clone().finalize().into_vec(),
            Hash::Shake128(hash) => hash.clone().finalize_xof().read(&mut output),
            Hash::Shake256(hash) => hash.clone().finalize_xof().read(&mut output),
            Hash::Blake2b(hash) => return hash.digest(),
            Hash::Blake2s(hash) => return hash.digest(),
        }
        output
    }
}

fn state(vm: &mut Vm, this: &Value) -> PyResult<HashState> {
    match this.downcast::<PyBoxed>().and_then(|object| object.state::<HashState>(vm)) {
        Some(state) => Ok(state.clone()),
        None => Err(vm.type_error("descriptor requires a hash object")),
    }
}

fn hex(data: &[u8]) -> String {
    data.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes to hash; text is refused.
fn data_of(vm: &mut Vm, data: &Value) -> PyResult<Vec<u8>> {
    if data.downcast::<PyStr>().is_some() {
        return Err(vm.type_error("Strings must be encoded before hashing"));
    }
    match vm.to_bytes_like(data) {
        Ok(data) => Ok(data),
        Err(raised) => {
            vm.discard(raised);
            Err(vm.type_error("object supporting the buffer API required"))
        }
    }
}

macro_rules! hash_class {
    ($class:ident, $name:literal, $module:literal $(, { $($slots:item)* })?) => {
        #[doc = concat!("The class of ", $name, " objects.")]
        pub struct $class;

        #[native(name = $name, module = $module, kind = Boxed)]
        impl $class {
            $($($slots)*)?

            #[slot(repr)]
            fn repr_slot(vm: &mut Vm, this: &Value) -> PyResult {
                let name = state(vm, this)?.name;
                let text = format!("<{name} {}.{} object @ {:#x}>", $module, $name, this.address());
                Ok(vm.new_str(&text).into())
            }

            /// Update this hash object's state with the provided bytes-like object.
            #[method("($self, obj, /)")]
            fn update(vm: &mut Vm, this: &Value, obj: &Value) -> PyResult<()> {
                let data = data_of(vm, obj)?;
                if let Some(state) =
                    this.downcast::<PyBoxed>().and_then(|object| object.state_mut::<HashState>(vm))
                {
                    state.update(&data);
                }
                Ok(())
            }

            /// Return a copy of the hash object.
            #[method("($self, /)")]
            fn copy(vm: &mut Vm, this: &Value) -> PyResult {
                let copy = state(vm, this)?;
                let class = Ref::new(vm.class_of(this));
                Ok(vm.new_boxed(&class, copy).into())
            }

            /// Return the digest value as a bytes object.
            #[method("($self, length=<unrepresentable>, /)")]
            fn digest(vm: &mut Vm, this: &Value, length: Option<i64>) -> PyResult<Ref<PyBytes>> {
                let digest = digest_of(vm, this, length)?;
                Ok(vm.new_bytes(digest))
            }

            /// Return the digest value as a string of hexadecimal digits.
            #[method("($self, length=<unrepresentable>, /)")]
            fn hexdigest(vm: &mut Vm, this: &Value, length: Option<i64>) -> PyResult<String> {
                Ok(hex(&digest_of(vm, this, length)?))
            }

            #[getter]
            fn name(vm: &mut Vm, this: &Value) -> PyResult<String> {
                Ok(state(vm, this)?.name.to_owned())
            }

            #[getter]
            fn digest_size(vm: &mut Vm, this: &Value) -> PyResult<usize> {
                Ok(state(vm, this)?.digest_size)
            }

            #[getter]
            fn block_size(vm: &mut Vm, this: &Value) -> PyResult<usize> {
                Ok(state(vm, this)?.block_size)
            }
        }
    };
}

fn digest_of(vm: &mut Vm, this: &Value, length: Option<i64>) -> PyResult<Vec<u8>> {
    let state = state(vm, this)?;
    let shake = matches!(state.hash, Hash::Shake128(_) | Hash::Shake256(_));
    match (shake, length) {
        (true, None) => Err(vm.type_error("digest() missing required argument 'length' (pos 1)")),
        (true, Some(length)) => match usize::try_from(length) {
            Ok(length) if length < 1 << 29 => Ok(state.digest(length)),
            Ok(_) => Err(vm.value_error("length is too large")),
            Err(_) => Err(vm.value_error("value must be positive")),
        },
        (false, Some(_)) => Err(vm.type_error("digest() takes no arguments (1 given)")),
        (false, None) => Ok(state.digest(0)),
    }
}

hash_class!(Md5Class, "md5", "_md5");
hash_class!(Sha1Class, "sha1", "_sha1");
hash_class!(Sha224Class, "SHA224Type", "_sha2");
hash_class!(Sha256Class, "SHA256Type", "_sha2");
hash_class!(Sha384Class, "SHA384Type", "_sha2");
hash_class!(Sha512Class, "SHA512Type", "_sha2");
hash_class!(Sha3Class, "sha3", "_sha3");
hash_class!(ShakeClass, "shake", "_sha3");
hash_class!(Blake2bClass, "blake2b", "_blake2", {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        new_blake2(vm, class, args, "blake2b", Blake2b::MOST, Blake2b::SALT)
    }
});
hash_class!(Blake2sClass, "blake2s", "_blake2", {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, args: &Args<'_>) -> PyResult {
        new_blake2(vm, class, args, "blake2s", Blake2s::MOST, Blake2s::SALT)
    }
});

fn new_blake2(
    vm: &mut Vm,
    class: &PyType,
    args: &Args<'_>,
    name: &'static str,
    most: usize,
    salt_size: usize,
) -> PyResult {
    let mut parameters = Parameters {
        digest_size: most as u8,
        key: Vec::new(),
        salt: Vec::new(),
        person: Vec::new(),
        fanout: 1,
        depth: 1,
        leaf_size: 0,
        node_offset: 0,
        node_depth: 0,
        inner_size: 0,
        last_node: false,
    };
    let mut data = args.positional().first().cloned();
    for (keyword, value) in args.keywords() {
        let keyword = keyword.downcast::<PyStr>().map(|k| k.text().to_string_lossy()).unwrap_or_default();
        let number = |vm: &mut Vm, high: u64, message: &str| -> PyResult<u64> {
            match u64::try_from(vm.to_i64(value)?) {
                Ok(number) if number <= high => Ok(number),
                _ => Err(vm.value_error(message)),
            }
        };
        match keyword.as_str() {
            "data" | "string" => data = Some(value.clone()),
            "usedforsecurity" => {}
            "digest_size" => {
                let message = format!(
                    "digest_size for {} must be between 1 and {most} bytes, here it is {}",
                    if most == 64 { "Blake2b" } else { "Blake2s" },
                    vm.to_i64(value)?
                );
                let size = number(vm, most as u64, &message)?;
                if size == 0 {
                    return Err(vm.value_error(message));
                }
                parameters.digest_size = size as u8;
            }
            "key" => {
                parameters.key = vm.to_bytes_like(value)?;
                if parameters.key.len() > most {
                    return Err(vm.value_error(format!("maximum key length is {most} bytes")));
                }
            }
            "salt" | "person" => {
                let bytes = vm.to_bytes_like(value)?;
                if bytes.len() > salt_size {
                    return Err(vm.value_error(format!("maximum {keyword} length is {salt_size} bytes")));
                }
                if keyword == "salt" {
                    parameters.salt = bytes;
                } else {
                    parameters.person = bytes;
                }
            }
            "fanout" => parameters.fanout = number(vm, 255, "fanout must be between 0 and 255")? as u8,
            "depth" => parameters.depth = number(vm, 255, "depth must be between 1 and 255")?.max(1) as u8,
            "leaf_size" => {
                parameters.leaf_size = number(vm, u64::from(u32::MAX), "leaf_size is too large")? as u32;
            }
            "node_offset" => {
                let high = if most == 64 { u64::MAX } else { (1 << 48) - 1 };
                parameters.node_offset = number(vm, high, "node_offset is too large")?;
            }
            "node_depth" => {
                parameters.node_depth = number(vm, 255, "node_depth must be between 0 and 255")? as u8;
            }
            "inner_size" => {
                let message = format!("inner_size must be between 0 and is {most}");
                parameters.inner_size = number(vm, most as u64, &message)? as u8;
            }
            "last_node" => parameters.last_node = vm.is_true(value)?,
            other => {
                return Err(vm.type_error(format!("{name}() got an unexpected keyword argument '{other}'")));
            }
        }
    }
    let (hash, block_size) = match name {
        "blake2b" => (Hash::Blake2b(Blake2b::new(&parameters)), Blake2b::BLOCK),
        _ => (Hash::Blake2s(Blake2s::new(&parameters)), Blake2s::BLOCK),
    };
    let mut state = HashState { name, hash, digest_size: usize::from(parameters.digest_size), block_size };
    if let Some(data) = data {
        let data = data_of(vm, &data)?;
        state.update(&data);
    }
    Ok(vm.new_boxed(class, state).into())
}

/// A new hash object of a class that Python cannot call.
fn new_hash(
    vm: &mut Vm,
    class: &PyType,
    name: &'static str,
    data: Option<&Value>,
    string: Option<&Value>,
) -> PyResult {
    let mut state = HashState::new(name);
    if let Some(data) = data.or(string) {
        let data = data_of(vm, data)?;
        state.update(&data);
    }
    Ok(vm.new_boxed(class, state).into())
}

macro_rules! hash_module {
    ($constant:ident, $marker:ident, $module:literal, $doc:literal, [$($function:ident: $class:ident),* $(,)?], $init:expr) => {
        #[doc = concat!("Marker that holds the functions of `", $module, "`.")]
        pub struct $marker;

        #[doc = concat!("The module `", $module, "`.")]
        pub static $constant: ModuleDef =
            ModuleDef { name: $module, doc: $doc, functions: $marker::NATIVE_METHODS, init: $init };

        #[native]
        impl $marker {
            $(
                /// Return a new hash object.
                #[function("(data=b'', *, usedforsecurity=True, string=None)")]
                fn $function(
                    vm: &mut Vm,
                    data: Option<&Value>,
                    usedforsecurity: Option<bool>,
                    string: Option<&Value>,
                ) -> PyResult {
                    let _ = usedforsecurity;
                    let class = vm.native_class::<$class>();
                    new_hash(vm, &class, stringify!($function), data, string)
                }
            )*
        }
    };
}

fn nothing(_vm: &mut Vm, _dict: &PyDict) -> PyResult<()> {
    Ok(())
}

hash_module!(MD5, Md5, "_md5", "", [md5: Md5Class], nothing);
hash_module!(SHA1, Sha1, "_sha1", "", [sha1: Sha1Class], nothing);
hash_module!(
    SHA2,
    Sha2,
    "_sha2",
    "",
    [sha224: Sha224Class, sha256: Sha256Class, sha384: Sha384Class, sha512: Sha512Class],
    nothing
);
hash_module!(
    SHA3,
    Sha3,
    "_sha3",
    "",
    [
        sha3_224: Sha3Class,
        sha3_256: Sha3Class,
        sha3_384: Sha3Class,
        sha3_512: Sha3Class,
        shake_128: ShakeClass,
        shake_256: ShakeClass,
    ],
    nothing
);
hash_module!(BLAKE2, Blake2, "_blake2", "_blake2b provides BLAKE2b for hashlib\n", [], |vm, dict| {
    let (b, s) = (vm.native_class::<Blake2bClass>(), vm.native_class::<Blake2sClass>());
    for (class, most, salt) in [(&b, Blake2b::MOST, Blake2b::SALT), (&s, Blake2s::MOST, Blake2s::SALT)] {
        for (name, value) in
            [("SALT_SIZE", salt), ("PERSON_SIZE", salt), ("MAX_KEY_SIZE", most), ("MAX_DIGEST_SIZE", most)]
        {
            let value = vm.new_int(value);
            class.dict().set_name(vm, name, value);
        }
    }
    dict.set_name(vm, "blake2b", b);
    dict.set_name(vm, "blake2s", s);
    Ok(())
});
