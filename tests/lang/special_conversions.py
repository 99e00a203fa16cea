# Unary operators and conversions: __neg__, __abs__, __int__, __index__, __float__, __complex__, __round__, __trunc__.
class Number:
    def __neg__(self): return "neg"
    def __pos__(self): return "pos"
    def __invert__(self): return "invert"
    def __abs__(self): return "abs"
    def __round__(self, digits="none"): return ("round", digits)
    def __trunc__(self): return "trunc"
    def __floor__(self): return "floor"
    def __ceil__(self): return "ceil"
    def __int__(self): return 12
    def __float__(self): return 1.5
    def __complex__(self): return 2j
n = Number()
import math
print(-n, +n, ~n, abs(n), round(n), round(n, 2), round(n, None), math.trunc(n), math.floor(n), math.ceil(n))
print(int(n), float(n), complex(n))

class Index:
    def __index__(self): return 3
i = Index()
print([10, 20, 30, 40][i], "abcdef"[i:], range(10)[i], list(range(i)), hex(i), bin(i), oct(i), chr(Index() .__index__() + 62))
print(int(i), float(i), complex(i), [0] * i, "ab" * i, 1 << int(i), round(2.34567, i), bytes(i), (1).__lshift__(3), pow(2, 5, 3))

def attempt(expression):
    try:
        print(expression())
    except Exception as error:
        print(type(error).__name__, error)
class Bad:
    def __index__(self): return "3"
    def __int__(self): return 1.5
    def __float__(self): return 1
    def __complex__(self): return 1.0
    def __abs__(self): raise ArithmeticError("no size")
bad = Bad()
for expression in (lambda: [1][bad], lambda: int(bad), lambda: float(bad), lambda: complex(bad), lambda: abs(bad), lambda: -bad, lambda: hex(bad),
                   lambda: round(bad), lambda: math.trunc(bad), lambda: bytes(bad), lambda: range(bad)):
    attempt(expression)
class Nothing: pass
for expression in (lambda: int(Nothing()), lambda: float(Nothing()), lambda: complex(Nothing()), lambda: [1][Nothing()], lambda: +Nothing(),
                   lambda: ~Nothing(), lambda: abs(Nothing()), lambda: hex(Nothing()), lambda: "a" * Nothing(), lambda: [1][1.0], lambda: [][::0.5],
                   lambda: ~1.5, lambda: -"a", lambda: abs("a"), lambda: math.floor("a"), lambda: round("a"), lambda: bin(1.0), lambda: chr("a")):
    attempt(expression)
# float falls back on __index__, int on __index__ and not on __trunc__.
class Trunc:
    def __trunc__(self): return 5
attempt(lambda: int(Trunc()))
# A subclass of int may be what __index__ returns; it is made exact with a warning for __int__ only.
class MyInt(int):
    def __index__(self): return 100
attempt(lambda: [10, 20][MyInt(1)])
attempt(lambda: (int(MyInt(4)), type(int(MyInt(4))).__name__, float(MyInt(4)), hex(MyInt(4))))
print(-True, +True, ~5, -(-5), --5, ~~7, +-+3, not not 3, -0.0, -0, -2 ** 2, (-2) ** 2, 2 ** -1, -2 ** -2)
