# Arithmetic between bool, int, float and complex: result types, comparison, hashing, conversion, containers.
values = [True, 2, 2.5, 1 + 2j]
for op in ("+", "-", "*", "/", "**"):
    print(op, [[type(eval(f"a {op} b")).__name__[0] for b in values] for a in values])
for op in ("//", "%", "&", "<<"):
    row = []
    for a in values:
        for b in values:
            try: row.append(type(eval(f"a {op} b")).__name__[0])
            except TypeError: row.append("-")
    print(op, "".join(row))
print(True + 1.5, 2 * 2.5, 2.5 - True, 2 ** 0.5, 2.0 ** 3, 4 ** 0.5 == 2, (-8) ** 3, 2 ** -2, 7 // 2.0, -7 % 2.5, 1j ** 2, 2 + 1j * 1j, 5 / 2 * 2 == 5, 3 * 0.1 == 0.3, 10 ** 20 * 1.0, 10 ** 20 + 0.5, 2 ** 53 + 1.0, 1e308 * 10 - 1e308)
print(1 == 1.0 == True == 1 + 0j, hash(1) == hash(1.0) == hash(True) == hash(1 + 0j), {1: "a"}[1.0], 0 == -0.0 == 0j == False, 10 ** 20 == 1e20, 10 ** 23 == 1e23, 2 ** 70 == 2.0 ** 70, 1 < 1.5 < 2, True < 1.1, float(2 ** 53) == 2 ** 53 + 1, [1, 1.0, True].count(1), {1, 1.0, True, 1 + 0j}, sum([1, 2.5, True, 10 ** 20]), max(1, 1.0), max(1.0, 1), min(True, 1, 1.0), sorted([2, 1.5, True, 0, -0.5]))
print(int(2.9), int(-2.9), float(3), complex(2), complex(1.5), int(True), bool(0.0), bool(1e-300), bool(0j), round(2.5), round(-1.5), round(2.567, 1), int(1e20), float(10 ** 30), int(float(2 ** 62)), (2.0).is_integer(), (5).real, (5).imag, 2.5.real, (1 + 2j).imag)
print(divmod(7, 2), divmod(7.5, 2), divmod(-7, 2.0), divmod(True, 2), abs(-True), abs(-2.5), abs(3 + 4j), -True, +True, ~True, pow(2, 3), pow(2.0, 3), pow(2, -1), pow(True, 5), round(True), 5 % -3, 5.5 % -3, -5 // 3, -5.0 // 3)
class Meters(float):
    def __add__(self, o): return Meters(float(self) + float(o))
    __radd__ = __add__
    def __repr__(self): return f"{float(self)}m"
print(Meters(1) + 2, 2 + Meters(1), Meters(1) * 2, sum([Meters(1), Meters(2)]), Meters(3) == 3, Meters(2.5) > 2, type(Meters(1) - 1).__name__, [Meters(1)], max(Meters(1), 2))
class Int(int):
    def __truediv__(self, o): return "own division"
    def __rsub__(self, o): return "own rsub"
print(Int(4) / 2, Int(4) + 1, 10 - Int(4), 10.0 - Int(4), 1j - Int(4) if False else "", type(Int(4) + Int(1)).__name__, Int(5) // 2, Int(3) == 3.0)
total = 0
for i in range(300):
    x = (i, float(i), i % 2 == 0, complex(i))[i % 4]
    total += x * 2 + (i / 2 if i % 3 else i // 2)
print(total)
