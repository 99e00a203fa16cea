"""Opcodes, as `dis` and others ask for them. CPython has this module in its library, with numbers and caches of its own
instructions; it belongs to the interpreter."""

import _opcode
import builtins
from _opcode import stack_effect
from _opcode_metadata import (
    HAVE_ARGUMENT,
    MIN_INSTRUMENTED_OPCODE,
    _specializations,
    _specialized_opmap,
    opmap,
)

__all__ = ["cmp_op", "stack_effect", "hascompare", "opname", "opmap", "HAVE_ARGUMENT", "EXTENDED_ARG", "hasarg",
           "hasconst", "hasname", "hasjump", "hasjrel", "hasjabs", "hasfree", "haslocal", "hasexc"]

EXTENDED_ARG = opmap["EXTENDED_ARG"]
opname = [f"<{op!r}>" for op in range(max(opmap.values()) + 1)]
for _names in (opmap, _specialized_opmap):
    for _name, _number in _names.items():
        opname[_number] = _name
del _names, _name, _number

cmp_op = ("<", "<=", "==", "!=", ">", ">=")
hasarg = [op for op in opmap.values() if _opcode.has_arg(op)]
hasconst = [op for op in opmap.values() if _opcode.has_const(op)]
hasname = [op for op in opmap.values() if _opcode.has_name(op)]
hasjump = [op for op in opmap.values() if _opcode.has_jump(op)]
hasjrel = hasjump
hasjabs = []
hasfree = [op for op in opmap.values() if _opcode.has_free(op)]
haslocal = [op for op in opmap.values() if _opcode.has_local(op)]
hasexc = [op for op in opmap.values() if _opcode.has_exc(op)]
hascompare = [opmap["COMPARE_OP"]]

_intrinsic_1_descs = _opcode.get_intrinsic1_descs()
_intrinsic_2_descs = _opcode.get_intrinsic2_descs()
_special_method_names = _opcode.get_special_method_names()
_common_constants = [builtins.AssertionError, builtins.NotImplementedError, builtins.tuple, builtins.all, builtins.any]
_nb_ops = _opcode.get_nb_ops()
_cache_format = _opcode.get_cache_format()
_inline_cache_entries = {name: sum(fields.values()) for name, fields in _cache_format.items()}
