# Exact fractions and matrices: operators, reflected operators, determinants, inverse, powers.
def gcd(a, b):
    while b: a, b = b, a % b
    return abs(a)
class Fraction:
    def __init__(self, num, den=1):
        if den == 0: raise ZeroDivisionError(f"Fraction({num}, 0)")
        g = gcd(num, den) * (-1 if den < 0 else 1)
        self.num, self.den = num // g, den // g
    def of(value): return value if isinstance(value, Fraction) else Fraction(value) if isinstance(value, int) else NotImplemented
    def __repr__(self): return str(self.num) if self.den == 1 else f"{self.num}/{self.den}"
    def __add__(self, o): return o if (o := Fraction.of(o)) is NotImplemented else Fraction(self.num * o.den + o.num * self.den, self.den * o.den)
    def __mul__(self, o): return o if (o := Fraction.of(o)) is NotImplemented else Fraction(self.num * o.num, self.den * o.den)
    def __neg__(self): return Fraction(-self.num, self.den)
    def __sub__(self, o): return self + -Fraction.of(o)
    def __rsub__(self, o): return -self + o
    def __truediv__(self, o): return self * Fraction((o := Fraction.of(o)).den, o.num)
    def __rtruediv__(self, o): return Fraction.of(o) / self
    def __pow__(self, n): return Fraction(self.num ** n, self.den ** n) if n >= 0 else Fraction(self.den ** -n, self.num ** -n)
    __radd__, __rmul__ = __add__, __mul__
    def __eq__(self, o): return (o := Fraction.of(o)) is not NotImplemented and (self.num, self.den) == (o.num, o.den)
    def __lt__(self, o): return self.num * (o := Fraction.of(o)).den < o.num * self.den
    def __gt__(self, o): return Fraction.of(o) < self
    def __hash__(self): return hash(self.num) if self.den == 1 else hash((self.num, self.den))
    def __bool__(self): return self.num != 0
    def __float__(self): return self.num / self.den
F = Fraction
print(F(1, 2) + F(1, 3), F(2, 4), 1 - F(1, 3), 3 * F(1, 6), F(1, 2) / F(3, 4), 1 / F(2, 3), F(-1, -2), F(1, -2), F(2, 3) ** 3, F(2, 3) ** -2, F(4, 2) == 2, F(1, 2) < F(2, 3), float(F(1, 8)), sum([F(1, n) for n in range(1, 11)]), {F(2): "two"}[2], sorted([F(1, 2), F(1, 3), 1]), max(F(3, 4), F(5, 7)), bool(F(0)))
for bad in (lambda: F(1, 0), lambda: F(1) / 0, lambda: F(1) + "x", lambda: "x" + F(1), lambda: F(0) ** -1):
    try: print(bad())
    except (ZeroDivisionError, TypeError) as error: print(type(error).__name__, error)
class Matrix:
    def __init__(self, rows): self.rows = [list(map(Fraction.of, r)) for r in rows]
    def identity(n): return Matrix([[int(i == j) for j in range(n)] for i in range(n)])
    def __matmul__(self, o): return Matrix([[sum(a * b for a, b in zip(row, col)) for col in zip(*o.rows)] for row in self.rows])
    def __eq__(self, o): return self.rows == o.rows
    def __pow__(self, n):
        result, base = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1: result = result @ base
            base, n = base @ base, n >> 1
        return result
    def reduce(self):
        rows, det = [r + i for r, i in zip([r[:] for r in self.rows], Matrix.identity(len(self.rows)).rows)], F(1)
        for c in range(len(rows)):
            pivot = next((r for r in range(c, len(rows)) if rows[r][c]), None)
            if pivot is None: return F(0), None
            if pivot != c: rows[c], rows[pivot], det = rows[pivot], rows[c], -det
            det *= rows[c][c]
            rows[c] = [v / rows[c][c] for v in rows[c]]
            for r in range(len(rows)):
                if r != c and rows[r][c]: rows[r] = [a - rows[r][c] * b for a, b in zip(rows[r], rows[c])]
        return det, Matrix([r[len(rows):] for r in rows])
    def __repr__(self): return "; ".join(" ".join(map(str, r)) for r in self.rows)
m = Matrix([[2, 1, 0], [1, 3, 1], [0, 1, 4]])
det, inverse = m.reduce()
print(det, "|", inverse, "|", m @ inverse == Matrix.identity(3), "|", m ** 5, "|", Matrix([[1, 1], [1, 0]]) ** 90, "|", Matrix([[1, 2], [2, 4]]).reduce())
