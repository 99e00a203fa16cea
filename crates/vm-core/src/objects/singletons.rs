//! `None`, `Ellipsis` and `NotImplemented`.

/// Marker for the class of `None`.
pub struct NoneClass;
/// Marker for the class of `...`.
pub struct EllipsisClass;
/// Marker for the class of `NotImplemented`.
pub struct NotImplementedClass;
