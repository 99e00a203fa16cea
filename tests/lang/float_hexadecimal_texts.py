# float.hex and float.fromhex: exact texts, rounding, surrounding space, refusals.
import sys

for value in (0.0, -0.0, 1.0, -1.5, 0.1, 1e300, 5e-324, sys.float_info.min, sys.float_info.max, 3.141592653589793):
    text = value.hex()
    print(text, float.fromhex(text) == value)
print(float("inf").hex(), float("-inf").hex(), float("nan").hex())

for text in ("0x1p4", "1p4", "0x.8", "A.8", "0x1.8P-1", "-0x10", "+ff", "  0x2\n", "\t0x3\v\f\r ", "inf", "-Infinity", "NAN"):
    print(repr(text), float.fromhex(text))

# Halves go to the even neighbour.
for text in ("0x1.00000000000008p0", "0x1.00000000000018p0", "0x1.000000000000081p0", "0x0.8p-1074", "0x0.81p-1074"):
    print(text, float.fromhex(text).hex())

for text in ("", "0x", "p1", "0x1p", "0x1.p+-3", "0x1 2", "1_0", "0xg", ".", "infinit", "\xa01"):
    try:
        print(float.fromhex(text))
    except ValueError as error:
        print(repr(text), error)
for text in ("0x1p1024", "-0x1.fffffffffffff8p1023", "1p99999999999"):
    try:
        print(float.fromhex(text))
    except OverflowError as error:
        print(text, error)
print(float.fromhex("0x1p-99999999999"), float.fromhex("-0x0p99999999999"))


class Exact(float):
    def __new__(cls, value):
        return super().__new__(cls, value * 2)


print(Exact.fromhex("0x1.8p0"), type(Exact.fromhex("1")).__name__)
