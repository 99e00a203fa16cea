//! `_random`: the Mersenne twister (MT19937), with the same numbers for the same seeds as CPython.

use dashu_int::{IBig, UBig};
use vm_derive::native;

use crate::native::{Args, ModuleDef};
use crate::object::Visitor;
use crate::objects::{NativeState, PyBoxed, PyType};
use crate::{PyResult, Value, Vm};

/// The module.
pub static RANDOM: ModuleDef = ModuleDef {
    name: "_random",
    doc: "Module implements the Mersenne Twister random number generator.",
    functions: &[],
    init: |vm, dict| {
        let class = vm.native_class::<RandomClass>();
        dict.set_name(vm, "Random", class);
        Ok(())
    },
};

const WORDS: usize = 624;
const SHIFT: usize = 397;

struct Twister {
    state: Box<[u32; WORDS]>,
    index: usize,
}

impl NativeState for Twister {
    fn traverse_state(&self, _visit: &mut Visitor<'_>) {}
}

impl Twister {
    fn new() -> Twister {
        let mut twister = Twister { state: Box::new([0; WORDS]), index: WORDS };
        twister.seed_word(5489);
        twister
    }

    fn seed_word(&mut self, seed: u32) {
        let mut previous = seed;
        self.state[0] = seed;
        for (index, word) in self.state.iter_mut().enumerate().skip(1) {
            previous = (previous ^ previous >> 30).wrapping_mul(1_812_433_253).wrapping_add(index as u32);
            *word = previous;
        }
        self.index = WORDS;
    }

    fn seed_words(&mut self, key: &[u32]) {
        self.seed_word(19_650_218);
        let state = &mut self.state;
        let (mut i, mut j) = (1, 0);
        for _ in 0..WORDS.max(key.len()) {
            let previous = state[i - 1];
            state[i] = (state[i] ^ (previous ^ previous >> 30).wrapping_mul(1_664_525))
                .wrapping_add(key[j])
                .wrapping_add(j as u32);
            i += 1;
            j += 1;
            if i >= WORDS {
                state[0] = state[WORDS - 1];
                i = 1;
            }
            if j >= key.len() {
                j = 0;
            }
        }
        for _ in 0..WORDS - 1 {
            let previous = state[i - 1];
            state[i] =
                (state[i] ^ (previous ^ previous >> 30).wrapping_mul(1_566_083_941)).wrapping_sub(i as u32);
            i += 1;
            if i >= WORDS {
                state[0] = state[WORDS - 1];
                i = 1;
            }
        }
        state[0] = 0x8000_0000;
    }

    fn next(&mut self) -> u32 {
        if self.index >= WORDS {
            for index in 0..WORDS {
                let next = self.state[(index + 1) % WORDS];
                let mixed = (self.state[index] & 0x8000_0000) | (next & 0x7fff_ffff);
                let twist = if mixed & 1 == 0 { 0 } else { 0x9908_b0df };
                self.state[index] = self.state[(index + SHIFT) % WORDS] ^ mixed >> 1 ^ twist;
            }
            self.index = 0;
        }
        let mut word = self.state[self.index];
        self.index += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ word >> 18
    }
}

/// Calls `function` with the generator of `this`.
fn with_twister<R>(vm: &mut Vm, this: &Value, function: impl FnOnce(&mut Twister) -> R) -> PyResult<R> {
    match this.downcast::<PyBoxed>().and_then(|object| object.state_mut::<Twister>(vm)) {
        Some(twister) => Ok(function(twister)),
        None => Err(vm.type_error("descriptor requires a '_random.Random' object")),
    }
}

fn seed(vm: &mut Vm, this: &Value, value: Option<&Value>) -> PyResult<()> {
    let number = match value.filter(|value| !value.is_none()) {
        Some(value) => match value.as_big_int() {
            Some(int) => int,
            None => IBig::from(vm.hash(value)? as u64),
        },
        None => {
            use std::hash::{BuildHasher, Hasher};
            let mut number = UBig::ZERO;
            for _ in 0..4 {
                // A fresh `RandomState` is the standard library's source of entropy.
                let word = std::collections::hash_map::RandomState::new().build_hasher().finish();
                number = (number << 64) + UBig::from(word);
            }
            number.into()
        }
    };
    let size = UBig::try_from(if number < IBig::ZERO { -number } else { number }).unwrap_or_default();
    let bytes = size.to_le_bytes();
    let mut key: Vec<u32> = bytes
        .chunks(4)
        .map(|chunk| chunk.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte)))
        .collect();
    if key.is_empty() {
        key.push(0);
    }
    with_twister(vm, this, |twister| twister.seed_words(&key))
}

