"""Writes what CPython compiles source files to, one line per field: `examples/dump_code.rs` writes the same.

The source files are named on standard input.
"""

import struct
import sys
import types
import warnings

sys.set_int_max_str_digits(0)
warnings.simplefilter("ignore")


def constant(value):
    match value:
        case None:
            return "N"
        case types.EllipsisType():
            return "E"
        case bool():
            return "T" if value else "F"
        case int():
            return f"i{value}"
        case float():
            return "f" + struct.pack(">d", value).hex()
        case complex():
            return "c" + struct.pack(">dd", value.real, value.imag).hex()
        case str():
            return "s" + value.encode("utf-8", "surrogatepass").hex()
        case bytes():
            return "b" + value.hex()
        case tuple():
            return "(" + ",".join(map(constant, value)) + ")"
        case frozenset():
            return "{" + ",".join(sorted(map(constant, value))) + "}"
        case slice():
            return "[" + ",".join(map(constant, (value.start, value.stop, value.step))) + "]"
        case types.CodeType():
            return "K"
    raise TypeError(type(value))


def names(values):
    return " ".join(value.encode("utf-8", "surrogatepass").hex() for value in values)


def generic(code):
    """The code without what running it may have changed."""
    return code.co_code.hex()


def write(code, depth):
    print("code", depth, names([code.co_qualname]))
    print("meta", names([code.co_name]), code.co_firstlineno, hex(code.co_flags), code.co_argcount,
          code.co_posonlyargcount, code.co_kwonlyargcount, code.co_stacksize)
    print("bytes", generic(code))
    print("consts", " ".join(map(constant, code.co_consts)))
    print("names", names(code.co_names))
    kinds = code._varname_from_oparg
    slots = len(set(code.co_varnames) | set(code.co_cellvars)) + len(code.co_freevars)
    print("slots", names(kinds(i) for i in range(slots)), "|", names(code.co_varnames), "|", names(code.co_cellvars),
          "|", names(code.co_freevars))
    print("lines", code.co_linetable.hex())
    print("handlers", code.co_exceptiontable.hex())
    for value in code.co_consts:
        if isinstance(value, types.CodeType):
            write(value, depth + 1)


for filename in sys.stdin.read().splitlines():
    print("file", filename)
    with open(filename, "rb") as file:
        source = file.read()
    try:
        code = compile(source, filename, "exec", dont_inherit=True)
    except Exception as error:
        print("error", type(error).__name__, str(error).splitlines()[0])
        continue
    write(code, 0)
