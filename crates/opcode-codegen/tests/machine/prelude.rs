//! The names that op bodies see, for the toy machine of these tests. It has no reference counts: a value is an enum,
//! and dropping one does nothing but be counted.

use std::cell::RefCell;
use std::rc::Rc;

pub use super::opcode::Opcode;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    List(Rc<Vec<Value>>),
    Range(i64, i64),
    Object(Rc<RefCell<(u32, Vec<Value>)>>),
    Function(Rc<Function>),
}

#[derive(Debug, PartialEq)]
pub struct Function {
    pub code: RefCell<Vec<u16>>,
    pub constants: Vec<Value>,
    pub locals: usize,
}

/// An exception is set.
#[derive(Debug)]
pub struct Raised {}

#[derive(Debug)]
pub enum Never {}

impl Value {
    pub const NULL: Value = Value::Null;

    pub fn int(value: i64) -> Value {
        Value::Int(value)
    }

    pub fn list(items: Vec<Value>) -> Value {
        Value::List(Rc::new(items))
    }

    pub fn as_list(&self) -> Option<&[Value]> {
        if let Value::List(items) = self { Some(items) } else { None }
    }

    pub fn is_int(&self) -> bool {
        matches!(self, Value::Int(_))
    }

    pub fn is_range(&self) -> bool {
        matches!(self, Value::Range(..))
    }

    pub fn truth(&self) -> bool {
        !matches!(self, Value::Null | Value::Int(0))
    }

    pub fn version(&self) -> Version {
        if let Value::Object(object) = self { Version(object.borrow().0) } else { Version(0) }
    }

    pub fn slot(&self, slot: u16) -> Option<Value> {
        if let Value::Object(object) = self {
            object.borrow().1.get(usize::from(slot)).cloned()
        } else {
            None
        }
    }

    pub fn find_slot(&self, name: Name) -> Option<(Version, u16)> {
        self.slot(name.0 as u16).map(|_| (self.version(), name.0 as u16))
    }

    pub fn range_next(&mut self) -> Option<Value> {
        let Value::Range(at, end) = self else { return None };
        if at >= end {
            return None;
        }
        *at += 1;
        Some(Value::Int(*at - 1))
    }
}

pub trait Operand {
    fn decode(bits: u32) -> Self;
}

macro_rules! operands {
    ($($name:ident)*) => {$(
        #[derive(Clone, Copy, Debug)]
        pub struct $name(pub u32);
        impl Operand for $name {
            fn decode(bits: u32) -> Self {
                $name(bits)
            }
        }
    )*};
}
operands! { Const Name Local Count Jump JumpBack }

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BinaryOperator {
    Add,
    Subtract,
}

impl Operand for BinaryOperator {
    fn decode(bits: u32) -> Self {
        if bits == 0 { Self::Add } else { Self::Subtract }
    }
}

/// What stands for a cache type in the code units.
pub trait CacheField {
    type Bits;
    fn load(bits: Self::Bits) -> Self;
    fn store(self) -> Self::Bits;
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Version(pub u32);

impl CacheField for Version {
    type Bits = u32;
    fn load(bits: u32) -> Self {
        Version(bits)
    }
    fn store(self) -> u32 {
        self.0
    }
}

/// What a slot of a known type looks like to a body.
pub trait StackType {
    type View<'a>;
    type Owned: IntoSlot;
    fn view(value: &Value) -> Self::View<'_>;
}

pub struct Int;

impl StackType for Int {
    type View<'a> = i64;
    type Owned = i64;
    fn view(value: &Value) -> i64 {
        if let Value::Int(int) = value { *int } else { unreachable!("guarded") }
    }
}

pub struct Range;

impl StackType for Range {
    type View<'a> = &'a Value;
    type Owned = Value;
    fn view(value: &Value) -> &Value {
        value
    }
}

/// A word that needs no count: here as good as any other.
pub struct Borrowed;

impl StackType for Borrowed {
    type View<'a> = &'a Value;
    type Owned = Value;
    fn view(value: &Value) -> &Value {
        value
    }
}

pub trait IntoSlot {
    fn into_slot(self) -> Value;
}

/// What one part of a fused instruction hands to the next.
pub trait AsValue {
    fn value(&self) -> &Value;
}

impl AsValue for Value {
    fn value(&self) -> &Value {
        self
    }
}

impl IntoSlot for Value {
    fn into_slot(self) -> Value {
        self
    }
}

impl IntoSlot for i64 {
    fn into_slot(self) -> Value {
        Value::Int(self)
    }
}

/// Arguments that were taken from the stack.
pub struct MovedSlice<'a>(pub &'a mut [Value]);

