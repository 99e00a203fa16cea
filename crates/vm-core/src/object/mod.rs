//! What every object has: header, kind, typed references, and the fields that need a token to be read or changed.

mod field;
mod header;
mod kind;
mod reference;

pub use field::Field;
pub use header::{Flags, Header};
pub use kind::{Kind, Payload, Traverse, Visitor, kind_info};
pub use reference::Ref;
