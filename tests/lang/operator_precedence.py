# Precedence and associativity of every operator, checked by recording how an expression groups.
class E:
    def __init__(self, text): self.text = text
    def __repr__(self): return self.text
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        return E(f"{self}.{name}")
    def __getitem__(self, key): return E(f"{self}[{key}]")
    def __call__(self, *args): return E(f"{self}({', '.join(map(str, args))})")
    def __await__(self):
        return E(f"(await {self})")
        yield
def binary(sign):
    return (lambda self, other: E(f"({self} {sign} {other})")), (lambda self, other: E(f"({other} {sign} {self})"))
for name, sign in (("add", "+"), ("sub", "-"), ("mul", "*"), ("matmul", "@"), ("truediv", "/"), ("floordiv", "//"), ("mod", "%"), ("pow", "**"), ("lshift", "<<"), ("rshift", ">>"), ("and", "&"), ("xor", "^"), ("or", "|")):
    forward, backward = binary(sign)
    setattr(E, f"__{name}__", forward)
    setattr(E, f"__r{name}__", backward)
for name, sign in (("neg", "-"), ("pos", "+"), ("invert", "~")):
    setattr(E, f"__{name}__", lambda self, sign=sign: E(f"({sign}{self})"))
for name, sign in (("lt", "<"), ("le", "<="), ("eq", "=="), ("ne", "!="), ("gt", ">"), ("ge", ">=")):
    setattr(E, f"__{name}__", lambda self, other, sign=sign: E(f"({self} {sign} {other})"))
a, b, c, d = map(E, "abcd")
for source in ("a + b * c", "a * b + c", "a - b - c", "a / b / c * d", "a // b % c", "a @ b * c", "a ** b ** c", "-a ** b", "a ** -b", "-a * b", "-a.x", "~a + b", "+-~a", "a + b << c", "a << b + c", "a >> b << c", "a & b | c ^ d", "a | b & c", "a ^ b | c", "a & b << c", "a < b + c", "a + b == c * d", "a | b < c", "not a < b", "a.x[b](c) ** d", "a[b] + c(d)", "-a[b]", "a ** b[c]", "(a + b) * c", "a if b else c + d", "a + (b if c else d)", "a or b and c", "a % b ** c", "a * -b", "2 ** a", "-2 ** a", "3 - a - 1", "a @ b @ c", "a << b >> c", "~a ** b", "a ** ~b ** c", "a(b)(c)[d].x.y", "a + b if c else d"):
    print(source, "=>", eval(source))
async def awaits():
    return await a ** b, -await a, await a.x(b) + c
coroutine = awaits()
try:
    coroutine.send(None)
except StopIteration as stop:
    print(stop.value)
except TypeError as error:
    print(error)
print(2 ** 3 ** 2, -2 ** 2, (-2) ** 2, 2 ** -1, 7 // 2 * 2, 7 % 3 * 2, 1 + 2 << 3, 1 | 2 & 3 ^ 1, 6 & 3 == 2, not 1 == 2, 5 - 3 - 1, 100 / 10 / 2, -7 // 2, -7 % 3, ~1 & 3, 1 << 2 + 1, 3 * 4 % 5)
