"""Unpickling of arrays that other machines may have written."""

_FORMATS = ("B", "b", "<H", ">H", "<h", ">h", "<I", ">I", "<i", ">i", "<Q", ">Q", "<q", ">q", "<f", ">f", "<d", ">d")
_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def _array_reconstructor(arraytype, typecode, mformat_code, items, /):
    """Internal. Used for pickling support."""
    if not isinstance(arraytype, type):
        raise TypeError(f"first argument must be a type object, not {type(arraytype).__name__}")
    if not issubclass(arraytype, array):
        raise TypeError(f"{arraytype.__name__} is not a subtype of array.array")
    if typecode not in typecodes:
        raise ValueError("second argument must be a valid type code")
    if not 0 <= mformat_code < len(_FORMATS) + len(_ENCODINGS):
        raise ValueError("third argument must be a valid machine format code.")
    if not isinstance(items, bytes):
        raise TypeError(f"fourth argument should be bytes, not {type(items).__name__}")
    if mformat_code >= len(_FORMATS):
        return arraytype(typecode, items.decode(_ENCODINGS[mformat_code - len(_FORMATS)]))
    import _struct

    try:
        values = [value for value, in _struct.iter_unpack(_FORMATS[mformat_code], items)]
    except _struct.error:
        raise ValueError("bytes length not a multiple of item size") from None
    return arraytype(typecode, values)