/// The class `Random`.
pub struct RandomClass;

/// Random() -> create a random number generator with its own internal state.
#[native(name = "Random", kind = Boxed, module = "_random")]
impl RandomClass {
    #[slot(new)]
    fn new_slot(vm: &mut Vm, class: &PyType, _args: &Args<'_>) -> PyResult {
        let value: Value = vm.new_boxed(class, Twister::new()).into();
        Ok(value)
    }

    #[slot(init)]
    fn init_slot(vm: &mut Vm, this: &Value, args: &Args<'_>) -> PyResult<()> {
        seed(vm, this, args.positional().first())
    }

    /// random() -> x in the interval [0, 1).
    #[method("($self, /)")]
    fn random(vm: &mut Vm, this: &Value) -> PyResult<f64> {
        let (a, b) = with_twister(vm, this, |twister| (twister.next() >> 5, twister.next() >> 6))?;
        Ok((f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0))
    }

    /// seed([n]) -> None.
    ///
    /// Defaults to use urandom and falls back to a combination
    /// of the current time and the process identifier.
    #[method("($self, n=None, /)", name = "seed")]
    fn seed_method(vm: &mut Vm, this: &Value, n: Option<&Value>) -> PyResult<()> {
        seed(vm, this, n)
    }

    /// getstate() -> tuple containing the current state.
    #[method("($self, /)")]
    fn getstate(vm: &mut Vm, this: &Value) -> PyResult {
        let words: Vec<i64> = with_twister(vm, this, |twister| {
            twister.state.iter().map(|word| i64::from(*word)).chain([twister.index as i64]).collect()
        })?;
        let words: Vec<Value> = words.into_iter().map(|word| vm.new_int(word)).collect();
        Ok(vm.new_tuple(words).into())
    }

    /// setstate(state) -> None.  Restores generator state.
    #[method("($self, state, /)")]
    fn setstate(vm: &mut Vm, this: &Value, state: &Value) -> PyResult<()> {
        if state.downcast::<crate::objects::PyTuple>().is_none() {
            return Err(vm.type_error("state vector must be a tuple"));
        }
        let values = vm.iterate_to_vec(state)?;
        if values.len() != WORDS + 1 {
            return Err(vm.value_error("state vector is the wrong size"));
        }
        let mut words = [0_u32; WORDS];
        for (word, value) in words.iter_mut().zip(&values) {
            *word = vm.to_i64(value)? as u32;
        }
        let index = vm.to_i64(&values[WORDS])?;
        let Some(index) = usize::try_from(index).ok().filter(|index| *index <= WORDS) else {
            return Err(vm.value_error("invalid state"));
        };
        with_twister(vm, this, |twister| {
            *twister.state = words;
            twister.index = index;
        })
    }

    /// getrandbits(k) -> x.  Generates an int with k random bits.
    #[method("($self, k, /)")]
    fn getrandbits(vm: &mut Vm, this: &Value, k: i64) -> PyResult {
        if k < 0 {
            return Err(vm.value_error("number of bits must be non-negative"));
        }
        if k == 0 {
            return Ok(Value::int32(0));
        }
        if k <= 32 {
            let word = with_twister(vm, this, Twister::next)? >> (32 - k);
            return Ok(vm.new_int(word));
        }
        vm.check_size(k as usize / 8, 1)?;
        let bytes = with_twister(vm, this, |twister| {
            let mut bytes = Vec::new();
            let mut left = k;
            while left > 0 {
                let word = if left < 32 { twister.next() >> (32 - left) } else { twister.next() };
                bytes.extend(word.to_le_bytes());
                left -= 32;
            }
            bytes
        })?;
        Ok(vm.new_big_int(UBig::from_le_bytes(&bytes).into()))
    }
}
