//! The object protocols: what instructions and native code do with any value, through slots.

pub(crate) mod attributes;
pub(crate) mod calls;
mod classes;
pub mod compare;
mod convert;
pub mod format_spec;
pub mod items;
pub(crate) mod iteration;
mod matching;
mod names;
mod number;
pub mod packing;
mod percent_format;
pub mod sort;
pub(crate) mod str_format;
pub mod suggest;

pub(crate) use number::int_floor_div_mod;
