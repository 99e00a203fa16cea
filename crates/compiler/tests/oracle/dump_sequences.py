"""Writes what CPython makes of instruction sequences: the test of the flow graph reads it.

For every source file named on standard input: the instruction sequence of the module and the code object made of it,
and for nested code the sequence after the flow-graph optimizations, with made-up constants (CPython does not show the
real ones).
"""

import ast
import opcode
import sys

import _testinternalcapi as internals
from write import write_consts


def write_sequence(instructions):
    print("instructions", len(instructions))
    for op, arg, line, end_line, col, end_col in instructions:
        print(op, arg or 0, line, end_line, col, end_col)


def made_up_constant(index):
    return (
        None,
        index,
        f"c{index}",
        index + 0.5,
        index * 1000 - 3000,
        (index, "x"),
        index % 2 == 0,
        b"x" * index,
        1j * index,
        -index,
    )[index % 10]


LOCAL_OPS = ("LOAD_FAST", "STORE_FAST", "DELETE_FAST", "LOAD_FAST_AND_CLEAR")
# Pseudo instructions, which `opcode` does not list.
ANNOTATIONS_PLACEHOLDER = 256
STORE_FAST_MAYBE_NULL = 266


def write_nested(path, sequence):
    local_ops = {opcode.opmap[name] for name in LOCAL_OPS} | {STORE_FAST_MAYBE_NULL}
    instructions = sequence.get_instructions()
    if any(instruction[0] == ANNOTATIONS_PLACEHOLDER for instruction in instructions):
        return
    consts = [instruction[1] for instruction in instructions if instruction[0] == opcode.opmap["LOAD_CONST"]]
    consts = [made_up_constant(index) for index in range(max(consts, default=0) + 1)]
    locals_used = [instruction[1] for instruction in instructions if instruction[0] in local_ops]
    nlocals = max(locals_used, default=-1) + 1
    print("nested", path)
    print("nlocals", nlocals)
    write_consts(consts)
    write_sequence(instructions)
    optimized = internals.optimize_cfg(sequence, consts, nlocals).get_instructions()
    write_consts(consts)
    write_sequence(optimized)
    for nested in sequence.get_nested():
        write_nested(path, nested)


def write_module(path):
    with open(path, "rb") as file:
        tree = ast.parse(file.read(), path)
    code = compile(tree, path, "exec", optimize=0, dont_inherit=True)
    if "__annotate__" in code.co_names:
        # The code of the module's annotations is part of the module's code, but not of the sequence that is shown,
        # and handling what is shown can crash the interpreter.
        return
    sequence, metadata = internals.compiler_codegen(tree, path, 0)
    print("module", path)
    print("header", code.co_firstlineno, code.co_flags, code.co_stacksize)
    for names in (code.co_varnames, code.co_cellvars):
        print("names", *names)
    write_consts(metadata["consts"])
    write_sequence(sequence.get_instructions())
    write_consts(code.co_consts)
    print("tables", code.co_code.hex(), code.co_linetable.hex(), code.co_exceptiontable.hex() or "-")
    for nested in sequence.get_nested():
        write_nested(path, nested)


sys.stdout.reconfigure(encoding="utf-8")
for line in sys.stdin:
    path = line.strip()
    try:
        write_module(path)
    except (OSError, SyntaxError, ValueError, RecursionError):
        continue
print("end")
