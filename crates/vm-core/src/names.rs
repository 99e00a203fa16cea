//! Interned strings that the virtual machine itself uses. A new one is one word in the list.

use crate::heap::Heap;
use crate::object::Ref;
use crate::objects::PyStr;

macro_rules! names {
    ($($name:ident)*) => {
        /// Interned strings, in fields of the same name.
        pub struct Names { $(pub $name: Ref<PyStr>,)* }

        impl Names {
            pub(crate) fn new(heap: &mut Heap) -> Names {
                Names { $($name: heap.intern_str(stringify!($name)),)* }
            }
        }
    };
}

names! {
    __abs__ __abstractmethods__ __aenter__ __aexit__ __aiter__ __all__ __anext__ __annotate__
    __annotate_func__ __annotations__ __annotations_cache__ __args__ __await__ __bases__ __bool__
    __build_class__ __builtins__ __bytes__ __call__ __cause__ __class__ __class_getitem__ __classcell__
    __classdict__ __classdictcell__ __closure__ __code__ __complex__ __contains__ __context__ __copy__
    __defaults__ __del__ __delattr__ __delete__ __delitem__ __dict__ __dir__ __doc__ __enter__ __eq__ __exit__
    __file__ __firstlineno__ __float__ __format__ __ge__ __get__ __getattr__ __getattribute__ __getitem__
    __getnewargs__ __getnewargs_ex__ __getstate__ __gt__ __hash__ __import__ __index__ __init__
    __init_subclass__ __instancecheck__ __int__ __invert__ __isabstractmethod__ __iter__ __kwdefaults__ __le__
    __len__ __length_hint__ __loader__ __lt__ __main__ __match_args__ __missing__ __module__ __mro_entries__
    __name__ __ne__ __neg__ __new__ __next__ __notes__ __orig_bases__ __orig_class__ __package__ __path__
    __pos__ __pow__ __prepare__ __qualname__ __reduce__ __reduce_ex__ __repr__ __reversed__ __round__ __set__
    __set_name__ __setattr__ __setitem__ __sizeof__ __slots__ __spec__ __static_attributes__ __str__
    __subclasscheck__ __subclasshook__ __suppress_context__ __text_signature__ __traceback__ __trunc__
    __type_params__ __typing_subst__ __weakref__ __wrapped__ __floor__ __ceil__ args builtins close encoding
    end errors fileno flush get items join keys line mro msg name obj offset path read reason send sep start
    stop throw value values write big little default key strict fget fset fdel doc setdefault update copy
    excepthook displayhook stdout stderr stdin modules argv meta_path path_hooks path_importer_cache last_exc
    _initializing __conditional_annotations__ __format_spec__ __fspath__ print_file_and_line filename lineno
    text end_lineno end_offset metaclass locals globals
    __add__ __radd__ __iadd__ __and__ __rand__ __iand__ __floordiv__ __rfloordiv__ __ifloordiv__
    __lshift__ __rlshift__ __ilshift__ __matmul__ __rmatmul__ __imatmul__ __mul__ __rmul__ __imul__
    __mod__ __rmod__ __imod__ __or__ __ror__ __ior__ __rpow__ __ipow__ __rshift__ __rrshift__
    __irshift__ __sub__ __rsub__ __isub__ __truediv__ __rtruediv__ __itruediv__ __xor__ __rxor__
    __ixor__
}