impl MovedSlice<'_> {
    pub fn into_vec(self) -> Vec<Value> {
        self.0.iter_mut().map(|slot| std::mem::replace(slot, Value::Null)).collect()
    }
}

/// Where a body puts the items of a new array.
pub struct OutSlots<'a> {
    pub slots: &'a mut [Value],
    pub filled: usize,
}

impl OutSlots<'_> {
    pub fn push(&mut self, value: Value) {
        self.slots[self.filled] = value;
        self.filled += 1;
    }
}

/// The right to allocate.
pub struct Heap {
    /// How many values died.
    pub dead: usize,
}

/// The right to run code.
pub struct Vm {
    pub heap: Heap,
    #[expect(clippy::vec_box, reason = "frames are pointed at while the vector grows")]
    pub frames: Vec<Box<FrameData>>,
    pub events: Vec<(&'static str, isize)>,
    pub specialized: Vec<Opcode>,
    pub result: Option<Value>,
}

pub struct FrameData {
    pub function: Rc<Function>,
    pub locals: Vec<Value>,
    pub stack: Vec<Value>,
    pub pc: usize,
    pub sp: usize,
}

pub type FramePtr = *mut FrameData;

/// A handle of the current frame.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    pub data: FramePtr,
    pub marker: std::marker::PhantomData<&'a ()>,
}

pub enum Called {
    Frame(FramePtr),
    Value(Value),
}

impl Vm {
    pub fn binary_op(&mut self, lhs: &Value, rhs: &Value, operator: BinaryOperator) -> Result<Value, Raised> {
        match (lhs, rhs) {
            (Value::Int(a), Value::Int(b)) if operator == BinaryOperator::Add => {
                Ok(Value::Int(a.wrapping_add(*b)))
            }
            (Value::Int(a), Value::Int(b)) => Ok(Value::Int(a.wrapping_sub(*b))),
            _ => Err(Raised {}),
        }
    }

    pub fn load_attr(&mut self, owner: &Value, name: Name) -> Result<Value, Raised> {
        owner.slot(name.0 as u16).ok_or(Raised {})
    }

    pub fn iter_next(&mut self, iter: &mut Value) -> Result<Option<Value>, Raised> {
        if iter.is_range() { Ok(iter.range_next()) } else { Err(Raised {}) }
    }

    pub fn check_periodic(&mut self) -> Result<(), Raised> {
        Ok(())
    }

    pub fn raise(&mut self, _value: &Value) -> Result<Never, Raised> {
        Err(Raised {})
    }

    pub fn call(&mut self, callable: Value, args: MovedSlice<'_>) -> Result<Called, Raised> {
        match callable {
            Value::Function(function) => Ok(Called::Frame(self.push_frame(function, args.into_vec()))),
            Value::Int(_) => Ok(Called::Value(Value::Int(args.into_vec().len() as i64))),
            _ => Err(Raised {}),
        }
    }

    pub fn push_frame(&mut self, function: Rc<Function>, args: Vec<Value>) -> FramePtr {
        let mut locals = args;
        locals.resize(function.locals, Value::Null);
        self.frames.push(Box::new(FrameData {
            function,
            locals,
            stack: vec![Value::Null; 16],
            pc: 0,
            sp: 0,
        }));
        &mut **self.frames.last_mut().expect("just pushed")
    }
}
