# complex: building from numbers and text, from_number, formatting, signed zeros.
class Convertible:
    def __complex__(self):
        return 3 + 4j


class Floatable:
    def __float__(self):
        return 2.5


class Indexed:
    def __index__(self):
        return 6


for value in (Convertible(), Floatable(), Indexed(), 5, True, 1.5, 2j):
    print(complex(value), complex.from_number(value), end=" ")
print()
for text in ("1+2j", " -1.5e3-2J ", "j", "-j", "+1j", "inf", "nan+infj", "(1+2j)", "( 3 )", "1_0+0_1j"):
    print(repr(text), complex(text))
for text in ("", "1 + 2j", "1+2", "j1", "1+2jj", "()", "(1+2j", "1__0", "0x1"):
    try:
        print(complex(text))
    except ValueError as error:
        print(repr(text), error)
print(complex(real=1, imag=2), complex(imag=-0.0), complex(), complex(1, 2.5))
print(repr(-0j), repr(complex(-0.0, 0.0)), repr(complex(0.0, -0.0)), repr(complex(-0.0, -0.0)), 1e16 + 1e-7j)
value = 3 - 4j
print(value.real, value.imag, value.conjugate(), abs(value), -value, +value, bool(value), bool(0j))
print(value == 3 - 4j, value != 3, 3 + 0j == 3, hash(3 + 0j) == hash(3), value.__getnewargs__())
print(f"{value:.2f}", f"{value:>12}", f"{value:e}", f"{value:+.1f}", f"{1e20 + 1j:g}", f"{value:*^20.1f}")
for wrong in (
    lambda: value < 1,
    lambda: int(value),
    lambda: float(value),
    lambda: value // 1,
    lambda: value % 2,
    lambda: divmod(value, 1),
    lambda: round(value),
    lambda: complex("1", 2),
    lambda: complex(1, "2"),
    lambda: complex([]),
    lambda: complex.from_number("1"),
    lambda: value / 0,
    lambda: 0j ** -1,
    lambda: f"{value:05}",
    lambda: f"{value:=5}",
    lambda: pow(value, 2, 3),
):
    try:
        print(wrong())
    except (TypeError, ValueError, ZeroDivisionError) as error:
        print(type(error).__name__, error)
print(value**2, value**0, value**-1, 2**1j == complex(2) ** 1j, (1j) ** 2)
