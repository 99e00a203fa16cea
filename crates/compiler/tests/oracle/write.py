"""Constants and strings in the form that `reader.rs` reads."""

import struct
import types


def string(value):
    return "s" + value.encode("utf-8", "surrogatepass").hex()


def constant(value, number_of=lambda code: ""):
    match value:
        case None:
            return ["N"]
        case types.EllipsisType():
            return ["E"]
        case bool():
            return ["T" if value else "F"]
        case int():
            return [f"i{value:x}"]
        case float():
            return ["f" + struct.pack(">d", value).hex()]
        case complex():
            return ["c" + struct.pack(">dd", value.real, value.imag).hex()]
        case str():
            return [string(value)]
        case bytes():
            return ["b" + value.hex()]
        case tuple():
            return [f"({len(value)}", *constants(value, number_of)]
        case frozenset():
            return [f"{{{len(value)}", *constants(value, number_of)]
        case slice():
            return [":3", *constants((value.start, value.stop, value.step), number_of)]
        case types.CodeType():
            return [f"K{number_of(value)}"]
    raise TypeError(type(value))


def constants(values, number_of):
    return [token for value in values for token in constant(value, number_of)]


def write_consts(consts, number_of=lambda code: ""):
    print("consts", len(consts), *constants(consts, number_of))
