# Methods and attributes of int and bool: conversion to bytes and back, ratios, counts, rounding.
print((5).bit_length(), (-5).bit_length(), (0).bit_length(), (2**64).bit_length(), (7).bit_count(), (-7).bit_count(), (2**70 - 1).bit_count(), (6).conjugate(), (6).real, (6).imag, (6).numerator, (6).denominator, (6).as_integer_ratio(), True.as_integer_ratio(), (7).is_integer())
print((258).to_bytes(2, "big"), (258).to_bytes(2, "little"), (-2).to_bytes(2, "big", signed=True), (0).to_bytes(0, "big"), (5).to_bytes(), (2**70).to_bytes(10, "little"), (-1).to_bytes(3, signed=True))
print(int.from_bytes(b"\x01\x02"), int.from_bytes(b"\x01\x02", "little"), int.from_bytes(b"\xff", signed=True), int.from_bytes(b""), int.from_bytes([1, 0]), int.from_bytes(bytearray(b"\x01")), int.from_bytes(b"\xff" * 10), bool.from_bytes(b"\x01"))
for call in (lambda: (256).to_bytes(1), lambda: (-1).to_bytes(1), lambda: (1).to_bytes(-1), lambda: (1).to_bytes(1, "middle"), lambda: (128).to_bytes(1, signed=True), lambda: (-129).to_bytes(1, signed=True), lambda: int.from_bytes("text"), lambda: int.from_bytes(5), lambda: int.from_bytes([256]), lambda: int.from_bytes(b"", "x"), lambda: (1).to_bytes("a")):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
print((5).__add__(3), (5).__add__("x"), (5).__radd__(3), (5).__rsub__(3), (5).__pow__(2, 7), (5).__rpow__(2), (5).__divmod__(3), (5).__rdivmod__(3), (5).__lt__(6), (5).__eq__(5.0), (5).__bool__(), (5).__hash__(), (5).__index__(), (5).__float__(), (5).__repr__(), (5).__format__(">4"), (5).__round__(-1), (-5).__abs__(), (5).__invert__(), (5).__truediv__(2), (5).__floordiv__(2.0), (5).__ceil__(), (5).__trunc__())
print(round(5), round(1234, -2), round(1250, -2), round(1350, -2), round(-1250, -2), round(5, 10), round(True), round(10**25, -24), round(15 * 10**24, -25))
class Num(int):
    def __add__(self, other): return Num(int(self) * 10 + other)
    def __repr__(self): return f"Num({int(self)})"
n = Num(5)
print(n, n + 3, n - 1, type(n - 1).__name__, int(n), n == 5, hash(n) == hash(5), {n: 1}[5], [10, 20, 30, 40, 50, 60][n], f"{n}", f"{n:d}", "%d" % n, "%s" % n, str(n), Num("12"), Num("ff", 16), n.real, type(n.real).__name__, type(+n).__name__, type(abs(n)).__name__)
print(bool("False"), bool(""), bool(0.0), bool([0]), True + True, isinstance(True, int), bool.__mro__[1].__name__, str(True), repr(False), f"{True:d} {True} {True:>6}|", int(True), True == 1.0, sum([True, True]), [5, 6][True], True < 2, not False)
for bad in (lambda: type("B", (bool,), {}), lambda: bool(1, 2), lambda: int([]), lambda: int(None), lambda: int("x"), lambda: int(1.5, 10), lambda: int("1", base=None), lambda: int(base=10), lambda: int("1", 10, 10), lambda: int(float("nan")), lambda: int(float("-inf")), lambda: int(1j), lambda: int(b"z")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(int(), int(3.99), int(-3.99), int("  -12_3 "), int(b"12"), int(bytearray(b"7")), int("0b11", 2), int("0O17", 8), int(1e20), int("7" * 30))
