# A vector type with every operator that makes sense, tested together with built-in types and functions.
class V:
    __slots__ = ("x", "y")
    __match_args__ = ("x", "y")
    def __init__(self, x=0, y=0): self.x, self.y = x, y
    def __repr__(self): return f"V({self.x}, {self.y})"
    def __add__(self, o): return V(self.x + o.x, self.y + o.y) if isinstance(o, V) else NotImplemented
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __sub__(self, o): return self + -o
    def __neg__(self): return V(-self.x, -self.y)
    def __pos__(self): return self
    def __mul__(self, k): return V(self.x * k, self.y * k) if isinstance(k, (int, float)) else NotImplemented
    __rmul__ = __mul__
    def __matmul__(self, o): return self.x * o.x + self.y * o.y
    def __truediv__(self, k): return V(self.x / k, self.y / k)
    def __floordiv__(self, k): return V(self.x // k, self.y // k)
    def __mod__(self, k): return V(self.x % k, self.y % k)
    def __divmod__(self, k): return self // k, self % k
    def __pow__(self, n, mod=None): return V(pow(self.x, n, mod), pow(self.y, n, mod))
    def __xor__(self, o): return self.x * o.y - self.y * o.x
    def __invert__(self): return V(self.y, self.x)
    def __lshift__(self, n): return V(self.x << n, self.y << n)
    def __iadd__(self, o):
        self.x += o.x; self.y += o.y
        return self
    def __abs__(self): return (self @ self) ** 0.5
    def __bool__(self): return bool(self.x or self.y)
    def __eq__(self, o): return isinstance(o, V) and (self.x, self.y) == (o.x, o.y)
    def __lt__(self, o): return abs(self) < abs(o)
    def __hash__(self): return hash((self.x, self.y))
    def __iter__(self): yield self.x; yield self.y
    def __len__(self): return 2
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __setitem__(self, i, v): setattr(self, "xy"[i], v)
    def __contains__(self, v): return v in (self.x, self.y)
    def __reversed__(self): return iter((self.y, self.x))
    def __call__(self, f): return V(f(self.x), f(self.y))
    def __round__(self, n=0): return V(round(self.x, n), round(self.y, n))
    def __format__(self, spec): return f"<{self.x:{spec}}|{self.y:{spec}}>"
    def __complex__(self): return complex(self.x, self.y)
    def __copy__(self): return V(*self)
a, b = V(3, 4), V(1, -2)
print(a + b, a - b, -a, +a, a * 2, 0.5 * a, a @ b, a / 2, a // 2, a % 2, divmod(a, 2), a ** 2, pow(a, 3, 5), a ^ b, ~a, a << 2, abs(a), bool(V()), not a)
print(a == V(3, 4), a != b, b < a, {a: 1}[V(3, 4)], [*a], len(a), a[0], a[-1], a[:], 4 in a, list(reversed(a)), a(lambda v: v * v), round(V(1.25, 2.75), 1), f"{a:.1f} {a:>3}", complex(a), sum([a, b, V(1, 1)]), max(a, b, key=abs), sorted([a, b, V()]), dict(zip("xy", a)), tuple(a), min(a), "%s %s" % (*a,))
c = a.__copy__()
c += b
c[0] = 10
print(c, a, c is not a)
x, y = c
match c:
    case V(10, y=v): print("matched", x, y, v)
for wrong in (lambda: a + 1, lambda: 1 + a, lambda: a * "x", lambda: "x" * a, lambda: a @ 1, lambda: a ** "x", lambda: a < 5, lambda: a[2], lambda: a & b, lambda: a.z, lambda: setattr(a, "z", 1), lambda: a >> 1, lambda: sum([a], "")):
    try: print(wrong())
    except Exception as error: print(type(error).__name__, error)
total = V()
for i in range(300): total = total + V(i, -i) * 2 if i % 2 else total - V(1, 1)
print(total, sum((V(i, i * i) for i in range(100)), V(1, 1)), abs(V(5, 12)) == 13.0)
