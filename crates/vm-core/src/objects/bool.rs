//! `bool`.

/// Marker for the class `bool`, which has no payload.
pub struct BoolClass;
