//! Classes: the table of slots, the built-in classes, attribute lookup along the MRO, making new classes.

mod builtin;
mod create;
mod lookup;
mod slot_wrappers;
mod slots;
mod special;

pub use builtin::Types;
pub(crate) use builtin::{create_types, fill_parts};
pub use lookup::MethodCache;
pub use slot_wrappers::SlotDef;
pub use slots::{BINARY_DUNDERS, BinaryFn, BinaryOperator, CompareOp, Slots, UnaryFn};
pub(crate) use special::{Special, Specials};
