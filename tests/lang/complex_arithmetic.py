# Complex numbers: construction, arithmetic, power, comparison, text, methods and errors.
a, b = 3 + 4j, 1 - 2j
print(a + b, a - b, a * b, a / b, a ** 2, a ** b, a ** 0.5, a ** -1, -a, +a, abs(a), a.conjugate(), a.real, a.imag, a == 3 + 4j, a != b, bool(0j), bool(1j))
print(a + 1, 1 + a, a - 1.5, 2 * a, a / 2, 1 / a, 2 ** a, a * True, 1j * 1j, 1j ** 2, 1j ** 3, 0j ** 0, (1 + 0j) == 1, 1 == 1 + 0j, hash(1 + 0j) == hash(1), {1: "x"}[1 + 0j], complex(2) in [2])
print(complex(), complex(1), complex(1.5, -2), complex("1+2j"), complex("-j"), complex(" 3 "), complex(1j, 1j), complex(real=1, imag=2), complex(True), complex(imag=3), complex("1e5-2.5e-3j"), complex("infinityj"), complex("nan"))
inf, nan = float("inf"), float("nan")
print(complex(inf, nan), complex(-0.0, -0.0), complex(0.0, -0.0), -0j, 0 - 0j, -(0j), complex(nan, 1) == complex(nan, 1), repr(complex(1, -0.0)), str(complex(-1.5, 0)), complex(1e16, 1e-5), abs(complex(inf, nan)), abs(complex(3e200, 4e200)), 5 - 0j, -5 - 0j)
for expression in ("1j / 0", "0j ** -1", "0j ** 1j", "1j // 1", "1j % 1", "divmod(1j, 1)", "1j < 2j", "1j <= 1", "int(1j)", "float(1j)", "complex('1 + 2j')", "complex('')", "complex('1', 2)", "complex(1, '2')", "complex(None)", "complex([])", "complex(1, None)", "round(1j)", "1j & 1", "math.floor(1j)", "1j + 'a'", "1j @ 1j", "abs(complex(1e308, 1e308))", "(1e200 + 1j) ** 2", "1j[0]", "hex(1j)", "sorted([1j, 2j])", "max(1j, 2)", "pow(1j, 2, 3)", "complex(1, 2, 3)", "complex(x=1)", "range(1j)", "[1][0j]"):
    try:
        print(expression, "=", eval(expression, {"math": __import__("math")}))
    except Exception as error:
        print(expression, "->", type(error).__name__, error)
class Has:
    def __complex__(self): return 5 + 6j
class Floaty:
    def __float__(self): return 2.5
class Index:
    def __index__(self): return 7
print(complex(Has()), complex(Floaty()), complex(Index()), complex(Floaty(), Index()), complex.from_number(3), complex.from_number(Has()))
class C(complex):
    def __repr__(self): return "C"
c = C(1, 2)
print(c, c + 1, type(c + 1).__name__, c.conjugate(), complex(c), type(complex(c)).__name__, c == 1 + 2j, f"{c:.1f}", str(c))
print(f"{a}", f"{a:.2f}", f"{a:+.1e}", f"{a:10}|", f"{a:<12}|", f"{1.5 - 0.25j:g}", format(a, ""), f"{1234567 + 1j:,}", f"{a:>20.3f}")
for spec in ("05", "d", "%", "=10", "x"):
    try:
        print(format(a, spec))
    except ValueError as error:
        print(spec, error)
total = 0j
for i in range(300): total += complex(i, -i) if i % 2 else i
print(total, sum([1j, 2, 3.5]), (1 + 1j) ** 10, (0.5 + 0.5j) ** 100, abs((1 + 1j) ** 20))
