//! `object`.

/// Marker for the class `object`, which has no payload.
pub struct ObjectClass;
