# Polynomials with integer coefficients: operators, division, evaluation, derivatives, roots, parsing, printing.
class Poly:
    def __init__(self, *coefficients):
        c = list(coefficients)
        while len(c) > 1 and c[-1] == 0: c.pop()
        self.c = tuple(c or (0,))
    @classmethod
    def parse(cls, text):
        out = {}
        for term in text.replace(" ", "").replace("-", "+-").strip("+").split("+"):
            factor, x, power = term.partition("x")
            k = {"": 1, "-": -1}.get(factor) if x and factor in ("", "-") else int(factor)
            out[n] = out.get(n := int(power[1:]) if power else 1 if x else 0, 0) + k if (n := int(power[1:]) if power else 1 if x else 0) in out else k
        return cls(*(out.get(i, 0) for i in range(max(out) + 1)))
    degree = property(lambda self: len(self.c) - 1)
    def __iter__(self): return iter(self.c)
    def __bool__(self): return self.c != (0,)
    def __eq__(self, o): return self.c == (o.c if isinstance(o, Poly) else (o,))
    def __hash__(self): return hash(self.c)
    def __neg__(self): return Poly(*(-k for k in self))
    def __add__(self, o):
        o = o if isinstance(o, Poly) else Poly(o)
        n = max(len(self.c), len(o.c))
        return Poly(*(a + b for a, b in zip(self.c + (0,) * (n - len(self.c)), o.c + (0,) * (n - len(o.c)))))
    __radd__ = __add__
    def __sub__(self, o): return self + -o
    def __rsub__(self, o): return -self + o
    def __mul__(self, o):
        o = o if isinstance(o, Poly) else Poly(o)
        out = [0] * (self.degree + o.degree + 1)
        for i, a in enumerate(self):
            for j, b in enumerate(o): out[i + j] += a * b
        return Poly(*out)
    __rmul__ = __mul__
    def __pow__(self, n):
        out = Poly(1)
        for _ in range(n): out *= self
        return out
    def __divmod__(self, o):
        if not o: raise ZeroDivisionError("division by the zero polynomial")
        rest, quotient = list(self), [0] * max(1, self.degree - o.degree + 1)
        for i in range(self.degree - o.degree, -1, -1):
            quotient[i], r = divmod(rest[i + o.degree], o.c[-1])
            if r: raise ValueError(f"{o} does not divide {self} over the integers")
            for j, b in enumerate(o): rest[i + j] -= quotient[i] * b
        return Poly(*quotient), Poly(*rest)
    def __floordiv__(self, o): return divmod(self, o)[0]
    def __mod__(self, o): return divmod(self, o)[1]
    def __call__(self, x):
        out = 0
        for k in reversed(self.c): out = out * x + k
        return out
    def derivative(self): return Poly(*(i * k for i, k in enumerate(self))[1:] if False else [i * k for i, k in enumerate(self)][1:])
    def __str__(self):
        terms = [f"{'-' if k < 0 else '+'} {'' if abs(k) == 1 and i else abs(k)}{'' if not i else 'x' if i == 1 else f'x^{i}'}" for i, k in reversed([*enumerate(self)]) if k]
        return " ".join(terms).removeprefix("+ ").replace("- ", "-", 1) if terms and terms[0][0] == "-" else " ".join(terms).removeprefix("+ ") or "0"
    __repr__ = __str__
p, q = Poly(-1, 0, 1), Poly(1, 1)
print(p, q, p + q, p - q, p * q, p // q, p % q, divmod(p * p + 3, p), q ** 3, -p, p(3), p(-1), p(1j), (q ** 5).derivative(), 2 * q + 1, 1 - q, p == Poly(-1, 0, 1, 0), hash(p) == hash(Poly(-1, 0, 1)), bool(p - p), p - p, Poly(5) == 5)
print(Poly.parse("x^3 - 2x + 7"), Poly.parse("-x"), Poly.parse("4"), Poly.parse("2x^2 + 3x^2 - x - 1"), [k for k in Poly.parse("x^4 - 1")])
for bad in (lambda: p // Poly(0), lambda: Poly(1, 0, 1) // Poly(0, 2), lambda: Poly.parse("y"), lambda: p + "x", lambda: p < q):
    try: print(bad())
    except (ZeroDivisionError, ValueError, TypeError) as error: print(type(error).__name__, error)
chebyshev = [Poly(1), Poly(0, 1)]
while len(chebyshev) < 9: chebyshev.append(Poly(0, 2) * chebyshev[-1] - chebyshev[-2])
print(chebyshev[8], chebyshev[8](1), sum(chebyshev[7]), max(chebyshev[8]))
roots = [r for r in range(-10, 11) if Poly.parse("x^3 - 6x^2 + 11x - 6")(r) == 0]
print(roots, Poly.parse("x^3 - 6x^2 + 11x - 6") // (Poly(-1, 1) * Poly(-2, 1)), sum((q ** n)(2) for n in range(20)), (q ** 40).c[20], {p: "p"}[Poly(-1, 0, 1)])
