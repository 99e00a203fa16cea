//! Generators, coroutines and asynchronous generators: objects that own their frame.

use std::cell::Cell;

use vm_derive::Traverse;

use crate::frame::{FRAME_HEADER_WORDS, FramePtr};
use crate::object::{Field, Header, Ref, Traverse, Visitor};
use crate::objects::{PyCode, PyStr};
use crate::value::Value;

/// Where a generator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneratorState {
    Created,
    Suspended,
    Running,
    Finished,
}

impl Traverse for GeneratorState {
    fn traverse(&self, _visit: &mut Visitor<'_>) {}
}

/// A generator, coroutine or asynchronous generator; the class tells which. Its frame follows the object.
#[derive(Traverse)]
#[repr(C)]
pub struct PyGenerator {
    pub(crate) header: Header,
    pub(crate) state: Cell<GeneratorState>,
    pub(crate) name: Field<Ref<PyStr>>,
    pub(crate) qualname: Field<Ref<PyStr>>,
    pub(crate) code: Ref<PyCode>,
    /// The exception being handled inside, while suspended; NULL if none.
    pub(crate) handled: Field<Value>,
    /// For coroutines: where it was made, if tracked. For asynchronous generators: whether hooks were called, closed.
    pub(crate) origin: Field<Value>,
    pub(crate) hooks_called: Cell<bool>,
    pub(crate) closed: Cell<bool>,
    pub(crate) running_async: Cell<bool>,
    pub(crate) finalizer: Field<Value>,
    /// The frame behind the object.
    pub(crate) frame: GeneratorFrame,
}

/// The frame of a generator.
pub(crate) struct GeneratorFrame {
    pub pointer: Cell<Option<FramePtr>>,
    /// Words of locals and stack.
    pub words: usize,
}

impl Traverse for GeneratorFrame {
    fn traverse(&self, visit: &mut Visitor<'_>) {
        if let Some(frame) = self.pointer.get() {
            frame.traverse(visit);
        }
    }
}

impl PyGenerator {
    pub(crate) fn frame_bytes(&self) -> usize {
        (FRAME_HEADER_WORDS + self.frame.words) * 8
    }
}

impl Drop for PyGenerator {
    fn drop(&mut self) {
        // A generator that is suspended in a `try` or `with` was finalized before: it ran `close`.
        if let Some(frame) = self.frame.pointer.take() {
            frame.clear();
        }
    }
}

/// Marker for the class `coroutine`, which shares the payload.
pub struct CoroutineClass;
/// Marker for the class `async_generator`, which shares the payload.
pub struct AsyncGeneratorClass;

/// `coroutine_wrapper`: what `coroutine.__await__` gives.
#[derive(Traverse)]
#[repr(C)]
pub struct PyCoroutineWrapper {
    pub(crate) header: Header,
    pub(crate) coroutine: Ref<PyGenerator>,
}

/// What `asend`, `athrow`, `aclose` and `__anext__` of an asynchronous generator give: an awaitable of one step.
#[derive(Traverse)]
#[repr(C)]
pub struct PyAsyncGeneratorStep {
    pub(crate) header: Header,
    pub(crate) generator: Ref<PyGenerator>,
    /// The value to send, or the exception to throw; for `aclose` NULL.
    pub(crate) argument: Field<Value>,
    pub(crate) is_throw: bool,
    pub(crate) is_close: bool,
    pub(crate) state: Cell<u8>,
}
