//! When the process returns memory to the system. Not the allocator, which is beside it.
#![expect(unsafe_code, reason = "the allocator is a C library")]

/// Returns free memory to the system. By itself the allocator does so after a second, because programs mostly want the
/// same memory again at once; but what compiling and loading a module needed for a moment is not what comes next, and
/// measured after importing `re` half of the memory of all pages was free.
pub fn trim() {
    crate::allocator::give_back();
    // SAFETY: the function takes no memory from anybody; it may be called at any time.
    unsafe { libmimalloc_sys::mi_collect(true) }
}
