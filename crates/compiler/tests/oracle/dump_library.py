"""Writes the code objects that CPython compiles the source files named on standard input to."""

import re
import sys
import types
import warnings

from write import string, write_consts


def inner_first(code, found):
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            inner_first(constant, found)
    found.append(code)
    return found


def has_pairs(constant):
    match constant:
        case str():
            return re.search("[\ud800-\udbff][\udc00-\udfff]", constant) is not None
        case tuple() | frozenset():
            return any(map(has_pairs, constant))
    return False


def write_code(code, number_of):
    print("strings", string(code.co_name), string(code.co_qualname), string(code.co_filename))
    counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_stacksize)
    print("header", code.co_firstlineno, code.co_flags, *counts, int(has_pairs(code.co_consts)))
    write_consts(code.co_consts, number_of)
    for kind in ("names", "varnames", "cellvars", "freevars"):
        print(kind, *map(string, getattr(code, f"co_{kind}")))
    print("tables", code.co_code.hex(), code.co_linetable.hex() or "-", code.co_exceptiontable.hex() or "-")


warnings.simplefilter("ignore")
sys.stdout.reconfigure(encoding="utf-8")
for line in sys.stdin:
    path = line.strip()
    try:
        with open(path, "rb") as file:
            module = compile(file.read(), path, "exec", optimize=0, dont_inherit=True)
    except (OSError, SyntaxError, ValueError, RecursionError):
        continue
    codes = inner_first(module, [])
    numbers = {id(code): number for number, code in enumerate(codes)}
    print("file", path)
    print("codes", len(codes))
    for code in codes:
        write_code(code, lambda code: numbers[id(code)])
print("end")
